"""When may the next call be made, so that AWS need not refuse it?

EC2 throttles by token buckets, one for each account, Region and API. The collector keeps buckets of its own at 80 % of
the quota, for others call the same API with the rest; a call waits its turn here instead of failing there.
Source: EC2 Developer Guide, "Request throttling for the Amazon EC2 API": 100 tokens, 20 more a second; half of it for
calls without MaxResults and filters.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

SHARE: Final = 0.8
"""The part of the quota that we take."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket's size, and how many tokens come back each second."""

    tokens: float
    tokens_per_second: float

    def scaled(self, factor: float) -> Rate:
        """Return the rate times `factor`."""
        return Rate(self.tokens * factor, self.tokens_per_second * factor)


EC2_RATE: Final = Rate(100, 20).scaled(SHARE)
UNPAGED_FACTOR: Final = 0.5
# Route 53 takes five requests a second from an account, whatever the Region (Route 53 Developer Guide, "Quotas").
ROUTE53_RATE: Final = Rate(5, 5).scaled(SHARE)


@dataclass(slots=True)
class _Bucket:
    tokens: float
    counted_at: float


class Throttle:
    """Token buckets. Waiting calls are served in the order they came, for each takes its token at once, on credit."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._buckets: dict[Hashable, _Bucket] = {}

    async def take(self, key: Hashable, rate: Rate) -> None:
        """Wait until the bucket of `key` has a token, and take it."""
        now = self._now()
        bucket = self._buckets.setdefault(key, _Bucket(rate.tokens, now))
        gained = max(0.0, now - bucket.counted_at) * rate.tokens_per_second
        bucket.tokens = min(rate.tokens, bucket.tokens + gained) - 1
        bucket.counted_at = now
        if bucket.tokens < 0:
            await self._sleep(-bucket.tokens / rate.tokens_per_second)


def rate_of(service: str, *, paged: bool) -> Rate:
    """Return the rate at which we call an API of `service`."""
    if service == "route53":
        return ROUTE53_RATE
    return EC2_RATE if paged else EC2_RATE.scaled(UNPAGED_FACTOR)
