"""How do routes come into tables, and subnets to tables?"""

from __future__ import annotations

from typing import Any

import msgspec

from vpce_tui.reach import edits
from vpce_tui.reach.patched import Patch
from vpce_tui.reach.whatif.making import located, make
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation, destination

_TARGET_FIELDS = {
    "nat-": "nat_gateway_id",
    "tgw-": "transit_gateway_id",
    "pcx-": "vpc_peering_connection_id",
    "eigw-": "egress_only_internet_gateway_id",
    "eni-": "network_interface_id",
    "i-": "instance_id",
}


@make.register
def _(edit: edits.AddRoute, patch: Patch) -> None:
    scope, table = located(patch, RouteTable, edit.route_table_id)
    patch.put(with_route(table, edit.destination, edit.target), scope)


def with_route(table: RouteTable, where: str, target: str) -> RouteTable:
    """Return a table with a route, in place of one for the same destination."""
    field = next((name for start, name in _TARGET_FIELDS.items() if target.startswith(start)), "gateway_id")
    if where.startswith("pl-"):
        kind = "destination_prefix_list_id"
    else:
        kind = "destination_ipv6_cidr_block" if ":" in where else "destination_cidr_block"
    members: dict[str, Any] = {kind: where, field: target}
    added = Route(state="active", origin="CreateRoute", **members)
    kept = tuple(route for route in table.routes if destination(route) != where)
    return msgspec.structs.replace(table, routes=(*kept, added))


@make.register
def _(edit: edits.RemoveRoute, patch: Patch) -> None:
    scope, table = located(patch, RouteTable, edit.route_table_id)
    kept = tuple(route for route in table.routes if destination(route) != edit.destination)
    patch.put(msgspec.structs.replace(table, routes=kept), scope)


@make.register
def _(edit: edits.UseRouteTable, patch: Patch) -> None:
    scope, table = located(patch, RouteTable, edit.route_table_id)
    for other_scope, other in patch.base.located(RouteTable):
        kept = tuple(item for item in other.associations if item.subnet_id != edit.subnet_id)
        if len(kept) < len(other.associations):
            patch.put(msgspec.structs.replace(other, associations=kept), other_scope)
            if other.route_table_id == table.route_table_id:
                table = msgspec.structs.replace(other, associations=kept)
    added = RouteTableAssociation(route_table_id=table.route_table_id, subnet_id=edit.subnet_id, main=False)
    patch.put(msgspec.structs.replace(table, associations=(*table.associations, added)), scope)
