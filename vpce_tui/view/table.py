"""Which records does a table of 100,000 rows show, in which order, and how wide are its columns?

A table is a tree one level deep: rows arrive, are sorted, filtered and found by the same means. Cells are made from
a record when somebody looks at it; only sorting or filtering asks all records, and then only for what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from vpce_tui.view.text import Align, Cells, natural_key, plain, printable
from vpce_tui.view.tree import Node, Predicate, TreeModel

GAP = 1
"""Cells between two columns."""

MakeCells: TypeAlias = Callable[[Node], Cells]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, how wide it likes to be, and how its cells are made."""

    key: str
    """Names the column where sorting is kept; unique in a table."""
    title: str
    cells: MakeCells
    width: int = 12
    """Cells that it likes to have."""
    minimum: int = 4
    """Cells that it keeps when the screen is narrow; then the table is scrolled sideways."""
    grow: int = 0
    """Its share of what is left over; 0 takes none."""
    align: Align = "left"
    sort_key: Callable[[Node], Any] | None = None
    """What it is sorted by; without it, its text, numbers in it by value."""

    def text(self, node: Node) -> str:
        return printable(plain(self.cells(node)))

    def key_of(self, node: Node) -> Any:
        return self.sort_key(node) if self.sort_key is not None else natural_key(self.text(node))


@dataclass(frozen=True, slots=True)
class Sorting:
    column_key: str
    descending: bool = False


class TableView(TreeModel):
    """Rows of a table: a `TreeModel` whose nodes all stand at the top, with columns and one order over all."""

    def __init__(self, columns: Sequence[Column], nodes: Iterable[Node] = ()) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._sorting: Sorting | None = None
        self.add(nodes)

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @columns.setter
    def columns(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self.sort(self._sorting)

    @property
    def sorting(self) -> Sorting | None:
        """The order that is kept while rows come and go; None is the order of arrival."""
        return self._sorting

    def column(self, key: str) -> Column | None:
        return next((column for column in self._columns if column.key == key), None)

    def add(self, nodes: Iterable[Node]) -> None:
        """Add rows, each where the order wants it; rows whose id is known are renewed."""
        self.extend(None, nodes)

    def replace(self, nodes: Iterable[Node]) -> None:
        """Make these the rows, in this order unless one is kept."""
        self.replace_children(None, nodes)

    def node_at(self, index: int) -> Node:
        """Return the row at `index`, or raise IndexError."""
        return self.row_at(index).node

    def sort(self, sorting: Sorting | None) -> None:
        """Sort by a column, now and when rows come; None, or a column that is not there, leaves the order as it is."""
        column = self.column(sorting.column_key) if sorting is not None else None
        self._sorting = sorting if column is not None else None
        descending = sorting is not None and sorting.descending
        self.set_sort(None, column.key_of if column is not None else None, descending=descending)

    def show_as(self, columns: Sequence[Column], sorting: Sorting | None) -> None:
        """Take columns and an order that the rows are in already; rows that come later are put at the end."""
        self._columns = tuple(columns)
        self._sorting = sorting

    def sort_by(self, column_key: str) -> None:
        """Sort by a column; asked again for the same one, turn the order around."""
        again = self._sorting is not None and self._sorting.column_key == column_key
        self.sort(Sorting(column_key, descending=again and self._sorting is not None and not self._sorting.descending))

    def text_predicate(self, text: str) -> Predicate | None:
        """Return what holds for rows with `text` in some column, regardless of case; None for the empty text."""
        wanted = text.casefold()
        columns = self._columns
        if not wanted:
            return None
        return lambda node: any(wanted in column.text(node).casefold() for column in columns)

    def filter_text(self, text: str) -> None:
        """Show the rows in which some column holds `text`; the empty text shows all."""
        self.set_filter(self.text_predicate(text))


def column_widths(columns: Sequence[Column], available: int) -> tuple[int, ...]:
    """Return the cells of each column in a row of `available` cells, gaps not counted.

    What is left over goes to the columns that grow, by their shares. What is missing is taken from where most is
    above the minimum; below that the sum exceeds `available`, and the table is scrolled sideways.
    """
    widths = [max(column.width, column.minimum) for column in columns]
    spare = available - sum(widths) - GAP * max(0, len(columns) - 1)
    shares = sum(column.grow for column in columns)
    if spare > 0 and shares:
        given = 0
        for at, column in enumerate(columns):
            given += column.grow
            # Rounded on the running sum, so that the parts add up to the whole.
            widths[at] += spare * given // shares - spare * (given - column.grow) // shares
    while spare < 0:
        excess, at = max(
            (width - column.minimum, -at) for at, (width, column) in enumerate(zip(widths, columns, strict=True))
        )
        if excess <= 0:
            break
        widths[-at] -= 1
        spare += 1
    return tuple(widths)
