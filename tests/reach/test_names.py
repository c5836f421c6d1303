"""Which addresses does a name have inside a VPC?"""

from __future__ import annotations

import pytest

from tests.reach.asking import ask, codes, step_of, told
from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.model.record import Scope
from vpce_tui.reach import Outcome, Stage, Trace, Verdict
from vpce_tui.reach.services import covers, hosts, region_of_host, service_name, service_of_host, usual_ports
from vpce_tui.resources.dhcp_options import DhcpOptions
from vpce_tui.resources.hosted_zone import HostedZoneSummary, ResourceRecordSet
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN


def world(service: str = "ssm", **members: object) -> tuple[Builder, NetworkInterface, VpcEndpoint]:
    build = Builder()
    build.vpc("10.1.0.0/16")
    client = build.network_interface(subnet=build.subnet())
    group = build.security_group(allow((0, 65535), cidr="10.0.0.0/8"))
    places = (build.subnet(zone="a"), build.subnet(zone="b"))
    return build, client, build.interface_endpoint(service, subnets=places, groups=(group,), **members)  # type: ignore[arg-type]


def kind(found: Trace) -> str:
    return found.via.kind if found.via else ""


@pytest.mark.parametrize(
    ("service", "host"),
    [
        ("ssm", "ssm.eu-west-1.amazonaws.com"),
        ("ssm", "SSM.EU-WEST-1.amazonaws.com."),
        ("ecr.api", "api.ecr.eu-west-1.amazonaws.com"),
        ("ecr.dkr", "111122223333.dkr.ecr.eu-west-1.amazonaws.com"),
        ("execute-api", "a1b2.execute-api.eu-west-1.amazonaws.com"),
        ("s3", "bucket.s3.eu-west-1.amazonaws.com"),
        ("com.amazonaws.eu-west-1.sqs", "sqs.eu-west-1.amazonaws.com"),
    ],
)
def test_private_dns_answers_the_service_its_label_and_its_host(service: str, host: str) -> None:
    build, client, _ = world(service)

    for words in (host, service):
        found = ask(build, client, words)
        assert (found.verdict, kind(found)) == (OK, "interfaceEndpoint"), told(found)


def test_the_names_of_an_endpoint_itself_resolve_everywhere_dns_works() -> None:
    build, client, endpoint = world(private_dns=False)
    regional, zonal_a, zonal_b = (entry.dns_name or "" for entry in endpoint.dns_entries)

    for host in (regional, zonal_a, zonal_b):
        assert ask(build, client, host).verdict is OK, host
    address = ask(build, client, zonal_b).flow.destination_address
    assert address.startswith("10.1.3."), "a zonal name is the interface of its zone"
    assert ask(build, client, "vpce-0other-abcd.ssm.eu-west-1.vpce.amazonaws.com").verdict is UNKNOWN


def test_a_bucket_below_an_s3_endpoints_name() -> None:
    build, client, endpoint = world("s3")
    name = (endpoint.dns_entries[0].dns_name or "").removeprefix("*.")

    assert ask(build, client, f"bucket.{name}").verdict is OK


def test_the_address_of_the_own_zone_comes_first() -> None:
    build, _, _ = world()
    client = build.network_interface(subnet=build.subnet(zone="b"))

    assert ask(build, client, "ssm").flow.destination_address.startswith("10.1.3.")


def test_one_address_that_fails_is_a_warning_not_a_verdict() -> None:
    build, client, endpoint = world()
    from vpce_tui.resources.subnet import Subnet

    build.network_acl(subnets=(build._get(Subnet, endpoint.subnet_ids[1]),))

    found = ask(build, client, "ssm")

    assert found.verdict is OK, told(found)
    assert codes(found) == ["VPCE_PARTLY_REACHABLE"]


def test_private_dns_with_attributes_that_were_not_read_is_taken_to_work() -> None:
    build, client, _ = world()

    found = ask(build, client, "ssm", unread=(VpcAttribute, DhcpOptions, HostedZoneSummary, ResourceRecordSet))

    assert found.verdict is OK, told(found)
    assert {"vpcAttributes", "dhcpOptions", "hostedZones"} <= set(found.not_evaluated)


def test_endpoints_that_were_not_read_leave_a_name_open() -> None:
    build, client, _ = world()

    found = ask(build, client, "ssm", unread=(VpcEndpoint,))

    assert (found.verdict, codes(found, Outcome.UNKNOWN)) == (NO, ["VPCE_NOT_READ"]) or found.verdict is UNKNOWN, told(
        found
    )


