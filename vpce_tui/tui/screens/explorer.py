"""The first screen: the network, the endpoints, what is known about one record, and what was not read.

Wide terminals show all panes, narrow ones one pane with a breadcrumb. The inspector follows the cursor; its page is
made in a thread from an immutable topology, so that no key ever waits for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.widgets import Static
from textual.worker import Worker, WorkerState, get_current_worker

from vpce_tui.model.events import ReadEnded
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.accounts import coloured
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.actions import CommandActions
from vpce_tui.tui.explorer.finding import TREES, Finding
from vpce_tui.tui.explorer.freshness import Freshness
from vpce_tui.tui.explorer.heading import Heading
from vpce_tui.tui.explorer.history import PANES, History, Locus, View
from vpce_tui.tui.explorer.taking_out import TakingOut
from vpce_tui.tui.keys import bindings, hints
from vpce_tui.tui.looks import LooksApp
from vpce_tui.tui.manners import tell_worker_failure
from vpce_tui.tui.reading import Arrived, Published, ReadingEnded
from vpce_tui.tui.screens.detour import AboveScreen, Detour
from vpce_tui.tui.settings import AccountLook
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.tui.widgets.prompt import Prompt, ending_keys
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.coverage import coverage_lines
from vpce_tui.view.explorer import Explorer, Place, label, record_node_id
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.lines import Line, Subject, Target, said
from vpce_tui.view.neighbours import related_ids
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Run, Signs, cell_width, cells_width
from vpce_tui.view.tree import Node

if TYPE_CHECKING:
    from vpce_tui.tui.screens.records import TableState

NARROW_COLUMNS: Final = 110
NARROW_ROWS: Final = 30
SLICE_SECONDS: Final = 0.004
"""How long the loop places records before it looks for keys."""
REBUILD_SECONDS: Final = 1.5
"""While records stream in, the inspector's page is made anew no more often than this."""

_RELABELLING: Final = (RouteTable, VpcEndpoint, NatGateway, Vpc)
"""Types whose arrival changes the labels of rows that stand already."""


