"""Who owns a packet's destination inside a VPC, and does it take the packet?

The subnet that holds the address and the interface that owns it are looked for; the subnet's ACL is asked where the
packet comes from outside it, then the interface's groups, then the endpoint behind it. That nobody owns an address is
certain only where the list of whoever owns the VPC was read to its end.
Source: VPC User Guide, "Share your VPC subnets with other accounts"; the order of evaluation in Reachability Analyzer's
path details.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.model.record import NOT_SENT, Record, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach import security_groups
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.endpoints import endpoint_of, is_endpoint_interface, protocol_step, state_step
from vpce_tui.reach.security_groups import OtherEnd, Peer
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.reach.world import World, subnet_blocks
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

_WITH_INTERFACES = ("interface", "resource", "servicenetwork", "")


def deliver(walk: Walk, scope: Scope, vpc_id: str, entered_from: Subnet | None) -> Arrival:
    """Deliver inside a VPC: find the subnet and the owner of the destination."""
    destination = walk.packet.destination
    subnet = walk.world.subnet_at(vpc_id, destination)
    if subnet is None:
        unread = _unread(walk.world, Subnet, scope, vpc_id)
        if unread:
            text = f"the subnet of {destination} was not read ({unread})"
            walk.cannot_tell(Stage.ROUTE, Code.VPCE_NOT_READ, text, component=vpc_id)
        else:
            text = f"no subnet of {vpc_id} holds {destination}: it is dropped inside the VPC"
            walk.blocks(Stage.ROUTE, Code.VPCE_NO_INTERFACE_AT_ADDRESS, text, component=vpc_id)
        return STOPPED
    if entered_from is None or entered_from.subnet_id != subnet.subnet_id:
        walk.acl(scope, subnet, egress=False)
    return arrive(walk, scope, vpc_id, subnet)


def arrive(walk: Walk, scope: Scope, vpc_id: str, subnet: Subnet) -> Arrival:
    """Arrive at the owner of the destination inside its subnet."""
    destination = walk.packet.destination
    owner = walk.world.interface_at(vpc_id, destination)
    if owner is not None:
        return reach_interface(walk, scope, vpc_id, subnet, owner)
    unread = _unread(walk.world, NetworkInterface, scope, vpc_id)
    if unread:
        text = f"the interface that owns {destination} was not read ({unread})"
        walk.cannot_tell(Stage.ROUTE, Code.VPCE_NOT_READ, text, component=subnet.subnet_id)
    elif isinstance(walk.world.topology.find(Vpc, vpc_id, scope), Absent):
        # Where the VPC's first block begins says which address is Amazon's name server's.
        text = f"{vpc_id} was not read: {destination} could be its name server's"
        walk.cannot_tell(Stage.ROUTE, Code.VPCE_NOT_READ, text, component=subnet.subnet_id)
    else:
        text = f"no interface in {subnet.subnet_id} owns {destination}: it is dropped there"
        walk.blocks(Stage.ROUTE, Code.VPCE_NO_INTERFACE_AT_ADDRESS, text, component=subnet.subnet_id)
    return STOPPED


def _unread(world: World, record_type: type[Record], scope: Scope, vpc_id: str) -> str:
    """Return why something in a VPC may exist that was not read, or an empty string.

    Only who owns a VPC is shown the subnets and interfaces of everybody in it.
    """
    owner = world.owner_of_vpc(vpc_id, scope)
    if owner is None:
        return "the VPC was not read"
    if not world.complete(record_type, owner):
        return world.says(record_type, owner)
    return world.remember(("cut short", record_type, owner), lambda: _cut_short(world, record_type, owner))


def _cut_short(world: World, record_type: type[Record], scope: Scope) -> str:
    """Return what shows that a list is not all there is: a member left out, or a record left out that others name."""
    for record in world.topology.records(record_type, scope):
        if isinstance(record, Subnet) and not (record.vpc_id and subnet_blocks(record)):
            return f"{record.subnet_id} came without its VPC or its block"
        if isinstance(record, NetworkInterface) and not (addresses(record) and (record.vpc_id or record.subnet_id)):
            return f"{record.network_interface_id} came without its VPC or its addresses"
    for name, record_id in _named(world, record_type, scope):
        if isinstance(found := world.topology.find(record_type, record_id, scope), Absent):
            return f"{found.says}, and {name} names it"
    return ""


def _named(world: World, record_type: type[Record], scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield the ids of this type that other records name, each with who does."""
    if record_type is Subnet:
        for interface in world.topology.records(NetworkInterface, scope):
            if interface.subnet_id:
                yield interface.network_interface_id, interface.subnet_id
    elif record_type is NetworkInterface:
        for endpoint in world.topology.records(VpcEndpoint, scope):
            yield from ((endpoint.vpc_endpoint_id, interface_id) for interface_id in endpoint.network_interface_ids)


