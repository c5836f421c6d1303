"""Which tree does each pane show, and how does it grow while records stream in?

Three trees are fed with the same events: accounts and Regions over VPCs over subnets over interfaces; endpoints below
their VPC by type; endpoints below their service. A record may come before its parent, or its parent may never be read:
then a placeholder stands for the parent, so that nothing that was read is hidden.

What the rows say is made for those in sight only: see `row_labels`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from vpce_tui import resources
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, short_service
from vpce_tui.view.arranging import Arrangement
from vpce_tui.view.labels import name_of
from vpce_tui.view.text import natural_key
from vpce_tui.view.tree import Node, TreeModel

T = TypeVar("T")
K = TypeVar("K")


class Place(msgspec.Struct, frozen=True, gc=False):  # 100,000 of them: out of the garbage collector's sight
    """What a row stands for: a record, or a group of records, in one scope."""

    kind: type[Record] | None
    """The record type; None for groups."""
    key: str
    """The record's id, or the group's name."""
    scope: Scope | None
    record: Record | None = None
    """None for groups, and for records that were named but not read."""


def node_id(kind: str, key: str, scope: Scope | None) -> str:
    """Return a row's id, unique in its tree: what it is, in which scope."""
    return f"{scope or ''}|{kind}/{key}"


def record_node_id(record_type: type[Record], record_id: str, scope: Scope) -> str:
    """Return the id of a record's row in the network tree and in the tree of endpoints by VPC."""
    return node_id(resources.BY_RECORD[record_type].name, record_id, scope)


