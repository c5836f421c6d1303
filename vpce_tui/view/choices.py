"""What may somebody mean who begins to type: which client, which destination?

A choice is a value with the words it is found by. `narrowed` ranks: what is named exactly so, what begins so, what has
a word that begins so, what holds it, and last what holds its letters in this order (`apw1` finds `app-web-1`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach.clients import is_client
from vpce_tui.reach.questions import services_in_use
from vpce_tui.reach.services import KNOWN_LABELS
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.relations import by_group, by_instance, by_subnet, by_vpc
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type, short_service
from vpce_tui.view.labels import interface_owner, name_of

MOST_SHOWN: Final = 200
"""Choices that a list shows; typing more narrows it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    value: str
    name: str
    """What a person calls it; ranked first."""
    more: str = ""
    """What tells it from its neighbours; searched as well."""
    haystack: str = field(default="", compare=False)

    @classmethod
    def of(cls, value: str, name: str = "", more: str = "") -> Choice:
        name = name or value
        return cls(value, name, more, f"{name}\n{value}\n{more}".casefold())


def narrowed(choices: Sequence[Choice], text: str, limit: int = MOST_SHOWN) -> list[Choice]:
    """Return the choices that what was typed may mean, the likeliest first. O(choices)."""
    wanted = text.strip().casefold()
    if not wanted:
        return list(choices[:limit])
    hits = [(_rank(choice, wanted), at) for at, choice in enumerate(choices) if wanted in choice.haystack]
    if not hits:
        letters = re.compile(".*?".join(map(re.escape, wanted)))
        hits = [(9, at) for at, choice in enumerate(choices) if letters.search(choice.name.casefold())]
    return [choices[at] for _, at in sorted(hits)[:limit]]


def _rank(choice: Choice, wanted: str) -> int:
    name = choice.name.casefold()
    if wanted in (name, choice.value.casefold()) or re.search(rf"(^|\s){re.escape(wanted)}(\s|$)", choice.haystack):
        return 0
    if name.startswith(wanted):
        return 1
    if re.search(rf"(^|[^a-z0-9]){re.escape(wanted)}", name):
        return 2
    return 3 if wanted in name else 4


def source_choices(topology: Topology, record: Record | None, scope: Scope | None) -> list[Choice]:
    """Return the clients that a question about a record may start from: its own, else its VPC's, else its scope's."""
    for found in _circles(topology, record, scope):
        choices = [_interface_choice(interface) for interface in found if is_client(interface)]
        if choices:
            return sorted(choices, key=lambda choice: choice.name.casefold())
    return []


def _circles(topology: Topology, record: Record | None, scope: Scope | None) -> Iterator[Iterable[NetworkInterface]]:
    """Yield the interfaces close to a record, then those farther away."""
    if isinstance(record, Subnet):
        yield topology.indexed(NetworkInterface, by_subnet, record.subnet_id, scope)
    elif isinstance(record, SecurityGroup):
        yield topology.indexed(NetworkInterface, by_group, record.group_id)
    elif isinstance(record, Instance):
        yield topology.indexed(NetworkInterface, by_instance, record.instance_id, scope)
    if isinstance(record, Subnet | Vpc):
        yield topology.indexed(NetworkInterface, by_vpc, record.vpc_id, scope)
    if isinstance(record, VpcEndpoint):
        own = topology.indexed(NetworkInterface, by_vpc, record.vpc_id)
        yield (*own, *(other for other in topology.records(NetworkInterface) if other.vpc_id != record.vpc_id))
    elif scope is not None:
        yield topology.records(NetworkInterface, scope)
    yield topology.records(NetworkInterface)


def _interface_choice(interface: NetworkInterface) -> Choice:
    owner = interface_owner(interface)
    name = name_of(interface) or owner
    places = " ".join(addresses(interface))
    return Choice.of(interface.network_interface_id, name, f"{places}  {owner if owner != name else ''}".rstrip())


def goal_choices(topology: Topology, scope: Scope | None, recent: Sequence[str] = ()) -> list[Choice]:
    """Return what a client may want to reach: what was asked lately, services with endpoints, endpoints, others."""
    used = services_in_use(topology)
    lately = [Choice.of(words, words, "asked lately") for words in recent]
    served = [Choice.of(label, label, "service with an endpoint") for label in used if label not in recent]
    endpoints = [
        Choice.of(
            endpoint.vpc_endpoint_id,
            name_of(endpoint) or endpoint.vpc_endpoint_id,
            f"{endpoint_type(endpoint)} endpoint for {short_service(endpoint)}  {_vpc_name(topology, endpoint)}",
        )
        for endpoint in topology.records(VpcEndpoint)
        if not is_type(endpoint, "GatewayLoadBalancer")
    ]
    others = [Choice.of(label, label, "service without an endpoint here") for label in sorted(KNOWN_LABELS - {*used})]
    interfaces = [_interface_choice(interface) for interface in topology.records(NetworkInterface, scope)]
    return [*lately, *served, *endpoints, *others, *interfaces]


def _vpc_name(topology: Topology, endpoint: VpcEndpoint) -> str:
    vpc = topology.find(Vpc, endpoint.vpc_id)
    return (endpoint.vpc_id or "") if isinstance(vpc, Absent) else (name_of(vpc) or vpc.vpc_id)
