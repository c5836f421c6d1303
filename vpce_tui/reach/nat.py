"""What does a NAT gateway do with a packet?

A zonal one stands in a subnet: the packet enters that subnet by its ACL, leaves it as the gateway's own and follows
that subnet's table. A regional one has no subnet but addresses by zone and a route table of its own, which AWS makes
with a route to the internet gateway. Both serve interfaces of their own VPC and what a transit gateway brings, never a
peer's. Of IPv6 they carry what is for 64:ff9b::/96, translated to the IPv4 address in its last 32 bits.
Source: VPC User Guide, "NAT gateways", "Regional NAT gateways", "DNS64 and NAT64"; RFC 6052, RFC 7915.
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import NAT64, Address, parse_address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.internet import check_destination
from vpce_tui.reach.packets import ICMP, ICMPV6, TCP, UDP
from vpce_tui.reach.public_access import Traffic, check_public_access
from vpce_tui.reach.routing import choose, is_active, is_blackhole
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.nat_gateway import NatGateway, NatGatewayAddress
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAssociation,
    NetworkInterfacePrivateIpAddress,
)
from vpce_tui.resources.route_table import RouteTable, destination, target
from vpce_tui.resources.subnet import Subnet


def through_nat(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    """Enter a NAT gateway; the arrival says where the translated packet sets out from."""
    if walk.packet.protocol not in (None, TCP, UDP, ICMP, ICMPV6):
        text = f"{gateway_id} translates TCP, UDP and ICMP only, not {walk.packet.says}"
        walk.blocks(Stage.TRANSIT, Code.PROTOCOL_RESTRICTION, text, component=gateway_id)
    gateway = walk.world.topology.find(NatGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, gateway.says, component=gateway_id)
        return STOPPED
    _check_state(walk, gateway)
    if gateway.vpc_id and gateway.vpc_id != spot.vpc_id:
        text = f"{gateway_id} serves interfaces of its own VPC {gateway.vpc_id} only"
        walk.blocks(Stage.TRANSIT, Code.NGW_REQUIRES_SOURCE_IN_VPC, text, component=gateway_id)
    onward = _translated(walk.packet.destination)
    if onward is None:
        text = f"{gateway_id} carries IPv6 to 64:ff9b::/96 only, not to {walk.packet.destination}"
        walk.blocks(Stage.TRANSIT, Code.PROTOCOL_RESTRICTION, text, component=gateway_id)
        return STOPPED
    walk.via = Via("natGateway", gateway_id)
    if (gateway.availability_mode or "").lower() == "regional" or not gateway.subnet_id:
        return _regional(walk, gateway, spot, onward)
    return _zonal(walk, gateway, spot, onward)


def _check_state(walk: Walk, gateway: NatGateway) -> None:
    gateway_id, state = gateway.nat_gateway_id, (gateway.state or "available").lower()
    if state == "pending":
        text = f"{gateway_id} is being set up"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_STATE_IN_TRANSITION, text, component=gateway_id)
    elif state != "available":
        reason = f": {gateway.failure_message}" if gateway.failure_message else ""
        walk.blocks(Stage.TRANSIT, Code.BAD_STATE, f"{gateway_id} is {gateway.state}{reason}", component=gateway_id)


def _translated(address: Address) -> Address | None:
    """Return the IPv4 address that the gateway sends on to; None for IPv6 that it does not translate."""
    if address.version == 4:
        return address
    return Address(4, address.value - NAT64.first) if NAT64.holds(address) else None


# --- zonal -----------------------------------------------------------------------------------------------------------


def _zonal(walk: Walk, gateway: NatGateway, spot: Spot, onward: Address) -> Arrival:
    gateway_id = gateway.nat_gateway_id
    subnet = walk.world.topology.find(Subnet, gateway.subnet_id, spot.scope)
    if isinstance(subnet, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, subnet.says, component=gateway_id)
        return STOPPED
    if subnet.subnet_id != spot.subnet.subnet_id:
        walk.acl(spot.scope, subnet, egress=False)
    first = _primary(gateway)
    interface = walk.world.topology.find(NetworkInterface, first.network_interface_id if first else None, spot.scope)
    own = parse_address((first.private_ip if first else "") or "")
    if own is None and isinstance(interface, NetworkInterface):
        own = parse_address(interface.private_ip_address or "")
    if own is None:
        text = f"{gateway_id} does not say which address it sends from"
        walk.cannot_tell(Stage.TRANSIT, Code.UNKNOWN_RESOURCE, text, component=gateway_id)
        return STOPPED
    as_what = "" if onward == walk.packet.destination else f", to {onward}"
    text = f"{gateway_id} sends it on from {own} in {subnet.subnet_id}{as_what}"
    walk.passes(Stage.TRANSIT, text, component=gateway_id)
    # The interface may not have been read: what the gateway says of itself stands in for it.
    standing = interface if isinstance(interface, NetworkInterface) else _interface_of(gateway, first, subnet)
    place = Spot(spot.scope, subnet.vpc_id or spot.vpc_id, subnet, standing)
    walk.packet = walk.packet.coming_from(own).to(onward).in_family(4)
    return Arrival("nat", walk.via, standing, place)


def _primary(gateway: NatGateway) -> NatGatewayAddress | None:
    """Return the gateway's primary address, in old recordings its only one."""
    listed = gateway.nat_gateway_addresses
    return next((item for item in listed if item.is_primary), listed[0] if listed else None)


