"""How is one rule, route or ACL entry written in a line?

Small pieces that stand inside records: what is not said is what a person would assume (TCP, port 443, from anywhere).
"""

from __future__ import annotations

from typing import Any

from vpce_tui.resources.network_acl import IcmpTypeCode, NetworkAclEntry, PortRange
from vpce_tui.resources.route_table import Route
from vpce_tui.resources.security_group import IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroup
from vpce_tui.resources.shapes import UserIdGroupPair

ALL = "0.0.0.0/0"

_PROTOCOL_NUMBERS = {"icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58"}

_TARGETS = {
    "nat-": "nat_gateway_id",
    "tgw-": "transit_gateway_id",
    "pcx-": "vpc_peering_connection_id",
    "eigw-": "egress_only_internet_gateway_id",
    "eni-": "network_interface_id",
    "i-": "instance_id",
    "cagw-": "carrier_gateway_id",
    "lgw-": "local_gateway_id",
    "arn:": "core_network_arn",
}
"""Which member of a route holds a target, by how its id begins; every other id is a `GatewayId`."""


def allow(
    port: int | tuple[int, int] | None = 443,
    *,
    cidr: str = "",
    group: SecurityGroup | str | None = None,
    prefix_list: str = "",
    protocol: str = "tcp",
) -> IpPermission:
    """Return a permission of a security group: one protocol, one port or range, one peer (by default any IPv4).

    For ICMP the pair is (type, code), -1 for any; for protocol `-1` there are no ports.
    """
    first, last = (port, port) if isinstance(port, int) else (port or (None, None))
    if protocol == "-1":
        first = last = None
    members: dict[str, Any] = {"ip_ranges": (), "ipv6_ranges": (), "prefix_list_ids": (), "user_id_group_pairs": ()}
    if group is not None:
        group_id = group if isinstance(group, str) else group.group_id
        owner = None if isinstance(group, str) else group.owner_id
        members["user_id_group_pairs"] = (UserIdGroupPair(group_id=group_id, user_id=owner),)
    elif prefix_list:
        members["prefix_list_ids"] = (PrefixListId(prefix_list_id=prefix_list),)
    elif ":" in cidr:
        members["ipv6_ranges"] = (Ipv6Range(cidr_ipv6=cidr),)
    else:
        members["ip_ranges"] = (IpRange(cidr_ip=cidr or ALL),)
    return IpPermission(ip_protocol=protocol, from_port=first, to_port=last, **members)


def acl_entry(
    number: int,
    *,
    allow: bool = True,  # noqa: A002, RUF100 - the word of the rule
    egress: bool = False,
    cidr: str = ALL,
    protocol: str = "tcp",
    ports: int | tuple[int, int] | None = None,
    icmp: tuple[int, int] | None = None,
) -> NetworkAclEntry:
    """Return an entry of a network ACL; protocols by name or number, ports one or a pair, None for all."""
    span = (ports, ports) if isinstance(ports, int) else ports
    number_text = _PROTOCOL_NUMBERS.get(protocol, protocol)
    if span is None and number_text in ("6", "17"):
        span = (0, 65535)
    return NetworkAclEntry(
        rule_number=number,
        rule_action="allow" if allow else "deny",
        egress=egress,
        cidr_block=None if ":" in cidr else cidr,
        ipv6_cidr_block=cidr if ":" in cidr else None,
        protocol=number_text,
        port_range=PortRange(from_=span[0], to=span[1]) if span else None,
        icmp_type_code=IcmpTypeCode(type=icmp[0], code=icmp[1]) if icmp else None,
    )


def route(destination: str, target: str, *, state: str = "active", origin: str = "CreateRoute") -> Route:
    """Return a route: a block of addresses or a prefix list, and the id of what it leads to."""
    member = next((field for start, field in _TARGETS.items() if target.startswith(start)), "gateway_id")
    where = (
        "destination_prefix_list_id"
        if destination.startswith("pl-")
        else "destination_ipv6_cidr_block"
        if ":" in destination
        else "destination_cidr_block"
    )
    members: dict[str, Any] = {where: destination, member: target or None}
    return Route(state=state, origin=origin, **members)


ALLOW_EVERYTHING = (
    acl_entry(100, egress=True, protocol="-1"),
    acl_entry(100, egress=False, protocol="-1"),
)
"""The entries of a default network ACL."""
