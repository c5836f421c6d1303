"""Is a text equal to, or like, another? `StringEquals` and its kin.

Case matters but for the `IgnoreCase` operators. Only the `Like` operators know `*` and `?`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text, same
from vpce_tui.policy.patterns import Pattern, Token, pattern_of


def _like(value: str, wanted: Pattern) -> bool:
    return wanted.matches(value)


def _pair(
    name: str,
    read: Callable[[str], Any],
    prepare: Callable[[tuple[Token, ...]], Any],
    holds: Callable[[Any, Any], bool],
) -> tuple[ConditionOperator, ConditionOperator]:
    plain = ConditionOperator(f"String{name}", read, prepare, holds, takes_variables=True)
    return plain, replace(plain, name=f"StringNot{name}", negated=True)


STRING: Final = (
    *_pair("Equals", same, from_text(same), operator.eq),
    *_pair("EqualsIgnoreCase", str.lower, from_text(str.lower), operator.eq),
    *_pair("Like", same, pattern_of, _like),
)
