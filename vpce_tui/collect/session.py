"""What happens between "read these profiles" and the last event?

Each login is opened (who is it, which Regions?) and its scopes are read, all logins at the same time. A login that
does not work is told as scopes of an unknown account that could not be read; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from vpce_tui.collect.aws import AwsApi, Clients
from vpce_tui.collect.choice import ALL, Choice, Settings
from vpce_tui.collect.collector import Collector
from vpce_tui.collect.credentials import Login, OpenedLogin, logins, opened
from vpce_tui.collect.failures import ReadError
from vpce_tui.collect.reading import Report
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import Coverage, Progress
from vpce_tui.model.events import Noted, ReadEnded, ScopeOpened
from vpce_tui.model.record import UNKNOWN_ACCOUNT, Record, Scope
from vpce_tui.resources import RESOURCES

ALL_TYPES: Final = tuple(resource.record for resource in RESOURCES)
Types = Sequence[type[Record]] | None


class CollectSession:
    """Everything that reading AWS keeps from one reading to the next. One event loop's own."""

    def __init__(self, choice: Choice, report: Report, settings: Settings) -> None:
        self._choice = choice
        self._report = report
        self._clients = Clients(settings)
        self._api = AwsApi(self._clients)
        self._collector = Collector(self._api, report, in_flight=settings.in_flight)
        self._scopes: list[Scope] = []
        self._waiting: list[Login] = []
        """Logins that are not open: not tried yet, or failed."""
        self._failures: dict[str, ReadError] = {}
        self._unknown: set[Scope] = set()
        """Scopes that stand for logins that failed."""

    async def begin(self, record_types: Types = None) -> None:
        """Open all logins and read their scopes.

        Raises:
            UsageError: A profile, role or Region that was asked for does not exist.
            UnreadableError: No login works.
        """
        self._waiting = logins(self._choice, self._clients)
        await self._open_waiting(record_types)

    async def read_again(self, scope: Scope | None, record_types: Types = None, *, retry_logins: bool = False) -> None:
        """Read one scope (None is all) again, and try the logins that failed if told so or if the scope is theirs."""
        wanted = [known for known in self._scopes if scope in (None, known)]
        retries = retry_logins or (scope is not None and scope.account_id == UNKNOWN_ACCOUNT)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._collector.read(wanted, record_types))
            if retries and self._waiting:
                group.create_task(self._open_waiting(record_types))

    def cancel(self) -> None:
        """Stop all reading."""
        self._collector.cancel()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.aclose()

    async def _open_waiting(self, record_types: Types) -> None:
        # gather and not a TaskGroup: its first error is raised as itself, and is told to a person.
        tasks = [asyncio.ensure_future(self._open(login, record_types)) for login in list(self._waiting)]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not self._scopes and self._failures:
            raise unreadable(self._failures)

    async def _open(self, login: Login, record_types: Types) -> None:
        try:
            found = await opened(login, self._choice, self._clients)
        except ReadError as error:
            self._failures[login.name] = error
            self._tell_failure(login, error, record_types)
            return
        self._waiting.remove(login)
        self._failures.pop(login.name, None)
        if not self._failures:
            self._tell_no_failure_left(record_types)
        await self._collector.read(self._opened_scopes(found), record_types)

    def _opened_scopes(self, found: OpenedLogin) -> list[Scope]:
        """Tell whose the scopes are; return those that no other login reads."""
        scopes = []
        for scope in found.scopes:
            if self._api.is_open(scope):
                self._report(Noted(f"`{found.login.name}` sees the same as another login and is not read twice", scope))
                continue
            self._api.open(scope, found.login.session)
            self._report(ScopeOpened(scope, found.login.name, found.identity.arn))
            scopes.append(scope)
        if found.opted_out:
            names = ", ".join(found.opted_out)
            self._report(
                Noted(f"account {found.identity.account_id} has not opted in to {names}: nothing to read there")
            )
        self._scopes += scopes
        return scopes

    def _tell_failure(self, login: Login, error: ReadError, record_types: Types) -> None:
        """Report that nothing of a login's scopes was read; whose account it is nobody could say."""
        regions = [region for region in self._choice.regions if region != ALL]
        regions = regions or [login.session.get_config_variable("region") or "unknown"]
        self._report(Noted(f"cannot log in with {login_label(login.name)}: {error.coverage.says}"))
        for region in regions:
            scope = Scope(UNKNOWN_ACCOUNT, region)
            self._unknown.add(scope)
            self._report(ScopeOpened(scope, login.name))
            for record_type in record_types or ALL_TYPES:
                self._report(ReadEnded(record_type, scope, error.coverage))

    def _tell_no_failure_left(self, record_types: Types) -> None:
        """Report that nothing is missing any more in the scopes that stood for failed logins: they are known now."""
        for scope in self._unknown:
            for record_type in record_types or ALL_TYPES:
                self._report(ReadEnded(record_type, scope, Coverage(Progress.COMPLETE)))
        self._unknown.clear()


def login_label(name: str) -> str:
    """Return a login's name for people; the default chain has none."""
    return f"`{name}`" if name else "the default credentials"


def unreadable(failures: dict[str, ReadError]) -> UnreadableError:
    """Return the error that says why no login works."""
    name, first = next(iter(failures.items()))
    coverage = first.coverage
    detail = ": ".join(part for part in (coverage.code, coverage.message) if part)
    more = f", and {len(failures) - 1} more logins failed" if len(failures) > 1 else ""
    return UnreadableError(f"cannot read AWS with {login_label(name)}: {detail}{more}", help=coverage.help)
