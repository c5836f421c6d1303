"""What can a source of topology report?

Live AWS, a snapshot, a directory of API answers and the demo world all speak these events and no others; an Inventory
takes them in. Order matters only within one (type, scope): started, pages, ended.
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.model.coverage import Coverage
from vpce_tui.model.record import Record, Scope


@dataclass(frozen=True, slots=True)
class ScopeOpened:
    """A scope will be read, and this is whose it is."""

    scope: Scope
    profile: str = ""
    """The profile or role it is read with, as the user named it."""
    caller_arn: str = ""
    """Who the credentials belong to, from sts:GetCallerIdentity."""
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class ReadStarted:
    """A list is being read, or read again: what is not seen until it completes will vanish."""

    record_type: type[Record]
    scope: Scope


@dataclass(frozen=True, slots=True)
class PageRead:
    """Some records of one list arrived."""

    record_type: type[Record]
    scope: Scope
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class ReadEnded:
    """A list was read to its end, or why not."""

    record_type: type[Record]
    scope: Scope
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Noted:
    """Something a person should know about the source that is no failure: a skipped file, a duplicate id."""

    text: str
    scope: Scope | None = None


CollectEvent = ScopeOpened | ReadStarted | PageRead | ReadEnded | Noted
