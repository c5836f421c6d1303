"""How does a trace read: the verdict, then each hop with the rule that decided it, then what to do?

A wide screen also draws the path from left to right; a narrow one is the path itself, from top to bottom. Every sign
repeats what a colour says. A line leads to the record that judged, and a fix's line is the command to copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vpce_tui.model.topology import Topology
from vpce_tui.reach import Outcome, Step, Trace
from vpce_tui.view.lines import Line, counted
from vpce_tui.view.names import Names, component_target
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, plain, printable
from vpce_tui.view.trace_path import path_lines
from vpce_tui.view.trace_signs import OUTCOME_STYLES, VERDICTS, arrow, outcome_sign, spaced, stage_label, verdict_sign
from vpce_tui.view.wrapping import wrapped

WIDE = 120
"""Cells from which on the path is drawn from left to right above the steps."""
_HANG = 18


@dataclass(frozen=True, slots=True)
class TracePage:
    """The lines of a trace: what stays in sight, what is read, and where its steps stand in that."""

    head: tuple[Line, ...]
    """Verdict, question and way."""
    body: tuple[Line, ...]
    troubles: tuple[int, ...]
    """The numbers of the lines in `body` where a step begins that blocks, warns or cannot tell."""
    first_trouble: int | None
    """The first that decides the verdict: a blocker, else an unknown, else a warning."""
    commands: tuple[str, ...]
    """What the lines that open `command N` copy."""


def headline(trace: Trace, signs: Signs = UNICODE_SIGNS, names: Names | None = None) -> list[Run]:
    """Return the verdict and the question in one line."""
    word, style = VERDICTS[trace.verdict]
    told = [counted(len(trace.blockers), "blocker")] * bool(trace.blockers)
    told += [counted(len(trace.unknowns), "unknown")] * bool(trace.unknowns)
    runs: list[Run] = [(f"{verdict_sign(trace.verdict, signs)} {word}", style)]
    if told:
        runs.append((f"  {', '.join(told)}", "muted"))
    return [*runs, ("   ", "plain"), *asked(trace, signs, names)]


def asked(trace: Trace, signs: Signs = UNICODE_SIGNS, names: Names | None = None) -> list[Run]:
    """Return the question: who, to what, on which port."""
    flow = trace.flow
    known = names.of(flow.source) if names else ""
    source = f"{known} {flow.source}".strip()
    source += f" ({flow.source_address})" if flow.source_address != flow.source else ""
    goal = flow.destination
    known = names.of(goal) if names else ""
    goal = f"{known} {goal}".strip()
    goal += f" ({flow.destination_address})" if flow.destination_address not in ("", flow.destination) else ""
    port = f":{flow.port}" if flow.port is not None else ""
    return [(source, "accent"), (f" {arrow(signs)} ", "muted"), (f"{goal}{port} {flow.protocol}", "accent")]


def trace_lines(
    trace: Trace, signs: Signs = UNICODE_SIGNS, *, width: int = 0, topology: Topology | None = None
) -> list[Line]:
    """Return the page of a trace; `width` 0 wraps nothing, a topology adds the names of what judges."""
    page = trace_page(trace, signs, width=width, topology=topology)
    return [*page.head, Line([]), *page.body]


def trace_page(
    trace: Trace, signs: Signs = UNICODE_SIGNS, *, width: int = 0, topology: Topology | None = None
) -> TracePage:
    """Return headline, path, steps in the order a packet meets them, fixes, and what was not evaluated."""
    names = Names(topology)
    body = [*path_lines(trace, width, signs, names), Line([])] if width >= WIDE else []
    starts: list[int] = []
    commands: list[str] = []
    for step in trace.steps:
        starts.append(len(body))
        body += _step_lines(step, signs, width, names)
        body += _fix_lines(step, width, commands)
    if trace.not_evaluated:
        said = f" {signs.not_applicable} not evaluated: {', '.join(map(spaced, trace.not_evaluated))}"
        body += [Line([]), *(Line(part) for part in wrapped([(said, "muted")], width, 3))]
    return TracePage(
        tuple(_head(trace, signs, width, names)),
        tuple(body),
        tuple(start for start, step in zip(starts, trace.steps, strict=True) if step.verdict is not Outcome.PASS),
        _first_trouble(trace, starts),
        tuple(commands),
    )


def _head(trace: Trace, signs: Signs, width: int, names: Names) -> list[Line]:
    lines = [Line(part) for part in wrapped(headline(trace, signs, names), width, 2)]
    if trace.via is not None:
        known = f"{names.of(trace.via.id)} " if names.of(trace.via.id) else ""
        via = f"  via {spaced(trace.via.kind)} {known}{trace.via.id}".rstrip()
        lines.append(Line([(via, "muted")], component_target(trace.via.id)))
    return lines


def _first_trouble(trace: Trace, starts: Sequence[int]) -> int | None:
    for outcome in (Outcome.BLOCK, Outcome.UNKNOWN, Outcome.WARN):
        for start, step in zip(starts, trace.steps, strict=True):
            if step.verdict is outcome:
                return start
    return None


def trace_text(trace: Trace, topology: Topology | None = None) -> str:
    """Return the trace as plain text to paste into a ticket: no control characters, no colours."""
    lines = trace_lines(trace, topology=topology)
    return "".join(printable(plain(line.cells)).rstrip() + "\n" for line in lines)


def _step_lines(step: Step, signs: Signs, width: int, names: Names) -> list[Line]:
    style = OUTCOME_STYLES[step.verdict]
    label = stage_label(step)
    known = names.of(step.component)
    runs: list[Run] = [(f" {outcome_sign(step.verdict, signs)} ", style), (f"{label:<15}", "key")]
    if known:
        runs.append((f"{known}  ", "accent"))
    elif step.component and step.component not in step.text:
        runs.append((f"{step.component}  ", "accent"))
    runs.append((step.text, "plain" if step.verdict in (Outcome.PASS, Outcome.WARN) else style))
    if step.rule and step.rule not in step.text:
        runs.append((f"  [{step.rule}]", "muted"))
    if step.code:
        runs.append((f"  {step.code}", "muted"))
    target = component_target(step.component)
    return [Line(part, target) for part in wrapped(runs, width, _HANG)]


def _fix_lines(step: Step, width: int, commands: list[str]) -> list[Line]:
    """Return what to do about a step; only what was tried on a copy is said to help."""
    if not step.fix:
        return []
    words, _, command = step.fix.partition("\n")
    lines: list[Run] = [("     fix: " if step.edits else "     advice: ", "good"), (words, "plain")]
    if step.edits:
        gone = "blocker" if step.verdict is Outcome.BLOCK else "warning"
        lines.append((f"   (tried on a copy: removes this {gone})", "muted"))
        command = command or step.edits[0].command
    made = [Line(part) for part in wrapped(lines, width, 10)]
    if command:
        opens = f"command {len(commands)}"
        commands.append(command)
        made += [Line(part, opens=opens) for part in wrapped([("       $ ", "key"), (command, "muted")], width, 9)]
    return made
