"""Which calls were made to AWS? One by one or added up by operation, while more are made."""

from __future__ import annotations

import json
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from vpce_tui.collect.call_log import CallLog
from vpce_tui.model.calls import sum_of
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.calls import CALL_COLUMNS, TOTAL_COLUMNS, call_members, call_nodes, headline, total_nodes
from vpce_tui.view.table import Sorting, TableView
from vpce_tui.view.text import UNICODE_SIGNS, Signs

KEYS: Final = placed(
    "calls",
    Key("tab", "totals", "totals by operation, and back to the calls", "Calls", "totals", 1),
    Key("s", "sort('ms')", "sort by latency; again, the other way around", "Calls", "slowest", 2, name="sort_latency"),
    Key("t", "sort('at')", "sort by time", "Calls", "newest", 3, name="sort_time"),
    Key("slash", "filter", "filter: text in any column", "Calls", "filter", 4),
    Key("y", "copy_request", "copy the request id, for AWS's support", "Calls", "id", 6),
    Key("c", "copy_json", "copy the calls that are kept as JSON", "Calls", "JSON", 7),
    Key("x,ctrl+c", "cancel_reading", "stop reading", "Calls", "stop", 5),
    Key("question_mark", "help", "these keys; a click on a title sorts by it", "Calls", "keys", 8),
    Key("escape,left_square_bracket,L", "leave", "back", "Calls", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Calls"),
)

NEWEST: Final = Sorting("at", descending=True)


class CallsScreen(AboveScreen):
    """The log, live."""

    DEFAULT_CSS = """
    CallsScreen {
        & > #told { height: 1; padding: 0 1; }
        & > #calls { height: 1fr; }
    }
    """
    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]

    def __init__(self, log: CallLog, *, totals: bool = False, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._log = log
        self._totals = totals
        self._signs = signs
        self._shown = -1
        self._filter = ""

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="told")
        yield VirtualTable(signs=self._signs, id="calls")
        yield Prompt(id="prompt")
        yield self.hint_line()

    def on_mount(self) -> None:
        self._table.focus()
        self._begin()
        # Four times a second would be sent four times a second; a person reads a table no faster than this.
        self.set_interval(1, self._show)

    def again(self) -> CallsScreen:
        return CallsScreen(self._log, totals=self._totals, signs=self._signs)

    @property
    def _table(self) -> VirtualTable:
        return self.query_one("#calls", VirtualTable)

    def _begin(self) -> None:
        """Show the calls or the totals from the top."""
        view = TableView(TOTAL_COLUMNS if self._totals else CALL_COLUMNS)
        if not self._totals:
            view.sort(NEWEST)
        view.filter_text(self._filter)
        self._table.view = view
        self._table.forget_place()
        self._shown = -1
        self._show()

    def _show(self) -> None:
        """Take the calls in that were made since; the cursor stays on its row."""
        if self._shown == self._log.count:
            return
        self._shown = self._log.count
        totals = self._log.totals()
        calls = self._log.newest()
        self._table.view.replace(total_nodes(totals) if self._totals else call_nodes(calls))
        told = headline(sum_of(totals), len(calls))
        self.query_one("#told", Static).update(content([(told, "heading")]), layout=False)

    def action_totals(self) -> None:
        self._totals = not self._totals
        self._begin()

    def action_sort(self, column: str) -> None:
        view = self._table.view
        if view.sorting is None or view.sorting.column_key != column:
            view.sort(Sorting(column, descending=True))
        else:
            view.sort_by(column)

    def action_filter(self) -> None:
        self.query_one(Prompt).ask("filter", "text in any column", self._filter)

    @on(Prompt.Typed)
    def filter_typed(self, message: Prompt.Typed) -> None:
        self._filter = message.text
        self._table.view.filter_text(message.text)

    @on(Prompt.Answered)
    def filter_answered(self) -> None:
        self._table.focus()

    @on(Prompt.GivenUp)
    def filter_given_up(self) -> None:
        self._filter = ""
        self._table.view.filter_text("")
        self._table.focus()

    def action_copy_request(self) -> None:
        row = self._table.view.get(self._table.cursor_id) if self._table.cursor_id else None
        request = "" if row is None or self._totals else row.item.request_id
        if request:
            self.copy(request, f"the request id {request}")
        else:
            self.notify("AWS gave this call no request id", severity="warning")

    def action_copy_json(self) -> None:
        calls = [call_members(call) for _, call in self._log.newest()]
        self.copy(json.dumps(calls, indent=1), "the calls as JSON")

    def action_cancel_reading(self) -> None:
        self.explorer.fresh.cancel()
