"""Do the screens look as they did? A few pictures at the two sizes that matter; behaviour is tested elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driver import Driver
from vpce_tui.demo.world import events
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.reading import IteratedSource

SIZES = [(80, 24), (160, 48)]

SCREENS = {
    "network": (),
    "endpoints": ("2", "down", "down", "down"),
    "subnet-routes": ("slash", *"app-b", "enter", "n", "escape", "u"),
    "endpoint-policy": ("2", "slash", *"ecr.api", "enter", "n", "escape", "p"),
    "reading": ("4",),
    "help": ("question_mark",),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(snap_compare: Callable[..., bool], name: str, size: tuple[int, int]) -> None:
    app = VpceApp(IteratedSource("demo", events))

    async def keys(pilot: Pilot[Any]) -> None:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        await driver.press(*SCREENS[name])

    assert snap_compare(app, terminal_size=size, run_before=keys)
