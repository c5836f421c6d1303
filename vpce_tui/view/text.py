"""How is other people's text shown in cells of a terminal, safely and without breaking a column?

Names, tags and policies come from AWS accounts and files: any of them may hold control characters, terminal
escapes or characters that reorder a line. `printable` makes those visible; everything that reaches a screen or a
table goes through it. A text is measured in terminal cells: an ideograph takes two, a combining mark none.
Styles are names of meanings (`good`, `muted`), not colours; each front end maps them to what it can draw.
Source: Unicode Standard Annexes #9 (bidirectional text), #11 (East Asian width) and #44 (general categories).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

StyleName = Literal[
    "plain",
    "muted",
    "good",
    "warn",
    "bad",
    "unknown",
    "accent",
    "key",
    "string",
    "number",
    "punct",
    "heading",
    "match",
    "account-red",
    "account-yellow",
    "account-green",
    "account-cyan",
    "account-blue",
    "account-magenta",
]
Align = Literal["left", "right", "center"]
Run: TypeAlias = tuple[str, StyleName]
"""A piece of text and what it means."""
Cells: TypeAlias = Sequence[Run]
"""One line, or one cell of a table: runs from left to right."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The glyphs that carry a meaning without colour; each is one terminal cell wide."""

    usable: str
    in_transition: str
    not_usable: str
    unknown: str
    warning: str
    not_applicable: str
    closed: str
    """Before a branch whose children are hidden."""
    open: str
    """Before a branch whose children are shown."""
    cursor: str
    marked: str
    ellipsis: str
    """Stands where a text was cut."""
    ascending: str
    descending: str
    picked: str
    """Before a row that a person picked."""


UNICODE_SIGNS = Signs("●", "◐", "✗", "?", "▲", "·", "▸", "▾", "›", "▌", "…", "↑", "↓", "◆")
ASCII_SIGNS = Signs("*", "~", "x", "?", "!", ".", "+", "-", ">", "#", "~", "^", "v", "=")

# Hangul vowels and final consonants that a terminal draws into the cell of the consonant before them.
_CONJOINING = ((0x1160, 0x11FF), (0xD7B0, 0xD7FB))
# Wide since Unicode 16; Python's table may be older than the terminal's.
_LATELY_WIDE = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D356), (0x1D360, 0x1D376))
# Printable by category, but drawn as nothing: a joiner, Hangul fillers, Khmer inherent vowels.
_INVISIBLE = frozenset({0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F})
# They change the character before them, by a width on which terminals differ: variation selectors, skin tones.
_MODIFIERS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x1F3FB, 0x1F3FF))
_SHORT_ESCAPES = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
TAB_WIDTH = 4


def _within(code_point: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code_point <= last for first, last in ranges)


@lru_cache(maxsize=4096)
def character_width(character: str) -> int:
    """Return how many terminal cells one printable character takes: 0, 1 or 2."""
    code_point = ord(character)
    if unicodedata.category(character).startswith("M") or _within(code_point, _CONJOINING):
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"} or _within(code_point, _LATELY_WIDE):
        return 2
    return 1


@lru_cache(maxsize=4096)
def _is_shown_as_it_is(character: str) -> bool:
    code_point = ord(character)
    return character.isprintable() and code_point not in _INVISIBLE and not _within(code_point, _MODIFIERS)


def escape(character: str) -> str:
    r"""Return the visible spelling of one character, as Python writes it: `\n`, `\x1b`, `\u202e`, `\U000e0001`."""
    code_point = ord(character)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if code_point <= 0xFF:
        return f"\\x{code_point:02x}"
    return f"\\u{code_point:04x}" if code_point <= 0xFFFF else f"\\U{code_point:08x}"


def printable(text: str, *, multiline: bool = False) -> str:
    r"""Return `text` with everything that a terminal would obey, hide or reorder spelled out.

    Spelled out are control characters (C0, C1, DEL), bidirectional marks, overrides and isolates, line and
    paragraph separators, lone surrogates, unassigned and invisible characters, spaces other than the plain one,
    and marks without a letter to sit on. Scripts of any language stay as they are.
    With `multiline` a newline stays a newline and a tab becomes spaces.
    """
    if multiline:
        return "\n".join(printable(line.expandtabs(TAB_WIDTH)) for line in text.split("\n"))
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    has_base = False
    for character in text:
        if not _is_shown_as_it_is(character):
            shown.append(escape(character))
            has_base = False
        elif character_width(character):
            shown.append(character)
            has_base = character != " "
        else:
            shown.append(character if has_base else escape(character))
    return "".join(shown)


