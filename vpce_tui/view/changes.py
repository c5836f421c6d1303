"""How does what re-reads brought look: marks in front of rows, and a list with every member before and after?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from vpce_tui.model.changes import Changes, SeenChange
from vpce_tui.model.diff import ChangeKind, MemberChange
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import BY_RECORD
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.ages import age_words, moment
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Line, Target, counted, said
from vpce_tui.view.text import Run, StyleName

Place = tuple[type[Record], str, Scope]

MOST_VALUE: Final = 300
"""Characters of one value on a line; the copy has all of it."""

KINDS: Final[dict[ChangeKind, tuple[str, str, StyleName]]] = {
    ChangeKind.ADDED: ("+", "added", "good"),
    ChangeKind.REMOVED: ("-", "removed", "bad"),
    ChangeKind.CHANGED: ("~", "changed", "warn"),
}
"""The sign, the word and the style of each kind; all signs are ASCII."""


class Marks:
    """Which rows carry a mark, and how many changes are below a branch."""

    def __init__(self, seen: Iterable[SeenChange] = ()) -> None:
        self._kinds: dict[Place, ChangeKind] = {}
        self._below: Counter[tuple[str, Scope]] = Counter()
        for one in seen:
            change = one.change
            # The newest comes first and counts; but what is new and changed since is new all the same.
            place = (change.record_type, change.record_id, change.scope)
            if place not in self._kinds or change.kind is ChangeKind.ADDED:
                self._kinds[place] = change.kind
            if change.record_type in (Vpc, Subnet, NetworkInterface):
                self._below[str(change.scope), change.scope] += 1
                for member in ("vpc_id", "subnet_id"):
                    parent = getattr(change.record, member, None)
                    if parent and parent != change.record_id:
                        self._below[parent, change.scope] += 1

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def sign(self, record_type: type[Record] | None, record_id: str, scope: Scope | None) -> Run | None:
        """Return what stands in front of a record's row, or None."""
        if record_type is None or scope is None:
            return None
        kind = self._kinds.get((record_type, record_id, scope))
        return (f"{KINDS[kind][0]} ", KINDS[kind][2]) if kind is not None else None

    def below(self, record_id: str, scope: Scope | None) -> Run | None:
        """Return what stands behind a branch of the network below which something changed, or None."""
        count = self._below.get((record_id, scope)) if scope is not None else None
        return (f"  {counted(count, 'change')}", "accent") if count else None


def kind_counts(seen: Iterable[SeenChange]) -> str:
    """Return how many of each kind: `2 added, 1 changed`; empty for none."""
    counts = Counter(one.change.kind for one in seen)
    return ", ".join(f"{counts[kind]:,} {word}" for kind, (_, word, _) in KINDS.items() if counts[kind])


def headline(changes: Changes) -> str:
    """Return the list's first words."""
    if not changes.total:
        return "nothing has changed since the first reading"
    told = f"{counted(changes.total, 'change')} since the first reading: {kind_counts(changes.seen)}"
    if len(changes.seen) < changes.total:
        told += f" among the newest {len(changes.seen):,}"
    if changes.not_compared:
        told += f"; {counted(changes.not_compared, 'record')} more arrived different and were not compared"
    return told


def change_key(seen: SeenChange) -> str:
    """Return the key under which a change is opened."""
    return f"change {seen.number}"


def change_lines(changes: Changes, now: datetime, opened: Collection[str] = ()) -> list[tuple[Line, SeenChange]]:
    """Return the list, the newest first: a line a change, below it its members if it is opened."""
    found = []
    for seen in changes.seen:
        found.append((_line(seen, now), seen))
        if change_key(seen) in opened:
            found += [(line, seen) for line in member_lines(seen)]
    return found


def _line(seen: SeenChange, now: datetime) -> Line:
    change = seen.change
    sign, word, style = KINDS[change.kind]
    at = moment(seen.at)
    name = name_of(change.record) if change.record is not None else ""
    members = ", ".join(member.member for member in change.members)
    runs: list[Run] = [
        (f"{sign} ", style),
        (f"{word:<8}", style),
        (f"{BY_RECORD[change.record_type].title}  ", "muted"),
        (change.record_id, "accent"),
        (f"  {name}" if name else "", "plain"),
        (f"  {members}" if members else "", "muted"),
        (f"  {change.scope}", "muted"),
        (f"  {age_words((now - at).total_seconds())}" if at is not None else "", "muted"),
    ]
    target = Target(change.record_type, change.record_id) if change.kind is not ChangeKind.REMOVED else None
    return Line(runs, target, change_key(seen))


def member_lines(seen: SeenChange) -> list[Line]:
    """Return what differs in a record, member by member; for one that came or went, that it did."""
    change = seen.change
    if not change.members:
        return [said(f"{KINDS[change.kind][1]}: no members to compare", "muted", depth=3)]
    lines = []
    for member in change.members:
        lines.append(said(member.member, "key", depth=3))
        lines += _sides(member)
    return lines


def _sides(member: MemberChange) -> list[Line]:
    sides: Sequence[tuple[str, StyleName, Any]] = (("- ", "bad", member.before), ("+ ", "good", member.after))
    return [
        Line([("        ", "plain"), (sign, style), (_short(value), "plain")])
        for sign, style, value in sides
        if value not in (None, [])
    ]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_VALUE else f"{text[:MOST_VALUE]}…"


def change_members(seen: SeenChange) -> dict[str, Any]:
    """Return a change as plain JSON values."""
    change = seen.change
    return {
        "change": change.kind.value,
        "type": BY_RECORD[change.record_type].name,
        "id": change.record_id,
        "accountId": change.scope.account_id,
        "region": change.scope.region,
        "seenAt": seen.at,
        "members": [
            {"member": member.member, "before": member.before, "after": member.after} for member in change.members
        ],
    }
