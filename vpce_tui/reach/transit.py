"""Does a transit gateway carry a packet from one attachment to another?

The source's zone must have a subnet in its VPC's attachment (R16). The table that the incoming attachment is associated
with decides, static routes before propagated ones on the same block; the attachment it names leads into a VPC, to
another transit gateway, or out by VPN. References to security groups survive only where both attachments say so.
Routes come from SearchTransitGatewayRoutes; where a source has static routes and propagations instead, a VPC's
propagation announces its blocks.
Source: Transit Gateway Guide, "How transit gateways work", "Network ACLs", "Route evaluation order".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Block, parse_block
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.vpn import connections_of_gateway, leave_by_vpn
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.reach.world import World
from vpce_tui.resources.relations import prefix_list_cidrs
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment

_USABLE = ("available", "modifying")


@dataclass(frozen=True, slots=True)
class _Entry:
    block: Block
    attachment_id: str
    static: bool
    blackhole: bool
    written: str


def _by_gateway_and_vpc(attachment: TransitGatewayVpcAttachment) -> Iterable[str]:
    return (f"{attachment.transit_gateway_id}/{attachment.vpc_id}",)


def _by_attachment(
    record: TransitGatewayRouteTableAssociation | TransitGatewayRouteTablePropagation,
) -> Iterable[str]:
    return (record.transit_gateway_attachment_id,)


def _by_table(record: TransitGatewayRoute | TransitGatewayRouteTablePropagation) -> Iterable[str]:
    return (record.transit_gateway_route_table_id,)


def through_transit_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    """Enter a transit gateway from a VPC."""
    attachment = _vpc_attachment(walk, gateway_id, spot)
    if attachment is None:
        return STOPPED
    attachment_id = attachment.transit_gateway_attachment_id
    if not _in_state(walk, attachment_id, attachment.state):
        return STOPPED
    if not _zone_is_attached(walk, attachment, spot):
        return STOPPED
    _enter_acl(walk, attachment, spot)
    walk.via = Via("transitGateway", gateway_id)
    return _inside(walk, gateway_id, attachment_id, attachment, spot)


def _vpc_attachment(walk: Walk, gateway_id: str, spot: Spot) -> TransitGatewayVpcAttachment | None:
    key = f"{gateway_id}/{spot.vpc_id}"
    found = walk.world.topology.indexed(TransitGatewayVpcAttachment, _by_gateway_and_vpc, key)
    alive = [item for item in found if (item.state or "available").lower() not in ("deleted", "deleting", "rejected")]
    if alive:
        return alive[0]
    if walk.world.complete(TransitGatewayVpcAttachment, spot.scope):
        walk.blocks(
            Stage.TRANSIT,
            Code.BAD_STATE_ATTACHMENT,
            f"{spot.vpc_id} is not attached to {gateway_id}",
            component=gateway_id,
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.VPCE_NOT_READ,
            f"the attachment of {spot.vpc_id} to {gateway_id} was not read",
            component=gateway_id,
        )
    return None


def _in_state(walk: Walk, attachment_id: str, state: str | None) -> bool:
    if (state or "available").lower() in _USABLE:
        return True
    walk.blocks(
        Stage.TRANSIT, Code.BAD_STATE_ATTACHMENT, f"{attachment_id} is {state}, not available", component=attachment_id
    )
    return False


def _zone_is_attached(walk: Walk, attachment: TransitGatewayVpcAttachment, spot: Spot) -> bool:
    """Say whether the subnet's zone has a subnet in the attachment (R16)."""
    zones = set()
    for subnet_id in attachment.subnet_ids:
        subnet = walk.world.topology.find(Subnet, subnet_id, spot.scope)
        if isinstance(subnet, Absent):
            walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, subnet.says, component=subnet_id)
            return False
        zones.add(_zone(subnet))
    if _zone(spot.subnet) in zones:
        return True
    walk.blocks(
        Stage.TRANSIT,
        Code.TGW_ROUTE_AZ_RESTRICTION,
        f"{attachment.transit_gateway_attachment_id} has no subnet in {spot.subnet.availability_zone}, the zone of "
        f"{spot.subnet.subnet_id}",
        component=attachment.transit_gateway_attachment_id,
        fix=f"add a subnet of {spot.subnet.availability_zone} to {attachment.transit_gateway_attachment_id}",
    )
    return False


