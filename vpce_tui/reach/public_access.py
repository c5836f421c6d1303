"""Does VPC Block Public Access stop a subnet's traffic at the internet gateway?

The mode stands on the subnet and the VPC themselves, exclusions already taken in; where it does not, it follows from
the options of the account that owns the VPC, and its exclusions. In the ingress mode NAT and egress-only gateways still
let traffic out, an internet gateway does not; an exclusion for egress lets everything out and nothing in, where both
ways are blocked. Where nobody asked for the options, nothing is assumed to be blocked, and the trace says so; where
they were refused, or exclusions from a blocking mode were not read, nobody can tell.
Source: VPC User Guide, "Block public access to VPCs and subnets"; EC2 API Reference,
CreateVpcBlockPublicAccessExclusion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.record import Scope
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Stage
from vpce_tui.reach.walk import Walk
from vpce_tui.reach.world import World
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions

OFF = "off"
BIDIRECTIONAL = "block-bidirectional"
INGRESS = "block-ingress"

_EVERYTHING, _OUTBOUND = "allow-bidirectional", "allow-egress"


class Traffic(Enum):
    """Which way a flow starts, and through what."""

    TRANSLATED = "translated"
    """Out, through a NAT or an egress-only gateway, which let nothing else in."""
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """What Block Public Access says about a subnet."""

    mode: str | None
    """`off`, `block-ingress`, `block-bidirectional`; None where it was not read."""
    because: str = ""
    egress_excluded: bool = False
    """Both ways are blocked, and an exclusion lets traffic out."""
    exclusions_unread: bool = False
    refused: str = ""
    """Why the mode, which was asked for, was not told."""

    def blocks(self, traffic: Traffic) -> bool:
        """Say whether such traffic is stopped, as far as was read."""
        if self.mode == BIDIRECTIONAL:
            return not (self.egress_excluded and traffic is not Traffic.IN)
        return self.mode == INGRESS and traffic is not Traffic.TRANSLATED


def check_public_access(walk: Walk, subnet: Subnet, scope: Scope, gateway_id: str, traffic: Traffic) -> None:
    """Write a step where Block Public Access stops the walk's packet, or could; note that its mode was not read."""
    access = public_access(walk.world, subnet, scope)
    if access.mode is None:
        walk.leaves_out("blockPublicAccess")
    if access.refused:
        text = f"whether Block Public Access stops traffic between {subnet.subnet_id} and the internet was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, f"{text} ({access.refused})", component=gateway_id)
    if not access.blocks(traffic):
        return
    stops = f"Block Public Access of {access.because} ({access.mode})"
    if access.exclusions_unread:
        text = f"{stops} stops what {subnet.subnet_id} and the internet exchange, unless an exclusion that was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, f"{text} lets it pass", component=gateway_id)
        return
    walk.blocks(
        Stage.TRANSIT,
        Code.VPC_BLOCK_PUBLIC_ACCESS_ENABLED,
        f"{stops} stops traffic between {subnet.subnet_id} and the internet",
        component=gateway_id,
        fix=f"exclude {subnet.subnet_id} from Block Public Access, or use an endpoint",
    )


def public_access(world: World, subnet: Subnet, scope: Scope) -> PublicAccess:
    """Return what applies to a subnet."""
    return world.remember(("public access", subnet.subnet_id, scope), lambda: _look(world, subnet, scope))


def _look(world: World, subnet: Subnet, scope: Scope) -> PublicAccess:
    owner = world.owner_of_vpc(subnet.vpc_id or "", scope) or scope
    options = next(iter(world.topology.records(VpcBlockPublicAccessOptions, owner)), None)
    general = (options.internet_gateway_block_mode or OFF).lower() if options is not None else None
    exclusions = set(_exclusions(world, subnet, owner))
    egress = _OUTBOUND in exclusions and general != INGRESS
    mode, because = _own_mode(world, subnet, scope, has_exclusion=bool(exclusions))
    if mode:
        # The ingress mode of a subnet whose account blocks both ways is what an exclusion for egress leaves of it.
        return PublicAccess(BIDIRECTIONAL if mode == INGRESS and egress else mode, because, egress)
    if general is None:
        return _unlisted(world.topology.coverage(VpcBlockPublicAccessOptions, owner))
    if _EVERYTHING in exclusions:
        return PublicAccess(OFF, "an exclusion")
    unread = not world.complete(VpcBlockPublicAccessExclusion, owner)
    account = options.aws_account_id if options is not None else owner.account_id
    return PublicAccess(general, f"account {account}", egress, unread)


def _unlisted(coverage: Coverage) -> PublicAccess:
    """Return what a list without options says; sources from before they existed never asked for them."""
    if coverage.complete:
        return PublicAccess(OFF)
    asked = coverage.progress is Progress.FAILED and coverage.reason not in (Reason.NOT_ASKED, Reason.NOT_OFFERED)
    return PublicAccess(None, refused=coverage.says if asked else "")


def _own_mode(world: World, subnet: Subnet, scope: Scope, *, has_exclusion: bool) -> tuple[str, str]:
    """Return the mode that stands on the subnet or its VPC, and on which; empty where on neither."""
    states = subnet.block_public_access_states
    if states is not None and states.internet_gateway_block_mode:
        return states.internet_gateway_block_mode.lower(), subnet.subnet_id
    vpc = world.topology.find(Vpc, subnet.vpc_id, scope)
    if isinstance(vpc, Vpc) and vpc.block_public_access_states is not None and not has_exclusion:
        return (vpc.block_public_access_states.internet_gateway_block_mode or "").lower(), vpc.vpc_id
    return "", ""


def _exclusions(world: World, subnet: Subnet, owner: Scope) -> Iterator[str]:
    """Yield the modes of the exclusions that hold for a subnet: its own and its VPC's."""
    endings = (f":subnet/{subnet.subnet_id}", f":vpc/{subnet.vpc_id}")
    for exclusion in world.topology.records(VpcBlockPublicAccessExclusion, owner):
        working = (exclusion.state or "create-complete").lower() in ("create-complete", "update-complete")
        if working and (exclusion.resource_arn or "").endswith(endings):
            yield (exclusion.internet_gateway_exclusion_mode or "").lower()
