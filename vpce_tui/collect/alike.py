"""How is a long list of items read when most of them look alike?

A page of 1,000 network interfaces has 76,000 tags, but only a few looks (`looks.py`). Items of a look that is known are
taken out of the page, one regular expression each, and become records together (`columns.py`): a third of the time of
reading them run by run. What is left of the page, its head and end and the items that look different, is read as every
other answer is, so that nothing is let pass that is not let pass there. Looks are learned from what was left over.

Sound because an item is taken out whole, and only from a list that stands directly in the answer, between whole items:
what is left is well-formed exactly if all was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.model import ListShape, StructureShape

from vpce_tui.collect.characters import UnusualError
from vpce_tui.collect.looks import KeptByField, Look
from vpce_tui.collect.runs import Shapes, Timestamp
from vpce_tui.model.record import Record

ENOUGH: Final = 100
"""Shorter lists are read before a look is learned."""

MOST_LOOKS: Final = 6
"""Each is tried on an item that has none, in a microsecond or less."""

LEARN_AFTER: Final = 16
"""So many items without a look, then twice as many, and so on, before another one is learned: it takes milliseconds.
The first is learned at once."""

TRIED: Final = 4_000
"""So many items, and if not even half of them had a look, this list is not worth it."""

AT_ONCE: Final = 250
"""Items whose records are made at once. Their texts stay in the processor's cache, and no thread waits long."""

# Members of plain text beside the list: a token, the request's id.
_BESIDE: Final = re.compile(r"[ \t\n]*+(?:<([A-Za-z_][\w.-]*)(?:/>|>[^<]*+</\1>)[ \t\n]*+)*+")
_BEHIND: Final = re.compile(rf"{_BESIDE.pattern}</[\w.-]+>[ \t\n]*+")
_START: Final = re.compile(r"[ \t\n]*+(?P<start><(?P<tag>[A-Za-z_][\w.-]*)>[ \t\n]*+<[A-Za-z_][\w.-]*>)")


@dataclass(slots=True)
class Taken:
    """What was taken out of a page."""

    rest: str
    """The page without it."""
    records: list[Any]
    """All records in the page's order; None in the place of each that is in the rest."""
    left: int
    """How many those are."""

    def completed(self, others: Sequence[Any]) -> list[Any]:
        """Return all records, given those of the rest.

        Raises:
            UnusualError: There are more or fewer than were left.
        """
        if len(others) != self.left:
            raise UnusualError("an item where none was seen")
        following = iter(others)
        return [next(following) if record is None else record for record in self.records]


@dataclass(slots=True)
class _Section:
    """A list in a document: from its first item on, to its end."""

    begin: int
    end: int
    start: str
    """How an item begins, as far as its first member's tag."""
    tag: str


class _Page:
    """One page as far as it was looked at."""

    def __init__(self, document: str, section: _Section) -> None:
        self.document = document
        self.section = section
        self.has_references = "&" in document
        self.records: list[Any] = []
        self.left: list[str] = []
        self._found: dict[Look, tuple[list[Any], list[int]]] = {}
        """For each look, the texts of its items that are no records yet, and the places of these in the list."""

    def item(self, look: Look, at: int) -> int:
        """Take the item that is at a place of the document, if it has this look; return its end, 0 if it has not."""
        match = look.match_plain if self.has_references else look.match
        document, end = self.document, self.section.end
        rows, places = self._found.setdefault(look, ([], []))
        behind = 0
        while at < end and (found := match(document, at, end)) is not None:
            rows.append(found.groups())
            places.append(len(self.records))
            self.records.append(None)
            look.used += 1
            at = behind = found.end()
            if len(rows) >= AT_ONCE:
                self._make(look, rows, places)
        return behind

    def finish(self) -> None:
        """Make the records that are still to be made."""
        for look, (rows, places) in self._found.items():
            if rows:
                self._make(look, rows, places)

    def _make(self, look: Look, rows: list[Any], places: list[int]) -> None:
        for place, record in zip(places, look.records(rows), strict=True):
            self.records[place] = record
        rows.clear()
        places.clear()


