"""How do all records of one type look as a table on the screen: columns, order, filter, and how many are in what state?

Everything is worked out from an immutable topology, so that a thread can do it: 100,000 rows take a tenth of a second
to put together, and more to sort and to filter. Rows are known by scope, type and id: a record read again is the same
row.
"""

from __future__ import annotations

import heapq
import shlex
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Column as RecordColumn
from vpce_tui.model.resource import Resource
from vpce_tui.model.topology import Table, Topology
from vpce_tui.resources import BY_RECORD
from vpce_tui.view.explorer import record_node_id
from vpce_tui.view.filters import Filter, record_matches
from vpce_tui.view.flat_keys import flat_key
from vpce_tui.view.labels import state_of, state_sign
from vpce_tui.view.lines import state_style
from vpce_tui.view.table import Column, Sorting
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs, cell_width, printable
from vpce_tui.view.tree import Node

Located = tuple[Scope, Record]

SAMPLE: Final = 400
"""Rows by which the columns' widths are judged."""
READABLE: Final = 16
"""Cells that a column keeps of those it likes: an address, the beginning of a name. Then one scrolls sideways."""
SORTED_AT_ONCE: Final = 5_000
"""Rows that are sorted in one go; that takes a few milliseconds."""
WIDEST: Final = 44
"""Cells that a column likes at most; what is wider is cut, and whole in the inspector."""
_GROWING: Final = ("NAME", "DESCRIPTION", "SERVICE")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a table shows."""

    resource: Resource[Any]
    shown: list[Located]
    """Those that match, in order."""
    total: int
    """How many there are in the scopes looked at."""
    states: tuple[tuple[str, int], ...] = ()
    """How many of those shown are in each state, most first; empty for types without one."""
    sample: list[Located] = field(default_factory=list)
    """Some of all, filter or not, so that columns keep their widths while a filter is typed."""

    def nodes(self) -> list[Node]:
        """Return the rows; their items are (scope, record)."""
        kind = self.resource.record
        return [Node(record_node_id(kind, located[1].record_id, located[0]), located) for located in self.shown]


@dataclass(slots=True)
class Order:
    """All records of a type in the order asked for; kept, for each letter of a filter asks for the same order."""

    tables: tuple[Table[Any], ...] = ()
    """What it was made from; a table that has changed is another object."""
    sorting: Sorting | None = None
    located: list[Located] = field(default_factory=list)

    def of(self, resource: Resource[Any], topology: Topology, sorting: Sorting | None) -> list[Located]:
        """Return every record of the type with its scope. O(n log n) where records or order are new, else O(scopes)."""
        tables = tuple(topology.table(resource.record, scope) for scope in topology.scopes)
        if tables != self.tables or sorting != self.sorting or not self.located:
            self.tables, self.sorting = tables, sorting
            self.located = sorted_records(list(topology.located(resource.record)), resource, sorting, topology)
        return self.located


def sorted_records(
    located: list[Located], resource: Resource[Any], sorting: Sorting | None, topology: Topology
) -> list[Located]:
    """Return the records by a column, numbers by value and empty cells last; unsorted, by scope as they were read."""
    value = value_of(resource, sorting.column_key, topology) if sorting is not None else None
    if sorting is None or value is None:
        return located
    keyed = [(flat_key(text), at) for at, one in enumerate(located) if (text := value(one))]
    # In parts: sorting in one go would keep every other thread from its turn for as long as it takes.
    parts = [
        sorted(keyed[at : at + SORTED_AT_ONCE], key=_first, reverse=sorting.descending)
        for at in range(0, len(keyed), SORTED_AT_ONCE)
    ]
    in_order = heapq.merge(*parts, key=_first, reverse=sorting.descending)
    return [located[at] for _, at in in_order] + [one for one in located if not value(one)]


def _first(keyed: tuple[str, int]) -> str:
    return keyed[0]


def value_of(resource: Resource[Any], title: str, topology: Topology) -> Callable[[Located], str] | None:
    """Return what makes the text of a column, found by its title regardless of case; None if there is none."""
    wanted = title.upper()
    for column in resource.columns:
        if column.title == wanted:
            return _of_record(column)
    if wanted == "ACCOUNT":
        return lambda located: account_text(located[0], topology)
    if wanted == "REGION":
        return lambda located: located[0].region
    return None


def _of_record(column: RecordColumn[Any]) -> Callable[[Located], str]:
    return lambda located: column.value(located[1])


def account_text(scope: Scope, topology: Topology) -> str:
    """Return the account's name, else its id."""
    opened = topology.opened.get(scope)
    return (opened.account_name if opened is not None else "") or scope.account_id


