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
    """Token buckets, all of one size: `capacity` tokens, `refill` more each second."""

    capacity: float = 100
    refill: float = 20
    left: dict[Hashable, tuple[float, float]] = field(default_factory=dict)
    """A bucket's tokens, and when they were counted."""

    def take(self, bucket: Hashable, now: float) -> bool:
        """Take one token from `bucket` at `now` seconds; False where there is none."""
        tokens, counted = self.left.get(bucket, (self.capacity, now))
        tokens = min(self.capacity, tokens + (now - counted) * self.refill)
        enough = tokens >= 1
        self.left[bucket] = (tokens - enough, now)
        return enough
