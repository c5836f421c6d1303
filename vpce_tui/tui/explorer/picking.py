"""How does one pick several rows, so that what comes next is done with all of them?

Picks are row ids, so they stay on their records while rows come and go. A range goes from the row picked last to the
cursor, over the rows in sight of the filter.
"""

from __future__ import annotations

from collections.abc import Callable

from vpce_tui.tui.widgets.rows import VirtualRows


class Picking:
    """The picks of one widget's rows."""

    def __init__(self, rows: VirtualRows, may_pick: Callable[[str], bool] = lambda row: True) -> None:  # noqa: ARG005
        """Pick rows of a widget; `may_pick` says whether a row is a record, and not the heading of some."""
        self._rows = rows
        self._may_pick = may_pick
        self._anchor = ""
        """The row picked last, where a range begins."""

    def toggle(self) -> None:
        """Pick the row under the cursor, or take its pick away, and go one on."""
        row = self._rows.cursor_id
        if row is None:
            return
        if self._may_pick(row):
            self._rows.picked = self._rows.picked ^ {row}
            self._anchor = row
        self._rows.action_move(1)

    def pick_range(self) -> None:
        """Pick all rows from the one picked last to the cursor; without one, the row under the cursor."""
        source, cursor = self._rows.source, self._rows.cursor_id
        if source is None or cursor is None:
            return
        here, there = source.index_of(cursor), source.index_of(self._anchor) if self._anchor else None
        if here is None:
            return
        first, last = sorted((here, here if there is None else there))
        reached = {source.id_at(at) for at in range(first, last + 1)}
        self._rows.picked = self._rows.picked | {row for row in reached if self._may_pick(row)}
        self._anchor = cursor

    def clear(self) -> bool:
        """Take all picks away; return whether there were any."""
        had = bool(self._rows.picked)
        self._rows.picked = ()
        self._anchor = ""
        return had

    def in_order(self) -> list[str]:
        """Return the picked rows, those in sight of the filter first and as they stand there. O(rows)."""
        source, picked = self._rows.source, self._rows.picked
        if source is None or not picked:
            return []
        places = {row: source.index_of(row) for row in picked}
        return sorted(picked, key=lambda row: (places[row] is None, places[row] or 0, row))
