"""What is told when the wire fails? Over HTTP, against the fake, for each way in which AWS and networks fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.collect.recorder import Recorder, read
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
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import ReadEnded
from vpce_tui.model.record import Scope
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

SIGN_IN = b"<html><head><title>Sign in</title></head><body>well-formed, and no answer</body></html>"


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
    Case("a reset", Reset(), Reason.UNREACHABLE, "EndpointConnectionError", 3),
    Case("a body cut in its middle", CutMidBody(), Reason.UNREACHABLE, "ConnectionClosedError", 3),
    Case("XML that ends in its middle", malformed(), Reason.MALFORMED, "ResponseParserError"),
    Case("a proxy's page", html_proxy(), Reason.MALFORMED, "ResponseParserError"),
    Case("a well-formed page", RawAnswer(SIGN_IN, 200, "text/html"), Reason.MALFORMED, "ResponseParserError"),
    Case("a proxy's page with 403", html_proxy(403), Reason.UNREACHABLE, "403"),
    Case("a well-formed page with 403", RawAnswer(SIGN_IN, 403, "text/html"), Reason.UNREACHABLE, "403"),
    Case("a modern gateway's page", html_proxy(502), Reason.UNREACHABLE, "502", 3),
    Case("a gateway's page", RawAnswer(b"<html>Bad Gateway</html>", 502), Reason.UNREACHABLE, "502", 3),
    Case("an empty body", RawAnswer(b""), Reason.MALFORMED, "ResponseParserError"),
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


def test_a_connection_that_stays_silent_ends_after_the_timeout(ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(Hang(), action="DescribeVpcs")

    read(ec2, recorder, Vpc, attempts=1, read_timeout_seconds=0.1)

    assert (recorder.coverage(Vpc).reason, recorder.coverage(Vpc).code) == (Reason.UNREACHABLE, "ReadTimeoutError")


TRANSIENT: list[Any] = [
    refused("RequestLimitExceeded"),
    refused("InternalError"),
    refused("Unavailable"),
    Reset(),
    RawAnswer(b"<html>Bad Gateway</html>", 502),
]


@pytest.mark.parametrize("fault", TRANSIENT, ids=repr)
def test_what_passes_is_tried_again_and_forgotten(fault: Fault, ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(fault, action="DescribeVpcs", times=2)

    read(ec2, recorder, Vpc)

    assert recorder.coverage(Vpc).complete
    assert len(recorder.records(Vpc)) == 1
    assert ec2.actions()["DescribeVpcs"] == 3


def test_a_login_that_expires_between_pages_keeps_the_pages_before(recorder: Recorder) -> None:
    with FakeEc2(big_world(2_500)) as ec2:
        ec2.faults.add(refused("RequestExpired"), action="DescribeNetworkInterfaces", page=3)
        read(ec2, recorder, NetworkInterface)

    assert len(recorder.records(NetworkInterface)) == 2_000
    assert recorder.coverage(NetworkInterface).reason is Reason.EXPIRED_LOGIN


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
    assert {(end.coverage.reason, end.coverage.code) for end in ends} == {
        (Reason.UNREACHABLE, "EndpointConnectionError")
    }


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
