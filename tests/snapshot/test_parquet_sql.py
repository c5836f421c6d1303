"""Does the SQL that we print find the tables, and does its question have the answer that our own matrix gives?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.snapshot.worlds import IRELAND, VIRGINIA, listed, topology_of, vpc, world
from vpce_tui.demo.world import events as demo_events
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.record import Record
from vpce_tui.resources import EVERY
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot.parquet import ParquetWriter
from vpce_tui.snapshot.parquet.layout import SIDE_COLUMNS, table_name
from vpce_tui.snapshot.parquet.sql import Engine, s3_over_nat, script, tables, views
from vpce_tui.view.matrix import sweep


def written(folder: Path, events: Iterable[CollectEvent]) -> Path:
    with ParquetWriter(folder) as target:
        for event in events:
            target.write(event)
    return folder


def asked(folder: Path, query: str = "") -> list[tuple[Any, ...]]:
    """Return the rows of the script's last statement, or of a query after all of it."""
    with duckdb.connect() as engine:
        answer = engine.execute(script(Engine.DUCKDB, str(folder)))
        return (engine.execute(query) if query else answer).fetchall()


@pytest.mark.parametrize("interfaces", [0, 600], ids=["the demo world", "the demo world, filled up"])
def test_the_subnets_that_reach_s3_over_nat_are_those_of_the_matrix(interfaces: int, tmp_path: Path) -> None:
    events = list(demo_events(interfaces=interfaces))
    cells = {
        row.subnet_id: row.cells[0] for step in sweep(topology_of(events), ("s3",)) for row in step.rows if row.cells
    }
    over_nat = {
        subnet_id: cell.via.id for subnet_id, cell in cells.items() if cell.via and cell.via.kind == "natGateway"
    }
    found = {row[3]: row[5] for row in asked(written(tmp_path / "lake", events))}

    assert len(over_nat) >= 3
    # A subnet without interfaces reaches nothing in the matrix: nobody is there to ask.
    assert {subnet_id: nat for subnet_id, nat in found.items() if cells[subnet_id].clients} == over_nat


