"""Is the output for slow lines wanted, and does it fit what is installed?

Loads nothing of Textual before it is wanted: the first frame of a local session does not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

TEXTUAL_VERSION: Final = "8.2.8"
"""The one version whose insides `tui/low_bandwidth.py` was written for and tested with."""


class Choice(NamedTuple):
    """Whether changed cells alone are sent, and why so."""

    is_on: bool
    why: str


def chosen(setting: Literal["auto", "on", "off"], environ: Mapping[str, str]) -> Choice:
    """Decide by the option, the session and the terminal's type."""
    if setting == "off":
        return Choice(is_on=False, why="off: --low-bandwidth=off")
    if setting == "auto" and not environ.get("SSH_CONNECTION"):
        return Choice(is_on=False, why="off: this is no SSH session; --low-bandwidth=on turns it on")
    if environ.get("TERM", "") in ("", "dumb"):
        return Choice(is_on=False, why=f"off: a terminal of type `{environ.get('TERM', '')}` has no cursor to move")
    return Choice(is_on=True, why="on: this is an SSH session" if setting == "auto" else "on: --low-bandwidth=on")


def checked(choice: Choice) -> Choice:
    """Turn it off where the installed Textual is another than the one it was written for; looks at Textual itself."""
    why_not = _misfit() if choice.is_on else ""
    return Choice(is_on=False, why=f"off: {why_not}") if why_not else choice


def _misfit() -> str:
    # Imported when it is wanted: it brings email's parser with it, a tenth of the time to the first frame.
    from importlib.metadata import PackageNotFoundError, version

    try:
        installed = version("textual")
    except PackageNotFoundError:
        installed = "not installed"
    if installed != TEXTUAL_VERSION:
        return f"it was made for Textual {TEXTUAL_VERSION}; here is {installed}"
    try:
        from vpce_tui.tui.low_bandwidth import misfit
    except ImportError as error:
        return f"Textual lacks something: {error}"
    return misfit()
