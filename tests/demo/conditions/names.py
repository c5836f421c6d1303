"""What is true of the records where names resolve wrongly?"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.looking import (
    endpoint,
    get,
    interface,
    is_public_here,
    table,
    table_has_no_way_out,
    targets,
    uses,
    vpc,
    world,
    zones_of,
)
from vpce_tui.demo.base import AWS_LISTS
from vpce_tui.resources.dhcp_options import DhcpOptions, option_values
from vpce_tui.resources.hosted_zone import ResourceRecordSet
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import endpoint_type

S3 = AWS_LISTS["s3", "us-east-1"][0]


def private_dns_off() -> bool:
    athena = endpoint("analytics-athena")
    return athena.private_dns_enabled is False and "athena.us-east-1.amazonaws.com" not in zones_of("analytics")


def host_names_off() -> bool:
    attribute = get(VpcAttribute, vpc("batch").vpc_id)
    assert attribute.enable_dns_hostnames is not None
    return attribute.enable_dns_hostnames.value is False and endpoint("batch-sqs").private_dns_enabled is True


def office_servers() -> bool:
    options = get(DhcpOptions, vpc("app-eu").dhcp_options_id or "")
    return option_values(options, "domain-name-servers") == ("10.200.0.53", "10.200.1.53")


def conflicting_private_dns() -> bool:
    one, two = endpoint("staging-sqs"), endpoint("staging-sqs-second")
    assert two.last_error is not None
    same = (one.vpc_id, one.service_name) == (two.vpc_id, two.service_name)
    both = one.private_dns_enabled is True and two.private_dns_enabled is True
    return same and both and "conflicting DNS domain" in (two.last_error.message or "")


def zone_and_endpoint() -> bool:
    host = "secretsmanager.us-east-1.amazonaws.com"
    private = {entry.dns_name for entry in endpoint("staging-secretsmanager").dns_entries}
    return host in private and host in zones_of("staging")


def captured_apis() -> bool:
    names = {entry.dns_name for entry in endpoint("app-execute-api").dns_entries}
    return "*.execute-api.us-east-1.amazonaws.com" in names


def not_a_private_name(endpoint_name: str, host: str) -> Callable[[], bool]:
    def condition() -> bool:
        names = {entry.dns_name for entry in endpoint(endpoint_name).dns_entries}
        isolated = table_has_no_way_out("data-private", S3)
        return bool(names) and host not in names and isolated

    return condition


def inbound_resolver_only() -> bool:
    options = endpoint("hub-s3-for-on-premises").dns_options
    gateway = endpoint_type(endpoint("hub-s3")) == "Gateway" and uses("hub-tools-a", "hub-tools")
    assert options is not None
    return (
        options.private_dns_only_for_inbound_resolver_endpoint is True and gateway and S3 in targets(table("hub-tools"))
    )


def dual_stack_past_the_endpoint() -> bool:
    out = targets(table("app-eu-private"))["::/0"].startswith("eigw-")
    return endpoint("app-eu-s3").ip_address_type == "ipv4" and bool(interface("app-eu-1").ipv6_addresses) and out


def private_dns_in_the_hub_alone() -> bool:
    in_hub = endpoint("hub-kms").private_dns_enabled is True and endpoint("hub-kms").vpc_id == vpc("hub").vpc_id
    return in_hub and is_public_here("eks", "kms")


def zone_too_broad() -> bool:
    names = [record.name for record in world().records(ResourceRecordSet) if record.name == "jenkins.amazonaws.com."]
    return zones_of("sandbox") == {"amazonaws.com"} and len(names) == 1


CONDITIONS: dict[int, Callable[[], bool]] = {
    13: private_dns_off,
    14: host_names_off,
    15: office_servers,
    16: conflicting_private_dns,
    17: zone_and_endpoint,
    18: captured_apis,
    19: not_a_private_name("data-sts", "sts.amazonaws.com"),
    20: not_a_private_name("data-sqs", "us-east-1.queue.amazonaws.com"),
    22: inbound_resolver_only,
    24: dual_stack_past_the_endpoint,
    25: private_dns_in_the_hub_alone,
    27: zone_too_broad,
}
