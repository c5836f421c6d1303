"""How is one resource type read in one scope?

Its calls are made at the same time, within the Region's limit; each page becomes an event as it comes. One call's
failure leaves the others alone, and the type's coverage tells it. A list that turns out very long is read in parts,
as each page's token comes only with the page before: 20,000 interfaces at 80 ms a page took 2.6 s page
after page and take 1.3 s in eight parts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api
from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.collect.plan import SHARD_AFTER_PAGES, PlannedCall, items, needed_by_shards, planned_calls
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.decoding import RecordError, to_record
from vpce_tui.model.events import CollectEvent, PageRead
from vpce_tui.model.record import Record, Scope, record_ids
from vpce_tui.model.resource import Resource

Report = Callable[[CollectEvent], None]
"""Takes an event. Called on the collector's own thread, in order; must be quick and must not raise."""

HOPELESS_AFTER: Final = 3
"""So many calls of one type may fail without a single success; the others are then not made any more."""


class Reading:
    """One reading of one type in one scope; used once."""

    def __init__(
        self,
        api: Api,
        report: Report,
        resource: Resource[Any],
        scope: Scope,
        limit: asyncio.Semaphore,
        *,
        keeps_records: bool,
        shards: Callable[[], list[PlannedCall]] = list,
    ) -> None:
        self.records: dict[str, Record] = {}
        """What was read, by id, if it is to be kept."""
        self._api = api
        self._report = report
        self._resource = resource
        self._scope = scope
        self._limit = limit
        self._keeps_records = keeps_records
        self._shards = shards
        self._can_be_parted = needed_by_shards(resource) is not None
        self._in_parts = False
        self._before: list[Record] = []
        """What was reported before the list was read in parts, which will read it again."""
        self._told: frozenset[str] = frozenset()
        """Its ids."""
        self._failures: list[Coverage] = []
        self._succeeded = 0

    async def read(self, parents: Iterable[Record], parents_coverage: Coverage) -> Coverage:
        """Make all calls, report their pages, and return how completely they answered.

        `parents` are the records of the type that this one needs, as far as `parents_coverage` says they are known.
        """
        calls = list(planned_calls(self._resource, self._scope, list(parents)))
        async with asyncio.TaskGroup() as group:
            for planned in calls:
                group.create_task(self._call(planned))
        if self._failures:
            return told(self._failures, len(calls))
        return parents_coverage if parents_coverage.complete else inherited(parents_coverage)

    async def _call(self, planned: PlannedCall) -> None:
        parts: list[PlannedCall] = []
        async with self._limit:
            if self._hopeless():
                return
            try:
                async with aclosing(self._api.pages(self._scope, planned.call)) as pages:
                    number = 0
                    async for answer in pages:
                        number += 1
                        self._page(items(answer, self._resource.read.result_key, planned.members))
                        if number >= SHARD_AFTER_PAGES and answer.get("NextToken") and not self._in_parts:
                            parts = self._shards()
                            if parts:
                                break
            except ReadError as error:
                self._failures.append(error.coverage)
            else:
                self._succeeded += 1
        await self._read_parts(parts)

    async def _read_parts(self, parts: list[PlannedCall]) -> None:
        if parts:
            self._in_parts = True
            self._told = frozenset(record_ids(self._before))
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(self._call(part))

    def _page(self, raw: list[Any]) -> None:
        records = self._records(raw)
        if self._in_parts:
            ids = record_ids(records)
            if not self._told.isdisjoint(ids):
                records = [record for record, id_ in zip(records, ids, strict=True) if id_ not in self._told]
        elif self._can_be_parted:
            self._before += records
        if self._keeps_records:
            self.records.update(zip(record_ids(records), records, strict=True))
        self._report(PageRead(self._resource.record, self._scope, tuple(records)))

    def _records(self, raw: list[Any]) -> list[Record]:
        record_type = self._resource.record
        if {*map(type, raw)} == {record_type}:
            return raw  # made straight from the answer, as most are
        records = []
        for item in raw:
            try:
                records.append(item if type(item) is record_type else to_record(item, record_type))
            except RecordError as error:
                # The others count, but the list is not whole: something that exists is not in it.
                self._failures.append(failed(Reason.MALFORMED, message=f"one of the {self._resource.title}: {error}"))
        return records

    def _hopeless(self) -> bool:
        return not self._succeeded and len(self._failures) >= HOPELESS_AFTER


def told(failures: list[Coverage], calls: int) -> Coverage:
    """Return the first failure, saying how many of several calls failed."""
    first = failures[0]
    if calls == 1:
        return first
    message = f"{first.message} ({len(failures)} of {calls} calls failed)".strip()
    return msgspec.structs.replace(first, message=message)


def inherited(parents: Coverage) -> Coverage:
    """Return the coverage of a type whose calls went well, but that does not know all its parents."""
    why = f"it is read for each record of a list that was not read to its end: {parents.message or parents.code}"
    return msgspec.structs.replace(parents, progress=Progress.FAILED, message=why)
