"""The line at the bottom in which one types: a filter, a search, a file name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Prompt(Input):
    """An input line that appears when something is asked and goes when it is answered."""

    DEFAULT_CSS = """
    Prompt {
        display: none;
        height: 1;
        border: none;
        padding: 0 1;
        background: $panel;
        &:focus { border: none; }
        &.-asking { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Give up", show=False)]

    @dataclass
    class Typed(Message):
        """The text changed."""

        purpose: str
        text: str

    @dataclass
    class Answered(Message):
        """Enter was pressed."""

        purpose: str
        text: str

    @dataclass
    class GivenUp(Message):
        """Escape was pressed."""

        purpose: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name for it)
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.purpose = ""

    def ask(self, purpose: str, question: str, text: str = "") -> None:
        """Appear, with `text` to begin with."""
        self.purpose = purpose
        self.placeholder = question
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.add_class("-asking")
        self.focus()

    def leave(self) -> None:
        self.remove_class("-asking")

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(self.Typed(self.purpose, message.value))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.leave()
        self.post_message(self.Answered(self.purpose, message.value))

    def action_give_up(self) -> None:
        self.leave()
        self.post_message(self.GivenUp(self.purpose))
