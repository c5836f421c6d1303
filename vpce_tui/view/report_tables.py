"""Which tables tell what a network consists of: accounts, VPCs, subnets, endpoints, and what was not read?

Every row is made from records alone; what was not read is a question mark, never an empty cell that looks like "none".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeVar

from vpce_tui.model.coverage import Progress
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import (
    EffectiveRouteTable,
    by_subnet,
    by_vpc,
    effective_route_table,
    network_acl_of,
)
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type, short_service
from vpce_tui.view.coverage import failures
from vpce_tui.view.explorer import ways_out
from vpce_tui.view.inspect.policy_lines import TYPES_WITHOUT_POLICY, is_default, supports_policy
from vpce_tui.view.lines import Subject, state_style
from vpce_tui.view.report_parts import Cell, Column, Section, Selection
from vpce_tui.view.text import UNICODE_SIGNS, plain

R = TypeVar("R", bound=Record)
UNREAD = Cell(UNICODE_SIGNS.unknown, "unknown", "not read")


def columns(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(key, title) for key, title in pairs)


def scope_section(topology: Topology) -> Section:
    """Return the accounts and Regions with how completely each was read."""
    return Section(
        key="scopes",
        title="Accounts and Regions",
        columns=columns(
            ("account", "Account"),
            ("accountName", "Name"),
            ("region", "Region"),
            ("vpcs", "VPCs"),
            ("endpoints", "Endpoints"),
            ("interfaces", "Interfaces"),
            ("listsRead", "Lists read"),
            ("caller", "Read as"),
        ),
        rows=tuple(_scope_row(topology, scope) for scope in topology.scopes),
        empty="Nothing was read.",
    )


def _scope_row(topology: Topology, scope: Scope) -> tuple[Cell, ...]:
    opened = topology.opened.get(scope)
    complete = sum(1 for resource in RESOURCES if topology.coverage(resource.record, scope).complete)
    return (
        Cell(scope.account_id),
        Cell(opened.account_name if opened else ""),
        Cell(scope.region),
        *(_count(topology, record_type, scope) for record_type in (Vpc, VpcEndpoint, NetworkInterface)),
        Cell(f"{complete} of {len(RESOURCES)}", "good" if complete == len(RESOURCES) else "warn"),
        Cell(opened.caller_arn if opened else "", "muted"),
    )


def _count(topology: Topology, record_type: type[Record], scope: Scope) -> Cell:
    count = topology.count(record_type, scope)
    if topology.coverage(record_type, scope).complete:
        return Cell(str(count))
    return Cell(f"{count}{UNICODE_SIGNS.unknown}", "unknown", "not read to its end") if count else UNREAD


def _once(topology: Topology, record_type: type[R]) -> Iterator[tuple[Scope, R]]:
    """Yield each record once: a shared VPC or subnet is listed by its owner and by those it is shared with."""
    seen: dict[str, tuple[Scope, R]] = {}
    for scope, record in topology.located(record_type):
        if record.record_id not in seen or getattr(record, "owner_id", None) == scope.account_id:
            seen[record.record_id] = (scope, record)
    yield from seen.values()


def vpc_section(topology: Topology, chosen: Selection) -> Section:
    """Return the VPCs."""
    return Section(
        key="vpcs",
        title="VPCs",
        columns=columns(
            ("vpc", "VPC"),
            ("name", "Name"),
            ("account", "Account"),
            ("region", "Region"),
            ("cidrs", "Address blocks"),
            ("subnets", "Subnets"),
            ("endpoints", "Endpoints"),
            ("dnsSupport", "DNS support"),
            ("dnsHostnames", "DNS host names"),
        ),
        rows=tuple(
            (
                Cell(vpc.vpc_id, "accent"),
                Cell(vpc.name_tag),
                Cell(scope.account_id),
                Cell(scope.region),
                Cell(" ".join(cidrs(vpc))),
                _related(topology, Subnet, vpc.vpc_id, scope),
                _related(topology, VpcEndpoint, vpc.vpc_id, scope),
                *_dns(topology, vpc, scope),
            )
            for scope, vpc in _once(topology, Vpc)
            if chosen.has_vpc(vpc.vpc_id)
        ),
        empty="No VPC was read.",
    )


def _related(topology: Topology, record_type: type[Record], vpc_id: str, scope: Scope) -> Cell:
    count = len({record.record_id for record in topology.indexed(record_type, by_vpc, vpc_id)})
    return Cell(str(count)) if count or topology.coverage(record_type, scope).complete else UNREAD


def _dns(topology: Topology, vpc: Vpc, scope: Scope) -> Iterator[Cell]:
    found = topology.find(VpcAttribute, vpc.vpc_id, scope)
    for value in (None, None) if isinstance(found, Absent) else (found.enable_dns_support, found.enable_dns_hostnames):
        if value is None or value.value is None:
            yield UNREAD
        else:
            yield Cell("on", "good") if value.value else Cell("off", "warn")


def subnet_section(topology: Topology, chosen: Selection) -> Section:
    """Return the subnets with the table, the ACL and the ways out that decide for each."""
    return Section(
        key="subnets",
        title="Subnets",
        columns=columns(
            ("vpc", "VPC"),
            ("subnet", "Subnet"),
            ("name", "Name"),
            ("cidr", "Address block"),
            ("zone", "Zone"),
            ("routeTable", "Route table"),
            ("association", "Association"),
            ("networkAcl", "Network ACL"),
            ("waysOut", "Ways out"),
            ("interfaces", "Interfaces"),
            ("freeAddresses", "Free addresses"),
        ),
        rows=tuple(
            _subnet_row(topology, subnet, scope)
            for scope, subnet in _once(topology, Subnet)
            if chosen.has_vpc(subnet.vpc_id)
        ),
        empty="No subnet was read.",
    )


def _subnet_row(topology: Topology, subnet: Subnet, scope: Scope) -> tuple[Cell, ...]:
    table = effective_route_table(topology, subnet, scope)
    known = isinstance(table, EffectiveRouteTable)
    acl = network_acl_of(topology, subnet, scope)
    words = plain(ways_out(subnet, scope, topology, UNICODE_SIGNS)).strip()
    interfaces = len(topology.indexed(NetworkInterface, by_subnet, subnet.subnet_id))
    complete = topology.coverage(NetworkInterface, scope).complete
    free = subnet.available_ip_address_count
    return (
        Cell(subnet.vpc_id or ""),
        Cell(subnet.subnet_id, "accent"),
        Cell(subnet.name_tag),
        Cell(subnet.cidr_block or ""),
        Cell(subnet.availability_zone_id or subnet.availability_zone or ""),
        Cell(table.table.route_table_id) if isinstance(table, EffectiveRouteTable) else UNREAD,
        Cell("explicit" if table.explicit else "main") if isinstance(table, EffectiveRouteTable) else UNREAD,
        Cell(acl.network_acl_id) if isinstance(acl, NetworkAcl) else UNREAD,
        Cell(words) if known else UNREAD,
        Cell(str(interfaces)) if interfaces or complete else UNREAD,
        Cell("" if free is None else str(free)),
    )


def endpoint_section(topology: Topology, chosen: Selection) -> Section:
    """Return the endpoints with where they stand and what they let through."""
    supported = _support(topology)
    return Section(
        key="endpoints",
        title="VPC endpoints",
        columns=columns(
            ("endpoint", "Endpoint"),
            ("name", "Name"),
            ("type", "Type"),
            ("service", "Service"),
            ("state", "State"),
            ("vpc", "VPC"),
            ("account", "Account"),
            ("region", "Region"),
            ("privateDns", "Private DNS"),
            ("placement", "Subnets or route tables"),
            ("groups", "Security groups"),
            ("policy", "Policy"),
        ),
        rows=tuple(
            (
                Cell(endpoint.vpc_endpoint_id, "accent"),
                Cell(endpoint.name_tag),
                Cell(endpoint_type(endpoint)),
                Cell(endpoint.service_name or short_service(endpoint)),
                Cell(endpoint.state or UNICODE_SIGNS.unknown, state_style(endpoint.state)),
                Cell(endpoint.vpc_id or ""),
                Cell(endpoint.owner_id or scope.account_id),
                Cell(scope.region),
                Cell("on" if endpoint.private_dns_enabled else ""),
                Cell(" ".join(endpoint.route_table_ids if is_type(endpoint, "Gateway") else endpoint.subnet_ids)),
                Cell(" ".join(group.group_id or "" for group in endpoint.groups)),
                _policy(endpoint, supported(endpoint.service_name or "")),
            )
            for scope, endpoint in _once(topology, VpcEndpoint)
            if chosen.takes(endpoint)
        ),
        empty="No endpoint was read.",
    )


def _support(topology: Topology) -> Callable[[str], bool | None]:
    """Return what asks, once a service, whether it supports endpoint policies."""
    first = {endpoint.service_name or "": (scope, endpoint) for scope, endpoint in topology.located(VpcEndpoint)}

    @cache
    def ask(service: str) -> bool | None:
        scope, endpoint = first[service]
        return supports_policy(Subject(endpoint, scope, topology), endpoint)

    return ask


def _policy(endpoint: VpcEndpoint, supported: bool | None) -> Cell:
    if supported is False or any(is_type(endpoint, kind) for kind in TYPES_WITHOUT_POLICY):
        return Cell("not supported", "muted")
    if not endpoint.policy_document:
        return Cell("not told", "unknown")
    try:
        document = json.loads(endpoint.policy_document)
    except (ValueError, RecursionError):
        return Cell("not JSON", "warn")
    return Cell("default (allows all)") if is_default(document) else Cell("own", "accent")


def gap_section(topology: Topology) -> Section:
    """Return what was not read and why: reasons that hold for several lists stand once."""
    rows = []
    for scope in topology.scopes:
        for says, help_text, lists in failures(topology, scope):
            rows.append((Cell(str(scope)), Cell(lists), Cell(says, "bad"), Cell(help_text, "muted")))
        for progress, words in ((Progress.NOT_READ, "not in this source"), (Progress.READING, "being read")):
            titles = [r.title for r in RESOURCES if topology.coverage(r.record, scope).progress is progress]
            if titles:
                every = "every list" if len(titles) == len(RESOURCES) else ", ".join(titles)
                rows.append((Cell(str(scope)), Cell(every), Cell(words, "unknown"), Cell("")))
    return Section(
        key="gaps",
        title="Not read",
        says="What was not read may exist: nothing here says that it does not." if rows else "",
        columns=columns(("scope", "Account and Region"), ("lists", "Lists"), ("reason", "Why"), ("help", "What helps")),
        rows=tuple(rows),
        empty="Every list was read to its end.",
    )
