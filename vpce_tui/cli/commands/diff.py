"""`vpce-tui diff A B`: what changed between two moments, and who reaches what otherwise because of it?"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, narrate
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.model.diff import Diff, diff
from vpce_tui.model.topology import Topology
from vpce_tui.view.diff import diff_lines, diff_members
from vpce_tui.view.diff_meaning import MOST_TRACES, CellChange, compared_cells
from vpce_tui.view.diff_requests import RequestChange, changed_requests, request_lines, request_members
from vpce_tui.view.lines import sections
from vpce_tui.view.text import plain, printable

LIVE: Final = "live"
DEMO: Final = "demo"


@click.command("diff", short_help="Say what changed between two snapshots, and what that means.")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--records-only", is_flag=True, help="Do not trace who reaches what.")
@click.option("--every-cell", is_flag=True, help=f"Trace even where it takes more than {MOST_TRACES:,} traces.")
@source_options
def diff_command(
    source: SourceOptions, before: str, after: str, as_json: bool, records_only: bool, every_cell: bool
) -> int:
    r"""Compare A with B, record by record and member by member, then trace what that changes.

    \b
    vpce-tui diff monday.jsonl.gz friday.jsonl.gz
    vpce-tui diff monday.jsonl.gz live --profile prod --region eu-west-1
    vpce-tui snapshot -o - --profile prod | vpce-tui diff monday.jsonl.gz - --json

    Each of A and B is a snapshot, a directory of API answers, `-` (a snapshot on stdin), `live` (AWS, chosen by
    --profile and --region) or `demo`; a file of such a name is `./live`. What one side did not read is never called
    removed. Exit code 0 no differences, 1 differences, 4 none found but what was not read could hide some.
    """
    if source.path or source.demo:
        raise UsageError("diff names its sources by A and B", help="leave --source and --demo out")
    if before == after == "-":
        raise UsageError("stdin holds one snapshot, not two", help="save one of them to a file")
    if source.profiles + source.roles and LIVE not in (before, after):
        raise UsageError("neither A nor B is `live`", help="write `live` for what --profile reads")
    # Where one side is live, --region says what to read there, and not whose a directory's records are.
    for_files = SourceOptions(account=source.account, regions=() if LIVE in (before, after) else source.regions)
    old, new = (gather(_source(source, for_files, words)) for words in (before, after))
    found = diff(old, new)
    cells, note = ((), "") if records_only else _cells(old, new, found, every_cell=every_cell)
    requests = _requests(old, new)
    if as_json:
        members = diff_members(found, cells, note, (before, after)) | {"requests": request_members(requests)}
        sys.stdout.write(json.dumps(members, indent=1) + "\n")
    else:
        if note and not found.changes:
            note = ""
        for line in sections(diff_lines(found, old, new, cells, note), request_lines(requests)):
            click.echo(printable(plain(line.cells)).rstrip())
    return _code(found)


def _source(live: SourceOptions, for_files: SourceOptions, words: str) -> SourceOptions:
    if words == LIVE:
        return live
    return replace(for_files, demo=True) if words == DEMO else replace(for_files, path=words)


def _cells(old: Topology, new: Topology, found: Diff, *, every_cell: bool) -> tuple[tuple[CellChange, ...], str]:
    """Return the cells that changed, or why they were not compared; progress goes to a terminal's stderr."""
    cells: list[CellChange] = []
    note = ""
    terminal = sys.stderr.isatty()
    for progress in compared_cells(old, new, found, most_traces=sys.maxsize if every_cell else MOST_TRACES):
        cells += progress.changes
        note = note or progress.note
        if terminal and progress.total:
            sys.stderr.write(f"\r\x1b[K{progress.done:,} of {progress.total:,} traces")
    if terminal:
        sys.stderr.write("\r\x1b[K")
    if note and " traces" in note:
        note = f"{note}; lift the limit with --every-cell"
        narrate(f"note: {note}")
    return tuple(cells), note


def _requests(old: Topology, new: Topology) -> list[RequestChange]:
    """Return which of the requests that were tried in the policy panel lately are decided otherwise."""
    from vpce_tui.tui.policy_store import load_recent, state_file

    recent, wrong = load_recent(state_file())
    if wrong:
        narrate(f"note: {wrong}")
    return changed_requests(old, new, recent, datetime.now(UTC))


def _code(found: Diff) -> int:
    if found:
        return ExitCode.NEGATIVE
    return ExitCode.DONE if found.certain else ExitCode.UNKNOWN


COMMANDS = {"diff": diff_command}
