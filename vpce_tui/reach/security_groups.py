"""Do the security groups of an interface let a packet pass?

Groups only allow; the rules of all groups of an interface are one union. They are stateful, so only the first packet of
a flow is judged. A rule that names a group means the private addresses of the interfaces that carry it, as long as the
path keeps that knowledge. A group that was not read decides nothing unless another allows.
Source: VPC User Guide, "Security group rules"; EC2 API Reference, IpPermission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from vpce_tui.model.record import NOT_SENT, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, Block, in_any, is_public, parse_blocks
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AddGroupRule, Edit
from vpce_tui.reach.group_rules import GroupRule, matches_traffic, place_of, rule_id, rule_says, rules_of
from vpce_tui.reach.packets import ICMP, ICMPV6, TCP, UDP, Packet, protocol_name
from vpce_tui.reach.remedies import aws_lists_holding
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.unreadable import unreadable
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import prefix_list_cidrs
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.shapes import UserIdGroupPair


class Peer(Enum):
    """What is known of the groups at the other end."""

    KEPT = "kept"
    LOST = "lost"
    """The path forgets which groups the other end has."""
    NOT_KNOWN = "notKnown"
    """The other end's interface was not read."""


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """The other end of a flow, as a security group sees it."""

    address: Address
    interface: NetworkInterface | None = None
    groups: Peer = Peer.KEPT
    why_lost: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """How one group judges a packet."""

    rule: GroupRule | None = None
    peer: str = ""
    undecided: str = ""
    """What was not read and could let it pass."""
    lost: str = ""
    """A rule names a group of the other end, and the path lost it."""
    empty: bool = False


def judge(
    world: World,
    scope: Scope,
    interface: NetworkInterface,
    packet: Packet,
    other: OtherEnd,
    *,
    egress: bool,
    group_ids: Sequence[str] | None = None,
) -> Step:
    """Return the step of the interface's groups for a first packet.

    `group_ids` are the groups that count, where they are not the interface's own.
    """
    stage = Stage.SECURITY_GROUP_EGRESS if egress else Stage.SECURITY_GROUP_INGRESS
    own = tuple(group.group_id for group in interface.groups if group.group_id)
    chosen = own if group_ids is None else tuple(group_ids)
    if not chosen:
        return _no_groups(stage, interface, asked=group_ids is not None)
    undecided: list[str] = []
    lost = ""
    empty = True
    for group_id in chosen:
        group = world.topology.find(SecurityGroup, group_id, scope)
        if isinstance(group, Absent):
            undecided.append(group.says)
            empty = False
            continue
        found = _group_judges(world, scope, group, packet, other, egress=egress)
        if found.rule is not None:
            return _passes(world, scope, group, found, stage, egress=egress)
        empty = empty and found.empty
        lost = lost or found.lost
        if found.undecided:
            undecided.append(found.undecided)
    names = " and ".join(chosen)
    way = f"to {packet.destination}" if egress else f"from {packet.source}"
    if undecided:
        return Step(
            direction=Direction.FORWARD,
            stage=stage,
            component=chosen[0],
            verdict=Outcome.UNKNOWN,
            code=Code.UNKNOWN_PEERED_SGS if other.groups is Peer.NOT_KNOWN else Code.VPCE_NOT_READ,
            text=f"no rule of {names} that was read allows {packet.says} {way}, but {undecided[0]}",
        )
    if lost:
        code, text = Code.SG_REFERENCES_NOT_PRESERVED, f"{lost}; no other rule of {names} allows {packet.says} {way}"
    elif empty:
        code, text = Code.SG_HAS_NO_RULES, f"{names} has no {'outbound' if egress else 'inbound'} rules at all"
    else:
        code, text = Code.ENI_SG_RULES_MISMATCH, f"no rule of {names} allows {packet.says} {way}"
    return Step(
        direction=Direction.FORWARD,
        stage=stage,
        component=chosen[0],
        verdict=Outcome.BLOCK,
        code=code,
        text=text,
        edits=_remedies(world, scope, chosen[0], packet, other, egress=egress),
    )


def _no_groups(stage: Stage, interface: NetworkInterface, *, asked: bool) -> Step:
    if not asked and (interface.groups is NOT_SENT or interface.groups):
        return Step(
            direction=Direction.FORWARD,
            stage=stage,
            component=interface.network_interface_id,
            verdict=Outcome.UNKNOWN,
            code=Code.VPCE_NOT_READ,
            text=f"the record of {interface.network_interface_id} came without its security groups",
        )
    return Step(
        direction=Direction.FORWARD,
        stage=stage,
        component=interface.network_interface_id,
        verdict=Outcome.PASS,
        text=f"{interface.network_interface_id} has no security group, so none filters",
    )


