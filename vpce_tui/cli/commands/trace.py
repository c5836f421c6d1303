"""`vpce-tui trace --from WHO --to WHAT`: does one thing reach another, and which rule decides?"""

from __future__ import annotations

import json
import sys

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather
from vpce_tui.errors import ExitCode
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.view.text import plain, printable
from vpce_tui.view.trace import trace_lines

CODES = {
    Verdict.REACHABLE: ExitCode.DONE,
    Verdict.NOT_REACHABLE: ExitCode.NEGATIVE,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
}


@click.command("trace", short_help="Say whether one thing reaches another, and which rule decides.")
@click.option(
    "--from", "source_words", required=True, metavar="WHO", help="Interface id, instance id or private address."
)
@click.option(
    "--to",
    "goal_words",
    required=True,
    metavar="WHAT",
    help="Service (`s3`), host name, endpoint, interface or instance id, or address.",
)
@click.option(
    "--protocol", default="tcp", metavar="P", help="tcp, udp, icmp, any (only rules for all match) or a number."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Destination port. [the service's, else 443]")
@click.option("--source-port", type=click.IntRange(0, 65535), help="The client's port. [any of its ephemeral range]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@source_options
def trace_command(
    source: SourceOptions,
    source_words: str,
    goal_words: str,
    protocol: str,
    port: int | None,
    source_port: int | None,
    as_json: bool,
) -> int:
    r"""Trace a flow through names, groups, routes, ACLs, gateways and endpoint state, both ways.

    \b
    vpce-tui trace --demo --from 10.1.10.5 --to ssm
    vpce-tui trace --source prod.jsonl.gz --from eni-0a1b --to sqs.eu-west-1.amazonaws.com --json
    vpce-tui trace --profile prod --from i-0f --to 10.2.0.7 --port 5432

    Every step is judged even after a block. Exit code 0 reachable, 1 not reachable, 4 unknown.
    """
    flow = Flow(source_words, goal_words, protocol=protocol, port=port, source_port=source_port)
    answer = trace(flow, gather(source))
    if as_json:
        sys.stdout.write(json.dumps(answer.members(), indent=2) + "\n")
    else:
        for line in trace_lines(answer):
            click.echo(printable(plain(line.cells)).rstrip())
    return CODES[answer.verdict]


COMMANDS = {"trace": trace_command}
