"""A heat map to walk: rows of subnets, columns of services, one cell under the cursor.

The first column stays; as many services as fit stand beside it, and the window moves with the cursor. The cell under
the cursor stands in brackets, so that it is told without colour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message

from vpce_tui.tui.widgets.rows import Look
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.table import GAP, Column, TableView
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Run, Signs, fit
from vpce_tui.view.tree import Node, Row

NAME_KEY: Final = "name"
_NAME_LEAST, _NAME_MOST = 22, 44
_CELL_LEAST, _CELL_MOST = 7, 12


class MatrixTable(VirtualTable):
    """Shows nodes whose cells `cell` makes for a service; left and right choose the service."""

    @dataclass
    class ServiceChosen(Message):
        """The cursor is on another service."""

        service: str

    def __init__(
        self,
        name_cells: Callable[[Node], Cells],
        cell: Callable[[Node, str], Run],
        *,
        signs: Signs = UNICODE_SIGNS,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
    ) -> None:
        self._name_cells = name_cells
        self._cell = cell
        self._services: tuple[str, ...] = ()
        self._first = 0
        self._at = 0
        super().__init__(TableView(()), signs=signs, id=id)

    @property
    def service(self) -> str:
        """The service under the cursor; empty while there are none."""
        return self._services[self._at] if self._services else ""

    def show_services(self, services: Sequence[str]) -> None:
        """Make these the columns, the cursor on the same service where it is among them."""
        before = self.service
        self._services = tuple(services)
        self._at = self._services.index(before) if before in self._services else 0
        self._lay_out()

    def go_to_service(self, service: str) -> None:
        if service in self._services:
            self._choose(self._services.index(service))

    def on_resize(self) -> None:
        self._lay_out()

    def on_click(self, event: events.Click) -> None:
        """Choose the service that was clicked; a title does not sort, as rows stand under their VPC."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        column = self._column_at(offset.x - self.GUTTER)
        if column is not None and column.key != NAME_KEY:
            self.go_to_service(column.key)
        if offset.y < self.header_height:
            event.prevent_default().stop()

    def action_left(self) -> None:
        self._choose(self._at - 1)

    def action_right(self) -> None:
        self._choose(self._at + 1)

    def _choose(self, at: int) -> None:
        at = max(0, min(at, len(self._services) - 1))
        if at != self._at and self._services:
            self._at = at
            self._lay_out()
            self.post_message(self.ServiceChosen(self.service))

    def _lay_out(self) -> None:
        """Choose the window of services, and make its columns."""
        room = max(0, self.row_width - self.GUTTER - _NAME_LEAST)
        widths = [max(_CELL_LEAST, min(_CELL_MOST, len(service) + 2)) + GAP for service in self._services]
        self._first = min(self._first, self._at)
        while self._first < self._at and sum(widths[self._first : self._at + 1]) > room:
            self._first += 1
        shown: list[Column] = [Column(NAME_KEY, "SUBNET", self._name_cells, _NAME_LEAST, _NAME_LEAST, grow=1)]
        used = 0
        for at in range(self._first, len(self._services)):
            used += widths[at]
            if used > room and at > self._at:
                break
            shown.append(self._column(self._services[at], widths[at] - GAP))
        if used < room:
            grown = min(_NAME_MOST, _NAME_LEAST + room - used)
            shown[0] = Column(NAME_KEY, "SUBNET", self._name_cells, grown, _NAME_LEAST)
        if [column.key for column in shown] != [column.key for column in self.view.columns] or (
            shown[0].width != self.view.columns[0].width
        ):
            self.view.columns = shown
        self.refresh()

    def _column(self, service: str, width: int) -> Column:
        title = f" {fit(service, width - 1, ellipsis=self.signs.ellipsis)}"
        return Column(service, title, lambda node: [self._cell(node, service)], width, width)

    def look_of(self, row: Row) -> Look:
        look = super().look_of(row)
        chosen = self.service if look.row_id == self.cursor_id else ""
        return look._replace(rest=(*look.rest, chosen, self._first))

    def cells_of(self, look: Look, width: int) -> Cells:
        *rest, chosen, _ = look.rest
        node, columns = rest
        assert isinstance(node, Node)
        assert isinstance(columns, tuple)
        if not any(text for column in columns[1:] for text, _ in column.cells(node)):
            return list(self._name_cells(node))  # a heading goes over all columns
        parts = []
        for column in columns:
            cells = column.cells(node)
            if column.key != NAME_KEY:
                text, style = cells[0]
                cells = [(f"[{text}]", "heading")] if column.key == chosen else [(f" {text}", style)]
            parts.append((cells, column.align))
        return self._joined(parts, columns, width)

    def header_look(self) -> object:
        return super().header_look(), self.service
