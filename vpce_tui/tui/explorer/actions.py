"""Which actions of the explorer stand behind commands, picks, copies and kept views?

The explorer's screen is made on top of this one. The rooms that do the work are loaded when somebody asks for them:
the first frame needs none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from textual import on
from textual.screen import Screen

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.finding import TREES, Finding
from vpce_tui.tui.explorer.history import Locus
from vpce_tui.tui.explorer.taking_out import TakingOut
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Place
from vpce_tui.view.lines import Subject

if TYPE_CHECKING:
    from vpce_tui.model.resource import Resource
    from vpce_tui.tui.commands import Command
    from vpce_tui.tui.explorer.commanding import Commanding
    from vpce_tui.tui.explorer.linking import Linking
    from vpce_tui.tui.explorer.picking import Picking
    from vpce_tui.tui.explorer.scoping import Scoping
    from vpce_tui.tui.screens.explorer import ExplorerScreen
    from vpce_tui.tui.screens.questions import Questions


class CommandActions(Screen[None]):
    """What one can do with the keyboard that is no movement and no question."""

    topology: Topology
    _pane: str
    _page: str
    _finding: Finding
    _out: TakingOut

    @cached_property
    def _own(self) -> ExplorerScreen:
        return cast("ExplorerScreen", self)

    # Rooms

    @cached_property
    def commanding(self) -> Commanding:
        from vpce_tui.tui.explorer.commanding import Commanding

        return Commanding(self._own)

    @cached_property
    def linking(self) -> Linking:
        from vpce_tui.tui.app import VpceApp
        from vpce_tui.tui.explorer.linking import Linking

        assert isinstance(self.app, VpceApp)
        linking = Linking(self._own, self.app.places)
        linking.tell_trouble()
        return linking

    @cached_property
    def scoping(self) -> Scoping:
        from vpce_tui.tui.explorer.scoping import Scoping

        return Scoping(self._own)

    @cached_property
    def questions(self) -> Questions:
        from vpce_tui.tui.screens.questions import Questions  # the tracer is loaded when somebody asks

        return Questions(self._own)

    @cached_property
    def _pickings(self) -> dict[str, Picking]:
        from vpce_tui.tui.explorer.picking import Picking

        return {
            pane: Picking(self.query_one(f"#{pane}", VirtualTree), partial(self._is_record, pane)) for pane in TREES
        }

    def _is_record(self, pane: str, row: str) -> bool:
        node = self.query_one(f"#{pane}", VirtualTree).model.get(row)
        return node is not None and isinstance(node.item, Place) and node.item.kind is not None

    @property
    def finding(self) -> Finding:
        return self._finding

    @property
    def out(self) -> TakingOut:
        return self._out

    # What the rooms ask

    @property
    def here(self) -> Locus | None:
        """Where one is."""
        raise NotImplementedError

    def subject_now(self) -> Subject | None:
        """Return the record under the cursor this moment."""
        raise NotImplementedError

    def remember(self) -> None:
        """Keep this view, so that one can come back to it."""
        raise NotImplementedError

    def filter_now(self) -> str:
        """Return the filter of the pane that shows the record under the cursor."""
        here = self.here
        pane = self._pane if self._pane in TREES else (here.pane if here is not None else "network")
        return self._finding.filters.get(pane, "")

    def show_view(self, record_type: type[Record], record_id: str, scope: Scope, page: str = "") -> None:
        """Show a record and a page about it, as somebody named them."""
        screen = self._own
        screen.go_to(record_type, record_id, scope)
        if page and page != self._page:
            screen.action_page(page)
        if page and page != "overview":
            screen.action_pane("inspector")

    def begin_view(self, view: str, filter_text: str) -> None:
        """Take the view and the filter that the command line names, and wait for the view."""
        if view or filter_text:
            self.linking.begin(view, filter_text)

    def look_for_view(self, *, ended: bool) -> None:
        """Show the view that is waited for, if its record has come."""
        if "linking" in self.__dict__:
            self.linking.arrived(ended=ended)

    def note_key(self) -> None:
        if "linking" in self.__dict__:
            self.linking.note_key()

    def show_titles(self) -> None:
        """Say in the panes' titles which scopes are shown, where it is not all."""
        from vpce_tui.tui.explorer.scoping import scope_words

        chosen = self.scoping.chosen
        told = f"  only {scope_words(chosen, self.topology)}" if chosen else ""
        endpoints = "2 Endpoints by service" if self._own.is_by_service else "2 Endpoints"
        for pane, title in (("network", "1 Network"), ("endpoints", endpoints)):
            self.query_one(f"#{pane}").border_title = content([(title + told, "plain")])

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
            self._own.show_hints()
            self.set_focus(self._own.focus_widget(self._pane))
            await self.commanding.run(message.text)

    async def choose_command(self, command: Command) -> None:
        """Run a command that was chosen from a list; one that needs words asks for them."""
        if command.needs_words:
            self.commanding.ask(f"{command.name} ")
        else:
            await self.commanding.run(command.name, keep=False)

    def set_filter(self, words: str) -> None:
        """Filter the pane that has the keys, or the network where that is no tree; without words show all again."""
        pane = self._pane if self._pane in TREES else "network"
        self._finding.filter(pane, words)

    def show_records(self, resource: Resource[Record], words: str = "") -> None:
        """Open the table of all records of a type, filtered by words."""
        from vpce_tui.tui.screens.records import RecordsScreen

        self.app.push_screen(RecordsScreen(resource, self._own.table_states, words or None, signs=self._own.signs))

    def action_scopes(self) -> None:
        from vpce_tui.tui.screens.scopes import ScopesScreen

        def chosen(scopes: frozenset[Scope] | None) -> None:
            if scopes is not None:
                self.scoping.choose(scopes)

        if not self.topology.scopes:
            self.notify("no account or Region has been read yet", severity="warning")
            return
        self.app.push_screen(ScopesScreen(self.topology, self.scoping.chosen, signs=self._own.signs), chosen)

    # Picking

    def action_pick(self) -> None:
        if picking := self._picking():
            picking.toggle()
            self._tell_picks()

    def action_pick_range(self) -> None:
        if picking := self._picking():
            picking.pick_range()
            self._tell_picks()

    def _picking(self) -> Picking | None:
        if self._pane not in TREES:
            self.notify("only rows of the network and of the endpoints can be marked", severity="warning")
            return None
        return self._pickings[self._pane]

    def drop_picks(self) -> bool:
        """Take the marks of this pane away; return whether there were any."""
        if "_pickings" not in self.__dict__ or self._pane not in TREES or not self._pickings[self._pane].clear():
            return False
        self._tell_picks()
        return True

    def _tell_picks(self) -> None:
        self._own.show_count(self.query_one(f"#{self._pane}", VirtualTree))

    def subjects(self) -> Sequence[Subject]:
        """Return the marked records of this pane, else the one under the cursor; tell where there is none."""
        if self._pane in TREES and "_pickings" in self.__dict__:
            picked = self._pickings[self._pane].in_order()
            found = [subject for row in picked if (subject := self._subject_of(row)) is not None]
            if found:
                return found
            if picked:
                self.notify("what is marked are no records that were read", severity="warning")
                return []
        subject = self.subject_now()
        if subject is None:
            self.notify("no record is under the cursor: move to one first", severity="warning")
            return []
        return [subject]

    def _subject_of(self, row: str) -> Subject | None:
        node = self.query_one(f"#{self._pane}", VirtualTree).model.get(row)
        place = node.item if node is not None else None
        if not isinstance(place, Place) or place.kind is None or place.scope is None:
            return None
        found = self.topology.find(place.kind, place.key, place.scope)
        return None if isinstance(found, Absent) else Subject(found, place.scope, self.topology)

    # Copying

    def action_copy_id(self) -> None:
        if subjects := self.subjects():
            self._out.copy_id(subjects)

    def action_copy_arn(self) -> None:
        if subjects := self.subjects():
            self._out.copy_arn(subjects)

    def action_copy_json(self) -> None:
        if subjects := self.subjects():
            self._out.copy_json(subjects)

    def action_copy_cli(self) -> None:
        if subjects := self.subjects():
            self._out.copy_cli(subjects)

    def action_copy_console(self) -> None:
        if subjects := self.subjects():
            self._out.copy_console(subjects)

    def action_link(self) -> None:
        self.subject_now()
        command = self.linking.command()
        self._out.copy(command, command)

    # Kept views

    def action_bookmark(self) -> None:
        self.subject_now()
        self.linking.bookmark()

    def action_bookmarks(self) -> None:
        self.linking.ask_bookmarks()

    def action_recents(self) -> None:
        self.linking.ask_recents()
