"""Which rows does a tree show, and where is each of them?

The reading half of `view/tree.py`: by position and by identity, without ever listing all rows. Whoever changes the
tree calls `_changed`, once it is whole again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from vpce_tui.view.runs import Branch, Node

Predicate: TypeAlias = Callable[[Node], bool]


class Row(NamedTuple):
    """One visible row."""

    node: Node
    depth: int
    """0 for a node at the top."""


class TreeRows:
    """A tree of `Node`s under an invisible root, whose id is None wherever a parent is asked for.

    Every method that takes an id raises KeyError for one that is not in the tree, unless it says otherwise.
    """

    def __init__(self) -> None:
        self._root = Branch(Node(""))
        self._root.open = True
        self._nodes: dict[str, Node] = {}
        self._predicate: Predicate | None = None
        self._subscribers: list[Callable[[], None]] = []
        self.revision = 0
        """Grows with every change."""

    def __del__(self) -> None:
        for node in self._nodes.values():
            node.leave()

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change, in the thread that made it; return what ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _changed(self) -> None:
        self.revision += 1
        for callback in tuple(self._subscribers):
            callback()

    # Reading

    def __len__(self) -> int:
        """Return the number of visible rows."""
        return self._root.rows

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._nodes

    @property
    def total(self) -> int:
        """Nodes in the tree, visible or not."""
        return len(self._nodes)

    @property
    def matches(self) -> int:
        """Nodes that the filter itself matches, in sight or in a closed branch; without a filter, all."""
        return self._root.hits

    @property
    def is_filtered(self) -> bool:
        return self._predicate is not None

    def get(self, node_id: str) -> Node | None:
        """Return the node, or None if there is none with this id."""
        return self._nodes.get(node_id)

    def row_at(self, index: int) -> Row:
        """Return the visible row at `index`. O(depth · log rows).

        Raises:
            IndexError: There is no such row.
        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        branch = self._root
        depth = 0
        while True:
            node, index = branch.find_row(index)
            if index == 0:
                return Row(node, depth)
            assert node.branch is not None
            branch = node.branch
            index -= 1
            depth += 1

    def rows(self, first: int, count: int) -> list[Row]:
        """Return up to `count` visible rows from `first` on; fewer where the tree ends. O(depth · log rows + count)."""
        found: list[Row] = []
        if count > 0 and 0 <= first < len(self):
            _collect(self._root, first, count, 0, found)
        return found

    def id_at(self, index: int) -> str:
        """Return the id of the visible row at `index`, or raise IndexError."""
        return self.row_at(index).node.id

    def index_of(self, node_id: str) -> int | None:
        """Return the position of the node's row, or None if it is unknown, filtered out or in a closed branch."""
        node = self._nodes.get(node_id)
        if node is None or not node.height:
            return None
        index = -1
        while node.block is not None:
            branch = node.block.branch
            if not branch.open:
                return None
            index += 1 + branch.row_of(node)
            node = branch.node
        return index

    def parent_of(self, node_id: str) -> str | None:
        """Return the parent's id, or None for a node at the top."""
        block = self._nodes[node_id].block
        return None if block is None or block.branch is self._root else block.branch.node.id

    def depth_of(self, node_id: str) -> int:
        """Return how many ancestors the node has."""
        return sum(1 for _ in self._ancestors(self._nodes[node_id]))

    def children(self, parent_id: str | None) -> Iterator[Node]:
        """Yield the children in order, those that a filter hides included."""
        branch = self._branch(parent_id)
        if branch is not None:
            branch.ordered()
            yield from branch.children()

    def visible_ancestor(self, node_id: str) -> str | None:
        """Return the nearest of the node and its ancestors that has a row, or None."""
        node = self._nodes.get(node_id)
        if node is None:
            return None
        for candidate in (node, *self._ancestors(node)):
            if self.index_of(candidate.id) is not None:
                return candidate.id
        return None

    # Inside

    def _branch(self, parent_id: str | None) -> Branch | None:
        return self._root if parent_id is None else self._nodes[parent_id].branch

    def _ancestors(self, node: Node) -> Iterator[Node]:
        while node.block is not None and node.block.branch is not self._root:
            node = node.block.branch.node
            yield node


def _collect(branch: Branch, index: int, count: int, depth: int, found: list[Row]) -> None:
    """Add rows from row `index` of a branch on, until there are `count`."""
    for node, inner in branch.onwards(index):
        if not inner:
            found.append(Row(node, depth))
            inner = 1
        if len(found) < count and node.branch is not None and node.branch.height > 1:
            _collect(node.branch, inner - 1, count, depth + 1, found)
        if len(found) >= count:
            return
