"""How old is what is shown, in words that change seldom?

Words are coarse on purpose: a line that said every second would be sent every second, over SSH too.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology

STEP_SECONDS: Final = 5
"""How finely ages and waits below a minute are told."""

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


def duration_words(seconds: float) -> str:
    """Return a length of time in the largest unit that fits: `15 s`, `3 min`, `5 h`, `12 d`."""
    if seconds < _MINUTE:
        return f"{int(seconds // STEP_SECONDS * STEP_SECONDS)} s"
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        # Two days are told as 48 hours and two hours as 120 minutes: the smaller unit as long as it is easily read.
        if seconds >= 2 * unit or unit == _MINUTE:
            return f"{int(seconds // unit)} {name}"
    raise AssertionError("a minute always fits")


def age_words(seconds: float) -> str:
    """Return how long ago something was: `just now`, `15 s ago`, `3 min ago`."""
    return "just now" if seconds < STEP_SECONDS else f"{duration_words(seconds)} ago"


def wait_words(seconds: float) -> str:
    """Return how long something will be, never less than it is: `5 s`, `20 s`, `2 min`."""
    if seconds <= _MINUTE - STEP_SECONDS:
        return f"{max(1, math.ceil(seconds / STEP_SECONDS)) * STEP_SECONDS} s"
    return duration_words(math.ceil(seconds / _MINUTE) * _MINUTE)


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime | None:
    """Return the moment that a coverage names, or None if that is no time. Without a zone it is taken as UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def read_between(topology: Topology, scope: Scope | None = None) -> tuple[datetime, datetime] | None:
    """Return when the oldest and the youngest list of a scope, or of all, was read; None where nobody says."""
    found = [
        at
        for (_, where), coverage in topology.coverages.items()
        if scope in (None, where) and coverage.complete and (at := moment(coverage.read_at)) is not None
    ]
    return (min(found), max(found)) if found else None


def data_age(topology: Topology, now: datetime, scope: Scope | None = None) -> str:
    """Return how old the data is: `read 15 s ago`, `read 10 s to 3 h ago`; empty where nobody says when it was read."""
    between = read_between(topology, scope)
    return age_between(*between, now) if between is not None else ""


def age_between(first: datetime, last: datetime, now: datetime) -> str:
    """Return the age of data of which the oldest part was read at `first` and the youngest at `last`."""
    oldest, youngest = ((now - at).total_seconds() for at in (first, last))
    old, young = age_words(oldest), age_words(youngest)
    # Lists of one reading end some seconds apart; that is one age, and the older is the honest one.
    if old == young or oldest - youngest < _MINUTE:
        return f"read {old}"
    return f"read {young.removesuffix(' ago')} to {old}"
