"""How is a row that was drawn before put on the screen again at next to no cost?

Textual gives each line that is drawn again its border, its ground and the colour filters anew, also if the row's strip
is the very one that stood a line further down: a list that scrolls by one row then costs as much as a new screen. Here
what was made from a strip is kept with it, so that cutting it and writing it as escape sequences, which Textual keeps
with a strip as well, are done once too. Lines for which this is not so simple (edges, padding, tints, faded
widgets) stay Textual's own.

Rests on `textual._styles_cache.StylesCache` of Textual 8.2.8, the version that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from rich.segment import Segment
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.css.styles import RenderStyles
from textual.filter import LineFilter
from textual.geometry import Region, Size, Spacing
from textual.strip import Strip
from textual.widget import Widget

MOST_KEPT: Final = 512
"""Strips of which the finished line is kept; all are forgotten when there are more."""


class LooksAhead(Protocol):
    """A widget that likes to know which of its lines it will be asked for now."""

    def expect_lines(self, lines: Sequence[int]) -> None:
        """Be asked for these lines of the content by `render_line`, one after the other."""


class _Frame(NamedTuple):
    """What lies around and below every line of a widget."""

    size: Size
    gutter: Spacing
    below: Color
    ground: Color
    opacity: float
    filters: tuple[LineFilter, ...]


class LineCache(StylesCache):
    """Finished lines of one widget, by their place and by the strip they were made from."""

    def __init__(self, widget: LooksAhead) -> None:
        super().__init__()
        self._looks_ahead = widget
        self._finished: dict[int, Strip] = {}
        self._made: dict[int, tuple[Strip, Strip]] = {}
        self._frame: _Frame | None = None
        self._is_plain = False
        self._edges: tuple[Strip, Strip] | None = None

    def set_dirty(self, *regions: Region) -> None:
        super().set_dirty(*regions)
        for region in regions:
            for y in region.line_range:
                self._finished.pop(y, None)

    def clear(self) -> None:
        """Forget all: colours or borders may be other ones now."""
        super().clear()
        self._finished.clear()
        self._made.clear()
        self._frame = self._edges = None

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Return the lines of a region of the widget, borders included."""
        styles = widget.styles
        frame = _Frame(
            widget.region.size,
            styles.gutter,
            *widget.background_colors,
            widget.opacity,
            tuple(widget.get_line_filters()),
        )
        if frame != self._frame:
            self.clear()
            self._frame, self._is_plain = frame, _is_plain(styles, frame)
        if not self._is_plain:
            return super().render_widget(widget, crop)
        lines = crop.line_range
        finished = self._finished
        if missing := [y for y in lines if y not in finished]:
            self._finish(widget, frame, missing)
        self._dirty_lines.difference_update(lines)
        strips = [finished[y] for y in lines]
        first, last = crop.column_span
        return strips if (first, last) == (0, frame.size.width) else [strip.crop(first, last) for strip in strips]

    def _finish(self, widget: Widget, frame: _Frame, missing: Sequence[int]) -> None:
        top, end = frame.gutter.top, frame.size.height - frame.gutter.bottom
        self._looks_ahead.expect_lines([y - top for y in missing if top <= y < end])
        for y in missing:
            self._finished[y] = self._line(widget, frame, y) if top <= y < end else self._textuals_own(widget, frame, y)

    def _line(self, widget: Widget, frame: _Frame, y: int) -> Strip:
        strip = widget.render_line(y - frame.gutter.top)
        known = self._made.get(id(strip))
        if known is not None and known[0] is strip:
            return known[1]
        width = frame.size.width - frame.gutter.width
        inner, _ = self.get_inner_outer(frame.below, frame.ground)
        segments: Iterable[Segment] = strip.crop(0, width)
        if strip.cell_length < width:
            segments = [*segments, Segment(" " * (width - strip.cell_length), inner.rich_style)]
        for line_filter in frame.filters:
            segments = line_filter.apply(list(segments), frame.ground)
        if frame.gutter.width:
            left, right = self._edges or self._made_edges(widget, frame, y)
            segments = [*left, *segments, *right]
        line = Strip(segments, frame.size.width)
        if len(self._made) >= MOST_KEPT:
            self._made.clear()
        self._made[id(strip)] = (strip, line)  # the strip itself too: its id is nobody else's for as long
        return line

    def _made_edges(self, widget: Widget, frame: _Frame, y: int) -> tuple[Strip, Strip]:
        """Return what stands to the left and to the right of the content, taken from a line of Textual's own."""
        line = self._textuals_own(widget, frame, y)
        width = frame.size.width
        self._edges = line.crop(0, frame.gutter.left), line.crop(width - frame.gutter.right, width)
        return self._edges

    def _textuals_own(self, widget: Widget, frame: _Frame, y: int) -> Strip:
        return super().render_widget(widget, Region(0, y, frame.size.width, 1))[0]


def _is_plain(styles: RenderStyles, frame: _Frame) -> bool:
    """Is a line nothing but its strip with borders at its sides?"""
    outlines: Iterable[tuple[str, Any]] = styles.outline
    return (
        frame.opacity == 1.0
        and styles.text_opacity == 1.0
        and not styles.tint.a
        and not any(styles.padding)
        and not (styles.has_rule("hatch") and styles.hatch != "none")
        and not any(kind for kind, _ in outlines)
        and frame.size.width > frame.gutter.width
    )
