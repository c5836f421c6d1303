"""Does a text fit a pattern of `*` and `?`?

A pattern is cut at its stars into pieces that must follow one another; each is looked for once, from
left to right, so a match takes at most len(text) × len(pattern) steps and never backtracks from
piece to piece: stars by the thousand cost no more than their number. `${*}`, `${?}` and the values of policy
variables are literal.
Source: IAM User Guide, "IAM JSON policy elements: Resource", "Policy variables".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Token = tuple[str, bool]
"""A stretch of text, and whether `*` and `?` in it are wildcards."""

_WILDCARD: Final = re.compile(r"([*?])")
_MANY: Final = None
"""Stands for a star between pieces while a pattern is cut up."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two stars: literal chunks at their offsets, anything in the gaps between."""

    length: int
    chunks: tuple[tuple[int, str], ...]

    def stands_at(self, text: str, start: int) -> bool:
        return start >= 0 and start + self.length <= len(text) and self._chunks_stand(text, start)

    def _chunks_stand(self, text: str, start: int) -> bool:
        return all(text.startswith(literal, start + offset) for offset, literal in self.chunks)

    def find(self, text: str, start: int, end: int) -> int:
        """Return the first place from `start` where this piece stands and ends by `end`, or -1."""
        if not self.chunks:
            return start if start + self.length <= end else -1
        offset, literal = self._rarest(text) if len(self.chunks) > 1 else self.chunks[0]
        at = text.find(literal, start + offset, end)
        while at >= 0:
            begin = at - offset
            if begin + self.length > end:
                return -1
            if len(self.chunks) == 1 or self._chunks_stand(text, begin):
                return begin
            at = text.find(literal, at + 1, end)
        return -1

    def _rarest(self, text: str) -> tuple[int, str]:
        """Return the chunk that leaves the fewest places to look at."""
        offsets = {literal: offset for offset, literal in self.chunks}
        literal = min(offsets, key=text.count)
        return offsets[literal], literal


@dataclass(frozen=True, slots=True)
class Pattern:
    """Pieces with a star between each two; one piece means that there is no star."""

    pieces: tuple[Piece, ...]
    literal: str | None
    """The one text that fits, or None where more do."""
    is_any: bool
    """Whether every text fits, the empty one too."""

    def matches(self, text: str) -> bool:
        if self.literal is not None:
            return text == self.literal
        if self.is_any:
            return True
        pieces = self.pieces
        first = pieces[0]
        if len(pieces) == 1:
            return first.length == len(text) and first.stands_at(text, 0)
        last = pieces[-1]
        end = len(text) - last.length
        if end < first.length or not first.stands_at(text, 0) or not last.stands_at(text, end):
            return False
        at = first.length
        for piece in pieces[1:-1]:
            found = piece.find(text, at, end)
            if found < 0:
                return False
            at = found + piece.length
        return True


def pattern(text: str) -> Pattern:
    """Return the pattern of a text in which every `*` and `?` is a wildcard."""
    return pattern_of(((text, True),))


@lru_cache(maxsize=8192)
def pattern_of(tokens: tuple[Token, ...]) -> Pattern:
    """Return the pattern of tokens, in which only some `*` and `?` are wildcards."""
    pieces: list[Piece] = []
    length = 0
    chunks: list[tuple[int, str]] = []
    for kind, value in _split(tokens):
        if kind == "*":
            pieces.append(Piece(length, tuple(chunks)))
            length, chunks = 0, []
        elif kind == "?":
            length += 1
        else:
            # Chunks that touch are one, so that a text without wildcards is one chunk.
            if chunks and chunks[-1][0] + len(chunks[-1][1]) == length:
                chunks[-1] = (chunks[-1][0], chunks[-1][1] + value)
            else:
                chunks.append((length, value))
            length += len(value)
    pieces.append(Piece(length, tuple(chunks)))
    kept = _without_empty_middles(pieces)
    return Pattern(kept, _literal(kept), is_any=len(kept) > 1 and not any(piece.length for piece in kept))


def _literal(pieces: tuple[Piece, ...]) -> str | None:
    only = pieces[0]
    if len(pieces) > 1 or sum(len(text) for _, text in only.chunks) != only.length:
        return None
    return "".join(text for _, text in only.chunks)


def _without_empty_middles(pieces: list[Piece]) -> tuple[Piece, ...]:
    """`a**b` is `a*b`."""
    return tuple(piece for n, piece in enumerate(pieces) if n in (0, len(pieces) - 1) or piece.length)


def _split(tokens: Iterable[Token]) -> Iterable[tuple[str, str]]:
    for text, wild in tokens:
        for part in _WILDCARD.split(text) if wild else (text,):
            if part:
                yield (part if wild and part in "*?" else "text"), part


def split_tokens(tokens: Sequence[Token], separator: str, limit: int) -> list[list[Token]]:
    """Cut tokens at the first `limit` separators, literal or not."""
    parts: list[list[Token]] = [[]]
    for text, wild in tokens:
        rest = text
        while len(parts) <= limit and separator in rest:
            head, _, rest = rest.partition(separator)
            parts[-1].append((head, wild))
            parts.append([])
        parts[-1].append((rest, wild))
    return parts


def overlap(one: Pattern, other: Pattern) -> bool:
    """Say whether some text fits both patterns; O(len(one) × len(other))."""
    left, right = _symbols(one), _symbols(other)
    reachable = {0} | _after_stars(right, {0})
    for symbol in left:
        if symbol is _MANY:
            reachable = set(range(min(reachable), len(right) + 1)) if reachable else set()
        else:
            step: set[int] = set()
            for at in reachable:
                if at < len(right):
                    facing = right[at]
                    if facing is _MANY:
                        step.add(at)
                    elif "" in (symbol, facing) or symbol == facing:
                        step.add(at + 1)
            reachable = step | _after_stars(right, step)
        if not reachable:
            return False
    return len(right) in reachable


def _after_stars(symbols: list[str | None], positions: set[int]) -> set[int]:
    """Positions reached by letting the stars that stand at `positions` match nothing."""
    reached: set[int] = set()
    for start in positions:
        at = start
        while at < len(symbols) and symbols[at] is _MANY:
            at += 1
            reached.add(at)
    return reached


def _symbols(source: Pattern) -> list[str | None]:
    """Return one symbol a character: the character, `""` for any one, None for a star."""
    symbols: list[str | None] = []
    for number, piece in enumerate(source.pieces):
        if number:
            symbols.append(_MANY)
        characters = [""] * piece.length
        for offset, literal in piece.chunks:
            characters[offset : offset + len(literal)] = literal
        symbols.extend(characters)
    return symbols
