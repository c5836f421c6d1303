"""`vpce-tui workload NAME`: does this subnet reach everything that Session Manager, ECR, EKS, … need?"""

from __future__ import annotations

import json
import sys

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, unread_scopes
from vpce_tui.errors import ExitCode, UnknownAnswerError, UnknownIdError, UsageError
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import Verdict
from vpce_tui.reach.flow import resolve_source
from vpce_tui.reach.workloads import WORKLOADS, needs_of, region_for, workload_named
from vpce_tui.reach.world import world_of
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.view.text import plain, printable
from vpce_tui.view.workload import clients_of_subnet, verdict_of_needs, workload_lines, workload_members

CODES = {
    Verdict.REACHABLE: ExitCode.DONE,
    Verdict.NOT_REACHABLE: ExitCode.NEGATIVE,
    Verdict.UNKNOWN: ExitCode.UNKNOWN,
}

NAMES_HELP = "\b\nNAME is one of:\n" + "\n".join(f"  {found.name:<17} {found.title}" for found in WORKLOADS)


def _complete_name(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    return [found.name for found in WORKLOADS if found.name.startswith(incomplete)]


@click.command("workload", epilog=NAMES_HELP, short_help="Say whether a subnet reaches all that a workload needs.")
@click.argument("name", metavar="NAME", shell_complete=_complete_name)
@click.option("--subnet", "subnet_id", default="", metavar="ID", help="Trace from the interfaces of this subnet.")
@click.option("--from", "source_words", default="", metavar="WHO", help="Trace from an interface, instance or address.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@source_options
def workload_command(source: SourceOptions, name: str, subnet_id: str, source_words: str, as_json: bool) -> int:
    r"""Trace every service that a workload needs, and ask the S3 endpoint's policy for AWS's own buckets.

    \b
    vpce-tui workload session-manager --demo --subnet subnet-0408286595f99335b
    vpce-tui workload eks --source prod.jsonl.gz --from i-0f

    Exit code 0 every required member is reached, 1 one is not, 4 something that decides was not read.
    """
    workload = workload_named(name)
    if bool(subnet_id) == bool(source_words):
        raise UsageError("from where?", help="give either --subnet ID or --from WHO")
    topology = gather(source)
    if subnet_id:
        interface = _client_in(topology, subnet_id)
    else:
        interface = resolve_source(world_of(topology), source_words).interface
    needs = tuple(needs_of(workload, interface, topology, region_for(interface, topology)))
    if as_json:
        members = workload_members(workload, interface.network_interface_id, needs)
        sys.stdout.write(json.dumps(members, indent=2) + "\n")
    else:
        for line in workload_lines(workload, interface.network_interface_id, needs):
            click.echo(printable(plain(line.cells)).rstrip())
    return CODES[verdict_of_needs(needs)]


def _client_in(topology: Topology, subnet_id: str) -> NetworkInterface:
    """Return an interface of the largest class of clients in a subnet."""
    subnet = topology.find(Subnet, subnet_id)
    if isinstance(subnet, Absent):
        if subnet.certain:
            raise UnknownIdError("subnet", subnet_id, (known.subnet_id for known in topology.records(Subnet)))
        raise UnknownAnswerError(subnet.says)
    found = clients_of_subnet(topology, subnet_id)
    if not found:
        unread = unread_scopes(topology, NetworkInterface)
        if unread:
            scope, coverage = unread[0]
            raise UnknownAnswerError(
                f"the network interfaces in {subnet_id} are not known: those of {scope} were not read ({coverage.says})"
            )
        raise UsageError(
            f"no interface stands in {subnet_id}, so that there is nothing to trace from", help="name one with --from"
        )
    return found[0].example


COMMANDS = {"workload": workload_command}
