"""May this caller do that through this endpoint, which statement decides, and what would an edit change?

Left the document, right the decision and the request; narrow terminals show one of the three at a time. A request is
evaluated at each keystroke; a document so large that this would be felt is evaluated in a thread. The document is
edited on a copy only: nothing here writes to AWS.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.policy import CaseError, Policies, PolicyDocument, PolicyDocumentError, RequestError
from vpce_tui.policy.compare import DEFAULT_POLICY
from vpce_tui.policy.request_facts import RequestPath
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, short_service
from vpce_tui.tui.cells import content
from vpce_tui.tui.place_keys import hint_runs
from vpce_tui.tui.policy_store import Recent, load_recent, read_file, save_recent, state_file, write_json
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.help import HelpScreen
from vpce_tui.tui.screens.policy_css import POLICY_CSS
from vpce_tui.tui.screens.policy_diff import PolicyDiffScreen
from vpce_tui.tui.screens.policy_keys import POLICY_KEYS, TYPING_KEYS, policy_bindings
from vpce_tui.tui.screens.policy_state import PanelState, RecentRequests, latest, recent_choices
from vpce_tui.tui.screens.policy_texts import PolicyTextsScreen
from vpce_tui.tui.widgets.path_toggle import PathToggle
from vpce_tui.tui.widgets.policy_view import PolicyView, PreparedLines, prepared
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.request_form import FIELDS, Field, RequestForm
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.policy_case import case_of, is_case, read_saved_case
from vpce_tui.view.policy_document import PolicyText, editable
from vpce_tui.view.policy_panel import Panel, key_lines, panel
from vpce_tui.view.policy_request import (
    CALLING_SERVICE,
    FORWARDING_SERVICE,
    Ask,
    settings_for,
    typed_values,
)
from vpce_tui.view.policy_suggestions import action_note, first_ask, offered_actions, principals, resources
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable

PANES: Final = ("document", "answer", "request")
NARROW_COLUMNS: Final = 110
NARROW_ROWS: Final = 30
LARGE: Final = 400
"""Statements above which a request is evaluated in a thread; AWS's limit leaves room for about 200."""
MOST_OFFERED_IN_LINE: Final = 6
_PLACEHOLDERS: Final = {
    "principal": "ARN of a role, user or session; a service; empty for nobody",
    "action": "service:Name",
    "resource": "ARN",
    "account": "the account that owns it",
}


