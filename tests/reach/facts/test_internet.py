"""What leads to the internet, fact by fact: public addresses, NAT, IPv6, Block Public Access."""

from __future__ import annotations

import pytest

from tests.reach.facts.case import (
    ANYONE,
    ANYONE_V6,
    NO,
    OK,
    UNKNOWN,
    Asked,
    Case,
    Facts,
    behind_nat,
    check,
    public_subnet,
    subnet_of,
    table_of,
)
from vpce_tui.demo.build import Builder, acl_entry, route
from vpce_tui.model.record import Scope
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.nat_gateway import NatGateway, NatGatewayAddress
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTableAssociation
from vpce_tui.resources.shapes import BlockPublicAccessStates
from vpce_tui.resources.vpc import VpcEncryptionControl
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion

fact = Facts()
WEB_V6 = "2606:4700::1111"
UNIQUE_LOCAL = "fd12:3456:789a"


@fact("R13", "an internet gateway serves an interface that has a public address", OK, via="internetGateway")
def public_address(build: Builder) -> Asked:
    build.vpc()
    return build.network_interface(subnet=public_subnet(build), public_ip=True), "8.8.8.8"


@fact(
    "R13",
    "an internet gateway drops what comes from a private address",
    NO,
    code="IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
)
def no_public_address(build: Builder) -> Asked:
    build.vpc()
    return build.network_interface(subnet=public_subnet(build)), "8.8.8.8"


def dual_stack(build: Builder, prefix: str = "2600:1f18:1", gateway: str = "igw") -> NetworkInterface:
    build.vpc(ipv6_cidr=f"{prefix}::/56")
    made = (
        build.internet_gateway().internet_gateway_id
        if gateway == "igw"
        else build.egress_only_internet_gateway().egress_only_internet_gateway_id
    )
    subnet = build.subnet(ipv6_cidr=f"{prefix}:1::/64", table=build.route_table(route("::/0", made)))
    build.network_acl(
        *(acl_entry(100, egress=egress, cidr="::/0", protocol="-1") for egress in (True, False)), subnets=(subnet,)
    )
    group = build.security_group(egress=(ANYONE_V6,))
    return build.network_interface(subnet=subnet, ipv6=f"{prefix}:1::4", groups=(group,))


@fact("R13", "an internet gateway carries public IPv6 addresses", OK, via="internetGateway")
def ipv6(build: Builder) -> Asked:
    return dual_stack(build), WEB_V6


@fact("R13", "a unique local IPv6 address is as private as 10.0.0.0/8", NO, code="IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")
def unique_local(build: Builder) -> Asked:
    return dual_stack(build, UNIQUE_LOCAL), WEB_V6


@fact("R13", "an egress-only gateway carries no unique local address either", NO)
def unique_local_egress_only(build: Builder) -> Asked:
    return dual_stack(build, UNIQUE_LOCAL, "eigw"), WEB_V6


@fact("R13", "an egress-only gateway carries nothing to private addresses", NO)
def egress_only_to_private(build: Builder) -> Asked:
    return dual_stack(build, gateway="eigw"), "fd00:aaaa::1"


@fact("R13", "an egress-only gateway lets IPv6 out", OK, via="egressOnlyInternetGateway")
def egress_only(build: Builder) -> Asked:
    return dual_stack(build, gateway="eigw"), WEB_V6


@fact("R13", "the groups of an IPv6 address in another VPC that is known are asked", NO, code="SG_HAS_NO_RULES")
def ipv6_of_another_vpc(build: Builder) -> Asked:
    client = dual_stack(build)
    build.vpc("10.77.0.0/16", ipv6_cidr="2600:1f18:2::/56")
    gateway = build.internet_gateway().internet_gateway_id
    subnet = build.subnet(ipv6_cidr="2600:1f18:2:1::/64", table=build.route_table(route("::/0", gateway)))
    build.network_acl(
        *(acl_entry(100, egress=egress, cidr="::/0", protocol="-1") for egress in (True, False)), subnets=(subnet,)
    )
    other = build.network_interface(subnet=subnet, ipv6="2600:1f18:2:1::4", groups=(build.security_group(),))
    assert other.ipv6_addresses
    return client, "2600:1f18:2:1::4"


