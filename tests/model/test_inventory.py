"""Events add up to what is known: nothing vanishes before a re-read has completed, and nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, subnet, topology_of, vpc
from vpce_tui.model.coverage import COMPLETE, READING, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import Inventory, merged
from vpce_tui.model.record import NOT_SENT, record_ids
from vpce_tui.model.resource import Resource
from vpce_tui.resources import EVERY
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute

FAILED = Coverage(Progress.FAILED, Reason.THROTTLED)


def inventory_of(*batches: Sequence[CollectEvent]) -> Inventory:
    inventory = Inventory()
    for batch in batches:
        for event in batch:
            inventory.apply(event)
    return inventory


def vpc_ids(inventory: Inventory) -> list[str]:
    return [record.vpc_id for record in inventory.topology().records(Vpc)]


def test_records_stand_in_the_order_they_came() -> None:
    assert vpc_ids(inventory_of(listed([vpc(3), vpc(1)]), listed([vpc(2)], VIRGINIA))) == [
        "vpc-0003",
        "vpc-0001",
        "vpc-0002",
    ]


@pytest.mark.parametrize(
    ("coverage", "left"),
    [(COMPLETE, ["vpc-0001"]), (FAILED, ["vpc-0001", "vpc-0002"]), (FORBIDDEN, ["vpc-0001", "vpc-0002"])],
    ids=["completed", "failed", "forbidden"],
)
def test_what_a_second_reading_did_not_see_vanishes_only_if_it_completed(coverage: Coverage, left: list[str]) -> None:
    inventory = inventory_of(listed([vpc(1), vpc(2)]), listed([vpc(1)], coverage=coverage))

    assert vpc_ids(inventory) == left
    assert inventory.topology().coverage(Vpc, IRELAND) == coverage


def test_while_a_second_reading_goes_on_nothing_vanishes() -> None:
    inventory = inventory_of(listed([vpc(1), vpc(2)]), [ReadStarted(Vpc, IRELAND), PageRead(Vpc, IRELAND, (vpc(2),))])

    assert vpc_ids(inventory) == ["vpc-0001", "vpc-0002"]
    assert inventory.topology().coverage(Vpc, IRELAND) == READING


def test_a_second_reading_that_completes_empty_leaves_nothing() -> None:
    inventory = inventory_of(listed([vpc(1)]), [ReadStarted(Vpc, IRELAND), ReadEnded(Vpc, IRELAND, COMPLETE)])

    assert vpc_ids(inventory) == []


def test_a_reading_in_one_scope_leaves_the_others_alone() -> None:
    inventory = inventory_of(listed([vpc(1)]), listed([vpc(2)], VIRGINIA), listed([vpc(3)]))

    assert sorted(vpc_ids(inventory)) == ["vpc-0002", "vpc-0003"]


def test_a_changed_record_takes_the_place_of_the_earlier_one() -> None:
    inventory = inventory_of(listed([vpc(1), vpc(2)]), listed([vpc(1, State="pending"), vpc(2)]))

    assert [record.state for record in inventory.topology().records(Vpc)] == ["pending", None]
    assert inventory.notes == []


def test_the_same_id_twice_in_one_reading_keeps_the_later_and_says_so() -> None:
    inventory = inventory_of(listed([vpc(1), vpc(1, State="pending")]))

    assert [record.state for record in inventory.topology().records(Vpc)] == ["pending"]
    assert inventory.notes == [Noted("vpc-0001 came twice with different content; the later one counts", IRELAND)]


def test_an_equal_record_twice_is_not_worth_a_word() -> None:
    inventory = inventory_of(listed([vpc(1), vpc(1)]))

    assert vpc_ids(inventory) == ["vpc-0001"]
    assert inventory.notes == []


def attribute(**members: object) -> VpcAttribute:
    return to_record({"VpcId": "vpc-0001"} | members, VpcAttribute)


SUPPORT, HOSTNAMES = attribute(EnableDnsSupport={"Value": True}), attribute(EnableDnsHostnames={"Value": False})


@pytest.mark.parametrize("parts", [(SUPPORT, HOSTNAMES), (HOSTNAMES, SUPPORT)])
def test_parts_of_a_record_become_one_in_whichever_order(parts: tuple[VpcAttribute, ...]) -> None:
    inventory = inventory_of(listed(parts))

    assert list(inventory.topology().records(VpcAttribute)) == [
        attribute(EnableDnsSupport={"Value": True}, EnableDnsHostnames={"Value": False})
    ]
    assert inventory.notes == []


def test_a_second_reading_that_fails_half_way_loses_no_part() -> None:
    inventory = inventory_of(
        listed([SUPPORT, HOSTNAMES]), listed([attribute(EnableDnsSupport={"Value": False})], coverage=FAILED)
    )

    assert list(inventory.topology().records(VpcAttribute)) == [
        attribute(EnableDnsSupport={"Value": False}, EnableDnsHostnames={"Value": False})
    ]


def test_merging_keeps_a_list_that_was_sent_empty_and_the_unknown_members_of_both() -> None:
    earlier = vpc(1, Tags=[{"Key": "a", "Value": "b"}], Weather="fine")
    both = merged(earlier, vpc(1, Tags=[], Mood="calm"))

    assert isinstance(both, Vpc)
    assert both.tags == ()
    assert both.tags is not NOT_SENT
    assert both.unknown_members == {"/Weather": "fine", "/Mood": "calm"}
    kept = merged(earlier, vpc(1))
    assert isinstance(kept, Vpc)
    assert kept.tags == earlier.tags


def test_a_published_topology_never_changes() -> None:
    inventory = inventory_of(listed([vpc(1)]))
    before = inventory.topology()
    for event in [*listed([vpc(2)]), *listed([subnet(1)]), ScopeOpened(VIRGINIA)]:
        inventory.apply(event)

    assert [record.vpc_id for record in before.records(Vpc)] == ["vpc-0001"]
    assert before.count(Subnet) == 0
    assert before.scopes == (IRELAND,)
    assert inventory.topology().revision > before.revision


def test_publishing_copies_only_the_tables_that_changed() -> None:
    inventory = inventory_of(listed([vpc(1)]), listed([subnet(1)]))
    before = inventory.topology()
    inventory.apply(PageRead(Subnet, IRELAND, (subnet(2),)))
    after = inventory.topology()

    assert after.tables[Vpc, IRELAND] is before.tables[Vpc, IRELAND]
    assert after.tables[Subnet, IRELAND] is not before.tables[Subnet, IRELAND]


def test_records_that_come_unannounced_are_taken_but_their_list_is_not_read() -> None:
    topology = topology_of([PageRead(Vpc, IRELAND, (vpc(1),))])

    assert topology.count(Vpc) == 1
    assert not topology.coverage(Vpc, IRELAND).complete


def test_notes_are_kept_in_order() -> None:
    assert [note.text for note in inventory_of([Noted("a"), Noted("b", IRELAND)]).notes] == ["a", "b"]


@pytest.mark.parametrize("resource", EVERY, ids=lambda resource: resource.name)
def test_the_ids_of_many_records_are_those_of_each(resource: Resource[Any]) -> None:
    kind = resource.record
    named = [*kind.identity, *([kind.identity_else] if kind.identity_else else [])]
    records = [kind(**{name: f"{name}-{number}" for name in named}) for number in range(3)]
    if kind.identity_else:
        records.append(kind(**{**dict.fromkeys(kind.identity, ""), kind.identity_else: "its other name"}))

    assert record_ids(records) == [record.record_id for record in records]
    assert record_ids([]) == []
