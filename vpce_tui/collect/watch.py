"""When can reading go on by itself after something had stopped it?

When a file was written that a renewal of a login writes, or when the computer has slept: then logins ran out, and
connections died, without anybody having done anything wrong. Looking costs a few system calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vpce_tui.collect.clock import SleepWatch
from vpce_tui.collect.keys import LOGIN_REASONS
from vpce_tui.collect.renewal import fingerprint
from vpce_tui.collect.told import MENDABLE
from vpce_tui.model.coverage import Reason


@dataclass(frozen=True, slots=True)
class GoOn:
    """What to read again, and what to say about it."""

    reasons: frozenset[Reason]
    """The lists whose reading failed for one of these."""
    says: str = ""
    drops_connections: bool = False
    """Nobody is at the other end of the connections any more."""


AWAKE: Final = GoOn(MENDABLE, drops_connections=True)
RENEWED: Final = GoOn(LOGIN_REASONS, says="the AWS login files have changed: reading what had failed")


class Watch:
    """Notices what lets reading go on. Not thread-safe."""

    def __init__(
        self,
        now: Callable[[], float] = time.time,
        files: Callable[[], tuple[tuple[str, int, int], ...]] = fingerprint,
    ) -> None:
        """`now` is the time on the wall in seconds; `files` tells one state of the login's files from another."""
        self._sleep = SleepWatch(now)
        self._files = files
        self._seen: tuple[tuple[str, int, int], ...] | None = None
        self._awoke = False

    def look(self, since_seconds: float, *, busy: bool, waits_for_login: bool) -> GoOn | None:
        """Return what can go on, `since_seconds` after the look before; None where nothing has changed.

        While something is being read (`busy`), what wakes up with it fails or succeeds first.
        """
        self._awoke |= self._sleep.overslept(since_seconds)
        if busy:
            return None
        if self._awoke:
            self._awoke = False
            return AWAKE
        if not waits_for_login:
            self._seen = None
            return None
        before, self._seen = self._seen, self._files()
        return RENEWED if before is not None and before != self._seen else None
