"""Can one walk the matrix by keyboard, open a cell's trace, group, filter, and lay a change over it?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.tui.asking import demo, in_sight, said, top, write
from tests.tui.driver import Driver
from vpce_tui.demo.ids import an_id
from vpce_tui.resources.subnet import Subnet
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.screens.matrix import MatrixScreen
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.widgets.matrix_table import MatrixTable


def table(driver: Driver) -> MatrixTable:
    return driver.app.screen.query_one("#matrix", MatrixTable)


async def on_cell(driver: Driver, subnet: str, service: str) -> None:
    """Press `m`, then go to a cell."""
    await driver.press("m")
    view = table(driver)
    row = next(node_id for node_id in ids(view) if node_id.endswith(f"|{an_id('subnet', subnet)}"))
    assert view.move_cursor(row)
    view.go_to_service(service)
    await driver.settle()


def ids(view: MatrixTable) -> list[str]:
    return [view.view.id_at(index) for index in range(len(view.view))]


async def test_every_subnet_stands_under_its_vpc_with_a_word_a_service() -> None:
    async with demo((160, 48)) as driver:
        await driver.press("m")
        assert "53 subnets × 21 services" in said(driver, "#verdict")
        rows = in_sight(driver, "#matrix")
        assert "athena" in rows[0]
        assert any(row.strip().endswith("111122223333/us-east-1") for row in rows)
        [tools] = [row for row in rows if "hub-tools-a" in row]
        assert {"nat", "gw", "if"} <= set(tools.split())


async def test_the_cell_under_the_cursor_is_in_brackets_and_told_below() -> None:
    async with demo() as driver:
        await on_cell(driver, "app-tasks-b", "s3")
        [row] = [row for row in in_sight(driver, "#matrix") if "app-tasks-b" in row]
        assert "[–]" in row
        assert "s3 –" in said(driver, "#told")
        assert "no route" in said(driver, "#told")


async def test_left_and_right_walk_the_services_beyond_the_screens_edge() -> None:
    async with demo() as driver:
        await driver.press("m", "down")
        view = table(driver)
        services = view._services
        for service in services[1:]:
            await driver.pilot.press("right")
            assert view.service == service
        await driver.settle()
        assert services[-1] in in_sight(driver, "#matrix")[0]
        await driver.press("right", *["left"] * len(services))
        assert view.service == services[0]
        assert services[0] in in_sight(driver, "#matrix")[0]


async def test_enter_opens_the_trace_of_the_cell_and_escape_comes_back_to_it() -> None:
    async with demo() as driver:
        await on_cell(driver, "app-tasks-b", "s3")
        await driver.press("enter")
        top(driver, TraceScreen)
        assert "NOT REACHABLE" in said(driver, "#verdict")
        await driver.press("escape")
        assert top(driver, MatrixScreen).query_one(MatrixTable).service == "s3"


async def test_a_record_followed_from_a_trace_over_the_matrix_leads_back_through_both() -> None:
    async with demo() as driver:
        await on_cell(driver, "app-tasks-b", "s3")
        await driver.press("enter", "enter")
        assert isinstance(driver.app.screen, ExplorerScreen)
        await driver.press("left_square_bracket")
        top(driver, TraceScreen)
        await driver.press("escape")
        assert top(driver, MatrixScreen).query_one(MatrixTable).service == "s3"
        assert "no route" in said(driver, "#told")


async def test_a_row_without_clients_says_so_instead_of_tracing() -> None:
    async with demo() as driver:
        await on_cell(driver, "hub-endpoints-a", "s3")
        await driver.press("enter")
        top(driver, MatrixScreen)
        assert any("nobody to trace from" in notice for notice in driver.notices())


async def test_g_groups_rows_that_read_alike_and_o_leaves_only_trouble() -> None:
    async with demo((160, 48)) as driver:
        await driver.press("m")
        every = len(ids(table(driver)))
        await driver.press("g")
        assert "grouped" in said(driver, "#verdict")
        assert any("+4" in row for row in in_sight(driver, "#matrix"))
        assert len(ids(table(driver))) < every
        await driver.press("g", "o")
        assert "only trouble" in said(driver, "#verdict")
        assert not any("hub-endpoints" in row for row in in_sight(driver, "#matrix"))
        await driver.press("o")
        assert len(ids(table(driver))) == every


async def test_a_filter_keeps_services_and_ways_and_escape_drops_it() -> None:
    async with demo() as driver:
        await driver.press("m")
        every = len(ids(table(driver)))
        await driver.press("slash")
        await write(driver, "s3 way:nat")
        await driver.press("enter")
        assert "/s3 way:nat" in said(driver, "#verdict")
        assert table(driver).service == "s3"
        assert 0 < len(ids(table(driver))) < every
        assert all(
            " nat" in row or "[nat]" in row or "vpc-" in row for row in in_sight(driver, "#matrix")[1:] if row.strip()
        )
        await driver.press("escape")
        assert len(ids(table(driver))) == every
        top(driver, MatrixScreen)


async def test_b_makes_the_rows_interfaces() -> None:
    async with demo((160, 48)) as driver:
        await driver.press("m", "b")
        assert "interfaces × 21 services" in said(driver, "#verdict")
        assert any("bastion-1" in row for row in in_sight(driver, "#matrix"))


async def test_s_goes_to_the_subnet_and_back_comes_to_the_same_cell() -> None:
    async with demo() as driver:
        await on_cell(driver, "app-c", "ssm")
        await driver.press("s")
        assert driver.screen.here is not None
        assert (driver.screen.here.record_type, driver.screen.here.record_id) == (Subnet, an_id("subnet", "app-c"))
        await driver.press("left_square_bracket")
        assert "ssm ✗" in said(driver, "#told")


async def test_x_lays_a_change_over_the_map_and_drops_it_again() -> None:
    async with demo((160, 48)) as driver:
        await on_cell(driver, "app-tasks-b", "s3")
        await driver.press("x")
        await write(driver, f"associate {an_id('vpce', 'app-s3')} with {an_id('rtb', 'app-tasks-b')}")
        await driver.press("enter")
        assert "1 cell changed" in said(driver, "#verdict")
        [row] = [row for row in in_sight(driver, "#matrix") if "app-tasks-b" in row]
        assert "–→gw" in row
        assert "after the change: s3 gw" in said(driver, "#told")
        await driver.press("g")
        assert any("x drops it" in notice for notice in driver.notices())
        await driver.press("escape")
        assert "changed" not in said(driver, "#verdict")
        top(driver, MatrixScreen)


@pytest.mark.parametrize("name", ["matrix.csv", "matrix.json"])
async def test_the_matrix_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    async with demo() as driver:
        await driver.press("m", "e")
        await write(driver, name)
        await driver.press("enter")
        text = (tmp_path / name).read_text()
        count = len(json.loads(text)["rows"]) if name.endswith("json") else len(list(csv.DictReader(text.splitlines())))
        assert count >= 53
        await driver.press("e")
        await write(driver, name)
        await driver.press("enter")
        assert any("cannot save" in notice for notice in driver.notices())
        assert (tmp_path / name).read_text() == text
