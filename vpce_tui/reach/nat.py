"""What does a NAT gateway do with a packet?

A zonal one stands in a subnet: the packet enters that subnet by its ACL, leaves it as the gateway's own and follows
that subnet's table. A regional one has no subnet but addresses by zone and a route table of its own, which AWS makes
with a route to the internet gateway. Both serve interfaces of their own VPC and what a transit gateway brings, never a
peer's.
Source: VPC User Guide, "NAT gateways", "Regional NAT gateways".
"""

from __future__ import annotations

from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import CARRIER_GRADE, in_any, is_private, parse_address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.internet import check_destination
from vpce_tui.reach.public_access import public_access
from vpce_tui.reach.routing import choose
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAssociation,
    NetworkInterfacePrivateIpAddress,
)
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.subnet import Subnet

_GONE = ("deleting", "deleted")


def through_nat(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    """Enter a NAT gateway; the arrival says where the translated packet sets out from."""
    gateway = walk.world.topology.find(NatGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, gateway.says, component=gateway_id)
        return STOPPED
    state = (gateway.state or "available").lower()
    if state == "pending":
        walk.cannot_tell(
            Stage.TRANSIT, Code.VPCE_STATE_IN_TRANSITION, f"{gateway_id} is being set up", component=gateway_id
        )
    elif state != "available":
        reason = f": {gateway.failure_message}" if gateway.failure_message else ""
        walk.blocks(Stage.TRANSIT, Code.BAD_STATE, f"{gateway_id} is {gateway.state}{reason}", component=gateway_id)
    if gateway.vpc_id and gateway.vpc_id != spot.vpc_id:
        walk.blocks(
            Stage.TRANSIT,
            Code.NGW_REQUIRES_SOURCE_IN_VPC,
            f"{gateway_id} serves interfaces of its own VPC {gateway.vpc_id} only",
            component=gateway_id,
        )
    walk.via = Via("natGateway", gateway_id)
    if (gateway.availability_mode or "").lower() == "regional" or not gateway.subnet_id:
        return _regional(walk, gateway, spot)
    return _zonal(walk, gateway, spot)


def _zonal(walk: Walk, gateway: NatGateway, spot: Spot) -> Arrival:
    subnet = walk.world.topology.find(Subnet, gateway.subnet_id, spot.scope)
    if isinstance(subnet, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, subnet.says, component=gateway.nat_gateway_id)
        return STOPPED
    if subnet.subnet_id != spot.subnet.subnet_id:
        walk.acl(spot.scope, subnet, egress=False)
    first = gateway.nat_gateway_addresses[0] if gateway.nat_gateway_addresses else None
    interface = walk.world.topology.find(NetworkInterface, first.network_interface_id if first else None, spot.scope)
    own = parse_address((first.private_ip if first else "") or "")
    if own is None and isinstance(interface, NetworkInterface):
        own = parse_address(interface.private_ip_address or "")
    if own is None:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.UNKNOWN_RESOURCE,
            f"{gateway.nat_gateway_id} does not say which address it sends from",
            component=gateway.nat_gateway_id,
        )
        return STOPPED
    walk.passes(
        Stage.TRANSIT,
        f"{gateway.nat_gateway_id} sends it on from {own} in {subnet.subnet_id}",
        component=gateway.nat_gateway_id,
    )
    # The interface may not have been read: what the gateway says of itself stands in for it.
    standing = interface if isinstance(interface, NetworkInterface) else _interface_of(gateway, subnet)
    place = Spot(spot.scope, subnet.vpc_id or spot.vpc_id, subnet, standing)
    walk.packet = walk.packet.coming_from(own)
    return Arrival("nat", walk.via, standing, place)


def _interface_of(gateway: NatGateway, subnet: Subnet) -> NetworkInterface:
    first = gateway.nat_gateway_addresses[0] if gateway.nat_gateway_addresses else None
    association = NetworkInterfaceAssociation(public_ip=first.public_ip) if first and first.public_ip else None
    return NetworkInterface(
        network_interface_id=(first and first.network_interface_id) or gateway.nat_gateway_id,
        interface_type="nat_gateway",
        vpc_id=gateway.vpc_id or subnet.vpc_id,
        subnet_id=subnet.subnet_id,
        private_ip_address=first.private_ip if first else None,
        private_ip_addresses=(
            NetworkInterfacePrivateIpAddress(
                private_ip_address=first.private_ip if first else None, association=association
            ),
        ),
    )


def _onward(walk: Walk, gateway: NatGateway, spot: Spot) -> bool:
    """Follow a regional NAT gateway's own table; write why the packet does not go to the internet by it."""
    gateway_id, destination = gateway.nat_gateway_id, walk.packet.destination
    is_routed = not (is_private(destination) or in_any(destination, CARRIER_GRADE))
    table = walk.world.topology.find(RouteTable, gateway.route_table_id, spot.scope) if gateway.route_table_id else None
    if not isinstance(table, RouteTable):
        if table is not None and not is_routed:
            text = f"{gateway_id} sends {destination} on by a route table that is not known: {table.says}"
            walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=gateway_id)
            return False
        check_destination(walk, gateway_id)
        return is_routed
    choice = choose(walk.world, table, spot.scope, destination)
    onward = target(choice.winner.route) if choice.winner is not None else ""
    if onward.startswith("igw-"):
        check_destination(walk, onward)
        return is_routed
    if choice.winner is None and not choice.undecided:
        text = f"{table.route_table_id} of {gateway_id} has no route to {destination}"
        walk.blocks(Stage.ROUTE, Code.NO_ROUTE_TO_DESTINATION, text, component=table.route_table_id)
    else:
        text = f"where {table.route_table_id} of {gateway_id} sends {destination} on to is not followed here: {onward}"
        walk.cannot_tell(Stage.TRANSIT, Code.UNSUPPORTED_COMPONENT, text, component=table.route_table_id)
    return False


def _regional(walk: Walk, gateway: NatGateway, spot: Spot) -> Arrival:
    """Go through a regional NAT gateway: it must have an address in the source's zone, or make one itself."""
    gateway_id = gateway.nat_gateway_id
    zones = {item.availability_zone_id for item in gateway.nat_gateway_addresses if item.availability_zone_id}
    names = {item.availability_zone for item in gateway.nat_gateway_addresses if item.availability_zone}
    there = spot.subnet.availability_zone_id in zones or spot.subnet.availability_zone in names
    automatic = (gateway.auto_provision_zones or "").lower() in ("enabled", "enable", "true")
    if (zones or names) and not there and not automatic:
        walk.blocks(
            Stage.TRANSIT,
            Code.REGIONAL_NGW_ROUTE_AZ_RESTRICTION,
            f"{gateway_id} has no address in {spot.subnet.availability_zone}, where the packet comes from",
            component=gateway_id,
        )
    if not _onward(walk, gateway, spot):
        return STOPPED
    access = public_access(walk.world, spot.subnet, spot.scope)
    if access.mode is None:
        walk.leaves_out("blockPublicAccess")
    elif access.blocks(outbound_only=True):
        walk.blocks(
            Stage.TRANSIT,
            Code.VPC_BLOCK_PUBLIC_ACCESS_ENABLED,
            f"Block Public Access of {access.because} ({access.mode}) stops traffic to the internet",
            component=gateway_id,
        )
    walk.passes(
        Stage.TRANSIT,
        f"{gateway_id} is regional: it carries it to {walk.packet.destination} without a subnet of its own",
        component=gateway_id,
    )
    return Arrival("internet", walk.via, exit_spot=spot)
