"""In which partition of AWS is a Region? ARNs begin with it.

Source: AWS General Reference, "Amazon Resource Names (ARNs)".
"""

from __future__ import annotations

from typing import Final

_BY_BEGINNING: Final = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-iso-", "aws-iso"),
    ("us-isob-", "aws-iso-b"),
    ("eusc-", "aws-eusc"),
)


def partition(region: str) -> str:
    """Return the ARN partition of a Region, judged by its name."""
    return next((name for begins, name in _BY_BEGINNING if region.startswith(begins)), "aws")
