"""What is this record, and what hangs together with it, in both directions?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from vpce_tui import resources
from vpce_tui.model.record import Record
from vpce_tui.model.resource import Link, Resource
from vpce_tui.model.topology import Absent
from vpce_tui.resources.relations import (
    EffectiveRouteTable,
    by_group,
    effective_route_table,
    endpoints_for_subnet,
    network_acl_of,
    subnets_of_table,
)
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.console_links import console_url
from vpce_tui.view.inspect.dns import endpoint_names
from vpce_tui.view.labels import described, name_of, state_of
from vpce_tui.view.lines import Line, Subject, Target, fact, heading, said, sections, state_style
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

MOST_SHOWN = 200
"""Of one kind of neighbour; the heading tells how many there are."""


def overview(subject: Subject, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: the record's own facts, then what it names, then what names it."""
    return sections(
        _facts(subject),
        _failure(subject.record),
        *_special(subject, signs),
        *_forward(subject, signs),
        *_backward(subject, signs),
        _tags(subject.record),
    )


def _facts(subject: Subject) -> list[Line]:
    record, resource = subject.record, resources.BY_RECORD[type(subject.record)]
    lines = [heading(f"{record.record_id}  {name_of(record)}".rstrip(), (f"   {resource.title}", "muted"))]
    for column in resource.columns:
        value = column.value(record)
        if value and value != record.record_id and column.title not in ("NAME", "ID"):
            style = state_style(value) if value == state_of(record) else "plain"
            lines.append(fact(column.title.lower(), (value, style)))
    if isinstance(record, Vpc):
        lines.append(fact("private dns", _dns_attributes(subject, record)))
    opened = subject.topology.opened.get(subject.scope)
    account = f"{subject.scope.account_id} {opened.account_name if opened else ''}".rstrip()
    lines.append(fact("account", (account, "plain")))
    lines.append(fact("region", (subject.scope.region, "plain")))
    coverage = subject.topology.coverage(type(record), subject.scope)
    when = coverage.read_at or ("the source does not say when" if coverage.complete else coverage.says)
    lines.append(fact("read", (when, "muted")))
    if url := console_url(record, subject.scope):
        # The whole address is the link's; what is shown of it may be cut.
        lines.append(replace(fact("console", (url.removeprefix("https://"), "muted")), link=url))
    return lines


def _dns_attributes(subject: Subject, vpc: Vpc) -> Run:
    """Whether both attributes that private DNS needs are on."""
    found = subject.topology.find(VpcAttribute, vpc.vpc_id, subject.scope)
    if isinstance(found, Absent):
        return found.says, "unknown"
    values = [value.value if value else None for value in (found.enable_dns_support, found.enable_dns_hostnames)]
    if False in values:
        names = ("enableDnsSupport", "enableDnsHostnames")
        off = [name for name, value in zip(names, values, strict=True) if value is False]
        return f"cannot work: {' and '.join(off)} off", "bad"
    return ("can work: both DNS attributes are on", "good") if all(values) else ("attributes not read", "unknown")


def _failure(record: Record) -> list[Line]:
    """What AWS says went wrong with an endpoint."""
    if not isinstance(record, VpcEndpoint):
        return []
    error = record.last_error
    text = " ".join(part for part in (error and error.code, error and error.message, record.failure_reason) if part)
    return [heading("AWS reports an error"), said(text, "bad")] if text else []


def _special(subject: Subject, signs: Signs) -> Iterable[list[Line]]:
    """The neighbours that no id in the record names."""
    record, topology, scope = subject.record, subject.topology, subject.scope
    if isinstance(record, Subnet):
        effective = effective_route_table(topology, record, scope)
        found = effective.table if isinstance(effective, EffectiveRouteTable) else effective
        how = ("explicit" if effective.explicit else "main") if isinstance(effective, EffectiveRouteTable) else ""
        yield [heading("route table"), _neighbour(found, signs, (f"  {how}", "muted"))]
        yield [heading("network ACL"), _neighbour(network_acl_of(topology, record, scope), signs)]
        yield _group("endpoints that serve it", endpoints_for_subnet(topology, record, scope), signs)
    elif isinstance(record, VpcEndpoint):
        yield endpoint_names(record, signs)
    elif isinstance(record, RouteTable):
        users = subnets_of_table(topology, record, scope)
        lines = [heading(f"used by {len(users)} subnets")] if users else []
        for subnet, explicit in users[:MOST_SHOWN]:
            lines.append(_neighbour(subnet, signs, ("  explicit" if explicit else "  main", "muted")))
        yield lines
    elif isinstance(record, SecurityGroup):
        from vpce_tui.resources.network_interface import NetworkInterface

        yield _group("interfaces with it", topology.indexed(NetworkInterface, by_group, record.group_id), signs)


def _forward(subject: Subject, signs: Signs) -> Iterable[list[Line]]:
    record = subject.record
    for link in resources.BY_RECORD[type(record)].links:
        target = resources.BY_NAME[link.target].record
        ids = [record_id for record_id in link.ids(record) if record_id]
        found = [subject.topology.find(target, record_id, subject.scope) for record_id in ids[:MOST_SHOWN]]
        yield _group(link.label, found, signs, len(ids))


def _backward(subject: Subject, signs: Signs) -> Iterable[list[Line]]:
    record = subject.record
    own_name = resources.BY_RECORD[type(record)].name
    for resource in resources.RESOURCES:
        for link in resource.links:
            if link.target != own_name or _told_already(record, resource):
                continue
            found = subject.topology.indexed(resource.record, link_key(link), record.record_id)
            yield _group(f"{resource.title} here" if own_name in ("vpcs", "subnets") else resource.title, found, signs)


def _told_already(record: Record, resource: Resource[Any]) -> bool:
    """Say whether `_special` has shown these neighbours in a better way."""
    return (
        (isinstance(record, Subnet) and resource.record.__name__ in ("RouteTable", "NetworkAcl"))
        or (isinstance(record, SecurityGroup) and resource.record.__name__ == "NetworkInterface")
        or resource.record is VpcAttribute
    )


@cache
def link_key(link: Link[Any]) -> Callable[[Any], Iterable[str]]:
    """Return the key function of a link; the same function each time, for indexes go by identity."""
    return lambda record: [record_id for record_id in link.ids(record) if record_id]


def _group(title: str, found: Iterable[Record | Absent], signs: Signs, total: int | None = None) -> list[Line]:
    neighbours = list(found)
    count = len(neighbours) if total is None else total
    if not neighbours:
        return []
    lines = [heading(title, (f"  {count}" if count > 1 else "", "muted"))]
    lines += [_neighbour(neighbour, signs) for neighbour in neighbours[:MOST_SHOWN]]
    if count > MOST_SHOWN:
        lines.append(said(f"and {count - MOST_SHOWN:,} more: `vpce-tui list` shows all", "muted"))
    return lines


def _neighbour(record: Record | Absent, signs: Signs, *more: Run) -> Line:
    target = None if isinstance(record, Absent) else Target(type(record), record.record_id)
    return Line([("  ", "plain"), *described(record, signs), *more], target)


def _tags(record: Record) -> list[Line]:
    pairs = record.tag_pairs
    if not pairs:
        return []
    return [heading("tags"), *(fact(key, (value, "plain")) for key, value in sorted(pairs.items()))]
