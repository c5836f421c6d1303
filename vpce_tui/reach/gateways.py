"""What does each target of a route do with a packet?

`follow` goes on through whatever a route leads to: the VPC itself, internet and egress-only gateways, peering,
endpoints, interfaces that forward; NAT, VPN and transit gateways have rooms of their own. A target that was not read,
or of a kind not known here, answers unknown.
Source: VPC User Guide, "Example routing options", "Egress-only internet gateways"; VPC Peering Guide, "Limitations".
"""

from __future__ import annotations

from collections.abc import Callable

from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import CARRIER_GRADE, Address, in_any, is_private, parse_address, parse_blocks
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.endpoints import family_step, protocol_step, state_step
from vpce_tui.reach.nat import through_nat
from vpce_tui.reach.packets import ICMP, ICMPV6, TCP, UDP
from vpce_tui.reach.public_access import public_access
from vpce_tui.reach.remedies import peer_cidrs
from vpce_tui.reach.steps import Outcome, Stage, Via
from vpce_tui.reach.transit import through_transit_gateway
from vpce_tui.reach.vpn import through_vpn_gateway
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_instance
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

__all__ = ["follow"]


def follow(walk: Walk, target: str, spot: Spot, table: RouteTable) -> Arrival:
    """Go on through the target of a route."""
    for start, go in _TARGETS:
        if target.startswith(start):
            return go(walk, target, spot, table)
    walk.cannot_tell(
        Stage.TRANSIT,
        Code.UNSUPPORTED_COMPONENT,
        f"what {target} does with the packet is not known here",
        component=target,
    )
    return STOPPED


def _local(walk: Walk, _target: str, spot: Spot, _table: RouteTable) -> Arrival:
    return walk.deliver(spot.scope, spot.vpc_id, spot.subnet)


# --- internet --------------------------------------------------------------------------------------------------------


