"""What does a run of tags mean in its place? Read slowly and strictly, once for each kind of run.

A run is what stands between two texts of an answer: closing and opening tags with blanks, and now and then an empty or
blank text. Here it becomes a piece of JSON by botocore's output shape: members have the shape's names, elements that
the shape does not know are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from botocore.model import ListShape, Shape, StructureShape

from vpce_tui.collect.characters import UnusualError, require_characters, with_characters

REQUEST_ID: Final = "~requestId"
"""The JSON name of an answer's request id; no member's name begins so."""

MOST_DEEP: Final = 64
"""No shape of EC2's is nested half as deep."""

_BLANKS: Final = " \t\n"
_PART: Final = re.compile(r"<(?P<close>/?)(?P<tag>[A-Za-z_][\w.-]*)(?P<empty>/?)>|(?P<text>[^<]+)|(?P<odd><)")

Timestamp = Callable[[str], str]


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """A scalar."""

    read: Callable[[str], str] | None = None
    """From a text to its JSON; raises ValueError where it is none. None is a plain string."""


@dataclass(frozen=True, eq=False, slots=True)
class List:
    """A list. Its items' elements may have any name."""

    item: Shape


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """A structure: by the name of the element, the member's name and shape."""

    members: dict[str, tuple[str, Shape | None]]


Node = Leaf | List | Structure


@dataclass(frozen=True, slots=True)
class Frame:
    """An element that is open."""

    tag: str
    node: Node | None
    """None: neither it nor what it holds is kept."""
    had: frozenset[str] = frozenset()
    """The members that came already; of a list, one word as soon as it has an item."""


def literal(node: Node | None, text: str) -> str:
    """Return what a text means in the JSON, nothing where it is not kept.

    Raises:
        UnusualError: No text belongs here, or not this one.
    """
    require_characters(text)
    if node is None:
        with_characters(text)  # not kept, but it must be XML
        return ""
    if not isinstance(node, Leaf):
        raise UnusualError("a text between elements")
    if node.read is None:
        return f'"{text}"'
    if "&" in text or "\\" in text:
        raise UnusualError("a reference in a value")
    try:
        return node.read(text)
    except (ValueError, OverflowError):
        raise UnusualError("not a value of its type") from None


class Shapes:
    """How each shape is rewritten; made at first use, so that a shape may hold itself."""

    def __init__(self, timestamp: Timestamp) -> None:
        text, whole, real = Leaf(), Leaf(_whole), Leaf(_real)
        self._leaves = {
            "string": text,
            "character": text,
            "integer": whole,
            "long": whole,
            "float": real,
            "double": real,
            "boolean": Leaf(lambda text: "true" if text == "true" else "false"),
            "timestamp": Leaf(lambda text: f'"{timestamp(text)}"'),
        }
        self._request_id = Leaf(lambda text: f'"{text}"' if text else "null")
        self._nodes: dict[str, Node] = {}

    def node(self, shape: Shape | None) -> Node:
        """Return how values of a shape are rewritten; None is the request id.

        Raises:
            UnusualError: EC2's answers do not use what it has.
        """
        if shape is None:
            return self._request_id
        if shape.name not in self._nodes:
            self._nodes[shape.name] = self._made(shape)
        return self._nodes[shape.name]

    def _made(self, shape: Shape) -> Node:
        if isinstance(shape, StructureShape):
            return _structure(shape)
        if isinstance(shape, ListShape) and not shape.serialization.get("flattened"):
            return List(shape.member)
        if shape.type_name not in self._leaves:
            raise UnusualError(shape.type_name)
        return self._leaves[shape.type_name]


def _structure(shape: StructureShape) -> Structure:
    if shape.metadata.get("exception") or getattr(shape, "is_tagged_union", False):
        raise UnusualError(shape.name)
    members: dict[str, tuple[str, Shape | None]] = {}
    for name, member in shape.members.items():
        tag = member.serialization.get("name", name)
        if tag in members or {"location", "flattened", "xmlAttribute"} & member.serialization.keys():
            raise UnusualError(name)
        members[tag] = (name, member)
    return Structure(members)


