"""How does a command without a screen read live AWS? The reader's thread reports, the command takes event by event."""

from __future__ import annotations

import queue
from collections.abc import Collection, Iterator

from vpce_tui.cli.options import SourceOptions
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.events import CollectEvent
from vpce_tui.model.record import Record

_POLL_SECONDS = 0.2
"""How long Ctrl+C may wait: a queue that blocks without end would not be woken by it on every platform."""


def live_events(source: SourceOptions, types: Collection[type[Record]] | None) -> Iterator[CollectEvent]:
    """Yield what AWS answers, until everything asked for was read or has failed.

    Raises:
        VpceTuiError: Nothing can be read at all: a profile that does not exist, no login, no network.
    """
    from vpce_tui.collect.choice import Choice, Settings
    from vpce_tui.collect.live import LiveSource

    arrived: queue.SimpleQueue[CollectEvent | None] = queue.SimpleQueue()

    def ended(_: VpceTuiError | None) -> None:
        arrived.put(None)

    choice = Choice(source.profiles, source.regions, source.roles)
    settings = Settings(endpoint_url=source.endpoint_url) if source.endpoint_url else Settings()
    with LiveSource(choice, arrived.put, settings=settings, record_types=types, ended=ended) as reader:
        while True:
            try:
                event = arrived.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if event is None:
                break
            yield event
        if reader.error is not None:
            raise reader.error
