"""How does a cursor stay on its record, and the picture still, while others arrive above and below?

The cursor is kept by id. When rows come and go, its line (or, scrolled away from it, the top line) stays where it is
on the screen. Changes are noted as they come and looked at once a turn of the event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.widget import Widget

from vpce_tui.tui.widgets.painted_rows import PaintedRows
from vpce_tui.tui.widgets.thumb import move_thumb
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.tree import TreeModel


class FollowingRows(PaintedRows):
    """Rows of a `TreeModel`, with a cursor that stays on its record."""

    @dataclass
    class Highlighted(Message, namespace="virtual_rows"):
        """The cursor is on another record, or on none."""

        widget: FollowingRows
        node_id: str | None

        @property
        def control(self) -> FollowingRows:
            return self.widget

    @dataclass
    class Moved(Message, namespace="virtual_rows"):
        """The cursor's position or the number of rows changed; a later one stands for those before it."""

        widget: FollowingRows
        index: int | None
        count: int

        @property
        def control(self) -> FollowingRows:
            return self.widget

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, FollowingRows.Moved) and message.widget is self.widget

    def __init__(
        self,
        *,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self._unsubscribe: Callable[[], None] | None = None
        self._is_placed = False
        self._top_id: str | None = None
        self._is_sync_due = False
        self._told: tuple[int | None, int] = (None, 0)

    # What others set and ask

    @property
    def source(self) -> TreeModel | None:
        return self._source

    def show(self, source: TreeModel | None) -> None:
        """Show these rows and follow their changes; the cursor stays where the id is known there too."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._source = source
        if source is not None:
            self._unsubscribe = source.subscribe(self._note_change)
        self.repaint()

    @property
    def cursor_id(self) -> str | None:
        """The record under the cursor."""
        return self._cursor_id

    @property
    def position(self) -> tuple[int | None, int]:
        """The cursor's row and the number of rows."""
        return self._told

    def forget_place(self) -> None:
        """Go back to the top, as if nobody had moved here: what comes next is about something else."""
        self._is_placed = False
        self._shift = 0
        self._cursor_index = None
        self.set_scroll(None, 0)
        self.set_reactive(Widget.scroll_target_y, 0.0)
        self.repaint()

    def repaint(self) -> None:
        self._pictures.doubt()
        self._note_change()

    # Following changes

    def _note_change(self) -> None:
        """Note a change; however many come at once, they are looked at once."""
        if not self._is_sync_due and self.is_attached and self.is_running:
            self._is_sync_due = True
            self.call_next(self.sync)

    def _settle(self) -> None:
        if self._is_sync_due:
            self.sync()

    def on_mount(self) -> None:
        self.sync()

    def on_unmount(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def on_resize(self) -> None:
        self._on_screen.clear()
        self._trim()
        self.sync()
        if self._cursor_index is not None and self._is_placed:
            self._bring_in_sight(self._cursor_index)

    def sync(self) -> None:
        """Follow the source: find the cursor's record, hold the picture still, redraw the lines that differ.

        O(lines in sight) plus one look-up; runs by itself after changes.
        """
        self._is_sync_due = False
        source = self._source
        count = len(source) if source is not None else 0
        old_top = self.scroll_offset.y
        line_before = None if self._cursor_index is None else self._cursor_index - old_top
        anchor = self._anchor(line_before)
        old_id = self._cursor_id
        self._cursor_index = self._find_cursor(count)
        self._cursor_id = None if self._cursor_index is None or source is None else source.id_at(self._cursor_index)
        top = old_top
        if anchor is not None and source is not None and (self._is_placed or old_top):
            line, row_id = anchor
            index = self._cursor_index if row_id == old_id else source.index_of(row_id)
            top = old_top if index is None else index - line
        self._set_extent(count, top)
        self._note_top()
        self.refresh_changed()
        if self._cursor_id != old_id:
            self.post_message(self.Highlighted(self, self._cursor_id))
        self._tell(count)

    def _anchor(self, cursor_line: int | None) -> tuple[int, str] | None:
        """Return the line that shall not move, and the record on it: the cursor's, or else the topmost still there."""
        if cursor_line is not None and self._cursor_id is not None and 0 <= cursor_line < self._lines:
            return cursor_line, self._cursor_id
        if self._top_id is not None and self._source is not None and self._source.index_of(self._top_id) is not None:
            return 0, self._top_id
        for y in range(self.header_height, self.size.height):
            look = self._on_screen.get(y)
            if look is not None and self._source is not None and self._source.index_of(look.row_id) is not None:
                return y - self.header_height, look.row_id
        return None

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the rows that came in sight; in place of Textual's own, which would draw the bar anew each time."""
        self._move_thumb()
        if round(old_value) != round(new_value):
            self.refresh(Region(0, 0, self.row_width, self.size.height))
        self._note_top()

    def _note_top(self) -> None:
        """Remember which record is topmost: the screen may not have been painted when the next ones arrive."""
        top = self.scroll_offset.y
        self._top_id = self._source.id_at(top) if self._source is not None and top < len(self._source) else None

    def _find_cursor(self, count: int) -> int | None:
        """Return the cursor's row now. Before the user has moved it, it is the first one."""
        if not count or self._source is None:
            return None
        if self._cursor_id is None or not self._is_placed:
            return 0
        index = self._source.index_of(self._cursor_id)
        return index if index is not None else self._substitute(self._source, self._cursor_id)

    def _substitute(self, source: TreeModel, lost_id: str) -> int:
        """Return the cursor's row when its record has none: the branch closed over it, or what came to stand there."""
        above = source.visible_ancestor(lost_id)
        index = source.index_of(above) if above is not None else None
        return index if index is not None else clamp(self._cursor_index or 0, 0, len(source) - 1)

    def _set_extent(self, count: int, top: int) -> None:
        """Set the number of rows and the first in sight without a layout or a full repaint."""
        size = Size(self.row_width, count + self.header_height)
        self.set_reactive(Widget.virtual_size, size)
        if not self.size:
            return
        top = clamp(top, 0, max(0, count - self._lines))
        self.set_scroll(None, top)
        self.set_reactive(Widget.scroll_target_y, float(top))
        self._move_thumb()

    def _move_thumb(self) -> None:
        if self.show_vertical_scrollbar:
            move_thumb(self.vertical_scrollbar, self.virtual_size.height, self.size.height, self.scroll_offset.y)

    def _tell(self, count: int) -> None:
        told = (self._cursor_index, count)
        if told != self._told:
            self._told = told
            self.post_message(self.Moved(self, *told))

    # The cursor's place

    def _go(self, index: int) -> None:
        """Put the cursor on row `index`; two lines are redrawn unless the view has to scroll."""
        source = self._source
        if source is None or not len(source):
            return
        index = clamp(index, 0, len(source) - 1)
        old_index, old_id = self._cursor_index, self._cursor_id
        self._is_placed = True
        self._cursor_index, self._cursor_id = index, source.id_at(index)
        if not self._bring_in_sight(index):
            for row in {old_index, index} - {None}:
                self._refresh_row(row or 0)
        if self._cursor_id != old_id:
            self.post_message(self.Highlighted(self, self._cursor_id))
        self._tell(len(source))

    def _bring_in_sight(self, index: int) -> bool:
        """Scroll no further than needed to show a row; return whether that moved anything."""
        if not self._lines:
            return False  # not laid out yet: the resize that gives it a height comes back here
        top = self.scroll_offset.y
        wanted = clamp(top, index - self._lines + 1, index)
        if wanted == top:
            return False
        self.scroll_target_y = self.scroll_y = wanted
        return True
