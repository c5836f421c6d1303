"""What changed between two topologies, and what cannot be said?

A record counts as removed only where the later list was read to its end, as added only where the earlier one was. Lists
that do not allow this are named in `unsure`, with how many records stand on one side only: "not read" is never "gone".
Records on both sides are compared member by member, whatever their lists' coverage. AWS gives most lists in any order,
so a list changed only if its items did; the exceptions say so in `Shape.ordered`.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec

from vpce_tui.model.coverage import Coverage, Progress
from vpce_tui.model.record import NOT_SENT, Record, Scope, Shape
from vpce_tui.model.topology import Topology


class ChangeKind(enum.StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class MemberChange:
    """One member of a record that differs, in AWS's spelling: `Association.PublicIp`."""

    member: str
    before: Any
    """Plain JSON values; of a list only the items that are gone; None where the member was not there."""
    after: Any
    """Likewise; of a list only the items that are new."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record that differs."""

    kind: ChangeKind
    record_type: type[Record]
    scope: Scope
    record_id: str
    members: tuple[MemberChange, ...] = ()
    """For a changed record, in the order of its fields."""
    record: Record | None = None
    """The record as it is now; a removed one as it was."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """A list of which additions or removals cannot be told."""

    record_type: type[Record]
    scope: Scope
    before: Coverage
    after: Coverage
    only_before: int
    """Records that may be gone, or were just not read."""
    only_after: int
    """Records that may be new, or had just not been read."""


@dataclass(slots=True)
class Diff:
    """All differences between two topologies."""

    changes: list[Change] = field(default_factory=list)
    unsure: list[Unsure] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Something certainly differs."""
        return bool(self.changes)

    @property
    def certain(self) -> bool:
        """No list on either side was left unread in a way that could hide a difference."""
        return not self.unsure


def diff(before: Topology, after: Topology) -> Diff:
    """Return what changed. O(records); equal records cost one comparison."""
    found = Diff()
    for item in differences(before, after):
        if isinstance(item, Unsure):
            found.unsure.append(item)
        else:
            found.changes.append(item)
    return found


def differences(before: Topology, after: Topology) -> Iterator[Change | Unsure]:
    """Yield the differences list by list: scopes sorted, types as the topologies hold them, ids sorted."""
    places = {**before.tables, **after.tables, **before.coverages, **after.coverages}
    order = {record_type: at for at, (record_type, _) in enumerate(places)}
    for record_type, scope in sorted(places, key=lambda place: (place[1], order[place[0]])):
        yield from _of_list(record_type, scope, before, after)


def _of_list(record_type: type[Record], scope: Scope, before: Topology, after: Topology) -> Iterator[Change | Unsure]:
    old, new = before.table(record_type, scope).records, after.table(record_type, scope).records
    coverages = before.coverage(record_type, scope), after.coverage(record_type, scope)
    only_old, only_new = old.keys() - new.keys(), new.keys() - old.keys()
    for record_id in sorted(_changed_ids(old, new)):
        members = member_changes(old[record_id], new[record_id])
        if members:
            yield Change(ChangeKind.CHANGED, record_type, scope, record_id, members, new[record_id])
    if coverages[0].complete:
        for record_id in sorted(only_new):
            yield Change(ChangeKind.ADDED, record_type, scope, record_id, record=new[record_id])
    if coverages[1].complete:
        for record_id in sorted(only_old):
            yield Change(ChangeKind.REMOVED, record_type, scope, record_id, record=old[record_id])
    if record_type.on_demand and not any(coverage.progress is Progress.FAILED for coverage in coverages):
        return  # nobody expects all of them, so that one which nobody asked for is no gap
    if not (coverages[0].complete and coverages[1].complete):
        missed_old = 0 if coverages[1].complete else len(only_old)
        missed_new = 0 if coverages[0].complete else len(only_new)
        yield Unsure(record_type, scope, *coverages, only_before=missed_old, only_after=missed_new)


def member_changes(old: Record, new: Record) -> tuple[MemberChange, ...]:
    """Return the members in which two versions of a record differ, in the order of its fields.

    None differs if only the order of lists does.
    """
    return tuple(_member_changes(old, new))


def _changed_ids(old: Mapping[str, Record], new: Mapping[str, Record]) -> Iterator[str]:
    for record_id, record in old.items():
        other = new.get(record_id)
        if other is not None and record is not other and record != other:
            yield record_id


def _member_changes(old: Shape, new: Shape, path: str = "") -> Iterator[MemberChange]:
    for name, wire_name in _names(type(old)):
        before, after = getattr(old, name), getattr(new, name)
        if before == after or (wire_name.startswith("~") and name != "unknown_members"):
            continue  # how a record was read is no difference of the thing itself
        member = f"{path}{wire_name}"
        if name == "unknown_members":
            yield from _unknown_changes(before or {}, after or {}, path)
        elif isinstance(before, Shape) and isinstance(after, Shape):
            yield from _member_changes(before, after, f"{member}.")
        elif isinstance(before, tuple) and isinstance(after, tuple) and name not in type(old).ordered:
            yield from _list_change(member, before, after)
        else:
            yield MemberChange(member, _plain(before), _plain(after))


@cache
def _names(shape: type[Shape]) -> tuple[tuple[str, str], ...]:
    return tuple((known.name, known.encode_name) for known in msgspec.structs.fields(shape))


def _unknown_changes(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[MemberChange]:
    for pointer in sorted(before.keys() | after.keys()):
        if before.get(pointer) != after.get(pointer):
            member = path + pointer.removeprefix("/").replace("/", ".")
            yield MemberChange(member, before.get(pointer), after.get(pointer))


def _list_change(member: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[MemberChange]:
    """Yield one change with the items that stand on one side only, or nothing if only the order differs."""
    before, after = _only_in_one(before, after, lambda item: item)
    if before and after:
        # What is left is compared without regard to the order of the lists in it.
        before, after = _only_in_one(before, after, _comparable)
    if before or after:
        yield MemberChange(member, _plain(before), _plain(after))


def _only_in_one(
    before: tuple[Any, ...], after: tuple[Any, ...], key: Callable[[Any], Any]
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the items of each side without those that have an equal on the other, one for one, in their order."""
    left = Counter(map(key, before))
    added = []
    for item in after:
        if left[key(item)] > 0:
            left[key(item)] -= 1
        else:
            added.append(item)
    gone = []
    for item in reversed(before):
        if left[key(item)] > 0:
            left[key(item)] -= 1
            gone.append(item)
    return tuple(reversed(gone)), tuple(added)


def _comparable(item: Any) -> bytes:
    return _encode(_sorted(item))


def _sorted(value: Any) -> Any:
    if isinstance(value, Shape):
        return {
            name: _plain(inner) if name in type(value).ordered else _sorted(inner)
            for name in value.__struct_fields__
            if (inner := getattr(value, name)) is not None and inner is not NOT_SENT
        }
    if isinstance(value, tuple):
        return sorted((_sorted(item) for item in value), key=_encode)
    return value


_encode: Callable[[Any], bytes] = msgspec.json.Encoder(order="deterministic").encode


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return None if value is NOT_SENT else [msgspec.to_builtins(item) for item in value]
    return msgspec.to_builtins(value)
