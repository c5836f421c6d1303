"""Can the rows of a pane be put in order, and does the order stay?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from tests.tui.driver import Driver, GivenSource, exploring
from tests.tui.test_explorer import World
from tests.tui.test_keyboard import command
from vpce_tui.demo.build import DEMO_SCOPE
from vpce_tui.model.events import PageRead
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.explorer.history import PANES
from vpce_tui.tui.explorer.ordering import Ordering
from vpce_tui.tui.places import PlacesFile
from vpce_tui.view.arranging import AT_ONCE
from vpce_tui.view.explorer import record_node_id


@pytest.fixture
def world() -> World:
    return World()


def title(driver: Driver, pane: str) -> str:
    return str(driver.tree(pane).border_title)


def ids(driver: Driver, world: World) -> list[str]:
    """The interfaces of the subnet `app-a`, from the top."""
    row = record_node_id(Subnet, world.app.subnet_id, DEMO_SCOPE)
    return [node.item.key for node in driver.tree().model.children(row)]


def names(driver: Driver, pane: str, *wanted: str) -> list[str]:
    """Which of the names stand in a pane, from the top."""
    rows = driver.rows(pane)
    return [name for row in rows for name in wanted if name in row]


async def test_the_panes_orders_are_gone_through_and_end_where_they_began(world: World) -> None:
    async with exploring(world.source()) as driver:
        assert title(driver, "network") == PANES["network"]
        seen = []
        for _ in range(6):
            await driver.press("greater_than_sign")
            seen.append(title(driver, "network").removeprefix(PANES["network"]).strip())
        assert seen == ["↑ name", "↑ id", "↑ address", "↑ state", "↑ zone", ""]


async def test_endpoints_are_put_in_order_below_what_heads_them(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("2")
        await command(driver, "sort -name")
        assert title(driver, "endpoints") == "2 Endpoints  ↓ name"
        assert title(driver, "network") == PANES["network"], "each pane has its own order"
        assert names(driver, "endpoints", "Gateway", "Interface", "s3", "ssm") == ["Gateway", "s3", "Interface", "ssm"]
        await driver.press("b")
        assert title(driver, "endpoints") == "2 Endpoints by service  ↓ name"


async def test_the_order_turns_around_and_the_cursor_stays_on_its_record(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(Subnet, world.data.subnet_id, DEMO_SCOPE)
        await command(driver, "sort name")
        assert names(driver, "network", "app-a", "data-a") == ["app-a", "data-a"]
        await driver.press("less_than_sign")
        assert names(driver, "network", "app-a", "data-a") == ["data-a", "app-a"]
        assert driver.tree().cursor_id == record_node_id(Subnet, world.data.subnet_id, DEMO_SCOPE)


async def test_a_cursor_that_nobody_has_moved_stays_on_its_record_too(world: World) -> None:
    async with exploring(world.source()) as driver:
        before = driver.tree().cursor_id
        await driver.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        assert driver.tree().cursor_id == before


async def test_what_cannot_be_done_is_said(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("less_than_sign")
        assert driver.notices()[-1] == "no order is chosen: > chooses a column"
        await command(driver, "sort colour")
        assert "there is no column `colour` here: NAME, ID, ADDRESS, STATE, ZONE, or none" in driver.notices()


async def test_the_order_is_that_of_the_pane_whose_record_the_inspector_shows(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("2", "down", "down", "space")
        await command(driver, "sort state")
        assert title(driver, "endpoints").endswith("↑ state")


async def test_a_narrow_terminal_says_the_order_in_the_bottom_line(world: World) -> None:
    async with exploring(world.source(), (80, 24)) as driver:
        await driver.press("greater_than_sign")
        assert driver.shown("#hints").startswith("↑ name")
        await command(driver, "sort none")
        assert not driver.shown("#hints").startswith("↑")


async def test_an_order_is_kept_for_the_next_session(world: World, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    for wanted in ("", "↓ id"):
        app = VpceApp(world.source(), places_path=lambda: path)
        async with app.run_test(size=(160, 48)) as pilot:
            driver = Driver(app, pilot)
            await driver.read_to_end()
            assert title(driver, "network").removeprefix(PANES["network"]).strip() == wanted
            await command(driver, "sort -id")
    assert PlacesFile(path).now.sortings == {"network": "-ID"}


async def test_a_kept_order_that_there_is_no_column_for_is_passed_over(world: World, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    path.write_text('{"format": "vpce-tui/places/1", "sortings": {"network": "-COLOUR", "endpoints": "name"}}')
    app = VpceApp(world.source(), places_path=lambda: path)
    async with app.run_test(size=(160, 48)) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        assert title(driver, "network") == PANES["network"]
        assert title(driver, "endpoints").endswith("↑ name")


async def test_records_that_are_read_later_find_their_place(world: World) -> None:
    source = world.source()
    async with exploring(source) as driver:
        await command(driver, "sort -id")
        more = [_copy(world.instance, f"eni-{letter}") for letter in ("00", "ff", "77")]
        assert source.report is not None
        source.report(PageRead(NetworkInterface, DEMO_SCOPE, tuple(more)))
        await driver.settle()
        shown = ids(driver, world)
        assert shown == sorted(shown, reverse=True)
        assert {one.network_interface_id for one in more} < set(shown)


async def test_a_large_branch_comes_into_order_and_back_into_that_of_arrival(world: World) -> None:
    count = 2 * AT_ONCE
    came = [_copy(world.instance, f"eni-{(at * 7919) % count:05}") for at in range(count)]
    source = GivenSource([*world.build.events(), PageRead(NetworkInterface, DEMO_SCOPE, tuple(came))])
    async with exploring(source) as driver:
        before = ids(driver, world)
        await command(driver, "sort id")
        assert ids(driver, world) == sorted(before)
        await command(driver, "sort none")
        assert ids(driver, world) == before


async def test_keys_are_obeyed_while_a_large_branch_is_put_in_order(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every step gives up the loop here; a key in the middle of them moves the cursor as ever."""
    monkeypatch.setattr("vpce_tui.tui.explorer.ordering.SLICE_SECONDS", -1.0)
    gate, reached, passed = asyncio.Event(), asyncio.Event(), 0

    async def wait() -> None:
        nonlocal passed
        passed += 1
        if passed == 3:
            reached.set()
            await gate.wait()

    came = [_copy(world.instance, f"eni-{at:05}") for at in reversed(range(2 * AT_ONCE))]
    source = GivenSource([*world.build.events(), PageRead(NetworkInterface, DEMO_SCOPE, tuple(came))])
    async with exploring(source) as driver:
        before = ids(driver, world)
        monkeypatch.setattr("vpce_tui.tui.explorer.ordering.give_way", wait)
        ordering: Ordering = driver.screen.ordering
        driver.screen.action_sort_next()
        driver.screen.action_sort_next()
        await reached.wait()
        cursor = driver.tree().cursor_id
        await driver.pilot.press("down")
        assert driver.tree().cursor_id != cursor
        assert ids(driver, world) == before, "it stands as it did until its order is known"
        gate.set()
        await driver.settle()
        assert ids(driver, world) == sorted(before)
        assert ordering.words("network") == "↑ id"


def _copy(interface: NetworkInterface, name: str) -> NetworkInterface:
    return msgspec.structs.replace(interface, network_interface_id=name)
