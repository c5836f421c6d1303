"""Which events does a snapshot hold, and what is wrong with it?

Whole lines are taken as they are, straight into records, and what many records say alike is kept once. A file that
ends early opens up to its last whole record: a list without its `ended` line is then incomplete, as is one whose count
of records does not agree. Nothing in a file makes the reading fail but a first line that is no header.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, BinaryIO

import msgspec

from vpce_tui.errors import MalformedInputError
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.decoding import RecordError, to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.sharing import Sharing
from vpce_tui.resources import BY_NAME
from vpce_tui.snapshot.format import Header, Trailer, coverage_of, header_of, opened_of, record_prefix, scope_of_text
from vpce_tui.snapshot.streams import LineSource

_KINDS = ("record", "started", "ended", "opened", "noted")
_TRAILER_START = b'{"trailer"'
_GOES_ON = "something follows the trailer"
_PROBLEMS_TOLD = 5
_NO_PREFIX = b"\n"  # no line holds one

_Place = tuple[type[Record], Scope]


class SnapshotReader:
    """Reads one snapshot once. What it found stands in its attributes when the events have ended."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._source = LineSource(stream, name)
        self._name = name
        self._hash = hashlib.sha256()
        self._line_number = 0
        self._open: dict[_Place, int] = {}
        self._events: list[CollectEvent] = []
        self._page: list[Record] = []
        self._sharing: dict[type[Record], Sharing] = {}
        self._place: _Place | None = None
        self._fast = _Fast()
        self._skipped: set[str] = set()
        self._damaged_lines = 0
        self.header = Header("")
        self.trailer: Trailer | None = None
        self.counts: dict[str, int] = {}
        """Records read, by resource type."""
        self.problems: list[str] = []
        """What is wrong with the file itself, one phrase each."""

    def events(self) -> Iterator[CollectEvent]:
        """Yield the events in the order they were written, pages of up to a megabyte.

        Raises:
            MalformedInputError: The file does not begin as a snapshot does.
            NewerFormatError: A later version of this program wrote it.
            UnreadableError: The file could be opened but not read.
        """
        for lines in self._source.batches():
            with _gc_paused():
                events = self._take(lines)
            yield from events
        yield from self._finish()

    def _take(self, lines: list[bytes]) -> list[CollectEvent]:
        lines = self._checked(lines)
        start = 0
        if self._line_number == 0 and lines:
            self.header = header_of(lines[0], self._name)
            start = 1
        for number, line in enumerate(lines[start:], self._line_number + start + 1):
            record = self._fast.record(line)
            if record is None:
                self._line(line, number)
            else:
                self._page.append(record)
        self._line_number += len(lines)
        self._turn_page()
        events, self._events = self._events, []
        return events

    def _checked(self, lines: list[bytes]) -> list[bytes]:
        """Return the lines before the trailer, which is kept, having added them to the checksum."""
        if self.trailer is not None:
            if any(lines):
                self._tell(_GOES_ON)
            return []
        index = next((at for at, line in enumerate(lines) if line.startswith(_TRAILER_START)), None)
        before = lines if index is None else lines[:index]
        if before:
            self._hash.update(b"\n".join(before) + b"\n")
        if index is not None:
            try:
                self.trailer = msgspec.convert(msgspec.json.decode(lines[index])["trailer"], Trailer)
            except (ValueError, RecursionError):
                self._damaged(self._line_number + index + 1, "no trailer")
            if any(lines[index + 1 :]):
                self._tell(_GOES_ON)
        return before

    def _line(self, text: bytes, number: int) -> None:
        """Take a line that the fast path did not know: another list's first, a rare one, a damaged one."""
        if not text.strip():
            return
        try:
            line = msgspec.json.decode(text)
        except (ValueError, RecursionError) as error:
            self._damaged(number, "nested too deeply" if isinstance(error, RecursionError) else str(error))
            return
        if not isinstance(line, dict) or not line:
            self._damaged(number, "no event")
            return
        kind = next((kind for kind in _KINDS if kind in line), None)
        if kind is None:
            self._skip(f"lines of the kind `{next(iter(line))[:40]}`")
        elif kind == "record":
            self._record(line, number)
        else:
            self._turn_page()
            self._other(kind, line, number)

    def _record(self, line: Mapping[str, Any], number: int) -> None:
        place = self._place_of(line.get("record"), line, number)
        if place is None:
            return
        try:
            record = to_record(line.get("members"), place[0])
        except RecordError as error:
            self._damaged(number, str(error))
            return
        if place != self._place:
            self._turn_page()
            self._place = place
            self._fast = _Fast(*place)
        self._page.append(record)

    def _other(self, kind: str, line: Mapping[str, Any], number: int) -> None:
        if kind == "noted":
            self._events.append(Noted(str(line["noted"]), scope_of_text(line.get("scope"))))
            return
        if kind == "opened":
            scope = scope_of_text(line["opened"])
            if scope is None:
                self._damaged(number, "no scope")
            else:
                self._events.append(opened_of(line, scope))
            return
        place = self._place_of(line[kind], line, number)
        if place is None:
            return
        if kind == "started":
            self._open[place] = 0
            self._events.append(ReadStarted(*place))
        else:
            self._end(place, coverage_of(line.get("coverage")), line.get("records"))

    def _end(self, place: _Place, coverage: Coverage, written: object) -> None:
        read = self._open.pop(place, 0)
        if coverage.complete and isinstance(written, int) and read != written:
            message = f"{written} records were written to the file, {read} could be read"
            coverage = Coverage(Progress.FAILED, Reason.MALFORMED, message=message)
        self._events.append(ReadEnded(*place, coverage))

    def _place_of(self, name: object, line: Mapping[str, Any], number: int) -> _Place | None:
        resource = BY_NAME.get(name) if isinstance(name, str) else None
        if resource is None:
            self._skip(f"records of the type `{str(name)[:80]}`, which this version does not know")
            return None
        scope = scope_of_text(line.get("scope"))
        if scope is None:
            self._damaged(number, "no scope")
            return None
        return (resource.record, scope)

    def _turn_page(self) -> None:
        if not self._page or self._place is None:
            return
        count = len(self._page)
        self._sharing.setdefault(self._place[0], Sharing()).share(self._page)
        self._events.append(PageRead(*self._place, tuple(self._page)))
        self._open[self._place] = self._open.get(self._place, 0) + count
        name = self._fast.name
        self.counts[name] = self.counts.get(name, 0) + count
        self._page = []

    def _finish(self) -> Iterator[CollectEvent]:
        self._take_remainder()
        yield from self._events
        whole = self.trailer is not None
        for place, read in self._open.items():
            reason = Reason.MALFORMED if whole else Reason.TRUNCATED
            message = f"the file holds no end of this list, only {read} records"
            yield ReadEnded(*place, Coverage(Progress.FAILED, reason, message=message))
        self._judge()
        for problem in self.problems:
            yield Noted(f"`{self._name}`: {problem}")

    def _take_remainder(self) -> None:
        remainder = self._source.remainder
        if self._line_number == 0 and self.trailer is None and not self.header.format:
            where = self._source.damage or ("the gzip stream ends too early" if self._source.cut else "")
            if not remainder:
                raise MalformedInputError(f"`{self._name}` cannot be read as a snapshot: {where or 'it is empty'}")
            if where:
                raise MalformedInputError(f"`{self._name}` cannot be read as a snapshot: {where}, within line 1")
        if remainder.endswith(b"}") or self._line_number == 0:
            self._events.extend(self._take([remainder]))

    def _judge(self) -> None:
        if self._source.damage:
            self._tell(self._source.damage)
        if self._damaged_lines > _PROBLEMS_TOLD:
            self._tell(f"{self._damaged_lines - _PROBLEMS_TOLD} more lines are damaged")
        for what in sorted(self._skipped):
            self._tell(f"skipped {what}")
        if self.trailer is None:
            self._tell(f"it ends before its end, after line {self._line_number}; what came before is shown")
        elif self.trailer.sha256 != self._hash.hexdigest() or not self._counts_agree(self.trailer):
            self._tell("its checksum does not agree: it was changed after it was written, or is damaged")

    def _counts_agree(self, trailer: Trailer) -> bool:
        known = {name: count for name, count in trailer.records.items() if name in BY_NAME or not self._skipped}
        return trailer.lines == self._line_number and known == self.counts

    def _damaged(self, number: int, why: str) -> None:
        self._damaged_lines += 1
        if self._damaged_lines <= _PROBLEMS_TOLD:
            self._tell(f"line {number} is damaged: {why}")

    def _skip(self, what: str) -> None:
        if len(self._skipped) < _PROBLEMS_TOLD:
            self._skipped.add(what)

    def _tell(self, problem: str) -> None:
        self.problems.append(problem)


class _Fast:
    """Decodes the lines of one list without looking at more than their first bytes."""

    def __init__(self, record_type: type[Record] | None = None, scope: Scope | None = None) -> None:
        self.name = ""
        self._prefix = _NO_PREFIX
        if record_type is not None and scope is not None:
            self._prefix = record_prefix(record_type, scope)
            self.name = next(name for name, resource in BY_NAME.items() if resource.record is record_type)
            self._decode = msgspec.json.Decoder(record_type).decode
            self._id = attrgetter(record_type.identity[0])
        self._size = len(self._prefix)

    def record(self, line: bytes) -> Record | None:
        """Return the line's record, or None if it takes a closer look."""
        if not line.startswith(self._prefix):
            return None
        try:
            record: Record = self._decode(line[self._size : -1])
        except (ValueError, RecursionError):
            return None
        return record if record.unknown_members is None and self._id(record) else None


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Keep the collector from searching what is only ever added to: it halves the time of a large file."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
