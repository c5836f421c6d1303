"""How does a policy differ in meaning from the original, from AWS's default, from another endpoint's?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from vpce_tui.policy import PolicyDocument, PolicyDocumentError
from vpce_tui.tui.cells import content
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.choices import Choice
from vpce_tui.view.lines import Line, said
from vpce_tui.view.policy_changes import diff_lines
from vpce_tui.view.text import UNICODE_SIGNS, Signs


class PolicyDiffScreen(ModalScreen[None]):
    """One policy against others, one at a time."""

    DEFAULT_CSS = """
    PolicyDiffScreen {
        align: center middle;
        background: $background;
        & > WrappedLines { width: 100%; height: 100%; border: round $primary; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,D", "leave", "Back", show=False, id="policy_diff.leave"),
        Binding("tab,t", "against(1)", "Compare with the next", show=False, id="policy_diff.against", priority=True),
        Binding(
            "shift+tab,T",
            "against(-1)",
            "Compare with the one before",
            show=False,
            id="policy_diff.against_back",
            priority=True,
        ),
        Binding("slash", "choose", "Compare with one by its name", show=False, id="policy_diff.choose", priority=True),
    ]

    def __init__(
        self, after: PolicyDocument, name: str, sides: Sequence[tuple[str, str]], *, signs: Signs = UNICODE_SIGNS
    ) -> None:
        """Compare `after` with each of `sides`: pairs of name and policy text."""
        super().__init__()
        self._after = after
        self._name_after = name
        self._sides = sides
        self._signs = signs
        self._at = 0

    def compose(self) -> ComposeResult:
        yield WrappedLines(signs=self._signs, id="diff")

    def on_mount(self) -> None:
        self._compare()

    def action_against(self, step: int) -> None:
        self._at = (self._at + step) % len(self._sides)
        self._compare()

    def action_choose(self) -> None:
        choices = [Choice.of(name) for name, _ in self._sides]
        ask = AskScreen("compare with which?", lambda: choices, hint="endpoint", takes_words=False, signs=self._signs)
        self.app.push_screen(ask, self._against)

    def _against(self, chosen: str | None) -> None:
        for at, (name, _) in enumerate(self._sides):
            if name == chosen:
                self._at = at
                self._compare()

    def action_leave(self) -> None:
        self.dismiss(None)

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _compare(self) -> None:
        at = self._at
        name, text = self._sides[at]
        try:
            lines = diff_lines(PolicyDocument.parse(text, name), self._after, (name, self._name_after))
        except PolicyDocumentError as error:
            lines = [said(f"{name} cannot be read: {error.problems[0]}", "bad")]
        self.app.call_from_thread(self._show, at, lines)

    def _show(self, at: int, lines: list[Line]) -> None:
        if at != self._at or not self.is_mounted:
            return
        view = self.query_one(WrappedLines)
        view.border_title = content(
            [(f"by meaning · {at + 1} of {len(self._sides)} · Tab the next · / choose · Esc back", "plain")]
        )
        view.forget_place()
        view.show_lines(lines)
