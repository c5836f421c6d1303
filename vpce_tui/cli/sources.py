"""How do the chosen options become events, and events a topology, without a screen?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

import click

from vpce_tui.cli.options import SourceOptions
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import NOT_READ, Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, Noted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.view.coverage import failures
from vpce_tui.view.text import printable

if TYPE_CHECKING:
    from vpce_tui.collect.wanted import WantedPolicies

_TITLES_TOLD = 4


def events(
    source: SourceOptions,
    types: Collection[type[Record]] | None = None,
    wanted: Callable[[], Iterable[WantedPolicies]] | None = None,
) -> Iterator[CollectEvent]:
    """Yield everything that the source reports; for live AWS only about `types`, where given.

    Of live AWS `wanted` is asked at the end which policies to read besides; other sources hold what they hold.

    Raises:
        VpceTuiError: The source cannot be read at all, or is not what it claims to be.
    """
    if source.demo:
        from vpce_tui.demo.world import events as demo_events

        return demo_events(interfaces=source.interfaces)
    if source.path:
        from vpce_tui.snapshot import open_source

        region = source.regions[0] if source.regions else None
        # Who wants policies besides names the types to read of live AWS alone: a file may hold the policies already.
        needed = types if wanted is None else None
        return open_source(source.path, account=source.account or None, region=region, types=needed)
    from vpce_tui.cli.live import live_events

    return live_events(source, types, wanted)


def gather(
    source: SourceOptions,
    types: Collection[type[Record]] | None = None,
    progress: Callable[[CollectEvent], None] | None = None,
    wanted: Callable[[Topology], Iterable[WantedPolicies]] | None = None,
) -> Topology:
    """Read the source to its end and return its topology. What the source notes goes to stderr.

    `wanted` says by what was read which policies to read besides, of live AWS.

    Raises:
        UnreadableError: No list at all could be read.
    """
    inventory = Inventory()
    told: list[Noted] = []
    more = None if wanted is None else lambda: wanted(inventory.topology())
    for event in events(source, types, more):
        inventory.apply(event)
        if progress is not None:
            progress(event)
        if isinstance(event, Noted):
            told.append(event)
            narrate(f"note: {event.text}")
    for note in dict.fromkeys(inventory.notes):
        if note.scope is not None and note not in told:
            narrate(f"note: {note.scope}: {note.text}")
    topology = inventory.topology()
    refuse_if_nothing_read(topology)
    return topology


def refuse_if_nothing_read(topology: Topology) -> None:
    """Raise UnreadableError if every list failed and nothing arrived."""
    failures = [
        coverage
        for coverage in topology.coverages.values()
        if coverage.progress in (Progress.FAILED, Progress.NOT_READ)
    ]
    if topology.coverages and len(failures) < len(topology.coverages):
        return
    if any(table.records for table in topology.tables.values()):
        return
    first = failures[0] if failures else None
    raise UnreadableError(
        f"nothing could be read: {first.says}" if first else "the source holds nothing that vpce-tui reads",
        help=(first.help or first.message) if first else "see `vpce-tui list --help` for what it reads",
    )


def narrate_gaps(topology: Topology, types: Collection[type[Record]] | None = None, *, quiet: bool = False) -> int:
    """Tell on stderr which lists (of these types) were not read to their end; return how many."""
    for scope in () if quiet else topology.scopes:
        for says, help_text, what in failures(topology, scope, types):
            narrate(f"not read in {scope}: {what}: {says}")
            if help_text:
                narrate(f"  help: {help_text}")
    return sum(1 for record_type, _, _ in topology.gaps() if types is None or record_type in types)


def narrate_unread(topology: Topology, *, quiet: bool = False) -> int:
    """Tell on stderr which lists the source holds for one scope and not for another; return how many those are.

    What it holds for none was never part of it: nobody records every list there is.
    """
    held = {record_type for record_type, _ in topology.coverages}
    lists = [resource for resource in RESOURCES if resource.record in held]
    count = 0
    for scope in topology.scopes:
        unread = [item.title for item in lists if topology.coverages.get((item.record, scope), NOT_READ) == NOT_READ]
        count += len(unread)
        if unread and not quiet:
            rest = f" and {len(unread) - _TITLES_TOLD} more" if len(unread) > _TITLES_TOLD else ""
            titles = ", ".join(unread[:_TITLES_TOLD])
            narrate(f"not read in {scope}: {titles}{rest}: the source holds nothing about them there")
    return count


def unread_scopes(topology: Topology, record_type: type[Record]) -> list[tuple[Scope, Coverage]]:
    """Return where a list was not read to its end; a Region that is switched off holds nothing and does not count."""
    coverages = ((scope, topology.coverage(record_type, scope)) for scope in topology.scopes)
    return [(scope, found) for scope, found in coverages if not found.complete and found.reason != Reason.REGION_OFF]


def narrate(text: str) -> None:
    """Say something to the person at the terminal; stdout stays data."""
    click.echo(printable(text, multiline=True), err=True, file=sys.stderr)
