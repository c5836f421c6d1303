"""How fresh is what is shown: reading again, stopping that, watching, and the marks of what changed?

Nothing here repaints because time passed alone: the top line is made anew every few seconds and sent only if its words
differ, marks fade once after a minute, and a reading that brought nothing leaves every row as it is.
"""

from __future__ import annotations

import time
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from vpce_tui import resources
from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.tui.watching import Watch, readable_scopes
from vpce_tui.view.ages import STEP_SECONDS, age_between, read_between
from vpce_tui.view.explorer import Place
from vpce_tui.view.lines import counted
from vpce_tui.view.text import Cells, Run

if TYPE_CHECKING:
    from textual.timer import Timer

    from vpce_tui.collect.call_log import CallLog
    from vpce_tui.model.changes import Changes, SeenChange
    from vpce_tui.tui.reading import Reading, Source
    from vpce_tui.tui.screens.explorer import ExplorerScreen
    from vpce_tui.view.changes import Marks

MARK_SECONDS: Final = 60
"""How long a row that changed carries its mark."""


MADE_UP: Final = "demo"
"""The label of the source whose data has no age."""


class Freshness:
    """The explorer's readings after the first, and what they showed."""

    def __init__(self, screen: ExplorerScreen) -> None:
        self._screen = screen
        self.changes: Changes | None = None
        """Everything that re-reads have shown; None before anything was read again."""
        self.marks: Marks | None = None
        """What is marked now; None if nothing is."""
        self._asked_of: Topology | None = None
        self._between: dict[Scope | None, tuple[datetime, datetime] | None] = {}
        self._marked: deque[tuple[float, tuple[SeenChange, ...]]] = deque()
        self._watch: Watch | None = None
        self._due: Timer | None = None
        self._is_asked_for = False
        """A person asked for the reading that is under way, and wants to hear what came of it."""
        self._is_cancelled = False
        self._told_before = 0
        """Changes that had been seen when the reading began."""

    # What others ask

    def marked(self, place: Place, cells: Cells) -> Cells:
        """Return a row's text with the sign of its change in front and the count of those below it behind."""
        if not self.marks:
            return cells
        sign = self.marks.sign(place.kind, place.key, place.scope)
        below = self.marks.below(place.key, place.scope)
        return [*([sign] if sign else []), *cells, *([below] if below else [])]

    def told(self, scope: Scope | None, *, briefly: bool = False) -> list[Run]:
        """Return what the top line says of the data's age, its changes and the watching."""
        runs: list[Run] = []
        if between := self._read_between(scope):
            runs.append((age_between(*between, datetime.now(UTC)), "muted"))
        if self.marks:
            runs.append((counted(len(self.marks), "change"), "accent"))
        if self._watch is not None and (says := self._watch.says(time.monotonic(), briefly=briefly)):
            runs.append((says, "muted"))
        return runs

    def _read_between(self, scope: Scope | None) -> tuple[datetime, datetime] | None:
        """Return when a scope was read; looked up once for each topology, as each move of the cursor asks."""
        topology = self._screen.topology
        if self._screen.source_label == MADE_UP:
            return None
        if topology is not self._asked_of:
            self._asked_of = topology
            self._between.clear()
        if scope not in self._between:
            self._between[scope] = read_between(topology, scope)
        return self._between[scope]

    @property
    def calls(self) -> CallLog | None:
        """The calls that were made to AWS; None where none are made."""
        return self._source.calls

    # Reading again

    def watch(self, seconds: float, *, is_live: bool) -> None:
        """Keep the line of ages up to date from now on, and read again by itself if `seconds` are given."""
        self._screen.set_interval(STEP_SECONDS, self._tick)
        self._watch = Watch(seconds, is_live=is_live)
        if self._watch.note:
            self._screen.notify(self._watch.note, severity="warning", timeout=10)

    def refresh(self, scope: Scope | None, record_type: type[Record] | None = None) -> None:
        """Read a scope (None is all) again, or one type of it, because a person wants to."""
        why_not = self._source.refresh(scope, record_type)
        if why_not:
            self._screen.notify(f"cannot read again: {why_not}", severity="warning", markup=False)
            return
        self._is_asked_for = True
        self._begin()
        what = f"the {resources.BY_RECORD[record_type].title} of " if record_type is not None else ""
        whole = scope if self._source.is_live else self._source.label
        self._screen.notify(f"reading {what}{whole or 'everything'} again", timeout=3, markup=False)

    def cancel(self) -> None:
        """Stop what is being read."""
        if not self._screen.is_reading:
            self._screen.notify("nothing is being read: q leaves, r reads again", severity="warning")
            return
        self._is_cancelled = True
        self._screen.run_worker(self._reading.cancel, thread=True, group="cancel", exit_on_error=False)

    def _begin(self) -> None:
        self._screen.is_reading = True
        self._told_before = self._total
        if self._due is not None:
            self._due.stop()
        if self._watch is not None:
            self._watch.begun()

    @property
    def _reading(self) -> Reading:
        from vpce_tui.tui.app import VpceApp

        assert isinstance(self._screen.app, VpceApp)
        return self._screen.app.reading

    @property
    def _source(self) -> Source:
        return self._reading.source

    # What comes of it

    @property
    def _total(self) -> int:
        return self.changes.total if self.changes is not None else 0

    def take(self, changes: Changes | None) -> None:
        """Mark what has changed since the last time."""
        if changes is None or changes is self.changes:
            return
        new = tuple(changes.since(self._total))
        self.changes = changes
        if new:
            self._marked.append((time.monotonic() + MARK_SECONDS, new))
            self._mark()

    def ended(self) -> None:
        """A reading has ended: say what came of it if somebody waits for that, and plan the next."""
        was_cancelled, self._is_cancelled = self._is_cancelled, False
        was_asked_for, self._is_asked_for = self._is_asked_for, False
        if was_cancelled:
            self._tell_cancelled()
        elif was_asked_for:
            self._tell_changes()
        self._plan(was_cancelled=was_cancelled)

    def _tell_cancelled(self) -> None:
        gaps = self._screen.topology.gaps()
        lists = sum(1 for *_, coverage in gaps if coverage.reason is Reason.CANCELLED)
        told = f"stopped: {counted(lists, 'list')} not read to the end" if lists else "stopped"
        self._screen.notify(f"{told}; r or R reads again", severity="warning", markup=False)

    def _tell_changes(self) -> None:
        from vpce_tui.view.changes import kind_counts

        new = tuple(self.changes.since(self._told_before)) if self.changes is not None else ()
        failed = sum(1 for *_, gap in self._screen.topology.gaps() if gap.progress is Progress.FAILED)
        told = f"read again: {kind_counts(new)}; v lists them" if new else "read again: nothing changed"
        gaps = f"; {counted(failed, 'list')} not read" if failed else ""
        self._screen.notify(f"{told}{gaps}", timeout=5, markup=False)

    # Watching

    def _plan(self, *, was_cancelled: bool) -> None:
        watch = self._watch
        if watch is None or not watch.is_on:
            return
        now = time.monotonic()
        watch.ended(now, self._screen.topology, was_cancelled=was_cancelled)
        left = watch.seconds_left(now)
        if self._due is not None:
            self._due.stop()
        self._due = self._screen.set_timer(left, self._look) if left is not None else None

    def _look(self) -> None:
        """Find out, in a thread, whether there is anything new to read."""
        if not self._screen.is_reading:
            self._screen.run_worker(
                self._look_for_news, thread=True, exclusive=True, group="watch", exit_on_error=False
            )

    def _look_for_news(self) -> None:
        has_news = self._source.has_news()
        self._screen.app.call_from_thread(self._watched, has_news=has_news)

    def _watched(self, *, has_news: bool) -> None:
        if self._screen.is_reading:
            return
        if not has_news:
            self._plan(was_cancelled=False)
            return
        # Scope by scope: "everything" would also try logins that failed, and those are for a person to try.
        scopes = readable_scopes(self._screen.topology) if self._source.is_live else [None]
        if not [why_not for scope in scopes if (why_not := self._source.refresh(scope))]:
            self._begin()

    # Time

    def _tick(self) -> None:
        now = time.monotonic()
        faded = False
        while self._marked and self._marked[0][0] <= now:
            self._marked.popleft()
            faded = True
        if faded:
            self._mark()
        self._screen.show_top()

    def _mark(self) -> None:
        from vpce_tui.view.changes import Marks

        self.marks = Marks(seen for _, batch in reversed(self._marked) for seen in batch)
        self._screen.repaint_trees()
