"""The pane that tells everything about one record, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from vpce_tui.tui.cells import content
from vpce_tui.tui.widgets.rows import VirtualRows
from vpce_tui.tui.widgets.text_view import TextLine, TextView
from vpce_tui.view.inspect import PAGES
from vpce_tui.view.lines import Line
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs


class Inspector(Vertical):
    """A line of page names above the lines of the page. It knows lines only, no records."""

    DEFAULT_CSS = """
    Inspector {
        & > #pages { height: 1; padding: 0 1; }
        & > #page { height: 1fr; }
    }
    """

    @dataclass
    class Followed(Message):
        """A line was chosen that leads somewhere or opens something."""

        line: Line

    def __init__(self, *, signs: Signs = UNICODE_SIGNS, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._shown: list[Line] = []
        self._subject = ""
        self._pages: list[Run] = []

    def compose(self) -> ComposeResult:
        yield Static(id="pages")
        yield TextView(signs=self._signs, id="page")

    @property
    def text(self) -> TextView:
        return self.query_one("#page", TextView)

    def show_pages(self, current: str, possible: frozenset[str]) -> None:
        """Name the pages; those that this record does not have are dimmed and marked."""
        runs: list[Run] = []
        for page in PAGES:
            style = "heading" if page.key == current else "plain" if page.key in possible else "muted"
            before = " " if page.key in possible else self._signs.not_applicable
            mark = (f"[{page.title}]" if page.key == current else f"{before}{page.title} ", style)
            runs.append(mark)  # type: ignore[arg-type]
        if runs != self._pages:
            self._pages = runs
            self.query_one("#pages", Static).update(content(runs), layout=False)

    def show_lines(self, subject: str, lines: Sequence[Line]) -> None:
        """Show a page. `subject` names record and page: for another one the page is read from its top."""
        if subject == self._subject and list(lines) == self._shown:
            return
        if subject != self._subject:
            self.text.forget_place()
        self._subject, self._shown = subject, list(lines)
        self.text.lines = [
            TextLine(line.cells, id=f"{at}" if _leads(line) else None, link=line.link) for at, line in enumerate(lines)
        ]

    def on_virtual_rows_chosen(self, message: VirtualRows.Chosen) -> None:
        message.stop()
        if message.node_id.isdecimal():
            self.post_message(self.Followed(self._shown[int(message.node_id)]))


def _leads(line: Line) -> bool:
    return line.target is not None or bool(line.opens)
