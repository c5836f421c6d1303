"""What does the tracer say to the problems that people have with VPC endpoints?

Each case is one problem of the collection of known ones, by its number: a world that has the problem, the question that
shows it, and the verdict, code and fix that a reader needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.reach.asking import ask, codes, told
from vpce_tui.demo.build import S3_CIDRS, Builder, acl_entry, allow, route
from vpce_tui.model.record import Record, Scope
from vpce_tui.reach import Verdict
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN
EVERYONE = allow(cidr="10.0.0.0/8")
Asked = tuple[NetworkInterface, "Record | str"]


@dataclass(frozen=True)
class Case:
    number: int
    says: str
    build: Callable[[Builder], Asked]
    want: Verdict
    code: str = ""
    fix: str = ""
    via: str = ""
    flow: dict[str, Any] = field(default_factory=dict)
    unread: tuple[type[Record], ...] = ()


def endpoint_world(build: Builder, service: str = "ssm", **members: Any) -> tuple[NetworkInterface, VpcEndpoint]:
    """Build a client and an interface endpoint in two subnets of one VPC; its group admits the VPC."""
    build.vpc()
    client = build.network_interface(subnet=build.subnet())
    members.setdefault("groups", (build.security_group(EVERYONE),))
    return client, build.interface_endpoint(service, subnets=(build.subnet(zone="b"),), **members)


def public_subnet(build: Builder) -> Subnet:
    gateway = build.internet_gateway()
    table = build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id))
    return build.subnet(table=table, name="public")


def with_nat(build: Builder, **members: Any) -> str:
    """Give the main table a default route through a NAT gateway in a public subnet."""
    nat = build.nat_gateway(subnet=public_subnet(build), **members)
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))
    return nat.nat_gateway_id


def no_endpoint(service: str) -> Callable[[Builder], Asked]:
    def build_it(build: Builder) -> Asked:
        build.vpc()
        return build.network_interface(), service

    return build_it


def gateway_without_tables(build: Builder) -> Asked:
    build.vpc()
    build.gateway_endpoint("s3")
    return build.network_interface(), "s3"


def lambda_in_public_subnet(build: Builder) -> Asked:
    build.vpc()
    return build.network_interface(subnet=public_subnet(build), interface_type="lambda"), "kms"


def private_dns_off(build: Builder) -> Asked:
    client, _ = endpoint_world(build, private_dns=False)
    return client, "ssm"


def hostnames_off(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build)
    build.vpc_attribute(build.latest_vpc, dns_hostnames=False)
    assert endpoint.private_dns_enabled
    return client, "ssm"


def support_off(build: Builder) -> Asked:
    client, _ = endpoint_world(build)
    build.vpc_attribute(build.latest_vpc, dns_support=False)
    return client, "ssm"


def own_name_servers(build: Builder) -> Asked:
    client, _ = endpoint_world(build)
    options = build.dhcp_options("192.168.1.53")
    build.change(build.latest_vpc, dhcp_options_id=options.dhcp_options_id)
    return client, "ssm"


def public_api_behind_wildcard(build: Builder) -> Asked:
    client, _ = endpoint_world(build, "execute-api")
    return client, "abc123.execute-api.eu-west-1.amazonaws.com"


def global_sts(build: Builder) -> Asked:
    client, _ = endpoint_world(build, "sts")
    return client, "sts.amazonaws.com"


def legacy_sqs(build: Builder) -> Asked:
    client, _ = endpoint_world(build, "sqs")
    return client, "eu-west-1.queue.amazonaws.com"


def other_subnets_captured(build: Builder) -> Asked:
    build.vpc()
    member = build.security_group(name="members")
    endpoint_group = build.security_group(allow(group=member))
    build.interface_endpoint("ec2", subnets=(build.subnet(),), groups=(endpoint_group,))
    outsider = build.network_interface(subnet=public_subnet(build), public_ip=True)
    return outsider, "ec2"


def inbound_resolver_only(build: Builder) -> Asked:
    client, _ = endpoint_world(build, "s3", inbound_resolver_only=True)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return client, "s3"


def dualstack_host(build: Builder) -> Asked:
    build.vpc(ipv6_cidr="2001:db8:1::/56")
    subnet = build.subnet(ipv6_cidr="2001:db8:1:1::/64")
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(subnet=subnet, ipv6="2001:db8:1:1::5"), "s3.dualstack.eu-west-1.amazonaws.com"


def hub_private_dns(build: Builder) -> Asked:
    build.vpc(name="hub")
    build.interface_endpoint("ssm", subnets=(build.subnet(),))
    build.vpc(name="spoke")
    return build.network_interface(), "ssm"


def zonal_name(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build)
    regional = endpoint.dns_entries[0].dns_name or ""
    first, _, rest = regional.partition(".")
    return client, f"{first}-eu-west-1c.{rest}"


def hiding_zone(build: Builder) -> Asked:
    build.vpc()
    build.hosted_zone("amazonaws.com", build.latest_vpc, records={"own.amazonaws.com": "10.1.1.9"})
    with_nat(build)
    return build.network_interface(subnet=build.subnet()), "sqs"


def group_without_443(build: Builder) -> Asked:
    client, _ = endpoint_world(build, groups=(build.security_group(allow(80, cidr="10.0.0.0/8")),))
    return client, "ssm"


def default_group(build: Builder) -> Asked:
    build.vpc()
    endpoint_subnet = build.subnet()
    build.interface_endpoint("ssm", subnets=(endpoint_subnet,))
    return build.network_interface(groups=(build.security_group(),), subnet=build.subnet(zone="b")), "ssm"


def locked_down_client(build: Builder) -> Asked:
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(groups=(build.security_group(egress=(allow(cidr="10.0.0.0/8"),)),)), "s3"


def egress_by_group_only(build: Builder) -> Asked:
    build.vpc()
    endpoint_group = build.security_group(EVERYONE)
    build.interface_endpoint("ecr.api", groups=(endpoint_group,))
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    client_group = build.security_group(egress=(allow(group=endpoint_group),))
    return build.network_interface(groups=(client_group,)), "s3"


def no_outbound_rule(build: Builder) -> Asked:
    _, endpoint = endpoint_world(build)
    group = build.security_group(egress=())
    return build.network_interface(groups=(group,)), endpoint


def hub_and_spoke(build: Builder, *, group_reference: bool = False, keep_groups: bool = False) -> Asked:
    """Build a spoke whose client uses the hub's endpoint through a transit gateway."""
    hub = build.vpc("10.50.0.0/16", name="hub")
    hub_subnet = build.subnet(vpc=hub)
    hub_table = build.main_table(hub)
    spoke = build.vpc("10.60.0.0/16", name="spoke")
    spoke_subnet = build.subnet(vpc=spoke)
    client_group = build.security_group(vpc=spoke)
    admits = allow(group=client_group) if group_reference else EVERYONE
    endpoint_group = build.security_group(admits, vpc=hub)
    gateway = build.transit_gateway(security_group_referencing=keep_groups)
    table = build.transit_gateway_table(gateway)
    for vpc, subnet in ((hub, hub_subnet), (spoke, spoke_subnet)):
        build.transit_gateway_attachment(
            gateway, vpc, subnet, table=table, propagates_to=(table,), security_group_referencing=keep_groups
        )
    build.add_routes(hub_table, route("10.60.0.0/16", gateway.transit_gateway_id))
    build.add_routes(build.main_table(spoke), route("10.50.0.0/16", gateway.transit_gateway_id))
    endpoint = build.interface_endpoint("ssm", subnets=(hub_subnet,), groups=(endpoint_group,))
    return build.network_interface(subnet=spoke_subnet, groups=(client_group,)), endpoint