@fact("R13", "an interface in another VPC whose address looks public is not on the internet", NO)
def public_looking(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    client = build.network_interface(subnet=public_subnet(build), public_ip=True)
    build.vpc("11.0.0.0/16")
    return client, build.network_interface(subnet=build.subnet(), groups=(build.security_group(ANYONE),))


@fact(
    "encryption", "a VPC that demands encryption in transit is told as not evaluated", OK, noted="vpcEncryptionControl"
)
def encrypted(build: Builder) -> Asked:
    build.change(build.vpc(), encryption_control=VpcEncryptionControl(mode="enforce"))
    return build.network_interface(subnet=public_subnet(build), public_ip=True), "8.8.8.8"


# --- NAT gateways ----------------------------------------------------------------------------------------------------


@fact("R14", "a NAT gateway whose primary address is listed second sends from that one", OK, via="natGateway")
def secondary_first(build: Builder) -> Asked:
    client = behind_nat(build)
    nat = next(iter(build.topology().records(NatGateway)))
    extra = NatGatewayAddress(private_ip="10.1.1.77", is_primary=False, status="succeeded")
    build.change(nat, nat_gateway_addresses=(extra, *nat.nat_gateway_addresses))
    return client, "8.8.8.8"


@fact(
    "R14", "a private NAT gateway has no public address to leave with", NO, code="IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
)
def private_nat(build: Builder) -> Asked:
    build.vpc()
    nat = build.nat_gateway(subnet=public_subnet(build), private=True)
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))
    return build.network_interface(subnet=build.subnet(zone="b")), "8.8.8.8"


@fact("R14", "a NAT gateway whose own subnet leads back to it goes nowhere", NO, code="VPCE_ROUTING_LOOP")
def nat_in_private_subnet(build: Builder) -> Asked:
    build.vpc()
    subnet = build.subnet()
    nat = build.nat_gateway(subnet=subnet)
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))
    return build.network_interface(subnet=build.subnet()), "8.8.8.8"


@fact("R14", "a NAT gateway does not translate IPv6 to IPv6", NO)
def nat_for_ipv6(build: Builder) -> Asked:
    client = dual_stack(build)
    nat = build.nat_gateway(subnet=public_subnet(build, ipv6="2600:1f18:1:2::/64"))
    table = build.route_table(route("::/0", nat.nat_gateway_id))
    build.change(table_of(build, client), associations=())
    build.associate(table, subnet_of(build, client))
    return client, WEB_V6


@fact("R14", "a NAT gateway translates 64:ff9b::/96 to IPv4", OK, via="natGateway")
def nat64(build: Builder) -> Asked:
    client = dual_stack(build)
    nat = build.nat_gateway(subnet=public_subnet(build))
    open_to_ipv6(build)
    build.add_routes(table_of(build, client), route("64:ff9b::/96", nat.nat_gateway_id))
    return client, "64:ff9b::808:808"


def open_to_ipv6(build: Builder) -> None:
    both = (acl_entry(101, egress=egress, cidr="::/0", protocol="-1") for egress in (True, False))
    build.change(build.default_acl(), entries=(*build.default_acl().entries, *both))


@fact("R14", "a client without IPv4 reaches a name by DNS64 and NAT64", OK, via="natGateway")
def dns64(build: Builder) -> Asked:
    client, _ = nat64(build)
    build.change(subnet_of(build, client), enable_dns64=True)
    return build.change(client, private_ip_address=None, private_ip_addresses=(), association=None), "ssm"


@fact("R14", "without DNS64 a client without IPv4 has no address to ask from", NO, code="UNASSOCIATED_COMPONENT")
def without_dns64(build: Builder) -> Asked:
    client, _ = nat64(build)
    return build.change(client, private_ip_address=None, private_ip_addresses=(), association=None), "ssm"


@fact("R14", "an echo goes through NAT64 as an echo", OK, via="natGateway", protocol="icmp")
def echo_by_nat64(build: Builder) -> Asked:
    return nat64(build)


@fact("R14", "an internet gateway does not translate 64:ff9b::/96", NO)
def nat64_without_nat(build: Builder) -> Asked:
    return dual_stack(build), "64:ff9b::808:808"


def behind_regional(build: Builder, *, state: str = "active", zones: str = "a") -> NetworkInterface:
    build.vpc()
    gateway = build.internet_gateway().internet_gateway_id
    table = build.route_table(route("0.0.0.0/0", gateway, state=state))
    nat = build.regional_nat_gateway(route_table_id=table.route_table_id, zones=zones)
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))
    return build.network_interface(subnet=build.subnet())


@fact("R14", "a regional NAT gateway leads to the internet by its own table", OK, via="natGateway")
def regional(build: Builder) -> Asked:
    return behind_regional(build), "8.8.8.8"


