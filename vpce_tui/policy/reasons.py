"""Why did an element of a statement match, or not?

Every matcher answers with one of these values instead of a bool. They are cheap to make: the
sentence is put together when someone reads it.
"""

from __future__ import annotations

import enum

import msgspec


class Outcome(enum.Enum):
    """What a matcher found. `UNKNOWN`: something is not known here, so neither yes nor no."""

    MATCHED = "matched"
    NOT_MATCHED = "notMatched"
    UNKNOWN = "unknown"


class Reason(enum.Enum):
    """What decided the outcome."""

    VALUE = "the value"
    KEY_MISSING = "the request does not carry the key"
    KEY_NOT_SINGLE_VALUED = "the key has several values and the operator is not for sets"
    OPERATOR_UNKNOWN = "the operator is not known"
    VALUE_MALFORMED = "the request's value is not of the operator's type"
    POLICY_VALUE_MALFORMED = "the policy's value is not of the operator's type"
    VARIABLE_UNRESOLVED = "a policy variable has no value"
    ABSENT = "the element is not there"
    NAMES_CALLER = "names the caller"
    NAMES_ROLE = "names the role or user behind the caller's session"
    NAMES_ACCOUNT = "names the caller's account"


class ElementMatch(msgspec.Struct, frozen=True):
    """How one element (or, for `Condition`, one key under one operator) met the request."""

    element: str
    """`Action`, `NotAction`, `Resource`, `NotResource`, `Principal`, `NotPrincipal` or `Condition`."""
    outcome: Outcome
    reason: Reason
    found: tuple[str, ...] = ()
    """What the request has."""
    wanted: tuple[str, ...] = ()
    """What the statement asks for."""
    key: str = ""
    operator: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def matched(self) -> bool:
        return self.outcome is Outcome.MATCHED

    @property
    def text(self) -> str:
        """One clause: what was found and what was asked for."""
        if self.element == "Condition":
            return _condition_text(self)
        wanted = some(self.wanted)
        found = some(self.found)
        if self.reason is Reason.ABSENT:
            return f"the statement has no {self.element}"
        if self.reason is Reason.VARIABLE_UNRESOLVED:
            return f"{wanted} holds a policy variable that has no value in this request"
        negated = self.element.startswith("Not")
        if negated == self.matched:
            return f"{found} is not covered by {wanted}{_why_not_covered(self)}"
        return f"{found} is covered by {wanted}"


def _why_not_covered(match: ElementMatch) -> str:
    """Return what is easily overlooked where a value seems to cover the request and does not; mostly nothing."""
    if match.element == "Resource" and match.found == ("*",):
        return ": the action acts on no resource in particular, which only * covers"
    if match.element == "Principal" and "*" in match.wanted:
        return ': under "AWS" it means callers who sign with AWS credentials, elsewhere nobody'
    if match.element == "Principal" and any("*" in value for value in match.wanted):
        return ": a principal takes no wildcard but a whole *"
    return ""


def _condition_text(match: ElementMatch) -> str:
    wanted, found = some(match.wanted), some(match.found)
    if match.reason is Reason.KEY_MISSING:
        return f"the request does not carry {match.key} (wanted {match.operator} {wanted})"
    if match.reason is Reason.OPERATOR_UNKNOWN:
        return f"{match.operator} is not an operator known here"
    if match.reason is Reason.KEY_NOT_SINGLE_VALUED:
        return f"{match.key} has several values ({found}): {match.operator} needs ForAnyValue: or ForAllValues:"
    if match.reason is Reason.VARIABLE_UNRESOLVED:
        return f"{wanted} holds a policy variable that has no value in this request"
    if match.reason in (Reason.VALUE_MALFORMED, Reason.POLICY_VALUE_MALFORMED):
        return f"{match.operator} cannot compare {found} with {wanted}"
    return f"{found} is {'' if match.matched else 'not '}what {match.operator} asks for: {wanted}"


def some(values: tuple[str, ...], limit: int = 3) -> str:
    """Return values as a short list; what is left out is counted."""
    if not values:
        return "nothing"
    shown = ", ".join(values[:limit])
    return f"{shown} and {len(values) - limit} more" if len(values) > limit else shown