def cell_width(text: str) -> int:
    """Return the width of a printable text in terminal cells. O(length), or O(1) for ASCII."""
    return len(text) if text.isascii() else sum(map(character_width, text))


def head(text: str, width: int) -> tuple[str, int]:
    """Return the longest beginning of `text` that fits into `width` cells, and the cells it takes.

    A character is never halved, and marks stay with their letter; hence the result may be a cell short.
    """
    if width <= 0:
        return "", 0
    if text.isascii():
        return text[:width], min(len(text), width)
    used = 0
    for index, character in enumerate(text):
        advance = character_width(character)
        if used + advance > width:
            return text[:index], used
        used += advance
    return text, used


def fit(text: str, width: int, align: Align = "left", ellipsis: str = "…") -> str:
    """Return a printable text cut or padded to exactly `width` cells; a cut shows `ellipsis`."""
    return plain(fit_cells(((text, "plain"),), width, align, ellipsis))


def plain(cells: Cells) -> str:
    """Return the text of the runs without their meanings."""
    return "".join(text for text, _ in cells)


def cells_width(cells: Cells) -> int:
    """Return the width of printable runs in terminal cells."""
    return sum(cell_width(text) for text, _ in cells)


def printable_cells(cells: Cells) -> list[Run]:
    """Return the runs with each text made printable (marks at a run's beginning included), empty runs dropped."""
    return [(printable(text), style) for text, style in cells if text]


def fit_cells(cells: Cells, width: int, align: Align = "left", ellipsis: str = "…") -> list[Run]:
    """Return printable runs cut or padded to exactly `width` cells; a cut shows `ellipsis` in the cut run's style."""
    if width <= 0:
        return []
    total = cells_width(cells)
    if total > width:
        cut = list(_head_cells(cells, width - cell_width(ellipsis), ellipsis))
        return _padded(cut, width - cells_width(cut), "left")
    return _padded(list(cells), width - total, align)


def _head_cells(cells: Cells, room: int, ellipsis: str) -> Iterator[Run]:
    """Yield what fits into `room` cells and then the ellipsis; `cells` are known to be wider."""
    for text, style in cells:
        part, used = head(text, room)
        room -= used
        if part == text:
            yield text, style
            continue
        yield part + ellipsis, style
        return


def _padded(cells: list[Run], missing: int, align: Align) -> list[Run]:
    if missing <= 0:
        return cells
    left = {"left": 0, "right": missing, "center": missing // 2}[align]
    before: list[Run] = [(" " * left, "plain")] if left else []
    after: list[Run] = [(" " * (missing - left), "plain")] if missing > left else []
    return before + cells + after


def skip_cells(cells: Cells, offset: int) -> list[Run]:
    """Return printable runs without their first `offset` cells, for a line scrolled sideways.

    Where the edge falls into the middle of a wide character, its right half is a space.
    """
    if offset <= 0:
        return list(cells)
    kept: list[Run] = []
    for text, style in cells:
        if offset <= 0:
            kept.append((text, style))
            continue
        gone, used = head(text, offset)
        offset -= used
        rest = text[len(gone) :]
        if rest:
            if offset > 0:
                rest, offset = _after_halved(rest), 0
            kept.append((rest, style))
    return kept


def _after_halved(rest: str) -> str:
    """Return `rest` with its first, wide character (and the marks on it) replaced by one space."""
    end = 1
    while end < len(rest) and not character_width(rest[end]):
        end += 1
    return " " + rest[end:]


def find_spans(text: str, needle: str) -> list[tuple[int, int]]:
    """Return where `needle` stands in `text`, regardless of case, as (start, end) character positions."""
    if not needle:
        return []
    return [found.span() for found in re.finditer(re.escape(needle), text, re.IGNORECASE)]


def highlight(cells: Cells, needle: str, style: StyleName = "match") -> list[Run]:
    """Return the runs with each occurrence of `needle` (also across runs) in `style`."""
    spans = find_spans(plain(cells), needle)
    if not spans:
        return list(cells)
    cuts = sorted({position for span in spans for position in span})
    result: list[Run] = []
    start = 0
    for text, old_style in cells:
        end = start + len(text)
        edges = [start, *(cut for cut in cuts if start < cut < end), end]
        for left, right in pairwise(edges):
            inside = any(first <= left < last for first, last in spans)
            result.append((text[left - start : right - start], style if inside else old_style))
        start = end
    return result


def natural_key(text: str) -> tuple[object, ...]:
    """Return a sort key that puts `app-2` before `app-10`, regardless of case."""
    parts = re.split("([0-9]+)", text.casefold())
    # A number is compared by its length without leading zeros first: no limit on digits, unlike int().
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if at % 2 else part for at, part in enumerate(parts))