class AlikeItems:
    """Knows the looks of one list's items. One thread's own."""

    def __init__(
        self,
        shape: StructureShape,
        key: str,
        record: type[Record],
        timestamp: Timestamp,
        *,
        enough: int = ENOUGH,
    ) -> None:
        """Begin with no look known. Lists of fewer items than `enough` are left alone."""
        self._enough = enough
        member = shape.members[key]
        assert isinstance(member, ListShape)
        self._item = member.member
        self._tag = member.serialization.get("name", key)
        self._record = record
        self._shapes = Shapes(timestamp)
        self._kept: KeptByField = {}
        self._looks: list[Look] = []
        self._learn_after = 1
        self._without = 0
        """Items without a look since one was learned."""
        self._seen = 0
        self._taken = 0

    def taken(self, document: str, inside: int) -> Taken | None:
        """Take the items that look alike out of a page; None where the page is better read as others are.

        `inside` is where the root's first child may begin.

        Raises:
            UnusualError: There is something in the page that is left to botocore.
        """
        section = self._section(document, inside)
        if section is None or (self._seen >= TRIED and self._taken * 2 < self._seen):
            return None
        page = _Page(document, section)
        self._look_through(page)
        self._seen += len(page.records)
        self._taken += len(page.records) - len(page.left)
        rest = f"{document[: section.begin]}{''.join(page.left)}{document[section.end :]}"
        return Taken(rest, page.records, len(page.left))

    def _section(self, document: str, inside: int) -> _Section | None:
        opening, closing = f"<{self._tag}>", f"</{self._tag}>"
        begin, end = document.find(opening, inside), document.rfind(closing)
        if begin < 0 or end < begin:
            return None
        if not _BESIDE.fullmatch(document, inside, begin) or not _BEHIND.fullmatch(document, end + len(closing)):
            return None
        start = _START.match(document, begin + len(opening))
        if start is None or document.count(start["start"], begin, end) < self._enough:
            return None
        return _Section(start.start("start"), end, start["start"], start["tag"])

    def _look_through(self, page: _Page) -> None:
        at, end = page.section.begin, page.section.end
        for look in self._looks:
            look.used //= 2
        while at < end:
            behind = next((behind for look in self._looks if (behind := page.item(look, at))), 0)
            if not behind:
                behind = _item_end(page.document, at, page.section)
                item = page.document[at:behind]
                if self._learn(item):
                    continue
                page.left.append(item)
                page.records.append(None)
            at = behind
        page.finish()
        self._looks.sort(key=lambda look: -look.used)
        self._narrow()

    def _narrow(self) -> None:
        """Look for what is always the same in the looks, from time to time."""
        for look in self._looks:
            narrower = look.narrower()
            if narrower is not None:
                # Tried first; if it turns out to be rare, the other one is soon tried before it.
                narrower.used, look.used = look.used, 0
                self._looks = [narrower, *(other for other in self._looks if not other.is_narrow)]
                break

    def _learn(self, item: str) -> bool:
        """Learn the look of an item that has none, if it is time for that; tell whether it has one now."""
        self._without += 1
        if self._without < self._learn_after:
            return False
        self._without = 0
        self._learn_after = max(LEARN_AFTER, 2 * self._learn_after)
        try:
            look = Look(item.rstrip(" \t\n"), self._item, self._record, self._shapes, self._kept)
        except UnusualError:
            return False
        if look.match_plain(item, 0, len(item)) is None:
            return False
        if len(self._looks) >= MOST_LOOKS:
            self._looks.pop()
        self._looks.append(look)
        return True


def _item_end(document: str, at: int, section: _Section) -> int:
    """Return where the item that begins at a place ends, with the blanks behind it: where the next one begins."""
    opening, closing = f"<{section.tag}>", f"</{section.tag}>"
    for behind in _starts(document, at + 1, section):
        inside = document[at:behind].rstrip(" \t\n")
        if inside.endswith(closing) and inside.count(opening) == inside.count(closing):
            return behind
    raise UnusualError("an item without an end")


def _starts(document: str, at: int, section: _Section) -> Iterator[int]:
    while (at := document.find(section.start, at, section.end)) >= 0:
        yield at
        at += 1
    yield section.end
