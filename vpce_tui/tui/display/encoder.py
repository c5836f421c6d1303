"""Which bytes turn what a terminal shows into what it shall show?

Only cells that differ are written. Between them the cursor is moved by the shortest of the ways there are, colours are
changed by what differs, blanks are erased where the terminal erases with the background, and lines that only moved are
scrolled. A sign on whose width terminals disagree is followed by an absolute move, so that no mistake adds up.
Source: ECMA-48; xterm, "Control Sequences"; terminfo(5), `bce`, `csr`, `ech`.
"""

from __future__ import annotations

from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import Final, TypeVar

from vpce_tui.tui.display.grid import Grid
from vpce_tui.tui.display.pens import UNKNOWN, Pens
from vpce_tui.tui.display.scrolling import Scroll, find_scroll

_Row = TypeVar("_Row")

_GAP: Final = 4
"""So many unchanged cells between two changed ones cost no more than a move does."""
_ERASED_LINE: Final = 3
_ERASED_AT_END: Final = 5
_ERASED_WITHIN: Final = 9
"""From so many blanks on erasing is shorter: to the line's end, at a stretch's end, with a move behind them."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the terminal can do beyond moving its cursor; see terminfo(5)."""

    erases_with_background: bool = False
    """`bce`: erased cells get the current background."""
    scrolls: bool = False
    """`csr` and `indn`: lines within margins can be scrolled by a count."""


class Encoder:
    """One terminal: what it shows, where its cursor is, which colours it writes with."""

    def __init__(self, pens: Pens, abilities: Abilities) -> None:
        self._pens = pens
        self._abilities = abilities
        self._texts: list[list[str | None]] = []
        self._numbers: list[list[int]] = []
        self._width = 0
        self._x: int | None = None
        self._y: int | None = None
        self._pen = UNKNOWN
        self._out: list[str] = []

    def forget(self) -> None:
        """Know nothing of the terminal any more: the next frame draws everything."""
        self._texts, self._numbers = [], []
        self._lose_cursor()
        self._pen = UNKNOWN

    def _lose_cursor(self) -> None:
        self._x = self._y = None

    def frame(self, wanted: Grid, cursor: tuple[int, int] | None = None) -> str:
        """Return what makes the terminal show `wanted`; empty if it does. `cursor` is where its cursor shall end up."""
        self._out = []
        if len(self._texts) != wanted.height or self._width != wanted.width:
            self._begin(wanted)
        elif self._abilities.scrolls and (scroll := find_scroll(self._texts, wanted.texts)) is not None:
            self._scroll(scroll)
        for y, (texts, numbers) in enumerate(zip(wanted.texts, wanted.pens, strict=True)):
            if texts != self._texts[y] or numbers != self._numbers[y]:
                self._row(y, texts, numbers)
                self._texts[y] = list(texts)
                self._numbers[y] = list(numbers)
        if cursor is not None:
            self._move(*cursor)
        return "".join(self._out)

    def _begin(self, wanted: Grid) -> None:
        """Clear the screen with its most frequent ground, or else take all of it for unknown."""
        self._lose_cursor()
        self._width = wanted.width
        ground, _ = Counter(number for row in wanted.pens for number in row).most_common(1)[0]
        ground = self._pens.blanks[ground]
        text: str | None = None
        if self._pens.is_erasable(ground, keeps_background=self._abilities.erases_with_background):
            self._pen = UNKNOWN
            self._take(ground)
            self._out.append("\x1b[2J")
            text = " "
        self._texts = [[text] * wanted.width for _ in range(wanted.height)]
        self._numbers = [[ground if text else UNKNOWN] * wanted.width for _ in range(wanted.height)]

    def _scroll(self, scroll: Scroll) -> None:
        top, bottom, rows = scroll
        self._out.append(f"\x1b[{top + 1};{bottom}r\x1b[{_count(abs(rows))}{'S' if rows > 0 else 'T'}\x1b[r")
        # Terminals differ in the ground of the new lines and in where taking the margins away leaves the cursor.
        nothing: list[str | None] = [None] * self._width
        self._texts[top:bottom] = _shifted(self._texts[top:bottom], rows, nothing)
        self._numbers[top:bottom] = _shifted(self._numbers[top:bottom], rows, [UNKNOWN] * self._width)
        self._lose_cursor()

    # Rows

    def _row(self, y: int, texts: list[str], numbers: list[int]) -> None:
        was_texts, was_numbers = self._texts[y], self._numbers[y]
        x = 0
        for start, end in _runs(texts, numbers, was_texts, was_numbers, self._pens.blanks):
            if start >= x:
                x = self._run(y, start, end, texts, numbers)

    def _run(self, y: int, x: int, end: int, texts: list[str], numbers: list[int]) -> int:
        """Write cells from `x` to `end`; return the column up to which the row is right."""
        while x < end:
            if texts[x] == " ":
                x = self._blanks(y, x, end, texts, numbers)
            elif texts[x] == "":
                x += 1
            else:
                x = self._signs(y, x, end, texts, numbers)
        return x

    def _blanks(self, y: int, x: int, end: int, texts: list[str], numbers: list[int]) -> int:
        """Make the blanks of one pen that stand here, by erasing if that is shorter."""
        number = numbers[x]
        far = x + 1
        while far < self._width and texts[far] == " " and numbers[far] == number:
            far += 1
        stop = min(far, end)
        count = stop - x
        is_erasable = self._pens.is_erasable(number, keeps_background=self._abilities.erases_with_background)
        to_the_end = is_erasable and far == self._width and count > _ERASED_LINE
        is_erased = is_erasable and count >= (_ERASED_AT_END if stop == end else _ERASED_WITHIN)
        following = numbers[stop] if stop < end and texts[stop] != " " and not is_erased else number
        self._move(x, y)
        self._take_ground(number, following)
        if to_the_end:
            self._out.append("\x1b[K")
            return far
        if is_erased:
            self._out.append(f"\x1b[{count}X")
        else:
            self._write(" " * count, count)
        return stop

    def _signs(self, y: int, x: int, end: int, texts: list[str], numbers: list[int]) -> int:
        number = numbers[x]
        stop = x
        is_certain = True
        while is_certain and stop < end and numbers[stop] == number and texts[stop] not in (" ", ""):
            stop += 1
            is_certain = len(texts[stop - 1]) == 1 and (stop == self._width or texts[stop] != "")
        self._move(x, y)
        self._take(number)
        self._write("".join(texts[x:stop]), stop - x)
        if not is_certain:
            self._x = None
        return stop

    def _write(self, text: str, width: int) -> None:
        self._out.append(text)
        assert self._x is not None
        self._x += width
        if self._x >= self._width:
            self._x = None  # terminals differ in where the cursor waits behind the last column

    # Colours

    def _take(self, number: int) -> None:
        if number != self._pen:
            self._out.append(self._pens.change(self._pen, number))
            self._pen = number

    def _take_ground(self, number: int, following: int) -> None:
        """Take a pen that draws blanks of pen `number`: the present one, else the one that is needed next."""
        if self._pen == UNKNOWN or self._pens.blanks[self._pen] != number:
            self._take(following if self._pens.blanks[following] == number else number)

    # The cursor

    def _move(self, x: int, y: int) -> None:
        if (x, y) == (self._x, self._y):
            return
        self._out.append(min(self._ways(x, y), key=len))
        self._x, self._y = x, y

    def _ways(self, x: int, y: int) -> list[str]:
        """Return the control sequences that lead to a cell from where the cursor is."""
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{_count(y + 1)}H"]
        if self._y is None:
            return ways
        if y == self._y:
            ways.append(f"\x1b[{_count(x + 1)}G")
            ways.append("\r" + _forward(x))
            if self._x is not None:
                ways.append(_forward(x - self._x) if x > self._x else _back(self._x - x))
        elif y == self._y + 1:
            ways.append("\r\n" + _forward(x))
        if x == self._x:
            ways.append(f"\x1b[{_count(y + 1)}d")
            ways.append(f"\x1b[{_count(abs(y - self._y))}{'B' if y > self._y else 'A'}")
        return ways


