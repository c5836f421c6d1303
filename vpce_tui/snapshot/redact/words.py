"""How do names become other names that still read like names?

A name is taken word by word: `app-db-1` and `app-web` share a word before and after. A made-up word has the length and
the capitals of the one it stands for, so that columns keep their width and `Web` is still another spelling of `web`.
Different words never become the same one. Single letters and short numbers say nothing about anybody and stay.

A policy's pattern may end within a word (`prod*`). Such pieces are learned beforehand; a word that begins or ends with
one is then replaced piece by piece, and the pattern still matches it.
"""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from typing import Final

WORD: Final = re.compile(r"[A-Za-z0-9]+|[^\x00-\x7f]+")
"""A word: letters and digits, or anything beyond ASCII."""

_PARTS: Final = re.compile(r"[A-Za-z]+|[0-9]+|[^\x00-\x7f]+")
_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aeiou"
_KEPT_LENGTH: Final = {True: 2, False: 1}
"""Numbers of up to two digits and single letters stay."""
_SHORTEST: Final = 3
_MINGLED: Final = 2
"""Letters and digits that change this often are one piece: taken apart, nothing of `a1b2c3` would be replaced."""


class WordMap:
    """Replaces words, the same one always by the same one."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._made: dict[str, str] = {}
        self._taken: dict[str, str] = {}
        self._starts: set[str] = set()
        self._ends: set[str] = set()

    def learn(self, piece: str, *, start: bool) -> None:
        """Take note of a piece that a pattern holds: the start of words, or their end. Before any word is replaced."""
        (self._starts if start else self._ends).add(piece.lower())

    def learn_pattern(self, pattern: str) -> None:
        """Take note of every piece of a word that stands beside a wildcard."""
        for match in WORD.finditer(pattern):
            if pattern[match.end() : match.end() + 1] in ("*", "?"):
                self.learn(match.group(), start=True)
            if pattern[max(0, match.start() - 1) : match.start()] in ("*", "?"):
                self.learn(match.group(), start=False)

    def text(self, text: str) -> str:
        """Return the text with every word replaced; what stands between words stays."""
        return WORD.sub(lambda match: self.word(match.group()), text)

    def word(self, word: str) -> str:
        """Return what one word becomes."""
        return "".join(map(self._piece, self._split(word)))

    def _split(self, word: str) -> list[str]:
        if not self._starts and not self._ends:
            return [word]
        lowered = word.lower()
        cuts = {at for at in range(1, len(word)) if self._starts and lowered[:at] in self._starts}
        # Where a start and an end overlap only one of them can be kept whole: the start, which is far more common.
        behind = max(cuts, default=0)
        cuts |= {at for at in range(behind + 1, len(word)) if self._ends and lowered[at:] in self._ends}
        bounds = [0, *sorted(cuts), len(word)]
        return [word[start:end] for start, end in pairwise(bounds)]

    def _piece(self, piece: str) -> str:
        if piece.isascii() and len(piece) <= _KEPT_LENGTH[piece.isdigit()]:
            return piece
        parts = _PARTS.findall(piece)
        if len(parts) == 1 or all(len(part) <= _MINGLED for part in parts):
            return self._made_for(piece)
        return "".join(part if part.isdigit() and len(part) <= _MINGLED else self._made_for(part) for part in parts)

    def _made_for(self, piece: str) -> str:
        # Beyond ASCII capitals do not pair up one for one: there each spelling is a word of its own.
        known = piece.lower() if piece.isascii() else piece
        made = self._made.get(known)
        if made is None:
            made = self._made[known] = self._make(known)
        return _with_capitals(made, piece)

    def _make(self, piece: str) -> str:
        length = max(len(piece), _SHORTEST) if piece.isascii() else _SHORTEST + 2
        attempt = 0
        while True:
            # A short word has few that look like it: after some tries a longer one is made.
            made = self._made_up(piece, attempt, length + attempt // 8)
            if made not in self._taken and made != piece:
                self._taken[made] = piece
                return made
            attempt += 1

    def _made_up(self, piece: str, attempt: int, length: int) -> str:
        digest = hashlib.blake2b(f"{attempt}/{piece}".encode(errors="surrogatepass"), key=self._salt).digest()
        chosen = [digest[at % len(digest)] for at in range(length)]
        if piece.isdigit():
            return "".join(str(byte % 10) for byte in chosen)
        letters = (_VOWELS if at % 2 else _CONSONANTS for at in range(length))
        return "".join(alphabet[byte % len(alphabet)] for alphabet, byte in zip(letters, chosen, strict=True))


def _with_capitals(made: str, like: str) -> str:
    """Return the made-up word with capitals where the other has them."""
    if like.islower() or not like.isascii():
        return made
    if like.isupper() and len(like) > 1:
        return made.upper()
    shaped = "".join(new.upper() if old.isupper() else new for new, old in zip(made, like, strict=False))
    return shaped + made[len(like) :]
