"""How do records hang together where the API does not say it in an id?

Each function asks one topology one question and answers with records, or with an `Absent` that says how sure it is.
Nothing here judges traffic; `reach` does.
Source: VPC User Guide, "Subnet route tables", "Network ACLs"; PrivateLink Guide, "Gateway endpoints".
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.record import NOT_SENT, Record, Scope
from vpce_tui.model.topology import Absent, Key, Topology
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface, addresses, public_addresses
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import RouteTable, associated_subnet_ids, is_main
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type

R = TypeVar("R", bound=Record)


def by_vpc(record: object) -> Iterable[str]:
    """Key: the VPC that a record names."""
    vpc_id: str | None = getattr(record, "vpc_id", None)
    return (vpc_id,) if vpc_id else ()


def by_subnet(record: object) -> Iterable[str]:
    """Key: the subnet that a record names."""
    subnet_id: str | None = getattr(record, "subnet_id", None)
    return (subnet_id,) if subnet_id else ()


def by_address(interface: NetworkInterface) -> Iterable[str]:
    """Key: every private and public address of an interface, in its shortest spelling."""
    return [canonical_address(address) for address in (*addresses(interface), *public_addresses(interface))]


def by_group(interface: NetworkInterface) -> Iterable[str]:
    """Key: every security group of an interface."""
    return [group.group_id for group in interface.groups if group.group_id]


def by_instance(interface: NetworkInterface) -> Iterable[str]:
    """Key: the instance that an interface is attached to."""
    attached = interface.attachment and interface.attachment.instance_id
    return (attached,) if attached else ()


def by_service(endpoint: VpcEndpoint) -> Iterable[str]:
    """Key: the service that an endpoint leads to."""
    return (endpoint.service_name,) if endpoint.service_name else ()


def by_rule_group(rule: SecurityGroupRule) -> Iterable[str]:
    """Key: the security group that a rule belongs to."""
    return (rule.group_id,) if rule.group_id else ()


def by_prefix_list(entry: PrefixListEntry) -> Iterable[str]:
    """Key: the prefix list that an entry belongs to."""
    return (entry.prefix_list_id,)


def _by_associated_subnet(table: RouteTable) -> Iterable[str]:
    return associated_subnet_ids(table)


def _by_main_of_vpc(table: RouteTable) -> Iterable[str]:
    return (table.vpc_id,) if table.vpc_id and is_main(table) else ()


def _by_acl_subnet(acl: NetworkAcl) -> Iterable[str]:
    return [association.subnet_id for association in acl.associations if association.subnet_id]


def _by_default_of_vpc(acl: NetworkAcl) -> Iterable[str]:
    return (acl.vpc_id,) if acl.vpc_id and acl.is_default else ()


_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
PLAIN_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
"""What nearly every address looks like: no need to parse a hundred thousand of them to know how they are spelled."""


def canonical_address(address: str) -> str:
    """Return the shortest spelling of an address, or the text itself if it is none."""
    if PLAIN_IPV4.fullmatch(address):
        return address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return address


@dataclass(frozen=True, slots=True)
class EffectiveRouteTable:
    """The table a subnet uses, and where that comes from."""

    table: RouteTable
    explicit: bool
    """The subnet names the table; otherwise it falls back to the VPC's main table."""


def effective_route_table(topology: Topology, subnet: Subnet, scope: Scope) -> EffectiveRouteTable | Absent:
    """Return the route table that decides for packets leaving the subnet.

    Certain only where the list of tables was read to its end: an unread table could name the subnet, so that even a
    main table that was read does not decide.
    """
    for explicit in _in_own_account(topology, RouteTable, _by_associated_subnet, subnet.subnet_id, scope, subnet):
        return EffectiveRouteTable(explicit, explicit=True)
    coverage = topology.coverage(RouteTable, _owner_scope(subnet, scope))
    tables = _in_own_account(topology, RouteTable, by_vpc, subnet.vpc_id, scope, subnet)
    if not all(map(_says_its_subnets, tables)):
        return Absent(RouteTable, f"route table of {subnet.subnet_id}", certain=False, coverage=_NO_SUBNETS)
    for main in _in_own_account(topology, RouteTable, _by_main_of_vpc, subnet.vpc_id, scope, subnet):
        if coverage.complete or _filed_elsewhere(topology, main, subnet, scope):
            return EffectiveRouteTable(main, explicit=False)
    return Absent(RouteTable, f"route table of {subnet.subnet_id}", certain=False, coverage=coverage)


_NO_SUBNETS: Final = Coverage(
    Progress.FAILED, Reason.MALFORMED, message="a record came without the subnets that it is associated with"
)


def _says_its_subnets(table: RouteTable | NetworkAcl) -> bool:
    """Say whether the record holds what it is associated with: a subnet, a gateway, or the VPC as its main table."""
    if table.associations is NOT_SENT:
        return False
    if isinstance(table, NetworkAcl):
        return all(association.subnet_id for association in table.associations)
    return all(each.subnet_id or each.gateway_id or each.main for each in table.associations)


def network_acl_of(topology: Topology, subnet: Subnet, scope: Scope) -> NetworkAcl | Absent:
    """Return the network ACL of a subnet: the one that lists it, else the VPC's default one."""
    for listed in _in_own_account(topology, NetworkAcl, _by_acl_subnet, subnet.subnet_id, scope, subnet):
        return listed
    coverage = topology.coverage(NetworkAcl, _owner_scope(subnet, scope))
    acls = _in_own_account(topology, NetworkAcl, by_vpc, subnet.vpc_id, scope, subnet)
    if not all(map(_says_its_subnets, acls)):
        return Absent(NetworkAcl, f"network ACL of {subnet.subnet_id}", certain=False, coverage=_NO_SUBNETS)
    for default in _in_own_account(topology, NetworkAcl, _by_default_of_vpc, subnet.vpc_id, scope, subnet):
        if coverage.complete or _filed_elsewhere(topology, default, subnet, scope):
            return default
    return Absent(NetworkAcl, f"network ACL of {subnet.subnet_id}", certain=False, coverage=coverage)


