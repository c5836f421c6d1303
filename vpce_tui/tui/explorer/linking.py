"""Which view shall be shown first, which command reopens this one, and how does one come to a view kept before?

A view named on the command line is waited for: records stream in, and it is shown as soon as its own has come, unless
the reader went somewhere meanwhile; then they are told. If it never comes, they are told why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.topology import Absent
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.places import Bookmark, Places, PlacesFile, Spot, add_bookmark, drop_bookmark, visit
from vpce_tui.view.choices import Choice
from vpce_tui.view.deep_links import RecordLink, parse_link, reopening_command, resolve, why_absent
from vpce_tui.view.labels import name_of
from vpce_tui.view.text import printable

if TYPE_CHECKING:
    from vpce_tui.tui.explorer.history import Locus
    from vpce_tui.tui.screens.explorer import ExplorerScreen


class Linking:
    """Views by name: those waited for, those kept, and this one."""

    def __init__(self, screen: ExplorerScreen, places: PlacesFile) -> None:
        self._screen = screen
        self.places = places
        self._wanted: RecordLink | None = None
        self._command = ""
        """A command that stands in the place of a view; run when everything is read."""
        self._has_moved = False
        self._noted: Spot | None = None
        """The visit noted last."""

    # The view waited for

    def begin(self, view: str, filter_text: str) -> None:
        """Take what the command line names; the filter holds for the pane that shows the view."""
        screen = self._screen
        pane = "network"
        if view.startswith(":"):
            self._command = f"{view} {filter_text}".rstrip()
            filter_text = ""
        elif view:
            try:
                self._wanted = parse_link(view)
            except VpceTuiError as error:
                screen.notify(str(error), severity="error", timeout=20, markup=False)
            else:
                is_endpoint = self._wanted.record_type is VpcEndpoint or view.startswith("vpce-")
                pane = "endpoints" if is_endpoint else "network"
        if filter_text:
            screen.finding.filter(pane, filter_text)

    def note_key(self) -> None:
        """The reader pressed a key: from now on nothing moves them."""
        self._has_moved = True

    def arrived(self, *, ended: bool) -> None:
        """Show the view waited for, if its record has come; say why not when nothing more comes."""
        if self._wanted is not None:
            self._look(self._wanted, ended=ended)
        if self._command and ended:
            command, self._command = self._command, ""
            self._screen.call_later(partial(self._screen.commanding.run, command, keep=False))

    def _look(self, wanted: RecordLink, *, ended: bool) -> None:
        screen = self._screen
        found = resolve(wanted, screen.topology)
        if found is None:
            if ended:
                self._wanted = None
                screen.notify(why_absent(wanted, screen.topology), severity="warning", timeout=20, markup=False)
            return
        self._wanted = None
        if self._has_moved:
            screen.notify(f"{wanted.record_id} has been read: `:find {wanted.record_id}` goes there", markup=False)
            return
        scope, record = found
        screen.show_view(type(record), record.record_id, scope, wanted.page)
        self.note_visit()

    # This view

    def link(self) -> str:
        """Return the link of this view; empty where no record is under the cursor."""
        here = self._screen.here
        return "" if here is None else _link_of(here).text

    def command(self) -> str:
        """Return the command that reopens this view: source, record, page and filter."""
        words = getattr(self._screen.app, "source_words", ())
        return reopening_command(words, self.link(), self._screen.filter_now())

    def spot(self) -> Spot | None:
        """Return this view as something to keep."""
        here = self._screen.here
        if here is None:
            return None
        return Spot(_link_of(here).text, self._title(here), self._screen.filter_now())

    def _title(self, here: Locus) -> str:
        found = self._screen.topology.find(here.record_type, here.record_id, here.scope)
        return "" if isinstance(found, Absent) else name_of(found)

    # Views kept

    def note_visit(self) -> None:
        """Put this record at the front of the recents, in a thread."""
        spot = self.spot()
        if spot is not None and spot != self._noted:
            self._noted = spot
            self.change(partial(visit, spot=spot))

    def change(self, make: partial[None]) -> None:
        """Change what is kept, in a thread: the folder may be on a slow network."""

        def write() -> None:
            self.places.change(make)
            if trouble := self.take_trouble():
                self._screen.app.call_from_thread(self._tell, trouble)

        self._screen.run_worker(write, thread=True, group="places", exit_on_error=False)

    def take_trouble(self) -> str:
        trouble, self.places.trouble = self.places.trouble, ""
        return trouble

    def tell_trouble(self) -> None:
        """Say what was wrong with the file when it was read."""
        if trouble := self.take_trouble():
            self._tell(trouble)

    def _tell(self, trouble: str) -> None:
        self._screen.notify(trouble, severity="warning", timeout=20, markup=False)

    def bookmark(self, name: str = "") -> None:
        """Keep this view under a name, by default the record's."""
        spot = self.spot()
        if spot is None:
            self._screen.notify("no record is under the cursor: move to one first", severity="warning")
            return
        name = name or printable(spot.title) or parse_link(spot.link).record_id
        self.change(partial(add_bookmark, bookmark=Bookmark(spot.link, spot.title, spot.filter, name)))
        self._screen.notify(f"bookmarked as {printable(name)}: `:bookmarks` lists them", markup=False)

    def forget(self, name: str) -> None:
        """Drop a bookmark."""
        if not any(one.name == name for one in self.places.now.bookmarks):
            self._screen.notify(f"there is no bookmark `{name}`", severity="warning", markup=False)
            return
        self.change(partial(drop_bookmark, name=name))
        self._screen.notify(f"the bookmark {name} is gone", markup=False)

    def ask_bookmarks(self) -> None:
        """List the bookmarks; the chosen one is shown."""
        kept = self.places.now.bookmarks
        choices = [Choice.of(one.name, *self._seen(one)) for one in kept]
        self._ask("bookmarks", choices, "no view is bookmarked yet: B keeps this one", self.go_to_bookmark, self.forget)

    def ask_recents(self) -> None:
        """List the records visited before, the latest first."""
        kept = self.places.now.recents
        choices = [Choice.of(one.link, *self._seen(one)) for one in kept]
        self._ask("visited before", choices, "no record was visited yet: Enter on one visits it", self._go_to_recent)

    def _seen(self, spot: Spot) -> tuple[str, str]:
        """Return name and detail of a kept view, and whether it is there now."""
        if spot.link.startswith(":"):
            return spot.link, spot.filter
        try:
            link = parse_link(spot.link)
        except VpceTuiError as error:
            return spot.title or spot.link, error.message
        there = "" if resolve(link, self._screen.topology) is not None else "  not read here"
        where = f"{link.scope}  " if link.scope is not None else ""
        return spot.title or link.record_id, f"{where}{link.record_id} {link.page} {spot.filter}".rstrip() + there

    def _ask(
        self,
        title: str,
        choices: list[Choice],
        none: str,
        chosen: Callable[[str | None], Awaitable[None]],
        drop: Callable[[str], None] | None = None,
    ) -> None:
        from vpce_tui.tui.screens.ask import AskScreen

        if not choices:
            self._screen.notify(none, severity="warning")
            return
        hint, signs = "name, id or Region", self._screen.signs
        ask = AskScreen(title, lambda: choices, hint=hint, takes_words=False, drop=drop, signs=signs)
        self._screen.app.push_screen(ask, chosen)

    async def go_to_bookmark(self, name: str | None) -> None:
        found = next((one for one in self.places.now.bookmarks if one.name == name), None)
        if found is not None:
            await self.open(found)
        elif name:
            self._screen.notify(f"there is no bookmark `{name}`", severity="warning", markup=False)

    async def _go_to_recent(self, link: str | None) -> None:
        if link:
            await self.open(Spot(link))

    async def open(self, spot: Spot) -> None:
        """Show a kept view; say so if its record is not there."""
        screen = self._screen
        if spot.link.startswith(":"):
            await screen.commanding.run(f"{spot.link} {spot.filter}", keep=False)
            return
        try:
            link = parse_link(spot.link)
        except VpceTuiError as error:
            screen.notify(str(error), severity="warning", markup=False)
            return
        found = resolve(link, screen.topology)
        if found is None:
            screen.notify(why_absent(link, screen.topology), severity="warning", timeout=10, markup=False)
            return
        scope, record = found
        screen.remember()
        if spot.filter:
            screen.finding.filter("endpoints" if isinstance(record, VpcEndpoint) else "network", spot.filter)
            await screen.finding.wait()
        screen.show_view(type(record), record.record_id, scope, link.page)
        self.note_visit()


def _link_of(here: Locus) -> RecordLink:
    return RecordLink(here.record_id, here.record_type, here.scope, here.page)


def titled(places: Places) -> list[str]:
    """Return the names of the bookmarks."""
    return [one.name for one in places.bookmarks]
