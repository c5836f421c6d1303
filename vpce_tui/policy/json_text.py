"""Where in a JSON text does each value stand, and where is the text not JSON?

The standard parsers answer neither for duplicate keys nor for positions of values,
so this room reads JSON itself. It keeps every offset, reports the first thing that
is not JSON with what was expected instead, and refuses nesting beyond
`MAX_DEPTH`, so that hostile text costs time linear in its length and no stack.
Source: RFC 8259.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MAX_DEPTH: Final = 64
"""Nesting allowed; IAM's own grammar needs six levels."""

_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN_STRING = re.compile(r'"([^"\\\x00-\x1f]*)"')
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_LONGEST_NUMBER: Final = 400
_WORDS: Final = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text; lines and columns count from 1, the end is the last character's."""

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def lines(self) -> tuple[int, int]:
        return (self.line, self.end_line)


class JsonError(ValueError):
    """A text is not JSON: where, and what was expected there."""

    def __init__(self, offset: int, expected: str) -> None:
        super().__init__(expected)
        self.offset = offset
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it was written, so that no digit is lost."""

    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """One `"key": value` of an object; `start` is the offset of the key."""

    key: str
    start: int
    node: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and the offsets of its first and one-past-last character.

    `value` is a `str`, `bool`, `Number`, `None`, a list of nodes (an array)
    or a tuple of members (an object, duplicates kept).
    """

    value: str | bool | Number | list[Node] | tuple[Member, ...] | None
    start: int
    end: int


class LineIndex:
    """Turns offsets of one text into lines and columns; O(log lines) a question."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return (line, column) of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def place(self, start: int, end: int) -> Place:
        return Place(*self.position(start), *self.position(max(start, end - 1)))


def parse_json(text: str) -> Node:
    """Return the one value that a JSON text holds.

    Raises:
        JsonError: The text is not JSON, or is nested deeper than `MAX_DEPTH`.
    """
    start = 1 if text.startswith("\ufeff") else 0
    node = _value(text, _skip(text, start), 0)
    end = _skip(text, node.end)
    if end != len(text):
        raise JsonError(end, "the end of the text")
    return node


def plain_value(node: Node) -> object:
    """Return a node as ordinary Python values; the last of duplicate keys wins.

    A number that a float does not hold exactly, or an integer of very many digits, is given as its text.
    """
    value = node.value
    if isinstance(value, Number):
        return _plain_number(value.text)
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, tuple):
        return {member.key: plain_value(member.node) for member in value}
    return value


def _plain_number(text: str) -> object:
    if len(text) > _LONGEST_NUMBER:
        return text
    value = json.loads(text)
    if isinstance(value, int):
        return value
    # Beyond these tests the exponent is small enough to compare decimals.
    is_close = math.isfinite(value) and bool(value) is bool(re.search("[1-9]", text.lower().partition("e")[0]))
    return value if is_close and Decimal(text) == Decimal(repr(value)) else text


def kind_of(node: Node) -> str:
    """Return what people call a node's type."""
    value = node.value
    if value is None:
        return "null"
    names = {str: "a string", bool: "true or false", Number: "a number", list: "a list", tuple: "an object"}
    return names[type(value)]


def _skip(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _value(text: str, offset: int, depth: int) -> Node:
    first = text[offset : offset + 1]
    if first == '"':
        string, end = _string(text, offset)
        return Node(string, offset, end)
    if first in ("{", "["):
        if depth >= MAX_DEPTH:
            raise JsonError(offset, f"at most {MAX_DEPTH} levels of nesting")
        return _object(text, offset, depth) if first == "{" else _array(text, offset, depth)
    for word, value in _WORDS.items():
        if text.startswith(word, offset):
            return Node(value, offset, offset + len(word))
    match = _NUMBER.match(text, offset)
    if match is None:
        raise JsonError(offset, "a value: an object, a list, a string in double quotes, a number, true, false or null")
    return Node(Number(match.group()), offset, match.end())


def _string(text: str, offset: int) -> tuple[str, int]:
    match = _PLAIN_STRING.match(text, offset)
    if match:
        return match.group(1), match.end()
    match = _STRING.match(text, offset)
    if match is None:
        raise JsonError(*_broken_string(text, offset))
    value = json.loads(match.group())
    assert isinstance(value, str)
    return value, match.end()


def _broken_string(text: str, offset: int) -> tuple[int, str]:
    """Say where a string that began at `offset` stops being one."""
    match = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*').match(text, offset)
    end = match.end() if match else offset
    if end < len(text) and text[end] == "\\":
        return end, 'an escape that JSON knows: \\" \\\\ \\/ \\b \\f \\n \\r \\t or \\uXXXX'
    return end, "a double quote that ends the string"


def _array(text: str, offset: int, depth: int) -> Node:
    items: list[Node] = []
    at = _skip(text, offset + 1)
    if text[at : at + 1] == "]":
        return Node(items, offset, at + 1)
    while True:
        item = _value(text, at, depth + 1)
        items.append(item)
        at = _skip(text, item.end)
        if text[at : at + 1] == "]":
            return Node(items, offset, at + 1)
        if text[at : at + 1] != ",":
            raise JsonError(at, "a comma or ]")
        at = _skip(text, at + 1)


def _object(text: str, offset: int, depth: int) -> Node:
    members: list[Member] = []
    at = _skip(text, offset + 1)
    if text[at : at + 1] == "}":
        return Node((), offset, at + 1)
    while True:
        if text[at : at + 1] != '"':
            raise JsonError(at, "a key in double quotes")
        start = at
        key, at = _string(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise JsonError(at, "a colon")
        node = _value(text, _skip(text, at + 1), depth + 1)
        members.append(Member(key, start, node))
        at = _skip(text, node.end)
        if text[at : at + 1] == "}":
            return Node(tuple(members), offset, at + 1)
        if text[at : at + 1] != ",":
            raise JsonError(at, "a comma or }")
        at = _skip(text, at + 1)
