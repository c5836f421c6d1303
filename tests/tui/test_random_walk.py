"""Does the explorer stand whoever presses anything, over a world in which every text wants to break the screen?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from textual.command import CommandList

from tests.tui.asking import demo
from tests.tui.walking import Move, walk, walk_again
from vpce_tui.tui.palette import Palette

SEEDS: Final = range(8)
STEPS: Final = 40

FOUND: Final[dict[str, tuple[str, tuple[int, int], tuple[Move, ...]]]] = {
    "a record's id in a pane's title is no markup": (
        "hostile",
        (160, 48),
        (("type", ":rrset\n"), ("press", "enter"), ("press", "down")),
    ),
    "a record's name in the palette is no markup": (
        "hostile",
        (80, 24),
        (("press", "ctrl+p"), ("type", "markup"), ("type", "\n")),
    ),
    "a file of nobody's home is no file": ("demo", (80, 24), (("type", ":diff ~nobody-at-all\n"),)),
    "many lines that were copied are pasted as one": (
        "demo",
        (80, 24),
        (("type", ":eni\n"), ("press", "c"), ("press", "slash"), ("press", "ctrl+v")),
    ),
    "Enter on `nothing fits` chooses nothing": (
        "demo",
        (80, 24),
        (("type", ":eni\n"), ("press", "g"), ("type", "fits nothing at all\n"), ("press", "tab")),
    ),
}
"""What walks have found: the shortest that failed."""


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk saves files where it stands."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_pressed_breaks_it(seed: int) -> None:
    walked = walk(seed, STEPS)
    assert not walked.wrong, walked


async def test_a_page_down_in_a_palette_that_is_not_drawn_yet_goes_nowhere() -> None:
    async with demo() as driver:
        await driver.press("ctrl+p")
        palette = driver.app.screen
        assert isinstance(palette, Palette)
        commands = palette.query_one(CommandList)
        commands.display = False
        await driver.settle()
        commands._clear_caches()  # as after each change of the list, until it is drawn
        palette._action_command_list("page_down")
        assert commands.highlighted == 0


@pytest.mark.parametrize("name", FOUND)
def test_what_a_walk_has_found_stays_mended(name: str) -> None:
    world, size, moves = FOUND[name]
    walked = walk_again(world, size, moves)
    assert not walked.wrong, walked
