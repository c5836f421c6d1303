"""Which command of the AWS CLI shows the same record?

A command is made from the resource's description: its operation gives the command's name, its identity the option that
takes the ids, its parent the option for the parent's id. Only what no description says stands in a table here: the
filters of lists that take no ids. Records of one type and scope share a command where the operation takes many ids.
Source: EC2 API Reference, the filters of each Describe action; AWS CLI Command Reference.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import BY_RECORD

Words = list[str]

_FILTERS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "vpc-endpoint-connections": (("service-id", "service_id"), ("vpc-endpoint-id", "vpc_endpoint_id")),
    "vpc-endpoint-service-permissions": (("principal", "principal"),),
    "security-group-vpc-associations": (("group-id", "group_id"), ("vpc-id", "vpc_id")),
    "transit-gateway-route-table-associations": (("transit-gateway-attachment-id", "transit_gateway_attachment_id"),),
    "transit-gateway-route-table-propagations": (("transit-gateway-attachment-id", "transit_gateway_attachment_id"),),
    "transit-gateway-routes": (
        ("route-search.exact-match", "destination_cidr_block"),
        ("prefix-list-id", "prefix_list_id"),
    ),
}
"""Resource name → (filter, field of the record) for operations that take no ids of their own."""

_ONE_BY_ONE: Final[dict[str, tuple[str, str, str]]] = {
    "resolver-rules": ("get-resolver-rule", "--resolver-rule-id", "id"),
    "resolver-rule-associations": ("get-resolver-rule-association", "--resolver-rule-association-id", "id"),
}
"""Resource name → (command, option, field) where only another operation than the list's asks for one record."""

_MANY: Final[dict[str, tuple[str, str]]] = {
    "vpc-endpoint-associations": ("--vpc-endpoint-ids", "vpc_endpoint_id"),
    "vpc-endpoint-services": ("--service-names", "service_name"),
    "vpc-block-public-access-options": ("", ""),
}
"""Resource name → (option, field) where the ids asked for are not the record's own; empty where one asks for all."""


@dataclass(frozen=True, slots=True)
class Access:
    """How the person's own AWS CLI reads the same scope."""

    profile: str = ""
    """Empty where it is not known, or is the default."""
    endpoint_url: str = ""


def aws_commands(located: Iterable[tuple[Scope, Record]], access: Access = Access()) -> list[str]:
    """Return the commands that show these records, in the order given; fit for a shell, each on one line."""
    groups: dict[tuple[type[Record], Scope], list[Record]] = {}
    for scope, record in located:
        groups.setdefault((type(record), scope), []).append(record)
    commands: list[str] = []
    for (record_type, scope), records in groups.items():
        end = _ending(scope, access)
        commands += [shlex.join(["aws", *words, *end]) for words in _questions(BY_RECORD[record_type], records, scope)]
    return list(dict.fromkeys(commands))


def _ending(scope: Scope, access: Access) -> Words:
    words = ["--region", scope.region] if scope.region else []
    words += ["--profile", access.profile] if access.profile else []
    return words + (["--endpoint-url", access.endpoint_url] if access.endpoint_url else [])


def _questions(resource: Resource[Record], records: Sequence[Record], scope: Scope) -> list[Words]:
    service, name = resource.read.service, resource.name
    if name in _ONE_BY_ONE:
        command, option, member = _ONE_BY_ONE[name]
        return [[service, command, option, _value(record, member)] for record in records]
    start = [service, kebab(resource.read.operation)]
    if resource.read.parent is not None or name in _FILTERS:
        return [words for record in records for words in _asked_alone(resource, start, record, scope)]
    option, member = _MANY.get(name) or (f"--{kebab(resource.record.identity[0])}s", resource.record.identity[0])
    if not option:
        return [start]
    return [[*start, option, *dict.fromkeys(_value(record, member) for record in records)]]


def _asked_alone(resource: Resource[Record], start: Words, record: Record, scope: Scope) -> list[Words]:
    """Return the commands for one record: of one parent, in each variant, filtered down to the record."""
    words = list(start)
    parent = resource.read.parent
    if parent is not None:
        member = parent.field or kebab(parent.parameter).replace("-", "_")
        words += [f"--{kebab(parent.parameter)}", _value(record, member)]
    if resource.name == "hosted-zones":
        words += ["--vpc-region", scope.region]
    if resource.name == "resource-record-sets":
        words += _first_record_set(record)
    filters = [
        f"Name={name},Values={_shorthand(value)}"
        for name, member in _FILTERS.get(resource.name, ())
        if (value := _value(record, member))
    ]
    words += ["--filters", *filters] if filters else []
    variants = [
        [word for name, value in variant.items() for word in (f"--{kebab(name)}", str(value))]
        for variant in resource.read.variants
    ]
    return [words + variant for variant in variants]


def _first_record_set(record: Record) -> Words:
    """Return the options that begin a zone's list at a record set and end it there."""
    words = ["--start-record-name", _value(record, "name"), "--start-record-type", _value(record, "type")]
    identifier = _value(record, "set_identifier")
    return [*words, *(["--start-record-identifier", identifier] if identifier else []), "--max-items", "1"]


def _value(record: Record, member: str) -> str:
    return str(getattr(record, member, None) or "")


def _shorthand(value: str) -> str:
    """Return a value as the AWS CLI's shorthand syntax takes it: quoted where it holds the syntax's own signs."""
    if not re.search(r"[\s,=\[\]{}'\"]", value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def kebab(name: str) -> str:
    """Return a name of the service model, or a field's, as the AWS CLI spells it: `VPCId` is `vpc-id`."""
    words = re.sub(r"(?<=[A-Z])VPC$", "-VPC", name.replace("_", "-"))
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words)
    return re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", "-", words).lower()
