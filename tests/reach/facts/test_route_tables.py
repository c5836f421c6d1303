"""Which route decides, fact by fact: longest prefix, priority, blackholes, lists, what stands beside the local one?"""

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
    public_subnet,
)
from vpce_tui.demo.build import Builder, route
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation, target
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

fact = Facts()
VPN = "10.200.0.0/16"


def vpn(build: Builder, *routes: str) -> str:
    gateway = build.vpn_gateway()
    build.vpn_connection(gateway, *(routes or ("0.0.0.0/0",)))
    return gateway.vpn_gateway_id


@fact("R1", "a subnet without an association uses the main table", OK, via="natGateway")
def main_table(build: Builder) -> Asked:
    return behind_nat(build), "8.8.8.8"


@fact(
    "R1",
    "while not every table was read, the main table does not decide",
    UNKNOWN,
    code="VPCE_NOT_READ",
    unread=(RouteTable,),
)
def main_table_unread(build: Builder) -> Asked:
    return behind_nat(build), "8.8.8.8"


@fact("R2", "0.0.0.0/0 says nothing about IPv6", NO, code="NO_ROUTE_TO_DESTINATION")
def families(build: Builder) -> Asked:
    build.vpc(ipv6_cidr="2600:1f18:1::/56")
    gateway = build.internet_gateway().internet_gateway_id
    subnet = build.subnet(ipv6_cidr="2600:1f18:1:1::/64", table=build.route_table(route("0.0.0.0/0", gateway)))
    return build.network_interface(subnet=subnet, ipv6="2600:1f18:1:1::4", public_ip=True), "2606:4700::1111"


@fact("R3", "a prefix list's block beats the default route", OK, via="gatewayEndpoint")
def list_beats_default(build: Builder) -> Asked:
    client = behind_nat(build)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return client, "52.216.1.1"


@fact("R4", "a static route beats the list's route for the same block", OK, via="natGateway")
def static_beats_list(build: Builder) -> Asked:
    client = behind_nat(build)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    nat = next(item.nat_gateway_id for item in build.main_table().routes if item.nat_gateway_id)
    build.add_routes(build.main_table(), route("52.216.0.0/15", nat))
    return client, "52.216.1.1"


@fact(
    "R4",
    "a list's route beats a propagated one for the same block",
    NO,
    code="VPCE_GATEWAY_PROTOCOL_RESTRICTION",
    protocol="udp",
    port=53,
)
def list_beats_propagated(build: Builder) -> Asked:
    build.vpc()
    client = build.network_interface()
    build.add_routes(build.main_table(), route("52.216.0.0/15", vpn(build), origin="EnableVgwRoutePropagation"))
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return client, "52.216.1.1"


@fact("R4", "a static route beats a propagated one for the same block", NO, code="BAD_STATE_ROUTE", decided_by=VPN)
def static_beats_propagated(build: Builder) -> Asked:
    build.vpc()
    build.add_routes(
        build.main_table(),
        route(VPN, vpn(build), origin="EnableVgwRoutePropagation"),
        route(VPN, "nat-0gone", state="blackhole"),
    )
    return build.network_interface(), "10.200.0.9"


@fact(
    "R4",
    "two lists that overlap and lead elsewhere are no matter to guess",
    UNKNOWN,
    code="VPCE_AMBIGUOUS_PREFIX_LISTS",
)
def lists_overlap(build: Builder) -> Asked:
    client = behind_nat(build)
    one, two = build.prefix_list("8.8.0.0/16"), build.prefix_list("8.8.8.0/24")
    nat = next(item.nat_gateway_id for item in build.main_table().routes if item.nat_gateway_id)
    gateway = build.internet_gateway().internet_gateway_id
    build.add_routes(build.main_table(), route(one.prefix_list_id, nat or ""), route(two.prefix_list_id, gateway))
    return client, "8.8.8.8"


@fact("R5", "a more specific propagated route beats a static one", OK, via="vpnGateway")
def specific_propagated(build: Builder) -> Asked:
    client = behind_nat(build)
    build.add_routes(build.main_table(), route(VPN, vpn(build), origin="EnableVgwRoutePropagation"))
    return client, "10.200.0.9"


