"""Ireland: a small hub with a regional NAT gateway, and a dual-stack VPC that asks the office's name servers."""

from __future__ import annotations

from vpce_tui.demo.accounts import APP_EU, NETWORK_EU
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import acl_entry, allow, route
from vpce_tui.demo.ids import an_id
from vpce_tui.resources.shapes import Tag

_IPV6 = "2001:db8:65:"


def build_europe(world: WorldBuilder) -> None:
    """Make both VPCs of eu-west-1."""
    world.enter(NETWORK_EU)
    hub = world.vpc("10.64.0.0/16", name="hub-eu")
    world.internet_gateway(vpc=hub, name="hub-eu")
    nat = world.regional_nat_gateway(vpc=hub, zones="ab", tags=(Tag(key="Name", value="hub-eu-regional-nat"),))
    private = world.route_table(route("0.0.0.0/0", nat.nat_gateway_id), vpc=hub, name="hub-eu-private")
    places = [
        world.subnet(f"10.64.1{number}.0/24", vpc=hub, zone=zone, name=f"hub-eu-{zone}", table=private)
        for number, zone in enumerate("abc")
    ]
    world.gateway_endpoint("s3", vpc=hub, tables=[private], name="hub-eu-s3")
    endpoints = world.security_group(allow(443, cidr="10.64.0.0/16"), vpc=hub, name="hub-eu-endpoints")
    for service in ("ssm", "ssmmessages", "logs"):
        world.interface_endpoint(service, subnets=places, groups=[endpoints], name=f"hub-eu-{service}")
    tools = world.security_group(vpc=hub, name="hub-eu-tools")
    world.instance(name="bastion-eu-1", subnet=places[0], groups=[tools], role="Bastion")
    _dual_stack(world)


def _dual_stack(world: WorldBuilder) -> None:
    world.enter(APP_EU)
    # These servers may or may not ask Amazon's: no API tells. Planted.
    options = world.dhcp_options(
        "10.200.0.53",
        "10.200.1.53",
        dhcp_options_id=an_id("dopt", "office"),
        tags=(Tag(key="Name", value="office name servers"),),
    )
    app = world.vpc("10.65.0.0/16", name="app-eu", ipv6_cidr=f"{_IPV6}:/56", dhcp_options_id=options.dhcp_options_id)
    default = world.default_acl(app)
    # A VPC with IPv6 has these in its default ACL from the start.
    ipv6_entries = [
        acl_entry(number, allow=allowed, egress=egress, cidr="::/0", protocol="-1")
        for egress in (True, False)
        for number, allowed in ((101, True), (32768, False))
    ]
    world.change(default, entries=(*default.entries, *ipv6_entries))
    egress_only = world.egress_only_internet_gateway(vpc=app).egress_only_internet_gateway_id
    private = world.route_table(route("::/0", egress_only), vpc=app, name="app-eu-private")
    places = [
        world.subnet(
            f"10.65.{number}.0/24",
            vpc=app,
            zone=zone,
            name=f"app-eu-{zone}",
            table=private,
            ipv6_cidr=f"{_IPV6}{number}::/64",
            assign_ipv6_address_on_creation=True,
        )
        for number, zone in enumerate("ab", start=1)
    ]
    world.gateway_endpoint("s3", vpc=app, tables=[private], name="app-eu-s3")
    endpoints = world.security_group(allow(443, cidr="10.65.0.0/16"), vpc=app, name="app-eu-endpoints")
    world.interface_endpoint("ssm", subnets=places, groups=[endpoints], name="app-eu-ssm")
    web = world.security_group(
        egress=[allow(protocol="-1"), allow(protocol="-1", cidr="::/0")], vpc=app, name="app-eu-web"
    )
    for number, subnet in enumerate(places, start=1):
        world.instance(
            name=f"app-eu-{number}", subnet=subnet, groups=[web], ipv6=f"{_IPV6}{number}::1a", role="AppServer"
        )
