"""Which characters may an answer hold, and what do XML's references mean?

Source: XML 1.0, 2.2 (characters), 2.4 (character data), 2.11 (line ends), 4.1 (references), 4.6 (predefined entities).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '\\"'), ("&apos;", "'"))
"""What they are in a JSON string. The ampersand's own comes last of all, or it would make new ones."""

_REFERENCE: Final = re.compile(r"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_IS_CONTROL: Final = bytes(_CONTROL.match(chr(code)) is not None for code in range(256))


class UnusualError(Exception):
    """A document or a shape that is left to botocore."""


def readable(body: bytes) -> str:
    """Return a body as text, with line ends as XML reads them.

    Raises:
        UnusualError: It is not UTF-8, or has characters in it that XML has not.
    """
    try:
        document = body.decode()
    except UnicodeDecodeError:
        raise UnusualError("not UTF-8") from None
    # One character is looked for in a tenth of the time of three.
    if ("]" in document and "]]>" in document) or "\ufffe" in document or "\uffff" in document:
        raise UnusualError("no character data")
    return document.replace("\r\n", "\n").replace("\r", "\n") if "\r" in document else document


def require_characters(text: str) -> None:
    """Refuse a control character.

    Raises:
        UnusualError: There is one.
    """
    if _CONTROL.search(text):
        raise UnusualError("a control character")


def require_characters_in_all(texts: Iterable[str]) -> None:
    """Refuse a control character in one of many texts, in a fifth of the time.

    Raises:
        UnusualError: There is one.
    """
    if 1 in "".join(texts).encode().translate(_IS_CONTROL):
        raise UnusualError("a control character")


def with_characters(text: str) -> str:
    """Return JSON whose strings still hold references and line ends with what JSON says instead.

    Raises:
        UnusualError: A reference is not XML's own, or means no character.
    """
    # There are none between the strings.
    if "\n" in text or "\t" in text:
        text = text.replace("\n", "\\n").replace("\t", "\\t")
    if "&" not in text:
        return text
    known = text.count("&amp;") + sum(text.count(entity) for entity, _ in _ENTITIES)
    if text.count("&") != known + len(_REFERENCE.findall(text)):
        raise UnusualError("an entity")
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return _REFERENCE.sub(_referenced, text).replace("&amp;", "&")


def _referenced(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    if code == ord("&"):
        return "&amp;"  # this one begins no other reference either
    control = code < 0x20 and code not in (0x9, 0xA, 0xD)
    if control or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        raise UnusualError("no character")
    return f"\\u{code:04x}" if code < 0x80 else chr(code)
