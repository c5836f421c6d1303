"""Is other people's text harmless, legible and as wide as it says?"""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from vpce_tui.view.text import (
    ASCII_SIGNS,
    UNICODE_SIGNS,
    Align,
    Run,
    cell_width,
    cells_width,
    fit,
    fit_cells,
    highlight,
    natural_key,
    plain,
    printable,
    skip_cells,
)

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
runs = st.lists(st.tuples(any_text.map(printable), st.sampled_from(["plain", "good"])), max_size=5)
properties = settings(max_examples=150, deadline=None)

SHOWN = [
    ("plain text stays", "app-1 (hub)", "app-1 (hub)"),
    ("scripts stay", "東京 القاهرة Ελλάδα", "東京 القاهرة Ελλάδα"),
    ("a mark stays on its letter", "cafe\u0301", "cafe\u0301"),
    ("a mark without a letter is spelled out", "\u0301e", r"\u0301e"),
    ("a mark after a space is spelled out", "a \u0301", r"a \u0301"),
    ("an escape sequence is spelled out", "\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
    ("an 8-bit escape is spelled out", "\x9b2J", r"\x9b2J"),
    ("a bell and DEL are spelled out", "\a\x7f", r"\x07\x7f"),
    ("line ends and tabs are spelled out", "a\n\tb\r", r"a\n\tb\r"),
    ("line and paragraph separators are spelled out", "\u2028\u2029\x85", r"\u2028\u2029\x85"),
    ("an override is spelled out", "safe\u202etxt.exe", r"safe\u202etxt.exe"),
    ("isolates and marks are spelled out", "\u2066\u2069\u200e\u200f\u061c", r"\u2066\u2069\u200e\u200f\u061c"),
    ("a lone surrogate is spelled out", "a\ud800b", r"a\ud800b"),
    ("an invisible joiner is spelled out", "pay\u200bload\u2060", r"pay\u200bload\u2060"),
    ("a tag character is spelled out", "\U000e0041", r"\U000e0041"),
    ("a variation selector is spelled out", "\u2764\ufe0f", "\u2764\\ufe0f"),
    ("a space that is not a space is spelled out", "a\xa0b", r"a\xa0b"),
    ("markup is only text", "[bold]x[/]", "[bold]x[/]"),
]


@pytest.mark.parametrize(("says", "text", "want"), SHOWN, ids=[case[0] for case in SHOWN])
def test_printable(says: str, text: str, want: str) -> None:
    assert printable(text) == want


def test_several_lines_stay_lines_and_tabs_become_spaces() -> None:
    assert printable("a\tb\n\x1bc", multiline=True) == "a   b\n\\x1bc"


@given(any_text)
@properties
def test_printable_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown


@given(any_text)
@properties
def test_width_is_what_the_screen_reserves(text: str) -> None:
    shown = printable(text)
    assert cell_width(shown) == cell_len(shown)


def test_every_printable_character_is_as_wide_as_the_screen_reserves() -> None:
    differing = [
        f"{code_point:05x}"
        for code_point in range(0x20, 0x110000)
        if (shown := printable(f"a{chr(code_point)}")) and cell_width(shown) != cell_len(shown)
    ]
    assert differing == []


@given(any_text.map(printable), st.integers(-1, 20), st.sampled_from(get_args(Align)))
@properties
def test_a_fitted_text_fills_its_column_exactly(text: str, width: int, align: Align) -> None:
    fitted = fit(text, width, align)
    assert cell_width(fitted) == max(0, width)
    if cell_width(text) <= width:
        assert fitted.strip(" ") == text.strip(" ")
    elif width > 0:
        assert "…" in fitted


@given(runs, st.integers(0, 20))
@properties
def test_fitted_runs_are_cut_like_their_text(cells: list[Run], width: int) -> None:
    assert plain(fit_cells(cells, width)) == fit(plain(cells), width)


@given(runs, st.integers(0, 20))
@properties
def test_scrolling_sideways_takes_exactly_that_many_cells(cells: list[Run], offset: int) -> None:
    assert cells_width(skip_cells(cells, offset)) == max(0, cells_width(cells) - offset)


def test_a_wide_character_is_never_halved() -> None:
    assert fit("東京都", 4) == "東… "
    assert fit("東京都", 5) == "東京…"
    assert plain(skip_cells([("東京", "plain")], 1)) == " 京"
    assert plain(skip_cells([("が", "plain"), ("x", "good")], 2)) == "x"


def test_numbers_are_aligned_to_the_right() -> None:
    assert fit("250", 5, "right") == "  250"
    assert fit("ab", 5, "center") == " ab  "


def test_matches_are_highlighted_across_runs_and_regardless_of_case() -> None:
    cells: list[Run] = [("VPC-0a", "plain"), ("a1 hub", "muted")]
    assert highlight(cells, "0aA") == [("VPC-", "plain"), ("0a", "match"), ("a", "match"), ("1 hub", "muted")]
    assert highlight(cells, "") == cells
    assert highlight(cells, "zz") == cells


@given(runs, st.text("aA0 b", max_size=3))
@properties
def test_highlighting_changes_no_text(cells: list[Run], needle: str) -> None:
    assert plain(highlight(cells, needle)) == plain(cells)


def test_numbers_in_names_sort_by_value() -> None:
    names = ["app-10", "App-2", "app-02b", "1" * 5_000, "b", ""]
    assert sorted(names, key=natural_key) == ["", "1" * 5_000, "App-2", "app-02b", "app-10", "b"]


@pytest.mark.parametrize("signs", [UNICODE_SIGNS, ASCII_SIGNS], ids=["unicode", "ascii"])
def test_signs_are_one_cell_wide_and_distinct_where_they_tell_states_apart(signs: object) -> None:
    glyphs = [getattr(signs, name) for name in UNICODE_SIGNS.__slots__]
    assert all(cell_width(glyph) == cell_len(glyph) == 1 for glyph in glyphs)
    assert len(set(glyphs[:6])) == 6


def test_ascii_signs_are_ascii() -> None:
    assert all(getattr(ASCII_SIGNS, name).isascii() for name in ASCII_SIGNS.__slots__)
