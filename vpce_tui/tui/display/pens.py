"""Which colours and attributes does a cell have, and what is the shortest way from one set of them to the next?

A pen is a number. Two styles that look the same are the same pen. A blank shows neither its letters' colour nor their
weight, so that it has a pen of its own that says its background alone: then a row of words in many colours needs no
change of colour for the gaps between them.
Source: ECMA-48, "SGR"; xterm, "Control Sequences".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.color import ColorSystem
from rich.style import Style

UNKNOWN: Final = -1
"""The pen of a terminal of which nothing is known."""

PLAIN: Final = 0
"""The pen without colours and attributes."""

# Rich numbers attributes by bits: bold, dim, italic, underline, blink, blink2, reverse, conceal, strike, underline2,
# frame, encircle, overline.
_ON: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
_OFF: Final = ("22", "22", "23", "24", "25", "25", "27", "28", "29", "24", "54", "54", "55")
_SEEN_ON_BLANKS: Final = sum(1 << bit for bit in (3, 6, 8, 9, 10, 11, 12))
"""Attributes that show where there is no letter: underline, reverse, strike, underline2, frame, encircle, overline."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Everything that a cell's look depends on beside its text."""

    attributes: int = 0
    foreground: str = ""
    """SGR codes; empty for the terminal's own colour."""
    background: str = ""
    link: str = ""
    """What stands between `OSC 8 ;` and its end: no parameters, a semicolon and the address. Rich's ids are left out:
    they are other ones each time that a row is drawn."""


class Pens:
    """All pens of one screen, each known by its number."""

    def __init__(self, color_system: ColorSystem) -> None:
        self._color_system = color_system
        self._of_style: dict[Style, int] = {}
        self._numbers: dict[Pen, int] = {}
        self._changes: dict[tuple[int, int], str] = {}
        self.pens: list[Pen] = []
        self.blanks: list[int] = []
        """The pen that a blank has where its row is drawn with this one; the same where attributes show on blanks."""
        self._number(Pen())

    def of(self, style: Style | None) -> int:
        """Return the number of a style's pen."""
        if style is None:
            return PLAIN
        found = self._of_style.get(style)
        if found is None:
            if len(self._of_style) > 5_000:  # styles with links or actions of their own: as many as there are rows
                self._of_style.clear()
            found = self._of_style[style] = self._number(self._pen(style))
        return found

    def change(self, before: int, after: int) -> str:
        """Return the shortest control sequence that takes a terminal from one pen to another."""
        found = self._changes.get((before, after))
        if found is None:
            found = self._changes[before, after] = self._made_change(before, after)
        return found

    def is_erasable(self, number: int, *, keeps_background: bool) -> bool:
        """Can a blank of this pen be had by erasing? With a background only where the terminal erases with it."""
        pen = self.pens[number]
        return self.blanks[number] == number and not pen.attributes and (keeps_background or not pen.background)

    def _pen(self, style: Style) -> Pen:
        colour, ground = style.color, style.bgcolor
        foreground = ";".join(colour.downgrade(self._color_system).get_ansi_codes()) if colour else ""
        background = ";".join(ground.downgrade(self._color_system).get_ansi_codes(foreground=False)) if ground else ""
        return Pen(
            style._attributes & style._set_attributes,  # noqa: SLF001 (as Textual's own renderer does)
            "" if foreground == "39" else foreground,
            "" if background == "49" else background,
            f";{style.link}" if style.link else "",
        )

    def _number(self, pen: Pen) -> int:
        number = self._numbers.get(pen)
        if number is None:
            number = self._numbers[pen] = len(self.pens)
            self.pens.append(pen)
            self.blanks.append(number)
            if not pen.attributes & _SEEN_ON_BLANKS and not pen.link:
                self.blanks[number] = self._number(Pen(background=pen.background))
        return number

    def _made_change(self, before: int, after: int) -> str:
        new = self.pens[after]
        whole = f"\x1b[{';'.join(['0', *_all_codes(new)] if _all_codes(new) else [])}m"
        if before == UNKNOWN:
            return whole + _link("unknown", new.link)
        old = self.pens[before]
        codes = _changed_codes(old, new)
        change = f"\x1b[{';'.join(codes)}m" if codes else ""
        return min(change, whole, key=len) + _link(old.link, new.link)


def _all_codes(pen: Pen) -> list[str]:
    codes = [code for bit, code in enumerate(_ON) if pen.attributes >> bit & 1]
    return codes + [colour for colour in (pen.foreground, pen.background) if colour]


def _changed_codes(old: Pen, new: Pen) -> list[str]:
    off = {_OFF[bit] for bit in range(len(_ON)) if (old.attributes & ~new.attributes) >> bit & 1}
    # What turns one attribute off turns its relatives off too: bold and dim share a code.
    on = [
        code
        for bit, code in enumerate(_ON)
        if new.attributes >> bit & 1 and (not old.attributes >> bit & 1 or _OFF[bit] in off)
    ]
    codes = [*sorted(off), *on]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    return codes


def _link(old: str, new: str) -> str:
    if old == new:
        return ""
    return f"\x1b]8;{new or ';'}\x1b\\"
