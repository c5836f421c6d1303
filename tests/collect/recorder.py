"""What did a collector report? Events by type, for assertions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tests.fake_api import FakeEc2
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice, Settings
from vpce_tui.collect.live import LiveSource
from vpce_tui.model.coverage import Coverage
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope

E = TypeVar("E", ScopeOpened, ReadStarted, PageRead, ReadEnded, Noted)

REGION = "eu-west-1"


class Recorder:
    """A `report` that keeps every event."""

    def __init__(self) -> None:
        self.events: list[CollectEvent] = []

    def __call__(self, event: CollectEvent) -> None:
        self.events.append(event)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def records(self, record_type: type[Record], scope: Scope | None = None) -> list[Any]:
        pages = [page for page in self.of(PageRead) if page.record_type is record_type and scope in (None, page.scope)]
        return [record for page in pages for record in page.records]

    def coverage(self, record_type: type[Record], scope: Scope | None = None) -> Coverage:
        """The coverage that the last reading of a type ended with."""
        ends = [end for end in self.of(ReadEnded) if end.record_type is record_type and scope in (None, end.scope)]
        return ends[-1].coverage


def quick(fake: FakeEc2, **changes: Any) -> Settings:
    """Settings with which nothing waits, and what must come is waited for."""
    return Settings(
        **{
            "endpoint_url": fake.url,
            "attempts": 3,
            "longest_pause_seconds": 0.001,
            "connect_timeout_seconds": PATIENCE,
            "read_timeout_seconds": PATIENCE,
            **changes,
        }
    )


def read(
    fake: FakeEc2,
    recorder: Recorder,
    *record_types: type[Record],
    regions: Sequence[str] = (REGION,),
    profiles: Sequence[str] = (),
    roles: Sequence[str] = (),
    **settings: Any,
) -> None:
    """Read the types (none is all) from the fake until nothing is left."""
    choice = Choice(tuple(profiles), tuple(regions), tuple(roles))
    types = record_types or None
    with LiveSource(choice, recorder, settings=quick(fake, **settings), record_types=types) as source:
        assert source.wait(PATIENCE), "reading did not end"
