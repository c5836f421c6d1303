"""`vpce-tui export FORMAT`: a report, a drawing or import blocks of a network, for people and programs elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import click

from vpce_tui import __version__
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, narrate, narrate_gaps, narrate_unread
from vpce_tui.errors import ExitCode, UsageError, nearest_names
from vpce_tui.exporters import BY_NAME, EXPORTERS, Exporter, exporter_for
from vpce_tui.exporters.writing import write_file
from vpce_tui.model.events import CollectEvent, Noted
from vpce_tui.reach import Flow
from vpce_tui.view.report import MATRIX, Origin, Report, report
from vpce_tui.view.report_parts import Selection

SECTIONS: Final = ("scopes", "vpcs", "subnets", "endpoints", "matrix", "reasons", "traces", "gaps", "notes")

FORMATS_HELP: Final = "\b\nFORMAT is one of:\n" + "\n".join(
    f"  {exporter.name:<10} {exporter.ending:<6} {exporter.says}" for exporter in EXPORTERS
)


@click.command("export", epilog=FORMATS_HELP, short_help="Write a report, a drawing or Terraform import blocks.")
@click.argument("format_name", metavar="[FORMAT]", required=False, default="")
@click.option("-o", "--output", default="-", metavar="FILE", help="The file to write; `-` is stdout.  [-]")
@click.option("--vpc", "vpc_ids", multiple=True, metavar="ID", help="Only this VPC; repeatable.")
@click.option("--endpoint", "endpoint_ids", multiple=True, metavar="ID", help="Only this endpoint; repeatable.")
@click.option(
    "--trace", "traces", nargs=2, multiple=True, metavar="FROM TO", help="Add this trace, as `trace` does; repeatable."
)
@click.option(
    "--only",
    "only",
    multiple=True,
    metavar="SECTION",
    type=click.Choice(SECTIONS),
    help=f"Only this section of a report; repeatable. One of {', '.join(SECTIONS)}.",
)
@source_options
def export_command(
    source: SourceOptions,
    format_name: str,
    output: str,
    vpc_ids: tuple[str, ...],
    endpoint_ids: tuple[str, ...],
    traces: tuple[tuple[str, str], ...],
    only: tuple[str, ...],
) -> int:
    r"""Write what was read in another format. Without FORMAT, the ending of FILE chooses it.

    \b
    vpce-tui export -o report.html --source prod.jsonl.gz --trace 10.1.10.5 ssm
    vpce-tui export csv --only endpoints --profile prod > endpoints.csv
    vpce-tui export mermaid --demo --trace 10.1.10.5 s3
    vpce-tui export terraform -o imports.tf --vpc vpc-0a1b

    Exit code 0 where every list was read to its end, 4 where some were not; the report says which.
    """
    exporter = _exporter(format_name, output)
    if only and not exporter.has_sections:
        raise UsageError(f"{exporter.name} has no sections to choose from", help="leave --only out")
    notes: list[str] = []

    def note(event: CollectEvent) -> None:
        if isinstance(event, Noted):
            notes.append(event.text)

    topology = gather(source, progress=note)
    parts = exporter.parts - ({MATRIX} if only and not {"matrix", "reasons"} & set(only) else set())
    chosen = Selection(vpc_ids, endpoint_ids) if vpc_ids or endpoint_ids else None
    flows = [Flow(who, what) for who, what in traces]
    made = report(topology, origin(source, notes), chosen, flows, parts=parts)
    _write(output, exporter.render(_only(made, only)))
    if output != "-":
        narrate(f"wrote {exporter.says} to {output}")
    return ExitCode.UNKNOWN if narrate_gaps(topology) + narrate_unread(topology) else ExitCode.DONE


def origin(source: SourceOptions, notes: Sequence[str] = ()) -> Origin:
    """Return what a report says about where it comes from."""
    name = "demo" if source.demo else "live AWS"
    if source.path:
        name = "a snapshot on stdin" if source.path == "-" else os.path.basename(source.path.rstrip("/"))
    return Origin(name or source.path, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), __version__, tuple(notes))


def _exporter(name: str, output: str) -> Exporter:
    found = BY_NAME.get(name.lower()) if name else exporter_for(output)
    if found is not None:
        return found
    names = ", ".join(f"{exporter.name} ({exporter.ending})" for exporter in EXPORTERS)
    if not name:
        raise UsageError("which format?", help=f"name it, or give -o a file with its ending: {names}")
    nearest = nearest_names(name, BY_NAME)
    raise UsageError(f"there is no format `{name}`", help=f"did you mean {nearest}?" if nearest else f"one of {names}")


def _only(made: Report, only: Sequence[str]) -> Report:
    if not only:
        return made
    kept = [
        section
        for section in made.sections
        if section.key in only or ("traces" in only and section.key.startswith("trace"))
    ]
    return replace(made, sections=tuple(kept))


def _write(output: str, pieces: Iterable[str]) -> None:
    if output != "-":
        write_file(output, pieces)
        return
    # Bytes, for what a report says shall not depend on the encoding of a pipe.
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()


COMMANDS = {"export": export_command}
