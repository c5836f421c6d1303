"""How do events reach the screen without ever holding it up?

A thread reads the source and keeps the inventory; the screen takes events as fast as it can place them, a few
milliseconds at a time, and gets a fresh topology at most four times a second.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from vpce_tui.errors import UnreadableError, VpceTuiError
from vpce_tui.model.coverage import CANCELLED
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology

if TYPE_CHECKING:
    from vpce_tui.collect.call_log import CallLog
    from vpce_tui.collect.wanted import WantedPolicies
    from vpce_tui.model.changes import Changes

PUBLISH_SECONDS = 0.25
"""A topology is a copy of the tables that changed; four a second look like a steady stream."""

PUBLISH_SECONDS_A_LIST = 0.000_05
"""So much rarer for each list: what there is to say of the 38,000 lists of 50 accounts in 17 Regions takes the screen
half a second, and four of those a second would leave no time for keys."""

PART_RECORDS = 250
"""Records that the screen takes at once; it places them in about a millisecond and can answer a key in between."""


@dataclass
class Arrived(Message):
    """Events wait to be taken, with `take` one at a time and in order, until it gives None."""

    take: Callable[[], CollectEvent | None]

    bubble = False

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Arrived)


@dataclass
class Published(Message):
    """What is known by now."""

    topology: Topology
    notes: tuple[str, ...]
    changes: Changes | None = None
    """What re-reads have shown to be otherwise than before; None if nothing was read again."""

    bubble = False

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, Published)


@dataclass
class ReadingEnded(Message):
    """Nothing is left to read; `error` says why nothing could be read at all."""

    error: VpceTuiError | None

    bubble = False


BREATH_SECONDS = 0.000_004
"""For each record read, how long the reader's thread leaves the interpreter to the screen: 4 ms after 1,000 records.
Two busy threads would double the time of each other's work, and a frame that takes 13 ms would take 26."""

MOST_WAITING = 20
"""Parts that may wait for the screen before the reader's thread waits for it: reading faster than one can show would
only take the interpreter away from the screen."""

MOST_WAITING_RECORDS = MOST_WAITING * PART_RECORDS
"""More than so many parts may wait as long as they hold no more records than this: most lists are short or empty."""

SWITCH_SECONDS = 0.001
"""How long the reader's thread may keep the interpreter once the screen's loop wants it; Python's own is 5 ms."""


Report = Callable[[CollectEvent], None]
Ended = Callable[[VpceTuiError | None], None]


class Source(Protocol):
    """What a screen reads from."""

    label: str
    """Where the data comes from, for the top line: `live`, a file's name, `demo`."""
    is_live: bool
    calls: CallLog | None
    """The calls that are made to AWS; None where none are."""

    def start(self, report: Report, ended: Ended) -> None:
        """Begin to read in another thread, and return at once."""

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
        """Read again; return why that cannot be, or an empty string."""

    def read_policies(self, wanted: WantedPolicies) -> str:
        """Read policies that no list holds; return why that cannot be, or an empty string."""

    def cancel(self) -> None:
        """Stop reading: lists that had begun end as cancelled, then `ended` is called, within 200 ms.

        May wait for a part of that, so that it is called in a thread.
        """

    def has_news(self) -> bool:
        """Tell whether reading again could show anything else; may look at files."""

    def close(self) -> None:
        """Stop reading. Waits for the thread."""


