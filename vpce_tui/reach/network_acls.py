"""Does a subnet's network ACL let a packet pass, and for which of its ports?

Entries apply in number order and the first match decides; what no entry matches is refused. ACLs are stateless:
the reply is asked about too, and as it goes to whatever port the client chose, the answer is a set of ports: none, some
or all of them. Entries know address blocks only, and protocol -1 means every port.
Source: VPC User Guide, "Control subnet traffic with network access control lists".
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, Block, parse_block
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AddAclEntry, Edit
from vpce_tui.reach.packets import ICMP, ICMPV6, PROTOCOL_NUMBERS, TCP, UDP, Packet
from vpce_tui.reach.ports import NO_PORTS, PortSet, common, minus, size
from vpce_tui.reach.ports import text as ports_text
from vpce_tui.reach.remedies import allowable_block
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.unreadable import unreadable
from vpce_tui.reach.world import World
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclEntry
from vpce_tui.resources.relations import network_acl_of
from vpce_tui.resources.subnet import Subnet

LAST_RULE = 32767


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    allow: bool
    block: Block | None
    """None for an entry whose block is not one."""
    written: str
    protocol: int | None
    every_protocol: bool
    first: int
    last: int
    icmp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AclAnswer:
    """What an ACL's entries say about a packet."""

    allowed: PortSet
    """The ports that pass; meaningless for packets without ports."""
    passes: bool
    """At least one port passes, or the packet has none and passes."""
    partly: bool = False
    rule: int = LAST_RULE
    """The entry that decided: the first to allow, or for a refusal the first to refuse."""
    malformed: str = ""
    """A block that is none, in an entry that could have decided."""


def answer(acl: NetworkAcl, packet: Packet, *, egress: bool, entries: tuple[_Entry, ...] | None = None) -> AclAnswer:
    """Return what the entries say: to the packet's destination on the way out, from its source on the way in."""
    entries = entries_of(acl, egress=egress) if entries is None else entries
    other = packet.destination if egress else packet.source
    version, value = other
    if not packet.has_ports:
        return _without_ports(entries, packet, other)
    left, allowed = packet.ports, NO_PORTS
    first_allow = first_deny = None
    for entry in entries:
        if not (entry.every_protocol or entry.protocol == packet.protocol):
            continue
        block = entry.block
        if block is None:
            return AclAnswer(allowed, bool(allowed), malformed=entry.written, rule=entry.number)
        if block[0] != version or not block[1] <= value <= block[2]:
            continue
        first, last = (0, 65535) if entry.every_protocol else (entry.first, entry.last)
        hit = common(left, first, last)
        if not hit:
            continue
        if entry.allow:
            allowed = (*allowed, *hit)
            first_allow = entry.number if first_allow is None else first_allow
        elif first_deny is None:
            first_deny = entry.number
        left = minus(left, first, last)
        if not left:
            break
    if not allowed:
        return AclAnswer(NO_PORTS, passes=False, rule=LAST_RULE if first_deny is None else first_deny)
    partly = size(allowed) < size(packet.ports)
    assert first_allow is not None
    return AclAnswer(tuple(sorted(allowed)), passes=True, partly=partly, rule=first_allow)


def _without_ports(entries: tuple[_Entry, ...], packet: Packet, other: Address) -> AclAnswer:
    for entry in entries:
        if not (entry.every_protocol or (packet.protocol is not None and entry.protocol == packet.protocol)):
            continue
        if not entry.every_protocol and packet.protocol in (ICMP, ICMPV6) and not _icmp_matches(entry, packet):
            continue
        if entry.block is None:
            return AclAnswer(NO_PORTS, passes=False, malformed=entry.written, rule=entry.number)
        if entry.block.holds(other):
            return AclAnswer(NO_PORTS, passes=entry.allow, rule=entry.number)
    return AclAnswer(NO_PORTS, passes=False)


def _icmp_matches(entry: _Entry, packet: Packet) -> bool:
    kind, code = entry.icmp
    return packet.icmp is not None and kind in (-1, packet.icmp[0]) and code in (-1, packet.icmp[1])


