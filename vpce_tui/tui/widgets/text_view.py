"""A pane of styled lines to read, search, fold and follow: details, JSON, policies, routes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType

from vpce_tui.tui.widgets.rows import Look, VirtualRows
from vpce_tui.view.text import (
    UNICODE_SIGNS,
    Cells,
    Run,
    Signs,
    cells_width,
    find_spans,
    plain,
    printable,
    printable_cells,
    skip_cells,
)
from vpce_tui.view.tree import Node, Row, TreeModel

LineCells: TypeAlias = Cells | Callable[[], Cells]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its runs, or what makes them when the line comes in sight."""

    cells: LineCells
    id: str | None = None
    """What `Chosen` says when the line is followed; None for a line that leads nowhere."""
    level: int = 0
    """Lines of a higher level that follow can be folded into this one."""
    link: str = ""
    """An address that a terminal may open from the line."""

    def made(self) -> Cells:
        return self.cells() if callable(self.cells) else self.cells


Line: TypeAlias = TextLine | Cells | str


class TextView(VirtualRows):
    """Lines that are styled when in sight; left and right scroll sideways, `z` folds, Enter follows a line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "fold", "Fold", show=False, priority=True, id="rows.fold"),
        Binding("Z", "fold_all", "Fold all", show=False, priority=True, id="rows.fold_all"),
    ]

    def __init__(
        self,
        lines: Sequence[Line] = (),
        *,
        shows_cursor: bool = True,
        signs: Signs = UNICODE_SIGNS,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(signs=signs, name=name, id=id, classes=classes)
        self.shows_cursor = shows_cursor
        self._model = TreeModel()
        self._has_folds = False
        self._lines_shown: list[TextLine] = []
        self.lines = lines

    @property
    def lines(self) -> Sequence[TextLine]:
        return self._lines_shown

    @lines.setter
    def lines(self, lines: Iterable[Line]) -> None:
        """Show other lines; the cursor stays on the line of the same id, or else of the same number.

        For lines about another record call `forget_place` as well: they are read from the top.
        """
        self._lines_shown = [_as_line(line) for line in lines]
        self._model, self._has_folds = folded_tree(self._lines_shown)
        self.shift = 0
        self.show(self._model)

    def search(self, text: str, *, backwards: bool = False, here: bool = True) -> bool:
        """Highlight `text` and go to the next line that holds it; `here` takes the cursor's own line too.

        Looks into folds and opens them; goes around the end. Return whether there is one.
        """
        self.needle = text
        if not text:
            return False
        self._settle()
        if here and self.cursor_id is not None:
            node = self._model.get(self.cursor_id)
            if node is not None and self._holds(node):
                return True
        found = self._model.search(self._holds, self.cursor_id, backwards=backwards)
        return found is not None and self._model.reveal(found) and self.move_cursor(found)

    def find_next(self, *, backwards: bool = False) -> bool:
        """Go to the next line that holds the text searched last."""
        return self.search(self.needle, backwards=backwards, here=False)

    def matching_lines(self) -> int:
        """Return how many lines hold the text searched last. O(lines)."""
        return sum(bool(find_spans(_text(line), self.needle)) for line in self._lines_shown)

    def look_of(self, row: Row) -> Look:
        node = row.node
        return Look(node.id, node.item, (node, node.branch is not None, node.is_open))

    def cells_of(self, look: Look, width: int) -> Cells:  # noqa: ARG002 (lines are cut, not wrapped)
        node, is_branch, is_open = look.rest
        assert isinstance(node, Node)
        cells = skip_cells(printable_cells(node.item.made()), self.shift)
        if not self._has_folds:
            return cells
        arrow = (self.signs.open if is_open else self.signs.closed) if is_branch else " "
        lead: list[Run] = [(arrow + " ", "muted")]
        folded: list[Run] = [(" " + self.signs.ellipsis, "muted")] if is_branch and not is_open else []
        return [*lead, *cells, *folded]

    def link_of(self, look: Look) -> str:
        node = look.rest[0]
        assert isinstance(node, Node)
        return str(node.item.link)

    def max_shift(self) -> int:
        lead = 2 if self._has_folds else 0
        widths = [cells_width(printable_cells(look.item.made())) for look in self.looks_in_sight()]
        return max(0, max(widths, default=0) + lead - (self.row_width - self.GUTTER))

    def action_move(self, rows: int) -> None:
        """Move the cursor; without one, the view."""
        if self.shows_cursor:
            super().action_move(rows)
        else:
            self.scroll_to(y=self.scroll_offset.y + rows, animate=False)

    def action_page(self, pages: float) -> None:
        """Move the cursor and the view by pages; without a cursor, the view."""
        if self.shows_cursor:
            super().action_page(pages)
        else:
            self.scroll_to(y=self.scroll_offset.y + int(pages * self.size.height), animate=False)

    def action_choose(self) -> None:
        self._settle()
        node = self._model.get(self.cursor_id) if self.cursor_id is not None else None
        if node is not None and node.item.id is not None:
            self.post_message(self.Chosen(self, node.item.id))

    def action_fold(self) -> None:
        """Fold or unfold what stands below the cursor's line, or else the fold that the line is in."""
        self._settle()
        node = self._model.get(self.cursor_id) if self.cursor_id is not None else None
        if node is None:
            return
        target = node.id if node.branch is not None else self._model.parent_of(node.id)
        if target is not None:
            self._model.toggle(target)

    def action_fold_all(self) -> None:
        """Fold everything, or unfold everything if nothing is left to fold."""
        if len(self._model) == self._model.total:
            self._model.collapse_all()
        else:
            self._model.expand_all()

    def on_click(self, event: events.Click) -> None:
        """Fold or unfold by a click on the arrow."""
        index = self.row_under(event)
        offset = event.get_content_offset(self)
        if index is None or offset is None or not self._has_folds or offset.x != self.GUTTER:
            return
        self._model.toggle(self._model.id_at(index))

    def _holds(self, node: Node) -> bool:
        return bool(find_spans(_text(node.item), self.needle))


def _text(line: TextLine) -> str:
    return printable(plain(line.made()))


def _as_line(line: Line) -> TextLine:
    if isinstance(line, TextLine):
        return line
    return TextLine([(line, "plain")] if isinstance(line, str) else line)


def folded_tree(lines: Sequence[TextLine]) -> tuple[TreeModel, bool]:
    """Return the lines as a tree by their levels, all open, and whether there is anything to fold."""
    model = TreeModel()
    children: dict[str | None, list[Node]] = {None: []}
    above: list[tuple[int, str]] = []
    taken: set[str] = set()
    for number, line in enumerate(lines):
        node_id = line.id if line.id is not None and line.id not in taken else f"\0{number}"
        taken.add(node_id)
        while above and above[-1][0] >= line.level:
            above.pop()
        children.setdefault(above[-1][1] if above else None, []).append(Node(node_id, line))
        above.append((line.level, node_id))
    for parent_id, nodes in children.items():
        model.extend(parent_id, nodes)
    model.expand_all()
    return model, len(children) > 1
