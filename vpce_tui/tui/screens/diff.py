"""What changed since a file was saved: record by record, and who reaches what otherwise because of it?

The file is the earlier side, what the explorer shows the later one. Reading, comparing and tracing happen in a thread;
the records are shown as soon as they are compared, what they mean is added when it is known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static
from textual.worker import get_current_worker

from vpce_tui import snapshot
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.diff import Diff, diff
from vpce_tui.model.topology import Topology
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.policy_store import load_recent, state_file
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.searching import search, search_on
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.diff import diff_lines, diff_members, summary
from vpce_tui.view.diff_meaning import CellChange, compared_cells
from vpce_tui.view.diff_requests import RequestChange, changed_requests, request_lines, request_members
from vpce_tui.view.lines import Line, sections
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, plain, printable

KEYS: Final = placed(
    "diff",
    Key("enter", "follow", "go to the record under the cursor, as it is now", "Differences", "record", 1),
    Key("slash", "search", "search in the differences", "Differences", "search", 2),
    Key("n", "find_next(1)", "next match", "Differences"),
    Key("N", "find_next(-1)", "previous match", "Differences"),
    Key("y", "copy_text", "copy the differences as text", "Differences", "copy", 3),
    Key("c", "copy_json", "copy the differences as JSON", "Differences", "JSON", 4),
    Key("question_mark", "help", "these keys", "Differences", "keys", 5),
    Key("escape,left_square_bracket", "leave", "back", "Differences", "back", 0),
    Key("q,ctrl+q", "quit_app", "quit", "Differences"),
)
WITHOUT_DIFFERENCES: Final = tuple(key for key in KEYS if key.action in ("help", "leave", "quit_app"))
"""Those that do something where nothing could be compared."""


@dataclass(slots=True)
class Compared:
    """What is known so far."""

    before: Topology
    found: Diff
    cells: list[CellChange] = field(default_factory=list)
    note: str = ""
    requests: list[RequestChange] = field(default_factory=list)
    progress: str = "looking at who reaches what otherwise…"
    """What is still under way; empty once everything is known."""


class DiffScreen(AboveScreen):
    """The differences between a file and what the explorer shows."""

    DEFAULT_CSS = """
    DiffScreen {
        & > #told { height: 1; padding: 0 1; background: $panel; }
        & > #changes { height: 1fr; }
    }
    """
    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(KEYS)]

    def __init__(
        self, path: str, after: Topology, known: Compared | None = None, *, signs: Signs = UNICODE_SIGNS
    ) -> None:
        """Compare `after` with the file at `path`; with `known` that has been done already."""
        super().__init__()
        self._path = path
        self._after = after
        self._known = known
        self._signs = signs
        self._is_refused = False
        """The file could not be read, or is of something else."""
        self._lines: list[Line] = []
        self._line: str | None = None

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(f"reading {printable(self._path)}…", id="told", markup=False)
        yield TextView(signs=self._signs, id="changes")
        yield Prompt(id="prompt")
        yield self.hint_line()

    def on_mount(self) -> None:
        self._view.focus()
        if self._known is None:
            self._compare()
        else:
            self._show()

    def again(self) -> DiffScreen:
        known = self._known if self._known is not None and not self._known.progress else None
        screen = DiffScreen(self._path, self._after, known, signs=self._signs)
        screen._line = self._view.cursor_id
        return screen

    @property
    def _view(self) -> TextView:
        return self.query_one("#changes", TextView)

    # Comparing

    @work(thread=True, exclusive=True, group="diff", exit_on_error=False)
    def _compare(self) -> None:
        worker = get_current_worker()
        try:
            before = snapshot.load(Path(os.path.expanduser(self._path)))  # Path's own fails for a `~nobody`
            known = Compared(before, diff(before, self._after))
            recent, _ = load_recent(state_file())
            known.requests = changed_requests(before, self._after, recent, datetime.now(UTC))
            self.app.call_from_thread(self._take, known)
            for progress in compared_cells(before, self._after, known.found):
                known.cells += progress.changes
                known.note = known.note or progress.note
                if worker.is_cancelled:
                    return
            known.progress = ""
        except VpceTuiError as error:
            self.app.call_from_thread(self._refuse, error)
            return
        self.app.call_from_thread(self._take, known)

    def live_keys(self) -> Sequence[Key]:
        return WITHOUT_DIFFERENCES if self._is_refused else KEYS

    def _refuse(self, error: VpceTuiError) -> None:
        self._is_refused = True
        self.show_hints()
        self.query_one("#told", Static).update(content([(f"cannot compare: {error.message}", "bad")]))
        self._view.lines = [TextLine([(error.help, "plain")])] if error.help else []

    def _take(self, known: Compared) -> None:
        self._known = known
        if self.is_mounted:
            self._show()

    def _show(self) -> None:
        known = self._known
        assert known is not None
        told: list[Run] = [(summary(known.found), "heading"), (f"   since {self._path}", "muted")]
        if known.progress:
            told.append((f"   {known.progress}", "muted"))
        self.query_one("#told", Static).update(content(told), layout=False)
        # The first line is the summary, which stands above already.
        self._lines = self._page(known)[2:]
        view = self._view
        view.lines = [
            TextLine(line.cells, id=f"{at}" if line.target is not None else None) for at, line in enumerate(self._lines)
        ]
        if self._line is not None:
            view.move_cursor(self._line)
            self._line = None

    def _page(self, known: Compared) -> list[Line]:
        lines = diff_lines(known.found, known.before, self._after, known.cells, known.note, self._signs)
        return sections(lines, request_lines(known.requests, self._signs))

    # Keys

    @on(VirtualRows.Chosen)
    def follow_line(self, message: VirtualRows.Chosen) -> None:
        line = self._lines[int(message.node_id)] if message.node_id.isdecimal() else None
        if line is not None and line.target is not None:
            self.follow(line.target)

    def action_search(self) -> None:
        self.query_one(Prompt).ask("search", "text to find in the differences", self._view.needle)

    @on(Prompt.Typed)
    def search_typed(self, message: Prompt.Typed) -> None:
        self._view.search(message.text)

    @on(Prompt.Answered)
    def search_answered(self, message: Prompt.Answered) -> None:
        self._view.focus()
        search(self, self._view, message.text)

    @on(Prompt.GivenUp)
    def search_given_up(self) -> None:
        self._view.needle = ""
        self._view.focus()

    def action_find_next(self, step: int) -> None:
        search_on(self, self._view, backwards=step < 0)

    def action_copy_text(self) -> None:
        if (known := self._compared()) is not None:
            lines = "".join(f"{printable(plain(line.cells)).rstrip()}\n" for line in self._page(known))
            self.copy(lines, "the differences")

    def action_copy_json(self) -> None:
        if (known := self._compared()) is not None:
            members = diff_members(known.found, known.cells, known.note, (self._path, "now"))
            members["requests"] = request_members(known.requests)
            self.copy(json.dumps(members, indent=1), "the differences as JSON")

    def _compared(self) -> Compared | None:
        if self._known is None:
            self.notify("nothing is compared yet", severity="warning")
        elif self._known.progress:
            self.notify(f"not yet: {self._known.progress}", severity="warning")
        else:
            return self._known
        return None
