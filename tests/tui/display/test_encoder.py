"""Does a terminal show exactly the wanted cells after each frame, whatever it showed before, in few bytes?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tests.terminal.emulator import Emulator, differences
from tests.tui.display.looks import drawn_plainly, picture
from vpce_tui.tui.display.encoder import Abilities, Encoder
from vpce_tui.tui.display.grid import Grid, cells_of
from vpce_tui.tui.display.pens import Pens

Step: TypeAlias = int | tuple[int, int, str, Style]
"""Move the whole picture by so many lines, or write at column and line."""

WIDTH, HEIGHT = 24, 8
TEXTS = (
    "vpc-0a1b2c",
    "eni-7f",
    " ",
    "     ",
    "            ",
    "a b c",
    "日本語",
    "한",
    "e\u0301a",
    "▸ hub",
    "مرحبا",
    "──",
    "x",
)
STYLES = st.builds(
    Style,
    color=st.sampled_from((None, "red", "#a0b0c0", "color(245)", "default")),
    bgcolor=st.sampled_from((None, "blue", "#101820", "color(236)")),
    bold=st.sampled_from((None, True)),
    italic=st.sampled_from((None, None, True)),
    underline=st.sampled_from((None, None, True)),
    reverse=st.sampled_from((None, None, None, True)),
    strike=st.sampled_from((None, None, None, True)),
)
WRITES = st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.sampled_from(TEXTS), STYLES)
FILLS = st.tuples(st.just(0), st.integers(0, HEIGHT - 1), st.just(" " * WIDTH), STYLES)
MOVES = st.integers(-3, 3)
"""The whole picture up or down by so many lines, as a list that scrolls."""
FRAMES = st.lists(st.lists(st.one_of(WRITES, WRITES, FILLS, MOVES), max_size=12), min_size=1, max_size=6)
ABILITIES = st.builds(Abilities, erases_with_background=st.booleans(), scrolls=st.booleans())


def change(grid: Grid, pens: Pens, steps: Sequence[Step]) -> None:
    for step in steps:
        if isinstance(step, int):
            grid.texts[:] = grid.texts[step:] + grid.texts[:step]
            grid.pens[:] = grid.pens[step:] + grid.pens[:step]
        else:
            x, y, text, style = step
            grid.write(x, y, [Segment(text, style)], pens)


@settings(max_examples=120, deadline=None)
@given(FRAMES, ABILITIES, st.sampled_from((ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR, ColorSystem.STANDARD)))
def test_after_each_frame_the_terminal_shows_the_wanted_cells(
    frames: list[list[Step]], able: Abilities, colours: ColorSystem
) -> None:
    pens = Pens(colours)
    encoder = Encoder(pens, able)
    terminal = Emulator(WIDTH, HEIGHT, erases_with_background=able.erases_with_background)
    terminal.feed(b"\x1b[?7l" + b"garbage from before \x1b[1;4;7;31m" * 9)
    grid = Grid(WIDTH, HEIGHT)
    for steps in frames:
        change(grid, pens, steps)
        terminal.feed(encoder.frame(grid).encode())
        assert differences(picture(terminal), drawn_plainly(grid, pens)) == []


@settings(max_examples=60, deadline=None)
@given(FRAMES, ABILITIES)
def test_a_frame_that_changes_nothing_costs_nothing(frames: list[list[Step]], able: Abilities) -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, able)
    grid = Grid(WIDTH, HEIGHT)
    for steps in frames:
        change(grid, pens, steps)
        encoder.frame(grid)
        assert encoder.frame(grid) == ""


def test_after_forgetting_all_cells_are_sent_again() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, Abilities())
    grid = Grid(WIDTH, HEIGHT)
    grid.write(2, 3, [Segment("still here", Style(color="red"))], pens)
    encoder.frame(grid)
    terminal = Emulator(WIDTH, HEIGHT)
    terminal.feed(b"what another program wrote")
    encoder.forget()
    terminal.feed(encoder.frame(grid).encode())
    assert terminal.lines[3] == "  still here"
    assert terminal.lines[0] == ""


def list_of(first: int, pens: Pens, *, cursor: int, width: int = 80, height: int = 22) -> Grid:
    """A list as the explorer draws it: the cursor's row on a ground of its own, a scrollbar that stands still."""
    grid = Grid(width, height)
    ground, muted, bar = (
        Style(bgcolor="#1e1e1e", color="white"),
        Style(color="#808080", bgcolor="#1e1e1e"),
        Style(bgcolor="blue"),
    )
    for y in range(height):
        under = Style(bgcolor="#0178d4", bold=True) if y == cursor else Style()
        row = [Segment(f" eni-{(first + y) * 7919:017x} ", ground + under), Segment("available", muted + under)]
        end = grid.write(0, y, row, pens)
        end = grid.write(end, y, [Segment(" " * (width - 1 - end), ground + under)], pens)
        grid.write(end, y, [Segment("▁" if y == 0 else " ", bar)], pens)
    return grid


