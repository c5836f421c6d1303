"""May this call pass, or has the account called too often?

EC2 throttles by token buckets, one an account, Region and API. Calls without
`MaxResults` and filters draw on a smaller bucket of half the size.
Source: EC2 Developer Guide, "Request throttling for the Amazon EC2 API".
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass
class Quota:
    """Token buckets: `capacity` tokens, `refill` more each second; half of both for calls without pages."""

    capacity: float = 100
    refill: float = 20
    left: dict[Hashable, tuple[float, float]] = field(default_factory=dict)
    """A bucket's tokens, and when they were counted."""
    refused: int = 0
    """How many calls found no token."""

    def take(self, bucket: Hashable, now: float, *, paged: bool = True) -> bool:
        """Take one token from `bucket` at `now` seconds; False where there is none."""
        bucket, share = (bucket, paged), 1.0 if paged else 0.5
        tokens, counted = self.left.get(bucket, (self.capacity * share, now))
        tokens = min(self.capacity * share, tokens + (now - counted) * self.refill * share)
        enough = tokens >= 1
        self.left[bucket] = (tokens - enough, now)
        self.refused += not enough
        return enough
