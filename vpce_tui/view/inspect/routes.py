"""Which routes decide for this record's packets, and where does the table come from?

Routes are sorted as a router prefers them: the longest prefix first. A prefix list stands where the longest of its
blocks would, and opens into its blocks on demand.
Source: VPC User Guide, "Route tables", "Route priority".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeGuard

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.carrier_gateway import CarrierGateway
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.relations import (
    EffectiveRouteTable,
    by_vpc,
    effective_route_table,
    prefix_list_cidrs,
    subnets_of_table,
)
from vpce_tui.resources.route_table import Route, RouteTable, destination, is_main, target
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection
from vpce_tui.resources.vpn_gateway import VpnGateway
from vpce_tui.view.labels import detail_of, name_of, state_of
from vpce_tui.view.lines import Line, Subject, Target, counted, heading, said, sections, state_style
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, StyleName

if TYPE_CHECKING:
    from vpce_tui.view.inspect.route_marks import RouteMarks

TARGET_TYPES: dict[str, type[Record]] = {
    "igw": InternetGateway,
    "eigw": EgressOnlyInternetGateway,
    "nat": NatGateway,
    "tgw": TransitGateway,
    "pcx": VpcPeeringConnection,
    "vpce": VpcEndpoint,
    "eni": NetworkInterface,
    "i": Instance,
    "vgw": VpnGateway,
    "cagw": CarrierGateway,
}
"""What the first part of a route target's id says about its type."""

_ORIGINS = {
    "CreateRouteTable": "",
    "CreateRoute": "static",
    "EnableVgwRoutePropagation": "propagated",
    "Advertisement": "route server",
}


def has_routes(record: Record) -> bool:
    """Say whether there is a route table to show for a record of this kind."""
    return isinstance(record, RouteTable | Subnet | NetworkInterface | VpcEndpoint | Vpc | Instance)