def spoke_in_another_zone(build: Builder) -> Asked:
    _, endpoint = hub_and_spoke(build)
    spoke = build.latest_vpc
    return build.network_interface(subnet=build.subnet(vpc=spoke, zone="c")), endpoint


def hub_without_way_back(build: Builder) -> Asked:
    client, endpoint = hub_and_spoke(build)
    assert isinstance(endpoint, VpcEndpoint)
    hub = build._get(Vpc, endpoint.vpc_id or "")
    table = build.main_table(hub)
    build.change(table, routes=tuple(item for item in table.routes if item.transit_gateway_id is None))
    return client, endpoint


def stale_reference(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build, groups=(build.security_group(allow(group="sg-0deleted")),))
    return client, endpoint


def restricted_subnets(build: Builder, *entries: Any) -> Asked:
    """Build a client whose subnet has an ACL of its own."""
    build.vpc()
    subnet = build.subnet()
    build.network_acl(*entries, subnets=(subnet,))
    group = build.security_group(EVERYONE)
    build.interface_endpoint("ssm", subnets=(build.subnet(zone="b"),), groups=(group,))
    return build.network_interface(subnet=subnet), "ssm"


ALL_OUT = acl_entry(100, egress=True, protocol="-1")


def no_replies(build: Builder) -> Asked:
    return restricted_subnets(build, ALL_OUT, acl_entry(100, ports=(80, 80)))


