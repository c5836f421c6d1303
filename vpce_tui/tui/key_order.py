"""How are keys obeyed in the order they were typed, when a slow line delivers several at once?

Textual passes a key on to the widget that has the focus, which obeys it in its own time: what was typed behind it, for
the screen that it opens, would still go to the old one and be lost. Here the next key waits until the widget, the
screen and the app have each had their turn, and until a screen that was opened has been mounted and has its focus.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.timer import Timer
from textual.widget import Widget

PATIENCE_SECONDS: Final = 1.0
"""How long a key waits for a widget that does not answer."""
ROUNDS: Final = 8
"""How often it waits for messages to be passed on: from a widget over its parents to the screen, and to the app."""


class KeyOrder:
    """Keys on their way to `obey`, which passes one on."""

    def __init__(self, app: App[int], obey: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._obey = obey
        self._waiting: deque[events.Key] = deque()
        self._turn = 0
        """Counts the waits, so that one that was given up does not end a later one."""
        self._is_busy = False
        self._patience: Timer | None = None

    async def take(self, event: events.Key) -> None:
        """Obey a key now, or when those before it are done."""
        if not self._is_busy:
            await self._do(event)
            return
        self._waiting.append(event)
        if self._patience is None:
            self._patience = self._app.set_timer(PATIENCE_SECONDS, self._give_up)

    async def _do(self, event: events.Key) -> None:
        self._is_busy = True
        try:
            await self._obey(event)
        finally:
            self._turn += 1
            self._wait(self._turn, ROUNDS)

    def _wait(self, turn: int, rounds: int) -> None:
        """Let what takes keys, its screen and the app have their turn, one after the other."""
        app = self._app
        if not app.screen_stack:
            self._is_busy = False
            return
        screen = app.screen
        pumps: list[MessagePump] = [pump for pump in (screen.focused, screen, app) if pump is not None]

        async def go_on() -> None:
            if turn != self._turn:
                return
            while pumps:
                if pumps.pop(0).call_later(go_on):
                    return  # a pump that has closed takes nothing more: then the next one is asked
            if rounds > 1 and ((app.screen_stack and app.screen is not screen) or self._has_messages()):
                self._wait(turn, rounds - 1)
            else:
                await self._next()

        app.call_later(go_on)

    def _has_messages(self) -> bool:
        """Say whether something on the screen has still to be told of something."""
        screen = self._app.screen
        return any(pump.message_queue_size for pump in (screen, *screen.walk_children(Widget)))

    async def _give_up(self) -> None:
        """Go on without whoever does not answer."""
        self._patience = None
        if self._is_busy:
            await self._next()

    async def _next(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        self._turn += 1
        if self._waiting:
            await self._do(self._waiting.popleft())
        else:
            self._is_busy = False
