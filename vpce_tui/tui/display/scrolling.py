"""Which lines have only moved up or down?

A list that scrolls by a line differs in all of its lines, yet a terminal can move them by itself. Lines are recognised
by their middle: at their ends stand the cursor's sign, borders and the scrollbar, which do not move along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import ne
from typing import Final, NamedTuple

FEWEST_LINES: Final = 3
"""Fewer lines that moved are drawn anew."""
SIDES: Final = 2
"""Cells at each end by which a line is not recognised."""
_COST: Final = 24
"""Bytes of the sequences that scroll, and of the moves that are made necessary by them."""


class Scroll(NamedTuple):
    """Lines `top` to `bottom` (exclusive) move up by `rows`, or down where that is negative."""

    top: int
    bottom: int
    rows: int


def find_scroll(before: Sequence[Sequence[str | None]], after: Sequence[Sequence[str]]) -> Scroll | None:
    """Return the scroll that saves most, or None if none saves anything. Grids of the same size."""
    changed = [y for y, row in enumerate(after) if row != before[y]]
    if len(changed) < FEWEST_LINES:
        return None
    stood: dict[str, list[int]] = {}
    for y, row in enumerate(before):
        stood.setdefault(_middle(row), []).append(y)
    moves = [(y, y0 - y) for y in changed for y0 in stood.get(_middle(after[y]), ()) if y0 != y and _says(after[y])]
    votes = Counter(rows for _, rows in moves)
    if not votes:
        return None
    rows, count = max(votes.items(), key=lambda vote: (vote[1], -abs(vote[0])))
    if count < FEWEST_LINES:
        return None
    lines = [y for y, by in moves if by == rows]
    top, bottom = (min(lines), max(lines) + rows + 1) if rows > 0 else (min(lines) + rows, max(lines) + 1)
    scroll = Scroll(top, bottom, rows)
    return scroll if _saving(scroll, before, after) > _COST else None


def _middle(row: Sequence[str | None]) -> str:
    return "".join([cell or "" for cell in row[SIDES : len(row) - SIDES]])


def _says(row: Sequence[str | None]) -> bool:
    """Does a line hold enough to be recognised by?"""
    return len(_middle(row).strip("─━═ │┃║")) > 3


def _saving(scroll: Scroll, before: Sequence[Sequence[str | None]], after: Sequence[Sequence[str]]) -> int:
    """Return how many cells fewer must be drawn. Blanks of a new line cost little: they are erased."""
    drawn = moved = 0
    for y in range(scroll.top, scroll.bottom):
        drawn += _different(before[y], after[y])
        from_y = y + scroll.rows
        if scroll.top <= from_y < scroll.bottom:
            moved += _different(before[from_y], after[y])
        else:
            moved += sum(cell != " " for cell in after[y])
    return drawn - moved


def _different(before: Sequence[str | None], after: Sequence[str]) -> int:
    return sum(map(ne, before, after)) if before != after else 0