class ExplorerScreen(CommandActions):
    """Four panes over one topology."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(
        self, source_label: str, *, is_live: bool, signs: Signs = UNICODE_SIGNS, watch_seconds: float = 0
    ) -> None:
        """Show what comes; with `watch_seconds` read it again as often."""
        super().__init__()
        self._watch_seconds = watch_seconds
        self.topology = Topology()
        self.source_label = source_label
        self._is_live = is_live
        self._signs = signs
        self._explorer = Explorer()
        self.notes: tuple[str, ...] = ()
        """What the source said beside its records."""
        self._locus: Locus | None = None
        self._page = "overview"
        self._opened: frozenset[str] = frozenset()
        self._history = History()
        self._pane = "network"
        self.is_reading = True
        self._is_by_service = False
        self._built_at = 0.0
        self._is_relabelling = False
        self._finding = Finding(self)
        self.fresh = Freshness(self)
        self._top: Cells = ()
        self._position = ""
        """Matches, marks and place of the pane's cursor, where only the bottom line has room for them."""
        self._out = TakingOut(self)
        self.table_states: dict[str, TableState] = {}
        """How each type's table was left: its order, its filter, its cursor."""

    def compose(self) -> ComposeResult:
        # Classes are given before anything is mounted: each change afterwards styles the whole tree anew.
        self._fit(self.app.size)
        yield Static(id="top")
        with Container(id="panes"):
            yield VirtualTree(
                self._explorer.network, self._network_label, signs=self._signs, id="network", classes="pane -current"
            )
            yield VirtualTree(
                self._explorer.endpoints_by_vpc, self._endpoint_label, signs=self._signs, id="endpoints", classes="pane"
            )
            inspector = Inspector(signs=self._signs, id="inspector")
            inspector.add_class("pane")
            yield inspector
            yield TextView(signs=self._signs, id="coverage", classes="pane")
        yield Prompt(id="prompt")
        yield Static(id="hints")

    def on_mount(self) -> None:
        for pane_id, title in PANES.items():
            self.query_one(f"#{pane_id}").border_title = title
        self._choose_pane("network")
        self._show_top()
        self.query_one(Inspector).show_pages(self._page, frozenset(page.key for page in PAGES))
        self.fresh.watch(self._watch_seconds, is_live=self._is_live)
        settings = getattr(self.app, "settings", None)
        if settings is not None:
            self.begin_view(settings.view, settings.filter)

    # Labels

    def _network_label(self, node: Node) -> Cells:
        place: Place = node.item
        cells = label(place, self.topology, self._signs, children=node.child_count)
        if place.kind is None and place.scope is not None and place.key == str(place.scope):
            cells = coloured(cells, self.account_looks, place.scope, self.topology.opened.get(place.scope))
        return self.fresh.marked(place, cells)

    @property
    def account_looks(self) -> Sequence[AccountLook]:
        """How the config file wants accounts to be shown."""
        return self.app.settings.accounts if isinstance(self.app, LooksApp) else ()

    def _endpoint_label(self, node: Node) -> Cells:
        count = 0 if node.item.kind is Vpc else node.child_count
        cells = label(node.item, self.topology, self._signs, children=count, in_services=self._is_by_service)
        return self.fresh.marked(node.item, cells)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell a failure in a thread and go on: whatever a record holds, the screen stays."""
        if event.state is WorkerState.ERROR:
            tell_worker_failure(event.worker)

    # What arrives

    @on(Arrived)
    async def take_events(self, message: Arrived) -> None:
        """Place what arrived; after a few milliseconds let keys and frames have their turn."""
        began = time.monotonic()
        relabel = False
        while (event := message.take()) is not None:
            self._explorer.apply(event)
            relabel = relabel or (isinstance(event, ReadEnded) and event.record_type in _RELABELLING)
            if time.monotonic() - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                began = time.monotonic()
        if relabel:
            self._is_relabelling = True
            self._network.repaint()

    @on(Published)
    def take_topology(self, message: Published) -> None:
        self.topology, self.notes = message.topology, message.notes
        if self._is_relabelling:  # the labels are made from the topology, which comes after its events
            self._is_relabelling = False
            self._network.repaint()
        self.fresh.take(message.changes)
        self.look_for_view(ended=False)
        self._show_top()
        self._show_coverage()
        if time.monotonic() - self._built_at > REBUILD_SECONDS:
            self._rebuild()

    @on(ReadingEnded)
    def end_reading(self, message: ReadingEnded) -> None:
        self.is_reading = False
        if message.error is not None:
            self.notify(str(message.error), severity="error", timeout=30, markup=False)
            self.notes = (*self.notes, *str(message.error).splitlines())
            if not self.topology.scopes:
                self._choose_pane("coverage")  # there is nothing else to see, and the message goes
        self.fresh.ended()
        self.repaint_trees()
        self._show_top()
        self._show_coverage()
        self._rebuild()
        self.look_for_view(ended=True)

    def repaint_trees(self) -> None:
        """Draw the rows anew: what their labels are made from has changed."""
        self._network.repaint()
        self._endpoints.repaint()

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
            await self._finding.wait()
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave every key to the prompt while somebody types in it."""
        return not isinstance(self.focused, Prompt)

    # Panes

    @property
    def _network(self) -> VirtualTree:
        return self.query_one("#network", VirtualTree)

    @property
    def _endpoints(self) -> VirtualTree:
        return self.query_one("#endpoints", VirtualTree)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size)
        self._show_top()
        self._show_hints()

    def _fit(self, size: Size) -> None:
        """Show one pane at a time where there is no room for all."""
        self.set_class(size.width < NARROW_COLUMNS or size.height < NARROW_ROWS, "-narrow")

    @property
    def _is_single(self) -> bool:
        return self.has_class("-narrow") or self.has_class("-single")

    def focus_widget(self, pane: str) -> VirtualRows:
        """Return what takes the keys of a pane."""
        if pane == "inspector":
            return self.query_one(Inspector).text
        return self.query_one("#coverage", TextView) if pane == "coverage" else self.query_one(f"#{pane}", VirtualTree)

    def _choose_pane(self, pane: str) -> None:
        self._pane = pane
        for pane_id in PANES:
            self.query_one(f"#{pane_id}").set_class(pane_id == pane, "-current")
        # Not `focus()`: that waits a turn, and the next key would still go to the old pane.
        self.set_focus(self.focus_widget(pane))
        self._show_top()
        self._show_hints()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if event.widget is not self.focused:
            return  # of a moment ago: two of these would take the focus from each other without end
        for pane_id in PANES:
            if event.widget is self.focus_widget(pane_id) and pane_id != self._pane:
                self._choose_pane(pane_id)

    def action_pane(self, pane: str) -> None:
        self._choose_pane(pane)
        self._follow_cursor(pane)

    def action_next_pane(self, step: int) -> None:
        names = list(PANES)
        self.action_pane(names[(names.index(self._pane) + step) % len(names)])

    def action_toggle_inspector(self) -> None:
        if self._pane == "inspector":
            self._choose_pane(self._locus.pane if self._locus is not None else "network")
        else:
            self._choose_pane("inspector")

    def action_full_screen(self) -> None:
        self.toggle_class("-single")

    def action_endpoints_by(self) -> None:
        self._is_by_service = not self._is_by_service
        model = self._explorer.endpoints_by_service if self._is_by_service else self._explorer.endpoints_by_vpc
        self._endpoints.model = model
        self._finding.apply_again("endpoints")
        self._endpoints.border_title = "2 Endpoints by service" if self._is_by_service else "2 Endpoints by VPC"
        if self._finding.scopes:
            self.show_titles()
        self._choose_pane("endpoints")

    # The record under the cursor

    @on(VirtualRows.Highlighted)
    def note_cursor(self, message: VirtualRows.Highlighted) -> None:
        if message.widget.id == self._pane:
            self._follow_cursor(self._pane)

    def _place_under_cursor(self, pane: str) -> Place | None:
        if pane not in ("network", "endpoints"):
            return None
        tree = self.query_one(f"#{pane}", VirtualTree)
        node = tree.model.get(tree.cursor_id) if tree.cursor_id is not None else None
        return node.item if node is not None and isinstance(node.item, Place) else None

    def _follow_cursor(self, pane: str) -> None:
        place = self._place_under_cursor(pane)
        if place is None:
            return
        locus = self._locus
        here = (place.kind, place.key, place.scope)
        if locus is not None and (locus.record_type, locus.record_id, locus.scope) == here:
            return
        if place.kind is None or place.scope is None:
            self._locus = None
            self._show_lines(f"{place.key}", self._group_lines(place))
            self._show_top()
            return
        self._locus = Locus(place.kind, place.key, place.scope, self._page, pane)
        self._show_top()
        self._rebuild()

    def _group_lines(self, place: Place) -> list[Line]:
        if place.scope is not None and place.key == str(place.scope):
            only = Topology(
                {where: table for where, table in self.topology.tables.items() if where[1] == place.scope},
                {where: coverage for where, coverage in self.topology.coverages.items() if where[1] == place.scope},
                {place.scope: opened} if (opened := self.topology.opened.get(place.scope)) else {},
            )
            return coverage_lines(only, (), self._signs)
        return [said(f"{place.key}: open the branch to see its endpoints", "muted")]

    @on(VirtualRows.Chosen)
    def follow_row(self, message: VirtualRows.Chosen) -> None:
        if self._pane == "coverage":
            self.action_show_errors()
            return
        place = self._place_under_cursor(self._pane)
        if place is None:
            return
        if place.kind is None or (place.kind is Vpc and self._pane == "endpoints"):
            self.query_one(f"#{self._pane}", VirtualTree).model.toggle(message.node_id)
            return
        self._remember()
        tree = self.query_one(f"#{self._pane}", VirtualTree)
        node = tree.model.get(message.node_id)
        if node is not None and node.branch is not None and not node.is_open:
            tree.model.expand(message.node_id)
        else:
            self._choose_pane("inspector")
        self.linking.note_visit()

    @on(Inspector.Followed)
    def follow_line(self, message: Inspector.Followed) -> None:
        line = message.line
        if line.opens:
            self._opened = self._opened ^ {line.opens}
            self._rebuild()
        elif line.target is not None:
            self._follow_target(line.target)

    def _follow_target(self, target: Target) -> None:
        scope = self._locus.scope if self._locus is not None else None
        found = self.topology.find(target.record_type, target.record_id, scope)
        if isinstance(found, Absent):
            self.notify(f"cannot follow: {found.says}", severity="warning", markup=False)
            return
        self._remember()
        self.go_to(target.record_type, target.record_id, self._scope_holding(found, scope))
        self.linking.note_visit()

    def _scope_holding(self, record: Record, near: Scope | None) -> Scope:
        if near is not None and record.record_id in self.topology.table(type(record), near).records:
            return near
        return self.topology.scope_of(record) or near or Scope("", "")

    def go_to(self, record_type: type[Record], record_id: str, scope: Scope) -> None:
        """Put the cursor on a record in the pane that has it, else show it in the inspector."""
        row = record_node_id(record_type, record_id, scope)
        if record_type is VpcEndpoint and self._reveal("endpoints", row):
            return
        if record_type is not VpcEndpoint and self._reveal("network", row):
            return
        page = self._page if self._page_applies(record_type, record_id, scope) else "overview"
        self._locus = Locus(record_type, record_id, scope, page, "inspector")
        self._page = page
        self._choose_pane("inspector")
        self._rebuild()

    def _page_applies(self, record_type: type[Record], record_id: str, scope: Scope) -> bool:
        found = self.topology.find(record_type, record_id, scope)
        page = next(page for page in PAGES if page.key == self._page)
        return not isinstance(found, Absent) and page.applies(found)

    def _reveal(self, pane: str, row: str) -> bool:
        tree = self.query_one(f"#{pane}", VirtualTree)
        if row not in tree.model or not tree.model.reveal(row):
            return False
        self._choose_pane(pane)
        tree.move_cursor(row)
        self._follow_cursor(pane)
        return True

    # The inspector

    def action_page(self, page: str) -> None:
        subject = self._subject_now()
        wanted = next(one for one in PAGES if one.key == page)
        if subject is None:
            self.notify("no record is under the cursor: move to one first", severity="warning")
            return
        if not wanted.applies(subject.record):
            self.notify(wanted.missing, severity="warning")
            return
        self._page = page
        if self._locus is not None:
            self._locus = self._locus.seen_as(page, self._locus.pane)
        if self._is_single:
            self._choose_pane("inspector")
        self._rebuild()
        self.linking.note_visit()

    def action_try_policy(self) -> None:
        from vpce_tui.tui.screens.policy import PolicyScreen, policy_screen

        if subject := self._with_record():
            screen = policy_screen(subject, self._signs)
            if isinstance(screen, PolicyScreen):
                self.app.push_screen(screen)
            else:
                self.notify(screen, severity="warning")

    def _subject_now(self) -> Subject | None:
        """Return what the cursor is on this moment: its message may still be on the way."""
        self._follow_cursor(self._pane)
        return self._subject()

    def _subject(self) -> Subject | None:
        locus = self._locus
        if locus is None:
            return None
        found = self.topology.find(locus.record_type, locus.record_id, locus.scope)
        if isinstance(found, Absent):
            return None
        return Subject(found, locus.scope, self.topology, self._opened)

    def _rebuild(self) -> None:
        self._built_at = time.monotonic()
        locus = self._locus
        if locus is None:
            place = self._place_under_cursor(self._pane)
            if place is not None and (place.kind is None or place.scope is None):
                self._show_lines(f"{place.key}", self._group_lines(place))
            return
        subject = self._subject()
        if subject is None:
            found = self.topology.find(locus.record_type, locus.record_id, locus.scope)
            self._show_lines(locus.record_id, [said(found.says, "unknown")] if isinstance(found, Absent) else [])
            return
        page = next(page for page in PAGES if page.key == self._page)
        possible = frozenset(page.key for page in PAGES if page.applies(subject.record))
        self.query_one(Inspector).show_pages(page.key, possible)
        if not page.applies(subject.record):
            self._show_lines(f"{locus.record_id} {page.key}", [said(page.missing, "muted")])
            return
        self._build_page(subject, page.key)

    @work(thread=True, exclusive=True, group="inspector", exit_on_error=False)
    def _build_page(self, subject: Subject, page_key: str) -> None:
        """Make the page and find the neighbours, off the screen's loop."""
        worker = get_current_worker()
        page = next(page for page in PAGES if page.key == page_key)
        lines = page.build(subject, self._signs)
        related = related_ids(subject)
        if not worker.is_cancelled:
            name = f"{subject.scope} {subject.record.record_id} {page_key}"
            self.app.call_from_thread(self._show_built, subject.record.record_id, name, lines, related)

    def _show_built(self, record_id: str, name: str, lines: list[Line], related: frozenset[str]) -> None:
        if self._locus is not None and self._locus.record_id == record_id:
            self._show_lines(name, lines)
            self._network.marks = related
            self._endpoints.marks = related

    def _show_lines(self, name: str, lines: list[Line]) -> None:
        inspector = self.query_one(Inspector)
        inspector.show_lines(name, lines)
        locus = self._locus
        inspector.border_title = content([(f"3 Inspector  {locus.record_id}" if locus else "3 Inspector", "plain")])

    # The lines around

    def _show_top(self) -> None:
        if not self.is_mounted:
            return
        top = self.heading(self.size.width - 2)
        if top != self._top:
            self._top = top
            self.query_one("#top", Static).update(content(top), layout=False)
        for screen in self.app.screen_stack:
            if isinstance(screen, AboveScreen) and screen.is_mounted:  # one that is being opened looks for itself
                screen.renew()

    def show_top(self) -> None:
        """Say anew what the top line says, here and above; nothing is sent if the words are the same."""
        self._show_top()

    def heading(self, width: int) -> Cells:
        """Return the top line for so many cells."""
        place = self._place_under_cursor(self._pane)
        at = place.scope if place is not None else None
        told = self.fresh.told(self._locus.scope if self._locus is not None else None, briefly=self._is_single)
        return self._heading(self._here, self._subject(), told, at, is_single=self._is_single).cells(width)

    def heading_above(self, width: int, scope: Scope | None) -> Cells:
        """Return the top line of a screen above, which is about an account and Region, or about all of them."""
        told = self.fresh.told(scope, briefly=self._is_single)
        return self._heading(None, None, told, scope, is_above=True).cells(width)

    def _heading(
        self,
        locus: Locus | None,
        subject: Subject | None,
        told: Sequence[Run],
        at: Scope | None,
        *,
        is_single: bool = False,
        is_above: bool = False,
    ) -> Heading:
        return Heading(
            self.topology,
            self.source_label,
            self._is_live,
            self._signs,
            self._pane,
            locus,
            subject,
            is_single,
            told,
            is_above,
            at,
            self.account_looks,
            self.is_reading,
        )

    def _show_hints(self) -> None:
        prompt = self.query_one(Prompt)
        if prompt.is_asking and prompt.purpose not in ("filter", "search"):
            return  # the line says something about what is being typed
        self._position = self._position_now()
        runs: list[Run] = [(f"{self._position}  ", "accent")] if self._position else []
        if prompt.is_asking:
            runs += ending_keys(prompt.purpose)
        room = self.size.width - 2 - cells_width(runs)
        for key, word in hints() if not prompt.is_asking else ():
            room -= cell_width(key) + len(word) + 3
            if room < 0:
                break
            runs += [(key, "key"), (f" {word}  ", "muted")]
        self.query_one("#hints", Static).update(content(runs), layout=False)

    def _show_coverage(self) -> None:
        lines = coverage_lines(self.topology, self.notes, self._signs)
        view = self.query_one("#coverage", TextView)
        made = [TextLine(line.cells, id=f"line-{at}") for at, line in enumerate(lines)]
        if [line.cells for line in view.lines] != [line.cells for line in made]:
            view.lines = made

    @on(VirtualRows.Moved)
    def show_position(self, message: VirtualRows.Moved) -> None:
        widget = message.widget
        if not isinstance(widget, VirtualTree):
            return
        widget.border_subtitle = self._place_words(widget)
        if widget.id == self._pane and self._position != self._position_now():
            self._show_hints()

    def _place_words(self, tree: VirtualTree) -> str:
        """Return how many rows match and are marked, and where among them the cursor is."""
        model, (index, count) = tree.model, tree.position
        shown = f"{index + 1 if index is not None else 0:,} / {len(model) if count else 0:,}"
        if model.is_filtered:
            shown = f"{model.matches:,} of {model.total:,} match  {shown}"
        return f"{len(tree.picked):,} marked  {shown}" if tree.picked else shown

    def _position_now(self) -> str:
        """Return what the bottom line says of matches and marks: one pane alone has no border to say it in."""
        if not self._is_single or self._pane not in TREES:
            return ""
        tree = self.query_one(f"#{self._pane}", VirtualTree)
        return self._place_words(tree) if tree.model.is_filtered or tree.picked else ""

    # Filter and search

    def show_count(self, tree: VirtualTree) -> None:
        """Tell anew how many rows there are."""
        index, count = tree.position
        self.show_position(VirtualRows.Moved(tree, index, len(tree.model) if count else 0))

    def action_filter(self) -> None:
        self._finding.ask(self._pane)

    @on(Prompt.Typed)
    def prompt_typed(self, message: Prompt.Typed) -> None:
        self._finding.typed(message.purpose, self._pane, message.text)

    @on(Prompt.Answered)
    def prompt_answered(self, message: Prompt.Answered) -> None:
        if message.purpose == "command":
            return
        if message.purpose == "compare":
            self._out.compare(message.text.strip())
        elif message.purpose == "export":
            self._show_hints()
            self._out.export(message.text, self._subject())
        else:
            self._finding.answered(message.purpose, self._pane, message.text)
        self.set_focus(self.focus_widget(self._pane))
        self._follow_cursor(self._pane)

    @on(Prompt.GivenUp)
    def prompt_given_up(self, message: Prompt.GivenUp) -> None:
        if message.purpose == "filter":
            self._finding.drop(self._pane)
        self._show_hints()
        self.set_focus(self.focus_widget(self._pane))

    def action_find_next(self, step: int) -> None:
        self._finding.next(self._pane, backwards=step < 0)

    def action_escape(self) -> None:
        if self.drop_picks():
            return
        if self.has_class("-single"):
            self.remove_class("-single")
        elif self._finding.is_filtered(self._pane):
            self._finding.drop(self._pane)
        elif self._pane == "inspector":
            if self.query_one(Inspector).text.needle:
                self.query_one(Inspector).text.needle = ""
            elif self._is_single:
                self._choose_pane(self._locus.pane if self._locus and self._locus.pane != "inspector" else "network")

    # History

    @property
    def locus(self) -> Locus | None:
        """Where one is; None where no record is under the cursor."""
        return self._here

    def _remember(self) -> None:
        self._follow_cursor(self._pane)
        if (here := self._here) is not None:
            self._history.leave(here)

    @property
    def _here(self) -> Locus | None:
        return self._locus.seen_as(self._page, self._pane) if self._locus is not None else None

    @property
    def is_by_service(self) -> bool:
        """Do the endpoints stand below their services?"""
        return self._is_by_service

    @property
    def here(self) -> Locus | None:
        return self._here

    def subject_now(self) -> Subject | None:
        return self._subject_now()

    def remember(self) -> None:
        self._remember()

    def show_hints(self) -> None:
        """Say in the bottom line which keys there are."""
        self._show_hints()

    def action_back(self) -> None:
        self._travel(self._history.back(self._here), "there is no view before this one")

    def action_forward(self) -> None:
        self._travel(self._history.forward(self._here), "there is no view after this one")

    def action_last_view(self) -> None:
        if self._history.past:
            self.action_back()
        else:
            self.action_forward()

    def keep_detour(self, detour: Detour) -> None:
        """Remember screens that stood above and were closed; going back opens them again."""
        self._history.leave(detour)

    def visit(self, record: Record, detour: Detour) -> None:
        """Go to a record from a screen that stood above; going back opens that screen again."""
        self._history.leave(detour)
        near = self._locus.scope if self._locus is not None else None
        self.go_to(type(record), record.record_id, self._scope_holding(record, near))
        self.linking.note_visit()

    def _travel(self, view: View | None, why_not: str) -> None:
        if view is None:
            self.notify(why_not, severity="warning")
            return
        if isinstance(view, Detour):
            view.open(self)
            return
        self._page = view.page
        self.go_to(view.record_type, view.record_id, view.scope)
        if view.pane == "inspector":
            self._choose_pane("inspector")

    # Questions

    @property
    def signs(self) -> Signs:
        """The glyphs of this terminal."""
        return self._signs

    def action_trace(self) -> None:
        subject = self._subject_now()
        place = self._place_under_cursor(self._pane)
        scope = subject.scope if subject is not None else place.scope if place is not None else None
        self.questions.trace(subject, scope)

    def action_matrix(self) -> None:
        self.questions.matrix()

    def action_workload(self) -> None:
        self.questions.workload(self._subject_now())

    def action_ask_route(self) -> None:
        self.questions.routes(self._subject_now())

    # Data

    def action_refresh(self) -> None:
        self.fresh.refresh(self._locus.scope if self._locus is not None else None)

    def action_refresh_type(self) -> None:
        self._follow_cursor(self._pane)
        if self._locus is None:
            self.notify(
                "no record is under the cursor, so that it is not said which type: R reads all", severity="warning"
            )
        else:
            self.fresh.refresh(self._locus.scope, self._locus.record_type)

    def action_refresh_all(self) -> None:
        self.fresh.refresh(None)

    def action_cancel_reading(self) -> None:
        self.fresh.cancel()

    def action_show_changes(self) -> None:
        from vpce_tui.tui.screens.changes import ChangesScreen

        self.app.push_screen(ChangesScreen(signs=self._signs))

    def action_show_errors(self) -> None:
        from vpce_tui.tui.screens.errors import ErrorsScreen

        self.app.push_screen(ErrorsScreen(signs=self._signs))

    def action_show_calls(self) -> None:
        from vpce_tui.tui.screens.calls import CallsScreen

        log = self.fresh.calls
        if log is None:
            self.notify("no calls are made: this is not read from AWS", severity="warning")
        else:
            self.app.push_screen(CallsScreen(log, signs=self._signs))

    def _with_record(self) -> Subject | None:
        subject = self._subject_now()
        if subject is None:
            self.notify("no record is under the cursor: move to one first", severity="warning")
        return subject

    def action_export(self) -> None:
        self._out.ask_export()

    def action_compare(self) -> None:
        self._out.ask_compare()

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
