"""Which values do many records have in common, and how is each kept once?

A list of interfaces says the same VPC, owner and groups again and again, and a decoder makes each anew: half of the
memory of a record are copies. Which fields are worth the look is learned from the first page that is long enough: those
whose values come twice or more on average. Their equal values are then one object in all pages to come.

INVARIANT: no record means anything else afterwards. A list that was sent empty equals one that was not sent, so empty
lists, and structures that could hold one, are never taken for each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from operator import attrgetter
from types import NoneType
from typing import Any, Final, get_args

import msgspec

from vpce_tui.model.record import Shape

ENOUGH: Final = 100
"""A page with fewer records teaches nothing, and its list is short."""

MOST_KEPT: Final = 20_000
"""A field that turns out to have more values than this forgets them and begins anew."""

_PLAIN: Final = frozenset((str, int, float, bool, NoneType))

_Get = Callable[[Any], Any]
_Share = Callable[[Sequence[Any]], None]
"""Makes equal values of some structures one."""


class Sharing:
    """Shares the values of one list's records. Only for records that nobody else has seen yet."""

    def __init__(self) -> None:
        self._shares: list[_Share] | None = None
        self._kept: list[dict[Any, Any]] = []

    @property
    def kept(self) -> int:
        """How many values are kept for the pages to come."""
        return sum(map(len, self._kept))

    def share(self, records: Sequence[Shape]) -> None:
        """Put the first of equal values in the place of all others. Some 3 microseconds for each record."""
        if self._shares is None:
            if len(records) < ENOUGH:
                return
            self._shares = list(self._learned(records))
        for kept in self._kept:
            if len(kept) > MOST_KEPT:
                kept.clear()
        for share in self._shares:
            share(records)

    def _learned(self, structures: Sequence[Shape]) -> Iterator[_Share]:
        """Yield what is worth doing with structures like these."""
        for name in structures[0].__struct_fields__:
            get = attrgetter(name)
            values = [value for value in map(get, structures) if value]
            match values[:1]:
                case [str()] if _repeats(values):
                    yield self._values(name)
                case [Shape() as one] if _is_flat(type(one)) and _repeats(values):
                    yield self._values(name)
                case [Shape()]:
                    yield from (_inside(get, share) for share in self._learned(values))
                case [tuple()]:
                    yield from self._learned_of_lists(name, structures, values)

    def _learned_of_lists(
        self, name: str, structures: Sequence[Shape], values: Sequence[tuple[Any, ...]]
    ) -> Iterator[_Share]:
        get = attrgetter(name)
        items = [item for value in values for item in value]
        whole = isinstance(items[0], str) or (isinstance(items[0], Shape) and _is_flat(type(items[0])))
        if whole and _repeats(values):
            yield self._values(name)
        elif whole and _repeats(items):
            yield self._items(name)
        elif isinstance(items[0], Shape):
            yield from (_inside_items(get, share) for share in self._learned(items))
            yield from (_said_again(get, again) for again in _names_said_again(structures, get))

    def _values(self, name: str) -> _Share:
        get, first = attrgetter(name), self._keep()

        def share(structures: Sequence[Any]) -> None:
            values = [*map(get, structures)]
            if not all(values):  # NOT_SENT stays what it is
                structures = [structure for structure in structures if get(structure)]
                values = [*map(get, structures)]
            _put(structures, name, map(first, values, values))

        return share

    def _items(self, name: str) -> _Share:
        get, first = attrgetter(name), self._keep()

        def share(structures: Sequence[Any]) -> None:
            some = [structure for structure in structures if get(structure)]
            _put(some, name, [tuple(map(first, value, value)) for value in map(get, some)])

        return share

    def _keep(self) -> Callable[[Any, Any], Any]:
        """Return the function that gives the first of all values that equal one."""
        kept: dict[Any, Any] = {}
        self._kept.append(kept)
        return kept.setdefault


def _repeats(values: Sequence[Any]) -> bool:
    return len(set(values)) * 2 <= len(values)


@cache
def _is_flat(kind: type[Shape]) -> bool:
    """Tell whether structures of a kind hold neither lists nor other structures."""
    return all(set(get_args(field.type) or (field.type,)) <= _PLAIN for field in msgspec.structs.fields(kind))


def _put(structures: Sequence[Any], name: str, values: Iterable[Any]) -> None:
    """Set a field of each structure. No loop of Python's: there are ten such fields in each record."""
    deque(map(msgspec.structs.force_setattr, structures, repeat(name), values), maxlen=0)


def _inside(get: _Get, share: _Share) -> _Share:
    return lambda structures: share([value for value in map(get, structures) if value is not None])


def _inside_items(get: _Get, share: _Share) -> _Share:
    return lambda structures: share([item for value in map(get, structures) for item in value])


def _names_said_again(structures: Sequence[Shape], get: _Get) -> Iterator[str]:
    """Yield the fields of structures that their first items mostly have too, with the same text."""
    pairs = [(structure, items[0]) for structure in structures if (items := get(structure))]
    for name in set(structures[0].__struct_fields__) & set(pairs[0][1].__struct_fields__):
        own = attrgetter(name)
        same = [one for one, first in pairs if isinstance(own(one), str) and own(one) == own(first)]
        if len(same) * 2 > len(pairs):
            yield name


def _said_again(get: _Get, name: str) -> _Share:
    """Share what a structure says itself and its first item says again: an interface's main address is in its list."""
    own, put = attrgetter(name), msgspec.structs.force_setattr

    def share(structures: Sequence[Any]) -> None:
        for structure in structures:
            items, value = get(structure), own(structure)
            if items and isinstance(value, str) and own(items[0]) == value:
                put(items[0], name, value)

    return share
