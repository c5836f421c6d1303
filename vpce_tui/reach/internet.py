"""What does an internet gateway do with a packet?

It carries packets of interfaces that have a public address, to public addresses only; Block Public Access may
stop them. What has its public address on an interface that is known comes in again there and is judged to its groups;
anything else on the internet is reached by definition. An egress-only gateway does the same for IPv6, outbound.
Source: VPC User Guide, "Enable internet access using an internet gateway", "Egress-only internet gateways".
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import CARRIER_GRADE, Address, in_any, is_private, is_public, parse_address
from vpce_tui.reach.arriving import is_nat_interface, reach_interface
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edge import incoming_edge
from vpce_tui.reach.public_access import Traffic, check_public_access
from vpce_tui.reach.steps import Outcome, Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet

PUBLIC_WAYS = ("internetGateway", "egressOnlyInternetGateway")
"""The kinds of way that lead through the internet."""


def through_internet_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    gateway = walk.world.topology.find(InternetGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.leaves_out("internetGateway")
        walk.tell(
            Stage.TRANSIT,
            Outcome.UNKNOWN if gateway.certain else Outcome.WARN,
            f"{gateway.says}; its attachment is not checked",
            component=gateway_id,
            code=Code.VPCE_NOT_READ,
        )
    elif gateway.attachments is not NOT_SENT and not any(
        item.vpc_id in (spot.vpc_id, None) and (item.state or "available").lower() in ("available", "attached")
        for item in gateway.attachments
    ):
        _not_attached(walk, gateway_id, spot)
    translated = spot.interface is not None and is_nat_interface(spot.interface)
    traffic = Traffic.TRANSLATED if translated else Traffic.OUT
    check_public_access(walk, spot.subnet, spot.scope, gateway_id, traffic)
    check_destination(walk, gateway_id)
    public = _public_source(walk, spot, gateway_id)
    walk.via = Via("internetGateway", gateway_id)
    return _outside(walk, gateway_id, spot, public)


def through_egress_only_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    gateway = walk.world.topology.find(EgressOnlyInternetGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, gateway.says, component=gateway_id)
    elif gateway.attachments is not NOT_SENT and not any(
        item.vpc_id in (spot.vpc_id, None) and (item.state or "attached").lower() in ("available", "attached")
        for item in gateway.attachments
    ):
        _not_attached(walk, gateway_id, spot)
    walk.via = Via("egressOnlyInternetGateway", gateway_id)
    if walk.packet.destination.version == 4:
        walk.blocks(Stage.TRANSIT, Code.PROTOCOL_RESTRICTION, f"{gateway_id} carries IPv6 only", component=gateway_id)
        return Arrival("internet", walk.via, exit_spot=spot)
    check_public_access(walk, spot.subnet, spot.scope, gateway_id, Traffic.TRANSLATED)
    check_destination(walk, gateway_id)
    return _outside(walk, gateway_id, spot, _public_source(walk, spot, gateway_id))


def _not_attached(walk: Walk, gateway_id: str, spot: Spot) -> None:
    text = f"{gateway_id} is not attached to {spot.vpc_id}"
    walk.blocks(Stage.TRANSIT, Code.BAD_STATE_ATTACHMENT, text, component=gateway_id)


def check_destination(walk: Walk, gateway_id: str) -> bool:
    """Say whether the internet routes the packet's destination; write a block where it does not."""
    destination = walk.packet.destination
    if is_public(destination):
        return True
    if is_private(destination):
        code, kind = Code.IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS, "private"
    elif in_any(destination, CARRIER_GRADE):
        code, kind = Code.IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS, "shared"
    else:
        code, kind = Code.CANNOT_ROUTE, "special"
    text = f"{gateway_id} drops packets to the {kind} address {destination}"
    walk.blocks(Stage.TRANSIT, code, text, component=gateway_id)
    return False


