"""Does one instant come before another? `DateEquals` and its kin.

A date is ISO 8601 (`2026-11-22T12:00:00Z`; without an offset it is UTC) or seconds since 1970.
Source: IAM User Guide, "Date condition operators"; W3C, "Date and Time Formats".
"""

from __future__ import annotations

import operator
import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text

_EPOCH: Final = re.compile(r"[+-]?[0-9]{5,18}(?:\.[0-9]{1,9})?|0")
_YEAR: Final = re.compile(r"[0-9]{4}")
_YEAR_AND_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_FRACTION: Final = re.compile(r"[.,]([0-9]+)")
# Beyond these no clock differs, and a number of thousands of digits must not be read.
_FRACTION_DIGITS: Final = 18
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_date(text: str) -> Fraction | None:
    """Return seconds since 1970 for a date in one of the forms above, or None."""
    if _EPOCH.fullmatch(text):
        return Fraction(Decimal(text))
    if _YEAR.fullmatch(text):
        text = f"{text}-01-01"
    elif _YEAR_AND_MONTH.fullmatch(text):
        text = f"{text}-01"
    fraction = _FRACTION.search(text)
    if fraction:
        text = text[: fraction.start()] + text[fraction.end() :]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    difference = moment - _START
    digits = fraction.group(1)[:_FRACTION_DIGITS] if fraction else "0"
    return difference.days * 86400 + difference.seconds + Fraction(int(digits), 10 ** len(digits))


_COMPARISONS: Final = (
    ("Equals", operator.eq, False),
    ("NotEquals", operator.eq, True),
    ("LessThan", operator.lt, False),
    ("LessThanEquals", operator.le, False),
    ("GreaterThan", operator.gt, False),
    ("GreaterThanEquals", operator.ge, False),
)

DATE: Final = tuple(
    ConditionOperator(f"Date{name}", read_date, from_text(read_date), compare, negated=negated)
    for name, compare, negated in _COMPARISONS
)