def _zone(subnet: Subnet) -> str | None:
    return subnet.availability_zone_id or subnet.availability_zone


def _enter_acl(walk: Walk, attachment: TransitGatewayVpcAttachment, spot: Spot) -> None:
    """Enter the attachment's subnet: its inbound rules see the source, its outbound rules see nothing."""
    for subnet_id in attachment.subnet_ids:
        subnet = walk.world.topology.find(Subnet, subnet_id, spot.scope)
        if isinstance(subnet, Subnet) and _zone(subnet) == _zone(spot.subnet):
            walk.acl(spot.scope, subnet, egress=False)
            return


def _inside(
    walk: Walk,
    gateway_id: str,
    attachment_id: str,
    incoming: TransitGatewayVpcAttachment | None,
    spot: Spot,
) -> Arrival:
    """Route inside a transit gateway, from the attachment that the packet came in by."""
    place = (gateway_id, attachment_id)
    if place in walk.seen:
        walk.blocks(
            Stage.TRANSIT,
            Code.VPCE_ROUTING_LOOP,
            f"the packet comes back to {gateway_id}: the routes form a loop",
            component=gateway_id,
        )
        return STOPPED
    walk.seen.add(place)
    table_id = _associated_table(walk, attachment_id, spot.scope)
    if table_id is None:
        return STOPPED
    entry = _choose(walk, table_id, spot.scope)
    if entry is None:
        return STOPPED
    if entry.blackhole:
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_RTB_BAD_STATE_ROUTE,
            f"{table_id}: {entry.written} is a blackhole",
            component=table_id,
            rule=entry.written,
        )
        return STOPPED
    walk.passes(
        Stage.TRANSIT,
        f"{table_id}: {entry.written} leads to {entry.attachment_id}",
        component=table_id,
        rule=entry.written,
    )
    return _leave(walk, gateway_id, entry.attachment_id, incoming, spot)


def _associated_table(walk: Walk, attachment_id: str, scope: Scope) -> str | None:
    """Return the table that decides for packets from an attachment; write why there is none."""
    world = walk.world
    for record in world.topology.indexed(TransitGatewayRouteTableAssociation, _by_attachment, attachment_id):
        if (record.state or "associated").lower() in ("associated", "associating"):
            return record.transit_gateway_route_table_id
    attachment = world.topology.find(TransitGatewayAttachment, attachment_id, scope)
    if isinstance(attachment, TransitGatewayAttachment):
        association = attachment.association
        if association is not None and association.transit_gateway_route_table_id:
            return association.transit_gateway_route_table_id
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION,
            f"{attachment_id} is associated with no route table of its transit gateway",
            component=attachment_id,
        )
        return None
    if world.complete(TransitGatewayRouteTableAssociation, scope):
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION,
            f"{attachment_id} is associated with no route table of its transit gateway",
            component=attachment_id,
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.TGW_RTB_ROUTES_ARE_UNKNOWN,
            f"the route table of {attachment_id} was not read",
            component=attachment_id,
        )
    return None


