"""Can this reach that, and if not, why not and what would help?

A trace resolves the words of a question, asks what the destination's name means there, judges the path to its addresses
both ways, and says what it did not evaluate. Certain blocks make it not reachable; what was not read and decides makes
it unknown; what was not read and does not decide is noted as not evaluated.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from vpce_tui.model.topology import Topology
from vpce_tui.reach.answers import Resolution
from vpce_tui.reach.beside import beside_endpoint, wrong_way
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.fixes import with_fixes
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.judging import Judged, best, judge
from vpce_tui.reach.meaning import meaning_of
from vpce_tui.reach.packets import protocol_name
from vpce_tui.reach.path import Path
from vpce_tui.reach.public_dns import new_endpoint
from vpce_tui.reach.question import Question, ask
from vpce_tui.reach.sources import source_steps
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Trace, TracedFlow, Verdict, verdict_of
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World, world_of
from vpce_tui.resources.vpc import Vpc

POLICY_LAYERS = ("endpointPolicy", "resourcePolicy", "identityPolicy", "serviceControlPolicy")
"""What a trace without an action never evaluates."""


def trace(flow: Flow, topology: Topology, *, fixes: bool = True) -> Trace:
    """Return whether the flow's source reaches its destination, step by step.

    Args:
        flow: Who, what, protocol and ports, in the words of the command line.
        topology: What is known; nothing else is asked.
        fixes: Try what each block proposes on a copy of the topology, and offer what made the block disappear. Costs
            another trace for each proposal.

    Raises:
        UnknownIdError: A word names what does not exist.
        UnknownAnswerError: A word names what was not read.
        UsageError: A word cannot be understood, or means several things.
    """
    found = trace_in(world_of(topology), flow)
    return with_fixes(found, topology, lambda changed: trace_in(World(changed), flow)) if fixes else found


def trace_in(world: World, flow: Flow) -> Trace:
    """Return the trace of a flow without trying fixes; see `trace` for what is raised."""
    return answer(world, ask(world, flow))


def answer(world: World, question: Question, *, brief: bool = False) -> Trace:
    """Return the trace of a question.

    A brief one has the same verdict, way, blocks and unknowns; it leaves out warnings that cost further paths, and what
    may be edited to make a name private.
    """
    resolution = meaning_of(world, question)
    own_steps = source_steps(world, question)
    name_steps = list(resolution.steps)
    judged = [judge(world, question, item, brief=brief) for item in resolution.answers]
    if not judged:
        return _trace(question, None, (*name_steps, *own_steps), resolution.not_evaluated)
    shown = best(judged)
    if resolution.doubt:
        name_steps.append(_doubt(resolution, judged))
    if resolution.ipv6 is not None and not brief:
        name_steps += _dualstack(world, question, resolution, shown)
    path_steps = shown.path.steps
    if any(step.verdict is Outcome.UNKNOWN for step in resolution.steps):
        path_steps = tuple(_open(step) for step in path_steps)
    if not brief and shown.path.verdict is Verdict.NOT_REACHABLE:
        edits = new_endpoint(world, question.start, resolution.host) if resolution.lacks_endpoint else resolution.edits
        path_steps = tuple(_with_edits(step, edits) for step in path_steps)
    steps = (*name_steps, *own_steps, *path_steps, *shown.notes, *wrong_way(question, shown.path))
    if not brief:
        steps = (*steps, *beside_endpoint(world, question, resolution, shown.path))
    noted = (*resolution.not_evaluated, *shown.path.not_evaluated, *_of_the_vpc(world, question.start))
    return _trace(question, shown.path, steps, noted)


def _of_the_vpc(world: World, start: Spot) -> tuple[str, ...]:
    """Return the layers of the source's VPC that no trace evaluates: controls that demand encryption in transit."""

    def look() -> tuple[str, ...]:
        vpc = world.topology.find(Vpc, start.vpc_id, start.scope)
        control = vpc.encryption_control if isinstance(vpc, Vpc) else None
        return ("vpcEncryptionControl",) if control is not None and (control.mode or "").lower() == "enforce" else ()

    return world.remember(("encryption", start.vpc_id, start.scope), look)


def _trace(question: Question, path: Path | None, steps: Sequence[Step], not_evaluated: Sequence[str]) -> Trace:
    number = question.flow.protocol_number
    flow = TracedFlow(
        source=question.source.interface.network_interface_id,
        source_address=str(question.source.address),
        destination=question.destination.words,
        destination_address=str(path.address) if path and path.exact else "",
        protocol="any" if number is None else protocol_name(number).removeprefix("protocol "),
        port=question.port if question.port is not None else question.flow.port,
        source_port=question.flow.source_port,
    )
    return Trace(
        verdict=verdict_of(tuple(steps)),
        flow=flow,
        via=path.via if path else None,
        steps=tuple(steps),
        not_evaluated=tuple(dict.fromkeys((*not_evaluated, *POLICY_LAYERS))),
    )


def _doubt(resolution: Resolution, judged: Sequence[Judged]) -> Step:
    """Return the step of a name that may be answered in several ways: it decides only where they differ."""
    agree = len({item.verdict for item in judged}) == 1
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.NAME,
        component=resolution.doubt_about,
        verdict=Outcome.WARN if agree else Outcome.UNKNOWN,
        code=resolution.doubt_code,
        text=f"{resolution.doubt}{'; either answer leads to the same' if agree else ''}",
    )


def _dualstack(world: World, question: Question, resolution: Resolution, shown: Judged) -> list[Step]:
    """Return a warning where the IPv6 addresses of a name do not go the way of its IPv4 addresses."""
    assert resolution.ipv6 is not None
    other = judge(world, question, resolution.ipv6)
    if shown.path.via is not None and other.path.via == shown.path.via and other.verdict == shown.verdict:
        return []
    trouble = other.path.first_trouble
    way = f"through {other.path.via.id}" if other.path.via else "nowhere"
    text = f"{resolution.host} has IPv6 addresses too, which go {way}"
    return [
        Step(
            direction=Direction.FORWARD,
            stage=Stage.NAME,
            component=shown.path.via.id if shown.path.via else "",
            verdict=Outcome.WARN,
            code=Code.VPCE_DUALSTACK_BYPASS,
            text=f"{text}: {trouble.text}" if trouble else text,
            fix="give the endpoint dualstack addresses, or let the client use the IPv4 host",
        )
    ]


def _open(step: Step) -> Step:
    """Let a block on the way to an address that the name may not have decide nothing."""
    return msgspec.structs.replace(step, verdict=Outcome.UNKNOWN) if step.verdict is Outcome.BLOCK else step


def _with_edits(step: Step, edits: tuple[Edit, ...]) -> Step:
    """Let a block on the public path also try what would make the name private."""
    if not edits or step.verdict is not Outcome.BLOCK or step.stage not in (Stage.ROUTE, Stage.TRANSIT):
        return step
    return msgspec.structs.replace(step, edits=(*edits, *step.edits))