def _internet_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
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
    elif not any(
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
    _check_destination(walk, gateway_id)
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


def _check_destination(walk: Walk, gateway_id: str) -> None:
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
    """Return the public address that the packet leaves with; write a block where it has none (R13)."""
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


def _egress_only(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
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


# --- endpoints as next hops ------------------------------------------------------------------------------------------


def _endpoint(walk: Walk, endpoint_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    endpoint = walk.world.topology.find(VpcEndpoint, endpoint_id, spot.scope)
    if isinstance(endpoint, Absent):
        # Only gateway endpoints and Gateway Load Balancer endpoints can be the target of a route.
        walk.cannot_tell(Stage.ENDPOINT_STATE, Code.VPCE_NOT_READ, endpoint.says, component=endpoint_id)
        return STOPPED
    if is_type(endpoint, "Gateway"):
        return _gateway_endpoint(walk, endpoint, spot)
    if is_type(endpoint, "GatewayLoadBalancer"):
        return _inspection(walk, endpoint, spot)
    walk.cannot_tell(
        Stage.ENDPOINT_STATE,
        Code.UNSUPPORTED_COMPONENT,
        f"{endpoint_id} is of type {endpoint.vpc_endpoint_type}: what it does as the target of a route is not known",
        component=endpoint_id,
    )
    return STOPPED


def _gateway_endpoint(walk: Walk, endpoint: VpcEndpoint, spot: Spot) -> Arrival:
    walk.via = Via("gatewayEndpoint", endpoint.vpc_endpoint_id)
    if spot.interface is None or spot.interface.vpc_id != endpoint.vpc_id:
        walk.blocks(
            Stage.ENDPOINT_STATE,
            Code.VPCE_GATEWAY_NOT_TRANSITIVE,
            f"{endpoint.vpc_endpoint_id} serves its own VPC {endpoint.vpc_id} only, nobody who comes through another",
            component=endpoint.vpc_endpoint_id,
            fix="use an interface endpoint, or a gateway endpoint in the client's own VPC",
        )
    walk.steps.append(state_step(endpoint))
    for refusal in (protocol_step(endpoint, walk.packet), family_step(endpoint, walk.packet)):
        if refusal is not None:
            walk.steps.append(refusal)
    return Arrival("gatewayEndpoint", walk.via, exit_spot=spot)


def _inspection(walk: Walk, endpoint: VpcEndpoint, spot: Spot) -> Arrival:
    """Go through a Gateway Load Balancer endpoint: its appliances decide by rules that no EC2 call tells."""
    step = state_step(endpoint)
    walk.steps.append(step)
    if step.verdict is Outcome.PASS:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.FIREWALL_RULES_RESTRICTION,
            f"{endpoint.vpc_endpoint_id} hands the packet to appliances whose rules were not read",
            component=endpoint.vpc_endpoint_id,
        )
        walk.leaves_out("firewallRules")
    subnet = walk.world.topology.find(Subnet, next(iter(endpoint.subnet_ids), None), spot.scope)
    if isinstance(subnet, Absent):
        return STOPPED
    walk.lost = f"the packet went through {endpoint.vpc_endpoint_id}"
    return walk.route_from(Spot(spot.scope, subnet.vpc_id or "", subnet, spot.interface))


# --- interfaces that forward -----------------------------------------------------------------------------------------


def _interface(walk: Walk, interface_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    interface = walk.world.topology.find(NetworkInterface, interface_id, spot.scope)
    if isinstance(interface, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, interface.says, component=interface_id)
        return STOPPED
    return _appliance(walk, interface, spot)


def _instance(walk: Walk, instance_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    for interface in walk.world.topology.indexed(NetworkInterface, by_instance, instance_id, spot.scope):
        return _appliance(walk, interface, spot)
    walk.cannot_tell(
        Stage.TRANSIT, Code.VPCE_NOT_READ, f"the interface of {instance_id} was not read", component=instance_id
    )
    return STOPPED


def _appliance(walk: Walk, interface: NetworkInterface, spot: Spot) -> Arrival:
    """Hand the packet to an interface that is not its destination: a NAT instance, a firewall."""
    interface_id = interface.network_interface_id
    if walk.world.interface_at(spot.vpc_id, walk.packet.destination) is interface:
        return walk.deliver(spot.scope, spot.vpc_id, spot.subnet)
    subnet = walk.world.topology.find(Subnet, interface.subnet_id, spot.scope)
    if isinstance(subnet, Subnet) and subnet.subnet_id != spot.subnet.subnet_id:
        walk.acl(spot.scope, subnet, egress=False)
    walk.enter_groups(spot.scope, interface)
    if interface.source_dest_check is not False:
        walk.blocks(
            Stage.TRANSIT,
            Code.ENI_SOURCE_DEST_CHECK_RESTRICTION,
            f"{interface_id} drops packets for others: its source/destination check is on",
            component=interface_id,
            fix=f"aws ec2 modify-network-interface-attribute --network-interface-id {interface_id} "
            "--no-source-dest-check",
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.FIREWALL_RULES_RESTRICTION,
            f"what the appliance behind {interface_id} does with the packet is not known",
            component=interface_id,
        )
        walk.leaves_out("firewallRules")
    return STOPPED


# --- peering ---------------------------------------------------------------------------------------------------------


def _peering(walk: Walk, peering_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    peering = walk.world.topology.find(VpcPeeringConnection, peering_id, spot.scope)
    if isinstance(peering, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, peering.says, component=peering_id)
        return STOPPED
    sides = [side for side in (peering.requester_vpc_info, peering.accepter_vpc_info) if side is not None]
    own = next((side for side in sides if side.vpc_id == spot.vpc_id), None)
    other = next((side for side in sides if side.vpc_id != spot.vpc_id), None)
    if own is None or other is None or not other.vpc_id:
        walk.cannot_tell(
            Stage.TRANSIT, Code.UNKNOWN_RESOURCE, f"{peering_id} does not say which VPCs it joins", component=peering_id
        )
        return STOPPED
    code = (peering.status.code if peering.status else None) or "active"
    if code.lower() != "active":
        walk.blocks(
            Stage.TRANSIT, Code.BAD_STATE_ATTACHMENT, f"{peering_id} is {code}, not active", component=peering_id
        )
    world, packet = walk.world, walk.packet
    other_scope = world.vpc_scope(other.vpc_id, spot.scope)
    theirs = world.vpc_blocks(other.vpc_id, other_scope) or parse_blocks(peer_cidrs(other))
    ours = world.vpc_blocks(spot.vpc_id, spot.scope) or parse_blocks(peer_cidrs(own))
    wrong = packet.destination if not in_any(packet.destination, theirs) else None
    wrong = wrong or (packet.source if not in_any(packet.source, ours) else None)
    if wrong is not None:
        walk.blocks(
            Stage.TRANSIT,
            Code.PCX_REQUIRES_ADDRESS_IN_VPC_CIDR,
            f"{peering_id} carries addresses of {spot.vpc_id} and {other.vpc_id} only, not {wrong}",
            component=peering_id,
        )
        return STOPPED
    walk.passes(Stage.TRANSIT, f"{peering_id} joins {spot.vpc_id} and {other.vpc_id}", component=peering_id)
    walk.via = Via("peering", peering_id)
    if own.region and other.region and own.region != other.region:
        walk.lost = walk.lost or f"{peering_id} joins two Regions, and group references do not cross them"
    if not world.subnets(other.vpc_id) and not world.complete(Subnet, other_scope):
        walk.cannot_tell(
            Stage.TRANSIT, Code.UNKNOWN_RESOURCE, f"the peer VPC {other.vpc_id} was not read", component=other.vpc_id
        )
        return STOPPED
    return walk.deliver(other_scope, other.vpc_id, None)


def _nat(walk: Walk, gateway_id: str, spot: Spot, table: RouteTable) -> Arrival:
    if walk.packet.protocol not in (None, TCP, UDP, ICMP, ICMPV6):
        walk.blocks(
            Stage.TRANSIT,
            Code.PROTOCOL_RESTRICTION,
            f"{gateway_id} translates TCP, UDP and ICMP only, not {walk.packet.says}",
            component=gateway_id,
        )
    return through_nat(walk, gateway_id, spot, table)


_TARGETS: tuple[tuple[str, Callable[[Walk, str, Spot, RouteTable], Arrival]], ...] = (
    ("local", _local),
    ("igw-", _internet_gateway),
    ("eigw-", _egress_only),
    ("nat-", _nat),
    ("vpce-", _endpoint),
    ("pcx-", _peering),
    ("tgw-", through_transit_gateway),
    ("vgw-", through_vpn_gateway),
    ("eni-", _interface),
    ("i-", _instance),
)
"""How to go on, by how the target's id begins."""
