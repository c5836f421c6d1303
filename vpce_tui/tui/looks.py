"""How does the app get its colours, its signs and its keys from the settings, and what if the terminal is tiny?

Colours are themes; where there are none (`mono`) or nothing but ASCII, filters see to it at the last step before the
terminal. Below a size at which nothing could be read a word covers the screen until there is room again.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from textual import events
from textual.app import App
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.widgets import Static

from vpce_tui.tui.keys import IN_FORCE
from vpce_tui.tui.settings import ScreenSettings, fitting_theme
from vpce_tui.tui.themes import ACCOUNT_DEFAULTS, DEFAULT_THEME, OUR_THEMES
from vpce_tui.view.text import Signs, printable

LEAST_COLUMNS: Final = 40
LEAST_ROWS: Final = 10
STORM_SECONDS: Final = 0.06
"""The screen is laid out when the terminal has kept its size for so long …"""
MOST_STORM_SECONDS: Final = 0.3
"""… and at least this often while a window is dragged."""
_LEAVING_KEYS: Final = frozenset({"q", "ctrl+q", "ctrl+c"})


class TooSmall(Static):
    """Covers a screen on which nothing could be read."""

    DEFAULT_CSS = """
    TooSmall {
        layer: cover; dock: top; width: 100%; height: 100%;
        background: $background; color: $foreground; content-align: center middle; text-align: center;
    }
    """


class LooksApp(App[int]):
    """The part of the app that looks."""

    TOO_SMALL: ClassVar = "too small"

    def __init__(self, settings: ScreenSettings, signs: Signs) -> None:
        super().__init__()
        self.settings = settings
        self.signs = signs
        self.is_ascii = signs.ellipsis.isascii()
        IN_FORCE.keymap = dict(settings.keys)
        IN_FORCE.is_ascii = self.is_ascii
        if settings.keys:
            self.set_keymap(dict(settings.keys))
        self._storm_began = 0.0
        self._last_filters: tuple[LineFilter, ...] = ()
        for theme in OUR_THEMES:
            self.register_theme(theme)
        self._begin_with(self.theme_name(settings.theme) or DEFAULT_THEME)

    # Colours

    def theme_name(self, wanted: str) -> str:
        """Return the name of a theme as it is registered; empty if there is no such theme."""
        name = fitting_theme(os.environ) if wanted == "auto" else wanted
        return name if name in self.available_themes else ""

    def _begin_with(self, name: str) -> None:
        """Choose a theme before anything is styled, so that nothing has to be styled twice."""
        self.set_reactive(App.theme, name)
        theme = self.current_theme
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self._follow_theme(name)
        self.stylesheet.set_variables(self.get_css_variables())

    def _follow_theme(self, name: str) -> None:
        self.no_color = name == "mono"
        filters: list[LineFilter] = []
        if self.no_color:
            from vpce_tui.tui.line_filters import WithoutColour

            filters.append(WithoutColour())
        elif not self.current_theme.ansi:
            filters.append(ANSIToTruecolor(self.ansi_theme))
        if self.is_ascii:
            from vpce_tui.tui.line_filters import AsciiOnly

            filters.append(AsciiOnly())
        self._last_filters = tuple(filters)

    def watch_theme(self, name: str) -> None:
        """Follow a theme that is chosen while the program runs."""
        self._follow_theme(name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ACCOUNT_DEFAULTS

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return our own filters: Textual's for `NO_COLOR` leaves greys, and its list does not follow a theme."""
        return self._last_filters

    # What is wrong with the settings

    def tell_settings(self) -> None:
        """Tell once what of the config cannot be used; keys are looked at in a thread, for that loads every screen."""
        for problem in self.settings.problems[:5]:
            self.notify(problem, title="config", severity="warning", timeout=20, markup=False)
        if self.settings.keys:
            self.run_worker(self._look_at_keys, thread=True, group="keys", exit_on_error=False)

    def _look_at_keys(self) -> None:
        from vpce_tui.tui.bindables import bindables, checked

        usable, wrong = checked(dict(self.settings.keys), bindables())
        self.call_from_thread(self._take_keys, usable, wrong)

    def _take_keys(self, usable: dict[str, str], wrong: list[tuple[str, str]]) -> None:
        IN_FORCE.keymap = usable
        self.set_keymap(usable)
        for name, says in wrong[:5]:
            self.notify(f"{name}: {says}", title="config: keys", severity="warning", timeout=20, markup=False)
        if len(wrong) > 5:
            self.notify(f"{len(wrong) - 5} more: `vpce-tui config` tells all", title="config: keys", markup=False)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message. It may hold names, paths and words of AWS: nothing in it is markup or obeyed."""
        shown = printable(message, multiline=True)
        super().notify(shown, title=printable(title), severity=severity, timeout=timeout, markup=markup)

    # Sizes

    async def _on_resize(self, event: events.Resize) -> None:
        """Take sizes in a storm at a calm pace; Textual would lay out a hundred and twenty times a second."""
        if self._size is None or event.size == self._size:
            return  # Textual's own handler does what is right
        event.prevent_default()
        event.stop()
        # Another one for the screens: this one says that nobody else shall take it.
        self._resize_event = events.Resize(event.size, event.virtual_size, event.container_size, event.pixel_size)
        self._size = event.size
        if self.is_headless:  # nobody drags the window of a test
            self._take_size()
            return
        now = time.monotonic()
        if self._resize_timer is None:
            self._storm_began = now
        elif now - self._storm_began > MOST_STORM_SECONDS:
            return  # the timer that runs shows what there is by now
        else:
            self._resize_timer.stop()
        self._resize_timer = self.set_timer(STORM_SECONDS, self._take_size)

    def _take_size(self) -> None:
        self._check_resize()
        self.check_size()

    def check_size(self) -> None:
        """Cover every screen where the terminal is too small, or uncover it."""
        for screen in self.screen_stack:
            self.cover(screen, self.size)

    def cover(self, screen: Screen[Any], size: Size) -> None:
        """Cover a screen where the terminal is too small for it, and uncover it where it is not."""
        is_tiny = size.width < LEAST_COLUMNS or size.height < LEAST_ROWS
        covers = screen.query_children(TooSmall)
        if not is_tiny:
            covers.remove()
        elif not covers:
            screen.mount(TooSmall(self._word(size)))
        else:
            covers.first().update(self._word(size))

    def _word(self, size: Size) -> str:
        return f"{self.TOO_SMALL}\n{size.width} x {size.height}, needs {LEAST_COLUMNS} x {LEAST_ROWS}"

    @property
    def is_covered(self) -> bool:
        """Is the terminal too small for anything but a word?"""
        return self.size.width < LEAST_COLUMNS or self.size.height < LEAST_ROWS


def is_leaving_key(key: str) -> bool:
    """Say whether a key may act although its screen cannot be seen."""
    return key in _LEAVING_KEYS
