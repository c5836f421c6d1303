"""What is told when the wire fails? Over HTTP, against the fake, for each way in which AWS and networks fail."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.collect.recorder import REGION, Recorder, quick, read
from tests.fake_api import (
    CutMidBody,
    FakeEc2,
    Hang,
    RawAnswer,
    RepeatToken,
    Reset,
    World,
    html_proxy,
    malformed,
    refused,
)
from tests.fake_api.big import ACCOUNT, big_world
from tests.fake_api.faults import Fault
from tests.patience import PATIENCE
from vpce_tui.collect.api import Call
from vpce_tui.collect.aws import AwsApi, Clients, new_session
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.live import LiveSource
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import CollectEvent, ReadEnded, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

SCOPE = Scope(ACCOUNT, REGION)
SIGN_IN = b"<html><head><title>Sign in</title></head><body>well-formed, and no answer</body></html>"

UNBUILT = "API action 'DescribeVpcs' for service 'ec2' not yet implemented or pro feature"
ACCIDENT = RawAnswer(b"<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>", 500, "text/html")


@dataclass(frozen=True)
class Case:
    says: str
    fault: Fault
    reason: Reason
    code: str
    calls: int = 1
    """How often the call is made in all: what another try cannot mend is not tried again."""


CASES = [
    Case("no permission", refused("UnauthorizedOperation"), Reason.FORBIDDEN, "UnauthorizedOperation"),
    Case("a Region that is off", refused("AuthFailure"), Reason.REGION_OFF, "AuthFailure"),
    Case("an account that did not opt in", refused("OptInRequired"), Reason.REGION_OFF, "OptInRequired"),
    Case("an expired token", refused("ExpiredToken"), Reason.EXPIRED_LOGIN, "ExpiredToken"),
    Case("an expired request", refused("RequestExpired"), Reason.EXPIRED_LOGIN, "RequestExpired"),
    Case("throttled for ever", refused("RequestLimitExceeded"), Reason.THROTTLED, "RequestLimitExceeded", 3),
    Case("an error inside of AWS", refused("InternalError"), Reason.OTHER, "InternalError", 3),
    Case("an unknown operation", refused("InvalidAction"), Reason.NOT_OFFERED, "InvalidAction"),
    Case("what a local stack has not", refused("InternalFailure", UNBUILT, 501), Reason.NOT_OFFERED, "InternalFailure"),
    Case("the same with 500", refused("InternalFailure", UNBUILT, 500), Reason.NOT_OFFERED, "InternalFailure"),
    Case("not implemented", refused("NotImplemented", "later", 500), Reason.NOT_OFFERED, "NotImplemented"),
    Case("a reset", Reset(), Reason.UNREACHABLE, "", 3),
    Case("a body cut in its middle", CutMidBody(), Reason.UNREACHABLE, "", 3),
    Case("XML that ends in its middle", malformed(), Reason.MALFORMED, ""),
    Case("a proxy's page", html_proxy(), Reason.MALFORMED, ""),
    Case("a well-formed page", RawAnswer(SIGN_IN, 200, "text/html"), Reason.MALFORMED, ""),
    Case("a proxy's page with 403", html_proxy(403), Reason.UNREACHABLE, "403"),
    Case("a well-formed page with 403", RawAnswer(SIGN_IN, 403, "text/html"), Reason.UNREACHABLE, "403"),
    Case("a modern gateway's page", html_proxy(502), Reason.UNREACHABLE, "502", 3),
    Case("a gateway's page", RawAnswer(b"<html>Bad Gateway</html>", 502), Reason.UNREACHABLE, "502", 3),
    Case("an empty body", RawAnswer(b""), Reason.MALFORMED, ""),
    Case("an empty body with 503", RawAnswer(b"", 503), Reason.UNREACHABLE, "503", 3),
    Case("a token that repeats", RepeatToken(), Reason.MALFORMED, "", 2),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_list_fails_with_its_reason_and_alone(case: Case, ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(case.fault, action="DescribeVpcs")

    read(ec2, recorder, Vpc, Subnet)

    coverage = recorder.coverage(Vpc)
    assert (coverage.reason, coverage.code) == (case.reason, case.code), coverage
    assert coverage.help
    assert ec2.actions()["DescribeVpcs"] == case.calls
    assert recorder.coverage(Subnet).complete


async def test_a_connection_that_stays_silent_ends_after_the_timeout(ec2: FakeEc2) -> None:
    ec2.faults.add(Hang(), action="DescribeVpcs")
    clients = Clients(quick(ec2, attempts=1, read_timeout_seconds=0.1))
    api = AwsApi(clients)
    api.open(SCOPE, new_session())
    try:
        with pytest.raises(ReadError) as error:
            await anext(api.pages(SCOPE, Call("DescribeVpcs")))
    finally:
        await clients.aclose()

    assert (error.value.coverage.reason, error.value.coverage.code) == (Reason.UNREACHABLE, "")


TRANSIENT: list[Any] = [
    refused("RequestLimitExceeded"),
    refused("InternalError"),
    refused("Unavailable"),
    refused("InternalFailure", status=500),
    Reset(),
    CutMidBody(),
    Hang(),
    RawAnswer(b"<html>Bad Gateway</html>", 502),
    ACCIDENT,
]


@pytest.mark.parametrize("fault", TRANSIENT, ids=repr)
def test_what_passes_is_tried_again_and_forgotten(fault: Fault, ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(fault, action="DescribeVpcs", times=2)

    if fault == Hang():  # a good answer may come too late as well where the machine is busy: then it is tried again
        read(ec2, recorder, Vpc, attempts=1_000, read_timeout_seconds=0.2)
        assert ec2.actions()["DescribeVpcs"] >= 3
    else:
        read(ec2, recorder, Vpc)
        assert ec2.actions()["DescribeVpcs"] == 3

    assert recorder.coverage(Vpc).complete
    assert len(recorder.records(Vpc)) == 1


BETWEEN_PAGES: list[Any] = [
    (refused("RequestExpired"), Reason.EXPIRED_LOGIN),
    (refused("ExpiredToken"), Reason.EXPIRED_LOGIN),
    (refused("InvalidNextToken"), Reason.MALFORMED),
    (refused("RequestLimitExceeded"), Reason.THROTTLED),
    (CutMidBody(), Reason.UNREACHABLE),
    (malformed(), Reason.MALFORMED),
]


@pytest.mark.parametrize(("fault", "reason"), BETWEEN_PAGES, ids=repr)
def test_what_fails_between_pages_keeps_the_pages_before(fault: Fault, reason: Reason, recorder: Recorder) -> None:
    with FakeEc2(big_world(2_500)) as ec2:
        ec2.faults.add(fault, action="DescribeNetworkInterfaces", page=3)
        read(ec2, recorder, NetworkInterface)

    assert len(recorder.records(NetworkInterface)) == 2_000
    assert recorder.coverage(NetworkInterface).reason is reason


def test_a_part_of_a_long_list_that_fails_leaves_the_other_parts(recorder: Recorder) -> None:
    with FakeEc2(big_world(6_500)) as ec2:
        ec2.faults.add(refused("UnauthorizedOperation"), action="DescribeNetworkInterfaces", filtered=True, times=1)
        read(ec2, recorder, Subnet, NetworkInterface)

    ids = [interface.record_id for interface in recorder.records(NetworkInterface)]
    assert 3_000 < len(ids) == len(set(ids)) < 6_500
    assert recorder.coverage(NetworkInterface).reason is Reason.FORBIDDEN


@pytest.mark.parametrize("attempts", [2, 10])
def test_accidents_of_aws_are_tried_again_but_not_for_minutes(attempts: int, ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(refused("InternalError"), action="DescribeVpcs")

    read(ec2, recorder, Vpc, attempts=attempts)

    assert ec2.actions()["DescribeVpcs"] == min(attempts, 5)


@pytest.mark.parametrize(
    ("fault", "calls"),
    [(ACCIDENT, 3), (refused("InternalFailure", UNBUILT, 500), 1), (refused("RequestExpired"), 1)],
    ids=["a web server's accident", "not implemented", "expired"],
)
def test_what_another_try_hardly_mends_is_not_tried_ten_times(
    fault: Fault, calls: int, ec2: FakeEc2, recorder: Recorder
) -> None:
    ec2.faults.add(fault, action="DescribeVpcs")

    read(ec2, recorder, Vpc, attempts=10)

    assert ec2.actions()["DescribeVpcs"] == calls


@pytest.mark.parametrize("ahead", [timedelta(minutes=20), timedelta(hours=-7)], ids=["behind", "ahead"])
def test_a_wrong_clock_is_told_and_not_tried_again(ahead: timedelta, recorder: Recorder) -> None:
    with (
        FakeEc2(big_world(30), clock_ahead=ahead) as ec2,
        pytest.raises(VpceTuiError, match="clock"),
    ):
        read(ec2, recorder, Vpc, attempts=10)

    assert recorder.coverage(Vpc).reason is Reason.CLOCK_SKEW
    assert len(ec2.calls) == 0  # refused for its date, before anything was asked
    assert ec2.refused_for_time == 1


def test_a_clock_that_goes_wrong_while_reading_is_told_by_the_list(ec2: FakeEc2) -> None:
    class Skewing(Recorder):
        """Puts the server's clock forward once the login is known."""

        def __call__(self, event: CollectEvent) -> None:
            super().__call__(event)
            if isinstance(event, ScopeOpened):
                ec2.clock_ahead = timedelta(hours=1)

    recorder = Skewing()
    read(ec2, recorder, Vpc, attempts=10)

    assert recorder.coverage(Vpc).reason is Reason.CLOCK_SKEW
    assert "behind AWS's" in recorder.coverage(Vpc).message


