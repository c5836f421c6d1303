"""`vpce-tui snapshot -o FILE`: everything that can be read now, in a file that reopens anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from vpce_tui import __version__
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.progress import Progress
from vpce_tui.cli.sources import events, narrate, narrate_gaps, refuse_if_nothing_read
from vpce_tui.errors import ExitCode
from vpce_tui.model.events import Noted
from vpce_tui.model.inventory import Inventory


@click.command("snapshot", short_help="Read everything in the chosen scopes and write it to a file.")
@click.option("-o", "--output", required=True, metavar="FILE", help="The file to write; `-` is stdout.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@source_options
def snapshot_command(source: SourceOptions, output: str, quiet: bool) -> int:
    r"""Write a snapshot: what was read, what was not, and why not.

    \b
    vpce-tui snapshot -o prod.jsonl.gz --profile prod --region all
    vpce-tui snapshot -o - --demo | vpce-tui list subnets --source -

    The file is written beside its name and renamed into place; it is readable by you alone (mode 0600). Exit code 0
    where every list was read to its end, 4 where some were not, 3 where nothing could be read.
    """
    from vpce_tui.snapshot import SnapshotWriter

    inventory = Inventory()
    progress = Progress(quiet=quiet)
    stream = events(source)
    with SnapshotWriter(
        output, created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), version=__version__, asked=_asked(source)
    ) as writer:
        try:
            for event in stream:
                inventory.apply(event)
                writer.write(event)
                progress.tell(event)
                if isinstance(event, Noted) and not quiet:
                    narrate(f"note: {event.text}")
        except KeyboardInterrupt:
            writer.keep_partial()
            progress.done()
            narrate(f"interrupted; what was read so far is in {output}")
            return ExitCode.INTERRUPTED
        progress.done()
        topology = inventory.topology()
        refuse_if_nothing_read(topology)
    return ExitCode.UNKNOWN if narrate_gaps(topology, quiet=quiet) else ExitCode.DONE


def _asked(source: SourceOptions) -> list[str]:
    """Return the words that chose the source, so that a file says how it came about."""
    words = [f"--profile {profile}" for profile in source.profiles]
    words += [f"--region {region}" for region in source.regions]
    words += [f"--assume-role {role}" for role in source.roles]
    if source.endpoint_url:
        words.append(f"--endpoint-url {source.endpoint_url}")
    if source.demo:
        words.append("--demo")
    if source.path:
        words.append("--source -" if source.path == "-" else "--source")
    return words


COMMANDS = {"snapshot": snapshot_command}
