"""Is the way from one set of colours and attributes to another right, and short?"""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style

from vpce_tui.tui.display.pens import PLAIN, UNKNOWN, Pens

CASES = [
    ("one colour more", Style(), Style(color="color(245)"), "\x1b[38;5;245m"),
    ("another ground", Style(bgcolor="color(1)"), Style(bgcolor="color(245)"), "\x1b[48;5;245m"),
    ("a colour less", Style(color="color(245)", bgcolor="color(17)"), Style(bgcolor="color(17)"), "\x1b[39m"),
    ("all gone", Style(color="color(245)", bold=True, underline=True), Style(), "\x1b[m"),
    ("bold off, dim stays", Style(bold=True, dim=True, color="red"), Style(dim=True, color="red"), "\x1b[22;2m"),
    ("underline on", Style(bold=True), Style(bold=True, underline=True), "\x1b[4m"),
    ("a link opened", Style(), Style(link="https://a"), "\x1b]8;;https://a\x1b\\"),
    ("a link closed", Style(link="https://a"), Style(), "\x1b]8;;\x1b\\"),
]


@pytest.mark.parametrize(("says", "before", "after", "want"), CASES, ids=[case[0] for case in CASES])
def test_change(says: str, before: Style, after: Style, want: str) -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    assert pens.change(pens.of(before), pens.of(after)) == want


def test_from_an_unknown_state_everything_is_said() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    assert pens.change(UNKNOWN, PLAIN).startswith("\x1b[m")
    assert pens.change(UNKNOWN, pens.of(Style(bold=True, color="color(9)"))).startswith("\x1b[0;1;91m")


def test_styles_that_look_the_same_are_the_same_pen() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    assert pens.of(Style(color="red")) == pens.of(Style(color="red", meta={"@click": "here"}))
    assert pens.of(Style(link="https://a")) == pens.of(Style(link="https://a") + Style())
    assert pens.of(None) == pens.of(Style()) == pens.of(Style(color="default")) == PLAIN


def test_a_blank_says_its_ground_alone() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    ground = pens.of(Style(bgcolor="blue"))
    assert pens.blanks[pens.of(Style(color="red", bold=True, italic=True, bgcolor="blue"))] == ground
    underlined = pens.of(Style(color="red", underline=True))
    assert pens.blanks[underlined] == underlined


def test_blanks_with_a_ground_are_erased_only_where_the_terminal_keeps_it() -> None:
    pens = Pens(ColorSystem.EIGHT_BIT)
    ground, underlined = pens.of(Style(bgcolor="blue")), pens.of(Style(underline=True))
    assert pens.is_erasable(PLAIN, keeps_background=False)
    assert pens.is_erasable(ground, keeps_background=True)
    assert not pens.is_erasable(ground, keeps_background=False)
    assert not pens.is_erasable(underlined, keeps_background=True)


def test_colours_are_those_that_the_terminal_has() -> None:
    for system, codes in (
        (ColorSystem.STANDARD, "31"),
        (ColorSystem.EIGHT_BIT, "38;5;"),
        (ColorSystem.TRUECOLOR, "38;2;"),
    ):
        pens = Pens(system)
        assert codes in pens.change(PLAIN, pens.of(Style(color="#800000")))
