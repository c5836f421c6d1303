"""Which characters of a name are not what they seem?

AWS's names of actions, operators, context keys and principals are ASCII. A character from elsewhere in
one of them (a Cyrillic О, a zero-width space) makes it another name that looks the same.
"""

from __future__ import annotations

import unicodedata


def lookalike(name: str) -> str:
    """Return a clause on the first character that is not printable ASCII, or an empty text."""
    for character in name:
        if not " " <= character <= "~":
            called = unicodedata.name(character, "a character without a name")
            return f"holds U+{ord(character):04X} ({called}), which only looks like ASCII or not at all"
    return ""
