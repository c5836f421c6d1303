"""How is EC2's XML rewritten as JSON without a tree, mostly by looking up?

A page of 1,000 network interfaces has 76,000 tags, and a Python object for each is what reading one costs. But between
two texts EC2 always sends the same tags: the 76 of an interface come in 28 runs, and a page has some 30 different ones.
So a regular expression parts a page into texts and runs of tags, and each run is looked up: in this place it stands for
that JSON, and leads to that place. A run that is new is read once, by the rules of XML and of the output shape
(`runs.py`), and remembered. msgspec then makes records or dictionaries of the JSON, in C.

Nothing is let pass that an XML parser refuses: places know which members they have had, runs are remembered with every
blank in them, and texts are checked where they stand. What is unusual raises `UnusualError` and is left to botocore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from botocore.model import StructureShape

from vpce_tui.collect.characters import UnusualError, readable, with_characters
from vpce_tui.collect.runs import Frame, Leaf, Run, Shapes, Timestamp, literal

MOST_READ: Final = 20_000
"""A rewriter that has read more runs than this forgets them all, at some 20 MB. A list of EC2's has a few hundred."""

AT_ONCE: Final = 50_000
"""Characters rewritten at once. Their parts stay in the processor's cache, and no thread waits for one long call."""

# A text follows a tag, begins with no blank and ends at a closing tag. One that begins otherwise, the two words of a
# boolean and a lone digit stay in their run of tags.
_TEXT: Final = re.compile(r">((?!true</|false</|[0-9]</)[^<\s][^<]*+)</")
_HEAD: Final = re.compile(r'\s*(?:<\?xml[^>]*\?>)?\s*<(?P<root>[A-Za-z_][\w.-]*)(?: xmlns="[^"<>&]*")?>')

_Step = tuple["_Place", str]
"""Where a run leads, and the JSON that it stands for."""


class _Place(dict[str, _Step]):
    """Where in a document the next run begins: inside of a text, or at an end. Knows the runs it has met."""

    __slots__ = ("before", "frames", "rewriter")

    def __init__(self, frames: tuple[Frame, ...], rewriter: Rewriter, before: str = "</") -> None:
        super().__init__()
        self.frames = frames
        self.rewriter = rewriter
        self.before = before
        """What stands in the document between here and the next run."""

    def __missing__(self, run: str) -> _Step:
        step, lasting = self.rewriter.step(self.frames, f"{self.before}{run}>")
        if lasting:
            self[run] = step
        return step

    @property
    def met(self) -> _Place:
        """The place that knows the runs."""
        return self


class _TypedPlace(_Place):
    """Inside of a text that is no plain string. Knows no run itself, so that the text is read each time."""

    __slots__ = ("_met",)

    def __init__(self, frames: tuple[Frame, ...], rewriter: Rewriter) -> None:
        super().__init__(frames, rewriter)
        self._met = _Place(frames, rewriter)

    def __missing__(self, run: str) -> _Step:
        self.rewriter.read_text(self.frames)
        return self._met[run]

    @property
    def met(self) -> _Place:
        """The place that knows the runs."""
        return self._met


class Rewriter:
    """Rewrites the answers of one operation. One thread's own."""

    def __init__(self, shape: StructureShape, timestamp: Timestamp) -> None:
        """Begin with no run known.

        Raises:
            UnusualError: The shape has something that EC2's answers do not use.
        """
        self._shapes = Shapes(timestamp)
        self._root = self._shapes.node(shape)
        self._places: dict[tuple[Frame, ...], _Place] = {}
        self._starts: dict[Frame, _Place] = {}
        self._read = 0
        self._parts: list[str] = []
        """Of the portion that is being rewritten."""
        self._pieces: list[str] = []

    def rewritten(self, body: bytes) -> str:
        """Return an answer as a JSON object.

        Raises:
            UnusualError: It has something in it that is left to botocore, or it is no XML.
        """
        return self.document_rewritten(readable(body))

    def document_rewritten(self, document: str) -> str:
        """Return an answer, read as text, as a JSON object.

        Raises:
            UnusualError: As in `rewritten`.
        """
        head = root(document)
        # Quotes and backslashes are text from here on, for a tag with an attribute is unusual.
        inside = document[head.end() :]
        for character in '\\"':
            if character in inside:  # to look for one takes a thirtieth of the time of replacing none
                inside = inside.replace(character, f"\\{character}")
        return with_characters(self._rewritten(Frame(head["root"], self._root), inside))

    def _rewritten(self, root: Frame, inside: str) -> str:
        if self._read > MOST_READ:
            self._places.clear()
            self._starts.clear()
            self._read = 0
        place = self._starts.setdefault(root, _Place((root,), self, before=""))
        written = ["{"]
        last = ""
        for portion in portions(inside):
            *parts, last = _TEXT.split(portion)  # run, text, run, text, …
            if parts:
                place = self._write(place, parts, written)
        (place, piece), _ = self.step(place.frames, place.before + last)
        if place.frames:
            raise UnusualError("it ends before its end")
        written.append(piece)
        return "".join(written)

    def _write(self, place: _Place, parts: list[str], written: list[str]) -> _Place:
        """Write the JSON of runs, each with the text behind it; return the place behind the last text."""
        self._parts, self._pieces = parts, []
        append = self._pieces.append
        for run in parts[0::2]:
            place, piece = place[run]
            append(piece)
        if isinstance(place, _TypedPlace):
            self.read_text(place.frames)
        parts[0::2] = self._pieces
        written.append("".join(parts))
        return place.met

    def read_text(self, frames: tuple[Frame, ...]) -> None:
        """Put what the text before the next run means into its own place."""
        at = 2 * len(self._pieces) - 1
        self._parts[at] = literal(frames[-1].node, self._parts[at])

    @property
    def known(self) -> int:
        """How many places and runs are remembered."""
        places = [*self._starts.values(), *self._places.values()]
        return len(places) + sum(len(place.met) for place in places)

    def step(self, frames: tuple[Frame, ...], run: str) -> tuple[_Step, bool]:
        """Return where a run leads from a place, and whether it will come again.

        Raises:
            UnusualError: As in `rewritten`.
        """
        self._read += 1
        read = Run(self._shapes, frames, run)
        ended = tuple(read.frames)
        place = self._places.get(ended)
        if place is None:
            node = ended[-1].node if ended else None
            plain = not ended or (isinstance(node, Leaf) and node.read is None)
            place = self._places[ended] = (_Place if plain else _TypedPlace)(ended, self)
        return (place, "".join(read.pieces)), read.lasting


def root(document: str) -> re.Match[str]:
    """Return the match of a document's head, up to the end of its root's tag, whose name is its group `root`.

    Raises:
        UnusualError: There is no such root.
    """
    head = _HEAD.match(document)
    if head is None:
        raise UnusualError("no root")
    return head


def portions(inside: str, at_once: int = AT_ONCE) -> Iterator[str]:
    """Yield a document in portions, each but the last with a text and its closing tag's beginning at the end."""
    start = 0
    while text := _TEXT.search(inside, start + at_once):
        yield inside[start : text.end()]
        start = text.end()
    yield inside[start:]
