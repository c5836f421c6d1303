"""What is a condition operator?

An operator compares one value of the request with one value of the policy. It reads each into
its own type first; a value that cannot be read never matches, not even under a negated operator.
Several values, absent keys, `IfExists` and set operators are the same for all operators and
live in `conditions.py`.
Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vpce_tui.policy.patterns import Token
from vpce_tui.policy.variables import plain


@dataclass(frozen=True, slots=True)
class ConditionOperator:
    """One operator by its AWS name, without set prefix and `IfExists`."""

    name: str
    read: Callable[[str], Any]
    """Reads a value of the request; None where it is not of the operator's type."""
    prepare: Callable[[tuple[Token, ...]], Any]
    """Reads a value of the policy; None where it is not of the operator's type."""
    holds: Callable[[Any, Any], bool]
    """Compares (request value, policy value), for a negated operator as if it were not negated."""
    negated: bool = False
    takes_variables: bool = False


def from_text(read: Callable[[str], Any]) -> Callable[[tuple[Token, ...]], Any]:
    """Make a `prepare` out of a reader of plain text: wildcards mean nothing to it."""
    return lambda tokens: read(plain(tokens))


def same(text: str) -> str:
    return text
