"""The line at the bottom in which one types: a filter, a search, a file name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
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

    EDITING: ClassVar[dict[str, str]] = {
        "backspace": "delete_left",
        "ctrl+h": "delete_left",
        "delete": "delete_right",
        "left": "cursor_left",
        "right": "cursor_right",
        "home": "home",
        "ctrl+a": "home",
        "end": "end",
        "ctrl+e": "end",
        "ctrl+u": "delete_left_all",
        "ctrl+k": "delete_right_all",
        "ctrl+w": "delete_left_word",
    }
    """Key → action of the input line; the rest of the keys are those of the Input itself."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name for it)
        super().__init__(id=id, compact=True, select_on_focus=False)
        self.purpose = ""
        self.has_news = False
        """Something was typed or answered that the screen may not have heard of yet."""
        self._asked_from: Widget | None = None

    @property
    def is_asking(self) -> bool:
        return self.has_class("-asking")

    def take(self, event: events.Key) -> bool:
        """Take a key at once, and return whether it was one for this line.

        Keys of a slow link come several at a time. Passed on as messages they would overtake each other: the letters
        of a word would be taken for commands, and those after Enter for letters.
        """
        self.has_news = True
        if event.key == "enter":
            self._answer()
        elif event.key == "escape":
            self.action_give_up()
        elif event.is_printable and event.character:
            self.insert_text_at_cursor(event.character)
        elif event.key in self.EDITING:
            getattr(self, f"action_{self.EDITING[event.key]}")()
        else:
            return False
        return True

    def ask(self, purpose: str, question: str, text: str = "") -> None:
        """Appear, with `text` to begin with."""
        self.purpose = purpose
        self.placeholder = question
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.add_class("-asking")
        self._asked_from = self.screen.focused
        # Not `focus()`: that waits a turn, and what is typed next would still be taken as keys of the pane.
        self.screen.set_focus(self)

    def leave(self) -> None:
        """Go, and give the focus back."""
        self.remove_class("-asking")
        self.screen.set_focus(self._asked_from)

    def _answer(self) -> None:
        self.leave()
        self.post_message(self.Answered(self.purpose, self.value))

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        self.post_message(self.Typed(self.purpose, message.value))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self._answer()

    def action_give_up(self) -> None:
        self.leave()
        self.post_message(self.GivenUp(self.purpose))
