"""How shall the screen look and behave? Plain values, chosen before anything of Textual is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

THEMES: Final = ("auto", "dark", "light", "16-colour", "mono")
"""Our own themes; `auto` is the one that fits the terminal. Those that come with Textual can be named as well."""

ACCOUNT_COLOURS: Final = ("red", "yellow", "green", "cyan", "blue", "magenta")
"""What an account can be marked with: colours that every terminal with colours has."""


@dataclass(frozen=True, slots=True)
class AccountLook:
    """How the accounts that fit a pattern are shown."""

    pattern: str
    """An account id, or its name or profile with `*` for anything."""
    colour: str = ""
    """One of `ACCOUNT_COLOURS`; empty for the one it gets by itself."""
    name: str = ""
    """What it is called; empty for AWS's own name."""

    def fits(self, *words: str) -> bool:
        """Say whether an id, a name or a profile is meant."""
        return any(word and fnmatchcase(word.casefold(), self.pattern.casefold()) for word in words)


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What was chosen by the command line, else the environment, else the config file."""

    theme: str = ""
    """A theme's name; empty for the one that fits the terminal."""
    ascii: bool = False
    """Draw with ASCII signs alone, also where the terminal could do better."""
    low_bandwidth: Literal["auto", "on", "off"] = "auto"
    """Send changed cells alone; `auto` does so over SSH."""
    watch_seconds: float = 0
    """Read again as often; 0 reads once."""
    view: str = ""
    """What to show first: a record's id, or a link as `:link` prints it."""
    filter: str = ""
    """The filter to begin with."""
    resume: bool = True
    """Keep what was read on disk, for `vpce-tui resume`."""
    config: str = ""
    """The config file; empty for the one of the person who runs the program."""
    given: frozenset[str] = frozenset()
    """The settings that stood on the command line: nothing else outweighs them."""
    keys: tuple[tuple[str, str], ...] = ()
    """What the config file binds: (id, keys with commas between them)."""
    accounts: tuple[AccountLook, ...] = ()
    """Looks of accounts; the first that fits counts."""
    problems: tuple[str, ...] = ()
    """What is wrong with the config file or the environment; the screen tells it once."""


def fitting_theme(environ: Mapping[str, str]) -> str:
    """Return the theme that fits the terminal, from what it says of itself.

    SSH passes `TERM` on but not `COLORTERM`: a terminal type without a count of colours has sixteen.
    Source: no-color.org; terminfo's names; rxvt's COLORFGBG.
    """
    if environ.get("NO_COLOR"):
        return "mono"
    kind = environ.get("TERM", "").lower()
    if kind in ("", "dumb", "unknown") or kind.endswith("-m") or kind in ("vt100", "vt102", "vt220"):
        return "mono"
    has_many = kind.endswith(("-256color", "-direct", "kitty", "ghostty"))
    if not has_many and environ.get("COLORTERM", "").lower() not in ("truecolor", "24bit"):
        return "16-colour"
    return "light" if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "dark"
