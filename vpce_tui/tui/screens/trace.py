"""Why does this not reach that? The path, hop by hop, with the rule that decided each and what would help.

The trace is made in a thread from an immutable topology; keys never wait for it. The verdict stays in sight at the
top, and the cursor starts on the first blocker. A what-if shows the same page on a copy of the topology with an edit
made, and below it which subnets gain or lose which services.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import Trace
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.tui.cells import content
from vpce_tui.tui.place_keys import bindings_of, hint_runs
from vpce_tui.tui.policy_asking import PolicyAsking
from vpce_tui.tui.saving import write_new
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.trace_keys import TRACE_KEYS
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.access_words import action_choices, instance_profile_of, likely_principal, parse_access
from vpce_tui.view.asked import Asked, Found, answer
from vpce_tui.view.choices import goal_choices
from vpce_tui.view.edit_words import parse_edit
from vpce_tui.view.goal_words import flow_of
from vpce_tui.view.lines import Line, blank, said
from vpce_tui.view.matrix import MatrixRow, changes, services_of, sweep
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.trace import TracePage, trace_page, trace_text
from vpce_tui.view.what_if import change_lines, edit_choices, edit_lines


class TraceScreen(AboveScreen):
    """One trace."""

    DEFAULT_CSS = """
    TraceScreen {
        & > #verdict { height: auto; max-height: 7; padding: 0 1; background: $panel; }
        & > #trace { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(TRACE_KEYS)]

    def __init__(
        self, asked: Asked, found: Found | None = None, *, line: int | None = None, signs: Signs = UNICODE_SIGNS
    ) -> None:
        """Ask a question; with `found` it has been answered already."""
        super().__init__()
        self._asked = asked
        self._found = found
        self._line = line
        self._signs = signs
        self._page: TracePage | None = None
        self._lines: list[Line] = []
        self._changed: list[Line] | None = None
        self._asking = PolicyAsking(self, self._trace_again)

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static("tracing…", id="verdict")
        yield TextView(signs=self._signs, id="trace")
        yield Prompt(id="prompt")
        yield Static(id="hints")

    def on_mount(self) -> None:
        self.query_one("#trace").focus()
        if self._found is None:
            self._compute()
        else:
            self._show()

    def again(self) -> TraceScreen:
        screen = TraceScreen(self._asked, self._found, line=self._cursor_line(), signs=self._signs)
        screen._changed = self._changed
        return screen

    def on_resize(self, event: events.Resize) -> None:
        self.query_one("#hints", Static).update(content(hint_runs(TRACE_KEYS, event.size.width)), layout=False)
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

    def _refuse(self, told: str) -> None:
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

    # Keys

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
            access = parse_access(words, likely_principal(topology, found.trace.flow.source))
        except VpceTuiError as error:
            self._warn(error)
            return
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
        own = access.principal == likely_principal(topology, found.trace.flow.source)
        profile = instance_profile_of(topology, found.trace.flow.source) if own else ""
        principal = access.principal or ""
        wanted = wanted_for(topology, scope, principal=principal, resource=access.resource, profile=profile)
        why_not = self._asking.ask(wanted)
        if why_not:
            self.notify(f"cannot read policies: {why_not}", severity="warning", markup=False)
        else:
            self.notify("reading the policies of the caller and of the resource")

    def _trace_again(self, topology: Topology) -> None:
        asked = self._asked
        access = asked.access
        if self._asking.is_waiting or access is None or self._found is None:
            return
        source = self._found.trace.flow.source
        if access.principal == likely_principal(asked.topology, source):
            access = replace(access, principal=likely_principal(topology, source))
        self._asked = replace(asked, topology=topology, access=access)
        self._compute()

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

    def action_help(self) -> None:
        self.show_help(TRACE_KEYS)


def _as_json(found: Trace) -> str:
    return json.dumps(found.members(), indent=2) + "\n"
