"""What can one do in the explorer by key, command or palette, apart from moving about?

Each action is a line: the rooms do the work. Those that the first frame does not need are loaded when somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on

from vpce_tui.model.record import Record, Scope
from vpce_tui.tui.explorer.rooms import Rooms
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.lines import Subject

if TYPE_CHECKING:
    from vpce_tui.model.resource import Resource
    from vpce_tui.tui.commands import Command


class Actions(Rooms):
    """Commands, questions, copies, kept views, and what concerns the data."""

    # Commands

    def action_command(self) -> None:
        self.commanding.ask()

    @on(Prompt.Typed)
    def complete_command(self, message: Prompt.Typed) -> None:
        if message.purpose == "command":
            self.commanding.show_completions(self.query_one(Prompt))

    @on(Prompt.Answered)
    async def obey_command(self, message: Prompt.Answered) -> None:
        if message.purpose == "command":
            self.show_hints()
            self.set_focus(self.focus_widget(self.panes.current))
            await self.commanding.run(message.text)

    async def choose_command(self, command: Command) -> None:
        """Run a command that was chosen from a list; one that needs words asks for them."""
        if command.needs_words:
            self.commanding.ask(f"{command.name} ")
        else:
            await self.commanding.run(command.name, keep=False)

    def show_records(self, resource: Resource[Record], words: str = "") -> None:
        """Open the table of all records of a type, filtered by words."""
        from vpce_tui.tui.screens.records import RecordsScreen

        self.app.push_screen(RecordsScreen(resource, self.table_states, words or None, signs=self.signs))

    def action_scopes(self) -> None:
        from vpce_tui.tui.screens.scopes import ScopesScreen

        def chosen(scopes: frozenset[Scope] | None) -> None:
            if scopes is not None:
                self.scoping.choose(scopes)

        if not self.topology.scopes:
            self.notify("no account or Region has been read yet", severity="warning")
            return
        self.app.push_screen(ScopesScreen(self.topology, self.scoping.chosen, signs=self.signs), chosen)

    # Questions

    def action_trace(self) -> None:
        subject, place = self.subject_now(), self.panes.place_under_cursor(self.panes.current)
        scope = subject.scope if subject is not None else place.scope if place is not None else None
        self.questions.trace(subject, scope)

    def action_matrix(self) -> None:
        self.questions.matrix()

    def action_workload(self) -> None:
        self.questions.workload(self.subject_now())

    def action_ask_route(self) -> None:
        self.questions.routes(self.subject_now())

    def action_try_policy(self) -> None:
        from vpce_tui.tui.screens.policy import PolicyScreen, policy_screen

        if subject := self.subject_or_told():
            screen = policy_screen(subject, self.signs)
            if isinstance(screen, PolicyScreen):
                self.app.push_screen(screen)
            else:
                self.notify(screen, severity="warning")

    # Marking and copying

    def action_pick(self) -> None:
        self.marking.toggle()

    def action_pick_range(self) -> None:
        self.marking.mark_range()

    def subjects(self) -> Sequence[Subject]:
        """Return the marked records of this pane, else the one under the cursor; tell where there is none."""
        marked = self.marking.subjects() if "marking" in self.__dict__ else None
        if marked is not None:
            return marked
        subject = self.subject_or_told()
        return [subject] if subject is not None else []

    def action_copy_id(self) -> None:
        if subjects := self.subjects():
            self.out.copy_id(subjects)

    def action_copy_arn(self) -> None:
        if subjects := self.subjects():
            self.out.copy_arn(subjects)

    def action_copy_json(self) -> None:
        if subjects := self.subjects():
            self.out.copy_json(subjects)

    def action_copy_cli(self) -> None:
        if subjects := self.subjects():
            self.out.copy_cli(subjects)

    def action_copy_console(self) -> None:
        if subjects := self.subjects():
            self.out.copy_console(subjects)

    # Order

    def action_sort_next(self) -> None:
        self.ordering.next()

    def action_sort_back(self) -> None:
        self.ordering.turn()

    # Views

    def action_back(self) -> None:
        self.whereabouts.back()

    def action_forward(self) -> None:
        self.whereabouts.forward()

    def action_last_view(self) -> None:
        self.whereabouts.last_view()

    def action_link(self) -> None:
        self.subject_now()
        command = self.linking.command()
        self.out.copy(command, command)

    def action_bookmark(self) -> None:
        self.subject_now()
        self.linking.bookmark()

    def action_bookmarks(self) -> None:
        self.linking.ask_bookmarks()

    def action_recents(self) -> None:
        self.linking.ask_recents()

    # Data

    def action_refresh(self) -> None:
        self.fresh.refresh(self.whereabouts.scope)

    def action_refresh_type(self) -> None:
        self.whereabouts.follow_cursor()
        locus = self.whereabouts.locus
        if locus is None:
            told = "no record is under the cursor, so that it is not said which type: R reads all"
            self.notify(told, severity="warning")
        else:
            self.fresh.refresh(locus.scope, locus.record_type)

    def action_refresh_all(self) -> None:
        self.fresh.refresh(None)

    def action_cancel_reading(self) -> None:
        self.fresh.cancel()

    def action_show_changes(self) -> None:
        from vpce_tui.tui.screens.changes import ChangesScreen

        self.app.push_screen(ChangesScreen(signs=self.signs))

    def action_show_errors(self) -> None:
        from vpce_tui.tui.screens.errors import ErrorsScreen

        self.app.push_screen(ErrorsScreen(signs=self.signs))

    def action_show_calls(self) -> None:
        from vpce_tui.tui.screens.calls import CallsScreen

        log = self.fresh.calls
        if log is None:
            self.notify("no calls are made: this is not read from AWS", severity="warning")
        else:
            self.app.push_screen(CallsScreen(log, signs=self.signs))

    def action_export(self) -> None:
        self.out.ask_export()

    def action_compare(self) -> None:
        self.out.ask_compare()

    # Program

    def action_help(self) -> None:
        from vpce_tui.tui.commands import COMMANDS, by_name
        from vpce_tui.tui.screens.help import HelpScreen

        async def run(action: str | None) -> None:
            if action and action.startswith(":"):
                await self.choose_command(by_name()[action[1:]])
            elif action:
                await self.run_action(action)

        self.app.push_screen(HelpScreen(commands=COMMANDS), run)

    def action_command_palette(self) -> None:
        self.app.action_command_palette()

    def action_repaint(self) -> None:
        self.refresh(repaint=True, layout=True)

    async def action_quit(self) -> None:
        self.app.exit(0)

    def action_suspend_process(self) -> None:
        self.app.action_suspend_process()
