"""How do the lines of a snapshot come out of a file, whatever state the file is in?

Memory stays bounded whatever the file holds: pieces of a megabyte are inflated at a time and a line has a greatest
length. Damage ends the lines and is told in `damage`; all that came before it has been yielded.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from vpce_tui.errors import MalformedInputError, UnreadableError
from vpce_tui.snapshot.format import MAX_LINE_BYTES

GZIP_MAGIC: Final = b"\x1f\x8b"

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_READ_BYTES = 64 << 10
_PIECE_BYTES = 1 << 20
_PROBE_BYTES = 16
"""After damage the last piece is fed again in steps of this size, to keep what inflates before the bad byte."""


@contextmanager
def opened(source: str | Path | BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
    """Give a binary stream and a name for it: of a path, of stdin (`-`), or of a stream that is open already.

    Raises:
        UnreadableError: There is no such file, or it may not be read.
        MalformedInputError: It is a directory.
    """
    if not isinstance(source, str | Path):
        yield source, str(getattr(source, "name", "the stream"))
    elif str(source) == "-":
        yield sys.stdin.buffer, "standard input"
    else:
        with _file(Path(source)) as stream:
            yield stream, str(source)


def is_directory(path: Path) -> bool:
    """Tell whether there is a directory; a name that no file can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _file(path: Path) -> BinaryIO:
    if is_directory(path):
        raise MalformedInputError(f"`{path}` is a directory, no snapshot")
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableError(f"there is no file `{path}`") from error
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from error


def unreadable(name: str, error: Exception) -> UnreadableError:
    words = error.strerror if isinstance(error, OSError) else str(error)
    return UnreadableError(f"cannot read `{name}`: {words}")


class LineSource:
    """The lines of a stream, gzipped or plain, in lists of about a megabyte."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._read_bytes = 0
        self.damage = ""
        """Where and how the stream is damaged, once the lines have ended; empty if it is not."""
        self.cut = False
        """The stream ended before its end."""
        self.remainder = b""
        """What stood behind the last line feed."""

    def batches(self) -> Iterator[list[bytes]]:
        """Yield lists of whole lines, without their line feeds."""
        carried: list[bytes] = []
        carried_bytes = 0
        for piece in self._pieces():
            lines = piece.split(b"\n")
            if len(lines) > 1:
                lines[0] = b"".join([*carried, lines[0]])
                carried, carried_bytes = [], 0
                last = lines.pop()
                yield lines
            else:
                last = piece
            carried.append(last)
            carried_bytes += len(last)
            if carried_bytes > MAX_LINE_BYTES:
                self.damage = f"a line is longer than {MAX_LINE_BYTES >> 20} MiB"
                return
        self.remainder = b"".join(carried)

    def _pieces(self) -> Iterator[bytes]:
        first = self._read()
        while len(first) < len(_BYTE_ORDER_MARK) and (more := self._read()):
            first += more  # a pipe may give a byte at a time
        if first.startswith(GZIP_MAGIC):
            yield from self._inflated(first)
            return
        yield first.removeprefix(_BYTE_ORDER_MARK)
        while piece := self._read():
            yield piece

    def _read(self) -> bytes:
        try:
            piece = self._stream.read(_READ_BYTES)
        except OSError as error:
            raise unreadable(self._name, error) from error
        self._read_bytes += len(piece)
        return piece

    def _inflated(self, compressed: bytes) -> Iterator[bytes]:
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while compressed:
            before = inflate.copy()
            try:
                piece = inflate.decompress(compressed, _PIECE_BYTES)
            except zlib.error as error:
                yield from _until_error(before, compressed)
                start = self._read_bytes - len(compressed)
                self.damage = f"the gzip stream is damaged near byte {start}: {error}"
                return
            if piece:
                yield piece
            if inflate.eof:
                rest = inflate.unused_data + self._read()
                if rest.strip(b"\0"):
                    self.damage = "something else follows the end of the gzip stream"
                return
            compressed = inflate.unconsumed_tail or self._read()
        self.cut = True


def _until_error(inflate: Any, compressed: bytes) -> Iterator[bytes]:
    """Yield what the first bytes of a damaged piece inflate to."""
    for start in range(0, len(compressed), _PROBE_BYTES):
        try:
            piece = inflate.decompress(compressed[start : start + _PROBE_BYTES])
        except zlib.error:
            return
        yield piece