@pytest.mark.parametrize("server", ["AmazonProvidedDNS", "10.1.0.2", "169.254.169.253"])
def test_amazons_dns_server_by_any_of_its_names(server: str) -> None:
    build, client, _ = world()
    build.change(build.latest_vpc, dhcp_options_id=build.dhcp_options(server).dhcp_options_id)

    assert codes(ask(build, client, "ssm")) == []


def test_own_name_servers_do_not_matter_where_both_answers_lead_to_the_same() -> None:
    build, client, _ = world()
    build.change(build.latest_vpc, dhcp_options_id=build.dhcp_options("192.168.0.53").dhcp_options_id)
    gateway = build.internet_gateway()
    nat = build.nat_gateway(
        subnet=build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    )
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))

    found = ask(build, client, "ssm")

    assert found.verdict is OK, told(found)
    assert step_of(found, Stage.NAME, "VPCE_CUSTOM_DNS_SERVERS").verdict is Outcome.WARN


def test_own_name_servers_do_not_matter_to_an_endpoints_own_name() -> None:
    build, client, endpoint = world()
    build.change(build.latest_vpc, dhcp_options_id=build.dhcp_options("192.168.0.53").dhcp_options_id)

    assert ask(build, client, endpoint.dns_entries[0].dns_name or "").verdict is OK


def test_a_private_zone_with_an_alias_shares_the_hubs_endpoint() -> None:
    build = Builder()
    hub = build.vpc("10.50.0.0/16")
    endpoint = build.interface_endpoint(
        "ssm", subnets=(build.subnet(vpc=hub),), groups=(build.security_group(allow()),), private_dns=False
    )
    spoke = build.vpc("10.60.0.0/16")
    peering = build.peering(hub, spoke)
    build.add_routes(build.main_table(hub), route("10.60.0.0/16", peering.vpc_peering_connection_id))
    build.add_routes(build.main_table(spoke), route("10.50.0.0/16", peering.vpc_peering_connection_id))
    build.hosted_zone("ssm.eu-west-1.amazonaws.com", spoke, hub, records={"ssm.eu-west-1.amazonaws.com": endpoint})
    client = build.network_interface(subnet=build.subnet(vpc=spoke))

    found = ask(build, client, "ssm")

    assert (found.verdict, kind(found)) == (OK, "interfaceEndpoint"), told(found)


def test_the_most_specific_zone_answers() -> None:
    build, client, endpoint = world()
    server = build.network_interface(groups=(build.security_group(allow()),))
    vpc = build.latest_vpc
    build.hosted_zone(
        "eu-west-1.amazonaws.com", vpc, records={"own.eu-west-1.amazonaws.com": server.private_ip_address or ""}
    )

    assert kind(ask(build, client, "ssm")) == "interfaceEndpoint"
    assert ask(build, client, "own.eu-west-1.amazonaws.com").flow.destination_address == server.private_ip_address
    assert codes(ask(build, client, "kms")) == ["VPCE_NAME_NOT_FOUND"]
    assert endpoint.private_dns_enabled


def test_a_wildcard_record_answers_names_below_it() -> None:
    build, client, _ = world()
    server = build.network_interface(groups=(build.security_group(allow()),))
    build.hosted_zone("corp.example", build.latest_vpc, records={"*.corp.example": server.private_ip_address or ""})

    assert ask(build, client, "db.corp.example").verdict is OK


def test_a_forwarded_name_is_unknown_and_a_broad_rule_leaves_private_dns_alone() -> None:
    build, client, _ = world()
    vpc = build.latest_vpc
    build.resolver_rule(".", vpc)
    build.resolver_rule("corp.example", vpc)

    assert kind(ask(build, client, "ssm")) == "interfaceEndpoint"
    assert codes(ask(build, client, "db.corp.example")) == ["VPCE_NAME_FORWARDED"]
    build.resolver_rule("ssm.eu-west-1.amazonaws.com", vpc)
    assert ask(build, client, "ssm").verdict is UNKNOWN


def test_records_of_a_zone_that_were_not_read_leave_the_name_open() -> None:
    build, client, _ = world()
    build.hosted_zone("corp.example", build.latest_vpc)

    assert ask(build, client, "db.corp.example", unread=(ResourceRecordSet,)).verdict is UNKNOWN


def test_an_instance_name_is_its_address() -> None:
    build, client, _ = world()
    server = build.network_interface(groups=(build.security_group(allow()),))
    dashed = (server.private_ip_address or "").replace(".", "-")

    assert ask(build, client, f"ip-{dashed}.eu-west-1.compute.internal").verdict is OK


