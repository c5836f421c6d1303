"""What shall each cell of the screen show?

A cell holds one sign with the marks upon it. A sign that is two cells wide stands in the first; the second holds the
empty text and the same pen. Widths are Rich's, for the rows were laid out by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.cells import split_graphemes
from rich.segment import Segment

from vpce_tui.tui.display.pens import PLAIN, Pens


@lru_cache(maxsize=8192)
def cells_of(text: str) -> Sequence[str]:
    """Return the text cell by cell; what follows a wide sign is empty. Control characters become blanks."""
    if text.isascii() and text.isprintable():
        return text
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            sign = text[start:end]
            cells.append(sign if sign.isprintable() or width > 1 else "".join(filter(str.isprintable, sign)) or " ")
            cells += [""] * (width - 1)
    return tuple(cells)


class Grid:
    """Rows of cells; it may be written to in any order."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.texts: list[list[str]] = [[" "] * width for _ in range(height)]
        self.pens: list[list[int]] = [[PLAIN] * width for _ in range(height)]

    def write(self, x: int, y: int, segments: Iterable[Segment], pens: Pens) -> int:
        """Write segments from a cell on; what does not fit is left out. Return the column after them."""
        if not 0 <= y < self.height or x < 0:
            return x
        for text, style, control in segments:
            if text and not control:
                number = pens.of(style)
                x = self._put(x, y, cells_of(text), number, pens.blanks[number])
        return x

    def _put(self, x: int, y: int, cells: Sequence[str], pen: int, blank: int) -> int:
        if x + len(cells) > self.width:
            cells = cells[: max(0, self.width - x)]
        if not cells:
            return x
        texts, numbers = self.texts[y], self.pens[y]
        end = x + len(cells)
        # As on a terminal: of a wide sign that is overwritten in part, nothing stays.
        if texts[x] == "" and x:
            texts[x - 1] = " "
        if end < self.width and texts[end] == "":
            texts[end] = " "
        texts[x:end] = cells
        numbers[x:end] = [pen] * len(cells) if pen == blank else [blank if cell == " " else pen for cell in cells]
        if end == self.width and _is_wide(texts[end - 1]):
            texts[end - 1] = " "
        return end


def _is_wide(cell: str) -> bool:
    return not cell.isascii() and split_graphemes(cell)[1] > 1
