"""How are the policies read that somebody asked for, and told as events like everything else?

Each record is reported as soon as its calls are done, by the same buckets, retries and failures as every list. A record
says itself what was refused; the list it stands in fails with the first refusal among what was asked for, so that a
missing permission shows where all others do. But control policies: that a member account may not read those is how it
should be. Nothing here raises for what AWS answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec

from vpce_tui.collect.api import Api
from vpce_tui.collect.control_policies import read_control_policies, read_organization
from vpce_tui.collect.failures import failed
from vpce_tui.collect.function_roles import read_function
from vpce_tui.collect.policy_asking import no_login
from vpce_tui.collect.reading import Report
from vpce_tui.collect.resource_policies import read_resource_policy
from vpce_tui.collect.role_policies import (
    read_managed_policy,
    read_role,
    read_role_of_profile,
    role_of_principal,
)
from vpce_tui.collect.task_roles import read_task_role
from vpce_tui.collect.user_policies import Group, read_group, read_user, user_of_principal
from vpce_tui.collect.wanted import WantedPolicies
from vpce_tui.model.coverage import Coverage, Reason
from vpce_tui.model.events import PageRead, ReadEnded
from vpce_tui.model.record import Record, Scope, arn_scope
from vpce_tui.resources.function import FunctionConfiguration
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.on_demand import SOME, OnDemandRecord
from vpce_tui.resources.organization import NONE, ControlPolicies, Organization
from vpce_tui.resources.resource_policy import PolicyHolder, ResourcePolicy, policy_holder
from vpce_tui.resources.role import AttachedPermissionsBoundary, AttachedPolicy, RoleDetail
from vpce_tui.resources.task_role import TaskRole
from vpce_tui.resources.user import UserDetail

LOG = logging.getLogger(__name__)

R = TypeVar("R", bound=OnDemandRecord)


class PolicyReader:
    """Reads what is wanted. One event loop's own."""

    def __init__(
        self,
        api: Api,
        report: Report,
        open_scopes: Sequence[Scope],
        *,
        now: Callable[[], str],
        in_flight: int = 12,
        emulated: bool = False,
    ) -> None:
        """`open_scopes` are those with a login, by which other accounts' policies are read; `emulated`: see `Asker`."""
        self._api = api
        self._report = report
        self._open = open_scopes
        self._now = now
        self._emulated = emulated
        self._limit = asyncio.Semaphore(in_flight)
        self._managed: dict[str, asyncio.Task[None]] = {}
        self._roles: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[type[Record], Coverage] = {}

    async def read(self, wanted: WantedPolicies) -> None:
        """Read everything that is wanted, each thing once; return when all has been reported."""
        roles = dict.fromkeys(filter(None, map(role_of_principal, wanted.principals)))
        holders = {holder.arn: holder for arn in wanted.resources if (holder := policy_holder(arn)) is not None}
        trusted = (role for arn in wanted.resources if (role := role_of_principal(arn)) == arn.strip() and role)
        roles.update(dict.fromkeys(trusted))
        async with asyncio.TaskGroup() as group:
            for arn in dict.fromkeys(wanted.instance_profiles):
                group.create_task(self._role(wanted.scope, arn, is_profile=True))
            for arn in roles:
                group.create_task(self._role_once(wanted.scope, arn))
            for arn in dict.fromkeys(filter(None, map(user_of_principal, wanted.principals))):
                group.create_task(self._user(wanted.scope, arn))
            for arn in dict.fromkeys(wanted.functions):
                group.create_task(self._function(wanted.scope, arn))
            for attachment, cluster in dict.fromkeys(wanted.tasks):
                group.create_task(self._task(wanted.scope, attachment, cluster))
            for holder in holders.values():
                group.create_task(self._resource(wanted, holder))
            for account_id in dict.fromkeys(wanted.accounts):
                group.create_task(self._organization(wanted.scope, account_id))

    async def _role_once(self, scope: Scope, arn: str) -> None:
        """Read a role once, however many functions call as it."""
        if arn not in self._roles:
            self._roles[arn] = asyncio.create_task(self._role(scope, arn, is_profile=False))
        await self._roles[arn]

    async def _role(self, scope: Scope, arn: str, *, is_profile: bool) -> None:
        account_id = arn_scope(arn)[0]
        reader = self._login_of(account_id, scope)
        if reader is None:
            role_arn = arn.replace(":instance-profile/", ":role/")
            self._tell(scope, RoleDetail(arn=role_arn, reading=_at(no_login(account_id), self._now())))
            return

        async def read() -> RoleDetail:
            one = read_role_of_profile if is_profile else read_role
            return await one(self._api, reader, arn, self._now())

        role = await self._made(scope, read, lambda why: RoleDetail(arn=arn, reading=why))
        await self._attached(scope, reader, role.attached_managed_policies, role.permissions_boundary)
        # The role comes last: whoever waits for it finds what its policies say.
        self._tell(scope, role)

    async def _user(self, scope: Scope, arn: str) -> None:
        account_id = arn_scope(arn)[0]
        reader = self._login_of(account_id, scope)
        if reader is None:
            self._tell(scope, UserDetail(arn=arn, reading=_at(no_login(account_id), self._now())))
            return
        groups: list[Group] = []

        async def read() -> UserDetail:
            found, listed = await read_user(self._api, reader, arn, self._now())
            groups.extend(listed)
            return found

        user = await self._made(scope, read, lambda why: UserDetail(arn=arn, reading=why))
        await asyncio.gather(
            self._attached(scope, reader, user.attached_managed_policies, user.permissions_boundary),
            *(self._group(scope, reader, each) for each in groups),
        )
        self._tell(scope, user)

    async def _group(self, scope: Scope, reader: Scope, listed: Group) -> None:
        async def read() -> GroupDetail:
            return await read_group(self._api, reader, listed, self._now())

        group = await self._made(scope, read, lambda why: GroupDetail(arn=listed["Arn"], reading=why))
        await self._attached(scope, reader, group.attached_managed_policies, None)
        self._tell(scope, group)

    async def _function(self, scope: Scope, arn: str) -> None:
        account_id, region = arn_scope(arn)
        reader = self._login_of(account_id, scope, region)
        if reader is None:
            why = _at(no_login(account_id), self._now())
            self._tell(scope, FunctionConfiguration(function_arn=arn, reading=why))
            return

        async def read() -> FunctionConfiguration:
            return await read_function(self._api, reader, arn, self._now())

        function = await self._made(scope, read, lambda why: FunctionConfiguration(function_arn=arn, reading=why))
        if function.role:
            await self._role_once(scope, function.role)
        self._tell(scope, function)

    async def _task(self, scope: Scope, attachment: str, cluster: str) -> None:
        account_id, region = arn_scope(attachment)
        reader = self._login_of(account_id, scope, region)
        if reader is None:
            self._tell(scope, TaskRole(attachment_arn=attachment, reading=_at(no_login(account_id), self._now())))
            return

        async def read() -> TaskRole:
            return await read_task_role(self._api, reader, attachment, cluster, self._now())

        task = await self._made(scope, read, lambda why: TaskRole(attachment_arn=attachment, reading=why))
        if task.task_role_arn:
            await self._role_once(scope, task.task_role_arn)
        self._tell(scope, task)

    async def _attached(
        self,
        scope: Scope,
        reader: Scope,
        attached: Sequence[AttachedPolicy],
        bounded: AttachedPermissionsBoundary | None,
    ) -> None:
        boundary = bounded.permissions_boundary_arn if bounded is not None else None
        wanted = [each for each in (*(one.policy_arn for one in attached), boundary) if each]
        await asyncio.gather(*(self._managed_policy(scope, reader, each) for each in wanted))

    async def _managed_policy(self, scope: Scope, reader: Scope, arn: str) -> None:
        """Read a policy once, however many roles it is attached to; AWS's own are the same in every account."""

        async def read() -> None:
            async def one() -> ManagedPolicyDetail:
                return await read_managed_policy(self._api, reader, arn, self._now())

            await self._one(scope, one, lambda why: ManagedPolicyDetail(arn=arn, reading=why))

        if arn not in self._managed:
            self._managed[arn] = asyncio.create_task(read())
        await self._managed[arn]

    async def _resource(self, wanted: WantedPolicies, holder: PolicyHolder) -> None:
        account_id = holder.account_id or wanted.resource_account
        # A resource's policy may let other accounts read it, so that another login is worth the question.
        reader = self._login_of(account_id, wanted.scope, holder.region) or wanted.scope

        async def read() -> ResourcePolicy:
            return await read_resource_policy(self._api, reader, holder, self._now(), emulated=self._emulated)

        await self._one(wanted.scope, read, lambda why: ResourcePolicy(resource_arn=holder.arn, reading=why))

    async def _organization(self, scope: Scope, account_id: str) -> None:
        own = self._login_of(account_id, scope)
        if own is not None:

            async def read() -> Organization:
                return await read_organization(self._api, own, self._now())

            place = Scope(account_id, own.region)
            await self._one(place, read, lambda why: Organization(id=NONE, reading=why))

        async def control() -> ControlPolicies:
            return await read_control_policies(self._api, scope, account_id, self._now())

        await self._one(scope, control, lambda why: ControlPolicies(account_id=account_id, reading=why))

    async def _one(self, scope: Scope, read: Callable[[], Awaitable[R]], unread: Callable[[Coverage], R]) -> None:
        """Read one record and report it."""
        self._tell(scope, await self._made(scope, read, unread))

    async def _made(self, scope: Scope, read: Callable[[], Awaitable[R]], unread: Callable[[Coverage], R]) -> R:
        """Read one record; one that could not be made says so, for somebody waits for it."""
        try:
            async with self._limit:
                return await read()
        except Exception as error:
            LOG.exception("reading a policy in %s", scope)
            why = failed(Reason.OTHER, code=type(error).__name__, message=str(error))
            return unread(_at(why, self._now()))

    def _tell(self, scope: Scope, record: OnDemandRecord) -> None:
        record_type = type(record)
        if not record.was_read and record.reading is not None and record_type is not ControlPolicies:
            self._failed.setdefault(record_type, record.reading)
        self._report(PageRead(record_type, scope, (record,)))
        self._report(ReadEnded(record_type, scope, self._failed.get(record_type, SOME)))

    def _login_of(self, account_id: str, scope: Scope, region: str = "") -> Scope | None:
        """Return the open scope whose login reads an account, in the wanted Region or any; None where there is none."""
        if not account_id or account_id == scope.account_id:
            return scope
        own = [known for known in self._open if known.account_id == account_id]
        return next((known for known in own if known.region == (region or scope.region)), next(iter(own), None))


def _at(coverage: Coverage, now: str) -> Coverage:
    return msgspec.structs.replace(coverage, read_at=now)
