"""How does AWS make, change and delete an endpoint, with its interfaces, names and routes?"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import edits
from vpce_tui.reach.addresses import Address, parse_block
from vpce_tui.reach.patched import Patch
from vpce_tui.reach.private_dns import private_names
from vpce_tui.reach.services import dns_suffix, hosts, region_of_host
from vpce_tui.reach.whatif.making import located, make
from vpce_tui.reach.whatif.routes import with_route
from vpce_tui.resources.network_interface import NetworkInterface, NetworkInterfacePrivateIpAddress, addresses
from vpce_tui.resources.relations import by_subnet, service_prefix_lists
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.shapes import DnsEntry, GroupIdentifier
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_attribute import AttributeBooleanValue, VpcAttribute
from vpce_tui.resources.vpc_endpoint import DnsOptions, SecurityGroupIdentifier, VpcEndpoint, is_type, service_label


@make.register
def _(edit: edits.AssociateEndpoint, patch: Patch) -> None:
    scope, endpoint = located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    table_scope, table = located(patch, RouteTable, edit.route_table_id)
    kept = tuple(item for item in endpoint.route_table_ids if item != edit.route_table_id)
    if edit.associated:
        list_id = _service_list(patch.base, endpoint.service_name or "", scope)
        if list_id:
            patch.put(with_route(table, list_id, endpoint.vpc_endpoint_id), table_scope)
        kept = (*kept, edit.route_table_id)
    else:
        routes = tuple(route for route in table.routes if route.gateway_id != endpoint.vpc_endpoint_id)
        patch.put(msgspec.structs.replace(table, routes=routes), table_scope)
    patch.put(msgspec.structs.replace(endpoint, route_table_ids=kept), scope)


def _service_list(topology: Topology, service_name: str, scope: Scope) -> str:
    return next((list_id for _, list_id in service_prefix_lists(topology, service_name, scope.region)), "")


@make.register
def _(edit: edits.SetPrivateDns, patch: Patch) -> None:
    scope, endpoint = located(patch, VpcEndpoint, edit.vpc_endpoint_id)
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


@make.register
def _(edit: edits.SetVpcAttribute, patch: Patch) -> None:
    found = patch.base.find(VpcAttribute, edit.vpc_id)
    attribute = VpcAttribute(vpc_id=edit.vpc_id) if isinstance(found, Absent) else found
    scope = patch.base.scope_of(attribute) or patch.base.scopes[0]
    field = "enable_dns_support" if edit.attribute == "enableDnsSupport" else "enable_dns_hostnames"
    patch.put(msgspec.structs.replace(attribute, **{field: AttributeBooleanValue(value=edit.value)}), scope)


@make.register
def _(edit: edits.ReplacePolicy, patch: Patch) -> None:
    scope, endpoint = located(patch, VpcEndpoint, edit.vpc_endpoint_id)
    patch.put(msgspec.structs.replace(endpoint, policy_document=edit.document), scope)


@make.register
def _(edit: edits.RemoveEndpoint, patch: Patch) -> None:
    scope, endpoint = located(patch, VpcEndpoint, edit.vpc_endpoint_id)
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


@make.register
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
            table_scope, table = located(patch, RouteTable, table_id)
            patch.put(with_route(table, list_id, endpoint_id), table_scope)
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
    scope, subnet = located(patch, Subnet, subnet_id)
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
