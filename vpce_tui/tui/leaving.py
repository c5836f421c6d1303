"""How does the program end when it is told to from outside, and leave a terminal that can be used?

SIGTERM, SIGINT, SIGHUP and a terminal that is gone (without any signal: `nohup`, some multiplexers) end it in order:
what was read is kept, the screen is left as it was found, the exit code is 128 + signal. The loop may be held up by a
terminal that takes nothing; then a thread does the same after `GRACE_SECONDS`, with what it can do by itself.
Source: signal(7); termios(3); XTerm control sequences, "DECSET".
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

GRACE_SECONDS: Final = 3.0
"""How long the program has for leaving in order. Longer, and people send SIGKILL, which keeps nothing."""
MOST_SECONDS: Final = 30.0
"""How long keeping what was read may take at most, the screen being left already."""
LEAVE_SEQUENCES: Final = (
    "\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2048l\x1b[?7h\x1b[<u"
    "\x1b[r\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
)
"""Bracketed paste, mouse, reports of size, keyboard protocol and margins off; line wrap on; main screen; cursor."""
SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_LOOK_MILLISECONDS: Final = 500


class Leaving:
    """Watches for the order to leave. `begin` is called once, in any thread, with the signal's number."""

    def __init__(self, begin: Callable[[int], None], keep: Callable[[], None]) -> None:
        """`begin` makes the app leave; `keep` writes what was read, and may be called in a thread of ours."""
        self._begin = begin
        self._keep = keep
        self._number = 0
        self._attributes: list[Any] | None = None
        self._lock = threading.Lock()
        self._before: dict[int, Any] = {}
        self._has_ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_watching(self) -> bool:
        """Is there a terminal of ours that could be gone?"""
        return bool(self._before) and not self._has_ended.is_set()

    @property
    def exit_code(self) -> int:
        """What the shell shall see: 128 + signal, or 0 if nobody told the program to leave."""
        return 128 + self._number if self._number else 0

    def watch(self) -> None:
        """Begin. Only in the main thread, before the terminal is changed."""
        self._attributes = _terminal_attributes()
        for number in SIGNALS:
            self._before[number] = signal.signal(number, self._take_signal)
        threading.Thread(target=self._watch_terminal, name="terminal watch", daemon=True).start()

    def end(self) -> None:
        """The screen is left; wait until what was read is kept."""
        self._has_ended.set()
        if self._thread is not None:
            self._thread.join(MOST_SECONDS)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _take_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - Python's signature
        self.leave(number)

    def leave(self, number: int) -> None:
        """Leave as if this signal had come. Later ones change nothing."""
        if self._number:
            return
        self._number = number
        # Not in a signal handler: it may have interrupted the very lock that is needed.
        self._thread = threading.Thread(target=self._leave, name="leaving", daemon=True)
        self._thread.start()

    def _leave(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: the app has left by itself
            self._begin(self._number)
        with contextlib.suppress(Exception):  # whatever fails here: nobody is left to be told, and it must end
            self._keep()
        if self._has_ended.wait(GRACE_SECONDS):
            return
        restore_terminal(self._attributes)
        os._exit(self.exit_code)

    def _watch_terminal(self) -> None:
        """Notice that the terminal is gone: its input ends, and no key will ever come again."""
        if not hasattr(select, "poll"):
            return
        watched = select.poll()
        watched.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)  # hang-up and errors are always told
        while not self._has_ended.is_set():
            if watched.poll(_LOOK_MILLISECONDS):
                self.leave(signal.SIGHUP)
                return


def _terminal_attributes() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except (termios.error, OSError):
        return None


def restore_terminal(attributes: list[Any] | None) -> None:
    """Put the terminal back by hand, and never wait for it: it may take nothing, or be gone."""
    if attributes is not None:
        with contextlib.suppress(termios.error, OSError):
            # What is still on its way to a terminal that takes nothing is dropped: it would follow the shell's prompt.
            termios.tcflush(0, termios.TCIOFLUSH)
            termios.tcsetattr(0, termios.TCSANOW, attributes)
    stream = sys.__stderr__
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        terminal = stream.fileno()
        _, ready, _ = select.select([], [terminal], [], 0.2)
        if ready:
            os.set_blocking(terminal, False)  # the screen's own writer may fill at once what has just been emptied
            try:
                os.write(terminal, LEAVE_SEQUENCES.encode())
            finally:
                os.set_blocking(terminal, True)  # the shell has the same
