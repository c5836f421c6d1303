"""What would a topology look like after a change?

`apply` returns a copy with one edit made the way AWS would make it: a gateway endpoint's association brings its route,
a new interface endpoint its interfaces with free addresses and its private names. Nothing is ever written to AWS.
"""

from __future__ import annotations

import hashlib
from functools import singledispatch
from typing import Any, TypeVar

import msgspec

from vpce_tui.errors import UnknownIdError
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import edits
from vpce_tui.reach.addresses import Address, parse_block
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.patched import Patch
from vpce_tui.reach.private_dns import private_names
from vpce_tui.reach.services import dns_suffix, hosts, region_of_host
from vpce_tui.resources.network_acl import IcmpTypeCode, NetworkAcl, NetworkAclEntry, PortRange
from vpce_tui.resources.network_interface import NetworkInterface, NetworkInterfacePrivateIpAddress, addresses
from vpce_tui.resources.relations import by_subnet, service_prefix_lists
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation, destination
from vpce_tui.resources.security_group import IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroup
from vpce_tui.resources.shapes import DnsEntry, GroupIdentifier, UserIdGroupPair
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_attribute import AttributeBooleanValue, VpcAttribute
from vpce_tui.resources.vpc_endpoint import DnsOptions, SecurityGroupIdentifier, VpcEndpoint, is_type, service_label

R = TypeVar("R", bound=Record)


def apply(edit: Edit, topology: Topology) -> Topology:
    """Return a copy of the topology with the edit made.

    Raises:
        UnknownIdError: The edit names a record that the topology does not hold.
    """
    patch = Patch(topology)
    _make(edit, patch)
    return patch.topology()


def apply_all(changes: list[Edit] | tuple[Edit, ...], topology: Topology) -> Topology:
    """Return a copy with all the edits made, in order."""
    for edit in changes:
        topology = apply(edit, topology)
    return topology


@singledispatch
def _make(edit: Any, patch: Patch) -> None:
    raise TypeError(f"{type(edit).__name__} is no edit of {patch.base!r}")


def _located(patch: Patch, record_type: type[R], record_id: str) -> tuple[Scope, R]:
    found = patch.base.find(record_type, record_id)
    if isinstance(found, Absent):
        raise UnknownIdError(record_type.__name__, record_id)
    return patch.base.scope_of(found) or patch.base.scopes[0], found


@_make.register
def _(edit: edits.AddGroupRule, patch: Patch) -> None:
    scope, group = _located(patch, SecurityGroup, edit.group_id)
    pair, listed = edit.peer_group_id, edit.prefix_list_id
    ipv6 = bool(edit.cidr) and ":" in edit.cidr
    added = IpPermission(
        ip_protocol=edit.protocol,
        from_port=edit.from_port,
        to_port=edit.to_port,
        ip_ranges=(IpRange(cidr_ip=edit.cidr),) if edit.cidr and not ipv6 else (),
        ipv6_ranges=(Ipv6Range(cidr_ipv6=edit.cidr),) if ipv6 else (),
        user_id_group_pairs=(UserIdGroupPair(group_id=pair),) if pair else (),
        prefix_list_ids=(PrefixListId(prefix_list_id=listed),) if listed else (),
    )
    field = "ip_permissions_egress" if edit.egress else "ip_permissions"
    patch.put(msgspec.structs.replace(group, **{field: (*getattr(group, field), added)}), scope)


@_make.register
def _(edit: edits.RemoveGroupRule, patch: Patch) -> None:
    scope, group = _located(patch, SecurityGroup, edit.group_id)
    field = "ip_permissions_egress" if edit.egress else "ip_permissions"
    kept = tuple(item for index, item in enumerate(getattr(group, field)) if index != edit.index)
    patch.put(msgspec.structs.replace(group, **{field: kept}), scope)


@_make.register
def _(edit: edits.AddAclEntry, patch: Patch) -> None:
    scope, acl = _located(patch, NetworkAcl, edit.network_acl_id)
    ipv6 = ":" in edit.cidr
    added = NetworkAclEntry(
        rule_number=edit.rule_number,
        egress=edit.egress,
        protocol=edit.protocol,
        rule_action="allow" if edit.allow else "deny",
        cidr_block=None if ipv6 else edit.cidr,
        ipv6_cidr_block=edit.cidr if ipv6 else None,
        port_range=PortRange(from_=edit.from_port, to=edit.to_port) if edit.from_port is not None else None,
        icmp_type_code=IcmpTypeCode(type=edit.icmp[0], code=edit.icmp[1]) if edit.icmp else None,
    )
    patch.put(msgspec.structs.replace(acl, entries=(*acl.entries, added)), scope)


