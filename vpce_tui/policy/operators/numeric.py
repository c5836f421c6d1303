"""Does one number stand to another as asked? `NumericEquals` and its kin, by value and without rounding."""

from __future__ import annotations

import operator
import re
from decimal import Decimal
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text

# An exponent is kept short: a Decimal of a billion digits must not be compared.
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def read_number(text: str) -> Decimal | None:
    """Return the number a text holds, or None; spaces around it are not part of a number."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


_COMPARISONS: Final = (
    ("Equals", operator.eq, False),
    ("NotEquals", operator.eq, True),
    ("LessThan", operator.lt, False),
    ("LessThanEquals", operator.le, False),
    ("GreaterThan", operator.gt, False),
    ("GreaterThanEquals", operator.ge, False),
)

NUMERIC: Final = tuple(
    ConditionOperator(f"Numeric{name}", read_number, from_text(read_number), compare, negated=negated)
    for name, compare, negated in _COMPARISONS
)
