"""What does a person call a key, and what does Textual call it?

`T`, `?`, `ctrl+t`, `^t`, `C-t`, `F5`, `esc`, `page up`: all are understood. Two keys that a terminal sends as the same
byte are one key here too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from textual.keys import Keys, _character_to_key

from vpce_tui.errors import nearest_names
from vpce_tui.tui.keys import NO_KEY

_ALSO: Final = {
    "esc": "escape",
    "return": "enter",
    "cr": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "page_down": "pagedown",
    "spacebar": "space",
    "bs": "backspace",
    "backtab": "shift+tab",
    "minus_sign": "minus",
}
_SAME_BYTE: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+left_square_bracket": "escape",
}
_MODIFIERS: Final = {
    "c": "ctrl",
    "control": "ctrl",
    "s": "shift",
    "m": "alt",
    "a": "alt",
    "meta": "alt",
    "option": "alt",
}


def key_names(value: Any) -> str:
    """Return keys in Textual's names, with commas between them; `NO_KEY` for an empty text or list.

    Raises:
        ValueError: It is neither a key nor a list of keys; says what was expected.
    """
    wanted = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in wanted):
        raise ValueError('expected a key like "T", a list of keys, or "" for none')
    found = [key_name(one) for one in wanted if one.strip() or one == " "]
    return ",".join(dict.fromkeys(found)) or NO_KEY


def key_name(words: str) -> str:
    """Return one key in Textual's name.

    Raises:
        ValueError: There is no such key.
    """
    if len(words) == 1:
        return _character_to_key(words)
    text = words.strip()
    if re.fullmatch(r"\^.", text):
        text = f"ctrl+{text[1:]}"
    text = re.sub(r"(?<![A-Za-z])([CSMA])-(?=.)", r"\1+", text)
    *modifiers, last = [part.strip() for part in re.split(r"(?<=.)\+(?=.)", text)]
    held = sorted({_MODIFIERS.get(one.lower(), one.lower()) for one in modifiers})
    if unknown := [one for one in held if one not in ("ctrl", "shift", "alt")]:
        raise ValueError(f"`{unknown[0]}` is no key to hold down; expected ctrl, shift or alt")
    if len(last) == 1:
        if held == ["shift"]:
            return _character_to_key(last.upper())
        name = _character_to_key(last.lower() if "ctrl" in held else last)
    else:
        name = _ALSO.get(last.lower().replace(" ", "_"), last.lower().replace(" ", "_"))
        if name not in _known():
            nearest = nearest_names(name, _known())
            raise ValueError(f"there is no key `{words}`" + (f"; did you mean {nearest}?" if nearest else ""))
    full = "+".join([*held, name])
    return _SAME_BYTE.get(full, full)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """The keys that have names: Textual's own, and the characters that have one."""
    characters = {_character_to_key(chr(code)) for code in range(0x20, 0x7F)}
    return frozenset({key.value for key in Keys if not key.value.startswith("<")} | characters)
