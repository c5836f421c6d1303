"""Which changes of endpoints, and of the DNS attributes that they need, can be tried?"""

from __future__ import annotations

import msgspec


class AssociateEndpoint(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put a gateway endpoint's route into a table, or take it out."""

    vpc_endpoint_id: str
    route_table_id: str
    associated: bool = True

    @property
    def says(self) -> str:
        verb, way = ("associate", "with") if self.associated else ("dissociate", "from")
        return f"{verb} {self.vpc_endpoint_id} {way} {self.route_table_id}"

    @property
    def command(self) -> str:
        option = "add" if self.associated else "remove"
        return (
            f"aws ec2 modify-vpc-endpoint --vpc-endpoint-id {self.vpc_endpoint_id} "
            f"--{option}-route-table-ids {self.route_table_id}"
        )


class SetPrivateDns(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Turn the private DNS of an endpoint on or off."""

    vpc_endpoint_id: str
    enabled: bool = True
    inbound_resolver_only: bool | None = None
    """For S3: only on-premises clients get private answers. None leaves it as it is."""

    @property
    def says(self) -> str:
        if self.inbound_resolver_only is False:
            return f"let {self.vpc_endpoint_id} answer names inside its VPC, not only through the inbound resolver"
        return f"turn private DNS of {self.vpc_endpoint_id} {'on' if self.enabled else 'off'}"

    @property
    def command(self) -> str:
        if self.inbound_resolver_only is not None:
            value = str(self.inbound_resolver_only).lower()
            return (
                f"aws ec2 modify-vpc-endpoint --vpc-endpoint-id {self.vpc_endpoint_id} "
                f"--dns-options PrivateDnsOnlyForInboundResolverEndpoint={value}"
            )
        option = "" if self.enabled else "no-"
        return f"aws ec2 modify-vpc-endpoint --vpc-endpoint-id {self.vpc_endpoint_id} --{option}private-dns-enabled"


class SetVpcAttribute(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Turn a DNS attribute of a VPC on or off."""

    vpc_id: str
    attribute: str
    """`enableDnsSupport` or `enableDnsHostnames`."""
    value: bool = True

    @property
    def says(self) -> str:
        return f"turn {self.attribute} of {self.vpc_id} {'on' if self.value else 'off'}"

    @property
    def command(self) -> str:
        option = "enable-dns-support" if self.attribute == "enableDnsSupport" else "enable-dns-hostnames"
        value = str(self.value).lower()
        return f'aws ec2 modify-vpc-attribute --vpc-id {self.vpc_id} --{option} "{{\\"Value\\":{value}}}"'


class AddEndpoint(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Create an endpoint: with interfaces in subnets, or (`Gateway`) with routes in tables."""

    vpc_id: str
    service_name: str
    kind: str = "Interface"
    subnet_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    route_table_ids: tuple[str, ...] = ()
    private_dns: bool = True

    @property
    def says(self) -> str:
        where = ", ".join(self.route_table_ids or self.subnet_ids)
        private = " with private DNS" if self.private_dns and self.kind == "Interface" else ""
        article = "a" if self.kind == "Gateway" else "an"
        return f"create {article} {self.kind.lower()} endpoint for {self.service_name} in {where}{private}"

    @property
    def command(self) -> str:
        command = (
            f"aws ec2 create-vpc-endpoint --vpc-id {self.vpc_id} --service-name {self.service_name} "
            f"--vpc-endpoint-type {self.kind}"
        )
        if self.route_table_ids:
            command += f" --route-table-ids {' '.join(self.route_table_ids)}"
        if self.subnet_ids:
            command += f" --subnet-ids {' '.join(self.subnet_ids)}"
        if self.group_ids:
            command += f" --security-group-ids {' '.join(self.group_ids)}"
        if self.kind == "Interface":
            command += " --private-dns-enabled" if self.private_dns else " --no-private-dns-enabled"
        return command


class RemoveEndpoint(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Delete an endpoint, with its interfaces and routes."""

    vpc_endpoint_id: str

    @property
    def says(self) -> str:
        return f"delete {self.vpc_endpoint_id}"

    @property
    def command(self) -> str:
        return f"aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {self.vpc_endpoint_id}"


class ReplacePolicy(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Give an endpoint another policy."""

    vpc_endpoint_id: str
    document: str

    @property
    def says(self) -> str:
        return f"replace the policy of {self.vpc_endpoint_id}"

    @property
    def command(self) -> str:
        return (
            f"aws ec2 modify-vpc-endpoint --vpc-endpoint-id {self.vpc_endpoint_id} --policy-document file://policy.json"
        )
