"""What of a terminal's cell can be seen, and the plainest way to draw a grid, to hold the encoder against."""

from __future__ import annotations

from functools import lru_cache

from tests.terminal.emulator import Cell, Emulator
from vpce_tui.tui.display.grid import Grid
from vpce_tui.tui.display.pens import UNKNOWN, Pens


@lru_cache(maxsize=8192)
def seen(cell: Cell) -> Cell:
    """Return a cell without what does not show: a blank has a ground and lines, but no letters' colour or weight."""
    if cell.text.strip():
        return cell
    bare = cell._replace(text=" " if cell.text else "", bold=False, italic=False, blink=False)
    return bare if cell.reverse or cell.underline or cell.strike else bare._replace(foreground="default")


def picture(emulator: Emulator) -> list[list[Cell]]:
    """Return all that can be seen on a terminal."""
    return [[seen(cell) for cell in row] for row in emulator.cells()]


def drawn_plainly(grid: Grid, pens: Pens) -> list[list[Cell]]:
    """Draw every cell by itself: an absolute move, all its colours, its text."""
    emulator = Emulator(grid.width, grid.height)
    for y in range(grid.height):
        for x in range(grid.width):
            if text := grid.texts[y][x]:
                pen = pens.change(UNKNOWN, grid.pens[y][x])
                emulator.feed(f"\x1b[{y + 1};{x + 1}H{pen}{text}".encode())
    return picture(emulator)
