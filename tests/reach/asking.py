"""How do the tests of the tracer ask, and what do they look at?"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.demo.build import Builder
from vpce_tui.model.record import Record
from vpce_tui.reach import Flow, Outcome, Stage, Step, Trace, trace
from vpce_tui.resources.network_interface import NetworkInterface


def ask(
    build: Builder,
    source: NetworkInterface | str,
    destination: Record | str,
    *,
    protocol: str = "tcp",
    port: int | None = None,
    source_port: int | None = None,
    unread: Iterable[type[Record]] = (),
    fixes: bool = True,
) -> Trace:
    """Trace in what a builder has built so far."""
    words = [item if isinstance(item, str) else item.record_id for item in (source, destination)]
    flow = Flow(words[0], words[1], protocol=protocol, port=port, source_port=source_port)
    return trace(flow, build.topology(unread=unread), fixes=fixes)


def told(found: Trace) -> str:
    """Return a trace as lines, for the message of a failing test."""
    lines = [f"{found.verdict} via {found.via}"]
    lines += [
        f"{step.verdict:8} {step.direction} {step.stage} {step.code} {step.text} | {step.fix}" for step in found.steps
    ]
    return "\n".join(lines)


def codes(found: Trace, *outcomes: Outcome) -> list[str]:
    """Return the codes of the steps with these outcomes (by default of all that do not simply pass)."""
    wanted = outcomes or (Outcome.BLOCK, Outcome.UNKNOWN, Outcome.WARN)
    return [str(step.code) for step in found.steps if step.verdict in wanted]


def step_of(found: Trace, stage: Stage, code: str = "") -> Step:
    """Return the first step of a stage, of a code where one is given."""
    return next(step for step in found.steps if step.stage is stage and (not code or step.code == code))
