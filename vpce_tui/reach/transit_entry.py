"""How does a packet come out of a transit gateway into a VPC, and what is still known of its origin?

It comes in by a subnet of the VPC's attachment, whose ACL's outbound rules see it and whose table leads it on.
References to security groups survive only where the gateway and both attachments say so, and in inbound rules alone.
Source: Transit Gateway Guide, "Network ACLs", "Appliance mode"; AWS Networking blog, "Introducing security group
referencing for AWS Transit Gateway".
"""

from __future__ import annotations

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.arriving import arrive
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.leaving import route_from
from vpce_tui.reach.steps import Stage, Via, verdict_of
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway, TransitGatewayOptions
from vpce_tui.resources.transit_gateway_vpc_attachment import (
    TransitGatewayVpcAttachment,
    TransitGatewayVpcAttachmentOptions,
)


def pass_groups(
    walk: Walk,
    gateway_id: str,
    incoming: TransitGatewayVpcAttachment | None,
    outgoing: TransitGatewayVpcAttachment,
    scope: Scope,
) -> None:
    """Write down what is still known of the source's groups behind the gateway, and of the destination's before it."""
    if incoming is not None and incoming.record_id == outgoing.record_id:
        return
    walk.one_way = walk.one_way or f"outbound rules for groups do not apply across {gateway_id}"
    forgets = f"{gateway_id} does not pass on which groups the packet comes from"
    if incoming is None or not all(_references(item.options) for item in (incoming, outgoing)):
        walk.lost = walk.lost or forgets
        return
    gateway = walk.world.topology.find(TransitGateway, gateway_id, scope)
    if isinstance(gateway, Absent) or gateway.options is None:
        walk.doubt = walk.doubt or f"whether {gateway_id} passes on groups was not read"
    elif not _references(gateway.options):
        walk.lost = walk.lost or forgets


def _references(options: TransitGatewayOptions | TransitGatewayVpcAttachmentOptions | None) -> bool:
    return options is not None and (options.security_group_referencing_support or "").lower() == "enable"


def enter_vpc(walk: Walk, attachment: TransitGatewayVpcAttachment, spot: Spot) -> Arrival:
    """Come into a VPC through the attachment's subnet, of the source's zone where there is one.

    Without one, and in appliance mode, any of its subnets may be taken: where it matters which, nobody can tell.
    """
    attachment_id, world = attachment.transit_gateway_attachment_id, walk.world
    vpc_id = attachment.vpc_id or ""
    scope = world.vpc_scope(vpc_id, spot.scope)
    found = [world.topology.find(Subnet, subnet_id, scope) for subnet_id in sorted(attachment.subnet_ids)]
    subnets = [subnet for subnet in found if isinstance(subnet, Subnet)]
    options = attachment.options
    appliance = options is not None and (options.appliance_mode_support or "").lower() == "enable"
    same_zone = [] if appliance else [subnet for subnet in subnets if zone_of(subnet) == zone_of(spot.subnet)]
    if not subnets or (not same_zone and len(subnets) < len(found)):
        text = f"the subnets of {attachment_id} were not read"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=attachment_id)
        return STOPPED
    if same_zone or len(subnets) == 1:
        return _enter_by(walk, Spot(scope, vpc_id, (same_zone or subnets)[0]))
    return _enter_by_any(walk, attachment_id, [Spot(scope, vpc_id, subnet) for subnet in subnets])


def _enter_by(walk: Walk, entry: Spot) -> Arrival:
    target = walk.world.subnet_at(entry.vpc_id, walk.packet.destination)
    if target is not None and target.subnet_id == entry.subnet.subnet_id:
        return arrive(walk, entry.scope, entry.vpc_id, target)
    walk.acl(entry.scope, entry.subnet, egress=True)
    return route_from(walk, entry)


def _enter_by_any(walk: Walk, attachment_id: str, entries: list[Spot]) -> Arrival:
    """Enter by each of several subnets; go on where all lead to the same."""
    forks = [walk.fork() for _ in entries]
    before = len(walk.steps)
    arrivals = [_enter_by(fork, entry) for fork, entry in zip(forks, entries, strict=True)]
    fates = {
        (verdict_of(fork.steps[before:]), fork.packet.ports, *_end_of(arrival))
        for fork, arrival in zip(forks, arrivals, strict=True)
    }
    if len(fates) == 1:
        walk.take_over(forks[0])
        return arrivals[0]
    places = " or ".join(entry.subnet.subnet_id for entry in entries)
    text = f"the packet may come in by {places}, which do not treat it alike"
    walk.cannot_tell(Stage.TRANSIT, Code.UNKNOWN_RESOURCE, text, component=attachment_id)
    return STOPPED


def _end_of(arrival: Arrival) -> tuple[str, Via | None, str, str]:
    """Return what tells one end of a walk from another."""
    interface = arrival.interface.network_interface_id if arrival.interface else ""
    place = arrival.spot or arrival.exit_spot
    return (arrival.kind, arrival.via, interface, place.subnet.subnet_id if place else "")


def zone_of(subnet: Subnet) -> str | None:
    """Return a subnet's zone: by id, for names differ by account."""
    return subnet.availability_zone_id or subnet.availability_zone
