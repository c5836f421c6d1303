"""Every call to AWS is noted: which page of what for whom, how often tried, how it ended."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from tests.collect.recorder import REGION, quick
from tests.fake_api import FakeEc2, Reset, refused
from tests.fake_api.big import ACCOUNT
from tests.fake_api.faults import Fault
from vpce_tui.collect.api import Call
from vpce_tui.collect.aws import AwsApi, Clients, new_session
from vpce_tui.collect.call_log import CallLog
from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.throttle import Throttle
from vpce_tui.model.calls import ApiCall, sum_of
from vpce_tui.model.coverage import CANCELLED
from vpce_tui.model.record import Scope

SCOPE = Scope(ACCOUNT, REGION)
INTERFACES = Call("DescribeNetworkInterfaces", page_size=10)


@pytest.fixture
def log() -> CallLog:
    return CallLog()


@pytest.fixture
async def api(ec2: FakeEc2, log: CallLog) -> AsyncIterator[AwsApi]:
    clients = Clients(quick(ec2, calls=log))
    made = AwsApi(clients, Throttle())
    made.open(SCOPE, new_session())
    yield made
    await clients.aclose()


async def ask(api: AwsApi, call: Call = INTERFACES) -> None:
    async for _ in api.pages(SCOPE, call):
        pass


def made(log: CallLog) -> list[ApiCall]:
    """Return the calls, the first first."""
    return [call for _, call in reversed(log.newest())]


async def test_each_page_is_a_call_with_its_records(api: AwsApi, log: CallLog) -> None:
    await ask(api)

    assert [(call.operation, call.page, call.records) for call in made(log)] == [
        ("DescribeNetworkInterfaces", 1, 10),
        ("DescribeNetworkInterfaces", 2, 10),
        ("DescribeNetworkInterfaces", 3, 10),
    ]
    assert {(call.service, call.scope, call.outcome, call.attempts) for call in made(log)} == {("ec2", SCOPE, "ok", 1)}
    assert all(call.size_bytes > 1000 and call.milliseconds > 0 and call.request_id for call in made(log))


async def test_a_throttled_call_says_how_often_it_was_tried(api: AwsApi, log: CallLog, ec2: FakeEc2) -> None:
    ec2.faults.add(refused("RequestLimitExceeded"), times=2)
    await ask(api, Call("DescribeVpcs"))

    (call,) = made(log)
    assert (call.attempts, call.throttled, call.outcome) == (3, 2, "ok")


async def test_a_broken_connection_is_an_attempt_and_no_throttling(api: AwsApi, log: CallLog, ec2: FakeEc2) -> None:
    ec2.faults.add(Reset(), times=1)
    await ask(api, Call("DescribeVpcs"))

    (call,) = made(log)
    assert (call.attempts, call.throttled, call.outcome) == (2, 0, "ok")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(refused("UnauthorizedOperation"), "UnauthorizedOperation"), (Reset(), "EndpointConnectionError")],
)
async def test_a_call_that_failed_is_kept_with_what_went_wrong(
    api: AwsApi, log: CallLog, ec2: FakeEc2, fault: Fault, outcome: str
) -> None:
    ec2.faults.add(fault)
    with pytest.raises(ReadError):
        await ask(api, Call("DescribeVpcs"))

    (call,) = made(log)
    assert (call.service, call.operation, call.scope, call.records) == ("ec2", "DescribeVpcs", SCOPE, 0)
    assert (call.outcome, call.is_done) == (outcome, False)


async def test_what_has_arrived_is_not_parsed_once_the_reading_is_stopped(ec2: FakeEc2) -> None:
    log = CallLog()
    clients = Clients(quick(ec2, calls=log))
    api = AwsApi(clients, Throttle())
    api.open(SCOPE, new_session())
    clients.stopped.set()
    with pytest.raises(ReadError) as caught:
        await ask(api)
    assert caught.value.coverage == CANCELLED
    assert [call.is_done for call in made(log)] == [False]

    clients.stopped.clear()
    await ask(api)
    await clients.aclose()
    assert [call.records for call in made(log)][1:] == [10, 10, 10]


async def test_totals_count_every_call_also_those_no_longer_kept(api: AwsApi, ec2: FakeEc2) -> None:
    short = CallLog(most=2)
    clients = Clients(quick(ec2, calls=short))
    other = AwsApi(clients, Throttle())
    other.open(SCOPE, new_session())
    await ask(other)
    await ask(other, Call("DescribeVpcs"))
    await clients.aclose()

    assert [number for number, _ in short.newest()] == [4, 3]
    assert {(total.operation, total.calls, total.records) for total in short.totals()} == {
        ("DescribeNetworkInterfaces", 3, 30),
        ("DescribeVpcs", 1, 1),
    }
    whole = sum_of(short.totals())
    assert (whole.calls, whole.records, whole.failed) == (4, 31, 0)
    assert whole.slowest_milliseconds == max(total.slowest_milliseconds for total in short.totals())


async def test_a_log_file_gets_a_line_for_each_call(api: AwsApi, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "vpce_tui"):
        await ask(api, Call("DescribeVpcs"))

    (line,) = [record.getMessage() for record in caplog.records if record.name == "vpce_tui.collect.calls"]
    assert line.startswith(f"ec2:DescribeVpcs {SCOPE} page 1: ok, 1 records, ")
