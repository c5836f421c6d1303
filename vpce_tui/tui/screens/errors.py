"""What could not be read, and why? A list by reason; Enter opens an entry."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType

from vpce_tui.model.coverage import Progress
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.screens.entries import EntriesScreen
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine
from vpce_tui.view.errors import Gap, gap_lines, gap_text, gaps_of, headline
from vpce_tui.view.lines import said, sections
from vpce_tui.view.text import UNICODE_SIGNS, Signs

KEYS: Final = placed(
    "errors",
    Key("enter", "open", "open or close what is known of the error", "Errors", "details", 1),
    Key("asterisk", "open_all", "open all, or close all", "Errors", "all", 2),
    Key("r", "refresh", "read what failed here again", "Errors", "read again", 3),
    Key("y", "copy_one", "copy this error with its details", "Errors", "copy", 4),
    Key("Y", "copy_all", "copy all errors with their details", "Errors"),
    Key("L", "show_calls", "log of the calls to AWS", "Errors", "calls", 5),
    Key("question_mark", "help", "these keys", "Errors", "keys", 6),
    Key("escape,left_square_bracket,E", "leave", "back", "Errors", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Errors"),
)


class ErrorsScreen(EntriesScreen):
    """The gaps of the topology, followed while it is read."""

    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]

    def __init__(self, opened: frozenset[str] = frozenset(), line: str = "", *, signs: Signs = UNICODE_SIGNS) -> None:
        """Show the list; `opened` are the keys of the gaps that are open, `line` is where the cursor is."""
        super().__init__(opened, line, signs=signs)
        self._gaps: list[Gap] = []
        self._rows: dict[str, Gap] = {}
        self._shown: object = None

    def _show(self) -> None:
        explorer = self.explorer
        log = explorer.fresh.calls
        self._gaps = gaps_of(explorer.topology, [call for _, call in log.newest()] if log is not None else ())
        reading = sum(each.progress is Progress.READING for each in explorer.topology.coverages.values())
        width = self._view.size.width - 3
        if (shown := (self._gaps, self._opened, explorer.notes, reading, width)) == self._shown:
            return
        self._shown = shown
        self._say(headline(self._gaps, reading))
        lines = gap_lines(self._gaps, self._opened, self._signs, width)
        self._rows = {_row(at, line.opens, gap): gap for at, (line, gap) in enumerate(lines) if gap is not None}
        made = [
            TextLine(line.cells, id=_row(at, line.opens, gap) if gap else None) for at, (line, gap) in enumerate(lines)
        ]
        notes = [said("notes of the source", "heading", depth=0), *(said(note, "warn") for note in explorer.notes)]
        after = sections(*([] if not made else [[said("", depth=0)]]), notes) if explorer.notes else []
        self._view.lines = [*made, *(TextLine(line.cells) for line in after)]
        # At first on the first error rather than on its heading.
        self._place_cursor(next(iter(self._rows), "") if self._view.cursor_id not in self._rows else "")

    def on_resize(self) -> None:
        self._show()

    def _under_cursor(self) -> Gap | None:
        gap = self._rows.get(self._view.cursor_id or "")
        if gap is None:
            self.notify("no error is under the cursor", severity="warning")
        return gap

    @on(VirtualRows.Chosen)
    def open_gap(self, message: VirtualRows.Chosen) -> None:
        gap = self._rows.get(message.node_id)
        if gap is not None:
            self._line = gap.key
            self._opened ^= {gap.key}
            self._show()

    def action_open_all(self) -> None:
        gap = self._rows.get(self._view.cursor_id or "")
        self._toggle_all((gap.key for gap in self._gaps), gap.key if gap is not None else "")

    def action_refresh(self) -> None:
        if (gap := self._under_cursor()) is not None:
            self.explorer.fresh.refresh(gap.scope, gap.record_type)

    def action_copy_one(self) -> None:
        if (gap := self._under_cursor()) is not None:
            self.copy(gap_text([gap]), f"the error of {gap.title}")

    def action_copy_all(self) -> None:
        if self._gaps:
            self.copy(gap_text(self._gaps), "all errors")
        else:
            self.notify("there are no errors", severity="warning")

    def action_show_calls(self) -> None:
        self.explorer.action_show_calls()


def _row(at: int, opens: str, gap: Gap) -> str:
    """Return a line's id: a gap's own line keeps it when others come above."""
    return opens or f"{gap.key} line {at}"
