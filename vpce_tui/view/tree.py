"""Which rows does a tree of 100,000 records show, and where is each of them?

The model answers by position (`row_at`) and by identity (`index_of`) without ever listing its rows, so that records
may stream in by the thousand while somebody moves through them. It knows ids and opaque items, no texts: labels
are made for the rows in sight alone. Every change raises `revision` and calls the subscribers.

Filtering keeps a match's ancestors in sight, opens them, and leaves what lies below a match reachable; when the
filter goes, branches are open or closed as they were before it came.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from vpce_tui.view import walk
from vpce_tui.view.runs import Block, Branch, Node, SortKey

__all__ = ["Node", "Predicate", "Row", "SortKey", "TreeModel"]

Predicate: TypeAlias = Callable[[Node], bool]

# A hundred thousand nodes are looked at through these; in C, a loop over them costs a quarter.
_ID, _BLOCK, _BRANCH, _IS_BRANCH, _HIT = map(attrgetter, ("id", "block", "branch", "is_branch", "hit"))


class Row(NamedTuple):
    """One visible row."""

    node: Node
    depth: int
    """0 for a node at the top."""


class TreeModel:
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
            node.block = node.branch = None

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

    # Records come, change and go

    def extend(self, parent_id: str | None, nodes: Iterable[Node], *, before: str | None = None) -> None:
        """Add children: at the end, before the sibling `before`, or in sorted order if the parent has one.

        A node whose id is in the tree already is not added again: it takes over the new item, and moves here with
        everything below it if it stood under another parent. O(len(nodes) + depth).

        Raises:
            ValueError: A node would come to stand below itself, or belongs to another tree.
        """
        branch = self._make_branch(parent_id)
        known, fresh = self._known_and_fresh(nodes)
        moved = self._take_from_elsewhere(known, branch)
        sibling = self._nodes.get(before) if before is not None else None
        if sibling is not None and (sibling.block is None or sibling.block.branch is not branch):
            sibling = None
        self._attach(branch, moved + fresh, sibling)
        self._changed()

    def replace_children(self, parent_id: str | None, nodes: Iterable[Node]) -> None:
        """Make `nodes` the children, in this order unless the parent is sorted; who is not among them goes.

        Nodes that stay keep what is below them and whether they are open. O(children before and after).
        """
        branch = self._make_branch(parent_id)
        wanted = {node.id: node for node in nodes}
        self._forget([child for child in branch.children() if child.id not in wanted])
        known, fresh = self._known_and_fresh(wanted.values())
        moved = self._take_from_elsewhere(known, branch)
        self._attach(branch, moved + fresh, None)
        if branch.sort_key is None:
            branch.rebuild([self._nodes[node_id] for node_id in wanted])
        self._changed()

    def update(self, node_id: str, item: object) -> None:
        """Give a node a new item; it finds its new place if its parent is sorted."""
        self._renew(self._nodes[node_id], item)
        self._changed()

    def remove(self, node_ids: Iterable[str]) -> int:
        """Remove nodes with everything below them; unknown ids are passed over. Return how many were known."""
        nodes = [node for node_id in dict.fromkeys(node_ids) if (node := self._nodes.get(node_id)) is not None]
        self._forget(nodes)
        if nodes:
            self._changed()
        return len(nodes)

    def clear(self) -> None:
        """Remove everything; the filter and the top's order stay."""
        self._forget(list(self._root.children()))
        self._changed()

    def set_sort(self, parent_id: str | None, key: SortKey | None, *, descending: bool = False) -> None:
        """Keep this parent's children sorted by `key`, now and when more come; None leaves them as they are.

        Sorting happens when somebody looks. Equals are ordered by id.
        """
        branch = self._make_branch(parent_id)
        if key is None:
            branch.ordered()
        branch.sort_key, branch.descending, branch.unsorted = key, descending, key is not None
        self._changed()

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
        opening = _Opening.NEXT_FILTER if self._predicate is not None else _Opening.FIRST_FILTER
        self._predicate = predicate
        self._root.inside = predicate is None
        for node in self._nodes.values():
            node.hit = predicate is None or predicate(node)
        self._measure(self._root, _Opening.REST if predicate is None else opening)
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

    # Being watched

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change, in the thread that made it; return what ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def _changed(self) -> None:
        self.revision += 1
        for callback in tuple(self._subscribers):
            callback()

    # Inside

    def _branch(self, parent_id: str | None) -> Branch | None:
        return self._root if parent_id is None else self._nodes[parent_id].branch

    def _make_branch(self, parent_id: str | None) -> Branch:
        if parent_id is None:
            return self._root
        node = self._nodes[parent_id]
        return _branch_of(node)

    def _ancestors(self, node: Node) -> Iterator[Node]:
        while node.block is not None and node.block.branch is not self._root:
            node = node.block.branch.node
            yield node

    def _branches_below(self, node_id: str | None) -> list[Node]:
        branch = self._branch(node_id)
        if branch is None:
            return []
        below = [node for node in walk.below(branch) if node.branch is not None]
        return below if node_id is None else [branch.node, *below]

    def _known_and_fresh(self, nodes: Iterable[Node]) -> tuple[list[Node], list[Node]]:
        """Renew the nodes that are in the tree; return those, and the ones that are to be added."""
        known: list[Node] = []
        fresh: list[Node] = []
        nodes = list(nodes)
        given = dict(zip(map(_ID, nodes), nodes, strict=True))
        if len(given) == len(nodes) and self._nodes.keys().isdisjoint(given) and not any(map(_BLOCK, nodes)):
            return known, nodes
        for node in given.values():
            old = self._nodes.get(node.id)
            if old is not None:
                self._renew(old, node.item)
                if node.is_branch:
                    _branch_of(old)
                known.append(old)
            elif node.block is not None:
                raise ValueError(f"{node!r} belongs to another tree")
            else:
                fresh.append(node)
        return known, fresh

    def _renew(self, node: Node, item: object) -> None:
        """Give the node its new item, and the standing among matches and siblings that goes with it."""
        block = node.block
        assert block is not None
        branch = block.branch
        is_placed = branch.sort_key is not None and not branch.unsorted and block is not branch.pending
        old_key = branch.key(node) if is_placed else None
        node.item = item
        if self._predicate is not None and self._predicate(node) != node.hit:
            self._turn(node, block)
        if is_placed:
            new_key = branch.key(node)
            if new_key < old_key or old_key < new_key:
                self._detach([node])
                self._attach(branch, [node], None)

    def _turn(self, node: Node, block: Block) -> None:
        """Make a match of what was none, or the other way round."""
        old_height, old_hits = node.height, _hits(node)
        node.hit = not node.hit
        if node.branch is not None:
            self._measure_child(node.branch, block.branch, None)
        rows = node.height - old_height
        block.rows += rows
        block.ends = block.branch.ends = None
        self._carry(block.branch, rows, _hits(node) - old_hits)

    def _attach(self, branch: Branch, nodes: list[Node], before: Node | None) -> None:
        if not nodes:
            return
        predicate = self._predicate
        self._nodes.update(zip(map(_ID, nodes), nodes, strict=True))
        if predicate is None and not any(map(_IS_BRANCH, nodes)) and not any(map(_BRANCH, nodes)):
            # The usual case, of which there are a hundred thousand: leaves that nothing hides.
            if not all(map(_HIT, nodes)):
                for node in nodes:
                    node.hit = True
            self._carry(branch, branch.add(nodes, before, are_leaves=True), len(nodes))
            return
        hits = 0
        for node in nodes:
            node.hit = predicate is None or predicate(node)
            if node.is_branch:
                self._measure_child(_branch_of(node), branch, None)
            hits += _hits(node)
        self._carry(branch, branch.add(nodes, before), hits)

    def _take_from_elsewhere(self, known: Sequence[Node], branch: Branch) -> list[Node]:
        """Take those nodes out of where they stand that are not children of `branch`, and return them."""
        moved = [node for node in known if node.block is not None and node.block.branch is not branch]
        if moved:
            above = {branch.node.id, *(node.id for node in self._ancestors(branch.node))}
            if any(node.id in above for node in moved):
                raise ValueError(f"a node cannot be moved below itself: {branch.node!r}")
            self._detach(moved)
        return moved

    def _detach(self, nodes: Sequence[Node]) -> None:
        by_block: dict[Block, set[Node]] = defaultdict(set)
        for node in nodes:
            if node.block is not None:
                by_block[node.block].add(node)
        for block, gone in by_block.items():
            self._carry(block.branch, block.branch.drop(gone, block), -sum(map(_hits, gone)))
        for branch in {block.branch for block in by_block}:
            branch.compact()

    def _forget(self, nodes: Sequence[Node]) -> None:
        self._detach(nodes)
        for node in nodes:
            self._nodes.pop(node.id, None)
            if node.branch is not None:
                for below in list(walk.below(node.branch)):
                    self._nodes.pop(below.id, None)
                    below.block = below.branch = None
                node.branch = None

    def _open(self, nodes: Iterable[Node], *, opened: bool) -> None:
        for node in nodes:
            if node.branch is not None and node.branch.open != opened:
                node.branch.open = opened
                self._carry(node.branch, 0, 0)
        self._changed()

    def _carry(self, branch: Branch, rows: int, hits: int) -> None:
        """Add rows and hits to a branch, and what follows from that to everything above it."""
        while True:
            if hits > 0 and not branch.hits and self._predicate is not None:
                branch.open = True
            branch.rows += rows
            branch.hits += hits
            block = branch.node.block
            if block is None:
                return
            height = branch.own_height(parent_inside=block.branch.inside)
            rows = height - branch.height
            if not rows and not hits:
                return
            branch.height = height
            block.rows += rows
            block.ends = block.branch.ends = None
            branch = block.branch

    def _measure(self, branch: Branch, opening: _Opening | None) -> None:
        """Count rows and hits below a branch anew, and open or close what is there."""
        branch.rows = branch.hits = 0
        branch.ends = None
        for block in (*branch.blocks, *([branch.pending] if branch.pending is not None else [])):
            for node in block.nodes:
                if node.branch is not None:
                    self._measure_child(node.branch, branch, opening)
            branch.hits += sum([_hits(node) for node in block.nodes])
            block.rows = sum([node.height for node in block.nodes])
            block.ends = None
            branch.rows += block.rows

    def _measure_child(self, child: Branch, parent: Branch, opening: _Opening | None) -> None:
        child.inside = parent.inside or child.node.hit
        self._measure(child, opening)
        if opening is _Opening.REST:
            child.open = child.resting_open
        elif opening is not None:
            if opening is _Opening.FIRST_FILTER:
                child.resting_open = child.open
            child.open = child.hits > 0
        child.height = child.own_height(parent_inside=parent.inside)


class _Opening(enum.Enum):
    """What a filter that comes or goes does to branches."""

    FIRST_FILTER = enum.auto()
    NEXT_FILTER = enum.auto()
    REST = enum.auto()


def _branch_of(node: Node) -> Branch:
    """Return the node's children, and make it a branch if it was none."""
    if node.branch is None:
        height = node.height
        node.is_branch = True
        node.branch = Branch(node)
        node.branch.height = height
        node.branch.inside = bool(height)
    return node.branch


def _hits(node: Node) -> int:
    return int(node.hit) if node.branch is None else node.hit + node.branch.hits
