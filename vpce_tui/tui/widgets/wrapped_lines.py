"""Lines to read that are broken where they are too long for the widget, anew whenever its width changes."""

from __future__ import annotations

from collections.abc import Sequence

from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.lines import Line
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.wrapping import wrapped

HANG = 4
"""Cells by which the rest of a broken line is set in."""


class WrappedLines(TextView):
    """A text without a cursor; the moving keys scroll it."""

    def __init__(self, *, signs: Signs = UNICODE_SIGNS, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(shows_cursor=False, signs=signs, id=id, classes=classes)
        self._whole: tuple[Line, ...] = ()
        self._wrapped_at = 0

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; the same ones again cost nothing."""
        if tuple(lines) != self._whole or self._wrapped_at != self._room:
            self._whole = tuple(lines)
            self._wrap()

    @property
    def whole_lines(self) -> tuple[Line, ...]:
        """The lines as they were given."""
        return self._whole

    @property
    def _room(self) -> int:
        # A broken line keeps the space at which it was broken.
        return self.row_width - self.GUTTER - 1

    def on_resize(self) -> None:
        super().on_resize()
        if self._wrapped_at != self._room:
            self._wrap()

    def _wrap(self) -> None:
        self._wrapped_at = self._room
        self.lines = [TextLine(part) for line in self._whole for part in wrapped(line.cells, self._room, HANG)]
