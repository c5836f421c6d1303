"""Which keys move through rows, and where do a filter and a search take the cursor?

`VirtualRows` is the part that the tree, the table and the text pane share. Below it, `following_rows` keeps the cursor
on its record while others arrive, and `painted_rows` draws the rows in sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import clamp
from textual.message import Message

from vpce_tui.tui.widgets.following_rows import FollowingRows
from vpce_tui.tui.widgets.row_pictures import Look
from vpce_tui.tui.widgets.row_styles import ROWS_CSS
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.tree import Predicate

__all__ = ["Look", "VirtualRows"]

SIDEWAYS = 8
"""Cells that one key press scrolls sideways."""


class VirtualRows(FollowingRows, can_focus=True):
    """Rows of which only those in sight are drawn, with a cursor that stays on its record."""

    DEFAULT_CSS = ROWS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, priority=True, id="rows.down"),
        Binding("up,k", "move(-1)", "Up", show=False, priority=True, id="rows.up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, priority=True, id="rows.page_down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, priority=True, id="rows.page_up"),
        Binding("ctrl+d", "page(0.5)", "Half a page down", show=False, priority=True, id="rows.half_page_down"),
        Binding("ctrl+u", "page(-0.5)", "Half a page up", show=False, priority=True, id="rows.half_page_up"),
        Binding("home,g", "first", "First row", show=False, priority=True, id="rows.first"),
        Binding("end,G", "last", "Last row", show=False, priority=True, id="rows.last"),
        Binding("left,h", "left", "Left", show=False, priority=True, id="rows.left"),
        Binding("right,l", "right", "Right", show=False, priority=True, id="rows.right"),
        Binding("enter", "choose", "Open", show=False, priority=True, id="rows.choose"),
    ]

    @dataclass
    class Chosen(Message):
        """The user chose a record."""

        widget: VirtualRows
        node_id: str

        @property
        def control(self) -> VirtualRows:
            return self.widget

    def __init__(
        self,
        *,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self._home: str | None = None
        self._parked: str | None = None

    def move_cursor(self, node_id: str) -> bool:
        """Put the cursor on a record and bring it in sight; return False if it has no row."""
        self._settle()
        index = self._source.index_of(node_id) if self._source is not None else None
        if index is None:
            return False
        self._go(index)
        return True

    def set_filter(self, predicate: Predicate | None, needle: str = "") -> None:
        """Show matches with their ancestors, `needle` highlighted; None shows everything again.

        If its record is hidden, the cursor waits on the first match, and goes back as soon as the record is shown;
        when the user moves it meanwhile, it stays on what they chose. O(nodes).
        """
        self._settle()
        model = self._source
        if model is None:
            return
        if not model.is_filtered:
            self._home = self._parked = self.cursor_id
        is_waiting = self.cursor_id in {self._home, self._parked, None}
        model.set_filter(predicate)
        self.needle = needle if predicate is not None else ""
        wanted = self._home if is_waiting else self.cursor_id
        if wanted is None or not (model.reveal(wanted) if predicate is None else model.index_of(wanted) is not None):
            wanted = self._parked = model.next_match()
        if wanted is not None and model.reveal(wanted):
            self.move_cursor(wanted)

    def keep_match(self) -> None:
        """Take the match under the cursor as where the user wants to be, also when the filter goes."""
        self._home = self._parked = self.cursor_id

    def go_to_next(self, predicate: Predicate | None = None, *, backwards: bool = False) -> bool:
        """Go to the next record that `predicate` or else the filter itself matches, around the end; open its branches.

        Return False if there is none. O(records).
        """
        self._settle()
        source = self._source
        if source is None:
            return False
        if predicate is None:
            found = source.next_match(self._cursor_id, backwards=backwards)
        else:
            found = source.search(predicate, self._cursor_id, backwards=backwards)
        return found is not None and source.reveal(found) and self.move_cursor(found)

    # Moving

    def action_move(self, rows: int) -> None:
        self._settle()
        self._go((self._cursor_index or 0) + rows)

    def action_page(self, pages: float) -> None:
        """Move the cursor and the view by pages, so that the cursor stays on its line."""
        self._settle()
        source = self._source
        if source is None:
            return
        rows = int(max(1, self._lines * abs(pages))) * (1 if pages > 0 else -1)
        top = clamp(self.scroll_offset.y + rows, 0, max(0, len(source) - self._lines))
        self.scroll_target_y = self.scroll_y = top
        self._go((self._cursor_index or 0) + rows)

    def action_first(self) -> None:
        self._settle()
        self._go(0)

    def action_last(self) -> None:
        self._settle()
        if self._source is not None:
            self._go(len(self._source) - 1)

    def action_left(self) -> None:
        """Scroll sideways; a tree closes a branch instead."""
        self.shift = max(0, self._shift - SIDEWAYS)

    def action_right(self) -> None:
        """Scroll sideways as far as there is something to see; a tree opens a branch instead."""
        self.shift = max(self._shift, min(self.max_shift(), self._shift + SIDEWAYS))

    def action_choose(self) -> None:
        self._settle()
        if self._cursor_id is not None:
            self.post_message(self.Chosen(self, self._cursor_id))

    def row_under(self, event: events.MouseEvent) -> int | None:
        """Return the row under the pointer, or None beside the rows."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.header_height or self._source is None:
            return None
        index = offset.y - self.header_height + self.scroll_offset.y
        return index if index < len(self._source) else None

    def on_click(self, event: events.Click) -> None:
        self._settle()
        index = self.row_under(event)
        if index is None:
            return
        event.stop()
        self._go(index)
        if event.chain == 2:
            self.action_choose()
