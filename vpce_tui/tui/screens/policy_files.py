"""How are a request and its policies saved, and loaded again?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from textual import work

from vpce_tui.errors import VpceTuiError
from vpce_tui.policy import CaseError, Policies, PolicyDocument, PolicyDocumentError, RequestError
from vpce_tui.policy.compare import DEFAULT_POLICY
from vpce_tui.tui.policy_store import read_file, write_json
from vpce_tui.tui.screens.policy_editing import PolicyEditing
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.policy_case import case_of, is_case, read_saved_case
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_request import (
    Ask,
)


class PolicyFiles(PolicyEditing):
    """The keys that save and load."""

    def action_save(self) -> None:
        if self._panel is None or self._panel.verdict.derived is None:
            self.notify("there is no request yet: " + (self._panel.verdict.error if self._panel else "reading"))
            return
        self.query_one(Prompt).ask("save", "file to save the request and its policies to", "case.json")

    def action_load(self) -> None:
        self.query_one(Prompt).ask(
            "load", "file of a case (JSON), or of an endpoint policy to try in place of this one"
        )

    def _case(self) -> dict[str, object]:
        assert self._panel is not None
        assert self._panel.verdict.derived is not None
        endpoint = self._endpoint_document() if self._state.ask and self._state.ask.passes_endpoint else None
        setting = self._state.setting
        name = f"{setting.endpoint.vpc_endpoint_id} {self._state.ask.action if self._state.ask else ''}".strip()
        place = self._panel.verdict.place
        policies = place.policies if place is not None else self._state.given
        return case_of(name, self._panel.verdict.derived, policies, endpoint, setting.type)

    def _endpoint_document(self) -> PolicyDocument | None:
        if self._state.setting.supported is False:
            return None
        return self._shown.document if self._shown else DEFAULT_POLICY

    @work(thread=True, group="files", exit_on_error=False)
    def _save(self, path: str, case: dict[str, object]) -> None:
        try:
            write_json(Path(path), case)
        except VpceTuiError as error:
            self.app.call_from_thread(self._warn, str(error))
        else:
            self.app.call_from_thread(self.notify, f"saved {path}", markup=False)

    @work(thread=True, group="files", exit_on_error=False)
    def _load(self, path: str) -> None:
        setting = self._state.setting
        try:
            text = read_file(Path(path))
            if not is_case(text):
                self.app.call_from_thread(self._take_draft, PolicyText(text, setting.lint_context, path))
                return
            loaded = read_saved_case(text, setting, datetime.now(UTC))
        except (VpceTuiError, CaseError, RequestError, PolicyDocumentError) as error:
            self.app.call_from_thread(self._warn, f"cannot load `{path}`: {error}")
            return
        draft = (
            PolicyText(loaded.endpoint.text, setting.lint_context, loaded.endpoint.name) if loaded.endpoint else None
        )
        self.app.call_from_thread(self._take_case, loaded.ask, loaded.given, draft)

    def _take_case(self, ask: Ask, given: Policies, draft: PolicyText | None) -> None:
        self._state.given = given
        self._state.ask = ask
        same = draft is None or (self._text is not None and draft.document == self._text.document)
        if draft is not None and not same:
            more = f", with {len(given.endpoint)} more of the case" if given.endpoint else ""
            self.notify(f"the case's endpoint policy stands in place of the endpoint's own{more}; U drops it")
            self._take_draft(draft)
        self._change(ask)

    def _take_draft(self, draft: PolicyText) -> None:
        self._state.draft = draft
        if draft.document is None:
            self._warn(f"no policy that can be read: {draft.problems[0]}")
        self._reopen()
