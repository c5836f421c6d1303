"""Plain looks at the demo world's records, sharing nothing with the tracer or the checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar

from vpce_tui.demo.ids import an_id
from vpce_tui.demo.world import topology
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.reach.services import hosts
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

R = TypeVar("R", bound=Record)


@cache
def world() -> Topology:
    return topology()


def get(record_type: type[R], record_id: str) -> R:
    found = world().find(record_type, record_id)
    assert isinstance(found, record_type), record_id
    return found


def vpc(name: str) -> Vpc:
    return get(Vpc, an_id("vpc", name))


def endpoint(name: str) -> VpcEndpoint:
    return get(VpcEndpoint, an_id("vpce", name))


def interface(name: str) -> NetworkInterface:
    """The interface of this name, or the only one of the instance of this name."""
    for found in world().records(NetworkInterface):
        if found.network_interface_id == an_id("eni", name):
            return found
    raise AssertionError(name)


def group(name: str) -> SecurityGroup:
    return get(SecurityGroup, an_id("sg", name))


def table(name: str) -> RouteTable:
    return get(RouteTable, an_id("rtb", name))


def acl(name: str) -> NetworkAcl:
    return get(NetworkAcl, an_id("acl", name))


def subnet(name: str) -> Subnet:
    return get(Subnet, an_id("subnet", name))


def targets(route_table: RouteTable) -> dict[str, str]:
    """What a table leads to, by destination."""
    return {
        route.destination_cidr_block
        or route.destination_ipv6_cidr_block
        or route.destination_prefix_list_id
        or "": target(route)
        for route in route_table.routes
    }


def uses(subnet_name: str, table_name: str) -> bool:
    """Whether the subnet names the table."""
    wanted = subnet(subnet_name).subnet_id
    return any(association.subnet_id == wanted for association in table(table_name).associations)


def names_no_table(subnet_name: str) -> bool:
    wanted = subnet(subnet_name).subnet_id
    return not any(
        association.subnet_id == wanted for found in world().records(RouteTable) for association in found.associations
    )


def table_has_no_way_out(table_name: str, *allowed: str) -> bool:
    """Whether a table has nothing but local routes and these destinations."""
    return {goal for goal, leads in targets(table(table_name)).items() if leads != "local"} == set(allowed)


def services_in(vpc_name: str) -> list[str]:
    """The services of a VPC's endpoints, as people call them."""
    wanted = vpc(vpc_name).vpc_id
    return [
        (found.service_name or "").partition("us-east-1.")[2]
        for found in world().records(VpcEndpoint)
        if found.vpc_id == wanted
    ]


def zones_of(vpc_name: str) -> set[str]:
    """The names of the private zones that a VPC sees."""
    wanted = vpc(vpc_name).vpc_id
    return {(zone.name or "").rstrip(".") for zone in world().records(HostedZoneSummary) if zone.vpc_id == wanted}


def is_public_here(vpc_name: str, service: str) -> bool:
    """Whether nothing in a VPC gives the service's name a private address."""
    return service not in services_in(vpc_name) and not zones_of(vpc_name) & set(hosts(service, "us-east-1"))


def cidrs(permissions: tuple[IpPermission, ...]) -> list[str]:
    return [block.cidr_ip or "" for permission in permissions for block in permission.ip_ranges]


def peer_groups(permissions: tuple[IpPermission, ...]) -> list[str]:
    return [pair.group_id or "" for permission in permissions for pair in permission.user_id_group_pairs]


def prefix_lists(permissions: tuple[IpPermission, ...]) -> list[str]:
    return [item.prefix_list_id or "" for permission in permissions for item in permission.prefix_list_ids]


def carries(interface_name: str, group_name: str) -> bool:
    return an_id("sg", group_name) in [found.group_id for found in interface(interface_name).groups]


def guards(group_name: str, endpoint_name: str) -> bool:
    return [found.group_id for found in endpoint(endpoint_name).groups] == [an_id("sg", group_name)]


def s3_blocks() -> tuple[str, ...]:
    (found,) = {
        record for record in world().records(PrefixList) if record.prefix_list_name == "com.amazonaws.us-east-1.s3"
    }
    return found.cidrs


def within(address: str, blocks: tuple[str, ...] | list[str]) -> bool:
    return any(ip_address(address) in ip_network(block) for block in blocks)


def refused_ports(acl_name: str, *, egress: bool, peer: str, ports: Iterable[int] = range(1, 65536)) -> set[int]:
    """The TCP ports that an ACL refuses in one direction for one address; the first entry that matches decides."""
    entries = sorted(
        (
            entry
            for entry in acl(acl_name).entries
            if entry.egress is egress and entry.cidr_block and within(peer, [entry.cidr_block])
        ),
        key=lambda entry: entry.rule_number or 0,
    )
    refused = set()
    for port in ports:
        actions = [entry.rule_action for entry in entries if _covers(entry, port)]
        if actions[0] == "deny":
            refused.add(port)
    return refused


def _covers(entry: NetworkAclEntry, port: int) -> bool:
    span = entry.port_range
    return entry.protocol == "-1" or (span is not None and (span.from_ or 0) <= port <= (span.to or 0))


def held_statements(arn: str) -> list[dict[str, Any]]:
    """The statements of a resource's own policy."""
    found: list[dict[str, Any]] = json.loads(get(ResourcePolicy, arn).policy or "")["Statement"]
    return found


def statements(endpoint_name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(endpoint(endpoint_name).policy_document or "")["Statement"]
    return found