def _owner_scope(subnet: Subnet, scope: Scope) -> Scope:
    """Return the scope whose lists speak of the subnet's VPC: participants of a shared one see none of its tables."""
    owner = subnet.owner_id
    return Scope(owner, scope.region) if owner and owner.isdecimal() and scope.account_id.isdecimal() else scope


def _filed_elsewhere(topology: Topology, record: RouteTable | NetworkAcl, subnet: Subnet, scope: Scope) -> bool:
    """Say whether the owner's own list is the reader's, filed under another account than its records name.

    Participants of a shared VPC see none of its tables: what belongs to the subnet's owner, read in full, is the list.
    """
    if _owner_scope(subnet, scope) in topology.scopes or record.owner_id != subnet.owner_id:
        return False
    return topology.coverage(type(record), scope).complete


def _in_own_account(
    topology: Topology, record_type: type[R], key: Key, value: str | None, scope: Scope, subnet: Subnet
) -> tuple[R, ...]:
    """Return what the owner's list holds, else what the reader's own holds."""
    owner_scope = _owner_scope(subnet, scope)
    found = topology.indexed(record_type, key, value, owner_scope)
    return found or (topology.indexed(record_type, key, value, scope) if owner_scope != scope else ())


def subnets_of_table(topology: Topology, table: RouteTable, scope: Scope) -> list[tuple[Subnet, bool]]:
    """Return the subnets that use a table, each with whether it names the table itself."""
    named = set(associated_subnet_ids(table))
    found = []
    for subnet in topology.indexed(Subnet, by_vpc, table.vpc_id, scope):
        if subnet.subnet_id in named:
            found.append((subnet, True))
        elif is_main(table):
            effective = effective_route_table(topology, subnet, scope)
            if isinstance(effective, EffectiveRouteTable) and effective.table.route_table_id == table.route_table_id:
                found.append((subnet, False))
    return found


def endpoints_for_subnet(topology: Topology, subnet: Subnet, scope: Scope) -> list[VpcEndpoint]:
    """Return the endpoints of the subnet's VPC that serve it.

    A gateway endpoint serves the subnets whose effective table it is associated with; one with interfaces serves every
    subnet of its VPC, whichever zone it stands in. Endpoints reached through other VPCs are a matter of tracing.
    """
    effective = effective_route_table(topology, subnet, scope)
    table_id = effective.table.route_table_id if isinstance(effective, EffectiveRouteTable) else None
    return [
        endpoint
        for endpoint in topology.indexed(VpcEndpoint, by_vpc, subnet.vpc_id)
        if not is_type(endpoint, "Gateway") or table_id in endpoint.route_table_ids
    ]


def prefix_list_cidrs(topology: Topology, prefix_list_id: str, scope: Scope) -> tuple[str, ...] | Absent:
    """Return the address blocks of a prefix list, from whichever of the two calls gave them.

    AWS's own lists are the same in every account of a Region, so another account's copy serves as well. Entries whose
    reading broke off may be some of a list's only, and then decide nothing.
    """
    found = topology.find(PrefixList, prefix_list_id, scope)
    entries, coverage = _prefix_list_entries(topology, prefix_list_id, scope)
    cidrs = dict.fromkeys(found.cidrs if isinstance(found, PrefixList) else ())
    # Where some lists were just not asked about, those that were are whole.
    if coverage.complete or coverage.reason is Reason.NOT_ASKED:
        cidrs.update(dict.fromkeys(entry.cidr for entry in entries))
    if cidrs:
        return tuple(cidrs)
    if entries:
        return Absent(PrefixListEntry, prefix_list_id, certain=False, coverage=coverage)
    certain = coverage.complete and isinstance(
        topology.find(ManagedPrefixList, prefix_list_id, scope), ManagedPrefixList
    )
    return () if certain else Absent(PrefixListEntry, prefix_list_id, certain=False, coverage=coverage)


def service_prefix_lists(topology: Topology, service_name: str, region: str) -> list[tuple[Scope, str]]:
    """Return the (scope, id) of every known copy of AWS's prefix list of a gateway service in a Region.

    The list has the same id in every account of the Region; either of the two calls may have told of it.
    """
    listed = [
        (scope, found.prefix_list_id)
        for scope, found in topology.located(PrefixList)
        if found.prefix_list_name == service_name and scope.region == region
    ]
    managed = [
        (scope, found.prefix_list_id)
        for scope, found in topology.located(ManagedPrefixList)
        if found.prefix_list_name == service_name and scope.region == region
    ]
    return listed + managed


def _prefix_list_entries(
    topology: Topology, prefix_list_id: str, scope: Scope
) -> tuple[tuple[PrefixListEntry, ...], Coverage]:
    """Return a list's entries from the first scope that holds some, with how completely that was read."""
    own = topology.indexed(PrefixListEntry, by_prefix_list, prefix_list_id, scope)
    if not own:
        for other in topology.scopes:
            if found := topology.indexed(PrefixListEntry, by_prefix_list, prefix_list_id, other):
                return found, topology.coverage(PrefixListEntry, other)
    return own, topology.coverage(PrefixListEntry, scope)