@_make.register
def _(edit: edits.RemoveAclEntry, patch: Patch) -> None:
    scope, acl = _located(patch, NetworkAcl, edit.network_acl_id)
    kept = tuple(
        entry for entry in acl.entries if (entry.rule_number, bool(entry.egress)) != (edit.rule_number, edit.egress)
    )
    patch.put(msgspec.structs.replace(acl, entries=kept), scope)


_TARGET_FIELDS = {
    "nat-": "nat_gateway_id",
    "tgw-": "transit_gateway_id",
    "pcx-": "vpc_peering_connection_id",
    "eigw-": "egress_only_internet_gateway_id",
    "eni-": "network_interface_id",
    "i-": "instance_id",
}


@_make.register
def _(edit: edits.AddRoute, patch: Patch) -> None:
    scope, table = _located(patch, RouteTable, edit.route_table_id)
    patch.put(_with_route(table, edit.destination, edit.target), scope)


def _with_route(table: RouteTable, where: str, target: str) -> RouteTable:
    field = next((name for start, name in _TARGET_FIELDS.items() if target.startswith(start)), "gateway_id")
    if where.startswith("pl-"):
        kind = "destination_prefix_list_id"
    else:
        kind = "destination_ipv6_cidr_block" if ":" in where else "destination_cidr_block"
    members: dict[str, Any] = {kind: where, field: target}
    added = Route(state="active", origin="CreateRoute", **members)
    kept = tuple(route for route in table.routes if destination(route) != where)
    return msgspec.structs.replace(table, routes=(*kept, added))


@_make.register
def _(edit: edits.RemoveRoute, patch: Patch) -> None:
    scope, table = _located(patch, RouteTable, edit.route_table_id)
    kept = tuple(route for route in table.routes if destination(route) != edit.destination)
    patch.put(msgspec.structs.replace(table, routes=kept), scope)


@_make.register
def _(edit: edits.UseRouteTable, patch: Patch) -> None:
    scope, table = _located(patch, RouteTable, edit.route_table_id)
    for other_scope, other in patch.base.located(RouteTable):
        kept = tuple(item for item in other.associations if item.subnet_id != edit.subnet_id)
        if len(kept) < len(other.associations):
            patch.put(msgspec.structs.replace(other, associations=kept), other_scope)
            if other.route_table_id == table.route_table_id:
                table = msgspec.structs.replace(other, associations=kept)
    added = RouteTableAssociation(route_table_id=table.route_table_id, subnet_id=edit.subnet_id, main=False)
    patch.put(msgspec.structs.replace(table, associations=(*table.associations, added)), scope)


@_make.register
def _(edit: edits.AssociateEndpoint, patch: Patch) -> None:
    scope, endpoint = _located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    table_scope, table = _located(patch, RouteTable, edit.route_table_id)
    kept = tuple(item for item in endpoint.route_table_ids if item != edit.route_table_id)
    if edit.associated:
        list_id = _service_list(patch.base, endpoint.service_name or "", scope)
        if list_id:
            patch.put(_with_route(table, list_id, endpoint.vpc_endpoint_id), table_scope)
        kept = (*kept, edit.route_table_id)
    else:
        routes = tuple(route for route in table.routes if route.gateway_id != endpoint.vpc_endpoint_id)
        patch.put(msgspec.structs.replace(table, routes=routes), table_scope)
    patch.put(msgspec.structs.replace(endpoint, route_table_ids=kept), scope)


def _service_list(topology: Topology, service_name: str, scope: Scope) -> str:
    return next((list_id for _, list_id in service_prefix_lists(topology, service_name, scope.region)), "")


@_make.register
def _(edit: edits.SetPrivateDns, patch: Patch) -> None:
    scope, endpoint = _located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    own = tuple(entry for entry in endpoint.dns_entries if ".vpce." in (entry.dns_name or ""))
    region = endpoint.service_region or scope.region
    if edit.enabled:
        names = private_names(endpoint) or hosts(endpoint.service_name or "", region)
        own += tuple(DnsEntry(dns_name=name, hosted_zone_id="ZWHATIF") for name in names)
    members: dict[str, Any] = {"private_dns_enabled": edit.enabled, "dns_entries": own}
    if edit.inbound_resolver_only is not None:
        options = endpoint.dns_options or DnsOptions()
        members["dns_options"] = msgspec.structs.replace(
            options, private_dns_only_for_inbound_resolver_endpoint=edit.inbound_resolver_only
        )
    patch.put(msgspec.structs.replace(endpoint, **members), scope)


@_make.register
def _(edit: edits.SetVpcAttribute, patch: Patch) -> None:
    found = patch.base.find(VpcAttribute, edit.vpc_id)
    attribute = VpcAttribute(vpc_id=edit.vpc_id) if isinstance(found, Absent) else found
    scope = patch.base.scope_of(attribute) or patch.base.scopes[0]
    field = "enable_dns_support" if edit.attribute == "enableDnsSupport" else "enable_dns_hostnames"
    patch.put(msgspec.structs.replace(attribute, **{field: AttributeBooleanValue(value=edit.value)}), scope)


