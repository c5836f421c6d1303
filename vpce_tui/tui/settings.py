"""How shall the screen look and behave? Plain values, chosen before anything of Textual is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