def rows_of(
    resource: Resource[Any],
    topology: Topology,
    wanted: Filter = Filter(),  # noqa: B008 - frozen
    sorting: Sorting | None = None,
    scopes: Collection[Scope] = (),
    order: Order | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Rows:
    """Return the rows of a type that match a filter, of some scopes or (with none given) of all.

    Stops early, with what it has, where nobody waits for the answer any more.
    """
    located = (order if order is not None else Order()).of(resource, topology, sorting)
    if scopes:
        located = [one for one in located if one[0] in scopes]
    shown = located
    if wanted:
        shown = []
        for one in located:
            if record_matches(one[1], resource, wanted):
                shown.append(one)
            if is_cancelled():
                break
    states = Counter(state for _, record in shown if (state := state_of(record))).most_common()
    return Rows(resource, shown, len(located), tuple(states), located[:SAMPLE])


def column_titles(resource: Resource[Any], topology: Topology) -> list[str]:
    """Return the titles of the table's columns; account and Region only where there is more than one."""
    own = [column.title for column in resource.columns]
    several = [
        title
        for title, values in (
            ("ACCOUNT", {scope.account_id for scope in topology.scopes}),
            ("REGION", {scope.region for scope in topology.scopes}),
        )
        if len(values) > 1 and title not in own
    ]
    return own + several


def table_columns(rows: Rows, topology: Topology, signs: Signs = UNICODE_SIGNS) -> list[Column]:
    """Return the columns as wide as a sample of their cells likes them."""
    columns = []
    for title in column_titles(rows.resource, topology):
        value = value_of(rows.resource, title, topology)
        assert value is not None
        is_state = title in ("STATE", "STATUS")
        texts = (printable(_shown(title, value(one), one[0])) for one in rows.sample)
        widest = max(map(cell_width, texts), default=0) + 2 * is_state
        width = min(max(widest, len(title)) + 1, WIDEST)
        keeps = width if title == "ID" or is_state else min(width, max(len(title) + 1, READABLE))
        grow = 1 if title in _GROWING else 0
        columns.append(Column(title, title, _cells(title, value, signs), width, keeps, grow))
    return columns


def _cells(title: str, value: Callable[[Located], str], signs: Signs) -> Callable[[Node], Cells]:
    def cells(node: Node) -> Cells:
        located: Located = node.item
        text = value(located)
        if title in ("ID", "SERVICE ID"):
            return [(text, "accent")]
        if text and text == state_of(located[1]):
            sign, style = state_sign(text, signs)
            return [(f"{sign} ", style), (text, state_style(text))]
        shown = _shown(title, text, located[0])
        return [(shown, "muted" if title in ("DESCRIPTION", "OWNER") else "plain")]

    return cells


def _shown(title: str, text: str, scope: Scope) -> str:
    """Return a cell's text as there is room for it: AWS's services without what they all begin with."""
    return text.removeprefix(f"com.amazonaws.{scope.region}.") if title == "SERVICE" else text


COUNTED: Final = (
    "STATE",
    "STATUS",
    "TYPE",
    "KIND",
    "SERVICE",
    "ZONE",
    "VPC",
    "ACCOUNT",
    "REGION",
    "DEFAULT",
    "PRIVATE DNS",
)
"""Columns by which records are counted, where a type has them."""

MOST_VALUES: Final = 60
"""Of one column; beyond that a count says little."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records have one value in a column."""

    title: str
    value: str
    count: int

    @property
    def words(self) -> str:
        """The filter that shows exactly these, or nearly: a word of the filter language."""
        place = {"STATE": "state:", "STATUS": "state:", "SERVICE": "svc:"}.get(self.title, "")
        return shlex.quote(place + self.value)


def counts(rows: Rows, topology: Topology) -> list[Count]:
    """Return the numbers by state, service, zone and so on, most first in each column. O(rows × columns)."""
    found: list[Count] = []
    titles = column_titles(rows.resource, topology)
    for title in COUNTED:
        value = value_of(rows.resource, title, topology) if title in titles else None
        if value is not None:
            counter = Counter(value(one) for one in rows.shown)
            found += [Count(title, text, number) for text, number in counter.most_common(MOST_VALUES)]
    return found


def sorting_words(sorting: Sorting | None) -> str:
    """Return an order as one types it: `STATE`, `-STATE` from the end."""
    return "" if sorting is None else f"{'-' if sorting.descending else ''}{sorting.column_key}"


def parse_sorting(words: str, titles: Sequence[str]) -> Sorting | None:
    """Return the order that words mean, or None where they name no column; a column may be shortened."""
    descending = words.startswith("-")
    wanted = words.removeprefix("-").strip().upper()
    exact = [title for title in titles if title == wanted] or [title for title in titles if title.startswith(wanted)]
    return Sorting(exact[0], descending) if wanted and exact else None


def resource_of(record: Record) -> Resource[Any]:
    return BY_RECORD[type(record)]
