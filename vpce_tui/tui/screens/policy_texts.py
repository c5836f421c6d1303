"""Which policies does a request meet besides the endpoint's? Paste them, or load them from files.

A text may be one policy, a list of them, or what `aws iam get-role-policy`, `aws s3api get-bucket-policy` and their
like print.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from vpce_tui.errors import VpceTuiError
from vpce_tui.policy import Policies, PolicyDocumentError
from vpce_tui.tui.cells import content
from vpce_tui.tui.policy_store import read_file
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.lines import counted
from vpce_tui.view.policy_case import LAYERS, layer_documents, read_policies, with_layer
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable

_NAMES = {
    "identity": "identity policies of the caller",
    "resource": "resource policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "scps": "service control policies",
    "rcps": "resource control policies",
}


class PolicyTextsScreen(ModalScreen[Policies | None]):
    """A layer at a time, with what is read of its text. Dismissed with all policies, or None where nothing changed."""

    DEFAULT_CSS = """
    PolicyTextsScreen {
        background: $background;
        & > Vertical { height: 100%; border: round $primary; padding: 0 1; }
        & #layers { height: 1; }
        & TextArea { height: 1fr; border: none; padding: 0; &:focus { border: none; } }
        & #read { height: auto; max-height: 4; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "escape", "Back", show=False, id="texts.escape", priority=True),
        Binding("tab,ctrl+n", "layer(1)", "Next layer", show=False, id="texts.layer", priority=True),
        Binding("shift+tab", "layer(-1)", "Previous layer", show=False, id="texts.layer_back", priority=True),
        Binding("ctrl+s", "take", "Take them", show=False, id="texts.take", priority=True),
        Binding("ctrl+o", "load", "Load from a file", show=False, id="texts.load", priority=True),
    ]

    def __init__(self, given: Policies, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._given = given
        self._signs = signs
        self._at = 0
        self._texts = {
            layer: "\n".join(printable(each.text, multiline=True) for each in documents)
            if len(documents) == 1
            else f"[{','.join(printable(each.text, multiline=True) for each in documents)}]"
            if documents
            else ""
            for layer in LAYERS
            for documents in (layer_documents(given, layer),)
        }
        self._touched: set[str] = set()

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "other policies · Tab next · ^O from a file · ^S take · Esc back"
            yield Static(id="layers")
            yield TextArea(show_line_numbers=True, id="text")
            yield Static(id="read")
            yield Prompt(id="prompt")

    def on_mount(self) -> None:
        self._show()

    @property
    def _layer(self) -> str:
        return LAYERS[self._at]

    def _show(self) -> None:
        area = self.query_one(TextArea)
        with self.prevent(TextArea.Changed):
            area.load_text(self._texts[self._layer])
        self.set_focus(area)
        self._check()

    @on(TextArea.Changed)
    def note_text(self, message: TextArea.Changed) -> None:
        self._touched.add(self._layer)
        self._texts[self._layer] = message.text_area.text
        self._check()

    def _check(self) -> bool:
        """Show what the text holds; return whether it can be taken."""
        runs: list[Run] = []
        for layer in LAYERS:
            runs.append((f"[{layer}]", "heading") if layer == self._layer else (f" {layer} ", "plain"))
            runs.append((self._signs.usable if self._texts[layer].strip() else self._signs.not_applicable, "muted"))
        self.query_one("#layers", Static).update(content(runs))
        told: Run
        try:
            self._given = self._read_layer()
        except (PolicyDocumentError, ValueError) as error:
            first = error.problems[0] if isinstance(error, PolicyDocumentError) else error
            told = (f"{self._signs.not_usable} {first}", "bad")
        else:
            found = layer_documents(self._given, self._layer)
            name = _NAMES[self._layer]
            given: Run = (f"{self._signs.usable} {name}: {_counted(len(found))}", "good")
            told = given if found else (f"{name}: none given", "muted")
        self.query_one("#read", Static).update(content([told]))
        return told[1] != "bad"

    def _read_layer(self) -> Policies:
        if self._layer not in self._touched:
            return self._given
        return with_layer(self._given, self._layer, read_policies(self._texts[self._layer], self._layer))

    def action_layer(self, step: int) -> None:
        if self.query_one(Prompt).has_focus:
            return
        if not self._check():
            self.notify("the text is no policy yet: correct it or take it out first", severity="warning")
            return
        self._at = (self._at + step) % len(LAYERS)
        self._show()

    def action_take(self) -> None:
        if self._check():
            self.dismiss(self._given)
        else:
            self.notify("the text is no policy yet: correct it or take it out first", severity="warning")

    def action_escape(self) -> None:
        prompt = self.query_one(Prompt)
        if prompt.has_focus:
            prompt.action_give_up()
        else:
            self.dismiss(None)

    def action_load(self) -> None:
        self.query_one(Prompt).ask("load", f"file of the {_NAMES[self._layer]}")

    @on(Prompt.GivenUp)
    def give_up(self) -> None:
        self.set_focus(self.query_one(TextArea))

    @on(Prompt.Answered)
    def answer(self, message: Prompt.Answered) -> None:
        self.set_focus(self.query_one(TextArea))
        if message.text.strip():
            self._load(message.text.strip())

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _load(self, path: str) -> None:
        try:
            text = read_file(Path(path))
        except VpceTuiError as error:
            self.app.call_from_thread(self._refuse, str(error))
        else:
            self.app.call_from_thread(self.query_one(TextArea).load_text, printable(text, multiline=True))

    def _refuse(self, told: str) -> None:
        self.notify(told, severity="error", markup=False)


def _counted(count: int) -> str:
    return "1 policy" if count == 1 else counted(count, "policie")
