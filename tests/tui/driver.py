"""The explorer in a person's words: press keys, read the screen, wait for what is under way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from tests.patience import PATIENCE
from vpce_tui.collect.call_log import CallLog
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record, Scope
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.explorer.history import PANES
from vpce_tui.tui.reading import Source
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.text import plain

Report = Callable[[CollectEvent], None]
Ended = Callable[[VpceTuiError | None], None]


class GivenSource:
    """A source that reports what a test gives it, when the test says so."""

    label = "test"
    is_live = False
    calls: CallLog | None = None

    def __init__(self, events: Iterable[CollectEvent] = (), *, error: VpceTuiError | None = None) -> None:
        self._events = list(events)
        self._error = error
        self.report: Report | None = None
        self.refreshed: list[Scope | None] = []
        self.wanted: list[object] = []
        self.refusal = ""

    def start(self, report: Report, ended: Ended) -> None:
        self.report = report

        def run() -> None:
            for event in self._events:
                report(event)
            ended(self._error)

        self._thread = threading.Thread(target=run)
        self._thread.start()

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
        self.refreshed.append(scope)
        return self.refusal

    def read_policies(self, wanted: object) -> str:
        self.wanted.append(wanted)
        return self.refusal

    def cancel(self) -> None:
        pass

    def has_news(self) -> bool:
        return False

    def close(self) -> None:
        self.report = None
        self._thread.join()


@dataclass
class Driver:
    """One running explorer."""

    app: VpceApp
    pilot: Pilot[int]

    @property
    def screen(self) -> ExplorerScreen:
        return self.app.explorer

    async def read_to_end(self) -> None:
        """Wait until the source has told everything and the screen shows it."""
        while self.screen.is_reading and self.app._exception is None:  # raised when the app is left
            await asyncio.sleep(0)
            await self.pilot.pause()
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker is under way and no message waits."""
        for _ in range(3):
            await self.pilot.pause()
            await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that a thread or a timer brings about."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "it never comes"
            await asyncio.sleep(0.001)
            await self.settle()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def write(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text))

    def tree(self, pane: str = "network") -> VirtualTree:
        return self.screen.query_one(f"#{pane}", VirtualTree)

    def rows(self, pane: str = "network") -> list[str]:
        """The rows of a tree as they are drawn, from the first in sight."""
        tree = self.tree(pane)
        return [tree.render_line(y).text.rstrip() for y in range(tree.size.height)]

    def inspector(self) -> list[str]:
        """The lines of the inspector's page, all of them."""
        return [plain(line.made()) for line in self.screen.query_one(Inspector).text.lines]

    def panes(self) -> list[str]:
        """The panes in sight."""
        return [pane for pane in PANES if self.screen.query_one(f"#{pane}").display]

    def shown(self, widget: str) -> str:
        """What a one-line widget says."""
        return str(self.screen.query_one(widget).render())

    def notices(self) -> list[str]:
        """The messages on the screen, oldest first."""
        return [notification.message for notification in self.app._notifications]

    async def go_to(self, record_type: type[Record], record_id: str, scope: Scope) -> None:
        self.screen.go_to(record_type, record_id, scope)
        await self.settle()


@asynccontextmanager
async def exploring(
    source: Source,
    size: tuple[int, int] = (160, 48),
    *,
    settings: ScreenSettings = ScreenSettings(),  # noqa: B008 - frozen
) -> AsyncIterator[Driver]:
    """Run the explorer over a source until it has shown everything that the source told."""
    app = VpceApp(source, settings=settings)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        yield driver
