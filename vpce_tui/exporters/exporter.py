"""What is an export format?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vpce_tui.view.report import DRAWING, MATRIX, Report


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format: its name, its file's ending, and how a report becomes its text."""

    name: str
    """What it is called on the command line."""
    ending: str
    """Of its files, with the dot."""
    says: str
    """A few words for people who choose."""
    render: Callable[[Report], Iterator[str]]
    """Yields pieces of text, UTF-8 once written."""
    parts: frozenset[str] = frozenset({MATRIX})
    """What of a report costs time and is needed: `MATRIX`, `DRAWING`."""
    has_sections: bool = True
    """Shows the sections, so that some of them may be chosen."""


DRAWN = frozenset({DRAWING})
"""The parts that a drawing needs."""