@fact("R6", "a blackhole in a regional NAT gateway's own table drops the packet", NO, code="BAD_STATE_ROUTE")
def regional_blackhole(build: Builder) -> Asked:
    return behind_regional(build, state="blackhole"), "8.8.8.8"


@fact(
    "R14",
    "a regional NAT gateway without an address in the client's zone",
    NO,
    code="REGIONAL_NGW_ROUTE_AZ_RESTRICTION",
)
def regional_other_zone(build: Builder) -> Asked:
    return behind_regional(build, zones="b"), "8.8.8.8"


# --- Block Public Access ---------------------------------------------------------------------------------------------


@fact("51", "blocking both ways stops a NAT gateway too", NO, code="VPC_BLOCK_PUBLIC_ACCESS_ENABLED")
def both_ways(build: Builder) -> Asked:
    build.block_public_access()
    return behind_nat(build), "8.8.8.8"


@fact("51", "blocking inbound leaves a NAT gateway alone", OK, via="natGateway")
def inbound_nat(build: Builder) -> Asked:
    build.block_public_access("block-ingress")
    return behind_nat(build), "8.8.8.8"


@fact("51", "blocking inbound stops an interface with a public address", NO, code="VPC_BLOCK_PUBLIC_ACCESS_ENABLED")
def inbound_public(build: Builder) -> Asked:
    build.block_public_access("block-ingress")
    build.vpc()
    return build.network_interface(subnet=public_subnet(build), public_ip=True), "8.8.8.8"


@fact("51", "an exclusion of the VPC lifts the blocking", OK)
def excluded(build: Builder) -> Asked:
    build.block_public_access()
    client = behind_nat(build)
    build.block_public_access_exclusion(build.latest_vpc)
    return client, "8.8.8.8"


@fact("51", "an egress exclusion lets a NAT gateway out where both ways are blocked", OK)
def excluded_egress(build: Builder) -> Asked:
    build.block_public_access()
    client = behind_nat(build)
    build.block_public_access_exclusion(build.latest_vpc, mode="allow-egress")
    return client, "8.8.8.8"


@fact(
    "51",
    "exclusions that were not read may lift the blocking",
    UNKNOWN,
    code="VPCE_NOT_READ",
    unread=(VpcBlockPublicAccessExclusion,),
)
def unread_exclusions(build: Builder) -> Asked:
    return excluded(build)


@fact("51", "what a public address comes in to is blocked on its own side", NO, code="VPC_BLOCK_PUBLIC_ACCESS_ENABLED")
def blocked_destination(build: Builder) -> Asked:
    build.vpc()
    client = build.network_interface(subnet=public_subnet(build), public_ip=True)
    build.scope = Scope("444455556666", "us-east-1")
    build.vpc()
    subnet = public_subnet(build)
    build.change(
        subnet, block_public_access_states=BlockPublicAccessStates(internet_gateway_block_mode="block-ingress")
    )
    server = build.network_interface(subnet=subnet, public_ip=True, groups=(build.security_group(ANYONE),))
    assert server.association is not None
    return client, server.association.public_ip or ""


@fact(
    "R12",
    "a public address behind a gateway's own table to a firewall",
    UNKNOWN,
    code="INGRESS_RTB_TRAFFIC_REDIRECTION",
)
def redirected_destination(build: Builder) -> Asked:
    build.vpc()
    client = build.network_interface(subnet=public_subnet(build), public_ip=True)
    vpc = build.vpc()
    subnet = public_subnet(build)
    gateway = next(
        item for item in build.topology().records(InternetGateway) if item.attachments[0].vpc_id == vpc.vpc_id
    )
    edge = build.route_table(route(subnet.cidr_block or "", "vpce-0firewall"))
    build.change(edge, associations=(RouteTableAssociation(main=False, gateway_id=gateway.internet_gateway_id),))
    server = build.network_interface(subnet=subnet, public_ip=True, groups=(build.security_group(ANYONE),))
    assert server.association is not None
    return client, server.association.public_ip or ""


@fact("R13", "a public address in a VPC without an internet gateway answers nobody", NO)
def destination_without_gateway(build: Builder) -> Asked:
    build.vpc()
    client = build.network_interface(subnet=public_subnet(build), public_ip=True)
    build.vpc()
    server = build.network_interface(subnet=build.subnet(), public_ip=True, groups=(build.security_group(ANYONE),))
    assert server.association is not None
    return client, server.association.public_ip or ""


@pytest.mark.parametrize("case", fact.cases, ids=str)
def test_internet(case: Case) -> None:
    check(case)
