"""Is a path a snapshot or a directory of API answers?

A directory is one of answers, unless a snapshot was written there as Parquet. A file called `*.json` or `*.json.gz` is
one answer, unless its first line begins as a snapshot's header does; any other file is a snapshot, and so is whatever
is gzipped without saying so. Standard input is a snapshot.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from vpce_tui.errors import UsageError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record
from vpce_tui.snapshot.answers import ENDINGS
from vpce_tui.snapshot.describe_dir import describe_events
from vpce_tui.snapshot.parquet import is_parquet_folder, read_folder
from vpce_tui.snapshot.reader import SnapshotReader
from vpce_tui.snapshot.streams import GZIP_MAGIC, is_directory, opened

_SNIFFED_BYTES = 4096
_GZIP_WINDOW = 31


def open_source(
    path: str | Path,
    account: str | None = None,
    region: str | None = None,
    types: Collection[type[Record]] | None = None,
) -> Iterator[CollectEvent]:
    """Yield the events of a snapshot (a file, or a folder of Parquet) or of a directory of API answers.

    `-` is a snapshot on standard input.

    `account` and `region` say whose the records of a directory are, where neither its path nor the records tell. Who
    needs `types` alone may say so: a folder of Parquet then reads no others. All other sources give all they have.

    Raises:
        UsageError: The account or the Region cannot be one.
        UnreadableError: There is no such path, it may not be read, or a later version wrote it.
        MalformedInputError: It is not what it claims to be; the message names the place.
    """
    for word in (account, region):
        if word is not None and ("/" in word or not word.isprintable() or not word):
            raise UsageError(f"`{word!r}` is no account and no Region")
    if str(path) != "-" and is_parquet_folder(Path(path)):
        return read_folder(path, types)
    if str(path) != "-" and _holds_answers(Path(path)):
        return describe_events(path, account=account, region=region)
    return _snapshot_events(path)


def _snapshot_events(path: str | Path) -> Iterator[CollectEvent]:
    with opened(path) as (stream, name):
        yield from SnapshotReader(stream, name).events()


def _holds_answers(path: Path) -> bool:
    if is_directory(path):
        return True
    if not path.name.lower().endswith(ENDINGS):
        return False
    if not path.is_file():
        return True  # a pipe called so, or nothing at all: whoever reads answers says so
    with opened(path) as (stream, _):
        start = stream.read(_SNIFFED_BYTES)
    if start.startswith(GZIP_MAGIC):
        if path.suffix.lower() == ".json":
            return False
        with suppress(zlib.error):  # a damaged one is told by whoever reads it
            start = zlib.decompressobj(_GZIP_WINDOW).decompress(start, _SNIFFED_BYTES)
    return b'"format":"vpce-tui/' not in start.partition(b"\n")[0].replace(b" ", b"")
