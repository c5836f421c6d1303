"""Which keys and commands are there? A screen that lists them, and runs the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from vpce_tui.tui.keys import COMMAND_KEY, KEYS, ROW_KEYS, Key
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.text import Run

if TYPE_CHECKING:
    from vpce_tui.tui.commands import Command


class HelpScreen(ModalScreen[str]):
    """All keys by what they are for. Dismissed with the action to run, `:NAME` for a command, or an empty string."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background;
        & > TextView { width: 100%; max-width: 84; height: 100%; max-height: 46; border: round $primary; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "Back", show=False, id="help.leave")
    ]

    def __init__(self, keys: Sequence[Key] = KEYS, commands: Sequence[Command] = ()) -> None:
        """Show the keys of a place, by default the explorer's, and the commands that can be typed there."""
        super().__init__()
        self._keys = keys
        self._commands = commands

    def compose(self) -> ComposeResult:
        keys = self._keys if self._keys is KEYS else (*self._keys, COMMAND_KEY)
        view = TextView([*_lines(keys), *_command_lines(self._commands)], id="help")
        view.border_title = "keys · Enter runs one · Esc back"
        yield view

    def action_leave(self) -> None:
        self.dismiss("")

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        message.stop()
        self.dismiss(message.node_id.partition("|")[2])


def _lines(keys: Sequence[Key]) -> list[TextLine]:
    """Return the place's own keys first: how one moves is the same everywhere."""
    lines: list[TextLine] = []
    group = ""
    for number, key in enumerate(keys):
        if key.group != group:
            group = key.group
            lines += [TextLine([]), TextLine([(group, "heading")])]
        runs_it = None if key.keys == "enter" else f"{number}|{key.action}"
        lines.append(_line(key, runs_it))
    return [*lines[1:], TextLine([]), TextLine([("Moving in any list", "heading")]), *map(_line, ROW_KEYS)]


def _line(key: Key, runs_it: str | None = None) -> TextLine:
    return TextLine([(f"  {key.shown:<15} ", "key"), (key.says, "plain")], id=runs_it)


def _command_lines(commands: Sequence[Command]) -> list[TextLine]:
    lines: list[TextLine] = []
    group = ""
    for command in commands:
        if command.group != group:
            group = command.group
            lines += [TextLine([]), TextLine([(f"{group}: type `:` and", "heading")])]
        if command.group == "Tables":
            # Long names and short ones: the short one is what one types.
            names, says = " ".join(command.aliases) or command.name, f"{command.says.removeprefix('table: ')}"
            says += f" ({command.name})" if command.aliases else ""
        else:
            names, says = " ".join([command.usage.removeprefix(":"), *command.aliases]), command.says
        cells: list[Run] = [(f"  {names:<32} ", "key"), (says, "plain")]
        lines.append(TextLine(cells, id=f"|:{command.name}"))
    return lines
