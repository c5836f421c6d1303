"""The command line over a screen that has no line of its own to type in. Dismissed with what was typed."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from vpce_tui.tui.explorer.commanding import Commanding
from vpce_tui.tui.widgets.prompt import Prompt


class CommandScreen(ModalScreen[str]):
    """One line at the bottom, and below it how it may go on."""

    DEFAULT_CSS = """
    CommandScreen {
        align: left bottom;
        background: transparent;
        & > Vertical { height: 2; background: $panel; }
        & #hints { height: 1; padding: 0 1; background: $panel; }
    }
    """

    def __init__(self, commanding: Commanding) -> None:
        super().__init__()
        self._commanding = commanding

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Prompt(id="prompt")
            yield Static(id="hints")

    def on_mount(self) -> None:
        self._commanding.ask("", self.query_one(Prompt))

    async def take_key(self, event: events.Key) -> bool:
        """Take every key for the line before anything else gets it."""
        prompt = self.query_one(Prompt)
        return prompt.take(event) if prompt.is_asking else False

    @on(Prompt.Typed)
    def complete(self) -> None:
        self._commanding.show_completions(self.query_one(Prompt))

    @on(Prompt.Answered)
    def answer(self, message: Prompt.Answered) -> None:
        self.dismiss(message.text)

    @on(Prompt.GivenUp)
    def give_up(self) -> None:
        self.dismiss("")
