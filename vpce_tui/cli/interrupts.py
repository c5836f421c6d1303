"""How does Ctrl+C stop a long reading without cutting a line of the file in two?

While something is being written, an interrupt waits; everywhere else it raises KeyboardInterrupt at once, as ever.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Holds Ctrl+C back where asked to. In a thread that gets no signals it does nothing."""

    def __init__(self) -> None:
        self.came = False
        """Somebody pressed Ctrl+C."""
        self._holding = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """End the block where Ctrl+C is pressed, and go on behind it; `came` tells whether it was."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._take)
        try:
            yield
        except KeyboardInterrupt:
            self.came = True
        finally:
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the block run to its end before an interrupt is heard."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self.came:
            raise KeyboardInterrupt

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        if not self._holding:
            raise KeyboardInterrupt
