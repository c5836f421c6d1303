"""The hub: the prod-network account in us-east-1, through which the other VPCs reach AWS.

Its interface endpoints are shared: private DNS is off and a private hosted zone a service, associated with the spokes,
leads there over the transit gateway. Gateway endpoints, by their nature, serve the hub alone.
"""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import NETWORK
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.policies import DENY_ONLY
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import UserIdGroupPair
from vpce_tui.resources.stale_security_group import StaleIpPermission, StaleSecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

SHARED: Final = (
    "ssm",
    "ssmmessages",
    "ec2messages",
    "sts",
    "logs",
    "ecr.api",
    "ecr.dkr",
    "secretsmanager",
    "sqs",
    "sns",
)
"""The services whose names the spokes resolve to the hub."""

TRANSIT: Final = an_id("tgw", "core")
PEERING: Final = an_id("pcx", "partner-hub")


def build_hub(world: WorldBuilder) -> None:
    """Make the hub VPC with its gateways, endpoints and bastion host."""
    world.enter(NETWORK)
    hub = world.vpc("10.0.0.0/16", name="hub")
    gateway = world.internet_gateway(vpc=hub, name="hub")
    public = world.route_table(
        route("10.0.0.0/8", TRANSIT), route("0.0.0.0/0", gateway.internet_gateway_id), vpc=hub, name="hub-public"
    )
    public_a = world.subnet("10.0.0.0/24", vpc=hub, zone="a", name="hub-public-a", table=public)
    public_b = world.subnet("10.0.1.0/24", vpc=hub, zone="b", name="hub-public-b", table=public)
    nat = world.nat_gateway(subnet=public_a, name="hub-nat-a")
    world.nat_gateway(subnet=public_b, name="hub-nat-b")
    # The way back to analytics (10.4.0.0/16) was forgotten here: planted.
    endpoints = world.route_table(
        *(route(cidr, TRANSIT) for cidr in ("10.1.0.0/16", "10.3.0.0/16", "10.5.0.0/16", "10.8.0.0/16")),
        vpc=hub,
        name="hub-endpoints",
    )
    transit = world.route_table(
        route("10.0.0.0/8", TRANSIT), route("0.0.0.0/0", nat.nat_gateway_id), vpc=hub, name="hub-transit"
    )
    places = [
        world.subnet(f"10.0.1{number}.0/24", vpc=hub, zone=zone, name=f"hub-endpoints-{zone}", table=endpoints)
        for number, zone in enumerate("abc")
    ]
    for number, zone in enumerate("abc"):
        world.subnet(f"10.0.20.{16 * number}/28", vpc=hub, zone=zone, name=f"hub-transit-{zone}", table=transit)
    tools = world.route_table(
        route("10.0.0.0/8", TRANSIT), route("0.0.0.0/0", nat.nat_gateway_id), vpc=hub, name="hub-tools"
    )
    tools_a = world.subnet("10.0.30.0/24", vpc=hub, zone="a", name="hub-tools-a", table=tools)
    _gateway_endpoints(world, hub, [transit, tools])
    _shared_endpoints(world, hub, places)
    _bastion(world, tools_a)


def _gateway_endpoints(world: WorldBuilder, hub: Vpc, tables: list[RouteTable]) -> None:
    for service in ("s3", "dynamodb"):
        world.gateway_endpoint(service, vpc=hub, tables=tables, name=f"hub-{service}")


def _shared_endpoints(world: WorldBuilder, hub: Vpc, places: list[Subnet]) -> None:
    company = world.security_group(allow(443, cidr="10.0.0.0/8"), vpc=hub, name="hub-endpoints")
    groups: dict[str, SecurityGroup] = {
        "sns": world.security_group(allow(443, cidr="10.0.0.0/16"), vpc=hub, name="hub-endpoints-hub-only"),
        "sqs": world.default_group(hub),
        "secretsmanager": world.security_group(
            allow(443, group=an_id("sg", "app-web")), vpc=hub, name="hub-endpoints-by-group"
        ),
        "monitoring": _stale_group(world, hub),
    }
    for service in SHARED:
        world.interface_endpoint(
            service,
            subnets=places,
            groups=[groups.get(service, company)],
            private_dns=False,
            policy=DENY_ONLY if service == "ecr.api" else None,
            name=f"hub-{service}",
        )
    for service in ("kms", "ec2", "monitoring"):
        world.interface_endpoint(
            service, subnets=places, groups=[groups.get(service, company)], private_dns=True, name=f"hub-{service}"
        )
    world.interface_endpoint("events", subnets=places[:1], groups=[company], private_dns=True, name="hub-events")
    world.interface_endpoint(
        "s3",
        subnets=places[:2],
        groups=[company],
        private_dns=True,
        inbound_resolver_only=True,
        name="hub-s3-for-on-premises",
    )


def _stale_group(world: WorldBuilder, hub: Vpc) -> SecurityGroup:
    """Make a group that still refers to a group of a VPC whose peering is gone."""
    gone = an_id("sg", "old-billing")
    group = world.security_group(
        allow(443, cidr="10.0.0.0/8"), allow(443, group=gone), vpc=hub, name="hub-endpoints-monitoring"
    )
    world.add(
        StaleSecurityGroup(
            group_id=group.group_id,
            group_name=group.group_name,
            description=group.description,
            vpc_id=hub.vpc_id,
            stale_ip_permissions=(
                StaleIpPermission(
                    ip_protocol="tcp",
                    from_port=443,
                    to_port=443,
                    user_id_group_pairs=(
                        UserIdGroupPair(
                            group_id=gone,
                            user_id="222233334444",
                            vpc_id=an_id("vpc", "old-billing"),
                            vpc_peering_connection_id=an_id("pcx", "old-billing"),
                            peering_status="deleted",
                        ),
                    ),
                ),
            ),
        )
    )
    return group


def _bastion(world: WorldBuilder, tools: Subnet) -> None:
    group = world.security_group(name="hub-bastion")
    world.instance(name="bastion-1", subnet=tools, groups=[group], role="Bastion", instance_type="t4g.small")
