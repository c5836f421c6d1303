"""Which records does a filter text mean?

Words are joined by blanks and must all match: plain text is a substring in any cell, id or tag value regardless of
case; `!text` must not stand there; `~text` matches letters in this order; `tag:key=value`, `tag:key`, `state:value`,
`svc:value`, `id:value` and `dns:value` ask one place. Quotes keep blanks together. A host name, or an address as a
browser has it, finds the endpoint that owns the name, also by a wildcard.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Resource
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

Place = Literal["any", "tag", "state", "svc", "id", "dns"]
_PLACES: dict[str, Place] = {"tag": "tag", "state": "state", "svc": "svc", "id": "id", "dns": "dns"}


@dataclass(frozen=True, slots=True)
class Word:
    """One condition of a filter."""

    text: str
    """In lower case."""
    place: Place = "any"
    inverse: bool = False
    fuzzy: bool = False

    def matches(self, haystack: str) -> bool:
        """Say whether the text stands in `haystack`, which is in lower case; without regard to `inverse`."""
        if not self.fuzzy:
            return self.text in haystack
        letters = iter(haystack)
        return all(letter in letters for letter in self.text)


@dataclass(frozen=True, slots=True)
class Filter:
    """All conditions; an empty filter matches everything."""

    words: tuple[Word, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Return the filter that a text means. Never fails: an open quote is taken literally."""
        try:
            parts = shlex.split(text, posix=True)
        except ValueError:
            parts = text.split()
        return cls(tuple(word for part in parts if (word := _word(part)).text))


def _word(part: str) -> Word:
    inverse = part.startswith("!") and len(part) > 1
    part = part[1:] if inverse else part
    place, colon, rest = part.partition(":")
    if colon and place.lower() in _PLACES and rest:
        return Word(rest.lower(), _PLACES[place.lower()], inverse)
    if "://" in part:
        return Word(_host(part).lower(), "dns", inverse)
    fuzzy = part.startswith("~") and len(part) > 1
    return Word((part[1:] if fuzzy else part).lower(), "any", inverse, fuzzy)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def record_matches(record: Record, resource: Resource[Any], wanted: Filter) -> bool:
    """Say whether a record of this type matches every word."""
    return all(_word_matches(record, resource, word) != word.inverse for word in wanted.words)


def _word_matches(record: Record, resource: Resource[Any], word: Word) -> bool:
    match word.place:
        case "tag":
            return tag_matches(record, word.text)
        case "state":
            return word.matches(_member_text(record, ("state", "status")).lower())
        case "svc":
            return word.matches(_member_text(record, ("service_name", "service_id")).lower())
        case "id":
            return word.matches(record.record_id.lower())
        case "dns":
            return _name_matches(record, word)
        case "any":
            return any(word.matches(text.lower()) for text in _texts(record, resource)) or _name_matches(record, word)


def _name_matches(record: Record, word: Word) -> bool:
    return any(
        word.matches(name) or (name.startswith("*.") and word.text.endswith(name[1:])) for name in dns_names(record)
    )


def dns_names(record: Record) -> Iterator[str]:
    """Yield the host names that a record owns, in lower case: an endpoint's own and its private ones that are on."""
    if isinstance(record, VpcEndpoint):
        yield from (entry.dns_name.lower() for entry in record.dns_entries if entry.dns_name)
        if record.private_dns_enabled:
            # The tracer is not loaded for the first frame, which needs this module.
            from vpce_tui.reach.private_dns import private_names

            yield from private_names(record)
    elif isinstance(record, NetworkInterface):
        yield from (name.lower() for name in (record.private_dns_name,) if name)


def tag_matches(record: Record, wanted: str) -> bool:
    """Say whether a tag matches `key=value` or `key`, both in lower case; a value may be a part of the tag's."""
    key, equals, value = wanted.partition("=")
    return any(
        found.lower() == key and (not equals or value in content.lower()) for found, content in record.tag_pairs.items()
    )


def _member_text(record: Record, names: Sequence[str]) -> str:
    for name in names:
        value = getattr(record, name, None)
        if value is not None:
            inner = getattr(value, "name", None) or getattr(value, "code", None) or value
            return str(inner)
    return ""


def _texts(record: Record, resource: Resource[Any]) -> list[str]:
    return [
        record.record_id,
        *(column.value(record) for column in resource.columns),
        *record.tag_pairs.values(),
    ]
