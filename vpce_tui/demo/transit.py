"""How are the made-up VPCs joined? A transit gateway for our own, a peering for the partner, a VPN to the office.

Attachments are made after all VPCs. Their records stand in the account that owns the transit gateway; the accounts
that it is shared with see the gateway and their own attachments.
"""

from __future__ import annotations

from typing import Final

import msgspec

from vpce_tui.demo.accounts import APP, DATA, NETWORK, PARTNER, STAGING
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.hub import PEERING, TRANSIT
from vpce_tui.demo.ids import an_id
from vpce_tui.model.record import Scope
from vpce_tui.resources.customer_gateway import CustomerGateway
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway, TransitGatewayOptions
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment
from vpce_tui.resources.vpc import Vpc

ATTACHED: Final[dict[str, tuple[Scope, tuple[str, ...]]]] = {
    "app": (APP, ("app-transit-a", "app-transit-b")),
    "eks": (APP, ("eks-a", "eks-b", "eks-c")),
    "analytics": (DATA, ("analytics-a", "analytics-b")),
    "batch": (DATA, ("batch-a", "batch-b")),
    "staging": (STAGING, ("staging-a", "staging-b")),
}
"""The spokes: whose they are and the subnets they are attached by. The app VPC has none in zone c: planted."""


def build_transit(world: WorldBuilder) -> None:
    """Make the transit gateway with one table for the spokes and one for the hub."""
    world.enter(NETWORK)
    core = world.add(
        TransitGateway(
            transit_gateway_id=TRANSIT,
            transit_gateway_arn=world.arn("transit-gateway", TRANSIT),
            state="available",
            owner_id=NETWORK.account_id,
            description="joins all VPCs of production",
            options=TransitGatewayOptions(
                amazon_side_asn=64512,
                auto_accept_shared_attachments="enable",
                default_route_table_association="disable",
                default_route_table_propagation="disable",
                vpn_ecmp_support="enable",
                dns_support="enable",
                security_group_referencing_support="disable",
            ),
            tags=(Tag(key="Name", value="core"),),
        )
    )
    spokes = world.transit_gateway_table(core, name="spokes")
    hubs = world.transit_gateway_table(core, name="hub")
    hub = world.transit_gateway_attachment(
        core,
        world.get(Vpc, NETWORK, an_id("vpc", "hub")),
        *(world.get(Subnet, NETWORK, an_id("subnet", f"hub-transit-{zone}")) for zone in "abc"),
        table=hubs,
        propagates_to=[spokes],
        name="hub",
    )
    # Spokes go out to the internet through the hub's NAT gateways.
    world.transit_gateway_route(spokes, "0.0.0.0/0", hub)
    for name, (scope, subnet_names) in ATTACHED.items():
        attachment = world.transit_gateway_attachment(
            core,
            world.get(Vpc, scope, an_id("vpc", name)),
            *(world.get(Subnet, scope, an_id("subnet", subnet)) for subnet in subnet_names),
            table=spokes,
            propagates_to=[hubs],
            name=name,
        )
        _share(world, core, attachment, scope)
        _interfaces(world, attachment, scope)
    _interfaces(world, hub, NETWORK)
    _office(world)


def _interfaces(world: WorldBuilder, attachment: TransitGatewayVpcAttachment, scope: Scope) -> None:
    """Leave the interfaces that an attachment has, one in each of its subnets."""
    world.enter(scope)
    for subnet_id in attachment.subnet_ids:
        world.network_interface(
            subnet=world.get(Subnet, scope, subnet_id),
            groups=(),
            interface_type="transit_gateway",
            requester_managed=True,
            source_dest_check=False,
            description=f"Network Interface for Transit Gateway Attachment {attachment.transit_gateway_attachment_id}",
        )
    world.enter(NETWORK)


def _share(world: WorldBuilder, core: TransitGateway, attachment: TransitGatewayVpcAttachment, scope: Scope) -> None:
    """Show the gateway and the attachment to the account that the VPC belongs to."""
    general = world.get(TransitGatewayAttachment, NETWORK, attachment.transit_gateway_attachment_id)
    world.enter(scope)
    for record in (core, attachment, general):
        world.add(record)
    world.enter(NETWORK)


def build_peering(world: WorldBuilder) -> None:
    """Peer the partner's VPC with the hub; the hub's tables do not lead back: planted."""
    world.enter(PARTNER)
    partner = world.get(Vpc, PARTNER, an_id("vpc", "partner"))
    peering = world.peering(partner, world.get(Vpc, NETWORK, an_id("vpc", "hub")), name="partner-hub")
    world.drop(peering)
    peering = msgspec.structs.replace(peering, vpc_peering_connection_id=PEERING)
    for scope in (PARTNER, NETWORK):
        world.enter(scope)
        world.add(peering)


def _office(world: WorldBuilder) -> None:
    """Make the VPN to the office, which ends at the hub."""
    hub = world.get(Vpc, NETWORK, an_id("vpc", "hub"))
    gateway = world.vpn_gateway(vpc=hub)
    office = world.add(
        CustomerGateway(
            customer_gateway_id=an_id("cgw", "office"),
            state="available",
            type="ipsec.1",
            ip_address="203.0.113.250",
            bgp_asn="65010",
            tags=(Tag(key="Name", value="office"),),
        )
    )
    connection = world.vpn_connection(gateway, "10.200.0.0/16")
    world.change(connection, customer_gateway_id=office.customer_gateway_id, tags=(Tag(key="Name", value="office"),))
