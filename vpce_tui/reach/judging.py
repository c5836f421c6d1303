"""What does one answer to a name lead to, when it gives several addresses or whole blocks of them?

A client may be given any of them. Where every address belongs to the destination, one that fails makes connections fail
now and then: a warning. Where the destination's own addresses are somewhere in a large space, addresses that are not
treated alike leave the answer open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import msgspec

from vpce_tui.reach.addresses import Address, Block, representative
from vpce_tui.reach.answers import Answer
from vpce_tui.reach.candidates import Kind, Met, kinds, met_beyond
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.path import Path, judge_path
from vpce_tui.reach.question import Question
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Verdict
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface

BEST_FIRST: Final = (Verdict.REACHABLE, Verdict.UNKNOWN, Verdict.NOT_REACHABLE)

SMALL_EXCEPTION: Final = 1 << 20
"""So many public addresses that somebody routes elsewhere (a /12) put no service of AWS's in doubt: a partner's or an
office's networks, not the thousands of blocks that AWS announces."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one answer leads to."""

    path: Path
    """The path to show."""
    verdict: Verdict
    notes: tuple[Step, ...] = ()
    """What is to be said about the other addresses."""


def judge(world: World, question: Question, item: Answer, *, brief: bool = False) -> Judged:
    """Judge an answer's addresses.

    A brief judgement has the same verdict, path and blocks, and leaves out warnings that cost further paths.
    """
    if item.targets:
        return _first_reached(world, question, item) if brief else _judge_targets(world, question, item)
    # Services whose addresses nobody can list share their blocks, and so the judgement.
    return world.remember_for(
        question.client,
        ("judged", item.key, item.exact, question.traffic),
        lambda: _judge_blocks(world, question, item),
    )


def best(judged: Sequence[Judged]) -> Judged:
    """Return the answer with the best verdict, the likelier one among equals."""
    return min(judged, key=lambda item: BEST_FIRST.index(item.verdict))


def _path(world: World, question: Question, address: Address, intended: NetworkInterface | None) -> Path:
    packet = question.packet(address)
    if packet is None:
        return _no_family(question, address)
    return judge_path(world, question.start, packet, question.ports, intended)


def _no_family(question: Question, address: Address) -> Path:
    name = question.source.interface.network_interface_id
    text = f"{name} has no IPv{address.version} address to reach {address} from"
    step = _note(Outcome.BLOCK, name, text, Code.UNASSOCIATED_COMPONENT, Stage.SOURCE)
    return Path(address, Verdict.NOT_REACHABLE, (step,), None)


def _first_reached(world: World, question: Question, item: Answer) -> Judged:
    """Judge an answer's addresses until one is reached: that one is the best."""
    found: list[Path] = []
    for target in item.targets:
        path = _path(world, question, target.address, target.interface)
        found.append(path)
        if path.verdict is Verdict.REACHABLE:
            break
    shown = min(found, key=lambda path: BEST_FIRST.index(path.verdict))
    return Judged(shown, shown.verdict)


def _judge_targets(world: World, question: Question, item: Answer) -> Judged:
    found = [_path(world, question, target.address, target.interface) for target in item.targets]
    shown = min(found, key=lambda path: BEST_FIRST.index(path.verdict))
    failing = [path for path in found if path.verdict is not Verdict.REACHABLE]
    if shown.verdict is not Verdict.REACHABLE or not failing:
        return Judged(shown, shown.verdict)
    trouble = failing[0].first_trouble
    reason = f" ({trouble.text})" if trouble else ""
    text = f"{len(failing)} of {len(found)} addresses may fail: {failing[0].address}{reason}"
    note = _note(Outcome.WARN, trouble.component if trouble else "", text, Code.VPCE_PARTLY_REACHABLE)
    return Judged(shown, shown.verdict, (note,))


