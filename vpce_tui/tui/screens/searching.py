"""What is said where a text is searched and does not stand there?"""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from vpce_tui.tui.widgets.text_view import TextView


def search(screen: Screen[Any], view: TextView, text: str) -> None:
    """Search what was typed, and say if it is nowhere."""
    if text and not view.search(text):
        _tell_missing(screen, text)


def search_on(screen: Screen[Any], view: TextView, *, backwards: bool) -> None:
    """Go to the next place of what is searched, or the one before; say why not where there is none."""
    if not view.needle:
        screen.notify("nothing is searched: press / first", severity="warning")
    elif not view.find_next(backwards=backwards):
        _tell_missing(screen, view.needle)


def _tell_missing(screen: Screen[Any], text: str) -> None:
    screen.notify(f"`{text}` does not stand here", severity="warning", markup=False)
