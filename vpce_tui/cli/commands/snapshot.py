"""`vpce-tui snapshot -o FILE`: everything that can be read now, in a file that reopens anywhere.

`vpce-tui snapshot verify FILE` tells whether a file is still what was written, `vpce-tui snapshot sql` prints the SQL
for one in Parquet.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from vpce_tui import __version__
from vpce_tui.cli.interrupts import Interrupts
from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.progress import Progress
from vpce_tui.cli.sources import events, narrate, narrate_gaps, refuse_if_nothing_read
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.model.events import CollectEvent, Noted, PageRead
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Scope
from vpce_tui.resources import BY_RECORD
from vpce_tui.snapshot.file import Verification
from vpce_tui.view.text import printable

if TYPE_CHECKING:
    from vpce_tui.snapshot import SnapshotWriter
    from vpce_tui.snapshot.parquet import ParquetWriter
    from vpce_tui.snapshot.redact import Redactor


_TITLES_TOLD = 4
_INTERRUPTED = Noted("the reading was interrupted: accounts, Regions and lists that are not in it were not read")


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
    help="Of live AWS also read the policies of all instances' roles, and whose organization it is.",
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
    target = replace(_target(output, form, partition=partition), policies=policies)
    if redact:
        return _write_redacted(source, target, redact, redact_seed, quiet=quiet)
    return _write(source, target, quiet=quiet)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the snapshot goes, as what, and whether policies of roles go with it."""

    output: str
    parquet: bool
    policies: bool = False

    def events(self, source: SourceOptions) -> Iterator[CollectEvent]:
        """Yield what goes into it."""
        if not self.policies:
            return events(source)
        from vpce_tui.collect.wanted import WantedByAll

        roles = WantedByAll()
        return roles.heard(events(source, wanted=roles.wanted))

    def writer(self, asked: list[str]) -> SnapshotWriter | ParquetWriter:
        from vpce_tui.snapshot import SnapshotWriter
        from vpce_tui.snapshot.parquet import ParquetWriter

        kind = ParquetWriter if self.parquet else SnapshotWriter
        return kind(self.output, created=_now(), version=__version__, asked=asked)


def _target(output: str, form: str, *, partition: bool) -> _Target:
    if form == "parquet" and not partition:
        raise UsageError(
            "Parquet is written as a folder with a partition for each account and Region", help="add --partition"
        )
    if partition and form != "parquet":
        raise UsageError("only Parquet is partitioned", help="add --format parquet")
    return _Target(output, form == "parquet")


def _write(source: SourceOptions, target: _Target, *, quiet: bool) -> int:
    """Write the events as they come."""
    telling = _Telling(quiet=quiet)
    interrupts = Interrupts()
    writer = target.writer([*_asked(source), *(["--policies"] if target.policies else [])])
    stream = target.events(source)
    with interrupts.held(), writer:
        for event in interrupts.heard_in(stream):
            telling.tell(event)
            writer.write(event)
        telling.done()
        if interrupts.came:
            telling.leave_if_nothing_came()
            writer.write(_INTERRUPTED)
        else:
            telling.refuse_if_nothing_read()
    return _outcome(telling, target, interrupted=interrupts.came)


def _write_redacted(source: SourceOptions, target: _Target, words: str, seed: str | None, *, quiet: bool) -> int:
    """Read everything, then write it redacted: what an address becomes depends on blocks that may be read last."""
    from vpce_tui.snapshot.redact import Redactor, redactions

    what = redactions(words)
    telling = _Telling(quiet=quiet)
    read: list[CollectEvent] = []
    reading, writing = Interrupts(), Interrupts()
    with reading.held():
        for event in reading.heard_in(target.events(source)):
            telling.tell(event)
            read.append(event)
        telling.done()
        if reading.came:
            telling.leave_if_nothing_came()
            read.append(_INTERRUPTED)
        else:
            telling.refuse_if_nothing_read()
    redactor = Redactor(what, read, seed=seed)
    asked = [_redacted_word(redactor, word) for word in _asked(source)]
    asked = [*asked, *(["--policies"] if target.policies else []), f"--redact {','.join(sorted(what))}"]
    with writing.held(), target.writer(asked) as writer:
        for event in writing.heard_in(map(redactor.event, read)):
            writer.write(event)
        if writing.came:
            writer.write(_INTERRUPTED)
    return _outcome(telling, target, interrupted=reading.came or writing.came)