def test_a_service_of_another_region_has_public_addresses() -> None:
    build, client, _ = world()

    assert codes(ask(build, client, "com.amazonaws.us-east-1.ssm")) == ["NO_ROUTE_TO_DESTINATION"]


def test_a_small_network_that_somebody_routes_elsewhere_puts_no_service_in_doubt() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    gateway = build.internet_gateway()
    public = build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    nat = build.nat_gateway(subnet=public)
    office = route("198.51.100.0/24", "nat-0gone", state="blackhole")
    half = route("52.0.0.0/8", "nat-0gone", state="blackhole")
    small = build.subnet(table=build.route_table(route("0.0.0.0/0", nat.nat_gateway_id), office))
    large = build.subnet(table=build.route_table(route("0.0.0.0/0", nat.nat_gateway_id), half))

    assert ask(build, build.network_interface(subnet=small), "sqs").verdict is OK
    assert ask(build, build.network_interface(subnet=large), "sqs").verdict is UNKNOWN


def test_an_address_family_that_the_client_lacks() -> None:
    build, client, _ = world()

    assert codes(ask(build, client, "2600:1f00::5")) == ["UNASSOCIATED_COMPONENT"]


def test_two_regions_and_accounts_do_not_mix() -> None:
    build, client, _ = world()
    build.scope = Scope("999988887777", "us-east-1")
    build.vpc("10.1.0.0/16")
    other = build.network_interface(subnet=build.subnet())

    assert kind(ask(build, client, "ssm")) == "interfaceEndpoint"
    assert codes(ask(build, other, "ssm")) == ["NO_ROUTE_TO_DESTINATION"]


# --- names of services -----------------------------------------------------------------------------------------------

SERVICES = [
    ("ssm.eu-west-1.amazonaws.com", "ssm"),
    ("api.ecr.eu-west-1.amazonaws.com", "ecr.api"),
    ("1234.dkr.ecr.eu-west-1.amazonaws.com", "ecr.dkr"),
    ("b.s3.eu-west-1.amazonaws.com", "s3"),
    ("s3.dualstack.eu-west-1.amazonaws.com", "s3"),
    ("s3-eu-west-1.amazonaws.com", "s3"),
    ("dynamodb.eu-west-1.amazonaws.com", "dynamodb"),
    ("sts.amazonaws.com", "sts"),
    ("queue.amazonaws.com", "sqs"),
    ("eu-west-1.queue.amazonaws.com", "sqs"),
    ("kinesis.eu-west-1.amazonaws.com", "kinesis-streams"),
    ("sqs.cn-north-1.amazonaws.com.cn", "sqs"),
    ("example.com", ""),
]


@pytest.mark.parametrize(("host", "label"), SERVICES, ids=[host for host, _ in SERVICES])
def test_the_service_of_a_host(host: str, label: str) -> None:
    assert service_of_host(host) == label


def test_full_names_ports_and_wildcards() -> None:
    assert service_name("ssm", "eu-west-1") == "com.amazonaws.eu-west-1.ssm"
    assert service_name("iam", "eu-west-1") == "com.amazonaws.iam"
    assert service_name("sqs", "cn-north-1") == "cn.com.amazonaws.cn-north-1.sqs"
    assert service_name("sagemaker.notebook", "eu-west-1") == "aws.sagemaker.eu-west-1.notebook"
    assert hosts("ecr.dkr", "eu-west-1")[1] == "*.dkr.ecr.eu-west-1.amazonaws.com"
    assert usual_ports("com.amazonaws.eu-west-1.cassandra") == (9142,)
    assert usual_ports("email-smtp")[0] == 587
    assert usual_ports("ssm") == (443,)
    assert region_of_host("ssm.us-gov-west-1.amazonaws.com") == "us-gov-west-1"
    assert covers("*.s3.x", "b.s3.x")
    assert not covers("*.s3.x", "s3.x")
    assert not covers("ssm.x", "a.ssm.x")


def test_of_two_private_zones_the_more_specific_one_answers() -> None:
    build, client, _ = world()
    vpc = build.latest_vpc
    open_group = build.security_group(allow())
    wide, narrow = (build.network_interface(groups=(open_group,)) for _ in range(2))
    build.hosted_zone("example.org", vpc, records={"*.example.org": wide.private_ip_address or ""})
    build.hosted_zone("db.example.org", vpc, records={"*.db.example.org": narrow.private_ip_address or ""})

    assert ask(build, client, "a.db.example.org").flow.destination_address == narrow.private_ip_address
    assert ask(build, client, "a.example.org").flow.destination_address == wide.private_ip_address
