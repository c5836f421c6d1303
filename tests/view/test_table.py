"""Does a table keep its order, its filter and its columns while rows come and go?"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.view.table import GAP, Column, Sorting, TableView, column_widths
from vpce_tui.view.text import Cells
from vpce_tui.view.tree import Node


def name_cells(node: Node) -> Cells:
    return [(node.id, "plain")]


def free_cells(node: Node) -> Cells:
    return [(str(node.item), "number")]


NAME = Column("name", "NAME", name_cells, grow=1)
FREE = Column("free", "FREE", free_cells, width=5, align="right")


def subnets(**free: int) -> list[Node]:
    return [Node(name, count) for name, count in free.items()]


def shown(view: TableView) -> list[str]:
    return [view.id_at(index) for index in range(len(view))]


def test_rows_stand_in_order_of_arrival_until_a_column_sorts_them() -> None:
    view = TableView((NAME, FREE), subnets(b=201, a=9))
    view.add(subnets(c=50))
    assert shown(view) == ["b", "a", "c"]
    view.sort_by("free")
    assert shown(view) == ["a", "c", "b"]
    view.sort_by("free")
    assert view.sorting == Sorting("free", descending=True)
    assert shown(view) == ["b", "c", "a"]


def test_the_order_is_kept_while_rows_come_change_and_go() -> None:
    view = TableView((NAME, FREE), subnets(a=1, b=2, c=3))
    view.sort(Sorting("free"))
    view.add(subnets(d=0, e=10))
    view.update("a", 5)
    view.remove(["b"])
    assert shown(view) == ["d", "c", "a", "e"]
    view.replace(subnets(c=7, a=6, f=1))
    assert shown(view) == ["f", "a", "c"]


def test_the_order_survives_other_columns_if_its_own_is_among_them() -> None:
    view = TableView((NAME, FREE), subnets(b=1, a=2))
    view.sort_by("name")
    view.columns = (NAME,)
    kept = view.sorting
    view.columns = (FREE,)
    assert (kept, view.sorting) == (Sorting("name"), None)
    view.sort_by("name")
    assert not view.sorting


def test_equal_cells_are_ordered_by_id_so_that_nothing_swaps_places() -> None:
    view = TableView((NAME, FREE), subnets(b=1, a=1, c=1))
    view.sort_by("free")
    assert shown(view) == ["a", "b", "c"]


def test_a_text_filter_looks_into_every_column_and_counts() -> None:
    view = TableView((NAME, FREE), subnets(app=250, data=9))
    view.filter_text("25")
    assert shown(view) == ["app"]
    view.add(subnets(Web=1250))
    assert (view.matches, view.total) == (2, 3)
    view.filter_text("WEB")
    assert shown(view) == ["Web"]
    view.filter_text("")
    assert len(view) == 3


def test_cells_are_made_only_when_asked_for() -> None:
    made: list[str] = []

    def cells(node: Node) -> Cells:
        made.append(node.id)
        return [(node.id, "plain")]

    view = TableView((Column("name", "NAME", cells),), [Node(f"eni-{number}") for number in range(1_000)])
    view.node_at(500)
    assert view.index_of("eni-7") == 7
    assert made == []


def test_spare_room_goes_to_the_columns_that_grow() -> None:
    columns = (NAME, FREE, Column("az", "AZ", name_cells, width=8, grow=3))
    assert column_widths(columns, 12 + 5 + 8 + 2 * GAP + 8) == (14, 5, 14)


def test_missing_room_is_taken_down_to_the_minimum() -> None:
    columns = (Column("a", "A", name_cells, width=20, minimum=6), Column("b", "B", name_cells, width=8, minimum=8))
    assert column_widths(columns, 20) == (11, 8)
    assert column_widths(columns, 3) == (6, 8)
    assert column_widths((), 10) == ()


columns_of_any_kind = st.lists(
    st.builds(
        lambda width, minimum, grow: Column("k", "T", name_cells, width, minimum, grow),
        st.integers(1, 30),
        st.integers(1, 10),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=6,
)


@given(columns_of_any_kind, st.integers(0, 120))
@settings(max_examples=200, deadline=None)
def test_columns_fill_the_row_exactly_where_they_can(columns: Sequence[Column], available: int) -> None:
    widths = column_widths(columns, available)
    total = sum(widths) + GAP * (len(columns) - 1)
    assert all(width >= column.minimum for width, column in zip(widths, columns, strict=True))
    if total > available:
        assert list(widths) == [column.minimum for column in columns]
    elif total < available:
        assert not any(column.grow for column in columns)
