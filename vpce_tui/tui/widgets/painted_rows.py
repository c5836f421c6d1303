"""How are rows drawn only while they are in sight, and only if what they show has changed?

A row's text is made at paint time, made printable, and never read as markup. Its picture is kept as long as the row
looks the same: a row is asked for its look after every change, and drawn again where that differs.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vpce_tui.tui.widgets.line_cache import LineCache
from vpce_tui.tui.widgets.row_pictures import Look, RowPictures, Words
from vpce_tui.tui.widgets.row_strips import name_strip, row_strip
from vpce_tui.tui.widgets.row_styles import RowStyles
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs, highlight, printable_cells
from vpce_tui.view.tree import Row, TreeModel

_Common: TypeAlias = tuple[str, int, int, Signs]


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
        self._on_screen: dict[int, Look | None] = {}
        """What was drawn on each line, None for a blank one; a line that is not here has to be drawn."""
        self._expected: dict[int, Look | None] = {}
        self._pictures = RowPictures()
        self._styles = RowStyles(self)
        self._styles_cache = LineCache(self)

    # What a kind of rows says about itself

    header_height = 0
    """Lines at the top that do not scroll."""

    shows_cursor = True
    """Is there a cursor to be seen? It is kept in any case."""

    @abstractmethod
    def look_of(self, row: Row) -> Look:
        """Return what a row looks like now; asked for each row in sight after every change."""

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
        return [look for _, look in sorted(self._on_screen.items()) if look is not None]

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
        """Draw those rows anew whose words differ: what labels are made from has changed without another item."""
        self._pictures.doubt()
        self.refresh_changed()

    def refresh_changed(self) -> None:
        """Redraw those lines in sight that look different now."""
        if not self.is_attached:
            return
        if self.header_height and self.header_look() != self._header_shown:
            self.refresh_lines_of_view(range(self.header_height))
        lines = range(self.header_height, self.size.height)
        looks = zip(lines, self._looks(lines), strict=True)
        shown = self._on_screen
        self.refresh_lines_of_view(y for y, look in looks if y not in shown or self._differs(look, shown[y]))

    def _differs(self, look: Look | None, shown: Look | None) -> bool:
        if look is None:
            return shown is not None
        return not look.same(shown) or self._pictures.of(look, self._words) is None

    def refresh_lines_of_view(self, lines: Iterable[int]) -> None:
        """Have lines drawn again, counted from the widget's own top."""
        width = self.row_width  # not the scrollbar's column
        if regions := [Region(0, y, width, 1) for y in lines]:
            self.refresh(*regions)

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y + self.header_height
        if self.header_height <= y < self.size.height:
            self.refresh_lines_of_view([y])

    def on_focus(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    def on_blur(self) -> None:
        if self._cursor_index is not None:
            self._refresh_row(self._cursor_index)

    def notify_style_update(self) -> None:
        self._styles.clear()
        self._pictures.forget()
        self._styles_cache.clear()
        self._on_screen.clear()
        super().notify_style_update()

    # Drawing

    def expect_lines(self, lines: Sequence[int]) -> None:
        """Look at all rows at once that will be drawn now."""
        self._expected = dict(zip(lines, self._looks(lines), strict=True))

    def _looks(self, lines: Sequence[int]) -> list[Look | None]:
        """Return the looks of the rows on some lines in rising order, with what cursor, mark and search add to them."""
        if not lines or self._source is None:
            return [None] * len(lines)
        above = self.scroll_offset.y - self.header_height
        first = max(above + lines[0], self.scroll_offset.y)
        rows = self._source.rows(first, above + lines[-1] + 1 - first)
        common, has_focus = self._common(), self.has_focus
        return [
            self._look(rows[above + y - first], common, has_focus=has_focus)
            if y >= self.header_height and above + y - first < len(rows)
            else None
            for y in lines
        ]

    def _look(self, row: Row, common: _Common, *, has_focus: bool) -> Look:
        look = self.look_of(row)
        row_id = look.row_id
        state = "row"
        if self.shows_cursor and row_id == self._cursor_id:
            state = "cursor" if has_focus else "cursor-blurred"
        mark = "picked" if row_id in self._picked else "marked" if row_id in self._marks else ""
        return look.seen_as(state, mark, common)

    def _common(self) -> _Common:
        """Return what the pictures of all rows depend on."""
        return self._needle, self._shift, self.row_width, self.signs

    def render_line(self, y: int) -> Strip:
        if y < self.header_height:
            self._header_shown, width = self.header_look(), self.row_width
            return self._strip(self.header_cells(y, width), "header", width)
        look = self._expected.pop(y) if y in self._expected else self._looks([y])[0]
        self._on_screen[y] = look
        if look is None:
            return Strip.blank(self.row_width, self._styles.of("plain", "row"))
        return self._pictures.of(look, self._words) or self._draw(look)

    def _words(self, own: Look) -> Words:
        return tuple(printable_cells(self.cells_of(own, max(0, self.row_width - self.GUTTER))))

    def _draw(self, look: Look) -> Strip:
        state, mark, *_ = look.rest
        own = look.own
        marks = {"picked": self.signs.picked, "marked": self.signs.marked}
        sign = marks.get(str(mark), self.signs.cursor if state != "row" else " ")
        gutter: Cells = [(sign.ljust(self.GUTTER), "accent" if mark else "plain")] if self.GUTTER else []
        words = self._words(own)
        ground = "marked" if mark and state == "row" else str(state)
        strip = self._strip([*gutter, *highlight(words, self._needle)], ground, self.row_width)
        if link := self.link_of(own):
            strip = strip.apply_style(Style(link=link))
        self._pictures.keep(look, words, strip)
        self._trim()
        return strip

    def _strip(self, cells: Cells, ground: str, width: int) -> Strip:
        # Set by `tui/low_bandwidth.py`, where each cell whose ground changes costs bytes on a slow line.
        is_lean = ground in ("cursor", "cursor-blurred") and getattr(self.app, "sends_changes_alone", False)
        made = name_strip if is_lean else row_strip
        return made(cells, ground, width, self._styles, self.signs.ellipsis)

    def _trim(self) -> None:
        self._pictures.trim(4 * self.size.height + 64, (look.row_id for look in self.looks_in_sight()))