def endpoint_subnet_without_replies(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build)
    subnet = build._get(Subnet, endpoint.subnet_ids[0])
    build.network_acl(acl_entry(100, ports=443), acl_entry(100, egress=True, ports=443), subnets=(subnet,))
    return client, endpoint


def lambda_with_linux_range(build: Builder) -> Asked:
    client, words = restricted_subnets(build, ALL_OUT, acl_entry(100, ports=(32768, 65535)))
    function = build.network_interface(subnet=build._get(Subnet, client.subnet_id or ""), interface_type="lambda")
    return function, words


def partly_denied(build: Builder) -> Asked:
    denied = acl_entry(90, allow=False, ports=(40000, 50000))
    return restricted_subnets(build, ALL_OUT, denied, acl_entry(100, ports=(1024, 65535)))


def s3_behind_acl(build: Builder) -> Asked:
    build.vpc()
    subnet = build.subnet()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    build.network_acl(
        acl_entry(100, egress=True, cidr=S3_CIDRS[0], ports=443),
        acl_entry(100, cidr=S3_CIDRS[0], ports=(1024, 65535)),
        subnets=(subnet,),
    )
    return build.network_interface(subnet=subnet), "s3"


def same_subnet_under_acl(build: Builder) -> Asked:
    build.vpc()
    subnet = build.subnet()
    build.network_acl(subnets=(subnet,))
    endpoint = build.interface_endpoint("ssm", subnets=(subnet,), groups=(build.security_group(EVERYONE),))
    return build.network_interface(subnet=subnet), endpoint


def other_table(build: Builder) -> Asked:
    build.vpc()
    with_nat(build)
    build.gateway_endpoint("s3", tables=(build.route_table(),))
    return build.network_interface(subnet=build.subnet(zone="b")), "s3"


def other_table_to_endpoint(build: Builder) -> Asked:
    client, _ = other_table(build)
    endpoint = next(iter(build.topology().records(VpcEndpoint)))
    return client, endpoint


def s3_of_another_region(build: Builder) -> Asked:
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(), "s3.us-west-2.amazonaws.com"


def static_route_over_list(build: Builder) -> Asked:
    build.vpc()
    nat = with_nat(build)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    build.add_routes(build.main_table(), route(S3_CIDRS[0], nat))
    return build.network_interface(subnet=build.subnet(zone="b")), "s3"


def two_lists(build: Builder) -> Asked:
    build.vpc()
    nat = with_nat(build)
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    own = build.prefix_list("52.216.0.0/15", "3.5.64.0/21", "54.231.0.0/16")
    build.add_routes(build.main_table(), route(own.prefix_list_id, nat))
    return build.network_interface(subnet=build.subnet(zone="b")), "s3"


def blackhole(build: Builder) -> Asked:
    build.vpc()
    build.add_routes(build.main_table(), route("0.0.0.0/0", "nat-0gone", state="blackhole"))
    return build.network_interface(), "8.8.8.8"


def spoke_to_gateway_endpoint(build: Builder) -> Asked:
    client, _ = hub_and_spoke(build)
    hub = next(vpc for vpc in build.topology().records(Vpc) if vpc.name_tag == "hub")
    build.gateway_endpoint("s3", tables=(build.main_table(hub),), vpc=hub)
    gateway = next(item.transit_gateway_id for item in build.main_table().routes if item.transit_gateway_id)
    build.add_routes(build.main_table(), route("0.0.0.0/0", gateway))
    from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
    from vpce_tui.resources.transit_gateway_vpc_attachment import TransitGatewayVpcAttachment

    topology = build.topology()
    table = next(topology.records(TransitGatewayRouteTable))
    attachment = next(item for item in topology.records(TransitGatewayVpcAttachment) if item.vpc_id == hub.vpc_id)
    build.transit_gateway_route(table, "0.0.0.0/0", attachment)
    return client, "52.216.1.1"


