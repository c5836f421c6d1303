"""What joins VPCs, fact by fact: transit gateways, peering, shared subnets, gateway endpoints from elsewhere."""

from __future__ import annotations

import msgspec
import pytest

from tests.reach.facts.case import (
    ANYONE,
    NO,
    OK,
    UNKNOWN,
    Asked,
    Case,
    Facts,
    check,
    group_of,
    peered,
    public_subnet,
    vpc_of,
)
from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

fact = Facts()


def joined(build: Builder, *, referencing: bool = False) -> tuple[NetworkInterface, NetworkInterface]:
    """Build two VPCs that a transit gateway joins by propagation."""
    gateway = build.transit_gateway(security_group_referencing=referencing)
    table = build.transit_gateway_table(gateway)
    ends = []
    for cidr in ("10.60.0.0/16", "10.70.0.0/16"):
        vpc = build.vpc(cidr)
        subnet = build.subnet(vpc=vpc)
        build.transit_gateway_attachment(
            gateway, vpc, subnet, table=table, propagates_to=(table,), security_group_referencing=referencing
        )
        build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
        ends.append(build.network_interface(subnet=subnet, groups=(build.security_group(ANYONE),)))
    return ends[0], ends[1]


@fact("R16", "two attached VPCs with propagated routes", OK, via="transitGateway")
def propagated(build: Builder) -> Asked:
    return joined(build)


@fact("R16", "references to groups cross where gateway and attachments let them", OK)
def referenced(build: Builder) -> Asked:
    one, two = joined(build, referencing=True)
    build.change(group_of(build, two), ip_permissions=(allow(group=group_of(build, one)),))
    return one, two


@fact("R16", "references to groups are lost where they are off", NO, code="SG_REFERENCES_NOT_PRESERVED")
def not_referenced(build: Builder) -> Asked:
    one, two = joined(build)
    build.change(group_of(build, two), ip_permissions=(allow(group=group_of(build, one)),))
    return one, two


@fact("R16", "whether the gateway passes references on must have been read", UNKNOWN, unread=(TransitGateway,))
def referenced_unread(build: Builder) -> Asked:
    return referenced(build)


@fact(
    "R16",
    "outbound rules for groups of another VPC never cross a transit gateway",
    NO,
    code="SG_REFERENCES_NOT_PRESERVED",
)
def referenced_outbound(build: Builder) -> Asked:
    one, two = joined(build, referencing=True)
    build.change(group_of(build, one), ip_permissions_egress=(allow(group=group_of(build, two)),))
    return one, two


@fact("47", "a zone without a subnet in the attachment does not get in", NO, code="TGW_ROUTE_AZ_RESTRICTION")
def other_zone(build: Builder) -> Asked:
    one, two = joined(build)
    vpc = vpc_of(build, one)
    return build.network_interface(subnet=build.subnet(vpc=vpc, zone="b"), groups=(group_of(build, one),)), two


@fact("R16", "a static route of a table beats a propagated one", NO, code="TGW_RTB_BAD_STATE_ROUTE")
def static_first(build: Builder) -> Asked:
    one, two = joined(build)
    build.transit_gateway_route(next(build.topology().records(TransitGatewayRouteTable)), "10.70.0.0/16")
    return one, two


@fact("R16", "a table whose list of blocks was not read decides nothing", UNKNOWN, unread=(PrefixListEntry, PrefixList))
def listed_route(build: Builder) -> Asked:
    one, two = joined(build)
    table = next(build.topology().records(TransitGatewayRouteTable))
    listed = build.prefix_list("10.70.1.0/24")
    build.add(
        TransitGatewayRoute(
            transit_gateway_route_table_id=table.transit_gateway_route_table_id,
            prefix_list_id=listed.prefix_list_id,
            type="static",
            state="blackhole",
        )
    )
    return one, two


@fact("R16", "what the gateway's owner alone can tell is not missing", UNKNOWN)
def owners_tables(build: Builder) -> Asked:
    one, two = joined(build)
    for kind in (TransitGatewayRouteTableAssociation, TransitGatewayRouteTable, TransitGatewayRoute):
        for record in list(build.topology().records(kind)):
            build.drop(record)
    for attachment in list(build.topology().records(TransitGatewayAttachment)):
        build.change(attachment, association=None, transit_gateway_owner_id="999988887777")
    gateway = next(build.topology().records(TransitGateway))
    build.change(gateway, owner_id="999988887777")
    return one, two


