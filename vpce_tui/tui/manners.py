"""How does the program behave when something goes wrong around it: a failure of its own, a signal, a lost terminal?

It goes on after failures and shows what to report (`trouble`), leaves in order when told to from outside (`leaving`),
and keeps what was read live for `vpce-tui resume` (`session_file`).
"""

from __future__ import annotations

import asyncio
import logging
import select
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.text import Text
from textual._context import active_message_pump
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import Worker

from vpce_tui.tui.leaving import Leaving
from vpce_tui.tui.looks import LooksApp
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.tui.trouble import Trouble, Troubles, guard_handlers, keep
from vpce_tui.view.text import Signs, printable

if TYPE_CHECKING:
    from vpce_tui.tui.session_file import SessionFile

KEEP_SECONDS: Final = 15.0
"""How often it is looked whether something new shall be kept."""
KEEP_READING_ROUNDS: Final = 4
"""While records stream in, only every so many looks: what is half read is worth less than the time."""

_log = logging.getLogger("vpce_tui")


class MannersApp(LooksApp):
    """The part of the app that behaves."""

    survives: bool | None = None
    """Does it go on after failures of its own? None: in a terminal it does, in a test the failure shall be seen."""

    def __init__(self, settings: ScreenSettings, signs: Signs) -> None:
        super().__init__(settings, signs)
        self.troubles = Troubles()
        self._broken: set[Screen[Any]] = set()
        self._session: SessionFile | None = None
        self._session_rounds = 0
        self.leaving = Leaving(self._begin_leaving, self.keep_session)
        guard_handlers()

    # Failures

    @property
    def is_resilient(self) -> bool:
        """Does it go on after a failure now?"""
        survives = self._driver is not None and not self.is_headless if self.survives is None else self.survives
        has_screen = bool(self._screen_stacks.get(self._current_mode))
        return survives and self._is_mounted and has_screen and self._running and not self._exit

    def _handle_exception(self, error: Exception) -> None:
        """Textual calls this where no handler was at fault: a timer, a layout, a frame, a thread of work."""
        if not self.is_resilient:
            super()._handle_exception(error)
            return
        pump = active_message_pump.get(None)
        self.take_trouble(error, f"{type(pump).__name__} was drawn, timed or waited for", pump)

    def take_trouble(self, error: BaseException, where: str, pump: MessagePump | None = None) -> None:
        """Tell a failure and go on. In the loop's thread."""
        trouble, is_new = self.troubles.take(error, where)
        if isinstance(pump, Screen) and not pump.is_mounted:
            self._broken.add(pump)
        if not is_new:
            self.call_later(self._tell_again, trouble)
            return
        _log.error("%s", trouble.text)
        if self.troubles.is_flood:
            self.exit(1, message=Text(printable("\n".join(self.troubles.texts), multiline=True)))
            return
        threading.Thread(target=self._keep_trouble, args=(trouble,), name="trouble", daemon=True).start()

    def _keep_trouble(self, trouble: Trouble) -> None:
        keep(trouble, _state_folder())
        self.call_later(self._show_trouble, trouble)

    def _show_trouble(self, trouble: Trouble) -> None:
        from vpce_tui.tui.screens.trouble import TroubleScreen

        shown = [screen for screen in self.screen_stack if isinstance(screen, TroubleScreen)]
        if shown:
            self.notify(f"another failure: {trouble.summary}", severity="error", timeout=20, markup=False)
            return
        self.push_screen(TroubleScreen(trouble, signs=self.signs), self._after_trouble)

    def _tell_again(self, trouble: Trouble) -> None:
        from vpce_tui.tui.screens.trouble import TroubleScreen

        shown = [screen for screen in self.screen_stack if isinstance(screen, TroubleScreen)]
        if shown:
            if shown[-1].trouble is trouble:
                shown[-1].show()
        elif trouble.count & (trouble.count - 1) == 0:  # 2, 4, 8 …: one in every frame shall not fill the screen
            told = f"failed again ({trouble.count} times): {trouble.summary}"
            self.notify(told, severity="error", timeout=20, markup=False)

    def _after_trouble(self, _: None) -> None:
        """Close a screen that could not even be made: nothing on it could be used."""
        while len(self.screen_stack) > 1 and self.screen in self._broken:
            self._broken.discard(self.screen)
            self.pop_screen()

    def listen_for_failures(self) -> None:
        """Take failures of threads and of tasks that nobody waits for as well."""
        loop = asyncio.get_running_loop()

        def in_task(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if isinstance(error, Exception) and self.is_resilient:
                self.take_trouble(error, str(context.get("message", "a task")))

        def in_thread(told: threading.ExceptHookArgs) -> None:
            error = told.exc_value
            if isinstance(error, OSError) and self.leaving.is_watching and _is_terminal_gone():
                self.leaving.leave(signal.SIGHUP)
            elif isinstance(error, Exception) and not loop.is_closed():
                name = told.thread.name if told.thread is not None else "?"
                loop.call_soon_threadsafe(self.take_trouble, error, f"thread {name}")

        loop.set_exception_handler(in_task)
        threading.excepthook = in_thread

    def panic(self, *renderables: RenderableType) -> None:
        """Leave in order where it is the terminal that failed; Textual's threads report that as a panic."""
        if self.leaving.is_watching and _is_terminal_gone():
            self.leaving.leave(signal.SIGHUP)
        else:
            super().panic(*renderables)

    # Leaving

    def _begin_leaving(self, number: int) -> None:
        """Leave, from any thread."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self.exit, 128 + number)

    # The session

    def begin_session(self) -> None:
        """Keep what is read from now on."""
        from vpce_tui.tui.session_file import SessionFile, sessions_folder

        self._session = SessionFile(sessions_folder())
        self.set_interval(KEEP_SECONDS, self._look_at_session)

    def _look_at_session(self) -> None:
        self._session_rounds += 1
        if not self.is_reading_now or self._session_rounds % KEEP_READING_ROUNDS == 0:
            threading.Thread(target=self.keep_session, name="session", daemon=True).start()

    @property
    def is_reading_now(self) -> bool:
        """Do records stream in?"""
        return False

    def session_content(self) -> Callable[[SessionFile], bool] | None:
        """Return what writes the session, or None if there is nothing to write."""
        return None

    def keep_session(self) -> None:
        """Write what was read, in any thread; nothing happens if it is on disk already."""
        write = self.session_content()
        if self._session is not None and write is not None:
            write(self._session)


def tell_worker_failure(worker: Worker[Any]) -> None:
    """Show what failed in a thread of work; who waits for its answer will not get one."""
    app = worker.node.app
    if isinstance(app, MannersApp) and worker.error is not None:
        app.take_trouble(worker.error, f"work of {type(worker.node).__name__}: {worker.group}")


def _state_folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("vpce-tui")


def _is_terminal_gone() -> bool:
    """Say whether the terminal that the program began on has hung up; where that cannot be told, it has not."""
    if not hasattr(select, "poll"):
        return False
    watched = select.poll()
    watched.register(0, 0)
    return any(told & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, told in watched.poll(0))
