"""The partner and what is offered to it: endpoint services on both sides, and a VPC peered with the hub."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import APP, DATA, PARTNER, STAGING
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.hub import PEERING
from vpce_tui.demo.ids import an_id, digest
from vpce_tui.model.record import Scope
from vpce_tui.resources.shapes import ServiceTypeDetail, Tag
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.resources.vpc_endpoint_connection import VpcEndpointConnection
from vpce_tui.resources.vpc_endpoint_service_configuration import ServiceConfiguration
from vpce_tui.resources.vpc_endpoint_service_permission import AllowedPrincipal

LEDGER: Final = an_id("vpce-svc", "ledger")
CLEARING: Final = an_id("vpce-svc", "card-clearing")
FRAUD: Final = an_id("vpce-svc", "fraud-score")
REPORTS: Final = an_id("vpce-svc", "settlement-reports")


def service_of(service_id: str) -> str:
    """Return the name by which endpoints ask for a service of a customer's own."""
    return f"com.amazonaws.vpce.us-east-1.{service_id}"


def build_partner(world: WorldBuilder) -> None:
    """Make the partner's VPC and the services of both companies."""
    world.enter(PARTNER)
    partner = world.vpc("10.20.0.0/16", name="partner")
    private = world.route_table(route("10.0.0.0/16", PEERING), vpc=partner, name="partner-private")
    places = [
        world.subnet(f"10.20.{number}.0/24", vpc=partner, zone=zone, name=f"partner-{zone}", table=private)
        for number, zone in enumerate("ab")
    ]
    group = world.security_group(allow(443, cidr="10.20.0.0/16"), vpc=partner, name="partner-clearing")
    world.instance(name="clearing-1", subnet=places[0], groups=[group], role="Clearing")
    for name in ("card-clearing", "fraud-score", "settlement-reports"):
        world.load_balancer(name, places[0], group)
    ledger = world.interface_endpoint(
        service_of(LEDGER), subnets=places, groups=[group], private_dns=False, name="partner-ledger"
    )
    _offer(world, CLEARING, "card-clearing", zones="ab", acceptance=True, allowed="222233334444")
    _offer(world, FRAUD, "fraud-score", zones="a", acceptance=False, allowed="222233334444")
    _offer(world, REPORTS, "settlement-reports", zones="ab", acceptance=True, allowed="333344445555")
    clearing = _ask(world, APP, CLEARING, "app-card-clearing", ("app-a", "app-b"), "app-endpoints", "pendingAcceptance")
    fraud = _ask(world, APP, FRAUD, "app-fraud-score", ("app-a",), "app-endpoints", "available")
    reports = _ask(world, DATA, REPORTS, "data-settlement-reports", ("data-a", "data-b"), "data-endpoints", "rejected")
    preview = _ask(world, STAGING, LEDGER, "staging-ledger", ("staging-a",), "staging-endpoints", "pendingAcceptance")
    world.enter(APP)
    _offer(world, LEDGER, "ledger", zones="ab", acceptance=True, allowed="555566667777")
    for scope, service_id, balancer, endpoint, owner in (
        (PARTNER, CLEARING, "card-clearing", clearing, APP),
        (PARTNER, FRAUD, "fraud-score", fraud, APP),
        (PARTNER, REPORTS, "settlement-reports", reports, DATA),
        (APP, LEDGER, "ledger", ledger, PARTNER),
        (APP, LEDGER, "ledger", preview, STAGING),
    ):
        world.enter(scope)
        _connect(world, service_id, balancer, endpoint, owner)


def _ask(
    world: WorldBuilder,
    scope: Scope,
    service_id: str,
    name: str,
    subnets: tuple[str, ...],
    group: str,
    state: str,
) -> VpcEndpoint:
    """Make an endpoint that asks for a service of another company."""
    world.enter(scope)
    return world.interface_endpoint(
        service_of(service_id),
        subnets=[world.named_subnet(subnet) for subnet in subnets],
        groups=[world.named_group(group)],
        private_dns=False,
        state=state,
        name=name,
    )


def _offer(world: WorldBuilder, service_id: str, name: str, *, zones: str, acceptance: bool, allowed: str) -> None:
    region = world.scope.region
    zone_names = tuple(f"{region}{zone}" for zone in zones)
    world.add(
        ServiceConfiguration(
            service_id=service_id,
            service_name=service_of(service_id),
            service_type=(ServiceTypeDetail(service_type="Interface"),),
            service_state="Available",
            availability_zones=zone_names,
            availability_zone_ids=tuple(f"use1-az{'abc'.index(zone) + 1}" for zone in zones),
            acceptance_required=acceptance,
            manages_vpc_endpoints=False,
            network_load_balancer_arns=(_balancer(world, name),),
            supported_ip_address_types=("ipv4",),
            base_endpoint_dns_names=(f"{service_id}.{region}.vpce.amazonaws.com",),
            tags=(Tag(key="Name", value=name),),
        )
    )
    world.add(
        AllowedPrincipal(
            service_id=service_id,
            principal=f"arn:aws:iam::{allowed}:root",
            principal_type="Account",
            service_permission_id=an_id("vpce-svc-perm", f"{name}/{allowed}"),
            tags=(),
        )
    )


def _connect(world: WorldBuilder, service_id: str, balancer: str, endpoint: VpcEndpoint, owner: Scope) -> None:
    """Show the provider the endpoint that asks for its service."""
    world.add(
        VpcEndpointConnection(
            service_id=service_id,
            vpc_endpoint_id=endpoint.vpc_endpoint_id,
            vpc_endpoint_owner=owner.account_id,
            vpc_endpoint_state=endpoint.state,
            vpc_endpoint_region=owner.region,
            vpc_endpoint_connection_id=an_id("vpce-con", endpoint.vpc_endpoint_id),
            creation_timestamp="2026-09-14T10:21:33+00:00",
            dns_entries=endpoint.dns_entries,
            network_load_balancer_arns=(_balancer(world, balancer),),
            ip_address_type="ipv4",
            tags=(),
        )
    )


def _balancer(world: WorldBuilder, name: str) -> str:
    scope = world.scope
    return f"arn:aws:elasticloadbalancing:{scope.region}:{scope.account_id}:loadbalancer/net/{name}/{digest(name)}"
