"""What happens between "read these profiles" and the last event?

Each login is opened (who is it, which Regions?) and its scopes are read, logins and scopes side by side up to a bound.
A login that does not work is told as scopes that could not be read, of its account where that is known; the others go
on. With many accounts the first login lists them or finds them listed, and each becomes a login of its own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from vpce_tui.collect.accounts import Account
from vpce_tui.collect.asking import AskCode
from vpce_tui.collect.aws import AwsApi, Clients
from vpce_tui.collect.choice import ALL, Choice, Settings
from vpce_tui.collect.collector import Collector, utc_now
from vpce_tui.collect.credentials import Login, OpenedLogin, account_login, logins, opened
from vpce_tui.collect.failures import ReadError, failed
from vpce_tui.collect.keys import LOGIN_REASONS
from vpce_tui.collect.member_accounts import member_accounts
from vpce_tui.collect.mfa import Asker
from vpce_tui.collect.reading import Report
from vpce_tui.collect.regions import HOME_REGIONS, first_region
from vpce_tui.collect.told import LoginReports, account_label, advised, unreadable
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import Noted, ReadEnded, ScopeOpened
from vpce_tui.model.record import UNKNOWN_ACCOUNT, Record, Scope
from vpce_tui.resources import RESOURCES

if TYPE_CHECKING:
    from vpce_tui.collect.wanted import WantedPolicies

ALL_TYPES: Final = tuple(resource.record for resource in RESOURCES)
Types = Sequence[type[Record]] | None

HEAVY: Final = ("ec2", "route53resolver")
"""Services whose clients are not kept for a Region that was read, where there are many: no other scope calls them."""

ASKED_FOR_AT_ONCE: Final = 4
"""Scopes that may be read beside those whose turn it is, for a person asked for them."""


class CollectSession:
    """Everything that reading AWS keeps from one reading to the next. One event loop's own."""

    def __init__(
        self,
        choice: Choice,
        report: Report,
        settings: Settings,
        ask_code: AskCode | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self._choice = choice
        self._settings = settings
        self._report = self._reports = LoginReports(report, tell)
        self._clients = Clients(settings)
        self._api = AwsApi(self._clients)
        self._collector = Collector(self._api, self._report, in_flight=settings.in_flight)
        self._asker = Asker(ask_code)
        self._scopes: list[Scope] = []
        self._waiting: list[Login] = []
        """Logins that are not open: not tried yet, or failed."""
        self._failures: dict[Login, ReadError] = {}
        self._stand_ins: dict[Login, set[Scope]] = {}
        """Scopes that stand for what a login that failed would have read."""
        self._logins_at_once = asyncio.Semaphore(settings.logins_at_once)
        self._scopes_at_once = asyncio.Semaphore(settings.scopes_at_once)
        self._asked_for_at_once = asyncio.Semaphore(ASKED_FOR_AT_ONCE)
        self._being_read: Counter[Scope] = Counter()
        self._names = {account.account_id: account.name for account in choice.accounts}
        """What accounts are called, by id, as far as somebody said so."""

    async def begin(self, record_types: Types = None) -> None:
        """Open all logins and read their scopes.

        Raises:
            UsageError: A profile, role or Region that was asked for does not exist.
            UnreadableError: No login works.
        """
        self._waiting = logins(self._choice, self._clients, self._asker)
        await self._open_all(self._waiting, record_types)

    async def read_again(self, scope: Scope | None, record_types: Types = None, *, retry_logins: bool = False) -> None:
        """Read one scope (None is all) again, and try the logins that failed if told so or if the scope is theirs.

        Logins that had expired are taken anew.
        """
        wanted = [known for known in self._scopes if scope in (None, known)]
        retried = [login for login in self._waiting if retry_logins or scope in self._stand_ins.get(login, ())]
        self._renew(login for known in wanted if (login := self._reports.login(known)))
        self._renew(retried)
        await together(
            [
                *(self._read_scope(known, record_types, at_once=scope is not None) for known in wanted),
                self._open_all(retried, record_types),
            ]
        )

    def waits_for_login(self) -> bool:
        """Tell whether anything was not read that a renewed login could read."""
        refused = any(error.coverage.reason in LOGIN_REASONS for error in self._failures.values())
        return refused or bool(self._reports.stopped(LOGIN_REASONS))

    async def go_on(self, reasons: Collection[Reason], record_types: Types = None) -> None:
        """Read what failed for one of these reasons, and nothing else; what was read stays as it is."""
        stopped = self._reports.stopped(reasons)
        retried = [login for login in self._waiting if self._failed_for(login) in reasons]
        self._renew(login for scope in stopped if (login := self._reports.login(scope)))
        self._renew(retried)
        lists = [(scope, types) for scope, types in stopped.items() if scope in self._scopes]
        await together(
            [*(self._read_scope(scope, types) for scope, types in lists), self._open_all(retried, record_types)]
        )

    async def drop_connections(self) -> None:
        """Make new connections for the next calls: those of before a sleep are held by nobody any more."""
        if not +self._being_read:
            await self._clients.aclose()

    async def read_policies(self, wanted: WantedPolicies) -> None:
        """Read the policies that somebody asked for, with the login of the scope they are asked from."""
        if not self._api.is_open(wanted.scope):
            self._report(Noted(f"no policy can be read in {wanted.scope}: no login of it is open", wanted.scope))
            return
        in_flight = self._settings.in_flight
        # Imported when asked for: it brings the evaluator with it, which reading a network does without.
        from vpce_tui.collect.policies import PolicyReader

        emulated = self._settings.endpoint_url is not None
        await PolicyReader(
            self._api, self._report, self._scopes, now=utc_now, in_flight=in_flight, emulated=emulated
        ).read(wanted)

    def stop(self) -> None:
        """Let nothing more be parsed until `cancel` is called. May be called from any thread."""
        self._clients.stopped.set()

    def cancel(self) -> None:
        """Stop all reading."""
        self._collector.cancel()
        self._clients.stopped.clear()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.aclose()

    def _renew(self, logins_: Iterable[Login]) -> None:
        for login in logins_:
            if login.keys.doubtful or self._reports.has_expired(login):
                login.renew()
                self._reports.renewed(login)

    def _failed_for(self, login: Login) -> Reason | None:
        error = self._failures.get(login)
        return error.coverage.reason if error else None

    async def _open_all(self, chosen: Sequence[Login], record_types: Types) -> None:
        await together([self._open(login, record_types) for login in chosen])
        if not self._scopes and self._failures:
            raise unreadable(self._failures)

    async def _open(self, login: Login, record_types: Types) -> None:
        try:
            async with self._logins_at_once:
                found = await opened(login, self._choice, self._clients)
                more = await self._more_logins(found)
        except ReadError as error:
            told = ReadError(advised(login, error.coverage))
            self._failures[login] = told
            self._tell_failure(login, told.coverage, record_types)
            return
        finally:
            if login.base is not None:  # it is asked but once who it is
                await self._clients.release(login.session, ("sts",))
        self._waiting.remove(login)
        self._failures.pop(login, None)
        scopes = self._opened_scopes(found, record_types) if self._is_read_itself(found) else []
        self._tell_no_longer_missing(login, record_types)
        self._waiting += more
        await together(
            [
                *(self._read_scope(scope, record_types) for scope in scopes),
                *(self._open(other, record_types) for other in more),
            ]
        )

    def _is_read_itself(self, found: OpenedLogin) -> bool:
        """Tell whether a login reads its own account: not one that only assumes roles in the accounts of a list."""
        if found.login.base is not None or not self._choice.accounts:
            return True
        own = found.identity.account_id
        return any(account.account_id == own and not account.role_name for account in self._choice.accounts)

    async def _more_logins(self, found: OpenedLogin) -> list[Login]:
        """Return the logins of the accounts that the base login reads through roles: none for all other logins.

        Raises:
            ReadError: The organization's accounts could not be listed.
        """
        if found.login.base is not None or not self._choice.many_accounts:
            return []
        accounts = self._choice.accounts
        if self._choice.organization:
            accounts = await self._organization(found)
        own = found.identity.account_id
        return [
            account_login(account, found, self._clients, self._choice)
            for account in accounts
            if account.account_id != own or account.role_name
        ]

    async def _organization(self, found: OpenedLogin) -> tuple[Account, ...]:
        home = HOME_REGIONS.get(found.identity.arn.split(":")[1], HOME_REGIONS["aws"])
        # An API of its own, for this is no scope that anything else is read in.
        api, scope = AwsApi(self._clients), Scope(found.identity.account_id, home)
        api.open(scope, found.login.session)
        listed = await member_accounts(api, scope)
        for account, state in listed.inactive:
            says = state.lower().replace("_", " ")
            self._report(Noted(f"account {account_label(account)} is not active ({says}) and is not read"))
        self._names = {account.account_id: account.name for account in listed.active}
        return listed.active

    def _opened_scopes(self, found: OpenedLogin, record_types: Types) -> list[Scope]:
        """Tell whose the scopes are; return those to read, which no other login reads."""
        scopes = [scope for scope in found.scopes if self._open_scope(found, scope)]
        account = found.identity.account_id
        if found.opted_out and ALL in self._choice.regions:
            names = ", ".join(found.opted_out)
            self._report(Noted(f"account {account} has not opted in to {names}: nothing to read there"))
        elif found.opted_out:
            for scope in [Scope(account, region) for region in found.opted_out]:
                if self._open_scope(found, scope):
                    why = f"account {account} has not opted in to {scope.region}"
                    self._end_all(scope, failed(Reason.REGION_OFF, code="not-opted-in", message=why), record_types)
        return scopes

    def _open_scope(self, found: OpenedLogin, scope: Scope) -> bool:
        """Tell whose a scope is; False where another login reads it already."""
        login = found.login
        if self._api.is_open(scope):
            self._report(Noted(f"{login.label} sees the same as another login and is not read twice", scope))
            return False
        self._api.open(scope, login.session)
        self._reports.reads(login, scope)
        name = (login.account.name if login.account else "") or self._names.get(scope.account_id, "")
        self._report(ScopeOpened(scope, login.name, found.identity.arn, name))
        self._scopes.append(scope)
        return True

    async def _read_scope(self, scope: Scope, record_types: Types, *, at_once: bool = False) -> None:
        """Read a scope when its turn comes, or now where a person waits for just this one."""
        self._being_read[scope] += 1
        # Somebody may ask for each of a thousand scopes, one by one: then they take their turns as well.
        passes_by = at_once and not self._asked_for_at_once.locked()
        try:
            async with self._asked_for_at_once if passes_by else self._scopes_at_once:
                await self._collector.read([scope], record_types)
        finally:
            self._being_read[scope] -= 1
            login = self._reports.login(scope)
            crowded = len(self._scopes) > self._settings.scopes_at_once
            if crowded and login is not None and not self._being_read[scope]:
                await self._clients.release(login.session, HEAVY, scope.region)

    def _tell_failure(self, login: Login, coverage: Coverage, record_types: Types) -> None:
        """Report that nothing of a login's scopes was read; whose account it is only a list of accounts can say."""
        regions = [region for region in self._choice.regions if region != ALL]
        account = login.account
        own = login.session.get_config_variable("region")
        regions = regions or [own or (first_region(self._choice, login.session) if account else "unknown")]
        whose = f"account {account_label(account)}: " if account else ""
        self._report(Noted(f"{whose}cannot log in with {login.label}: {coverage.says}"))
        for region in regions:
            scope = Scope(account.account_id if account else UNKNOWN_ACCOUNT, region)
            self._stand_ins.setdefault(login, set()).add(scope)
            self._report(ScopeOpened(scope, login.name, account_name=account.name if account else ""))
            self._end_all(scope, coverage, record_types)

    def _tell_no_longer_missing(self, login: Login, record_types: Types) -> None:
        """Report that nothing is missing in the scopes that stood for a login, but where they stand for others too."""
        stood = self._stand_ins.pop(login, set())
        for scope in stood - set(self._scopes) - set().union(*self._stand_ins.values()):
            self._end_all(scope, Coverage(Progress.COMPLETE), record_types)

    def _end_all(self, scope: Scope, coverage: Coverage, record_types: Types) -> None:
        for record_type in record_types or ALL_TYPES:
            self._report(ReadEnded(record_type, scope, coverage))


async def together(jobs: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Do all jobs side by side; the first error ends the others and is raised as itself, to be told to a person."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