def _choose(walk: Walk, table_id: str, scope: Scope) -> _Entry | None:
    """Return the route that a transit gateway's table takes; write why there is none."""
    world = walk.world
    entries = world.remember(("transit table", table_id), lambda: _entries(world, table_id, scope))
    known = world.remember(("transit routes known", table_id), lambda: _routes_known(world, table_id, scope))
    for entry in entries:
        if entry.block.holds(walk.packet.destination) and (known or entry.block.size == 1):
            return entry
    if known:
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT,
            f"{table_id} has no route for {walk.packet.destination}",
            component=table_id,
            fix=f"aws ec2 create-transit-gateway-route --transit-gateway-route-table-id {table_id} "
            f"--destination-cidr-block {walk.packet.destination}/{32 if walk.packet.destination.version == 4 else 128}"
            " --transit-gateway-attachment-id tgw-attach-…",
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.TGW_RTB_ROUTES_ARE_UNKNOWN,
            f"the routes of {table_id} were not read to their end",
            component=table_id,
        )
    return None


def _routes_known(world: World, table_id: str, scope: Scope) -> bool:
    """Say whether all routes of a table are known: from the search, or as static routes and what VPCs propagate."""
    topology = world.topology
    owners = [found for found, table in topology.located(TransitGatewayRouteTable) if table.record_id == table_id]
    return any(_known_in(world, table_id, owner) for owner in owners or [scope])


def _known_in(world: World, table_id: str, scope: Scope) -> bool:
    coverage = world.topology.coverage(TransitGatewayRoute, scope)
    if coverage.complete:
        return True
    # Recordings that asked for static routes only say so: the propagated ones follow from the propagations.
    only_static = coverage.progress is Progress.FAILED and coverage.reason is Reason.NOT_ASKED
    if not only_static or not world.complete(TransitGatewayRouteTablePropagation, scope):
        return False
    return all(
        (item.resource_type or "vpc").lower() == "vpc" and bool(world.vpc_blocks(item.resource_id or "", scope))
        for item in world.topology.indexed(TransitGatewayRouteTablePropagation, _by_table, table_id)
    )


def _entries(world: World, table_id: str, scope: Scope) -> tuple[_Entry, ...]:
    """Return a table's routes in the order they are tried: longest block, then static before propagated."""
    found: dict[tuple[Block, str], _Entry] = {}
    for route in world.topology.indexed(TransitGatewayRoute, _by_table, table_id):
        for written in _destinations(world, route, scope):
            block = parse_block(written)
            if block is None:
                continue
            attachment_id = next(
                (item.transit_gateway_attachment_id or "" for item in route.transit_gateway_attachments), ""
            )
            blackhole = (route.state or "active").lower() == "blackhole"
            static = (route.type or "static").lower() == "static"
            found[block, attachment_id] = _Entry(block, attachment_id, static, blackhole, written)
    for propagation in world.topology.indexed(TransitGatewayRouteTablePropagation, _by_table, table_id):
        if (propagation.resource_type or "vpc").lower() != "vpc":
            continue
        if (propagation.state or "enabled").lower() not in ("enabled", "enabling"):
            continue
        for block in world.vpc_blocks(propagation.resource_id or "", scope):
            key = (block, propagation.transit_gateway_attachment_id)
            found.setdefault(key, _Entry(block, propagation.transit_gateway_attachment_id, False, False, str(block)))
    return tuple(sorted(found.values(), key=lambda entry: (-entry.block.length, not entry.static, entry.written)))


def _destinations(world: World, route: TransitGatewayRoute, scope: Scope) -> tuple[str, ...]:
    if route.destination_cidr_block:
        return (route.destination_cidr_block,)
    if not route.prefix_list_id:
        return ()
    listed = prefix_list_cidrs(world.topology, route.prefix_list_id, scope)
    return () if isinstance(listed, Absent) else listed


