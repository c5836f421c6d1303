"""Is the table of a type complete, in order, filtered by the same language, and counted right?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import members
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import BY_NAME, RESOURCES
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.filters import Filter
from vpce_tui.view.flat_keys import flat_key
from vpce_tui.view.record_table import (
    Order,
    column_titles,
    counts,
    parse_sorting,
    rows_of,
    sorting_words,
    table_columns,
)
from vpce_tui.view.table import Sorting
from vpce_tui.view.text import natural_key, plain

HERE = Scope("111122223333", "eu-west-1")
THERE = Scope("444455556666", "us-east-1")
SUBNETS = BY_NAME["subnets"]
ENDPOINTS = BY_NAME["vpc-endpoints"]


def topology(*parts: tuple[Scope, Record]) -> Topology:
    inventory = Inventory()
    inventory.apply(ScopeOpened(HERE, account_name="prod"))
    for scope, record in parts:
        inventory.apply(PageRead(type(record), scope, (record,)))
        inventory.apply(ReadEnded(type(record), scope, COMPLETE))
    return inventory.topology()


def subnet(number: int, name: str = "", zone: str = "eu-west-1a") -> Subnet:
    tags = (Tag(key="Name", value=name),) if name else ()
    return Subnet(subnet_id=f"subnet-{number}", tags=tags, availability_zone=zone, vpc_id="vpc-1")


def ids(found: list[tuple[Scope, Record]]) -> list[str]:
    return [record.record_id for _, record in found]


def inventory_of(scope: Scope, *records: Record) -> Topology:
    inventory = Inventory()
    for record_type in {type(record) for record in records}:
        same = tuple(record for record in records if type(record) is record_type)
        inventory.apply(PageRead(record_type, scope, same))
    return inventory.topology()


def test_rows_are_sorted_with_numbers_by_value_and_the_nameless_last() -> None:
    known = inventory_of(HERE, subnet(1, "app-10"), subnet(2), subnet(3, "App-2"), subnet(4, "app-1"))
    assert ids(rows_of(SUBNETS, known, sorting=Sorting("NAME")).shown) == [
        "subnet-4",
        "subnet-3",
        "subnet-1",
        "subnet-2",
    ]
    down = rows_of(SUBNETS, known, sorting=Sorting("NAME", descending=True)).shown
    assert ids(down) == ["subnet-1", "subnet-3", "subnet-4", "subnet-2"]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text("abB- .:/0123456789", max_size=9)))
def test_the_flat_key_orders_as_the_natural_one(texts: list[str]) -> None:
    assert sorted(texts, key=flat_key) == sorted(texts, key=natural_key)


def test_more_rows_than_are_sorted_at_once_are_in_one_order() -> None:
    numbers = [(number * 7919) % 12_007 for number in range(12_007)]
    known = inventory_of(HERE, *(subnet(number, f"n-{number}") for number in numbers))
    for descending in (False, True):
        shown = rows_of(SUBNETS, known, sorting=Sorting("NAME", descending=descending)).shown
        wanted = sorted(numbers, reverse=descending)
        assert ids(shown) == [f"subnet-{number}" for number in wanted]


def test_a_filter_hides_and_the_total_stays() -> None:
    known = inventory_of(HERE, subnet(1, "app-a"), subnet(2, "data-a"))
    rows = rows_of(SUBNETS, known, Filter.parse("app"))
    assert ids(rows.shown) == ["subnet-1"]
    assert rows.total == 2


def test_scopes_that_are_not_chosen_are_not_shown() -> None:
    known = topology((HERE, subnet(1)), (THERE, subnet(2)))
    assert ids(rows_of(SUBNETS, known).shown) == ["subnet-1", "subnet-2"]
    assert ids(rows_of(SUBNETS, known, scopes={THERE}).shown) == ["subnet-2"]


def test_account_and_region_are_columns_where_there_is_more_than_one() -> None:
    assert "ACCOUNT" not in column_titles(SUBNETS, topology((HERE, subnet(1))))
    known = topology((HERE, subnet(1)), (THERE, subnet(2)))
    assert column_titles(SUBNETS, known)[-2:] == ["ACCOUNT", "REGION"]
    assert ids(rows_of(SUBNETS, known, sorting=Sorting("REGION", descending=True)).shown) == ["subnet-2", "subnet-1"]


def test_an_order_is_worked_out_once_until_records_or_order_change() -> None:
    order = Order()
    known = inventory_of(HERE, subnet(1, "b"), subnet(2, "a"))
    first = order.of(SUBNETS, known, Sorting("NAME"))
    assert order.of(SUBNETS, known, Sorting("NAME")) is first
    assert ids(order.of(SUBNETS, known, None)) == ["subnet-1", "subnet-2"]
    more = inventory_of(HERE, subnet(1, "b"), subnet(2, "a"), subnet(3, "aa"))
    assert ids(order.of(SUBNETS, more, Sorting("NAME"))) == ["subnet-2", "subnet-3", "subnet-1"]


def test_counts_are_by_state_service_and_zone_and_each_gives_the_filter_that_shows_it() -> None:
    known = inventory_of(
        HERE,
        VpcEndpoint(vpc_endpoint_id="vpce-1", state="available", service_name="com.amazonaws.eu-west-1.s3"),
        VpcEndpoint(vpc_endpoint_id="vpce-2", state="available", service_name="com.amazonaws.eu-west-1.ssm"),
        VpcEndpoint(vpc_endpoint_id="vpce-3", state="pending", service_name="com.amazonaws.eu-west-1.ssm"),
    )
    rows = rows_of(ENDPOINTS, known)
    assert rows.states == (("available", 2), ("pending", 1))
    by_state = {one.value: one for one in counts(rows, known) if one.title == "STATE"}
    assert by_state["available"].count == 2
    assert len(rows_of(ENDPOINTS, known, Filter.parse(by_state["pending"].words)).shown) == 1
    for one in counts(rows, known):
        if one.value:
            assert len(rows_of(ENDPOINTS, known, Filter.parse(one.words)).shown) >= one.count, one
    zones = inventory_of(HERE, subnet(1), subnet(2, zone="eu-west-1b"))
    assert ("ZONE", "eu-west-1b", 1) in [
        (one.title, one.value, one.count) for one in counts(rows_of(SUBNETS, zones), zones)
    ]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("STATE", Sorting("STATE")),
        ("-state", Sorting("STATE", descending=True)),
        ("pri", Sorting("PRIVATE DNS")),
        ("", None),
        ("-", None),
        ("nonsense", None),
    ],
)
def test_an_order_is_typed_as_a_column_and_kept_as_the_same_words(words: str, wanted: Sorting | None) -> None:
    titles = [column.title for column in ENDPOINTS.columns]
    assert parse_sorting(words, titles) == wanted
    assert parse_sorting(sorting_words(wanted), titles) == wanted


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_every_type_has_a_table_whatever_its_records_hold(resource: object, data: st.DataObject) -> None:
    found = next(one for one in RESOURCES if one is resource)
    record = to_record(data.draw(members(found.record)), found.record)
    known = topology((HERE, record), (THERE, subnet(1)))
    for title in column_titles(found, known):
        rows = rows_of(found, known, sorting=Sorting(title))
        columns = table_columns(rows, known)
        for node in rows.nodes():
            assert all(isinstance(plain(column.cells(node)), str) for column in columns)
    assert counts(rows_of(found, known), known) is not None
