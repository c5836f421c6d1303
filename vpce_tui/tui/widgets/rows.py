"""How are rows drawn only while they are in sight, and how does a cursor stay on its record while others arrive?

`VirtualRows` is the part that the tree, the table and the text pane share. It keeps the cursor by id, keeps the
cursor's line (or, scrolled away from it, the top line) where it is on the screen when rows come and go above, and
redraws a line only if what it shows has changed. Rows come from a `TreeModel`; their text is made at paint time,
made printable, and never read as markup.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from vpce_tui.tui.widgets.row_strips import name_strip, row_strip
from vpce_tui.tui.widgets.row_styles import ROWS_CSS, RowStyles
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs, highlight, printable_cells
from vpce_tui.view.tree import Predicate, TreeModel

SIDEWAYS = 8
"""Cells that one key press scrolls sideways."""


class Look(NamedTuple):
    """Everything that a row's picture depends on; a row whose look is the same is not drawn again."""

    row_id: str
    item: Any
    """Compared by identity: a record that changed is another object."""
    rest: tuple[object, ...]

    def same(self, other: Look | None) -> bool:
        return other is not None and self.item is other.item and self.row_id == other.row_id and self.rest == other.rest


@dataclass(frozen=True, slots=True)
class _Drawn:
    look: Look
    strip: Strip


