"""Which subnet reaches which service, and by which way? A heat map.

The cells are made in a thread and appear a subnet at a time; cells that a what-if would change are laid over it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final, Self

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Topology
from vpce_tui.reach.edits import Edit
from vpce_tui.tui.cells import content
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.matrix_table import MatrixTable
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.view.lines import counted
from vpce_tui.view.matrix import Change, MatrixRow, grouped, services_of, sorted_rows, sweep
from vpce_tui.view.matrix_filter import MatrixFilter
from vpce_tui.view.matrix_rows import footer, matrix_nodes, name_runs, service_run
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable
from vpce_tui.view.tree import Node

REDRAW_SECONDS: Final = 0.2


@dataclass(slots=True)
class Kept:
    """What is worth keeping when the screen is closed for a record and opened again."""

    rows: list[MatrixRow] = field(default_factory=list)
    complete: bool = False
    by_interface: bool = False
    is_grouped: bool = False
    only_trouble: bool = False
    narrowing: str = ""
    """The filter's text."""
    edit: Edit | None = None
    changed: dict[tuple[str, str], Change] | None = None
    cursor: str = ""
    service: str = ""


class MatrixCore(AboveScreen):
    """The map, made a subnet at a time."""

    DEFAULT_CSS = """
    MatrixCore {
        & > #verdict { height: 1; padding: 0 1; background: $panel; }
        & > #matrix { height: 1fr; }
        & > #told { height: 2; padding: 0 1; }
    }
    """

    def __init__(self, topology: Topology, kept: Kept | None = None, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._topology = topology
        self._kept = kept if kept is not None else Kept()
        self._signs = signs
        self._names = Names(topology)
        self._services: tuple[str, ...] = ()
        self._progress = ""

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="verdict")
        yield MatrixTable(name_runs, self._cell_run, signs=self._signs, id="matrix")
        yield Static(id="told")
        yield self.hint_line()

    def _cell_run(self, node: Node, service: str) -> Run:
        return service_run(node, service, self._kept.changed, self._signs)

    @property
    def _table(self) -> MatrixTable:
        return self.query_one("#matrix", MatrixTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._services = services_of(self._topology)
        self._table.show_services(self._services)
        if self._kept.complete:
            self._show()
            self._table.move_cursor(self._kept.cursor)
            self._table.go_to_service(self._kept.service)
        else:
            self._compute()

    def again(self) -> Self:
        self._kept.cursor, self._kept.service = self._table.cursor_id or "", self._table.service
        return type(self)(self._topology, self._kept, signs=self._signs)

    # Computing

    @work(thread=True, exclusive=True, group="matrix", exit_on_error=False)
    def _compute(self) -> None:
        worker = get_current_worker()
        kept = self._kept
        rows: list[MatrixRow] = []
        said_at = 0.0
        try:
            for progress in sweep(self._topology, self._services, by_interface=kept.by_interface):
                rows += progress.rows
                if worker.is_cancelled:
                    return
                if time.monotonic() - said_at > REDRAW_SECONDS:
                    said_at = time.monotonic()
                    self.app.call_from_thread(self._take, list(rows), f"{progress.done:,} of {progress.total:,} traces")
        except VpceTuiError as error:
            self.app.call_from_thread(self._take, rows, f"stopped: {error}")
            return
        self.app.call_from_thread(self._finish, rows)

    def _take(self, rows: list[MatrixRow], progress: str) -> None:
        self._kept.rows, self._progress = rows, progress
        self._show()

    def _finish(self, rows: list[MatrixRow]) -> None:
        self._kept.complete = True
        self._take(rows, "")

    # Showing

    def _show(self) -> None:
        kept = self._kept
        rows = sorted_rows(kept.rows)
        if kept.narrowing:
            wanted = MatrixFilter.parse(kept.narrowing, self._services)
            self._table.show_services(wanted.services)
            rows = wanted.rows(rows, self._names)
        else:
            self._table.show_services(self._services)
        if kept.only_trouble:
            rows = [row for row in rows if row.has_trouble]
        if kept.is_grouped and kept.changed is None:
            rows = grouped(rows, self._signs)
        self._table.view.replace(matrix_nodes(rows, self._names))
        self._table.repaint()
        self._show_top(len(rows))
        self._show_cell()

    def _show_top(self, shown: int) -> None:
        kept = self._kept
        unit = "interfaces" if kept.by_interface else "subnets"
        size = f"  {len(kept.rows):,} {unit} × {len(self._services)} services"
        runs: list[Run] = [("matrix", "heading"), (size, "plain")]
        if kept.is_grouped or kept.only_trouble or kept.narrowing:
            narrowing = [f"/{printable(kept.narrowing)}"] if kept.narrowing else []
            how = " and ".join([*narrowing, *["grouped"] * kept.is_grouped, *["only trouble"] * kept.only_trouble])
            runs.append((f"  {how}: {shown:,} rows", "accent"))
        if kept.edit is not None:
            count = len(kept.changed or ())
            runs += [
                ("  what if ", "heading"),
                (kept.edit.says, "accent"),
                (f": {counted(count, 'cell')} changed", "plain"),
            ]
        if self._progress:
            runs.append((f"  {self._progress}", "warn"))
        self.query_one("#verdict", Static).update(content(runs), layout=False)

    @on(VirtualRows.Highlighted)
    @on(MatrixTable.ServiceChosen)
    def _show_cell(self) -> None:
        node, service = self._node(), self._table.service
        change = (self._kept.changed or {}).get((node.id, service)) if node is not None else None
        told = footer(node, service, change, self._signs)
        self.query_one("#told", Static).update(content([(told, "plain")]), layout=False)

    def _node(self) -> Node | None:
        place = self._table.cursor_id
        return self._table.view.get(place) if place is not None else None