@pytest.mark.parametrize(
    ("says", "before", "after", "most"),
    [
        ("a cursor that moves by a row", {"first": 0, "cursor": 4}, {"first": 0, "cursor": 5}, 150),
        ("a list that scrolls by a line", {"first": 0, "cursor": 21}, {"first": 1, "cursor": 21}, 200),
        ("a list that scrolls back by three", {"first": 9, "cursor": 0}, {"first": 6, "cursor": 0}, 320),
        ("another page", {"first": 0, "cursor": 0}, {"first": 500, "cursor": 0}, 1300),
    ],
)
def test_bytes(says: str, before: dict[str, int], after: dict[str, int], most: int) -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, Abilities(erases_with_background=True, scrolls=True))
    encoder.frame(list_of(**before, pens=pens))
    frame = encoder.frame(list_of(**after, pens=pens))
    assert 0 < len(frame.encode()) <= most, (says, frame)


def test_lines_that_moved_are_scrolled_and_not_written_again() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, Abilities(scrolls=True))
    encoder.frame(list_of(0, pens, cursor=21))
    frame = encoder.frame(list_of(1, pens, cursor=21))
    assert "\x1b[1;22r\x1b[S\x1b[r" in frame
    assert f"{5 * 7919:x}" not in frame


def test_a_move_of_one_pane_beside_another_is_not_scrolled() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, Abilities(scrolls=True))
    grids = [list_of(first, pens, cursor=0, width=40) for first in (0, 1)]
    for grid in grids:
        grid.width = 120
        for y, (texts, numbers) in enumerate(zip(grid.texts, grid.pens, strict=True)):
            texts += list(f"{y:02d} a pane that stands still".ljust(80, "."))
            numbers += [0] * 80
    encoder.frame(grids[0])
    assert "S" not in "".join(part[:2] for part in encoder.frame(grids[1]).split("\x1b["))


def test_the_cursor_is_left_where_the_input_method_needs_it() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    encoder = Encoder(pens, Abilities())
    terminal = Emulator(WIDTH, HEIGHT)
    terminal.feed(encoder.frame(Grid(WIDTH, HEIGHT), (7, 2)).encode())
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (7, 2)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("plain", ["p", "l", "a", "i", "n"]),
        ("日本", ["日", "", "本", ""]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("\u0301x", ["x"]),
        ("a\x1b[b", ["a", "[", "b"]),
        ("مرحبا", list("مرحبا")),
    ],
)
def test_cells(text: str, cells: list[str]) -> None:
    assert list(cells_of(text)) == cells


def test_half_of_a_wide_sign_that_is_overwritten_leaves_a_blank() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    grid = Grid(6, 1)
    grid.write(0, 0, [Segment("日本語")], pens)
    grid.write(3, 0, [Segment("x")], pens)
    assert grid.texts == [["日", "", " ", "x", "語", ""]]
    grid.write(0, 0, [Segment("y")], pens)
    assert grid.texts == [["y", " ", " ", "x", "語", ""]]


def test_a_wide_sign_at_the_edge_is_left_out() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    grid = Grid(3, 1)
    grid.write(0, 0, [Segment("日本")], pens)
    assert grid.texts == [["日", "", " "]]
