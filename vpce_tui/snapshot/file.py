"""How is a topology written to a file and read back?

    from vpce_tui import snapshot

    topology = snapshot.load("prod.jsonl.gz")
    snapshot.save("copy.jsonl.gz", topology)

`load(save(topology))` equals the topology, and saving it again gives the same bytes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from vpce_tui import __version__
from vpce_tui.model.coverage import Progress
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.topology import Topology
from vpce_tui.resources import EVERY
from vpce_tui.snapshot.format import Header
from vpce_tui.snapshot.parquet import ParquetReader, is_parquet_folder
from vpce_tui.snapshot.reader import SnapshotReader
from vpce_tui.snapshot.sources import open_source
from vpce_tui.snapshot.streams import opened
from vpce_tui.snapshot.writer import CANCELLED, SnapshotWriter

_PAGE = 1000


def load(path: str | Path, *, account: str | None = None, region: str | None = None) -> Topology:
    """Return the topology that a snapshot (a file, or a folder of Parquet), or a directory of API answers, holds.

    What could not be read shows in the topology's coverages. `account` and `region` say whose the records of a
    directory are where neither its path nor the records tell. O(records); 100,000 interfaces take about a second.

    Raises:
        UnreadableError: There is no such file, it may not be read, or a later version wrote it.
        MalformedInputError: It is not what it claims to be; the message names the place.
    """
    inventory = Inventory()
    was_enabled = gc.isenabled()
    gc.disable()  # records form no cycles; searching them for some would double the time
    try:
        for event in open_source(path, account=account, region=region):
            inventory.apply(event)
    finally:
        if was_enabled:
            gc.enable()
    return inventory.topology()


def save(
    path: str | Path | BinaryIO,
    content: Topology | Iterable[CollectEvent],
    *,
    created: str = "",
    version: str = __version__,
    caller: str = "",
    asked: Sequence[str] = (),
) -> None:
    """Write a topology, or events as they come, to a file, to stdout (`-`) or to a binary stream.

    Raises:
        UsageError: The path is a directory, or its folder does not exist.
        UnreadableError: The file cannot be written.
    """
    events = topology_events(content) if isinstance(content, Topology) else content
    with SnapshotWriter(path, created=created, version=version, caller=caller, asked=asked) as writer:
        for event in events:
            writer.write(event)


def topology_events(topology: Topology) -> Iterator[CollectEvent]:
    """Yield the events that make up a topology, in one order for equal topologies: scope, type, id.

    A list that is being read ends as cancelled: a file does not go on reading.
    """
    for scope in sorted(topology.opened):
        yield topology.opened[scope]
    for scope in topology.scopes:
        for resource in EVERY:
            place = (resource.record, scope)
            if place not in topology.tables and place not in topology.coverages:
                continue
            yield ReadStarted(*place)
            records = topology.table(*place).records
            ids = sorted(records)
            for start in range(0, len(ids), _PAGE):
                yield PageRead(*place, tuple(records[record_id] for record_id in ids[start : start + _PAGE]))
            coverage = topology.coverage(*place)
            yield ReadEnded(*place, CANCELLED if coverage.progress is Progress.READING else coverage)


def read_events(source: str | Path | BinaryIO) -> Iterator[CollectEvent]:
    """Yield the events of a snapshot: of a path, of stdin (`-`), or of a binary stream; gzipped or plain.

    Raises:
        UnreadableError: There is no such file, it may not be read, or a later version wrote it.
        MalformedInputError: It does not begin as a snapshot does.
    """
    with opened(source) as (stream, name):
        yield from SnapshotReader(stream, name).events()


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a snapshot is whole, and what it holds."""

    header: Header
    records: Mapping[str, int]
    """Records that could be read, by resource type."""
    incomplete: tuple[ReadEnded, ...]
    """The lists that do not hold everything, whether the reading or the file is to blame."""
    problems: tuple[str, ...]
    """What is wrong with the file itself; empty if nothing is."""

    @property
    def intact(self) -> bool:
        """The file is what was written."""
        return not self.problems


def verify(source: str | Path | BinaryIO) -> Verification:
    """Read a snapshot, a file or a folder of Parquet, to its end and tell what is wrong with it.

    Raises as `read_events` and `parquet.read_folder` do.
    """
    if isinstance(source, str | Path) and is_parquet_folder(Path(source)):
        return _verified(ParquetReader(Path(source)))
    with opened(source) as (stream, name):
        return _verified(SnapshotReader(stream, name))


def _verified(reader: SnapshotReader | ParquetReader) -> Verification:
    ended = [event for event in reader.events() if isinstance(event, ReadEnded)]
    last = {(event.record_type, event.scope): event for event in ended}
    # Of what is read on demand nobody expects all: a list of it is no gap unless an answer failed.
    incomplete = tuple(
        event
        for event in last.values()
        if not event.coverage.complete and event.coverage.progress is not Progress.NOT_READ
    )
    return Verification(reader.header, dict(reader.counts), incomplete, tuple(reader.problems))