def _judge_blocks(world: World, question: Question, item: Answer) -> Judged:
    first = representative(item.blocks[0]) if item.blocks else question.source.address
    sample = question.packet(first)
    if sample is None:
        path = _no_family(question, first)
        return Judged(path, path.verdict)
    beyond: dict[str, Met] = {}
    while True:
        every = kinds(world, question.start, item.blocks, item.key, sample, question.ports, beyond)
        judged = [(_path(world, question, kind.address, None), kind) for kind in every]
        more = met_beyond(world, question.start, [path.met for path, _ in judged])
        if more.keys() <= beyond.keys():
            break
        beyond |= more
    shown = min(judged, key=lambda pair: BEST_FIRST.index(pair[0].verdict))[0]
    if not item.exact:
        shown = _of_all(shown)
    if len({path.verdict for path, _ in judged}) > 1:
        return _mixed(item, judged, shown)
    return Judged(shown, shown.verdict, _bypassing(judged, shown) if item.exact else ())


def _of_all(path: Path) -> Path:
    """Let a path that stands for all of a service's unknown addresses speak of them, not of its example."""
    address = str(path.address)
    example = _example(address)
    steps = tuple(
        msgspec.structs.replace(step, text=example.sub("its public addresses", step.text))
        if address in step.text
        else step
        for step in path.steps
    )
    return replace(path, steps=steps, exact=False)


@lru_cache(maxsize=1_024)
def _example(address: str) -> re.Pattern[str]:
    """Return the pattern of an address that stands for others, where it is not part of a longer word."""
    return re.compile(rf"(?<![\w.:]){re.escape(address)}(?![\w:]|\.\d)")


def _mixed(item: Answer, judged: Sequence[tuple[Path, Kind]], shown: Path) -> Judged:
    """Answer for addresses that are not all reached alike."""
    if shown.verdict is not Verdict.REACHABLE:
        return Judged(shown, shown.verdict)
    failing = [(path, kind) for path, kind in judged if path.verdict is not Verdict.REACHABLE]
    lost, total = sum(kind.size for _, kind in failing), sum(kind.size for _, kind in judged)
    path, kind = max(failing, key=lambda pair: pair[1].size)
    trouble = path.first_trouble
    component = trouble.component if trouble else ""
    text = _about(kind.piece, trouble)
    if item.exact:
        share = max(1, round(100 * lost / total))
        text = f"{share} % of its addresses are not reached: {text}"
        return Judged(shown, Verdict.REACHABLE, (_note(Outcome.WARN, component, text, Code.VPCE_PARTLY_REACHABLE),))
    if lost <= SMALL_EXCEPTION:
        text = f"it is not reached if its address is in {text}"
        return Judged(shown, Verdict.REACHABLE, (_note(Outcome.WARN, component, text, Code.VPCE_ADDRESSES_NOT_KNOWN),))
    text = f"which public addresses it has is not known, and not all are reached: {text}"
    return Judged(shown, Verdict.UNKNOWN, (_note(Outcome.UNKNOWN, component, text, Code.VPCE_ADDRESSES_NOT_KNOWN),))


def _about(piece: Block, trouble: Step | None) -> str:
    return f"{piece} ({trouble.text})" if trouble else str(piece)


def _bypassing(judged: Sequence[tuple[Path, Kind]], shown: Path) -> tuple[Step, ...]:
    """Return a warning where all addresses are reached, some of them not through the gateway endpoint."""
    through = [kind for path, kind in judged if path.via is not None and path.via.kind == "gatewayEndpoint"]
    beside = [(path, kind) for path, kind in judged if path.via is not None and path.via.kind != "gatewayEndpoint"]
    if not through or not beside or shown.verdict is Verdict.NOT_REACHABLE:
        return ()
    total = sum(kind.size for _, kind in judged)
    share = max(1, round(100 * sum(kind.size for _, kind in beside) / total))
    path, kind = beside[0]
    assert path.via is not None
    text = f"{share} % of its addresses do not go through the endpoint: {kind.piece} goes through {path.via.id}"
    return (_note(Outcome.WARN, path.via.id, text, Code.VPCE_ENDPOINT_BYPASSED),)


def _note(verdict: Outcome, component: str, text: str, code: str, stage: Stage = Stage.ROUTE) -> Step:
    return Step(direction=Direction.FORWARD, stage=stage, component=component, verdict=verdict, code=code, text=text)
