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
from vpce_tui.resources.relations import by_address

INTERNET: Final = "internet"
_DOCUMENTATION: Final = {4: ("192.0.2.", "198.51.100.", "203.0.113."), 6: ("2001:db8:ffff::",)}
"""Blocks kept for documentation (RFC 5737, RFC 3849): nobody has a route for one of their addresses alone."""
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
            for question in _questions(expectation, destination, alike.interface, topology):
                yield _judged(expectation, alike, question, topology)


def _classes(chosen: Sequence[NetworkInterface], topology: Topology) -> list[_Alike]:
    left = {interface.network_interface_id: interface for interface in chosen}
    found = []
    for clients in client_classes(world_of(topology)):
        members = [left.pop(item) for item in clients.interface_ids if item in left]
        if members:
            found.append(_Alike(members[0], len(members)))
    return found


@dataclass(frozen=True, slots=True)
class _Question:
    words: str
    """What is asked of the tracer."""
    port: int | None
    says: str


def _questions(
    expectation: Expectation, destination: str, interface: NetworkInterface, topology: Topology
) -> Iterator[_Question]:
    if destination != INTERNET:
        for port in expectation.ports or (None,):
            yield _Question(destination, port, f"to {destination}{_port_says(port)}")
        return
    # Each of the interface's families is a way out of its own.
    parsed = (parse_address(text) for text in addresses(interface))
    has_ports = expectation.protocol.lower() in ("tcp", "udp", "6", "17")
    for version in sorted({address.version for address in parsed if address is not None}):
        address = _somewhere(version, topology)
        for port in expectation.ports or (INTERNET_PORTS if has_ports else (None,)):
            yield _Question(address, port, f"to the internet ({address}){_port_says(port)}")


def _port_says(port: int | None) -> str:
    return f" port {port}" if port is not None else ""


def _somewhere(version: int, topology: Topology) -> str:
    """Return a public address that no interface here owns: made-up networks use these blocks as well."""
    for block in _DOCUMENTATION[version]:
        for last in range(1, 255):
            address = f"{block}{last}"
            if not topology.indexed(NetworkInterface, by_address, address):
                return address
    raise UnknownAnswerError("every address that stands for the internet belongs to an interface here")


def _judged(expectation: Expectation, alike: _Alike, question: _Question, topology: Topology) -> Evidence:
    interface_id = alike.interface.network_interface_id
    flow = Flow(interface_id, question.words, protocol=expectation.protocol, port=question.port)
    try:
        found = trace(flow, topology, fixes=False)
    except UnknownAnswerError as error:
        return Evidence(interface_id, question.says, Outcome.UNKNOWN, error.message, count=alike.count)
    outcome, text, component, code = _answer(expectation, found)
    return Evidence(interface_id, question.says, outcome, text, component, code, alike.count)


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
