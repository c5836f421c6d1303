"""Which subnet reaches which service, and by which way? A heat map; Enter opens the trace of the cell.

The cells are made in a thread and appear a subnet at a time. A what-if lays the cells that would change over the map.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Topology
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.whatif import apply
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.cells import content
from vpce_tui.tui.place_keys import bindings_of, hint_runs
from vpce_tui.tui.saving import write_new
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.matrix_keys import MATRIX_KEYS
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.widgets.matrix_table import MatrixTable
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.view.asked import Asked
from vpce_tui.view.choices import Choice
from vpce_tui.view.edit_words import FORMS, parse_edit
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.lines import Target, counted
from vpce_tui.view.matrix import Change, MatrixRow, changes, grouped, services_of, sorted_rows, sweep
from vpce_tui.view.matrix_files import csv_text, matrix_members
from vpce_tui.view.matrix_filter import MatrixFilter
from vpce_tui.view.matrix_rows import VpcHeading, cell_at, footer, matrix_nodes, name_runs, row_id, service_run
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable
from vpce_tui.view.tree import Node

REDRAW_SECONDS: Final = 0.2
EVERYTHING: Final = "everything"
"""The words that drop the filter."""


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


class MatrixScreen(AboveScreen):
    """Subnets × services."""

    DEFAULT_CSS = """
    MatrixScreen {
        & > #verdict { height: 1; padding: 0 1; background: $panel; }
        & > #matrix { height: 1fr; }
        & > #told { height: 2; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the rows' own `g`, which goes to the first one; Home still does.
        Binding("g", "group", "Group", show=False, priority=True, id="matrix.group"),
        *bindings_of([key for key in MATRIX_KEYS if key.keys != "g"]),
    ]

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
        yield Static(id="hints")

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

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#hints", Static).update(content(hint_runs(MATRIX_KEYS, event.size.width)), layout=False)

    def again(self) -> MatrixScreen:
        self._kept.cursor, self._kept.service = self._table.cursor_id or "", self._table.service
        return MatrixScreen(self._topology, self._kept, signs=self._signs)

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

    # Keys

    @on(VirtualRows.Chosen)
    def open_trace(self) -> None:
        node = self._node()
        if node is None or isinstance(node.item, VpcHeading):
            return
        cell = cell_at(node.item, self._table.service)
        example = node.item.example_of(cell) if cell is not None else ""
        if cell is None or not example:
            self.notify("no interface stands in this subnet: there is nobody to trace from", severity="warning")
            return
        asked = Asked(flow_of(example, cell.service), self._topology)
        edits = (self._kept.edit,) if self._kept.edit is not None else ()
        self.app.push_screen(TraceScreen(Asked(asked.flow, asked.topology, edits=edits), signs=self._signs))

    def action_group(self) -> None:
        if self._kept.changed is not None:
            self.notify("rows are not grouped while a what-if is shown: x drops it", severity="warning")
            return
        self._kept.is_grouped = not self._kept.is_grouped
        self._show()

    def action_trouble(self) -> None:
        self._kept.only_trouble = not self._kept.only_trouble
        self._show()

    def action_filter(self) -> None:
        hint = "services, names, way:nat way:none way:blocked; ! turns around"
        every = [Choice.of(EVERYTHING, more="drop the filter")] * bool(self._kept.narrowing)
        choices = [*every, *(Choice.of(service, more="this column alone") for service in self._services)]
        self._ask("show what?", lambda: choices, hint, self._narrow)

    def _narrow(self, words: str | None) -> None:
        if words:
            self._kept.narrowing = "" if words == EVERYTHING else words
            self._show()

    def action_unit(self) -> None:
        self._kept.by_interface = not self._kept.by_interface
        self._kept.complete = False
        self._kept.edit = self._kept.changed = None
        self._take([], "reading…")
        self._compute()

    def action_record(self) -> None:
        node = self._node()
        if node is None:
            return
        item = node.item
        if isinstance(item, VpcHeading):
            self.follow(Target(Vpc, item.vpc_id))
        elif item.interface_id:
            self.follow(Target(NetworkInterface, item.interface_id))
        else:
            self.follow(Target(Subnet, item.subnet_id))

    def action_copy_cell(self) -> None:
        node, service = self._node(), self._table.service
        self.copy(footer(node, service, None, self._signs), "what the bottom line says")

    # What if

    def action_what_if(self) -> None:
        if self._kept.edit is not None:
            self._kept.edit = self._kept.changed = None
            self._show()
        elif not self._kept.complete or self._kept.by_interface:
            why = "it is for rows by subnet: b" if self._kept.by_interface else "the map is not complete yet"
            self.notify(f"no what-if now: {why}", severity="warning")
        else:
            self._ask("what if …?", _edit_forms, "type a change", self._try)

    def _try(self, words: str | None) -> None:
        if not words:
            return
        try:
            edit = parse_edit(words)
        except VpceTuiError as error:
            self.notify(str(error), severity="warning", timeout=10, markup=False)
            return
        self._progress = "trying the change…"
        self._show()
        self._overlay(edit)

    @work(thread=True, exclusive=True, group="overlay", exit_on_error=False)
    def _overlay(self, edit: Edit) -> None:
        worker = get_current_worker()
        rows: list[MatrixRow] = []
        try:
            for progress in sweep(apply(edit, self._topology), self._services):
                rows += progress.rows
                if worker.is_cancelled:
                    return
        except VpceTuiError as error:
            self.app.call_from_thread(self._lay_over, None, {}, str(error))
            return
        found = {(row_id(change.row), change.service): change for change in changes(self._kept.rows, rows)}
        self.app.call_from_thread(self._lay_over, edit, found, "")

    def _lay_over(self, edit: Edit | None, found: dict[tuple[str, str], Change], trouble: str) -> None:
        self._progress = ""
        self._kept.edit, self._kept.changed = edit, found if edit is not None else None
        if trouble:
            self.notify(trouble, severity="warning", markup=False)
        self._show()

    # Files

    def action_save(self) -> None:
        names = [Choice.of("matrix.csv"), Choice.of("matrix.json")]
        self._ask("save to which file?", lambda: names, "a name in .csv or .json", self._save)

    def _ask(
        self, title: str, load: Callable[[], list[Choice]], hint: str, answered: Callable[[str | None], None]
    ) -> None:
        self.app.push_screen(AskScreen(title, load, hint=hint, signs=self._signs), answered)

    def _save(self, name: str | None) -> None:
        if name:
            self._write(name, sorted_rows(self._kept.rows))

    @work(thread=True, group="save", exit_on_error=False)
    def _write(self, name: str, rows: list[MatrixRow]) -> None:
        if name.endswith(".json"):
            members = matrix_members(rows, self._services, by_interface=self._kept.by_interface)
            text = json.dumps(members, indent=1) + "\n"
        else:
            text = csv_text(rows)
        self.app.call_from_thread(partial(self.tell_saved, *write_new(name, text)))

    def action_leave(self) -> None:
        if self._kept.edit is not None:
            self.action_what_if()
        elif self._kept.narrowing:
            self._narrow(EVERYTHING)
        else:
            super().action_leave()

    def action_help(self) -> None:
        self.show_help(MATRIX_KEYS)


def _edit_forms() -> list[Choice]:
    return [Choice.of(form.split("    ")[0], form, "form to fill in") for form in FORMS]
