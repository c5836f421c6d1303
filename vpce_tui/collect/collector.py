"""How is everything in a scope read? Every resource type on its own, all at once, told page by page.

Each (account, Region, type) succeeds, fails and is read again alone. A type that needs another's records (the
attributes of a VPC) waits for that type, reads what it can, and is complete only where both were read to their ends.
Nothing is raised: a failure is an event with its reason, for "not read" must never look like "there is none".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from vpce_tui.collect.api import Api
from vpce_tui.collect.failures import failed
from vpce_tui.collect.plan import PlannedCall, needed, needed_by_shards, shards
from vpce_tui.collect.reading import Reading, Report
from vpce_tui.model.coverage import CANCELLED, Coverage, Progress, Reason
from vpce_tui.model.events import ReadEnded, ReadStarted
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import RESOURCES

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What the last reading of a type in a scope left for the types that need it."""

    coverage: Coverage
    records: Mapping[str, Record]
    number: int = 0
    """Which reading of all it was."""


def utc_now() -> str:
    """Return the time as the events tell it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Collector:
    """Reads resource types in scopes and reports events. One event loop's own."""

    def __init__(
        self,
        api: Api,
        report: Report,
        *,
        resources: Sequence[Resource[Any]] = RESOURCES,
        in_flight: int = 12,
        now: Callable[[], str] = utc_now,
    ) -> None:
        self._api = api
        self._report = report
        self._resources = {resource.record: resource for resource in resources}
        self._parent_types = {needed(resource) for resource in resources} | {
            needed_by_shards(resource) for resource in resources
        }
        self._in_flight = in_flight
        self._now = now
        self._limits: dict[Scope, asyncio.Semaphore] = {}
        self._tasks: dict[tuple[type[Record], Scope], asyncio.Task[Coverage]] = {}
        self._known: dict[tuple[type[Record], Scope], Known] = {}
        self._readings = 0

    async def read(self, scopes: Iterable[Scope], record_types: Iterable[type[Record]] | None = None) -> None:
        """Read the types (None is all) in the scopes, and return when each has ended, be it by `cancel`.

        What is being read already is not read twice at the same time, but waited for.
        """
        wanted = list(self._resources) if record_types is None else list(record_types)
        types = [record_type for record_type in wanted if not record_type.on_demand]
        tasks = [self._task(record_type, scope) for scope in scopes for record_type in types]
        # Exceptions can only be cancellations here, and those have been reported as ends.
        await asyncio.gather(*tasks, return_exceptions=True)

    def cancel(self) -> None:
        """Stop all reading; each list that had begun ends as cancelled."""
        for task in self._tasks.values():
            task.cancel()

    def _task(self, record_type: type[Record], scope: Scope) -> asyncio.Task[Coverage]:
        key = (record_type, scope)
        running = self._tasks.get(key)
        if running is not None and not running.cancelling():
            return running
        resource = self._resources[record_type]
        name = f"read {resource.name} in {scope}"
        task = asyncio.create_task(self._read(resource, scope, after=running), name=name)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return task

    def _forget(self, key: tuple[type[Record], Scope], done: asyncio.Task[Coverage]) -> None:
        if self._tasks.get(key) is done:
            del self._tasks[key]

    async def _read(
        self, resource: Resource[Any], scope: Scope, *, after: asyncio.Task[Coverage] | None = None
    ) -> Coverage:
        key = (resource.record, scope)
        if after is not None:  # it is being cancelled: its end must be told before our start
            await asyncio.wait([after])
        parents = await self._parents(resource, scope)
        limit = self._limits.setdefault(scope, asyncio.Semaphore(self._in_flight))
        reading = Reading(
            self._api,
            self._report,
            resource,
            scope,
            limit,
            keeps_records=resource.record in self._parent_types,
            shards=partial(self._shards, resource, scope, self._readings),
        )
        coverage = CANCELLED
        self._report(ReadStarted(resource.record, scope))
        try:
            coverage = await reading.read(parents.records.values(), parents.coverage)
        except Exception as error:
            LOG.exception("reading %s in %s", resource.name, scope)
            coverage = failed(Reason.OTHER, code=type(error).__name__, message=str(error))
        finally:  # a cancelled reading has an end too
            coverage = msgspec.structs.replace(coverage, read_at=self._now())
            self._remember(key, coverage, reading.records)
            self._report(ReadEnded(resource.record, scope, coverage))
        return coverage

    async def _parents(self, resource: Resource[Any], scope: Scope) -> Known:
        """Return the records of the type that `resource` needs, read if nobody did."""
        parent_type = needed(resource)
        if parent_type is None:
            return Known(Coverage(Progress.COMPLETE), {})
        key = (parent_type, scope)
        if key in self._tasks or key not in self._known:
            # Shielded, for the parents may be wanted for themselves when this one is cancelled.
            await asyncio.shield(self._task(parent_type, scope))
        return self._known[key]

    def _shards(self, resource: Resource[Any], scope: Scope, since: int) -> list[PlannedCall]:
        """Return the parts that a long list can be read in: none unless what parts it was read whole, and since then.

        By an older list of subnets the interfaces of a new subnet would be left out.
        """
        needed_type = needed_by_shards(resource)
        known = self._known.get((needed_type, scope)) if needed_type else None
        if known is None or not known.coverage.complete or known.number <= since:
            return []
        return shards(resource, scope, known.records.values())

    def _remember(self, key: tuple[type[Record], Scope], coverage: Coverage, records: Mapping[str, Record]) -> None:
        """Keep a parent type's records; where the reading did not end, those of the one before stay beside them."""
        self._readings += 1
        if key[0] in self._parent_types:
            earlier = self._known[key].records if key in self._known and not coverage.complete else {}
            self._known[key] = Known(coverage, {**earlier, **records}, self._readings)
