"""What does a person hear about logins that ran out, and what is to be read again once they are renewed?

Every event of a session passes here. A list that failed for want of a login is told with the login's name and the
command that renews it, once for each login beside. What failed so is remembered until it was read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

import msgspec

from vpce_tui.collect.accounts import Account
from vpce_tui.collect.credentials import Login
from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.keys import LOGIN_REASONS
from vpce_tui.collect.reading import Report
from vpce_tui.collect.renewal import ENVIRONMENT
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Coverage, Reason
from vpce_tui.model.events import CollectEvent, Noted, ReadEnded
from vpce_tui.model.record import Record, Scope

MENDABLE: Final = LOGIN_REASONS | {Reason.UNREACHABLE, Reason.CLOCK_SKEW}
"""Why a list was not read that time or a person can mend, without anything else being chosen."""


class LoginReports:
    """A `report` that knows which login reads which scope. One event loop's own."""

    def __init__(self, report: Report, tell: Callable[[str], None] | None) -> None:
        """`tell` is for a person who looks at something else while AWS is read; what it takes is an event as well."""
        self._report = report
        self._tell = tell
        self._logins: dict[Scope, Login] = {}
        self._stopped: dict[tuple[Scope, type[Record]], Reason] = {}
        self._expired: set[Login] = set()

    def __call__(self, event: CollectEvent) -> None:
        """Pass an event on, with what this session knows about it."""
        if isinstance(event, ReadEnded):
            event = self._ended(event)
        self._report(event)

    def reads(self, login: Login, scope: Scope) -> None:
        """Remember that `login` reads `scope`."""
        self._logins[scope] = login

    def login(self, scope: Scope) -> Login | None:
        """Return the login that reads a scope."""
        return self._logins.get(scope)

    def has_expired(self, login: Login) -> bool:
        """Tell whether AWS did not take a login any more, and has not taken it since."""
        return login in self._expired

    def stopped(self, reasons: Collection[Reason]) -> dict[Scope, list[type[Record]]]:
        """Return the lists whose last reading failed for one of these reasons."""
        found: dict[Scope, list[type[Record]]] = {}
        for (scope, record_type), reason in self._stopped.items():
            if reason in reasons:
                found.setdefault(scope, []).append(record_type)
        return found

    def renewed(self, login: Login) -> None:
        """Forget that a login had expired; if it still has, that is told again."""
        self._expired.discard(login)

    def _ended(self, event: ReadEnded) -> ReadEnded:
        key, reason = (event.scope, event.record_type), event.coverage.reason
        # What is read on demand is asked for again by whoever wanted it.
        if reason in MENDABLE and not event.record_type.on_demand:
            self._stopped[key] = reason
        else:
            self._stopped.pop(key, None)
        login = self._logins.get(event.scope)
        if login is None or reason is not Reason.EXPIRED_LOGIN:
            return event
        if login not in self._expired:
            self._expired.add(login)
            self._say(login)
        return replace(event, coverage=advised(login, event.coverage))

    def _say(self, login: Login) -> None:
        how = login.how_to_renew()
        text = f"{login.label_in_text} {'has' if login.name else 'have'} expired: {how}"
        self._report(Noted(text))
        if self._tell is not None:
            goes_on = "" if how == ENVIRONMENT else "; reading goes on by itself then"
            self._tell(f"{text}{goes_on}")


def advised(login: Login, coverage: Coverage) -> Coverage:
    """Return a failure of a login with what renews this very login, in place of the general advice."""
    if coverage.reason is not Reason.EXPIRED_LOGIN:
        return coverage
    how = login.how_to_renew()
    then = "" if how == ENVIRONMENT else ", then read again"
    return msgspec.structs.replace(coverage, help=f"renew {login.label_in_text}: {how}{then}")


def account_label(account: Account) -> str:
    """Return an account for people: its id, and its name where it has one."""
    return f"{account.account_id} ({account.name})" if account.name else account.account_id


def unreadable(failures: dict[Login, ReadError]) -> UnreadableError:
    """Return the error that says why no login works."""
    login, first = next(iter(failures.items()))
    coverage = first.coverage
    detail = ": ".join(part for part in (coverage.code, coverage.message) if part)
    more = f", and {len(failures) - 1} more logins failed" if len(failures) > 1 else ""
    return UnreadableError(f"cannot read AWS with {login.label}: {detail}{more}", help=coverage.help)
