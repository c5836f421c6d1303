"""Are two values the same bytes? `BinaryEquals`, on base64."""

from __future__ import annotations

import base64
import binascii
import operator
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text


def read_binary(text: str) -> bytes | None:
    """Return the bytes that base64 text stands for, or None."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


BINARY: Final = (ConditionOperator("BinaryEquals", read_binary, from_text(read_binary), operator.eq),)
