"""What can somebody expect of a network, and what can come of it?

An expectation is one entry of a file: flows that must go or must never go, requests that an endpoint's policy must let
through or must not. Each names whom it is about by a selector, so that it still holds for what is built next month.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from vpce_tui.policy.request import ContextValue

FORMAT = "vpce-tui/expectations/1"


class Kind(enum.StrEnum):
    """What an entry expects; the name of its table in the file."""

    EXPECT = "expect"
    """The flow has the verdict named, `reachable` unless told otherwise."""
    NEVER = "never"
    """The flow is not reachable."""
    ALLOW = "allow"
    """The endpoint's policy allows the request."""
    DENY = "deny"
    """The endpoint's policy does not allow the request."""


class Severity(enum.StrEnum):
    """How much it matters; Security Hub's words."""

    INFORMATIONAL = "informational"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Outcome(enum.StrEnum):
    """What came of an expectation, the worst first."""

    FAILS = "fails"
    EMPTY = "empty"
    """The selector matches nothing, so that nothing was asked: a mistake in the file unless it says otherwise."""
    UNKNOWN = "unknown"
    """What decides was not read, or not told."""
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Selector:
    """Whom an expectation is about. All that is given must match; of several values of one, any."""

    words: Mapping[str, tuple[str, ...]]
    """`tag`, `name`, `vpc`, `subnet`, … → what was given for it."""

    @property
    def says(self) -> str:
        return ", ".join(f"{key} {' or '.join(values)}" for key, values in self.words.items()) or "anything"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One entry. `selector` chooses interfaces for flows, endpoints for requests."""

    kind: Kind
    name: str
    selector: Selector
    line: int = 0
    """Of its table's header in the file; 0 where it could not be told."""
    severity: Severity = Severity.HIGH
    may_be_empty: bool = False
    destinations: tuple[str, ...] = ()
    verdict: str = "reachable"
    via: str = ""
    """A kind of way (`gatewayEndpoint`) or an id; empty for any."""
    ports: tuple[int, ...] = ()
    """Empty for the destination's own."""
    protocol: str = "tcp"
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    """ARNs or service names; empty with `outside` set, or for an unsigned request."""
    outside: str = ""
    """An organization's id: the request comes from anybody outside of it."""
    inside: str = ""
    """An organization's id: the principals' accounts are in it."""
    resource_account: str = ""
    context: Mapping[str, ContextValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was asked, and what answers it."""

    subject: str
    """The id of the interface or endpoint."""
    question: str
    """What was asked of it, in a few words."""
    outcome: Outcome
    text: str
    """Why, in one sentence."""
    component: str = ""
    """The id of what decided."""
    code: str = ""
    count: int = 1
    """Interfaces that this stands for."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one expectation."""

    expectation: Expectation
    outcome: Outcome
    says: str
    """One sentence."""
    evidence: tuple[Evidence, ...] = ()
    """What does not hold; empty where everything does."""
    asked: int = 0
    """Flows or requests judged, each interface counted."""


def worst(outcomes: list[Outcome]) -> Outcome:
    """Return what several answers amount to: one that fails decides, else one that is unknown."""
    order = list(Outcome)
    return min(outcomes, key=order.index, default=Outcome.HOLDS)
