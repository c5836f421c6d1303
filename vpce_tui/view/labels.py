"""How is a record named in a line, so that a person recognises it?

`name_of` is the short name: the Name tag, else what the API calls a name, else the kind of thing it is. `describe`
adds id, state and what tells this record from its neighbours. Signs repeat what a style says: meaning is never colour
alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vpce_tui.model.record import Record
from vpce_tui.model.topology import Absent
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, short_service
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail
from vpce_tui.view.lines import STATE_STYLES, state_style
from vpce_tui.view.text import Run, Signs


def name_of(record: Record) -> str:
    """Return the name a person gave the record, or an empty string."""
    for member in ("group_name", "prefix_list_name"):
        value = getattr(record, member, None)
        if isinstance(value, str) and value:
            return value
    return record.name_tag


def state_of(record: Record) -> str:
    """Return the record's state in AWS's word, or an empty string where it has none."""
    for member in ("state", "status", "service_state", "vpc_endpoint_state", "flow_log_status"):
        value = getattr(record, member, None)
        if isinstance(value, str):
            return value
        inner = getattr(value, "name", None) or getattr(value, "code", None)
        if isinstance(inner, str):
            return inner
    return ""


def state_sign(state: str, signs: Signs) -> Run:
    """Return the sign of a state with its style."""
    style = state_style(state)
    sign = {
        "good": signs.usable,
        "warn": signs.in_transition,
        "bad": signs.not_usable,
        "unknown": signs.unknown,
    }.get(style, signs.not_applicable)
    return sign, style


def interface_owner(interface: NetworkInterface) -> str:
    """Return what an interface belongs to: an instance, an endpoint, a function, a gateway.

    `InterfaceType` holds values outside its own enum and old recordings have none, so the description is asked too.
    """
    kind = (interface.interface_type or "").lower()
    description = interface.description or ""
    attached = interface.attachment.instance_id if interface.attachment else None
    if attached:
        return attached
    if description.startswith("VPC Endpoint Interface "):
        return f"vpce {description.removeprefix('VPC Endpoint Interface ')}"
    if description.startswith("AWS Lambda VPC ENI-"):
        return f"lambda {description.removeprefix('AWS Lambda VPC ENI-')}"
    if description.startswith("Interface for NAT Gateway "):
        return f"nat {description.removeprefix('Interface for NAT Gateway ')}"
    if kind and kind != "interface":
        return f"{kind} {description}".rstrip()
    return description


def _vpc(record: Vpc) -> str:
    return " ".join(cidrs(record))


def _subnet(record: Subnet) -> str:
    return f"{record.cidr_block or ''} {record.availability_zone_id or record.availability_zone or ''}"


def _interface(record: NetworkInterface) -> str:
    return f"{record.private_ip_address or ''}  {interface_owner(record)}"


def _endpoint(record: VpcEndpoint) -> str:
    return f"{endpoint_type(record)} {short_service(record)}"


def _group(record: SecurityGroup) -> str:
    return f"{len(record.ip_permissions)} in, {len(record.ip_permissions_egress)} out"


def _service(record: ServiceDetail) -> str:
    return record.owner or ""


def _instance(record: Instance) -> str:
    return f"{record.private_ip_address or ''} {record.instance_type or ''}"


def _list(record: ManagedPrefixList) -> str:
    return f"{record.address_family or ''} {record.owner_id or ''}"


def _aws_list(record: PrefixList) -> str:
    return f"{len(record.cidrs)} blocks"


_DETAILS: dict[type[Record], Callable[[Any], str]] = {
    Vpc: _vpc,
    Subnet: _subnet,
    NetworkInterface: _interface,
    VpcEndpoint: _endpoint,
    SecurityGroup: _group,
    ServiceDetail: _service,
    Instance: _instance,
    ManagedPrefixList: _list,
    PrefixList: _aws_list,
}


def detail_of(record: Record) -> str:
    """Return what tells the record from its neighbours, such as its addresses; empty for types without such a thing."""
    detail = _DETAILS.get(type(record))
    return detail(record).strip() if detail else ""


def described(record: Record | Absent, signs: Signs) -> list[Run]:
    """Return a line's runs for a record: sign, id, name, detail; or how sure it is that there is none."""
    if isinstance(record, Absent):
        style = "bad" if record.certain else "unknown"
        sign = signs.not_usable if record.certain else signs.unknown
        return [(f"{sign} ", style), (record.says, style)]  # type: ignore[list-item]
    state = state_of(record)
    runs: list[Run] = []
    if state:
        sign, style = state_sign(state, signs)
        runs.append((f"{sign} ", style))
    runs.append((record.record_id, "accent"))
    if name := name_of(record):
        runs.append((f"  {name}", "plain"))
    if detail := detail_of(record):
        runs.append((f"  {detail}", "muted"))
    if state and STATE_STYLES.get(state.lower()) != "good":
        runs.append((f"  {state}", state_style(state)))
    return runs
