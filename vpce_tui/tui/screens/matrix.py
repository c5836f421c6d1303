"""What can one do with the map of subnets and services? Enter opens the trace of the cell.

The map is grouped, narrowed, saved; a what-if lays the cells that would change over it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.whatif import apply
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.saving import write_new
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.matrix_core import MatrixCore
from vpce_tui.tui.screens.matrix_keys import MATRIX_KEYS
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.view.asked import Asked
from vpce_tui.view.choices import Choice
from vpce_tui.view.edit_words import FORMS, parse_edit
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.lines import Target
from vpce_tui.view.matrix import Change, MatrixRow, changes, sorted_rows, sweep
from vpce_tui.view.matrix_files import csv_text, matrix_members
from vpce_tui.view.matrix_rows import VpcHeading, cell_at, footer, row_id

EVERYTHING: Final = "everything"
"""The words that drop the filter."""


class MatrixScreen(MatrixCore):
    """Subnets × services, with what can be done with them."""

    KEYS = MATRIX_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the rows' own `g`, which goes to the first one; Home still does.
        Binding("g", "group", "Group", show=False, priority=True, id="matrix.group"),
        *bindings_of([key for key in MATRIX_KEYS if key.keys != "g"]),
    ]

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


def _edit_forms() -> list[Choice]:
    return [Choice.of(form.split("    ")[0], form, "form to fill in") for form in FORMS]
