"""Which route takes this address? An input line, and below it the winner and why each other route loses, live."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from vpce_tui.model.record import Scope
from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.route_question import route_answer
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.wrapping import wrapped

KEYS: Final = placed(
    "routes",
    Key("enter", "follow", "go to what the route under the cursor leads to", "Routes", "target", 1),
    Key("down", "move(1)", "move in the answer while typing", "Routes", "move", 2),
    Key("escape", "leave", "back", "Routes", "back", 0),
)


class RoutesScreen(AboveScreen):
    """The route tables that matter for one record, asked for an address or a name."""

    DEFAULT_CSS = """
    RoutesScreen {
        & > #verdict { height: 1; padding: 0 1; background: $panel; }
        & > Input { border: none; height: 1; padding: 0 1; &:focus { border: none; } }
        & > #answer { height: 1fr; }
    }
    """
    KEYS = KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, id="routes.leave"),
        Binding("down", "move(1)", "Down", show=False, id="routes.move", priority=True),
        Binding("up", "move(-1)", "Up", show=False, id="routes.move_back", priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, id="routes.page", priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, id="routes.page_back", priority=True),
        Binding("ctrl+q", "quit_app", "Quit", show=False, id="routes.quit_app"),
    ]

    def __init__(self, subject: Subject, words: str = "", *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._subject = subject
        self._words = words
        self._signs = signs
        self._lines: list[Line] = []

    def compose(self) -> ComposeResult:
        yield self.where_line()
        yield Static(id="verdict")
        yield LineInput(self._words, placeholder="address, block, service or host name", compact=True, id="words")
        yield TextView(signs=self._signs, id="answer")
        yield self.hint_line()

    @property
    def shown_scope(self) -> Scope | None:
        return self._subject.scope

    def on_mount(self) -> None:
        told = content([("where would it go by the routes of ", "heading"), (self._subject.record.record_id, "accent")])
        self.query_one("#verdict", Static).update(told)
        self._answer.can_focus = False
        self.query_one(Input).focus()
        self._ask(self._words)

    def on_resize(self) -> None:
        self._ask(self.query_one(Input).value)

    def again(self) -> RoutesScreen:
        return RoutesScreen(self._subject, self.query_one(Input).value, signs=self._signs)

    @property
    def _answer(self) -> TextView:
        return self.query_one("#answer", TextView)

    @on(Input.Changed)
    def typed(self, message: Input.Changed) -> None:
        self._ask(message.value)

    @work(thread=True, exclusive=True, group="routes", exit_on_error=False)
    def _ask(self, words: str) -> None:
        """Work the answer out; a later letter drops the one that is under way."""
        worker = get_current_worker()
        lines = route_answer(self._subject, words, self._signs)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, words, lines)

    def _show(self, words: str, lines: list[Line]) -> None:
        if not self.is_mounted or words != self.query_one(Input).value:
            return
        width = max(0, self.size.width - 3)
        self._lines = [Line(part, line.target) for line in lines for part in wrapped(line.cells, width, 6)]
        self._answer.lines = [TextLine(line.cells, id=f"{at}") for at, line in enumerate(self._lines)]

    @on(Input.Submitted)
    def follow_current(self) -> None:
        self._answer.action_choose()

    @on(VirtualRows.Chosen)
    def follow_line(self, message: VirtualRows.Chosen) -> None:
        target = self._lines[int(message.node_id)].target
        if target is not None:
            self.follow(target)

    def action_move(self, rows: int) -> None:
        self._answer.action_move(rows)

    def action_page(self, pages: int) -> None:
        self._answer.action_page(pages)