@fact("R16", "where the attachment's subnets differ, the one that is taken must be known", UNKNOWN)
def entry_not_known(build: Builder) -> Asked:
    one, _ = joined(build)
    vpc = next(item for item in build.topology().records(Vpc) if item.cidr_block == "10.70.0.0/16")
    attachment = next(
        item for item in build.topology().records(TransitGatewayVpcAttachment) if item.vpc_id == vpc.vpc_id
    )
    places = [build.subnet(vpc=vpc, zone=zone) for zone in "bc"]
    build.network_acl(vpc=vpc, subnets=(places[0],))
    build.change(attachment, subnet_ids=tuple(place.subnet_id for place in places))
    server = build.network_interface(
        subnet=build.subnet(vpc=vpc, zone="c"), groups=(build.security_group(ANYONE, vpc=vpc),)
    )
    return one, server


@fact("R16", "appliance mode may enter by any of the attachment's subnets", UNKNOWN)
def appliance_mode(build: Builder) -> Asked:
    one, two = joined(build)
    vpc = vpc_of(build, two)
    attachment = next(
        item for item in build.topology().records(TransitGatewayVpcAttachment) if item.vpc_id == vpc.vpc_id
    )
    places = [build.subnet(vpc=vpc, zone=zone) for zone in "ab"]
    build.network_acl(vpc=vpc, subnets=(places[1],))
    assert attachment.options is not None
    options = msgspec.structs.replace(attachment.options, appliance_mode_support="enable")
    build.change(attachment, subnet_ids=tuple(place.subnet_id for place in places), options=options)
    return one, two


def central_egress(build: Builder) -> tuple[NetworkInterface, str]:
    """Build a client whose way to the internet leads through a transit gateway to another VPC's NAT gateway."""
    gateway = build.transit_gateway()
    table = build.transit_gateway_table(gateway)
    hub = build.vpc("10.90.0.0/16")
    outside = public_subnet(build)
    build.add_routes(table_of_subnet(build, outside), route("10.0.0.0/8", gateway.transit_gateway_id))
    nat = build.nat_gateway(subnet=outside)
    entry = build.subnet(vpc=hub, table=build.route_table(route("0.0.0.0/0", nat.nat_gateway_id)))
    to_hub = build.transit_gateway_attachment(gateway, hub, entry, table=table, propagates_to=(table,))
    build.transit_gateway_route(table, "0.0.0.0/0", to_hub)
    spoke = build.vpc("10.91.0.0/16")
    subnet = build.subnet(vpc=spoke)
    build.transit_gateway_attachment(gateway, spoke, subnet, table=table, propagates_to=(table,))
    build.add_routes(build.main_table(spoke), route("0.0.0.0/0", gateway.transit_gateway_id))
    return build.network_interface(subnet=subnet), table.transit_gateway_route_table_id


def table_of_subnet(build: Builder, subnet: Subnet) -> RouteTable:
    return next(
        table
        for table in build.topology().records(RouteTable)
        if any(item.subnet_id == subnet.subnet_id for item in table.associations)
    )


@fact("R16", "a central NAT gateway serves who comes by a transit gateway", OK, via="natGateway")
def through_the_hub(build: Builder) -> Asked:
    return central_egress(build)[0], "ssm"


@fact(
    "R16",
    "what the gateway drops of the internet leaves a service's addresses open",
    UNKNOWN,
    code="VPCE_ADDRESSES_NOT_KNOWN",
)
def partly_through_the_hub(build: Builder) -> Asked:
    client, _ = central_egress(build)
    build.transit_gateway_route(next(build.topology().records(TransitGatewayRouteTable)), "52.0.0.0/8")
    return client, "ssm"


@fact("R16", "so does what the hub's own ACL refuses", UNKNOWN, code="VPCE_ADDRESSES_NOT_KNOWN")
def filtered_by_the_hub(build: Builder) -> Asked:
    client, _ = central_egress(build)
    acl = next(item for item in build.topology().records(NetworkAcl) if item.vpc_id != client.vpc_id)
    build.change(acl, entries=(acl_entry(50, egress=True, allow=False, cidr="54.0.0.0/8"), *acl.entries))
    return client, "ssm"


# --- peering ---------------------------------------------------------------------------------------------------------


@fact("R15", "a peering that is not active carries nothing", NO, code="BAD_STATE_ATTACHMENT")
def not_active(build: Builder) -> Asked:
    one, two = peered(build)
    peering = next(build.topology().records(VpcPeeringConnection))
    assert peering.status is not None
    build.change(peering, status=msgspec.structs.replace(peering.status, code="pending-acceptance"))
    return one, two


