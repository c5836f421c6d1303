"""Does each list succeed, fail and come again alone, and does every reading end with an event?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.collect.fake_port import FakeApi, Pages, refusal
from tests.collect.recorder import Recorder
from tests.patience import PATIENCE
from vpce_tui.collect.api import Call
from vpce_tui.collect.collector import Collector
from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.events import PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Scope
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute

IRELAND = Scope("111122223333", "eu-west-1")
VIRGINIA = Scope("111122223333", "us-east-1")


def collector(api: FakeApi, recorder: Recorder, **settings: Any) -> Collector:
    return Collector(api, recorder, now=lambda: "2026-11-22T12:00:00+00:00", **settings)


def vpcs(*ids: str) -> dict[str, Any]:
    return {"Vpcs": [{"VpcId": one} for one in ids]}


async def test_pages_are_told_as_they_come_between_start_and_end(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1"), vpcs("vpc-2", "vpc-3")]})

    await collector(api, recorder).read([IRELAND], [Vpc])

    started, first, second, ended = recorder.events
    assert started == ReadStarted(Vpc, IRELAND)
    assert first == PageRead(Vpc, IRELAND, (Vpc(vpc_id="vpc-1"),))
    assert isinstance(second, PageRead)
    assert [vpc.record_id for vpc in second.records] == ["vpc-2", "vpc-3"]
    assert isinstance(ended, ReadEnded)
    assert (ended.coverage.progress, ended.coverage.read_at) == (Progress.COMPLETE, "2026-11-22T12:00:00+00:00")


async def test_everything_is_read_in_every_scope_and_ends_complete(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1")], "DescribeVpcAttribute": [{"VpcId": "vpc-1"}]})

    await collector(api, recorder).read([IRELAND, VIRGINIA])

    ends = {(end.record_type, end.scope): end.coverage.progress for end in recorder.of(ReadEnded)}
    assert ends == {
        (resource.record, scope): Progress.COMPLETE for resource in RESOURCES for scope in (IRELAND, VIRGINIA)
    }


async def test_a_failure_keeps_what_came_before_and_touches_no_other_list(recorder: Recorder) -> None:
    api = FakeApi({"DescribeSubnets": [{"Subnets": [{"SubnetId": "subnet-1"}]}, refusal()]})

    await collector(api, recorder).read([IRELAND], [Vpc, Subnet])

    assert [subnet.record_id for subnet in recorder.records(Subnet)] == ["subnet-1"]
    assert recorder.coverage(Subnet).reason is Reason.FORBIDDEN
    assert recorder.coverage(Vpc).complete


async def test_a_failed_list_is_read_again_alone(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [refusal()]})
    reader = collector(api, recorder)
    await reader.read([IRELAND, VIRGINIA], [Vpc, Subnet])
    api.answers["DescribeVpcs"] = [vpcs("vpc-1")]
    api.calls.clear()

    await reader.read([IRELAND], [Vpc])

    assert [(scope, call.operation) for scope, call in api.calls] == [(IRELAND, "DescribeVpcs")]
    assert recorder.coverage(Vpc, IRELAND).complete
    assert not recorder.coverage(Vpc, VIRGINIA).complete


async def test_children_come_after_their_parents_with_their_ids(recorder: Recorder) -> None:
    def entries(_: Scope, call: Call) -> Pages:
        return [{"Entries": [{"Cidr": f"10.0.0.0/{8 + len(call.parameters['PrefixListId'])}"}]}]

    lists = {"PrefixLists": [{"PrefixListId": "pl-1"}, {"PrefixListId": "pl-22"}]}
    api = FakeApi({"DescribeManagedPrefixLists": [lists], "GetManagedPrefixListEntries": entries})

    await collector(api, recorder).read([IRELAND], [PrefixListEntry, ManagedPrefixList])

    assert api.operations()[0] == "DescribeManagedPrefixLists"
    found = {entry.prefix_list_id: entry.cidr for entry in recorder.records(PrefixListEntry)}
    assert found == {"pl-1": "10.0.0.0/12", "pl-22": "10.0.0.0/13"}


async def test_a_child_read_alone_reads_its_parents_first_and_only_once(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1")]})
    reader = collector(api, recorder)

    await reader.read([IRELAND], [VpcAttribute])
    await reader.read([IRELAND], [VpcAttribute])

    assert api.operations().count("DescribeVpcs") == 1
    assert api.operations().count("DescribeVpcAttribute") == 4


async def test_parts_of_a_record_add_up_in_the_inventory() -> None:
    def attribute(_: Scope, call: Call) -> Pages:
        name = call.parameters["Attribute"]
        member = name[0].upper() + name[1:]
        return [{"VpcId": call.parameters["VpcId"], member: {"Value": member == "EnableDnsSupport"}}]

    inventory = Inventory()
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1")], "DescribeVpcAttribute": attribute})

    await Collector(api, inventory.apply).read([IRELAND], [VpcAttribute])

    (found,) = inventory.topology().records(VpcAttribute)
    assert found.enable_dns_support is not None
    assert found.enable_dns_hostnames is not None
    assert (found.enable_dns_support.value, found.enable_dns_hostnames.value) == (True, False)


async def test_without_all_parents_the_children_are_not_complete(recorder: Recorder) -> None:
    api = FakeApi(
        {"DescribeVpcs": [vpcs("vpc-1"), refusal(message="no")], "DescribeVpcAttribute": [{"VpcId": "vpc-1"}]}
    )

    await collector(api, recorder).read([IRELAND], [Vpc, VpcAttribute])

    assert recorder.records(VpcAttribute)
    coverage = recorder.coverage(VpcAttribute)
    assert coverage.reason is Reason.FORBIDDEN
    assert "not read to its end: no" in coverage.message


async def test_parents_that_were_read_before_still_count_when_a_later_reading_fails(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1", "vpc-2")], "DescribeVpcAttribute": [{"VpcId": "vpc-1"}]})
    reader = collector(api, recorder)
    await reader.read([IRELAND], [Vpc])
    api.answers["DescribeVpcs"] = [refusal()]

    await reader.read([IRELAND], [Vpc, VpcAttribute])

    asked = {call.parameters.get("VpcId") for _, call in api.calls if call.operation == "DescribeVpcAttribute"}
    assert asked == {"vpc-1", "vpc-2"}


async def test_one_parents_failure_is_counted_and_the_others_are_read(recorder: Recorder) -> None:
    def entries(_: Scope, call: Call) -> Pages:
        return (
            [refusal(message="no")] if call.parameters["PrefixListId"] == "pl-2" else [{"Entries": [{"Cidr": "::/0"}]}]
        )

    lists = {"PrefixLists": [{"PrefixListId": f"pl-{number}"} for number in (1, 2, 3)]}
    api = FakeApi({"DescribeManagedPrefixLists": [lists], "GetManagedPrefixListEntries": entries})

    await collector(api, recorder).read([IRELAND], [PrefixListEntry])

    assert [entry.prefix_list_id for entry in recorder.records(PrefixListEntry)] == ["pl-1", "pl-3"]
    assert recorder.coverage(PrefixListEntry).message == "no (1 of 3 calls failed)"


async def test_what_fails_for_all_is_not_asked_a_hundred_times(recorder: Recorder) -> None:
    api = FakeApi(
        {"DescribeVpcs": [vpcs(*(f"vpc-{number}" for number in range(100)))], "DescribeVpcAttribute": [refusal()]}
    )

    await collector(api, recorder, in_flight=2).read([IRELAND], [VpcAttribute])

    assert api.operations().count("DescribeVpcAttribute") <= 4
    assert recorder.coverage(VpcAttribute).reason is Reason.FORBIDDEN


async def test_a_record_without_an_id_leaves_the_others_but_the_list_is_not_whole(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [{"Vpcs": [{"VpcId": "vpc-1"}, {"State": "available"}, "text"]}]})

    await collector(api, recorder).read([IRELAND], [Vpc])

    assert [vpc.record_id for vpc in recorder.records(Vpc)] == ["vpc-1"]
    coverage = recorder.coverage(Vpc)
    assert (coverage.reason, coverage.message) == (Reason.MALFORMED, "one of the VPCs: no `VpcId`")


async def test_a_mistake_of_ours_is_one_lists_failure(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [ZeroDivisionError("oh")]})

    await collector(api, recorder).read([IRELAND], [Vpc, Subnet])

    assert recorder.coverage(Vpc).reason is Reason.OTHER
    assert recorder.coverage(Subnet).complete


async def test_a_region_has_so_many_lists_in_flight_and_no_more(recorder: Recorder) -> None:
    api = FakeApi({})
    api.gate = asyncio.Event()
    reading = asyncio.create_task(collector(api, recorder, in_flight=5).read([IRELAND, VIRGINIA]))
    await api.calls_made(10)
    at_once = api.most_at_once
    api.gate.set()
    await reading

    assert at_once == api.most_at_once == 10


async def test_the_same_list_is_not_read_twice_at_the_same_time(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1")]})
    reader = collector(api, recorder)

    await asyncio.gather(reader.read([IRELAND], [Vpc]), reader.read([IRELAND], [Vpc]))

    assert api.operations() == ["DescribeVpcs"]


async def test_what_is_cancelled_ends_as_cancelled_and_can_be_read_again(recorder: Recorder) -> None:
    api = FakeApi({"DescribeVpcs": [vpcs("vpc-1")]})
    api.gate = asyncio.Event()
    reader = collector(api, recorder)
    reading = asyncio.create_task(reader.read([IRELAND], [VpcAttribute, Subnet]))
    await api.calls_made(2)
    reader.cancel()
    again = asyncio.create_task(reader.read([IRELAND], [Subnet]))
    await reading

    starts = [start.record_type for start in recorder.of(ReadStarted)]
    ends = {end.record_type: end.coverage.reason for end in recorder.of(ReadEnded)}
    assert ends == dict.fromkeys(starts, Reason.CANCELLED)
    assert set(starts) == {Vpc, Subnet}

    api.gate.set()
    await again
    told = [type(event) for event in recorder.events if getattr(event, "record_type", None) is Subnet]
    assert told == [ReadStarted, ReadEnded, ReadStarted, PageRead, ReadEnded]
    assert recorder.coverage(Subnet).complete


def eni(number: int) -> dict[str, Any]:
    return {"NetworkInterfaceId": f"eni-{number}", "SubnetId": f"subnet-{number % 3}"}


def interfaces(count: int, a_page: int) -> Callable[[Scope, Call], Pages]:
    """A list that gives its pages with tokens, and understands the filter by subnets."""

    def answer(_: Scope, call: Call) -> Pages:
        found = [eni(number) for number in range(count)]
        for one in call.parameters.get("Filters", ()):
            found = [interface for interface in found if interface["SubnetId"] in one["Values"]]
        cut = [{"NetworkInterfaces": found[start : start + a_page]} for start in range(0, len(found), a_page)]
        return [{**page, "NextToken": "more"} for page in cut[:-1]] + cut[-1:]

    return answer


SUBNETS = {"Subnets": [{"SubnetId": f"subnet-{number}"} for number in range(3)]}


def filtered_calls(api: FakeApi) -> int:
    return sum("Filters" in call.parameters for _, call in api.calls)


async def test_a_long_list_is_read_in_parts_and_each_record_told_once(recorder: Recorder) -> None:
    api = FakeApi({"DescribeSubnets": [SUBNETS], "DescribeNetworkInterfaces": interfaces(100, a_page=4)})

    await collector(api, recorder).read([IRELAND], [Subnet, NetworkInterface])

    ids = [interface.record_id for interface in recorder.records(NetworkInterface)]
    assert sorted(ids) == sorted({f"eni-{number}" for number in range(100)})
    assert recorder.coverage(NetworkInterface).complete
    assert filtered_calls(api) == 3


async def test_a_part_that_fails_leaves_the_list_incomplete(recorder: Recorder) -> None:
    whole = interfaces(100, a_page=4)

    def answer(scope: Scope, call: Call) -> Pages:
        broken = any("subnet-1" in one["Values"] for one in call.parameters.get("Filters", ()))
        return [refusal(Reason.THROTTLED, "RequestLimitExceeded")] if broken else whole(scope, call)

    api = FakeApi({"DescribeSubnets": [SUBNETS], "DescribeNetworkInterfaces": answer})

    await collector(api, recorder).read([IRELAND], [Subnet, NetworkInterface])

    assert recorder.coverage(NetworkInterface).reason is Reason.THROTTLED


async def test_a_short_list_is_read_page_after_page(recorder: Recorder) -> None:
    api = FakeApi({"DescribeSubnets": [SUBNETS], "DescribeNetworkInterfaces": interfaces(12, a_page=4)})

    await collector(api, recorder).read([IRELAND], [Subnet, NetworkInterface])

    assert filtered_calls(api) == 0
    assert len(recorder.records(NetworkInterface)) == 12


async def test_without_the_whole_list_of_subnets_there_are_no_parts(recorder: Recorder) -> None:
    subnets: Pages = [SUBNETS, refusal()]
    api = FakeApi({"DescribeSubnets": subnets, "DescribeNetworkInterfaces": interfaces(100, a_page=4)})

    await collector(api, recorder).read([IRELAND], [Subnet, NetworkInterface])

    assert filtered_calls(api) == 0
    assert len(recorder.records(NetworkInterface)) == 100


async def test_by_an_older_list_of_subnets_nothing_is_parted(recorder: Recorder) -> None:
    api = FakeApi({"DescribeSubnets": [SUBNETS], "DescribeNetworkInterfaces": interfaces(100, a_page=4)})
    reader = collector(api, recorder)
    await reader.read([IRELAND], [Subnet])

    await reader.read([IRELAND], [NetworkInterface])

    assert filtered_calls(api) == 0
    assert len(recorder.records(NetworkInterface)) == 100


async def test_parts_need_no_free_place_in_flight(recorder: Recorder) -> None:
    api = FakeApi({"DescribeSubnets": [SUBNETS], "DescribeNetworkInterfaces": interfaces(100, a_page=4)})

    async with asyncio.timeout(PATIENCE):
        await collector(api, recorder, in_flight=1).read([IRELAND], [Subnet, NetworkInterface])

    assert len(recorder.records(NetworkInterface)) == 100
