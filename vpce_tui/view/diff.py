"""How do two topologies' differences read: which records, member by member, what could not be told, what it means?

One page for the screen and the command line; the JSON says the same with the API's member names. A list that was not
read on one side never makes a record "removed": it is told apart, under its own heading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from vpce_tui.model.decoding import to_members
from vpce_tui.model.diff import Change, ChangeKind, Diff, MemberChange, Unsure
from vpce_tui.model.topology import Topology
from vpce_tui.policy import PolicyDocument, PolicyDocumentError
from vpce_tui.reach import Verdict
from vpce_tui.reach.steps import Via
from vpce_tui.resources import BY_RECORD
from vpce_tui.view.diff_meaning import MIXED, CellChange, Side
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Line, Target, counted, heading, said, sections
from vpce_tui.view.names import Names, component_target
from vpce_tui.view.policy_changes import diff_lines as policy_lines
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, StyleName
from vpce_tui.view.trace_signs import arrow, spaced

FORMAT: Final = "vpce-tui/diff/1"

MOST_VALUE: Final = 160
"""Characters of one value on a line; `--json` has all of it."""

MOST_NAMED: Final = 6
"""Subnets named in one line of what changed for them alike."""

_KINDS: Final[dict[ChangeKind, tuple[str, str, StyleName]]] = {
    ChangeKind.ADDED: ("+", "added", "good"),
    ChangeKind.REMOVED: ("-", "removed", "bad"),
    ChangeKind.CHANGED: ("~", "changed", "warn"),
}
_VERDICT_STYLES: Final[dict[str, StyleName]] = {
    Verdict.REACHABLE: "good",
    Verdict.NOT_REACHABLE: "bad",
    Verdict.UNKNOWN: "unknown",
    MIXED: "warn",
}


def summary(found: Diff) -> str:
    """Return how much differs in one sentence."""
    if not found.changes:
        return "no differences" if found.certain else "no differences in what both sides were read to the end"
    counts = {kind: sum(change.kind is kind for change in found.changes) for kind in _KINDS}
    told = [f"{count:,} {_KINDS[kind][1]}" for kind, count in counts.items() if count]
    verb = "differs" if len(found.changes) == 1 else "differ"
    return f"{counted(len(found.changes), 'record')} {verb}: {', '.join(told)}"


def diff_lines(
    found: Diff,
    before: Topology,
    after: Topology,
    cells: Sequence[CellChange] = (),
    note: str = "",
    signs: Signs = UNICODE_SIGNS,
) -> list[Line]:
    """Return the page: what it means first, for that is what was asked; then the records; then what cannot be told."""
    title = heading(summary(found))
    return sections(
        [title], meaning_lines(cells, note, before, after, signs), _record_lines(found, signs), _unsure_lines(found)
    )


# --- what it means ---------------------------------------------------------------------------------------------------


def meaning_lines(
    cells: Sequence[CellChange], note: str, before: Topology, after: Topology, signs: Signs = UNICODE_SIGNS
) -> list[Line]:
    """Return one paragraph for each group of subnets that reach a service otherwise than before for one reason."""
    if note:
        return [heading("What it means"), said(note, "muted")]
    if not cells:
        return []
    names, old_names = Names(after), Names(before)
    lines = [heading(f"What it means: {counted(len(cells), 'pair')} of subnet and service changed")]
    for alike in _alike(cells):
        first = alike[0]
        subnets = [names.of(cell.subnet_id) or old_names.of(cell.subnet_id) or cell.subnet_id for cell in alike]
        more = f" and {len(subnets) - MOST_NAMED} more" if len(subnets) > MOST_NAMED else ""
        lines.append(
            Line(
                [
                    *(("  ", "plain"), _sign(first.after, signs)),
                    (f" {', '.join(subnets[:MOST_NAMED])}{more}", "accent"),
                    (f" {arrow(signs)} {first.service}", "plain"),
                ],
                component_target(first.subnet_id),
            )
        )
        lines.append(Line([("      was ", "muted"), *_side(first.before, old_names)]))
        lines.append(Line([("      now ", "muted"), *_side(first.after, names)]))
        if first.hop is not None:
            lines.append(_hop_line(first, names if first.hop.side == "after" else old_names))
    return lines


def _alike(cells: Iterable[CellChange]) -> list[list[CellChange]]:
    """Return the cells in groups that changed in the same way at the same hop; new blocks first."""
    groups: dict[Any, list[CellChange]] = {}
    for cell in cells:
        hop = (cell.hop.side, cell.hop.component, cell.hop.rule, cell.hop.code) if cell.hop else ()
        ways = (cell.before.verdict, cell.before.via, cell.after.verdict, cell.after.via)
        groups.setdefault((cell.scope, cell.service, ways, hop), []).append(cell)
    order = (Verdict.NOT_REACHABLE, MIXED, Verdict.UNKNOWN, Verdict.REACHABLE)
    return sorted(groups.values(), key=lambda group: order.index(group[0].after.verdict))


def _sign(side: Side, signs: Signs) -> Run:
    sign = {
        str(Verdict.REACHABLE): signs.usable,
        str(Verdict.NOT_REACHABLE): signs.not_usable,
        str(Verdict.UNKNOWN): signs.unknown,
    }.get(side.verdict, signs.warning)
    return (sign, _VERDICT_STYLES[side.verdict])


def _side(side: Side, names: Names) -> list[Run]:
    words = "reachable for some of its interfaces" if side.verdict == MIXED else spaced(side.verdict)
    runs: list[Run] = [(words, _VERDICT_STYLES[side.verdict])]
    if side.via is not None and side.verdict in (Verdict.REACHABLE, MIXED):
        runs.append((f" via {_via(side.via, names)}", "plain"))
    return runs


def _via(via: Via, names: Names) -> str:
    known = names.of(via.id)
    return " ".join(part for part in (spaced(via.kind), known, via.id) if part)


def _hop_line(cell: CellChange, names: Names) -> Line:
    hop = cell.hop
    assert hop is not None
    known = names.of(hop.component)
    lead = "gone is  " if hop.side == "before" else "because  "
    runs: list[Run] = [(f"      {lead}", "muted"), (f"{known}  " if known else "", "accent"), (hop.text, "plain")]
    if hop.code:
        runs.append((f"  {hop.code}", "muted"))
    return Line(runs, component_target(hop.component))


# --- the records -----------------------------------------------------------------------------------------------------


def _record_lines(found: Diff, signs: Signs) -> list[Line]:
    lines: list[Line] = []
    place: tuple[Any, ...] = ()
    for change in found.changes:
        here = (change.scope, change.record_type)
        if here != place:
            place = here
            lines += [Line([])] * bool(lines)
            lines.append(heading(BY_RECORD[change.record_type].title, (f"   {change.scope}", "muted")))
        lines.extend(_change_lines(change, signs))
    return lines


def _change_lines(change: Change, signs: Signs) -> Iterator[Line]:
    sign, word, style = _KINDS[change.kind]
    name = name_of(change.record) if change.record is not None else ""
    # What is gone cannot be gone to.
    target = None if change.kind is ChangeKind.REMOVED else Target(change.record_type, change.record_id)
    yield Line(
        [
            (f"  {sign} ", style),
            (change.record_id, "accent"),
            (f"  {name}" if name else "", "plain"),
            (f"  {word}", style),
        ],
        target,
    )
    for member in change.members:
        yield from _member_lines(member, signs)


def _member_lines(member: MemberChange, signs: Signs) -> Iterator[Line]:
    if member.member == "PolicyDocument" and (lines := _policy_lines(member)):
        yield Line([(f"      {member.member}", "key")])
        for line in lines:
            yield Line([("        ", "plain"), *line.cells])
        return
    lead: Run = (f"      {member.member}", "key")
    if isinstance(member.before, list | None) and isinstance(member.after, list | None):
        for item in member.before or ():
            yield Line([lead, ("  - ", "bad"), (_value(item), "plain")])
        for item in member.after or ():
            yield Line([lead, ("  + ", "good"), (_value(item), "plain")])
        if not member.before and not member.after:
            yield Line([lead, ("  order", "muted")])
        return
    yield Line(
        [
            lead,
            ("  ", "plain"),
            (_value(member.before), "bad"),
            (f" {arrow(signs)} ", "muted"),
            (_value(member.after), "good"),
        ]
    )


def _policy_lines(member: MemberChange) -> list[Line]:
    """Return how the two policies differ in meaning; nothing where one of them is none."""
    if not isinstance(member.before, str) or not isinstance(member.after, str):
        return []
    try:
        before, after = PolicyDocument.parse(member.before), PolicyDocument.parse(member.after)
    except PolicyDocumentError:
        return []
    # The first line names the two, and blank ones would tear the record apart.
    return [line for line in policy_lines(before, after, ("before", "after"))[1:] if line.cells]


def _value(value: Any) -> str:
    if value is None:
        return "not there"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_VALUE else f"{text[:MOST_VALUE]}… ({len(text):,} characters)"


# --- what cannot be told ---------------------------------------------------------------------------------------------


def _unsure_lines(found: Diff) -> list[Line]:
    if not found.unsure:
        return []
    lines = [heading("Not compared to the end", ("   what was not read is not gone", "muted"))]
    groups: dict[Any, list[Unsure]] = {}
    for unsure in found.unsure:
        groups.setdefault((unsure.scope, unsure.before.says, unsure.after.says), []).append(unsure)
    for (scope, before, after), alike in groups.items():
        titles = [_unsure_title(unsure) for unsure in alike]
        more = f" and {len(titles) - MOST_NAMED} more lists" if len(titles) > MOST_NAMED else ""
        why = before if before == after else f"before: {before}, after: {after}"
        lines.append(
            Line(
                [
                    *(("  ? ", "unknown"), (f"{scope}  ", "muted")),
                    (f"{', '.join(titles[:MOST_NAMED])}{more}", "plain"),
                    (f"  {why}", "muted"),
                ]
            )
        )
    return lines


def _unsure_title(unsure: Unsure) -> str:
    told = [f"{unsure.only_before:,} only before"] * bool(unsure.only_before)
    told += [f"{unsure.only_after:,} only after"] * bool(unsure.only_after)
    title = BY_RECORD[unsure.record_type].title
    return f"{title} ({', '.join(told)})" if told else title


# --- JSON ------------------------------------------------------------------------------------------------------------


def diff_members(
    found: Diff, cells: Sequence[CellChange] = (), note: str = "", sides: tuple[str, str] = ("", "")
) -> dict[str, Any]:
    """Return everything in the format `vpce-tui/diff/1`."""
    return {
        "format": FORMAT,
        "before": sides[0],
        "after": sides[1],
        "differs": bool(found),
        "certain": found.certain,
        "changes": [_change_members(change) for change in found.changes],
        "unsure": [_unsure_members(unsure) for unsure in found.unsure],
        "cells": [cell.members() for cell in cells],
        "cellsNote": note,
    }


def _change_members(change: Change) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": str(change.kind),
        "type": BY_RECORD[change.record_type].name,
        "scope": str(change.scope),
        "id": change.record_id,
        "name": name_of(change.record) if change.record is not None else "",
    }
    if change.kind is ChangeKind.CHANGED:
        told["members"] = [
            {"member": member.member, "before": member.before, "after": member.after} for member in change.members
        ]
    elif change.record is not None:
        told["record"] = to_members(change.record)
    return told


def _unsure_members(unsure: Unsure) -> dict[str, Any]:
    return {
        "type": BY_RECORD[unsure.record_type].name,
        "scope": str(unsure.scope),
        "before": unsure.before.says,
        "after": unsure.after.says,
        "onlyBefore": unsure.only_before,
        "onlyAfter": unsure.only_after,
    }
