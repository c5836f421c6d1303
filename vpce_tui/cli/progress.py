"""How does a long read tell how far it is: a bar on a terminal, lines elsewhere, nothing when quiet?"""

from __future__ import annotations

import sys
import time

from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.resources import BY_RECORD
from vpce_tui.view.text import printable

_INTERVAL_SECONDS = 0.2
_LINE_INTERVAL_SECONDS = 5.0


class Progress:
    """Counts events and shows them on stderr at most five times a second."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._started = self._ended = self._records = 0
        self._said_at = time.monotonic()
        self._last = ""

    def tell(self, event: CollectEvent) -> None:
        match event:
            case ReadStarted():
                self._started += 1
            case PageRead():
                self._records += len(event.records)
                self._last = f"{BY_RECORD[event.record_type].title} in {event.scope}"
            case ReadEnded():
                self._ended += 1
        self._say()

    def done(self) -> None:
        """Say the final counts."""
        if not self._quiet:
            self._write(f"read {self._records:,} records of {self._ended} lists")
            if self._terminal:
                sys.stderr.write("\n")

    def _say(self) -> None:
        now = time.monotonic()
        if self._quiet or now - self._said_at < (_INTERVAL_SECONDS if self._terminal else _LINE_INTERVAL_SECONDS):
            return
        self._said_at = now
        self._write(f"{self._bar()}{self._records:,} records · {self._last}")

    def _bar(self) -> str:
        if not self._terminal or not self._started:
            return ""
        filled = 20 * self._ended // max(self._started, self._ended)
        return f"[{'#' * filled}{'.' * (20 - filled)}] {self._ended}/{self._started} lists · "

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{printable(text)}" if self._terminal else f"{printable(text)}\n")
        sys.stderr.flush()
