"""Is a tree in the order that was asked for, whatever its size, and whatever comes while it is put in order?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.model.record import Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.arranging import AT_ONCE, Arrangement
from vpce_tui.view.explorer import Place
from vpce_tui.view.pane_orders import COLUMNS, PlaceKey, titles
from vpce_tui.view.table import Sorting
from vpce_tui.view.tree import Node, TreeModel

SCOPE = Scope("111122223333", "eu-west-1")


class ByItem:
    """The rows by their items, which are numbers here."""

    def __call__(self, node: Node) -> Any:
        return node.item

    def forget(self, most: int) -> None:
        """It remembers nothing."""


class Tree:
    """One branch of numbers, as it was told and as it is shown."""

    def __init__(self, numbers: Sequence[int] = ()) -> None:
        self.model = TreeModel()
        self.model.extend(None, [Node("branch", is_branch=True)])
        self.order = Arrangement(self.model)
        self.order.keep("branch", None)
        self.model.expand("branch")
        self.came: dict[str, int] = {}
        self.add(numbers)

    def add(self, numbers: Sequence[int]) -> None:
        nodes = [Node(f"n{len(self.came) + at}", number) for at, number in enumerate(numbers)]
        self.came |= {node.id: node.item for node in nodes}
        self.model.extend("branch", nodes)
        self.order.grew("branch")

    def arrival(self, node: Node) -> int:
        return list(self.came).index(node.id)

    def settle(self) -> None:
        for _ in self.order.steps():
            pass

    @property
    def shown(self) -> list[int]:
        return [row.node.item for row in map(self.model.row_at, range(1, len(self.model)))]


def numbers(count: int, seed: int = 0) -> list[int]:
    return [random.Random(seed).randrange(10**6) for _ in range(count)] if count < 10 else _shuffled(count, seed)


def _shuffled(count: int, seed: int) -> list[int]:
    found = list(range(count))
    random.Random(seed).shuffle(found)
    return found


@pytest.mark.parametrize("count", [0, 1, 50, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7])
@pytest.mark.parametrize("descending", [False, True])
def test_an_order_puts_all_rows_in_it(count: int, descending: bool) -> None:
    tree = Tree(came := numbers(count))
    tree.order.choose(ByItem(), descending=descending)
    tree.settle()

    assert tree.shown == sorted(came, reverse=descending)
    assert not tree.order.is_due


def test_a_large_branch_stands_as_it_did_until_its_order_is_known() -> None:
    tree = Tree(came := numbers(3 * AT_ONCE))
    tree.order.choose(ByItem())
    steps = tree.order.steps()
    for _ in range(5):
        next(steps)
        assert tree.shown == came
    for _ in steps:
        pass
    assert tree.shown == sorted(came)


def test_what_comes_while_an_order_is_worked_out_is_in_it() -> None:
    tree = Tree(numbers(3 * AT_ONCE))
    tree.order.choose(ByItem())
    for at, _ in enumerate(tree.order.steps()):
        if at in (2, 5, 9):
            tree.add(numbers(AT_ONCE, seed=at))
        if at == 11:
            tree.model.remove([f"n{number}" for number in range(0, 900, 3)])
            tree.came = {row: number for row, number in tree.came.items() if int(row[1:]) >= 900 or int(row[1:]) % 3}
        if at == 13:
            tree.model.update("n1", 10**9)
            tree.came["n1"] = 10**9
    assert tree.shown == sorted(tree.came.values())
    assert not tree.order.is_due


def test_an_order_that_is_chosen_while_another_is_worked_out_is_the_one_that_counts() -> None:
    tree = Tree(came := numbers(3 * AT_ONCE))
    tree.order.choose(ByItem())
    for at, _ in enumerate(tree.order.steps()):
        if at == 7:
            tree.order.choose(ByItem(), descending=True)
    assert tree.shown == sorted(came, reverse=True)


@pytest.mark.parametrize("count", [20, 3 * AT_ONCE])
def test_without_an_order_rows_stand_again_as_they_came(count: int) -> None:
    tree = Tree(came := numbers(count))
    tree.order.choose(ByItem())
    tree.settle()
    tree.order.choose(None, arrival=tree.arrival)
    tree.settle()
    assert tree.shown == came

    tree.add([-1])
    assert tree.shown == [*came, -1], "what comes now stands at the end"


def test_a_branch_that_has_an_order_of_its_own_goes_back_to_that() -> None:
    tree = Tree()
    tree.model.extend("branch", [Node("own", is_branch=True)])
    tree.order.keep("own", lambda node: -node.item)
    tree.model.expand("own")
    tree.model.extend("own", [Node("a", 1), Node("b", 3), Node("c", 2)])
    tree.order.choose(ByItem())
    assert tree.shown == [None, 1, 2, 3]
    tree.order.choose(None)
    tree.settle()
    assert tree.shown == [None, 3, 2, 1]


def test_branches_that_come_later_and_rows_that_nobody_looks_at_are_in_the_order_too() -> None:
    tree = Tree()
    tree.order.choose(ByItem())
    tree.model.extend(None, [Node("late", is_branch=True)])
    tree.order.keep("late", None)
    came = numbers(6 * AT_ONCE)
    for at in range(0, len(came), 700):
        tree.model.extend("late", [Node(f"l{at + number}", one) for number, one in enumerate(came[at : at + 700])])
        tree.order.grew("late")
    assert tree.order.is_due, "otherwise opening the branch would sort all of them at once"
    tree.settle()
    tree.model.expand("late")
    assert tree.shown == [None, *sorted(came)]


def test_a_branch_that_goes_while_it_waits_is_forgotten() -> None:
    tree = Tree(numbers(2 * AT_ONCE))
    tree.order.choose(ByItem())
    steps = tree.order.steps()
    next(steps)
    tree.model.remove(["branch"])
    for _ in steps:
        pass
    tree.order.choose(ByItem())
    assert not tree.order.is_due


@pytest.mark.parametrize("count", [40, 2 * AT_ONCE])
def test_a_filter_shows_the_matches_in_order(count: int) -> None:
    tree = Tree(came := numbers(count))
    tree.model.set_filter(lambda node: node.item is not None and node.item % 3 == 0)
    tree.order.choose(ByItem(), descending=True)
    tree.settle()
    assert tree.shown == sorted((one for one in came if one % 3 == 0), reverse=True)
    assert tree.model.matches == len(tree.shown)
    assert [tree.model.index_of(tree.model.id_at(at)) for at in range(len(tree.model))] == list(range(len(tree.model)))
    tree.model.set_filter(None)
    assert tree.shown == sorted(came, reverse=True)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_coming_and_going_leaves_the_rows_in_order(data: st.DataObject) -> None:
    tree = Tree(numbers(data.draw(st.sampled_from([0, 10, AT_ONCE + 50]))))
    steps = tree.order.steps()
    wanted: bool | None = None
    for what in data.draw(st.lists(st.sampled_from(["add", "remove", "update", "up", "down", "step", "look"]))):
        known = sorted(tree.came)
        if what == "add":
            tree.add(numbers(data.draw(st.integers(0, 400)), seed=len(known)))
        elif what == "remove" and known:
            gone = known[:: data.draw(st.integers(2, 9))]
            tree.model.remove(gone)
            tree.came = {row: number for row, number in tree.came.items() if row not in gone} | {"gone": 0}
            del tree.came["gone"]
        elif what == "update" and known:
            tree.model.update(known[0], 5)
            tree.came[known[0]] = 5
        elif what in ("up", "down"):
            wanted = what == "down"
            tree.order.choose(ByItem(), descending=wanted)
            steps = tree.order.steps()
        elif what == "look":
            assert sorted(tree.shown) == sorted(tree.came.values())
        else:
            next(steps, None)
    tree.settle()
    if wanted is not None:
        assert tree.shown == sorted(tree.came.values(), reverse=wanted)


# Columns


def row(kind: type[Any], record: Any, key: str) -> Node:
    return Node(key, Place(kind, key, SCOPE, record))


def subnet(key: str, name: str = "", cidr: str = "", state: str | None = "available") -> Node:
    tags = (Tag(key="Name", value=name),) if name else ()
    return row(Subnet, Subnet(subnet_id=key, cidr_block=cidr, state=state, tags=tags), key)


def interface(key: str, address: str | None, status: str = "in-use") -> Node:
    found = NetworkInterface(network_interface_id=key, private_ip_address=address, status=status)
    return row(NetworkInterface, found, key)


def in_order(pane: str, words: str, *nodes: Node) -> list[str]:
    sorting = Sorting(words.removeprefix("-"), words.startswith("-"))
    return [node.id for node in sorted(nodes, key=PlaceKey(pane, sorting), reverse=sorting.descending)]


def test_names_are_in_the_order_of_their_numbers_and_the_nameless_last_either_way() -> None:
    rows = (subnet("s1", "app-10"), subnet("s2"), subnet("s3", "App-2"))
    assert in_order("network", "NAME", *rows) == ["s3", "s1", "s2"]
    assert in_order("network", "-NAME", *rows) == ["s1", "s3", "s2"]


def test_addresses_and_blocks_are_in_the_order_of_their_numbers() -> None:
    rows = (
        interface("e1", "10.0.10.1"),
        interface("e2", "10.0.9.200"),
        interface("e3", None),
        interface("e4", "2001:db8::10"),
        interface("e5", "2001:db8::9"),
        interface("e6", "9.255.0.1"),
    )
    assert in_order("network", "ADDRESS", *rows) == ["e6", "e2", "e1", "e5", "e4", "e3"]
    assert in_order("network", "-ADDRESS", *rows)[-1] == "e3"
    blocks = (subnet("s1", cidr="10.0.0.0/8"), subnet("s2", cidr="9.0.0.0/16"), subnet("s3", cidr="10.0.0.0/16"))
    assert in_order("network", "ADDRESS", *blocks) == ["s2", "s1", "s3"]


def test_ids_are_in_the_order_of_their_letters_for_their_digits_are_no_numbers() -> None:
    rows = (subnet("subnet-0b12"), subnet("subnet-0a9f"), subnet("subnet-010e"), subnet("subnet-0a10f"))
    assert in_order("network", "ID", *rows) == ["subnet-010e", "subnet-0a10f", "subnet-0a9f", "subnet-0b12"]


def test_rows_of_one_state_are_in_the_order_of_their_names() -> None:
    rows = (subnet("s1", "b"), subnet("s2", "a", state="pending"), subnet("s3", "a"))
    assert in_order("network", "STATE", *rows) == ["s3", "s1", "s2"]


def test_a_type_without_the_column_goes_by_its_names() -> None:
    def vpc(key: str, name: str) -> Node:
        return row(Vpc, Vpc(vpc_id=key, tags=(Tag(key="Name", value=name),)), key)

    assert in_order("network", "ZONE", vpc("v1", "b"), vpc("v2", "a")) == ["v2", "v1"]


def test_a_record_that_was_named_but_not_read_has_a_place() -> None:
    assert in_order("network", "STATE", row(Subnet, None, "s9"), subnet("s1", "a")) == ["s1", "s9"]


def test_a_record_read_again_is_judged_anew() -> None:
    key = PlaceKey("endpoints", Sorting("STATE"))
    node = row(VpcEndpoint, VpcEndpoint(vpc_endpoint_id="e1", state="available"), "e1")
    before = key(node)
    node.item = Place(VpcEndpoint, "e1", SCOPE, VpcEndpoint(vpc_endpoint_id="e1", state="pending"))
    assert key(node) != before


@pytest.mark.parametrize(("pane", "column"), [(pane, column) for pane in COLUMNS for column in titles(pane)])
def test_every_column_says_something_of_a_record_of_which_nothing_is_known(pane: str, column: str) -> None:
    bare = {
        Vpc: Vpc(vpc_id="v"),
        Subnet: Subnet(subnet_id="s"),
        NetworkInterface: NetworkInterface(network_interface_id="e"),
        VpcEndpoint: VpcEndpoint(vpc_endpoint_id="p"),
    }
    for kind, record in bare.items():
        assert isinstance(PlaceKey(pane, Sorting(column))(row(kind, record, "k")), str)
