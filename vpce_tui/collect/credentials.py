"""Whose credentials read what? Profiles, roles and accounts become logins, logins and Regions become scopes.

Credentials come from where all AWS tools take them (botocore's chain). Roles are assumed with the first profile's
credentials; with roles given, the roles' accounts are read and not the profile's own. Of a list of accounts or an
organization each account is read through a role in it, and the first profile's own account as itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import botocore.exceptions
import msgspec
from aiobotocore.credentials import AioDeferredRefreshableCredentials
from aiobotocore.session import AioSession

from vpce_tui.collect.accounts import ACCOUNT_DIGITS, Account
from vpce_tui.collect.aws import Clients, client_config, new_session
from vpce_tui.collect.choice import ORGANIZATION_ROLE, Choice
from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.collect.keys import LoginKeys, Provided
from vpce_tui.collect.mfa import Asker, ask_for_codes
from vpce_tui.collect.regions import chosen_regions, first_region, home_region, regions, sts_region
from vpce_tui.collect.renewal import how_to_renew
from vpce_tui.errors import UsageError, nearest_names
from vpce_tui.model.coverage import Coverage, Reason
from vpce_tui.model.record import Scope

__all__ = ["Identity", "Login", "OpenedLogin", "logins", "opened"]

SESSION_NAME: Final = "vpce-tui"


@dataclass(frozen=True, slots=True, eq=False)
class Login:
    """Credentials with the name that the person gave them."""

    name: str
    session: AioSession
    keys: LoginKeys
    base: Login | None = None
    """The login that assumes this one's role."""
    account: Account | None = None
    """The account it is for, where that is known before it works."""

    @property
    def label(self) -> str:
        """The login's name for people; the default chain has none."""
        return f"`{self.name}`" if self.name else "the default credentials"

    @property
    def label_in_text(self) -> str:
        """The label inside of a sentence: `the login "prod"`, `the default credentials`."""
        return f"the login {self.label}" if self.name else self.label

    def renew(self) -> None:
        """Take fresh credentials at the next call, for which a base that does not work is asked anew as well."""
        self.keys.forget()
        if self.base is not None and self.base.keys.doubtful:
            self.base.renew()

    def how_to_renew(self) -> str:
        """Return what a person does to renew it, mostly one command in backticks."""
        if self.base is not None:
            return self.base.how_to_renew()
        profiles = self.session.full_config.get("profiles", {})
        return how_to_renew(self.session.instance_variables().get("profile"), profiles, os.environ)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a login is, from sts:GetCallerIdentity."""

    account_id: str
    arn: str


@dataclass(frozen=True, slots=True)
class OpenedLogin:
    """A login that works, and where it reads."""

    login: Login
    identity: Identity
    scopes: tuple[Scope, ...]
    opted_out: tuple[str, ...] = ()
    """Regions that were asked for, or that `all` would mean, but that the account has not opted in to: a gap."""


def logins(choice: Choice, clients: Clients, asker: Asker) -> list[Login]:
    """Return the chosen logins. Reads the AWS configuration files, and no network.

    For many accounts it is the one login that assumes their roles; see `account_login`.

    Raises:
        UsageError: A profile does not exist, or a role is no ARN; names the nearest profiles. Several profiles are
            given where only one can assume the roles.
    """
    names = tuple(dict.fromkeys(choice.profiles)) or (None,)
    if len(names) > 1 and (choice.roles or choice.many_accounts):
        raise UsageError(
            f"{len(names)} profiles are given, but only one can assume the roles",
            help="give one --profile; for roles of several logins make a profile with `role_arn` for each",
        )
    profiles = [profile_login(name, clients, choice, asker) for name in names]
    if not choice.roles:
        return profiles
    return [role_login(arn, profiles[0], clients, choice) for arn in dict.fromkeys(choice.roles)]


def profile_login(name: str | None, clients: Clients, choice: Choice, asker: Asker) -> Login:
    """Return the login of a profile; None is the default chain.

    Raises:
        UsageError: There is no such profile.
    """
    session = new_session(name)
    try:
        session.get_scoped_config()
    except botocore.exceptions.ProfileNotFound as error:
        wanted = name or str(session.profile)
        nearest = nearest_names(wanted, session.available_profiles)
        advice = f"did you mean {nearest}?" if nearest else "`aws configure list-profiles` shows what there is"
        raise UsageError(f"there is no profile `{wanted}`", help=advice) from error
    except botocore.exceptions.ConfigParseError as error:
        raise UsageError(f"the AWS configuration cannot be read: {error}", help="correct the file") from error

    async def load() -> Any:
        # A session of its own each time, for a session reads the configuration files once.
        fresh = new_session(name)
        region = sts_region(fresh, first_region(choice, fresh))
        create = partial(
            fresh.create_client,
            region_name=region,
            endpoint_url=clients.settings.endpoint_url,
            config=client_config(clients.settings),
        )
        ask_for_codes(fresh, name or fresh.profile or "default", asker, create, choice.profiles)
        return await fresh.get_credentials()

    keys = LoginKeys(load, "sts:AssumeRole")
    session.register_component("credential_provider", Provided(keys))
    return Login(name or session.profile or "", session, keys, account=configured_account(session.get_scoped_config()))


def role_login(arn: str, base: Login, clients: Clients, choice: Choice, account: Account | None = None) -> Login:
    """Return the login of a role; its credentials are fetched when they are needed, and again before they expire.

    Raises:
        UsageError: `arn` is not a role's.
    """
    if arn.count(":") < 5 or ":role/" not in arn:
        raise UsageError(f"`{arn}` is not the ARN of a role", help="for example arn:aws:iam::111122223333:role/reader")

    async def fetch() -> dict[str, Any]:
        sts = await clients.get(base.session, "sts", sts_region(base.session, first_region(choice, base.session)))
        answer = await sts.assume_role(RoleArn=arn, RoleSessionName=SESSION_NAME)
        given = answer["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"],
        }

    async def load() -> AioDeferredRefreshableCredentials:
        return AioDeferredRefreshableCredentials(refresh_using=fetch, method="assume-role")

    def explain(coverage: Coverage) -> Coverage:
        if coverage.reason is Reason.EXPIRED_LOGIN:
            base.keys.doubt()
        if coverage.reason is not Reason.FORBIDDEN:
            return coverage
        return msgspec.structs.replace(
            coverage,
            help=f"is there a role {arn}, does its trust policy name {base.label}, and may that login call "
            "sts:AssumeRole on it?",
        )

    keys = LoginKeys(load, "sts:AssumeRole", explain)
    session = new_session(base.session.profile)
    session.register_component("credential_provider", Provided(keys))
    return Login(arn, session, keys, base, account or account_of(arn.split(":")[4]))


def configured_account(config: Mapping[str, Any]) -> Account | None:
    """Return the account that a profile's settings say it reads, where they do."""
    role_arn = str(config.get("role_arn") or "")
    return account_of(str(config.get("sso_account_id") or (role_arn.split(":")[4] if role_arn.count(":") > 4 else "")))


