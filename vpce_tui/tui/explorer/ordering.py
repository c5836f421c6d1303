"""In which order do the rows of a pane stand, and how does that stay while more are read?

An order is by a column that the rows show, up or down; without one each branch has its own. It is kept from session to
session, like those of the tables. Large branches are put in order in small steps between keys and frames.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from vpce_tui.tui.explorer.panes import TREES
from vpce_tui.tui.places import Places
from vpce_tui.view.arranging import Arrangement
from vpce_tui.view.explorer import Place
from vpce_tui.view.pane_orders import PlaceKey, titles
from vpce_tui.view.record_table import parse_sorting, sorting_words
from vpce_tui.view.table import Sorting

if TYPE_CHECKING:
    from textual.worker import Worker

    from vpce_tui.model.record import Record, Scope
    from vpce_tui.tui.screens.explorer import ExplorerScreen
    from vpce_tui.view.tree import Node

SLICE_SECONDS: Final = 0.004
"""How long the loop sorts before it looks for keys."""
OWN: Final = "none"
"""The word that drops an order."""


class Ordering:
    """The orders of both trees."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.chosen: dict[str, Sorting] = {}
        """By pane; a pane without one has its own order."""
        self._work: Worker[None] | None = None

    def begin(self, kept: Mapping[str, str]) -> None:
        """Take the orders that were chosen last time, by pane."""
        for pane in TREES:
            if sorting := parse_sorting(kept.get(pane, ""), titles(pane)):
                self._apply(pane, sorting)

    # Choosing

    @property
    def _pane(self) -> str:
        """The pane that is meant: the current one, or that with the row of what the inspector shows."""
        current, row_pane = self._screen.panes.current, self._screen.whereabouts.row_pane
        return current if current in TREES else row_pane if row_pane in TREES else "network"

    def next(self) -> None:
        """Order by the next column; after the last one comes the pane's own order."""
        pane, columns = self._pane, titles(self._pane)
        now = self.chosen.get(pane)
        at = columns.index(now.column_key) + 1 if now is not None else 0
        self._choose(pane, Sorting(columns[at]) if at < len(columns) else None)

    def turn(self) -> None:
        """Turn the order around."""
        now = self.chosen.get(self._pane)
        if now is None:
            self._screen.notify("no order is chosen: > chooses a column", severity="warning")
        else:
            self._choose(self._pane, Sorting(now.column_key, descending=not now.descending))

    def by_words(self, words: str) -> None:
        """Order as typed: `STATE`, `-STATE` from the end, `none`."""
        pane = self._pane
        sorting = parse_sorting(words, titles(pane))
        if sorting is None and words.lower() != OWN:
            told = f"there is no column `{words}` here: {', '.join(titles(pane))}, or {OWN}"
            self._screen.notify(told, severity="warning", markup=False)
            return
        self._choose(pane, sorting)

    def columns(self) -> list[str]:
        """Return what `by_words` takes now."""
        return [*titles(self._pane), OWN]

    def _choose(self, pane: str, sorting: Sorting | None) -> None:
        self._apply(pane, sorting)

        def keep(places: Places) -> None:
            places.sortings = {**places.sortings, pane: sorting_words(sorting)}

        self._screen.linking.change(partial(keep))

    def _apply(self, pane: str, sorting: Sorting | None) -> None:
        screen = self._screen
        tree = screen.panes.tree(pane)
        if tree.cursor_id is not None:
            tree.move_cursor(tree.cursor_id)  # one that nobody has moved yet would go with the first row
        if sorting is None:
            self.chosen.pop(pane, None)
        else:
            self.chosen[pane] = sorting
        key = PlaceKey(pane, sorting) if sorting is not None else None
        for arrangement in self._arrangements(pane):
            arrangement.choose(
                key, descending=sorting is not None and sorting.descending, arrival=_Arrival(screen).place
            )
        screen.show_titles()
        screen.show_hints()
        self.go_on()

    def _arrangements(self, pane: str) -> list[Arrangement]:
        trees = self._screen.trees
        models = [trees.network] if pane == "network" else [trees.endpoints_by_vpc, trees.endpoints_by_service]
        return [trees.order_of(model) for model in models]

    # Said

    def words(self, pane: str) -> str:
        """Return the order in a few signs, for the pane's title; empty for its own."""
        sorting = self.chosen.get(pane)
        if sorting is None:
            return ""
        signs = self._screen.signs
        return f"{signs.descending if sorting.descending else signs.ascending} {sorting.column_key.lower()}"

    # Working

    def go_on(self) -> None:
        """Put in order what waits for it, unless that is under way."""
        if self._work is not None and not self._work.is_finished:
            return
        if any(arrangement.is_due for pane in TREES for arrangement in self._arrangements(pane)):
            self._work = self._screen.run_worker(self._arrange(), group="order", exit_on_error=False)

    async def _arrange(self) -> None:
        began = time.monotonic()
        for arrangement in [each for pane in TREES for each in self._arrangements(pane)]:
            for _ in arrangement.steps():
                if time.monotonic() - began > SLICE_SECONDS:
                    await give_way()
                    began = time.monotonic()


async def give_way() -> None:
    """Let keys and frames have their turn."""
    await asyncio.sleep(0)


class _Arrival:
    """Who came first: the place in AWS's own list."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._topology = screen.topology
        self._known: dict[tuple[type[Record], Scope], dict[str, int]] = {}

    def place(self, node: Node) -> int:
        """Return a row's place in its list; what is in no list stands behind."""
        place: Place = node.item
        if place.kind is None or place.scope is None:
            return -1
        where = (place.kind, place.scope)
        if where not in self._known:
            records = self._topology.table(*where).records
            self._known[where] = {record_id: at for at, record_id in enumerate(records)}
        return self._known[where].get(place.key, len(self._known[where]))
