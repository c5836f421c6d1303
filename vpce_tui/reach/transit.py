"""Does a transit gateway carry a packet from one attachment to another?

The source's zone must have a subnet in its VPC's attachment; `transit_tables` says which attachment is next, and it
leads into a VPC (`transit_entry`), to another transit gateway, or out by VPN. An attachment's subnet sees packets from
the VPC by its ACL's inbound rules.
Source: Transit Gateway Guide, "How transit gateways work", "Network ACLs".
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.model.topology import Absent
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.transit_entry import enter_vpc, pass_groups, zone_of
from vpce_tui.reach.transit_tables import associated_table, choose_transit_route
from vpce_tui.reach.vpn import connections_of_gateway, leave_by_vpn
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment

_USABLE = ("available", "modifying")
_GONE = ("deleted", "deleting", "rejected", "rejecting", "failed", "failing")


def _by_gateway_and_vpc(attachment: TransitGatewayVpcAttachment) -> Iterable[str]:
    return (f"{attachment.transit_gateway_id}/{attachment.vpc_id}",)


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
    alive = [item for item in found if (item.state or "available").lower() not in _GONE]
    if alive:
        return min(alive, key=lambda item: ((item.state or "available").lower() not in _USABLE, item.record_id))
    owner = walk.world.owner_of_vpc(spot.vpc_id, spot.scope)
    if owner is not None and walk.world.complete(TransitGatewayVpcAttachment, owner):
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
    """Say whether the subnet's zone has a subnet in the attachment."""
    zones = set()
    for subnet_id in attachment.subnet_ids:
        subnet = walk.world.topology.find(Subnet, subnet_id, spot.scope)
        if isinstance(subnet, Absent):
            walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, subnet.says, component=subnet_id)
            return False
        zones.add(zone_of(subnet))
    if zone_of(spot.subnet) in zones:
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


def _enter_acl(walk: Walk, attachment: TransitGatewayVpcAttachment, spot: Spot) -> None:
    """Enter the attachment's subnet: its inbound rules see the source, its outbound rules see nothing."""
    for subnet_id in attachment.subnet_ids:
        subnet = walk.world.topology.find(Subnet, subnet_id, spot.scope)
        if isinstance(subnet, Subnet) and zone_of(subnet) == zone_of(spot.subnet):
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
    table_id = associated_table(walk, gateway_id, attachment_id, spot.scope)
    if table_id is None:
        return STOPPED
    entry = choose_transit_route(walk, gateway_id, table_id, spot.scope)
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
        pass_groups(walk, gateway_id, incoming, outgoing, spot.scope)
        return enter_vpc(walk, outgoing, spot)
    attachment = world.topology.find(TransitGatewayAttachment, attachment_id, spot.scope)
    if isinstance(attachment, TransitGatewayAttachment):
        kind = (attachment.resource_type or "").lower()
        if not _in_state(walk, attachment_id, attachment.state):
            return STOPPED
        if kind == "vpn":
            connections = connections_of_gateway(walk, gateway_id, attachment.resource_id or "", spot.scope)
            if connections:
                return leave_by_vpn(walk, gateway_id, connections)
        if kind in ("peering", "tgw-peering"):
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