def _outcome(telling: _Telling, target: _Target, *, interrupted: bool) -> int:
    if interrupted:
        narrate(f"interrupted; what was read so far is in {target.output}")
        return ExitCode.INTERRUPTED
    return telling.coverage_code()


class _Telling:
    """What the person at the terminal hears while events come, and what they add up to."""

    def __init__(self, *, quiet: bool) -> None:
        self._inventory = Inventory()
        self._progress = Progress(quiet=quiet)
        self._quiet = quiet

    def tell(self, event: CollectEvent) -> None:
        self._progress.tell(event)
        # Whether there is anything is all that counts; keeping all of it would cost the memory that streaming saves.
        few = isinstance(event, PageRead) and PageRead(event.record_type, event.scope, event.records[:1])
        self._inventory.apply(few or event)
        if isinstance(event, Noted) and not self._quiet:
            narrate(f"note: {event.text}")

    def done(self) -> None:
        self._progress.done()

    def leave_if_nothing_came(self) -> None:
        """End an interrupted reading without a file if there is nothing that it could hold."""
        if not self._inventory.revision:
            raise KeyboardInterrupt

    def refuse_if_nothing_read(self) -> None:
        refuse_if_nothing_read(self._inventory.topology())

    def coverage_code(self) -> int:
        gaps = narrate_gaps(self._inventory.topology(), quiet=self._quiet)
        return ExitCode.UNKNOWN if gaps else ExitCode.DONE


def _redacted_word(redactor: Redactor, word: str) -> str:
    option, space, value = word.partition(" ")
    if option == "--endpoint-url":
        scheme, slashes, rest = value.rpartition("://")
        return f"{option}{space}{scheme}{slashes}{redactor.texts.host(rest)}"
    return f"{option}{space}{redactor.name(value) if option == '--profile' else redactor.asked(value)}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _asked(source: SourceOptions) -> list[str]:
    """Return the words that chose the source, so that a file says how it came about."""
    words = [f"--profile {profile}" for profile in source.profiles]
    words += [f"--region {region}" for region in source.regions]
    words += [f"--assume-role {role}" for role in source.roles]
    words += ["--accounts-file"] * bool(source.accounts_file) + ["--organization"] * source.organization
    if source.role_name:
        words.append(f"--role-name {source.role_name}")
    if source.endpoint_url:
        words.append(f"--endpoint-url {source.endpoint_url}")
    if source.demo:
        words.append("--demo")
    if source.path:
        words.append("--source -" if source.path == "-" else "--source")
    return words


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
        sys.stdout.write(json.dumps(_members(file, found), indent=2) + "\n")
    else:
        for line in _lines(file, found):
            click.echo(printable(line))
    return ExitCode.DONE if found.intact else ExitCode.USAGE


def _members(file: str, found: Verification) -> dict[str, object]:
    header = found.header
    return {
        "format": "vpce-tui/verification/1",
        "file": file,
        "intact": found.intact,
        "header": {"format": header.format, "created": header.created, "version": header.version}
        | {"caller": header.caller, "asked": list(header.asked)},
        "records": dict(found.records),
        "problems": list(found.problems),
        "incomplete": [
            {
                "type": BY_RECORD[ended.record_type].name,
                "scope": str(ended.scope),
                "progress": str(ended.coverage.progress),
                "says": ended.coverage.says,
            }
            for ended in found.incomplete
        ],
    }


def _lines(file: str, found: Verification) -> Iterator[str]:
    records = sum(found.records.values())
    yield f"{file}: {'intact' if found.intact else 'damaged'}, {records:,} records of {len(found.records)} types"
    header = found.header
    written = [
        f"written {header.created}" * bool(header.created),
        f"by vpce-tui {header.version}" * bool(header.version),
    ]
    yield f"  {header.format}" + "".join(f", {part}" for part in written if part)
    if header.asked:
        yield f"  asked for: {' '.join(header.asked)}"
    for problem in found.problems:
        yield f"  problem: {problem}"
    yield from _gap_lines(found)


def _gap_lines(found: Verification) -> Iterator[str]:
    """Yield one line for each reason why lists of a scope are not there in full."""
    told: dict[tuple[Scope, str], list[str]] = {}
    for ended in found.incomplete:
        told.setdefault((ended.scope, ended.coverage.says), []).append(BY_RECORD[ended.record_type].title)
    for (scope, says), titles in told.items():
        more = f" and {len(titles) - _TITLES_TOLD} more" if len(titles) > _TITLES_TOLD else ""
        yield f"  not in it in full: {scope}: {', '.join(titles[:_TITLES_TOLD])}{more}: {says}"


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
