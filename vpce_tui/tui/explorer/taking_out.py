"""How does a record, or all of them, leave the screen: into the clipboard, a file, or a comparison with another?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.widgets import Static

from vpce_tui.model.decoding import to_members
from vpce_tui.model.record import Record
from vpce_tui.resources import BY_RECORD
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
    """Copies, exports and comparisons, begun in the explorer."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen

    def copy_id(self, subject: Subject) -> None:
        self._copy(subject.record.record_id)

    def copy_arn(self, subject: Subject) -> None:
        arn = arn_of(subject.record, subject.scope)
        if arn:
            self._copy(arn)
        else:
            self._screen.notify(f"{BY_RECORD[type(subject.record)].title} have no ARN", severity="warning")

    def copy_json(self, subject: Subject) -> None:
        self._copy(json.dumps(to_members(subject.record), indent=2), f"{subject.record.record_id} as JSON")

    def _copy(self, text: str, told: str = "") -> None:
        self._screen.app.copy_to_clipboard(text)
        self._screen.notify(f"copied {told or text}", timeout=3, markup=False)

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
        if self._screen.is_reading:
            self._screen.notify("it is still being read: compare when the reading has ended", severity="warning")
            return
        self._screen.query_one(Prompt).ask("compare", "snapshot (or directory of answers) to compare with")

    def compare(self, path: str) -> None:
        """Open the screen that tells what changed since a snapshot."""
        from vpce_tui.tui.screens.diff import DiffScreen

        if path:
            self._screen.app.push_screen(DiffScreen(path, self._screen.topology, signs=self._screen.signs))
