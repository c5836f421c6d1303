"""How does one find a row: by the filter of a tree, or by searching the text of a pane?

Every record is judged in a thread; the tree then only looks the verdicts up, however many rows it has.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from textual.worker import Worker, WorkerFailed, get_current_worker

from vpce_tui import resources
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.explorer.panes import TREES
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_tree import VirtualTree
from vpce_tui.view.explorer import Place, node_id, record_node_id
from vpce_tui.view.filters import Filter, record_matches
from vpce_tui.view.tree import Node, Predicate

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

FILTER_HINT: Final = "text, !text, ~fuzzy, tag:key=value, state:, svc:, id:, dns:"


@dataclass(slots=True)
class _Verdicts:
    """Which records match, by their identity."""

    judged: Topology
    """Held as long as the verdicts: another record could get the identity of one that is gone."""
    by_id: dict[int, bool] = field(default_factory=dict)


class Finding:
    """The filter of each tree, and searching in the other panes."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.filters: dict[str, str] = {}
        """The words of the filter by pane."""
        self.scopes: frozenset[Scope] = frozenset()
        """The accounts and Regions that are shown; empty for all."""
        self._judging: Worker[None] | None = None
        self._is_judging = False
        self._answered = ""
        """The pane in which Enter came before the verdicts."""

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
            # The last letter may be told after Enter: then it is known already.
            if text != self.filters.get(pane, ""):
                self.filter(pane, text)
        elif purpose == "search":
            view = self._screen.focus_widget(pane)
            if isinstance(view, TextView):
                view.search(text)

    def answered(self, purpose: str, pane: str, text: str) -> None:
        """Keep what was typed."""
        view = self._screen.focus_widget(pane)
        if purpose == "filter":
            if text != self.filters.get(pane, ""):
                self.filter(pane, text)
            if self._is_judging:
                self._answered = pane
            else:
                self._keep(pane)
        elif isinstance(view, TextView):
            from vpce_tui.tui.screens.searching import search

            search(self._screen, view, text)

    def _keep(self, pane: str) -> None:
        """Stay where the cursor is if that matches, and else go to the next match; from there the filter may go."""
        tree = self._tree(pane)
        node = tree.model.get(tree.cursor_id) if tree.cursor_id is not None else None
        if tree.model.is_filtered and (node is None or not node.hit):
            self.next(pane, backwards=False)
        tree.keep_match()

    def next(self, pane: str, *, backwards: bool) -> None:
        """Go to the next match of the filter or of the search."""
        widget = self._screen.focus_widget(pane)
        if isinstance(widget, TextView):
            from vpce_tui.tui.screens.searching import search_on

            search_on(self._screen, widget, backwards=backwards)
        elif isinstance(widget, VirtualTree):
            if not widget.model.is_filtered:
                self._screen.notify("no filter is set: press / first", severity="warning")
                return
            found = widget.model.next_match(widget.cursor_id, backwards=backwards)
            if found is not None and widget.model.reveal(found):
                widget.move_cursor(found)

    def is_filtered(self, pane: str) -> bool:
        """Say whether a person's filter is in force; a choice of scopes is none."""
        return pane in TREES and bool(self.filters.get(pane)) and self._tree(pane).model.is_filtered

    def drop(self, pane: str) -> None:
        """Show every row again."""
        self.filters.pop(pane, None)
        self._is_judging = False
        tree = self._tree(pane)
        tree.set_filter(self._in_scope(pane) if self.scopes else None)
        if self.scopes:
            self._open_scopes(tree)
        self._screen.show_count(tree)

    def choose_scopes(self, scopes: frozenset[Scope]) -> None:
        """Show these accounts and Regions alone, or all; filters stay."""
        self.scopes = scopes
        for pane in TREES:
            self.apply_again(pane)

    def apply_again(self, pane: str) -> None:
        """Apply what is in force to a tree that shows other rows now."""
        if text := self.filters.get(pane, ""):
            self.filter(pane, text)
        else:
            self.drop(pane)

    def _in_scope(self, pane: str) -> Predicate:
        """Return what holds for the topmost rows of the chosen scopes: what stands below them is shown with them."""
        scopes = self.scopes
        top = None if pane == "network" else VpcEndpoint if self._screen.is_by_service else Vpc

        def matches(node: Node) -> bool:
            place = node.item
            return isinstance(place, Place) and place.kind is top and place.scope in scopes

        return matches

    def _open_scopes(self, tree: VirtualTree) -> None:
        """Open the topmost rows of the chosen scopes: the filter has closed what holds no match itself."""
        model, topology = tree.model, self._screen.topology
        for scope in self.scopes:
            if (row := node_id("scopes", str(scope), None)) in model:
                model.expand(row)
            for vpc in topology.records(Vpc, scope):
                row = record_node_id(Vpc, vpc.vpc_id, scope)
                if tree.id == "endpoints" and row in model:
                    model.expand_all(row)

    def filter(self, pane: str, text: str) -> None:
        """Filter a tree; returns at once."""
        self.filters[pane] = text
        self._is_judging, self._answered = True, ""
        self._judging = self._screen.run_worker(
            partial(self._judge, pane, text), thread=True, exclusive=True, group=f"filter {pane}", exit_on_error=False
        )

    async def wait(self) -> None:
        """Wait until the filter that was typed last is in force."""
        if self._judging is not None:
            with contextlib.suppress(WorkerFailed):
                await self._judging.wait()

    def _tree(self, pane: str) -> VirtualTree:
        return self._screen.query_one(f"#{pane}", VirtualTree)

    def _judge(self, pane: str, text: str) -> None:
        worker = get_current_worker()
        wanted = Filter.parse(text)
        if not wanted:
            self._screen.app.call_from_thread(self._drop_typed, pane, text)
            return
        verdicts = _Verdicts(self._screen.topology)
        for record_type in TREES[pane]:
            resource = resources.BY_RECORD[record_type]
            for record in verdicts.judged.records(record_type):
                verdicts.by_id[id(record)] = record_matches(record, resource, wanted)
                if worker.is_cancelled:
                    return
        self._screen.app.call_from_thread(self._set, pane, text, wanted, verdicts)

    def _drop_typed(self, pane: str, text: str) -> None:
        if self.filters.get(pane, "") == text:
            self.drop(pane)

    def _set(self, pane: str, text: str, wanted: Filter, verdicts: _Verdicts) -> None:
        if self.filters.get(pane, "") != text:
            return  # another one was typed since
        scopes = self.scopes

        def matches(node: Node) -> bool:
            place: Any = node.item
            if not isinstance(place, Place) or place.record is None:
                return False
            if scopes and place.scope not in scopes:
                return False
            known = verdicts.by_id.get(id(place.record))
            if known is not None:
                return known
            return record_matches(place.record, resources.BY_RECORD[type(place.record)], wanted)

        needle = next((word.text for word in wanted.words if word.place == "any" and not word.inverse), "")
        tree = self._tree(pane)
        self._is_judging = False
        tree.set_filter(matches, needle)
        if self._answered == pane:
            self._keep(pane)
        self._screen.show_count(tree)
