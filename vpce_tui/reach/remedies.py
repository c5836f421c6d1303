"""What could be tried where a packet has no way on?

These are proposals only: the tracer offers one as a fix after it was applied to a copy of the topology and the block
was gone there.
"""

from __future__ import annotations

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, in_any, is_public, parse_blocks
from vpce_tui.reach.edits import AddRoute, AssociateEndpoint, Edit
from vpce_tui.reach.world import World, subnet_blocks
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.relations import by_vpc, prefix_list_cidrs, service_prefix_lists
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment
from vpce_tui.resources.vpc_endpoint import is_type
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection, VpcPeeringConnectionVpcInfo


def for_missing_route(world: World, table: RouteTable, scope: Scope, address: Address) -> tuple[Edit, ...]:
    """Return what could give a table a route for an address, the cheapest first."""
    vpc_id = table.vpc_id or ""
    found: list[Edit] = []
    if is_public(address):
        found += _gateway_endpoints(world, table, scope, address)
        if address.version == 4:
            found += [
                AddRoute(route_table_id=table.route_table_id, destination="0.0.0.0/0", target=nat.nat_gateway_id)
                for nat in world.topology.indexed(NatGateway, by_vpc, vpc_id, scope)
                if (nat.state or "").lower() == "available" and (nat.connectivity_type or "public") == "public"
            ][:1]
        return tuple(found)
    for peering in world.topology.records(VpcPeeringConnection):
        other = _other_side(peering, vpc_id)
        if other is None or (peering.status and (peering.status.code or "").lower() != "active"):
            continue
        for cidr in peer_cidrs(other):
            if in_any(address, parse_blocks((cidr,))):
                target = peering.vpc_peering_connection_id
                found.append(AddRoute(route_table_id=table.route_table_id, destination=cidr, target=target))
    if not found:
        found += _through_transit(world, table, address)
    return tuple(found[:2])


def _gateway_endpoints(world: World, table: RouteTable, scope: Scope, address: Address) -> list[Edit]:
    endpoints = [
        endpoint
        for endpoint in world.endpoints_of(table.vpc_id or "")
        if is_type(endpoint, "Gateway") and (endpoint.state or "available").lower() == "available"
    ]
    return [
        AssociateEndpoint(vpc_endpoint_id=endpoint.vpc_endpoint_id, route_table_id=table.route_table_id)
        for endpoint in endpoints
        if any(
            _list_holds(world, found_scope, list_id, address)
            for found_scope, list_id in service_prefix_lists(world.topology, endpoint.service_name or "", scope.region)
        )
    ]


def _list_holds(world: World, scope: Scope, list_id: str, address: Address) -> bool:
    texts = prefix_list_cidrs(world.topology, list_id, scope)
    return not isinstance(texts, Absent) and in_any(address, parse_blocks(texts))


def aws_lists_holding(world: World, scope: Scope, address: Address) -> tuple[str, ...]:
    """Return the prefix lists of AWS's gateway services in a Region that hold an address."""
    names = world.remember(
        ("gateway lists", scope),
        lambda: tuple(
            sorted(
                {found.prefix_list_name or "" for found in world.topology.records(PrefixList, scope)}
                | {
                    found.prefix_list_name or ""
                    for found in world.topology.records(ManagedPrefixList, scope)
                    if found.owner_id == "AWS"
                }
            )
        ),
    )
    found = [
        list_id
        for name in names
        for list_scope, list_id in service_prefix_lists(world.topology, name, scope.region)[:1]
        if _list_holds(world, list_scope, list_id, address)
    ]
    return tuple(dict.fromkeys(found))


def allowable_block(world: World, subnet: Subnet, other: Address) -> str:
    """Return the block that a person would allow in a subnet's ACL for an address: its subnet, or every public one."""
    if is_public(other):
        return "0.0.0.0/0" if other.version == 4 else "::/0"
    home = world.subnet_at(subnet.vpc_id or "", other)
    for block in subnet_blocks(home) if home is not None else ():
        if block.holds(other):
            return str(block)
    return f"{other}/{32 if other.version == 4 else 128}"


def _through_transit(world: World, table: RouteTable, address: Address) -> list[Edit]:
    """Return a route to a transit gateway that both this VPC and the address's VPC are attached to."""
    gateways: dict[str, set[str]] = {}
    for attachment in world.topology.records(TransitGatewayVpcAttachment):
        gateways.setdefault(attachment.transit_gateway_id or "", set()).add(attachment.vpc_id or "")
    for gateway_id, vpcs in gateways.items():
        if (table.vpc_id or "") not in vpcs:
            continue
        for vpc_id in sorted(vpcs - {table.vpc_id or ""}):
            for block in world.vpc_blocks(vpc_id, Scope("", "")):
                if block.holds(address):
                    return [AddRoute(route_table_id=table.route_table_id, destination=str(block), target=gateway_id)]
    return []


def _other_side(peering: VpcPeeringConnection, vpc_id: str) -> VpcPeeringConnectionVpcInfo | None:
    sides = (peering.requester_vpc_info, peering.accepter_vpc_info)
    if not any(side is not None and side.vpc_id == vpc_id for side in sides):
        return None
    return next((side for side in sides if side is not None and side.vpc_id != vpc_id), None)


def peer_cidrs(side: VpcPeeringConnectionVpcInfo) -> tuple[str, ...]:
    """Return the blocks that a peering connection says a VPC has."""
    found = [side.cidr_block or ""]
    found += [block.cidr_block or "" for block in side.cidr_block_set]
    found += [block.ipv6_cidr_block or "" for block in side.ipv6_cidr_block_set]
    return tuple(dict.fromkeys(cidr for cidr in found if cidr))
