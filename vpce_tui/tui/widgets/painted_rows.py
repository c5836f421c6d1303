"""How are rows drawn only while they are in sight, and only if what they show has changed?

A row's text is made at paint time, made printable, and never read as markup. Its picture is kept as long as the row
looks the same: a row is asked for its look after every change, and drawn again where that differs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vpce_tui.tui.widgets.row_strips import name_strip, row_strip
from vpce_tui.tui.widgets.row_styles import RowStyles
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs, highlight, printable_cells
from vpce_tui.view.tree import TreeModel


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


class PaintedRows(ScrollView):
    """Rows, drawn as they come in sight."""

    GUTTER = 1
    """Cells before each row, for the cursor's and the mark's sign."""

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
        self._cursor_id: str | None = None
        self._cursor_index: int | None = None
        self._needle = ""
        self._shift = 0
        self._header_shown: object = None
        self._marks: frozenset[str] = frozenset()
        self._picked: frozenset[str] = frozenset()
        self._on_screen: dict[int, Look] = {}
        self._drawn: dict[str, _Drawn] = {}
        self._styles = RowStyles(self)

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

    # What differs

    @property
    def row_width(self) -> int:
        """Cells of a row, the gutter included, the scrollbar not."""
        return max(0, self.scrollable_content_region.width)

    @property
    def _lines(self) -> int:
        """Rows that fit into sight."""
        return max(0, self.size.height - self.header_height)

    def repaint(self) -> None:
        """Draw every row anew: what the labels are made from has changed without another item."""
        self._drawn.clear()
        self._on_screen.clear()
        self.refresh()

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

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + self.header_height
        if self.header_height <= y < self.size.height:
            self._refresh_at(y)

    def _refresh_at(self, y: int) -> None:
        self.refresh(Region(0, y, self.size.width, 1))

    def on_focus(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    def on_blur(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._drawn.clear()
        self._on_screen.clear()
        super().notify_style_update()

    # Drawing

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
        # Set by `tui/low_bandwidth.py`, where each cell whose ground changes costs bytes on a slow line.
        is_lean = ground in ("cursor", "cursor-blurred") and getattr(self.app, "sends_changes_alone", False)
        made = name_strip if is_lean else row_strip
        return made(cells, ground, width, self._styles, self.signs.ellipsis)

    def _trim(self) -> None:
        """Keep the pictures of rows near by only."""
        if len(self._drawn) > 4 * self.size.height + 64:
            near = {look.row_id for look in self._on_screen.values()}
            self._drawn = {row_id: drawn for row_id, drawn in self._drawn.items() if row_id in near}
