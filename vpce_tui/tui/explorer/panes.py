"""Which panes are there, which has the keys, and is there room for all of them?

Wide terminals show all panes, narrow ones the current one alone; so does a wide one whose reader wants that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.geometry import Size

from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.explorer.history import PANES
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Place

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

NARROW_COLUMNS: Final = 110
NARROW_ROWS: Final = 30
TREES: Final = {"network": (Vpc, Subnet, NetworkInterface), "endpoints": (VpcEndpoint,)}
"""The panes that show trees, and the types of the records in each."""


def is_narrow(size: Size) -> bool:
    """Is there room for one pane alone?"""
    return size.width < NARROW_COLUMNS or size.height < NARROW_ROWS


class Panes:
    """The panes of the explorer."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.current = "network"
        """The pane that has the keys."""

    def fit(self, size: Size) -> None:
        """Show one pane at a time where there is no room for all."""
        self._screen.set_class(is_narrow(size), "-narrow")

    @property
    def is_single(self) -> bool:
        return self._screen.has_class("-narrow") or self._screen.has_class("-single")

    def tree(self, pane: str) -> VirtualTree:
        return self._screen.query_one(f"#{pane}", VirtualTree)

    def widget(self, pane: str) -> VirtualRows:
        """Return what takes the keys of a pane."""
        screen = self._screen
        if pane == "inspector":
            return screen.query_one(Inspector).text
        return screen.query_one("#coverage", TextView) if pane == "coverage" else self.tree(pane)

    def choose(self, pane: str) -> None:
        """Give the keys to a pane."""
        screen = self._screen
        self.current = pane
        for pane_id in PANES:
            screen.query_one(f"#{pane_id}").set_class(pane_id == pane, "-current")
        # Not `focus()`: that waits a turn, and the next key would still go to the old pane.
        screen.set_focus(self.widget(pane))
        screen.show_top()
        screen.show_hints()

    def next(self, step: int) -> str:
        """Return the pane after this one, or before it."""
        names = list(PANES)
        return names[(names.index(self.current) + step) % len(names)]

    def repaint_trees(self) -> None:
        """Draw the rows anew: what their labels are made from has changed."""
        for pane in TREES:
            self.tree(pane).repaint()

    def place_under_cursor(self, pane: str) -> Place | None:
        """Return what the row under the cursor stands for; None in panes without such rows."""
        if pane not in TREES:
            return None
        tree = self.tree(pane)
        node = tree.model.get(tree.cursor_id) if tree.cursor_id is not None else None
        return node.item if node is not None and isinstance(node.item, Place) else None
