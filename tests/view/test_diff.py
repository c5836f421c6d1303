"""What changed between two moments is told record by record, and what it means cell by cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from vpce_tui.demo import world
from vpce_tui.demo.ids import an_id
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.diff import ChangeKind, diff
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Table, Topology
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.diff import diff_lines, diff_members, summary
from vpce_tui.view.diff_meaning import CellChange, compared_cells, touched_scopes
from vpce_tui.view.text import ASCII_SIGNS, plain

HERE = Scope("111122223333", "eu-west-1")
FORBIDDEN = Coverage(Progress.FAILED, Reason.FORBIDDEN, code="UnauthorizedOperation")
DEMO = world.topology()


def topology(*records: Record, unread: tuple[type[Record], ...] = ()) -> Topology:
    tables: dict[Any, dict[str, Record]] = {}
    for record in records:
        tables.setdefault(type(record), {})[record.record_id] = record
    coverages: dict[Any, Coverage] = {(kind, HERE): COMPLETE for kind in (Vpc, Subnet, VpcEndpoint, *tables)}
    coverages |= {(kind, HERE): FORBIDDEN for kind in unread}
    return Topology({(kind, HERE): Table(found) for kind, found in tables.items()}, coverages)


def vpc(number: int, **members: Any) -> Vpc:
    return to_record({"VpcId": f"vpc-{number}", "CidrBlock": f"10.{number}.0.0/16"} | members, Vpc)


def endpoint(policy: str) -> VpcEndpoint:
    return to_record({"VpcEndpointId": "vpce-1", "PolicyDocument": policy}, VpcEndpoint)


def page(before: Topology, after: Topology) -> list[str]:
    return [plain(line.cells).rstrip() for line in diff_lines(diff(before, after), before, after)]


def changed(record_type: type[Record], record_id: str, change: Callable[[Any], Any]) -> Topology:
    """The demo world with one record changed, or taken out where `change` gives None."""
    tables = dict(DEMO.tables)
    for place, table in DEMO.tables.items():
        if place[0] is record_type and record_id in table.records:
            records = dict(table.records)
            new = change(records.pop(record_id))
            tables[place] = Table(records if new is None else {**records, record_id: new})
    return Topology(tables, DEMO.coverages, DEMO.opened)


def cells(before: Topology, after: Topology) -> list[CellChange]:
    return [cell for progress in compared_cells(before, after, diff(before, after)) for cell in progress.changes]


# --- records ---------------------------------------------------------------------------------------------------------


def test_what_was_added_removed_and_changed_is_told_member_by_member() -> None:
    before = topology(vpc(1), vpc(2), vpc(3, State="pending", Tags=[{"Key": "Name", "Value": "shop"}]))
    after = topology(vpc(1), vpc(3, State="available", Tags=[{"Key": "Name", "Value": "store"}]), vpc(4))

    assert page(before, after) == [
        "3 records differ: 1 added, 1 removed, 1 changed",
        "",
        "VPCs   111122223333/eu-west-1",
        "  ~ vpc-3  store  changed",
        '      Tags  - {"Key": "Name", "Value": "shop"}',
        '      Tags  + {"Key": "Name", "Value": "store"}',
        "      State  pending → available",
        "  + vpc-4  added",
        "  - vpc-2  removed",
    ]


def test_what_was_not_read_is_never_called_removed() -> None:
    lines = page(topology(vpc(1), vpc(2)), topology(vpc(1), unread=(Vpc,)))

    assert lines == [
        "no differences in what both sides were read to the end",
        "",
        "Not compared to the end   what was not read is not gone",
        "  ? 111122223333/eu-west-1  VPCs (1 only before)  before: read, after: no permission (UnauthorizedOperation)",
    ]


def test_equal_topologies_have_one_line() -> None:
    assert page(topology(vpc(1)), topology(vpc(1))) == ["no differences"]


def test_a_policy_differs_by_meaning_not_by_letter() -> None:
    before = endpoint('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}')
    after = endpoint('{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"*"}]}')
    lines = page(topology(before), topology(after))

    assert any("- Action: s3:GetObject" in line for line in lines)
    assert any("+ Action: s3:PutObject" in line for line in lines)


def test_a_policy_in_other_white_space_means_the_same() -> None:
    text = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
    lines = page(topology(endpoint(text)), topology(endpoint(json.dumps(json.loads(text), indent=2))))
    assert any("they mean the same" in line for line in lines)


@pytest.mark.parametrize("policy", ["no JSON", "[]", ""])
def test_a_policy_that_is_none_is_told_as_text(policy: str) -> None:
    lines = page(topology(endpoint(policy or "{")), topology(endpoint("other")))
    assert any(line.strip().startswith("PolicyDocument") and "other" in line for line in lines)


def test_a_very_long_value_is_cut_on_the_line_and_whole_in_the_json() -> None:
    before, after = topology(vpc(1, State="x" * 5000)), topology(vpc(1, State="y"))
    found = diff(before, after)
    assert any("… (5,000 characters)" in line for line in page(before, after))
    assert diff_members(found)["changes"][0]["members"][0]["before"] == "x" * 5000


def test_the_json_is_told_in_names_of_aws() -> None:
    found = diff(topology(vpc(1), vpc(3)), topology(vpc(2), vpc(3, State="pending"), unread=(Subnet,)))
    members = diff_members(found, sides=("a", "b"))

    assert json.loads(json.dumps(members)) == members
    assert (members["format"], members["before"], members["after"]) == ("vpce-tui/diff/1", "a", "b")
    assert (members["differs"], members["certain"]) == (True, False)
    assert [(change["kind"], change["type"], change["id"]) for change in members["changes"]] == [
        ("changed", "vpcs", "vpc-3"),
        ("added", "vpcs", "vpc-2"),
        ("removed", "vpcs", "vpc-1"),
    ]
    assert members["changes"][0]["members"] == [{"member": "State", "before": None, "after": "pending"}]
    assert members["changes"][2]["record"] == {"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}
    assert members["unsure"][0]["type"] == "subnets"


# --- what it means ---------------------------------------------------------------------------------------------------


def test_a_gateway_that_fails_closes_the_cells_that_used_it() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    found = cells(DEMO, after)

    assert found
    for cell in found:
        assert (cell.before.verdict, cell.after.verdict) == ("reachable", "notReachable")
        assert cell.before.via is not None
        assert cell.before.via.id == gateway
        assert cell.hop is not None
        assert (cell.hop.side, cell.hop.component, cell.hop.code) == ("after", gateway, "BAD_STATE")


def test_the_other_way_round_the_same_cells_open() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    there, back = cells(DEMO, after), cells(after, DEMO)

    assert {(cell.scope, cell.subnet_id, cell.service) for cell in back} == {
        (cell.scope, cell.subnet_id, cell.service) for cell in there
    }
    for cell in back:
        assert cell.hop is not None
        assert (cell.hop.side, cell.hop.component) == ("before", gateway)


def test_a_route_that_goes_leaves_another_way_or_none() -> None:
    def without_endpoints(table: RouteTable) -> RouteTable:
        kept = tuple(route for route in table.routes if not (route.gateway_id or "").startswith("vpce-"))
        return msgspec.structs.replace(table, routes=kept)

    table = next(
        found
        for found in DEMO.records(RouteTable)
        if found.name_tag == "app-private" and any(route.destination_prefix_list_id for route in found.routes)
    )
    after = changed(RouteTable, table.route_table_id, without_endpoints)
    found = cells(DEMO, after)
    ways = {(cell.before.via and cell.before.via.kind, cell.after.via and cell.after.via.kind) for cell in found}

    assert ways == {("gatewayEndpoint", "natGateway")}
    assert {cell.service for cell in found} == {"s3", "dynamodb"}
    assert {cell.hop.component for cell in found if cell.hop} == {table.route_table_id}
    lines = [plain(line.cells) for line in diff_lines(diff(DEMO, after), DEMO, after, found)]
    assert any("now reachable via nat gateway" in line for line in lines)


def test_subnets_that_changed_alike_are_one_paragraph() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    found = cells(DEMO, after)
    lines = [plain(line.cells) for line in diff_lines(diff(DEMO, after), DEMO, after, found, signs=ASCII_SIGNS)]

    assert sum("because" in line for line in lines) == len({(cell.scope, cell.service) for cell in found})
    assert all(text.isascii() for text in lines[:12])


def test_a_tag_means_nothing_to_a_packet() -> None:
    subnet = next(DEMO.records(Subnet))
    after = changed(Subnet, subnet.subnet_id, lambda record: msgspec.structs.replace(record, tags=()))
    (told,) = compared_cells(DEMO, after, diff(DEMO, after))

    assert told.changes == ()
    assert told.note == "nothing that differs is read by a trace"


def test_equal_topologies_are_not_traced_at_all() -> None:
    again = world.topology()
    (told,) = compared_cells(DEMO, again, diff(DEMO, again))
    assert (told.total, told.note) == (0, "")


def test_only_the_regions_of_what_differs_are_traced() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    assert {scope.region for scope in touched_scopes(DEMO, after, diff(DEMO, after))} == {"us-east-1"}


def test_a_list_that_could_not_be_read_this_time_makes_cells_unknown_not_closed() -> None:
    coverages = {
        place: FORBIDDEN if place[0] is SecurityGroupRule else coverage for place, coverage in DEMO.coverages.items()
    }
    tables = {place: table for place, table in DEMO.tables.items() if place[0] is not SecurityGroupRule}
    after = Topology(tables, coverages, DEMO.opened)
    found = diff(DEMO, after)

    assert not [change for change in found.changes if change.kind is ChangeKind.REMOVED]
    assert summary(found) == "no differences in what both sides were read to the end"
    assert not [cell for cell in cells(DEMO, after) if cell.after.verdict == "notReachable"]


def test_too_many_traces_are_not_made_and_that_is_said() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    (told,) = compared_cells(DEMO, after, diff(DEMO, after), most_traces=10)
    assert "was not compared" in told.note
    assert f"{told.total:,} traces" in told.note


def test_progress_never_goes_back_and_ends_at_the_total() -> None:
    gateway = an_id("nat", "app-nat-a")
    after = changed(NatGateway, gateway, lambda record: msgspec.structs.replace(record, state="failed"))
    told = list(compared_cells(DEMO, after, diff(DEMO, after)))
    done = [progress.done for progress in told]
    assert done == sorted(done)
    assert done[-1] == told[-1].total