def _count(number: int) -> str:
    """Return a control sequence's number; 1 is what none means."""
    return str(number) if number != 1 else ""


def _forward(cells: int) -> str:
    return f"\x1b[{_count(cells)}C" if cells else ""


def _back(cells: int) -> str:
    return "\b" * cells if cells < 4 else f"\x1b[{cells}D"


def _runs(
    texts: list[str], numbers: list[int], was_texts: list[str | None], was_numbers: list[int], blanks: list[int]
) -> list[tuple[int, int]]:
    """Return the stretches [start, end) of cells that differ, joined where that is shorter than a move."""
    cells = enumerate(zip(texts, was_texts, numbers, was_numbers, strict=True))
    runs: list[tuple[int, int]] = []
    start = end = -1
    for x, (text, was_text, number, was_number) in cells:
        if text == was_text and number == was_number:
            continue
        if end >= 0 and x - end <= _GAP and _is_cheap(texts[end:x], numbers[end - 1 : x + 1], blanks):
            end = x + 1
            continue
        if end >= 0:
            runs.append((start, end))
        start, end = x, x + 1
    if end >= 0:
        runs.append((start, end))
    return runs


def _is_cheap(texts: list[str], numbers: list[int], blanks: list[int]) -> bool:
    """Are these cells shorter written again than jumped over? `numbers` has the pens of both neighbours too."""
    before, *within, after = numbers
    needed = {*within}
    is_one_pen = needed <= {before, blanks[before]} or needed <= {after, blanks[after]}
    return is_one_pen and "" not in texts and "".join(texts).isascii()


def _shifted(rows: list[_Row], by: int, new: _Row) -> list[_Row]:
    """Return rows moved up by a number, or down where that is negative, with copies of `new` in the gap."""
    gap = [copy(new) for _ in range(abs(by))]
    return [*rows[by:], *gap] if by > 0 else [*gap, *rows[:by]]