class _Run:
    """One reading of events from an iterator, in a thread of its own. When it is stopped it reports nothing more."""

    def __init__(self, label: str, events: Callable[[], Iterable[CollectEvent]], report: Report, ended: Ended) -> None:
        self._label = label
        self._events = events
        self._report = report
        self._ended = ended
        self._under_way: dict[tuple[type[Record], Scope], None] = {}
        self._is_over = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="source reader", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return self._is_over

    def cancel(self) -> None:
        """Stop; what had begun ends as cancelled."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            # The thread may be waiting for its next event still: nobody waits for it, and it will report nothing.
            for record_type, scope in self._under_way:
                self._report(ReadEnded(record_type, scope, CANCELLED))
        self._ended(None)

    def close(self) -> None:
        """Stop, and wait for the thread; not for one that was cancelled, which may be slow to notice."""
        if not self._is_over:
            self._is_over = True
            self._thread.join()

    def _run(self) -> None:
        error: VpceTuiError | None = None
        try:
            for event in self._events():
                with self._lock:
                    if self._is_over:
                        return
                    self._take(event)
        except VpceTuiError as problem:
            error = problem
        except Exception as problem:  # whatever a file holds, the screen stays and says what happened
            error = UnreadableError(f"reading {self._label} failed: {problem!r}")
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
        self._ended(error)

    def _take(self, event: CollectEvent) -> None:
        if isinstance(event, ReadStarted):
            self._under_way[event.record_type, event.scope] = None
        elif isinstance(event, ReadEnded):
            self._under_way.pop((event.record_type, event.scope), None)
        self._report(event)


class IteratedSource:
    """A file, a directory or the demo world: events from an iterator, read in a thread.

    `version` returns what differs when reading again could show something else, such as a file's time and size; it is
    asked before each reading. Without one, nothing is known to change.
    """

    is_live = False
    calls: CallLog | None = None

    def __init__(
        self,
        label: str,
        events: Callable[[], Iterable[CollectEvent]],
        *,
        why_no_refresh: str = "",
        version: Callable[[], object] | None = None,
    ) -> None:
        self.label = label
        self._events = events
        self._why_no_refresh = why_no_refresh
        self._version = version
        self._read_version: object = None
        self._report: Report | None = None
        self._ended: Ended | None = None
        self._run: _Run | None = None

    def start(self, report: Report, ended: Ended) -> None:
        self._report, self._ended = report, ended
        self._read()

    def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:  # noqa: ARG002
        if self._why_no_refresh:
            return self._why_no_refresh
        if self._run is not None and not self._run.is_over:
            return "it is being read already"
        self._read()
        return ""

    def read_policies(self, wanted: WantedPolicies) -> str:  # noqa: ARG002
        return f"{self.label} holds what it holds; policies are read from live AWS, or pasted"

    def cancel(self) -> None:
        if self._run is not None:
            self._run.cancel()

    def has_news(self) -> bool:
        return self._version is not None and self._version() != self._read_version

    def close(self) -> None:
        if self._run is not None:
            self._run.close()

    def _read(self) -> None:
        assert self._report is not None
        assert self._ended is not None
        if self._version is not None:
            self._read_version = self._version()
        self._run = _Run(self.label, self._events, self._report, self._ended)


class Reading:
    """Passes a source's events on as messages, and keeps the inventory. `post` may be called from any thread."""

    def __init__(self, source: Source, post: Callable[[Message], bool]) -> None:
        self.source = source
        self._post = post
        self._inventory = Inventory()
        self._published_at = 0.0
        self._lists = 0
        self._lock = threading.Lock()
        self._waiting: deque[CollectEvent] = deque()
        self._is_stopping = False

    def start(self) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        gc.freeze()  # what was imported stays as well
        gc.enable()
        self.source.start(self._take, self._end)

    def cancel(self) -> None:
        """Stop reading, as `Source.cancel` does; what has arrived then waits for nothing on its way to the end."""
        self._is_stopping = True
        self.source.cancel()

    def topology(self) -> Topology:
        """Return what is known now, more recent than what was published last."""
        with self._lock:
            return self._inventory.topology()

    def next_event(self) -> CollectEvent | None:
        """Return the next event for the screen, a large page in parts, or None if there is none just now."""
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _take(self, event: CollectEvent) -> None:
        with self._lock:
            self._inventory.apply(event)
            was_empty = not self._waiting
            self._waiting.extend(_parts(event))
            if was_empty:
                self._post(Arrived(self.next_event))
            if time.monotonic() - self._published_at >= PUBLISH_SECONDS + self._lists * PUBLISH_SECONDS_A_LIST:
                self._publish()
        if isinstance(event, PageRead) and not self._is_stopping:
            time.sleep(len(event.records) * BREATH_SECONDS)
            self._wait_for_the_screen()

    def _wait_for_the_screen(self) -> None:
        patience = 50  # a screen that is closing takes nothing more: then the reader must not hang
        while len(self._waiting) > MOST_WAITING and self._waiting_records() > MOST_WAITING_RECORDS and patience:
            time.sleep(0.002)
            patience = 0 if self._is_stopping else patience - 1

    def _waiting_records(self) -> int:
        """Return how much the screen has to place. A list without records, as most of 38,000 are, costs it nothing."""
        return sum(len(event.records) for event in tuple(self._waiting) if isinstance(event, PageRead))

    def _end(self, error: VpceTuiError | None) -> None:
        self._is_stopping = False
        with self._lock:
            self._post(Arrived(self.next_event))
            self._publish()
        self._post(ReadingEnded(error))

    def _publish(self) -> None:
        self._published_at = time.monotonic()
        # What was read stays: looking through it for garbage would hold up every thread for 100 ms at 100,000 records.
        gc.freeze()
        notes = tuple(note.text for note in self._inventory.notes)
        topology = self._inventory.topology()
        self._lists = len(topology.coverages)
        self._post(Published(topology, notes, self._inventory.changes()))


def _parts(event: CollectEvent) -> Iterator[CollectEvent]:
    """Yield the event, a large page in parts that are quick to place."""
    if not isinstance(event, PageRead) or len(event.records) <= PART_RECORDS:
        yield event
        return
    for at in range(0, len(event.records), PART_RECORDS):
        yield PageRead(event.record_type, event.scope, event.records[at : at + PART_RECORDS])
