"""How do a row's words become coloured cells of a given width?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from vpce_tui.tui.widgets.row_styles import RowStyles
from vpce_tui.view.text import Cells, cell_width, fit_cells, plain

_NAME: Final = re.compile(r"\W*.*?(?=  |$)", re.DOTALL)
"""A row's lead and its first words, up to a gap of two blanks."""


def row_strip(cells: Cells, ground: str, width: int, styles: RowStyles, ellipsis: str) -> Strip:
    """Return a row of exactly `width` cells on one ground."""
    fitted = fit_cells(cells, width, ellipsis=ellipsis)
    strip = Strip(joined((text, styles.of(style, ground)) for text, style in fitted))
    return strip.adjust_cell_length(width, styles.of("plain", ground))


def joined(runs: Iterable[tuple[str, Style]]) -> list[Segment]:
    """Return the runs as few segments as look the same.

    Each segment costs its colours' escape sequence on the line to the user, forty bytes or more. Blanks show their
    ground alone, so that they go with what stands before or behind them on the same ground.
    """
    segments: list[Segment] = []
    before, before_style = "", Style.null()
    for text, style in runs:
        if not text:
            continue
        if not before or (style != before_style and not before.strip(" ") and _hides_in(before_style, style)):
            before, before_style = before + text, style
        elif style == before_style or (not text.strip(" ") and _hides_in(style, before_style)):
            before += text
        else:
            segments.append(Segment(before, before_style))
            before, before_style = text, style
    return [*segments, Segment(before, before_style)] if before else segments


@lru_cache(maxsize=4096)
def _hides_in(style: Style, other: Style) -> bool:
    """Do blanks of a style look the same in another one?"""
    return style.bgcolor == other.bgcolor and not (_shows_on_blanks(style) or _shows_on_blanks(other))


def _shows_on_blanks(style: Style) -> bool:
    lines = style.underline or style.underline2 or style.overline or style.strike or style.frame or style.encircle
    return bool(lines or style.reverse or style.link)


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
