"""Is this computer's clock right, and did it sleep?

AWS refuses what was signed more than five minutes from its own time, in words that speak of credentials. Its answers
carry its time in the Date header, so the difference can be told. And a computer that slept has logins that ran out
and connections that nobody holds any more: a wait of seconds that took an hour by the clock on the wall tells of it.
Source: AWS General Reference, "Signature Version 4", "Troubleshooting"; EC2 API Reference, "Error codes"
(RequestExpired, AuthFailure).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

# The codes in which a wrong clock can hide. The first two say so, the others have other causes too.
CLOCK_CODES: Final = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
SUSPECT_CODES: Final = CLOCK_CODES | {
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "InvalidSignature",
    "IncompleteSignature",
    "RequestExpired",
    "AuthFailure",
}
TOLERATED: Final = timedelta(minutes=4, seconds=30)
"""AWS tolerates five minutes; some of them pass on the way."""

ASLEEP_SECONDS: Final = 60
"""A wait that takes so much longer than asked for was no busy machine."""


def clock_trouble(code: str, response: Mapping[str, Any], now: datetime) -> str:
    """Return what is wrong with this computer's clock if that is why AWS refused, or an empty string.

    `response` is an error's as botocore parses it; `now` is this computer's time when the answer came.
    """
    if code not in SUSPECT_CODES:
        return ""
    theirs = _date(response)
    if theirs is None:
        return "this computer's clock is wrong, AWS says" if code in CLOCK_CODES else ""
    behind = theirs - now
    if abs(behind) < TOLERATED:
        return ""
    where = "behind" if behind > timedelta() else "ahead of"
    return (
        f"this computer's clock is {_span(abs(behind))} {where} AWS's "
        f"(here {now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, there {theirs.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"
    )


def _date(response: Mapping[str, Any]) -> datetime | None:
    headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        date = parsedate_to_datetime(str(headers.get("date", "")))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _span(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 60 // 24} days"


class SleepWatch:
    """Tells whether the computer, or only this process, slept between two looks."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """`now` is the time on the wall in seconds: a monotonic clock may stand still while a computer sleeps."""
        self._now = now
        self._looked_at = now()

    def overslept(self, expected_seconds: float) -> bool:
        """Tell whether far more than `expected_seconds` passed since the look before; each look begins anew."""
        before, self._looked_at = self._looked_at, self._now()
        return self._looked_at - before > expected_seconds + ASLEEP_SECONDS
