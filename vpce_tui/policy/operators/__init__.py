"""Which condition operators are there?

One file an operator family, each ending in a tuple; a new family is one file and one line here.
An operator's full name is `ForAllValues:` or `ForAnyValue:`, then the name, then `IfExists`; case is free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vpce_tui.policy.operators.arn import ARN
from vpce_tui.policy.operators.base import ConditionOperator
from vpce_tui.policy.operators.binary import BINARY
from vpce_tui.policy.operators.boolean import BOOL
from vpce_tui.policy.operators.date import DATE
from vpce_tui.policy.operators.ip_address import IP_ADDRESS
from vpce_tui.policy.operators.null import NULL
from vpce_tui.policy.operators.numeric import NUMERIC
from vpce_tui.policy.operators.string import STRING

OPERATORS: Final = (
    *STRING,
    *NUMERIC,
    *DATE,
    *BOOL,
    *BINARY,
    *IP_ADDRESS,
    *ARN,
    *NULL,
)

_BY_NAME: Final = {operator.name.lower(): operator for operator in OPERATORS}
_SETS: Final = ("ForAllValues", "ForAnyValue")


@dataclass(frozen=True, slots=True)
class FullOperator:
    """An operator as a policy writes it: `set_operator` is empty, `ForAllValues` or `ForAnyValue`."""

    operator: ConditionOperator
    set_operator: str = ""
    if_exists: bool = False


@lru_cache(maxsize=512)
def find_operator(name: str) -> FullOperator | None:
    """Return the operator of this full name, or None where AWS has no such operator."""
    rest = name.lower()
    set_operator = ""
    for candidate in _SETS:
        if rest.startswith(candidate.lower() + ":"):
            set_operator, rest = candidate, rest[len(candidate) + 1 :]
    if_exists = rest.endswith("ifexists")
    found = _BY_NAME.get(rest.removesuffix("ifexists"))
    if found is None or (if_exists and found.name == "Null"):
        return None
    return FullOperator(found, set_operator, if_exists)


__all__ = ["OPERATORS", "ConditionOperator", "FullOperator", "find_operator"]
