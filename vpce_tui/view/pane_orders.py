"""By which columns can the rows of a pane be put in order, and what is each row's place?

A pane's rows are records of several types: what the column is for each stands in one table. A record without the
column goes by its name, one without a value stands behind those that have one, whichever way round. Rows that head
others (accounts, services) are no records and stay where they are.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vpce_tui.model.record import Record
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, short_service
from vpce_tui.view.flat_keys import flat_key
from vpce_tui.view.labels import interface_owner, name_of, state_of
from vpce_tui.view.runs import Node
from vpce_tui.view.table import Sorting

Value = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class PaneColumn:
    """Something that the rows of a pane show."""

    title: str
    values: Mapping[type[Record], Value]
    """What it is, by record type."""
    key: Callable[[str], str] = flat_key
    """Makes what it is sorted by of that."""


def _address_key(text: str) -> str:
    """Return a key that puts addresses and blocks by their numbers, IPv4 first; what is none goes by its text."""
    address, _, length = text.partition("/")
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return flat_key(text)
    return f"{found.version}{found.packed.hex()}{length:0>3}"


def _id(record: Record) -> str:
    return record.record_id


def _zone(subnet: Subnet) -> str:
    return subnet.availability_zone_id or subnet.availability_zone or ""


def _address(interface: NetworkInterface) -> str:
    return interface.private_ip_address or next((found.ipv6_address or "" for found in interface.ipv6_addresses), "")


def _called(interface: NetworkInterface) -> str:
    return interface.name_tag or interface_owner(interface)


_IN_NETWORK: Final = (Vpc, Subnet, NetworkInterface)
_NAMES: Final[Mapping[type[Record], Value]] = {
    Vpc: name_of,
    Subnet: name_of,
    NetworkInterface: _called,
    VpcEndpoint: name_of,
}
COLUMNS: Final[Mapping[str, Sequence[PaneColumn]]] = {
    "network": (
        PaneColumn("NAME", {kind: _NAMES[kind] for kind in _IN_NETWORK}),
        PaneColumn("ID", dict.fromkeys(_IN_NETWORK, _id), str),
        PaneColumn(
            "ADDRESS",
            {
                Vpc: lambda vpc: vpc.cidr_block or "",
                Subnet: lambda subnet: subnet.cidr_block or "",
                NetworkInterface: _address,
            },
            _address_key,
        ),
        PaneColumn("STATE", dict.fromkeys(_IN_NETWORK, state_of)),
        PaneColumn("ZONE", {Subnet: _zone, NetworkInterface: lambda interface: interface.availability_zone or ""}),
    ),
    "endpoints": (
        PaneColumn("NAME", {VpcEndpoint: name_of}),
        PaneColumn("ID", {VpcEndpoint: _id}, str),
        PaneColumn("STATE", {VpcEndpoint: state_of}),
        PaneColumn("SERVICE", {VpcEndpoint: short_service}),
        PaneColumn("VPC", {VpcEndpoint: lambda endpoint: endpoint.vpc_id or ""}),
    ),
}
"""What the rows of each pane show, in the order in which it is offered."""


def titles(pane: str) -> list[str]:
    """Return the columns of a pane; none where it has no rows of records."""
    return [column.title for column in COLUMNS.get(pane, ())]


class PlaceKey:
    """What a row is sorted by; remembered, for a hundred thousand rows are compared with each other again and again."""

    def __init__(self, pane: str, sorting: Sorting) -> None:
        """Sort the rows of a pane.

        Raises:
            KeyError: The pane has no such column.
        """
        self._column = next(column for column in COLUMNS[pane] if column.title == sorting.column_key)
        self._descending = sorting.descending
        self._known: dict[str, tuple[object, str]] = {}

    def __call__(self, node: Node) -> str:
        known = self._known.get(node.id)
        if known is not None and known[0] is node.item:
            return known[1]
        key = self._key(node.item.kind, node.item.record, node.item.key)
        self._known[node.id] = (node.item, key)
        return key

    def forget(self, most: int) -> None:
        """Forget everything once it is more than the rows there are: some of them have gone."""
        if len(self._known) > most:
            self._known.clear()

    def _key(self, kind: type[Record] | None, record: Record | None, name: str) -> str:
        value = self._column.values.get(kind) if kind is not None else None
        text = value(record) if value is not None and record is not None else ""
        called = _NAMES.get(kind) if kind is not None else None
        after = called(record) if called is not None and record is not None else ""
        # Upside down, what is first comes last: a row without a value stands behind the others either way.
        is_last = not text if value is not None else False
        return f"{int(is_last != self._descending)}{self._column.key(text)}\0{flat_key(after or name)}"
