"""Which security groups and which network ACL stand around this record, rule by rule?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_acl import NetworkAcl, NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_rule_group, network_acl_of
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Line, Subject, Target, said, sections
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

# 32767 (IPv4) and 32768 (IPv6) are AWS's own "refuse the rest": they cannot be edited.
LAST_EDITABLE_RULE = 32766

_PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "41": "ipv6", "47": "gre", "50": "esp"}


def has_security(record: Record) -> bool:
    """Say whether there are groups or ACLs to show for a record of this kind."""
    return isinstance(record, SecurityGroup | NetworkAcl | NetworkInterface | VpcEndpoint | Subnet | Instance)


def security(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: groups first, then the ACL of each subnet that the record stands in."""
    topology, scope = subject.topology, subject.scope
    parts = [
        _missing(group) if isinstance(group, Absent) else group_lines(group, topology, scope)
        for group in _groups(subject)
    ]
    for acl, subnet_id in _acls(subject):
        parts.append(_missing(acl) if isinstance(acl, Absent) else acl_lines(acl, subnet_id, signs))
    if isinstance(subject.record, VpcEndpoint) and not subject.record.groups:
        parts.insert(0, [said("this type of endpoint has no security group; the client's own egress decides", "muted")])
    return sections(*parts)


def _missing(absent: Absent) -> list[Line]:
    return [said(absent.says, "bad" if absent.certain else "unknown")]


def _groups(subject: Subject) -> Iterable[SecurityGroup | Absent]:
    record = subject.record
    if isinstance(record, SecurityGroup):
        yield record
        return
    if isinstance(record, NetworkInterface | VpcEndpoint):
        ids = [group.group_id for group in record.groups]
    elif isinstance(record, Instance):
        ids = [group.group_id for group in record.security_groups]
    else:
        ids = []
    for group_id in ids:
        yield subject.topology.find(SecurityGroup, group_id, subject.scope)


def _acls(subject: Subject) -> Iterable[tuple[NetworkAcl | Absent, str]]:
    record, topology, scope = subject.record, subject.topology, subject.scope
    if isinstance(record, NetworkAcl):
        yield record, ""
        return
    if isinstance(record, Subnet):
        subnet_ids: Sequence[str | None] = (record.subnet_id,)
    elif isinstance(record, VpcEndpoint):
        subnet_ids = record.subnet_ids
    elif isinstance(record, NetworkInterface | Instance):
        subnet_ids = (record.subnet_id,)
    else:
        subnet_ids = ()
    for subnet_id in subnet_ids:
        subnet = topology.find(Subnet, subnet_id, scope)
        if isinstance(subnet, Absent):
            yield Absent(NetworkAcl, f"network ACL of {subnet_id}", certain=False, coverage=subnet.coverage), ""
        else:
            yield network_acl_of(topology, subnet, scope), subnet.subnet_id


def group_lines(group: SecurityGroup, topology: Topology, scope: Scope) -> list[Line]:
    """Return a group's rules, each with its id where the rules were read with theirs."""
    title = f"{group.group_id}  {group.group_name or ''}"
    lines = [
        Line([(title, "heading"), (f"   {group.description or ''}", "muted")], Target(SecurityGroup, group.group_id))
    ]
    rules = topology.indexed(SecurityGroupRule, by_rule_group, group.group_id, scope)
    for egress, label in ((False, "in "), (True, "out")):
        if rules:
            lines += [_rule_line(label, rule) for rule in rules if bool(rule.is_egress) is egress]
            if not any(bool(rule.is_egress) is egress for rule in rules):
                lines.append(said(f"{label} no rule: nothing is admitted", "warn"))
        else:
            permissions = group.ip_permissions_egress if egress else group.ip_permissions
            lines += [line for permission in permissions for line in _permission_lines(label, permission)]
            if not permissions:
                lines.append(said(f"{label} no rule: nothing is admitted", "warn"))
    return lines


