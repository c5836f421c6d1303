"""How are a thousand records that look alike made at once, field by field?

Records of one look differ in their texts alone. So one of them, the model, is made by the decoder; the others are its
copies, made in C, and each field that differs is put into all of them by one call. What all have in common costs them
nothing, and equal values (the groups of an interface, its tags) are made once and kept once, as long as that is worth
it: whether a field repeats shows after some thousand records, and not on one page.

INVARIANT: a value that is kept once is frozen, so that no record notices.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

import msgspec

from vpce_tui.model.record import Shape

TRIED: Final = 10_000
"""So many values are looked up before a field is found not to repeat."""

MOST_KEPT: Final = 20_000
"""A field that turns out to have more values than this forgets them and begins anew."""


class Texts:
    """What some records of one look say, by the number of the place in it."""

    __slots__ = ("columns", "count", "same")

    def __init__(self, columns: dict[int, Sequence[str]]) -> None:
        self.columns = columns
        self.same = {slot: is_the_same(column) for slot, column in columns.items()}
        """Whether all records say the same."""
        self.count = len(next(iter(columns.values())))

    def first(self, slots: Iterable[int]) -> Texts:
        """Return what the first record says in some places."""
        return Texts({slot: self.columns[slot][:1] for slot in slots})


class Kept:
    """The values of one field that were made already, by what was read for them."""

    __slots__ = ("_groups", "_looked_up", "is_worth_it")

    def __init__(self) -> None:
        self._groups: dict[Any, dict[Any, Any]] = {}
        self.is_worth_it = True
        """False as soon as most values were found to come only once."""
        self._looked_up = 0

    @property
    def size(self) -> int:
        """How many values are kept."""
        return sum(map(len, self._groups.values()))

    def known(self, group: Any = None) -> dict[Any, Any]:
        """Return the values of one group, to look up in and to add to. Values of two groups are never equal."""
        if self.size > MOST_KEPT:
            self._groups.clear()
            self._looked_up = 0
        return self._groups.setdefault(group, {})

    def learn(self, count: int) -> None:
        """Learn from `count` look-ups."""
        self._looked_up += count
        if self._looked_up >= TRIED and self.size * 2 > self._looked_up:
            self.is_worth_it = False
            self._groups.clear()


@dataclass(frozen=True, eq=False)
class Text:
    """A field that says what was read."""

    slots: tuple[int]
    kept: Kept

    def values(self, texts: Texts) -> Sequence[Any]:
        """Return the field's value for each record."""
        read = texts.columns[self.slots[0]]
        kept = self.kept
        if not kept.is_worth_it:
            return read
        values = [*map(kept.known().setdefault, read, read)]
        kept.learn(texts.count)
        return values


@dataclass(frozen=True, eq=False)
class Value:
    """A field that says what a text means: a number, a moment, yes or no."""

    slots: tuple[int]
    meaning: Callable[[str], Any]
    known: dict[str, Any] = field(default_factory=dict)

    def values(self, texts: Texts) -> Sequence[Any]:
        """Return the field's value for each record.

        Raises:
            UnusualError: A text means none.
        """
        read, known = texts.columns[self.slots[0]], self.known
        if len(known) > MOST_KEPT:
            known.clear()
        for text in {*read}:
            if text not in known:
                known[text] = self.meaning(text)
        return [*map(known.__getitem__, read)]


@dataclass(frozen=True, eq=False)
class Together:
    """A field that is made of several texts: a structure, or a list of things."""

    slots: tuple[int, ...]
    build: Callable[[Texts], Sequence[Any]]
    kept: Kept

    def values(self, texts: Texts) -> Sequence[Any]:
        """Return the field's value for each record, equal ones made once if they are worth keeping."""
        kept = self.kept
        if not kept.is_worth_it:
            return self.build(texts)
        # What all of them have alike is looked up once.
        columns = texts.columns
        same = tuple(columns[slot][0] if texts.same[slot] else None for slot in self.slots)
        read = [columns[slot] for slot in self.slots if not texts.same[slot]]
        keys = read[0] if len(read) == 1 else [*zip(*read, strict=True)] if read else [()] * texts.count
        known = kept.known(same)
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            known.update(zip(new, self._made(new, same), strict=True))
        values = [*map(known.__getitem__, keys)]
        kept.learn(texts.count)
        return values

    def _made(self, keys: Sequence[Any], same: Sequence[str | None]) -> Sequence[Any]:
        """Return the values of keys, which hold the texts that `same` does not."""
        differing = iter([keys] if same.count(None) == 1 else zip(*keys, strict=True))
        count = len(keys)
        columns = [next(differing) if text is None else (text,) * count for text in same]
        return self.build(Texts(dict(zip(self.slots, columns, strict=True))))


Column = Text | Value | Together


def structures(model: Shape, fields: Sequence[tuple[str, Column]]) -> Callable[[Texts], list[Any]]:
    """Return the function that makes structures like `model`, but for these fields."""
    copied = type(model).__copy__  # type: ignore[attr-defined]  # msgspec's own, which its types leave out

    def build(texts: Texts) -> list[Any]:
        one = copy(model)
        differing: list[tuple[str, Sequence[Any]]] = []
        for name, column in fields:
            if all(map(texts.same.__getitem__, column.slots)):
                msgspec.structs.force_setattr(one, name, column.values(texts.first(column.slots))[0])
            else:
                differing.append((name, column.values(texts)))
        made = [*map(copied, repeat(one, texts.count))]
        for name, values in differing:
            put(made, name, values)
        return made

    return build


def lists(model: Sequence[Any], items: Sequence[Column | None]) -> Callable[[Texts], list[Any]]:
    """Return the function that makes tuples like `model`; where no column is, they all have the model's item."""

    def build(texts: Texts) -> list[Any]:
        columns = [
            repeat(one, texts.count) if column is None else column.values(texts)
            for one, column in zip(model, items, strict=True)
        ]
        return [*zip(*columns, strict=True)]

    return build


def put(structures_: Iterable[Any], name: str, values: Iterable[Any]) -> None:
    """Set a field of each structure. No loop of Python's: there are ten such fields in each record."""
    deque(map(msgspec.structs.force_setattr, structures_, repeat(name), values), maxlen=0)


def is_the_same(read: Sequence[str]) -> bool:
    """Tell whether all records have the same text."""
    return read[0] == read[-1] and read.count(read[0]) == len(read)
