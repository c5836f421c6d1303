"""Does a table keep its header, its columns and its cursor while rows come and go?"""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from tests.tui.test_virtual_tree import content, press, screen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.table import Column, TableView
from vpce_tui.view.text import Cells
from vpce_tui.view.tree import Node


def name_cells(node: Node) -> Cells:
    return [(node.id, "plain")]


def free_cells(node: Node) -> Cells:
    return [(str(node.item), "number")]


COLUMNS = (
    Column("name", "NAME", name_cells, width=10, minimum=10),
    Column("free", "FREE", free_cells, width=6, minimum=6, align="right"),
)


class TableApp(App[None]):
    def __init__(self, view: TableView) -> None:
        super().__init__()
        self.rows = VirtualTable(view)
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        self.chosen.append(message.node_id)


def subnets(prefix: str, count: int) -> list[Node]:
    return [Node(f"{prefix}-{number}", count - number) for number in range(count)]


async def test_the_header_stays_while_the_rows_scroll() -> None:
    app = TableApp(TableView(COLUMNS, subnets("app", 100)))
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, "G")
        lines = screen(app)
        assert lines[0][:18] == " NAME         FREE"
        assert lines[7][:18] == "›app-99          1"
        await press(pilot, "enter", "g", "ctrl+d")
        assert app.chosen == ["app-99"]
        assert app.rows.cursor_id == "app-3"


async def test_a_click_on_a_title_sorts_and_the_cursor_stays_on_its_record_and_line() -> None:
    view = TableView(COLUMNS, subnets("app", 100))
    app = TableApp(view)
    async with app.run_test(size=(40, 8)) as pilot:
        await press(pilot, *"jjj")
        await pilot.click(offset=(14, 0))
        await pilot.pause()
        assert "FREE↑" in screen(app)[0]
        assert app.rows.cursor_id == "app-3"
        assert "app-3 " in screen(app)[4]
        view.add(Node(f"new-{number}", 0) for number in range(1_000))
        await pilot.pause()
        assert app.rows.cursor_id == "app-3"
        assert "app-3 " in screen(app)[4]
        assert view.index_of("app-3") == 1_096
        await pilot.click(offset=(14, 0))
        await pilot.pause()
        assert "FREE↓" in screen(app)[0]


async def test_a_table_wider_than_the_screen_is_scrolled_sideways() -> None:
    app = TableApp(TableView(COLUMNS, subnets("app", 9)))
    async with app.run_test(size=(13, 4)) as pilot:
        await press(pilot, "right", "right", "right")
        assert content(app)[:2] == ["        FREE", "›          9"]
        await press(pilot, "h")
        assert "NAME" in screen(app)[0]


async def test_wide_characters_and_escapes_break_no_column() -> None:
    view = TableView(COLUMNS, [Node("東京リージョン", 1), Node("a\x1b[2Jb", 2), Node("cafe\u0301", 3)])
    app = TableApp(view)
    async with app.run_test(size=(30, 5)):
        lines = screen(app)
        assert [cell_len(line) for line in lines] == [30] * 5
        assert [cell_len(line[: line.rindex(sign)]) for line, sign in zip(lines[1:], "123", strict=False)] == [17] * 3
        assert "\\x1b[2J" in lines[2]


@pytest.mark.parametrize("size", [(5, 1), (1, 1), (3, 2)])
async def test_a_tiny_terminal_is_no_reason_to_fail(size: tuple[int, int]) -> None:
    app = TableApp(TableView(COLUMNS, subnets("app", 50)))
    async with app.run_test(size=size) as pilot:
        await press(pilot, "right", "j", "pagedown", "G", "left", "pageup", "g", "j")
        assert app.rows.cursor_id == "app-1"


async def test_a_table_without_columns_or_rows_is_empty() -> None:
    app = TableApp(TableView(()))
    async with app.run_test(size=(20, 4)) as pilot:
        await press(pilot, "j", "G", "enter", "right")
        assert "".join(screen(app)).strip() == ""
        app.rows.view = TableView(COLUMNS, subnets("data", 2))
        await pilot.pause()
        assert "data-1" in screen(app)[2]