def reach_interface(walk: Walk, scope: Scope, vpc_id: str, subnet: Subnet, owner: NetworkInterface) -> Arrival:
    """Come to an interface: its groups, and the endpoint behind it."""
    enter_groups(walk, scope, owner)
    name, destination = owner.network_interface_id, walk.packet.destination
    if (owner.status or "").lower() == "available" and not walk.stateful:
        text = f"{name} has {destination} and is attached to nothing"
        walk.blocks(Stage.ROUTE, Code.BAD_STATE, text, component=name)
    via = walk.via or Via("local", vpc_id)
    if is_endpoint_interface(owner) and not walk.stateful:
        via = _enter_endpoint(walk, scope, owner)
    elif is_nat_interface(owner) and not walk.stateful:
        text = f"{destination} belongs to a NAT gateway, which takes no connections of its own"
        walk.blocks(Stage.ROUTE, Code.NGW_DEST_ADDRESS_PRESERVATION, text, component=name)
    return Arrival("interface", via, owner, Spot(scope, vpc_id, subnet, owner))


def enter_groups(walk: Walk, scope: Scope, owner: NetworkInterface) -> None:
    """Ask the groups of the interface that a first packet comes to."""
    if walk.stateful:
        return
    groups, why = Peer.KEPT, ""
    if walk.lost:
        groups, why = Peer.LOST, walk.lost
    elif walk.doubt:
        groups, why = Peer.NOT_KNOWN, walk.doubt
    other = OtherEnd(walk.packet.source, walk.source, groups, why)
    group_ids = endpoint_groups(walk.world, scope, owner)
    walk.steps.append(
        security_groups.judge(walk.world, scope, owner, walk.packet, other, egress=False, group_ids=group_ids)
    )


def endpoint_groups(world: World, scope: Scope, owner: NetworkInterface) -> tuple[str, ...] | None:
    """Return the groups of the endpoint for an interface whose own list was not sent; None for any other."""
    if owner.groups or not is_endpoint_interface(owner):
        return None
    endpoint = endpoint_of(world, owner, scope)
    if endpoint is None or endpoint.groups is NOT_SENT:
        return None
    return tuple(group.group_id for group in endpoint.groups if group.group_id)


def _enter_endpoint(walk: Walk, scope: Scope, owner: NetworkInterface) -> Via:
    endpoint = endpoint_of(walk.world, owner, scope)
    if endpoint is None:
        text = f"the endpoint of {owner.network_interface_id} was not read"
        walk.cannot_tell(Stage.ENDPOINT_STATE, Code.UNKNOWN_RESOURCE, text, component=owner.network_interface_id)
        return Via("interfaceEndpoint")
    walk.steps.append(state_step(endpoint))
    refusal = protocol_step(endpoint, walk.packet)
    if refusal is not None:
        walk.steps.append(refusal)
    if (endpoint.vpc_endpoint_type or "").lower() not in _WITH_INTERFACES:
        text = f"what an endpoint of type {endpoint.vpc_endpoint_type} does with the packet is not known here"
        walk.cannot_tell(Stage.ENDPOINT_STATE, Code.UNSUPPORTED_COMPONENT, text, component=endpoint.vpc_endpoint_id)
    return Via("interfaceEndpoint", endpoint.vpc_endpoint_id)


def is_nat_interface(interface: NetworkInterface) -> bool:
    """Say whether the interface is a NAT gateway's; the enum and real answers spell the type differently."""
    kind = (interface.interface_type or "").replace("_", "").lower()
    return kind == "natgateway" or (interface.description or "").startswith("Interface for NAT Gateway ")
