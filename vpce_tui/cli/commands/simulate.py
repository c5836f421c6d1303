"""`vpce-tui simulate FILE`: would AWS allow this request, and which statement decides?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from vpce_tui.cli.files import read_text
from vpce_tui.errors import ExitCode
from vpce_tui.policy import simulate_text
from vpce_tui.view.decision import decision_lines
from vpce_tui.view.text import printable


@click.command("simulate", short_help="Evaluate policies for requests given as JSON.")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a case, a line each.")
def simulate_command(file: str, as_json: bool) -> int:
    r"""Evaluate one case (JSON) or many (JSON Lines, one a line; `-` is stdin).

    \b
    vpce-tui simulate case.json
    vpce-tui simulate cases.jsonl --json | jq -r '[.id, .decision] | @tsv'

    Exit code 0 where all are allowed, 1 where one is denied, 4 where one is unknown, 2 where a case cannot be read;
    the others are answered all the same.
    """
    results = []
    for number, text in enumerate(_cases(read_text(file))):
        result = simulate_text(text)
        results.append(result)
        if as_json:
            # ASCII only, so that no terminal obeys what a policy holds.
            sys.stdout.write(json.dumps(result) + "\n")
        else:
            if number:
                click.echo()
            for line in decision_lines(result):
                click.echo(printable(line))
    return _code(results)


def _cases(text: str) -> Iterator[str]:
    """Yield the text of each case: the whole file where it is one JSON value, else its lines that are not blank.

    Lines end at a line feed alone: JSON's strings may hold the other characters that end lines elsewhere.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and (_value(lines[0]) is not None or any(_is_case(_value(line)) for line in lines[1:])):
        yield from lines
    else:
        yield text


def _value(line: str) -> Any:
    """Return the value of a line that is JSON by itself, else None."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _is_case(value: object) -> bool:
    return isinstance(value, dict) and "request" in value


def _code(results: list[dict[str, Any]]) -> int:
    if any("error" in result for result in results):
        return ExitCode.USAGE
    decisions = {result["decision"] for result in results}
    if decisions & {"explicitDeny", "implicitDeny"}:
        return ExitCode.NEGATIVE
    return ExitCode.UNKNOWN if "unknown" in decisions else ExitCode.DONE


COMMANDS = {"simulate": simulate_command}
