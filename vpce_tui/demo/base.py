"""How does the demo world's builder differ from a plain one?

Its ids follow from names (`an_id("sg", "app-web")`), so that one account's records may refer to another's before they
are made, and a resource keeps its id when the world grows. It knows AWS's own prefix lists by Region, and the kinds
of interfaces that services leave in a VPC.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar, cast

from vpce_tui.demo.build import Builder, zone_prefix
from vpce_tui.demo.ids import an_id, digest, uuid
from vpce_tui.demo.policies import DEFAULT_GATEWAY, DEFAULT_INTERFACE
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.availability_zone import AvailabilityZone
from vpce_tui.resources.dhcp_options import DhcpOptions
from vpce_tui.resources.instance import IamInstanceProfile, Instance
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface, NetworkInterfaceAttachment
from vpce_tui.resources.route_table import Route, RouteTable
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

R = TypeVar("R", bound=Record)

AWS_LISTS: Final[dict[tuple[str, str], tuple[str, tuple[str, ...]]]] = {
    ("s3", "us-east-1"): (
        "pl-63a5400a",
        ("54.231.0.0/16", "52.216.0.0/15", "3.5.0.0/19", "16.182.0.0/16", "16.15.192.0/18", "18.34.0.0/19"),
    ),
    ("dynamodb", "us-east-1"): ("pl-02cd2c6b", ("3.218.182.0/24", "52.94.0.0/22", "52.119.224.0/20")),
    ("s3", "eu-west-1"): (
        "pl-6da54004",
        ("52.218.0.0/17", "52.92.0.0/17", "3.5.64.0/21", "3.5.72.0/23", "18.34.240.0/22"),
    ),
    ("dynamodb", "eu-west-1"): ("pl-6fa54006", ("52.94.24.0/23", "52.94.26.0/23", "52.119.240.0/21")),
}
"""Ids and some blocks of AWS's lists as DescribePrefixLists answers them in any account."""