class VirtualRows(ScrollView, can_focus=True):
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

    GUTTER = 1
    """Cells before each row, for the cursor's and the mark's sign."""

    @dataclass
    class Highlighted(Message):
        """The cursor is on another record, or on none."""

        widget: VirtualRows
        node_id: str | None

        @property
        def control(self) -> VirtualRows:
            return self.widget

    @dataclass
    class Chosen(Message):
        """The user chose a record."""

        widget: VirtualRows
        node_id: str

        @property
        def control(self) -> VirtualRows:
            return self.widget

    @dataclass
    class Moved(Message):
        """The cursor's position or the number of rows changed; a later one stands for those before it."""

        widget: VirtualRows
        index: int | None
        count: int

        @property
        def control(self) -> VirtualRows:
            return self.widget

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, VirtualRows.Moved) and message.widget is self.widget

    def __init__(
        self,
        *,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.signs = signs
        self._source: TreeModel | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._cursor_id: str | None = None
        self._cursor_index: int | None = None
        self._is_placed = False
        self._top_id: str | None = None
        self._home: str | None = None
        self._parked: str | None = None
        self._needle = ""
        self._shift = 0
        self._header_shown: object = None
        self._marks: frozenset[str] = frozenset()
        self._picked: frozenset[str] = frozenset()
        self._is_sync_due = False
        self._told: tuple[int | None, int] = (None, 0)
        self._on_screen: dict[int, Look] = {}
        self._drawn: dict[str, _Drawn] = {}
        self._styles = RowStyles(self)
        self._has_lean_cursor = False

    # What a kind of rows says about itself

    header_height = 0
    """Lines at the top that do not scroll."""

    shows_cursor = True
    """Is there a cursor to be seen? It is kept in any case."""

    @abstractmethod
    def look_at(self, index: int) -> Look:
        """Return what the row at `index` looks like now; asked for each row in sight after every change."""

    @abstractmethod
    def cells_of(self, look: Look, width: int) -> Cells:
        """Return a row's text; it is cut or filled to `width` cells afterwards."""

    def link_of(self, look: Look) -> str:  # noqa: ARG002 (for subclasses with links)
        """Return the address that a terminal may open from the row; it is given as an OSC 8 hyperlink."""
        return ""

    def header_cells(self, y: int, width: int) -> Cells:  # noqa: ARG002 (for subclasses with a header)
        """Return line `y` of the header."""
        return ()

    def header_look(self) -> object:
        """Return what the header's picture depends on."""
        return None

    def max_shift(self) -> int:
        """Return how far the rows may be scrolled sideways, in cells; asked when the user does so."""
        return 0

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
        self._note_change()

    @property
    def cursor_id(self) -> str | None:
        """The record under the cursor."""
        return self._cursor_id

    @property
    def position(self) -> tuple[int | None, int]:
        """The cursor's row and the number of rows."""
        return self._told

    @property
    def needle(self) -> str:
        """Text that is highlighted wherever it stands in a row."""
        return self._needle

    @needle.setter
    def needle(self, needle: str) -> None:
        if needle != self._needle:
            self._needle = needle
            self.refresh_changed()

    @property
    def marks(self) -> frozenset[str]:
        """The ids of marked rows."""
        return self._marks

    @marks.setter
    def marks(self, marks: Iterable[str]) -> None:
        self._marks = frozenset(marks)
        self.refresh_changed()

    @property
    def picked(self) -> frozenset[str]:
        """The ids of the rows that a person picked, for what they do next with all of them."""
        return self._picked

    @picked.setter
    def picked(self, picked: Iterable[str]) -> None:
        self._picked = frozenset(picked)
        self.refresh_changed()

    @property
    def shift(self) -> int:
        """Cells that have been scrolled out of sight at the left."""
        return self._shift

    @shift.setter
    def shift(self, shift: int) -> None:
        if shift != self._shift:
            self._shift = max(0, shift)
            self.refresh_changed()

    def looks_in_sight(self) -> list[Look]:
        """Return the rows on the screen, from the top."""
        return [self._on_screen[y] for y in sorted(self._on_screen)]

    def toggle_mark(self, node_id: str) -> None:
        """Mark a row, or take its mark away."""
        self.marks = self._marks ^ {node_id}

    def move_cursor(self, node_id: str) -> bool:
        """Put the cursor on a record and bring it in sight; return False if it has no row."""
        self._settle()
        index = self._source.index_of(node_id) if self._source is not None else None
        if index is None:
            return False
        self._go(index)
        return True

    def forget_place(self) -> None:
        """Go back to the top, as if nobody had moved here: what comes next is about something else."""
        self._is_placed = False
        self._shift = 0
        self._cursor_index = None
        self.set_scroll(None, 0)
        self.set_reactive(Widget.scroll_target_y, 0.0)
        self.repaint()
        self._note_change()

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

    def repaint(self) -> None:
        """Draw every row anew: what the labels are made from has changed without another item."""
        self._drawn.clear()
        self._on_screen.clear()
        self.refresh()

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
        self._has_lean_cursor = getattr(self.app, "sends_changes_alone", False)
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
        super().watch_scroll_y(old_value, new_value)
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
        if self.show_vertical_scrollbar:
            bar = self.vertical_scrollbar
            bar.window_virtual_size = size.height
            bar.window_size = self.size.height
            bar.position = top

    def refresh_changed(self) -> None:
        """Redraw those lines in sight that look different now."""
        if not self.is_attached:
            return
        if self.header_height and self.header_look() != self._header_shown:
            self.refresh(Region(0, 0, self.size.width, self.header_height))
        for y in range(self.header_height, self.size.height):
            look = self._look_on(y)
            before = self._on_screen.get(y)
            if (look is None) if before is None else before.same(look):
                continue
            self._refresh_at(y)

    def _tell(self, count: int) -> None:
        told = (self._cursor_index, count)
        if told != self._told:
            self._told = told
            self.post_message(self.Moved(self, *told))

    # Moving

    @property
    def row_width(self) -> int:
        """Cells of a row, the gutter included, the scrollbar not."""
        return max(0, self.scrollable_content_region.width)

    @property
    def _lines(self) -> int:
        """Rows that fit into sight."""
        return max(0, self.size.height - self.header_height)

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

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + self.header_height
        if self.header_height <= y < self.size.height:
            self._refresh_at(y)

    def _refresh_at(self, y: int) -> None:
        self.refresh(Region(0, y, self.size.width, 1))

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

    def on_focus(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    def on_blur(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    # Drawing

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn.clear()
        self._on_screen.clear()
        super().notify_style_update()

    def _look_on(self, y: int) -> Look | None:
        """Return the look of the row on line `y`, with what cursor, mark and search add to it."""
        source = self._source
        index = y - self.header_height + self.scroll_offset.y
        if source is None or not 0 <= index < len(source):
            return None
        look = self.look_at(index)
        state = "row"
        if self.shows_cursor and look.row_id == self._cursor_id:
            state = "cursor" if self.has_focus else "cursor-blurred"
        mark = "picked" if look.row_id in self._picked else "marked" if look.row_id in self._marks else ""
        return look._replace(rest=(state, mark, *self._common(), *look.rest))

    def _common(self) -> tuple[object, ...]:
        """Return what the pictures of all rows depend on."""
        return self._needle, self._shift, self.row_width, self.signs

    def render_line(self, y: int) -> Strip:
        width = self.row_width
        if y < self.header_height:
            self._header_shown = self.header_look()
            return self._strip(self.header_cells(y, width), "header", width)
        look = self._look_on(y)
        if look is None:
            self._on_screen.pop(y, None)
            return Strip.blank(width, self._styles.of("plain", "row"))
        self._on_screen[y] = look
        drawn = self._drawn.get(look.row_id)
        if drawn is None or not drawn.look.same(look):
            drawn = self._drawn[look.row_id] = _Drawn(look, self._draw(look, width))
            self._trim()
        return drawn.strip

    def _draw(self, look: Look, width: int) -> Strip:
        state, mark, *_ = look.rest
        own = look._replace(rest=look.rest[2 + len(self._common()) :])
        marks = {"picked": self.signs.picked, "marked": self.signs.marked}
        sign = marks.get(str(mark), self.signs.cursor if state != "row" else " ")
        gutter: Cells = [(sign.ljust(self.GUTTER), "accent" if mark else "plain")] if self.GUTTER else []
        cells = printable_cells(self.cells_of(own, max(0, width - self.GUTTER)))
        ground = "marked" if mark and state == "row" else str(state)
        strip = self._strip([*gutter, *highlight(cells, self._needle)], ground, width)
        link = self.link_of(own)
        return strip.apply_style(Style(link=link)) if link else strip

    def _strip(self, cells: Cells, ground: str, width: int) -> Strip:
        is_cursor = ground in ("cursor", "cursor-blurred")
        made = name_strip if is_cursor and self._has_lean_cursor else row_strip
        return made(cells, ground, width, self._styles, self.signs.ellipsis)

    def _trim(self) -> None:
        """Keep the pictures of rows near by only."""
        if len(self._drawn) > 4 * self.size.height + 64:
            near = {look.row_id for look in self._on_screen.values()}
            self._drawn = {row_id: drawn for row_id, drawn in self._drawn.items() if row_id in near}
