"""Which events does a folder of Parquet hold?

The table `coverage` says which lists there are, in the order they were read; each is read when it is its turn, a
thousand records at a time. A file that is missing, or holds more or fewer records than were written, makes its list
incomplete; one that is damaged or was written by something else is an error that names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from vpce_tui.errors import MalformedInputError
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.sharing import Sharing
from vpce_tui.resources import BY_RECORD
from vpce_tui.snapshot.format import Header, coverage_of
from vpce_tui.snapshot.parquet.columns import pyarrow, side_rows, to_records
from vpce_tui.snapshot.parquet.layout import (
    COVERAGE,
    NOTES,
    SCOPES,
    SIDE_COLUMNS,
    part_name,
    partition,
    read_marker,
    table_name,
)
from vpce_tui.snapshot.streams import unreadable

_PAGE: Final = 1000

_TYPES: Final[dict[str, type[Record]]] = {table_name(record_type): record_type for record_type in BY_RECORD}


def read_folder(folder: str | Path, types: Collection[type[Record]] | None = None) -> Iterator[CollectEvent]:
    """Yield the events of a snapshot in Parquet; of lists of other types than `types`, where given, none.

    Raises:
        UnreadableError: It may not be read, a later version wrote it, or pyarrow is not installed.
        MalformedInputError: A file in it is damaged or not what it should be; the message names it.
    """
    yield from ParquetReader(Path(folder), types).events()


class ParquetReader:
    """Reads one folder once. What it found stands in its attributes when the events have ended."""

    def __init__(self, folder: Path, types: Collection[type[Record]] | None = None) -> None:
        self._folder = folder
        self._types = types
        self._sharing: dict[type[Record], Sharing] = {}
        self.header = Header("")
        self.counts: dict[str, int] = {}
        """Records read, by resource type."""
        self.problems: list[str] = []
        """What is wrong with the files themselves, one phrase each."""

    def events(self) -> Iterator[CollectEvent]:
        """Yield the events: scopes, lists, notes. Raises as `read_folder` does."""
        self.header = read_marker(self._folder)
        pyarrow()
        for row in self._side(SCOPES):
            yield ScopeOpened(_scope(row), row["profile"] or "", row["caller_arn"] or "", row["account_name"] or "")
        for row in self._side(COVERAGE):
            record_type = _TYPES.get(row["type"] or "")
            if record_type is None:
                self._tell(f"skipped records of `{row['type']}`, which this version does not know")
            elif self._types is None or record_type in self._types:
                yield from self._list(record_type, _scope(row), row)
        for row in self._side(NOTES):
            scope = _scope(row) if row["account_id"] is not None or row["region"] is not None else None
            yield Noted(row["text"] or "", scope)
        for problem in self.problems:
            yield Noted(f"`{self._folder}`: {problem}")

    def _list(self, record_type: type[Record], scope: Scope, row: dict[str, Any]) -> Iterator[CollectEvent]:
        yield ReadStarted(record_type, scope)
        read = 0
        missing = ""
        for number in range(row["files"] or 0):
            path = self._folder / partition(record_type, scope) / part_name(number)
            if not path.is_file():
                missing = missing or str(path)
                continue
            for records in _pages(path, record_type):
                read += len(records)
                self._sharing.setdefault(record_type, Sharing()).share(records)
                yield PageRead(record_type, scope, records)
        name = BY_RECORD[record_type].name
        if read:
            self.counts[name] = self.counts.get(name, 0) + read
        yield ReadEnded(record_type, scope, self._judged(_coverage(row), row["records"] or 0, read, missing))

    def _judged(self, coverage: Coverage, written: int, read: int, missing: str) -> Coverage:
        if read == written:
            return coverage
        message = f"`{missing}` is missing" if missing else f"{written} records were written, {read} could be read"
        self._tell(message)
        return Coverage(Progress.FAILED, Reason.MALFORMED, message=message) if coverage.complete else coverage

    def _side(self, table: str) -> list[dict[str, Any]]:
        path = self._folder / table / part_name(0)
        with _naming(path):
            return side_rows(pyarrow().parquet.read_table(path, partitioning=None), SIDE_COLUMNS[table], str(path))

    def _tell(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _pages(path: Path, record_type: type[Record]) -> Iterator[tuple[Record, ...]]:
    with _naming(path), pyarrow().parquet.ParquetFile(path, page_checksum_verification=True) as file:
        for batch in file.iter_batches(batch_size=_PAGE, use_threads=False):
            records = to_records(batch, record_type, str(path))
            if records:
                yield records


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn what pyarrow raises about a file into an error that names it."""
    try:
        yield
    except (OSError, pyarrow().ArrowException) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise unreadable(str(path), error) from error
        words = str(error).partition("\n")[0].rstrip(". ")
        raise MalformedInputError(
            f"`{path}` is damaged or no Parquet file: {words}", help="write the snapshot again"
        ) from error


def _scope(row: dict[str, Any]) -> Scope:
    return Scope(row["account_id"] or "", row["region"] or "")


def _coverage(row: dict[str, Any]) -> Coverage:
    members = {
        "progress": row["progress"],
        "reason": row["reason"],
        "code": row["code"] or "",
        "message": row["message"] or "",
        "help": row["help"] or "",
        "readAt": row["read_at"] or "",
    }
    return coverage_of(members)
