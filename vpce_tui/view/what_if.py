"""What would change if this edit were made?

The trace after it, and every cell of the matrix that reads otherwise: who gains, who loses. Edits are made on a copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vpce_tui.reach import Outcome, Trace
from vpce_tui.reach.edits import Edit
from vpce_tui.view.choices import Choice
from vpce_tui.view.edit_words import FORMS
from vpce_tui.view.lines import Line, counted, heading, said
from vpce_tui.view.matrix import Change, cell_run
from vpce_tui.view.names import Names, component_target
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs
from vpce_tui.view.trace_signs import VERDICTS, arrow, verdict_sign

MOST_TOLD: Final = 40
"""Changed cells that the page lists; the rest is counted."""


def offered_edits(trace: Trace) -> list[Edit]:
    """Return the fixes that a trace offers, each once, those of blockers first."""
    found: list[Edit] = []
    for outcome in (Outcome.BLOCK, Outcome.UNKNOWN, Outcome.WARN):
        for step in trace.steps:
            if step.verdict is outcome:
                found += [edit for edit in step.edits if edit not in found]
    return found


def edit_choices(trace: Trace) -> list[Choice]:
    """Return the offered fixes as sentences to take or to change, and the forms of others."""
    offered = [Choice.of(edit.says, edit.says, "offered") for edit in offered_edits(trace)]
    return [*offered, *(Choice.of(form.split("    ")[0], form, "form to fill in") for form in FORMS)]


def edit_lines(edits: Sequence[Edit], before: Trace, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return what is assumed, and the verdict without it."""
    word, style = VERDICTS[before.verdict]
    lines = [Line([("what if  ", "heading"), (edit.says, "accent")]) for edit in edits]
    return [*lines, Line([("   without it: ", "muted"), (f"{verdict_sign(before.verdict, signs)} {word}", style)])]


def change_lines(found: Iterable[Change], names: Names, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the cells that change: losses first, as they are what one must not overlook."""
    changes = list(found)
    lines: list[Line] = []
    for title, chosen in (
        ("loses", [change for change in changes if change.loses]),
        ("gains", [change for change in changes if change.gains]),
        ("goes another way", [change for change in changes if not change.gains and not change.loses]),
    ):
        if not chosen:
            continue
        lines.append(heading(f"{title}: {counted(len(chosen), 'cell')} of subnets × services"))
        lines += [_change_line(change, names, signs) for change in chosen[:MOST_TOLD]]
        if len(chosen) > MOST_TOLD:
            lines.append(said(f"and {len(chosen) - MOST_TOLD:,} more", "muted", depth=2))
    return lines or [said("no subnet gains or loses a service", "muted")]


def _change_line(change: Change, names: Names, signs: Signs) -> Line:
    row = change.row
    runs: list[Run] = [
        (f"  {row.name or names.short(row.record_id):<24}", "plain"),
        (f" {change.service:<18} ", "accent"),
        cell_run(change.before, signs),
        (f" {arrow(signs)} ", "muted"),
        cell_run(change.after, signs),
    ]
    if change.after.reason and change.loses:
        runs.append((f"  {change.after.reason}", "muted"))
    return Line(runs, component_target(row.record_id))
