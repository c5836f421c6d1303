"""A policy's lines, numbered and foldable; what a request makes of them changes without building them anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vpce_tui.tui.widgets.text_view import TextLine, TextView, folded_tree
from vpce_tui.view.policy_document import Mark, PolicyText
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Run, Signs
from vpce_tui.view.tree import TreeModel


class Marks:
    """The marks of the request that is asked now. One object for as long as the lines stand, its content replaced."""

    def __init__(self) -> None:
        self.by_line: Mapping[int, Mark] = {}


@dataclass(frozen=True, slots=True)
class PreparedLines:
    """A policy's lines as the view holds them."""

    text: PolicyText | None
    lines: list[TextLine]
    model: TreeModel
    has_folds: bool
    marks: Marks


def prepared(text: PolicyText | None, signs: Signs = UNICODE_SIGNS, why_empty: str = "") -> PreparedLines:
    """Make a policy's lines; O(lines), touches no widget, so that a thread may do it for a large one."""
    marks = Marks()
    if text is None:
        empty: list[Run] = [(why_empty, "muted")]
        lines = [TextLine(empty)]
    else:
        levels = text.levels
        lines = [TextLine(_Cells(text, at, marks, signs), f"{at}", levels[at - 1]) for at in range(1, len(levels) + 1)]
    return PreparedLines(text, lines, *folded_tree(lines), marks)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """What makes a line's runs when it comes in sight."""

    text: PolicyText
    line: int
    marks: Marks
    signs: Signs

    def __call__(self) -> Cells:
        return self.text.cells(self.line, self.marks.by_line, self.signs)


class PolicyView(TextView):
    """Shows one policy. Enter says everything about the cursor's line, `z` folds its statement."""

    _request_marks = Marks()

    def show_policy(self, lines: PreparedLines) -> None:
        """Show a policy; the cursor stays on its line."""
        self._lines_shown, self._model, self._has_folds = lines.lines, lines.model, lines.has_folds
        self._request_marks = lines.marks
        self.shift = 0
        self.show(lines.model)

    def show_marks(self, by_line: Mapping[int, Mark]) -> None:
        """Show what another request makes of the lines."""
        if by_line != self._request_marks.by_line:
            self._request_marks.by_line = by_line
            self.repaint()

    @property
    def cursor_line(self) -> int:
        """The line under the cursor, from 1; 0 where there is none."""
        return int(self.cursor_id) if self.cursor_id is not None and self.cursor_id.isdecimal() else 0