class PolicyScreen(AboveScreen):
    """One endpoint's policy and a request that is tried on it."""

    DEFAULT_CSS = POLICY_CSS
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*policy_bindings()]

    def __init__(self, state: PanelState, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._state = state
        self._signs = signs
        self._text: PolicyText | None = None
        """The endpoint's own policy."""
        self._panel: Panel | None = None
        self._recent = RecentRequests()
        self._asked_key = ""
        self._is_reading = True
        self._is_placing = False
        self._line_told: list[Line] = []

    def compose(self) -> ComposeResult:
        yield Static("reading the policy…", id="verdict")
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
        yield Static(id="hints")

    def on_mount(self) -> None:
        self._form.add_class("policy-pane")
        self._form.border_title = "3 Request"
        self.query_one("#answer").border_title = "2 Decision"
        self.query_one("#beside", WrappedLines).can_focus = False
        self._read()
        self._choose_pane(self._state.pane)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < NARROW_COLUMNS or event.size.height < NARROW_ROWS, "-narrow")
        self._show_hints()

    def _show_hints(self) -> None:
        keys = TYPING_KEYS if isinstance(self.focused, Field | TextArea) else POLICY_KEYS
        self.query_one("#hints", Static).update(content(hint_runs(keys, self.size.width)), layout=False)

    def again(self) -> PolicyScreen:
        return PolicyScreen(self._state, signs=self._signs)

    @property
    def _form(self) -> RequestForm:
        return self.query_one(RequestForm)

    @property
    def _document(self) -> PolicyView:
        return self.query_one(PolicyView)

    @property
    def _shown(self) -> PolicyText | None:
        """The policy that requests are tried on: the edited copy, or the endpoint's own."""
        return self._state.draft or self._text

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
        self.query_one("#verdict", Static).update(content(found.headline), layout=False)
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

    def _show_key_told(self) -> None:
        key = self._form.keys.cursor_id
        found = next((each for each in self._panel.keys if each.key == key), None) if self._panel else None
        wanted = self._shown.condition_values.get(found.key.lower(), ()) if found and self._shown else ()
        lines = key_lines(found, wanted) if found else []
        self._form.show_key_told([run for line in lines for run in (*line.cells, (". ", "muted"))])

    # The form

    def _show_fields(self) -> None:
        ask = self._state.ask
        if ask is None:
            return
        places = _PLACEHOLDERS | {
            "source": "public address" if ask.is_over_internet else "address in the VPC",
            "service": FORWARDING_SERVICE if ask.path is RequestPath.FORWARDED else CALLING_SERVICE,
        }
        texts = {name: ask.field_text(name) for name in FIELDS}
        self._form.show_fields({name: printable(text) for name, text in texts.items()}, places)

    @on(RequestForm.Typed)
    def take_field(self, message: RequestForm.Typed) -> None:
        ask = self._state.ask
        if ask is None:
            return
        self._state.ask = ask.with_field(message.name, message.text)
        self._evaluate()

    @on(RequestForm.Settled)
    def settle_field(self) -> None:
        self._remember()

    def _offers(self, name: str, typed: str) -> Sequence[str]:
        """Return what a field may become."""
        ask, document = self._state.ask, self._shown.document if self._shown else None
        if ask is None:
            return ()
        if name == "action":
            return offered_actions(typed)
        if name == "resource":
            return resources(self._state.setting, ask.action, document)
        if name == "principal":
            return principals(self._state.setting, document)
        return ()

    def _show_offered(self) -> None:
        """Show below the fields what the focused one may become, and what is wrong with the action."""
        ask = self._state.ask
        name = self._form.focused_field
        runs: list[Run] = []
        if ask is not None and (name != "action" or not self._offers("action", ask.action)):
            runs = action_note(ask.action)
        if name and ask is not None and not runs:
            offered = self._offers(name, ask.field_text(name))[:MOST_OFFERED_IN_LINE]
            runs = [("^N ", "key"), ("  ".join(offered), "muted")] if offered else []
        self._form.show_offered(runs)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        pane = self._pane_of(event.widget)
        if pane and pane != self._state.pane:
            self._mark_pane(pane)
        self._show_offered()
        self._show_hints()

    # Keys of the context

    @on(VirtualRows.Chosen)
    def follow(self, message: VirtualRows.Chosen) -> None:  # type: ignore[override]
        message.stop()
        if message.widget.id == "keys":
            self._ask_value(message.node_id)
        elif message.widget.id == "document":
            self.toggle_class("-telling")

    def _ask_value(self, key: str) -> None:
        found = next((each for each in self._panel.keys if each.key == key), None) if self._panel else None
        asked = self._shown.condition_values.get(key.lower(), ()) if self._shown else ()
        value = found.value if found and found.value else next(iter(asked), "")
        self._asked_key = key
        self.query_one(Prompt).ask("value", f"value of {printable(key)}; a list as a, b", printable(value))

    def _key_under_cursor(self) -> str | None:
        if not self._form.keys.has_focus:
            self.notify("no key is under the cursor: go to the keys below the request", severity="warning")
            return None
        return self._form.keys.cursor_id

    def action_add_key(self) -> None:
        self.query_one(Prompt).ask("key", "key=value, such as aws:PrincipalOrgID=o-a1b2c3d4e5")

    def action_drop_key(self) -> None:
        if (key := self._key_under_cursor()) and self._state.ask:
            self._change(self._state.ask.with_edit(key, None))

    def action_derive_key(self) -> None:
        if (key := self._key_under_cursor()) and self._state.ask:
            self._change(self._state.ask.without_edit(key))

    def _change(self, ask: Ask) -> None:
        self._state.ask = ask
        self._show_fields()
        self._evaluate()
        self._remember()

    def action_path(self, step: int) -> None:
        if self._state.ask is not None:
            paths = list(RequestPath)
            path = paths[(paths.index(self._state.ask.path) + step) % len(paths)]
            self._change(replace(self._state.ask, path=path))

    @on(PathToggle.Chosen)
    def choose_path(self, message: PathToggle.Chosen) -> None:
        if self._state.ask is not None:
            self._change(replace(self._state.ask, path=list(RequestPath)[message.index]))

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

    def action_pane(self, pane: str) -> None:
        self._choose_pane(pane)

    def action_next_pane(self, step: int) -> None:
        self._remember()
        self._choose_pane(PANES[(PANES.index(self._state.pane) + step) % len(PANES)])

    def action_escape(self) -> None:
        prompt = self.query_one(Prompt)
        if prompt.has_focus:
            prompt.action_give_up()
        elif self.has_class("-editing") and self._state.pane == "document":
            self._leave_editor()
        elif self._form.focused_field:
            self._remember()
            self.set_focus(self._form.keys)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        self._remember()
        super().action_leave()

    # Recent requests

    def _remember(self) -> None:
        """Keep what stands in the form, if it is a request."""
        ask = self._state.ask
        if ask is None or self._panel is None or self._panel.verdict.error or self._panel.verdict.derived is None:
            return
        if self._recent.keep(self._state.setting.endpoint.vpc_endpoint_id, ask):
            self._keep(tuple(self._recent))

    @work(thread=True, group="keep", exit_on_error=False)
    def _keep(self, recent: tuple[Recent, ...]) -> None:
        try:
            save_recent(state_file(), recent)
        except VpceTuiError as error:
            self.app.call_from_thread(self._warn, str(error))

    def _warn(self, told: str) -> None:
        if self.is_mounted:
            self.notify(told, severity="warning", timeout=10, markup=False)

    def action_recent(self) -> None:
        if not self._recent:
            self.notify("no request was asked yet: type one first", severity="warning")
            return
        setting, shown, given = self._state.setting, self._shown, self._state.given
        by_value = self._recent.by_name(setting)
        load = partial(recent_choices, by_value, setting, shown, given, datetime.now(UTC), self._signs)

        def take(value: str | None) -> None:
            if value and value in by_value:
                self._change(by_value[value])

        self.app.push_screen(AskScreen("recent requests", load, takes_words=False, signs=self._signs), take)

    # Files

    def action_save(self) -> None:
        if self._panel is None or self._panel.verdict.derived is None:
            self.notify("there is no request yet: " + (self._panel.verdict.error if self._panel else "reading"))
            return
        self.query_one(Prompt).ask("save", "file to save the request and its policies to", "case.json")

    def action_load(self) -> None:
        self.query_one(Prompt).ask(
            "load", "file of a case (JSON), or of an endpoint policy to try in place of this one"
        )

    def _case(self) -> dict[str, object]:
        assert self._panel is not None
        assert self._panel.verdict.derived is not None
        endpoint = self._endpoint_document() if self._state.ask and self._state.ask.passes_endpoint else None
        setting = self._state.setting
        name = f"{setting.endpoint.vpc_endpoint_id} {self._state.ask.action if self._state.ask else ''}".strip()
        return case_of(name, self._panel.verdict.derived, self._state.given, endpoint, setting.type)

    def _endpoint_document(self) -> PolicyDocument | None:
        if self._state.setting.supported is False:
            return None
        return self._shown.document if self._shown else DEFAULT_POLICY

    @work(thread=True, group="files", exit_on_error=False)
    def _save(self, path: str, case: dict[str, object]) -> None:
        try:
            write_json(Path(path), case)
        except VpceTuiError as error:
            self.app.call_from_thread(self._warn, str(error))
        else:
            self.app.call_from_thread(self.notify, f"saved {path}", markup=False)

    @work(thread=True, group="files", exit_on_error=False)
    def _load(self, path: str) -> None:
        setting = self._state.setting
        try:
            text = read_file(Path(path))
            if not is_case(text):
                self.app.call_from_thread(self._take_draft, PolicyText(text, setting.lint_context, path))
                return
            loaded = read_saved_case(text, setting, datetime.now(UTC))
        except (VpceTuiError, CaseError, RequestError, PolicyDocumentError) as error:
            self.app.call_from_thread(self._warn, f"cannot load `{path}`: {error}")
            return
        draft = (
            PolicyText(loaded.endpoint.text, setting.lint_context, loaded.endpoint.name) if loaded.endpoint else None
        )
        self.app.call_from_thread(self._take_case, loaded.ask, loaded.given, draft)

    def _take_case(self, ask: Ask, given: Policies, draft: PolicyText | None) -> None:
        self._state.given = given
        self._state.ask = ask
        same = draft is None or (self._text is not None and draft.document == self._text.document)
        if draft is not None and not same:
            self.notify("the case's endpoint policy stands in place of the endpoint's own; U drops it")
            self._take_draft(draft)
        self._change(ask)

    def _take_draft(self, draft: PolicyText) -> None:
        self._state.draft = draft
        if draft.document is None:
            self._warn(f"no policy that can be read: {draft.problems[0]}")
        self._is_reading = True
        self._read()

    @on(Prompt.Answered)
    def answer_prompt(self, message: Prompt.Answered) -> None:
        self._leave_prompt()
        text, ask = message.text.strip(), self._state.ask
        if message.purpose == "search":
            if text and not self._document.search(message.text):
                self.notify(f"`{message.text}` does not stand here", severity="warning", markup=False)
        elif message.purpose == "value" and ask is not None:
            self._change(ask.with_edit(self._asked_key, typed_values(self._asked_key, message.text)))
        elif message.purpose == "key" and ask is not None and text:
            key, _, value = text.partition("=")
            self._change(ask.with_edit(key.strip(), typed_values(key.strip(), value)))
        elif message.purpose == "save" and text and self._panel is not None and self._panel.verdict.derived is not None:
            self._remember()
            self._save(text, self._case())
        elif message.purpose == "load" and text:
            self._load(text)

    @on(Prompt.GivenUp)
    def leave_prompt(self) -> None:
        self._leave_prompt()

    def _leave_prompt(self) -> None:
        self.query_one(Prompt).leave()
        self._choose_pane(self._state.pane)

    # The edited copy

    def action_edit(self) -> None:
        if self._is_reading:
            self.notify("the policy is still being read", severity="warning")
            return
        self._remember()
        text = self._shown
        source = editable(text) if text is not None else DEFAULT_POLICY.text
        editor = self.query_one("#editor", TextArea)
        with self.prevent(TextArea.Changed):
            editor.load_text(source)
        self.add_class("-editing")
        self._choose_pane("document")
        self._check_edit(source)

    @on(TextArea.Changed, "#editor")
    def note_edit(self, message: TextArea.Changed) -> None:
        if self.has_class("-editing"):
            self._check_edit(message.text_area.text)

    @work(thread=True, exclusive=True, group="edit", exit_on_error=False)
    def _check_edit(self, source: str) -> None:
        """Read the copy, lint it, and try the recent requests on it."""
        worker, setting = get_current_worker(), self._state.setting
        draft = PolicyText(source, setting.lint_context, f"{setting.endpoint.vpc_endpoint_id} edited", lays_out=False)
        asks = self._recent.asked_of(setting.endpoint.vpc_endpoint_id)
        lines = edit_lines(setting, self._text, draft, asks, self._state.given, datetime.now(UTC), self._signs)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take_edit, draft, lines)

    def _take_edit(self, draft: PolicyText, lines: list[Line]) -> None:
        if not self.has_class("-editing"):
            return
        self.query_one("#beside", WrappedLines).show_lines(lines)
        own = self._text
        is_own = own is not None and draft.document is not None and draft.text in (own.original, editable(own))
        self._state.draft = None if is_own else draft
        self.query_one("#document-pane").border_subtitle = content(draft.summary())
        self._evaluate()

    def _leave_editor(self) -> None:
        self.remove_class("-editing")
        self._is_reading = True
        self._read()
        self._choose_pane("document")

    def action_drop_copy(self) -> None:
        if self._state.draft is None:
            self.notify("there is no edited copy: E makes one", severity="warning")
            return
        self._state.draft = None
        self._leave_editor()

    def action_diff(self) -> None:
        shown = self._shown
        after = shown.document if shown else DEFAULT_POLICY
        if after is None:
            self.notify("the document cannot be read, so nothing can be compared with it", severity="warning")
            return
        own = self._state.setting.endpoint
        sides: list[tuple[str, str]] = []
        if self._state.draft is not None and own.policy_document:
            sides.append(("the original", own.policy_document))
        sides.append(("AWS's default", DEFAULT_POLICY.text))
        alike = sorted(self._state.endpoints, key=lambda each: each.service_name != own.service_name)
        sides += [
            (f"{each.vpc_endpoint_id} {short_service(each)}", each.policy_document)
            for each in alike
            if each.policy_document and each.vpc_endpoint_id != own.vpc_endpoint_id
        ]
        name = "the edited copy" if self._state.draft is not None else own.vpc_endpoint_id
        self.app.push_screen(PolicyDiffScreen(after, name, sides, signs=self._signs))

    # Other policies, other endpoints, and the rest

    def action_others(self) -> None:
        def take(given: Policies | None) -> None:
            if given is not None:
                self._state.given = given
                self._evaluate()

        self.app.push_screen(PolicyTextsScreen(self._state.given, signs=self._signs), take)

    def action_next_endpoint(self, step: int) -> None:
        if len(self._state.settings) < 2:
            self.notify("no other endpoint is at hand: open the panel on an interface to see all that serve it")
            return
        self._remember()
        self._state.at = (self._state.at + step) % len(self._state.settings)
        self._state.ask, self._state.draft = None, None
        self._is_reading = True
        self._read()

    def action_search(self) -> None:
        self._choose_pane("document")
        self.query_one(Prompt).ask("search", "text to find in the document", self._document.needle)

    def action_find_next(self, step: int) -> None:
        if not self._document.needle:
            self.notify("nothing is searched: press / first", severity="warning")
        else:
            self._document.find_next(backwards=step < 0)

    def action_copy(self) -> None:
        if self._state.pane == "document" and self._shown is not None:
            self.copy(self._shown.text, "the document")
        elif self._panel is not None and self._panel.verdict.derived is not None:
            self.copy(json.dumps(self._case(), indent=2), "the request as a case")
        else:
            self.notify("there is nothing to copy yet", severity="warning")

    def action_fold(self) -> None:
        self._document.action_fold()

    def action_help(self) -> None:
        async def run(action: str | None) -> None:
            if action:
                await self.run_action(action)

        self.app.push_screen(HelpScreen(POLICY_KEYS), run)


def _joined(lines: Sequence[Line]) -> Content:
    return Content("\n").join(content(line.cells) for line in lines)


def policy_screen(subject: Subject, signs: Signs = UNICODE_SIGNS) -> PolicyScreen | str:
    """Return the panel for an endpoint, or for an interface with the endpoints that serve it; else why not."""
    record, topology = subject.record, subject.topology
    settings = settings_for(topology, record, subject.scope)
    if settings:
        return PolicyScreen(PanelState(settings, tuple(topology.records(VpcEndpoint))), signs=signs)
    if isinstance(record, NetworkInterface):
        return "no endpoint that was read serves this interface"
    return "only endpoints and network interfaces have a policy to try: move to one first"
