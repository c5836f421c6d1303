"""How is EC2's XML read four times as fast as botocore reads it, with the same result?

botocore walks each answer with a general interpreter of shapes. Here a shape is compiled once into closures that walk
an lxml tree. It stands behind botocore's own seam (`response_parser_factory`), so that retries, errors, credentials
and pagination stay botocore's. Whatever is unusual (a repeated element, a foreign namespace, a flattened list, an
entity) is handed to botocore's parser, which is the reference: `tests/collect/test_xml.py` compares the two.

Four things are meant to differ. Timestamps become the text that the AWS CLI prints (ISO 8601). A page that is no
answer of EC2's (a proxy's sign-in page that happens to be well-formed) is an error, where botocore would read from it
that there is nothing. An error whose body is no XML is known by its HTTP status, so that a gateway's 502 is tried again
whatever its page looks like. And a text that comes twice gives both texts, where botocore gives the XML elements
themselves, which no file and no screen could show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from aiobotocore.parsers import AioEC2QueryParser, AioResponseParserFactory
from botocore.model import ListShape, Shape, StructureShape
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from lxml import etree

Walk = Callable[[Any], Any]
"""From an element to its value."""

# The declaration, then the root's name, then the one namespace that every EC2 answer declares first.
_HEAD = re.compile(rb'\s*(?:<\?xml[^>]*\?>)?\s*<(?P<root>[A-Za-z_][\w.-]*)(?P<namespace> xmlns="[^"]*")?')
_HEAD_BYTES = 1024


class _UnusualError(Exception):
    """A document or a shape that is left to botocore."""


def iso_timestamp(text: str) -> str:
    """Return a timestamp as the AWS CLI prints it: `2024-05-17T08:30:00+00:00`.

    Text that is no timestamp stays as it is: one odd value must not cost a whole page.
    """
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return str(parse_timestamp(text).isoformat())
    except (ValueError, OverflowError, RuntimeError):
        return text


class ResponseParsers(AioResponseParserFactory):
    """Gives the fast parser to EC2 and botocore's own to all others, with timestamps as text."""

    def __init__(self) -> None:
        super().__init__()
        self.set_parser_defaults(timestamp_parser=iso_timestamp)
        self._ec2 = Ec2Parser(timestamp_parser=iso_timestamp)

    def create_parser(self, protocol_name: str) -> Any:
        """Return the parser of one protocol. EC2's keeps what it compiled."""
        return self._ec2 if protocol_name == "ec2" else super().create_parser(protocol_name)


_StockParser: Any = AioEC2QueryParser  # aiobotocore's types do not tell what a parser is made of