@fact("R15", "a peering is not transitive", NO, code="PCX_REQUIRES_ADDRESS_IN_VPC_CIDR")
def not_transitive(build: Builder) -> Asked:
    one, two = peered(build)
    third = build.vpc("10.80.0.0/16")
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(ANYONE),))
    vpcs = {vpc.vpc_id: vpc for vpc in build.topology().records(Vpc)}
    onward = build.peering(vpcs[two.vpc_id or ""], third).vpc_peering_connection_id
    first = next(iter(build.topology().records(VpcPeeringConnection))).vpc_peering_connection_id
    build.add_routes(build.main_table(vpcs[one.vpc_id or ""]), route("10.80.0.0/16", first))
    build.add_routes(build.main_table(vpcs[two.vpc_id or ""]), route("10.80.0.0/16", onward))
    build.add_routes(build.main_table(third), route("10.60.0.0/16", onward))
    return one, server


@fact("R15", "a peering whose other side's addresses were not read decides nothing", UNKNOWN)
def unknown_blocks(build: Builder) -> Asked:
    one, two = peered(build)
    peering = next(build.topology().records(VpcPeeringConnection))
    assert peering.accepter_vpc_info is not None
    bare = msgspec.structs.replace(peering.accepter_vpc_info, cidr_block=None, cidr_block_set=())
    build.change(peering, accepter_vpc_info=bare)
    for kind in (Vpc, Subnet, NetworkInterface):
        for record in list(build.topology().records(kind)):
            if getattr(record, "vpc_id", "") == two.vpc_id:
                build.drop(record)
    return one, str(two.private_ip_address)


@fact("R14", "a NAT gateway serves no peer", NO)
def nat_of_a_peer(build: Builder) -> Asked:
    one, _ = peered(build)
    vpcs = {vpc.vpc_id: vpc for vpc in build.topology().records(Vpc)}
    peering = next(build.topology().records(VpcPeeringConnection)).vpc_peering_connection_id
    build.add_routes(build.main_table(vpcs[one.vpc_id or ""]), route("0.0.0.0/0", peering))
    return one, "8.8.8.8"


@fact("46", "a gateway endpoint serves nobody who comes by a transit gateway", NO, code="VPCE_GATEWAY_NOT_TRANSITIVE")
def hub_gateway_endpoint(build: Builder) -> Asked:
    one, two = joined(build)
    table = next(build.topology().records(TransitGatewayRouteTable))
    vpcs = {vpc.vpc_id: vpc for vpc in build.topology().records(Vpc)}
    hub = vpcs[two.vpc_id or ""]
    attachment = next(
        item for item in build.topology().records(TransitGatewayVpcAttachment) if item.vpc_id == hub.vpc_id
    )
    build.transit_gateway_route(table, "0.0.0.0/0", attachment)
    gateway = next(build.topology().records(TransitGateway)).transit_gateway_id
    build.add_routes(build.main_table(vpcs[one.vpc_id or ""]), route("0.0.0.0/0", gateway))
    build.gateway_endpoint("s3", vpc=hub, tables=(build.main_table(hub),))
    return one, "52.216.1.1"


# --- shared subnets --------------------------------------------------------------------------------------------------


def participant(build: Builder) -> NetworkInterface:
    """Build what a participant reads of a shared VPC: VPC and one subnet of the owner's, interfaces of its own."""
    vpc = build.vpc("10.1.0.0/16")
    build.change(vpc, owner_id="999988887777")
    subnet = build.subnet("10.1.1.0/24", vpc=vpc, owner_id="999988887777")
    return build.network_interface(subnet=subnet, groups=(build.security_group(ANYONE, vpc=vpc),))


@fact("I6", "the interfaces of other participants are not missing", UNKNOWN)
def others_interface(build: Builder) -> Asked:
    return participant(build), "10.1.1.99"


@fact("I6", "the subnets of the owner are not missing", UNKNOWN)
def others_subnet(build: Builder) -> Asked:
    client = participant(build)
    return client, "10.1.200.1"


@fact("I6", "the endpoints of the owner are not missing", UNKNOWN)
def owners_endpoints(build: Builder) -> Asked:
    client = participant(build)
    for kind in (RouteTable, NetworkAcl):
        for record in list(build.topology().records(kind)):
            build.drop(record)
    return client, "com.amazonaws.vpce.eu-west-1.vpce-svc-0123"


@fact("I6", "the transit gateway attachment of the owner's VPC is not missing", UNKNOWN)
def owners_attachment(build: Builder) -> Asked:
    client = participant(build)
    build.add_routes(build.main_table(), route("10.0.0.0/8", build.transit_gateway().transit_gateway_id))
    return client, "10.200.1.1"


@pytest.mark.parametrize("case", fact.cases, ids=str)
def test_transit(case: Case) -> None:
    check(case)
