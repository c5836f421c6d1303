"""Why does this not reach that? The path, hop by hop, with the rule that decided each and what would help.

The trace is made in a thread from an immutable topology; keys never wait for it. The verdict stays in sight at the
top, and the cursor starts on the first blocker. A what-if shows the same page on a copy of the topology with an edit
made, and below it which subnets gain or lose which services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key
from vpce_tui.tui.policy_asking import PolicyAsking
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.trace_keys import TRACE_KEYS, WITHOUT_A_TRACE
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.access_words import likely_caller
from vpce_tui.view.asked import Asked, Found, answer
from vpce_tui.view.lines import Line, blank, said
from vpce_tui.view.matrix import MatrixRow, changes, services_of, sweep
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.trace import TracePage, trace_page
from vpce_tui.view.what_if import change_lines, edit_lines


class TraceCore(AboveScreen):
    """One trace, answered and shown."""

    DEFAULT_CSS = """
    TraceCore {
        & > #verdict { height: auto; max-height: 7; padding: 0 1; background: $panel; }
        & > #trace { height: 1fr; }
    }
    """

    def __init__(
        self,
        asked: Asked,
        found: Found | None = None,
        *,
        line: int | None = None,
        changed: list[Line] | None = None,
        signs: Signs = UNICODE_SIGNS,
    ) -> None:
        """Ask a question; with `found` it has been answered already, and `changed` says who gains or loses by edits."""
        super().__init__()
        self._asked = asked
        self._found = found
        self._line = line
        self._signs = signs
        self._is_refused = False
        """Nothing could be traced: there is no such thing, or it was not read."""
        self._page: TracePage | None = None
        self._lines: list[Line] = []
        self._changed = changed
        self._asking = PolicyAsking(self, self._trace_again)

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static("tracing…", id="verdict")
        yield TextView(signs=self._signs, id="trace")
        yield Prompt(id="prompt")
        yield self.hint_line()

    def on_mount(self) -> None:
        self.query_one("#trace").focus()
        if self._found is None:
            self._compute()
        else:
            self._show()

    def again(self) -> Self:
        line, signs = self._cursor_line(), self._signs
        return type(self)(self._asked, self._found, line=line, changed=self._changed, signs=signs)

    def on_resize(self) -> None:
        if self._found is not None:
            self._line = self._cursor_line() if self._page is not None else self._line
            self._show()

    # Answering

    @work(thread=True, exclusive=True, group="trace", exit_on_error=False)
    def _compute(self) -> None:
        worker = get_current_worker()
        try:
            found = answer(self._asked)
        except VpceTuiError as error:
            self.app.call_from_thread(self._refuse, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, found)

    def live_keys(self) -> Sequence[Key]:
        return WITHOUT_A_TRACE if self._is_refused else TRACE_KEYS

    def _refuse(self, told: str) -> None:
        self._is_refused = True
        self.show_hints()
        self.query_one("#verdict", Static).update(content([("cannot trace", "bad")]))
        lines = told.split("\n")
        self.query_one("#trace", TextView).lines = [TextLine([(line, "plain")]) for line in lines]

    @property
    def shown_scope(self) -> Scope | None:
        if self._found is None:
            return None
        source = self._asked.topology.find(NetworkInterface, self._found.trace.flow.source)
        return None if isinstance(source, Absent) else self._asked.topology.scope_of(source)

    def _take(self, found: Found) -> None:
        self._found = found
        if self._is_refused:
            self._is_refused = False
            self.show_hints()
        self.renew_where()
        self._show()
        if found.edited is not None and self._changed is None:
            self._compare()

    @work(thread=True, exclusive=True, group="compare", exit_on_error=False)
    def _compare(self) -> None:
        """Judge every subnet and service with and without the edits. Some seconds on a very large network."""
        worker = get_current_worker()
        found = self._found
        assert found is not None
        assert found.edited is not None
        services = services_of(self._asked.topology)
        swept: list[list[MatrixRow]] = []
        try:
            for topology in (self._asked.topology, found.edited):
                rows: list[MatrixRow] = []
                for progress in sweep(topology, services):
                    rows += progress.rows
                    if worker.is_cancelled:
                        return
                swept.append(rows)
        except VpceTuiError as error:
            self.app.call_from_thread(self._take_changes, [said(str(error), "unknown")])
            return
        lines = change_lines(changes(*swept), Names(self._asked.topology), self._signs)
        self.app.call_from_thread(self._take_changes, lines)

    def _take_changes(self, lines: list[Line]) -> None:
        self._line = self._cursor_line()
        self._changed = lines
        self._show()

    def _trace_again(self, topology: Topology) -> None:
        asked = self._asked
        access = asked.access
        if self._asking.is_waiting or access is None or self._found is None:
            return
        source = self._found.trace.flow.source
        if access.principal == likely_caller(asked.topology, source).principal:
            caller = likely_caller(topology, source)
            access = replace(access, principal=caller.principal, note=caller.note)
        self._asked = replace(asked, topology=topology, access=access)
        self._compute()

    # Showing

    def _show(self) -> None:
        found = self._found
        if found is None or not self.is_mounted or not self.size.width:
            return
        # One cell is the cursor's, two are the scrollbar's.
        page = trace_page(found.trace, self._signs, width=self.size.width - 3, topology=self._asked.topology)
        head = list(page.head)
        if found.before is not None:
            head = [*edit_lines(self._asked.edits, found.before, self._signs), *head]
        self.query_one("#verdict", Static).update(Content("\n").join(content(line.cells) for line in head))
        self._lines = [*page.body, *self._change_section(found)]
        view = self.query_one("#trace", TextView)
        first = self._page is None
        self._page = page
        view.lines = [TextLine(line.cells, id=f"{at}") for at, line in enumerate(self._lines)]
        wanted = self._line if self._line is not None else page.first_trouble if first else None
        if wanted is not None:
            view.move_cursor(f"{min(wanted, len(self._lines) - 1)}")

    def _change_section(self, found: Found) -> list[Line]:
        if found.edited is None:
            return []
        return [blank(), *(self._changed or [said("looking at who else gains or loses…", "muted")])]

    def _cursor_line(self) -> int | None:
        place = self.query_one("#trace", TextView).cursor_id
        return int(place) if place is not None and place.isdecimal() else None