def _whole(text: str) -> str:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError
    return str(number)


def _real(text: str) -> str:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return repr(number)


class Run:
    """One run, read from the place where `frames` are open."""

    def __init__(self, shapes: Shapes, frames: tuple[Frame, ...], run: str) -> None:
        """Read the whole run.

        Raises:
            UnusualError: It has something in it that is left to botocore, or it is no XML.
        """
        self.frames = list(frames)
        """The elements that are open in the end."""
        self.pieces: list[str] = []
        """Its JSON."""
        self.lasting = True
        """No text of its own: it is likely to come again."""
        self._shapes = shapes
        self._text: str | None = None
        """What the innermost element holds so far; None where its text came before the run."""
        require_characters(run)
        for part in _PART.finditer(run):
            self._take(part)
        self._end()

    def _end(self) -> None:
        if self._text:
            raise UnusualError("a text in two parts")
        node = self.frames[-1].node if self.frames else None
        if self._text is not None and isinstance(node, Leaf) and node.read is None:
            self.pieces.append('"')

    def _take(self, part: re.Match[str]) -> None:
        if part["text"] is not None:
            self._hold(part["text"])
        elif part["tag"] is None or (part["close"] and part["empty"]):
            raise UnusualError("no tag of EC2's")
        elif part["close"]:
            self._close(part["tag"])
        else:
            self._open(part["tag"])
            if part["empty"]:
                self._close(part["tag"])

    def _hold(self, text: str) -> None:
        node = self.frames[-1].node if self.frames else None
        if isinstance(node, Leaf) and self._text is not None:
            self._text += text
            self.lasting = self.lasting and (text in ("true", "false") or (len(text) == 1 and text.isdigit()))
        elif text.strip(_BLANKS):
            if not self.frames:
                raise UnusualError("a text behind the end")
            literal(node, text)
            self.lasting = False

    def _open(self, tag: str) -> None:
        if not self.frames or self._text or len(self.frames) > MOST_DEEP:
            raise UnusualError("an element in a text, behind the end or too deep")
        parent = self.frames[-1]
        match parent.node:
            case None:
                self.frames.append(Frame(tag, None))
            case Leaf():
                raise UnusualError("an element in a text")
            case List(item):
                self._begin("item", Frame(tag, self._shapes.node(item)), "," if parent.had else "")
            case Structure(members):
                self._member(tag, members.get(tag), parent)
        self._text = ""

    def _member(self, tag: str, known: tuple[str, Shape | None] | None, parent: Frame) -> None:
        if known is None and tag == "requestId" and len(self.frames) == 1:
            known = (REQUEST_ID, None)  # the root holds it beside the members
        if known is None:
            self.frames.append(Frame(tag, None))
            return
        name, shape = known
        if name in parent.had:
            raise UnusualError(f"{name} twice")  # botocore makes a list of what repeats
        self._begin(name, Frame(tag, self._shapes.node(shape)), f'{"," if parent.had else ""}"{name}":')

    def _begin(self, name: str, frame: Frame, before: str) -> None:
        parent = self.frames[-1]
        self.frames[-1] = Frame(parent.tag, parent.node, parent.had | {name})
        self.frames.append(frame)
        bracket = "{" if isinstance(frame.node, Structure) else "[" if isinstance(frame.node, List) else ""
        self.pieces.append(before + bracket)

    def _close(self, tag: str) -> None:
        if not self.frames or self.frames[-1].tag != tag:
            raise UnusualError("another element ends")
        match self.frames.pop().node:
            case Structure():
                self.pieces.append("}")
            case List():
                self.pieces.append("]")
            case Leaf() as leaf if self._text is not None:
                self.pieces.append(literal(leaf, self._text))
            case Leaf(read=None):
                self.pieces.append('"')
        self._text = None
