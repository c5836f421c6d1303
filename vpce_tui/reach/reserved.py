"""Which addresses are AWS's own inside every VPC?

Name server, instance metadata, time, licences and credentials answer at addresses that no route forwards and that
neither groups nor ACLs filter; the name server also at the base of the VPC's first block plus two, and nowhere where
the VPC's DNS support is off.
Source: VPC User Guide, "Configure route tables", "DNS attributes in your VPC"; ECS and EKS guides, task and pod
credentials.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, in_any, parse_address, parse_blocks
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.reach.world import World
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute

_KEPT: Final = parse_blocks(("169.254.168.0/22", "fd00:ec2::/32"))
"""What no route of a VPC forwards."""

_NAME_SERVER: Final = 2
"""Where the name server stands in a VPC's first block, and so in the last four bits of its address: no block of a VPC
is smaller than sixteen addresses."""

_NAMES: Final = {
    parse_address(text): name
    for text, name in (
        ("169.254.169.123", "time service"),
        ("fd00:ec2::123", "time service"),
        ("169.254.169.250", "licence service for Windows"),
        ("169.254.169.251", "licence service for Windows"),
        ("169.254.169.253", "name server"),
        ("fd00:ec2::253", "name server"),
        ("169.254.169.254", "instance metadata"),
        ("fd00:ec2::254", "instance metadata"),
        ("169.254.170.2", "task credentials"),
        ("169.254.170.23", "pod credentials"),
        ("fd00:ec2::23", "pod credentials"),
    )
}


def meet_reserved(walk: Walk, spot: Spot) -> Arrival | None:
    """Return where a packet to one of AWS's own addresses ends; None for every other packet."""
    destination = walk.packet.destination
    is_kept = in_any(destination, _KEPT)
    if not is_kept and destination.value & 15 != _NAME_SERVER:
        return None
    name = _NAMES.get(destination, "")
    if not name and is_name_server(walk.world, spot.vpc_id, spot.scope, destination):
        name = "name server"
    if not name and _may_be_name_server(walk, spot):
        text = f"{spot.vpc_id} was not read: {destination} could be its name server's, which nothing routes or filters"
        walk.cannot_tell(Stage.ROUTE, Code.VPCE_NOT_READ, text, component=spot.vpc_id)
        return Arrival("reserved", Via("local", spot.vpc_id))
    if not name:
        if not is_kept:
            return None
        text = f"{destination} is kept for AWS inside every VPC; whether anything answers there is not known here"
        walk.cannot_tell(Stage.ROUTE, Code.UNKNOWN_DESTINATION, text, component=spot.vpc_id)
        return STOPPED
    if name == "name server" and _dns_is_off(walk, spot):
        text = f"enableDnsSupport of {spot.vpc_id} is off: Amazon's name server does not answer at {destination}"
        walk.blocks(Stage.ROUTE, Code.VPCE_DNS_SUPPORT_OFF, text, component=spot.vpc_id)
        return STOPPED
    text = f"{destination} ({name}) is AWS's own inside every VPC: nothing routes or filters it"
    walk.passes(Stage.ROUTE, text, component=spot.vpc_id)
    return Arrival("reserved", Via("local", spot.vpc_id))


def is_name_server(world: World, vpc_id: str, scope: Scope, address: Address) -> bool:
    """Say whether the address is the Amazon DNS server's: the base of the VPC's primary block plus two."""
    blocks = world.vpc_blocks(vpc_id, scope)
    return bool(blocks) and blocks[0].version == address.version and address.value == blocks[0].first + _NAME_SERVER


def _may_be_name_server(walk: Walk, spot: Spot) -> bool:
    """Say whether a question for names goes to where the name server of a VPC that was not read may be."""
    packet = walk.packet
    if packet.destination.value & 15 != _NAME_SERVER or packet.ports != ((53, 53),) or walk.stateful:
        return False
    return isinstance(walk.world.topology.find(Vpc, spot.vpc_id, spot.scope), Absent)


def _dns_is_off(walk: Walk, spot: Spot) -> bool:
    found = walk.world.topology.find(VpcAttribute, spot.vpc_id, spot.scope)
    support = None if isinstance(found, Absent) or found.enable_dns_support is None else found.enable_dns_support.value
    if support is None:
        walk.leaves_out("vpcAttributes")
    return support is False
