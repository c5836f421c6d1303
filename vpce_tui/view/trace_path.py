"""How does the path of a trace look, drawn from left to right?

Each hop is a column of two lines: the stage above, the sign and the name of what judges below. What is too long for
the screen goes on in the next band; the reply has bands of its own, and begins where the request ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpce_tui.reach import Direction, Outcome, Stage, Step, Trace
from vpce_tui.view.lines import Line
from vpce_tui.view.names import Names
from vpce_tui.view.text import Run, Signs, StyleName, cell_width, fit, printable
from vpce_tui.view.trace_signs import OUTCOME_STYLES, arrow, outcome_sign, stage_label

MOST = 20
"""Cells that one hop takes at most."""


@dataclass(frozen=True, slots=True)
class _Hop:
    above: str
    below: str
    style: StyleName

    @property
    def width(self) -> int:
        return min(MOST, max(cell_width(self.above), cell_width(self.below)))


def path_lines(trace: Trace, width: int, signs: Signs, names: Names) -> list[Line]:
    """Return the bands of the request and of the reply; nothing for a trace that met nothing."""
    forward = [step for step in trace.steps if step.direction is Direction.FORWARD and _is_hop(step)]
    back = [step for step in trace.steps if step.direction is Direction.RETURN]
    flow = trace.flow
    client = _Hop("from", printable(names.of(flow.source) or flow.source_address), "accent")
    goal = _Hop("to", printable(names.of(flow.destination) or flow.destination), "accent")
    lines = _bands([client, *_hops(forward, signs, names), goal], width, signs)
    if back:
        lines += _bands(
            [_Hop("reply", goal.below, "accent"), *_hops(back, signs, names), _Hop("to", client.below, "accent")],
            width,
            signs,
        )
    return lines


def _is_hop(step: Step) -> bool:
    """Say whether a step is a place on the way; a name that resolves well is none."""
    return step.stage not in (Stage.NAME, Stage.SOURCE) or step.verdict is not Outcome.PASS


def _hops(steps: Iterable[Step], signs: Signs, names: Names) -> list[_Hop]:
    return [
        _Hop(
            stage_label(step).removesuffix(" (back)"),
            f"{outcome_sign(step.verdict, signs)} {printable(names.short(step.component))}".rstrip(),
            OUTCOME_STYLES[step.verdict],
        )
        for step in steps
    ]


def _bands(hops: list[_Hop], width: int, signs: Signs) -> list[Line]:
    between = f" {arrow(signs)} "
    gap = cell_width(between)
    lines: list[Line] = []
    above: list[Run] = []
    below: list[Run] = []
    used = 0
    for at, hop in enumerate(hops):
        if at and used + gap + hop.width > width - 1:
            lines += [Line(above), Line(below)]
            above, below, used = [], [], 0
        lead = between if at else " "
        above += [(" " * cell_width(lead), "plain"), (fit(hop.above, hop.width, ellipsis=signs.ellipsis), "muted")]
        below += [(lead, "muted"), (fit(hop.below, hop.width, ellipsis=signs.ellipsis), hop.style)]
        used += cell_width(lead) + hop.width
    return [*lines, Line(above), Line(below)]
