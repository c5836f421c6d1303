"""Which keys are there? A screen that lists them, and runs the one that is chosen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from vpce_tui.tui.keys import KEYS, MOVING
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView


class HelpScreen(ModalScreen[str]):
    """All keys by what they are for. Dismissed with the action to run, or with an empty string."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background;
        & > TextView { width: 100%; max-width: 84; height: 100%; max-height: 46; border: round $primary; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "leave", "Back", show=False)]

    def compose(self) -> ComposeResult:
        view = TextView(_lines(), id="help")
        view.border_title = "keys · Enter runs one · Esc back"
        yield view

    def action_leave(self) -> None:
        self.dismiss("")

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        message.stop()
        self.dismiss(message.node_id.partition("|")[2])


def _lines() -> list[TextLine]:
    lines = [TextLine([("Moving in any list", "heading")])]
    lines += [TextLine([(f"  {keys:<18}", "key"), (says, "plain")]) for keys, says in MOVING]
    group = ""
    for number, key in enumerate(KEYS):
        if key.group != group:
            group = key.group
            lines += [TextLine([]), TextLine([(group, "heading")])]
        runs_it = None if key.keys == "enter" else f"{number}|{key.action}"
        lines.append(TextLine([(f"  {key.shown:<18}", "key"), (key.says, "plain")], id=runs_it))
    return lines
