"""Does the tree stay still and readable, whatever arrives?"""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.color import Color
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.text import ASCII_SIGNS, UNICODE_SIGNS, Cells, Signs
from vpce_tui.view.tree import Node, TreeModel


class TreeApp(App[None]):
    """A tree and what it says."""

    def __init__(self, model: TreeModel, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self.rows: VirtualTree = VirtualTree(model, label, signs=signs)
        self.chosen: list[str] = []
        self.highlighted: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield self.rows

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        self.chosen.append(message.node_id)

    def on_virtual_rows_highlighted(self, message: VirtualRows.Highlighted) -> None:
        self.highlighted.append(message.node_id)


def label(node: Node) -> Cells:
    return [(str(node.item), "plain")]


def nodes(prefix: str, count: int, *, branch: bool = False) -> list[Node]:
    return [Node(f"{prefix}-{number}", f"{prefix}-{number}", is_branch=branch) for number in range(count)]


def vpcs_with_subnets() -> TreeModel:
    model = TreeModel()
    model.extend(None, nodes("vpc", 3))
    for number in range(3):
        model.extend(f"vpc-{number}", nodes(f"subnet-{number}", 40))
    return model


def screen(app: App[None]) -> list[str]:
    """Return the lines that are on the terminal, as the compositor holds them."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def content(app: App[None]) -> list[str]:
    """Return the lines without the scrollbar at their end."""
    return [line[:-1].rstrip() for line in screen(app)]


def line_of(app: App[None], text: str) -> int:
    return next(y for y, line in enumerate(screen(app)) if text in line)


def cursor(app: TreeApp) -> str | None:
    return app.rows.cursor_id


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_arrows_open_walk_and_close() -> None:
    app = TreeApp(vpcs_with_subnets())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "right", "right", "j", "j")
        assert cursor(app) == "subnet-0-2"
        await press(pilot, "left")
        assert cursor(app) == "vpc-0"
        await press(pilot, "h")
        assert [line.strip()[:7] for line in screen(app)[:3]] == ["›▸ vpc-", "▸ vpc-1", "▸ vpc-2"]
        await press(pilot, "G", "enter")
        assert app.chosen == ["vpc-2"]
        await press(pilot, "g", "k")
        assert cursor(app) == "vpc-0"
        assert app.highlighted[-1] == "vpc-0"


async def test_cursor_stays_on_its_record_and_line_while_thousands_arrive_above() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.rows.move_cursor("subnet-1-30")
        await press(pilot, "j")
        y = line_of(app, "subnet-1-31")
        for batch in range(5):
            model.extend("vpc-0", nodes(f"new-{batch}", 1_000), before="subnet-0-5")
            await pilot.pause()
            assert cursor(app) == "subnet-1-31"
            assert line_of(app, "subnet-1-31") == y
        assert app.rows.position == (model.index_of("subnet-1-31"), 5_123)


async def test_view_scrolled_away_from_the_cursor_stays_still_too() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        app.rows.scroll_to(y=60, animate=False)
        await pilot.pause()
        before = screen(app)
        model.extend("vpc-0", nodes("new", 1_000), before="subnet-0-0")
        await pilot.pause()
        assert [line[:40] for line in screen(app)] == [line[:40] for line in before]
        assert cursor(app) == "subnet-0-0"


async def test_a_scroll_that_was_not_painted_yet_is_not_undone_by_what_arrives() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j")
        app.rows.scroll_to(y=60, animate=False)
        model.extend("vpc-0", nodes("new", 1_000), before="subnet-0-0")
        await pilot.pause()
        assert "subnet-1-18" in screen(app)[0]


class Painted(VirtualTree):
    """A tree that counts the lines it was asked to draw."""

    lines_drawn = 0

    def render_line(self, y: int) -> Strip:
        self.lines_drawn += 1
        return super().render_line(y)


async def test_rows_that_arrive_out_of_sight_and_cursor_moves_redraw_no_more_than_they_change() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    app.rows = painted = Painted(model, label)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j")
        painted.lines_drawn = 0
        await press(pilot, "j")
        assert painted.lines_drawn == 2
        for batch in range(5):
            model.extend("vpc-2", nodes(f"new-{batch}", 1_000))
            await pilot.pause()
        assert painted.lines_drawn == 2
        model.update("subnet-0-5", "renamed")
        await pilot.pause()
        assert painted.lines_drawn == 3
        assert "renamed" in screen(app)[6]


async def test_before_the_first_move_the_cursor_waits_on_the_first_row() -> None:
    model = TreeModel()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        assert cursor(app) is None
        await press(pilot, "j", "G", "enter", "right", "left", "pagedown")
        model.extend(None, nodes("us", 1))
        await pilot.pause()
        assert cursor(app) == "us-0"
        model.extend(None, nodes("eu", 1), before="us-0")
        await pilot.pause()
        assert cursor(app) == "eu-0"
        assert screen(app)[0].startswith("›")
        assert app.chosen == []


async def test_when_its_record_goes_the_cursor_takes_what_came_there_and_a_closed_branch_takes_its_own() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        app.rows.move_cursor("subnet-0-3")
        model.remove(["subnet-0-3"])
        await pilot.pause()
        assert cursor(app) == "subnet-0-4"
        model.collapse("vpc-0")
        await pilot.pause()
        assert cursor(app) == "vpc-0"
        model.clear()
        await pilot.pause()
        assert cursor(app) is None
        assert app.highlighted[-1] is None


async def test_the_cursor_comes_back_when_the_filter_goes() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        app.rows.move_cursor("subnet-1-7")
        app.rows.set_filter(lambda node: "0-3" in node.item, "0-3")
        await pilot.pause()
        assert cursor(app) == "subnet-0-3"
        assert len(model) == 12
        app.rows.set_filter(lambda node: "1-7" in node.item, "1-7")
        await pilot.pause()
        assert cursor(app) == "subnet-1-7"
        app.rows.set_filter(lambda node: "2-3" in node.item, "2-3")
        await press(pilot, "j")
        app.rows.set_filter(None)
        await pilot.pause()
        assert cursor(app) == "subnet-2-30"
        assert any("subnet-2-30" in line for line in screen(app))


HOSTILE = [
    ("a terminal escape", "\x1b[31mred", r"\x1b[31mred"),
    ("markup", "[bold red]x[/] [@click=app.quit]", "[bold red]x[/] [@click=app.quit]"),
    ("a line end", "a\nb\tc", r"a\nb\tc"),
    ("an override", "safe\u202etxt", r"safe\u202etxt"),
    ("wide characters", "東京リージョン", "東京リージョン"),
]


@pytest.mark.parametrize(("says", "text", "want"), HOSTILE, ids=[case[0] for case in HOSTILE])
async def test_labels_are_shown_literally_and_break_no_column(says: str, text: str, want: str) -> None:
    model = TreeModel()
    model.extend(None, [Node("vpc-1", text), Node("vpc-2", text * 40)])
    app = TreeApp(model)
    async with app.run_test(size=(40, 6)):
        lines = screen(app)
        assert want in lines[0]
        assert [cell_len(line) for line in lines] == [40] * 6
        assert "…" in lines[1]


@pytest.mark.parametrize("size", [(5, 1), (1, 1), (2, 3), (20, 5)])
async def test_a_tiny_terminal_is_no_reason_to_fail(size: tuple[int, int]) -> None:
    app = TreeApp(vpcs_with_subnets())
    async with app.run_test(size=size) as pilot:
        await press(pilot, "right", "j", "pagedown", "G", "g", "ctrl+d", "left", "enter")
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(*size)
        await press(pilot, "j")
        assert cursor(app) == "subnet-0-0"


async def test_a_resize_keeps_the_cursor_in_sight() -> None:
    model = vpcs_with_subnets()
    model.expand_all()
    app = TreeApp(model)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["j"] * 20)
        record = cursor(app)
        assert record == "subnet-0-19"
        await pilot.resize_terminal(60, 6)
        await pilot.pause()
        assert any(record in line for line in screen(app))


async def test_marks_ascii_signs_and_the_highlighted_search() -> None:
    app = TreeApp(vpcs_with_subnets(), ASCII_SIGNS)
    async with app.run_test(size=(40, 6)) as pilot:
        app.rows.toggle_mark("vpc-1")
        app.rows.needle = "PC-2"
        await pilot.pause()
        assert [line.split("vpc")[0] for line in screen(app)[:3]] == [">+ ", "#+ ", " + "]
        bold = [
            segment.text
            for segment in app.screen._compositor.render_strips()[2]
            if segment.style is not None and segment.style.underline
        ]
        assert bold == ["pc-2"]
        app.rows.toggle_mark("vpc-1")
        assert app.rows.marks == frozenset()


async def test_the_mouse_opens_by_the_arrow_and_chooses_by_a_double_click() -> None:
    app = TreeApp(vpcs_with_subnets())
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.click(offset=(1, 1))
        await pilot.pause()
        assert cursor(app) == "vpc-1"
        assert "subnet-1-0" in screen(app)[2]
        await pilot.click(offset=(8, 2), times=2)
        await pilot.pause()
        assert app.chosen == ["subnet-1-0"]


async def test_another_model_or_another_label_is_shown_at_once() -> None:
    app = TreeApp(vpcs_with_subnets())
    async with app.run_test(size=(40, 6)) as pilot:
        app.rows.render_node = lambda node: [("about " + node.id, "heading")]
        await pilot.pause()
        assert "about vpc-0" in screen(app)[0]
        other = TreeModel()
        other.extend(None, nodes("eu", 2))
        old, app.rows.model = app.rows.model, other
        await pilot.pause()
        assert cursor(app) == "eu-0"
        old.clear()
        await pilot.pause()
        assert "about eu-0" in screen(app)[0]


class TwoTrees(App[None]):
    def compose(self) -> ComposeResult:
        yield VirtualTree(vpcs_with_subnets(), label, id="left")
        yield VirtualTree(vpcs_with_subnets(), label, id="right")


def grounds(app: App[None]) -> list[Color | None]:
    """Return the background of each line's first cell."""
    return [next(iter(strip)).style.bgcolor for strip in app.screen._compositor.render_strips()]  # type: ignore[union-attr]


async def test_the_cursor_shows_where_the_focus_is_and_follows_the_theme() -> None:
    app = TwoTrees()
    async with app.run_test(size=(40, 8)) as pilot:
        focused, blurred = grounds(app)[0], grounds(app)[4]
        assert len({focused, blurred, grounds(app)[1]}) == 3
        await press(pilot, "tab")
        assert grounds(app)[0] == blurred
        assert grounds(app)[4] == focused
        app.theme = "textual-light"
        await pilot.pause()
        assert grounds(app)[1] != grounds(app)[0] != blurred
        assert all("›" in screen(app)[y] for y in (0, 4))


async def test_a_hidden_tree_catches_up_when_it_is_shown() -> None:
    model = vpcs_with_subnets()
    app = TreeApp(model)
    async with app.run_test(size=(40, 8)) as pilot:
        app.rows.display = False
        await pilot.pause()
        model.expand_all()
        model.extend("vpc-0", nodes("new", 1_000), before="subnet-0-0")
        await pilot.pause()
        app.rows.display = True
        app.rows.focus()
        await pilot.pause()
        assert "new-0" in screen(app)[1]
        await press(pilot, "G")
        assert "subnet-2-39" in screen(app)[7]


async def test_next_and_previous_match_open_what_they_are_in() -> None:
    app = TreeApp(vpcs_with_subnets())
    async with app.run_test(size=(40, 8)) as pilot:
        assert app.rows.go_to_next(lambda node: str(node.item).endswith("-39"))
        assert cursor(app) == "subnet-0-39"
        await pilot.pause()
        assert "subnet-0-39" in "".join(screen(app))
        assert app.rows.go_to_next(lambda node: str(node.item).endswith("-39"), backwards=True)
        assert cursor(app) == "subnet-2-39"
        assert not app.rows.go_to_next(lambda node: False)
        assert not app.rows.go_to_next()
        app.rows.set_filter(lambda node: node.id == "subnet-1-5")
        assert app.rows.go_to_next()
        assert cursor(app) == "subnet-1-5"
