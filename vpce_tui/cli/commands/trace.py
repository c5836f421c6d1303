"""`vpce-tui trace --from WHO --to WHAT`: does one thing reach another, and which rule decides?"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather
from vpce_tui.errors import ExitCode, UsageError
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.callers import NOBODY
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.reach.access import Access, trace_access
from vpce_tui.reach.flow import resolve_source
from vpce_tui.reach.world import world_of
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.view.access_words import likely_caller
from vpce_tui.view.text import plain, printable
from vpce_tui.view.trace import trace_lines

if TYPE_CHECKING:
    from vpce_tui.collect.wanted import WantedPolicies

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
@click.option("--action", default="", metavar="A", help="Ask the policies as well: `s3:GetObject`.")
@click.option("--resource", default="*", metavar="ARN", help="What the action is on. [*]")
@click.option(
    "--principal",
    default="",
    metavar="ARN",
    help="Who asks. [the instance or function if its role is known, else not known]",
)
@click.option("--context", "context_words", multiple=True, metavar="KEY=VALUE", help="A context key; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@source_options
def trace_command(
    source: SourceOptions,
    source_words: str,
    goal_words: str,
    protocol: str,
    port: int | None,
    source_port: int | None,
    action: str,
    resource: str,
    principal: str,
    context_words: tuple[str, ...],
    as_json: bool,
) -> int:
    r"""Trace a flow through names, groups, routes, ACLs, gateways and endpoint state, both ways.

    \b
    vpce-tui trace --demo --from 10.1.10.5 --to ssm
    vpce-tui trace --source prod.jsonl.gz --from eni-0a1b --to sqs.eu-west-1.amazonaws.com --json
    vpce-tui trace --profile prod --from i-0f --to 10.2.0.7 --port 5432
    vpce-tui trace --demo --from 10.1.10.7 --to s3 --action s3:GetObject --resource arn:aws:s3:::shop-orders/x

    With an action the policies are asked too: the endpoint's, and those of the caller and of the resource where the
    source holds them. Of live AWS they are read where that is permitted; what was not evaluated is named. Where nobody
    knows who asks, and no --principal says, an unsigned request is looked at and the answer stays unknown.

    Every step is judged even after a block. Exit code 0 reachable, 1 not reachable, 4 unknown.
    """
    flow = Flow(source_words, goal_words, protocol=protocol, port=port, source_port=source_port)
    if not action and (resource != "*" or principal or context_words):
        raise UsageError("--resource, --principal and --context are for an action", help="name one with --action")
    context = _context(context_words)
    topology = gather(source, wanted=partial(_wanted, source_words, principal, resource) if action else None)
    if action:
        caller = likely_caller(topology, _interface_of(topology, source_words))
        asker = principal or caller.principal
        note = "" if principal else caller.note
        access = Access(action, resource, asker, context, datetime.now(UTC), note=note)
        answer = trace_access(flow, topology, access)
    else:
        answer = trace(flow, topology)
    if as_json:
        sys.stdout.write(json.dumps(answer.members(), indent=2) + "\n")
    else:
        # On a terminal lines are wrapped; elsewhere each step is one line, to grep.
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        for line in trace_lines(answer, width=width, topology=topology):
            click.echo(printable(plain(line.cells)).rstrip())
    return CODES[answer.verdict]


def _context(words: tuple[str, ...]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    for key, equals, _ in pairs:
        if not equals or not key:
            raise UsageError(f"`{key}` is no context key with a value", help="write --context aws:PrincipalOrgID=o-a1")
    return {key: value for key, _, value in pairs}


def _wanted(source_words: str, principal: str, resource: str, topology: Topology) -> Iterator[WantedPolicies]:
    """Yield the policies that decide about the request, as far as the network that was read tells whose they are."""
    from vpce_tui.collect.wanted import wanted_for

    interface = topology.find(NetworkInterface, _interface_of(topology, source_words))
    scope = None if isinstance(interface, Absent) else topology.scope_of(interface)
    if scope is not None:
        caller = NOBODY if principal else likely_caller(topology, interface.record_id)
        asker = principal or caller.principal or ""
        yield wanted_for(topology, scope, principal=asker, resource=resource, behind=caller)


def _interface_of(topology: Topology, words: str) -> str:
    return resolve_source(world_of(topology), words).interface.network_interface_id


COMMANDS = {"trace": trace_command}
