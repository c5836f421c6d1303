"""Which rows of the panes are marked, and which records does a copy take therefore?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from vpce_tui.model.topology import Absent
from vpce_tui.tui.explorer.panes import TREES
from vpce_tui.tui.explorer.picking import Picking
from vpce_tui.view.explorer import Place
from vpce_tui.view.lines import Subject

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen


class Marking:
    """The marks of both trees."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self._pickings = {pane: Picking(screen.panes.tree(pane), partial(self._is_record, pane)) for pane in TREES}

    def _is_record(self, pane: str, row: str) -> bool:
        node = self._screen.panes.tree(pane).model.get(row)
        return node is not None and isinstance(node.item, Place) and node.item.kind is not None

    def toggle(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        if picking := self._picking():
            picking.toggle()
            self._tell()

    def mark_range(self) -> None:
        """Mark from the row marked last to the cursor."""
        if picking := self._picking():
            picking.pick_range()
            self._tell()

    def _picking(self) -> Picking | None:
        found = self._pickings.get(self._screen.panes.current)
        if found is None:
            self._screen.notify("only rows of the network and of the endpoints can be marked", severity="warning")
        return found

    def drop(self) -> bool:
        """Take the marks of this pane away; return whether there were any."""
        picking = self._pickings.get(self._screen.panes.current)
        if picking is None or not picking.clear():
            return False
        self._tell()
        return True

    def _tell(self) -> None:
        self._screen.show_count(self._screen.panes.tree(self._screen.panes.current))

    def subjects(self) -> Sequence[Subject] | None:
        """Return the marked records of this pane; None where nothing is marked, nothing where none was read."""
        pane = self._screen.panes.current
        picked = self._pickings[pane].in_order() if pane in self._pickings else []
        if not picked:
            return None
        found = [subject for row in picked if (subject := self._subject_of(pane, row)) is not None]
        if not found:
            self._screen.notify("what is marked are no records that were read", severity="warning")
        return found

    def _subject_of(self, pane: str, row: str) -> Subject | None:
        node, topology = self._screen.panes.tree(pane).model.get(row), self._screen.topology
        place = node.item if node is not None else None
        if not isinstance(place, Place) or place.kind is None or place.scope is None:
            return None
        found = topology.find(place.kind, place.key, place.scope)
        return None if isinstance(found, Absent) else Subject(found, place.scope, topology)
