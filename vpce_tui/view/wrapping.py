"""How does a styled line become several on a narrow screen, and none of its words cut?

A line is broken at spaces; what stands in a hanging column stays in it. A word wider than the whole column (an ARN, a
host name) is broken where it must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpce_tui.view.text import Cells, Run, cell_width, head, printable

LEAST_COLUMN = 16
"""Cells that the wrapped column keeps at least, however narrow the screen."""


def wrapped(cells: Cells, width: int, hang: int = 0) -> list[list[Run]]:
    """Return the runs as lines of at most `width` cells, from the second on behind `hang` spaces; 0 wraps nothing.

    Texts are made printable, as their width counts. Always at least one line.
    """
    shown = [(printable(text), style) for text, style in cells if text]
    if width <= 0:
        return [shown]
    width = max(width, hang + LEAST_COLUMN)
    lines: list[list[Run]] = [[]]
    used = 0
    for text, style in _words(shown):
        if used + cell_width(text.rstrip(" ")) > width and used > hang:
            _trim(lines[-1])
            lines.append([(" " * hang, "plain")] if hang else [])
            used = hang
            text = text.lstrip(" ")
        while cell_width(text.rstrip(" ")) > width - used:
            part, _ = head(text, width - used)
            if not part:
                break
            lines[-1].append((part, style))
            lines.append([(" " * hang, "plain")] if hang else [])
            text, used = text[len(part) :], hang
        if text:
            lines[-1].append((text, style))
            used += cell_width(text)
    _trim(lines[-1])
    return lines


def _trim(line: list[Run]) -> None:
    """Drop the spaces at a line's end: they would make it wider than it looks."""
    if line:
        text, style = line[-1]
        line[-1] = (text.rstrip(" "), style)


def _words(cells: Cells) -> Iterator[Run]:
    """Yield the runs cut behind each stretch of spaces."""
    for text, style in cells:
        for part in re.findall(r" *[^ ]+ *|^ +$", text):
            yield part, style
