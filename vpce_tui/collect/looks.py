"""How does an item of an answer look: what stands between its texts, and where in its record does each text go?

Learned from one item, by the same rules as everything else is read (`runs.py`). Another item has this look if it is
the same, tag by tag and blank by blank, but for its texts; one regular expression tells that, and gives the texts.
Texts with a reference or a control character in them have no look: their items are read one by one.

Of most texts (whose it is, what state it is in, yes and no) nearly all items of an account say the same. Once that has
shown, a narrower look has them as well, and only the others are taken out: a quarter less work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property, partial
from typing import Any, Final

import msgspec
from botocore.model import Shape as OutputShape

from vpce_tui.collect.characters import UnusualError, require_characters_in_all, with_characters
from vpce_tui.collect.columns import Column, Kept, Text, Texts, Together, Value, lists, structures
from vpce_tui.collect.runs import Frame, Leaf, List, Node, Run, Shapes, literal
from vpce_tui.model.record import Record, Shape

# A text follows a tag, begins with no blank and ends at a closing tag.
_TEXT: Final = re.compile(r">([^<\s][^<]*+)</")
_READ: Final = r"([^<\s][^<]*+)"
_READ_PLAIN: Final = r"([^<&\s][^<&]*+)"
"""A third slower, so that it is used only on a page that has a reference."""
_PLACE: Final = re.compile(r"~[0-9]+")
_UNFIT: Final = re.compile(r'["\\&\x00-\x1f]')
"""What would not stand in a JSON string as it is."""

Match = Callable[[str, int, int], re.Match[str] | None]

STEADY_AFTER: Final = 5_000
"""So many items must have said the same before a narrower look is worth trying: a page is often of one subnet alone."""

STEADY_TEXTS: Final = 4
"""With fewer texts that are always the same nothing is gained."""

KeptByField = dict[tuple[str, ...], Kept]
"""The texts of each field, shared by all looks of one list: by the names that lead to it."""


class Look:
    """One look, and how records are made of items that have it."""

    def __init__(
        self,
        item: str,
        shape: OutputShape,
        record: type[Record],
        shapes: Shapes,
        kept: KeptByField,
        *,
        fixed: Collection[int] = (),
    ) -> None:
        """Learn the look of one item, given with its own tags; `fixed` are the numbers of texts that belong to it.

        Raises:
            UnusualError: It cannot be learned from this item.
        """
        runs = _TEXT.split(item)
        self._kept = kept
        self._learn = partial(Look, shape=shape, record=record, shapes=shapes, kept=kept)
        self._runs = runs[0::2]
        self._nodes: list[Node | None] = []
        pieces = self._pieces(runs, shape, shapes)
        texts = runs[1::2]
        if any(_UNFIT.search(text) or _PLACE.fullmatch(text) for text in texts):
            raise UnusualError("a text that needs a closer look")
        literals = [*map(literal_of, self._nodes, texts)]
        open_ = [number for number in range(len(texts)) if number not in fixed]
        marked = list(literals)
        for slot, number in enumerate(open_):
            marked[number] = _place(self._nodes[number], slot)
        self._open_nodes = [self._nodes[number] for number in open_]
        model = self._model(_joined(pieces, literals), record)
        made = self._made(msgspec.json.decode(_joined(pieces, marked)), model, ())
        wanted = [slot for slot, node in enumerate(self._open_nodes) if node is not None]
        if made is None or not isinstance(made, Together) or sorted(made.slots) != wanted:
            raise UnusualError("texts that go nowhere")
        self._build = made.build
        self.is_narrow = bool(fixed)
        self._steady: dict[int, str] | None = None
        """What all items have said so far."""
        self._seen = 0
        self._last: Sequence[str] = texts
        self._between = _between(runs, fixed)
        self.match = self._compiled(_READ)
        """Finds an item of this look at a place of a document that has no reference, with the blanks behind it."""
        self.used = 0
        """How often it was found lately."""

    @cached_property
    def match_plain(self) -> Match:
        """Finds the same where texts may have references, but only if this one has none."""
        return self._compiled(_READ_PLAIN)

    def _compiled(self, read: str) -> Match:
        return re.compile(f">{read}</".join(self._between) + r"[ \t\n]*+").match

    def records(self, rows: Iterable[Sequence[str]]) -> Sequence[Any]:
        """Return the records of items of this look, given the texts of each.

        Raises:
            UnusualError: A text is not a value of its field's type, or no text of XML's.
        """
        texts = Texts(dict(enumerate(zip(*rows, strict=True))))
        by_first: dict[str, Sequence[str]] = {}
        for slot, column in texts.columns.items():
            # What an item says twice (its address, alone and in a list) is kept once.
            first = by_first.setdefault(column[0], column)
            if first is not column and first == column:
                texts.columns[slot] = first
            else:
                require_characters_in_all(column[:1] if texts.same[slot] else column)
        self._note(texts)
        return self._build(texts)

    def _note(self, texts: Texts) -> None:
        same = {slot: column[0] for slot, column in texts.columns.items() if texts.same[slot]}
        before = same if self._steady is None else self._steady
        self._steady = {slot: text for slot, text in same.items() if before.get(slot) == text}
        self._seen += texts.count
        self._last = [column[-1] for column in texts.columns.values()]

    def narrower(self) -> Look | None:
        """Return a look that has what all items of this one have said, if there is much of it and they were many."""
        if self.is_narrow or self._seen < STEADY_AFTER or self._steady is None:
            return None
        steady, self._steady, self._seen = self._steady, None, 0
        if len(steady) < STEADY_TEXTS or len(steady) == len(self._last):
            return None
        item = self._runs[0] + "".join(f">{text}</{run}" for text, run in zip(self._last, self._runs[1:], strict=True))
        try:
            return self._learn(item, fixed=steady.keys())
        except UnusualError:
            return None

    def _pieces(self, runs: Sequence[str], shape: OutputShape, shapes: Shapes) -> list[str]:
        """Return the JSON between the texts, and learn what each text belongs to."""
        frames: tuple[Frame, ...] = (Frame("", List(shape)),)
        last = len(runs) - 1
        pieces = []
        for at in range(0, len(runs), 2):
            run = Run(shapes, frames, f"{'</' if at else ''}{runs[at]}{'>' if at < last else ''}")
            if not run.lasting:
                raise UnusualError("a text among blanks")
            frames = tuple(run.frames)
            pieces.append("".join(run.pieces))
            if at < last:
                self._nodes.append(frames[-1].node)
        if len(frames) != 1:
            raise UnusualError("not one whole item")
        return pieces

    def _model(self, text: str, record: type[Record]) -> Record:
        try:
            model = msgspec.json.decode(text, type=record)
        except msgspec.DecodeError as error:
            raise UnusualError(str(error)) from None
        if not model.has_identity or model.unknown_members is not None:
            raise UnusualError("no record as it is")
        return model

    def _made(self, places: Any, model: Any, names: tuple[str, ...]) -> Column | None:
        """Return how a value like `model` is made of texts, None where it is the same in all items."""
        if isinstance(places, str) and _PLACE.fullmatch(places):
            slot = int(places[1:])
            node = self._open_nodes[slot]
            assert isinstance(node, Leaf)
            if node.read is None:
                return Text((slot,), self._kept.setdefault(names, Kept()))
            return Value((slot,), meaning(node, type(model)))
        if isinstance(places, dict) and isinstance(model, Shape):
            fields = [
                (known.name, column)
                for known in msgspec.structs.fields(model)
                if known.encode_name in places
                and (column := self._made(places[known.encode_name], getattr(model, known.name), (*names, known.name)))
            ]
            return _together([column for _, column in fields], structures(model, fields))
        if isinstance(places, list) and isinstance(model, tuple):
            columns = [self._made(place, one, names) for place, one in zip(places, model, strict=True)]
            return _together([column for column in columns if column], lists(model, columns))
        if isinstance(places, dict | list) and places:
            raise UnusualError("a value that is no structure of ours")
        return None


def _between(runs: Sequence[str], fixed: Collection[int]) -> list[str]:
    """Return the patterns of what stands between the texts that are read."""
    patterns = [re.escape(runs[0])]
    for number, (text, run) in enumerate(zip(runs[1::2], runs[2::2], strict=True)):
        if number in fixed:
            patterns[-1] += re.escape(f">{text}</{run}")
        else:
            patterns.append(re.escape(run))
    return patterns


def _together(columns: Sequence[Column], build: Callable[[Texts], Sequence[Any]]) -> Together | None:
    if not columns:
        return None
    return Together(tuple(slot for column in columns for slot in column.slots), build, Kept())


def literal_of(node: Node | None, text: str) -> str:
    """Return the JSON of a text where the pieces around it have no quotes, else the text itself."""
    return text if isinstance(node, Leaf) and node.read is None else literal(node, text)


def _place(node: Node | None, number: int) -> str:
    if node is None:
        return ""
    return f"~{number}" if isinstance(node, Leaf) and node.read is None else f'"~{number}"'


def _joined(pieces: Sequence[str], between: Iterable[str]) -> str:
    return pieces[0] + "".join(text + piece for text, piece in zip(between, pieces[1:], strict=True))


def meaning(node: Leaf, kind: type) -> Callable[[str], Any]:
    """Return the function from a text to the value that the JSON decoder would give for it.

    It raises UnusualError for what is no such value.
    """

    def means(text: str) -> Any:
        try:
            value = msgspec.json.decode(with_characters(literal(node, text)))
        except msgspec.DecodeError:
            raise UnusualError("not a value as it stands") from None
        return float(value) if kind is float else value

    return means
