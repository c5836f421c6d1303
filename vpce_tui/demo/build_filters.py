"""How are route tables, network ACLs, security groups and prefix lists made up?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from vpce_tui.demo.parts import acl_entry, allow, route
from vpce_tui.demo.shelf import Shelf, name_tags
from vpce_tui.reach.services import service_name
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclAssociation, NetworkAclEntry
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import Route, RouteTable, RouteTableAssociation
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.security_group_rule import ReferencedSecurityGroup, SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs

S3_CIDRS = ("52.216.0.0/15", "3.5.64.0/21", "54.231.0.0/16")
"""Some blocks of the size and place of Amazon S3's; addresses, not secrets."""
DYNAMODB_CIDRS = ("52.94.24.0/23", "52.119.240.0/21")


class Filters(Shelf):
    """Makes what routes and filters packets."""

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
                tags=name_tags(name),
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
                tags=name_tags(name),
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
                tags=name_tags(name),
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
