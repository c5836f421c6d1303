"""What stands in the request of the policy panel, what may it become, and which requests were tried before?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on, work

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.record import Scope
from vpce_tui.policy.request_facts import RequestPath
from vpce_tui.tui.policy_store import Recent, save_recent, state_file
from vpce_tui.tui.screens.detour import AboveScreen
from vpce_tui.tui.screens.policy_state import PanelState, RecentRequests
from vpce_tui.tui.widgets.policy_view import PolicyView
from vpce_tui.tui.widgets.request_form import FIELDS, RequestForm
from vpce_tui.view.lines import Line
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_panel import Panel, key_lines
from vpce_tui.view.policy_request import CALLING_SERVICE, FORWARDING_SERVICE, Ask
from vpce_tui.view.policy_suggestions import action_note, offered_actions, principals, resources
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, printable

MOST_OFFERED_IN_LINE: Final = 6
_PLACEHOLDERS: Final = {
    "principal": "ARN of a role, user or session; a service; empty for nobody",
    "action": "service:Name",
    "resource": "ARN",
    "account": "the account that owns it",
}


class PolicyForm(AboveScreen):
    """The request: its fields, what is offered for them, and its memory."""

    def __init__(self, state: PanelState, *, signs: Signs = UNICODE_SIGNS) -> None:
        super().__init__()
        self._state = state
        self._signs = signs
        self._text: PolicyText | None = None
        """The endpoint's own policy."""
        self._panel: Panel | None = None
        self._recent = RecentRequests()
        self._asked_key = ""
        self._is_reading = True
        self._is_placing = False
        self._line_told: list[Line] = []

    @property
    def shown_scope(self) -> Scope | None:
        return self._state.setting.scope

    @property
    def _form(self) -> RequestForm:
        return self.query_one(RequestForm)

    @property
    def _document(self) -> PolicyView:
        return self.query_one(PolicyView)

    @property
    def _shown(self) -> PolicyText | None:
        """The policy that requests are tried on: the edited copy, or the endpoint's own."""
        return self._state.draft or self._text

    def _evaluate(self) -> None:
        """Answer what stands in the form."""
        raise NotImplementedError

    # The form

    def _show_fields(self) -> None:
        ask = self._state.ask
        if ask is None:
            return
        places = _PLACEHOLDERS | {
            "source": "public address" if ask.is_over_internet else "address in the VPC",
            "service": FORWARDING_SERVICE if ask.path is RequestPath.FORWARDED else CALLING_SERVICE,
        }
        texts = {name: ask.field_text(name) for name in FIELDS}
        self._form.show_fields({name: printable(text) for name, text in texts.items()}, places)

    @on(RequestForm.Typed)
    def take_field(self, message: RequestForm.Typed) -> None:
        ask = self._state.ask
        if ask is None:
            return
        self._state.ask = ask.with_field(message.name, message.text)
        self._evaluate()

    @on(RequestForm.Settled)
    def settle_field(self) -> None:
        self._remember()

    def _offers(self, name: str, typed: str) -> Sequence[str]:
        """Return what a field may become."""
        ask, document = self._state.ask, self._shown.document if self._shown else None
        if ask is None:
            return ()
        if name == "action":
            return offered_actions(typed)
        if name == "resource":
            return resources(self._state.setting, ask.action, document)
        if name == "principal":
            return principals(self._state.setting, document)
        return ()

    def _show_offered(self) -> None:
        """Show below the fields what the focused one may become, and what is wrong with the action."""
        ask = self._state.ask
        name = self._form.focused_field
        runs: list[Run] = []
        if ask is not None and (name != "action" or not self._offers("action", ask.action)):
            runs = action_note(ask.action)
        if name and ask is not None and not runs:
            offered = self._offers(name, ask.field_text(name))[:MOST_OFFERED_IN_LINE]
            runs = [("^N ", "key"), ("  ".join(offered), "muted")] if offered else []
        self._form.show_offered(runs)

    def _show_key_told(self) -> None:
        key = self._form.keys.cursor_id
        found = next((each for each in self._panel.keys if each.key == key), None) if self._panel else None
        wanted = self._shown.condition_values.get(found.key.lower(), ()) if found and self._shown else ()
        lines = key_lines(found, wanted) if found else []
        self._form.show_key_told([run for line in lines for run in (*line.cells, (". ", "muted"))])

    def _change(self, ask: Ask) -> None:
        self._state.ask = ask
        self._show_fields()
        self._evaluate()
        self._remember()

    # Recent requests

    def _remember(self) -> None:
        """Keep what stands in the form, if it is a request."""
        ask = self._state.ask
        if ask is None or self._panel is None or self._panel.verdict.error or self._panel.verdict.derived is None:
            return
        if self._recent.keep(self._state.setting.endpoint.vpc_endpoint_id, ask):
            self._keep(tuple(self._recent))

    @work(thread=True, group="keep", exit_on_error=False)
    def _keep(self, recent: tuple[Recent, ...]) -> None:
        try:
            save_recent(state_file(), recent)
        except VpceTuiError as error:
            self.app.call_from_thread(self._warn, str(error))

    def _warn(self, told: str) -> None:
        if self.is_mounted:
            self.notify(told, severity="warning", timeout=10, markup=False)
