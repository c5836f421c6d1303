"""How long from a key to its effect over a slow line? `python -m tests.bench.slow_link`

The explorer over the demo world in a real pseudo-terminal of 80×24, behind a line with a round trip of 100 ms and
20,000 bytes a second, while its interfaces stream in and `down` is held at 10 presses a second: with the output for
slow lines and with Textual's own. A press is answered when the screen has the cursor on the row that it leads to; a
state that is never shown counts as answered by the next one that is.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Final

from tests.terminal.terminal import VPCE_TUI, SlowLink, Terminal

SIZE: Final = (80, 24)
CURSOR: Final = "›"
LONGEST_SECONDS: Final = 60.0
"""How long the last presses are waited for."""


@dataclass
class Seen:
    """The rows that the cursor was seen on, in order, and when first."""

    rows: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def look(self, terminal: Terminal, data: bytes) -> None:
        self.sizes.append(len(data))
        for line in terminal.emulator.screen.display if CURSOR.encode() in data else ():
            if line.startswith(CURSOR):
                if not self.rows or name_of(line) != self.rows[-1]:
                    self.rows.append(name_of(line))
                    self.times.append(time.monotonic())
                return


def name_of(line: str) -> str:
    """Return a row's name: what stands behind it changes while rows stream in."""
    return line.strip(f" ▸▾●{CURSOR}").partition("  ")[0]


def all_rows(terminal: Terminal) -> list[str]:
    """Page through the list and return its rows in order."""
    terminal.press("home")
    terminal.wait_quiet(1.5, within=LONGEST_SECONDS)
    rows: list[str] = []
    while (page := [name_of(line) for line in terminal.lines[1:-1]]) and page[-1] not in rows[-1:]:
        rows += page[page.index(rows[-1]) + 1 :] if rows and rows[-1] in page else page
        terminal.press("pagedown")
        terminal.wait_quiet(1.5, within=LONGEST_SECONDS)
    return rows


@dataclass
class Measured:
    delays: list[float]
    never_seen: int
    bytes_a_second: float


def hold(mode: str, options: argparse.Namespace) -> Measured:
    """Hold `down`, and return the seconds from each press to its effect."""
    seen = Seen()
    link = SlowLink(options.round_trip, options.rate)
    command = [*VPCE_TUI, "demo", "--interfaces", str(options.interfaces), f"--low-bandwidth={mode}"]
    env = {"SSH_CONNECTION": "127.0.0.1 50000 127.0.0.1 22"}
    with Terminal(command, size=SIZE, env=env, link=link, on_output=seen.look) as terminal:
        terminal.wait_for("prod-app")
        terminal.press("down")  # until then the cursor is on whatever row comes first
        terminal.wait_until(lambda: len(seen.rows) > 1, "the first move")
        pressed: list[float] = []
        began, first_bytes = time.monotonic(), len(terminal.output)
        for at in range(options.presses):
            due = began + at / options.hertz
            time.sleep(max(0.0, due - time.monotonic()))  # a person's finger, not a wait for the program
            pressed.append(time.monotonic())
            terminal.press("down")
        terminal.wait_quiet(2.0, within=LONGEST_SECONDS)
        spent = len(terminal.output) - first_bytes
        seconds = seen.times[-1] - began
        place = {row: at for at, row in enumerate(all_rows(terminal))}
    start = place[seen.rows[seen.times.index(max(when for when in seen.times if when < pressed[0]))]]
    shown = [(place[row], when) for row, when in zip(seen.rows, seen.times, strict=True) if row in place]
    delays = []
    for at, press in enumerate(pressed, 1):
        answers = (when - press for place, when in shown if place >= start + at and when > press)
        delays.append(next(answers, LONGEST_SECONDS))
    reached = {place for place, _ in shown}
    return Measured(delays, sum(start + at not in reached for at in range(1, len(pressed) + 1)), spent / seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description="How long from a key to its effect over a slow line?")
    parser.add_argument("--interfaces", type=int, default=100_000)
    parser.add_argument("--presses", type=int, default=70)
    parser.add_argument("--hertz", type=float, default=10.0)
    parser.add_argument("--round-trip", type=float, default=0.1, metavar="SECONDS")
    parser.add_argument("--rate", type=float, default=20_000, metavar="BYTES")
    parser.add_argument("--only", choices=["on", "off"], default="")
    options = parser.parse_args()
    sys.stdout.write(
        f"{options.interfaces:,} interfaces streaming in, {options.presses} presses at {options.hertz} Hz, "
        f"round trip {options.round_trip * 1000:.0f} ms, {options.rate:,.0f} bytes a second\n"
    )
    for mode, name in (("on", "changed cells"), ("off", "Textual's output")):
        if options.only in ("", mode):
            found = hold(mode, options)
            p50 = statistics.median(found.delays) * 1000
            p99 = statistics.quantiles(found.delays, n=100)[98] * 1000
            sys.stdout.write(
                f"{name:18} key to effect p50 {p50:8.0f} ms  p99 {p99:8.0f} ms  round trip + "
                f"{p99 - options.round_trip * 1000:6.0f} ms  states never shown {found.never_seen:3}  "
                f"{found.bytes_a_second:8,.0f} bytes a second\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
