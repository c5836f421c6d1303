"""How is a world of AWS resources made up, saying only what matters?

A Builder makes records the way the API would describe them and keeps them, so that one line is one thing that a reader
needs to know: a VPC comes with its main route table, default ACL, default group, DHCP options and DNS attributes; a
subnet with its own block; an interface with an address of its own. Ids and addresses are never used twice and depend
only on the order of the calls, so that a world is the same in every run and nothing passes by coincidence.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import msgspec

from vpce_tui.demo.parts import ALLOW_EVERYTHING, acl_entry, allow, route
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.services import dns_suffix, hosts, service_name
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.address import Address
from vpce_tui.resources.dhcp_options import AttributeValue, DhcpConfiguration, DhcpOptions
from vpce_tui.resources.egress_only_internet_gateway import EgressOnlyInternetGateway
from vpce_tui.resources.hosted_zone import AliasTarget, HostedZoneSummary, ResourceRecord, ResourceRecordSet
from vpce_tui.resources.instance import Instance, InstanceState
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.nat_gateway import NatGateway, NatGatewayAddress
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclAssociation, NetworkAclEntry
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAssociation,
    NetworkInterfaceAttachment,
    NetworkInterfaceIpv6Address,
    NetworkInterfacePrivateIpAddress,
    addresses,
)
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.resolver_rule import ResolverRule, ResolverRuleAssociation, TargetAddress
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.security_group_rule import ReferencedSecurityGroup, SecurityGroupRule
from vpce_tui.resources.shapes import DnsEntry, GroupIdentifier, InternetGatewayAttachment, ServiceTypeDetail, Tag
from vpce_tui.resources.subnet import Subnet, SubnetCidrBlockState, SubnetIpv6CidrBlockAssociation
from vpce_tui.resources.transit_gateway import TransitGateway, TransitGatewayOptions
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment, TransitGatewayAttachmentAssociation
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute, TransitGatewayRouteAttachment
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation
from vpce_tui.resources.transit_gateway_vpc_attachment import (
    TransitGatewayVpcAttachment,
    TransitGatewayVpcAttachmentOptions,
)
from vpce_tui.resources.vpc import Vpc, VpcCidrBlockAssociation, VpcCidrBlockState, VpcIpv6CidrBlockAssociation, cidrs
from vpce_tui.resources.vpc_attribute import AttributeBooleanValue, VpcAttribute
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessExclusion, VpcBlockPublicAccessOptions
from vpce_tui.resources.vpc_endpoint import DnsOptions, LastError, SecurityGroupIdentifier, VpcEndpoint
from vpce_tui.resources.vpc_endpoint_service import PrivateDnsDetails, ServiceDetail
from vpce_tui.resources.vpc_peering_connection import (
    CidrBlock,
    VpcPeeringConnection,
    VpcPeeringConnectionStateReason,
    VpcPeeringConnectionVpcInfo,
)
from vpce_tui.resources.vpn_connection import VgwTelemetry, VpnConnection, VpnConnectionOptions, VpnStaticRoute
from vpce_tui.resources.vpn_gateway import VpcAttachment, VpnGateway

__all__ = ["DEMO_SCOPE", "S3_CIDRS", "Builder", "acl_entry", "allow", "events_of", "route", "topology"]

R = TypeVar("R", bound=Record)

DEMO_SCOPE = Scope("111122223333", "eu-west-1")

S3_CIDRS = ("52.216.0.0/15", "3.5.64.0/21", "54.231.0.0/16")
"""Some blocks of the size and place of Amazon S3's; addresses, not secrets."""
DYNAMODB_CIDRS = ("52.94.24.0/23", "52.119.240.0/21")

_DEFAULT_POLICY = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
_PUBLIC_BLOCKS = tuple(
    ipaddress.ip_network(block) for block in ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.18.0.0/15")
)
_FIRST_FREE_HOST = 4  # AWS keeps the first four addresses of every subnet


