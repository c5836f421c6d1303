"""How soon is the first frame painted? `python -m tests.bench.first_frame`

Starts the demo command and an empty Textual app in turn in a pseudo-terminal and takes the time until the first byte
of a painted frame; prints the medians and their ratio. Our modules are compiled first, as an installation does: a
checkout under work, or PYTHONDONTWRITEBYTECODE, would have each start compile them anew.
"""

from __future__ import annotations

import compileall
import os
import pty
import select
import statistics
import sys
import time
from pathlib import Path

import vpce_tui

EMPTY = "from textual.app import App; App().run()"
RUNS = 7
MARK = b"\x1b[?1049h"
"""Textual enters the alternate screen, then paints; the first text after it is the first frame."""


def first_frame(command: list[str], marker: bytes) -> float:
    """Return the seconds from start until `marker` has been painted."""
    began = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(command[0], command)
    seen = b""
    try:
        while True:
            ready, _, _ = select.select([terminal], [], [], 30)
            if not ready:
                raise TimeoutError(f"{command} painted nothing in 30 s")
            seen += os.read(terminal, 65536)
            after = seen.partition(MARK)[2]
            if marker in after:
                return time.perf_counter() - began
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)


def main() -> None:
    compileall.compile_dir(Path(vpce_tui.__file__).parent, quiet=1)
    demo, empty = [], []
    for _ in range(RUNS):
        empty.append(first_frame([sys.executable, "-c", EMPTY], b"\x1b[48;"))
        demo.append(first_frame([sys.executable, "-m", "vpce_tui", "demo"], b"Network"))
    print(f"first painted frame, medians of {RUNS} runs each, in turn")  # noqa: T201
    print(f"  an empty Textual app  {statistics.median(empty) * 1000:6.0f} ms")  # noqa: T201
    print(f"  vpce-tui demo         {statistics.median(demo) * 1000:6.0f} ms")  # noqa: T201
    print(f"  ratio                 {statistics.median(demo) / statistics.median(empty):6.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
