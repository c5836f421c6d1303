"""One list of rows that stream in, in a terminal of its own: the program that `streaming_rows` measures.

`python -m tests.bench.screen.rows_app ours|tree|table --rows N [--low-bandwidth]`: `s` begins the stream (batches of
1,000 every 100 ms under 300 open branches), `l` loads all rows at once, `down` moves the cursor. The first line tells
how many keys have been obeyed, and at the end what it took.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import DataTable, Static, Tree

from vpce_tui.tui.reading import SWITCH_SECONDS
from vpce_tui.tui.themes import ACCOUNT_DEFAULTS
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.tree import Node, TreeModel

BATCH = 1_000
BRANCHES = 300
PAUSE_SECONDS = 0.1


Batch: TypeAlias = Sequence[tuple[int, Sequence[str]]]
"""What has arrived: for each branch the ids of its new rows."""


class Rows:
    """A widget, and how it takes rows and moves its cursor."""

    def __init__(self, widget: Widget, add: Callable[[Batch], None], down: Callable[[], None]) -> None:
        self.widget = widget
        self.add = add
        self.down = down


def ours() -> Rows:
    model = TreeModel()
    model.extend(None, [Node(f"subnet-{number}", is_branch=True) for number in range(BRANCHES)])
    model.expand_all()
    tree = VirtualTree(model)

    def add(batch: Batch) -> None:
        for branch, ids in batch:
            model.extend(f"subnet-{branch}", map(Node, ids))

    return Rows(tree, add, lambda: tree.action_move(1))


def stock_tree() -> Rows:
    tree: Tree[None] = Tree("root")
    tree.root.expand()
    branches = [tree.root.add(f"subnet-{number}", expand=True) for number in range(BRANCHES)]

    def add(batch: Batch) -> None:
        for branch, ids in batch:
            for node_id in ids:
                branches[branch].add_leaf(node_id)

    return Rows(tree, add, tree.action_cursor_down)


def stock_table() -> Rows:
    table: DataTable[str] = DataTable(cursor_type="row")
    table.add_column("interface", width=60)
    table.add_rows([(f"subnet-{number}",) for number in range(BRANCHES)])

    def add(batch: Batch) -> None:
        table.add_rows([(node_id,) for _, ids in batch for node_id in ids])

    return Rows(table, add, table.action_cursor_down)


def made_batch(numbers: range) -> Batch:
    """Make rows; round-robin over the branches, as interfaces of many subnets come on one page."""
    firsts = [(branch, (branch - numbers.start) % BRANCHES) for branch in range(BRANCHES)]
    return [(branch, [f"eni-{number:08x}" for number in numbers[first::BRANCHES]]) for branch, first in firsts]


KINDS: dict[str, Callable[[], Rows]] = {"ours": ours, "tree": stock_tree, "table": stock_table}


class RowsApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step", priority=True),
        Binding("s", "stream", priority=True),
        Binding("l", "load", priority=True),
        Binding("q", "quit", priority=True),
    ]
    CSS = "Screen { overflow: hidden; } #told { height: 1; } Tree, DataTable { height: 1fr; }"
    rows_wanted = 100_000
    kind = "ours"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ACCOUNT_DEFAULTS  # the rows' style sheet names them

    def compose(self) -> ComposeResult:
        self.animation_level = "none"
        self.rows = KINDS[self.kind]()
        self.obeyed = 0
        self.note = "ready"
        yield Static("0 ready", id="told", markup=False)
        yield self.rows.widget

    def on_mount(self) -> None:
        self.rows.widget.focus()
        # As the program does: threads take turns soon, and what was imported and built until now is no garbage.
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.collect()
        gc.freeze()

    def tell(self) -> None:
        self.query_one("#told", Static).update(f"{self.obeyed} {self.note}", layout=False)

    def action_step(self) -> None:
        self.rows.down()
        self.obeyed += 1
        self.tell()

    async def action_stream(self) -> None:
        self.run_worker(self._stream())

    async def _stream(self) -> None:
        began, cpu = time.perf_counter(), time.process_time()
        due = began
        for first in range(0, self.rows_wanted, BATCH):
            self.rows.add(made_batch(range(first, min(first + BATCH, self.rows_wanted))))
            due += PAUSE_SECONDS
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        self.call_after_refresh(self._end, began, cpu)

    async def action_load(self) -> None:
        batch = made_batch(range(self.rows_wanted))
        gc.freeze()
        began, cpu = time.perf_counter(), time.process_time()
        self.rows.add(batch)
        self.call_after_refresh(self._end, began, cpu)

    def _end(self, began: float, cpu: float) -> None:
        self.note = f"took {time.perf_counter() - began:.6f} cpu {time.process_time() - cpu:.6f} done"
        self.tell()


def main() -> None:
    parser = argparse.ArgumentParser(description="One list of rows that stream in.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--low-bandwidth", action="store_true")
    options = parser.parse_args()
    app_class: type[RowsApp] = RowsApp
    if options.low_bandwidth:
        from vpce_tui.tui.low_bandwidth import low_bandwidth

        app_class = low_bandwidth(RowsApp)
    app = app_class()
    app.kind, app.rows_wanted = options.kind, options.rows
    app.run(mouse=False)


if __name__ == "__main__":
    main()
