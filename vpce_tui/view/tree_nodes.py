"""How do records come into a tree, change and go, by the thousand?

The changing half of `view/tree.py`. A node that is added knows its rows and matches; they are carried up to everything
above it (`tree_sums`), so that adding costs no look at what stands there already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from vpce_tui.view import walk
from vpce_tui.view.runs import Block, Branch, Node, SortKey
from vpce_tui.view.tree_rows import TreeRows
from vpce_tui.view.tree_sums import branch_of, carry, hits_of, measure_child


class TreeNodes(TreeRows):
    """A tree whose nodes come, change and go."""

    def extend(self, parent_id: str | None, nodes: Iterable[Node], *, before: str | None = None) -> None:
        """Add children: at the end, before the sibling `before`, or in sorted order if the parent has one.

        A node whose id is in the tree already is not added again: it takes over the new item, and moves here with
        everything below it if it stood under another parent. O(len(nodes) + depth).

        Raises:
            ValueError: A node would come to stand below itself, or belongs to another tree.
        """
        branch = self._make_branch(parent_id)
        new = self._new_children(branch, list(nodes))
        sibling = self._nodes.get(before) if before is not None else None
        if sibling is not None and (sibling.block is None or sibling.block.branch is not branch):
            sibling = None
        self._attach(branch, new, sibling)
        self._changed()

    def replace_children(self, parent_id: str | None, nodes: Iterable[Node]) -> None:
        """Make `nodes` the children, in this order unless the parent is sorted; who is not among them goes.

        Nodes that stay keep what is below them and whether they are open. O(children before and after).
        """
        branch = self._make_branch(parent_id)
        wanted = {node.id: node for node in nodes}
        self._forget([child for child in branch.children() if child.id not in wanted])
        self._attach(branch, self._new_children(branch, list(wanted.values())), None)
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

    def arrange(
        self, parent_id: str | None, nodes: list[Node], key: SortKey | None, *, descending: bool = False
    ) -> None:
        """Take an order that was worked out elsewhere: `nodes` are children of this parent as `key` sorts them.

        Children that are not among them find their place when somebody looks. O(children).
        """
        self._make_branch(parent_id).take_order(nodes, key, descending=descending)
        self._changed()

    # Inside

    def _make_branch(self, parent_id: str | None) -> Branch:
        return self._root if parent_id is None else branch_of(self._nodes[parent_id])

    def _new_children(self, branch: Branch, nodes: list[Node]) -> list[Node]:
        """Renew those nodes that are in the tree; return what is to be attached, written down already."""
        if self._enter(nodes):
            return nodes
        known, fresh = self._known_and_fresh(nodes)
        moved = self._take_from_elsewhere(known, branch)
        self._nodes |= fresh
        return [*moved, *fresh.values()]

    def _enter(self, nodes: list[Node]) -> bool:
        """Write the nodes down if each is a new one; else write none and return False."""
        if not nodes or nodes[0].id in self._nodes:
            return not nodes
        # One look-up for each: where a hundred thousand come at once, these are most of the time that they take.
        enter = self._nodes.setdefault
        stood = [enter(node.id, node) for node in nodes if node.block is None]
        if stood == nodes:
            return True
        for node in nodes:
            if node.block is None and self._nodes.get(node.id) is node:
                del self._nodes[node.id]
        return False

    def _known_and_fresh(self, nodes: Iterable[Node]) -> tuple[list[Node], dict[str, Node]]:
        """Renew the nodes that are in the tree; return those, and by their ids the ones that are to be added."""
        known: list[Node] = []
        fresh: dict[str, Node] = {}
        for node in {node.id: node for node in nodes}.values():
            old = self._nodes.get(node.id)
            if old is not None:
                self._renew(old, node.item)
                if node.is_branch:
                    branch_of(old)
                known.append(old)
            elif node.block is not None:
                raise ValueError(f"{node!r} belongs to another tree")
            else:
                fresh[node.id] = node
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
        old_height, old_hits = node.height, hits_of(node)
        node.hit = not node.hit
        if node.branch is not None:
            measure_child(node.branch, block.branch, None)
        rows = node.height - old_height
        block.rows += rows
        block.ends = block.branch.ends = None
        self._carry(block.branch, rows, hits_of(node) - old_hits)

    def _attach(self, branch: Branch, nodes: list[Node], before: Node | None) -> None:
        if not nodes:
            return
        predicate = self._predicate
        if predicate is None and not [node for node in nodes if node.is_branch]:
            # The usual case, of which there are a hundred thousand: leaves that nothing hides.
            self._carry(branch, branch.add(nodes, before, are_leaves=True), len(nodes))
            return
        hits = 0
        for node in nodes:
            node.hit = predicate is None or predicate(node)
            if node.is_branch:
                measure_child(branch_of(node), branch, None)
            hits += hits_of(node)
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
            self._carry(block.branch, block.branch.drop(gone, block), -sum(map(hits_of, gone)))
        for branch in {block.branch for block in by_block}:
            branch.compact()

    def _forget(self, nodes: Sequence[Node]) -> None:
        self._detach(nodes)
        for node in nodes:
            self._nodes.pop(node.id, None)
            if node.branch is not None:
                for below in list(walk.below(node.branch)):
                    self._nodes.pop(below.id, None)
                    below.leave()
            node.leave()

    def _carry(self, branch: Branch, rows: int, hits: int) -> None:
        carry(branch, rows, hits, opens_matches=self._predicate is not None)
