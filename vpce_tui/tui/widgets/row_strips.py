"""How do a row's words become coloured cells of a given width?"""

from __future__ import annotations

import re
from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from vpce_tui.tui.widgets.row_styles import RowStyles
from vpce_tui.view.text import Cells, cell_width, fit_cells, plain

_NAME: Final = re.compile(r"\W*.*?(?=  |$)", re.DOTALL)
"""A row's lead and its first words, up to a gap of two blanks."""


def row_strip(cells: Cells, ground: str, width: int, styles: RowStyles, ellipsis: str) -> Strip:
    """Return a row of exactly `width` cells on one ground."""
    fitted = fit_cells(cells, width, ellipsis=ellipsis)
    # Joined where neighbours look alike: each segment costs its colours' escape sequence on the line to the user.
    strip = Strip([Segment(text, styles.of(style, ground)) for text, style in fitted]).simplify()
    return strip.adjust_cell_length(width, styles.of("plain", ground))


def name_strip(cells: Cells, ground: str, width: int, styles: RowStyles, ellipsis: str) -> Strip:
    """Return a row with the ground under its name alone.

    For slow lines: a cell whose ground changes must be sent again with its text, so that a cursor under whole rows
    costs two rows for each move.
    """
    found = _NAME.match(plain(cells))
    reach = min(width, cell_width(found.group()) if found else width)
    under = row_strip(cells, ground, width, styles, ellipsis).crop(0, reach)
    beside = row_strip(cells, "row", width, styles, ellipsis).crop(reach, width)
    return Strip.join([under, beside])
