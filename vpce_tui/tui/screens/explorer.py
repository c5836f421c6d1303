"""The first screen: the network, the endpoints, what is known about one record, and what was not read.

Wide terminals show all panes, narrow ones one pane with a breadcrumb. Here it is composed, takes in what arrives, and
passes on what the panes say; what it can do stands in `explorer.actions`, and the rooms that do it in `explorer.rooms`.
"""

from __future__ import annotations

import asyncio
import time
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from vpce_tui.model.events import ReadEnded
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.accounts import coloured
from vpce_tui.tui.explorer.actions import Actions
from vpce_tui.tui.explorer.history import PANES
from vpce_tui.tui.keys import bindings
from vpce_tui.tui.manners import tell_worker_failure
from vpce_tui.tui.reading import Arrived, Published, ReadingEnded
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Place
from vpce_tui.view.row_labels import label
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs
from vpce_tui.view.tree import Node

SLICE_SECONDS: Final = 0.004
"""How long the loop places records before it looks for keys."""

_RELABELLING: Final = (RouteTable, VpcEndpoint, NatGateway, Vpc)
"""Types whose arrival changes the labels of rows that stand already."""


class ExplorerScreen(Actions):
    """Four panes over one topology."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(
        self, source_label: str, *, is_live: bool, signs: Signs = UNICODE_SIGNS, watch_seconds: float = 0
    ) -> None:
        """Show what comes; with `watch_seconds` read it again as often."""
        super().__init__(source_label, is_live=is_live, signs=signs)
        self._watch_seconds = watch_seconds
        self._is_relabelling = False

    def compose(self) -> ComposeResult:
        # Classes are given before anything is mounted: each change afterwards styles the whole tree anew.
        self.panes.fit(self.app.size)
        signs, trees = self.signs, self.trees
        yield Static(id="top")
        with Container(id="panes"):
            yield VirtualTree(trees.network, self._network_label, signs=signs, id="network", classes="pane -current")
            yield VirtualTree(trees.endpoints_by_vpc, self._endpoint_label, signs=signs, id="endpoints", classes="pane")
            inspector = Inspector(signs=signs, id="inspector")
            inspector.add_class("pane")
            yield inspector
            yield TextView(signs=signs, id="coverage", classes="pane")
        yield Prompt(id="prompt")
        yield Static(id="hints")

    def on_mount(self) -> None:
        for pane_id, title in PANES.items():
            self.query_one(f"#{pane_id}").border_title = title
        self.panes.choose("network")
        self.show_top()
        self.inspecting.begin()
        self.fresh.watch(self._watch_seconds, is_live=self.is_live)
        settings = getattr(self.app, "settings", None)
        if settings is not None:
            self.begin_view(settings.view, settings.filter)

    # Labels

    def _network_label(self, node: Node) -> Cells:
        place: Place = node.item
        cells = label(place, self.topology, self.signs, children=node.child_count)
        if place.kind is None and place.scope is not None and place.key == str(place.scope):
            cells = coloured(cells, self.account_looks, place.scope, self.topology.opened.get(place.scope))
        return self.fresh.marked(place, cells)

    def _endpoint_label(self, node: Node) -> Cells:
        count = 0 if node.item.kind is Vpc else node.child_count
        cells = label(node.item, self.topology, self.signs, children=count, in_services=self.is_by_service)
        return self.fresh.marked(node.item, cells)

    # What arrives

    @on(Arrived)
    async def take_events(self, message: Arrived) -> None:
        """Place what arrived; after a few milliseconds let keys and frames have their turn."""
        began = time.monotonic()
        relabel = False
        while (event := message.take()) is not None:
            self.trees.apply(event)
            relabel = relabel or (isinstance(event, ReadEnded) and event.record_type in _RELABELLING)
            if time.monotonic() - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                began = time.monotonic()
        if "ordering" in self.__dict__:
            self.ordering.go_on()
        if relabel:
            self._is_relabelling = True
            self.panes.tree("network").repaint()

    @on(Published)
    def take_topology(self, message: Published) -> None:
        self.topology, self.notes = message.topology, message.notes
        if self._is_relabelling:  # the labels are made from the topology, which comes after its events
            self._is_relabelling = False
            self.panes.tree("network").repaint()
        self.fresh.take(message.changes)
        self.look_for_view(ended=False)
        self.show_top()
        self.surroundings.show_coverage()
        self.inspecting.renew()

    @on(ReadingEnded)
    def end_reading(self, message: ReadingEnded) -> None:
        self.is_reading = False
        if message.error is not None:
            self.notify(str(message.error), severity="error", timeout=30, markup=False)
            self.notes = (*self.notes, *str(message.error).splitlines())
            if not self.topology.scopes:
                self.panes.choose("coverage")  # there is nothing else to see, and the message goes
        self.fresh.ended()
        self.repaint_trees()
        self.show_top()
        self.surroundings.show_coverage()
        self.inspecting.rebuild()
        self.look_for_view(ended=True)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell a failure in a thread and go on: whatever a record holds, the screen stays."""
        if event.state is WorkerState.ERROR:
            tell_worker_failure(event.worker)

    # Keys

    async def take_key(self, event: events.Key) -> bool:
        """Take a key for the prompt, or wait until what was typed there has been obeyed; return whether it is done."""
        self.note_key()
        prompt = self.query_one(Prompt)
        if prompt.is_asking:
            return prompt.take(event)
        if prompt.has_news:
            prompt.has_news = False
            for pump in (prompt, self):
                drained = asyncio.Event()
                pump.call_later(drained.set)
                await drained.wait()
            await self.finding.wait()
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave every key to the prompt while somebody types in it."""
        return not isinstance(self.focused, Prompt)

    # Panes

    def on_resize(self, event: events.Resize) -> None:
        self.panes.fit(event.size)
        self.show_top()
        self.show_hints()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget is not self.focused:
            return  # of a moment ago: two of these would take the focus from each other without end
        for pane_id in PANES:
            if event.widget is self.focus_widget(pane_id) and pane_id != self.panes.current:
                self.panes.choose(pane_id)

    def action_pane(self, pane: str) -> None:
        self.panes.choose(pane)
        self.whereabouts.follow_cursor()

    def action_next_pane(self, step: int) -> None:
        self.action_pane(self.panes.next(step))

    def action_toggle_inspector(self) -> None:
        self.panes.choose(self.whereabouts.row_pane if self.panes.current == "inspector" else "inspector")

    def action_full_screen(self) -> None:
        self.toggle_class("-single")

    def action_endpoints_by(self) -> None:
        self.is_by_service = not self.is_by_service
        trees, tree = self.trees, self.panes.tree("endpoints")
        tree.model = trees.endpoints_by_service if self.is_by_service else trees.endpoints_by_vpc
        self.finding.apply_again("endpoints")
        self.endpoints_by = " by service" if self.is_by_service else " by VPC"
        self.show_titles()
        self.panes.choose("endpoints")

    # Rows and lines

    @on(VirtualRows.Highlighted)
    def note_cursor(self, message: VirtualRows.Highlighted) -> None:
        if message.widget.id == self.panes.current:
            self.whereabouts.follow_cursor()

    @on(VirtualRows.Moved)
    def show_position(self, message: VirtualRows.Moved) -> None:
        if isinstance(message.widget, VirtualTree):
            self.show_count(message.widget)

    @on(VirtualRows.Chosen)
    def follow_row(self, message: VirtualRows.Chosen) -> None:
        pane = self.panes.current
        if pane == "coverage":
            self.action_show_errors()
            return
        place = self.panes.place_under_cursor(pane)
        if place is None:
            return
        model = self.panes.tree(pane).model
        if place.kind is None or (place.kind is Vpc and pane == "endpoints"):
            model.toggle(message.node_id)
            return
        self.remember()
        node = model.get(message.node_id)
        if node is not None and node.branch is not None and not node.is_open:
            model.expand(message.node_id)
        else:
            self.panes.choose("inspector")
        self.linking.note_visit()

    @on(Inspector.Followed)
    def follow_line(self, message: Inspector.Followed) -> None:
        self.inspecting.follow(message.line)

    def action_page(self, page: str) -> None:
        self.inspecting.choose(page)

    # Filter and search

    def action_filter(self) -> None:
        self.finding.ask(self.panes.current)

    @on(Prompt.Typed)
    def prompt_typed(self, message: Prompt.Typed) -> None:
        self.finding.typed(message.purpose, self.panes.current, message.text)

    @on(Prompt.Answered)
    def prompt_answered(self, message: Prompt.Answered) -> None:
        if message.purpose == "command":
            return
        if message.purpose == "compare":
            self.out.compare(message.text.strip())
        elif message.purpose == "export":
            self.show_hints()
            self.out.export(message.text, self.whereabouts.subject())
        else:
            self.finding.answered(message.purpose, self.panes.current, message.text)
        self.set_focus(self.focus_widget(self.panes.current))
        self.whereabouts.follow_cursor()

    @on(Prompt.GivenUp)
    def prompt_given_up(self, message: Prompt.GivenUp) -> None:
        if message.purpose == "filter":
            self.finding.drop(self.panes.current)
        self.show_hints()
        self.set_focus(self.focus_widget(self.panes.current))

    def action_find_next(self, step: int) -> None:
        self.finding.next(self.panes.current, backwards=step < 0)

    def action_escape(self) -> None:
        """Take one thing back: marks, the full screen, the filter, the search, the inspector."""
        pane = self.panes.current
        if "marking" in self.__dict__ and self.marking.drop():
            return
        if self.has_class("-single"):
            self.remove_class("-single")
        elif self.finding.is_filtered(pane):
            self.finding.drop(pane)
        elif pane == "inspector":
            text = self.query_one(Inspector).text
            if text.needle:
                text.needle = ""
            elif self.panes.is_single:
                row_pane = self.whereabouts.row_pane
                self.panes.choose(row_pane if row_pane != "inspector" else "network")
