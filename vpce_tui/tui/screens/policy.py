"""May this caller do that through this endpoint, which statement decides, and what would an edit change?

Left the document, right the decision and the request; narrow terminals show one of the three at a time. A request is
evaluated at each keystroke; a document so large that this would be felt is evaluated in a thread. The document is
edited on a copy only: nothing here writes to AWS.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from vpce_tui.policy import Policies
from vpce_tui.policy.request_facts import RequestPath
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.policy_core import PANES
from vpce_tui.tui.screens.policy_css import POLICY_CSS
from vpce_tui.tui.screens.policy_keys import policy_bindings
from vpce_tui.tui.screens.policy_reading import PolicyReading
from vpce_tui.tui.screens.policy_state import PanelState, recent_choices
from vpce_tui.tui.screens.policy_texts import PolicyTextsScreen
from vpce_tui.tui.screens.searching import search, search_on
from vpce_tui.tui.widgets.key_names import KeyNames
from vpce_tui.tui.widgets.path_toggle import PathToggle
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.view.lines import Subject
from vpce_tui.view.policy_request import (
    settings_for,
    typed_values,
)
from vpce_tui.view.text import UNICODE_SIGNS, Signs, printable


class PolicyScreen(PolicyReading):
    """One endpoint's policy and a request that is tried on it."""

    DEFAULT_CSS = POLICY_CSS
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*policy_bindings()]

    def again(self) -> PolicyScreen:
        return PolicyScreen(self._state, signs=self._signs)

    # Keys of the context

    @on(VirtualRows.Chosen)
    def choose_row(self, message: VirtualRows.Chosen) -> None:
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
        prompt = self.query_one(Prompt)
        prompt.suggester = KeyNames(self._state.ask.action if self._state.ask else "")
        prompt.ask("key", "key=value, such as aws:PrincipalOrgID=o-a1b2c3d4e5")

    def action_drop_key(self) -> None:
        if (key := self._key_under_cursor()) and self._state.ask:
            self._change(self._state.ask.with_edit(key, None))

    def action_derive_key(self) -> None:
        if (key := self._key_under_cursor()) and self._state.ask:
            self._change(self._state.ask.without_edit(key))

    def action_path(self, step: int) -> None:
        if self._state.ask is not None:
            paths = list(RequestPath)
            path = paths[(paths.index(self._state.ask.path) + step) % len(paths)]
            self._change(replace(self._state.ask, path=path))

    @on(PathToggle.Chosen)
    def choose_path(self, message: PathToggle.Chosen) -> None:
        if self._state.ask is not None:
            self._change(replace(self._state.ask, path=list(RequestPath)[message.index]))

    # Panes and prompts

    def action_pane(self, pane: str) -> None:
        self._choose_pane(pane)

    def action_next_pane(self, step: int) -> None:
        if self.query_one(Prompt).has_focus:
            return  # what is asked there comes first; Esc gives it up
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

    def action_quit_app(self) -> None:
        self._remember()
        super().action_quit_app()

    # Recent requests

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

    @on(Prompt.Answered)
    def answer_prompt(self, message: Prompt.Answered) -> None:
        self._leave_prompt()
        text, ask = message.text.strip(), self._state.ask
        if message.purpose == "search":
            search(self, self._document, message.text if text else "")
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
        prompt = self.query_one(Prompt)
        prompt.suggester = None
        prompt.leave()
        self._choose_pane(self._state.pane)

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
        self._reopen()

    def action_search(self) -> None:
        self._choose_pane("document")
        self.query_one(Prompt).ask("search", "text to find in the document", self._document.needle)

    def action_find_next(self, step: int) -> None:
        search_on(self, self._document, backwards=step < 0)

    def action_copy(self) -> None:
        if self._state.pane == "document" and self._shown is not None:
            self.copy(self._shown.text, "the document")
        elif self._panel is not None and self._panel.verdict.derived is not None:
            self.copy(json.dumps(self._case(), indent=2), "the request as a case")
        else:
            self.notify("there is nothing to copy yet", severity="warning")

    def action_fold(self) -> None:
        self._document.action_fold()


def policy_screen(subject: Subject, signs: Signs = UNICODE_SIGNS) -> PolicyScreen | str:
    """Return the panel for an endpoint, or for an interface with the endpoints that serve it; else why not."""
    record, topology = subject.record, subject.topology
    settings = settings_for(topology, record, subject.scope)
    if settings:
        return PolicyScreen(PanelState(settings, tuple(topology.records(VpcEndpoint))), signs=signs)
    if isinstance(record, NetworkInterface):
        return "no endpoint that was read serves this interface"
    return "only endpoints and network interfaces have a policy to try: move to one first"
