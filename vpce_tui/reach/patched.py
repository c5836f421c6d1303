"""How does a topology look with a few records changed?

A patched table answers from its base where nothing was changed, indexes and all, so that trying an edit among a hundred
thousand interfaces costs no more than among ten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Key, Table, Topology

R = TypeVar("R", bound=Record)


class _Overlay(Mapping[str, R]):
    """A mapping with some entries changed or removed."""

    __slots__ = ("_base", "_changed", "_removed")

    def __init__(self, base: Mapping[str, R], changed: Mapping[str, R], removed: frozenset[str]) -> None:
        self._base, self._changed, self._removed = base, changed, removed

    def __getitem__(self, record_id: str) -> R:
        if record_id in self._changed:
            return self._changed[record_id]
        if record_id in self._removed:
            raise KeyError(record_id)
        return self._base[record_id]

    def __iter__(self) -> Iterator[str]:
        for record_id in self._base:
            if record_id not in self._removed:
                yield record_id
        for record_id in self._changed:
            if record_id not in self._base:
                yield record_id

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._changed or (record_id not in self._removed and record_id in self._base)


class PatchedTable(Table[R]):
    """A table with some records changed or removed; its base's indexes keep serving."""

    __slots__ = ("_base", "_changed", "_gone")

    def __init__(self, base: Table[R], changed: Mapping[str, R], removed: Iterable[str]) -> None:
        gone = frozenset(removed)
        super().__init__(_Overlay(base.records, changed, gone))
        self._base = base
        self._changed = changed
        self._gone = gone | frozenset(changed)

    def indexed(self, key: Key, value: str) -> tuple[R, ...]:
        kept = tuple(record for record in self._base.indexed(key, value) if record.record_id not in self._gone)
        return (*kept, *(record for record in self._changed.values() if value in key(record)))


class Patch:
    """Changes to a topology that are being gathered; `topology` gives the copy."""

    def __init__(self, base: Topology) -> None:
        self.base = base
        self._changed: dict[tuple[type[Record], Scope], dict[str, Record]] = {}
        self._removed: dict[tuple[type[Record], Scope], set[str]] = {}

    def put(self, record: Record, scope: Scope) -> None:
        """Add a record, or replace the one of its id."""
        place = (type(record), scope)
        self._changed.setdefault(place, {})[record.record_id] = record
        self._removed.get(place, set()).discard(record.record_id)

    def remove(self, record: Record, scope: Scope) -> None:
        """Take a record out."""
        place = (type(record), scope)
        self._changed.get(place, {}).pop(record.record_id, None)
        self._removed.setdefault(place, set()).add(record.record_id)

    def topology(self) -> Topology:
        """Return the copy; the base does not change, and both share what is alike."""
        tables = dict(self.base.tables)
        for place in {*self._changed, *self._removed}:
            base: Table[Record] = tables.get(place) or Table({})
            tables[place] = PatchedTable(base, self._changed.get(place, {}), self._removed.get(place, ()))
        return Topology(tables, self.base.coverages, self.base.opened, self.base.revision)