def routes(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: each table that matters for the record, with how it comes to matter."""
    topology, scope = subject.topology, subject.scope
    parts = [_missing_lines(subject.record, topology, scope, signs)] if _is_gateway(subject.record) else []
    for table, how in tables_of(subject):
        if isinstance(table, Absent):
            parts.append([heading(how), said(table.says, "unknown")])
        else:
            parts.append(table_lines(table, how, topology, scope, subject.opened, signs))
    if isinstance(subject.record, RouteTable):
        parts.append(_user_lines(subject.record, topology, scope))
    return sections(*parts) or [said("no route table stands for this record", "muted")]


def _is_gateway(record: Record) -> TypeGuard[VpcEndpoint]:
    return isinstance(record, VpcEndpoint) and is_type(record, "Gateway")


def _missing_lines(endpoint: VpcEndpoint, topology: Topology, scope: Scope, signs: Signs) -> list[Line]:
    """Return the subnets of the VPC whose table does not hold a gateway endpoint's route, or is not known."""
    lines = []
    # A shared subnet is listed by its owner and by everyone it is shared with.
    subnets = {subnet.subnet_id: subnet for subnet in topology.indexed(Subnet, by_vpc, endpoint.vpc_id)}
    for subnet in sorted(subnets.values(), key=name_of):
        effective = effective_route_table(topology, subnet, scope)
        runs: list[Run] = [
            (f"  {subnet.subnet_id}", "accent"),
            (f"  {name_of(subnet)}  {subnet.cidr_block or ''}", "plain"),
        ]
        if isinstance(effective, Absent):
            runs.append((f"  {signs.unknown} {effective.says}", "unknown"))
        elif effective.table.route_table_id in endpoint.route_table_ids:
            continue
        else:
            how = "explicit" if effective.explicit else "main"
            runs.append((f"  {effective.table.route_table_id} ({how})", "muted"))
        lines.append(Line(runs, Target(Subnet, subnet.subnet_id)))
    count = f"{counted(len(lines), 'subnet')} of the VPC without the endpoint's route"
    if not (coverage := topology.coverage(Subnet, scope)).complete:
        lines.append(said(f"{signs.unknown} not every subnet was read: {coverage.says}", "unknown"))
    return [heading(count), *lines] if lines else []


def _user_lines(table: RouteTable, topology: Topology, scope: Scope) -> list[Line]:
    """Return the subnets that use a table, each with why."""
    lines = []
    for subnet, explicit in sorted(subnets_of_table(topology, table, scope), key=lambda user: name_of(user[0])):
        why = "explicit: the subnet names it" if explicit else "main: the subnet names none"
        runs: list[Run] = [
            (f"  {subnet.subnet_id}", "accent"),
            (f"  {name_of(subnet)}  {subnet.cidr_block or ''}", "plain"),
        ]
        lines.append(Line([*runs, (f"  {why}", "muted")], Target(Subnet, subnet.subnet_id)))
    return [heading("used by"), *lines] if lines else []


def tables_of(subject: Subject) -> Iterable[tuple[RouteTable | Absent, str]]:
    """Yield each route table that matters for a record, with how it comes to matter."""
    record, topology, scope = subject.record, subject.topology, subject.scope
    if isinstance(record, RouteTable):
        yield record, "this table"
    elif isinstance(record, Subnet):
        yield _of_subnet(topology, record, scope)
    elif isinstance(record, NetworkInterface | Instance):
        yield _of_subnet_id(topology, record.subnet_id, scope)
    elif isinstance(record, Vpc):
        for table in topology.indexed(RouteTable, by_vpc, record.vpc_id):
            yield table, "main table of the VPC" if is_main(table) else "of the VPC"
    elif _is_gateway(record):
        for table_id in record.route_table_ids:
            yield topology.find(RouteTable, table_id, scope), "holds the endpoint's route"
    elif isinstance(record, VpcEndpoint):
        yield from _reply_tables(topology, record, scope)


def _reply_tables(topology: Topology, endpoint: VpcEndpoint, scope: Scope) -> Iterable[tuple[RouteTable | Absent, str]]:
    """Yield each table that the endpoint's subnets use once, with the subnets."""
    users: dict[str, tuple[RouteTable | Absent, list[str]]] = {}
    for subnet_id in endpoint.subnet_ids:
        table, _ = _of_subnet_id(topology, subnet_id, scope)
        key = table.record_id
        users.setdefault(key, (table, []))[1].append(subnet_id)
    for table, subnet_ids in users.values():
        yield table, f"for replies from {', '.join(subnet_ids)}"


def _of_subnet_id(topology: Topology, subnet_id: str | None, scope: Scope) -> tuple[RouteTable | Absent, str]:
    subnet = topology.find(Subnet, subnet_id, scope)
    if isinstance(subnet, Absent):
        return Absent(RouteTable, f"route table of {subnet_id}", certain=False, coverage=subnet.coverage), "unknown"
    return _of_subnet(topology, subnet, scope)


def _of_subnet(topology: Topology, subnet: Subnet, scope: Scope) -> tuple[RouteTable | Absent, str]:
    effective = effective_route_table(topology, subnet, scope)
    if isinstance(effective, EffectiveRouteTable):
        return effective.table, "explicit: the subnet names it" if effective.explicit else "main: the subnet names none"
    return effective, "unknown"


def table_lines(
    table: RouteTable, how: str, topology: Topology, scope: Scope, opened: frozenset[str], signs: Signs
) -> list[Line]:
    """Return one table: where it comes from, its routes in order of preference, and which subnets use it."""
    name = f"  {name_of(table)}" if name_of(table) else ""
    users = subnets_of_table(topology, table, scope)
    named = sum(1 for _, explicit in users if explicit)
    lines = [
        Line(
            [(f"{table.route_table_id}{name}", "heading"), (f"   {how}", "muted")],
            Target(RouteTable, table.route_table_id),
        ),
        said(f"used by {len(users)} subnets, {named} by name" if users else "no subnet uses it", "muted"),
    ]
    marks = _marks(table, topology, scope, signs)
    for route in sorted(table.routes, key=lambda route: preference(route, topology, scope)):
        lines.extend(_route_lines(route, topology, scope, opened, signs))
        lines.extend(marks.below(route))
    return [*lines, *marks.at_the_end()]


def _marks(table: RouteTable, topology: Topology, scope: Scope, signs: Signs) -> RouteMarks:
    # The tracer is imported when a page is built, in a thread, not before the first frame.
    from vpce_tui.view.inspect.route_marks import RouteMarks

    return RouteMarks(table, topology, scope, signs)


def _route_lines(
    route: Route, topology: Topology, scope: Scope, opened: frozenset[str], signs: Signs
) -> Iterable[Line]:
    list_id = route.destination_prefix_list_id
    cidrs = prefix_list_cidrs(topology, list_id, scope) if list_id else ()
    is_open = bool(list_id) and list_id in opened
    arrow = (signs.open if is_open else signs.closed) if list_id else " "
    where = destination(route)
    runs: list[Run] = [(f"  {arrow} ", "muted"), (f"{where:<22}", "plain")]
    runs += [(" → ", "muted"), *_target_runs(route, topology, scope)]
    state = (route.state or "").lower()
    if state and state != "active":
        runs.append((f"  {signs.not_usable} {route.state}: drops what it matches", "bad"))
    if origin := _ORIGINS.get(route.origin or "", route.origin or ""):
        runs.append((f"  {origin}", "muted"))
    if list_id:
        runs.append((f"  {_list_name(topology, list_id, scope)}", "muted"))
        if isinstance(cidrs, Absent):
            runs.append((f"  {signs.unknown} blocks not read", "unknown"))
        else:
            runs.append((f"  {len(cidrs)} blocks", "muted"))
    yield Line(runs, route_target(route), list_id or "")
    if is_open and not isinstance(cidrs, Absent):
        for cidr in cidrs:
            yield said(cidr, "muted", depth=4)


def route_target(route: Route) -> Target | None:
    """Return the record that a route leads to, or None where its id does not tell."""
    record_type = TARGET_TYPES.get(target(route).partition("-")[0])
    return Target(record_type, target(route)) if record_type else None


def _target_runs(route: Route, topology: Topology, scope: Scope) -> list[Run]:
    wanted = route_target(route)
    if wanted is None:
        return [(target(route) or "nowhere", "plain")]
    found = topology.find(wanted.record_type, wanted.record_id, scope)
    if isinstance(found, Absent):
        style: StyleName = "bad" if found.certain else "unknown"
        return [(wanted.record_id, "accent"), (f"  {'gone' if found.certain else 'not read'}", style)]
    runs: list[Run] = [(wanted.record_id, "accent")]
    told = "  ".join(part for part in (name_of(found), detail_of(found)) if part)
    if told:
        runs.append((f"  {told}", "muted"))
    state = state_of(found)
    if state and state_style(state) != "good":
        runs.append((f"  {state}", state_style(state)))
    return runs


def _list_name(topology: Topology, list_id: str, scope: Scope) -> str:
    for record_type in (PrefixList, ManagedPrefixList):
        found = topology.find(record_type, list_id, scope)
        if isinstance(found, PrefixList | ManagedPrefixList):
            return found.prefix_list_name or ""
    return ""


def preference(route: Route, topology: Topology, scope: Scope) -> tuple[int, int, str]:
    """Return a key that sorts IPv4 before IPv6 and longer prefixes first."""
    texts: Iterable[str] = (destination(route),)
    if route.destination_prefix_list_id:
        cidrs = prefix_list_cidrs(topology, route.destination_prefix_list_id, scope)
        texts = () if isinstance(cidrs, Absent) else cidrs
    lengths = [_length(text) for text in texts]
    version, length = min(((version, -length) for version, length in lengths), default=(4, -32))
    return version, length, destination(route)


def _length(cidr: str) -> tuple[int, int]:
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return 9, 0
    return network.version, network.prefixlen
