"""Does a matrix say by which way each subnet reaches each service, and what a change would do to it?"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.demo.looking import world
from vpce_tui.demo.build import Builder, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Verdict, Via, trace
from vpce_tui.reach.edits import AddEndpoint, AssociateEndpoint
from vpce_tui.reach.questions import Cell
from vpce_tui.reach.whatif import apply
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.view.matrix import (
    MatrixRow,
    cell_run,
    cell_says,
    changes,
    grouped,
    services_of,
    sorted_rows,
    sweep,
    verdict_of_rows,
)
from vpce_tui.view.matrix_files import CSV_HEADER, csv_rows, matrix_members, matrix_text
from vpce_tui.view.text import ASCII_SIGNS

SERVICES = ("s3", "ssm")


def rows_of(topology: Topology, services: tuple[str, ...] = SERVICES, *, by_interface: bool = False) -> list[MatrixRow]:
    found: list[MatrixRow] = []
    for progress in sweep(topology, services, by_interface=by_interface):
        found += progress.rows
    return sorted_rows(found)


def words(row: MatrixRow) -> list[str]:
    return [cell_run(cell)[0] for cell in row.cells]


class Network:
    """Three subnets: with a NAT gateway and the S3 endpoint, isolated, and empty; ssm has an endpoint."""

    def __init__(self) -> None:
        build = self.build = Builder()
        self.vpc = build.vpc(name="app")
        self.public = build.subnet(name="public")
        self.nat = build.nat_gateway(subnet=self.public)
        self.open = build.subnet(name="open")
        self.closed = build.subnet(name="closed")
        self.empty = build.subnet(name="empty")
        gateway = build.internet_gateway(vpc=self.vpc)
        build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), subnets=(self.public,))
        self.with_nat = build.route_table(route("0.0.0.0/0", self.nat.nat_gateway_id), subnets=(self.open,))
        self.without = build.route_table(subnets=(self.closed,))
        self.s3 = build.gateway_endpoint("s3", tables=(self.with_nat,))
        self.client = build.network_interface(subnet=self.open, name="web-1")
        self.shut_in = build.network_interface(subnet=self.closed, name="db-1")

    def rows(self) -> dict[str, MatrixRow]:
        return {row.name: row for row in rows_of(self.build.topology())}


def test_a_cell_says_the_way_in_a_word() -> None:
    rows = Network().rows()
    assert words(rows["open"]) == ["gw", "nat"]
    assert words(rows["closed"]) == ["–", "–"]
    assert words(rows["empty"]) == ["·", "·"]


def test_a_cell_that_is_not_reached_says_the_first_reason() -> None:
    network = Network()
    [s3, _] = network.rows()["closed"].cells
    assert network.without.route_table_id in cell_says(s3)
    assert "no route" in cell_says(s3)


def test_clients_of_one_subnet_that_differ_are_marked() -> None:
    network = Network()
    locked = network.build.security_group(egress=())
    network.build.network_interface(subnet=network.open, groups=(locked,))
    [s3, ssm] = network.rows()["open"].cells
    assert (cell_run(s3), cell_run(ssm)) == (("gw▲", "warn"), ("nat▲", "warn"))
    assert cell_says(s3).startswith("s3 gw▲  1 reach it, 1 do not: ")


def test_signs_of_cells_do_without_unicode() -> None:
    for cell in (
        Cell("subnet-1", "s3", not_reachable=1, code="NO_ROUTE_TO_DESTINATION"),
        Cell("subnet-1", "s3", not_reachable=1),
        Cell("subnet-1", "s3", unknown=1),
        Cell("subnet-1", "s3"),
        Cell("subnet-1", "s3", reachable=1, unknown=1, via=Via("natGateway", "nat-1")),
    ):
        assert cell_run(cell, ASCII_SIGNS)[0].isascii()


def test_a_way_that_nobody_knew_when_this_was_written_stands_in_full() -> None:
    assert cell_run(Cell("subnet-1", "s3", reachable=1, via=Via("quantumGateway")))[0] == "quantumGateway"


def test_by_interface_each_one_has_its_row_and_its_traces_verdict() -> None:
    network = Network()
    topology = network.build.topology()
    rows = {row.interface_id: row for row in rows_of(topology, by_interface=True)}
    assert set(rows) == {network.client.network_interface_id, network.shut_in.network_interface_id}
    for interface_id, row in rows.items():
        for cell in row.cells:
            assert cell.verdict is trace(Flow(interface_id, cell.service), topology, fixes=False).verdict


def test_the_demo_worlds_cells_agree_with_the_traces_of_their_examples() -> None:
    services = ("s3", "kms")
    asked = 0
    for row in rows_of(world(), services):
        for cell in row.cells:
            if cell.verdict is not None:
                asked += 1
                found = trace(Flow(cell.example, cell.service), world(), fixes=False)
                assert found.verdict is cell.verdict, (row.name, cell)
    assert asked > 30


def test_every_subnet_has_a_row_and_every_client_is_counted() -> None:
    rows = rows_of(world(), ("s3",))
    assert {row.subnet_id for row in rows} >= {subnet.subnet_id for subnet in world().records(Subnet)}
    interfaces = rows_of(world(), ("s3",), by_interface=True)
    assert sum(cell.clients for row in rows for cell in row.cells) == len(interfaces)
    assert len(interfaces) <= world().count(NetworkInterface)


def test_grouping_joins_what_reads_alike_within_a_vpc_and_loses_nobody() -> None:
    rows = rows_of(world())
    joined = grouped(rows)
    assert len(joined) < len(rows)
    assert sum(1 + row.also for row in joined) == len(rows)
    seen = [(row.vpc_id, row.scope, tuple(words(row))) for row in joined]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("by_interface", [False, True])
def test_a_subnet_that_was_not_read_leaves_its_cells_unknown_and_stops_nothing(by_interface: bool) -> None:
    topology = Network().build.topology(unread=(Subnet,))
    rows = rows_of(topology, by_interface=by_interface)
    assert len(rows) == 2
    for row in rows:
        assert words(row) == ["?", "?"]
        assert all("not read" in cell.reason and cell.code == "VPCE_NOT_READ" for cell in row.cells)


def test_progress_ends_where_it_said_it_would() -> None:
    last = list(sweep(world(), SERVICES))[-1]
    assert last.done == last.total > 0


def test_one_client_that_does_not_reach_a_service_decides_over_unknown() -> None:
    def row(*cells: Cell) -> Iterable[MatrixRow]:
        return rows_with(*cells)

    good, bad, unclear = (
        Cell("s", "s3", reachable=1),
        Cell("s", "s3", reachable=5, not_reachable=1),
        Cell("s", "s3", unknown=1),
    )
    assert verdict_of_rows(row(good)) is Verdict.REACHABLE
    assert verdict_of_rows(row(good, unclear)) is Verdict.UNKNOWN
    assert verdict_of_rows(row(unclear, bad)) is Verdict.NOT_REACHABLE
    assert verdict_of_rows(()) is Verdict.REACHABLE


def rows_with(*cells: Cell, name: str = "a") -> list[MatrixRow]:
    [some] = [row for row in Network().rows().values() if row.name == "open"]
    return [MatrixRow(some.scope, "vpc-1", "subnet-1", "", name, "10.0.0.0/24", cells)]


# What if


def test_a_gained_endpoint_is_a_gain_for_the_subnets_of_its_table_alone() -> None:
    network = Network()
    topology = network.build.topology()
    edit = AssociateEndpoint(vpc_endpoint_id=network.s3.vpc_endpoint_id, route_table_id=network.without.route_table_id)
    found = changes(rows_of(topology), rows_of(apply(edit, topology)))
    assert [(change.row.name, change.service, change.gains, change.loses) for change in found] == [
        ("closed", "s3", True, False)
    ]


def test_an_endpoint_whose_group_admits_nobody_is_a_loss_with_its_reason() -> None:
    network = Network()
    build = network.build
    nobody = build.security_group(name="nobody")
    topology = build.topology()
    edit = AddEndpoint(
        vpc_id=network.vpc.vpc_id,
        service_name="com.amazonaws.eu-west-1.ssm",
        subnet_ids=(network.open.subnet_id,),
        group_ids=(nobody.group_id,),
    )
    [loss] = [change for change in changes(rows_of(topology), rows_of(apply(edit, topology))) if change.loses]
    assert (loss.row.name, loss.service, loss.after.code) == ("open", "ssm", "SG_HAS_NO_RULES")


def test_the_same_topology_has_no_changes() -> None:
    assert changes(rows_of(world()), rows_of(world())) == []


# Files


def test_json_holds_the_counts_the_way_and_the_reason() -> None:
    members = matrix_members(rows_of(Network().build.topology()), SERVICES, by_interface=False)
    assert (members["format"], members["by"], members["services"]) == ("vpce-tui/matrix/1", "subnet", ["s3", "ssm"])
    by_name = {row["name"]: row for row in members["rows"]}
    verdicts = {name: [cell["verdict"] for cell in row["cells"]] for name, row in by_name.items()}
    assert verdicts["open"] == ["reachable", "reachable"]
    assert verdicts["closed"] == ["notReachable", "notReachable"]
    assert verdicts["empty"] == ["noClients", "noClients"]
    assert by_name["open"]["cells"][0]["via"]["kind"] == "gatewayEndpoint"


def test_csv_has_a_line_for_each_cell_under_its_header() -> None:
    rows = rows_of(Network().build.topology())
    lines = list(csv_rows(rows))
    assert len(lines) == len(rows) * len(SERVICES)
    assert {len(line) for line in lines} == {len(CSV_HEADER)}


def test_a_name_that_a_spreadsheet_would_run_is_quoted() -> None:
    rows = rows_with(Cell("subnet-1", "s3", reachable=1), name="=HYPERLINK(1)")
    [line] = csv_rows(rows)
    assert line[CSV_HEADER.index("name")] == "'=HYPERLINK(1)"


def test_the_table_of_the_terminal_has_a_word_for_each_service() -> None:
    lines = list(matrix_text(rows_of(Network().build.topology()), SERVICES))
    assert lines[0].split() == ["SUBNET", "s3", "ssm"]
    [opened] = [line for line in lines if line.split()[1:2] == ["open"]]
    assert opened.split()[-2:] == ["gw", "nat"]


def test_services_are_those_named_else_those_in_use() -> None:
    assert services_of(world(), " kms, s3,kms ") == ("kms", "s3")
    assert {"s3", "dynamodb", "ssm"} <= set(services_of(world()))
