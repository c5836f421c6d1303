"""A program on a pseudo-terminal of its own: start it, resize it, hang up, wait for its end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.patience import PATIENCE

ROOT: Final = Path(__file__).resolve().parents[2]
VPCE_TUI: Final = [sys.executable, "-m", "vpce_tui"]

# A process that has been forked from one with threads shall not run Python before `exec`: this runs after it.
TAKE_TERMINAL: Final = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
)


def plain_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment with UTF-8, 256 colours, no AWS account and nothing of the person who runs the test."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
        if name in os.environ
    }
    return {
        **kept,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "PYTHONPATH": str(ROOT),
        **(extra or {}),
    }


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that descend from it and live."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            for child in children.read_text().split():
                yield from _family(int(child))


def _is_at_work(pid: int) -> bool:
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[0] in "RD":  # running or ready to; waiting for a disk
                return True
    return False


class Program:
    """A running program and the master side of its terminal."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.master, slave = pty.openpty()
        self.set_size(*size)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", TAKE_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=plain_environment(env),
            cwd=cwd or ROOT,
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def is_at_work(self) -> bool:
        """Does the program compute, or would it if it had its turn? False where the system tells no states of threads.

        Those that it has started count as well.
        """
        return any(_is_at_work(pid) for pid in _family(self.pid))

    def set_size(self, columns: int, lines: int) -> None:
        """Give the terminal another size; the program gets SIGWINCH."""
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def attributes(self) -> list[object]:
        """Return the terminal's settings as termios tells them (echo, signals, line mode)."""
        return list(termios.tcgetattr(self.master))

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, seconds: float) -> int:
        """Return the exit code, as a shell tells it (128 + signal).

        Raises:
            subprocess.TimeoutExpired: The program still runs.
        """
        code = self._process.wait(seconds)
        return code if code >= 0 else 128 - code

    def close_terminal(self) -> None:
        """Close the master side, as a lost connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def kill(self) -> None:
        """End the program and all it has started, whatever state they are in."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(PATIENCE)
