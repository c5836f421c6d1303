"""What is known about the network at one moment, and how sure is it?

A Topology is immutable: one table per (record type, scope), each with its coverage. A question about a record that is
not there gets an `Absent`, which says whether the list that would hold it was read to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from vpce_tui.model.coverage import NOT_READ, Coverage, Progress
from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Record, Scope

R = TypeVar("R", bound=Record)
Key = Callable[[Any], Iterable[str]]
"""A function from a record to the values it is found by. Indexes are kept by the function's identity."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A record that was looked for and is not there."""

    record_type: type[Record]
    record_id: str
    certain: bool
    """True only where every list that could hold it was read to its end."""
    coverage: Coverage = NOT_READ
    """Of the list that would hold it."""

    def __bool__(self) -> bool:
        return False

    @property
    def says(self) -> str:
        if self.certain or self.coverage.complete:
            # Not "does not exist": something names it, and a list that was recorded with a filter looks complete.
            return f"{self.record_id} is not in what was read"
        return f"{self.record_id} was not read{self.coverage.because}"


class Table(Generic[R]):
    """The records of one type in one scope by id, in the order they were first read, with indexes made on demand."""

    __slots__ = ("_indexes", "records")

    def __init__(self, records: Mapping[str, R]) -> None:
        self.records = records
        self._indexes: dict[Key, dict[str, tuple[R, ...]]] = {}

    def indexed(self, key: Key, value: str) -> tuple[R, ...]:
        """Return the records that `key` gives `value` for. The first question of a key costs O(records)."""
        index = self._indexes.get(key)
        if index is None:
            lists: dict[str, list[R]] = {}
            for record in self.records.values():
                for found in key(record):
                    lists.setdefault(found, []).append(record)
            index = self._indexes[key] = {found: tuple(records) for found, records in lists.items()}
        return index.get(value, ())


_NO_TABLE: Table[Any] = Table({})


class Topology:
    """All tables of all scopes at one moment. Made by an Inventory; never changed."""

    __slots__ = ("_by_type", "_scopes", "_types", "coverages", "opened", "revision", "tables")

    def __init__(
        self,
        tables: Mapping[tuple[type[Record], Scope], Table[Any]] | None = None,
        coverages: Mapping[tuple[type[Record], Scope], Coverage] | None = None,
        opened: Mapping[Scope, ScopeOpened] | None = None,
        revision: int = 0,
    ) -> None:
        self.tables = tables or {}
        self.coverages = coverages or {}
        self.opened = opened or {}
        self.revision = revision
        """Grows with each change; two topologies of one inventory with the same revision are equal."""
        self._scopes: tuple[Scope, ...] | None = None
        self._types: tuple[type[Record], ...] | None = None
        self._by_type: dict[type[Record], list[tuple[Scope, Table[Any]]]] = {}
        for (record_type, scope), table in self.tables.items():
            self._by_type.setdefault(record_type, []).append((scope, table))

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Every scope that was opened or has a table or a coverage, sorted."""
        if self._scopes is None:
            named = (scope for _, scope in (*self.tables, *self.coverages))
            self._scopes = tuple(sorted({*self.opened, *named}))
        return self._scopes

    def table(self, record_type: type[R], scope: Scope) -> Table[R]:
        return cast("Table[R]", self.tables.get((record_type, scope), _NO_TABLE))

    def records(self, record_type: type[R], scope: Scope | None = None) -> Iterator[R]:
        """Yield the records of one type, of one scope or of all."""
        if scope is not None:
            yield from self.table(record_type, scope).records.values()
            return
        for _, table in self._by_type.get(record_type, ()):
            yield from table.records.values()

    def located(self, record_type: type[R]) -> Iterator[tuple[Scope, R]]:
        """Yield every record of one type with the scope it was read in."""
        for scope, table in self._by_type.get(record_type, ()):
            for record in table.records.values():
                yield scope, record

    def count(self, record_type: type[Record], scope: Scope | None = None) -> int:
        if scope is not None:
            return len(self.table(record_type, scope).records)
        return sum(len(table.records) for _, table in self._by_type.get(record_type, ()))

    def find(self, record_type: type[R], record_id: str | None, scope: Scope | None = None) -> R | Absent:
        """Return the record with this id, or how sure it is that there is none.

        With a scope (that of the record which refers to it) its own list is asked first, then the lists of other
        accounts in the same Region, for shared resources, then all others; without one, all lists. Prefer giving one:
        only then can an absence be certain while other scopes are unread.
        """
        wanted = record_id or ""
        if scope is not None:
            record = self.table(record_type, scope).records.get(wanted)
            if record is not None:
                return record
        found = self._elsewhere(record_type, wanted, scope)
        if found is not None:
            return found
        coverage = self.coverage(record_type, scope) if scope is not None else self.worst_coverage(record_type)
        return Absent(record_type, wanted, certain=coverage.complete, coverage=coverage)

    def _elsewhere(self, record_type: type[R], record_id: str, scope: Scope | None) -> R | None:
        best: R | None = None
        for other, table in self._by_type.get(record_type, ()):
            record = table.records.get(record_id)
            if record is None:
                continue
            if scope is None or other.region == scope.region:
                return cast("R", record)
            best = best or cast("R", record)
        return best

    def scope_of(self, record: Record) -> Scope | None:
        """Return the scope a record was read in; of a resource shared into several, its owner's."""
        record_id, first = record.record_id, None
        owner = getattr(record, "owner_id", None)
        for scope, table in self._by_type.get(type(record), ()):
            if record_id in table.records:
                if owner is None or scope.account_id == owner:
                    return scope
                first = first or scope
        return first

    def indexed(self, record_type: type[R], key: Key, value: str | None, scope: Scope | None = None) -> tuple[R, ...]:
        """Return the records that `key` gives `value` for, in one scope or in all."""
        if value is None:
            return ()
        if scope is not None:
            return self.table(record_type, scope).indexed(key, value)
        found: tuple[R, ...] = ()
        for _, table in self._by_type.get(record_type, ()):
            part: tuple[R, ...] = table.indexed(key, value)
            if part:
                found = found + part if found else part
        return found

    def coverage(self, record_type: type[Record], scope: Scope) -> Coverage:
        return self.coverages.get((record_type, scope), NOT_READ)

    def worst_coverage(self, record_type: type[Record]) -> Coverage:
        """Return the coverage of the least complete list of this type, over all scopes."""
        for scope in self.scopes:
            coverage = self.coverage(record_type, scope)
            if not coverage.complete:
                return coverage
        return self.coverage(record_type, self.scopes[0]) if self.scopes else NOT_READ

    def gaps(self, scope: Scope | None = None) -> Iterator[tuple[type[Record], Scope, Coverage]]:
        """Yield every list, of one scope or of all, that somebody tried to read and that did not come to its end."""
        for place in self.coverages if scope is None else self._places_in(scope):
            coverage = self.coverages[place]
            if not coverage.complete and coverage.progress is not Progress.NOT_READ:
                yield *place, coverage

    def _places_in(self, scope: Scope) -> Iterator[tuple[type[Record], Scope]]:
        """Yield the lists of one scope that have a coverage, without a look at those of hundreds of others."""
        if self._types is None:
            self._types = tuple(dict.fromkeys(record_type for record_type, _ in self.coverages))
        return (place for record_type in self._types if (place := (record_type, scope)) in self.coverages)
