"""Which tables tell what a network consists of: accounts, VPCs, subnets, endpoints, and what was not read?

Every row is made from records alone; what was not read is a question mark, never an empty cell that looks like "none".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from vpce_tui.view.inspect.policy_lines import TYPES_WITHOUT_POLICY, is_default, supports_policy
from vpce_tui.view.lines import Subject, state_style
from vpce_tui.view.report_parts import Cell, Field, Section, Selection, table
from vpce_tui.view.row_labels import ways_out
from vpce_tui.view.text import UNICODE_SIGNS, plain

R = TypeVar("R", bound=Record)
_LocatedVpc = tuple[Scope, Vpc]
_LocatedEndpoint = tuple[Scope, VpcEndpoint]
UNREAD = Cell(UNICODE_SIGNS.unknown, "unknown", "not read")


def scope_section(topology: Topology) -> Section:
    """Return the accounts and Regions with how completely each was read."""

    def count(record_type: type[Record]) -> Callable[[Scope], Cell]:
        return lambda scope: _count(topology, record_type, scope)

    def opened(scope: Scope, member: str) -> str:
        found = topology.opened.get(scope)
        return getattr(found, member) if found is not None else ""

    fields: Sequence[Field[Scope]] = (
        Field("account", "Account", lambda scope: Cell(scope.account_id)),
        Field("accountName", "Name", lambda scope: Cell(opened(scope, "account_name"))),
        Field("region", "Region", lambda scope: Cell(scope.region)),
        Field("vpcs", "VPCs", count(Vpc)),
        Field("endpoints", "Endpoints", count(VpcEndpoint)),
        Field("interfaces", "Interfaces", count(NetworkInterface)),
        Field("listsRead", "Lists read", lambda scope: _lists_read(topology, scope)),
        Field("caller", "Read as", lambda scope: Cell(opened(scope, "caller_arn"), "muted")),
    )
    return table("scopes", "Accounts and Regions", fields, topology.scopes, empty="Nothing was read.")


def _lists_read(topology: Topology, scope: Scope) -> Cell:
    complete = sum(1 for resource in RESOURCES if topology.coverage(resource.record, scope).complete)
    return Cell(f"{complete} of {len(RESOURCES)}", "good" if complete == len(RESOURCES) else "warn")


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

    def related(record_type: type[Record]) -> Callable[[_LocatedVpc], Cell]:
        return lambda located: _related(topology, record_type, located[1].vpc_id, located[0])

    def attribute(member: str) -> Callable[[_LocatedVpc], Cell]:
        return lambda located: _attribute(topology, located[1], located[0], member)

    fields: Sequence[Field[_LocatedVpc]] = (
        Field("vpc", "VPC", lambda located: Cell(located[1].vpc_id, "accent")),
        Field("name", "Name", lambda located: Cell(located[1].name_tag)),
        Field("account", "Account", lambda located: Cell(located[0].account_id)),
        Field("region", "Region", lambda located: Cell(located[0].region)),
        Field("cidrs", "Address blocks", lambda located: Cell(" ".join(cidrs(located[1])))),
        Field("subnets", "Subnets", related(Subnet)),
        Field("endpoints", "Endpoints", related(VpcEndpoint)),
        Field("dnsSupport", "DNS support", attribute("enable_dns_support")),
        Field("dnsHostnames", "DNS host names", attribute("enable_dns_hostnames")),
    )
    shown = [located for located in _once(topology, Vpc) if chosen.has_vpc(located[1].vpc_id)]
    return table("vpcs", "VPCs", fields, shown, empty="No VPC was read.")


def _related(topology: Topology, record_type: type[Record], vpc_id: str, scope: Scope) -> Cell:
    count = len({record.record_id for record in topology.indexed(record_type, by_vpc, vpc_id)})
    return Cell(str(count)) if count or topology.coverage(record_type, scope).complete else UNREAD


def _attribute(topology: Topology, vpc: Vpc, scope: Scope, member: str) -> Cell:
    found = topology.find(VpcAttribute, vpc.vpc_id, scope)
    value = None if isinstance(found, Absent) else getattr(found, member)
    if value is None or value.value is None:
        return UNREAD
    return Cell("on", "good") if value.value else Cell("off", "warn")


@dataclass(frozen=True, slots=True)
class _SubnetFacts:
    """What decides for a subnet, looked up once."""

    subnet: Subnet
    table: object
    acl: object
    words: str
    interfaces: Cell

    @classmethod
    def of(cls, topology: Topology, subnet: Subnet, scope: Scope) -> _SubnetFacts:
        count = len(topology.indexed(NetworkInterface, by_subnet, subnet.subnet_id))
        is_known = count or topology.coverage(NetworkInterface, scope).complete
        return cls(
            subnet,
            effective_route_table(topology, subnet, scope),
            network_acl_of(topology, subnet, scope),
            plain(ways_out(subnet, scope, topology, UNICODE_SIGNS)).strip(),
            Cell(str(count)) if is_known else UNREAD,
        )

    def of_table(self, text: Callable[[EffectiveRouteTable], str]) -> Cell:
        """Return a cell about the route table, which may not have been read."""
        return Cell(text(self.table)) if isinstance(self.table, EffectiveRouteTable) else UNREAD

    @property
    def acl_cell(self) -> Cell:
        return Cell(self.acl.network_acl_id) if isinstance(self.acl, NetworkAcl) else UNREAD


_SUBNET_FIELDS: Sequence[Field[_SubnetFacts]] = (
    Field("vpc", "VPC", lambda facts: Cell(facts.subnet.vpc_id or "")),
    Field("subnet", "Subnet", lambda facts: Cell(facts.subnet.subnet_id, "accent")),
    Field("name", "Name", lambda facts: Cell(facts.subnet.name_tag)),
    Field("cidr", "Address block", lambda facts: Cell(facts.subnet.cidr_block or "")),
    Field(
        "zone", "Zone", lambda facts: Cell(facts.subnet.availability_zone_id or facts.subnet.availability_zone or "")
    ),
    Field("routeTable", "Route table", lambda facts: facts.of_table(lambda found: found.table.route_table_id)),
    Field("association", "Association", lambda facts: facts.of_table(_association)),
    Field("networkAcl", "Network ACL", lambda facts: facts.acl_cell),
    Field("waysOut", "Ways out", lambda facts: facts.of_table(lambda found: facts.words)),  # noqa: ARG005
    Field("interfaces", "Interfaces", lambda facts: facts.interfaces),
    Field("freeAddresses", "Free addresses", lambda facts: Cell(_text(facts.subnet.available_ip_address_count))),
)


def _association(found: EffectiveRouteTable) -> str:
    return "explicit" if found.explicit else "main"


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def subnet_section(topology: Topology, chosen: Selection) -> Section:
    """Return the subnets with the table, the ACL and the ways out that decide for each."""
    facts = (
        _SubnetFacts.of(topology, subnet, scope)
        for scope, subnet in _once(topology, Subnet)
        if chosen.has_vpc(subnet.vpc_id)
    )
    return table("subnets", "Subnets", _SUBNET_FIELDS, facts, empty="No subnet was read.")


def endpoint_section(topology: Topology, chosen: Selection) -> Section:
    """Return the endpoints with where they stand and what they let through."""
    supported = _support(topology)
    fields: Sequence[Field[_LocatedEndpoint]] = (
        *_ENDPOINT_FIELDS,
        Field("policy", "Policy", lambda located: _policy(located[1], supported(located[1].service_name or ""))),
    )
    shown = [located for located in _once(topology, VpcEndpoint) if chosen.takes(located[1])]
    return table("endpoints", "VPC endpoints", fields, shown, empty="No endpoint was read.")


def _placement(endpoint: VpcEndpoint) -> str:
    return " ".join(endpoint.route_table_ids if is_type(endpoint, "Gateway") else endpoint.subnet_ids)


_ENDPOINT_FIELDS: Sequence[Field[_LocatedEndpoint]] = (
    Field("endpoint", "Endpoint", lambda located: Cell(located[1].vpc_endpoint_id, "accent")),
    Field("name", "Name", lambda located: Cell(located[1].name_tag)),
    Field("type", "Type", lambda located: Cell(endpoint_type(located[1]))),
    Field("service", "Service", lambda located: Cell(located[1].service_name or short_service(located[1]))),
    Field(
        "state",
        "State",
        lambda located: Cell(located[1].state or UNICODE_SIGNS.unknown, state_style(located[1].state)),
    ),
    Field("vpc", "VPC", lambda located: Cell(located[1].vpc_id or "")),
    Field("account", "Account", lambda located: Cell(located[1].owner_id or located[0].account_id)),
    Field("region", "Region", lambda located: Cell(located[0].region)),
    Field("privateDns", "Private DNS", lambda located: Cell("on" if located[1].private_dns_enabled else "")),
    Field("placement", "Subnets or route tables", lambda located: Cell(_placement(located[1]))),
    Field(
        "groups",
        "Security groups",
        lambda located: Cell(" ".join(group.group_id or "" for group in located[1].groups)),
    ),
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
    gaps = [gap for scope in topology.scopes for gap in _gaps(topology, scope)]
    fields: Sequence[Field[_Gap]] = (
        Field("scope", "Account and Region", lambda gap: Cell(str(gap.scope))),
        Field("lists", "Lists", lambda gap: Cell(gap.lists)),
        Field("reason", "Why", lambda gap: gap.why),
        Field("help", "What helps", lambda gap: Cell(gap.help, "muted" if gap.help else "plain")),
    )
    says = "What was not read may exist: nothing here says that it does not." if gaps else ""
    return table("gaps", "Not read", fields, gaps, says=says, empty="Every list was read to its end.")


@dataclass(frozen=True, slots=True)
class _Gap:
    """Lists that were not read for one reason."""

    scope: Scope
    lists: str
    why: Cell
    help: str = ""


def _gaps(topology: Topology, scope: Scope) -> Iterator[_Gap]:
    for says, help_text, lists in failures(topology, scope):
        yield _Gap(scope, lists, Cell(says, "bad"), help_text)
    for progress, words in ((Progress.NOT_READ, "not in this source"), (Progress.READING, "being read")):
        titles = [r.title for r in RESOURCES if topology.coverage(r.record, scope).progress is progress]
        if titles:
            every = "every list" if len(titles) == len(RESOURCES) else ", ".join(titles)
            yield _Gap(scope, every, Cell(words, "unknown"))
