"""A record that came without a member may leave a question open; it never turns an answer round.

Who records with `--query` or `jq` may leave members out. Nothing that is missing may then be taken for an empty list, a
protocol for any protocol, or an endpoint for one of another VPC.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reach import recorded
from tests.reach.asking import ask, codes, told
from tests.reach.recorded import Recording
from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.errors import UnknownAnswerError, UnknownIdError, VpceTuiError
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.decoding import RecordError, to_members, to_record
from vpce_tui.model.events import PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.resources.hosted_zone import ResourceRecordSet
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.resolver_rule import ResolverRule
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN
Lists = dict[tuple[type[Record], Scope], list[Any]]

NOTHING_ELSE_SAYS_IT = ("Ipv6Addresses", "AttachmentId", "NetworkInterfaceId", "InstanceId")
"""Members that stand for themselves: without them the record is another one, or none."""


def world() -> tuple[Builder, NetworkInterface, NetworkInterface]:
    """Build a client that reaches ssm and s3, and one that nothing lets out."""
    build = Builder()
    build.vpc("10.1.0.0/16")
    public, private = build.subnet(), build.subnet()
    gateway = build.internet_gateway()
    build.route_table(route("0.0.0.0/0", gateway.record_id), subnets=(public,))
    nat = build.nat_gateway(subnet=public)
    table = build.route_table(route("0.0.0.0/0", nat.record_id), subnets=(private,))
    build.gateway_endpoint("s3", tables=(table,))
    everywhere = build.security_group(allow((0, 65535), cidr="10.1.0.0/16"))
    build.interface_endpoint("ssm", subnets=(build.subnet(),), groups=(everywhere,))
    nobody = build.security_group(egress=(allow(22, cidr="10.9.0.0/16"),))
    return build, build.network_interface(subnet=private), build.network_interface(subnet=private, groups=(nobody,))


def lists_of(topology: Topology) -> Lists:
    return {
        place: [to_members(record) for record in table.records.values()] for place, table in topology.tables.items()
    }


def topology_of(lists: Lists) -> Topology:
    inventory = Inventory()
    for (record_type, scope), items in lists.items():
        inventory.apply(ReadStarted(record_type, scope))
        inventory.apply(PageRead(record_type, scope, tuple(to_record(item, record_type) for item in items)))
        inventory.apply(ReadEnded(record_type, scope, COMPLETE))
    return inventory.topology()


def members(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each member stands, the deepest ones too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list | tuple) else ()
    for name, found in inner:
        if isinstance(value, dict):
            yield (*place, name)
        yield from members(found, (*place, name))


def without(items: list[Any], place: tuple[Any, ...]) -> list[Any]:
    changed = copy.deepcopy([_plain(item) for item in items])
    at: Any = changed
    for step in place[:-1]:
        at = at[step]
    del at[place[-1]]
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def answers(topology: Topology, asked: list[tuple[str, str]]) -> list[Verdict | None]:
    found: list[Verdict | None] = []
    for source, destination in asked:
        try:
            found.append(trace(Flow(source, destination), topology, fixes=False).verdict)
        except VpceTuiError as error:
            found.append(UNKNOWN if isinstance(error, UnknownAnswerError) else None)
    return found


def test_a_member_that_was_left_out_never_turns_an_answer_round() -> None:
    build, client, locked = world()
    asked = [(client.record_id, "ssm"), (client.record_id, "s3"), (client.record_id, "sqs"), (locked.record_id, "ssm")]
    lists = lists_of(build.topology())
    truth = answers(topology_of(lists), asked)
    assert truth == [OK, OK, OK, NO]
    turned = []
    for (record_type, scope), items in lists.items():
        for place in members(items):
            if place[-1] in NOTHING_ELSE_SAYS_IT:
                continue
            try:
                changed = topology_of({**lists, (record_type, scope): without(items, place)})
            except RecordError:
                continue  # no record: a reader tells it and calls the list incomplete
            for question, was, now in zip(asked, truth, answers(changed, asked), strict=True):
                if {was, now} == {OK, NO}:
                    turned.append((record_type.__name__, place, question, now))
    assert turned == []


FILTERED: list[tuple[str, type[Record], str]] = [
    ("an endpoint", VpcEndpoint, "ssm"),
    ("an endpoint's interface", NetworkInterface, "ADDRESS"),
    ("an endpoint's interface, by name", NetworkInterface, "ssm"),
    ("the subnet it stands in", Subnet, "ADDRESS"),
    ("a route table", RouteTable, "s3"),
    ("a network ACL", NetworkAcl, "s3"),
    ("a security group", SecurityGroup, "ssm"),
    ("a NAT gateway", NatGateway, "sqs"),
]


@pytest.mark.parametrize(("says", "record_type", "goal"), FILTERED, ids=[case[0] for case in FILTERED])
def test_what_a_filter_left_out_of_a_list_and_others_name_is_not_called_missing(
    says: str, record_type: type[Record], goal: str
) -> None:
    build, client, _ = world()
    topology = build.topology()
    [endpoint] = [item for item in topology.records(VpcEndpoint) if item.network_interface_ids]
    [interface_id] = endpoint.network_interface_ids
    interface = topology.find(NetworkInterface, interface_id)
    assert isinstance(interface, NetworkInterface)
    kept = {VpcEndpoint: endpoint.record_id, NetworkInterface: interface_id, Subnet: interface.subnet_id}
    lists = lists_of(topology)
    [place] = [place for place in lists if place[0] is record_type]
    lists[place] = [item for item in lists[place] if kept.get(record_type, "") not in item.values()]
    if record_type not in kept:
        lists[place] = []

    asked = (interface.private_ip_address or "") if goal == "ADDRESS" else goal
    found = trace(Flow(client.record_id, asked), topology_of(lists), fixes=False)

    assert found.verdict is UNKNOWN, told(found)
    assert "does not exist" not in told(found)


def test_an_endpoint_that_stands_in_a_subnet_has_an_interface_there() -> None:
    build, client, _ = world()
    lists = lists_of(build.topology())
    for item in next(items for place, items in lists.items() if place[0] is VpcEndpoint):
        item["NetworkInterfaceIds"] = []

    assert answers(topology_of(lists), [(client.record_id, "ssm")]) == [UNKNOWN]


# --- what the endpoint, the name and the zone leave open -------------------------------------------------------------


def test_an_endpoint_whose_private_dns_was_left_out_could_answer() -> None:
    build, client, _ = world()
    lists = lists_of(build.topology())
    place = next(place for place in lists if place[0] is VpcEndpoint)
    for item in lists[place]:
        item.pop("PrivateDnsEnabled", None)
        item.pop("DnsEntries", None)

    found = trace(Flow(client.record_id, "ssm"), topology_of(lists), fixes=False)

    assert found.verdict is UNKNOWN, told(found)
    assert "came without its private DNS" in told(found)


def test_the_route_to_a_gateway_endpoint_names_the_prefix_list_where_no_list_of_names_was_read() -> None:
    build, client, _ = world()
    lists = lists_of(build.topology())
    for place in [place for place in lists if place[0] in (PrefixList, ManagedPrefixList)]:
        del lists[place]

    found = trace(Flow(client.record_id, "s3"), topology_of(lists), fixes=False)

    assert found.verdict is OK, told(found)
    assert found.via is not None
    assert found.via.kind == "gatewayEndpoint"


def test_a_rule_that_was_not_read_could_forward_every_name() -> None:
    build, client, _ = world()
    build.resolver_rule("corp.example", build.latest_vpc)

    assert ask(build, client, "ssm").verdict is OK
    found = ask(build, client, "ssm", unread=(ResolverRule,))
    assert (found.verdict, codes(found)[0]) == (UNKNOWN, "VPCE_NOT_READ")


def test_a_rule_of_a_type_not_known_here_hands_its_names_to_somebody_else() -> None:
    build, client, _ = world()
    build.resolver_rule("amazonaws.com", build.latest_vpc)
    lists = lists_of(build.topology())
    [rule] = next(items for place, items in lists.items() if place[0] is ResolverRule)

    for kind, want in (("FORWARD", UNKNOWN), ("DELEGATE", UNKNOWN), ("TELEPATHY", UNKNOWN), ("RECURSIVE", OK)):
        rule["RuleType"] = kind
        assert answers(topology_of(lists), [(client.record_id, "sqs")]) == [want], kind


def test_a_zone_of_which_not_all_records_were_read_hides_no_name() -> None:
    build, client, _ = world()
    build.hosted_zone("sqs.eu-west-1.amazonaws.com", build.latest_vpc)

    assert ask(build, client, "sqs").verdict is NO
    found = ask(build, client, "sqs", unread=(ResourceRecordSet,))
    assert found.verdict is UNKNOWN, told(found)


def test_a_list_of_zones_that_was_cut_short_could_hold_one_that_answers(tmp_path: Path) -> None:
    made = Recording(tmp_path, "111122223333/eu-west-1")
    made.put("Vpcs", recorded.vpc("vpc-1", "10.40.0.0/16"))
    made.put("Subnets", recorded.subnet("subnet-1", "vpc-1", "10.40.1.0/24"))
    made.put("SecurityGroups", recorded.group("sg-1", "vpc-1"))
    made.put("NetworkInterfaces", recorded.interface(1, "subnet-1", "vpc-1", "10.40.1.4", ["sg-1"]))
    made.put("VpcEndpoints").put("RouteTables", recorded.table("rtb-1", "vpc-1", main=True))
    made.put("NetworkAcls", recorded.acl("acl-1", "vpc-1", "subnet-1"))
    assert made.ask("eni-1", "sqs").verdict is NO

    zones = made.root / made.folder / "zones-vpc-1.json"
    zones.write_text('{"HostedZoneSummaries": [], "NextToken": "more"}')
    found = made.ask("eni-1", "sqs")
    assert found.verdict is UNKNOWN, told(found)
    assert "not all private zones" in told(found)


def test_only_the_owner_of_a_shared_vpc_sees_everybody_in_it(tmp_path: Path) -> None:
    made = Recording(tmp_path, "111122223333/eu-west-1")
    made.put("Vpcs", recorded.vpc("vpc-1", "10.40.0.0/16", owner="444455556666"))
    made.put("Subnets", {**recorded.subnet("subnet-1", "vpc-1", "10.40.1.0/24"), "OwnerId": "444455556666"})
    made.put("SecurityGroups", recorded.group("sg-1", "vpc-1"))
    made.put("NetworkInterfaces", recorded.interface(1, "subnet-1", "vpc-1", "10.40.1.4", ["sg-1"]))

    for address in ("10.40.1.99", "10.40.2.9"):
        assert made.ask("eni-1", address).verdict is UNKNOWN, address


def test_an_id_is_unknown_while_a_region_was_not_read_and_wrong_when_all_were(tmp_path: Path) -> None:
    made = Recording(tmp_path, "111122223333/eu-west-1")
    made.put("Subnets", recorded.subnet("subnet-1", "vpc-1", "10.40.1.0/24"))
    made.put("NetworkInterfaces", recorded.interface(1, "subnet-1", "vpc-1", "10.40.1.4", []))
    with pytest.raises(UnknownIdError):
        made.ask("eni-2", "s3")

    made.into("111122223333/us-east-1").put("Subnets", recorded.subnet("subnet-2", "vpc-2", "10.41.1.0/24"))
    with pytest.raises(UnknownAnswerError, match="not read to its end in 111122223333/us-east-1") as told_:
        made.ask("eni-2", "s3")
    assert "`eni-1`" in told_.value.help


def test_a_gateway_endpoint_has_no_private_names_whatever_an_emulator_says() -> None:
    build, client, _ = world()
    lists = lists_of(build.topology())
    for item in next(items for place, items in lists.items() if place[0] is VpcEndpoint):
        item["PrivateDnsEnabled"] = True
        item["DnsEntries"] = [{"DnsName": f"{item['VpcEndpointId']}-ded7.{item['ServiceName']}", "HostedZoneId": "Z1"}]
    topology = topology_of(lists)

    ways = [trace(Flow(client.record_id, service), topology, fixes=False).via for service in ("s3", "ssm")]

    assert [way and way.kind for way in ways] == ["gatewayEndpoint", "interfaceEndpoint"]
