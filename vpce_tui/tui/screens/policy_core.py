"""How do the panes of the policy panel stay in step with the policy and the request?

A request is evaluated at each keystroke; a document so large that this would be felt is evaluated in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import get_current_worker

from vpce_tui.resources.vpc_endpoint import short_service
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.panes import is_narrow
from vpce_tui.tui.keys import Key
from vpce_tui.tui.policy_store import Recent, load_recent, state_file
from vpce_tui.tui.screens.policy_form import PolicyForm
from vpce_tui.tui.screens.policy_keys import EDITING_KEYS, POLICY_KEYS, TYPING_KEYS
from vpce_tui.tui.screens.policy_state import RecentRequests, latest
from vpce_tui.tui.widgets.path_toggle import PathToggle
from vpce_tui.tui.widgets.policy_view import PolicyView, PreparedLines, prepared
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.request_form import Field, RequestForm
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.lines import Line
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_panel import Panel, asked_runs, panel
from vpce_tui.view.policy_request import Ask
from vpce_tui.view.policy_suggestions import first_ask

PANES: Final = ("document", "answer", "request")
LARGE: Final = 400
"""Statements above which a request is evaluated in a thread; AWS's limit leaves room for about 200."""


class PolicyCore(PolicyForm):
    """The panes, and what keeps them in step with the policy and the request."""

    def compose(self) -> ComposeResult:
        yield self.where_line()
        with Vertical(id="head"):
            yield Static("reading the policy…", id="verdict")
            yield Static(id="asked")
        yield PathToggle(id="paths")
        with Horizontal(id="policy-panes"):
            with Vertical(id="document-pane", classes="policy-pane"):
                yield PolicyView(signs=self._signs, id="document")
                yield Static(id="told")
                yield TextArea(show_line_numbers=True, id="editor")
                yield WrappedLines(signs=self._signs, id="beside")
            with Vertical(id="right"):
                yield WrappedLines(signs=self._signs, id="answer", classes="policy-pane")
                yield RequestForm(self._offers, signs=self._signs, id="request")
        yield Prompt(id="prompt")
        yield self.hint_line()

    def on_mount(self) -> None:
        self._form.add_class("policy-pane")
        self._form.border_title = "3 Request"
        self.query_one("#answer").border_title = "2 Decision"
        self.query_one("#beside", WrappedLines).can_focus = False
        self._read()
        self._choose_pane(self._state.pane)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(is_narrow(event.size), "-narrow")

    def live_keys(self) -> Sequence[Key]:
        if isinstance(self.focused, Field):
            return TYPING_KEYS
        return EDITING_KEYS if isinstance(self.focused, TextArea) else POLICY_KEYS

    # Reading

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def _read(self) -> None:
        """Read the policy, lint it, make its lines, and read the recent requests."""
        setting, worker = self._state.setting, get_current_worker()
        source = setting.endpoint.policy_document
        text = PolicyText(source, setting.lint_context, setting.endpoint.vpc_endpoint_id) if source else None
        shown = self._state.draft or text
        if shown is not None:
            shown.summary()
        lines = prepared(shown, self._signs, "AWS told no policy for this endpoint")
        recent, trouble = (list(self._recent), "") if self._recent else load_recent(state_file())
        ask = self._state.ask or latest(recent, setting) or first_ask(setting, text)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, text, lines, recent, ask, trouble)

    def _take(
        self, text: PolicyText | None, lines: PreparedLines, recent: list[Recent], ask: Ask, trouble: str
    ) -> None:
        self._text, self._state.ask = text, ask
        self._recent = RecentRequests(recent)
        self._is_reading = False
        self._show_document(lines)
        if trouble:
            self.notify(trouble, severity="warning", markup=False)
        self._show_fields()
        self._is_placing = True
        self._evaluate()
        self._choose_pane(self._state.pane)

    def _show_document(self, lines: PreparedLines) -> None:
        self._document.show_policy(lines)
        setting = self._state.setting
        of_many = f" {self._state.at + 1}/{len(self._state.settings)}" if len(self._state.settings) > 1 else ""
        copy = " · edited copy, not written to AWS" if self._state.draft else ""
        pane = self.query_one("#document-pane")
        pane.border_title = content(
            [(f"1 {setting.endpoint.vpc_endpoint_id}{of_many} {short_service(setting.endpoint)}{copy}", "plain")]
        )
        pane.border_subtitle = content(self._shown.summary() if self._shown else [])

    def _reopen(self) -> None:
        """Read anew and show, the editor closed: another policy is to be tried."""
        self.remove_class("-editing")
        self._is_reading = True
        self._read()

    # Evaluating

    def _evaluate(self) -> None:
        """Answer what stands in the form."""
        if self._is_reading or self._state.ask is None:
            return
        shown = self._shown
        if shown is not None and shown.document is not None and len(shown.document.statements) > LARGE:
            self._evaluate_large(self._state.ask)
        else:
            self._show(self._state.ask, self._answer(self._state.ask))

    @work(thread=True, exclusive=True, group="evaluate", exit_on_error=False)
    def _evaluate_large(self, ask: Ask) -> None:
        worker = get_current_worker()
        found = self._answer(ask)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, ask, found)

    def _answer(self, ask: Ask) -> Panel:
        return panel(self._state.setting, self._shown, ask, self._state.given, datetime.now(UTC), self._signs)

    def _show(self, ask: Ask, found: Panel) -> None:
        if ask != self._state.ask or not self.is_mounted:
            return  # something else was typed meanwhile
        self._panel = found
        self.query_one("#verdict", Static).update(content(found.headline), layout=self.has_class("-narrow"))
        self.query_one("#asked", Static).update(content(asked_runs(ask)), layout=False)
        self.query_one(PathToggle).show(found.paths)
        self.query_one("#answer", WrappedLines).show_lines(found.answer)
        self._document.show_marks(found.marks)
        self._place_cursor(found)
        self._form.show_keys(found.keys)
        self._show_line_told()
        self._show_key_told()
        self._show_offered()

    # The document's lines

    def _place_cursor(self, found: Panel) -> None:
        """Put the cursor of a policy that has just been opened on the first line that has something to say."""
        if self._is_placing:
            self._is_placing = False
            told = sorted(line for line, mark in found.marks.items() if mark.note)
            findings = sorted(self._shown.findings_by_line) if self._shown else []
            for line in (*told, *findings)[:1]:
                self._document.move_cursor(f"{line}")

    @on(VirtualRows.Highlighted)
    def note_line(self, message: VirtualRows.Highlighted) -> None:
        if message.widget.id == "document":
            self._show_line_told()
        elif message.widget.id == "keys":
            self._show_key_told()

    def _show_line_told(self) -> None:
        """Tell all about the line under the cursor."""
        shown, line = self._shown, self._document.cursor_line
        lines = shown.on_demand(line, self._panel.marks if self._panel else {}, self._signs) if shown and line else []
        if lines != self._line_told:
            self._line_told = lines
            self.query_one("#told", Static).update(_joined(lines))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        pane = self._pane_of(event.widget)
        if pane and pane != self._state.pane:
            self._mark_pane(pane)
        self._show_offered()
        self.show_hints()

    # Panes

    def _choose_pane(self, pane: str) -> None:
        self._mark_pane(pane)
        self.set_focus(self._stop_of(pane))

    def _mark_pane(self, pane: str) -> None:
        self._state.pane = pane
        for each in PANES:
            self.set_class(each == pane, f"-{each}")

    def _stop_of(self, pane: str) -> Widget:
        if pane == "document":
            return self.query_one("#editor") if self.has_class("-editing") else self._document
        return self.query_one("#answer") if pane == "answer" else self._form.stop

    def _pane_of(self, widget: Widget) -> str:
        if widget.id in ("document", "editor"):
            return "document"
        if widget.id == "answer":
            return "answer"
        return "request" if self._form in widget.ancestors else ""


def _joined(lines: Sequence[Line]) -> Content:
    return Content("\n").join(content(line.cells) for line in lines)
