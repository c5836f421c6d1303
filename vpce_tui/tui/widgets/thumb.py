"""Does a scrollbar look different now?

While rows stream in, the number of rows changes ten times a second, and the bar's thumb hardly ever: it is drawn in
eighths of a cell. Drawing the bar again each time would cost as much as the rows beside it.
Source: Textual 8.2.8, `scrollbar.py`, `ScrollBarRender.render_bar`.
"""

from __future__ import annotations

from math import ceil
from typing import Final

from textual.scrollbar import ScrollBar

EIGHTHS: Final = 8
"""Steps of a cell that a thumb's ends can stand on."""


def thumb(size: int, rows: int, window: int, position: float) -> tuple[int, int] | None:
    """Return the thumb's first eighth of a cell and the one behind its last, or None where there is none.

    `size` is the bar's height in cells, `rows` are all rows, of which `window` are in sight from `position` on.
    """
    if not size or not rows or not 0 < window < rows or size == rows:
        return None
    length = max(1, window / (rows / size))
    start = int((size - length) * position / (rows - window) * EIGHTHS)
    return start, start + ceil(length * EIGHTHS)


def move_thumb(bar: ScrollBar, rows: int, window: int, position: int) -> None:
    """Tell a vertical scrollbar what there is to see; it is drawn again only where that shows."""
    before = _thumb_of(bar)
    bar.set_reactive(ScrollBar.window_virtual_size, rows)
    bar.set_reactive(ScrollBar.window_size, window)
    bar.set_reactive(ScrollBar.position, float(position))
    if _thumb_of(bar) != before:
        bar.refresh()


def _thumb_of(bar: ScrollBar) -> tuple[int, int] | None:
    return thumb(bar.size.height, bar.window_virtual_size, bar.window_size, bar.position)
