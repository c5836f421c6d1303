"""Which changes of security groups and network ACLs can be tried?"""

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