def compiled(world: World, acl: NetworkAcl, *, egress: bool) -> tuple[_Entry, ...]:
    """Return one direction's entries, sorted once for each ACL."""
    return world.remember(("entries", acl.network_acl_id, egress), lambda: entries_of(acl, egress=egress))


def entries_of(acl: NetworkAcl, *, egress: bool) -> tuple[_Entry, ...]:
    """Return one direction's entries in the order they apply."""
    chosen = [entry for entry in acl.entries if bool(entry.egress) is egress]
    found = [_entry(entry) for entry in sorted(chosen, key=lambda entry: entry.rule_number or 0)]
    if broken := unreadable(acl, "/Entries", _DECISIVE) or _lacking(acl):
        # Whichever entry it is, none behind the first is sure to decide.
        found.insert(0, _Entry(0, False, None, broken, None, True, 0, 65535, (-1, -1)))
    return tuple(found)


_DECISIVE = ("Entries", "RuleNumber", "RuleAction", "Egress", "Protocol", "PortRange", "From", "To", "IcmpTypeCode")
"""Members of an entry that decide; a block that is none is told by itself."""


def _lacking(acl: NetworkAcl) -> str:
    """Return the JSON pointer of what was not sent of an entry and decides, or an empty string."""
    for index, entry in enumerate(acl.entries):
        sent = {
            "RuleNumber": entry.rule_number,
            "RuleAction": entry.rule_action,
            "Egress": entry.egress,
            "CidrBlock": entry.cidr_block or entry.ipv6_cidr_block,
        }
        for member, value in sent.items():
            if value is None:
                return f"/Entries/{index}/{member}"
    return ""


