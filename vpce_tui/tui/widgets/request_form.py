"""The fields of a request, with what may be typed in the one that has the focus, and the keys its context carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from vpce_tui.tui.cells import content
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.policy_panel import KeyView
from vpce_tui.view.text import UNICODE_SIGNS, Cells, Signs, printable

FIELDS: Final = {
    "principal": "principal",
    "action": "action",
    "resource": "resource",
    "account": "its account",
    "source": "from",
    "service": "service",
}
"""The fields from the top, with their labels. `account` is that of the resource."""

Offers = Callable[[str, str], Sequence[str]]
"""From a field and what is typed in it to what it may become."""


class Field(LineInput):
    """One line of the form; up and down go to its neighbours."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave(1)", "Next field", show=False, id="typing.leave"),
        Binding("up", "leave(-1)", "Previous field", show=False, id="typing.leave_back"),
        Binding("ctrl+n", "offer", "Take the next of what is offered", show=False, id="typing.offer"),
    ]

    @dataclass
    class Left(Message):
        """Up or down was pressed."""

        field: Field
        step: int

    @dataclass
    class Offered(Message):
        """The next of what is offered is wanted."""

        field: Field

    def action_leave(self, step: int) -> None:
        self.post_message(self.Left(self, step))

    def action_offer(self) -> None:
        self.post_message(self.Offered(self))


class _Inline(Suggester):
    """Offers the first continuation of what is typed."""

    def __init__(self, name: str, offers: Offers) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._name = name
        self._offers = offers

    async def get_suggestion(self, value: str) -> str | None:
        typed = value.lower()
        fitting = (each for each in self._offers(self._name, value) if each.lower().startswith(typed) and each != value)
        found = next(fitting, None)
        # What is typed stays as it is typed: only what follows is offered.
        return value + found[len(value) :] if found else None


class RequestForm(Vertical):
    """Fields above, keys below."""

    DEFAULT_CSS = """
    RequestForm {
        & Horizontal { height: 1; }
        & Label { width: 12; color: $text-muted; }
        & Field {
            border: none; height: 1; padding: 0; background: $panel; width: 1fr;
            &:focus { border: none; background: $boost; }
        }
        & #offered { height: 1; color: $text-muted; }
        & #keys { height: 1fr; }
        & #key-told { height: 4; color: $text-muted; }
    }
    """

    @dataclass
    class Typed(Message):
        """A field's text changed."""

        name: str
        text: str

    @dataclass
    class Settled(Message):
        """A field was left: what stands in the form is a question."""

    def __init__(self, offers: Offers, *, signs: Signs = UNICODE_SIGNS, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._offers = offers
        self._signs = signs
        self._last: Widget | None = None
        self._keys: tuple[KeyView, ...] = ()
        self._taken: tuple[str, tuple[str, ...], int] = ("", (), -1)

    def compose(self) -> ComposeResult:
        for name, label in FIELDS.items():
            with Horizontal():
                yield Label(label)
                yield Field(
                    compact=True, select_on_focus=False, id=f"field-{name}", suggester=_Inline(name, self._offers)
                )
        yield Static(id="offered")
        yield TextView(signs=self._signs, id="keys")
        yield Static(id="key-told")

    @property
    def keys(self) -> TextView:
        return self.query_one("#keys", TextView)

    def field(self, name: str) -> Field:
        return self.query_one(f"#field-{name}", Field)

    @property
    def stop(self) -> Widget:
        """Where the focus was last, or the action, which is what one changes first."""
        return self._last or self.field("action")

    @property
    def focused_field(self) -> str:
        """The name of the field that has the focus; empty for none."""
        return next((name for name in FIELDS if self.field(name).has_focus), "")

    def show_fields(self, texts: dict[str, str], placeholders: dict[str, str]) -> None:
        """Put texts into the fields, without telling of it."""
        for name in FIELDS:
            field = self.field(name)
            field.placeholder = placeholders.get(name, "")
            if field.value != texts[name]:
                with self.prevent(Input.Changed):
                    field.value = texts[name]
                field.cursor_position = len(texts[name])

    def show_offered(self, cells: Cells) -> None:
        self.query_one("#offered", Static).update(content(cells), layout=False)

    def show_keys(self, keys: Sequence[KeyView]) -> None:
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.keys.lines = [TextLine(key.cells, id=key.key) for key in keys]

    def show_key_told(self, cells: Cells) -> None:
        self.query_one("#key-told", Static).update(content(cells), layout=False)

    def on_descendant_focus(self) -> None:
        self._last = self.screen.focused

    def on_input_changed(self, message: Input.Changed) -> None:
        message.stop()
        name = (message.input.id or "").removeprefix("field-")
        self.post_message(self.Typed(name, message.value))

    def on_input_submitted(self, message: Input.Submitted) -> None:
        message.stop()
        self.post_message(self.Settled())
        self._move(message.input, 1)

    def on_field_left(self, message: Field.Left) -> None:
        message.stop()
        self.post_message(self.Settled())
        self._move(message.field, message.step)

    def _move(self, widget: Widget, step: int) -> None:
        stops: list[Widget] = [*(self.field(name) for name in FIELDS), self.keys]
        self.screen.set_focus(stops[max(0, min(stops.index(widget) + step, len(stops) - 1))])

    def on_field_offered(self, message: Field.Offered) -> None:
        """Put in the next of what is offered for what was typed; once around, what was typed again."""
        message.stop()
        field = message.field
        name = (field.id or "").removeprefix("field-")
        typed, offered, at = self._taken
        if at < 0 or not offered or field.value != offered[at]:
            typed, offered, at = field.value, tuple(self._offers(name, field.value)), -1
        if not offered:
            return
        at = (at + 1) % len(offered)
        self._taken = (typed, offered, at)
        # ASCII controls cannot stand in a line of input: what the policy names is made printable.
        field.value = printable(offered[at])
        field.cursor_position = len(field.value)
