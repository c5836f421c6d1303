"""What does each target of a route do with a packet?

`follow` goes on through whatever a route leads to: the VPC itself, internet and egress-only gateways, peering,
endpoints, interfaces that forward; NAT, VPN and transit gateways have rooms of their own. A target that was not read,
or of a kind not known here, answers unknown.
Source: VPC User Guide, "Example routing options", "Egress-only internet gateways"; VPC Peering Guide, "Limitations".
"""

from __future__ import annotations

from collections.abc import Callable

from vpce_tui.model.topology import Absent
from vpce_tui.reach.arriving import deliver, enter_groups
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.endpoints import family_step, protocol_step, state_step
from vpce_tui.reach.internet import through_egress_only_gateway, through_internet_gateway
from vpce_tui.reach.leaving import route_from
from vpce_tui.reach.nat import through_nat
from vpce_tui.reach.peering import through_peering
from vpce_tui.reach.steps import Outcome, Stage, Via
from vpce_tui.reach.transit import through_transit_gateway
from vpce_tui.reach.vpn import through_vpn_gateway
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_instance
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type

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
    return deliver(walk, spot.scope, spot.vpc_id, spot.subnet)


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
    if spot.interface is None or spot.vpc_id != (endpoint.vpc_id or spot.vpc_id):
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
    return route_from(walk, Spot(spot.scope, subnet.vpc_id or "", subnet, spot.interface))


def _interface(walk: Walk, interface_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    interface = walk.world.topology.find(NetworkInterface, interface_id, spot.scope)
    if isinstance(interface, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, interface.says, component=interface_id)
        return STOPPED
    return _appliance(walk, interface, spot)


def _instance(walk: Walk, instance_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    found = walk.world.topology.indexed(NetworkInterface, by_instance, instance_id, spot.scope)
    if found:
        return _appliance(walk, min(found, key=_place), spot)
    walk.cannot_tell(
        Stage.TRANSIT, Code.VPCE_NOT_READ, f"the interface of {instance_id} was not read", component=instance_id
    )
    return STOPPED


def _place(interface: NetworkInterface) -> tuple[int, str]:
    """Return where an interface stands among its instance's: a route to an instance means the first."""
    attached = interface.attachment
    return ((attached.device_index or 0) if attached else 0, interface.network_interface_id)


def _appliance(walk: Walk, interface: NetworkInterface, spot: Spot) -> Arrival:
    """Hand the packet to an interface that is not its destination: a NAT instance, a firewall."""
    interface_id = interface.network_interface_id
    if walk.world.interface_at(spot.vpc_id, walk.packet.destination) is interface:
        return deliver(walk, spot.scope, spot.vpc_id, spot.subnet)
    subnet = walk.world.topology.find(Subnet, interface.subnet_id, spot.scope)
    if isinstance(subnet, Subnet) and subnet.subnet_id != spot.subnet.subnet_id:
        walk.acl(spot.scope, subnet, egress=False)
    enter_groups(walk, spot.scope, interface)
    if interface.source_dest_check:
        walk.blocks(
            Stage.TRANSIT,
            Code.ENI_SOURCE_DEST_CHECK_RESTRICTION,
            f"{interface_id} drops packets for others: its source/destination check is on",
            component=interface_id,
            fix=f"aws ec2 modify-network-interface-attribute --network-interface-id {interface_id} "
            "--no-source-dest-check",
        )
    elif interface.source_dest_check is None:
        text = f"whether {interface_id} drops packets for others, by its source/destination check, was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=interface_id)
        walk.leaves_out("firewallRules")
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.FIREWALL_RULES_RESTRICTION,
            f"what the appliance behind {interface_id} does with the packet is not known",
            component=interface_id,
        )
        walk.leaves_out("firewallRules")
    return STOPPED


_TARGETS: tuple[tuple[str, Callable[[Walk, str, Spot, RouteTable], Arrival]], ...] = (
    ("local", _local),
    ("igw-", through_internet_gateway),
    ("eigw-", through_egress_only_gateway),
    ("nat-", through_nat),
    ("vpce-", _endpoint),
    ("pcx-", through_peering),
    ("tgw-", through_transit_gateway),
    ("vgw-", through_vpn_gateway),
    ("eni-", _interface),
    ("i-", _instance),
)
