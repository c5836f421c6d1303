"""How soon is a key obeyed while 100,000 rows stream in, beside Textual's own Tree and DataTable?

`python -m tests.bench.streaming_rows [--rows N] [--stock-rows N]`. Each list runs in a real pseudo-terminal of 80×24
(`screen/rows_app.py`): rows come in batches of 1,000 every 100 ms while `down` is pressed 20 times a second.
Printed are the delay from a press to the paint that shows it obeyed, the processor's time for the whole stream, and
the time from handing over all rows at once to the paint; and what the stock widgets need in comparison, in the same
run. Their time grows with the square of the rows: 100,000 take minutes.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
import tracemalloc
from dataclasses import dataclass

from tests.terminal.terminal import Terminal
from vpce_tui.view.tree import Node, TreeModel

HERTZ = 20.0
LONGEST_SECONDS = 600.0
FRAMES = {"TEXTUAL_FPS": "120"}
"""As many frames a second as the program asks Textual for, given to all lists alike."""


@dataclass
class Streamed:
    """One stream."""

    delays: list[float]
    """Seconds from each press to its paint."""
    seconds: float
    cpu_seconds: float

    @property
    def p50(self) -> float:
        return statistics.median(self.delays)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.delays, n=100)[98]


class Watch:
    """When was each press first shown as obeyed?"""

    def __init__(self) -> None:
        self.obeyed_at: list[float] = []
        self.told = ""

    def look(self, terminal: Terminal, data: bytes) -> None:
        row = terminal.emulator.screen.buffer[0]
        self.told = "".join(row[x].data for x in range(60))
        if found := re.match(r"\s*(\d+) ", self.told):
            now = time.monotonic()
            self.obeyed_at += [now] * (int(found.group(1)) - len(self.obeyed_at))


def command(kind: str, rows: int, *, changed_cells: bool) -> list[str]:
    words = [sys.executable, "-m", "tests.bench.screen.rows_app", kind, "--rows", str(rows)]
    return [*words, "--low-bandwidth"] if changed_cells else words


def figures(told: str) -> tuple[float, float]:
    """Return seconds and processor seconds as the program told them."""
    found = re.search(r"took ([\d.]+) cpu ([\d.]+) done", told)
    assert found is not None, told
    return float(found.group(1)), float(found.group(2))


def stream(kind: str, rows: int, *, changed_cells: bool = False) -> Streamed:
    """Stream rows in while `down` is pressed."""
    watch = Watch()
    with Terminal(command(kind, rows, changed_cells=changed_cells), env=FRAMES, on_output=watch.look) as terminal:
        terminal.wait_for("0 ready")
        terminal.wait_quiet()
        terminal.press("s")
        pressed: list[float] = []
        began = time.monotonic()
        while " done" not in watch.told and time.monotonic() - began < LONGEST_SECONDS:
            due = began + (len(pressed) + 1) / HERTZ
            time.sleep(max(0.0, due - time.monotonic()))  # a person's finger, not a wait for the program
            pressed.append(time.monotonic())
            terminal.press("down")
        terminal.wait_until(lambda: len(watch.obeyed_at) >= len(pressed), "the last press", within=LONGEST_SECONDS)
        delays = [shown - press for press, shown in zip(pressed, watch.obeyed_at, strict=False)]
        return Streamed(delays, *figures(watch.told))


def load(kind: str, rows: int) -> float:
    """Return the seconds from handing over all rows to the paint."""
    watch = Watch()
    with Terminal(command(kind, rows, changed_cells=False), env=FRAMES, on_output=watch.look) as terminal:
        terminal.wait_for("0 ready")
        terminal.wait_quiet()
        terminal.press("l")
        terminal.wait_until(lambda: " done" in watch.told, "the load", within=LONGEST_SECONDS)
        return figures(watch.told)[0]


def memory(rows: int) -> float:
    """Return the MB that the model needs for `rows` rows, ids not counted: the records hold those anyway."""
    ids = [f"eni-{number:08x}" for number in range(rows)]
    tracemalloc.start()
    model = TreeModel()
    model.extend(None, (Node(node_id) for node_id in ids))
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return used / 1e6


def report(name: str, rows: int, streamed: Streamed, loaded: float, ours: tuple[Streamed, float] | None) -> None:
    """Print one list's figures, and how many times ours they are."""
    sys.stdout.write(
        f"{name:28} {rows:>8,} rows  key to paint p50 {streamed.p50 * 1e3:9.1f} ms  p99 {streamed.p99 * 1e3:9.1f} ms  "
        f"CPU {streamed.cpu_seconds:7.2f} s  load {loaded * 1e3:8.1f} ms\n"
    )
    if ours is not None:
        mine, my_load = ours
        sys.stdout.write(
            f"{'  ÷ ours, same rows':28} {'':13}  key to paint p50 {streamed.p50 / mine.p50:9.1f} ×   "
            f"p99 {streamed.p99 / mine.p99:9.1f} ×   CPU {streamed.cpu_seconds / mine.cpu_seconds:7.1f} ×  "
            f"load {loaded / my_load:8.1f} ×\n"
        )
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description="How soon is a key obeyed while rows stream in?")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--stock-rows", type=int, default=0, help="Rows of the stock widgets, and of ours beside them.")
    parser.add_argument("--only", choices=["ours", "tree", "table"], default="", help="One list alone.")
    options = parser.parse_args()
    rows = options.rows
    if options.only in ("", "ours"):
        report("VirtualTree", rows, stream("ours", rows), load("ours", rows), None)
        report("VirtualTree, changed cells", rows, stream("ours", rows, changed_cells=True), load("ours", rows), None)
    same = options.stock_rows or rows
    for kind, name in (("tree", "textual Tree"), ("table", "textual DataTable")):
        if options.only in ("", kind):
            beside = (stream("ours", same), load("ours", same))
            report(name, same, stream(kind, same), load(kind, same), beside)
    sys.stdout.write(f"memory of the model: {memory(rows):.1f} MB for {rows:,} rows\n")


if __name__ == "__main__":
    main()
