"""Where would this address, or this name, go by a route table, and why does every other route lose?

An address is asked as it stands; a service, a host name or an endpoint is resolved first, as a client in a subnet that
uses the table would resolve it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import Flow, Outcome, Stage, explain_routes, trace
from vpce_tui.reach.addresses import Address, in_any, parse_address, parse_block, parse_blocks
from vpce_tui.reach.clients import is_client
from vpce_tui.reach.routing import RouteExplanation
from vpce_tui.reach.world import world_of
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.relations import by_subnet, subnets_of_table
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.view.inspect.routes import route_target, tables_of
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Line, Subject, Target, heading, said, sections
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs
from vpce_tui.view.trace_signs import arrow

MOST_TABLES: Final = 12
"""Tables that are answered for at once; a VPC may have hundreds."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The address that was asked for, and how it was found; or why there is none."""

    address: str
    text: str


def route_answer(subject: Subject, words: str, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return, for each table of a record, the route that wins for an address or a name and why the others lose."""
    wanted = words.strip()
    if not wanted:
        return [said("type an address, a block, a service or a host name", "muted")]
    parts = []
    tables = list(tables_of(subject))
    for table, how in tables[:MOST_TABLES]:
        if isinstance(table, Absent):
            parts.append([heading(how), said(table.says, "unknown")])
        else:
            parts.append(_table_lines(subject, table, how, wanted, signs))
    if len(tables) > MOST_TABLES:
        parts.append([said(f"and {len(tables) - MOST_TABLES} more tables: ask one of them by itself", "muted")])
    return sections(*parts) or [said("no route table stands for this record", "muted")]


def _table_lines(subject: Subject, table: RouteTable, how: str, wanted: str, signs: Signs) -> list[Line]:
    topology, scope = subject.topology, subject.scope
    name = f"  {name_of(table)}" if name_of(table) else ""
    lines = [
        Line(
            [(f"{table.route_table_id}{name}", "heading"), (f"   {how}", "muted")],
            Target(RouteTable, table.route_table_id),
        )
    ]
    meaning = meaning_of(topology, table, scope, wanted)
    if meaning.text:
        lines.append(said(meaning.text, "muted" if meaning.address else "unknown"))
    if not meaning.address:
        return lines
    found = explain_routes(world_of(topology), table, scope, meaning.address)
    names = Names(topology)
    winners = [item for item in found if item.wins]
    if not winners and not any("may win" in item.text for item in found):
        lines.append(Line([(f"  {signs.not_usable} ", "bad"), (f"no route holds {meaning.address}: dropped", "bad")]))
    ordered = [*winners, *sorted((item for item in found if not item.wins), key=_nearness)]
    return [*lines, *(_route_line(item, names, signs) for item in ordered)]


def _route_line(item: RouteExplanation, names: Names, signs: Signs) -> Line:
    sign: Run = (f"  {signs.not_applicable} ", "muted")
    if item.wins:
        drops = "blackhole" in item.text
        sign = (f"  {signs.not_usable} ", "bad") if drops else (f"  {signs.usable} ", "good")
    elif "may win" in item.text or "not read" in item.text:
        sign = (f"  {signs.unknown} ", "unknown")
    goal = target(item.route) or "nowhere"
    known = f" {names.of(goal)}" if names.of(goal) else ""
    runs: list[Run] = [
        sign,
        (f"{item.block:<20}", "plain"),
        (f" {arrow(signs)} ", "muted"),
        (f"{goal}{known}", "accent"),
        (f"  {item.text}", "plain" if item.wins else "muted"),
    ]
    if item.code and "does not hold" not in item.text:
        runs.append((f"  {item.code}", "muted"))
    return Line(runs, route_target(item.route))


def _nearness(item: RouteExplanation) -> tuple[int, int]:
    """Return a key that puts routes which hold the address before those that do not, longer prefixes first."""
    misses = "does not hold" in item.text or "for IPv" in item.text
    block = parse_block(item.block)
    return int(misses), -(block.length if block else 0)


def meaning_of(topology: Topology, table: RouteTable, scope: Scope, words: str) -> Meaning:
    """Return the address to ask the table for: what was typed, a block's first, or what a name resolves to."""
    if parse_address(words) is not None:
        return Meaning(words, "")
    block = parse_block(words)
    if block is not None:
        first = str(Address(block.version, block.first))
        return Meaning(first, f"asked for {first}, the first address of {words}")
    client = _client(topology, table, scope)
    if client is None:
        return Meaning("", "names are resolved for an interface, and no subnet of this table has one: type an address")
    return _resolved(topology, client, words)


def _client(topology: Topology, table: RouteTable, scope: Scope) -> NetworkInterface | None:
    for subnet, _ in subnets_of_table(topology, table, scope):
        for interface in topology.indexed(NetworkInterface, by_subnet, subnet.subnet_id):
            if is_client(interface):
                return interface
    return None


def _resolved(topology: Topology, client: NetworkInterface, words: str) -> Meaning:
    try:
        found = trace(Flow(client.network_interface_id, words), topology, fixes=False)
    except VpceTuiError as error:
        return Meaning("", error.message)
    names = [step for step in found.steps if step.stage is Stage.NAME]
    told = "; ".join(step.text for step in names)
    if found.flow.destination_address:
        return Meaning(found.flow.destination_address, told)
    public = _public_example(topology, words)
    if public and not any(step.verdict in (Outcome.BLOCK, Outcome.UNKNOWN) for step in names):
        return Meaning(public, f"{told}; asked for {public}, one of them")
    return Meaning("", told or f"no address of `{words}` is known")


_EXAMPLES: Final = ("54.239.16.1", "99.82.160.1", "15.177.64.1", "35.71.64.1")
"""Public addresses of AWS, one of which stands for services whose addresses nobody lists."""


def _public_example(topology: Topology, words: str) -> str:
    """Return an address of the service's prefix list, or for a service without one an address in no list."""
    label = words.lower().split(".")[0]
    listed = list(topology.records(PrefixList))
    for prefix_list in listed:
        if (prefix_list.prefix_list_name or "").endswith(f".{label}"):
            for block in parse_blocks(prefix_list.cidrs):
                if block.version == 4:
                    return str(Address(4, min(block.first + 1, block.last)))
    every = parse_blocks(text for prefix_list in listed for text in prefix_list.cidrs)
    for text in _EXAMPLES:
        address = parse_address(text)
        if address is not None and not in_any(address, every):
            return text
    return ""
