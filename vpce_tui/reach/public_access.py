"""Does VPC Block Public Access stop a subnet's traffic at the internet gateway?

The mode stands on the subnet and the VPC themselves, exclusions already taken in; where it does not, it follows from
the account's options and the exclusions. In the ingress mode NAT and egress-only gateways still let traffic out, an
internet gateway does not. Where nothing was read, nothing is assumed to be blocked, and the trace says so.
Source: VPC User Guide, "Block public access to VPCs and subnets".
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.record import Scope
from vpce_tui.reach.world import World
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions

OFF = "off"
BIDIRECTIONAL = "block-bidirectional"
INGRESS = "block-ingress"


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """What Block Public Access says about a subnet."""

    mode: str | None
    """`off`, `block-ingress`, `block-bidirectional`; None where it was not read."""
    because: str = ""

    def blocks(self, *, outbound_only: bool) -> bool:
        """Say whether traffic through a gateway is stopped; NAT and egress-only gateways are `outbound_only`."""
        return self.mode == BIDIRECTIONAL or (self.mode == INGRESS and not outbound_only)


def public_access(world: World, subnet: Subnet, scope: Scope) -> PublicAccess:
    """Return what applies to a subnet."""
    return world.remember(("public access", subnet.subnet_id), lambda: _look(world, subnet, scope))


def _look(world: World, subnet: Subnet, scope: Scope) -> PublicAccess:
    vpc = world.topology.find(Vpc, subnet.vpc_id, scope)
    exclusion = _exclusion(world, subnet, scope)
    states = subnet.block_public_access_states
    if states is not None and states.internet_gateway_block_mode:
        return PublicAccess(states.internet_gateway_block_mode.lower(), subnet.subnet_id)
    if isinstance(vpc, Vpc) and vpc.block_public_access_states is not None and exclusion is None:
        mode = vpc.block_public_access_states.internet_gateway_block_mode
        if mode:
            return PublicAccess(mode.lower(), vpc.vpc_id)
    for options in world.topology.records(VpcBlockPublicAccessOptions, scope):
        mode = (options.internet_gateway_block_mode or OFF).lower()
        if mode != OFF and exclusion is not None:
            allowed = (exclusion.internet_gateway_exclusion_mode or "").lower()
            # An egress exclusion leaves traffic that starts inside alone, as a trace's does.
            return PublicAccess(OFF if allowed in ("allow-bidirectional", "allow-egress") else mode, "an exclusion")
        return PublicAccess(mode, f"account {options.aws_account_id}")
    return PublicAccess(OFF if world.complete(VpcBlockPublicAccessOptions, scope) else None)


def _exclusion(world: World, subnet: Subnet, scope: Scope) -> VpcBlockPublicAccessExclusion | None:
    endings = (f":subnet/{subnet.subnet_id}", f":vpc/{subnet.vpc_id}")
    for exclusion in world.topology.records(VpcBlockPublicAccessExclusion, scope):
        working = (exclusion.state or "create-complete").lower() in ("create-complete", "update-complete")
        if working and (exclusion.resource_arn or "").endswith(endings):
            return exclusion
    return None
