"""When may everything be read again by itself, and what does the screen say about it?

The wait begins when a reading has ended, so that a slow one is never chased by the next; a person's own reading starts
it anew. It is never shorter than is polite, for others call the same API of the same account. While AWS throttles it
doubles with each reading; scopes whose login has run out are left alone until somebody has logged in again and read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import UNKNOWN_ACCOUNT, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.view.ages import wait_words

POLITE_SECONDS: Final = 10
"""Between the end of a reading of AWS and the next: a Region costs some hundred calls of a quota that all share."""

FILE_SECONDS: Final = 1
"""Between two looks at a file."""

LONGEST_SECONDS: Final = 600
"""While throttled; longer only if the person asked for it."""

_LOGIN: Final = (Reason.EXPIRED_LOGIN, Reason.NO_LOGIN)


class Watch:
    """The clock of `--watch`. Times are seconds of any clock that never goes back."""

    def __init__(self, seconds: float, *, is_live: bool) -> None:
        """Watch every `seconds`; 0 or less does not watch at all."""
        polite = POLITE_SECONDS if is_live else FILE_SECONDS
        self.seconds = max(seconds, polite) if seconds > 0 else 0.0
        self.note = ""
        """What a person should know about the interval that they asked for."""
        if 0 < seconds < polite:
            self.note = f"watching every {polite} s: more often than that is not polite to the API"
        self._verb = "next" if is_live else "next look"
        self._due_at: float | None = None
        self._factor = 1
        self._paused = ""

    @property
    def is_on(self) -> bool:
        return self.seconds > 0

    def begun(self) -> None:
        """A reading is under way: wait for its end."""
        self._due_at = None

    def ended(self, now: float, topology: Topology, *, was_cancelled: bool = False) -> None:
        """A reading has ended; the next is due after the wait, if there is anything that can be read."""
        if not self.is_on:
            return
        if was_cancelled:
            self._pause("cancelled; r or R goes on")
        elif topology.scopes and not readable_scopes(topology):
            self._pause("no login works; log in again, then press R")
        else:
            throttled = any(coverage.reason is Reason.THROTTLED for coverage in topology.coverages.values())
            self._factor = min(self._factor * 2, 64) if throttled else 1
            self._paused = ""
            self._due_at = now + self.wait_seconds

    @property
    def wait_seconds(self) -> float:
        """From the end of a reading to the next."""
        return min(self.seconds * self._factor, max(LONGEST_SECONDS, self.seconds))

    def seconds_left(self, now: float) -> float | None:
        """Return how long it is until the next reading; None if none is planned."""
        return max(0.0, self._due_at - now) if self._due_at is not None else None

    def is_due(self, now: float) -> bool:
        """Tell whether the next reading should begin."""
        return self._due_at is not None and now >= self._due_at

    def says(self, now: float, *, briefly: bool = False) -> str:
        """Return a few words for the top line; empty if nothing is watched."""
        if not self.is_on:
            return ""
        if self._paused:
            return f"watching paused: {self._paused}"
        left = self.seconds_left(now)
        if left is None:
            return "watching"
        why = "throttled, " if self._factor > 1 else ""
        return f"{'' if briefly else 'watching, '}{why}{self._verb} in {wait_words(left)}"

    def _pause(self, why: str) -> None:
        self._paused, self._due_at = why, None


def readable_scopes(topology: Topology) -> list[Scope]:
    """Return the scopes that a reading could learn something of: those whose login has not run out."""
    return [
        scope for scope in topology.scopes if scope.account_id != UNKNOWN_ACCOUNT and not _lacks_login(topology, scope)
    ]


def _lacks_login(topology: Topology, scope: Scope) -> bool:
    reasons: Iterable[Reason | None] = (
        coverage.reason for (_, where), coverage in topology.coverages.items() if where == scope
    )
    return any(reason in _LOGIN for reason in reasons)
