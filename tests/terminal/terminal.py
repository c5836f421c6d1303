"""A person at a terminal, for tests: press keys, read the screen, wait for what shall be on it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.patience import PATIENCE
from tests.terminal.emulator import Cell, Emulator
from tests.terminal.program import VPCE_TUI, Program
from tests.terminal.slow_link import SlowLink

__all__ = ["KEYS", "VPCE_TUI", "SlowLink", "Terminal"]

QUIET: Final = 0.3
"""Seconds without a byte and without work after which a program is held to have said all it had to say."""

KEYS: Final[Mapping[str, bytes]] = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "space": b" ",
    "backspace": b"\x7f",
    "f1": b"\x1bOP",
    "f3": b"\x1bOR",
    **{f"ctrl+{letter}": bytes([ord(letter) & 0x1F]) for letter in "abcdefghklnopqrstuvwxyz"},
}

_CURSOR_KEYS: Final = ("up", "down", "right", "left", "home", "end")


class Terminal:
    """A program, the terminal that shows it, and who sits there. A context manager: leaving it ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        link: SlowLink | None = None,
        answers: bool = True,
        is_drawn: bool = True,
        on_output: Callable[[Terminal, bytes], None] | None = None,
    ) -> None:
        self.output = bytearray()
        """Everything that arrived, raw."""
        self.emulator = Emulator(*size, answer=self._answer)
        self._answers = answers
        self._is_drawn = is_drawn
        self._on_output = on_output
        """Called in the reader's thread after each piece of output has been drawn."""
        self._changed = threading.Condition(threading.RLock())
        self._last_event = time.monotonic()
        self._is_wanted = True
        self._may_read = threading.Event()
        self._may_read.set()
        self._has_closed = False
        self._wake_read, self._wake_write = os.pipe()
        self._link = link or SlowLink()
        self._program = Program(command, size=size, env=env, cwd=cwd)
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the program, however it takes it."""
        self._program.kill()
        self._stop_reader()
        self._program.close_terminal()
        os.close(self._wake_read)
        os.close(self._wake_write)

    # What the person does

    def press(self, *keys: str) -> None:
        """Press keys by their names in `KEYS`; a name that is not there is typed as it is."""
        for key in keys:
            data = KEYS.get(key, key.encode())
            if key in _CURSOR_KEYS and self.has_mode(1):
                data = data.replace(b"[", b"O")  # as a terminal does in its application mode
            self.send(data)

    def type(self, text: str) -> None:
        self.send(text.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._last_event = time.monotonic()
        self._link.take_from_person(data)
        os.write(self._wake_write, b"k")

    def resize(self, columns: int, lines: int) -> None:
        with self._changed:
            self.emulator.resize(columns, lines)
        self._last_event = time.monotonic()
        self._program.set_size(columns, lines)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._last_event = time.monotonic()
        self._program.signal(number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a lost connection does."""
        self._stop_reader()
        self._program.close_terminal()

    def stop_reading(self) -> None:
        """Take nothing more from the program: its terminal fills up."""
        self._may_read.clear()

    def go_on_reading(self) -> None:
        self._last_event = time.monotonic()
        self._may_read.set()

    # What the person sees

    @property
    def lines(self) -> list[str]:
        """The text of the screen's lines, without the spaces at their ends."""
        with self._changed:
            return self.emulator.lines

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line(self, y: int) -> str:
        return self.lines[y]

    def cells(self) -> list[list[Cell]]:
        with self._changed:
            return self.emulator.cells()

    @property
    def is_alternate(self) -> bool:
        """Is the alternate screen on, the one for programs?"""
        return self.has_mode(1049)

    @property
    def shows_cursor(self) -> bool:
        return self.emulator.shows_cursor

    def has_mode(self, mode: int) -> bool:
        """Is a private mode set: 1049 alternate screen, 1000 mouse, 2004 bracketed paste, 1004 focus."""
        with self._changed:
            return self.emulator.has_mode(mode)

    def attributes(self) -> list[object]:
        """Return the terminal's settings as termios tells them."""
        return self._program.attributes()

    # Waiting

    def wait_until(self, is_so: Callable[[], bool], what: str = "", *, within: float = PATIENCE) -> None:
        """Wait until something holds; it is asked again after each piece of output, and now and then.

        Raises:
            AssertionError: It does not hold after `within` seconds; the message shows the screen.
        """
        end = time.monotonic() + within
        with self._changed:
            while not is_so():
                left = end - time.monotonic()
                if left <= 0:
                    state = "ended" if self._program.has_ended else "running"
                    raise AssertionError(f"waited {within} s for {what or is_so}; {state}; the screen:\n{self.text}")
                self._changed.wait(min(left, 0.05))

    def wait_for(self, text: str, *, within: float = PATIENCE) -> None:
        """Wait until a text is on the screen."""
        self.wait_until(lambda: text in self.text, f"{text!r} on the screen", within=within)

    def wait_gone(self, text: str, *, within: float = PATIENCE) -> None:
        """Wait until a text is no longer on the screen."""
        self.wait_until(lambda: text not in self.text, f"{text!r} to go", within=within)

    def wait_for_output(self, data: bytes, *, within: float = PATIENCE) -> None:
        """Wait until raw bytes have been written at any time."""
        self.wait_until(lambda: data in self.output, f"{data!r} in the output", within=within)

    def wait_quiet(self, seconds: float = QUIET, *, within: float = PATIENCE) -> None:
        """Wait until nothing has been done or written for a while, and something has been written before.

        A program that works on its answer is not quiet, however long a busy machine makes it wait for its turn. One
        that waits longer than `seconds` before it writes is taken for quiet: wait for what shall be on the screen where
        that is known.
        """

        def is_quiet() -> bool:
            if self._program.is_at_work() or not self._link.is_empty:
                self._last_event = time.monotonic()
            return bool(self.output) and time.monotonic() - self._last_event >= seconds

        self.wait_until(is_quiet, "quiet", within=within)

    def wait_exit(self, *, within: float = PATIENCE) -> int:
        """Wait for the program's end and return its exit code as a shell tells it: 128 + signal.

        Raises:
            AssertionError: It still runs after `within` seconds.
        """
        try:
            code = self._program.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s; the screen:\n{self.text}") from None
        if self._program.master >= 0:
            self.wait_until(lambda: self._has_closed, "the rest of the output", within=within)
        return code

    def bytes_of(self, act: Callable[[], None]) -> int:
        """Return how many bytes are written because of an act, until all is quiet."""
        self.wait_quiet()
        before = len(self.output)
        act()
        self.wait_until(lambda: len(self.output) > before, "any output")
        self.wait_quiet()
        return len(self.output) - before

    # The other side

    def _read(self) -> None:
        def is_wanted() -> bool:
            self._may_read.wait()
            return self._is_wanted

        self._link.pump(self._program.master, self._take, is_wanted, self._wake_read)
        with self._changed:
            self._has_closed = True
            self._changed.notify_all()

    def _take(self, data: bytes) -> None:
        with self._changed:
            self.output += data
            self._last_event = time.monotonic()
            if self._is_drawn:
                self.emulator.feed(data)
            elif self._answers:
                for _ in range(data.count(b"\x1b[6n")):
                    self._answer(b"\x1b[1;1R")
            if self._on_output is not None:
                self._on_output(self, data)
            self._changed.notify_all()

    def _answer(self, data: bytes) -> None:
        if self._answers:
            self.send(data)

    def _stop_reader(self) -> None:
        self._is_wanted = False
        self._may_read.set()
        if self._reader.is_alive():
            os.write(self._wake_write, b"k")
            self._reader.join()
