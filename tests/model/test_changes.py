"""What a re-read brings is told by a diff's rules: unread is never removed, and a first reading changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, vpc
from vpce_tui.model.changes import MOST_A_LIST, MOST_KEPT, NO_CHANGES, Changes
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.diff import diff
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

CANCELLED = Coverage(Progress.FAILED, Reason.CANCELLED)

Told = list[tuple[str, str]]


def told_by(*batches: Sequence[CollectEvent]) -> Told:
    """Return (kind, id) of each change, the oldest first."""
    inventory = inventory_of(*batches)
    return [(seen.change.kind.value, seen.change.record_id) for seen in reversed(changes_of(inventory).seen)]


def changes_of(inventory: Inventory) -> Changes:
    return inventory.changes() or NO_CHANGES


def inventory_of(*batches: Sequence[CollectEvent]) -> Inventory:
    inventory = Inventory()
    for batch in batches:
        for event in batch:
            inventory.apply(event)
    return inventory


@dataclass(frozen=True)
class Case:
    says: str
    readings: tuple[Sequence[CollectEvent], ...]
    want: Told


CASES = (
    Case("a first reading changes nothing", (listed([vpc(1), vpc(2)]),), []),
    Case("the same again changes nothing", (listed([vpc(1)]), listed([vpc(1)])), []),
    Case("a new one was added", (listed([vpc(1)]), listed([vpc(1), vpc(2)])), [("added", "vpc-0002")]),
    Case("one not seen again was removed", (listed([vpc(1), vpc(2)]), listed([vpc(1)])), [("removed", "vpc-0002")]),
    Case(
        "one that differs was changed",
        (listed([vpc(1, State="pending")]), listed([vpc(1, State="available")])),
        [("changed", "vpc-0001")],
    ),
    Case(
        "one not seen by a re-read that was cancelled was not removed",
        (listed([vpc(1), vpc(2)]), listed([vpc(1)], coverage=CANCELLED)),
        [],
    ),
    Case(
        "what a cancelled re-read saw differ was changed all the same",
        (listed([vpc(1), vpc(2)]), listed([vpc(1, State="pending"), vpc(3)], coverage=CANCELLED)),
        [("added", "vpc-0003"), ("changed", "vpc-0001")],
    ),
    Case(
        "what was not there when only a part was read may have been there",
        (listed([vpc(1)], coverage=FORBIDDEN), listed([vpc(1), vpc(2)])),
        [],
    ),
    Case(
        "after a completed reading a failed one between does not make it unsure",
        (listed([vpc(1)]), listed([vpc(1)], coverage=FORBIDDEN), listed([vpc(1), vpc(2)])),
        [("added", "vpc-0002")],
    ),
    Case("another scope's list is another list", (listed([vpc(1)]), listed([vpc(2)], VIRGINIA)), []),
    Case(
        "one that came twice in a reading is one change",
        (listed([vpc(1)]), listed([vpc(1, State="pending"), vpc(1, State="available")])),
        [("changed", "vpc-0001")],
    ),
    Case(
        "one that came twice and ends as it was is none",
        (listed([vpc(1)]), listed([vpc(1, State="pending"), vpc(1)])),
        [],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_changes(case: Case) -> None:
    assert told_by(*case.readings) == case.want


def test_a_change_names_its_members_before_and_after() -> None:
    inventory = inventory_of(listed([vpc(1, State="pending")]), listed([vpc(1, State="available")]))

    (seen,) = changes_of(inventory).seen
    assert [(member.member, member.before, member.after) for member in seen.change.members] == [
        ("State", "pending", "available")
    ]
    assert seen.change.record is not None
    assert seen.change.record.record_id == "vpc-0001"


def test_a_list_in_another_order_has_not_changed() -> None:
    def endpoint(*subnets: str) -> VpcEndpoint:
        return to_record({"VpcEndpointId": "vpce-1", "SubnetIds": list(subnets)}, VpcEndpoint)

    assert told_by(listed([endpoint("subnet-a", "subnet-b")]), listed([endpoint("subnet-b", "subnet-a")])) == []
    assert told_by(listed([endpoint("subnet-a")]), listed([endpoint("subnet-b")])) == [("changed", "vpce-1")]


def test_a_record_in_parts_is_compared_as_a_whole() -> None:
    def part(**members: object) -> VpcAttribute:
        return to_record({"VpcId": "vpc-1"} | members, VpcAttribute)

    support, names = part(EnableDnsSupport={"Value": True}), part(EnableDnsHostnames={"Value": True})
    other = part(EnableDnsHostnames={"Value": False})

    assert told_by(listed([support, names]), listed([support, names])) == []
    assert told_by(listed([support], coverage=CANCELLED), listed([support, names])) == []
    assert told_by(listed([support, names]), listed([support, other])) == [("changed", "vpc-1")]


def test_a_change_says_when_the_reading_ended_that_saw_it() -> None:
    at = Coverage(Progress.COMPLETE, read_at="2026-01-02T03:04:05+00:00")
    (seen,) = changes_of(inventory_of(listed([vpc(1)]), listed([vpc(1), vpc(2)], coverage=at))).seen

    assert (seen.at, seen.number) == ("2026-01-02T03:04:05+00:00", 1)


def test_the_newest_changes_are_kept_and_all_are_counted() -> None:
    many = [vpc(number) for number in range(1, MOST_KEPT + 3)]
    changes = changes_of(inventory_of(listed([vpc(0)]), listed([vpc(0), *many])))

    assert (len(changes.seen), changes.total) == (MOST_KEPT, MOST_KEPT + 2)
    assert changes.seen[0].number == MOST_KEPT + 2


def test_too_many_changed_records_are_counted_and_not_compared() -> None:
    before = [vpc(number) for number in range(MOST_A_LIST + 5)]
    after = [vpc(number, State="pending") for number in range(MOST_A_LIST + 5)]
    changes = changes_of(inventory_of(listed(before), listed(after)))

    assert (changes.total, changes.not_compared) == (MOST_A_LIST, 5)


def test_what_is_told_is_the_same_object_until_there_is_more() -> None:
    inventory = inventory_of(listed([vpc(1)]), listed([vpc(1), vpc(2)]))
    first = changes_of(inventory)
    for event in listed([vpc(1), vpc(2)]):
        inventory.apply(event)
    assert changes_of(inventory) is first

    for event in listed([vpc(1)]):
        inventory.apply(event)
    assert [seen.change.record_id for seen in changes_of(inventory).since(first.total)] == ["vpc-0002"]


STATES = st.sampled_from(["pending", "available", "gone"])
WORLDS = st.dictionaries(st.integers(0, 6), STATES, max_size=5)


def reading(world: dict[int, str], page: int) -> list[CollectEvent]:
    records = [vpc(number, State=state) for number, state in world.items()]
    pages = [PageRead(Vpc, IRELAND, tuple(records[at : at + page])) for at in range(0, len(records), page)]
    return [ReadStarted(Vpc, IRELAND), *pages, ReadEnded(Vpc, IRELAND, COMPLETE)]


@given(WORLDS, WORLDS, st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_a_re_read_tells_what_a_diff_of_the_topologies_tells(
    before: dict[int, str], after: dict[int, str], page: int
) -> None:
    inventory = inventory_of(reading(before, page))
    earlier = inventory.topology()
    for event in reading(after, page):
        inventory.apply(event)
    found = {(seen.change.kind, seen.change.record_id, seen.change.members) for seen in changes_of(inventory).seen}

    assert found == {
        (change.kind, change.record_id, change.members) for change in diff(earlier, inventory.topology()).changes
    }
