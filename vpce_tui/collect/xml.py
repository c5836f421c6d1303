"""How is EC2's XML read many times as fast as botocore reads it, with the same result?

botocore builds a tree of each answer and walks it with a general interpreter of shapes. Here the XML is rewritten as
JSON (`rewriting.py`) and decoded in C, into our records where the answer lists some (`answers.py`); of a long list the
items that look alike are taken out before, and made into records together (`alike.py`). It stands behind
botocore's own seam (`response_parser_factory`), so that retries, errors, credentials and pagination stay botocore's.
Whatever is unusual (a repeated element, a foreign namespace, a flattened list, a comment) is handed to botocore's
parser, which is the reference: `tests/collect/test_xml.py` compares the two.

Four things are meant to differ. Timestamps become the text that the AWS CLI prints (ISO 8601). A page that is no
answer of EC2's (a proxy's sign-in page that happens to be well-formed) is an error, where botocore would read from it
that there is nothing. An error whose body is no XML is known by its HTTP status, so that a gateway's 502 is tried again
whatever its page looks like. And a text that comes twice gives both texts, where botocore gives the XML elements
themselves, which no file and no screen could show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from aiobotocore.parsers import AioEC2QueryParser, AioResponseParserFactory
from botocore.model import ListShape, StructureShape
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp

from vpce_tui.collect.alike import AlikeItems
from vpce_tui.collect.answers import NO_LISTS, AnswerDecoder, RecordLists
from vpce_tui.collect.characters import UnusualError, readable
from vpce_tui.collect.rewriting import Rewriter, root
from vpce_tui.model.record import Record

# The declaration, then the root's name.
_HEAD = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*<(?P<root>[A-Za-z_][\w.-]*)")
_HEAD_BYTES = 1024


def iso_timestamp(text: str) -> str:
    """Return a timestamp as the AWS CLI prints it: `2024-05-17T08:30:00+00:00`.

    Text that is no timestamp stays as it is: one odd value must not cost a whole page.
    """
    try:
        moment = datetime.fromisoformat(text)
        # What AWS sends, and the same as below in a third of the time.
        if len(text) == 24 and text.endswith(".000Z") and text[10] == "T" and text[5] != "W":
            return f"{text[:19]}+00:00"
        return moment.isoformat()
    except (TypeError, ValueError):  # services that answer in JSON send seconds since 1970
        pass
    try:
        return str(parse_timestamp(text).isoformat())
    except (ValueError, OverflowError, RuntimeError):
        return text


class ResponseParsers(AioResponseParserFactory):
    """Gives the fast parser to EC2 and botocore's own to all others, with timestamps as text.

    Answers whose shape is in `lists` hold records in place of dictionaries.
    """

    def __init__(self, lists: RecordLists = NO_LISTS) -> None:
        super().__init__()
        self.set_parser_defaults(timestamp_parser=iso_timestamp)
        self._ec2 = Ec2Parser(lists, timestamp_parser=iso_timestamp)

    def create_parser(self, protocol_name: str) -> Any:
        """Return the parser of one protocol. EC2's keeps what it learned."""
        return self._ec2 if protocol_name == "ec2" else super().create_parser(protocol_name)


class AnswerReader:
    """Reads the answers of one operation, as long as they are usual."""

    def __init__(self, shape: StructureShape, lists: RecordLists) -> None:
        self._rewriter = Rewriter(shape, iso_timestamp)
        self._decoder = AnswerDecoder(shape, lists)
        self._key, record = lists.get(shape.name, ("", Record))
        is_list = isinstance(shape.members.get(self._key), ListShape)
        self._alike = AlikeItems(shape, self._key, record, iso_timestamp) if is_list else None

    def read(self, body: bytes) -> dict[str, Any]:
        """Return what an answer says.

        Raises:
            UnusualError: It is left to botocore.
        """
        document = readable(body)
        try:
            answer = self._with_alike(document)
        except UnusualError:
            answer = None
        return answer or self._decoder.decoded(self._rewriter.document_rewritten(document))

    def _with_alike(self, document: str) -> dict[str, Any] | None:
        """Return what an answer says by way of its items that look alike, None where it is too short for that."""
        taken = None if self._alike is None else self._alike.taken(document, root(document).end())
        if taken is None:
            return None
        answer = self._decoder.decoded(self._rewriter.document_rewritten(taken.rest))
        answer[self._key] = taken.completed(answer.get(self._key, ()))
        return answer


_StockParser: Any = AioEC2QueryParser  # aiobotocore's types do not tell what a parser is made of


class Ec2Parser(_StockParser):  # type: ignore[misc]  # its base has no types
    """botocore's EC2 parser with a faster way through the usual answer."""

    def __init__(self, lists: RecordLists = NO_LISTS, **settings: Any) -> None:
        super().__init__(**settings)
        self._lists = lists
        self._readers: dict[str, AnswerReader | None] = {}

    def _parse_body_as_xml(self, response: Mapping[str, Any], shape: Any, inject_metadata: bool = True) -> Any:
        body = response["body"]
        require_answer(body)
        reader = self.reader(shape)
        if inject_metadata and reader is not None:
            try:
                return reader.read(body)
            except UnusualError:
                pass  # botocore decides what this is, and words the error if it is one
        return without_elements(super()._parse_body_as_xml(response, shape, inject_metadata))

    def _do_error_parse(self, response: Mapping[str, Any], shape: Any) -> Any:
        try:
            return super()._do_error_parse(response, shape)
        except ResponseParserError:
            return self._do_generic_error_parse(response)

    def reader(self, shape: Any) -> AnswerReader | None:
        """Return the reader of a shape's answers, None for a shape that is left to botocore."""
        if shape is None:
            return None
        if shape.name not in self._readers:
            try:
                self._readers[shape.name] = AnswerReader(shape, self._lists)
            except UnusualError:
                self._readers[shape.name] = None
        return self._readers[shape.name]


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
