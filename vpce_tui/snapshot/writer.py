"""How does a stream of events become a snapshot file that is never half there?

The file is written under another name in the same folder, readable by its owner alone, and renamed when it is whole;
after an error nothing is left of it. What has been written so far can be read meanwhile: the stream is flushed at the
end of every list and every few megabytes. Equal events and an equal header give equal bytes.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Self

from vpce_tui import __version__
from vpce_tui.errors import UnreadableError, UsageError
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources import BY_RECORD
from vpce_tui.snapshot.format import (
    FORMAT,
    Header,
    Trailer,
    event_line,
    header_line,
    record_line,
    record_prefix,
    trailer_line,
)
from vpce_tui.snapshot.whole import WholeWriter

# Of 100,000 interfaces (110 MB) level 3 makes 9.8 MB in 0.35 s, level 1 10.3 MB in 0.41 s, level 6 8.1 MB in 0.71 s.
_LEVEL = 3
# Adding 16 to the window's size asks zlib for gzip's header and trailer; it writes no file name and the time 0.
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_FLUSH_EVERY_BYTES = 4 << 20

CANCELLED = Coverage(
    Progress.FAILED, Reason.CANCELLED, message="the writing of the snapshot ended before this list did"
)


class SnapshotWriter(WholeWriter):
    """Writes the events of any source, as they come, to a file, to stdout (`-`) or to a binary stream.

    Leaving the `with` block closes the file and renames it into place. If an exception leaves the block, the file is
    removed, unless `keep_partial` was called before.

    Raises:
        UsageError: The path is a directory, or its folder does not exist.
        UnreadableError: The file cannot be written: no permission, no space.
    """

    def __init__(
        self,
        target: str | Path | BinaryIO,
        *,
        created: str = "",
        version: str = __version__,
        caller: str = "",
        asked: Sequence[str] = (),
    ) -> None:
        self._target = target
        self._header = Header(FORMAT, created, version, caller, tuple(asked))
        self._open: dict[tuple[type[Record], Scope], int] = {}
        self._counts: dict[str, int] = {}
        self._lines = 0
        self._hash = hashlib.sha256()
        self._deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
        self._unflushed = 0
        self._prefixes: dict[tuple[type[Record], Scope], bytes] = {}

    def __enter__(self) -> Self:
        self._output: _Output = _Output(self._target)
        self._put(header_line(self._header), 1)
        return self

    def write(self, event: CollectEvent) -> None:
        """Append one event."""
        match event:
            case PageRead():
                self._page(event)
            case ReadStarted():
                self._open[event.record_type, event.scope] = 0
                self._put(event_line(event), 1)
            case ReadEnded():
                records = self._open.pop((event.record_type, event.scope), 0)
                self._put(event_line(event, records), 1)
                self._flush()
            case _:
                self._put(event_line(event), 1)

    def _page(self, page: PageRead) -> None:
        if not page.records:
            return
        place = (page.record_type, page.scope)
        prefix = self._prefixes.get(place)
        if prefix is None:
            prefix = self._prefixes[place] = record_prefix(*place)
        count = len(page.records)
        self._put(b"".join([record_line(prefix, record) for record in page.records]), count)
        self._open[place] = self._open.get(place, 0) + count
        name = BY_RECORD[page.record_type].name
        self._counts[name] = self._counts.get(name, 0) + count

    def _put(self, text: bytes, lines: int) -> None:
        self._lines += lines
        self._hash.update(text)
        self._output.write(self._deflate.compress(text))
        self._unflushed += len(text)
        if self._unflushed > _FLUSH_EVERY_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._unflushed = 0
        self._output.write(self._deflate.flush(zlib.Z_SYNC_FLUSH))
        self._output.flush()

    def _finish(self) -> None:
        for record_type, scope in list(self._open):
            self.write(ReadEnded(record_type, scope, CANCELLED))
        trailer = Trailer(self._lines, dict(sorted(self._counts.items())), self._hash.hexdigest())
        self._output.write(self._deflate.compress(trailer_line(trailer)) + self._deflate.flush())


class _Output:
    """Where the bytes go: a stream that is somebody else's, or a file that appears when it is whole."""

    def __init__(self, target: str | Path | BinaryIO) -> None:
        self._stream: BinaryIO
        self._temporary: Path | None = None
        self._owned = False
        if not isinstance(target, str | Path):
            self._name, self._stream = getattr(target, "name", "the stream"), target
        elif str(target) == "-":
            self._name, self._stream = "standard output", sys.stdout.buffer
        else:
            self._name, self._owned = str(target), True
            try:
                self._open(Path(os.path.realpath(target)))
            except (OSError, ValueError) as error:
                raise self._failure(error) from error

    def _open(self, path: Path) -> None:
        self._path = path
        if path.is_dir():
            raise UsageError(f"cannot write `{self._name}`: it is a directory", help="name a file in it")
        if not path.parent.is_dir():
            raise UsageError(f"cannot write `{self._name}`: there is no folder `{path.parent}`")
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            self._stream = path.open("wb")  # a device or a pipe cannot be renamed over
            return
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".jsonl.gz.tmp")
        self._temporary = Path(temporary)  # mkstemp's mode is 0600
        self._stream = os.fdopen(descriptor, "wb")

    def write(self, text: bytes) -> None:
        try:
            self._stream.write(text)
        except OSError as error:
            raise self._failure(error) from error

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        try:
            self._stream.flush()
            if self._temporary is not None:
                os.fsync(self._stream.fileno())
            if self._owned:
                self._stream.close()
            if self._temporary is not None:
                self._temporary.replace(self._path)
                _sync_folder(self._path.parent)
        except OSError as error:
            raise self._failure(error) from error

    def discard(self) -> None:
        if self._owned:
            with suppress(OSError):  # what matters is the error that led here
                self._stream.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)

    def _failure(self, error: Exception) -> Exception:
        if isinstance(error, BrokenPipeError):
            return BrokenPipeError(*error.args)  # whoever reads stdout has enough: no failure of ours
        words = error.strerror if isinstance(error, OSError) else str(error)
        return UnreadableError(f"cannot write `{self._name}`: {words}")


def _sync_folder(folder: Path) -> None:
    """Make the renaming last; not every file system lets a folder be opened for it."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
