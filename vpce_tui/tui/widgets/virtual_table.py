"""A table of records under a fixed header, drawn as they come in sight."""

from __future__ import annotations

from textual import events

from vpce_tui.tui.widgets.rows import Look, VirtualRows
from vpce_tui.view.table import GAP, Column, TableView, column_widths
from vpce_tui.view.text import UNICODE_SIGNS, Align, Cells, Run, Signs, fit_cells, printable_cells, skip_cells
from vpce_tui.view.tree import Node, Row


class VirtualTable(VirtualRows):
    """Shows a `TableView`: left and right scroll sideways, a click on a title sorts, Enter posts `Chosen`."""

    header_height = 1

    def __init__(
        self,
        view: TableView | None = None,
        *,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self._view = view if view is not None else TableView(())
        self.show(self._view)

    @property
    def view(self) -> TableView:
        """What is shown. Change it at will in the event loop's thread: the table follows by itself, once a turn."""
        return self._view

    @view.setter
    def view(self, view: TableView) -> None:
        self._view = view
        self.show(view)

    def look_of(self, row: Row) -> Look:
        node = row.node
        return Look(node.id, node.item, (node, self._view.columns))

    def cells_of(self, look: Look, width: int) -> Cells:
        node, columns = look.rest
        assert isinstance(node, Node)
        assert isinstance(columns, tuple)
        return self._joined([(column.cells(node), column.align) for column in columns], columns, width)

    def header_look(self) -> object:
        return self._view.columns, self._view.sorting, self.shift, self.signs

    def header_cells(self, y: int, width: int) -> Cells:  # noqa: ARG002 (one line only)
        titles: list[tuple[Cells, Align]] = []
        for column in self._view.columns:
            sorting = self._view.sorting
            title = column.title
            if sorting is not None and sorting.column_key == column.key:
                title += self.signs.descending if sorting.descending else self.signs.ascending
            titles.append(([(title, "plain")], column.align))
        row = self._joined(titles, self._view.columns, width - self.GUTTER)
        return [(" " * self.GUTTER, "plain"), *row]

    def max_shift(self) -> int:
        width = self.row_width - self.GUTTER
        widths = column_widths(self._view.columns, width)
        return max(0, sum(widths) + GAP * (len(widths) - 1) - width)

    def on_click(self, event: events.Click) -> None:
        """Sort by the column whose title was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= self.header_height:
            return
        column = self._column_at(offset.x - self.GUTTER + self.shift)
        if column is not None:
            event.stop()
            self._view.sort_by(column.key)

    def action_sort(self, column_key: str) -> None:
        """Sort by a column, or turn the order around if it is sorted by that one."""
        self._view.sort_by(column_key)

    def _column_at(self, x: int) -> Column | None:
        columns = self._view.columns
        start = 0
        for column, width in zip(columns, column_widths(columns, self.row_width - self.GUTTER), strict=True):
            if start <= x < start + width:
                return column
            start += width + GAP
        return None

    def _joined(self, parts: list[tuple[Cells, Align]], columns: tuple[Column, ...], width: int) -> list[Run]:
        joined: list[Run] = []
        for (cells, align), cell_count in zip(parts, column_widths(columns, width), strict=True):
            if joined:
                joined.append((" " * GAP, "plain"))
            joined += fit_cells(printable_cells(cells), cell_count, align, self.signs.ellipsis)
        return skip_cells(joined, self.shift)