def _entry(entry: NetworkAclEntry) -> _Entry:
    word = (entry.protocol or "-1").lower()
    number = int(word) if word.isdecimal() else PROTOCOL_NUMBERS.get(word)
    ports, icmp = entry.port_range, entry.icmp_type_code
    written = entry.cidr_block or entry.ipv6_cidr_block or ""
    return _Entry(
        number=entry.rule_number or 0,
        allow=(entry.rule_action or "").lower() == "allow",
        block=parse_block(written),
        written=written,
        protocol=number,
        every_protocol=word in ("-1", "all"),
        first=0 if ports is None or ports.from_ is None or ports.from_ < 0 else ports.from_,
        last=65535 if ports is None or ports.to is None or ports.to < 0 else ports.to,
        icmp=(
            -1 if icmp is None or icmp.type is None else icmp.type,
            -1 if icmp is None or icmp.code is None else icmp.code,
        ),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """The step of an ACL, and the ports of the packet that pass it."""

    step: Step
    passing: PortSet


def judge(world: World, scope: Scope, subnet: Subnet, packet: Packet, *, egress: bool, direction: Direction) -> Judged:
    """Return what the subnet's ACL says of a packet that leaves (egress) or enters the subnet."""
    other = packet.destination if egress else packet.source
    seen = (packet.protocol, packet.ports, packet.icmp)
    return world.remember(
        ("acl step", subnet.subnet_id, scope, egress, direction, other, seen),
        lambda: _judge(world, scope, subnet, packet, egress=egress, direction=direction),
    )


def _judge(world: World, scope: Scope, subnet: Subnet, packet: Packet, *, egress: bool, direction: Direction) -> Judged:
    stage = Stage.NETWORK_ACL_EGRESS if egress else Stage.NETWORK_ACL_INGRESS
    acl = world.remember(("acl", subnet.subnet_id, scope), lambda: network_acl_of(world.topology, subnet, scope))
    if isinstance(acl, Absent):
        step = Step(
            direction=direction,
            stage=stage,
            component=subnet.subnet_id,
            verdict=Outcome.UNKNOWN,
            code=Code.VPCE_NOT_READ,
            text=f"the {acl.says}",
        )
        return Judged(step, packet.ports)
    found = answer(acl, packet, egress=egress, entries=compiled(world, acl, egress=egress))
    way = f"to {packet.destination}" if egress else f"from {packet.source}"
    if not found.passes and not (found.malformed or _cut_short(acl)):
        cidr = allowable_block(world, subnet, packet.destination if egress else packet.source)
        return Judged(_refused(acl, packet, found, way, stage, direction, cidr, egress=egress), found.allowed)
    verdict, code, text = _told(acl, subnet, packet, found, way)
    step = Step(
        direction=direction,
        stage=stage,
        component=acl.network_acl_id,
        rule=str(found.rule),
        verdict=verdict,
        code=code,
        text=text,
    )
    return Judged(step, found.allowed)


def _told(acl: NetworkAcl, subnet: Subnet, packet: Packet, found: AclAnswer, way: str) -> tuple[Outcome, str, str]:
    """Return outcome, code and text of an answer that refuses nothing for certain."""
    if found.malformed or not found.passes:
        return Outcome.UNKNOWN, Code.VPCE_MALFORMED_RECORD, _no_answer(acl, found)
    if not found.partly:
        return Outcome.PASS, "", f"rule {found.rule} of {acl.network_acl_id} allows {packet.says} {way}"
    share = size(found.allowed) * 100 // size(packet.ports)
    text = (
        f"{acl.network_acl_id} of {subnet.subnet_id} lets {ports_text(found.allowed)} of the ports "
        f"{ports_text(packet.ports)} pass {way}, {share} %: connections fail now and then"
    )
    return Outcome.WARN, Code.VPCE_EPHEMERAL_PORTS_PARTLY_ALLOWED, text


def _no_answer(acl: NetworkAcl, found: AclAnswer) -> str:
    if found.malformed.startswith("/"):
        return f"{found.malformed} of {acl.network_acl_id} could not be read"
    if found.malformed:
        return f"rule {found.rule} of {acl.network_acl_id} has the malformed block `{found.malformed}`"
    return f"{acl.network_acl_id} came without its entries"


def _cut_short(acl: NetworkAcl) -> bool:
    """Say whether the record holds no entries at all: every ACL has its last rules, so they were not sent."""
    return not acl.entries


def _refused(
    acl: NetworkAcl,
    packet: Packet,
    found: AclAnswer,
    way: str,
    stage: Stage,
    direction: Direction,
    cidr: str,
    *,
    egress: bool,
) -> Step:
    last = found.rule >= LAST_RULE
    reason = f"no rule of {acl.network_acl_id} allows" if last else f"rule {found.rule} of {acl.network_acl_id} denies"
    return Step(
        direction=direction,
        stage=stage,
        component=acl.network_acl_id,
        rule=str(found.rule),
        verdict=Outcome.BLOCK,
        code=Code.SUBNET_ACL_RESTRICTION,
        text=f"{reason} {packet.says} {way}",
        edits=_remedies(acl, packet, found, cidr, egress=egress),
    )


def _remedies(acl: NetworkAcl, packet: Packet, found: AclAnswer, cidr: str, *, egress: bool) -> tuple[Edit, ...]:
    """Return the entry that would let the packet pass, numbered before the one that refuses it."""
    used = {entry.rule_number for entry in acl.entries if bool(entry.egress) is egress}
    number = next((free for free in range(min(found.rule, 32766) - 1, 0, -1) if free not in used), None)
    if found.rule >= LAST_RULE:
        highest = max((used_number or 0 for used_number in used if (used_number or 0) < 32766), default=0)
        number = next((free for free in range(highest + 10, 32766) if free not in used), number)
    if number is None:
        return ()
    ports = packet.ports if packet.protocol in (TCP, UDP) else NO_PORTS
    return (
        AddAclEntry(
            network_acl_id=acl.network_acl_id,
            rule_number=number,
            egress=egress,
            cidr=cidr,
            protocol="-1" if packet.protocol is None else str(packet.protocol),
            from_port=ports[0][0] if ports else None,
            to_port=ports[-1][1] if ports else None,
            icmp=packet.icmp,
        ),
    )
