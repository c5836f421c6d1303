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
from typing import Final

from botocore.model import StructureShape

from vpce_tui.collect.characters import UnusualError, readable, with_characters
from vpce_tui.collect.runs import Frame, Leaf, Run, Shapes, Timestamp, literal

MOST_READ: Final = 20_000
"""A rewriter that has read more runs than this forgets them all, at some 20 MB. A list of EC2's has a few hundred."""

AT_ONCE: Final = 100_000
"""Characters parted in one call. It takes half a millisecond, for which no other thread runs, not even a screen's."""

# A text follows a tag, begins with no blank and ends at a closing tag. One that begins otherwise, the two words of a
# boolean and a lone digit stay in their run of tags.
_TEXT: Final = re.compile(r">((?!true</|false</|[0-9]</)[^<\s][^<]*+)</")
_HEAD: Final = re.compile(r'\s*(?:<\?xml[^>]*\?>)?\s*<(?P<root>[A-Za-z_][\w.-]*)(?: xmlns="[^"<>&]*")?>')

_Step = tuple["_Place", str]
"""Where a run leads, and the JSON that it stands for."""


class _Place(dict[str, _Step]):
    """Where in a document the next run begins: inside of a plain text, or at the end. Knows the runs it has met."""

    __slots__ = ("frames", "rewriter")

    def __init__(self, frames: tuple[Frame, ...], rewriter: Rewriter) -> None:
        super().__init__()
        self.frames = frames
        self.rewriter = rewriter

    def __missing__(self, run: str) -> _Step:
        step, lasting = self.rewriter.step(self.frames, f"</{run}>")
        if lasting:
            self[run] = step
        return step

    @property
    def known(self) -> int:
        """How many runs are remembered."""
        return len(self)


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
    def known(self) -> int:
        """How many runs are remembered."""
        return len(self._met)


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
        self._read = 0
        self._parts: list[str] = []
        self._pieces: list[str] = []

    def rewritten(self, body: bytes) -> str:
        """Return an answer as a JSON object.

        Raises:
            UnusualError: It has something in it that is left to botocore, or it is no XML.
        """
        document = readable(body)
        head = _HEAD.match(document)
        if head is None:
            raise UnusualError("no root")
        # Quotes and backslashes are text from here on, for a tag with an attribute is unusual.
        inside = document[head.end() :]
        for character in '\\"':
            if character in inside:  # to look for one takes a thirtieth of the time of replacing none
                inside = inside.replace(character, f"\\{character}")
        return with_characters("{" + self._rewritten(Frame(head["root"], self._root), inside))

    def _rewritten(self, root: Frame, inside: str) -> str:
        if self._read > MOST_READ:
            self._places.clear()
            self._read = 0
        self._parts = parts = texts_and_runs(inside)
        self._pieces = pieces = []
        runs = parts[0::2]
        # `>` before a text and `</` behind it are in no part; the first and the last run have one such side.
        (place, piece), _ = self.step((root,), runs[0] + ">" * (len(runs) > 1))
        pieces.append(piece)
        append = pieces.append
        for run in runs[1:-1]:
            place, piece = place[run]
            append(piece)
        if len(runs) > 1:
            if isinstance(place, _TypedPlace):
                self.read_text(place.frames)
            (place, piece), _ = self.step(place.frames, f"</{runs[-1]}")
            append(piece)
        if place.frames:
            raise UnusualError("it ends before its end")
        parts[0::2] = pieces
        # Let go of at once: what is made of the answer would else be strewn among 50,000 strings that go later.
        self._parts, self._pieces = [], []
        return "".join(parts)

    def read_text(self, frames: tuple[Frame, ...]) -> None:
        """Put what the text before the next run means into its own place."""
        at = 2 * len(self._pieces) - 1
        self._parts[at] = literal(frames[-1].node, self._parts[at])

    @property
    def known(self) -> int:
        """How many places and runs are remembered."""
        return len(self._places) + sum(place.known for place in self._places.values())

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


def texts_and_runs(inside: str, at_once: int = AT_ONCE) -> list[str]:
    """Return the parts of a document in turn: run, text, run, text, …, run."""
    parts: list[str] = []
    start = 0
    while text := _TEXT.search(inside, start + at_once):
        # The split ends with what is behind the text: nothing. The next one begins with that run.
        parts += _TEXT.split(inside[start : text.end()])[:-1]
        start = text.end()
    return parts + _TEXT.split(inside[start:])
