"""Is a key true or false, as asked? `Bool`, without regard to case.

AWS's pages disagree on whether a `Bool` value may be a policy variable; it is filled in here.
"""

from __future__ import annotations

import operator
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text


def read_bool(text: str) -> str | None:
    """Return `true` or `false`, or None for any other text."""
    lower = text.lower()
    return lower if lower in ("true", "false") else None


BOOL: Final = (ConditionOperator("Bool", read_bool, from_text(read_bool), operator.eq, takes_variables=True),)
