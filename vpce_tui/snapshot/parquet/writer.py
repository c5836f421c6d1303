"""How does a stream of events become a folder of Parquet that is never half there?

Each list is written when it ends and held in memory no longer; very long ones are written in parts before. Where
it goes meanwhile, and what it may replace, `folder` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from vpce_tui import __version__
from vpce_tui.model.coverage import Coverage
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import merged
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import EVERY
from vpce_tui.snapshot.format import Header
from vpce_tui.snapshot.parquet.columns import pyarrow, schema, side_table, to_table
from vpce_tui.snapshot.parquet.folder import Folder
from vpce_tui.snapshot.parquet.layout import (
    COVERAGE,
    FORMAT,
    MARKER,
    NOTES,
    SCOPES,
    SIDE_COLUMNS,
    marker_text,
    part_name,
    table_name,
)
from vpce_tui.snapshot.whole import WholeWriter
from vpce_tui.snapshot.writer import CANCELLED

PART_RECORDS: Final = 20_000
"""Of so many interfaces a part has about 2 MB, and the records held in memory about 50."""

_Place = tuple[type[Record], Scope]


@dataclass(slots=True)
class _List:
    """One list while it is written."""

    held: dict[str, Record] = field(default_factory=dict)
    """Records that are in no file yet, by id."""
    records: int = 0
    files: int = 0
    earlier_files: int = 0
    """Files of an earlier reading of the same list."""
    coverage: Coverage = CANCELLED


class ParquetWriter(WholeWriter):
    """Writes the events of any source, as they come, to a folder.

    Leaving the `with` block renames the folder into place. If an exception leaves the block, all is removed, unless
    `keep_partial` was called before.

    Raises:
        UsageError: The folder holds something else, or the one around it does not exist.
        UnreadableError: It cannot be written: no permission, no space, no pyarrow.
    """

    def __init__(
        self,
        target: str | Path,
        *,
        created: str = "",
        version: str = __version__,
        caller: str = "",
        asked: Sequence[str] = (),
    ) -> None:
        pyarrow()  # here and not when the first list ends: importing it takes a third of a second
        self._header = Header(FORMAT, created, version, caller, tuple(asked))
        self._output: Folder = Folder(str(target))
        self._lists: dict[_Place, _List] = {}
        self._scopes: dict[Scope, ScopeOpened] = {}
        self._notes: list[Noted] = []

    def __enter__(self) -> Self:
        self._output.open()
        return self

    def write(self, event: CollectEvent) -> None:
        """Take one event in."""
        match event:
            case PageRead():
                self._page((event.record_type, event.scope), event.records)
            case ReadStarted():
                self._start((event.record_type, event.scope))
            case ReadEnded():
                self._end((event.record_type, event.scope), event.coverage)
            case ScopeOpened():
                self._scopes[event.scope] = event
            case Noted():
                self._notes.append(event)

    def _start(self, place: _Place) -> None:
        found = self._lists.setdefault(place, _List())
        self._flush(place, found)
        found.earlier_files, found.coverage = found.files, CANCELLED

    def _page(self, place: _Place, records: tuple[Record, ...]) -> None:
        found = self._lists.setdefault(place, _List())
        in_parts = place[0].in_parts
        for record in records:
            record_id = record.record_id
            if in_parts and record_id in found.held:
                record = merged(found.held[record_id], record)
            found.held[record_id] = record
        if len(found.held) >= PART_RECORDS and not in_parts:
            self._flush(place, found)

    def _end(self, place: _Place, coverage: Coverage) -> None:
        found = self._lists.setdefault(place, _List())
        found.coverage = coverage
        if coverage.complete and found.earlier_files:
            self._forget_earlier(place, found)
        self._flush(place, found)

    def _forget_earlier(self, place: _Place, found: _List) -> None:
        """Drop what an earlier reading of the list wrote: what was not seen again has vanished."""
        later = [self._output.part(place, number) for number in range(found.earlier_files, found.files)]
        found.records -= self._output.remove_parts(place, found.earlier_files)
        for number, path in enumerate(later):
            path.rename(self._output.part(place, number))
        found.files, found.earlier_files = len(later), 0

    def _flush(self, place: _Place, found: _List) -> None:
        if not found.held:
            return
        records = list(found.held.values())
        self._output.write_table(self._output.part(place, found.files), to_table(records, place[0]))
        found.records += len(records)
        found.files += 1
        found.held = {}

    def _finish(self) -> None:
        for place, found in self._lists.items():
            self._flush(place, found)
        self._write_empty_tables()
        sides = {COVERAGE: self._coverage_rows(), SCOPES: self._scope_rows(), NOTES: self._note_rows()}
        for name, rows in sides.items():
            path = self._output.path / name / part_name(0)
            self._output.write_table(path, side_table(rows, SIDE_COLUMNS[name]))
        self._output.write_bytes(self._output.path / MARKER, marker_text(self._header))

    def _write_empty_tables(self) -> None:
        scopes = sorted({*self._scopes, *(scope for _, scope in self._lists)})
        filled = {record_type for (record_type, _), found in self._lists.items() if found.files}
        for resource in EVERY if scopes else ():
            if resource.record not in filled:
                place = (resource.record, scopes[0])
                self._output.write_empty(self._output.part(place, 0), schema(resource.record))

    def _coverage_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "type": table_name(record_type),
                **_scope_columns(scope),
                "records": found.records,
                "files": found.files,
                "progress": str(found.coverage.progress),
                "reason": str(found.coverage.reason) if found.coverage.reason else None,
                "code": found.coverage.code,
                "message": found.coverage.message,
                "help": found.coverage.help,
                "read_at": found.coverage.read_at,
            }
            for (record_type, scope), found in self._lists.items()
        ]

    def _scope_rows(self) -> list[dict[str, Any]]:
        return [
            {
                **_scope_columns(opened.scope),
                "profile": opened.profile,
                "caller_arn": opened.caller_arn,
                "account_name": opened.account_name,
            }
            for opened in self._scopes.values()
        ]

    def _note_rows(self) -> list[dict[str, Any]]:
        return [{**_scope_columns(note.scope), "text": note.text} for note in self._notes]


def _scope_columns(scope: Scope | None) -> Mapping[str, str | None]:
    if scope is None:
        return {"account_id": None, "region": None}
    return {"account_id": scope.account_id, "region": scope.region}
