"""What do all the events so far add up to?

Takes the events of any source in and publishes immutable topologies. Publishing copies only the tables that changed
since the last one (about 1 ms for 100,000 records), so an inventory may publish several times a second while it grows.

Records that a re-read did not see vanish when it *completed*, never when it failed. A record that comes in parts (the
attributes of a VPC are one call each) is merged with what is known of it; the same id twice in one read keeps the later
one and is noted. What a re-read shows to be otherwise than before is kept as `changes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from vpce_tui.model.coverage import READING, Coverage
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import NOT_SENT, Record, Scope, record_ids
from vpce_tui.model.topology import Table, Topology

if TYPE_CHECKING:
    from vpce_tui.model.changes import ChangeLog, Changes, Rereading

_Place = tuple[type[Record], Scope]


class Inventory:
    """The mutable side of the topology. One owner, one thread."""

    def __init__(self) -> None:
        self._records: dict[_Place, dict[str, Record]] = {}
        self._seen: dict[_Place, set[str]] = {}
        self._coverages: dict[_Place, Coverage] = {}
        self._opened: dict[Scope, ScopeOpened] = {}
        self._published: dict[_Place, Table[Any]] = {}
        self._changed: set[_Place] = set()
        self._was_whole: dict[_Place, bool] = {}
        """The lists whose reading has ended at least once, and whether one of those readings completed."""
        self._rereadings: dict[_Place, Rereading] = {}
        self._log: ChangeLog | None = None
        self.revision = 0
        self.notes: list[Noted] = []
        """What the sources said beside records and coverage, in order."""
        self._noted: set[Noted] = set()

    def apply(self, event: CollectEvent) -> None:
        """Take one event in. O(records of the event)."""
        self.revision += 1
        match event:
            case PageRead():
                self._add((event.record_type, event.scope), event.records)
            case ReadStarted():
                self._start((event.record_type, event.scope))
            case ReadEnded():
                self._end((event.record_type, event.scope), event.coverage)
            case ScopeOpened():
                self._opened[event.scope] = event
            case Noted() if event not in self._noted:  # each re-read says the same again
                self._note(event)

    def topology(self) -> Topology:
        """Return what is known now; later events do not change it."""
        for place in self._changed:
            self._published[place] = Table(dict(self._records[place]))
        self._changed.clear()
        # In the order the lists were first read: the order of a set of types differs from run to run.
        tables = {place: self._published[place] for place in self._records}
        return Topology(tables, dict(self._coverages), dict(self._opened), self.revision)

    def changes(self) -> Changes | None:
        """Return what re-reads have shown to be otherwise than before; the same object while there is nothing new.

        None before anything was read again.
        """
        return self._log.told() if self._log is not None else None

    def _note(self, note: Noted) -> None:
        self._noted.add(note)
        self.notes.append(note)

    def _start(self, place: _Place) -> None:
        self._seen[place] = set()
        self._coverages[place] = READING
        if place in self._was_whole and not place[0].on_demand:
            # Loaded by who reads again, not by everybody before the first frame.
            from vpce_tui.model.changes import ChangeLog, Rereading

            self._log = self._log or ChangeLog()
            self._rereadings[place] = Rereading()

    def _add(self, place: _Place, records: tuple[Record, ...]) -> None:
        table = self._records.setdefault(place, {})
        seen = self._seen.setdefault(place, set())
        mergeable = place[0].in_parts
        rereading = self._rereadings.get(place)
        self._changed.add(place)
        ids = record_ids(records)
        new = dict(zip(ids, records, strict=True))
        if rereading is None and len(new) == len(ids) and table.keys().isdisjoint(ids):
            table.update(new)
            seen.update(ids)
            return
        for record_id, record in zip(ids, records, strict=True):
            if mergeable and record_id in table:
                record = merged(table[record_id], record)
            elif record_id in seen and table[record_id] != record:
                text = f"{record_id} came twice with different content; the later one counts"
                self._note(Noted(text, place[1]))
            if rereading is not None:
                rereading.note(record_id, table.get(record_id), record)
            table[record_id] = record
            seen.add(record_id)

    def _end(self, place: _Place, coverage: Coverage) -> None:
        self._coverages[place] = coverage
        table = self._records.setdefault(place, {})
        seen = self._seen.pop(place, set())
        gone: list[Record] = []
        if coverage.complete and len(seen) < len(table):
            self._records[place] = {record_id: table[record_id] for record_id in table if record_id in seen}
            gone = [record for record_id, record in table.items() if record_id not in seen]
        self._changed.add(place)
        was_whole = self._was_whole.get(place, False)
        self._was_whole[place] = was_whole or coverage.complete
        rereading = self._rereadings.pop(place, None)
        if rereading is not None and self._log is not None:
            found, not_compared = rereading.changes(place, self._records[place], gone, was_whole=was_whole)
            self._log.add(found, coverage.read_at, not_compared)


def merged(earlier: Record, later: Record) -> Record:
    """Return `later` with the members that only `earlier` has."""
    changes: dict[str, Any] = {
        field: value
        for field in earlier.__struct_fields__
        if _was_sent(value := getattr(earlier, field)) and not _was_sent(getattr(later, field))
    }
    if earlier.unknown_members and later.unknown_members:
        changes["unknown_members"] = earlier.unknown_members | later.unknown_members
    return msgspec.structs.replace(later, **changes)


def _was_sent(value: object) -> bool:
    # By identity: a list that was sent empty equals NOT_SENT.
    return value is not None and value is not NOT_SENT