@fact(
    "R5",
    "a propagated route inside the VPC's own block never takes its traffic",
    NO,
    code="VPCE_NO_INTERFACE_AT_ADDRESS",
)
def propagated_inside(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    build.add_routes(build.main_table(), route("10.1.1.0/24", vpn(build), origin="EnableVgwRoutePropagation"))
    return build.network_interface(subnet=build.subnet("10.1.2.0/24")), "10.1.1.9"


@fact("R5", "a propagated route around the VPC's block still serves what lies outside it", OK, via="vpnGateway")
def propagated_around(build: Builder) -> Asked:
    build.vpc("10.0.0.0/16")
    build.add_routes(build.main_table(), route("10.0.0.0/8", vpn(build), origin="EnableVgwRoutePropagation"))
    return build.network_interface(subnet=build.subnet("10.0.2.0/24")), "10.5.0.9"


@fact("R6", "a blackhole wins by its length and drops the packet", NO, code="BAD_STATE_ROUTE", decided_by="8.8.8.0/24")
def blackhole(build: Builder) -> Asked:
    client = behind_nat(build)
    build.add_routes(build.main_table(), route("8.8.8.0/24", "nat-0gone", state="blackhole"))
    return client, "8.8.8.8"


@fact("R6", "a route in a state that is not known decides nothing", UNKNOWN, code="UNSUPPORTED_COMPONENT")
def odd_state(build: Builder) -> Asked:
    client = behind_nat(build)
    build.add_routes(build.main_table(), route("8.8.8.0/24", "nat-0gone", state="quarantined"))
    return client, "8.8.8.8"


@fact("R6", "a route that a route server filters out is none", OK, via="natGateway")
def filtered(build: Builder) -> Asked:
    client = behind_nat(build)
    build.add_routes(build.main_table(), route("8.8.8.0/24", "eni-0gone", state="filtered", origin="Advertisement"))
    return client, "8.8.8.8"


@fact("R7", "there is a local route for each block of the VPC", OK, via="local")
def second_block(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16", more_cidrs=("100.64.0.0/16",))
    group = build.security_group(ANYONE)
    other = build.network_interface(subnet=build.subnet("100.64.1.0/24"), groups=(group,))
    return build.network_interface(subnet=build.subnet("10.1.1.0/24")), other


@fact(
    "R8",
    "a route more specific than the local one leads to an appliance that nobody knows",
    UNKNOWN,
    code="FIREWALL_RULES_RESTRICTION",
    noted="firewallRules",
)
def middlebox(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    group = build.security_group(ANYONE)
    firewall = build.network_interface(subnet=build.subnet("10.1.8.0/24"), groups=(group,), source_dest_check=False)
    table = build.route_table(route("10.1.2.0/24", firewall.network_interface_id))
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24", table=table))
    return client, build.network_interface(subnet=build.subnet("10.1.2.0/24"), groups=(group,))


@fact("R8", "an appliance that checks addresses drops what is for others", NO, code="ENI_SOURCE_DEST_CHECK_RESTRICTION")
def checking_middlebox(build: Builder) -> Asked:
    client, other = middlebox(build)
    box = next(item for item in build.topology().records(type(client)) if item.source_dest_check is False)
    build.change(box, source_dest_check=True)
    return client, other


@fact("R8", "whether an appliance checks addresses must have been read", UNKNOWN, code="VPCE_NOT_READ")
def untold_middlebox(build: Builder) -> Asked:
    client, other = middlebox(build)
    box = next(item for item in build.topology().records(type(client)) if item.source_dest_check is False)
    build.change(box, source_dest_check=None)
    return client, other


@fact(
    "R8",
    "a route more specific than the local one to a firewall's endpoint",
    UNKNOWN,
    code="FIREWALL_RULES_RESTRICTION",
    noted="firewallRules",
)
def firewall_endpoint(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    group = build.security_group(ANYONE)
    endpoint = build.gateway_load_balancer_endpoint(subnet=build.subnet("10.1.8.0/24"))
    table = build.route_table(route("10.1.2.0/24", endpoint.vpc_endpoint_id))
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24", table=table))
    return client, build.network_interface(subnet=build.subnet("10.1.2.0/24"), groups=(group,))


@fact(
    "R8",
    "only the way back through a firewall's endpoint is as unknown as the way there",
    UNKNOWN,
    code="FIREWALL_RULES_RESTRICTION",
)
def firewall_on_the_way_back(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    group = build.security_group(ANYONE)
    endpoint = build.gateway_load_balancer_endpoint(subnet=build.subnet("10.1.8.0/24"))
    table = build.route_table(route("10.1.1.0/24", endpoint.vpc_endpoint_id))
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24"))
    return client, build.network_interface(subnet=build.subnet("10.1.2.0/24", table=table), groups=(group,))


@fact("R9", "the instance metadata service needs no route and no rule", OK, port=80)
def metadata(build: Builder) -> Asked:
    build.vpc()
    build.network_acl(subnets=(build.subnet(),))
    return build.network_interface(groups=(build.security_group(egress=()),)), "169.254.169.254"


@fact("R9", "a link-local address that is none of AWS's answers nobody", NO)
def stray_link_local(build: Builder) -> Asked:
    build.vpc()
    return build.network_interface(), "169.254.7.7"


@fact("S8", "Amazon's name server answers where the VPC lets it", OK, protocol="udp", port=53)
def name_server(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    return build.network_interface(groups=(build.security_group(egress=()),)), "10.1.0.2"


@fact("S8", "Amazon's name server is off where DNS support is", NO, protocol="udp", port=53)
def no_name_server(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16", dns_support=False)
    return build.network_interface(), "10.1.0.2"


@fact("R10", "inside one subnet neither routes nor ACLs apply", OK, via="local")
def same_subnet(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    subnet = build.subnet("10.1.1.0/24", table=build.route_table(route("10.1.1.0/24", "eni-0gone", state="blackhole")))
    build.network_acl(subnets=(subnet,))
    other = build.network_interface(subnet=subnet, groups=(build.security_group(ANYONE),))
    return build.network_interface(subnet=subnet), other


@fact("R11", "an address inside the VPC that nobody owns is dropped", NO, code="VPCE_NO_INTERFACE_AT_ADDRESS")
def nobody(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    return build.network_interface(subnet=build.subnet("10.1.1.0/24")), "10.1.1.99"


@fact("R12", "a table of a gateway is never the table of a subnet", OK, via="natGateway")
def edge_table(build: Builder) -> Asked:
    client = behind_nat(build)
    gateway = next(item.gateway_id for item in _all_routes(build) if target(item).startswith("igw-"))
    edge = build.route_table()
    build.change(edge, associations=(RouteTableAssociation(main=False, gateway_id=gateway),))
    return client, "8.8.8.8"


@fact(
    "R12",
    "a gateway's own table can lead replies to an appliance first",
    UNKNOWN,
    code="INGRESS_RTB_TRAFFIC_REDIRECTION",
)
def edge_redirect(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    subnet = public_subnet(build)
    gateway = next(item.gateway_id for item in _all_routes(build) if target(item).startswith("igw-"))
    edge = build.route_table(route(subnet.cidr_block or "", "eni-0firewall"))
    build.change(edge, associations=(RouteTableAssociation(main=False, gateway_id=gateway),))
    return build.network_interface(subnet=subnet, public_ip=True), "8.8.8.8"


@fact(
    "41",
    "without its route a gateway endpoint is passed by, and its table is named",
    OK,
    code="VPCE_ENDPOINT_BYPASSED",
    via="natGateway",
)
def without_route(build: Builder) -> Asked:
    client = behind_nat(build)
    build.gateway_endpoint("s3")
    return client, "s3"


@fact("42", "the addresses of another Region are not in this Region's list", OK, via="natGateway")
def other_region(build: Builder) -> Asked:
    client = behind_nat(build)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return client, "s3.us-east-1.amazonaws.com"


@fact(
    "R3",
    "a list that was not read could hold the address",
    UNKNOWN,
    code="VPCE_NOT_READ",
    unread=(PrefixListEntry, PrefixList),
)
def unread_list(build: Builder) -> Asked:
    client = behind_nat(build)
    listed = build.prefix_list("8.8.8.0/24")
    build.add_routes(build.main_table(), route(listed.prefix_list_id, "nat-0gone", state="blackhole"))
    return client, "8.8.8.8"


@fact(
    "R3",
    "an unread list to an unread endpoint could be a firewall's",
    UNKNOWN,
    code="VPCE_NOT_READ",
    unread=(PrefixListEntry, PrefixList, VpcEndpoint),
)
def unread_list_and_endpoint(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    group = build.security_group(ANYONE)
    endpoint = build.gateway_load_balancer_endpoint(subnet=build.subnet("10.1.8.0/24"), state="deleted")
    listed = build.prefix_list("10.1.2.0/24")
    table = build.route_table(route(listed.prefix_list_id, endpoint.vpc_endpoint_id))
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24", table=table))
    return client, build.network_interface(subnet=build.subnet("10.1.2.0/24"), groups=(group,))


@fact("R8", "an Outposts or Wavelength gateway is not known here", UNKNOWN, code="UNSUPPORTED_COMPONENT")
def local_gateway(build: Builder) -> Asked:
    build.vpc()
    build.add_routes(build.main_table(), route("192.168.0.0/16", "lgw-0outpost"))
    return build.network_interface(), "192.168.1.1"


def _all_routes(build: Builder) -> list[Route]:
    return [item for table in build.topology().records(RouteTable) for item in table.routes]


@pytest.mark.parametrize("case", fact.cases, ids=str)
def test_route_tables(case: Case) -> None:
    check(case)