@_make.register
def _(edit: edits.ReplacePolicy, patch: Patch) -> None:
    scope, endpoint = _located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    patch.put(msgspec.structs.replace(endpoint, policy_document=edit.document), scope)


@_make.register
def _(edit: edits.RemoveEndpoint, patch: Patch) -> None:
    scope, endpoint = _located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    patch.remove(endpoint, scope)
    for interface_id in endpoint.network_interface_ids:
        interface = patch.base.find(NetworkInterface, interface_id, scope)
        if isinstance(interface, NetworkInterface):
            patch.remove(interface, patch.base.scope_of(interface) or scope)
    if is_type(endpoint, "Gateway"):
        for table_scope, table in patch.base.located(RouteTable):
            kept = tuple(route for route in table.routes if route.gateway_id != endpoint.vpc_endpoint_id)
            if len(kept) < len(table.routes):
                patch.put(msgspec.structs.replace(table, routes=kept), table_scope)


@_make.register
def _(edit: edits.AddEndpoint, patch: Patch) -> None:
    endpoint_id = f"vpce-{_token(edit.vpc_id, edit.service_name)}"
    groups = tuple(SecurityGroupIdentifier(group_id=group_id) for group_id in edit.group_ids)
    scopes = [scope for scope, subnet in patch.base.located(Subnet) if subnet.vpc_id == edit.vpc_id]
    scope = scopes[0] if scopes else patch.base.scopes[0]
    base = VpcEndpoint(
        vpc_endpoint_id=endpoint_id,
        vpc_endpoint_type=edit.kind,
        vpc_id=edit.vpc_id,
        service_name=edit.service_name,
        state="available",
        subnet_ids=edit.subnet_ids,
        groups=groups,
        route_table_ids=edit.route_table_ids,
        private_dns_enabled=edit.private_dns and edit.kind == "Interface",
        owner_id=scope.account_id,
        ip_address_type="ipv4",
    )
    if edit.kind == "Gateway":
        list_id = _service_list(patch.base, edit.service_name, scope)
        for table_id in edit.route_table_ids if list_id else ():
            table_scope, table = _located(patch, RouteTable, table_id)
            patch.put(_with_route(table, list_id, endpoint_id), table_scope)
        patch.put(base, scope)
        return
    made = [_interface(patch, subnet_id, endpoint_id, edit.group_ids) for subnet_id in edit.subnet_ids]
    for interface_scope, interface in made:
        patch.put(interface, interface_scope)
    region = region_of_host(edit.service_name) or scope.region
    label = service_label(edit.service_name)
    names = [f"{endpoint_id}-whatif.{label}.{region}.vpce.{dns_suffix(region)}"]
    names += hosts(edit.service_name, region) if edit.private_dns else ()
    patch.put(
        msgspec.structs.replace(
            base,
            network_interface_ids=tuple(interface.network_interface_id for _, interface in made),
            dns_entries=tuple(DnsEntry(dns_name=name) for name in names),
        ),
        scope,
    )


def _interface(
    patch: Patch, subnet_id: str, endpoint_id: str, group_ids: tuple[str, ...]
) -> tuple[Scope, NetworkInterface]:
    scope, subnet = _located(patch, Subnet, subnet_id)
    taken = {text for other in patch.base.indexed(NetworkInterface, by_subnet, subnet_id) for text in addresses(other)}
    block = parse_block(subnet.cidr_block or "")
    address = _free(block.first, block.last, taken) if block else ""
    interface = NetworkInterface(
        network_interface_id=f"eni-{_token(endpoint_id, subnet_id)}",
        interface_type="vpc_endpoint",
        description=f"VPC Endpoint Interface {endpoint_id}",
        requester_managed=True,
        status="in-use",
        subnet_id=subnet_id,
        vpc_id=subnet.vpc_id,
        availability_zone=subnet.availability_zone,
        private_ip_address=address,
        private_ip_addresses=(NetworkInterfacePrivateIpAddress(private_ip_address=address, primary=True),),
        groups=tuple(GroupIdentifier(group_id=group_id) for group_id in group_ids),
    )
    return scope, interface


def _free(first: int, last: int, taken: set[str]) -> str:
    """Return the highest address of a block that nobody has; AWS keeps the last one and the first four."""
    for value in range(last - 1, first + 3, -1):
        text = str(Address(4, value))
        if text not in taken:
            return text
    return ""


def _token(*parts: str) -> str:
    return f"0{hashlib.blake2b('/'.join(parts).encode(), digest_size=8).hexdigest()}"