class Builder:
    """Makes records and keeps them by scope. Where a VPC or subnet is not given, the latest one is meant."""

    def __init__(self, scope: Scope = DEMO_SCOPE) -> None:
        self.scope = scope
        """Where the next records are read; set it to build in another account or Region."""
        self._records: dict[tuple[type[Record], Scope], dict[str, Record]] = {}
        self._counts: dict[str, int] = {}
        self._vpc: Vpc | None = None
        self._subnet: Subnet | None = None
        self._main_tables: dict[str, str] = {}
        self._default_acls: dict[str, str] = {}
        self._default_groups: dict[str, SecurityGroup] = {}
        self._prefix_list_ids: dict[str, str] = {}

    # --- the shelf ---------------------------------------------------------------------------------------------

    def add(self, record: R) -> R:
        """Keep a record; one of the same type and id is replaced."""
        self._records.setdefault((type(record), self.scope), {})[record.record_id] = record
        return record

    def change(self, record: R, **members: Any) -> R:
        """Replace a record by one with other members, in whichever scope it stands."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record) and record.record_id in table:
                changed = cast("R", msgspec.structs.replace(table[record.record_id], **members))
                table[record.record_id] = changed
                return changed
        raise KeyError(record.record_id)

    def drop(self, record: Record) -> None:
        """Forget a record; what refers to it dangles."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record):
                table.pop(record.record_id, None)

    def current(self, record: R) -> R:
        """Return the record as it stands now, after later calls that changed it."""
        for (record_type, _), table in self._records.items():
            if record_type is type(record) and record.record_id in table:
                return cast("R", table[record.record_id])
        raise KeyError(record.record_id)

    def events(self, *, unread: Iterable[type[Record]] = ()) -> Iterator[CollectEvent]:
        """Yield what a collector would report about this world; types in `unread` were never asked for."""
        left_out = set(unread)
        for scope in sorted({scope for _, scope in self._records} | {self.scope}):
            yield ScopeOpened(scope)
            for resource in RESOURCES:
                if resource.record not in left_out:
                    records = tuple(self._records.get((resource.record, scope), {}).values())
                    yield from events_of(resource.record, scope, records)

    def topology(self, *, unread: Iterable[type[Record]] = ()) -> Topology:
        """Return what an inventory knows after all events."""
        inventory = Inventory()
        for event in self.events(unread=unread):
            inventory.apply(event)
        return inventory.topology()

    def new_id(self, prefix: str) -> str:
        """Return an id that no other record of this builder has."""
        number = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}-0{hashlib.blake2b(f'{prefix}{number}'.encode(), digest_size=8).hexdigest()}"

    def _next(self, what: str) -> int:
        number = self._counts[what] = self._counts.get(what, 0) + 1
        return number - 1

    # --- networks ----------------------------------------------------------------------------------------------

    def vpc(
        self,
        cidr: str = "",
        *,
        name: str = "",
        more_cidrs: Sequence[str] = (),
        ipv6_cidr: str = "",
        dns_support: bool = True,
        dns_hostnames: bool = True,
        **members: Any,
    ) -> Vpc:
        """Make a VPC with its main route table, default ACL and group, Amazon's DNS and both DNS attributes on."""
        primary = cidr or f"10.{1 + self._next('vpc cidr')}.0.0/16"
        members.setdefault("vpc_id", self.new_id("vpc"))
        members.setdefault("dhcp_options_id", self.dhcp_options().dhcp_options_id)
        made = self.add(
            Vpc(
                cidr_block=primary,
                cidr_block_association_set=tuple(
                    VpcCidrBlockAssociation(cidr_block=block, cidr_block_state=VpcCidrBlockState(state="associated"))
                    for block in (primary, *more_cidrs)
                ),
                ipv6_cidr_block_association_set=(
                    (
                        VpcIpv6CidrBlockAssociation(
                            ipv6_cidr_block=ipv6_cidr, ipv6_cidr_block_state=VpcCidrBlockState(state="associated")
                        ),
                    )
                    if ipv6_cidr
                    else ()
                ),
                state="available",
                owner_id=self.scope.account_id,
                is_default=False,
                tags=_name(name),
                **members,
            )
        )
        self._vpc, self._subnet = made, None
        self.vpc_attribute(made, dns_support=dns_support, dns_hostnames=dns_hostnames)
        self._main_tables[made.vpc_id] = self.route_table(vpc=made, main=True).route_table_id
        self._default_acls[made.vpc_id] = self.network_acl(
            ALLOW_EVERYTHING[0], ALLOW_EVERYTHING[1], vpc=made, is_default=True
        ).network_acl_id
        group = self.security_group(vpc=made, group_name="default")
        own = allow(group=group, protocol="-1")
        self._default_groups[made.vpc_id] = self.change(group, ip_permissions=(own,))
        self._rules(group.group_id, (own,), egress=False)
        return made

    def main_table(self, vpc: Vpc | None = None) -> RouteTable:
        """Return the main route table of a VPC as it stands now."""
        return self._get(RouteTable, self._main_tables[self._vpc_of(vpc).vpc_id])

    def default_acl(self, vpc: Vpc | None = None) -> NetworkAcl:
        """Return the default network ACL of a VPC as it stands now."""
        return self._get(NetworkAcl, self._default_acls[self._vpc_of(vpc).vpc_id])

    def default_group(self, vpc: Vpc | None = None) -> SecurityGroup:
        """Return the default security group of a VPC as it stands now."""
        return self.current(self._default_groups[self._vpc_of(vpc).vpc_id])

    def subnet(
        self,
        cidr: str = "",
        *,
        vpc: Vpc | None = None,
        zone: str = "a",
        name: str = "",
        ipv6_cidr: str = "",
        table: RouteTable | None = None,
        acl: NetworkAcl | None = None,
        **members: Any,
    ) -> Subnet:
        """Make a subnet in zone `a`, `b`, … with the next free /24 of its VPC, on the main table and default ACL."""
        owner = self._vpc_of(vpc)
        if not cidr:
            block = ipaddress.ip_network(owner.cidr_block or "10.0.0.0/16", strict=False)
            start = int(block.network_address) + 256 * (1 + self._next(f"subnet of {owner.vpc_id}"))
            cidr = f"{ipaddress.ip_address(start)}/24"
        made = self.add(
            Subnet(
                subnet_id=members.pop("subnet_id", None) or self.new_id("subnet"),
                vpc_id=owner.vpc_id,
                cidr_block=cidr,
                availability_zone=f"{self.scope.region}{zone}",
                availability_zone_id=f"{zone_prefix(self.scope.region)}-az{ord(zone[-1]) - 96}",
                owner_id=members.pop("owner_id", self.scope.account_id),
                state="available",
                ipv6_cidr_block_association_set=(
                    (
                        SubnetIpv6CidrBlockAssociation(
                            ipv6_cidr_block=ipv6_cidr, ipv6_cidr_block_state=SubnetCidrBlockState(state="associated")
                        ),
                    )
                    if ipv6_cidr
                    else ()
                ),
                tags=_name(name),
                **members,
            )
        )
        self._subnet = made
        if table is not None:
            self.associate(table, made)
        self._list_in_acl(acl or self.default_acl(owner), made)
        return made

    def associate(self, table: RouteTable, *subnets: Subnet) -> RouteTable:
        """Let subnets use a route table explicitly."""
        added = tuple(
            RouteTableAssociation(
                main=False,
                route_table_association_id=self.new_id("rtbassoc"),
                route_table_id=table.route_table_id,
                subnet_id=subnet.subnet_id,
            )
            for subnet in subnets
        )
        return self.change(table, associations=(*self.current(table).associations, *added))

    def _list_in_acl(self, acl: NetworkAcl, subnet: Subnet) -> None:
        for (record_type, _), table in self._records.items():
            if record_type is NetworkAcl:
                for other in list(table.values()):
                    assert isinstance(other, NetworkAcl)
                    kept = tuple(item for item in other.associations if item.subnet_id != subnet.subnet_id)
                    if len(kept) < len(other.associations):
                        table[other.network_acl_id] = msgspec.structs.replace(other, associations=kept)
        added = NetworkAclAssociation(
            network_acl_association_id=self.new_id("aclassoc"),
            network_acl_id=acl.network_acl_id,
            subnet_id=subnet.subnet_id,
        )
        self.change(acl, associations=(*self.current(acl).associations, added))

    def dhcp_options(self, *servers: str, **members: Any) -> DhcpOptions:
        """Make DHCP options with these name servers; none means Amazon's."""
        values = tuple(AttributeValue(value=server) for server in servers or ("AmazonProvidedDNS",))
        members.setdefault("dhcp_options_id", self.new_id("dopt"))
        return self.add(
            DhcpOptions(
                owner_id=self.scope.account_id,
                dhcp_configurations=(DhcpConfiguration(key="domain-name-servers", values=values),),
                **members,
            )
        )

    def vpc_attribute(self, vpc: Vpc, *, dns_support: bool = True, dns_hostnames: bool = True) -> VpcAttribute:
        """Set the two DNS attributes of a VPC."""
        return self.add(
            VpcAttribute(
                vpc_id=vpc.vpc_id,
                enable_dns_support=AttributeBooleanValue(value=dns_support),
                enable_dns_hostnames=AttributeBooleanValue(value=dns_hostnames),
            )
        )

    # --- routes and filters --------------------------------------------------------------------------------------

    def route_table(
        self,
        *routes: Route,
        vpc: Vpc | None = None,
        subnets: Iterable[Subnet] = (),
        main: bool = False,
        name: str = "",
        local: bool = True,
        **members: Any,
    ) -> RouteTable:
        """Make a route table with the VPC's local routes and these routes."""
        owner = self._vpc_of(vpc)
        table_id = members.pop("route_table_id", None) or self.new_id("rtb")
        local_routes = tuple(route(cidr, "local", origin="CreateRouteTable") for cidr in cidrs(owner)) if local else ()
        association = RouteTableAssociation(
            main=True, route_table_association_id=self.new_id("rtbassoc"), route_table_id=table_id
        )
        made = self.add(
            RouteTable(
                route_table_id=table_id,
                vpc_id=owner.vpc_id,
                owner_id=self.scope.account_id,
                routes=(*local_routes, *routes),
                associations=(association,) if main else (),
                tags=_name(name),
                **members,
            )
        )
        return self.associate(made, *subnets)

    def add_routes(self, table: RouteTable, *routes: Route) -> RouteTable:
        """Add routes to a table."""
        return self.change(table, routes=(*self.current(table).routes, *routes))

    def network_acl(
        self,
        *entries: NetworkAclEntry,
        vpc: Vpc | None = None,
        subnets: Iterable[Subnet] = (),
        is_default: bool = False,
        name: str = "",
        **members: Any,
    ) -> NetworkAcl:
        """Make a network ACL with these entries and the last ones that refuse the rest."""
        members.setdefault("network_acl_id", self.new_id("acl"))
        last = tuple(acl_entry(32767, allow=False, egress=egress, protocol="-1") for egress in (True, False))
        made = self.add(
            NetworkAcl(
                vpc_id=self._vpc_of(vpc).vpc_id,
                owner_id=self.scope.account_id,
                is_default=is_default,
                entries=(*entries, *last),
                tags=_name(name),
                **members,
            )
        )
        for subnet in subnets:
            self._list_in_acl(made, subnet)
        return self.current(made)

    def security_group(
        self,
        *ingress: IpPermission,
        egress: Sequence[IpPermission] | None = None,
        vpc: Vpc | None = None,
        name: str = "",
        **members: Any,
    ) -> SecurityGroup:
        """Make a security group that admits what is given and lets everything out, unless `egress` says otherwise."""
        outgoing = (allow(protocol="-1"),) if egress is None else tuple(egress)
        members.setdefault("group_id", self.new_id("sg"))
        members.setdefault("group_name", name or members["group_id"])
        made = self.add(
            SecurityGroup(
                vpc_id=self._vpc_of(vpc).vpc_id,
                owner_id=self.scope.account_id,
                ip_permissions=ingress,
                ip_permissions_egress=outgoing,
                tags=_name(name),
                **members,
            )
        )
        self._rules(made.group_id, ingress, egress=False)
        self._rules(made.group_id, outgoing, egress=True)
        return made

    def _rules(self, group_id: str, permissions: Iterable[IpPermission], *, egress: bool) -> None:
        """Make the rule records that stand beside a group's permissions."""
        for permission in permissions:
            peers: list[dict[str, Any]] = [{"cidr_ipv4": block.cidr_ip} for block in permission.ip_ranges]
            peers += [{"cidr_ipv6": block.cidr_ipv6} for block in permission.ipv6_ranges]
            peers += [{"prefix_list_id": item.prefix_list_id} for item in permission.prefix_list_ids]
            peers += [
                {"referenced_group_info": ReferencedSecurityGroup(group_id=pair.group_id, user_id=pair.user_id)}
                for pair in permission.user_id_group_pairs
            ]
            for peer in peers:
                self.add(
                    SecurityGroupRule(
                        security_group_rule_id=self.new_id("sgr"),
                        group_id=group_id,
                        group_owner_id=self.scope.account_id,
                        is_egress=egress,
                        ip_protocol=permission.ip_protocol,
                        from_port=-1 if permission.from_port is None else permission.from_port,
                        to_port=-1 if permission.to_port is None else permission.to_port,
                        **peer,
                    )
                )

    def prefix_list(self, *blocks: str, name: str = "", aws: bool = False, **members: Any) -> ManagedPrefixList:
        """Make a managed prefix list with these blocks; `aws` makes it one of AWS's own."""
        list_id = members.pop("prefix_list_id", None) or self.new_id("pl")
        for block in dict.fromkeys(blocks):
            self.add(PrefixListEntry(prefix_list_id=list_id, cidr=block))
        if aws:
            self.add(PrefixList(prefix_list_id=list_id, prefix_list_name=name, cidrs=tuple(blocks)))
        return self.add(
            ManagedPrefixList(
                prefix_list_id=list_id,
                prefix_list_name=name or list_id,
                address_family="IPv6" if any(":" in block for block in blocks) else "IPv4",
                state="create-complete",
                max_entries=max(len(blocks), 1),
                version=1,
                owner_id="AWS" if aws else self.scope.account_id,
                **members,
            )
        )

    def service_prefix_list(self, service: str) -> str:
        """Return the id of AWS's prefix list of a gateway service, made when first asked for."""
        name = service_name(service, self.scope.region)
        if name not in self._prefix_list_ids:
            blocks = {"s3": S3_CIDRS, "dynamodb": DYNAMODB_CIDRS}.get(service, ("52.94.64.0/24",))
            self._prefix_list_ids[name] = self.prefix_list(*blocks, name=name, aws=True).prefix_list_id
        return self._prefix_list_ids[name]

    # --- interfaces ------------------------------------------------------------------------------------------------

    def network_interface(
        self,
        *,
        groups: Sequence[SecurityGroup] | None = None,
        subnet: Subnet | None = None,
        address: str = "",
        ipv6: str = "",
        public_ip: str | bool = "",
        instance: str = "",
        name: str = "",
        **members: Any,
    ) -> NetworkInterface:
        """Make an interface with the next free address of its subnet, in the VPC's default group unless told."""
        place = self._subnet_of(subnet)
        private = address or self.free_address(place)
        public = self.public_address() if public_ip is True else str(public_ip or "")
        association = NetworkInterfaceAssociation(public_ip=public) if public else None
        chosen = (self._default_groups[place.vpc_id or ""],) if groups is None else tuple(groups)
        members.setdefault("network_interface_id", self.new_id("eni"))
        members.setdefault("interface_type", "interface")
        members.setdefault("status", "in-use")
        return self.add(
            NetworkInterface(
                subnet_id=place.subnet_id,
                vpc_id=place.vpc_id,
                availability_zone=place.availability_zone,
                owner_id=self.scope.account_id,
                private_ip_address=private,
                private_ip_addresses=(
                    NetworkInterfacePrivateIpAddress(private_ip_address=private, primary=True, association=association),
                ),
                association=association,
                ipv6_addresses=(NetworkInterfaceIpv6Address(ipv6_address=ipv6),) if ipv6 else (),
                groups=tuple(GroupIdentifier(group_id=group.group_id, group_name=group.group_name) for group in chosen),
                attachment=NetworkInterfaceAttachment(instance_id=instance, status="attached", device_index=0)
                if instance
                else None,
                source_dest_check=members.pop("source_dest_check", True),
                tag_set=_name(name),
                **members,
            )
        )

    def instance(
        self,
        *,
        state: str = "running",
        name: str = "",
        subnet: Subnet | None = None,
        groups: Sequence[SecurityGroup] | None = None,
        public_ip: str | bool = "",
        address: str = "",
        ipv6: str = "",
        **members: Any,
    ) -> tuple[Instance, NetworkInterface]:
        """Make an instance with one interface, and return both."""
        instance_id = members.pop("instance_id", None) or self.new_id("i")
        interface = self.network_interface(
            instance=instance_id,
            name=name,
            subnet=subnet,
            groups=groups,
            public_ip=public_ip,
            address=address,
            ipv6=ipv6,
        )
        made = self.add(
            Instance(
                instance_id=instance_id,
                state=InstanceState(name=state, code=16 if state == "running" else 80),
                subnet_id=interface.subnet_id,
                vpc_id=interface.vpc_id,
                private_ip_address=interface.private_ip_address,
                instance_type=members.pop("instance_type", "m7g.large"),
                security_groups=interface.groups,
                tags=_name(name),
                **members,
            )
        )
        return made, interface

    def free_address(self, subnet: Subnet) -> str:
        """Return the next address of a subnet that nobody has."""
        block = ipaddress.ip_network(subnet.cidr_block or "", strict=False)
        offset = _FIRST_FREE_HOST + self._next(f"address of {subnet.subnet_id}")
        if offset >= block.num_addresses - 1:
            raise ValueError(f"{subnet.subnet_id} has no free address left")
        return str(block.network_address + offset)

    def public_address(self) -> str:
        """Return a public address that nobody has, from blocks kept for documentation and measuring."""
        offset = self._next("public address")
        for block in _PUBLIC_BLOCKS:
            if offset < block.num_addresses - 2:
                return str(block.network_address + 1 + offset)
            offset -= block.num_addresses - 2
        raise ValueError("no public address left")

    # --- endpoints -------------------------------------------------------------------------------------------------

    def interface_endpoint(
        self,
        service: str,
        *,
        subnets: Sequence[Subnet] = (),
        groups: Sequence[SecurityGroup] | None = None,
        private_dns: bool = True,
        inbound_resolver_only: bool | None = None,
        state: str = "available",
        policy: Any = None,
        name: str = "",
        last_error: str = "",
        **members: Any,
    ) -> VpcEndpoint:
        """Make an interface endpoint with one interface a subnet and the DNS entries that AWS gives it."""
        places = list(subnets) or [self._subnet_of(None)]
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        full_name = service_name(service, self.scope.region)
        chosen = (self._default_groups[places[0].vpc_id or ""],) if groups is None else tuple(groups)
        interfaces = [
            self.network_interface(
                subnet=place,
                groups=chosen,
                interface_type="vpc_endpoint",
                requester_managed=True,
                description=f"VPC Endpoint Interface {endpoint_id}",
            )
            for place in places
        ]
        dns_options = (
            DnsOptions(dns_record_ip_type="ipv4", private_dns_only_for_inbound_resolver_endpoint=inbound_resolver_only)
            if inbound_resolver_only is not None
            else DnsOptions(dns_record_ip_type="ipv4")
        )
        members.setdefault("dns_options", dns_options)
        members.setdefault("ip_address_type", "ipv4")
        members.setdefault("vpc_endpoint_type", "Interface")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_id=places[0].vpc_id,
                service_name=full_name,
                state=state,
                subnet_ids=tuple(place.subnet_id for place in places),
                network_interface_ids=tuple(interface.network_interface_id for interface in interfaces),
                groups=tuple(
                    SecurityGroupIdentifier(group_id=group.group_id, group_name=group.group_name) for group in chosen
                ),
                private_dns_enabled=private_dns,
                dns_entries=self._dns_entries(endpoint_id, service, places, private_dns=private_dns),
                policy_document=_policy(policy),
                route_table_ids=(),
                owner_id=self.scope.account_id,
                requester_managed=False,
                last_error=LastError(message=last_error, code=last_error) if last_error else None,
                tags=_name(name),
                **members,
            )
        )

    def _dns_entries(
        self, endpoint_id: str, service: str, places: Sequence[Subnet], *, private_dns: bool
    ) -> tuple[DnsEntry, ...]:
        """Return the regional name, one name a zone, then the private names, as the API orders them."""
        region = self.scope.region
        label = service_name(service, region).rpartition(f"{region}.")[2]
        token = hashlib.blake2b(endpoint_id.encode(), digest_size=4).hexdigest()
        star = "*." if label == "s3" else ""
        suffix = f"{label}.{region}.vpce.{dns_suffix(region)}"
        names = [f"{star}{endpoint_id}-{token}.{suffix}"]
        names += [f"{star}{endpoint_id}-{token}-{place.availability_zone}.{suffix}" for place in places]
        entries = [DnsEntry(dns_name=name, hosted_zone_id="Z1HUB23UULQXV") for name in names]
        if private_dns and "vpce-svc-" not in service:
            zone = f"Z{hashlib.blake2b(token.encode(), digest_size=6).hexdigest().upper()}"
            entries += [DnsEntry(dns_name=name, hosted_zone_id=zone) for name in hosts(service, region)]
        return tuple(entries)

    def gateway_endpoint(
        self,
        service: str = "s3",
        *,
        tables: Iterable[RouteTable] = (),
        vpc: Vpc | None = None,
        state: str = "available",
        policy: Any = None,
        name: str = "",
        **members: Any,
    ) -> VpcEndpoint:
        """Make a gateway endpoint and put its route into the tables it is associated with."""
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        list_id = self.service_prefix_list(service)
        table_ids = []
        for table in tables:
            self.add_routes(table, route(list_id, endpoint_id))
            table_ids.append(table.route_table_id)
        members.setdefault("ip_address_type", "ipv4")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_endpoint_type="Gateway",
                vpc_id=self._vpc_of(vpc).vpc_id,
                service_name=service_name(service, self.scope.region),
                state=state,
                route_table_ids=tuple(table_ids),
                subnet_ids=(),
                groups=(),
                network_interface_ids=(),
                dns_entries=(),
                private_dns_enabled=False,
                policy_document=_policy(policy),
                owner_id=self.scope.account_id,
                requester_managed=False,
                tags=_name(name),
                **members,
            )
        )

    def gateway_load_balancer_endpoint(
        self, *, subnet: Subnet | None = None, state: str = "available", name: str = "", **members: Any
    ) -> VpcEndpoint:
        """Make an endpoint of a Gateway Load Balancer: an interface without groups, used as a next hop."""
        place = self._subnet_of(subnet)
        endpoint_id = members.pop("vpc_endpoint_id", None) or self.new_id("vpce")
        interface = self.network_interface(
            subnet=place,
            groups=(),
            interface_type="gateway_load_balancer_endpoint",
            requester_managed=True,
            source_dest_check=False,
            description=f"VPC Endpoint Interface {endpoint_id}",
        )
        members.setdefault("service_name", f"com.amazonaws.vpce.{self.scope.region}.{self.new_id('vpce-svc')}")
        return self.add(
            VpcEndpoint(
                vpc_endpoint_id=endpoint_id,
                vpc_endpoint_type="GatewayLoadBalancer",
                vpc_id=place.vpc_id,
                state=state,
                subnet_ids=(place.subnet_id,),
                network_interface_ids=(interface.network_interface_id,),
                groups=(),
                route_table_ids=(),
                owner_id=self.scope.account_id,
                tags=_name(name),
                **members,
            )
        )

    def service_detail(self, service: str, *, kind: str = "Interface", **members: Any) -> ServiceDetail:
        """Make what AWS says about a service."""
        region = self.scope.region
        names = hosts(service, region)
        members.setdefault("service_id", self.new_id("vpce-svc"))
        members.setdefault("private_dns_name", names[0] if kind == "Interface" else None)
        members.setdefault(
            "private_dns_names",
            tuple(PrivateDnsDetails(private_dns_name=name) for name in names) if kind == "Interface" else (),
        )
        members.setdefault("vpc_endpoint_policy_supported", True)
        members.setdefault("availability_zones", tuple(f"{region}{zone}" for zone in "abc"))
        members.setdefault("owner", "amazon")
        return self.add(
            ServiceDetail(
                service_name=service_name(service, region),
                service_type=(ServiceTypeDetail(service_type=kind),),
                service_region=members.pop("service_region", region),
                acceptance_required=members.pop("acceptance_required", False),
                **members,
            )
        )

    # --- gateways --------------------------------------------------------------------------------------------------

    def internet_gateway(self, *, vpc: Vpc | None = None, state: str = "available", name: str = "") -> InternetGateway:
        """Make an internet gateway that is attached to the VPC."""
        attachment = InternetGatewayAttachment(state=state, vpc_id=self._vpc_of(vpc).vpc_id)
        return self.add(
            InternetGateway(
                internet_gateway_id=self.new_id("igw"),
                attachments=(attachment,),
                owner_id=self.scope.account_id,
                tags=_name(name),
            )
        )

    def egress_only_internet_gateway(
        self, *, vpc: Vpc | None = None, state: str = "attached"
    ) -> EgressOnlyInternetGateway:
        """Make an egress-only internet gateway that is attached to the VPC."""
        attachment = InternetGatewayAttachment(state=state, vpc_id=self._vpc_of(vpc).vpc_id)
        return self.add(
            EgressOnlyInternetGateway(
                egress_only_internet_gateway_id=self.new_id("eigw"), attachments=(attachment,), tags=()
            )
        )

    def nat_gateway(
        self,
        *,
        subnet: Subnet | None = None,
        state: str = "available",
        private: bool = False,
        name: str = "",
        **members: Any,
    ) -> NatGateway:
        """Make a NAT gateway with its interface; `private` gives it no public address."""
        place = self._subnet_of(subnet)
        gateway_id = members.pop("nat_gateway_id", None) or self.new_id("nat")
        public = "" if private else self.public_address()
        interface = self.network_interface(
            subnet=place,
            groups=(),
            public_ip=public,
            interface_type="nat_gateway",
            requester_managed=True,
            source_dest_check=False,
            description=f"Interface for NAT Gateway {gateway_id}",
        )
        if public:
            self.add(
                Address(
                    allocation_id=self.new_id("eipalloc"),
                    public_ip=public,
                    domain="vpc",
                    network_interface_id=interface.network_interface_id,
                    private_ip_address=interface.private_ip_address,
                )
            )
        return self.add(
            NatGateway(
                nat_gateway_id=gateway_id,
                subnet_id=place.subnet_id,
                vpc_id=place.vpc_id,
                state=state,
                connectivity_type="private" if private else "public",
                nat_gateway_addresses=(
                    NatGatewayAddress(
                        network_interface_id=interface.network_interface_id,
                        private_ip=interface.private_ip_address,
                        public_ip=public or None,
                        is_primary=True,
                        status="succeeded",
                    ),
                ),
                tags=_name(name),
                **members,
            )
        )

    def regional_nat_gateway(
        self, *, vpc: Vpc | None = None, zones: str = "a", state: str = "available", **members: Any
    ) -> NatGateway:
        """Make a regional NAT gateway, which has addresses by zone and no subnet."""
        return self.add(
            NatGateway(
                nat_gateway_id=self.new_id("nat"),
                vpc_id=self._vpc_of(vpc).vpc_id,
                state=state,
                connectivity_type="public",
                availability_mode="regional",
                nat_gateway_addresses=tuple(
                    NatGatewayAddress(
                        public_ip=self.public_address(),
                        availability_zone=f"{self.scope.region}{zone}",
                        availability_zone_id=f"{zone_prefix(self.scope.region)}-az{ord(zone) - 96}",
                        status="succeeded",
                    )
                    for zone in zones
                ),
                **members,
            )
        )

    def peering(self, requester: Vpc, accepter: Vpc, *, status: str = "active", name: str = "") -> VpcPeeringConnection:
        """Peer two VPCs; routes are the caller's matter."""
        return self.add(
            VpcPeeringConnection(
                vpc_peering_connection_id=self.new_id("pcx"),
                requester_vpc_info=self._peer(requester),
                accepter_vpc_info=self._peer(accepter),
                status=VpcPeeringConnectionStateReason(code=status),
                tags=_name(name),
            )
        )

    def _peer(self, vpc: Vpc) -> VpcPeeringConnectionVpcInfo:
        scope = next((scope for (kind, scope), table in self._records.items() if kind is Vpc and vpc.vpc_id in table))
        return VpcPeeringConnectionVpcInfo(
            vpc_id=vpc.vpc_id,
            owner_id=vpc.owner_id,
            region=scope.region,
            cidr_block=vpc.cidr_block,
            cidr_block_set=tuple(CidrBlock(cidr_block=cidr) for cidr in cidrs(vpc) if ":" not in cidr),
        )

    def transit_gateway(self, *, name: str = "", security_group_referencing: bool = False) -> TransitGateway:
        """Make a transit gateway without default tables."""
        return self.add(
            TransitGateway(
                transit_gateway_id=self.new_id("tgw"),
                state="available",
                owner_id=self.scope.account_id,
                options=TransitGatewayOptions(
                    security_group_referencing_support="enable" if security_group_referencing else "disable"
                ),
                tags=_name(name),
            )
        )

    def transit_gateway_table(self, gateway: TransitGateway, *, name: str = "") -> TransitGatewayRouteTable:
        """Make a route table of a transit gateway."""
        return self.add(
            TransitGatewayRouteTable(
                transit_gateway_route_table_id=self.new_id("tgw-rtb"),
                transit_gateway_id=gateway.transit_gateway_id,
                state="available",
                tags=_name(name),
            )
        )

    def transit_gateway_attachment(
        self,
        gateway: TransitGateway,
        vpc: Vpc,
        *subnets: Subnet,
        table: TransitGatewayRouteTable | None = None,
        propagates_to: Iterable[TransitGatewayRouteTable] = (),
        state: str = "available",
        security_group_referencing: bool = False,
        name: str = "",
    ) -> TransitGatewayVpcAttachment:
        """Attach a VPC through subnets, associated with one table and announcing its blocks to others."""
        attachment_id = self.new_id("tgw-attach")
        if table is not None:
            self.add(
                TransitGatewayRouteTableAssociation(
                    transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                    transit_gateway_attachment_id=attachment_id,
                    resource_id=vpc.vpc_id,
                    resource_type="vpc",
                    state="associated",
                )
            )
        for target in propagates_to:
            self._propagate(target, attachment_id, vpc)
        self.add(
            TransitGatewayAttachment(
                transit_gateway_attachment_id=attachment_id,
                transit_gateway_id=gateway.transit_gateway_id,
                transit_gateway_owner_id=gateway.owner_id,
                resource_owner_id=vpc.owner_id,
                resource_type="vpc",
                resource_id=vpc.vpc_id,
                state=state,
                association=TransitGatewayAttachmentAssociation(
                    transit_gateway_route_table_id=table.transit_gateway_route_table_id, state="associated"
                )
                if table
                else None,
                tags=_name(name),
            )
        )
        return self.add(
            TransitGatewayVpcAttachment(
                transit_gateway_attachment_id=attachment_id,
                transit_gateway_id=gateway.transit_gateway_id,
                vpc_id=vpc.vpc_id,
                vpc_owner_id=vpc.owner_id,
                state=state,
                subnet_ids=tuple(subnet.subnet_id for subnet in subnets),
                options=TransitGatewayVpcAttachmentOptions(
                    dns_support="enable",
                    security_group_referencing_support="enable" if security_group_referencing else "disable",
                    appliance_mode_support="disable",
                ),
                tags=_name(name),
            )
        )

    def _propagate(self, table: TransitGatewayRouteTable, attachment_id: str, vpc: Vpc) -> None:
        self.add(
            TransitGatewayRouteTablePropagation(
                transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                transit_gateway_attachment_id=attachment_id,
                resource_id=vpc.vpc_id,
                resource_type="vpc",
                state="enabled",
            )
        )
        for cidr in cidrs(vpc):
            self._transit_route(table, cidr, attachment_id, "propagated", "active")

    def transit_gateway_route(
        self,
        table: TransitGatewayRouteTable,
        cidr: str,
        attachment: TransitGatewayVpcAttachment | None = None,
        *,
        state: str = "active",
    ) -> TransitGatewayRoute:
        """Add a static route to a transit gateway route table; without an attachment it is a blackhole."""
        attachment_id = attachment.transit_gateway_attachment_id if attachment else ""
        return self._transit_route(table, cidr, attachment_id, "static", state if attachment else "blackhole")

    def _transit_route(
        self, table: TransitGatewayRouteTable, cidr: str, attachment_id: str, kind: str, state: str
    ) -> TransitGatewayRoute:
        attachments = (
            (TransitGatewayRouteAttachment(transit_gateway_attachment_id=attachment_id, resource_type="vpc"),)
            if attachment_id
            else ()
        )
        return self.add(
            TransitGatewayRoute(
                transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                destination_cidr_block=cidr,
                transit_gateway_attachments=attachments,
                type=kind,
                state=state,
            )
        )

    def vpn_gateway(self, *, vpc: Vpc | None = None, state: str = "attached") -> VpnGateway:
        """Make a virtual private gateway that is attached to the VPC."""
        return self.add(
            VpnGateway(
                vpn_gateway_id=self.new_id("vgw"),
                state="available",
                type="ipsec.1",
                vpc_attachments=(VpcAttachment(vpc_id=self._vpc_of(vpc).vpc_id, state=state),),
            )
        )

    def vpn_connection(
        self, gateway: VpnGateway | TransitGateway, *static_routes: str, up: bool = True, state: str = "available"
    ) -> VpnConnection:
        """Make a VPN connection that ends at a gateway."""
        members: dict[str, Any] = (
            {"vpn_gateway_id": gateway.vpn_gateway_id}
            if isinstance(gateway, VpnGateway)
            else {"transit_gateway_id": gateway.transit_gateway_id}
        )
        return self.add(
            VpnConnection(
                vpn_connection_id=self.new_id("vpn"),
                state=state,
                type="ipsec.1",
                options=VpnConnectionOptions(static_routes_only=bool(static_routes)),
                routes=tuple(VpnStaticRoute(destination_cidr_block=cidr, state="available") for cidr in static_routes),
                vgw_telemetry=(VgwTelemetry(status="UP" if up else "DOWN"), VgwTelemetry(status="DOWN")),
                **members,
            )
        )

    def block_public_access(self, mode: str = "block-bidirectional") -> VpcBlockPublicAccessOptions:
        """Turn VPC Block Public Access on for the account and Region."""
        return self.add(
            VpcBlockPublicAccessOptions(
                aws_account_id=self.scope.account_id,
                aws_region=self.scope.region,
                state="update-complete",
                internet_gateway_block_mode=mode,
                exclusions_allowed="allowed",
            )
        )

    def block_public_access_exclusion(
        self, resource: Vpc | Subnet, *, mode: str = "allow-bidirectional"
    ) -> VpcBlockPublicAccessExclusion:
        """Exempt a VPC or a subnet from Block Public Access."""
        kind = "vpc" if isinstance(resource, Vpc) else "subnet"
        return self.add(
            VpcBlockPublicAccessExclusion(
                exclusion_id=self.new_id("vpcbpa-exclude"),
                internet_gateway_exclusion_mode=mode,
                resource_arn=f"arn:aws:ec2:{self.scope.region}:{self.scope.account_id}:{kind}/{resource.record_id}",
                state="create-complete",
            )
        )

    # --- names -----------------------------------------------------------------------------------------------------

    def hosted_zone(
        self,
        name: str,
        *vpcs: Vpc,
        records: dict[str, str | VpcEndpoint] | None = None,
    ) -> str:
        """Make a private hosted zone for VPCs; record values are addresses, or endpoints to alias. Returns its id."""
        zone_id = f"Z{hashlib.blake2b(self.new_id('zone').encode(), digest_size=8).hexdigest().upper()}"
        for vpc in vpcs:
            self.add(HostedZoneSummary(vpc_id=vpc.vpc_id, hosted_zone_id=zone_id, name=f"{name.rstrip('.')}."))
        for host, value in (records or {}).items():
            members: dict[str, Any]
            if isinstance(value, VpcEndpoint):
                members = {"alias_target": AliasTarget(dns_name=f"{value.dns_entries[0].dns_name}.")}
            else:
                members = {"ttl": 60, "resource_records": (ResourceRecord(value=value),)}
            kind = "AAAA" if isinstance(value, str) and ":" in value else "A"
            self.add(ResourceRecordSet(hosted_zone_id=zone_id, name=f"{host.rstrip('.')}.", type=kind, **members))
        return zone_id

    def resolver_rule(self, domain: str, *vpcs: Vpc, targets: Sequence[str] = ("10.255.0.2",)) -> ResolverRule:
        """Forward a domain's names to other servers, for VPCs; without targets a SYSTEM rule."""
        rule = self.add(
            ResolverRule(
                id=self.new_id("rslvr-rr"),
                domain_name=f"{domain.rstrip('.')}.",
                rule_type="FORWARD" if targets else "SYSTEM",
                status="COMPLETE",
                target_ips=tuple(TargetAddress(ip=address, port=53) for address in targets),
            )
        )
        for vpc in vpcs:
            self.add(
                ResolverRuleAssociation(
                    id=self.new_id("rslvr-rrassoc"), resolver_rule_id=rule.id, vpc_id=vpc.vpc_id, status="COMPLETE"
                )
            )
        return rule

    # --- defaults --------------------------------------------------------------------------------------------------

    def _vpc_of(self, vpc: Vpc | None) -> Vpc:
        return vpc or self._vpc or self.vpc()

    def _subnet_of(self, subnet: Subnet | None) -> Subnet:
        return subnet or self._subnet or self.subnet()

    def _get(self, record_type: type[R], record_id: str) -> R:
        for (kind, _), table in self._records.items():
            if kind is record_type and record_id in table:
                return cast("R", table[record_id])
        raise KeyError(record_id)


def events_of(record_type: type[Record], scope: Scope, records: Sequence[Record]) -> Iterator[CollectEvent]:
    """Yield the events of one list that was read to its end."""
    yield ReadStarted(record_type, scope)
    if records:
        yield PageRead(record_type, scope, tuple(records))
    yield ReadEnded(record_type, scope, COMPLETE)


def topology(*records: Record, scope: Scope = DEMO_SCOPE, unread: Iterable[type[Record]] = ()) -> Topology:
    """Return a topology of just these records: every list read to its end but the `unread` ones."""
    builder = Builder(scope)
    for record in records:
        builder.add(record)
    return builder.topology(unread=unread)


def interface_address(interface: NetworkInterface) -> str:
    """Return the first private address of an interface."""
    return addresses(interface)[0]


def zone_prefix(region: str) -> str:
    """Return how zone ids of a Region begin: `euw1` for `eu-west-1`."""
    area, *middle, number = region.split("-")
    return f"{area}{''.join(part[0] for part in middle)}{number}"


def _policy(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(_DEFAULT_POLICY if document is None else document)


def _name(name: str) -> tuple[Tag, ...]:
    return (Tag(key="Name", value=name),) if name else ()
