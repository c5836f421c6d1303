"""What security groups and network ACLs let pass, fact by fact."""

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
)
from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.model.record import NOT_SENT
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.security_group import IpPermission
from vpce_tui.resources.shapes import UserIdGroupPair
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

fact = Facts()
REFUSED = "ENI_SG_RULES_MISMATCH"


def pair(build: Builder, *inbound: IpPermission, outbound: tuple[IpPermission, ...] = (ANYONE,)) -> Asked:
    """Build a client and a server in two subnets of one VPC, each with a group of its own."""
    build.vpc("10.1.0.0/16")
    client = build.network_interface(
        subnet=build.subnet("10.1.1.0/24"), groups=(build.security_group(egress=outbound),)
    )
    server = build.security_group(*inbound)
    return client, build.network_interface(subnet=build.subnet("10.1.2.0/24"), groups=(server,))


@fact("S1", "the rules of all groups of an interface are one union", OK)
def union(build: Builder) -> Asked:
    client, _ = pair(build)
    groups = (build.security_group(), build.security_group(allow(443, cidr="10.1.1.0/24")))
    return client, build.network_interface(groups=groups)


@fact("S3", "a group without outbound rules lets nothing out", NO, code="SG_HAS_NO_RULES")
def nothing_out(build: Builder) -> Asked:
    return pair(build, ANYONE, outbound=())


@fact("S2", "a reply needs no rule", OK)
def stateful(build: Builder) -> Asked:
    client, server = pair(build, allow(443), outbound=(allow(443),))
    assert isinstance(server, NetworkInterface)
    build.change(group_of(build, server), ip_permissions_egress=())
    return client, server


@fact("S4", "a range of ports admits what lies in it", OK, port=8080)
def port_range(build: Builder) -> Asked:
    return pair(build, allow((8000, 9000)))


@fact("S4", "a rule for TCP admits no UDP", NO, code=REFUSED, protocol="udp", port=443)
def other_protocol(build: Builder) -> Asked:
    return pair(build, allow(443))


@fact("S4", "an ICMP rule for another type admits no echo", NO, code=REFUSED, protocol="icmp")
def icmp_type(build: Builder) -> Asked:
    return pair(build, allow((3, 4), protocol="icmp"))


@fact("S4", "an ICMP rule for any type with one code matches nothing", NO, code=REFUSED, protocol="icmp")
def icmp_any_type_one_code(build: Builder) -> Asked:
    return pair(build, allow((-1, 0), protocol="icmp"))


@fact("S5", "a rule for a group admits interfaces that carry it", OK)
def reference(build: Builder) -> Asked:
    client, _ = pair(build)
    group = build.security_group(allow(group=group_of(build, client)))
    return client, build.network_interface(groups=(group,))


@fact("S5", "a group that refers to itself admits its members", OK)
def self_reference(build: Builder) -> Asked:
    build.vpc()
    return build.network_interface(subnet=build.subnet()), build.network_interface(subnet=build.subnet())


@fact("S5", "a rule for a group admits nobody by that group's own rules", NO, code=REFUSED)
def no_inheritance(build: Builder) -> Asked:
    client, _ = pair(build)
    open_to_all = build.security_group(ANYONE)
    return client, build.network_interface(groups=(build.security_group(allow(group=open_to_all)),))


