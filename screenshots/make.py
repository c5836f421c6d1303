"""Make the pictures of the README from the demo world: `python -m screenshots.make`.

Every picture is a real screen after real key presses, at a fixed size, so that a run gives the same bytes each time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tui.driver import exploring
from vpce_tui.demo.world import events
from vpce_tui.tui.reading import IteratedSource

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Picture:
    """One screen: how large, and which keys lead to it."""

    name: str
    size: tuple[int, int]
    keys: Sequence[str]


FIND_BILLING = ("slash", *"billing", "enter", "n", "escape")
FIND_ECR = ("2", "slash", *"ecr.dkr", "enter", "n", "escape")

PICTURES = (
    Picture("explorer-wide", (160, 48), ("slash", *"eks-a", "enter", "n", "escape", *FIND_ECR, "p")),
    Picture("explorer-routes", (160, 48), ("slash", *"app-b", "enter", "n", "escape", "u", "3", "j", "j", "enter")),
    Picture("explorer-narrow", (80, 24), ("slash", *"app-a", "enter", "n", "escape")),
    Picture("inspector-narrow", (80, 24), ("slash", *"app-a", "enter", "n", "escape", "space", "u")),
    Picture("trace", (120, 36), (*FIND_BILLING, "t", *"monitoring", "enter")),
    Picture("matrix", (120, 36), ("m",)),
    Picture("policy", (160, 48), ("2", "slash", *"app-s3", "enter", "n", "escape", "P")),
    Picture("help", (100, 48), ("question_mark",)),
)


async def make(picture: Picture) -> None:
    """Press the keys and save what is on the screen."""
    async with exploring(IteratedSource("demo", events), picture.size) as driver:
        await driver.press(*picture.keys)
        for _ in range(20):  # a screen that has just come may begin its work only when it is drawn
            await driver.settle()
        svg = driver.app.export_screenshot(title="vpce-tui")
        (FOLDER / f"{picture.name}.svg").write_text(svg)


def main() -> None:
    for picture in PICTURES:
        asyncio.run(make(picture))
        print(picture.name)  # noqa: T201 - a script tells what it does


if __name__ == "__main__":
    main()
