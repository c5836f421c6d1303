"""Which rooms does the explorer's screen have, and what may they ask each other?

Each room is an object that does one thing for the screen. Those that the first frame does not need are loaded when
somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.finding import Finding
from vpce_tui.tui.explorer.freshness import Freshness
from vpce_tui.tui.explorer.history import PANES, Locus
from vpce_tui.tui.explorer.inspecting import Inspecting
from vpce_tui.tui.explorer.panes import TREES, Panes
from vpce_tui.tui.explorer.surroundings import Surroundings
from vpce_tui.tui.explorer.taking_out import TakingOut
from vpce_tui.tui.explorer.whereabouts import Whereabouts
from vpce_tui.tui.looks import LooksApp
from vpce_tui.tui.screens.detour import Detour
from vpce_tui.tui.settings import AccountLook
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Explorer
from vpce_tui.view.lines import Subject
from vpce_tui.view.text import Cells, Signs

if TYPE_CHECKING:
    from vpce_tui.tui.explorer.commanding import Commanding
    from vpce_tui.tui.explorer.linking import Linking
    from vpce_tui.tui.explorer.marking import Marking
    from vpce_tui.tui.explorer.ordering import Ordering
    from vpce_tui.tui.explorer.scoping import Scoping
    from vpce_tui.tui.screens.explorer import ExplorerScreen
    from vpce_tui.tui.screens.questions import Questions
    from vpce_tui.tui.screens.records_core import TableState


class Rooms(Screen[None]):
    """What the explorer knows, and the rooms that work on it."""

    def __init__(self, source_label: str, *, is_live: bool, signs: Signs) -> None:
        super().__init__()
        self.topology = Topology()
        self.source_label = source_label
        self.is_live = is_live
        self.signs = signs
        """The glyphs of this terminal."""
        self.notes: tuple[str, ...] = ()
        """What the source said beside its records."""
        self.is_reading = True
        self.trees = Explorer()
        self.is_by_service = False
        """Do the endpoints stand below their services?"""
        self.endpoints_by = ""
        """What the title says of that, once it was changed."""
        self.table_states: dict[str, TableState] = {}
        """How each type's table was left: its order, its filter, its cursor."""
        self.panes = Panes(self._own)
        self.whereabouts = Whereabouts(self._own)
        self.inspecting = Inspecting(self._own)
        self.surroundings = Surroundings(self._own)
        self.finding = Finding(self._own)
        self.fresh = Freshness(self._own)
        self.out = TakingOut(self._own)

    @property
    def _own(self) -> ExplorerScreen:
        return cast("ExplorerScreen", self)

    # Rooms that are entered later

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
    def marking(self) -> Marking:
        from vpce_tui.tui.explorer.marking import Marking

        return Marking(self._own)

    @cached_property
    def ordering(self) -> Ordering:
        from vpce_tui.tui.explorer.ordering import Ordering

        return Ordering(self._own)

    def take_kept_orders(self) -> None:
        """Put the panes in the orders that were chosen last time."""
        from vpce_tui.tui.app import VpceApp

        assert isinstance(self.app, VpceApp)
        sortings = self.app.places.now.sortings
        if any(sortings.get(pane) for pane in TREES):
            self.ordering.begin(sortings)

    # Where one is

    @property
    def here(self) -> Locus | None:
        """Where one is; None where no record is under the cursor."""
        return self.whereabouts.here

    def subject_now(self) -> Subject | None:
        """Return the record under the cursor this moment."""
        return self.whereabouts.subject_now()

    def subject_or_told(self) -> Subject | None:
        """Return the record under the cursor, or say that there is none."""
        subject = self.subject_now()
        if subject is None:
            self.tell_no_record()
        return subject

    def tell_no_record(self) -> None:
        self.notify("no record is under the cursor: move to one first", severity="warning")

    def remember(self) -> None:
        """Keep this view, so that one can come back to it."""
        self.whereabouts.remember()

    def go_to(self, record_type: type[Record], record_id: str, scope: Scope) -> None:
        """Put the cursor on a record in the pane that has it, else show it in the inspector."""
        self.whereabouts.go_to(record_type, record_id, scope)

    def visit(self, record: Record, detour: Detour) -> None:
        """Go to a record from a screen that stood above; going back opens that screen again."""
        self.whereabouts.visit(record, detour)

    def keep_detour(self, detour: Detour) -> None:
        """Remember screens that stood above and were closed; going back opens them again."""
        self.whereabouts.history.leave(detour)

    def show_view(self, record_type: type[Record], record_id: str, scope: Scope, page: str = "") -> None:
        """Show a record and a page about it, as somebody named them."""
        self.go_to(record_type, record_id, scope)
        if page and page != self.inspecting.page:
            self.inspecting.choose(page)
        if page and page != "overview":
            self.panes.choose("inspector")
            self.whereabouts.follow_cursor()

    def begin_view(self, view: str, filter_text: str) -> None:
        """Take the view and the filter that the command line names, and wait for the view."""
        if view or filter_text:
            self.linking.begin(view, filter_text)

    def look_for_view(self, *, ended: bool) -> None:
        """Show the view that is waited for, if its record has come."""
        if "linking" in self.__dict__:
            self.linking.arrived(ended=ended)

    def note_key(self) -> None:
        """The reader pressed a key: no view that is waited for takes them elsewhere any more."""
        if "linking" in self.__dict__:
            self.linking.note_key()

    # What is shown

    @property
    def account_looks(self) -> Sequence[AccountLook]:
        """How the config file wants accounts to be shown."""
        return self.app.settings.accounts if isinstance(self.app, LooksApp) else ()

    def focus_widget(self, pane: str) -> VirtualRows:
        """Return what takes the keys of a pane."""
        return self.panes.widget(pane)

    def repaint_trees(self) -> None:
        """Draw the rows anew: what their labels are made from has changed."""
        self.panes.repaint_trees()

    def show_top(self) -> None:
        """Say anew what the top line says, here and above; nothing is sent if the words are the same."""
        self.surroundings.show_top()

    def heading_above(self, width: int, scope: Scope | None) -> Cells:
        """Return the top line of a screen above, which is about an account and Region, or about all of them."""
        return self.surroundings.heading_above(width, scope)

    def show_hints(self) -> None:
        """Say in the bottom line which keys there are."""
        self.surroundings.show_hints()

    def show_count(self, tree: VirtualTree) -> None:
        """Tell anew how many rows there are."""
        self.surroundings.show_place(tree)

    def show_titles(self) -> None:
        """Say in the panes' titles in which order their rows are, and which scopes are shown, where it is not all."""
        from vpce_tui.tui.explorer.scoping import scope_words

        chosen = self.scoping.chosen
        told = f"only {scope_words(chosen, self.topology)}" if chosen else ""
        for pane in TREES:
            title = PANES[pane] + (self.endpoints_by if pane == "endpoints" else "")
            parts = [part for part in (title, self.order_words(pane), told) if part]
            self.panes.tree(pane).border_title = content([("  ".join(parts), "plain")])

    def order_words(self, pane: str) -> str:
        """Return the order of a pane's rows in a few signs; empty for its own."""
        return self.ordering.words(pane) if "ordering" in self.__dict__ else ""

    # The filter

    def filter_now(self) -> str:
        """Return the filter of the pane that shows the record under the cursor."""
        current, here = self.panes.current, self.here
        pane = current if current in TREES else (here.pane if here is not None else "network")
        return self.finding.filters.get(pane, "")

    def set_filter(self, words: str) -> None:
        """Filter the pane that has the keys, or the network where that is no tree; without words show all again."""
        self.finding.filter(self.panes.current if self.panes.current in TREES else "network", words)
