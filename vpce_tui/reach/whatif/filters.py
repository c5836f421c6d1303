"""How do rules and entries come into security groups and network ACLs, and out of them?"""

from __future__ import annotations

import msgspec

from vpce_tui.reach import edits
from vpce_tui.reach.patched import Patch
from vpce_tui.reach.whatif.making import located, make
from vpce_tui.resources.network_acl import IcmpTypeCode, NetworkAcl, NetworkAclEntry, PortRange
from vpce_tui.resources.security_group import IpPermission, IpRange, Ipv6Range, PrefixListId, SecurityGroup
from vpce_tui.resources.shapes import UserIdGroupPair


@make.register
def _(edit: edits.AddGroupRule, patch: Patch) -> None:
    scope, group = located(patch, SecurityGroup, edit.group_id)
    pair, listed = edit.peer_group_id, edit.prefix_list_id
    ipv6 = bool(edit.cidr) and ":" in edit.cidr
    added = IpPermission(
        ip_protocol=edit.protocol,
        from_port=edit.from_port,
        to_port=edit.to_port,
        ip_ranges=(IpRange(cidr_ip=edit.cidr),) if edit.cidr and not ipv6 else (),
        ipv6_ranges=(Ipv6Range(cidr_ipv6=edit.cidr),) if ipv6 else (),
        user_id_group_pairs=(UserIdGroupPair(group_id=pair),) if pair else (),
        prefix_list_ids=(PrefixListId(prefix_list_id=listed),) if listed else (),
    )
    field = "ip_permissions_egress" if edit.egress else "ip_permissions"
    patch.put(msgspec.structs.replace(group, **{field: (*getattr(group, field), added)}), scope)


@make.register
def _(edit: edits.RemoveGroupRule, patch: Patch) -> None:
    scope, group = located(patch, SecurityGroup, edit.group_id)
    field = "ip_permissions_egress" if edit.egress else "ip_permissions"
    kept = tuple(item for index, item in enumerate(getattr(group, field)) if index != edit.index)
    patch.put(msgspec.structs.replace(group, **{field: kept}), scope)


@make.register
def _(edit: edits.AddAclEntry, patch: Patch) -> None:
    scope, acl = located(patch, NetworkAcl, edit.network_acl_id)
    ipv6 = ":" in edit.cidr
    added = NetworkAclEntry(
        rule_number=edit.rule_number,
        egress=edit.egress,
        protocol=edit.protocol,
        rule_action="allow" if edit.allow else "deny",
        cidr_block=None if ipv6 else edit.cidr,
        ipv6_cidr_block=edit.cidr if ipv6 else None,
        port_range=PortRange(from_=edit.from_port, to=edit.to_port) if edit.from_port is not None else None,
        icmp_type_code=IcmpTypeCode(type=edit.icmp[0], code=edit.icmp[1]) if edit.icmp else None,
    )
    patch.put(msgspec.structs.replace(acl, entries=(*acl.entries, added)), scope)


@make.register
def _(edit: edits.RemoveAclEntry, patch: Patch) -> None:
    scope, acl = located(patch, NetworkAcl, edit.network_acl_id)
    kept = tuple(
        entry for entry in acl.entries if (entry.rule_number, bool(entry.egress)) != (edit.rule_number, edit.egress)
    )
    patch.put(msgspec.structs.replace(acl, entries=kept), scope)
