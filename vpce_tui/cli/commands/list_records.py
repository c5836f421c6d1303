"""`vpce-tui list TYPE`: the records of one type, as the table of the screen or as JSON.

`--json` prints whole records with the API's member names, nothing lost; one a line, so that it streams and greps.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from vpce_tui.cli.options import SourceOptions, source_options
from vpce_tui.cli.sources import gather, narrate, narrate_gaps
from vpce_tui.errors import ExitCode, UsageError, nearest_names
from vpce_tui.model.coverage import NOT_READ
from vpce_tui.model.decoding import to_members
from vpce_tui.model.record import Record
from vpce_tui.model.resource import Column, Resource
from vpce_tui.model.topology import Topology
from vpce_tui.resources import BY_NAME, RESOURCES
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.on_demand import SOME
from vpce_tui.view.filters import Filter, record_matches
from vpce_tui.view.records import table_lines

TYPES_HELP = "\b\nTYPE is one of:\n  " + "\n  ".join(resource.name for resource in RESOURCES)


def _complete_type(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    return [name for name in BY_NAME if name.startswith(incomplete)]


@click.command("list", epilog=TYPES_HELP, short_help="Print the records of one type, as a table or as JSON.")
@click.argument("type_name", metavar="TYPE", shell_complete=_complete_type)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of whole records, as the API names members.")
@click.option("--columns", default="", metavar="A,B", help="Only these columns of the table, in this order.")
@click.option(
    "--filter", "filter_text", default="", metavar="TEXT", help="Only records that match: text, !text, tag:K=V."
)
@source_options
def list_command(source: SourceOptions, type_name: str, as_json: bool, columns: str, filter_text: str) -> int:
    r"""Print the records of one resource type.

    \b
    vpce-tui list vpc-endpoints --profile prod
    vpce-tui list subnets --demo --columns NAME,CIDR --filter tag:tier=app
    """
    resource = _resource(type_name)
    shown = _columns(resource, columns)
    topology = _on_demand(source) if resource.record.on_demand else gather(source, types={resource.record})
    wanted = Filter.parse(filter_text)
    records = [record for record in topology.records(resource.record) if record_matches(record, resource, wanted)]
    if as_json:
        _print_json(records)
    else:
        for line in table_lines(records, shown):
            click.echo(line)
    return _coverage_code(topology, resource)


def _on_demand(source: SourceOptions) -> Topology:
    """Return what a source holds of types that nobody lists.

    Of live AWS these are the roles of instances and functions, and organizations.
    """
    from vpce_tui.collect.wanted import WantedByAll

    roles = WantedByAll()
    return gather(source, types={Instance, NetworkInterface}, progress=roles.hear, wanted=lambda _: roles.wanted())


def _resource(name: str) -> Resource[Any]:
    resource = BY_NAME.get(name) or BY_NAME.get(name.lower().replace("_", "-"))
    if resource is None:
        nearest = nearest_names(name, BY_NAME)
        raise UsageError(
            f"there is no resource type `{name}`",
            help=f"did you mean {nearest}?" if nearest else "`vpce-tui list --help` names all types",
        )
    return resource


def _columns(resource: Resource[Any], words: str) -> tuple[Column[Any], ...]:
    if not words:
        return resource.columns
    by_title = {column.title.lower(): column for column in resource.columns}
    chosen = []
    for word in words.split(","):
        column = by_title.get(word.strip().lower())
        if column is None:
            titles = ", ".join(column.title for column in resource.columns)
            raise UsageError(f"{resource.name} has no column `{word.strip()}`", help=f"its columns are {titles}")
        chosen.append(column)
    return tuple(chosen)


def _print_json(records: list[Record]) -> None:
    """Print an array with one record a line. ASCII only, so that no terminal obeys what a tag holds."""
    sys.stdout.write("[")
    separator = "\n"
    for record in records:
        sys.stdout.write(separator + json.dumps(to_members(record)))
        separator = ",\n"
    sys.stdout.write("\n]\n" if records else "]\n")


def _coverage_code(topology: Topology, resource: Resource[Any]) -> int:
    gaps = narrate_gaps(topology, {resource.record})
    unread = [
        scope for scope in topology.scopes if topology.coverages.get((resource.record, scope), NOT_READ) is NOT_READ
    ]
    for scope in unread:
        narrate(f"not read: {resource.title} in {scope}: the source holds nothing about them")
    some = [scope for scope in topology.scopes if topology.coverage(resource.record, scope) == SOME]
    for scope in some:
        narrate(f"not all: {resource.title} in {scope}: {SOME.message}")
    return ExitCode.UNKNOWN if gaps or unread or some else ExitCode.DONE


COMMANDS = {"list": list_command}
