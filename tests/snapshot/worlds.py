"""Small worlds of events for tests of files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpn_connection import VpnConnection

IRELAND = Scope("111122223333", "eu-west-1")
VIRGINIA = Scope("444455556666", "us-east-1")

FORBIDDEN = Coverage(
    Progress.FAILED, Reason.FORBIDDEN, code="UnauthorizedOperation", message="not you", read_at="2026-01-02T03:04:05Z"
)


def vpc(number: int, **members: Any) -> Vpc:
    return to_record({"VpcId": f"vpc-{number:04x}", "CidrBlock": f"10.{number % 256}.0.0/16"} | members, Vpc)


def subnet(number: int, **members: Any) -> Subnet:
    return to_record({"SubnetId": f"subnet-{number:04x}", "VpcId": "vpc-0001"} | members, Subnet)


def listed(records: Iterable[Record], scope: Scope = IRELAND, coverage: Coverage = COMPLETE) -> list[CollectEvent]:
    """Return the events of one list."""
    found = tuple(records)
    record_type = type(found[0])
    return [
        ReadStarted(record_type, scope),
        PageRead(record_type, scope, found),
        ReadEnded(record_type, scope, coverage),
    ]


NAME = "Zürich 東京 \x1b[31m"


def world() -> list[CollectEvent]:
    """Two scopes, a list that failed, a note, a member that nobody knows, and a text in many scripts."""
    return [
        ScopeOpened(IRELAND, "prod", "arn:aws:sts::111122223333:assumed-role/reader/me", "shop"),
        ScopeOpened(VIRGINIA),
        *listed(
            [vpc(1), vpc(2, Weather={"is": ["fine"]}), vpc(3, Tags=[{"Key": "Name", "Value": "Zürich 東京 \x1b[31m"}])]
        ),
        *listed([subnet(1, Tags=[]), subnet(2)], coverage=FORBIDDEN),
        Noted("one thing to know", IRELAND),
        ReadStarted(VpnConnection, IRELAND),
        ReadEnded(VpnConnection, IRELAND, COMPLETE),
        *listed([vpc(4)], VIRGINIA),
        Noted("another thing to know"),
    ]


def topology_of(events: Iterable[CollectEvent]) -> Topology:
    inventory = Inventory()
    for event in events:
        inventory.apply(event)
    return inventory.topology()


def contents(topology: Topology) -> tuple[Any, ...]:
    """Return everything that two equal topologies share."""
    tables = {place: dict(table.records) for place, table in topology.tables.items()}
    return tables, dict(topology.coverages), dict(topology.opened)