class Ec2Parser(_StockParser):  # type: ignore[misc]  # its base has no types
    """botocore's EC2 parser with a faster way through the usual answer."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._walks: dict[str, Walk | None] = {}

    def _parse_body_as_xml(self, response: Mapping[str, Any], shape: Any, inject_metadata: bool = True) -> Any:
        body = response["body"]
        require_answer(body)
        walk = self._walk(shape)
        if inject_metadata and walk is not None:
            try:
                return parsed_answer(body, walk)
            except (_UnusualError, ValueError, TypeError, etree.XMLSyntaxError):
                pass  # botocore decides what this is, and words the error if it is one
        return without_elements(super()._parse_body_as_xml(response, shape, inject_metadata))

    def _do_error_parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        try:
            return super()._do_error_parse(response, shape)
        except ResponseParserError:
            return self._do_generic_error_parse(response)

    def _walk(self, shape: Any) -> Walk | None:
        if shape is None:
            return None
        if shape.name not in self._walks:
            try:
                self._walks[shape.name] = compiled(shape, self._timestamp_parser, self._blob_parser)
            except _UnusualError:
                self._walks[shape.name] = None
        return self._walks[shape.name]


def without_elements(value: Any) -> Any:
    """Return what botocore parsed with the text of elements in place of elements."""
    if isinstance(value, dict):
        return {name: without_elements(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_elements(inner) for inner in value]
    return (value.text or "") if isinstance(value, Element) else value


def require_answer(body: bytes) -> None:
    """Refuse a page that is XML but no answer of EC2's.

    Raises:
        ResponseParserError: The root is another one's.
    """
    head = body[:_HEAD_BYTES]
    match = _HEAD.match(head)
    foreign = match is not None and not match["root"].endswith(b"Response")
    if foreign or b"<html" in head.lower():
        raise ResponseParserError("the answer is a page of something else than EC2")


def parsed_answer(body: bytes, walk: Walk) -> dict[str, Any]:
    """Return what a body says, with its request id where botocore puts it."""
    match = _HEAD.match(body[:_HEAD_BYTES])
    if match is None or b"<!DOCTYPE" in body[:_HEAD_BYTES]:
        raise _UnusualError
    start, end = match.span("namespace")
    if start >= 0:  # without its namespace an element's tag is the very name that the shape has
        body = body[:start] + body[end:]
    root = etree.fromstring(body, _parser())
    parsed: dict[str, Any] = walk(root)
    request_ids = root.findall("requestId")
    if len(request_ids) > 1:
        raise _UnusualError
    if request_ids:
        parsed["ResponseMetadata"] = {"RequestId": request_ids[0].text}
    return parsed


def _parser() -> etree.XMLParser:
    return etree.XMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, resolve_entities=False)


def compiled(shape: Shape, timestamp: Callable[[str], Any], blob: Callable[[str], Any]) -> Walk:
    """Return the function that walks an element of `shape`.

    Raises:
        _UnusualError: The shape has something that EC2's answers do not use.
    """
    if isinstance(shape, StructureShape):
        return _structure(shape, timestamp, blob)
    if isinstance(shape, ListShape):
        return _list(shape, timestamp, blob)
    if shape.type_name == "timestamp":
        return lambda element: timestamp(element.text or "")
    if shape.type_name == "blob":
        return lambda element: blob(element.text or "")
    if shape.type_name not in _SCALARS:
        raise _UnusualError(shape.type_name)
    return _SCALARS[shape.type_name]


_SCALARS: dict[str, Walk] = {
    "string": lambda element: element.text or "",
    "character": lambda element: element.text or "",
    "boolean": lambda element: element.text == "true",
    "integer": lambda element: int(element.text or ""),
    "long": lambda element: int(element.text or ""),
    "float": lambda element: float(element.text or ""),
    "double": lambda element: float(element.text or ""),
}


def _structure(shape: StructureShape, timestamp: Callable[[str], Any], blob: Callable[[str], Any]) -> Walk:
    if shape.metadata.get("exception") or getattr(shape, "is_tagged_union", False):
        raise _UnusualError(shape.name)
    table: dict[str, tuple[str, Walk | None]] = {}
    for name, member in shape.members.items():
        serialization = member.serialization
        tag = serialization.get("name", name)
        if tag in table or "location" in serialization or "flattened" in serialization:
            raise _UnusualError(name)
        # None stands for a plain string: two thirds of all elements, and a call each would be felt.
        table[tag] = (name, None if member.type_name == "string" else compiled(member, timestamp, blob))
    find = table.get

    def walk(element: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for child in element:
            found = find(child.tag)
            if found is None:
                require_plain(child.tag)
                continue
            name, inner = found
            if name in values:
                raise _UnusualError(name)  # botocore makes a list of what repeats
            values[name] = (child.text or "") if inner is None else inner(child)
        return values

    return walk


def _list(shape: ListShape, timestamp: Callable[[str], Any], blob: Callable[[str], Any]) -> Walk:
    if shape.serialization.get("flattened"):
        raise _UnusualError(shape.name)
    inner = compiled(shape.member, timestamp, blob)

    def walk(element: Any) -> list[Any]:
        return [inner(child) for child in element]

    return walk


def require_plain(tag: Any) -> None:
    """Let pass an element that the shape does not know, unless its name could hide one that it knows."""
    if not isinstance(tag, str) or "{" in tag or ":" in tag:
        raise _UnusualError(tag)
