"""What is a lint check? A value: its id, what it is about, which kinds of policies it is for, and how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject

ALL_KINDS: Final = frozenset(PolicyKind)
ENDPOINT: Final = frozenset({PolicyKind.ENDPOINT})


@dataclass(frozen=True, slots=True)
class LintCheck:
    """One check. Its severity is what a hit has unless it says otherwise."""

    id: str
    title: str
    severity: Severity
    source: str
    """Where the rule is written down."""
    examine: Callable[[Subject], Iterable[Hit]]
    kinds: frozenset[PolicyKind] = ALL_KINDS
