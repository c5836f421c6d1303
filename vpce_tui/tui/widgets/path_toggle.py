"""A line of choices of which one is chosen, each with its sign: the paths a request may take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from vpce_tui.tui.cells import STYLES
from vpce_tui.view.policy_panel import PathView
from vpce_tui.view.text import cell_width


class PathToggle(Static):
    """Shows the decision over every path; a click chooses one."""

    DEFAULT_CSS = "PathToggle { height: 1; padding: 0 1; }"

    @dataclass
    class Chosen(Message):
        """A path was clicked."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name for it)
        super().__init__(id=id)
        self._ends: list[int] = []

    def show(self, paths: Sequence[PathView]) -> None:
        """Show the paths in their order."""
        parts: list[tuple[str, str]] = []
        self._ends = []
        at = 0
        for path in paths:
            name = f"[{path.path}]" if path.is_chosen else f" {path.path} "
            parts += [(name, "bold" if path.is_chosen else ""), (path.sign, STYLES[path.style]), (" ", "")]
            at += cell_width(name) + cell_width(path.sign) + 1
            self._ends.append(at)
        self.update(Content.assemble(*parts), layout=False)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = next((at for at, end in enumerate(self._ends) if offset.x < end), None)
        if index is not None:
            self.post_message(self.Chosen(index))
