"""Can lines be read, searched, folded and followed?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.app import App, ComposeResult

from tests.tui.test_virtual_tree import content, press, screen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import Line, TextLine, TextView
from vpce_tui.view.text import Cells


class TextApp(App[None]):
    def __init__(self, lines: Sequence[Line], *, shows_cursor: bool = True) -> None:
        super().__init__()
        self.text = TextView(lines, shows_cursor=shows_cursor)
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.text

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        self.chosen.append(message.node_id)


POLICY = [
    TextLine([("{", "punct")]),
    TextLine([('"Version"', "key"), (": ", "punct"), ('"2012-10-17"', "string")], level=1),
    TextLine([('"Statement"', "key"), (": [", "punct")], level=1),
    TextLine([('"Effect": "Deny"', "plain")], level=2),
    TextLine([('"Action": "s3:*"', "plain")], level=2),
    TextLine([("]", "punct")], level=1),
    TextLine([("}", "punct")]),
]


async def test_lines_are_made_only_when_they_come_in_sight() -> None:
    made: list[int] = []

    def line(number: int) -> TextLine:
        def cells() -> Cells:
            made.append(number)
            return [(f"line {number}", "plain")]

        return TextLine(cells)

    app = TextApp([line(number) for number in range(10_000)])
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "G")
        assert "line 9999" in screen(app)[9]
        assert len(set(made)) == 20


async def test_a_line_with_an_id_is_followed_and_others_lead_nowhere() -> None:
    app = TextApp(["subnet", TextLine([("rtb-0e", "accent")], id="rtb-0e"), "end"])
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "enter", "j", "enter", "j", "enter")
        assert app.chosen == ["rtb-0e"]


async def test_the_cursor_keeps_its_line_over_other_lines_until_told_to_forget() -> None:
    app = TextApp([TextLine([(name, "plain")], id=name) for name in "abc"])
    async with app.run_test(size=(40, 10)) as pilot:
        await press(pilot, "j")
        app.text.lines = [TextLine([(name, "plain")], id=name) for name in "xyzb"]
        await pilot.pause()
        assert app.text.cursor_id == "b"
        assert screen(app)[3].startswith("›b")
        app.text.lines = [TextLine([(name, "plain")], id=name) for name in "qrb"]
        app.text.forget_place()
        await pilot.pause()
        assert app.text.cursor_id == "q"


async def test_search_goes_around_opens_folds_and_highlights() -> None:
    app = TextApp(POLICY)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "Z")
        assert [line.strip("› ▸…") for line in screen(app)[:2]] == ["{", "}"]
        assert app.text.search("deny")
        await pilot.pause()
        assert screen(app)[3].startswith("›")
        assert not app.text.search("nowhere")
        assert app.text.search('"')
        first = app.text.cursor_id
        for _ in range(4):
            assert app.text.find_next()
        assert app.text.cursor_id == first
        assert app.text.matching_lines() == 4
        assert app.text.find_next(backwards=True)
        assert app.text.find_next()
        assert app.text.cursor_id == first


async def test_a_fold_hides_what_is_below_and_says_so() -> None:
    app = TextApp(POLICY)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "j", "j", "j", "z")
        assert '▸ "Statement": [ …' in screen(app)[2]
        assert "]" in screen(app)[3]
        await press(pilot, "z")
        assert "Deny" in screen(app)[3]
        await pilot.click(offset=(1, 0))
        await pilot.pause()
        assert screen(app)[1].strip() == "}"


async def test_long_lines_are_scrolled_sideways_to_their_end_and_no_further() -> None:
    app = TextApp(["x" * 30 + "END", "東" * 10])
    async with app.run_test(size=(20, 3)) as pilot:
        assert "…" in screen(app)[0]
        await press(pilot, *["l"] * 9)
        assert content(app)[0].endswith("xEND")
        assert app.text.shift == 33 - 18
        await press(pilot, *["h"] * 9)
        assert app.text.shift == 0


async def test_without_a_cursor_keys_move_the_view() -> None:
    app = TextApp([f"line {number}" for number in range(50)], shows_cursor=False)
    async with app.run_test(size=(30, 10)) as pilot:
        await press(pilot, "j", "j")
        assert content(app)[0].strip() == "line 2"
        await press(pilot, "pagedown")
        assert content(app)[0].strip() == "line 12"
        await press(pilot, "G")
        assert content(app)[9].strip() == "line 49"
        await press(pilot, "pageup", "g")
        assert content(app)[0].strip() == "line 0"


async def test_control_characters_and_markup_are_shown_literally() -> None:
    app = TextApp(["\x1b]0;owned\x07[red]x[/]", ""])
    async with app.run_test(size=(40, 3)):
        assert r"\x1b]0;owned\x07[red]x[/]" in screen(app)[0]


@pytest.mark.parametrize("size", [(5, 1), (1, 1), (3, 2)])
async def test_a_tiny_terminal_is_no_reason_to_fail(size: tuple[int, int]) -> None:
    app = TextApp(POLICY)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "right", "j", "z", "Z", "G", "left", "pageup", "g", "enter")
        assert app.text.search("}")
