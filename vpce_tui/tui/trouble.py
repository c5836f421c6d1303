"""What happens when something in the program itself fails?

The program goes on. What failed is shown with a text to report, kept in a file, and the widget or screen whose handler
failed takes its next message. Textual ends the program instead, and stops taking messages wherever a handler raised;
hence the one place where all handlers are called (`MessagePump._dispatch_message`) is guarded here.

The same failure again is counted, not shown again, so that one in every frame cannot lock the reader out; a flood of
different ones ends the program, with the text on the terminal.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from textual.message_pump import MessagePump
from textual.worker import WorkerFailed

from vpce_tui import __version__

if TYPE_CHECKING:
    from textual.message import Message

    from vpce_tui.tui.manners import MannersApp

FLOOD: Final = 50
"""Different failures within `FLOOD_SECONDS` after which going on makes no sense."""
FLOOD_SECONDS: Final = 10.0
KEPT_FILES: Final = 10
_SEAM: Final = "_dispatch_message"
"""The method of Textual 8.2.8 through which every handler of every pump is called."""
_unguarded: Any = None
_TERMINAL: Final = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "TMUX")


@dataclass(slots=True)
class Trouble:
    """One failure, however often it came."""

    summary: str
    """`ValueError: …`, one line."""
    where: str
    """What was under way: a message, a timer, a thread."""
    text: str
    """All of it, to report."""
    place: str = ""
    """The file, line and function that raised it."""
    path: str = ""
    """The file it is kept in; empty if that failed."""
    count: int = 1


@dataclass(slots=True)
class Troubles:
    """What has failed in this run."""

    found: dict[tuple[object, ...], Trouble] = field(default_factory=dict)
    recent: list[float] = field(default_factory=list)
    """When failures came first, to notice a flood."""

    def take(self, error: BaseException, where: str) -> tuple[Trouble, bool]:
        """Note a failure; return it, and whether it is new."""
        if isinstance(error, WorkerFailed):
            error = error.error
        key = _signature(error)
        trouble = self.found.get(key)
        if trouble is not None:
            trouble.count += 1
            return trouble, False
        summary = traceback.format_exception_only(error)[-1].strip().splitlines()[0][:300]
        trouble = self.found[key] = Trouble(summary, where, report(error, where), _place(error))
        self.recent.append(time.monotonic())
        return trouble, True

    @property
    def is_flood(self) -> bool:
        last = self.recent[-FLOOD:]
        return len(last) == FLOOD and last[-1] - last[0] < FLOOD_SECONDS

    @property
    def texts(self) -> Sequence[str]:
        return [trouble.text for trouble in self.found.values()]


def _signature(error: BaseException) -> tuple[object, ...]:
    """Return what makes two failures the same: their type and where they were raised."""
    places: list[tuple[str, int]] = []
    at: TracebackType | None = error.__traceback__
    while at is not None:
        places.append((at.tb_frame.f_code.co_filename, at.tb_lineno))
        at = at.tb_next
    return (type(error), *places[-2:])


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}, {frames[-1].name}" if frames else ""


def report(error: BaseException, where: str) -> str:
    """Return the text to report: versions, terminal, what was under way, the traceback. No values of variables."""
    import platform

    terminal = ", ".join(f"{name}={os.environ[name]}" for name in _TERMINAL if name in os.environ)
    stack = "".join(traceback.format_exception(error)).rstrip()
    return (
        f"vpce-tui {__version__}, Python {platform.python_version()}, {sys.platform}\n"
        f"terminal: {terminal}\n"
        f"while: {where}\n\n{stack}\n"
    )


def keep(trouble: Trouble, folder: Path) -> None:
    """Write the text to a file that only its owner reads, the newest few kept. Blocks; does nothing where it cannot."""
    name = f"trouble-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(folder / name, "x", encoding="utf-8", opener=_private) as file:
            file.write(trouble.text)
        for old in sorted(folder.glob("trouble-*.txt"))[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # a full or read-only disk: the text is on the screen all the same
    trouble.path = str(folder / name)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def guard_handlers() -> None:
    """Let every message pump survive its handlers. Once for the process; other apps than ours are not concerned."""
    global _unguarded
    if _unguarded is not None:
        return
    unguarded = _unguarded = getattr(MessagePump, _SEAM)

    async def dispatch(pump: MessagePump, message: Message) -> None:
        try:
            await unguarded(pump, message)
        except Exception as error:
            app = _resilient_app(pump)
            if app is None:
                raise
            where = f"{type(pump).__name__} took {type(message).__qualname__}"
            app.take_trouble(error, where, pump)

    setattr(MessagePump, _SEAM, dispatch)


def _resilient_app(pump: MessagePump) -> MannersApp | None:
    """Return our app if it is up and goes on after failures."""
    app: Any = pump.app
    return app if getattr(app, "is_resilient", False) else None
