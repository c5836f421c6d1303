"""Who owns the source and the screens? The app, and it owns nothing else."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from vpce_tui.tui.keys import KEYS
from vpce_tui.tui.reading import Reading, Source
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.view.text import UNICODE_SIGNS, Signs

if TYPE_CHECKING:
    from textual.command import Provider


def _record_provider() -> type[Provider]:
    """Load the palette's provider when the palette opens; its import is a tenth of the time to the first frame."""
    from vpce_tui.tui.palette import RecordProvider

    return RecordProvider


class VpceApp(App[int]):
    """The explorer over one source."""

    TITLE = "vpce-tui"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {*App.COMMANDS, _record_provider}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("S", "save_picture", "Save a picture of the screen", show=False)]

    def __init__(
        self,
        source: Source,
        *,
        signs: Signs = UNICODE_SIGNS,
        settings: ScreenSettings = ScreenSettings(),  # noqa: B008 - frozen
    ) -> None:
        super().__init__()
        self.settings = settings
        # Every animation is bytes on a slow link, and snapshots of the screen shall not depend on the moment.
        self.animation_level = "none"
        self.signs = signs
        self.explorer = ExplorerScreen(source.label, is_live=source.is_live, signs=signs)
        self.reading = Reading(source, self.explorer.post_message)

    def on_mount(self) -> None:
        theme = self.settings.theme or os.environ.get("VPCE_TUI_THEME", "")
        if theme:
            self.theme = theme
        self.push_screen(self.explorer)
        # The source begins only when the first frame is out, so that opening never waits for it.
        self.call_after_refresh(self.reading.start)

    def on_unmount(self) -> None:
        self.reading.source.close()

    async def on_event(self, event: events.Event) -> None:
        """Let the explorer take a key before it is passed on, so that keys are obeyed in the order they were typed."""
        is_key = isinstance(event, events.Key) and self.screen is self.explorer
        if not (is_key and await self.explorer.take_key(event)):  # type: ignore[arg-type]
            await super().on_event(event)

    def action_save_picture(self) -> None:
        """Save what is on the screen as SVG, in the folder that the program was started in."""
        from vpce_tui.errors import VpceTuiError
        from vpce_tui.exporters.writing import write_file

        path = f"vpce-tui-{datetime.now(UTC):%Y%m%d-%H%M%S}.svg"
        try:
            write_file(path, [self.export_screenshot()])
        except VpceTuiError as error:
            self.notify(str(error), severity="error", timeout=30, markup=False)
        else:
            self.notify(f"saved a picture of the screen: {path}", timeout=15, markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the same actions that have keys, and Textual's own for the theme."""
        if isinstance(screen, ExplorerScreen):
            for key in KEYS:
                if key.keys not in ("enter", "escape", "ctrl+p"):
                    yield SystemCommand(f"{key.says} ({key.shown})", key.group, _runner(screen, key.action))
        yield SystemCommand("theme", "Change the colours", self.action_change_theme)


def _runner(screen: ExplorerScreen, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await screen.run_action(action)

    return run
