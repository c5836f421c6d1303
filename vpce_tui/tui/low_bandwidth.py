"""How does a slow line show the newest state, in few bytes, instead of a queue of old ones?

Textual writes every region that was drawn again, whether it differs or not, and queues what a slow line has not taken
yet. Here each of its updates goes into a grid of wanted cells; when the line has room, the difference to what the
terminal shows is sent. States that came and went meanwhile are never sent, and the event loop never waits.

This is the only file that rests on Textual's insides (`App._display`, the compositor's updates, the Linux driver's
threads): they are looked at before it is used, and where they do not fit, the screen is Textual's own.
Source: Textual 8.2.8, `app.py`, `_compositor.py`, `drivers/linux_driver.py`.
"""

# ruff: noqa: SLF001 (Textual's insides are what this file is about)
from __future__ import annotations

import asyncio
import inspect
import sys
import time
import types
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from rich.color import ColorSystem
from rich.console import Console
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip

from vpce_tui.tui.display.encoder import Abilities, Encoder
from vpce_tui.tui.display.grid import Grid
from vpce_tui.tui.display.pacing import ASK, Window
from vpce_tui.tui.display.pens import Pens

REPAINT_KEY: Final = "ctrl+l"
"""Draws everything again, on every screen and in every prompt: only here is it known what the terminal should show."""
SYNC_START: Final = "\x1b[?2026h"
SYNC_END: Final = "\x1b[?2026l"
SYNCHRONIZED_BYTES: Final = 512
"""Larger frames are put between the marks of synchronized output, if the terminal knows them; 16 bytes."""
LAST_ANSWER_SECONDS: Final = 1.0
"""How long leaving the screen waits for answers that are still on their way."""
RETRY_SECONDS: Final = 0.02
"""How soon a terminal that answers no questions is tried again while its last frame is still being written."""

# Textual takes a class's look from its first base that is a node: the app's own class shall be that one.
if TYPE_CHECKING:
    _AnyApp = App[Any]
else:
    _AnyApp = object
NO_ANSWERS: Final = "this terminal does not tell its cursor's position: on a slow line old states may be shown late"
AppType = TypeVar("AppType", bound=App[Any])

_EXPECTED: Final = (
    (App, "_display", ("self", "screen", "renderable")),
    (App, "_on_resize", ("self", "event")),
    (LayoutUpdate, "__init__", ("self", "strips", "region")),
    (ChopsUpdate, "__init__", ("self", "chops", "spans", "chop_ends")),
    (Strip, "crop", ("self", "start", "end")),
    (WriterThread, "write", ("self", "text")),
    (LinuxDriver, "process_message", ("self", "message")),
    (LinuxDriver, "start_application_mode", ("self",)),
    (LinuxDriver, "disable_input", ("self",)),
)
_MENTIONED: Final = (
    (App._display, "CompositorUpdate", "_running", "_closed", "_batch_count", "post_display_hook"),
    (WriterThread.__init__, "_queue"),
    (LinuxDriver.start_application_mode, "_writer_thread", "_key_thread"),
)


def misfit() -> str:
    """Return what of Textual is not as this file needs it; empty if all is."""
    for owner, name, expected in _EXPECTED:
        function = getattr(owner, name, None)
        if function is None:
            return f"Textual has no {owner.__name__}.{name}"
        found = tuple(inspect.signature(function).parameters)
        if found != expected:
            return f"Textual's {owner.__name__}.{name} takes {', '.join(found)}"
    for function, *names in _MENTIONED:
        known = {*function.__code__.co_names, *function.__code__.co_cellvars}
        if not known.issuperset(names):
            return f"Textual's {function.__qualname__} knows no {', '.join(sorted({*names} - known))}"
    return ""


