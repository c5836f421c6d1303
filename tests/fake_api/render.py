"""How does a botocore dictionary look on the wire? XML, made from the output shapes, indented as EC2 sends it.

A member's element is its `locationName`, else its name; a list holds `item`
elements. Each shape is compiled once into a function, as a page of 1,000 network
interfaces has some 60,000 elements.
Source: botocore `parsers.py` (`BaseXMLResponseParser`), read backwards.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import ListShape, Shape, StructureShape

from tests.fake_api.models import members

Render = Callable[[Any], str]
"""From a value to the inside of its element."""


@cache
def renderer(shape: Shape, depth: int | None = None) -> Render:
    """Return the function that renders values of `shape`.

    With a depth, each element has a line of its own, four blanks a level, as EC2 sends it: half of it are blanks.
    It raises ValueError for a member that the shape does not have: a made-up
    account that AWS could never send is a mistake in the test.
    """
    if isinstance(shape, StructureShape):
        return structure_renderer(shape, depth)
    if isinstance(shape, ListShape):
        return list_renderer(shape, depth)
    return SCALARS.get(shape.type_name, text)


def structure_renderer(shape: StructureShape, depth: int | None) -> Render:
    parts: dict[str, Callable[[Any], str]] = {}

    def render(value: Any) -> str:
        if not parts:  # made at the first use, so that a shape may hold itself
            parts.update({name: element_renderer(name, member, depth) for name, member in members(shape).items()})
        try:
            return "".join([parts[name](item) for name, item in value.items() if item is not None])
        except KeyError as error:
            raise ValueError(f"{shape.name} has no member {error}") from None

    return render


def element_renderer(name: str, shape: Shape, depth: int | None) -> Render:
    tag = shape.serialization.get("name", name)
    if isinstance(shape, ListShape) and shape.serialization.get("flattened"):
        item = tagged(shape.member.serialization.get("name", tag), shape.member, depth)
        return lambda values: "".join(map(item, values))
    return tagged(tag, shape, depth)


def list_renderer(shape: ListShape, depth: int | None) -> Render:
    item = tagged(shape.member.serialization.get("name", "item"), shape.member, depth)
    return lambda values: "".join(map(item, values))


def tagged(tag: str, shape: Shape, depth: int | None) -> Render:
    """Return the function that renders an element and what is in it."""
    inside = renderer(shape, None if depth is None else depth + 1)
    line = "" if depth is None else "\n" + "    " * depth
    if not isinstance(shape, StructureShape | ListShape):
        return lambda value: f"{line}<{tag}>{inside(value)}</{tag}>"
    return lambda value: f"{line}<{tag}>{inner}{line}</{tag}>" if (inner := inside(value)) else f"{line}<{tag}/>"


def text(value: Any) -> str:
    # A carriage return would come back as a line feed unless it is written as a reference (XML 1.0, 2.11).
    return escape(str(value), {"\r": "&#13;"})


def boolean(value: Any) -> str:
    return "true" if value else "false"


def timestamp(value: Any) -> str:
    """AWS sends milliseconds and `Z`; a string is taken to be in a form AWS sends."""
    if not isinstance(value, datetime):
        return text(value)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


SCALARS: dict[str, Render] = {
    "boolean": boolean,
    "timestamp": timestamp,
    "blob": lambda value: base64.b64encode(value).decode(),
}


def envelope(action: str, inside: str | bytes, *, service: str = "ec2") -> bytes:
    """Return a whole answer of an operation around its rendered members; EC2's at depth 1."""
    body = inside.encode() if isinstance(inside, str) else inside
    request_id = b"00000000-0000-4000-8000-000000000000"
    name = action.encode()
    if service == "sts":
        return (
            b'<%bResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%bResult>%b</%bResult>'
            b"<ResponseMetadata><RequestId>%b</RequestId></ResponseMetadata></%bResponse>"
        ) % (name, name, body, name, request_id, name)
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<%bResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
        b"    <requestId>%b</requestId>%b\n</%bResponse>"
    ) % (name, request_id, body, name)
