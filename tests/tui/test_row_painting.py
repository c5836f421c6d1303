"""Do rows whose finished lines are kept look as Textual itself would draw them anew, whatever happens?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Vertical
from textual.geometry import Region
from textual.pilot import Pilot
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.widgets import Button

from vpce_tui.tui.widgets.edges import tell_on_edge
from vpce_tui.tui.widgets.row_strips import joined
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.thumb import thumb
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.table import Column, TableView
from vpce_tui.view.text import Cells
from vpce_tui.view.tree import Node, TreeModel

LABELS: dict[str, str] = {}
"""Words of nodes beside their items; for labels that change without another item."""


def label(node: Node) -> Cells:
    return [(f"{node.item}", "accent"), ("  ", "plain"), (LABELS.get(node.id, "-"), "warn"), ("  x", "muted")]


def nodes(prefix: str, count: int) -> list[Node]:
    return [Node(f"{prefix}-{number}", f"{prefix}-{number}") for number in range(count)]


def tree() -> VirtualTree:
    model = TreeModel()
    model.extend(None, nodes("vpc", 3))
    for number in range(3):
        model.extend(f"vpc-{number}", nodes(f"subnet-{number}", 60))
    return VirtualTree(model, label)


def table() -> VirtualTable:
    view = TableView([Column("name", "NAME", label, 20), Column("id", "ID", lambda node: [(node.id, "plain")], 14)])
    view.add(nodes("eni", 90))
    return VirtualTable(view)


def text() -> TextView:
    return TextView([f"line {number} " + "=" * (number % 90) for number in range(80)])


class OneWidget(App[None]):
    def __init__(self, rows: VirtualRows, css: str) -> None:
        super().__init__()
        self.rows = rows
        self.rows.add_class("rows")
        self.stylesheet.add_source(
            f".rows {{ {css} }} #around {{ height: 1fr; }} Button {{ dock: bottom; }}", ("test", "")
        )

    def compose(self) -> ComposeResult:
        with Vertical(id="around"):
            yield self.rows
        yield Button("elsewhere")

    def on_mount(self) -> None:
        self.rows.focus()


Cell = tuple[str, Style | None]


def cells(strip: Strip | Sequence[Segment]) -> list[Cell]:
    return [(sign, segment.style) for segment in strip for sign in segment.text]


def kept(rows: VirtualRows) -> list[list[Cell]]:
    """Return the lines as they are kept."""
    return [cells(strip) for strip in rows.render_lines(rows.region.size.region)]


def anew(rows: VirtualRows) -> list[list[Cell]]:
    """Return the lines as Textual draws them without knowing any."""
    return [cells(strip) for strip in StylesCache().render_widget(rows, rows.region.size.region)]


Act = Callable[[OneWidget, "Pilot[None]"], object]


def change_labels(app: OneWidget, _: Pilot[None]) -> None:
    rows = app.rows
    on_screen = [look.row_id for look in rows.looks_in_sight()]
    LABELS.update(dict.fromkeys(on_screen[1:3], "other words"))
    rows.repaint()


def more_rows(app: OneWidget, _: Pilot[None]) -> None:
    if isinstance(app.rows, TextView):
        app.rows.lines = [*("=" * (number + 1) for number in range(40)), *app.rows.lines]
        return
    source = app.rows.source
    assert source is not None
    source.extend(None, nodes(f"new-{source.revision}", 40), before=source.id_at(0))


def fewer_rows(app: OneWidget, _: Pilot[None]) -> None:
    source = app.rows.source
    assert source is not None
    source.remove([source.id_at(index) for index in range(0, len(source), 2)])


def hardly_any_rows(app: OneWidget, _: Pilot[None]) -> None:
    if isinstance(app.rows, TextView):
        app.rows.lines = ["alone"]
        return
    source = app.rows.source
    assert source is not None
    source.remove([source.id_at(index) for index in range(2, len(source))])


def styles_looked_at(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.notify_style_update()


def filtered(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.set_filter(lambda node: "7" in node.id, "7")


def unfiltered(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.set_filter(None)


def marked(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.marks = [look.row_id for look in app.rows.looks_in_sight()[::3]]


async def resized(app: OneWidget, pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(app.size.width - 7, app.size.height - 2)


def framed(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.styles.border = ("heavy", "red")
    app.rows.border_title = "[b]title[/]"


def ground(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.styles.background = "darkgreen"


def ground_below(app: OneWidget, _: Pilot[None]) -> None:
    app.query_one("#around").styles.background = "darkblue"


def faded(app: OneWidget, _: Pilot[None]) -> None:
    app.rows.styles.opacity = 0.5


def theme(app: OneWidget, _: Pilot[None]) -> None:
    app.theme = "textual-light" if app.theme != "textual-light" else "nord"


def pressed(*keys: str) -> Act:
    return lambda app, pilot: pilot.press(*keys)


ACTS: dict[str, Act] = {
    "down": pressed("j"),
    "far down": pressed(*"jjjjjjjjjjjjjjjjjjjjjjjj"),
    "up": pressed("k"),
    "page": pressed("pagedown"),
    "first": pressed("g"),
    "last": pressed("G"),
    "right": pressed("l"),
    "left": pressed("h"),
    "other focus": pressed("tab"),
    "labels": change_labels,
    "more": more_rows,
    "fewer": fewer_rows,
    "hardly any": hardly_any_rows,
    "styles": styles_looked_at,
    "filter": filtered,
    "no filter": unfiltered,
    "marks": marked,
    "resize": resized,
    "border": framed,
    "ground": ground,
    "ground below": ground_below,
    "faded": faded,
    "theme": theme,
}
KINDS: dict[str, Callable[[], VirtualRows]] = {"tree": tree, "table": table, "text": text}
LOOKS = {
    "bare": "",
    "border": "border: round red; border-title-align: right;",
    "top border": "border-top: solid green;",
    "padding": "padding: 1 2;",
    "tint": "tint: red 20%;",
    "outline": "outline: heavy blue;",
    "pale": "text-opacity: 50%; background: transparent;",
    "hatch": "hatch: cross green;",
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", KINDS)
async def test_lines_that_are_kept_look_as_if_they_were_drawn_anew_after_each_act(kind: str, look: str) -> None:
    LABELS.clear()
    app = OneWidget(KINDS[kind](), LOOKS[look])
    async with app.run_test(size=(60, 20)) as pilot:
        for name in [*ACTS, "down", "far down", "more", "labels", "up"]:
            done = ACTS[name](app, pilot)
            if hasattr(done, "__await__"):
                await done
            await pilot.pause()
            assert kept(app.rows) == anew(app.rows), name


@settings(max_examples=12, deadline=None)
@given(
    look=st.sampled_from(sorted(LOOKS)),
    kind=st.sampled_from(sorted(KINDS)),
    acts=st.lists(st.sampled_from(sorted(ACTS)), max_size=12),
)
async def test_no_order_of_acts_leaves_a_line_behind(look: str, kind: str, acts: list[str]) -> None:
    LABELS.clear()
    app = OneWidget(KINDS[kind](), LOOKS[look])
    async with app.run_test(size=(60, 40)) as pilot:
        for name in acts:
            done = ACTS[name](app, pilot)
            if hasattr(done, "__await__"):
                await done
            await pilot.pause()
            assert kept(app.rows) == anew(app.rows), name


@pytest.mark.parametrize("kind", KINDS)
async def test_where_rows_were_there_is_nothing_left_of_them(kind: str) -> None:
    LABELS.clear()
    app = OneWidget(KINDS[kind](), "")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        styles_looked_at(app, pilot)  # what was drawn is forgotten, but stands on the screen
        hardly_any_rows(app, pilot)
        await pilot.pause()
        assert kept(app.rows) == anew(app.rows)


async def test_a_row_that_only_moved_is_the_same_line_as_before() -> None:
    app = OneWidget(tree(), LOOKS["border"])
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("l", *["j"] * 20)
        await pilot.pause()
        before = app.rows.render_lines(app.rows.region.size.region)
        await pilot.press("j")
        await pilot.pause()
        after = app.rows.render_lines(app.rows.region.size.region)
        same = [old is new for old, new in zip(before[2:-2], after[1:-3], strict=True)]
        assert same == [True] * 13
        assert "›" in after[-2].text


class CountingTree(VirtualTree):
    """A tree that notes which lines it was asked to draw."""

    drawn: list[int]

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


async def test_repainting_draws_those_rows_alone_whose_words_differ() -> None:
    LABELS.clear()
    model = TreeModel()
    model.extend(None, nodes("vpc", 15))
    rows = CountingTree(model, label)
    rows.drawn = []
    app = OneWidget(rows, "")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        rows.drawn.clear()
        rows.repaint()
        await pilot.pause()
        assert rows.drawn == []
        LABELS["vpc-4"] = "new"
        rows.repaint()
        await pilot.pause()
        assert rows.drawn == [4]


async def test_words_on_an_edge_draw_that_edge_alone() -> None:
    model = TreeModel()
    model.extend(None, nodes("vpc", 15))
    rows = CountingTree(model, label)
    rows.drawn = []
    app = OneWidget(rows, LOOKS["border"])
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        rows.drawn.clear()
        tell_on_edge(rows, title="1 Network", subtitle="3 / 15")
        assert rows._repaint_regions == {Region(0, 0, 60, 1), Region(0, rows.region.height - 1, 60, 1)}
        await pilot.pause()
        assert rows.drawn == []
        assert kept(rows) == anew(rows)
        shown = ["".join(sign for sign, _ in line) for line in kept(rows)]
        assert "1 Network" in shown[0]
        assert "3 / 15" in shown[-1]
        tell_on_edge(rows, title="1 Network", subtitle="3 / 15")
        assert not rows._repaint_regions


async def test_words_on_an_edge_that_is_not_there_draw_nothing_until_there_is_one() -> None:
    app = OneWidget(tree(), "")
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        tell_on_edge(app.rows, title="1 Network")
        assert not app.rows._repaint_regions
        app.rows.styles.border = ("round", "red")
        await pilot.pause()
        assert "1 Network" in "".join(sign for sign, _ in kept(app.rows)[0])


# The scrollbar

bars = st.tuples(st.integers(0, 60), st.integers(0, 200_000), st.integers(0, 60), st.integers(0, 200_000))


def picture(bar: tuple[int, int, int, int]) -> list[Segment]:
    size, rows, window, position = bar
    return list(
        ScrollBarRender.render_bar(
            size,
            rows,
            window if window < rows else 0,
            position,
            back_color=RichColor.parse("red"),
            bar_color=RichColor.parse("blue"),
        ).segments
    )


@settings(max_examples=150, deadline=None)
@given(bar=bars, other=bars)
def test_a_scrollbar_whose_thumb_is_the_same_looks_the_same(
    bar: tuple[int, int, int, int], other: tuple[int, int, int, int]
) -> None:
    size, rows, window, position = bar
    position = min(position, max(0, rows - window))
    for moved in ((size, rows + 1, window, position), (size, rows, window, max(0, position - 1)), (size, *other[1:])):
        moved = (*moved[:3], min(moved[3], max(0, moved[1] - moved[2])))
        if thumb(*moved) == thumb(size, rows, window, position):
            assert picture(moved) == picture((size, rows, window, position))


def test_a_thumb_that_moves_by_an_eighth_is_another_one() -> None:
    assert thumb(20, 1_000, 20, 0) == (0, 8)
    assert thumb(20, 1_000, 20, 7) == (1, 9)
    assert thumb(20, 100_000, 20, 500) == thumb(20, 100_300, 20, 500)
    assert thumb(20, 10, 20, 0) is None


# Segments

RUNS = st.lists(
    st.tuples(
        st.text(alphabet=" ab", min_size=0, max_size=5),
        st.sampled_from(
            [
                Style.parse("red on black"),
                Style.parse("green on black"),
                Style.parse("bold green on black"),
                Style.parse("green on blue"),
                Style.parse("underline red on black"),
                Style.parse("reverse green on black"),
                Style.parse("red on black link https://example.org"),
                Style(),
            ]
        ),
    ),
    max_size=8,
)


def seen(sign: str, style: Style) -> tuple[object, ...]:
    """Return all that can be seen of a cell: of a blank its ground, and lines or reversed colours."""
    if sign != " " or style.underline or style.reverse or style.link:
        return sign, style
    return sign, style.bgcolor


@settings(max_examples=200, deadline=None)
@given(runs=RUNS)
def test_joined_runs_look_the_same_and_neighbours_never_share_a_style(runs: list[tuple[str, Style]]) -> None:
    segments = joined(runs)
    shown = [seen(sign, segment.style or Style()) for segment in segments for sign in segment.text]
    assert shown == [seen(sign, style) for text, style in runs for sign in text]
    assert all(one.style != other.style for one, other in pairwise(segments))


def test_blanks_go_with_their_neighbours_on_one_ground() -> None:
    muted, plain = Style.parse("grey50 on black"), Style.parse("white on black")
    assert joined([(" ", plain), ("    ", muted), ("eni-1", plain), ("   ", muted)]) == [
        Segment("     eni-1   ", plain)
    ]


def test_blanks_keep_their_own_ground() -> None:
    one, other = Style.parse("white on black"), Style(color=RichColor.parse("white"), bgcolor=Color(1, 2, 3).rich_color)
    assert joined([("a", one), ("  ", other)]) == [Segment("a", one), Segment("  ", other)]