def test_connections_that_died_in_their_sleep_are_replaced_without_a_word(ec2: FakeEc2, recorder: Recorder) -> None:
    choice = Choice(regions=(REGION,))
    with LiveSource(choice, recorder, settings=quick(ec2), record_types=(Vpc, Subnet)) as source:
        assert source.wait(PATIENCE)
        ec2.drop_connections()
        source.refresh()
        assert source.wait(PATIENCE)

    assert [end.coverage.complete for end in recorder.of(ReadEnded)] == [True] * 4


async def test_with_nobody_listening_a_call_is_refused_three_times_and_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    clients = Clients(Settings(endpoint_url=url, longest_pause_seconds=0.001))
    api = AwsApi(clients)
    api.open(SCOPE, new_session())
    try:
        with pytest.raises(ReadError) as error:
            await anext(api.pages(SCOPE, Call("DescribeVpcs")))
    finally:
        await clients.aclose()

    assert (error.value.coverage.reason, error.value.coverage.code) == (Reason.UNREACHABLE, "")


def test_a_very_long_list_is_whole_and_holds_nothing_twice(recorder: Recorder) -> None:
    with FakeEc2(big_world(6_500)) as ec2:
        read(ec2, recorder, Subnet, NetworkInterface)

    ids = [interface.record_id for interface in recorder.records(NetworkInterface)]
    assert len(ids) == len(set(ids)) == 6_500
    assert recorder.coverage(NetworkInterface).complete


