"""Something in the program failed: what shall be reported, and what now? A panel over whatever was there."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from vpce_tui.tui.keys import Key, placed
from vpce_tui.tui.place_keys import bindings_of
from vpce_tui.tui.trouble import Trouble
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.text import UNICODE_SIGNS, Signs, printable

TROUBLE_KEYS: Final = placed(
    "trouble",
    Key("escape,q", "leave", "go on", "Trouble", "go on", 0),
    Key("y", "copy_text", "copy the text to report", "Trouble", "copy", 1),
    Key("Q,ctrl+q", "quit_app", "quit", "Trouble", "quit", 2),
)


class TroubleScreen(ModalScreen[None]):
    """One failure: what it was, and the text to report."""

    DEFAULT_CSS = """
    TroubleScreen {
        align: center middle;
        background: $background;
        & > TextView { width: 100%; max-width: 110; height: 100%; max-height: 40; border: round $error; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(TROUBLE_KEYS)]

    def __init__(self, trouble: Trouble, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self.trouble = trouble
        self._signs = signs

    def compose(self) -> ComposeResult:
        view = TextView(self._lines(), signs=self._signs, id="trouble")
        view.border_title = "something in vpce-tui failed"
        view.border_subtitle = "  ".join(f"{key.shown.split()[0]} {key.hint}" for key in TROUBLE_KEYS if key.shown)
        yield view

    def show(self) -> None:
        """Tell anew: it came again, or its file is there now."""
        if self.is_mounted:
            self.query_one(TextView).lines = self._lines()

    def _lines(self) -> list[TextLine]:
        trouble = self.trouble
        often = "" if trouble.count == 1 else f"  ({trouble.count} times)"
        kept = f"It is kept in {trouble.path}" if trouble.path else "It could not be written to a file: copy it."
        lines = [
            TextLine([(f"{self._signs.not_usable} {trouble.summary}", "bad"), (often, "muted")]),
            TextLine([(f"  {trouble.place}; {trouble.where}", "muted")]),
            TextLine([]),
            TextLine([("The program goes on; what you were doing may not have happened.", "plain")]),
            TextLine(
                [("Please report the text below. It holds no data of yours but what the message quotes.", "plain")]
            ),
            TextLine([(kept, "muted")]),
            TextLine([]),
        ]
        return lines + [TextLine([(printable(line), "plain")]) for line in trouble.text.splitlines()]

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_copy_text(self) -> None:
        self.app.copy_to_clipboard(self.trouble.text)
        self.notify("copied the text to report", timeout=3)

    def action_quit_app(self) -> None:
        self.app.exit(0)