def abilities() -> Abilities:
    """Return what terminfo says of this terminal; nothing where it says nothing."""
    import curses

    try:
        curses.setupterm(fd=sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (curses.error, OSError, ValueError):
        return Abilities()
    return Abilities(
        erases_with_background=curses.tigetflag("bce") > 0 and bool(curses.tigetstr("ech")),
        scrolls=bool(curses.tigetstr("csr") and curses.tigetstr("indn")),
    )


class Display:
    """The wanted grid, the terminal's state, and what is on its way there."""

    def __init__(self, console: Console, able: Abilities) -> None:
        self.pens = Pens(console._color_system or ColorSystem.TRUECOLOR)
        self.encoder = Encoder(self.pens, able)
        self.window = Window()
        self.wanted = Grid(0, 0)
        self.cursor: tuple[int, int] | None = None
        """Where the terminal's own cursor shall stand, for what is typed with an input method."""

    def take(self, update: LayoutUpdate | ChopsUpdate, size: tuple[int, int]) -> None:
        """Put an update into the wanted grid, for a terminal of this size."""
        if size != (self.wanted.width, self.wanted.height):
            self.wanted = Grid(*size)
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                x = update.region.x
                for strip in strips:
                    x = self.wanted.write(x, y, strip, self.pens)
            return
        for y, first, last in update.spans:
            for end, (x, part) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                if part is None or x > last or end <= first:
                    continue
                shown = part if x >= first and end <= last else part.crop(0, min(end, last) - x)
                self.wanted.write(x, y, shown, self.pens)

    def frame(self) -> str:
        """Return what turns the terminal's picture into the wanted one."""
        return self.encoder.frame(self.wanted, self.cursor) if self.wanted.width and self.wanted.height else ""


class LowBandwidthDriver(LinuxDriver):
    """Textual's driver, which takes the terminal's answers for the display."""

    unanswered = 0
    """Frames that the terminal has not yet said to have drawn."""

    def send(self, text: str, *, asks: bool) -> None:
        """Write a frame, and ask where the cursor is then."""
        self.unanswered += asks
        self.write(text + ASK if asks else text)

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.CursorPosition):
            self.unanswered = max(0, self.unanswered - 1)
            self._loop.call_soon_threadsafe(self._tell_app, "take_answer")
            return
        if isinstance(message, events.Key) and message.key == REPAINT_KEY:
            self._loop.call_soon_threadsafe(self._tell_app, "draw_anew")
        super().process_message(message)

    def start_application_mode(self) -> None:
        self.unanswered = 0
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._loop.call_soon_threadsafe(self._tell_app, "draw_anew")

    def disable_input(self) -> None:
        """Wait for answers that are still on their way: they would be typed into the shell."""
        end = time.monotonic() + LAST_ANSWER_SECONDS
        while self.unanswered and time.monotonic() < end and self._key_thread and self._key_thread.is_alive():
            time.sleep(0.005)
        super().disable_input()

    def _tell_app(self, what: str) -> None:
        if isinstance(self._app, LowBandwidthApp):
            getattr(self._app, what)()

    @property
    def is_writing(self) -> bool:
        """Does something that was written before still wait to be taken?"""
        return self._writer_thread is not None and not self._writer_thread._queue.empty()


class LowBandwidthApp(_AnyApp):
    """What an app does instead of writing each update. Mixed into a class by `low_bandwidth`."""

    _changes: Display | None = None
    _retry: asyncio.TimerHandle | None = None
    _has_told = False

    def get_driver_class(self) -> type[Driver]:
        usual = super().get_driver_class()
        return LowBandwidthDriver if usual is LinuxDriver else usual

    @property
    def sends_changes_alone(self) -> bool:
        """Asked by widgets that can be drawn in fewer bytes."""
        return isinstance(self._driver, LowBandwidthDriver)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if not isinstance(self._driver, LowBandwidthDriver) or not isinstance(renderable, (LayoutUpdate, ChopsUpdate)):
            super()._display(screen, renderable)
            return
        try:
            if self._running and not self._closed and not self._batch_count:
                if self._changes is None:
                    self._changes = Display(self.console, abilities())
                self._changes.take(renderable, self.size)
                self._paint()
        finally:
            self.post_display_hook()

    def _paint(self) -> None:
        """Send what has changed if the line has room; else an answer or a timer brings us here again."""
        driver, changes = self._driver, self._changes
        if not isinstance(driver, LowBandwidthDriver) or changes is None or not self._running or self._closed:
            return
        now = time.monotonic()
        if not changes.window.has_room(now):
            self._paint_later(changes.window.deadline - now)
            return
        if not changes.window.is_pacing and not self._has_told:
            self._has_told = True
            self.notify(NO_ANSWERS, severity="warning", markup=False)
        if driver.is_writing:
            self._paint_later(RETRY_SECONDS)
            return
        focused = self.focused
        changes.cursor = self.cursor_position if hasattr(focused, "cursor_screen_offset") else None
        text = changes.frame()
        if not text:
            return
        if self._sync_available and len(text) > SYNCHRONIZED_BYTES:
            text = f"{SYNC_START}{text}{SYNC_END}"
        if changes.window.is_pacing:
            changes.window.sent(len(text.encode(errors="replace")) + len(ASK), now)
        driver.send(text, asks=changes.window.is_pacing)

    def _paint_later(self, seconds: float) -> None:
        if self._retry is None:
            self._retry = asyncio.get_running_loop().call_later(max(seconds, 0.001), self._paint_now)

    def _paint_now(self) -> None:
        self._retry = None
        self._paint()

    def take_answer(self) -> None:
        """Note that the terminal has drawn a frame, and send what has changed since."""
        if self._changes is not None:
            self._changes.window.answered(time.monotonic())
            self._paint()

    def draw_anew(self) -> None:
        """Draw everything: the terminal shows something else than what was sent."""
        if self._changes is not None:
            self._changes.encoder.forget()
            self._changes.window.clear()
            self._paint()

    async def _on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 (Textual calls it beside its own)
        # Terminals crop, wrap or keep their lines; after any change of size nothing is known of them.
        if self._changes is not None:
            self._changes.encoder.forget()


def low_bandwidth(app_class: type[AppType]) -> type[AppType]:
    """Return the same app with output for slow lines; it is used where the terminal is a real one."""
    made = types.new_class(
        app_class.__name__,
        (LowBandwidthApp, app_class),
        exec_body=lambda names: names.update(__module__=app_class.__module__),
    )
    return cast("type[AppType]", made)
