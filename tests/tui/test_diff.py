"""The explorer says what changed since a file was saved, and what that means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import pytest

from tests.tui.driver import Driver, exploring
from vpce_tui import snapshot
from vpce_tui.demo import world
from vpce_tui.demo.ids import an_id
from vpce_tui.model.events import CollectEvent, PageRead
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.tui.screens.diff import DiffScreen
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.view.text import plain


def with_failed_nat_gateways() -> Iterator[CollectEvent]:
    """The demo world after every NAT gateway has failed."""
    for event in world.events():
        if isinstance(event, PageRead) and event.record_type is NatGateway:
            failed = tuple(msgspec.structs.replace(record, state="failed") for record in event.records)
            yield PageRead(NatGateway, event.scope, failed)
        else:
            yield event


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the demo world's file: a short one, for each letter is a key to press."""
    monkeypatch.chdir(tmp_path)
    snapshot.save("a.gz", world.events())
    return "a.gz"


async def compare(driver: Driver, path: str) -> DiffScreen:
    await driver.press("D")
    await driver.write(path)
    await driver.press("enter")
    return screen_of(driver)


def screen_of(driver: Driver) -> DiffScreen:
    screen = driver.app.screen
    assert isinstance(screen, DiffScreen)
    return screen


def lines(screen: DiffScreen) -> list[str]:
    return [plain(line.made()) for line in screen.query_one("#changes", TextView).lines]


AFTERWARDS = partial(IteratedSource, "afterwards", with_failed_nat_gateways)


@pytest.mark.parametrize("size", [(160, 48), (80, 24)])
async def test_a_change_is_told_with_what_it_means(saved: str, size: tuple[int, int]) -> None:
    async with exploring(AFTERWARDS(), size) as driver:
        screen = await compare(driver, saved)
        shown = lines(screen)

    assert any("What it means" in line for line in shown)
    assert any("because" in line and "is failed" in line for line in shown)
    assert any("State  available → failed" in line for line in shown)
    assert any("Not compared to the end" in line for line in shown)


async def test_equal_sides_have_no_differences_but_what_was_not_read(saved: str) -> None:
    async with exploring(IteratedSource("demo", world.events)) as driver:
        screen = await compare(driver, saved)
        assert "no differences in what both sides were read to the end" in str(screen.query_one("#told").render())
        assert lines(screen)[0].startswith("Not compared to the end")


async def test_a_changed_record_can_be_gone_to_and_come_back_from(saved: str) -> None:
    async with exploring(AFTERWARDS()) as driver:
        screen = await compare(driver, saved)
        wanted = an_id("nat", "app-nat-a")
        view = screen.query_one("#changes", TextView)
        shown = lines(screen)
        at = next(at for at, line in enumerate(shown) if line.startswith("  ~") and wanted in line)
        view.move_cursor(f"{at}")
        await driver.press("enter")
        assert isinstance(driver.app.screen, ExplorerScreen)
        assert any(wanted in line for line in driver.inspector())
        await driver.press("left_square_bracket")
        assert lines(screen_of(driver)) == shown


async def test_the_differences_are_searched_and_copied(saved: str) -> None:
    async with exploring(AFTERWARDS()) as driver:
        screen = await compare(driver, saved)
        await driver.press("slash")
        await driver.write("avail")
        await driver.press("enter")
        view = screen.query_one("#changes", TextView)
        assert view.needle == "avail"
        assert view.matching_lines() == 5
        await driver.press("c")
        found = json.loads(driver.app.clipboard)
        assert found["format"] == "vpce-tui/diff/1"
        assert found["cells"]
        await driver.press("y")
        assert driver.app.clipboard.startswith(f"{len(found['changes'])} records differ")


@pytest.fixture
def strange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a file that is no snapshot."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.gz").write_text("nonsense")
    return "b.gz"


async def test_a_file_that_cannot_be_compared_is_told(strange: str) -> None:
    async with exploring(IteratedSource("demo", world.events)) as driver:
        for name, says in (("c.gz", "there is no file"), (strange, "no snapshot")):
            screen = await compare(driver, name)
            assert says in str(screen.query_one("#told").render())
            assert str(screen.query_one("#hints").render()).split() == ["Esc", "back", "?", "keys"]
            await driver.press("c")
            assert "nothing is compared yet" in driver.notices()
            await driver.press("escape")
            assert isinstance(driver.app.screen, ExplorerScreen)