def _public_source(walk: Walk, spot: Spot, gateway_id: str) -> Address | None:
    """Return the public address that the packet leaves with; write a block where it has none."""
    source = walk.packet.source
    name = spot.interface.network_interface_id if spot.interface else str(source)
    if source.version == 6:
        if spot.interface is not None and spot.interface.deny_all_igw_traffic:
            text = f"{name} denies all internet gateway traffic"
            walk.blocks(Stage.TRANSIT, Code.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, text, component=name)
        if is_public(source):
            return source
        text = f"the internet does not route {source} of {name}, so {gateway_id} drops its packets"
        walk.blocks(Stage.TRANSIT, Code.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, text, component=gateway_id)
        return None
    public = public_address_of(spot.interface, source)
    if public is None:
        walk.blocks(
            Stage.TRANSIT,
            Code.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS,
            f"{name} has no public IPv4 address, so {gateway_id} drops its packets",
            component=gateway_id,
            fix="use a NAT gateway or an endpoint, or give the interface a public address",
        )
    return public


def public_address_of(interface: NetworkInterface | None, private: Address) -> Address | None:
    """Return the public IPv4 address that one private address of an interface is mapped to."""
    if interface is None:
        return None
    for item in interface.private_ip_addresses:
        if item.association and item.association.public_ip and parse_address(item.private_ip_address or "") == private:
            return parse_address(item.association.public_ip)
    primary = parse_address(interface.private_ip_address or "") == private
    if primary and interface.association and interface.association.public_ip:
        return parse_address(interface.association.public_ip)
    return None


def _outside(walk: Walk, gateway_id: str, spot: Spot, public: Address | None) -> Arrival:
    """Be outside: come in again where the destination is a known interface's, else arrive."""
    destination = walk.packet.destination
    owner = walk.world.public_owner(destination, spot.vpc_id) if not walk.stateful else None
    if owner is not None and public is not None:
        return _to_public_interface(walk, owner, public, spot)
    walk.passes(Stage.TRANSIT, f"{gateway_id} carries it to {destination} outside the VPC", component=gateway_id)
    return Arrival("internet", walk.via, exit_spot=spot)


def _to_public_interface(walk: Walk, owner: NetworkInterface, public: Address, spot: Spot) -> Arrival:
    """Come in through the internet gateway of a known interface's own VPC."""
    scope = walk.world.scope_of(owner, spot.scope)
    name, destination = owner.network_interface_id, walk.packet.destination
    subnet = walk.world.topology.find(Subnet, owner.subnet_id, scope)
    private = _private_address(owner, destination)
    if isinstance(subnet, Absent) or private is None:
        text = f"the subnet of {name}, which has {destination}, was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=name)
        return STOPPED
    text = f"{destination} is the public address of {name} ({private})"
    walk.passes(Stage.TRANSIT, text if private != destination else f"{destination} belongs to {name}", component=name)
    check_public_access(walk, subnet, scope, name, Traffic.IN)
    if owner.deny_all_igw_traffic:
        text = f"{name} denies all internet gateway traffic"
        walk.blocks(Stage.TRANSIT, Code.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS, text, component=name)
    walk.packet = walk.packet.to(private).coming_from(public)
    walk.lost = "its packets come from the internet"
    walk.steps += incoming_edge(walk.world, Spot(scope, owner.vpc_id or "", subnet, owner), private, walk.direction)
    walk.acl(scope, subnet, egress=False)
    return reach_interface(walk, scope, owner.vpc_id or "", subnet, owner)


def _private_address(owner: NetworkInterface, destination: Address) -> Address | None:
    """Return the own address of an interface that a public one is mapped to; of IPv6 the same."""
    if destination.version == 6:
        return destination
    for item in owner.private_ip_addresses:
        if item.association and parse_address(item.association.public_ip or "") == destination:
            return parse_address(item.private_ip_address or "")
    return parse_address(owner.private_ip_address or "")