class Explorer:
    """The trees of the panes, fed with events. One owner, in the thread that shows them."""

    def __init__(self) -> None:
        self.network = TreeModel()
        self.endpoints_by_vpc = TreeModel()
        self.endpoints_by_service = TreeModel()
        self._orders = {
            id(model): Arrangement(model) for model in (self.network, self.endpoints_by_vpc, self.endpoints_by_service)
        }
        self._known: dict[tuple[type[Record], Scope], set[str]] = {}
        self._seen: dict[tuple[type[Record], Scope], set[str]] = {}

    def order_of(self, model: TreeModel) -> Arrangement:
        """Return what keeps the records of a tree in order."""
        return self._orders[id(model)]

    def apply(self, event: CollectEvent) -> None:
        """Take one event in. O(records of the event)."""
        match event:
            case ScopeOpened():
                self._scope_branch(event.scope)
            case PageRead() if event.record_type in _PLACERS:
                _PLACERS[event.record_type](self, event.scope, event.records)
                seen = self._seen.setdefault((event.record_type, event.scope), set())
                seen.update(record.record_id for record in event.records)
            case ReadEnded() if event.record_type in _PLACERS:
                self._end(event)

    def _end(self, event: ReadEnded) -> None:
        place = (event.record_type, event.scope)
        seen = self._seen.pop(place, set())
        known = self._known.setdefault(place, set())
        if event.coverage.complete:
            self._remove(event.record_type, event.scope, known - seen)
            known &= seen
        known |= seen

    def _remove(self, record_type: type[Record], scope: Scope, gone: Iterable[str]) -> None:
        ids = [record_node_id(record_type, record_id, scope) for record_id in gone]
        for model in (self.network, self.endpoints_by_vpc, self.endpoints_by_service):
            model.remove([found for found in ids if found in model])

    def _scope_branch(self, scope: Scope) -> str:
        branch = node_id("scopes", str(scope), None)
        if branch not in self.network:
            self.network.extend(None, [Node(branch, Place(None, str(scope), scope), is_branch=True)])
            self.network.set_sort(None, _by_key)
            self.order_of(self.network).keep(branch, _by_name)
            self.network.expand(branch)
        return branch

    def _vpc_branch(self, scope: Scope, vpc_id: str) -> str:
        branch = record_node_id(Vpc, vpc_id, scope)
        if branch not in self.network:
            self._add_vpcs(scope, [Place(Vpc, vpc_id, scope)])
        return branch

    def _subnet_branch(self, scope: Scope, vpc_id: str, subnet_id: str) -> str:
        branch = record_node_id(Subnet, subnet_id, scope)
        if branch not in self.network:
            self._add_subnets(scope, vpc_id, [Place(Subnet, subnet_id, scope)])
        return branch

    def _add_vpcs(self, scope: Scope, places: list[Place]) -> None:
        nodes = [Node(record_node_id(Vpc, place.key, scope), place, is_branch=True) for place in places]
        fresh = [node.id for node in nodes if node.id not in self.network]
        self.network.extend(self._scope_branch(scope), nodes)
        for branch in fresh:
            self.order_of(self.network).keep(branch, _by_name)

    def _add_subnets(self, scope: Scope, vpc_id: str, places: list[Place]) -> None:
        nodes = [Node(record_node_id(Subnet, place.key, scope), place, is_branch=True) for place in places]
        fresh = [node.id for node in nodes if node.id not in self.network]
        self.network.extend(self._vpc_branch(scope, vpc_id), nodes)
        for branch in fresh:
            self.order_of(self.network).keep(branch, None)

    def place_vpcs(self, scope: Scope, records: tuple[Vpc, ...]) -> None:
        self._add_vpcs(scope, [Place(Vpc, vpc.vpc_id, scope, vpc) for vpc in records])
        for vpc in records:
            branch = node_id("vpcs", vpc.vpc_id, scope)
            if branch in self.endpoints_by_vpc:
                self.endpoints_by_vpc.update(branch, Place(Vpc, vpc.vpc_id, scope, vpc))

    def place_subnets(self, scope: Scope, records: tuple[Subnet, ...]) -> None:
        for vpc_id, subnets in _grouped(records, lambda subnet: subnet.vpc_id or "no VPC").items():
            self._add_subnets(scope, vpc_id, [Place(Subnet, subnet.subnet_id, scope, subnet) for subnet in subnets])

    def place_interfaces(self, scope: Scope, records: tuple[NetworkInterface, ...]) -> None:
        prefix = node_id(resources.BY_RECORD[NetworkInterface].name, "", scope)
        for (vpc_id, subnet_id), interfaces in _grouped(
            records, lambda interface: (interface.vpc_id or "no VPC", interface.subnet_id or "no subnet")
        ).items():
            branch = self._subnet_branch(scope, vpc_id, subnet_id)
            nodes = [
                Node(
                    prefix + interface.network_interface_id,
                    Place(NetworkInterface, interface.network_interface_id, scope, interface),
                )
                for interface in interfaces
            ]
            self.network.extend(branch, nodes)
            self.order_of(self.network).grew(branch)

    def place_endpoints(self, scope: Scope, records: tuple[VpcEndpoint, ...]) -> None:
        for endpoint in records:
            vpc_id = endpoint.vpc_id or "no VPC"
            place = Place(VpcEndpoint, endpoint.vpc_endpoint_id, scope, endpoint)
            row = record_node_id(VpcEndpoint, endpoint.vpc_endpoint_id, scope)
            by_vpc = self._endpoint_branch(self.endpoints_by_vpc, None, self._known_vpc(scope, vpc_id), "vpcs")
            kind = Place(None, endpoint_type(endpoint), scope)
            group = self._endpoint_branch(self.endpoints_by_vpc, by_vpc, kind, f"types/{vpc_id}", holds_records=True)
            self.endpoints_by_vpc.extend(group, [Node(row, place)])
            service = Place(None, short_service(endpoint) or "no service", None)
            by_service = self._endpoint_branch(self.endpoints_by_service, None, service, "services", holds_records=True)
            self.endpoints_by_service.extend(by_service, [Node(row, place)])

    def _known_vpc(self, scope: Scope, vpc_id: str) -> Place:
        node = self.network.get(record_node_id(Vpc, vpc_id, scope))
        return node.item if node is not None and isinstance(node.item, Place) else Place(Vpc, vpc_id, scope)

    def _endpoint_branch(
        self, model: TreeModel, parent: str | None, place: Place, kind: str, *, holds_records: bool = False
    ) -> str:
        branch = node_id(kind, place.key, place.scope)
        if branch not in model:
            model.extend(parent, [Node(branch, place, is_branch=True)])
            model.set_sort(parent, _by_name)
            if holds_records:
                self.order_of(model).keep(branch, _by_service)
            else:
                model.set_sort(branch, _by_service)
            model.expand(branch)
        return branch


_PLACERS: dict[type[Record], Callable[[Explorer, Scope, Any], None]] = {
    Vpc: Explorer.place_vpcs,
    Subnet: Explorer.place_subnets,
    NetworkInterface: Explorer.place_interfaces,
    VpcEndpoint: Explorer.place_endpoints,
}


def _grouped(records: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for record in records:
        groups.setdefault(key(record), []).append(record)
    return groups


def _by_key(node: Node) -> tuple[object, ...]:
    return natural_key(node.item.key)


def _by_name(node: Node) -> tuple[object, ...]:
    """Sort named things by name and put the nameless ones after them."""
    place: Place = node.item
    name = name_of(place.record) if place.record is not None else ""
    return (not name, *natural_key(name or place.key))


def _by_service(node: Node) -> tuple[object, ...]:
    place: Place = node.item
    if isinstance(place.record, VpcEndpoint):
        return natural_key(f"{short_service(place.record)} {place.key}")
    return natural_key(place.key)
