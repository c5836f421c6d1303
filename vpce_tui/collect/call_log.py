"""Where are the calls to AWS kept, for whoever looks while more are made?

The newest one by one, all of them as totals by operation. The reader's thread adds, the screen's looks.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import replace
from typing import Final

from vpce_tui.model.calls import ApiCall, Total

MOST_KEPT: Final = 2_000
"""Calls that are kept one by one: those of the last minutes, also of a large account."""


class CallLog:
    """The newest calls, and totals of all. Any thread may add and look."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._calls: deque[ApiCall] = deque(maxlen=most)
        self._totals: dict[tuple[str, str], Total] = {}
        self._lock = threading.Lock()
        self.count = 0
        """All calls that were made, those that are no longer kept included."""

    def add(self, call: ApiCall) -> None:
        """Keep a call. About two microseconds."""
        with self._lock:
            self.count += 1
            self._calls.append(call)
            key = (call.service, call.operation)
            total = self._totals.get(key)
            if total is None:
                total = self._totals[key] = Total(*key)
            total.add(call)

    def newest(self) -> tuple[tuple[int, ApiCall], ...]:
        """Return the calls that are kept with their numbers, counted from 1 on, the newest first."""
        with self._lock:
            calls, last = tuple(reversed(self._calls)), self.count
        return tuple(zip(range(last, 0, -1), calls, strict=False))

    def totals(self) -> tuple[Total, ...]:
        """Return the totals by operation, that which took longest in all first."""
        with self._lock:
            totals = [replace(total) for total in self._totals.values()]
        return tuple(sorted(totals, key=lambda total: -total.milliseconds))
