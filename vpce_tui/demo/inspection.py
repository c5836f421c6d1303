"""The inspection VPC: firewalls behind a Gateway Load Balancer, and one route that leads there without a way back."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import NETWORK
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.ids import an_id, digest
from vpce_tui.resources.shapes import ServiceTypeDetail, Tag
from vpce_tui.resources.vpc_endpoint_service_configuration import ServiceConfiguration

FIREWALL_SERVICE: Final = an_id("vpce-svc", "firewall")


def build_inspection(world: WorldBuilder) -> None:
    """Make the inspected VPC: requests to the servers pass the firewall, replies do not (planted)."""
    world.enter(NETWORK)
    vpc = world.vpc("10.7.0.0/16", name="inspection")
    firewalls = world.subnet("10.7.0.0/24", vpc=vpc, zone="a", name="inspection-firewall-a")
    name = f"com.amazonaws.vpce.us-east-1.{FIREWALL_SERVICE}"
    endpoint = world.gateway_load_balancer_endpoint(
        subnet=firewalls, name="inspection-firewall", service_name=name, ip_address_type="ipv4"
    )
    inspected = world.route_table(route("10.7.2.0/24", endpoint.vpc_endpoint_id), vpc=vpc, name="inspection-clients")
    direct = world.route_table(vpc=vpc, name="inspection-servers")
    clients = world.subnet("10.7.1.0/24", vpc=vpc, zone="a", name="inspection-clients-a", table=inspected)
    servers = world.subnet("10.7.2.0/24", vpc=vpc, zone="a", name="inspection-servers-a", table=direct)
    group = world.security_group(allow(443, cidr="10.0.0.0/8"), vpc=vpc, name="inspection-servers")
    world.instance(name="inspected-client-1", subnet=clients, groups=[group])
    world.instance(name="inspected-server-1", subnet=servers, groups=[group])
    arn = f"arn:aws:elasticloadbalancing:us-east-1:{NETWORK.account_id}:loadbalancer/gwy/firewall/{digest('firewall')}"
    world.add(
        ServiceConfiguration(
            service_id=FIREWALL_SERVICE,
            service_name=name,
            service_type=(ServiceTypeDetail(service_type="GatewayLoadBalancer"),),
            service_state="Available",
            availability_zones=("us-east-1a",),
            availability_zone_ids=("use1-az1",),
            acceptance_required=False,
            manages_vpc_endpoints=False,
            gateway_load_balancer_arns=(arn,),
            supported_ip_address_types=("ipv4",),
            tags=(Tag(key="Name", value="firewall"),),
        )
    )