class WorldBuilder(Builder):
    """Makes the demo world's records. What has a name gets its id from it; names are unique over all accounts."""

    def __init__(self, key: str = "", first_public_address: int = 0) -> None:
        """Start a world; two that shall be put together need different keys and ranges of public addresses."""
        super().__init__()
        self._key = key
        self._counts["public address"] = first_public_address
        self._dhcp_options: dict[Scope, str] = {}
        self._being_made = ""

    def new_id(self, prefix: str) -> str:
        return an_id(prefix, f"{self._key} {self._next(prefix)}")

    def enter(self, scope: Scope) -> None:
        """Build in this account and Region from now on."""
        self.scope = scope
        if scope not in self._dhcp_options:
            self._dhcp_options[scope] = super().dhcp_options(dhcp_options_id=an_id("dopt", str(scope))).dhcp_options_id
            for letter in "abc":
                self.add(
                    AvailabilityZone(
                        zone_name=f"{scope.region}{letter}",
                        zone_id=f"{zone_prefix(scope.region)}-az{'abc'.index(letter) + 1}",
                        region_name=scope.region,
                        state="available",
                        zone_type="availability-zone",
                        opt_in_status="opt-in-not-required",
                        group_name=f"{scope.region}-zg-1",
                        network_border_group=scope.region,
                    )
                )

    def vpc(self, cidr: str = "", *, name: str = "", **members: Any) -> Vpc:
        members.setdefault("vpc_id", an_id("vpc", name))
        members.setdefault("dhcp_options_id", self._dhcp_options[self.scope])
        self._being_made = name
        return super().vpc(cidr, name=name, **members)

    def dhcp_options(self, *servers: str, **members: Any) -> DhcpOptions:
        """Make DHCP options; a VPC that names its own needs none made, though a plain builder makes them."""
        if not servers and self.scope in self._dhcp_options:
            return self._get(DhcpOptions, self._dhcp_options[self.scope])
        return super().dhcp_options(*servers, **members)

    def subnet(self, cidr: str = "", *, name: str = "", **members: Any) -> Subnet:
        members.setdefault("subnet_id", an_id("subnet", name))
        members.setdefault("map_public_ip_on_launch", "public" in name)
        members.setdefault("default_for_az", False)
        return super().subnet(cidr, name=name, **members)

    def route_table(self, *routes: Route, name: str = "", **members: Any) -> RouteTable:
        label = name or f"{self._being_made}-main"
        members.setdefault("route_table_id", an_id("rtb", label))
        return super().route_table(*routes, name=label, **members)

    def network_acl(self, *entries: NetworkAclEntry, name: str = "", **members: Any) -> NetworkAcl:
        label = name or f"{self._being_made}-default"
        members.setdefault("network_acl_id", an_id("acl", label))
        return super().network_acl(*entries, name=label, **members)

    def security_group(
        self, *ingress: IpPermission, egress: Sequence[IpPermission] | None = None, name: str = "", **members: Any
    ) -> SecurityGroup:
        label = name or f"{self._being_made}-default"
        members.setdefault("group_id", an_id("sg", label))
        members.setdefault("description", label.replace("-", " "))
        members.setdefault("security_group_arn", self.arn("security-group", members["group_id"]))
        return super().security_group(*ingress, egress=egress, name=name, **members)

    def network_interface(self, *, name: str = "", **members: Any) -> NetworkInterface:
        if name:
            members.setdefault("network_interface_id", an_id("eni", name))
        return super().network_interface(name=name, **members)

    def instance(self, *, name: str = "", role: str = "", **members: Any) -> tuple[Instance, NetworkInterface]:
        members.setdefault("instance_id", an_id("i", name))
        if role:
            arn = f"arn:aws:iam::{self.scope.account_id}:instance-profile/{role}"
            members["iam_instance_profile"] = IamInstanceProfile(arn=arn, id=f"AIPA{digest(arn, 8).upper()}0")
        return super().instance(name=name, **members)

    def interface_endpoint(self, service: str, *, name: str = "", policy: Any = None, **members: Any) -> VpcEndpoint:
        members.setdefault("vpc_endpoint_id", an_id("vpce", name))
        return super().interface_endpoint(service, name=name, policy=policy or DEFAULT_INTERFACE, **members)

    def gateway_endpoint(
        self, service: str = "s3", *, name: str = "", policy: Any = None, **members: Any
    ) -> VpcEndpoint:
        members.setdefault("vpc_endpoint_id", an_id("vpce", name))
        return super().gateway_endpoint(service, name=name, policy=policy or DEFAULT_GATEWAY, **members)

    def gateway_load_balancer_endpoint(self, *, name: str = "", **members: Any) -> VpcEndpoint:
        members.setdefault("vpc_endpoint_id", an_id("vpce", name))
        return super().gateway_load_balancer_endpoint(name=name, **members)

    def nat_gateway(self, *, name: str = "", **members: Any) -> NatGateway:
        members.setdefault("nat_gateway_id", an_id("nat", name))
        return super().nat_gateway(name=name, **members)

    def service_prefix_list(self, service: str) -> str:
        """Return the id of AWS's list of a gateway service in this Region; each account sees the same one."""
        list_id, blocks = AWS_LISTS[service, self.scope.region]
        name = f"com.amazonaws.{self.scope.region}.{service}"
        if f"{self.scope} {name}" not in self._prefix_list_ids:
            self.prefix_list(*blocks, name=name, aws=True, prefix_list_id=list_id)
            self._prefix_list_ids[f"{self.scope} {name}"] = list_id
        return list_id

    def arn(self, kind: str, resource_id: str) -> str:
        return f"arn:aws:ec2:{self.scope.region}:{self.scope.account_id}:{kind}/{resource_id}"

    def held(self, record_type: type[R], scope: Scope) -> dict[str, R]:
        """Return the records of one list by id; what is put into it is in the world."""
        return cast("dict[str, R]", self._records.get((record_type, scope), {}))

    def get(self, record_type: type[R], scope: Scope, record_id: str) -> R:
        """Return a record that was made before.

        Raises:
            KeyError: It was not.
        """
        return self.held(record_type, scope)[record_id]

    def named_subnet(self, name: str) -> Subnet:
        """Return a subnet that was made before in this account and Region."""
        return self.get(Subnet, self.scope, an_id("subnet", name))

    def named_group(self, name: str) -> SecurityGroup:
        """Return a security group that was made before in this account and Region."""
        return self.get(SecurityGroup, self.scope, an_id("sg", name))

    # --- interfaces that services make ---------------------------------------------------------------------------

    def function(self, name: str, subnet: Subnet, *groups: SecurityGroup) -> NetworkInterface:
        """Make the interface of a Lambda function."""
        return self._service_interface(name, subnet, groups, "lambda", f"AWS Lambda VPC ENI-{name}-{uuid(name)}")

    def task(self, name: str, subnet: Subnet, *groups: SecurityGroup) -> NetworkInterface:
        """Make the interface of an ECS task on Fargate."""
        arn = f"arn:aws:ecs:{self.scope.region}:{self.scope.account_id}:attachment/{uuid(name)}"
        tags = (Tag(key="aws:ecs:clusterName", value="shop"), Tag(key="aws:ecs:serviceName", value=name))
        return self._service_interface(name, subnet, groups, "interface", arn, tags)

    def database(self, name: str, subnet: Subnet, *groups: SecurityGroup) -> NetworkInterface:
        """Make the interface of an RDS database."""
        return self._service_interface(name, subnet, groups, "interface", "RDSNetworkInterface")

    def load_balancer(self, name: str, subnet: Subnet, *groups: SecurityGroup) -> NetworkInterface:
        """Make one interface of a Network Load Balancer."""
        description = f"ELB net/{name}/{digest(name)}"
        return self._service_interface(name, subnet, groups, "network_load_balancer", description)

    def glue_worker(self, name: str, subnet: Subnet, *groups: SecurityGroup) -> NetworkInterface:
        """Make the interface of a Glue job's worker."""
        return self._service_interface(name, subnet, groups, "interface", "Attached to Glue using role: GlueLake")

    def _service_interface(
        self,
        name: str,
        subnet: Subnet,
        groups: Sequence[SecurityGroup],
        interface_type: str,
        description: str,
        tags: tuple[Tag, ...] = (),
    ) -> NetworkInterface:
        interface = self.network_interface(
            name=name,
            subnet=subnet,
            groups=groups,
            interface_type=interface_type,
            description=description,
            requester_managed=True,
        )
        attachment = NetworkInterfaceAttachment(
            attachment_id=an_id("ela-attach" if interface_type == "lambda" else "eni-attach", name),
            instance_owner_id="amazon-aws",
            device_index=1,
            delete_on_termination=False,
            status="attached",
        )
        return self.change(interface, attachment=attachment, tag_set=(*interface.tag_set, *tags))
