"""A slow line between a program and its terminal: so many bytes a second, so late.

Bytes leave at the line's rate, one after the other, and arrive half a round trip later. What waits to leave fills a
buffer of `buffer_bytes`, as a socket's does; when it is full, nothing more is read from the program, and a program
that writes has to wait. Keys travel the same way back, without a limit: they are few.

`python -m tests.terminal.slow_link [--round-trip SECONDS] [--rate BYTES] -- COMMAND…` puts any program behind such a
line, to be felt with one's own fingers.
"""

from __future__ import annotations

import argparse
import collections
import os
import select
import shutil
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PACKET = 512
"""Bytes taken from the program at once where the line has a rate: finer than what a person could tell apart."""


@dataclass
class SlowLink:
    """A line's figures, and the bytes on their way."""

    round_trip_seconds: float = 0.0
    bytes_per_second: float = float("inf")
    buffer_bytes: int = 65_536
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._free_at = 0.0
        self._down: collections.deque[tuple[float, float, bytes]] = collections.deque()
        self._up: collections.deque[tuple[float, bytes]] = collections.deque()
        self._lock = threading.Lock()

    @property
    def waiting_bytes(self) -> int:
        """Bytes that the program has written and that have not left yet."""
        now = self.clock()
        return sum(len(data) for leaves, _, data in tuple(self._down) if leaves > now)

    def take_from_program(self, data: bytes) -> None:
        leaves = max(self.clock(), self._free_at) + len(data) / self.bytes_per_second
        self._free_at = leaves
        self._down.append((leaves, leaves + self.round_trip_seconds / 2, data))

    @property
    def is_empty(self) -> bool:
        """Is nothing on its way, neither a key nor what came of one?"""
        with self._lock:
            return not self._up and not self._down

    def arrived(self) -> Iterator[bytes]:
        """Take off the line what has reached its other end."""
        while self._down and self._down[0][1] <= self.clock():
            yield self._down.popleft()[2]

    def take_from_person(self, data: bytes) -> None:
        with self._lock:
            self._up.append((self.clock() + self.round_trip_seconds / 2, data))

    def pump(self, master: int, deliver: Callable[[bytes], None], is_wanted: Callable[[], bool], wake: int) -> None:
        """Carry bytes until the program's side closes or nobody wants more; runs in a thread of its own.

        A byte on the file `wake` says that there is a key to carry.
        """
        is_open = True
        while is_wanted() and (is_open or self._down):
            self._write_due(master)
            for data in self.arrived():
                deliver(data)
            has_room = is_open and self.waiting_bytes < self.buffer_bytes
            ready, _, _ = select.select([wake, *([master] if has_room else [])], [], [], self._pause())
            if wake in ready:
                os.read(wake, 4096)
            if master in ready:
                try:
                    data = os.read(master, PACKET if self.bytes_per_second < float("inf") else 65_536)
                except OSError:  # EIO: the program has closed its side
                    data = b""
                is_open = bool(data)
                if data:
                    self.take_from_program(data)

    def _write_due(self, master: int) -> None:
        with self._lock:
            while self._up and self._up[0][0] <= self.clock():
                try:
                    os.write(master, self._up.popleft()[1])
                except OSError:  # the program is gone, and with it whoever could read this
                    self._up.clear()

    def _pause(self) -> float:
        """Return the seconds until something is due."""
        dues = [arrives for _, arrives, _ in (*self._down,)[:1]]
        dues += [due for due, _ in (*self._up,)[:1]]
        if self.waiting_bytes >= self.buffer_bytes:
            dues += [leaves for leaves, _, _ in self._down]
        later = [due - self.clock() for due in dues]
        return min(0.5, max(0.0, min((wait for wait in later if wait > 0), default=0.0 if later else 0.5)))


def main() -> int:
    """Run a command behind a slow line, on this terminal."""
    from tests.terminal.program import Program

    parser = argparse.ArgumentParser(description="Run a program behind a slow line.")
    parser.add_argument("--round-trip", type=float, default=0.1, metavar="SECONDS")
    parser.add_argument("--rate", type=float, default=20_000, metavar="BYTES")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    command = [word for word in options.command if word != "--"]
    size = shutil.get_terminal_size()
    program = Program(command, size=(size.columns, size.lines), env=dict(os.environ))
    link = SlowLink(options.round_trip, options.rate)
    wake_read, wake_write = os.pipe()

    def deliver(data: bytes) -> None:
        os.write(sys.stdout.fileno(), data)

    def carry_keys() -> None:
        while data := os.read(sys.stdin.fileno(), 4096):
            link.take_from_person(data)
            os.write(wake_write, b"k")

    before = termios.tcgetattr(sys.stdin)
    tty.setraw(sys.stdin)
    try:
        threading.Thread(target=carry_keys, daemon=True).start()
        link.pump(program.master, deliver, lambda: True, wake_read)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
    return program.wait(5)


if __name__ == "__main__":
    sys.exit(main())
