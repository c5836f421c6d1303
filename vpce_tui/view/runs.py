"""Where does a row of a large tree stand, without a list of all rows?

A branch keeps its children in blocks of some hundred, and each block and branch knows how many rows it shows. Adding
a thousand children then touches the last block and one number per ancestor; a position is found by bisection in each
level. Rows that are sorted wait in `pending` until somebody asks for a position.

INVARIANT: `Block.rows` is the sum of its nodes' heights, `Branch.rows` the sum over its blocks and `pending`, and
`Branch.hits` the number of hits anywhere below; a node's height is 0 where a filter hides it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain, islice
from typing import Any, TypeAlias

import msgspec

BLOCK_SIZE = 512
"""Children a block; positions within a block are found by looking through it (5 µs)."""

SortKey: TypeAlias = Callable[["Node"], Any]


class Node(msgspec.Struct, gc=False, eq=False):
    """One record of a tree: an id that is unique in the whole tree, and whatever the caller keeps with it.

    A record that shows up in two places needs two ids. `is_branch=True` makes a node that can be opened although no
    child has arrived yet; a node that is given children becomes one by itself.

    Nodes are kept out of the garbage collector's sight: with 100,000 of them, a full collection would pause the
    event loop for 25 to 100 ms. INVARIANT: whoever takes a node out of a tree calls `leave`, for no collector breaks
    the circle of a node, its block and its branch. A node with a `branch` has `is_branch`.
    """

    id: str
    item: Any = None
    is_branch: bool = False
    hit: bool = True
    """The model's: does the filter match this node? True where there is none, and outside of every tree."""
    branch: Branch | None = None
    """The model's: the children."""
    block: Block | None = None
    """The model's: where it stands."""

    def __repr__(self) -> str:
        return f"Node({self.id!r}, {self.item!r})"

    def leave(self) -> None:
        """Belong to no tree any more, as if the node had just been made."""
        self.block = self.branch = None
        self.hit = True

    @property
    def is_open(self) -> bool:
        return self.branch is not None and self.branch.open

    @property
    def child_count(self) -> int:
        """Children, whether or not they are shown."""
        return self.branch.count if self.branch is not None else 0

    @property
    def height(self) -> int:
        """Rows that this node takes with everything open below it; 0 where a filter hides it."""
        if self.branch is not None:
            return self.branch.height
        return 1 if self.hit or (self.block is not None and self.block.branch.inside) else 0


class Block:
    """Some neighbouring children of one branch."""

    __slots__ = ("branch", "ends", "nodes", "rows")

    def __init__(self, branch: Branch, nodes: list[Node]) -> None:
        self.branch = branch
        self.nodes = nodes
        self.ends: array[int] | None = None
        """For each node, the rows up to its end; None until asked for."""
        for node in nodes:
            node.block = self
        self.rows = self._rows_of(nodes)

    def row_ends(self) -> array[int]:
        if self.ends is None:
            self.ends = array("l", accumulate([node.height for node in self.nodes]))
        return self.ends

    def adopt(self, nodes: list[Node], *, are_leaves: bool = False) -> int:
        """Take `nodes` (already in the list) as this block's own and return the rows that they add."""
        for node in nodes:
            node.block = self
        rows = len(nodes) if are_leaves and self.branch.inside else self._rows_of(nodes)
        self.rows += rows
        self.ends = None
        return rows

    def _rows_of(self, nodes: list[Node]) -> int:
        """Return the sum of their heights; by far most of them are leaves that nothing hides."""
        if self.branch.inside:
            return sum([1 if node.branch is None else node.branch.height for node in nodes])
        return sum([node.height for node in nodes])