def peered(build: Builder, *, status: str = "active", way_back: bool = True) -> Asked:
    hub = build.vpc("10.50.0.0/16")
    hub_subnet = build.subnet(vpc=hub)
    endpoint = build.interface_endpoint("ssm", subnets=(hub_subnet,), groups=(build.security_group(EVERYONE),))
    spoke = build.vpc("10.60.0.0/16")
    peering = build.peering(spoke, hub, status=status)
    build.add_routes(build.main_table(spoke), route("10.50.0.0/16", peering.vpc_peering_connection_id))
    if way_back:
        build.add_routes(build.main_table(hub), route("10.60.0.0/16", peering.vpc_peering_connection_id))
    return build.network_interface(subnet=build.subnet(vpc=spoke)), endpoint


def through_firewall(build: Builder) -> Asked:
    build.vpc()
    firewall = build.gateway_load_balancer_endpoint(subnet=build.subnet(name="firewall"))
    subnet = build.subnet(name="app")
    endpoint_subnet = build.subnet(name="endpoints", zone="b")
    own = route(endpoint_subnet.cidr_block or "", firewall.vpc_endpoint_id)
    build.route_table(own, subnets=(subnet,))
    endpoint = build.interface_endpoint("ssm", subnets=(endpoint_subnet,), groups=(build.security_group(EVERYONE),))
    return build.network_interface(subnet=subnet), endpoint


def public_access_blocked(build: Builder) -> Asked:
    build.vpc()
    build.block_public_access()
    return build.network_interface(subnet=public_subnet(build), public_ip=True), "8.8.8.8"


def partner(state: str, error: str = "") -> Callable[[Builder], Asked]:
    def build_it(build: Builder) -> Asked:
        service = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0"
        client, _ = endpoint_world(build, service, state=state, last_error=error, private_dns=False)
        return client, service

    return build_it


def one_zone_only(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build)
    assert len(endpoint.subnet_ids) == 1
    return client, endpoint


def participant(build: Builder) -> Asked:
    build.vpc()
    with_nat(build)
    subnet = build.subnet(owner_id="999988887777")
    client = build.network_interface(subnet=subnet)
    return client, "ssm"


def two_missing_rules(build: Builder) -> Asked:
    client, endpoint = endpoint_world(build, groups=(build.security_group(),))
    locked = build.security_group(egress=(allow(cidr="192.168.0.0/16"),))
    return build.network_interface(groups=(locked,), subnet=build._get(Subnet, client.subnet_id or "")), endpoint


def pause_image(build: Builder) -> Asked:
    client, _ = endpoint_world(build, "ecr.dkr")
    return client, "ecr.api"


def glue_job(build: Builder) -> Asked:
    build.vpc()
    group = build.security_group(allow(22))
    build.network_interface(groups=(group,))
    return build.network_interface(groups=(group,)), build.network_interface(groups=(group,))


def glue_connection(build: Builder) -> Asked:
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    return build.network_interface(subnet=build.subnet(table=build.route_table())), "s3"


