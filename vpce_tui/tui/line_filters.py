"""How does every cell of the screen lose its colour, or what is not ASCII, whatever drew it?

The last step before the terminal, so that borders, scrollbars, toasts and Textual's own widgets are covered as well as
our rows. A text keeps its width, so that no column moves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_PAIRS: Final = {
    "-": "─╌┄┈╴╶‐‑‒–—―−▔▁⎯",
    "|": "│╎┆┊╵╷▏▎▌▐▕║┃",
    "=": "━═",
    "+": "╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╒╕╘╛▸▶✓",
    "v": "▾▼↓",
    ">": "›→»⇒",
    "<": "‹←«↵",
    "^": "↑⇧",
    "~": "…≈◐",
    "*": "●•×✱★",
    "x": "✗✘",
    "!": "▲△⚠",
    ".": "·∙⋅",
    "o": "○◦",
    "#": "█▉▊▋▓■▀▄▂▃▅▆▇",
    ":": "▒░⋮",
    "'": "‘’´",
    '"': "“”",
    "/": "╱",
    "\\": "╲",
    " ": "\u00a0",
}
ASCII_OF: Final = {sign: plain for plain, signs in _PAIRS.items() for sign in signs}
"""Signs of ours and of Textual's → what stands for them; all other characters are the reader's data: `?`."""


@lru_cache(maxsize=8192)
def ascii_text(text: str) -> str:
    """Return a text of the same width in ASCII; a letter of another script is `?`, a wide one `??`."""
    if text.isascii():
        return text
    return "".join(_ascii_sign(text[start:end], width) for start, end, width in split_graphemes(text)[0])


def _ascii_sign(sign: str, width: int) -> str:
    if sign.isascii():
        return sign
    plain = ASCII_OF.get(sign, "?")
    return plain.ljust(width, plain) if width else ""


class AsciiOnly(LineFilter):
    """Nothing but ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            segment if segment.text.isascii() else Segment(ascii_text(segment.text), segment.style, segment.control)
            for segment in segments
        ]


_ATTRIBUTES: Final = (
    "bold",
    "dim",
    "italic",
    "underline",
    "blink",
    "blink2",
    "reverse",
    "conceal",
    "strike",
    "underline2",
    "frame",
    "encircle",
    "overline",
)


@lru_cache(maxsize=1024)
def colourless(style: Style) -> Style:
    """Return the style with its attributes, its link and what the mouse finds there, without its colours."""
    attributes = {name: getattr(style, name) for name in _ATTRIBUTES}
    return Style(**attributes, link=style.link, meta=style.meta or None)


class WithoutColour(LineFilter):
    """No colour at all, not even the terminal's default one: a sequence that sets it is a colour sequence."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            Segment(text, None if style is None else colourless(style), control) for text, style, control in segments
        ]