def _leave(
    walk: Walk,
    gateway_id: str,
    attachment_id: str,
    incoming: TransitGatewayVpcAttachment | None,
    spot: Spot,
) -> Arrival:
    """Leave a transit gateway by an attachment."""
    world = walk.world
    outgoing = world.topology.find(TransitGatewayVpcAttachment, attachment_id, spot.scope)
    if isinstance(outgoing, TransitGatewayVpcAttachment):
        if not _in_state(walk, attachment_id, outgoing.state):
            return STOPPED
        if not _keeps_groups(world, gateway_id, incoming, outgoing, spot.scope):
            walk.lost = walk.lost or f"{gateway_id} does not pass on which groups the packet comes from"
        return _into_vpc(walk, outgoing, spot)
    attachment = world.topology.find(TransitGatewayAttachment, attachment_id, spot.scope)
    if isinstance(attachment, TransitGatewayAttachment):
        kind = (attachment.resource_type or "").lower()
        if not _in_state(walk, attachment_id, attachment.state):
            return STOPPED
        if kind == "vpn":
            connections = connections_of_gateway(walk, gateway_id, attachment.resource_id or "", spot.scope)
            if connections:
                return leave_by_vpn(walk, gateway_id, connections)
        if kind == "peering":
            return _to_peer(walk, gateway_id, attachment, spot)
        text = f"{attachment_id} leads to {kind or 'something'} {attachment.resource_id or ''} that was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.UNKNOWN_RESOURCE, text.strip(), component=attachment_id)
        return STOPPED
    walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, attachment.says, component=attachment_id)
    return STOPPED


def _to_peer(walk: Walk, gateway_id: str, attachment: TransitGatewayAttachment, spot: Spot) -> Arrival:
    """Go on inside the transit gateway at the other end of a peering, which lists the same attachment."""
    attachment_id = attachment.transit_gateway_attachment_id
    for scope, other in walk.world.topology.located(TransitGatewayAttachment):
        if other.transit_gateway_attachment_id == attachment_id and other.transit_gateway_id != gateway_id:
            walk.lost = walk.lost or "group references do not cross a transit gateway peering"
            there = Spot(scope, spot.vpc_id, spot.subnet, None)
            return _inside(walk, other.transit_gateway_id or "", attachment_id, None, there)
    walk.cannot_tell(
        Stage.TRANSIT,
        Code.UNKNOWN_RESOURCE,
        f"the transit gateway at the other end of {attachment_id} was not read",
        component=attachment_id,
    )
    return STOPPED


def _keeps_groups(
    world: World,
    gateway_id: str,
    incoming: TransitGatewayVpcAttachment | None,
    outgoing: TransitGatewayVpcAttachment,
    scope: Scope,
) -> bool:
    if incoming is None:
        return False
    if incoming.transit_gateway_attachment_id == outgoing.transit_gateway_attachment_id:
        return True
    gateway = world.topology.find(TransitGateway, gateway_id, scope)
    options = gateway.options if isinstance(gateway, TransitGateway) else None
    if options is not None and (options.security_group_referencing_support or "disable").lower() != "enable":
        return False
    return all(
        item.options is not None and (item.options.security_group_referencing_support or "").lower() == "enable"
        for item in (incoming, outgoing)
    )


def _into_vpc(walk: Walk, attachment: TransitGatewayVpcAttachment, spot: Spot) -> Arrival:
    """Come into a VPC through the attachment's subnet, of the source's zone where there is one."""
    world = walk.world
    vpc_id = attachment.vpc_id or ""
    scope = world.vpc_scope(vpc_id, spot.scope)
    subnets = [
        found
        for subnet_id in attachment.subnet_ids
        if isinstance(found := world.topology.find(Subnet, subnet_id, scope), Subnet)
    ]
    if not subnets:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.VPCE_NOT_READ,
            f"the subnets of {attachment.transit_gateway_attachment_id} were not read",
            component=attachment.transit_gateway_attachment_id,
        )
        return STOPPED
    entry = next((subnet for subnet in subnets if _zone(subnet) == _zone(spot.subnet)), subnets[0])
    target = world.subnet_at(vpc_id, walk.packet.destination)
    if target is not None and target.subnet_id == entry.subnet_id:
        return walk.arrive(scope, vpc_id, entry)
    walk.acl(scope, entry, egress=True)
    arriving = Spot(scope, vpc_id, entry, None)
    return walk.route_from(arriving)
