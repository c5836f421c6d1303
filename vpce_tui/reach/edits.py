"""Which changes can be tried on a copy of a topology?

Edits are data: a step of a trace may offer one as its fix, a person may choose one in the what-if panel, and `whatif`
alone knows how to apply them. Each says itself in a sentence and as the AWS CLI command that would make it so.
"""

from __future__ import annotations

import msgspec


class AddGroupRule(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a security group admit more. One peer: a block, a group, or a prefix list. No port pair: all ports."""

    group_id: str
    egress: bool
    protocol: str = "tcp"
    from_port: int | None = None
    to_port: int | None = None
    cidr: str = ""
    peer_group_id: str = ""
    prefix_list_id: str = ""

    @property
    def says(self) -> str:
        way = "to" if self.egress else "from"
        ports = "" if self.from_port is None else f" {self.from_port}"
        if self.to_port is not None and self.to_port != self.from_port:
            ports += f"–{self.to_port}"
        protocol = "everything" if self.protocol == "-1" else f"{self.protocol}{ports}"
        peer = self.cidr or self.peer_group_id or self.prefix_list_id
        return f"allow {protocol} {way} {peer} in {self.group_id}"

    @property
    def command(self) -> str:
        verb = "egress" if self.egress else "ingress"
        ports = "" if self.from_port is None else f",FromPort={self.from_port},ToPort={self.to_port}"
        if self.peer_group_id:
            peer = f"UserIdGroupPairs=[{{GroupId={self.peer_group_id}}}]"
        elif self.prefix_list_id:
            peer = f"PrefixListIds=[{{PrefixListId={self.prefix_list_id}}}]"
        elif ":" in self.cidr:
            peer = f"Ipv6Ranges=[{{CidrIpv6={self.cidr}}}]"
        else:
            peer = f"IpRanges=[{{CidrIp={self.cidr}}}]"
        return (
            f"aws ec2 authorize-security-group-{verb} --group-id {self.group_id} "
            f"--ip-permissions 'IpProtocol={self.protocol}{ports},{peer}'"
        )


class RemoveGroupRule(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take one permission out of a security group, by its place in the group's list."""

    group_id: str
    egress: bool
    index: int

    @property
    def says(self) -> str:
        return f"remove rule {self.index + 1} ({'out' if self.egress else 'in'}) from {self.group_id}"

    @property
    def command(self) -> str:
        verb = "egress" if self.egress else "ingress"
        return f"aws ec2 revoke-security-group-{verb} --group-id {self.group_id} --security-group-rule-ids sgr-…"


class AddAclEntry(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put an entry into a network ACL. Protocol by number, -1 for all."""

    network_acl_id: str
    rule_number: int
    egress: bool
    cidr: str
    protocol: str = "6"
    from_port: int | None = None
    to_port: int | None = None
    icmp: tuple[int, int] | None = None
    allow: bool = True

    @property
    def says(self) -> str:
        name = {"-1": "everything", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}.get(
            self.protocol, f"protocol {self.protocol}"
        )
        ports = "" if self.from_port is None else f" {self.from_port}"
        if self.to_port is not None and self.to_port != self.from_port:
            ports += f"–{self.to_port}"
        verb = "allow" if self.allow else "deny"
        way = "to" if self.egress else "from"
        return f"{verb} {name}{ports} {way} {self.cidr} as rule {self.rule_number} of {self.network_acl_id}"

    @property
    def command(self) -> str:
        ports = "" if self.from_port is None else f" --port-range From={self.from_port},To={self.to_port}"
        kind = "" if self.icmp is None else f" --icmp-type-code Type={self.icmp[0]},Code={self.icmp[1]}"
        block = "--ipv6-cidr-block" if ":" in self.cidr else "--cidr-block"
        return (
            f"aws ec2 create-network-acl-entry --network-acl-id {self.network_acl_id} "
            f"--{'egress' if self.egress else 'ingress'} --rule-number {self.rule_number} --protocol {self.protocol}"
            f"{ports}{kind} {block} {self.cidr} --rule-action {'allow' if self.allow else 'deny'}"
        )


class RemoveAclEntry(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take an entry out of a network ACL."""

    network_acl_id: str
    rule_number: int
    egress: bool

    @property
    def says(self) -> str:
        return f"remove {'outbound' if self.egress else 'inbound'} rule {self.rule_number} from {self.network_acl_id}"

    @property
    def command(self) -> str:
        return (
            f"aws ec2 delete-network-acl-entry --network-acl-id {self.network_acl_id} "
            f"--{'egress' if self.egress else 'ingress'} --rule-number {self.rule_number}"
        )


class AddRoute(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put a route into a table, in place of one for the same destination."""

    route_table_id: str
    destination: str
    target: str

    @property
    def says(self) -> str:
        return f"route {self.destination} to {self.target} in {self.route_table_id}"

    @property
    def command(self) -> str:
        return (
            f"aws ec2 create-route --route-table-id {self.route_table_id} "
            f"{_destination_option(self.destination)} {_target_option(self.target)}"
        )


class RemoveRoute(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take the route for a destination out of a table."""

    route_table_id: str
    destination: str

    @property
    def says(self) -> str:
        return f"remove the route for {self.destination} from {self.route_table_id}"

    @property
    def command(self) -> str:
        return f"aws ec2 delete-route --route-table-id {self.route_table_id} {_destination_option(self.destination)}"


class UseRouteTable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let a subnet use another route table."""

    subnet_id: str
    route_table_id: str

    @property
    def says(self) -> str:
        return f"let {self.subnet_id} use {self.route_table_id}"

    @property
    def command(self) -> str:
        return f"aws ec2 associate-route-table --route-table-id {self.route_table_id} --subnet-id {self.subnet_id}"


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


Edit = (
    AddGroupRule
    | RemoveGroupRule
    | AddAclEntry
    | RemoveAclEntry
    | AddRoute
    | RemoveRoute
    | UseRouteTable
    | AssociateEndpoint
    | SetPrivateDns
    | SetVpcAttribute
    | AddEndpoint
    | RemoveEndpoint
    | ReplacePolicy
)
"""Any change that can be tried."""


def _destination_option(destination: str) -> str:
    if destination.startswith("pl-"):
        return f"--destination-prefix-list-id {destination}"
    return f"--destination-{'ipv6-' if ':' in destination else ''}cidr-block {destination}"


def _target_option(target: str) -> str:
    options = {
        "nat-": "--nat-gateway-id",
        "tgw-": "--transit-gateway-id",
        "pcx-": "--vpc-peering-connection-id",
        "eigw-": "--egress-only-internet-gateway-id",
        "eni-": "--network-interface-id",
        "i-": "--instance-id",
        "vpce-": "--vpc-endpoint-id",
    }
    return f"{next((option for start, option in options.items() if target.startswith(start)), '--gateway-id')} {target}"
