"""What is a page of the inspector made of?

Lines of styled text. A line may name a record to follow to, or a key under which it opens and closes the lines below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vpce_tui import resources
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.view.text import Cells, Run, StyleName

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Subject:
    """The record that a page is about, and all that is known around it."""

    record: Record
    scope: Scope
    topology: Topology
    opened: frozenset[str] = frozenset()
    """The keys of the lines that the reader opened."""


@dataclass(frozen=True, slots=True)
class Target:
    """A record that a line leads to."""

    record_type: type[Record]
    record_id: str

    @property
    def locator(self) -> str:
        """The target as one word: `subnets/subnet-0ab`."""
        return f"{resources.BY_RECORD[self.record_type].name}/{self.record_id}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    cells: Cells
    target: Target | None = None
    opens: str = ""
    """The key that this line opens or closes."""
    link: str = ""
    """An address outside of this program that a terminal may open from the line."""


def heading(text: str, *more: Run) -> Line:
    """Return a section's heading."""
    return Line([(text, "heading"), *more])


def said(text: str, style: StyleName = "plain", depth: int = 1) -> Line:
    """Return a line of one style."""
    return Line([(INDENT * depth + text, style)])


def fact(label: str, *value: Run, target: Target | None = None, width: int = 16) -> Line:
    """Return a line of a label and a value."""
    return Line([(f"{INDENT}{label:<{width}}", "muted"), *value], target)


def blank() -> Line:
    return Line([])


def sections(*parts: Sequence[Line]) -> list[Line]:
    """Return the parts that hold anything, one blank line between them."""
    lines: list[Line] = []
    for part in parts:
        if part:
            if lines:
                lines.append(blank())
            lines.extend(part)
    return lines


def counted(count: int, noun: str) -> str:
    """Return a count with its noun: `1 table`, `3 tables`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


STATE_STYLES: dict[str, StyleName] = {
    "available": "good",
    "active": "good",
    "in-use": "good",
    "running": "good",
    "attached": "good",
    "associated": "good",
    "enabled": "good",
    "pending": "warn",
    "pendingacceptance": "warn",
    "pending-acceptance": "warn",
    "deleting": "warn",
    "associating": "warn",
    "partial": "warn",
    "modifying": "warn",
    "stopped": "warn",
    "shutting-down": "warn",
    "stopping": "warn",
    "rejected": "bad",
    "expired": "bad",
    "failed": "bad",
    "deleted": "bad",
    "blackhole": "bad",
    "terminated": "bad",
}


def state_style(state: str | None) -> StyleName:
    """Return the style of a state; a value that nobody knew when this was written is unknown, never good."""
    return STATE_STYLES.get((state or "").lower(), "unknown") if state else "muted"
