"""What would an edit change? The document is edited on a copy only: nothing here writes to AWS."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from textual import on, work
from textual.widgets import TextArea
from textual.worker import get_current_worker

from vpce_tui.policy.compare import DEFAULT_POLICY
from vpce_tui.resources.vpc_endpoint import short_service
from vpce_tui.tui.cells import content
from vpce_tui.tui.screens.policy_core import PolicyCore
from vpce_tui.tui.screens.policy_diff import PolicyDiffScreen
from vpce_tui.tui.widgets.wrapped_lines import WrappedLines
from vpce_tui.view.lines import Line
from vpce_tui.view.policy_changes import edit_lines
from vpce_tui.view.policy_document import PolicyText, editable


class PolicyEditing(PolicyCore):
    """The keys that edit a copy and compare it."""

    def action_edit(self) -> None:
        if self._is_reading:
            self.notify("the policy is still being read", severity="warning")
            return
        self._remember()
        text = self._shown
        source = editable(text) if text is not None else DEFAULT_POLICY.text
        editor = self.query_one("#editor", TextArea)
        with self.prevent(TextArea.Changed):
            editor.load_text(source)
        self.add_class("-editing")
        self._choose_pane("document")
        self._check_edit(source)

    @on(TextArea.Changed, "#editor")
    def note_edit(self, message: TextArea.Changed) -> None:
        if self.has_class("-editing"):
            self._check_edit(message.text_area.text)

    @work(thread=True, exclusive=True, group="edit", exit_on_error=False)
    def _check_edit(self, source: str) -> None:
        """Read the copy, lint it, and try the recent requests on it."""
        worker, setting = get_current_worker(), self._state.setting
        draft = PolicyText(source, setting.lint_context, f"{setting.endpoint.vpc_endpoint_id} edited", lays_out=False)
        asks = self._recent.asked_of(setting.endpoint.vpc_endpoint_id)
        lines = edit_lines(setting, self._text, draft, asks, self._state.given, datetime.now(UTC), self._signs)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take_edit, draft, lines)

    def _take_edit(self, draft: PolicyText, lines: list[Line]) -> None:
        if not self.has_class("-editing"):
            return
        self.query_one("#beside", WrappedLines).show_lines(lines)
        self._keep_draft(draft)
        self.query_one("#document-pane").border_subtitle = content(draft.summary())
        self._evaluate()

    def _keep_draft(self, draft: PolicyText) -> None:
        """Try requests on the copy; one that nobody changed is none."""
        own = self._text
        is_own = own is not None and own.document is not None and draft.text in (own.original, editable(own))
        self._state.draft = None if is_own else draft

    def _leave_editor(self) -> None:
        """Close the editor, with all that was typed: the check of the last keys may still be under way."""
        context = self._state.setting.lint_context
        text = self.query_one("#editor", TextArea).text
        self._keep_draft(
            PolicyText(text, context, f"{self._state.setting.endpoint.vpc_endpoint_id} edited", lays_out=False)
        )
        self._reopen()
        self._choose_pane("document")

    def action_drop_copy(self) -> None:
        if self._state.draft is None and not self._state.given.endpoint:
            self.notify("there is no edited copy: E makes one", severity="warning")
            return
        self._state.draft = None
        self._state.given = replace(self._state.given, endpoint=())
        self._reopen()
        self._choose_pane("document")

    def action_diff(self) -> None:
        shown = self._shown
        after = shown.document if shown else DEFAULT_POLICY
        if after is None:
            self.notify("the document cannot be read, so nothing can be compared with it", severity="warning")
            return
        own = self._state.setting.endpoint
        sides: list[tuple[str, str]] = []
        if self._state.draft is not None and own.policy_document:
            sides.append(("the original", own.policy_document))
        sides.append(("AWS's default", DEFAULT_POLICY.text))
        alike = sorted(self._state.endpoints, key=lambda each: each.service_name != own.service_name)
        sides += [
            (" ".join(filter(None, (each.vpc_endpoint_id, each.name_tag, short_service(each)))), each.policy_document)
            for each in alike
            if each.policy_document and each.vpc_endpoint_id != own.vpc_endpoint_id
        ]
        name = "the edited copy" if self._state.draft is not None else own.vpc_endpoint_id
        self.app.push_screen(PolicyDiffScreen(after, name, sides, signs=self._signs))
