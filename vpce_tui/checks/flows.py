"""Do the flows of an expectation go where they shall, and never where they shall not?

Interfaces that every rule and route treats alike are traced once. What was not read and decides makes the answer
unknown, also where it would have to be read to know whom the expectation is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vpce_tui.checks.expectation import Evidence, Expectation, Kind, Outcome
from vpce_tui.errors import UnknownAnswerError
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Trace, Verdict, trace
from vpce_tui.reach.addresses import parse_address
from vpce_tui.reach.clients import client_classes
from vpce_tui.reach.world import world_of
from vpce_tui.resources.network_interface import NetworkInterface, addresses

INTERNET: Final = "internet"
INTERNET_ADDRESSES: Final = {4: "203.0.113.1", 6: "2001:db8::1"}
"""Addresses of blocks kept for documentation (RFC 5737, RFC 3849): nobody has a route for these alone."""
INTERNET_PORTS: Final = (443, 80)
"""What is asked of the internet unless an expectation names ports."""


@dataclass(frozen=True, slots=True)
class _Alike:
    """Interfaces that one trace answers for."""

    interface: NetworkInterface
    count: int


def judge_flows(expectation: Expectation, chosen: Sequence[NetworkInterface], topology: Topology) -> Iterator[Evidence]:
    """Yield what each trace says, good or bad. Costs a trace for each class of interfaces, destination and port.

    Raises:
        UsageError: A destination or the protocol is none, in any scope.
    """
    for alike in _classes(chosen, topology):
        for destination in expectation.destinations:
            for words, port in _questions(expectation, destination, alike.interface):
                yield _judged(expectation, alike, words, port, topology)


def _classes(chosen: Sequence[NetworkInterface], topology: Topology) -> list[_Alike]:
    left = {interface.network_interface_id: interface for interface in chosen}
    found = []
    for clients in client_classes(world_of(topology)):
        members = [left.pop(item) for item in clients.interface_ids if item in left]
        if members:
            found.append(_Alike(members[0], len(members)))
    return found


def _questions(
    expectation: Expectation, destination: str, interface: NetworkInterface
) -> Iterator[tuple[str, int | None]]:
    if destination != INTERNET:
        yield from ((destination, port) for port in expectation.ports or (None,))
        return
    # Each of the interface's families is a way out of its own.
    parsed = (parse_address(text) for text in addresses(interface))
    families = {address.version for address in parsed if address is not None}
    is_portless = expectation.protocol.lower() not in ("tcp", "udp", "6", "17")
    for family in sorted(families):
        for port in expectation.ports or ((None,) if is_portless else INTERNET_PORTS):
            yield INTERNET_ADDRESSES[family], port


def _judged(expectation: Expectation, alike: _Alike, words: str, port: int | None, topology: Topology) -> Evidence:
    interface_id = alike.interface.network_interface_id
    goal = f"the internet ({words})" if words in INTERNET_ADDRESSES.values() else words
    asked = f"to {goal}{f' port {port}' if port is not None else ''}"
    try:
        found = trace(Flow(interface_id, words, protocol=expectation.protocol, port=port), topology, fixes=False)
    except UnknownAnswerError as error:
        return Evidence(interface_id, asked, Outcome.UNKNOWN, error.message, count=alike.count)
    outcome, text, component, code = _answer(expectation, found)
    return Evidence(interface_id, asked, outcome, text, component, code, alike.count)


def _answer(expectation: Expectation, found: Trace) -> tuple[Outcome, str, str, str]:
    wanted = Verdict.NOT_REACHABLE if expectation.kind is Kind.NEVER else Verdict(expectation.verdict)
    way = f"{found.via.kind} {found.via.id}".strip() if found.via else "no way"
    component = found.via.id if found.via else ""
    if found.verdict is Verdict.UNKNOWN and wanted is not Verdict.UNKNOWN:
        step = found.unknown_steps[0]
        return Outcome.UNKNOWN, step.text, step.component, str(step.code)
    if expectation.kind is Kind.NEVER and found.verdict is Verdict.REACHABLE and expectation.via:
        # Only this way is forbidden.
        allowed = not _goes_by(found, expectation.via)
        return Outcome.HOLDS if allowed else Outcome.FAILS, f"it is reachable through {way}", component, ""
    if found.verdict is not wanted:
        if found.verdict is Verdict.REACHABLE:
            return Outcome.FAILS, f"it is reachable through {way}", component, ""
        step = (*found.blocking_steps, *found.unknown_steps)[0]
        return Outcome.FAILS, step.text, step.component, str(step.code)
    if wanted is Verdict.REACHABLE and expectation.via and not _goes_by(found, expectation.via):
        return Outcome.FAILS, f"it is reachable through {way}, not through {expectation.via}", component, ""
    return Outcome.HOLDS, f"{found.verdict} through {way}", component, ""


def _goes_by(found: Trace, via: str) -> bool:
    return found.via is not None and via in (found.via.kind, found.via.id)