@fact("S5", "a rule for a prefix list admits the list's blocks", OK)
def listed(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    return pair(build, allow(prefix_list=build.prefix_list("10.1.1.0/24").prefix_list_id))


@fact(
    "S5", "a rule for a list that was not read leaves it open", UNKNOWN, code="VPCE_NOT_READ", unread=(PrefixListEntry,)
)
def listed_unread(build: Builder) -> Asked:
    return listed(build)


@fact("S6", "a rule for a group of an active peer admits it", OK)
def peer_reference(build: Builder) -> Asked:
    one, two = peered(build)
    build.change(group_of(build, two), ip_permissions=(allow(group=group_of(build, one)),))
    return one, two


@fact("S9", "a stale rule for a group of a peer that is gone admits nobody", NO, code=REFUSED)
def stale_reference(build: Builder) -> Asked:
    one, two = peered(build)
    stale = UserIdGroupPair(group_id=group_of(build, one).group_id, peering_status="deleted")
    permission = msgspec.structs.replace(allow(group="sg-0x"), user_id_group_pairs=(stale,))
    build.change(group_of(build, two), ip_permissions=(permission,))
    return one, two


@fact("S6", "group references do not cross Regions", NO, code="SG_REFERENCES_NOT_PRESERVED")
def other_region(build: Builder) -> Asked:
    one, two = peered(build)
    build.change(group_of(build, two), ip_permissions=(allow(group=group_of(build, one)),))
    peering = next(build.topology().records(VpcPeeringConnection))
    assert peering.accepter_vpc_info is not None
    other = msgspec.structs.replace(peering.accepter_vpc_info, region="us-east-1")
    build.change(peering, accepter_vpc_info=other)
    return one, two


@fact("S6", "an outbound rule for a group says nothing about a public address", NO, code=REFUSED)
def reference_and_internet(build: Builder) -> Asked:
    build.vpc()
    group = build.security_group(egress=())
    build.change(group, ip_permissions_egress=(allow(group=group),))
    return build.network_interface(subnet=public_subnet(build), public_ip=True, groups=(group,)), "8.8.8.8"


@fact("S6", "an outbound rule for a group says nothing about an address behind a VPN", NO, code=REFUSED)
def reference_and_vpn(build: Builder) -> Asked:
    build.vpc("10.1.0.0/16")
    elsewhere = build.security_group()
    group = build.security_group(egress=(allow(group=elsewhere),))
    client = build.network_interface(subnet=build.subnet(), groups=(group,))
    gateway = build.vpn_gateway()
    build.vpn_connection(gateway, "10.200.0.0/16")
    build.add_routes(build.main_table(), route("10.200.0.0/16", gateway.vpn_gateway_id))
    build.vpc("10.200.0.0/16")
    build.network_interface(subnet=build.subnet("10.200.1.0/24"), groups=(elsewhere,))
    return client, "10.200.1.4"


@fact("S1", "an interface whose groups were not sent is not taken to have none", UNKNOWN, code="VPCE_NOT_READ")
def groups_not_sent(build: Builder) -> Asked:
    client, server = pair(build)
    assert isinstance(server, NetworkInterface)
    build.change(server, groups=NOT_SENT)
    return client, server


@fact("S1", "nor is the client", UNKNOWN, code="VPCE_NOT_READ")
def clients_groups_not_sent(build: Builder) -> Asked:
    client, server = pair(build, ANYONE)
    build.change(client, groups=NOT_SENT)
    return client, server


@fact("I2", "the groups of an endpoint's interface decide", NO, code=REFUSED)
def endpoint_group(build: Builder) -> Asked:
    build.vpc()
    subnet = build.subnet()
    build.interface_endpoint("ssm", subnets=(subnet,), groups=(build.security_group(allow(80)),))
    return build.network_interface(subnet=build.subnet()), "ssm"


@fact("33", "an outbound rule for the endpoint's group leads to the endpoint", OK)
def towards_endpoint(build: Builder) -> Asked:
    build.vpc()
    own = build.security_group(allow(443))
    build.interface_endpoint("ssm", subnets=(build.subnet(),), groups=(own,))
    client = build.security_group(egress=(allow(443, group=own),))
    return build.network_interface(subnet=build.subnet(), groups=(client,)), "ssm"


@fact("33", "where the endpoint's interface came without groups, the endpoint's own count", OK)
def endpoint_groups_not_sent(build: Builder) -> Asked:
    client, service = towards_endpoint(build)
    for item in list(build.topology().records(NetworkInterface)):
        if item.interface_type == "vpc_endpoint":
            build.change(item, groups=NOT_SENT)
    return client, service


@fact("32", "an outbound rule for a group does not lead to a gateway endpoint", NO, code=REFUSED)
def gateway_has_no_group(build: Builder) -> Asked:
    build.vpc()
    own = build.security_group()
    build.change(own, ip_permissions_egress=(allow(443, group=own),))
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(subnet=build.subnet(), groups=(own,)), "s3"


@fact("31", "an outbound rule for the list leads to a gateway endpoint", OK, via="gatewayEndpoint")
def gateway_by_list(build: Builder) -> Asked:
    build.vpc()
    own = build.security_group(egress=(allow(443, prefix_list=build.service_prefix_list("s3")),))
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(subnet=build.subnet(), groups=(own,)), "s3"


# --- network ACLs ----------------------------------------------------------------------------------------------------


def with_acl(build: Builder, *entries: NetworkAclEntry) -> Asked:
    client, server = pair(build, ANYONE)
    subnet = next(item for item in build.topology().records(Subnet) if item.cidr_block == "10.1.2.0/24")
    build.network_acl(*entries, acl_entry(900, egress=True, protocol="-1"), subnets=(subnet,))
    return client, server


@fact("N1", "the lowest number decides", NO, code="SUBNET_ACL_RESTRICTION", decided_by="90")
def lowest_number(build: Builder) -> Asked:
    return with_acl(build, acl_entry(100), acl_entry(90, allow=False))


@fact("N1", "what no entry names is refused by the last one", NO, code="SUBNET_ACL_RESTRICTION", decided_by="32767")
def last_entry(build: Builder) -> Asked:
    return with_acl(build, acl_entry(100, ports=80))


@fact("N4", "an entry for another block is passed over", OK)
def other_block(build: Builder) -> Asked:
    return with_acl(build, acl_entry(90, allow=False, cidr="10.9.0.0/16"), acl_entry(100))


@fact("N5", "an entry for every protocol ignores ports", OK)
def every_protocol(build: Builder) -> Asked:
    return with_acl(build, acl_entry(100, protocol="-1", ports=(1, 2)))


@fact("N5", "an entry for any ICMP type admits an echo", OK, protocol="icmp")
def any_icmp(build: Builder) -> Asked:
    return with_acl(build, acl_entry(100, protocol="icmp", icmp=(-1, -1)))


@pytest.mark.parametrize("case", fact.cases, ids=str)
def test_groups(case: Case) -> None:
    check(case)
