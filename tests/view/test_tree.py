"""Does the tree of runs show the same rows as a list that is made anew each time?"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from vpce_tui.view import runs
from vpce_tui.view.tree import Node, TreeModel


@dataclass
class Plain:
    """A node of the slow reference."""

    id: str
    item: int
    parent: Plain | None
    children: list[Plain] = field(default_factory=list)
    is_branch: bool = False
    open: bool = False
    resting_open: bool = False
    is_sorted: bool = False
    descending: bool = False

    def below(self) -> Iterator[Plain]:
        for child in self.in_order():
            yield child
            yield from child.below()

    def in_order(self) -> list[Plain]:
        if self.is_sorted:
            self.children.sort(key=lambda child: (child.item, child.id), reverse=self.descending)
        return self.children


class TreeAgainstList(RuleBasedStateMachine):
    """The same changes to the model and to a reference that walks everything for each answer."""

    @initialize(block_size=st.sampled_from([1, 2, 5, 512]))
    def begin(self, block_size: int) -> None:
        runs.BLOCK_SIZE = block_size
        self.model = TreeModel()
        self.top = Plain("", 0, None, open=True)
        self.known: dict[str, Plain] = {}
        self.divisor = 0
        self.serial = 0
        for parent in (0, 0, 1, 2, 3):
            self.extend(parent, [1, 2, 3], None)

    def teardown(self) -> None:
        runs.BLOCK_SIZE = 512

    # The reference

    def hit(self, plain: Plain) -> bool:
        return not self.divisor or plain.item % self.divisor == 0

    def hits_below(self, plain: Plain) -> int:
        return sum(self.hit(node) for node in plain.below())

    def shown(self, plain: Plain) -> bool:
        above = plain.parent
        while above is not None and above is not self.top:
            if self.hit(above):
                return True
            above = above.parent
        return self.hit(plain) or self.hits_below(plain) > 0

    def rows(self, plain: Plain, depth: int = 0) -> Iterator[tuple[str, int]]:
        for child in plain.in_order():
            if self.shown(child):
                yield child.id, depth
                if child.open:
                    yield from self.rows(child, depth + 1)

    def pick(self, number: int) -> str | None:
        ids = [None, *self.known]
        return ids[number % len(ids)]

    def plain(self, node_id: str | None) -> Plain:
        return self.top if node_id is None else self.known[node_id]

    def hits_of_ancestry(self, plain: Plain | None) -> dict[str, int]:
        counts: dict[str, int] = {}
        while plain is not None and plain is not self.top:
            counts[plain.id] = self.hits_below(plain)
            plain = plain.parent
        return counts

    def open_where_matches_came(self, plain: Plain, before: dict[str, int]) -> None:
        """A filter opens what its first match comes into."""
        for node_id, count in self.hits_of_ancestry(plain).items():
            if self.divisor and not before.get(node_id) and count:
                self.known[node_id].open = True

    # Changes

    @rule(parent=st.integers(0), items=st.lists(st.integers(0, 30), max_size=12), ahead=st.none() | st.integers(0))
    def extend(self, parent: int, items: list[int], ahead: int | None) -> None:
        parent_id = self.pick(parent)
        plain = self.plain(parent_id)
        before = None
        if ahead is not None and plain.children and not plain.is_sorted:
            before = plain.children[ahead % len(plain.children)]
        at = plain.children.index(before) if before is not None else len(plain.children)
        counts = self.hits_of_ancestry(plain)
        plain.is_branch = True
        added = []
        for item in items:
            self.serial += 1
            added.append(Plain(f"n{self.serial}", item, plain))
        plain.children[at:at] = added
        self.known.update({node.id: node for node in added})
        self.open_where_matches_came(plain, counts)

        nodes = [Node(node.id, node.item) for node in added]
        self.model.extend(parent_id, nodes, before=before.id if before is not None else None)

    @precondition(lambda self: self.known)
    @rule(picks=st.lists(st.integers(0), min_size=1, max_size=6))
    def remove(self, picks: list[int]) -> None:
        ids = [node_id for number in picks if (node_id := self.pick(number)) is not None]
        for node_id in ids:
            if (plain := self.known.get(node_id)) is not None:
                assert plain.parent is not None
                plain.parent.children = [child for child in plain.parent.children if child is not plain]
                for gone in (plain, *plain.below()):
                    self.known.pop(gone.id, None)
        self.model.remove([*ids, "unknown"])

    @precondition(lambda self: self.known and not self.divisor)
    @rule(
        parent=st.integers(0),
        keep=st.lists(st.integers(0, 30), max_size=8),
        items=st.lists(st.integers(0, 30), max_size=4),
    )
    def replace_children(self, parent: int, keep: list[int], items: list[int]) -> None:
        parent_id = self.pick(parent)
        plain = self.plain(parent_id)
        plain.is_branch = True
        stay = list({child.id: child for number in keep for child in plain.children[number : number + 1]}.values())
        for child in plain.children:
            if child not in stay:
                for gone in (child, *child.below()):
                    self.known.pop(gone.id)
        fresh = []
        for item in items:
            self.serial += 1
            fresh.append(Plain(f"n{self.serial}", item, plain))
        plain.children = stay + fresh
        self.known.update({node.id: node for node in fresh})
        self.model.replace_children(parent_id, [Node(node.id, node.item) for node in plain.children])

    @precondition(lambda self: self.known)
    @rule(number=st.integers(0), item=st.integers(0, 30))
    def update(self, number: int, item: int) -> None:
        node_id = self.pick(number)
        if node_id is None:
            return
        plain = self.known[node_id]
        counts = self.hits_of_ancestry(plain.parent)
        plain.item = item
        assert plain.parent is not None
        self.open_where_matches_came(plain.parent, counts)
        self.model.update(node_id, item)

    @rule(number=st.integers(0), opened=st.booleans())
    def open_or_close(self, number: int, opened: bool) -> None:
        node_id = self.pick(number)
        if node_id is None:
            return
        if self.known[node_id].is_branch:
            self.known[node_id].open = opened
        (self.model.expand if opened else self.model.collapse)(node_id)

    @rule(number=st.integers(0), opened=st.booleans())
    def open_or_close_all(self, number: int, opened: bool) -> None:
        node_id = self.pick(number)
        plain = self.plain(node_id)
        for node in ([] if node_id is None else [plain]) + list(plain.below()):
            if node.is_branch:
                node.open = opened
        (self.model.expand_all if opened else self.model.collapse_all)(node_id)

    @rule(number=st.integers(0), descending=st.booleans())
    def sort(self, number: int, descending: bool) -> None:
        parent_id = self.pick(number)
        plain = self.plain(parent_id)
        plain.is_branch, plain.is_sorted, plain.descending = True, True, descending
        self.model.set_sort(parent_id, lambda node: node.item, descending=descending)

    @rule(divisor=st.sampled_from([0, 2, 2, 3, 7]))
    def filter(self, divisor: int) -> None:
        if divisor:
            for plain in self.known.values():
                if not self.divisor:
                    plain.resting_open = plain.open
        was_filtered = bool(self.divisor)
        self.divisor = divisor
        for plain in self.known.values():
            if divisor:
                plain.open = plain.is_branch and self.hits_below(plain) > 0
            elif was_filtered:
                plain.open = plain.resting_open
        self.model.set_filter((lambda node: node.item % divisor == 0) if divisor else None)

    # Answers

    @invariant()
    def rows_and_positions_agree(self) -> None:
        rows = list(self.rows(self.top))
        assert len(self.model) == len(rows)
        assert [(row.node.id, row.depth) for row in map(self.model.row_at, range(len(rows)))] == rows
        first, count = self.serial % (len(rows) + 1), 1 + self.serial % 7
        assert [(row.node.id, row.depth) for row in self.model.rows(first, count)] == rows[first : first + count]
        positions = {node_id: index for index, (node_id, _) in enumerate(rows)}
        assert {node_id: self.model.index_of(node_id) for node_id in self.known} == {
            node_id: positions.get(node_id) for node_id in self.known
        }
        assert self.model.total == len(self.known)
        assert self.model.matches == sum(map(self.hit, self.known.values()))

    @invariant()
    def search_finds_the_next_one(self) -> None:
        order = [node for node in self.top.below() if self.shown(node)]
        if not order:
            assert self.model.search(lambda node: True) is None
            return
        start = order[len(order) // 2]
        at = order.index(start)
        onwards = [*order[at + 1 :], *order[: at + 1]]
        back = [*reversed(order[:at]), *reversed(order[at:])]
        for path, backwards in ((onwards, False), (back, True)):
            want = next((node.id for node in path if node.item % 5 == 0), None)
            assert self.model.search(lambda node: node.item % 5 == 0, start.id, backwards=backwards) == want


TreeAgainstList.TestCase.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
test_tree_shows_the_rows_of_the_reference = TreeAgainstList.TestCase


def test_nothing_is_kept_alive_when_the_tree_goes() -> None:
    class Item:
        pass

    model = TreeModel()
    items = [Item() for _ in range(4)]
    gone = [weakref.ref(item) for item in items]
    model.extend(None, [Node("vpc", items[0])])
    model.extend("vpc", [Node("subnet", items[1]), Node("other", items[2])])
    model.extend("subnet", [Node("eni", items[3])])
    items.clear()
    model.remove(["subnet"])
    gc.collect()
    assert [ref() is None for ref in gone] == [False, True, False, True]
    del model
    gc.collect()
    assert [ref() is None for ref in gone] == [True] * 4


def vpc_tree() -> TreeModel:
    model = TreeModel()
    model.extend(None, [Node("vpc-1", "hub"), Node("vpc-2", "app")])
    model.extend("vpc-1", [Node("subnet-1", "a"), Node("subnet-2", "b")])
    model.extend("vpc-2", [Node("subnet-3", "a")])
    return model


def shown(model: TreeModel) -> list[str]:
    return [model.id_at(index) for index in range(len(model))]


def test_a_node_that_comes_again_under_another_parent_moves_with_what_is_below_it() -> None:
    model = vpc_tree()
    model.extend("subnet-1", [Node("eni-1")])
    model.expand_all()
    model.extend("vpc-2", [Node("subnet-1", "moved")])
    assert shown(model) == ["vpc-1", "subnet-2", "vpc-2", "subnet-3", "subnet-1", "eni-1"]
    assert model.parent_of("subnet-1") == "vpc-2"
    assert model.depth_of("eni-1") == 2
    node = model.get("subnet-1")
    assert node is not None
    assert node.item == "moved"


def test_a_node_cannot_be_moved_below_itself() -> None:
    model = vpc_tree()
    with pytest.raises(ValueError, match="below itself"):
        model.extend("subnet-1", [Node("vpc-1")])


def test_a_node_of_another_tree_is_refused() -> None:
    nodes = [Node("vpc-1")]
    TreeModel.extend(first := TreeModel(), None, nodes)
    with pytest.raises(ValueError, match="another tree"):
        TreeModel().extend(None, nodes)
    assert len(first) == 1


def test_a_batch_that_is_refused_leaves_nothing_behind() -> None:
    theirs = Node("vpc-3")
    TreeModel.extend(first := TreeModel(), None, [theirs])
    model = TreeModel()
    with pytest.raises(ValueError, match="another tree"):
        model.extend(None, [Node("vpc-1"), theirs, Node("vpc-2")])
    assert (len(model), model.total, "vpc-1" in model) == (0, 0, False)
    assert len(first) == 1


def test_new_ones_and_known_ones_may_come_in_one_batch() -> None:
    model = TreeModel()
    model.extend(None, [Node("vpc-1", "old")])
    model.extend(None, [Node("vpc-2"), Node("vpc-1", "new"), Node("vpc-3"), Node("vpc-3", "again")])
    assert [(row.node.id, row.node.item) for row in model.rows(0, 9)] == [
        ("vpc-1", "new"),
        ("vpc-2", None),
        ("vpc-3", "again"),
    ]
    assert model.total == 3


def test_a_node_that_a_filter_hid_is_shown_in_another_tree() -> None:
    model = TreeModel()
    model.extend(None, [hidden := Node("vpc-1"), Node("vpc-2")])
    model.set_filter(lambda node: node.id == "vpc-2")
    model.remove(["vpc-1"])
    other = TreeModel()
    other.extend(None, [hidden])
    assert [row.node.id for row in other.rows(0, 9)] == ["vpc-1"]


def test_an_id_twice_in_one_batch_is_one_row_with_the_later_item() -> None:
    model = TreeModel()
    model.extend(None, [Node("vpc-1", "old"), Node("vpc-1", "new")])
    assert [(row.node.id, row.node.item) for row in [model.row_at(0)]] == [("vpc-1", "new")]
    assert model.total == len(model) == 1


def test_unknown_ids_and_positions_are_errors() -> None:
    model = vpc_tree()
    for index in (-1, 2):
        with pytest.raises(IndexError):
            model.row_at(index)
    with pytest.raises(KeyError):
        model.expand("vpc-9")
    assert model.index_of("vpc-9") is None
    assert not model.reveal("vpc-9")
    assert model.visible_ancestor("subnet-1") == "vpc-1"


def test_reveal_opens_every_branch_above() -> None:
    model = vpc_tree()
    model.extend("subnet-2", [Node("eni-1")])
    assert model.reveal("eni-1")
    assert shown(model) == ["vpc-1", "subnet-1", "subnet-2", "eni-1", "vpc-2"]


def test_what_lies_below_a_match_can_still_be_opened() -> None:
    model = vpc_tree()
    model.set_filter(lambda node: node.item == "hub")
    assert shown(model) == ["vpc-1"]
    model.expand("vpc-1")
    assert shown(model) == ["vpc-1", "subnet-1", "subnet-2"]
    assert (model.matches, model.total) == (1, 5)
    model.set_filter(None)
    assert shown(model) == ["vpc-1", "vpc-2"]


def test_next_match_goes_around_and_back() -> None:
    model = vpc_tree()
    assert model.next_match() is None
    model.set_filter(lambda node: node.item == "a")
    assert model.next_match() == "subnet-1"
    assert model.next_match("subnet-1") == "subnet-3"
    assert model.next_match("subnet-3") == "subnet-1"
    assert model.next_match("subnet-1", backwards=True) == "subnet-3"


def test_every_change_is_told_until_one_unsubscribes() -> None:
    model = vpc_tree()
    told: list[int] = []
    unsubscribe = model.subscribe(lambda: told.append(model.revision))
    model.expand("vpc-1")
    model.update("vpc-1", "hub-2")
    model.remove(["subnet-1"])
    assert told == sorted(set(told))
    assert len(told) == 3
    unsubscribe()
    model.clear()
    assert len(told) == 3
    assert (len(model), model.total, model.matches) == (0, 0, 0)
