"""What was asked, with what is assumed, and what came out of it?

A question may assume edits, made on a copy, and may ask the policies about an action over the path.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Trace, trace
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.whatif import apply_all


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what is assumed."""

    flow: Flow
    topology: Topology
    access: Access | None = None
    edits: tuple[Edit, ...] = ()
    """Made on a copy before tracing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of it."""

    trace: Trace
    before: Trace | None = None
    """Without the edits, where there are any."""
    edited: Topology | None = None


def answer(asked: Asked) -> Found:
    """Return the trace, and the one without the edits; see `reach.trace` for what is raised."""
    if not asked.edits:
        return Found(_traced(asked, asked.topology))
    edited = apply_all(asked.edits, asked.topology)
    return Found(_traced(asked, edited), _traced(asked, asked.topology), edited)


def _traced(asked: Asked, topology: Topology) -> Trace:
    if asked.access is not None:
        return trace_access(asked.flow, topology, asked.access)
    return trace(asked.flow, topology)
