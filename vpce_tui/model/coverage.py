"""How completely was a list read, and if not, why not?

"Not read" is never "does not exist": every list carries its coverage, and a lookup that finds nothing says whether
the list it looked in had been read to its end.
"""

from __future__ import annotations

import enum

import msgspec


class Progress(enum.StrEnum):
    """How far the reading of one resource type in one scope has come."""

    NOT_READ = "notRead"
    """Nobody asked for it, or the source does not hold it."""
    READING = "reading"
    COMPLETE = "complete"
    FAILED = "failed"
    """It ended before its end; what came before is kept."""


class Reason(enum.StrEnum):
    """Why a list was not read to its end."""

    NOT_ASKED = "notAsked"
    """The source holds nothing about this type, or it was left out."""
    FORBIDDEN = "forbidden"
    REGION_OFF = "regionOff"
    NO_LOGIN = "noLogin"
    """No credentials are set up, or what is set up cannot be used."""
    EXPIRED_LOGIN = "expiredLogin"
    CLOCK_SKEW = "clockSkew"
    """AWS does not take what is signed by this computer's clock."""
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"
    """The answer was not what the API promises: cut off, not XML, a token that repeats."""
    NOT_OFFERED = "notOffered"
    """The API at this address or in this Region does not know the operation."""
    CANCELLED = "cancelled"
    TRUNCATED = "truncated"
    """The file ends before its end."""
    OTHER = "other"


class Coverage(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """How completely one resource type was read in one scope."""

    progress: Progress
    reason: Reason | None = None
    code: str = ""
    """AWS's own error code, such as `UnauthorizedOperation`; an HTTP status where it gave none; or empty."""
    message: str = ""
    """AWS's own words, or ours where there are none."""
    help: str = ""
    """What the reader can do about it."""
    read_at: str = ""
    """When the reading ended, ISO 8601 in UTC; empty where the source does not say."""

    @property
    def complete(self) -> bool:
        return self.progress is Progress.COMPLETE

    @property
    def says(self) -> str:
        """One phrase for people: what was not read and why."""
        if self.progress is Progress.FAILED or self.reason:
            # A number alone is no code of AWS's, but of something on the way, and the words say what and where.
            detail = self.message if self.code.isdigit() and self.message else self.code or self.message
            return f"{_PHRASES.get(self.reason or Reason.OTHER)}{f' ({detail})' if detail else ''}"
        return {Progress.NOT_READ: _NOT_ASKED, Progress.READING: "being read"}.get(self.progress, "read")

    @property
    def because(self) -> str:
        """Why something was not read, to stand behind that it was not: ` (no permission)`; empty if nobody asked."""
        return "" if self.says == _NOT_ASKED else f" ({self.says})"


_NOT_ASKED = "not read"
_PHRASES = {
    Reason.NOT_ASKED: _NOT_ASKED,
    Reason.FORBIDDEN: "no permission",
    Reason.REGION_OFF: "Region off",
    Reason.NO_LOGIN: "no login",
    Reason.EXPIRED_LOGIN: "expired login",
    Reason.CLOCK_SKEW: "clock wrong",
    Reason.THROTTLED: "throttled",
    Reason.UNREACHABLE: "unreachable",
    Reason.MALFORMED: "malformed answer",
    Reason.NOT_OFFERED: "not offered here",
    Reason.CANCELLED: "cancelled",
    Reason.TRUNCATED: "file cut short",
    Reason.OTHER: "failed",
}

NOT_READ = Coverage(Progress.NOT_READ, Reason.NOT_ASKED)
"""The coverage of every list that no event has spoken of."""

READING = Coverage(Progress.READING)

COMPLETE = Coverage(Progress.COMPLETE)

CANCELLED = Coverage(Progress.FAILED, Reason.CANCELLED, help="read again to go on")
"""The coverage of a list whose reading a person stopped."""
