"""How do records leave the screen: into the clipboard, a file, or a comparison with another moment?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.widgets import Static

from vpce_tui import resources
from vpce_tui.model.decoding import to_members
from vpce_tui.model.record import Record
from vpce_tui.tui.cells import content
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.view.lines import Subject
from vpce_tui.view.locators import arn_of
from vpce_tui.view.text import Run

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

EXPORT_HINTS: Final[tuple[Run, ...]] = (
    (".jsonl.gz", "key"),
    (" snapshot  ", "muted"),
    (".md .html .csv .json", "key"),
    (" report  ", "muted"),
    (".mmd .dot", "key"),
    (" drawing  ", "muted"),
    (".tf", "key"),
    (" Terraform", "muted"),
)
"""What stands in the bottom line while a file is named."""


class TakingOut:
    """Copies, exports and comparisons, begun in the explorer or in a table above it."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen

    def copy_id(self, subjects: Sequence[Subject]) -> None:
        ids = [subject.record.record_id for subject in subjects]
        self.copy("\n".join(ids), ids[0] if len(ids) == 1 else f"{len(ids)} ids")

    def copy_arn(self, subjects: Sequence[Subject]) -> None:
        arns = [arn for subject in subjects if (arn := arn_of(subject.record, subject.scope))]
        if arns:
            self.copy("\n".join(arns), arns[0] if len(arns) == 1 else f"{len(arns)} ARNs")
        self._tell_without(subjects, len(arns), "ARN")

    def copy_json(self, subjects: Sequence[Subject]) -> None:
        members = [to_members(subject.record) for subject in subjects]
        if len(members) == 1:
            self.copy(json.dumps(members[0], indent=2), f"{subjects[0].record.record_id} as JSON")
        else:
            self.copy(json.dumps(members, indent=2), f"{len(members)} records as JSON")

    def copy_cli(self, subjects: Sequence[Subject]) -> None:
        """Copy the commands of the AWS CLI that show the same records; they only read."""
        from vpce_tui.view.aws_cli import Access, aws_commands

        commands: list[str] = []
        for subject in _by_scope(subjects):
            access = Access(self._profile_of(subject[0]), self._endpoint_url())
            commands += aws_commands([(one.scope, one.record) for one in subject], access)
        self.copy("\n".join(commands), commands[0] if len(commands) == 1 else f"{len(commands)} commands")

    def copy_console(self, subjects: Sequence[Subject]) -> None:
        """Copy the addresses of the records' pages in the AWS console."""
        from vpce_tui.view.console_links import console_url

        urls = [url for subject in subjects if (url := console_url(subject.record, subject.scope))]
        if urls:
            self.copy("\n".join(urls), urls[0] if len(urls) == 1 else f"{len(urls)} console links")
        self._tell_without(subjects, len(urls), "page in the console")

    def _profile_of(self, subject: Subject) -> str:
        opened = subject.topology.opened.get(subject.scope)
        # A role's ARN is how this program reads; the person's AWS CLI may have another name for it.
        return opened.profile if opened is not None and not opened.profile.startswith("arn:") else ""

    def _endpoint_url(self) -> str:
        words = getattr(self._screen.app, "source_words", ())
        return words[words.index("--endpoint-url") + 1] if "--endpoint-url" in words else ""

    def _tell_without(self, subjects: Sequence[Subject], found: int, what: str) -> None:
        if found < len(subjects):
            title = resources.BY_RECORD[type(subjects[0].record)].title
            told = f"{title} have no {what}" if not found else f"{len(subjects) - found} of them have no {what}"
            self._screen.notify(told, severity="warning")

    def copy(self, text: str, told: str = "") -> None:
        """Put a text into the terminal's clipboard, or, where it is too long for that, into a file; and say which."""
        from vpce_tui.tui.app import VpceApp

        app = self._screen.app
        assert isinstance(app, VpceApp)
        app.put_on_clipboard(text, told or text)

    def ask_export(self) -> None:
        """Ask for the file to write."""
        name = f"vpce-tui-{datetime.now(UTC):%Y%m%d-%H%M%S}.jsonl.gz"
        self._screen.query_one(Prompt).ask("export", "file to save to", name)
        self._screen.query_one("#hints", Static).update(content(EXPORT_HINTS), layout=False)

    def export(self, path: str, subject: Subject | None) -> None:
        """Write, in a thread, what the file's ending names."""
        record = subject.record if subject is not None else None
        write = partial(self._write, path, record)
        self._screen.run_worker(write, thread=True, group="export", exit_on_error=False)

    def _write(self, path: str, record: Record | None) -> None:
        """Errors are told, and nothing half-written is left."""
        from vpce_tui.errors import VpceTuiError
        from vpce_tui.tui.exporting import write_as

        screen = self._screen
        try:
            what = write_as(path, screen.topology, screen.source_label, screen.notes, record, datetime.now(UTC))
        except VpceTuiError as error:
            told = partial(screen.notify, str(error), severity="error", timeout=30, markup=False)
        else:
            told = partial(screen.notify, f"saved {what}: {path}", timeout=15, markup=False)
        screen.app.call_from_thread(told)

    def ask_compare(self) -> None:
        """Ask for the snapshot to compare with, once everything is read."""
        if self._may_compare():
            self._screen.query_one(Prompt).ask("compare", "snapshot (or directory of answers) to compare with")

    def _may_compare(self) -> bool:
        if self._screen.is_reading:
            self._screen.notify("it is still being read: compare when the reading has ended", severity="warning")
        return not self._screen.is_reading

    def compare(self, path: str) -> None:
        """Open the screen that tells what changed since a snapshot."""
        from vpce_tui.tui.screens.diff import DiffScreen

        if path and self._may_compare():
            self._screen.app.push_screen(DiffScreen(path, self._screen.topology, signs=self._screen.signs))


def _by_scope(subjects: Sequence[Subject]) -> list[list[Subject]]:
    """Return the subjects grouped by scope, in the order given: each may be read with another profile."""
    groups: dict[object, list[Subject]] = {}
    for subject in subjects:
        groups.setdefault(subject.scope, []).append(subject)
    return list(groups.values())
