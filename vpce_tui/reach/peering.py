"""What does a peering connection do with a packet?

It carries addresses of the two VPCs it joins and nothing else: no public addresses, no third network.
Source: VPC Peering Guide, "Limitations".
"""

from __future__ import annotations

from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import in_any, parse_blocks
from vpce_tui.reach.arriving import deliver
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.remedies import peer_cidrs
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection


def through_peering(walk: Walk, peering_id: str, spot: Spot, _table: RouteTable) -> Arrival:
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
    if not theirs or not ours:
        unknown = other.vpc_id if not theirs else spot.vpc_id
        text = f"which addresses {unknown} has was not read, and {peering_id} does not say"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, text, component=peering_id)
        return STOPPED
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
    return deliver(walk, other_scope, other.vpc_id, None)
