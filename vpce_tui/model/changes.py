"""What did reading again bring: which records came, went or differ from what was known?

Only a list that was read before is compared, record by record as its pages arrive, so that the first reading of a
large network pays nothing and a later one no more than one comparison a record. The rules are those of a diff: a
record counts as removed only when the re-read completed, as added only if the list had been read to its end before,
as changed whenever both versions were seen. A list that changed its order alone has not changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vpce_tui.model.diff import Change, ChangeKind, member_changes
from vpce_tui.model.record import Record, Scope

MOST_KEPT: Final = 2_000
"""Changes that are remembered, the oldest are forgotten first: a list for people, not an archive."""

MOST_A_LIST: Final = 1_000
"""Changed records of one list that are compared member by member. Some ten microseconds each, while others wait."""


@dataclass(frozen=True, slots=True)
class SeenChange:
    """A change, and when it was seen."""

    change: Change
    at: str
    """When the reading that saw it ended, ISO 8601 in UTC; empty where the source does not say."""
    number: int
    """Counts all changes from 1 on."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes that are remembered, at one moment."""

    seen: tuple[SeenChange, ...] = ()
    """The newest first."""
    total: int = 0
    """How many there were in all, those that are forgotten by now included."""
    not_compared: int = 0
    """Records that arrived different, but were too many to be compared member by member."""

    def since(self, total: int) -> Iterator[SeenChange]:
        """Yield those that came when `total` had been seen already, the newest first."""
        return islice(self.seen, max(0, min(self.total - total, len(self.seen))))


NO_CHANGES: Final = Changes()


class Rereading:
    """What one re-read of a list has shown so far."""

    __slots__ = ("_added", "_earlier")

    def __init__(self) -> None:
        self._added: dict[str, None] = {}
        self._earlier: dict[str, Record] = {}
        """The records that another has taken the place of, as they were before this reading."""

    def note(self, record_id: str, old: Record | None, new: Record) -> None:
        """Take in that `new` came in the place of `old`, or where there was none."""
        if old is None:
            self._added[record_id] = None
        elif old is not new and record_id not in self._added and old != new:
            # Of a record that comes in parts, the first version counts; what it ends as is seen at the end.
            self._earlier.setdefault(record_id, old)

    def changes(
        self, place: tuple[type[Record], Scope], now: Mapping[str, Record], gone: Iterable[Record], *, was_whole: bool
    ) -> tuple[list[Change], int]:
        """Return what changed, and how many records were not compared for there are too many.

        `now` are the records of the list at the re-read's end, `gone` those that it did not see, if it completed;
        `was_whole` tells that the list had been read to its end before.
        """
        found = [Change(ChangeKind.REMOVED, *place, record.record_id, record=record) for record in gone]
        if was_whole:
            found += [
                Change(ChangeKind.ADDED, *place, record_id, record=now[record_id])
                for record_id in self._added
                if record_id in now
            ]
        # Of a record in parts that was not read whole, a part that comes is no change: it may have been there before.
        earlier = {} if place[0].in_parts and not was_whole else self._earlier
        suspects = [(record_id, old) for record_id, old in earlier.items() if record_id in now]
        for record_id, old in suspects[:MOST_A_LIST]:
            if members := member_changes(old, now[record_id]):
                found.append(Change(ChangeKind.CHANGED, *place, record_id, members, now[record_id]))
        return found, len(suspects[MOST_A_LIST:])


class ChangeLog:
    """The changes of all re-reads, as many as are worth keeping."""

    def __init__(self) -> None:
        self._seen: deque[SeenChange] = deque(maxlen=MOST_KEPT)
        self._total = 0
        self._not_compared = 0
        self._told = NO_CHANGES

    def add(self, changes: Iterable[Change], at: str, not_compared: int = 0) -> None:
        """Keep the changes that one re-read showed."""
        self._not_compared += not_compared
        for change in changes:
            self._total += 1
            self._seen.appendleft(SeenChange(change, at, self._total))

    def told(self) -> Changes:
        """Return what is remembered now; the same object until something is added."""
        if (self._told.total, self._told.not_compared) != (self._total, self._not_compared):
            self._told = Changes(tuple(self._seen), self._total, self._not_compared)
        return self._told
