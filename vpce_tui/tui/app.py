"""Who owns the source and the screens? The app, and it owns nothing else."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from vpce_tui.tui.key_order import KeyOrder
from vpce_tui.tui.keys import KEYS
from vpce_tui.tui.live_source import CodeAsked, LoginTold, TalksToApp
from vpce_tui.tui.looks import is_leaving_key
from vpce_tui.tui.manners import MannersApp
from vpce_tui.tui.reading import Reading, Source
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.tui.terminal_keys import read_typed_keys
from vpce_tui.view.text import UNICODE_SIGNS, Signs

if TYPE_CHECKING:
    from pathlib import Path

    from textual.command import Provider
    from textual.driver import Driver

    from vpce_tui.tui.commands import Command
    from vpce_tui.tui.places import PlacesFile
    from vpce_tui.tui.session_file import SessionFile


def _palette_provider() -> type[Provider]:
    """Load the palette's provider when the palette opens; its import is a tenth of the time to the first frame."""
    from vpce_tui.tui.palette import CommandsAndRecords

    return CommandsAndRecords


class VpceApp(MannersApp):
    """The explorer over one source."""

    TITLE = "vpce-tui"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {_palette_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "save_picture", "Save a picture of the screen", show=False, id="explorer.save_picture")
    ]

    def __init__(
        self,
        source: Source,
        *,
        signs: Signs = UNICODE_SIGNS,
        settings: ScreenSettings = ScreenSettings(),  # noqa: B008 - frozen
        source_words: Sequence[str] = (),
        places_path: Callable[[], Path] | None = None,
    ) -> None:
        """Show a source. `source_words` name it on the command line, for links that lead back here; bookmarks and
        recents are kept in `places_path()`, or (where it is None) for as long as the app runs.
        """
        super().__init__(settings, signs)
        # Every animation is bytes on a slow link, and snapshots of the screen shall not depend on the moment.
        self.animation_level = "none"
        self.explorer = ExplorerScreen(
            source.label, is_live=source.is_live, signs=signs, watch_seconds=settings.watch_seconds
        )
        self.reading = Reading(source, self.explorer.post_message)
        self._key_order = KeyOrder(self, self._obey)
        self.source_words = tuple(source_words)
        self._places_path = places_path
        if isinstance(source, TalksToApp):
            source.post = self.post_message

    def get_driver_class(self) -> type[Driver]:
        read_typed_keys()
        return super().get_driver_class()

    def on_mount(self) -> None:
        self.push_screen(self.explorer)
        # The source begins only when the first frame is out, so that opening never waits for it.
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Do what the first frame need not wait for."""
        self.reading.start()
        self.explorer.take_kept_orders()
        self.check_size()
        if not self.is_headless:
            self.listen_for_failures()
            if self.settings.resume and self.reading.source.is_live:
                self.begin_session()
        self.tell_settings()

    def on_unmount(self) -> None:
        self.reading.source.close()

    async def on_event(self, event: events.Event) -> None:
        """Pass keys on one by one, each when the one before it has been obeyed."""
        if isinstance(event, events.Key) and self.is_covered and not is_leaving_key(event.key):
            return  # what it would do could not be seen
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._key_order.take(event)
        else:
            await super().on_event(event)

    async def _obey(self, event: events.Key) -> None:
        takes = getattr(self.screen, "take_key", None) if self._screen_stack else None
        if takes is None or not await takes(event):
            await super().on_event(event)

    @on(CodeAsked)
    def ask_for_code(self, message: CodeAsked) -> None:
        """Ask for an MFA code over whatever is shown; the reader's thread goes on when it is given."""
        from vpce_tui.tui.screens.mfa import MfaScreen

        self.push_screen(MfaScreen(message.question, signs=self.signs), message.answer)

    @on(LoginTold)
    def tell_of_login(self, message: LoginTold) -> None:
        self.notify(message.text, severity="warning", timeout=20, markup=False)

    @property
    def is_reading_now(self) -> bool:
        return self.explorer.is_reading

    def session_content(self) -> Callable[[SessionFile], bool]:
        from vpce_tui.view.deep_links import RecordLink

        locus = self.explorer.here
        view = RecordLink(locus.record_id, locus.record_type, locus.scope, locus.page).text if locus else ""
        topology = self.reading.topology()
        return lambda session: session.keep(topology, view)

    @cached_property
    def places(self) -> PlacesFile:
        """The bookmarks, recents and commands of this person; read when they are asked for."""
        from vpce_tui.tui.places import PlacesFile

        return PlacesFile(self._places_path() if self._places_path is not None else None)

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text into the terminal's clipboard, also through tmux and screen; what is too long is not sent."""
        self._send_to_clipboard(text)

    def _send_to_clipboard(self, text: str) -> bool:
        """Return whether the text was short enough to be sent."""
        from vpce_tui.tui.clipboard import clipboard_sequence

        self._clipboard = text
        sequence = clipboard_sequence(text, os.environ)
        if sequence is not None and self._driver is not None:
            self._driver.write(sequence)
        return sequence is not None

    def put_on_clipboard(self, text: str, told: str) -> None:
        """Put a text into the clipboard, or into a file where terminals would drop it, and say which."""
        from vpce_tui.errors import VpceTuiError
        from vpce_tui.tui.clipboard import copy_into_file, folders_for_copies

        if self._send_to_clipboard(text):
            self.notify(f"copied {told}", timeout=3, markup=False)
            return
        try:
            path = copy_into_file(text, datetime.now(UTC), folders_for_copies())
        except VpceTuiError as error:
            self.notify(str(error), severity="error", timeout=20, markup=False)
        else:
            self.notify(f"too long for a clipboard over the terminal: written to {path}", timeout=20, markup=False)

    def action_command_palette(self) -> None:
        """Open the palette, once."""
        from vpce_tui.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def search_themes(self) -> None:
        """Offer the themes by name."""
        from textual.theme import ThemeProvider

        from vpce_tui.tui.palette import Palette

        self.push_screen(Palette([ThemeProvider], placeholder="colours: type a theme's name"))

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
            from vpce_tui.tui.commands import COMMANDS

            for key in KEYS:
                if key.keys not in ("enter", "escape", "ctrl+p"):
                    yield SystemCommand(f"{key.says} ({key.shown})", key.group, _runner(screen, key.action))
            with_keys = {key.action for key in KEYS}
            for command in COMMANDS:
                if command.action not in with_keys or command.takes:
                    yield SystemCommand(f"{command.says} ({command.usage})", command.group, _commander(screen, command))
        yield SystemCommand("theme", "Change the colours", self.action_change_theme)


def _commander(screen: ExplorerScreen, command: Command) -> Callable[[], Awaitable[None]]:
    """Run a command that was chosen by its name; one that needs words asks for them."""

    async def run() -> None:
        await screen.choose_command(command)

    return run


def _runner(screen: ExplorerScreen, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await screen.run_action(action)

    return run
