"""Which calls were made to AWS, how long did each take, and how often was it tried?

They stand beside what was read, never in it: a snapshot holds no calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.record import Scope

DONE: Final = "ok"
"""The outcome of a call that was answered; any other is AWS's code or the name of what went wrong."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of one page, with all its attempts."""

    began: float
    """Seconds since 1970."""
    service: str
    operation: str
    scope: Scope | None
    """What it was read for; None before it is known whose credentials they are."""
    page: int = 1
    """Which page of its list, from 1 on."""
    records: int = 0
    milliseconds: float = 0
    """From the first attempt to the parsed answer, pauses between attempts included."""
    waited_milliseconds: float = 0
    """How long it waited before that for its turn, so that AWS need not refuse it."""
    attempts: int = 1
    throttled: int = 0
    """How many of the attempts AWS refused for coming too fast."""
    size_bytes: int = 0
    """Of the answer, as it came over the network; 0 where that is not told."""
    outcome: str = DONE
    request_id: str = ""
    """AWS's own number of the request, for its support."""

    @property
    def is_done(self) -> bool:
        return self.outcome == DONE


@dataclass(slots=True)
class Total:
    """All calls of one operation."""

    service: str
    operation: str
    calls: int = 0
    records: int = 0
    milliseconds: float = 0
    slowest_milliseconds: float = 0
    waited_milliseconds: float = 0
    retries: int = 0
    throttled: int = 0
    failed: int = 0
    size_bytes: int = 0

    @property
    def mean_milliseconds(self) -> float:
        return self.milliseconds / self.calls if self.calls else 0.0

    def add(self, call: ApiCall) -> None:
        """Take one call in."""
        self.calls += 1
        self.records += call.records
        self.milliseconds += call.milliseconds
        self.slowest_milliseconds = max(self.slowest_milliseconds, call.milliseconds)
        self.waited_milliseconds += call.waited_milliseconds
        self.retries += call.attempts - 1
        self.throttled += call.throttled
        self.failed += not call.is_done
        self.size_bytes += call.size_bytes

    def join(self, other: Total) -> None:
        """Take all calls of another total in."""
        self.calls += other.calls
        self.records += other.records
        self.milliseconds += other.milliseconds
        self.slowest_milliseconds = max(self.slowest_milliseconds, other.slowest_milliseconds)
        self.waited_milliseconds += other.waited_milliseconds
        self.retries += other.retries
        self.throttled += other.throttled
        self.failed += other.failed
        self.size_bytes += other.size_bytes


def sum_of(totals: Iterable[Total]) -> Total:
    """Return all operations' totals as one."""
    whole = Total("", "")
    for total in totals:
        whole.join(total)
    return whole
