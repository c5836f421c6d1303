"""What does a row of the explorer say?

Made anew for each row in sight: a record is told in a line, with what was not read as a question mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui import resources
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import EffectiveRouteTable, effective_route_table, endpoints_for_subnet
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type, short_service
from vpce_tui.view.coverage import counted_seen
from vpce_tui.view.explorer import Place
from vpce_tui.view.labels import interface_owner, state_sign
from vpce_tui.view.lines import counted, state_style
from vpce_tui.view.scopes import scope_text
from vpce_tui.view.text import Cells, Run, Signs

ROUTE_CLASSES = {
    "igw": "igw",
    "nat": "nat",
    "eigw": "eigw",
    "tgw": "tgw",
    "vgw": "vgw",
    "pcx": "pcx",
    "cagw": "cagw",
    "eni": "eni",
    "lgw": "lgw",
}
"""What the first part of a route target's id is called in a row."""


def label(place: Place, topology: Topology, signs: Signs, *, children: int = 0, in_services: bool = False) -> Cells:
    """Return a row's text. `children` is shown for branches, `in_services` says which tree the row stands in."""
    record = place.record
    if isinstance(record, Vpc):
        return _vpc_label(record, children)
    if isinstance(record, Subnet) and place.scope is not None:
        return _subnet_label(record, place.scope, topology, signs, children)
    if isinstance(record, NetworkInterface):
        return _interface_label(record, signs)
    if isinstance(record, VpcEndpoint):
        return _endpoint_label(record, signs, place.scope, in_services=in_services)
    if place.kind is not None:
        return [(f"{signs.unknown} ", "unknown"), (place.key, "accent"), ("  not read", "unknown")]
    if place.scope is not None and place.key == str(place.scope):
        return _scope_label(place.scope, topology, children)
    return [(place.key, "heading"), (f"  {children}", "muted")]


def _scope_label(scope: Scope, topology: Topology, children: int) -> Cells:
    opened = topology.opened.get(scope)
    name = opened.account_name if opened and opened.account_name else ""
    runs: list[Run] = [(f"{name} " if name else "", "heading"), (scope_text(scope), "accent")]
    gaps = [coverage for *_, coverage in topology.gaps(scope) if coverage.reason is not None]
    if len(gaps) == len(resources.RESOURCES) and len({coverage.says for coverage in gaps}) == 1:
        return [*runs, (f"  not read: {gaps[0].says}", "warn")]
    runs.append((f"  {counted_seen(children, 'VPC', topology.coverage(Vpc, scope))}", "muted"))
    if gaps:
        runs.append((f"  {counted(len(gaps), 'list')} not read", "warn"))
    return runs


def _vpc_label(vpc: Vpc, children: int) -> Cells:
    return [
        (vpc.vpc_id, "accent"),
        (f"  {vpc.name_tag}" if vpc.name_tag else "", "plain"),
        (f"  {' '.join(cidrs(vpc))}", "muted"),
        (f"  {counted(children, 'subnet')}" if children else "", "muted"),
    ]


def _subnet_label(subnet: Subnet, scope: Scope, topology: Topology, signs: Signs, children: int) -> Cells:
    runs: list[Run] = [
        (subnet.name_tag or subnet.subnet_id, "plain" if subnet.name_tag else "accent"),
        (f"  {subnet.cidr_block or ''}", "muted"),
        (f"  {subnet.availability_zone_id or subnet.availability_zone or ''}", "muted"),
        *ways_out(subnet, scope, topology, signs),
    ]
    if children:
        runs.append((f"  {children:,} if", "muted"))
    return runs


def ways_out(subnet: Subnet, scope: Scope, topology: Topology, signs: Signs) -> list[Run]:
    """Return how packets leave a subnet, in words of a few letters: `nat s3 dynamodb`.

    Blackholes count as none; what was not read is a question mark, never nothing.
    """
    effective = effective_route_table(topology, subnet, scope)
    if not isinstance(effective, EffectiveRouteTable):
        return [(f"  {signs.unknown} routes", "unknown")]
    words = dict.fromkeys(_route_words(effective.table))
    gateways = [endpoint for endpoint in endpoints_for_subnet(topology, subnet, scope) if is_type(endpoint, "Gateway")]
    words.update(dict.fromkeys(short_service(endpoint) for endpoint in gateways))
    return [(f"  {' '.join(words) or 'no way out'}", "key" if words else "muted")]


def _route_words(table: RouteTable) -> Iterable[str]:
    for route in table.routes:
        if (route.state or "active").lower() == "active":
            word = ROUTE_CLASSES.get(target(route).partition("-")[0])
            if word:
                yield word


def _interface_label(interface: NetworkInterface, signs: Signs) -> Cells:
    sign, style = state_sign(interface.status or "", signs)
    name = interface.name_tag or interface_owner(interface)
    address = interface.private_ip_address or (
        interface.ipv6_addresses[0].ipv6_address if interface.ipv6_addresses else ""
    )
    return [
        (f"{sign} ", style),
        (interface.network_interface_id, "accent"),
        (f"  {address or ''}", "plain"),
        (f"  {name}", "muted"),
    ]


def _endpoint_label(endpoint: VpcEndpoint, signs: Signs, scope: Scope | None, *, in_services: bool) -> Cells:
    state = endpoint.state or ""
    sign, style = state_sign(state, signs)
    runs: list[Run] = [(f"{sign} ", style)]
    if in_services:
        runs += [(endpoint.vpc_endpoint_id, "accent"), (f"  {endpoint.vpc_id or ''}", "plain"), (f"  {scope}", "muted")]
    else:
        runs.append((f"{short_service(endpoint):<14}", "plain"))
    if state_style(state) != "good":
        runs.append((f"  {state or 'state not told'}", state_style(state)))
    runs.append((f"  {_endpoint_reach(endpoint)}", "muted"))
    if not in_services:
        runs.append((f"  {endpoint.vpc_endpoint_id}", "accent"))
    if endpoint.name_tag:
        runs.append((f"  {endpoint.name_tag}", "muted"))
    return runs


def _endpoint_reach(endpoint: VpcEndpoint) -> str:
    if is_type(endpoint, "Gateway"):
        return counted(len(endpoint.route_table_ids), "table")
    zones = counted(len(endpoint.subnet_ids), "zone")
    return f"{zones}  private dns" if endpoint.private_dns_enabled else zones