class Branch:
    """A node's children, in order, with the number of rows they take."""

    __slots__ = (
        "blocks",
        "count",
        "descending",
        "ends",
        "height",
        "hits",
        "inside",
        "node",
        "open",
        "pending",
        "resting_open",
        "rows",
        "sort_key",
        "unsorted",
    )

    def __init__(self, node: Node) -> None:
        self.node = node
        self.blocks: list[Block] = []
        self.pending: Block | None = None
        """Children of a sorted branch that have not found their place yet."""
        self.ends: array[int] | None = None
        self.rows = 0
        self.hits = 0
        self.count = 0
        self.open = False
        self.resting_open = False
        """Was it open before there was a filter?"""
        self.inside = True
        """Are all children shown, for there is no filter or this node or one above it matches?"""
        self.height = 1
        """Rows of the node itself and of what is open below it, as its block counts them."""
        self.sort_key: SortKey | None = None
        self.descending = False
        self.unsorted = False

    # What stands where

    def ordered(self) -> list[Block]:
        """Return the blocks, each child in its place. O(new children · log) after an addition, else O(1)."""
        if self.unsorted or (self.pending is not None and len(self.pending.nodes) * 4 > self.count):
            self.rebuild(sorted(self.children(), key=self._raw_key, reverse=self.descending))
        elif self.pending is not None:
            self._place(self.pending.nodes)
        return self.blocks

    def find_row(self, index: int) -> tuple[Node, int]:
        """Return the child that holds row `index` of this branch, and the row within that child (0 is itself)."""
        at, within, inner = self._find(index)
        return self.blocks[at].nodes[within], inner

    def onwards(self, index: int) -> Iterator[tuple[Node, int]]:
        """Yield the child that holds row `index` and the row within it, then all shown children after it and 0."""
        at, within, inner = self._find(index)
        nodes = self.blocks[at].nodes
        yield nodes[within], inner
        following = islice(nodes, within + 1, None)
        for node in chain(following, *(block.nodes for block in self.blocks[at + 1 :])):
            if node.height:
                yield node, 0

    def row_of(self, node: Node) -> int:
        """Return how many rows of this branch stand before its child `node`."""
        blocks = self.ordered()
        block = node.block
        assert block is not None
        at = blocks.index(block)
        before = self._block_ends()[at - 1] if at else 0
        return before + block.row_ends()[block.nodes.index(node)] - node.height

    def children(self) -> Iterator[Node]:
        """Yield the children; those that wait for their place come last."""
        for block in self.blocks:
            yield from block.nodes
        if self.pending is not None:
            yield from self.pending.nodes

    def siblings(self, node: Node, *, backwards: bool) -> Iterator[Node]:
        """Yield the children after `node`, or those before it from the nearest on."""
        blocks = self.ordered()
        block = node.block
        assert block is not None
        at, within = blocks.index(block), block.nodes.index(node)
        if backwards:
            yield from reversed(block.nodes[:within])
            for other in reversed(blocks[:at]):
                yield from reversed(other.nodes)
        else:
            yield from block.nodes[within + 1 :]
            for other in blocks[at + 1 :]:
                yield from other.nodes

    def own_height(self, *, parent_inside: bool) -> int:
        """Return the height as it should be now; `height` is what the ancestors were told."""
        if not (self.node.hit or self.hits or parent_inside):
            return 0
        return 1 + (self.rows if self.open else 0)

    def _find(self, index: int) -> tuple[int, int, int]:
        """Return the block that holds row `index`, the child within that block, and the row within that child."""
        blocks = self.ordered()
        ends = self._block_ends()
        at = bisect_right(ends, index)
        index -= ends[at - 1] if at else 0
        node_ends = blocks[at].row_ends()
        within = bisect_right(node_ends, index)
        return at, within, index - (node_ends[within - 1] if within else 0)

    # Changes. Each returns the rows that it added; whoever calls carries them up.

    def add(self, nodes: list[Node], before: Node | None = None, *, are_leaves: bool = False) -> int:
        """Add children at the end, before a sibling, or in the branch's own order if it has one.

        Whoever knows that they `are_leaves` which match spares looking at each for its height.
        """
        self.count += len(nodes)
        self.ends = None
        if self.sort_key is not None:
            if self.pending is None:
                self.pending = Block(self, [])
            self.pending.nodes += nodes
            return self.pending.adopt(nodes, are_leaves=are_leaves)
        if before is not None and before.block is not None:
            block = before.block
            at = block.nodes.index(before)
            block.nodes[at:at] = nodes
        else:
            if not self.blocks or len(self.blocks[-1].nodes) >= BLOCK_SIZE:
                self.blocks.append(Block(self, []))
            block = self.blocks[-1]
            block.nodes += nodes
        rows = block.adopt(nodes, are_leaves=are_leaves)
        self._split(block)
        return rows

    def drop(self, nodes: set[Node], block: Block) -> int:
        """Take `nodes`, all of one block of this branch, out; return the rows that go, as a negative number."""
        rows = -sum([node.height for node in nodes])
        if len(nodes) <= 4:
            for node in nodes:
                block.nodes.remove(node)
        else:
            block.nodes = [node for node in block.nodes if node not in nodes]
        block.rows += rows
        block.ends = self.ends = None
        self.count -= len(nodes)
        for node in nodes:
            node.block = None
        if block is self.pending:
            self.pending = block if block.nodes else None
        elif not block.nodes:
            self.blocks.remove(block)
        return rows

    def compact(self) -> None:
        """Join what removals have left in many small blocks."""
        if len(self.blocks) > 8 + 4 * self.count // BLOCK_SIZE:
            self._fill([node for block in self.blocks for node in block.nodes])

    def rebuild(self, nodes: list[Node]) -> None:
        """Put the children in this order; `nodes` are all of them."""
        self.pending = None
        self.unsorted = False
        self._fill(nodes)

    def take_order(self, nodes: list[Node], sort_key: SortKey | None, *, descending: bool) -> None:
        """Put the children in this order, which is that of `sort_key`; those not among `nodes` wait for their place."""
        rest: list[Node] = []
        if len(nodes) < self.count:
            known = {node.id for node in nodes}
            rest = [child for child in self.children() if child.id not in known]
        self.sort_key, self.descending = sort_key, descending
        self.rebuild(nodes if sort_key is not None else nodes + rest)
        if rest and sort_key is not None:
            self.pending = Block(self, rest)

    @property
    def waiting(self) -> int:
        """Children that have not found their place yet."""
        return len(self.pending.nodes) if self.pending is not None else 0

    def place_some(self, most: int) -> bool:
        """Put a few of those that wait in their place; return False where none wait, or all are to be sorted anew."""
        if self.pending is None or self.unsorted or self.waiting * 4 > self.count:
            return False
        some, rest = self.pending.nodes[:most], self.pending.nodes[most:]
        self._place(some)
        if rest:
            self.pending = Block(self, rest)
        return True

    def _fill(self, nodes: list[Node]) -> None:
        self.blocks = [Block(self, nodes[at : at + BLOCK_SIZE]) for at in range(0, len(nodes), BLOCK_SIZE)]
        self.ends = None

    def key(self, node: Node) -> Any:
        """Return what this branch sorts `node` by; the id decides between equals, so that nothing swaps places."""
        return _Descending(self._raw_key(node)) if self.descending else self._raw_key(node)

    def _raw_key(self, node: Node) -> Any:
        assert self.sort_key is not None
        return self.sort_key(node), node.id

    def _block_ends(self) -> array[int]:
        if self.ends is None:
            self.ends = array("l", accumulate([block.rows for block in self.blocks]))
        return self.ends

    def _place(self, nodes: Iterable[Node]) -> None:
        """Put each of a few new children where it belongs among the sorted ones."""
        self.pending = None
        self.ends = None
        lasts = self._last_keys()
        for node in nodes:
            key = self.key(node)
            at = min(bisect_left(lasts, key), len(lasts) - 1)
            block = self.blocks[at]
            insort_right(block.nodes, node, key=self.key)
            block.adopt([node])
            if block.nodes[-1] is node:
                lasts[at] = key
            if len(block.nodes) > 2 * BLOCK_SIZE:
                self._split(block)
                lasts = self._last_keys()

    def _last_keys(self) -> list[Any]:
        return [self.key(block.nodes[-1]) for block in self.blocks]

    def _split(self, block: Block) -> None:
        if len(block.nodes) <= 2 * BLOCK_SIZE:
            return
        at = self.blocks.index(block)
        nodes = block.nodes
        self.blocks[at : at + 1] = [
            Block(self, nodes[first : first + BLOCK_SIZE]) for first in range(0, len(nodes), BLOCK_SIZE)
        ]
        self.ends = None


class _Descending:
    """Turns the order of a key around, for bisection."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.value < self.value)
