"""Where does a builder keep what it made?

Records stand by type and scope, as the API would list them; ids and counters make each one its own.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import msgspec

from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

R = TypeVar("R", bound=Record)

DEMO_SCOPE = Scope("111122223333", "eu-west-1")


class Shelf(ABC):
    """Keeps records by scope, hands out ids, and gives events and topologies."""

    def __init__(self, scope: Scope = DEMO_SCOPE) -> None:
        self.scope = scope
        """Where the next records are read; set it to build in another account or Region."""
        self._records: dict[tuple[type[Record], Scope], dict[str, Record]] = {}
        self._counts: dict[str, int] = {}
        self._vpc: Vpc | None = None
        self._subnet: Subnet | None = None
        self._main_tables: dict[str, str] = {}
        self._default_acls: dict[str, str] = {}
        self._default_groups: dict[str, SecurityGroup] = {}
        self._prefix_list_ids: dict[str, str] = {}

    def add(self, record: R) -> R:
        """Keep a record; one of the same type and id is replaced."""
        self._records.setdefault((type(record), self.scope), {})[record.record_id] = record
        return record

    def change(self, record: R, **members: Any) -> R:
        """Replace a record by one with other members, in whichever scope it stands."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record) and record.record_id in table:
                changed = cast("R", msgspec.structs.replace(table[record.record_id], **members))
                table[record.record_id] = changed
                return changed
        raise KeyError(record.record_id)

    def drop(self, record: Record) -> None:
        """Forget a record; what refers to it dangles."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record):
                table.pop(record.record_id, None)

    def current(self, record: R) -> R:
        """Return the record as it stands now, after later calls that changed it."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record) and record.record_id in table:
                return cast("R", table[record.record_id])
        raise KeyError(record.record_id)

    def events(self, *, unread: Iterable[type[Record]] = ()) -> Iterator[CollectEvent]:
        """Yield what a collector would report about this world; types in `unread` were never asked for."""
        left_out = set(unread)
        for scope in sorted({scope for _, scope in self._records} | {self.scope}):
            yield ScopeOpened(scope)
            for resource in RESOURCES:
                if resource.record not in left_out:
                    records = tuple(self._records.get((resource.record, scope), {}).values())
                    yield from events_of(resource.record, scope, records)

    def topology(self, *, unread: Iterable[type[Record]] = ()) -> Topology:
        """Return what an inventory knows after all events."""
        inventory = Inventory()
        for event in self.events(unread=unread):
            inventory.apply(event)
        return inventory.topology()

    def new_id(self, prefix: str) -> str:
        """Return an id that no other record of this builder has."""
        number = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}-0{hashlib.blake2b(f'{prefix}{number}'.encode(), digest_size=8).hexdigest()}"

    def _next(self, what: str) -> int:
        number = self._counts[what] = self._counts.get(what, 0) + 1
        return number - 1

    def _get(self, record_type: type[R], record_id: str) -> R:
        for (kind, _), table in self._records.items():
            if kind is record_type and record_id in table:
                return cast("R", table[record_id])
        raise KeyError(record_id)

    @abstractmethod
    def _vpc_of(self, vpc: Vpc | None) -> Vpc:
        """Return the VPC that is meant: the given one, else the latest."""


def events_of(record_type: type[Record], scope: Scope, records: Sequence[Record]) -> Iterator[CollectEvent]:
    """Yield the events of one list that was read to its end."""
    yield ReadStarted(record_type, scope)
    if records:
        yield PageRead(record_type, scope, tuple(records))
    yield ReadEnded(record_type, scope, COMPLETE)


def name_tags(name: str) -> tuple[Tag, ...]:
    return (Tag(key="Name", value=name),) if name else ()
