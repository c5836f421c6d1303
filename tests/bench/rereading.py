"""What does it cost to learn what a re-read changed? `python -m tests.bench.rereading`

Feeds an inventory 100,000 interfaces twice, page by page, and prints what the second reading costs beside the first,
and the longest that a single event takes: so long a publication may have to wait.
"""

from __future__ import annotations

import argparse
import time

from vpce_tui.demo.world import events
from vpce_tui.model.changes import NO_CHANGES
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.events import CollectEvent, PageRead
from vpce_tui.model.inventory import Inventory


def copied(event: CollectEvent, changed: str = "") -> CollectEvent:
    """Return an event whose records are other objects of the same content, as a re-read brings them."""
    if not isinstance(event, PageRead):
        return event
    records = []
    for record in event.records:
        members = to_members(record)
        if changed and "Description" in members:
            members["Description"] = changed
        records.append(to_record(members, event.record_type))
    return PageRead(event.record_type, event.scope, tuple(records))


def fed(inventory: Inventory, reading: list[CollectEvent]) -> tuple[float, float]:
    """Return (seconds in all, milliseconds of the longest event)."""
    longest, began = 0.0, time.perf_counter()
    for event in reading:
        before = time.perf_counter()
        inventory.apply(event)
        longest = max(longest, time.perf_counter() - before)
    return time.perf_counter() - began, longest * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--interfaces", type=int, default=100_000)
    options = parser.parse_args()
    first = list(events(interfaces=options.interfaces))
    again = [copied(event) for event in first]
    other = [copied(event, "described anew") for event in first]
    inventory = Inventory()
    base, _ = fed(inventory, first)
    print(f"first reading               {base * 1000:7.0f} ms")  # noqa: T201
    for says, reading in (("again, nothing changed", again), ("again, everything changed", other)):
        seconds, longest = fed(inventory, reading)
        told = inventory.changes() or NO_CHANGES
        print(  # noqa: T201
            f"{says:<27} {seconds * 1000:7.0f} ms, {seconds / base:.1f} times; longest event {longest:.0f} ms",
            f"; {told.total:,} changes, {told.not_compared:,} not compared",
        )


if __name__ == "__main__":
    main()
