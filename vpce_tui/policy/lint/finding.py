"""What does the lint say about a policy, how bad is it, and where in the text does it stand?"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from vpce_tui.policy.json_text import Place


class Severity(enum.StrEnum):
    """How much a finding matters; ordered by `rank`."""

    INFO = "info"
    """Worth knowing; the policy may well be meant so."""
    WARNING = "warning"
    """Very likely not what the author wanted."""
    ERROR = "error"
    """AWS refuses it, or it does the opposite of what it says."""

    @property
    def rank(self) -> int:
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """One mistake or trap in one place. Text and fix may hold what the document holds: make them printable."""

    check: str
    """The check's id, such as `source-ip`."""
    severity: Severity
    text: str
    """What is wrong and what comes of it."""
    fix: str
    """What to write instead."""
    place: Place
    statement: int | None = None
    """The statement's index from 0; None where the document as a whole is meant."""
    label: str = ""
    """What to call the statement: its Sid or its number."""

    @property
    def line(self) -> int:
        return self.place.line

    @property
    def column(self) -> int:
        return self.place.column
