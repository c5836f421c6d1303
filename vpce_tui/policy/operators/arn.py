"""Is an ARN like another? `ArnEquals`, `ArnLike` and their negations.

`ArnEquals` and `ArnLike` do the same: each of the six parts of an ARN is compared on its own, with
`*` and `?` inside the part. A star in one part never reaches into the next, so a policy's ARN of fewer
parts is like no ARN.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator
from vpce_tui.policy.patterns import Pattern, Token, pattern_of, split_tokens


def read_arn(text: str) -> tuple[str, ...] | None:
    """Return the six parts of an ARN, or None; the sixth may hold colons."""
    parts = tuple(text.split(":", 5))
    return parts if len(parts) == 6 and parts[0] == "arn" else None


def prepare_arn(tokens: tuple[Token, ...]) -> tuple[Pattern, ...] | None:
    """Return the parts of a policy's ARN as patterns, or None for what is no ARN at all."""
    patterns = tuple(pattern_of(tuple(part)) for part in split_tokens(tokens, ":", 5))
    return patterns if len(patterns) > 1 and patterns[0].matches("arn") else None


def _like(arn: tuple[str, ...], wanted: tuple[Pattern, ...]) -> bool:
    return len(arn) == len(wanted) and all(part.matches(text) for text, part in zip(arn, wanted, strict=True))


ARN: Final = tuple(
    ConditionOperator(f"Arn{name}", read_arn, prepare_arn, _like, negated=name.startswith("Not"), takes_variables=True)
    for name in ("Equals", "Like", "NotEquals", "NotLike")
)
