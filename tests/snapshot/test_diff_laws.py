"""Whatever two files hold, their differences obey a few laws."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import records
from tests.snapshot.worlds import IRELAND, VIRGINIA
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.diff import ChangeKind, Diff, diff
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology

FORBIDDEN = Coverage(Progress.FAILED, Reason.FORBIDDEN)
Key = tuple[type[Record], Scope, str]


def world(found: list[Record], *, types: set[type[Record]], unread: set[type[Record]]) -> Topology:
    """A topology of some records in which every type was read, but those that were not."""
    inventory = Inventory()
    for scope in (IRELAND, VIRGINIA):
        for record_type in sorted(types, key=lambda kind: kind.__name__):
            mine = tuple(
                record
                for record in found
                if type(record) is record_type and sum(map(ord, record.record_id)) % 2 == (scope is IRELAND)
            )
            events: list[CollectEvent] = [
                ReadStarted(record_type, scope),
                PageRead(record_type, scope, mine),
                ReadEnded(record_type, scope, FORBIDDEN if record_type in unread else COMPLETE),
            ]
            for event in events:
                inventory.apply(event)
    return inventory.topology()


@st.composite
def worlds(draw: st.DrawFn, count: int, *, whole: bool = True) -> list[Topology]:
    """Draw topologies that share most of their records."""
    pool = draw(st.lists(records(), max_size=6))
    types = {type(record) for record in pool}
    made = []
    for _ in range(count):
        chosen = [record for record in pool if draw(st.booleans())]
        unread = set() if whole else {kind for kind in types if draw(st.booleans())}
        made.append(world(chosen, types=types, unread=unread))
    return made


def keys(found: Diff, *kinds: ChangeKind) -> set[Key]:
    return {
        (change.record_type, change.scope, change.record_id)
        for change in found.changes
        if change.kind in (kinds or ChangeKind)
    }


def held(topology: Topology) -> dict[Key, Record]:
    return {
        (record_type, scope, record_id): record
        for (record_type, scope), table in topology.tables.items()
        for record_id, record in table.records.items()
    }


@given(worlds(1))
@settings(max_examples=50, deadline=None)
def test_nothing_differs_from_itself(made: list[Topology]) -> None:
    found = diff(made[0], made[0])
    assert not found
    assert found.certain


@given(worlds(2))
@settings(max_examples=80, deadline=None)
def test_applied_to_the_earlier_side_the_differences_make_the_later_one(made: list[Topology]) -> None:
    before, after = made
    found = diff(before, after)
    kept = {key: record for key, record in held(before).items() if key not in keys(found, ChangeKind.REMOVED)}
    for change in found.changes:
        if change.kind is not ChangeKind.REMOVED:
            assert change.record is not None
            kept[change.record_type, change.scope, change.record_id] = change.record
    assert kept.keys() == held(after).keys()
    differing = {key for key, record in held(after).items() if kept[key] != record}
    # A record whose lists only stand in another order is no difference, and is not told.
    assert not differing & keys(found)


@given(worlds(3))
@settings(max_examples=80, deadline=None)
def test_two_steps_tell_all_that_one_step_tells(made: list[Topology]) -> None:
    first, second, third = made
    one, two, both = diff(first, second), diff(second, third), diff(first, third)
    assert keys(both) <= keys(one) | keys(two)
    # Whatever differs in one step alone differs over both.
    assert keys(one) ^ keys(two) <= keys(both) | (keys(one) & keys(two))
    added, removed = ChangeKind.ADDED, ChangeKind.REMOVED
    assert keys(both, added) == (keys(one, added) - keys(two, removed)) | (keys(two, added) - keys(one, removed))
    assert keys(both, removed) == (keys(one, removed) - keys(two, added)) | (keys(two, removed) - keys(one, added))


@given(worlds(2, whole=False))
@settings(max_examples=80, deadline=None)
def test_nothing_is_gone_that_was_not_looked_for_to_the_end(made: list[Topology]) -> None:
    before, after = made
    found = diff(before, after)
    for change in found.changes:
        if change.kind is ChangeKind.REMOVED:
            assert after.coverage(change.record_type, change.scope).complete
        if change.kind is ChangeKind.ADDED:
            assert before.coverage(change.record_type, change.scope).complete
    missing = held(before).keys() ^ held(after).keys()
    told = keys(found, ChangeKind.ADDED, ChangeKind.REMOVED)
    unsure = sum(item.only_before + item.only_after for item in found.unsure)
    assert len(told) + unsure == len(missing), "every record that stands on one side only is told or counted"
