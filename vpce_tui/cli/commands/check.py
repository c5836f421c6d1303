"""`vpce-tui check --expect FILE`: does the network keep to what is expected of it?"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources
from typing import Final

import click

from vpce_tui import __version__
from vpce_tui.checks.expectation import Outcome, Result, Severity, worst
from vpce_tui.checks.expectation_file import read_expectations
from vpce_tui.checks.judging import judge
from vpce_tui.cli.commands.export import origin
from vpce_tui.cli.files import read_text
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, narrate_gaps
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.exporters.writing import write_file
from vpce_tui.view.expectations import check_lines, check_members

FORMATS: Final = ("text", "json", "junit", "sarif")

CODES: Final = {
    Outcome.HOLDS: ExitCode.DONE,
    Outcome.FAILS: ExitCode.NEGATIVE,
    Outcome.EMPTY: ExitCode.USAGE,
    Outcome.UNKNOWN: ExitCode.UNKNOWN,
}


@click.command("check", short_help="Say whether the network keeps to what a file expects of it.")
@click.option("--expect", "file", default="", metavar="FILE", help="The expectations, TOML; `-` is stdin.")
@click.option("--schema", "wants_schema", is_flag=True, help="Print the JSON Schema of such a file, for an editor.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="junit and sarif are for CI systems.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", default="-", metavar="FILE", help="The file to write; `-` is stdout.  [-]")
@click.option(
    "--fail-on",
    type=click.Choice([str(severity) for severity in Severity]),
    default=str(Severity.INFORMATIONAL),
    show_default=True,
    metavar="SEVERITY",
    help="Exit with 0 unless something this severe does not hold: informational, low, medium, high, critical.",
)
@source_options
def check_command(
    source: SourceOptions, file: str, wants_schema: bool, form: str, as_json: bool, output: str, fail_on: str
) -> int:
    r"""Ask the network every expectation of a file: flows that go or never go, requests that policies let through.

    \b
    vpce-tui check --expect network.toml --profile prod
    vpce-tui check --expect network.toml --source prod.jsonl.gz --format junit -o report.xml
    vpce-tui snapshot -o - --profile prod | vpce-tui check --expect network.toml --source -

    Exit code 0 everything holds, 1 something does not, 2 an expectation makes no sense or checks nothing, 4 something
    that decides was not read.
    """
    if wants_schema:
        _write(resources.files("vpce_tui.checks").joinpath("expectations.schema.json").read_text("utf-8"), output)
        return ExitCode.DONE
    if not file:
        raise UsageError("what is expected?", help="give a file with --expect; --schema prints what it may hold")
    if file == "-" and source.path == "-":
        raise UsageError("--expect and --source both read stdin", help="save one of them to a file")
    expectations = read_expectations(read_text(file), file)
    topology = gather(source)
    results = list(judge(expectations, topology, datetime.now(UTC)))
    _write(_rendered(results, "json" if as_json else form, file, origin(source).source), output)
    narrate_gaps(topology)
    threshold = Severity(fail_on).rank
    return CODES[worst([each.outcome for each in results if each.expectation.severity.rank >= threshold])]


def _rendered(results: Sequence[Result], form: str, file: str, source: str) -> str:
    if form == "json":
        return json.dumps(check_members(results, file, source), indent=2) + "\n"
    if form == "junit":
        from vpce_tui.exporters.check_junit import junit

        return junit(results, file)
    if form == "sarif":
        from vpce_tui.exporters.check_sarif import sarif

        return sarif(results, file, __version__)
    return "".join(f"{line}\n" for line in check_lines(results))


def _write(text: str, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    else:
        write_file(output, [text])


COMMANDS = {"check": check_command}
