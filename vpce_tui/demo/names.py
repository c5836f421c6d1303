"""Which names answer inside the made-up VPCs, beside those that endpoints bring along?

Private hosted zones of prod-network lead the spokes to the shared endpoints, and each account lists the zones that its
own VPCs see. Forwarding rules send the office's names to the office.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import APP, DATA, NETWORK, STAGING, VIRGINIA
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.hub import SHARED
from vpce_tui.demo.ids import an_id, zone_id
from vpce_tui.model.record import Scope
from vpce_tui.reach.services import hosts
from vpce_tui.resources.hosted_zone import (
    AliasTarget,
    HostedZoneOwner,
    HostedZoneSummary,
    ResourceRecord,
    ResourceRecordSet,
)
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

_HUB_AND_APP: Final = ((NETWORK, "hub"), (APP, "app"))
SEEN_BY: Final[dict[str, tuple[tuple[Scope, str], ...]]] = {
    **dict.fromkeys(SHARED, _HUB_AND_APP),
    "sts": (*_HUB_AND_APP, (DATA, "analytics")),
    "logs": (*_HUB_AND_APP, (APP, "eks")),
}
"""The VPCs that each shared service's zone is associated with."""


def build_names(world: WorldBuilder) -> None:
    """Make the zones of the shared endpoints, two zones that do harm (planted), and the office's rule."""
    for service in SHARED:
        endpoint = world.get(VpcEndpoint, NETWORK, an_id("vpce", f"hub-{service}"))
        names = hosts(service, VIRGINIA)
        for host in names:
            _alias(world, NETWORK, names[0], host, endpoint)
        for scope, vpc_name in SEEN_BY[service]:
            _associate(world, NETWORK, names[0], scope, vpc_name)
    _harmful(world)
    world.enter(NETWORK)
    hub = world.get(Vpc, NETWORK, an_id("vpc", "hub"))
    world.resolver_rule("corp.example.com", hub, targets=("10.200.0.53", "10.200.1.53"))


def _harmful(world: WorldBuilder) -> None:
    secrets = hosts("secretsmanager", VIRGINIA)[0]
    endpoint = world.get(VpcEndpoint, STAGING, an_id("vpce", "staging-secretsmanager"))
    _alias(world, STAGING, secrets, secrets, endpoint)
    _associate(world, STAGING, secrets, STAGING, "staging")
    zone = "amazonaws.com"
    world.enter(STAGING)
    world.add(
        ResourceRecordSet(
            hosted_zone_id=zone_id(f"{STAGING}/{zone}"),
            name=f"jenkins.{zone}.",
            type="A",
            ttl=300,
            resource_records=(ResourceRecord(value="10.6.1.20"),),
        )
    )
    _associate(world, STAGING, zone, STAGING, "sandbox")


def _alias(world: WorldBuilder, owner: Scope, zone: str, host: str, endpoint: VpcEndpoint) -> None:
    """Let a host name be an alias of an endpoint's regional name."""
    world.enter(owner)
    regional = endpoint.dns_entries[0]
    world.add(
        ResourceRecordSet(
            hosted_zone_id=zone_id(f"{owner}/{zone}"),
            # Route 53 writes a star as \052.
            name=f"{host.replace('*', chr(92) + '052')}.",
            type="A",
            alias_target=AliasTarget(
                dns_name=f"{regional.dns_name}.",
                hosted_zone_id=regional.hosted_zone_id,
                evaluate_target_health=False,
            ),
        )
    )


def _associate(world: WorldBuilder, owner: Scope, zone: str, scope: Scope, vpc_name: str) -> None:
    world.enter(scope)
    world.add(
        HostedZoneSummary(
            vpc_id=an_id("vpc", vpc_name),
            hosted_zone_id=zone_id(f"{owner}/{zone}"),
            name=f"{zone}.",
            owner=HostedZoneOwner(owning_account=owner.account_id),
        )
    )
