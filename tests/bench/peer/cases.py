"""Which questions are both sides asked, and what is right?

The simple ones are built in one account. Of the demo world's those count whose destination has an address that is sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.peer.built import BUILT
from vpce_tui.demo.build import Builder
from vpce_tui.demo.planted import PLANTED, SOUND, Question
from vpce_tui.demo.world import topology as demo_topology
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import Flow, Stage, Trace, trace
from vpce_tui.reach.addresses import parse_address
from vpce_tui.resources.network_interface import NetworkInterface


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its right answer, as both sides are asked."""

    title: str
    flow: Flow
    address: str
    """The destination, as the peer is told it."""
    scope: Scope
    right: str
    rule: str


def built_cases() -> tuple[Topology, list[Case]]:
    """Build every simple question in one account."""
    build = Builder()
    asked = [(question, *question.build(build)) for question in BUILT]
    known = build.topology()
    cases = []
    for question, source, destination in asked:
        flow = Flow(source.network_interface_id, destination, question.protocol, question.port)
        address = address_of(known, destination)
        cases.append(Case(question.title, flow, address, build.scope, question.right, question.rule))
    return known, cases


def demo_cases() -> tuple[Topology, list[Case], int]:
    """Return the demo world, its questions that the peer can be asked, and how many it cannot."""
    known = demo_topology()
    cases, left_out = [], 0
    for title, question, right, rule in planted():
        flow = Flow(question.source, question.destination, port=question.port or 443)
        source = known.find(NetworkInterface, question.source)
        scope = None if isinstance(source, Absent) else known.scope_of(source)
        address = address_of(known, sure_address(trace(flow, known, fixes=False)))
        if scope is None or not address:
            left_out += 1
        else:
            cases.append(Case(title, flow, address, scope, right, rule))
    return known, cases, left_out


def planted() -> Iterator[tuple[str, Question, str, str]]:
    """Yield what the demo world asks: a title, the question, its right answer and why."""
    for entry in PLANTED:
        if entry.question and entry.verdict and not entry.question.action:
            yield f"{entry.scenario}. {entry.title}", entry.question, entry.verdict, entry.says
    for question in (each for each in SOUND if not each.action):
        yield " ".join(question.words), question, "reachable", "nothing stands in the way"


def sure_address(answer: Trace) -> str:
    """Return the address that a trace went to, or an empty string where the name itself is the question."""
    name_is_open = any(step.stage is Stage.NAME for step in (*answer.blocking_steps, *answer.unknown_steps))
    return "" if name_is_open else answer.flow.destination_address


def address_of(known: Topology, destination: str) -> str:
    """Return the one address that a destination is, or an empty string."""
    if parse_address(destination) is not None:
        return destination
    found = known.find(NetworkInterface, destination) if destination.startswith("eni-") else None
    return (found.private_ip_address or "") if isinstance(found, NetworkInterface) else ""