def _interface_of(gateway: NatGateway, first: NatGatewayAddress | None, subnet: Subnet) -> NetworkInterface:
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


# --- regional --------------------------------------------------------------------------------------------------------


def _regional(walk: Walk, gateway: NatGateway, spot: Spot, onward: Address) -> Arrival:
    """Go through a regional NAT gateway: it must have an address in the source's zone, or make one itself."""
    gateway_id = gateway.nat_gateway_id
    zones = {item.availability_zone_id for item in gateway.nat_gateway_addresses if item.availability_zone_id}
    names = {item.availability_zone for item in gateway.nat_gateway_addresses if item.availability_zone}
    there = spot.subnet.availability_zone_id in zones or spot.subnet.availability_zone in names
    automatic = (gateway.auto_provision_zones or "").lower() in ("enabled", "enable", "true")
    if (zones or names) and not there and not automatic:
        text = f"{gateway_id} has no address in {spot.subnet.availability_zone}, where the packet comes from"
        walk.blocks(Stage.TRANSIT, Code.REGIONAL_NGW_ROUTE_AZ_RESTRICTION, text, component=gateway_id)
    walk.packet = walk.packet.to(onward).in_family(4)
    if not _goes_to_internet(walk, gateway, spot):
        return STOPPED
    check_public_access(walk, spot.subnet, spot.scope, gateway_id, Traffic.TRANSLATED)
    text = f"{gateway_id} is regional: it carries it to {onward} without a subnet of its own"
    walk.passes(Stage.TRANSIT, text, component=gateway_id)
    return Arrival("internet", walk.via, exit_spot=spot)


def _goes_to_internet(walk: Walk, gateway: NatGateway, spot: Spot) -> bool:
    """Follow a regional NAT gateway's own table; write why the packet does not go to the internet by it."""
    gateway_id, wanted = gateway.nat_gateway_id, walk.packet.destination
    if not gateway.route_table_id:
        return check_destination(walk, gateway_id)
    table = walk.world.topology.find(RouteTable, gateway.route_table_id, spot.scope)
    if isinstance(table, Absent):
        text = f"{gateway_id} sends {wanted} on by a route table that is not known: {table.says}"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=gateway_id)
        return False
    table_id, choice = table.route_table_id, choose(walk.world, table, spot.scope, wanted)
    walk.met[table_id] = (spot.scope, None)
    if table.routes is NOT_SENT or choice.undecided or choice.malformed or choice.ambiguous:
        text = f"which route {table_id} of {gateway_id} takes to {wanted} cannot be told"
        walk.cannot_tell(Stage.ROUTE, Code.VPCE_NOT_READ, text, component=table_id)
        return False
    if choice.winner is None:
        text = f"{table_id} of {gateway_id} has no route to {wanted}"
        walk.blocks(Stage.ROUTE, Code.NO_ROUTE_TO_DESTINATION, text, component=table_id)
        return False
    route = choice.winner.route
    onward, rule = target(route), destination(route)
    if is_blackhole(route):
        text = f"{table_id} of {gateway_id}: {rule} leads to {onward or 'nothing'}, which is gone (blackhole)"
        walk.blocks(Stage.ROUTE, Code.BAD_STATE_ROUTE, text, component=table_id, rule=rule)
        return False
    if onward.startswith("igw-") and is_active(route):
        return check_destination(walk, onward)
    text = f"where {table_id} of {gateway_id} sends {wanted} on to is not followed here: {onward}"
    walk.cannot_tell(Stage.TRANSIT, Code.UNSUPPORTED_COMPONENT, text, component=table_id, rule=rule)
    return False