CASES = [
    Case(4, "ecr.dkr without ecr.api", pause_image, NO, "NO_ROUTE_TO_DESTINATION", "ecr.api"),
    Case(
        8,
        "a function in a public subnet",
        lambda_in_public_subnet,
        NO,
        "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
        "create an",
    ),
    Case(10, "a Glue connection without S3", glue_connection, NO, "NO_ROUTE_TO_DESTINATION", "associate vpce-"),
    Case(11, "a Glue group without self-reference", glue_job, NO, "ENI_SG_RULES_MISMATCH", "allow tcp 443 from sg-"),
    Case(1, "no endpoint and no way out", no_endpoint("ssmmessages"), NO, "NO_ROUTE_TO_DESTINATION", "create an"),
    Case(2, "no ecr.api endpoint", no_endpoint("ecr.api"), NO, "NO_ROUTE_TO_DESTINATION", "ecr.api"),
    Case(3, "no S3 endpoint for image layers", no_endpoint("s3"), NO, "NO_ROUTE_TO_DESTINATION"),
    Case(5, "no sts endpoint", no_endpoint("sts"), NO, "NO_ROUTE_TO_DESTINATION", "sts"),
    Case(
        6, "a gateway endpoint without tables", gateway_without_tables, NO, "NO_ROUTE_TO_DESTINATION", "associate vpce-"
    ),
    Case(
        7, "a function behind an internet gateway", lambda_in_public_subnet, NO, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
    ),
    Case(9, "no lambda endpoint", no_endpoint("lambda"), NO, "NO_ROUTE_TO_DESTINATION", "lambda"),
    Case(13, "private DNS is off", private_dns_off, NO, "VPCE_PRIVATE_DNS_OFF", "turn private DNS"),
    Case(14, "host names are off", hostnames_off, NO, "VPCE_DNS_HOSTNAMES_OFF", "turn enableDnsHostnames"),
    Case(14, "DNS support is off", support_off, NO, "VPCE_DNS_SUPPORT_OFF", "turn enableDnsSupport"),
    Case(15, "own name servers", own_name_servers, UNKNOWN, "VPCE_CUSTOM_DNS_SERVERS"),
    Case(18, "a wildcard takes public APIs", public_api_behind_wildcard, OK, "VPCE_PRIVATE_DNS_WILDCARD"),
    Case(19, "the global STS host", global_sts, NO, "VPCE_GLOBAL_HOST_NOT_COVERED", "Regional host"),
    Case(20, "the legacy SQS host", legacy_sqs, NO, "VPCE_LEGACY_HOST_NOT_COVERED", "Regional host"),
    Case(
        21, "private DNS captures other subnets", other_subnets_captured, NO, "ENI_SG_RULES_MISMATCH", "allow tcp 443"
    ),
    Case(
        22,
        "S3 private DNS for the inbound resolver only",
        inbound_resolver_only,
        OK,
        "VPCE_INBOUND_RESOLVER_ONLY",
        via="gatewayEndpoint",
    ),
    Case(24, "IPv6 answers pass the gateway endpoint by", dualstack_host, OK, "VPCE_DUALSTACK_BYPASS"),
    Case(25, "the hub's private DNS is not seen", hub_private_dns, NO, "VPCE_PRIVATE_DNS_ELSEWHERE", "private zone"),
    Case(26, "a zonal name of a zone without interface", zonal_name, NO, "VPCE_ZONAL_NAME_WITHOUT_INTERFACE"),
    Case(27, "a broad private zone hides public names", hiding_zone, NO, "VPCE_NAME_NOT_FOUND"),
    Case(29, "the endpoint's group has no 443", group_without_443, NO, "ENI_SG_RULES_MISMATCH", "allow tcp 443 from"),
    Case(30, "the endpoint has the default group", default_group, NO, "ENI_SG_RULES_MISMATCH", "allow tcp 443 from"),
    Case(31, "a locked-down client without the list", locked_down_client, NO, "ENI_SG_RULES_MISMATCH", "to pl-"),
    Case(
        32,
        "a client that may talk to the endpoint's group only",
        egress_by_group_only,
        NO,
        "ENI_SG_RULES_MISMATCH",
        "to pl-",
    ),
    Case(33, "a client without outbound rules", no_outbound_rule, NO, "SG_HAS_NO_RULES", "allow tcp 443 to"),
    Case(
        34,
        "a group reference through a transit gateway",
        lambda build: hub_and_spoke(build, group_reference=True),
        NO,
        "SG_REFERENCES_NOT_PRESERVED",
        "from 10.60.",
    ),
    Case(
        34,
        "a reference that the transit gateway keeps",
        lambda build: hub_and_spoke(build, group_reference=True, keep_groups=True),
        OK,
    ),
    Case(35, "a rule for a deleted group", stale_reference, NO, "ENI_SG_RULES_MISMATCH"),
    Case(
        36,
        "the client's subnet lets no replies in",
        no_replies,
        NO,
        "SUBNET_ACL_RESTRICTION",
        "allow tcp 32768–60999 from",
    ),
    Case(
        36,
        "the endpoint's subnet lets no replies out",
        endpoint_subnet_without_replies,
        NO,
        "SUBNET_ACL_RESTRICTION",
        "allow tcp 32768–60999 to",
    ),
    Case(37, "a function under an ACL for Linux", lambda_with_linux_range, OK, "VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED"),
    Case(38, "part of the ephemeral ports is denied", partly_denied, OK, "VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED"),
    Case(39, "an ACL for one of S3's blocks", s3_behind_acl, OK, "VPCE_PARTLY_REACHABLE"),
    Case(40, "an ACL inside one subnet", same_subnet_under_acl, OK),
    Case(
        41,
        "another table has the endpoint",
        other_table,
        OK,
        "VPCE_ENDPOINT_BYPASSED",
        "associate vpce-",
        via="natGateway",
    ),
    Case(
        41,
        "another table has the endpoint that is asked for",
        other_table_to_endpoint,
        NO,
        "VPCE_ENDPOINT_BYPASSED",
        "associate vpce-",
    ),
    Case(42, "S3 of another Region", s3_of_another_region, NO, "NO_ROUTE_TO_DESTINATION"),
    Case(43, "a static route takes part of the list", static_route_over_list, OK, "VPCE_ENDPOINT_BYPASSED"),
    Case(44, "two lists that overlap", two_lists, UNKNOWN, "VPCE_AMBIGUOUS_PREFIX_LISTS"),
    Case(45, "a blackhole route", blackhole, NO, "BAD_STATE_ROUTE"),
    Case(46, "a spoke uses the hub's gateway endpoint", spoke_to_gateway_endpoint, NO, "VPCE_GATEWAY_NOT_TRANSITIVE"),
    Case(47, "a zone without attachment", spoke_in_another_zone, NO, "TGW_ROUTE_AZ_RESTRICTION", "add a subnet"),
    Case(
        48,
        "no way back from the hub",
        hub_without_way_back,
        NO,
        "NO_ROUTE_TO_DESTINATION",
        "route 10.60.0.0/16 to tgw-",
    ),
    Case(48, "hub and spoke with all routes", hub_and_spoke, OK, via="interfaceEndpoint"),
    Case(
        49,
        "a peering that is not active",
        lambda build: peered(build, status="pending-acceptance"),
        NO,
        "BAD_STATE_ATTACHMENT",
    ),
    Case(
        49,
        "a peer without way back",
        lambda build: peered(build, way_back=False),
        NO,
        "NO_ROUTE_TO_DESTINATION",
        "route 10.60.0.0/16 to pcx-",
    ),
    Case(49, "a peering with all routes", peered, OK, via="interfaceEndpoint"),
    Case(50, "a firewall on the way", through_firewall, UNKNOWN, "FIREWALL_RULES_RESTRICTION"),
    Case(51, "Block Public Access", public_access_blocked, NO, "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"),
    Case(52, "the provider has not accepted", partner("pendingAcceptance"), NO, "BAD_STATE", "accept"),
    Case(53, "the provider refused", partner("Rejected"), NO, "BAD_STATE", "create it again"),
    Case(53, "creation failed", partner("failed", "LimitExceeded"), NO, "BAD_STATE", "last error"),
    Case(54, "a partner's endpoint that is available", partner("available"), OK, via="interfaceEndpoint"),
    Case(58, "an endpoint in another zone only", one_zone_only, OK, via="interfaceEndpoint"),
    Case(69, "a shared subnet's participant", participant, UNKNOWN, "VPCE_SHARED_SUBNET"),
    Case(33, "both groups refuse, and both are told", two_missing_rules, NO, "SG_HAS_NO_RULES"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.says}")
def test_scenario(case: Case) -> None:
    build = Builder(Scope("111122223333", "eu-west-1"))
    source, destination = case.build(build)

    found = ask(build, source, destination, unread=case.unread, **case.flow)

    assert found.verdict is case.want, told(found)
    if case.code:
        assert case.code in codes(found), told(found)
    if case.fix:
        assert any(case.fix in step.fix for step in found.steps), told(found)
    if case.via:
        assert found.via is not None
        assert found.via.kind == case.via, told(found)


def test_every_blocker_is_told_not_only_the_first() -> None:
    build = Builder()
    source, destination = two_missing_rules(build)

    found = ask(build, source, destination)

    assert [step.stage for step in found.blocking_steps] == ["securityGroupEgress", "securityGroupIngress"], told(found)
    assert all(step.fix for step in found.blocking_steps), told(found)
