"""What is true of the records where groups or ACLs refuse?"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network

from tests.demo.looking import (
    carries,
    cidrs,
    endpoint,
    get,
    group,
    guards,
    peer_groups,
    prefix_lists,
    refused_ports,
    s3_blocks,
    table,
    targets,
    within,
    world,
)
from vpce_tui.demo.base import AWS_LISTS
from vpce_tui.demo.hub import TRANSIT
from vpce_tui.demo.ids import an_id
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.stale_security_group import StaleSecurityGroup
from vpce_tui.resources.transit_gateway import TransitGateway

S3 = AWS_LISTS["s3", "us-east-1"][0]
HUB = "10.0.0.0/16"
EPHEMERAL = set(range(1024, 65536))


def glue_without_itself() -> bool:
    jobs = group("analytics-glue-jobs")
    ports = [(permission.from_port, permission.to_port) for permission in jobs.ip_permissions]
    return (
        carries("glue-worker-1", "analytics-glue-jobs")
        and not peer_groups(jobs.ip_permissions)
        and ports == [(443, 443)]
    )


def private_dns_for_everybody() -> bool:
    admits = group("app-endpoints-operators").ip_permissions
    only = peer_groups(admits) == [an_id("sg", "app-operators")] and not cidrs(admits)
    return only and endpoint("app-ec2").private_dns_enabled is True and not carries("app-jump-1", "app-operators")


def hub_only_group() -> bool:
    admits = cidrs(group("hub-endpoints-hub-only").ip_permissions)
    return guards("hub-endpoints-hub-only", "hub-sns") and admits == [HUB]


def default_group() -> bool:
    default = group("hub-default")
    return (
        guards("hub-default", "hub-sqs")
        and default.group_name == "default"
        and peer_groups(default.ip_permissions) == [default.group_id]
    )


def egress_without_s3(interface_name: str, group_name: str) -> Callable[[], bool]:
    def condition() -> bool:
        out = group(group_name).ip_permissions_egress
        admits_s3 = any(within(str(ip_network(block)[8]), cidrs(out)) for block in s3_blocks())
        gateway = S3 in targets(table("app-private"))
        return carries(interface_name, group_name) and not prefix_lists(out) and not admits_s3 and gateway

    return condition


def no_egress() -> bool:
    return carries("app-quarantined-1", "app-quarantine") and group("app-quarantine").ip_permissions_egress == ()


def group_across_transit_gateway() -> bool:
    guard = group("hub-endpoints-by-group")
    options = get(TransitGateway, TRANSIT).options
    assert options is not None
    by_group = peer_groups(guard.ip_permissions) == [an_id("sg", "app-web")] and not cidrs(guard.ip_permissions)
    elsewhere = group("app-web").vpc_id != guard.vpc_id
    return by_group and elsewhere and options.security_group_referencing_support == "disable"


def stale_rule() -> bool:
    gone = an_id("sg", "old-billing")
    stale = get(StaleSecurityGroup, an_id("sg", "hub-endpoints-monitoring"))
    named = gone in peer_groups(group("hub-endpoints-monitoring").ip_permissions)
    return named and not world().find(SecurityGroup, gone) and bool(stale.stale_ip_permissions)


def acl_refuses_replies(acl_name: str, expected: set[int]) -> Callable[[], bool]:
    def condition() -> bool:
        return refused_ports(acl_name, egress=False, peer="10.0.10.4") & EPHEMERAL == expected

    return condition


def acl_refuses_s3() -> bool:
    def refuses(peer: str) -> bool:
        return bool(refused_ports("app-exports", egress=True, peer=peer, ports=[443]))

    return all(refuses(str(ip_network(block)[8])) for block in s3_blocks()) and not refuses("10.0.10.4")


CONDITIONS: dict[int, Callable[[], bool]] = {
    11: glue_without_itself,
    21: private_dns_for_everybody,
    29: hub_only_group,
    30: default_group,
    31: egress_without_s3("app-vault-1", "app-locked"),
    32: egress_without_s3("payments", "app-tasks-endpoints-only"),
    33: no_egress,
    34: group_across_transit_gateway,
    35: stale_rule,
    36: acl_refuses_replies("app-reports", EPHEMERAL),
    37: acl_refuses_replies("app-functions", EPHEMERAL - set(range(32768, 61001))),
    38: acl_refuses_replies("app-search", set(range(40000, 45001))),
    39: acl_refuses_s3,
}
