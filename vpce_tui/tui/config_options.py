"""What can be set in the config file and in the environment, and what may it be?

Each value has one name in the file, one environment variable and one option on the command line; the command line
outweighs the environment, the environment the file. A parser returns the value or raises ValueError with what was
expected.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from vpce_tui.errors import nearest_names
from vpce_tui.tui.settings import THEMES


@dataclass(frozen=True, slots=True)
class Option:
    """One value that can be set."""

    name: str
    """Its name in the config file."""
    setting: str
    """The member of `ScreenSettings`."""
    variable: str
    """Its environment variable."""
    option: str
    """Its option on the command line."""
    parse: Callable[[Any], Any]
    says: str
    example: str


def _theme(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("expected the name of a theme")
    if value in ("", *THEMES):
        return "" if value == "auto" else value
    if value in ("16", "16-color", "ansi"):
        return "16-colour"
    from textual.theme import BUILTIN_THEMES

    if value in BUILTIN_THEMES:
        return value
    nearest = nearest_names(value, [*THEMES, *BUILTIN_THEMES])
    raise ValueError(f"there is no theme `{value}`; {'did you mean ' + nearest if nearest else _one_of(THEMES)}")


def _yes_or_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off", ""):
        return False
    raise ValueError("expected true or false")


def _auto_on_off(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    word = str(value).strip().lower()
    if word not in ("auto", "on", "off"):
        raise ValueError(_one_of(("auto", "on", "off")))
    return word


def _seconds(value: Any) -> float:
    """Return seconds from a number or a text; `inf` and `nan` are no numbers of seconds."""
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if isinstance(value, bool) or not 0 <= seconds < 1e9:
        raise ValueError("expected a number of seconds, 0 for never")
    return seconds


def _one_of(words: tuple[str, ...]) -> str:
    return "expected one of " + ", ".join(f"`{word}`" for word in words)


OPTIONS: Final = (
    Option(
        "theme", "theme", "VPCE_TUI_THEME", "--theme", _theme, f"{', '.join(THEMES)}, or one of Textual's", '"auto"'
    ),
    Option("ascii", "ascii", "VPCE_TUI_ASCII", "--ascii", _yes_or_no, "draw with ASCII signs alone", "false"),
    Option(
        "low_bandwidth",
        "low_bandwidth",
        "VPCE_TUI_LOW_BANDWIDTH",
        "--low-bandwidth",
        _auto_on_off,
        "send changed cells alone: auto (over SSH), on or off",
        '"auto"',
    ),
    Option(
        "watch",
        "watch_seconds",
        "VPCE_TUI_WATCH",
        "--watch",
        _seconds,
        "read again every so many seconds; 0: never",
        "0",
    ),
    Option(
        "resume",
        "resume",
        "VPCE_TUI_RESUME",
        "--resume",
        _yes_or_no,
        "keep what live reading found, for `vpce-tui resume`",
        "true",
    ),
)
