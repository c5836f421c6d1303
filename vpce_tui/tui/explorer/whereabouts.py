"""Which record is one at, how does one get to another, and how back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.explorer.history import History, Locus, View
from vpce_tui.tui.screens.detour import Detour
from vpce_tui.view.explorer import record_node_id
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.lines import Subject, Target

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen


class Whereabouts:
    """The record that is looked at, and the views before and after it."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.locus: Locus | None = None
        """None where no record is under the cursor."""
        self.history = History()

    @property
    def here(self) -> Locus | None:
        """Where one is, with the page and the pane of this moment."""
        screen = self._screen
        return self.locus.seen_as(screen.inspecting.page, screen.panes.current) if self.locus is not None else None

    @property
    def scope(self) -> Scope | None:
        return self.locus.scope if self.locus is not None else None

    @property
    def row_pane(self) -> str:
        """The pane with the row of what the inspector shows."""
        return self.locus.pane if self.locus is not None else "network"

    # The record under the cursor

    def follow_cursor(self) -> None:
        """Show what is under the cursor of the current pane, if it is something else than before."""
        screen, pane = self._screen, self._screen.panes.current
        place = screen.panes.place_under_cursor(pane)
        if place is None:
            return
        locus = self.locus
        if locus is not None and (locus.record_type, locus.record_id, locus.scope) == (
            place.kind,
            place.key,
            place.scope,
        ):
            return
        if place.kind is None or place.scope is None:
            self.locus = None
            screen.inspecting.show_group(place)
            screen.show_top()
            return
        self.locus = Locus(place.kind, place.key, place.scope, screen.inspecting.page, pane)
        screen.show_top()
        screen.inspecting.rebuild()

    def subject(self) -> Subject | None:
        locus, topology = self.locus, self._screen.topology
        if locus is None:
            return None
        found = topology.find(locus.record_type, locus.record_id, locus.scope)
        if isinstance(found, Absent):
            return None
        return Subject(found, locus.scope, topology, self._screen.inspecting.opened)

    def subject_now(self) -> Subject | None:
        """Return what the cursor is on this moment: its message may still be on the way."""
        self.follow_cursor()
        return self.subject()

    # Going somewhere

    def remember(self) -> None:
        """Keep this view, so that one can come back to it."""
        self.follow_cursor()
        if (here := self.here) is not None:
            self.history.leave(here)

    def follow_target(self, target: Target) -> None:
        """Go to the record that a line leads to, the one of this account and Region where several have its id."""
        screen, near = self._screen, self.scope
        found = screen.topology.find(target.record_type, target.record_id, near)
        if isinstance(found, Absent):
            screen.notify(f"cannot follow: {found.says}", severity="warning", markup=False)
            return
        self.remember()
        self.go_to(target.record_type, target.record_id, self._scope_holding(found, near))
        screen.linking.note_visit()

    def visit(self, record: Record, detour: Detour) -> None:
        """Go to a record from a screen that stood above; going back opens that screen again."""
        self.history.leave(detour)
        self.go_to(type(record), record.record_id, self._scope_holding(record, self.scope))
        self._screen.linking.note_visit()

    def _scope_holding(self, record: Record, near: Scope | None) -> Scope:
        topology = self._screen.topology
        if near is not None and record.record_id in topology.table(type(record), near).records:
            return near
        return topology.scope_of(record) or near or Scope("", "")

    def go_to(self, record_type: type[Record], record_id: str, scope: Scope) -> None:
        """Put the cursor on a record in the pane that has it, else show it in the inspector."""
        screen = self._screen
        row = record_node_id(record_type, record_id, scope)
        if self._reveal("endpoints" if record_type is VpcEndpoint else "network", row):
            return
        if not self._page_applies(record_type, record_id, scope):
            screen.inspecting.page = "overview"
        self.locus = Locus(record_type, record_id, scope, screen.inspecting.page, "inspector")
        screen.panes.choose("inspector")
        screen.inspecting.rebuild()

    def _page_applies(self, record_type: type[Record], record_id: str, scope: Scope) -> bool:
        found = self._screen.topology.find(record_type, record_id, scope)
        page = next(page for page in PAGES if page.key == self._screen.inspecting.page)
        return not isinstance(found, Absent) and page.applies(found)

    def _reveal(self, pane: str, row: str) -> bool:
        tree = self._screen.panes.tree(pane)
        if row not in tree.model or not tree.model.reveal(row):
            return False
        self._screen.panes.choose(pane)
        tree.move_cursor(row)
        self.follow_cursor()
        return True

    # Going back

    def back(self) -> None:
        self._travel(self.history.back(self.here), "there is no view before this one")

    def forward(self) -> None:
        self._travel(self.history.forward(self.here), "there is no view after this one")

    def last_view(self) -> None:
        """Go to the view before; where one went back already, to the one after."""
        if self.history.past:
            self.back()
        else:
            self.forward()

    def _travel(self, view: View | None, why_not: str) -> None:
        screen = self._screen
        if view is None:
            screen.notify(why_not, severity="warning")
            return
        if isinstance(view, Detour):
            view.open(screen)
            return
        screen.inspecting.page = view.page
        self.go_to(view.record_type, view.record_id, view.scope)
        if view.pane == "inspector":
            screen.panes.choose("inspector")