NAT = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"}
GATEWAY = {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-g", "State": "active"}
S3 = {"VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.s3", "State": "available"}
GATEWAY_ENDPOINT = S3 | {"VpcEndpointId": "vpce-g", "VpcEndpointType": "Gateway"}
INTERFACE_ENDPOINT = S3 | {"VpcEndpointId": "vpce-i", "VpcEndpointType": "Interface", "PrivateDnsEnabled": True}
ASSOCIATED = {"SubnetId": "subnet-1", "AssociationState": {"State": "associated"}}
MAIN = {"Main": True, "AssociationState": {"State": "associated"}}


def table(number: int, routes: list[Any], associations: list[Any]) -> dict[str, Any]:
    return {"RouteTableId": f"rtb-{number}", "VpcId": "vpc-1", "Routes": routes, "Associations": associations}


CASES: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]], bool]] = [
    ("its own table leads to NAT", [table(1, [NAT], [ASSOCIATED])], [], True),
    ("the main table leads to NAT", [table(1, [NAT], [MAIN])], [], True),
    ("its own table counts, not the main one", [table(1, [NAT], [MAIN]), table(2, [], [ASSOCIATED])], [], False),
    (
        "an association that failed counts for nothing",
        [table(1, [NAT], [MAIN]), table(2, [], [ASSOCIATED | {"AssociationState": {"State": "failed"}}])],
        [],
        True,
    ),
    ("an association without a state works", [table(1, [NAT], [{"SubnetId": "subnet-1"}])], [], True),
    ("a NAT gateway that is gone", [table(1, [NAT | {"State": "blackhole"}], [MAIN])], [], False),
    ("a gateway endpoint in its table", [table(1, [NAT, GATEWAY], [MAIN])], [GATEWAY_ENDPOINT], False),
    (
        "a gateway endpoint of another service",
        [table(1, [NAT, GATEWAY], [MAIN])],
        [GATEWAY_ENDPOINT | {"ServiceName": "com.amazonaws.eu-west-1.dynamodb"}],
        True,
    ),
    (
        "a gateway endpoint in another table",
        [table(1, [NAT], [ASSOCIATED]), table(2, [NAT, GATEWAY], [MAIN])],
        [GATEWAY_ENDPOINT],
        True,
    ),
    ("an interface endpoint with private DNS", [table(1, [NAT], [MAIN])], [INTERFACE_ENDPOINT], False),
    (
        "an interface endpoint without private DNS",
        [table(1, [NAT], [MAIN])],
        [INTERFACE_ENDPOINT | {"PrivateDnsEnabled": False}],
        True,
    ),
    (
        "an interface endpoint whose name is for inbound resolvers alone",
        [table(1, [NAT], [MAIN])],
        [INTERFACE_ENDPOINT | {"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}}],
        True,
    ),
]


@pytest.mark.parametrize(("says", "route_tables", "endpoints", "over_nat"), CASES, ids=[case[0] for case in CASES])
def test_which_way_to_s3(
    says: str, route_tables: list[Any], endpoints: list[Any], over_nat: bool, tmp_path: Path
) -> None:
    events: list[CollectEvent] = []
    lists: list[tuple[type[Record], list[Any]]] = [
        (Subnet, [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]),
        (RouteTable, route_tables),
        (VpcEndpoint, endpoints),
    ]
    for record_type, items in lists:
        records = tuple(to_record(item, record_type) for item in items)
        events += [ReadStarted(record_type, IRELAND), PageRead(record_type, IRELAND, records)]
        events.append(ReadEnded(record_type, IRELAND, COMPLETE))
    rows = asked(written(tmp_path / "lake", events))

    assert [(row[0], row[1], row[3], row[5]) for row in rows] == (
        [("111122223333", "eu-west-1", "subnet-1", "nat-1")] if over_nat else []
    ), says


def test_every_table_can_be_asked_and_accounts_keep_their_zeros(tmp_path: Path) -> None:
    zeros = type(VIRGINIA)("000000000012", "us-east-1")
    folder = written(tmp_path / "it's a lake", [*world(), *listed([vpc(9)], zeros)])
    names = [table_name(resource.record) for resource in EVERY] + list(SIDE_COLUMNS)
    counted = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in names)

    counts = dict(asked(folder, counted))
    assert {name: count for name, count in counts.items() if count} == {
        "vpcs": 5,
        "subnets": 2,
        "coverage": 5,
        "scopes": 2,
        "notes": 2,
    }
    assert asked(folder, "SELECT account_id, region FROM vpcs WHERE vpc_id = 'vpc-0009'") == [
        ("000000000012", "us-east-1")
    ]
    assert asked(folder, "SELECT code FROM coverage WHERE progress = 'failed'") == [("UnauthorizedOperation",)]
    assert asked(folder, "SELECT json_extract(record_json, '$.Weather.is[0]') FROM vpcs WHERE record_json <> ''") == [
        ('"fine"',)
    ]


def test_athena_gets_a_table_of_each_type_where_it_lies() -> None:
    found = "\n".join(tables(Engine.ATHENA, "s3://audit/lake/"))

    assert "LOCATION 's3://audit/lake/route_tables/';\nMSCK REPAIR TABLE `route_tables`;" in found
    assert "`tags` array<struct<`key`:string,`value`:string>>" in found
    assert found.count("PARTITIONED BY (`account_id` string, `region` string)") == len(EVERY)
    assert found.count("CREATE EXTERNAL TABLE") == len(EVERY) + len(SIDE_COLUMNS)


def test_athena_gets_a_column_for_each_member_of_what_it_unnests() -> None:
    routes, associations = views(Engine.ATHENA)

    assert "UNNEST(route_tables.routes) AS item (destination_cidr_block, " in routes
    assert "item.nat_gateway_id AS nat_gateway_id" in routes
    assert "item.association_state.state AS association_state" in associations


def test_both_engines_are_asked_the_same() -> None:
    for engine in Engine:
        assert script(engine, "lake").endswith(s3_over_nat())