def account_of(account_id: str) -> Account | None:
    """Return the account with this id, or None where it is no id."""
    return Account(account_id) if len(account_id) == ACCOUNT_DIGITS and account_id.isdigit() else None


def account_login(account: Account, base: OpenedLogin, clients: Clients, choice: Choice) -> Login:
    """Return the login that reads one account of many, through its role and the base login."""
    partition = base.identity.arn.split(":")[1] if base.identity.arn.count(":") > 1 else "aws"
    arn = account.role_arn(choice.role_name or ORGANIZATION_ROLE, partition)
    return role_login(arn, base.login, clients, choice, account)


async def opened(login: Login, choice: Choice, clients: Clients) -> OpenedLogin:
    """Ask who the login is and which Regions it means.

    Raises:
        UsageError: A Region does not exist, or none is chosen.
        ReadError: The login does not work, or AWS cannot be reached.
    """
    chosen = await chosen_regions(login.session, choice, clients)  # before anything is asked of anybody
    region = first_region(choice, login.session)
    who = await identity(login, region, clients)
    names, opted_out = await regions(login.session, chosen, region, clients)
    return OpenedLogin(login, who, tuple(Scope(who.account_id, name) for name in names), opted_out)


async def identity(login: Login, region: str, clients: Clients) -> Identity:
    """Return who the login is. Where the Region does not accept it, its partition's home is asked.

    Raises:
        ReadError: The login does not work.
    """
    home = home_region(login.session, region)
    at = ""
    for asked in dict.fromkeys((region, home)):
        try:
            sts = await clients.get(login.session, "sts", asked)
            at = str(sts.meta.endpoint_url)
            answer = await sts.get_caller_identity()
        except Exception as error:
            coverage = failure(error, "sts:GetCallerIdentity", at=at)
            if asked == home or not regional(coverage):
                raise ReadError(coverage) from error
        else:
            return Identity(answer["Account"], answer["Arn"])
    raise AssertionError("the last Region answers or raises")


def regional(coverage: Coverage) -> bool:
    """Tell whether another Region could answer better: STS knows no one in a Region that is off."""
    return coverage.reason in (Reason.REGION_OFF, Reason.UNREACHABLE) or coverage.code == "InvalidClientTokenId"