def test_with_no_server_at_all_every_list_says_so(recorder: Recorder) -> None:
    with FakeEc2(big_world(30)) as ec2:
        ec2.faults.add(refused("AccessDenied"), action="none")
    with pytest.raises(Exception, match="cannot read AWS with the default credentials"):
        read(ec2, recorder)

    ends = recorder.of(ReadEnded)
    assert {end.record_type for end in ends} == {resource.record for resource in RESOURCES}
    assert {(end.coverage.reason, end.coverage.code) for end in ends} == {(Reason.UNREACHABLE, "")}


def test_a_dead_connection_is_not_tried_ten_times(ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(Reset(), action="DescribeVpcs")

    read(ec2, recorder, Vpc, attempts=10)

    assert ec2.actions()["DescribeVpcs"] == 3


def test_faults_of_one_region_leave_the_other_whole(recorder: Recorder) -> None:
    world = World({(ACCOUNT, "eu-west-1"): {"Vpcs": [{"VpcId": "vpc-1"}]}, (ACCOUNT, "us-east-1"): {"Vpcs": []}})
    with FakeEc2(world) as ec2:
        ec2.faults.add(refused("UnauthorizedOperation"), region="us-east-1", action="DescribeVpcs")
        read(ec2, recorder, Vpc, regions=("eu-west-1", "us-east-1"))

    assert recorder.coverage(Vpc, Scope(ACCOUNT, "eu-west-1")).complete
    assert recorder.coverage(Vpc, Scope(ACCOUNT, "us-east-1")).reason is Reason.FORBIDDEN


def test_everything_is_read_with_reading_calls_alone(ec2: FakeEc2, recorder: Recorder) -> None:
    read(ec2, recorder)

    assert all(end.coverage.complete for end in recorder.of(ReadEnded)), recorder.of(ReadEnded)
    asked = set(ec2.actions())
    assert {"DescribeVpcEndpoints", "GetManagedPrefixListEntries", "ListResolverRules"} <= asked
    assert all(action.startswith(("Describe", "Get", "List", "Search")) for action in asked)


def test_calls_are_paged_by_what_each_operation_allows(ec2: FakeEc2, recorder: Recorder) -> None:
    read(ec2, recorder)

    sizes = {call.action: call.params.get("MaxResults") for call in ec2.calls if call.service == "ec2"}
    assert sizes["DescribeNetworkInterfaces"] == 1000
    assert sizes["DescribeRouteTables"] == sizes["GetManagedPrefixListEntries"] == 100
    assert sizes["DescribeEgressOnlyInternetGateways"] == sizes["DescribeStaleSecurityGroups"] == 255
    assert sizes["DescribeVpcAttribute"] is sizes["DescribeAddresses"] is None
    assert all("vpce-tui" in call.user_agent for call in ec2.calls if call.service == "ec2")
