"""Which rules does a security group have, and which traffic do they speak of?

`-1` means every protocol; TCP and UDP have ports, where a missing or negative end leaves the interval open; ICMP has a
type and a code, -1 for any, and any type with one code matches nothing; other protocols have a number only.
Source: EC2 API Reference, IpPermission; VPC User Guide, "Security group rules".
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.record import NOT_SENT, Scope
from vpce_tui.reach.addresses import Block, parse_block, parse_blocks
from vpce_tui.reach.packets import ICMP, ICMPV6, PROTOCOL_NUMBERS, TCP, UDP, Packet, protocol_name
from vpce_tui.reach.unreadable import unreadable
from vpce_tui.reach.world import World
from vpce_tui.resources.relations import by_rule_group
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.shapes import UserIdGroupPair


@dataclass(frozen=True, slots=True)
class GroupRule:
    """One permission with its peers parsed."""

    index: int
    protocol: int | None
    """None for a protocol that is no number and no name known here."""
    every_protocol: bool
    first: int
    last: int
    icmp: tuple[int, int]
    blocks: tuple[Block, ...]
    malformed: tuple[str, ...]
    pairs: tuple[UserIdGroupPair, ...]
    prefix_lists: tuple[str, ...]
    unreadable: str = ""
    """The pointer of its protocol or of a port that could not be read: it speaks of nobody knows what."""


_TRAFFIC = ("IpProtocol", "FromPort", "ToPort")
_PEERS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs", "PrefixListId", "GroupId")


def rules_of(group: SecurityGroup, *, egress: bool) -> tuple[GroupRule, ...]:
    """Return one direction's permissions, parsed."""
    permissions = group.ip_permissions_egress if egress else group.ip_permissions
    return tuple(_rule(group, place_of(egress=egress), *item) for item in enumerate(permissions))


def place_of(*, egress: bool) -> str:
    """Return the JSON pointer of one direction's permissions."""
    return "/IpPermissionsEgress" if egress else "/IpPermissions"


def _rule(group: SecurityGroup, place: str, index: int, permission: IpPermission) -> GroupRule:
    word = (permission.ip_protocol or "-1").lower()
    number = PROTOCOL_NUMBERS.get(word)
    if number is None and word.isdecimal():
        number = int(word)
    # A missing or negative end leaves the interval open at that end, as old recordings show.
    first = permission.from_port if permission.from_port is not None and permission.from_port >= 0 else 0
    last = permission.to_port if permission.to_port is not None and permission.to_port >= 0 else 65535
    texts = [block.cidr_ip or "" for block in permission.ip_ranges]
    texts += [block.cidr_ipv6 or "" for block in permission.ipv6_ranges]
    peers = unreadable(group, f"{place}/{index}", _PEERS)
    return GroupRule(
        index=index,
        protocol=number,
        every_protocol=word in ("-1", "all"),
        first=first,
        last=last,
        icmp=(
            -1 if permission.from_port is None else permission.from_port,
            -1 if permission.to_port is None else permission.to_port,
        ),
        blocks=parse_blocks(texts),
        malformed=(*(text for text in texts if parse_block(text) is None), *filter(None, [peers])),
        pairs=permission.user_id_group_pairs,
        prefix_lists=tuple(item.prefix_list_id for item in permission.prefix_list_ids if item.prefix_list_id),
        unreadable=unreadable(group, f"{place}/{index}", _TRAFFIC) or _lacking(permission, f"{place}/{index}"),
    )


def _lacking(permission: IpPermission, place: str) -> str:
    """Return the JSON pointer of what was not sent of a permission and decides, or an empty string."""
    if not permission.ip_protocol:
        return f"{place}/IpProtocol"
    peers = {
        "IpRanges": permission.ip_ranges,
        "Ipv6Ranges": permission.ipv6_ranges,
        "PrefixListIds": permission.prefix_list_ids,
        "UserIdGroupPairs": permission.user_id_group_pairs,
    }
    if any(peers.values()):
        return ""
    # No permission is for nobody: whom it is for stood in a list that was left out.
    return next((f"{place}/{name}" for name, value in peers.items() if value is NOT_SENT), "")


def matches_traffic(rule: GroupRule, packet: Packet) -> bool:
    """Say whether the rule speaks of the packet's protocol and port, or ICMP type and code."""
    if rule.every_protocol:
        return True
    if packet.protocol is None or rule.protocol != packet.protocol:
        return False
    if packet.protocol in (TCP, UDP):
        return all(rule.first <= low and high <= rule.last for low, high in packet.ports)
    if packet.protocol in (ICMP, ICMPV6):
        kind, code = rule.icmp
        if kind == -1:
            return code == -1  # any type with one code is invalid and matches nothing
        return packet.icmp is not None and kind == packet.icmp[0] and code in (-1, packet.icmp[1])
    return True


def rule_says(protocol: int | None, every_protocol: bool, ports: tuple[int, int]) -> str:
    """Return what a rule allows, for people: `everything`, `tcp 443`, `tcp 0–65535`."""
    if every_protocol:
        return "everything"
    name = protocol_name(protocol)
    if protocol not in (TCP, UDP):
        return name
    return f"{name} {ports[0]}" if ports[0] == ports[1] else f"{name} {ports[0]}–{ports[1]}"


def rule_id(world: World, scope: Scope, group: SecurityGroup, index: int, peer: str, *, egress: bool) -> str:
    """Return the id of the rule record that says the same as the permission, or an empty string."""
    wanted = (group.ip_permissions_egress if egress else group.ip_permissions)[index]
    alike = [
        record.security_group_rule_id
        for record in world.topology.indexed(SecurityGroupRule, by_rule_group, group.group_id, scope)
        if bool(record.is_egress) is egress and _says_the_same(record, wanted, peer)
    ]
    return min(alike, default="")


def _says_the_same(record: SecurityGroupRule, wanted: IpPermission, peer: str) -> bool:
    if (record.ip_protocol or "-1") != (wanted.ip_protocol or "-1"):
        return False
    if _port(record.from_port) != _port(wanted.from_port) or _port(record.to_port) != _port(wanted.to_port):
        return False
    referenced = record.referenced_group_info.group_id if record.referenced_group_info else None
    cidr = parse_block(record.cidr_ipv4 or record.cidr_ipv6 or "")
    return peer in (referenced, record.prefix_list_id) or (cidr is not None and str(cidr) == peer)


def _port(port: int | None) -> int:
    return -1 if port is None else port
