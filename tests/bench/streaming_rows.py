"""How long until 100,000 streamed rows are on the screen, and how late does the event loop get meanwhile?

Compares this program's tree with Textual's own `Tree`, headless at 80×24. Rows come in batches of 1,000, one batch a
turn of the event loop, under 300 open branches. Run it with `python -m tests.bench.streaming_rows [ROWS]`.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import Tree

from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.tree import Node, TreeModel

BATCH = 1_000
BRANCHES = 300
RUNS = 3
STOCK_LIMIT = 20_000
"""Rows that the stock tree is given: its time grows with the square, 100,000 rows would take minutes."""


@dataclass
class Measured:
    seconds: float
    """From the first batch to the paint after the last."""
    typical_call: float
    """Median time in which a batch of 1,000 was handed over."""
    worst_call: float
    worst_lateness: float
    """How much later than asked a 1 ms timer came, at worst."""


class Bench(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


async def stream(widget: Widget, add: Callable[[int], None], rows: int) -> Measured:
    """Hand over all batches, wait until they are painted, and watch a timer meanwhile."""
    app = Bench(widget)
    lateness: list[float] = [0.0]
    calls: list[float] = []

    async def watch() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            lateness.append(time.perf_counter() - start - 0.001)

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        # As the program does after its start: what has been imported and built until now is no garbage.
        gc.collect()
        gc.freeze()
        watcher = asyncio.create_task(watch())
        begin = time.perf_counter()
        for first in range(0, rows, BATCH):
            start = time.perf_counter()
            add(first)
            calls.append(time.perf_counter() - start)
            await asyncio.sleep(0)
        painted = asyncio.Event()
        widget.call_after_refresh(painted.set)
        await painted.wait()
        seconds = time.perf_counter() - begin
        watcher.cancel()
    return Measured(seconds, statistics.median(calls), max(calls), max(lateness))


async def ours(rows: int) -> Measured:
    model = TreeModel()
    model.extend(None, [Node(f"subnet-{number}", is_branch=True) for number in range(BRANCHES)])
    model.expand_all()

    def add(first: int) -> None:
        by_parent: dict[str, list[Node]] = {}
        for number in range(first, first + BATCH):
            by_parent.setdefault(f"subnet-{number % BRANCHES}", []).append(Node(f"eni-{number:08x}"))
        for parent_id, nodes in by_parent.items():
            model.extend(parent_id, nodes)

    return await stream(VirtualTree(model), add, rows)


async def stock(rows: int) -> Measured:
    tree: Tree[None] = Tree("root")
    tree.root.expand()
    branches = [tree.root.add(f"subnet-{number}", expand=True) for number in range(BRANCHES)]

    def add(first: int) -> None:
        for number in range(first, first + BATCH):
            branches[number % BRANCHES].add_leaf(f"eni-{number:08x}")

    return await stream(tree, add, rows)


def memory(rows: int) -> float:
    """Return the MB that the model needs for `rows` rows, ids not counted: the records hold those anyway."""
    ids = [f"eni-{number:08x}" for number in range(rows)]
    tracemalloc.start()
    model = TreeModel()
    model.extend(None, (Node(node_id) for node_id in ids))
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return used / 1e6


def report(name: str, rows: int, runs: list[Measured]) -> float:
    seconds = statistics.median(run.seconds for run in runs)
    call = statistics.median(run.worst_call for run in runs)
    typical = statistics.median(run.typical_call for run in runs)
    late = statistics.median(run.worst_lateness for run in runs)
    sys.stdout.write(
        f"{name:<24} {rows:>7,} rows  {seconds:7.3f} s to the last paint  {seconds / rows * 1e6:7.1f} µs a row  "
        f"a batch {typical * 1e3:5.1f} ms, at worst {call * 1e3:6.1f} ms  loop late by at most {late * 1e3:8.1f} ms\n"
    )
    return seconds


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    fewer = min(rows, STOCK_LIMIT)
    sys.stdout.write(f"medians of {RUNS} runs; the stock tree: {fewer:,} rows, so that it ends within a minute\n")
    report("VirtualTree", rows, [asyncio.run(ours(rows)) for _ in range(RUNS)])
    same = report("VirtualTree", fewer, [asyncio.run(ours(fewer)) for _ in range(RUNS)])
    other = report("textual Tree", fewer, [asyncio.run(stock(fewer)) for _ in range(RUNS)])
    sys.stdout.write(f"stock / ours at {fewer:,} rows: {other / same:.1f}\n")
    sys.stdout.write(f"memory of the model: {memory(rows):.1f} MB for {rows:,} rows\n")


if __name__ == "__main__":
    main()
