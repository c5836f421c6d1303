"""Questions on the demo world's screens, in a person's words: what stands on the topmost screen, line by line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar

from textual.screen import Screen
from textual.widgets import Input, Static

from tests.tui.driver import Driver, exploring
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.world import events
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.view.text import plain

S = TypeVar("S", bound="Screen[Any]")


@cache
def _events() -> tuple[CollectEvent, ...]:
    return tuple(events())


@asynccontextmanager
async def demo(size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driver]:
    """Run the explorer over the demo world."""
    async with exploring(IteratedSource("demo", _events), size) as driver:
        yield driver


def top(driver: Driver, kind: type[S]) -> S:
    """Return the topmost screen, which has to be of this kind."""
    screen = driver.app.screen
    assert isinstance(screen, kind), screen
    return screen


def lines(driver: Driver, widget: str) -> list[str]:
    """Return all lines of a text on the topmost screen."""
    return [plain(line.made()) for line in driver.app.screen.query_one(widget, TextView).lines]


def in_sight(driver: Driver, widget: str) -> list[str]:
    """Return the lines of a list or a text on the topmost screen as they are drawn."""
    view: Any = driver.app.screen.query_one(widget)
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def said(driver: Driver, widget: str) -> str:
    """Return what a static line of the topmost screen says."""
    return str(driver.app.screen.query_one(widget, Static).render())


async def write(driver: Driver, text: str) -> None:
    """Put words into the input line in sight at once, as pasting does."""
    [line] = [line for line in driver.app.screen.query(Input) if line.display]
    line.value = text
    await driver.settle()


async def go(driver: Driver, record_type: type[Record], prefix: str, name: str) -> None:
    """Put the explorer's cursor on a record of the demo world."""
    record_id = an_id(prefix, name)
    found = driver.screen.topology.find(record_type, record_id)
    assert isinstance(found, record_type)
    scope = driver.screen.topology.scope_of(found)
    assert scope is not None
    await driver.go_to(record_type, record_id, scope)
