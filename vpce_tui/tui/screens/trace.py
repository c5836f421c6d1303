"""What can one do about a trace: follow it, ask otherwise, try an edit, have policies read, take it out?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Absent
from vpce_tui.policy.callers import NOBODY
from vpce_tui.reach import Trace
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.saving import write_new
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.trace_core import TraceCore
from vpce_tui.tui.screens.trace_keys import TRACE_KEYS
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.view.access_words import action_choices, likely_caller, parse_access
from vpce_tui.view.asked import Asked, Found
from vpce_tui.view.choices import goal_choices
from vpce_tui.view.edit_words import parse_edit
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.lines import blank
from vpce_tui.view.trace import trace_text
from vpce_tui.view.what_if import edit_choices


class TraceScreen(TraceCore):
    """One trace, with what can be done about it."""

    KEYS = TRACE_KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(TRACE_KEYS)]

    @on(VirtualRows.Chosen)
    def follow_line(self, message: VirtualRows.Chosen) -> None:
        line = self._lines[int(message.node_id)] if message.node_id.isdecimal() else blank()
        if line.opens and self._page is not None:
            self.copy(self._page.commands[int(line.opens.split()[1])], "the command")
        elif line.target is not None:
            self.follow(line.target)

    def action_trouble(self, step: int) -> None:
        if self._page is None:
            return
        here = self._cursor_line() or 0
        places = self._page.troubles if step > 0 else tuple(reversed(self._page.troubles))
        wanted = next((at for at in places if (at > here if step > 0 else at < here)), None)
        if wanted is None:
            self.notify("no other step blocks, warns or is unknown there", severity="warning")
        else:
            self.query_one("#trace", TextView).move_cursor(f"{wanted}")

    def action_what_if(self) -> None:
        if (found := self._answered()) is None:
            return
        hint = "take a fix, or type a change"
        ask = AskScreen("what if …?", partial(edit_choices, found.trace), hint=hint, signs=self._signs)
        self.app.push_screen(ask, self._try_edit)

    def _try_edit(self, words: str | None) -> None:
        if not words:
            return
        found = self._found
        assert found is not None
        offered = {edit.says: edit for step in found.trace.steps for edit in step.edits}
        try:
            edit = offered.get(words) or parse_edit(words)
        except VpceTuiError as error:
            self._warn(error)
            return
        self._open(replace(self._asked, edits=(*self._asked.edits, edit)))

    def action_ask_action(self) -> None:
        if (found := self._answered()) is None:
            return
        service = found.trace.flow.destination
        hint = "s3:GetObject arn:aws:s3:::bucket/key as arn:aws:iam::111122223333:role/app"
        ask = AskScreen("which action?", partial(action_choices, service), hint=hint, signs=self._signs)
        self.app.push_screen(ask, self._with_action)

    def _with_action(self, words: str | None) -> None:
        if not words:
            return
        found = self._found
        assert found is not None
        try:
            # What was read meanwhile, in the policy panel perhaps, counts.
            topology = self.explorer.topology if not self._asked.edits else self._asked.topology
            caller = likely_caller(topology, found.trace.flow.source)
            access = parse_access(words, caller.principal)
        except VpceTuiError as error:
            self._warn(error)
            return
        if access.principal == caller.principal:
            access = replace(access, note=caller.note)
        self._open(replace(self._asked, access=replace(access, at=datetime.now(UTC)), topology=topology))

    def action_read_policies(self) -> None:
        """Have the policies read that the action meets, then trace again."""
        from vpce_tui.collect.wanted import wanted_for

        found, access, topology = self._answered(), self._asked.access, self._asked.topology
        if found is None:
            return
        interface = topology.find(NetworkInterface, found.trace.flow.source)
        scope = None if isinstance(interface, Absent) else topology.scope_of(interface)
        if access is None or scope is None:
            self.notify("policies are read for an action: ask for one with a", severity="warning")
            return
        caller = likely_caller(topology, found.trace.flow.source)
        own = access.principal == caller.principal
        wanted = wanted_for(
            topology,
            scope,
            principal=access.principal or "",
            resource=access.resource,
            behind=caller if own else NOBODY,
        )
        why_not = self._asking.ask(wanted)
        if why_not:
            self.notify(f"cannot read policies: {why_not}", severity="warning", markup=False)
        else:
            self.notify("reading the policies of the caller and of the resource")

    def action_ask_goal(self) -> None:
        topology = self._asked.topology
        ask = AskScreen("reach what?", partial(goal_choices, topology, None), hint="service, host, id, address[:port]")
        self.app.push_screen(ask, self._with_goal)

    def _with_goal(self, words: str | None) -> None:
        if not words:
            return
        try:
            self._open(Asked(flow_of(self._asked.flow.source, words), self._asked.topology))
        except VpceTuiError as error:
            self._warn(error)

    def _open(self, asked: Asked) -> None:
        self.app.push_screen(TraceScreen(asked, signs=self._signs))

    def _answered(self) -> Found | None:
        if self._found is None:
            self.notify("no trace yet: it is being made, or cannot be", severity="warning")
        return self._found

    def _warn(self, error: VpceTuiError) -> None:
        self.notify(str(error), severity="warning", timeout=10, markup=False)

    def action_copy_text(self) -> None:
        if (found := self._answered()) is not None:
            self.copy(trace_text(found.trace, self._asked.topology), "the trace as text")

    def action_copy_json(self) -> None:
        if (found := self._answered()) is not None:
            self.copy(_as_json(found.trace), "the trace as JSON")

    def action_save(self) -> None:
        if self._answered() is not None:
            self.query_one(Prompt).ask("save", "file to save the trace to; .json for JSON", "trace.txt")

    @on(Prompt.Answered)
    def save_answered(self, message: Prompt.Answered) -> None:
        self.query_one("#trace").focus()
        if message.text.strip():
            self._save(message.text.strip())

    @on(Prompt.GivenUp)
    def save_given_up(self) -> None:
        self.query_one("#trace").focus()

    @work(thread=True, group="save", exit_on_error=False)
    def _save(self, name: str) -> None:
        found = self._found
        assert found is not None
        text = _as_json(found.trace) if name.endswith(".json") else trace_text(found.trace, self._asked.topology)
        self.app.call_from_thread(partial(self.tell_saved, *write_new(name, text)))


def _as_json(found: Trace) -> str:
    return json.dumps(found.members(), indent=2) + "\n"
