"""`vpce-tui snapshot -o FILE`: everything that can be read now, in a file that reopens anywhere.

`vpce-tui snapshot verify FILE` tells whether a file is still what was written, `vpce-tui snapshot sql` prints the SQL
for one in Parquet.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.snapshot_verification import verification_lines, verification_members
from vpce_tui.cli.snapshot_writing import target_of, write, write_redacted
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.view.text import printable


@click.group("snapshot", invoke_without_command=True, short_help="Write everything that can be read to a file.")
@click.option("-o", "--output", default="", metavar="FILE", help="The file to write; `-` is stdout.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "parquet"]),
    default="jsonl",
    help="One gzipped file of JSON Lines, or a folder of Parquet for Athena, Spark or DuckDB. [jsonl]",
)
@click.option("--partition", is_flag=True, help="For Parquet: a folder in it for each account and Region.")
@click.option(
    "--policies",
    is_flag=True,
    help="Of live AWS also read the policies of all instances' and functions' roles, and whose organization it is.",
)
@click.option(
    "--redact",
    default="",
    metavar="WHAT",
    help="Replace what tells whose it is: any of accounts,ips,tags,names,policies, or `all`.",
)
@click.option(
    "--redact-seed", metavar="TEXT", help="Redact the same way every time; who knows TEXT can test guesses. [random]"
)
@source_options
def snapshot_command(
    source: SourceOptions,
    output: str,
    quiet: bool,
    form: str,
    partition: bool,
    policies: bool,
    redact: str,
    redact_seed: str | None,
) -> int:
    r"""Write a snapshot: what was read, what was not, and why not.

    \b
    vpce-tui snapshot -o prod.jsonl.gz --profile prod --region all
    vpce-tui snapshot -o - --demo | vpce-tui list subnets --source -
    vpce-tui snapshot -o for-support.jsonl.gz --source prod.jsonl.gz --redact all
    vpce-tui snapshot -o lake --format parquet --partition --profile prod --region all
    vpce-tui snapshot sql --location lake
    vpce-tui snapshot verify prod.jsonl.gz

    The file is written beside its name and renamed into place; it is readable by you alone (mode 0600). Redacting
    replaces each thing by the same other thing everywhere, so that traces and simulations keep their verdicts. Exit
    code 0 where every list was read to its end, 4 where some were not, 3 where nothing could be read.
    """
    if click.get_current_context().invoked_subcommand is not None:
        if output or quiet or partition or policies or redact or redact_seed is not None or source != SourceOptions():
            raise UsageError("options go behind the word, for example: vpce-tui snapshot verify FILE")
        return ExitCode.DONE
    if not output:
        raise UsageError("no file to write is named", help="give -o FILE, or `-o -` for stdout")
    if redact_seed is not None and not redact:
        raise UsageError("--redact-seed is for --redact", help="say what to redact, for example --redact all")
    target = replace(target_of(output, form, partition=partition), policies=policies)
    if redact:
        return write_redacted(source, target, redact, redact_seed, quiet=quiet)
    return write(source, target, quiet=quiet)


@snapshot_command.command("verify", short_help="Say whether a snapshot file is still what was written.")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify_command(file: str, as_json: bool) -> int:
    r"""Read a snapshot to its end and check it: its checksum, its counts, every line.

    \b
    vpce-tui snapshot verify prod.jsonl.gz
    vpce-tui snapshot verify lake

    FILE may be `-` for stdin, or a folder of Parquet. Exit code 0 where it is what was written, 2 where it is damaged,
    cut short or no snapshot, 3 where it cannot be read. Lists that AWS did not give in full are named, and are no fault
    of the file.
    """
    from vpce_tui.snapshot import verify

    found = verify(file)
    if as_json:
        sys.stdout.write(json.dumps(verification_members(file, found), indent=2) + "\n")
    else:
        for line in verification_lines(file, found):
            click.echo(printable(line))
    return ExitCode.DONE if found.intact else ExitCode.USAGE


@snapshot_command.command("sql", short_help="Print SQL for a snapshot in Parquet.")
@click.option("--engine", type=click.Choice(["duckdb", "athena"]), default="duckdb", help="What runs it. [duckdb]")
@click.option("--location", required=True, metavar="PLACE", help="The folder, or its address in S3.")
def sql_command(engine: str, location: str) -> int:
    r"""Print SQL that makes the tables of a snapshot in Parquet known, and asks which subnets reach S3 over NAT.

    \b
    vpce-tui snapshot sql --location lake | duckdb
    vpce-tui snapshot sql --engine athena --location s3://audit/vpce/lake > tables.sql

    Two views give each route and each association of a route table a row of its own. Nothing is run.
    """
    from vpce_tui.snapshot.parquet.sql import Engine, script

    sys.stdout.write(script(Engine(engine), location) + "\n")
    return ExitCode.DONE


COMMANDS = {"snapshot": snapshot_command}
