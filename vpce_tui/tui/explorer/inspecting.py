"""Which page is shown about the record under the cursor?

The inspector follows the cursor; its page is made in a thread from an immutable topology, so that no key ever waits
for it.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.worker import get_current_worker

from vpce_tui.model.topology import Absent, Topology
from vpce_tui.tui.cells import content
from vpce_tui.tui.explorer.panes import TREES
from vpce_tui.tui.widgets.edges import tell_on_edge
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.view.coverage import coverage_lines
from vpce_tui.view.explorer import Place
from vpce_tui.view.inspect import PAGES, Page
from vpce_tui.view.lines import Line, Subject, said
from vpce_tui.view.neighbours import related_ids

if TYPE_CHECKING:
    from vpce_tui.tui.screens.explorer import ExplorerScreen

REBUILD_SECONDS: Final = 1.5
"""While records stream in, the page is made anew no more often than this."""


class Inspecting:
    """The inspector's page."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.page = "overview"
        self.opened: frozenset[str] = frozenset()
        """What is unfolded in the pages, such as a prefix list."""
        self._built_at = 0.0

    @property
    def _widget(self) -> Inspector:
        return self._screen.query_one(Inspector)

    def begin(self) -> None:
        """Name the pages before there is a record."""
        self._widget.show_pages(self.page, frozenset(page.key for page in PAGES))

    def choose(self, key: str) -> None:
        """Show another page about the record under the cursor; say why where that is impossible."""
        screen = self._screen
        subject, wanted = screen.subject_now(), _page(key)
        if subject is None:
            screen.tell_no_record()
            return
        if not wanted.applies(subject.record):
            screen.notify(wanted.missing, severity="warning")
            return
        self.page = key
        where = screen.whereabouts
        if where.locus is not None:
            where.locus = where.locus.seen_as(key, where.locus.pane)
        if screen.panes.is_single:
            screen.panes.choose("inspector")
        self.rebuild()
        screen.linking.note_visit()

    def follow(self, line: Line) -> None:
        """Unfold what a line opens, or go where it leads."""
        if line.opens:
            self.opened = self.opened ^ {line.opens}
            self.rebuild()
        elif line.target is not None:
            self._screen.whereabouts.follow_target(line.target)

    def renew(self) -> None:
        """Make the page anew while records stream in, unless that was done a moment ago."""
        if time.monotonic() - self._built_at > REBUILD_SECONDS:
            self.rebuild()

    def rebuild(self) -> None:
        """Show what is known now about what is under the cursor."""
        self._built_at = time.monotonic()
        screen, locus = self._screen, self._screen.whereabouts.locus
        if locus is None:
            place = screen.panes.place_under_cursor(screen.panes.current)
            if place is not None and (place.kind is None or place.scope is None):
                self.show_group(place)
            return
        subject = screen.whereabouts.subject()
        if subject is None:
            found = screen.topology.find(locus.record_type, locus.record_id, locus.scope)
            self._show(locus.record_id, [said(found.says, "unknown")] if isinstance(found, Absent) else [])
            return
        page = _page(self.page)
        possible = frozenset(page.key for page in PAGES if page.applies(subject.record))
        self._widget.show_pages(page.key, possible)
        if page.applies(subject.record):
            self._build(subject, page)
        else:
            self._show(f"{locus.record_id} {page.key}", [said(page.missing, "muted")])

    def show_group(self, place: Place) -> None:
        """Tell about a row that is no record: an account and Region, or a group of endpoints."""
        screen = self._screen
        lines = [said(f"{place.key}: open the branch to see its endpoints", "muted")]
        if place.scope is not None and place.key == str(place.scope):
            topology = screen.topology
            only = Topology(
                {where: table for where, table in topology.tables.items() if where[1] == place.scope},
                {where: coverage for where, coverage in topology.coverages.items() if where[1] == place.scope},
                {place.scope: opened} if (opened := topology.opened.get(place.scope)) else {},
            )
            lines = coverage_lines(only, (), screen.signs)
        self._show(place.key, lines)

    def _build(self, subject: Subject, page: Page) -> None:
        self._screen.run_worker(
            partial(self._make, subject, page), thread=True, exclusive=True, group="inspector", exit_on_error=False
        )

    def _make(self, subject: Subject, page: Page) -> None:
        """Make the page and find the neighbours, off the screen's loop."""
        worker = get_current_worker()
        lines = page.build(subject, self._screen.signs)
        related = related_ids(subject)
        if not worker.is_cancelled:
            name = f"{subject.scope} {subject.record.record_id} {page.key}"
            self._screen.app.call_from_thread(self._take, subject.record.record_id, name, lines, related)

    def _take(self, record_id: str, name: str, lines: list[Line], related: frozenset[str]) -> None:
        locus = self._screen.whereabouts.locus
        if locus is not None and locus.record_id == record_id:
            self._show(name, lines)
            for pane in TREES:
                self._screen.panes.tree(pane).marks = related

    def _show(self, name: str, lines: list[Line]) -> None:
        self._widget.show_lines(name, lines)
        locus = self._screen.whereabouts.locus
        told = f"3 Inspector  {locus.record_id}" if locus else "3 Inspector"
        tell_on_edge(self._widget, title=content([(told, "plain")]))


def _page(key: str) -> Page:
    return next(page for page in PAGES if page.key == key)
