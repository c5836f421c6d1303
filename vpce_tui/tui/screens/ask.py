"""What does the reader mean? A line to type in, with the choices that fit below it.

Enter takes the choice under the cursor, or what was typed where nothing fits or where it is plainly meant as it stands
(an address, a host name, a sentence).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import key_shown
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.choices import Choice, narrowed
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, fit, printable

_AS_TYPED = "typed"
_KEYS = "↵ take  Tab complete  Esc back"


class AskScreen(ModalScreen[str]):
    """Dismissed with what was chosen, or with an empty string."""

    DEFAULT_CSS = """
    AskScreen {
        align: center middle;
        background: $background;
        & > Vertical {
            width: 100%; max-width: 100; height: 100%; max-height: 30;
            border: round $primary; padding: 0 1;
        }
        & Input { border: none; height: 1; padding: 0; background: $panel; &:focus { border: none; } }
        & TextView { height: 1fr; }
        & #told { height: auto; max-height: 4; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False, id="ask.leave"),
        Binding("down,ctrl+n", "move(1)", "Down", show=False, id="ask.move", priority=True),
        Binding("up,ctrl+p", "move(-1)", "Up", show=False, id="ask.move_back", priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, id="ask.page", priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, id="ask.page_back", priority=True),
        Binding("tab", "complete", "Take the words of the choice", show=False, id="ask.complete", priority=True),
        Binding("delete,ctrl+x", "drop", "Drop the choice for good", show=False, id="ask.drop", priority=True),
    ]

    def __init__(
        self,
        title: str,
        load: Callable[[], Sequence[Choice]],
        *,
        hint: str = "",
        takes_words: bool = True,
        refusal: Callable[[str], str] | None = None,
        drop: Callable[[str], None] | None = None,
        signs: Signs = UNICODE_SIGNS,
    ) -> None:
        """Ask for one of what `load`, called in a thread, returns; `takes_words`: also for anything else typed.

        `refusal` says why typed words are no answer, or nothing; it is told here, and the words stay to be mended.
        `drop` takes a choice out of where the choices come from; with it, Delete drops the one under the cursor.
        """
        super().__init__()
        self._title = title
        self._load = load
        self._hint = hint
        self._takes_words = takes_words
        self._refusal = refusal
        self._drop = drop
        self._signs = signs
        self._choices: Sequence[Choice] | None = None
        self._fitting: list[Choice] = []
        self._entered = False
        self._completes = False

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = content([(self._title, "plain")])
            yield LineInput(placeholder=self._hint, compact=True, select_on_focus=False, id="words")
            yield TextView([[("reading…", "muted")]], signs=self._signs, id="choices")
            yield Static(self._keys, id="told")

    def on_mount(self) -> None:
        self.query_one("#choices", TextView).can_focus = False
        self.query_one(Input).focus()
        self._read()

    @property
    def _keys(self) -> str:
        return _KEYS if self._drop is None else f"{_KEYS}  {key_shown('delete')} forget"

    @work(thread=True, exit_on_error=False)
    def _read(self) -> None:
        choices = self._load()
        self.app.call_from_thread(self._take, choices)

    def _take(self, choices: Sequence[Choice]) -> None:
        self._choices = choices
        self._show()
        if self._entered:
            self._answer()

    @on(Input.Changed)
    def narrow(self) -> None:
        self.query_one("#told", Static).update(self._keys)
        self._show()

    def _show(self) -> None:
        if self._choices is None:
            return
        words = self.query_one(Input).value.strip()
        self._fitting = narrowed(self._choices, words)
        lines = [TextLine(self._cells(choice), id=f"{at}") for at, choice in enumerate(self._fitting)]
        if words and self._takes_words:
            typed = TextLine([("as typed: ", "muted"), (words, "accent")], id=_AS_TYPED)
            lines = [typed, *lines] if _is_meant_so(words) else [*lines, typed]
        view = self.query_one("#choices", TextView)
        view.forget_place()
        view.lines = lines or [TextLine([("nothing fits", "muted")])]

    def _cells(self, choice: Choice) -> list[Run]:
        if " " in choice.value:
            return [(choice.name, "accent"), (f"  {choice.more}", "muted")]
        name = fit(printable(choice.name), 26, ellipsis=self._signs.ellipsis)
        value = f" {choice.value}" if choice.value != choice.name else ""
        return [(name, "accent"), (value, "plain"), (f"  {choice.more}", "muted")]

    @on(Input.Submitted)
    def answer_words(self) -> None:
        if self._choices is None:
            self._entered = True
        else:
            self._answer()

    @on(VirtualRows.Chosen)
    def answer_row(self, message: VirtualRows.Chosen) -> None:
        message.stop()
        field = self.query_one(Input)
        is_typed = message.node_id == _AS_TYPED
        at = -1 if is_typed else int(message.node_id)
        value = field.value.strip() if is_typed else self._fitting[at].value if at < len(self._fitting) else None
        completes, self._completes = self._completes, False
        if value is None:
            return  # the row that says that nothing fits
        if not completes and is_typed and self._refusal is not None and (told := self._refusal(value)):
            self.query_one("#told", Static).update(content([(printable(told.replace("\n", " ")), "bad")]))
        elif not completes and (is_typed or not _is_form(value)):
            self.dismiss(value)
        elif not is_typed:
            field.value = value
            field.cursor_position = len(value)

    def _answer(self) -> None:
        self.query_one("#choices", TextView).action_choose()

    def action_move(self, rows: int) -> None:
        self.query_one("#choices", TextView).action_move(rows)

    def action_page(self, pages: int) -> None:
        self.query_one("#choices", TextView).action_page(pages)

    def action_complete(self) -> None:
        """Put the choice's own words into the line, to go on typing."""
        self._completes = True
        self._answer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Leave Delete to the line where there is something to delete in it, or nothing to drop below."""
        field = self.query_one(Input)
        return action != "drop" or (self._drop is not None and field.cursor_position == len(field.value))

    def action_drop(self) -> None:
        """Drop the choice under the cursor; the last one takes the list with it."""
        view = self.query_one("#choices", TextView)
        row = view.cursor_id or ""
        if self._drop is None or self._choices is None or not row.isdecimal() or int(row) >= len(self._fitting):
            return
        gone = self._fitting[int(row)]
        self._drop(gone.value)
        self._choices = [choice for choice in self._choices if choice is not gone]
        if not self._choices:
            self.dismiss("")
            return
        self._show()
        view.move_cursor(f"{min(int(row), len(self._fitting) - 1)}")

    def action_leave(self) -> None:
        self.dismiss("")


def _is_form(value: str) -> bool:
    """Say whether something has to be filled in before this means anything: `delete vpce-…`."""
    return "…" in value


def _is_meant_so(words: str) -> bool:
    """Say whether words stand for themselves: an address, a host with a port, a sentence."""
    return " " in words or ":" in words or "/" in words or words.replace(".", "").isdigit() or words.count(".") > 1
