"""Which code does the MFA device show? A small window over everything, for a login that goes on once it is answered.

Only the login waits: what is read with other logins goes on below. Escape gives the login up, and says so there.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from vpce_tui.collect.asking import CODE_DIGITS, MOST_ATTEMPTS, CodeQuestion, code_problem
from vpce_tui.tui.widgets.line_input import LineInput
from vpce_tui.view.text import UNICODE_SIGNS, Signs, fit, printable

_WIDTH = 72


class MfaScreen(ModalScreen[str | None]):
    """Dismissed with the code, or with None where the person gives up."""

    DEFAULT_CSS = """
    MfaScreen {
        align: center middle;
        & > Vertical {
            width: 100%; max-width: 78; height: auto; max-height: 100%;
            border: round $primary; padding: 0 1; background: $background;
        }
        & Static { height: auto; }
        & #problem { color: $text-error; &.-none { display: none; } }
        & Input { border: none; height: 1; padding: 0; background: $panel; &:focus { border: none; } }
        & #keys { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Give up", show=False, id="mfa.leave")]

    def __init__(self, question: CodeQuestion, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._question = question
        self._signs = signs

    def compose(self) -> ComposeResult:
        question = self._question
        with Vertical() as box:
            box.border_title = "MFA code" + f", attempt {question.attempt} of {MOST_ATTEMPTS}" * (question.attempt > 1)
            yield Static(self._line("login", question.login), markup=False, id="login")
            yield Static(self._line("device", question.serial), markup=False, id="device")
            yield Static(self._line("for", question.role_arn), markup=False, id="role")
            yield Static("", markup=False, id="problem", classes="-none")
            yield LineInput(placeholder=f"the {CODE_DIGITS} digits that the device shows now", compact=True, id="code")
            yield Static("Enter send  Esc give this login up", markup=False, id="keys")

    def on_mount(self) -> None:
        self._tell(self._question.problem)
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def send(self, message: Input.Submitted) -> None:
        """Send the code, or say what is wrong with it before it costs an attempt."""
        message.stop()
        code = "".join(message.value.split())
        problem = code_problem(code)
        if problem:
            self._tell(problem)
        else:
            self.dismiss(code)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _tell(self, problem: str) -> None:
        line = self.query_one("#problem", Static)
        line.update(printable(f"{self._signs.not_usable} {problem}" if problem else ""))
        line.set_class(not problem, "-none")

    def _line(self, label: str, value: str) -> str:
        return f"{label:<7}{fit(printable(value), _WIDTH - 7, ellipsis=self._signs.ellipsis).rstrip()}"
