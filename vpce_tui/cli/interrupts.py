"""How does Ctrl+C stop a long reading and leave what was written whole?

An interrupt is heard while the next event is waited for, at once, and nowhere else: a file is opened, written and put
in its place without one. Whoever presses a third time ends the program where it is.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, TypeVar

T = TypeVar("T")

INSISTING: Final = 3
"""So many interrupts end even what may not be interrupted: a disk that hangs must not hold the terminal for ever."""


class Interrupts:
    """Holds Ctrl+C back where nothing is waited for. In a thread that gets no signals it does nothing."""

    def __init__(self) -> None:
        self._pressed = 0
        self._heard = False

    @property
    def came(self) -> bool:
        """Somebody pressed Ctrl+C."""
        return self._pressed > 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block run to its end, but for what `heard_in` waits for."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._take)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def heard_in(self, events: Iterable[T]) -> Iterator[T]:
        """Yield the events; they end where Ctrl+C is pressed."""
        iterator = iter(events)
        try:
            while not self.came:
                try:
                    self._heard = True
                    event = next(iterator)
                finally:
                    self._heard = False
                yield event
        except (StopIteration, KeyboardInterrupt):
            self._heard = False  # the interrupt may have come before the line above that says so
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()  # a generator that reads AWS has a thread to end

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self._pressed += 1
        if self._heard or self._pressed >= INSISTING:
            raise KeyboardInterrupt
