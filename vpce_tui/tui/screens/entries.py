"""How does a list of entries look of which each can be opened, and that grows while one reads it?

A headline above the lines; the cursor stays on its entry when others come. What the entries are is for those that are
made on top of this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from textual.app import ComposeResult
from textual.widgets import Static

from vpce_tui.tui.cells import content
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.view.text import UNICODE_SIGNS, Signs


class EntriesScreen(AboveScreen):
    """Entries by their keys, some of them open."""

    DEFAULT_CSS = """
    EntriesScreen {
        & > #told { height: 1; padding: 0 1; }
        & > #entries { height: 1fr; }
    }
    """

    def __init__(self, opened: frozenset[str] = frozenset(), line: str = "", *, signs: Signs = UNICODE_SIGNS) -> None:
        """Show the list; `opened` are the keys of the entries that are open, `line` is where the cursor is."""
        super().__init__()
        self._opened = opened
        self._line = line
        self._signs = signs

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="told")
        yield TextView(signs=self._signs, id="entries")
        yield self.hint_line()

    def on_mount(self) -> None:
        self._view.focus()
        self._show()

    def again(self) -> Self:
        return type(self)(self._opened, self._view.cursor_id or "", signs=self._signs)

    def renew(self) -> None:
        super().renew()
        self._show()

    @property
    def _view(self) -> TextView:
        return self.query_one("#entries", TextView)

    def _show(self) -> None:
        """Show the entries as they are now."""
        raise NotImplementedError

    def _say(self, headline: str) -> None:
        self.query_one("#told", Static).update(content([(headline, "heading")]), layout=False)

    def _place_cursor(self, otherwise: str = "") -> None:
        """Put the cursor where it shall be, once; `otherwise` is for when nobody said where."""
        if line := self._line or otherwise:
            self._view.move_cursor(line)
            self._line = ""

    def _toggle_all(self, keys: Iterable[str], line: str) -> None:
        """Open all entries, or close them where all are open; the cursor stays on the entry that it is in."""
        every = frozenset(keys)
        self._line = line
        self._opened = frozenset() if every <= self._opened else every
        self._show()
