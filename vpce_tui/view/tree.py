"""Which rows does a tree of 100,000 records show, and where is each of them?

The model answers by position (`row_at`) and by identity (`index_of`) without ever listing its rows, so that records
may stream in by the thousand while somebody moves through them. It knows ids and opaque items, no texts: labels
are made for the rows in sight alone. Every change raises `revision` and calls the subscribers.

Filtering keeps a match's ancestors in sight, opens them, and leaves what lies below a match reachable; when the
filter goes, branches are open or closed as they were before it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from vpce_tui.view import walk
from vpce_tui.view.runs import Node, SortKey
from vpce_tui.view.tree_nodes import TreeNodes
from vpce_tui.view.tree_rows import Predicate, Row
from vpce_tui.view.tree_sums import Opening, measure

__all__ = ["Node", "Predicate", "Row", "SortKey", "TreeModel"]


class TreeModel(TreeNodes):
    """A tree to read (`tree_rows`), to change (`tree_nodes`), and here to open, filter and search."""

    # Opening and closing

    def expand(self, node_id: str) -> None:
        """Show the node's children."""
        self._open([self._nodes[node_id]], opened=True)

    def collapse(self, node_id: str) -> None:
        """Hide the node's children; what is open below stays open for the next time."""
        self._open([self._nodes[node_id]], opened=False)

    def toggle(self, node_id: str) -> None:
        node = self._nodes[node_id]
        self._open([node], opened=not node.is_open)

    def expand_all(self, node_id: str | None = None) -> None:
        """Open the node and every branch below it; the whole tree for None. O(nodes below)."""
        self._open(self._branches_below(node_id), opened=True)

    def collapse_all(self, node_id: str | None = None) -> None:
        """Close the node and every branch below it; the whole tree for None. O(nodes below)."""
        self._open(self._branches_below(node_id), opened=False)

    def reveal(self, node_id: str) -> bool:
        """Open the node's ancestors; return whether it has a row now (a filter may still hide it)."""
        node = self._nodes.get(node_id)
        if node is None:
            return False
        closed = [above for above in self._ancestors(node) if not above.is_open]
        if closed:
            self._open(closed, opened=True)
        return self.index_of(node_id) is not None

    # Filtering and searching

    def set_filter(self, predicate: Predicate | None) -> None:
        """Show only what matches, with its ancestors; None shows everything. O(nodes), 40 ms for 100,000.

        The predicate must depend on the node's id and item alone: it is asked again only when the item changes.
        """
        if predicate is None and self._predicate is None:
            return
        opening = Opening.NEXT_FILTER if self._predicate is not None else Opening.FIRST_FILTER
        self._predicate = predicate
        self._root.inside = predicate is None
        for node in self._nodes.values():
            node.hit = predicate is None or predicate(node)
        measure(self._root, Opening.REST if predicate is None else opening)
        self._changed()

    def search(self, predicate: Predicate, start: str | None = None, *, backwards: bool = False) -> str | None:
        """Return the nearest match after (or before) `start`, going around the end; None if nothing matches.

        Closed branches are searched too: `reveal` the result. Nodes that a filter hides are not found. `start`
        itself is looked at last; None or an unknown id begins at the end of the tree. O(nodes).
        """
        origin = self._nodes.get(start) if start is not None else None
        around = walk.below(self._root, backwards=backwards)
        onwards = walk.onwards(origin, backwards=backwards) if origin is not None else ()
        for node in chain(onwards, around):
            if node.height and predicate(node):
                return node.id
        return None

    def next_match(self, start: str | None = None, *, backwards: bool = False) -> str | None:
        """Return the next node that the filter itself matches, as `search` does; None without a filter."""
        return None if self._predicate is None else self.search(lambda node: node.hit, start, backwards=backwards)

    # Inside

    def _branches_below(self, node_id: str | None) -> list[Node]:
        branch = self._branch(node_id)
        if branch is None:
            return []
        below = [node for node in walk.below(branch) if node.branch is not None]
        return below if node_id is None else [branch.node, *below]

    def _open(self, nodes: Iterable[Node], *, opened: bool) -> None:
        for node in nodes:
            if node.branch is not None and node.branch.open != opened:
                node.branch.open = opened
                self._carry(node.branch, 0, 0)
        self._changed()
