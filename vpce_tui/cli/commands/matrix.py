"""`vpce-tui matrix`: which subnet reaches which service, by which way, and why not?"""

from __future__ import annotations

import json
import sys
import time

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, narrate, narrate_gaps, unread_scopes
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.reach import Verdict
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.view.matrix import MatrixRow, Sweep, grouped, services_of, sorted_rows, sweep, verdict_of_rows
from vpce_tui.view.matrix_files import csv_text, matrix_members, matrix_text
from vpce_tui.view.matrix_legend import legend

CODES = {
    Verdict.REACHABLE: ExitCode.DONE,
    Verdict.NOT_REACHABLE: ExitCode.NEGATIVE,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
}

_TOLD_EVERY_SECONDS = 0.2


@click.command("matrix", short_help="Say how every subnet reaches every service.")
@click.option(
    "--services", default="", metavar="A,B", help="Only these services. [those with an endpoint, s3, dynamodb]"
)
@click.option(
    "--by",
    "unit",
    type=click.Choice(("subnet", "interface")),
    default="subnet",
    show_default=True,
    help="What a row is.",
)
@click.option("--group", is_flag=True, help="One row for rows of a VPC that read alike (text only).")
@click.option("--trouble", is_flag=True, help="Only rows in which somebody does not reach a service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, one line a cell.")
@source_options
def matrix_command(
    source: SourceOptions, services: str, unit: str, group: bool, trouble: bool, as_json: bool, as_csv: bool
) -> int:
    r"""Trace from every subnet (or interface) to every service, and say which way the packets go.

    \b
    vpce-tui matrix --demo --services s3,ssm,ecr.dkr --group
    vpce-tui matrix --source prod.jsonl.gz --csv > prod.csv
    vpce-tui matrix --profile prod --json | jq '.rows[].cells[] | select(.verdict != "reachable")'

    Interfaces that every rule and route treats alike are traced once. Exit code 0 everybody reaches everything, 1
    somebody does not, 4 something that decides was not read.
    """
    if as_json and as_csv:
        raise UsageError("--json and --csv are two forms of output", help="leave one of them out")
    topology = gather(source)
    wanted = services_of(topology, services)
    found: list[MatrixRow] = []
    tell = _Progress()
    for progress in sweep(topology, wanted, by_interface=unit == "interface"):
        found += progress.rows
        tell.now(progress)
    tell.end()
    rows = [row for row in sorted_rows(found) if row.has_trouble or not trouble]
    if as_json:
        sys.stdout.write(json.dumps(matrix_members(rows, wanted, by_interface=unit == "interface"), indent=1) + "\n")
    elif as_csv:
        sys.stdout.write(csv_text(rows))
    else:
        for line in matrix_text(grouped(rows) if group else rows, wanted):
            click.echo(line)
        click.echo(" · ".join(f"{word} {meaning}" for word, meaning in legend()), err=True)
    narrate_gaps(topology)
    code = CODES[verdict_of_rows(found)]
    for scope, coverage in unread_scopes(topology, NetworkInterface) if code is ExitCode.DONE else ():
        narrate(f"not everybody was asked: the network interfaces of {scope} were not read ({coverage.says})")
        code = ExitCode.UNKNOWN
    return code


class _Progress:
    """Tells on a terminal's stderr how many traces are made; nothing elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._said_at = 0.0

    def now(self, progress: Sweep) -> None:
        moment = time.monotonic()
        if self._terminal and moment - self._said_at > _TOLD_EVERY_SECONDS:
            self._said_at = moment
            sys.stderr.write(f"\r\x1b[K{progress.done:,} of {progress.total:,} traces")
            sys.stderr.flush()

    def end(self) -> None:
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


COMMANDS = {"matrix": matrix_command}
