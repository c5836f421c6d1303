"""How does one find a row: by the filter of a tree, or by searching the text of a pane?

Every record is judged in a thread; the tree then only looks the verdicts up, however many rows it has.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.worker import Worker, WorkerFailed, get_current_worker

from vpce_tui.resources import BY_RECORD
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Place
from vpce_tui.view.filters import Filter, record_matches
from vpce_tui.view.tree import Node

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

TREES: Final = {"network": (Vpc, Subnet, NetworkInterface), "endpoints": (VpcEndpoint,)}
"""The panes that can be filtered, and the types that a filter of each judges."""

FILTER_HINT: Final = "text, !text, ~fuzzy, tag:key=value, state:, svc:, id:, dns:"


class Finding:
    """The filter of each tree, and searching in the other panes."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.filters: dict[str, str] = {}
        """The words of the filter by pane."""
        self._judging: Worker[None] | None = None

    def ask(self, pane: str) -> None:
        """Ask for the words: a filter where there are rows, a search where there is text."""
        prompt = self._screen.query_one(Prompt)
        if pane in TREES:
            prompt.ask("filter", FILTER_HINT, self.filters.get(pane, ""))
        else:
            prompt.ask("search", "text to find in this pane", self._screen.focus_widget(pane).needle)

    def typed(self, purpose: str, pane: str, text: str) -> None:
        """Obey what is being typed, letter by letter."""
        if purpose == "filter":
            self.filter(pane, text)
        elif purpose == "search":
            view = self._screen.focus_widget(pane)
            if isinstance(view, TextView):
                view.search(text)

    def answered(self, purpose: str, pane: str, text: str) -> None:
        """Keep what was typed."""
        view = self._screen.focus_widget(pane)
        if purpose == "filter":
            view.keep_match()
        elif isinstance(view, TextView) and text and not view.search(text):
            self._missing(text)

    def next(self, pane: str, *, backwards: bool) -> None:
        """Go to the next match of the filter or of the search."""
        widget = self._screen.focus_widget(pane)
        if isinstance(widget, TextView):
            if not widget.needle:
                self._screen.notify("nothing is searched: press / first", severity="warning")
            elif not widget.find_next(backwards=backwards):
                self._missing(widget.needle)
        elif isinstance(widget, VirtualTree):
            if not widget.model.is_filtered:
                self._screen.notify("no filter is set: press / first", severity="warning")
                return
            found = widget.model.next_match(widget.cursor_id, backwards=backwards)
            if found is not None and widget.model.reveal(found):
                widget.move_cursor(found)

    def is_filtered(self, pane: str) -> bool:
        return pane in TREES and self._tree(pane).model.is_filtered

    def drop(self, pane: str) -> None:
        """Show every row again."""
        self.filters.pop(pane, None)
        tree = self._tree(pane)
        tree.set_filter(None)
        self._screen.show_count(tree)

    def filter(self, pane: str, text: str) -> None:
        """Filter a tree; returns at once."""
        self.filters[pane] = text
        self._judging = self._screen.run_worker(
            partial(self._judge, pane, text), thread=True, exclusive=True, group="filter", exit_on_error=False
        )

    async def wait(self) -> None:
        """Wait until the filter that was typed last is in force."""
        if self._judging is not None:
            with contextlib.suppress(WorkerFailed):
                await self._judging.wait()

    def _missing(self, text: str) -> None:
        self._screen.notify(f"`{text}` does not stand here", severity="warning", markup=False)

    def _tree(self, pane: str) -> VirtualTree:
        return self._screen.query_one(f"#{pane}", VirtualTree)

    def _judge(self, pane: str, text: str) -> None:
        worker = get_current_worker()
        wanted = Filter.parse(text)
        if not wanted:
            self._screen.app.call_from_thread(self.drop, pane)
            return
        verdicts: dict[int, bool] = {}
        for record_type in TREES[pane]:
            resource = BY_RECORD[record_type]
            for record in self._screen.topology.records(record_type):
                verdicts[id(record)] = record_matches(record, resource, wanted)
                if worker.is_cancelled:
                    return
        self._screen.app.call_from_thread(self._set, pane, wanted, verdicts)

    def _set(self, pane: str, wanted: Filter, verdicts: dict[int, bool]) -> None:
        def matches(node: Node) -> bool:
            place: Any = node.item
            if not isinstance(place, Place) or place.record is None:
                return False
            known = verdicts.get(id(place.record))
            return record_matches(place.record, BY_RECORD[type(place.record)], wanted) if known is None else known

        needle = next((word.text for word in wanted.words if word.place == "any" and not word.inverse), "")
        tree = self._tree(pane)
        tree.set_filter(matches, needle)
        self._screen.show_count(tree)
