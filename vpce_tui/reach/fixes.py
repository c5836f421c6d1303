"""Does a proposed change really remove a block?

Every proposal of a blocking step is made on a copy of the topology and the flow is traced there again. Only what made
the block disappear keeps its edit; advice that no copy can try stays a sentence without one.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Topology
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.steps import Outcome, Step, Trace
from vpce_tui.reach.whatif import apply

MAX_PROPOSALS = 12
"""Proposals that one trace tries in all: each costs a trace."""


def with_fixes(found: Trace, topology: Topology, again: Callable[[Topology], Trace]) -> Trace:
    """Return the trace with the fixes that were found to help, and without the other proposals.

    Args:
        found: The trace whose steps propose edits.
        topology: What it was traced on.
        again: Traces the same flow on a changed topology.
    """
    budget = MAX_PROPOSALS
    steps = []
    for step in found.steps:
        helping: tuple[Edit, ...] = ()
        if step.verdict in (Outcome.BLOCK, Outcome.WARN):
            for edit in step.edits[:budget]:
                budget -= 1
                if _removes(edit, step, topology, again):
                    helping = (edit,)
                    break
        if step.edits or helping:
            step = msgspec.structs.replace(step, edits=helping, fix=helping[0].says if helping else step.fix)
        steps.append(step)
    return msgspec.structs.replace(found, steps=tuple(steps))


def _removes(edit: Edit, step: Step, topology: Topology, again: Callable[[Topology], Trace]) -> bool:
    """Say whether the step's block, or warning, is gone after the edit."""
    try:
        after = again(apply(edit, topology))
    except VpceTuiError:
        return False  # the edit took away what the question is about
    return not any(same_trouble(other, step) for other in after.steps)


def same_trouble(other: Step, step: Step) -> bool:
    """Say whether two steps of different traces tell of the same trouble.

    A block counts as the same whatever its code: a blackhole that became a missing route helps nobody.
    """
    if (other.verdict, other.direction, other.stage, other.component) != (
        step.verdict,
        step.direction,
        step.stage,
        step.component,
    ):
        return False
    return step.verdict is Outcome.BLOCK or other.code == step.code
