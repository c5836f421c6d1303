"""How does a tree of 100,000 rows come into another order while nobody waits for it?

The tree sorts a branch when somebody looks at it, which takes no time for a few thousand rows. A larger branch stays
as it is until its new order has been worked out in small steps, between which keys and frames have their turn; then
it takes the order at once. Rows that come find their place in the branch by themselves.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Any, Final, Protocol

from vpce_tui.view.runs import Branch, Node
from vpce_tui.view.tree import SortKey, TreeModel

AT_ONCE: Final = 1_000
"""Rows of a branch that may be sorted when somebody looks: 2 ms."""
PART: Final = 250
"""Rows of one step: less than a millisecond."""


class OrderKey(Protocol):
    """A sort key that remembers what it was asked."""

    def __call__(self, node: Node) -> Any: ...

    def forget(self, most: int) -> None:
        """Forget what it knows, if that is more than so many rows."""


class Arrangement:
    """The order of a tree's records: the one chosen, or each branch's own."""

    def __init__(self, model: TreeModel) -> None:
        self._model = model
        self._own: dict[str, SortKey | None] = {}
        """The branches that hold records, with the order that each has by itself; None is that of arrival."""
        self._chosen: OrderKey | None = None
        self._arrival: SortKey | None = None
        self._descending = False
        self._due: dict[str, None] = {}
        """Branches that wait for `steps`."""

    def keep(self, branch_id: str, own: SortKey | None) -> None:
        """Take a new branch under this order; `own` is the one that it has by itself."""
        self._own[branch_id] = own
        if self._chosen is not None:
            self._model.set_sort(branch_id, self._chosen, descending=self._descending)
        elif own is not None:
            self._model.set_sort(branch_id, own)

    def grew(self, branch_id: str) -> None:
        """Take notice that rows came: where many wait in a branch that nobody looks at, `steps` places them."""
        if self._chosen is not None and (branch := self._branch(branch_id)) is not None and branch.waiting > AT_ONCE:
            self._due[branch_id] = None

    def choose(self, key: OrderKey | None, *, descending: bool = False, arrival: SortKey | None = None) -> None:
        """Put the records in an order; None gives each branch its own. `arrival` says who came first, for that.

        What is not in order when this returns, `steps` brings there.
        """
        self._chosen, self._descending, self._arrival = key, descending and key is not None, arrival
        self._due.clear()
        for branch_id, own in list(self._own.items()):
            branch = self._branch(branch_id)
            if branch is None:
                del self._own[branch_id]
            else:
                # Also those that nobody looks at: a search goes through all of them.
                self._due[branch_id] = None
                if branch.count <= AT_ONCE and (sort := key or own) is not None:
                    self._model.set_sort(branch_id, sort, descending=self._descending)
        self._due = dict.fromkeys(sorted(self._due, key=lambda due: not self._is_open(due)))

    @property
    def is_due(self) -> bool:
        """Is there something left for `steps`?"""
        return bool(self._due)

    def steps(self) -> Iterator[None]:
        """Work on what is not in order yet, a millisecond at a time, the branches that are open first."""
        if self._chosen is not None:
            self._chosen.forget(2 * self._model.total)
        while self._due:
            branch_id = next(iter(self._due))
            chosen, branch = self._chosen, self._branch(branch_id)
            if branch is None or self._is_settled(branch_id, branch):
                del self._due[branch_id]
            elif branch.count <= AT_ONCE and branch.unsorted:
                branch.ordered()
                yield
            elif branch.sort_key is chosen is not None and branch.place_some(PART):
                yield
            else:
                yield from self._arrange(branch_id, branch)
                if self._chosen is chosen:
                    self._due.pop(branch_id, None)

    def _is_settled(self, branch_id: str, branch: Branch) -> bool:
        """Are the rows where they belong already?"""
        wanted = self._chosen or self._own.get(branch_id)
        is_wanted = wanted is not None and branch.sort_key is wanted and branch.descending == self._descending
        return is_wanted and not branch.unsorted and not branch.waiting

    def _is_open(self, branch_id: str) -> bool:
        branch = self._branch(branch_id)
        return branch is not None and branch.open

    def _branch(self, branch_id: str) -> Branch | None:
        node = self._model.get(branch_id)
        return node.branch if node is not None else None

    def _arrange(self, branch_id: str, branch: Branch) -> Iterator[None]:
        """Work a branch's order out in steps and take it, unless another one was chosen meanwhile."""
        chosen, descending = self._chosen, self._descending
        key = chosen or self._own.get(branch_id)
        sort = key or self._arrival
        if sort is None:
            return

        keys: dict[str, Any] = {}
        judged: dict[str, object] = {}  # the items by which rows were judged: they may get others meanwhile
        runs: list[list[Node]] = []

        def place(node: Node) -> tuple[Any, str]:
            return keys[node.id], node.id

        while True:
            revision, nodes, came = self._model.revision, list(branch.children()), 0
            for at in range(0, len(nodes), PART):
                part = [node for node in nodes[at : at + PART] if node.id not in keys]
                keys.update((node.id, sort(node)) for node in part)
                judged.update((node.id, node.item) for node in part)
                runs.append(sorted(part, key=place, reverse=descending))
                came += len(part)
                yield
            merged: list[Node] = []
            for node in heapq.merge(*runs, key=place, reverse=descending):
                merged.append(node)
                if len(merged) % PART == 0:
                    yield
            if self._chosen is not chosen or self._branch(branch_id) is not branch:
                return
            ordered = merged
            if self._model.revision != revision or len(merged) != branch.count:
                ordered = [node for node in merged if _stands_in(node, branch) and judged[node.id] is node.item]
            if branch.count - len(ordered) <= AT_ONCE:
                self._model.arrange(branch_id, ordered, key, descending=descending)
                return
            if not came:  # nothing new: what there is was read again
                keys, judged, merged = {}, {}, []
            runs = [merged]


def _stands_in(node: Node, branch: Branch) -> bool:
    return node.block is not None and node.block.branch is branch
