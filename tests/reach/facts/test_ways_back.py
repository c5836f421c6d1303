"""Does the reply come back, fact by fact: routes of the far side, asymmetric ways, ephemeral ports."""

from __future__ import annotations

import pytest

from tests.reach.facts.case import (
    ANYONE,
    NO,
    OK,
    UNKNOWN,
    Asked,
    Case,
    Facts,
    behind_nat,
    check,
    peered,
    public_subnet,
    subnet_of,
    vpc_of,
)
from vpce_tui.demo.build import Builder, acl_entry, route
from vpce_tui.resources.network_acl import NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable

fact = Facts()


@fact("49", "a peer with routes both ways is reached", OK, via="peering")
def both_routes(build: Builder) -> Asked:
    return peered(build)


@fact("48", "without a route back no reply comes", NO, code="NO_ROUTE_TO_DESTINATION")
def no_route_back(build: Builder) -> Asked:
    return peered(build, back=False)


@fact("48", "a reply that only a NAT gateway takes does not come back", NO, code="VPCE_REPLY_ASTRAY")
def back_through_nat(build: Builder) -> Asked:
    one, two = peered(build, back=False)
    vpc = vpc_of(build, two)
    nat = build.nat_gateway(subnet=public_subnet(build))
    build.add_routes(build.main_table(vpc), route("0.0.0.0/0", nat.nat_gateway_id))
    return one, two


@fact("48", "a reply that only an internet gateway takes does not come back", NO)
def back_through_internet(build: Builder) -> Asked:
    one, two = peered(build, back=False)
    vpc = vpc_of(build, two)
    build.add_routes(build.main_table(vpc), route("0.0.0.0/0", build.internet_gateway(vpc=vpc).internet_gateway_id))
    return one, two


@fact("48", "a reply to an address that looks public does not come back by the internet", NO)
def back_through_internet_public(build: Builder) -> Asked:
    own = build.vpc("11.0.0.0/16")
    client = build.network_interface(subnet=build.subnet())
    other = build.vpc("10.70.0.0/16")
    gateway = build.internet_gateway(vpc=other).internet_gateway_id
    group = build.security_group(ANYONE)
    server = build.network_interface(subnet=build.subnet(), groups=(group,), public_ip=True)
    peering = build.peering(own, other).vpc_peering_connection_id
    build.add_routes(build.main_table(own), route("10.70.0.0/16", peering))
    build.add_routes(build.main_table(other), route("0.0.0.0/0", gateway))
    return client, server


@fact("48", "whether a reply that leaves by VPN comes back is not known", UNKNOWN, code="VPCE_REPLY_ASTRAY")
def back_through_vpn(build: Builder) -> Asked:
    one, two = peered(build, back=False)
    vpc = vpc_of(build, two)
    gateway = build.vpn_gateway(vpc=vpc)
    build.vpn_connection(gateway, "10.0.0.0/8")
    build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.vpn_gateway_id))
    return one, two


@fact("R14", "a NAT gateway's subnet must have a way back to the client", UNKNOWN, code="VPCE_REPLY_ASTRAY")
def nat_cannot_answer(build: Builder) -> Asked:
    client = behind_nat(build)
    table = next(
        item
        for item in build.topology().records(RouteTable)
        if any((link.gateway_id or "").startswith("igw-") for link in item.routes)
    )
    vpn = build.vpn_gateway()
    build.vpn_connection(vpn, "10.0.0.0/8")
    build.add_routes(table, route(subnet_of(build, client).cidr_block or "", vpn.vpn_gateway_id))
    return client, "8.8.8.8"


# --- ephemeral ports -------------------------------------------------------------------------------------------------


def filtered(
    build: Builder,
    client_in: tuple[NetworkAclEntry, ...] = (),
    server_out: tuple[NetworkAclEntry, ...] = (),
    *,
    same_subnet: bool = False,
) -> tuple[NetworkInterface, NetworkInterface]:
    """Build a client and a server in subnets whose ACLs let the request pass, and the reply as told."""
    build.vpc("10.1.0.0/16")
    one = build.subnet("10.1.1.0/24")
    two = one if same_subnet else build.subnet("10.1.2.0/24")
    build.network_acl(acl_entry(100, egress=True, ports=443), *client_in, subnets=(one,))
    if not same_subnet:
        build.network_acl(acl_entry(100, ports=443), *server_out, subnets=(two,))
    group = build.security_group(ANYONE)
    return build.network_interface(subnet=one), build.network_interface(subnet=two, groups=(group,))


EPHEMERAL_IN, EPHEMERAL_OUT = acl_entry(200, ports=(1024, 65535)), acl_entry(200, egress=True, ports=(1024, 65535))


@fact("N6", "four checks pass a reply to ephemeral ports", OK)
def four_checks(build: Builder) -> Asked:
    return filtered(build, (EPHEMERAL_IN,), (EPHEMERAL_OUT,))


@fact("N6", "the server's subnet must let the reply out", NO, code="SUBNET_ACL_RESTRICTION")
def reply_not_out(build: Builder) -> Asked:
    return filtered(build, (EPHEMERAL_IN,), ())


@fact("N6", "the client's subnet must let the reply in", NO, code="SUBNET_ACL_RESTRICTION")
def reply_not_in(build: Builder) -> Asked:
    return filtered(build, (), (EPHEMERAL_OUT,))


@fact("N2", "inside one subnet the ACL is not asked", OK)
def one_subnet(build: Builder) -> Asked:
    return filtered(build, same_subnet=True)


@fact("N7", "part of the ephemeral ports is told", OK, code="VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED")
def partly(build: Builder) -> Asked:
    return filtered(build, (acl_entry(200, ports=(32768, 40000)),), (EPHEMERAL_OUT,))


@fact("N7", "two ACLs that let different ephemeral ports pass let none pass", NO, code="SUBNET_ACL_RESTRICTION")
def disjoint(build: Builder) -> Asked:
    return filtered(
        build, (acl_entry(200, ports=(50000, 60999)),), (acl_entry(200, egress=True, ports=(32768, 40000)),)
    )


@fact("N7", "a client whose own port is named is judged by that port", NO, source_port=1025)
def own_port(build: Builder) -> Asked:
    return filtered(build, (acl_entry(200, ports=(32768, 60999)),), (EPHEMERAL_OUT,))


@pytest.mark.parametrize("case", fact.cases, ids=str)
def test_ways_back(case: Case) -> None:
    check(case)
