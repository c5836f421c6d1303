"""Does a network keep to what is expected of it?

`judge` asks one expectation after the other, so that a caller can show how far it is. A selector that matches nothing
is told as such: a check of nothing must not look like one that holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from vpce_tui.checks.expectation import Evidence, Expectation, Kind, Outcome, Result, worst
from vpce_tui.checks.flows import judge_flows
from vpce_tui.checks.requests import judge_requests
from vpce_tui.checks.selecting import select_endpoints, select_interfaces, unread_for
from vpce_tui.errors import MalformedInputError, UsageError
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.reach.clients import is_client
from vpce_tui.resources import BY_RECORD
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint


def judge(expectations: Sequence[Expectation], topology: Topology, now: datetime) -> Iterator[Result]:
    """Yield what comes of each expectation, in their order.

    Args:
        expectations: What is expected.
        topology: What is known.
        now: The time that requests are made at.

    Raises:
        MalformedInputError: An expectation cannot be asked: no such destination, no CIDR block, no context key.
    """
    for expectation in expectations:
        try:
            yield _judge(expectation, topology, now)
        except MalformedInputError:
            raise
        except UsageError as error:
            line = f" (line {expectation.line})" if expectation.line else ""
            message = f"`{expectation.name}`{line} cannot be asked: {error.message}"
            raise MalformedInputError(message, help=error.help) from None


def _judge(expectation: Expectation, topology: Topology, now: datetime) -> Result:
    if expectation.kind in (Kind.EXPECT, Kind.NEVER):
        interfaces = [
            interface for _, interface in select_interfaces(topology, expectation.selector) if is_client(interface)
        ]
        flows = list(judge_flows(expectation, interfaces, topology))
        return _result(expectation, flows, len(interfaces), NetworkInterface, topology)
    endpoints = select_endpoints(topology, expectation.selector)
    requests = [
        found for scope, endpoint in endpoints for found in judge_requests(expectation, scope, endpoint, topology, now)
    ]
    return _result(expectation, requests, len(endpoints), VpcEndpoint, topology)


def _unread(expectation: Expectation, record_type: type[Record], topology: Topology) -> str:
    """Return what was not read and could hold more of what the selector means; empty where nothing could."""
    missing = list(unread_for(topology, expectation.selector, record_type))
    told = [f"{BY_RECORD[each].title} in {scope}" for each, scope in missing[:3]]
    more = f" and {len(missing) - 3} more lists" if len(missing) > 3 else ""
    return f"{', '.join(told)}{more}" if told else ""


def _result(
    expectation: Expectation, evidence: list[Evidence], count: int, record_type: type[Record], topology: Topology
) -> Result:
    unread = _unread(expectation, record_type, topology)
    noun = "interface" if record_type is NetworkInterface else "endpoint"
    if not count:
        return _empty(expectation, noun, unread)
    outcome = worst([found.outcome for found in evidence])
    asked = sum(found.count for found in evidence)
    if outcome is Outcome.HOLDS:
        says = f"holds for {count:,} {noun}{'s' * (count != 1)}"
        if unread:
            return Result(expectation, Outcome.UNKNOWN, f"{says}, but not read were {unread}", (), asked)
        return Result(expectation, outcome, says, (), asked)
    bad = [found for found in evidence if found.outcome is outcome]
    word = "fail" if outcome is Outcome.FAILS else "cannot be told"
    says = (
        f"{sum(found.count for found in bad):,} of {asked:,} {word}: {bad[0].subject} {bad[0].question}: {bad[0].text}"
    )
    told = tuple(found for found in evidence if found.outcome is not Outcome.HOLDS)
    return Result(expectation, outcome, says, told, asked)


def _empty(expectation: Expectation, noun: str, unread: str) -> Result:
    nothing = f"no {noun} has {expectation.selector.says}"
    if unread:
        return Result(expectation, Outcome.UNKNOWN, f"{nothing}, but not read were {unread}")
    if expectation.may_be_empty:
        return Result(expectation, Outcome.HOLDS, f"{nothing}, which may be")
    return Result(expectation, Outcome.EMPTY, f"{nothing}: nothing was checked")
