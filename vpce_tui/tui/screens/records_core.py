"""Which rows does the table of one type show, and what stands above them?

The rows are worked out in a thread from an immutable topology, also when more is read; the cursor and the marks stay
on their records. Order, filter and cursor of a type are as they were left when its table is opened again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final, Self

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.model.resource import Resource
from vpce_tui.model.topology import Topology
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.picking import Picking
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.coverage import failures
from vpce_tui.view.filters import Filter
from vpce_tui.view.lines import counted, state_style
from vpce_tui.view.record_table import Order, Rows, column_titles, parse_sorting, rows_of, table_columns
from vpce_tui.view.table import Sorting, TableView
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable

AGAIN_SECONDS: Final = 1.0
"""While records stream in, the table is made anew no more often than this."""
PATIENCE: Final = 4
"""Nor does that take more than one of so many parts of the time."""


@dataclass(slots=True)
class TableState:
    """How a type's table was left."""

    filter: str = ""
    sorting: Sorting | None = None
    cursor: str = ""


class RecordsCore(AboveScreen):
    """The rows, and what is told of them."""

    DEFAULT_CSS = """
    RecordsCore {
        & > #verdict { height: 1; padding: 0 1; background: $panel; }
        & > #records { height: 1fr; }
    }
    """

    def __init__(
        self,
        resource: Resource[Any],
        states: dict[str, TableState],
        words: str | None = None,
        *,
        signs: Signs = UNICODE_SIGNS,
    ) -> None:
        """Show the records of a type. `words` replace the filter that the type's table was left with."""
        super().__init__()
        self._resource = resource
        self._states = states
        self._state = states.setdefault(resource.name, TableState())
        if words is not None:
            self._state.filter = words
        self._signs = signs
        self._rows: Rows | None = None
        self._order = Order()
        self._made_of: Topology | None = None
        self._made_at = 0.0
        self._took = 0.0
        """Seconds that making the rows took."""

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="verdict")
        yield VirtualTable(signs=self._signs, id="records")
        yield Prompt(id="prompt")
        yield self.hint_line()

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#records", VirtualTable)

    def on_mount(self) -> None:
        self._table.focus()
        self._picking = Picking(self._table)
        if self._state.sorting is None:
            words = self.explorer.linking.places.now.sortings.get(self._resource.name, "")
            self._state.sorting = parse_sorting(words, self._titles())
        self._make()

    def on_resize(self) -> None:
        self._show_top()

    def again(self) -> Self:
        return type(self)(self._resource, self._states, signs=self._signs)

    def renew(self) -> None:
        """Follow what was read meanwhile."""
        super().renew()
        topology = self.explorer.topology
        patience = max(AGAIN_SECONDS, PATIENCE * self._took)
        is_old = time.monotonic() - self._made_at > patience or not self.explorer.is_reading
        if self._rows is not None and self.is_attached and topology is not self._made_of and is_old:
            self._make()

    def _titles(self) -> list[str]:
        return column_titles(self._resource, self.explorer.topology)

    # Making the rows

    def _make(self) -> None:
        self._made_of = self.explorer.topology
        self._made_at = time.monotonic()
        self._build(self._made_of, self._state.filter, self._state.sorting)

    @work(thread=True, exclusive=True, group="records", exit_on_error=False)
    def _build(self, topology: Topology, words: str, sorting: Sorting | None) -> None:
        worker = get_current_worker()
        began = time.monotonic()
        rows = rows_of(
            self._resource,
            topology,
            Filter.parse(words),
            sorting,
            self.explorer.scoping.chosen,
            self._order,
            lambda: worker.is_cancelled,
        )
        if worker.is_cancelled:
            return
        view = TableView((), rows.nodes())
        self._took = time.monotonic() - began
        self.app.call_from_thread(self._show, topology, rows, view, words)

    def _show(self, topology: Topology, rows: Rows, view: TableView, words: str) -> None:
        if not self.is_attached:
            return
        first = self._rows is None
        self._rows = rows
        # The order is made already: the table is told of it for the arrow in the header alone.
        view.show_as(table_columns(rows, topology, self._signs), self._state.sorting)
        self._table.view = view
        self._table.needle = next(
            (word.text for word in Filter.parse(words).words if word.place == "any" and not word.inverse), ""
        )
        if first and self._state.cursor:
            self._table.move_cursor(self._state.cursor)
        self._show_top()

    def _show_top(self) -> None:
        rows = self._rows
        runs: list[Run] = [(self._resource.title, "heading")]
        if rows is None:
            runs.append(("  reading…", "muted"))
        else:
            runs += self._count_runs(rows)
        self.query_one("#verdict", Static).update(content(runs), layout=False)

    def _count_runs(self, rows: Rows) -> list[Run]:
        position, _ = self._table.position
        place = f"{position + 1:,} / " if position is not None else ""
        runs: list[Run] = [(f"  {place}{len(rows.shown):,}", "plain")]
        if self._state.filter:
            runs.append((f" of {rows.total:,} match", "plain"))
        if self._table.picked:
            runs.append((f"  {len(self._table.picked):,} marked", "accent"))
        runs += [(f"  {state} {number:,}", state_style(state)) for state, number in rows.states[:4]]
        topology = self.explorer.topology
        gaps = [scope for scope in topology.scopes if any(failures(topology, scope, {self._resource.record}))]
        if gaps:
            runs.append((f"  {self._signs.unknown} not read in {counted(len(gaps), 'scope')}", "unknown"))
        if self.explorer.scoping.chosen:
            runs.append((f"  only {counted(len(self.explorer.scoping.chosen), 'scope')}", "accent"))
        if self._state.filter:
            runs.append((f"  / {printable(self._state.filter)}", "match"))
        return runs

    @on(VirtualRows.Moved)
    def show_position(self) -> None:
        self._state.cursor = self._table.cursor_id or ""
        self._show_top()
