"""The line at the bottom in which one types: a command, a filter, a search, a file name.

With a completer Tab goes through what may follow and the likeliest stands there in grey; with a history the up and
down keys go through what was typed before and begins like this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from vpce_tui.tui.cells import content
from vpce_tui.tui.keys import key_shown, prompt_action
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.view.text import Run

if TYPE_CHECKING:
    from textual.visual import VisualType

    from vpce_tui.tui.commands import Completion


_ENDS: Final = {
    "filter": ("keep", "show all"),
    "search": ("find", "back"),
    "save": ("save", "back"),
    "load": ("load", "back"),
    "compare": ("compare", "back"),
}
"""What Enter and Escape do, by what is asked."""


def ending_keys(purpose: str) -> list[Run]:
    """Return what stands in the bottom line while one types: the keys of the place are letters then."""
    done, given_up = _ENDS.get(purpose, ("take", "back"))
    keys = ((key_shown("enter"), done), (key_shown("escape"), given_up))
    return [run for key, word in keys for run in ((key, "key"), (f" {word}  ", "muted"))]


class Prompt(LineInput):
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
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Give up", show=False, id="prompt.give_up")]

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
        self.has_news = False
        """Something was typed or answered that the screen may not have heard of yet."""
        self.completions: Sequence[Completion] = ()
        """How the line may go on, the likeliest first."""
        self.chosen: int | None = None
        """Which of them Tab has put into the line."""
        self._completer: Callable[[str], Sequence[Completion]] | None = None
        self._history: Sequence[str] = ()
        self._history_at: int | None = None
        self._typed = ""
        """What stood here before Tab or the history replaced it."""
        self._lead = ""
        """What the line always begins with; taking it away gives up."""
        self._asked_from: Widget | None = None
        self._hints: tuple[VisualType, VisualType] | None = None
        """The bottom line as it was, and as it is while something is asked."""

    @property
    def is_asking(self) -> bool:
        return self.has_class("-asking")

    def take(self, event: events.Key) -> bool:
        """Take a key at once, and return whether it was one for this line.

        Keys of a slow link come several at a time. Passed on as messages they would overtake each other: the letters
        of a word would be taken for commands, and those after Enter for letters.
        """
        self.has_news = True
        action = prompt_action(event.key)
        if action in ("complete", "complete_back") and self._completer is not None:
            self._complete(-1 if action == "complete_back" else 1)
            return True
        if action in ("earlier", "later") and self._history:
            self._recall(-1 if action == "earlier" else 1)
            return True
        taken = self._edit(event)
        if taken and self.is_asking:
            self._history_at = self.chosen = None
            self._look_ahead()
        return taken

    def _edit(self, event: events.Key) -> bool:
        action = prompt_action(event.key)
        if event.key == "enter":
            self._answer()
        elif action == "give_up" or (action == "delete_left" and self._lead and self.value == self._lead):
            self.action_give_up()
        elif event.is_printable and event.character:
            self.insert_text_at_cursor(event.character)
        elif action and action not in ("complete", "complete_back", "earlier", "later"):
            getattr(self, f"action_{action}")()
        else:
            return False
        return True

    def ask(
        self,
        purpose: str,
        question: str,
        text: str = "",
        *,
        lead: str = "",
        completer: Callable[[str], Sequence[Completion]] | None = None,
        history: Sequence[str] = (),
    ) -> None:
        """Appear, with `text` to begin with behind `lead`; `history` has the latest last."""
        self.purpose = purpose
        text = lead + text
        self._lead, self._completer, self._history = lead, completer, history
        self._history_at = self.chosen = None
        self.placeholder = question
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.add_class("-asking")
        self._asked_from = self.screen.focused
        # Not `focus()`: that waits a turn, and what is typed next would still be taken as keys of the pane.
        self.screen.set_focus(self)
        self._tell_keys()
        self._look_ahead()

    def leave(self) -> None:
        """Go, and give the focus back."""
        self.remove_class("-asking")
        self.screen.set_focus(self._asked_from)
        line = self._bottom_line()
        if self._hints is not None and line is not None and line.content is self._hints[1]:
            line.update(self._hints[0], layout=False)
        self._hints = None

    def _bottom_line(self) -> Static | None:
        return next(iter(self.screen.query("#hints").results(Static)), None)

    def _tell_keys(self) -> None:
        """Say in the screen's bottom line what ends this, until the screen has something better to say there."""
        line = self._bottom_line()
        if line is not None and self._hints is None:
            self._hints = line.content, content(ending_keys(self.purpose))
            line.update(self._hints[1], layout=False)

    def _look_ahead(self) -> None:
        """Find how the line may go on, and show the likeliest in grey."""
        self.completions = self._completer(self.value) if self._completer is not None else ()
        first = self.completions[0].line if self.completions else ""
        self._suggestion = first if first.startswith(self.value) and self.value != self._lead else ""

    def _complete(self, step: int) -> None:
        """Put the next or the previous completion into the line; a single one is looked ahead from at once."""
        if self.chosen is None:
            self._typed = self.value
            self._look_ahead()
        if not self.completions:
            return
        start = -1 if step > 0 else 0
        self.chosen = ((self.chosen if self.chosen is not None else start) + step) % len(self.completions)
        if self.completions[self.chosen].line.rstrip() == self._typed and len(self.completions) > 1:
            self.chosen = (self.chosen + step) % len(self.completions)  # what was typed stands there already
        self._put(self.completions[self.chosen].line)
        if len(self.completions) == 1:
            self.chosen = None
            self._look_ahead()

    def _recall(self, step: int) -> None:
        """Put an older or a newer line here, of those that begin as what was typed."""
        if self._history_at is None:
            self._typed = self.value
        lines = [line for line in self._history if line.startswith(self._typed)]
        at = len(lines) if self._history_at is None else min(self._history_at, len(lines))
        at = max(0, min(len(lines), at + step))
        self._history_at, self.chosen = at, None
        self._put(lines[at] if at < len(lines) else self._typed)
        self._look_ahead()

    def _put(self, line: str) -> None:
        self.value = line
        self.cursor_position = len(line)
        self._suggestion = ""

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