def _rule_line(label: str, rule: SecurityGroupRule) -> Line:
    referenced = rule.referenced_group_info
    peer = rule.cidr_ipv4 or rule.cidr_ipv6 or rule.prefix_list_id or (referenced and referenced.group_id) or ""
    target = Target(SecurityGroup, peer) if referenced and referenced.group_id else None
    runs = _rule_runs(label, rule.ip_protocol, rule.from_port, rule.to_port, peer)
    return Line([*runs, (f"  {rule.security_group_rule_id}  {rule.description or ''}", "muted")], target)


def _permission_lines(label: str, permission: IpPermission) -> Iterable[Line]:
    peers: list[tuple[str, str]] = [(peer.cidr_ip or "", peer.description or "") for peer in permission.ip_ranges]
    peers += [(peer.cidr_ipv6 or "", peer.description or "") for peer in permission.ipv6_ranges]
    peers += [(peer.prefix_list_id or "", peer.description or "") for peer in permission.prefix_list_ids]
    groups = [(pair.group_id or "", pair.description or "") for pair in permission.user_id_group_pairs]
    for peer, description in [*peers, *groups]:
        runs = _rule_runs(label, permission.ip_protocol, permission.from_port, permission.to_port, peer)
        target = Target(SecurityGroup, peer) if peer.startswith("sg-") else None
        yield Line([*runs, (f"  {description}", "muted")], target)


def _rule_runs(label: str, protocol: str | None, first: int | None, last: int | None, peer: str) -> list[Run]:
    return [
        (f"  {label} ", "muted"),
        (f"{protocol_text(protocol):<7}", "plain"),
        (f"{ports_text(protocol, first, last):<12}", "plain"),
        (peer, "accent"),
    ]


def acl_lines(acl: NetworkAcl, subnet_id: str, signs: Signs) -> list[Line]:
    """Return an ACL's entries in the order they apply, inbound first."""
    title = f"{acl.network_acl_id}  {name_of(acl)}".rstrip()
    how = f"   {'default' if acl.is_default else 'custom'} ACL{f' of {subnet_id}' if subnet_id else ''}"
    lines = [Line([(title, "heading"), (how, "muted")], Target(NetworkAcl, acl.network_acl_id))]
    for egress, label in ((False, "in "), (True, "out")):
        entries = sorted(
            (entry for entry in acl.entries if bool(entry.egress) is egress), key=lambda entry: entry.rule_number or 0
        )
        lines += [_entry_line(label, entry, signs) for entry in entries]
    return lines


def _entry_line(label: str, entry: NetworkAclEntry, signs: Signs) -> Line:
    allows = (entry.rule_action or "").lower() == "allow"
    number = str(entry.rule_number) if (entry.rule_number or 0) <= LAST_EDITABLE_RULE else "*"
    ports = entry.port_range
    icmp = entry.icmp_type_code
    if icmp is not None:
        reach = ports_text("icmp", icmp.type, icmp.code)
    else:
        reach = ports_text(entry.protocol, ports.from_ if ports else None, ports.to if ports else None)
    return Line(
        [
            (f"  {label} ", "muted"),
            (f"{number:>5} ", "plain"),
            (f"{signs.usable} allow " if allows else f"{signs.not_usable} deny  ", "good" if allows else "bad"),
            (f"{protocol_text(entry.protocol):<7}{reach:<12}", "plain"),
            (entry.cidr_block or entry.ipv6_cidr_block or "", "accent"),
        ]
    )


def protocol_text(protocol: str | None) -> str:
    """Return a protocol's name: `all` for -1, `tcp` for 6; a number without a well-known name stays a number."""
    return _PROTOCOLS.get(protocol or "", protocol or "all")


def ports_text(protocol: str | None, first: int | None, last: int | None) -> str:
    """Return a port range, or for ICMP the type and code; empty for protocols without either."""
    name = protocol_text(protocol)
    if name.startswith("icmp"):
        if first in (None, -1):
            return "any type"
        return f"type {first}" + ("" if last in (None, -1) else f" code {last}")
    if name not in ("tcp", "udp") or first is None:
        return ""
    if (first, last) == (0, 65535):
        return "all ports"
    return str(first) if first == last else f"{first}–{last}"