def _group_judges(
    world: World, scope: Scope, group: SecurityGroup, packet: Packet, other: OtherEnd, *, egress: bool
) -> _Found:
    place = place_of(egress=egress)
    rules, missing = world.remember(
        ("group", group.group_id, egress),
        lambda: (rules_of(group, egress=egress), unreadable(group, place, (place[1:],))),
    )
    undecided = lost = ""
    if missing:
        undecided = f"{missing} of {group.group_id} could not be read"
    elif (group.ip_permissions_egress if egress else group.ip_permissions) is NOT_SENT:
        undecided = f"{group.group_id} came without its {'outbound' if egress else 'inbound'} rules"
    elif not rules:
        return _Found(empty=True)
    for rule in rules:
        if rule.unreadable:
            undecided = undecided or f"{rule.unreadable} of {group.group_id} could not be read"
            continue
        if not matches_traffic(rule, packet):
            continue
        if in_any(other.address, rule.blocks):
            block = next(block for block in rule.blocks if block.holds(other.address))
            return _Found(rule, str(block))
        for pair in rule.pairs:
            answer = _references(pair, other)
            if answer is True:
                return _Found(rule, pair.group_id or pair.group_name or "")
            if answer is None:
                why = other.why_lost or "the other end was not read"
                undecided = undecided or f"its rule for {pair.group_id} could, and {why}"
            elif other.groups is Peer.LOST and other.interface is not None and _carries(other.interface, pair):
                lost = f"the rule for {pair.group_id} does not apply: {other.why_lost}"
        for list_id in rule.prefix_lists:
            blocks = _list_blocks(world, scope, list_id)
            if blocks is None:
                undecided = undecided or f"prefix list {list_id} was not read"
            elif in_any(other.address, blocks):
                return _Found(rule, list_id)
        if rule.malformed:
            undecided = undecided or f"a rule of {group.group_id} has the malformed block `{rule.malformed[0]}`"
    return _Found(undecided=undecided, lost=lost)


def _references(pair: UserIdGroupPair, other: OtherEnd) -> bool | None:
    """Say whether the other end carries the group; None where that was not read."""
    if (pair.peering_status or "active").lower() not in ("active", ""):
        return False
    if other.groups is Peer.LOST:
        return False
    if other.interface is None:
        return None if other.groups is Peer.NOT_KNOWN else False
    if other.interface.groups is NOT_SENT:
        return None
    return _carries(other.interface, pair) and (None if other.groups is Peer.NOT_KNOWN else True)


def _carries(interface: NetworkInterface, pair: UserIdGroupPair) -> bool:
    if pair.group_id:
        return any(group.group_id == pair.group_id for group in interface.groups)
    return bool(pair.group_name) and any(group.group_name == pair.group_name for group in interface.groups)


def _list_blocks(world: World, scope: Scope, list_id: str) -> tuple[Block, ...] | None:
    def look() -> tuple[Block, ...] | None:
        texts = prefix_list_cidrs(world.topology, list_id, scope)
        return None if isinstance(texts, Absent) else parse_blocks(texts)

    return world.remember(("list", list_id, scope), look)


def _passes(world: World, scope: Scope, group: SecurityGroup, found: _Found, stage: Stage, *, egress: bool) -> Step:
    assert found.rule is not None
    index, peer = found.rule.index, found.peer
    own_id = world.remember(
        ("rule id", group.group_id, egress, index, peer),
        lambda: rule_id(world, scope, group, index, peer, egress=egress),
    )
    what = rule_says(found.rule.protocol, found.rule.every_protocol, (found.rule.first, found.rule.last))
    name = f"rule {own_id}" if own_id else "a rule"
    return Step(
        direction=Direction.FORWARD,
        stage=stage,
        component=group.group_id,
        rule=own_id,
        verdict=Outcome.PASS,
        text=f"{name} of {group.group_id} allows {what} {'to' if egress else 'from'} {found.peer}",
    )


def _remedies(
    world: World, scope: Scope, group_id: str, packet: Packet, other: OtherEnd, *, egress: bool
) -> tuple[Edit, ...]:
    """Return rules that would allow the packet, the narrowest peer that a person would choose first.

    Public addresses of a service change: its prefix list stands for them where there is one, else every address.
    """
    word = protocol_name(packet.protocol) if packet.protocol in (TCP, UDP, ICMP, ICMPV6) else str(packet.protocol)
    if packet.protocol is None:
        word = "-1"
    first, last = (packet.ports[0][0], packet.ports[-1][1]) if packet.ports else (None, None)
    if packet.icmp is not None:
        first, last = packet.icmp
    cidr = f"{other.address}/{32 if other.address.version == 4 else 128}"
    found: list[Edit] = []
    if egress and is_public(other.address):
        cidr = "0.0.0.0/0" if other.address.version == 4 else "::/0"
        found += [
            AddGroupRule(
                group_id=group_id, egress=True, protocol=word, from_port=first, to_port=last, prefix_list_id=listed
            )
            for listed in aws_lists_holding(world, scope, other.address)
        ]
    if other.groups is Peer.KEPT and other.interface is not None and other.interface.groups:
        peer = other.interface.groups[0].group_id or ""
        found.append(
            AddGroupRule(
                group_id=group_id, egress=egress, protocol=word, from_port=first, to_port=last, peer_group_id=peer
            )
        )
    found.append(
        AddGroupRule(group_id=group_id, egress=egress, protocol=word, from_port=first, to_port=last, cidr=cidr)
    )
    return tuple(found)
