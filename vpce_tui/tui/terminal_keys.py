r"""Was that Alt with a letter, or Escape and then the letter?

A terminal sends the same bytes for both. Textual waits a tenth of a second for what follows an Escape, which tells them
apart as long as every key comes by itself; a slow line delivers several at once, and `Esc` `j` becomes a key that
nothing is bound to, `Esc` `:` the colon alone. Here Escape counts wherever no key with Alt is bound to what follows,
and what follows cannot begin one of the sequences that terminals send (`\e[A`, `\eOP`, …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from vpce_tui.tui.keys import IN_FORCE

ESCAPE: Final = "\x1b"
_BEGINNINGS: Final = frozenset("[]OPX^_\\\x1b")
"""What stands behind the escape character of a sequence: ECMA-48 5.3, and xterm's function keys."""
KNOWN: Final = frozenset("bf\t\x7f")
"""Characters with which an escape is one key to Textual: Option with an arrow on a Mac, Shift with Tab, Ctrl+W."""
_STEP: Final = re.compile(r"(\x1b\[200~)|(\x1b\[201~)|\x1b(?=(.))", re.DOTALL)
"""The beginning of a paste, its end, or an escape with what follows it."""


def stands_alone(following: str) -> bool:
    """Say whether an escape is the key, and not the beginning of something, by the character behind it."""
    if following in _BEGINNINGS or following in KNOWN:
        return False
    name = f"alt+shift+{following.lower()}" if following.isupper() else f"alt+{following}"
    return not any(name in keys.split(",") for keys in IN_FORCE.keymap.values())


class TypedKeys(XTermParser):
    """Textual's parser, which is told when an Escape has ended."""

    _is_pasting = False
    _is_waiting = False
    """Was an escape the last thing that came?"""

    def feed(self, data: str) -> Iterable[Message]:
        if self._is_waiting and data and not self._is_pasting and stands_alone(data[0]):
            yield from self._end_escape()
        done = 0
        for found in _STEP.finditer(data):
            begins, ends, following = found.groups()
            if begins or ends:
                self._is_pasting = bool(begins)
            elif not self._is_pasting and stands_alone(following):
                yield from super().feed(data[done : found.end()])
                yield from self._end_escape()
                done = found.end()
        if done < len(data) or not data:
            yield from super().feed(data[done:])
        self._is_waiting = data.endswith(ESCAPE)

    def _end_escape(self) -> Iterable[Message]:
        """Have the parser take what it waits with for the key, as if its time were over."""
        if self._timeout_time is not None:
            self._timeout_time = 0.0
            yield from self.tick()


def read_typed_keys() -> None:
    """Have the terminal's input read so, from now on."""
    linux_driver.XTermParser = TypedKeys  # type: ignore[attr-defined]
