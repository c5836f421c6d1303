"""How are VPCs and subnets made up, with what every one of them has?"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from vpce_tui.demo.build_filters import Filters
from vpce_tui.demo.parts import ALLOW_EVERYTHING, allow
from vpce_tui.demo.shelf import name_tags
from vpce_tui.resources.dhcp_options import AttributeValue, DhcpConfiguration, DhcpOptions
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet, SubnetCidrBlockState, SubnetIpv6CidrBlockAssociation
from vpce_tui.resources.vpc import Vpc, VpcCidrBlockAssociation, VpcCidrBlockState, VpcIpv6CidrBlockAssociation
from vpce_tui.resources.vpc_attribute import AttributeBooleanValue, VpcAttribute


class Networks(Filters):
    """Makes VPCs and subnets."""

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
                tags=name_tags(name),
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
                tags=name_tags(name),
                **members,
            )
        )
        self._subnet = made
        if table is not None:
            self.associate(table, made)
        self._list_in_acl(acl or self.default_acl(owner), made)
        return made

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

    @property
    def latest_vpc(self) -> Vpc:
        """The VPC that is meant where none is given."""
        return self._vpc_of(None)

    def _vpc_of(self, vpc: Vpc | None) -> Vpc:
        return vpc or self._vpc or self.vpc()

    def _subnet_of(self, subnet: Subnet | None) -> Subnet:
        return subnet or self._subnet or self.subnet()


def zone_prefix(region: str) -> str:
    """Return how zone ids of a Region begin: `euw1` for `eu-west-1`."""
    area, *middle, number = region.split("-")
    return f"{area}{''.join(part[0] for part in middle)}{number}"
