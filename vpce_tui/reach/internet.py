"""What does an internet gateway do with a packet?

It carries packets of interfaces that have a public address, to public addresses only; Block Public Access may
stop them. What has its public address on an interface that is known comes in again there and is judged to its groups;
anything else on the internet is reached by definition. An egress-only gateway does the same for IPv6, outbound.
Source: VPC User Guide, "Enable internet access using an internet gateway", "Egress-only internet gateways".
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import CARRIER_GRADE, Address, in_any, is_private, parse_address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.public_access import public_access
from vpce_tui.reach.steps import Outcome, Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet


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
        item.vpc_id == spot.vpc_id and (item.state or "available").lower() in ("available", "attached")
        for item in gateway.attachments
    ):
        walk.blocks(
            Stage.TRANSIT,
            Code.BAD_STATE_ATTACHMENT,
            f"{gateway_id} is not attached to {spot.vpc_id}",
            component=gateway_id,
        )
    _check_public_access(walk, spot, gateway_id, outbound_only=False)
    check_destination(walk, gateway_id)
    public = _public_source(walk, spot, gateway_id)
    walk.via = Via("internetGateway", gateway_id)
    owner = walk.world.public_owner(walk.packet.destination) if not walk.stateful else None
    if owner is not None and public is not None:
        return _to_public_interface(walk, owner, public, spot)
    walk.passes(
        Stage.TRANSIT,
        f"{gateway_id} carries it to {walk.packet.destination} outside the VPC",
        component=gateway_id,
    )
    return Arrival("internet", walk.via, exit_spot=spot)


def _check_public_access(walk: Walk, spot: Spot, gateway_id: str, *, outbound_only: bool) -> None:
    access = public_access(walk.world, spot.subnet, spot.scope)
    if access.mode is None:
        walk.leaves_out("blockPublicAccess")
    elif access.blocks(outbound_only=outbound_only):
        walk.blocks(
            Stage.TRANSIT,
            Code.VPC_BLOCK_PUBLIC_ACCESS_ENABLED,
            f"Block Public Access of {access.because} ({access.mode}) stops traffic between {spot.subnet.subnet_id} "
            f"and the internet",
            component=gateway_id,
            fix=f"exclude {spot.subnet.subnet_id} from Block Public Access, or use an endpoint",
        )


def check_destination(walk: Walk, gateway_id: str) -> None:
    """Write a block where the packet's destination is an address that the internet does not route."""
    destination = walk.packet.destination
    if is_private(destination):
        walk.blocks(
            Stage.TRANSIT,
            Code.IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS,
            f"{gateway_id} drops packets to the private address {destination}",
            component=gateway_id,
        )
    elif in_any(destination, CARRIER_GRADE):
        walk.blocks(
            Stage.TRANSIT,
            Code.IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS,
            f"{gateway_id} drops packets to the shared address {destination}",
            component=gateway_id,
        )


def _public_source(walk: Walk, spot: Spot, gateway_id: str) -> Address | None:
    """Return the public address that the packet leaves with; write a block where it has none."""
    if walk.packet.source.version == 6:
        if spot.interface is not None and spot.interface.deny_all_igw_traffic:
            walk.blocks(
                Stage.TRANSIT,
                Code.IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS,
                f"{spot.interface.network_interface_id} denies all internet gateway traffic",
                component=spot.interface.network_interface_id,
            )
        return walk.packet.source
    public = public_address_of(spot.interface, walk.packet.source)
    if public is None:
        name = spot.interface.network_interface_id if spot.interface else str(walk.packet.source)
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


def _to_public_interface(walk: Walk, owner: NetworkInterface, public: Address, spot: Spot) -> Arrival:
    """Come in through the internet gateway of a known interface's own VPC."""
    scope = walk.world.scope_of(owner, spot.scope)
    subnet = walk.world.topology.find(Subnet, owner.subnet_id, scope)
    private = next(
        (
            found
            for item in owner.private_ip_addresses
            if item.association
            and item.association.public_ip == str(walk.packet.destination)
            and (found := parse_address(item.private_ip_address or "")) is not None
        ),
        parse_address(owner.private_ip_address or ""),
    )
    if isinstance(subnet, Absent) or private is None:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.VPCE_NOT_READ,
            f"the subnet of {owner.network_interface_id}, which has {walk.packet.destination}, was not read",
            component=owner.network_interface_id,
        )
        return STOPPED
    walk.passes(
        Stage.TRANSIT,
        f"{walk.packet.destination} is the public address of {owner.network_interface_id} ({private})",
        component=owner.network_interface_id,
    )
    walk.packet = walk.packet.to(private).coming_from(public)
    walk.lost = "its packets come from the internet"
    walk.acl(scope, subnet, egress=False)
    return walk.reach_interface(scope, owner.vpc_id or "", subnet, owner)


def through_egress_only_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    gateway = walk.world.topology.find(EgressOnlyInternetGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, gateway.says, component=gateway_id)
    elif not any(
        item.vpc_id == spot.vpc_id and (item.state or "attached").lower() in ("available", "attached")
        for item in gateway.attachments
    ):
        walk.blocks(
            Stage.TRANSIT,
            Code.BAD_STATE_ATTACHMENT,
            f"{gateway_id} is not attached to {spot.vpc_id}",
            component=gateway_id,
        )
    if walk.packet.destination.version == 4:
        walk.blocks(Stage.TRANSIT, Code.PROTOCOL_RESTRICTION, f"{gateway_id} carries IPv6 only", component=gateway_id)
    _check_public_access(walk, spot, gateway_id, outbound_only=True)
    walk.via = Via("egressOnlyInternetGateway", gateway_id)
    walk.passes(
        Stage.TRANSIT, f"{gateway_id} carries it to {walk.packet.destination} outside the VPC", component=gateway_id
    )
    return Arrival("internet", walk.via, exit_spot=spot)
