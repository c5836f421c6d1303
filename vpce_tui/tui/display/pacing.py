"""Has the line room for another frame?

After each frame the terminal is asked for the cursor's position. Its answers come in order, so that counting them
tells how many bytes are still on their way. While those fill a window, no frame is sent; when an answer comes, the
newest state is. The window, rather than one frame at a time: one frame would cost a round trip each.

A terminal that never answers is not waited for. One that has answered before and is silent for long has lost what it
was asked (a terminal that was put away and taken up again), so that it is asked anew.
"""

from __future__ import annotations

from collections import deque
from typing import Final

ASK: Final = "\x1b[6n"
"""Device status report: where is the cursor? Source: ECMA-48, "DSR"; xterm, "CSI Ps n"."""

WINDOW_BYTES: Final = 4096
"""At 20,000 bytes a second these are 0.2 s: two round trips of 0.1 s, and no noticeable queue."""
FIRST_ANSWER_SECONDS: Final = 3.0
"""A terminal that has not answered after so long is held to be one that never does."""
LOST_ANSWER_SECONDS: Final = 5.0


class Window:
    """Frames on their way. Time is given in seconds of any clock that only goes forward."""

    def __init__(self, size: int = WINDOW_BYTES) -> None:
        self.size = size
        self._on_the_way: deque[int] = deque()
        self._bytes = 0
        self._asked_at = 0.0
        self._has_answered = False
        self.is_pacing = True
        """False once the terminal is held to be one that does not answer."""

    @property
    def bytes_on_the_way(self) -> int:
        return self._bytes

    def has_room(self, now: float) -> bool:
        """May a frame be sent?"""
        if not self.is_pacing or self._bytes < self.size:
            return True
        if now < self.deadline:
            return False
        self.is_pacing = self._has_answered
        self.clear()
        return True

    @property
    def deadline(self) -> float:
        """When waiting for an answer ends."""
        return self._asked_at + (LOST_ANSWER_SECONDS if self._has_answered else FIRST_ANSWER_SECONDS)

    def sent(self, size: int, now: float) -> None:
        """Note a frame of so many bytes, with its question."""
        if not self._on_the_way:
            self._asked_at = now
        self._on_the_way.append(size)
        self._bytes += size

    def answered(self, now: float) -> None:
        """Note an answer; the oldest frame has arrived."""
        self._has_answered = self.is_pacing = True
        self._asked_at = now
        if self._on_the_way:
            self._bytes -= self._on_the_way.popleft()

    def clear(self) -> None:
        """Forget what is on the way: it was lost, or another terminal is there now."""
        self._on_the_way.clear()
        self._bytes = 0
