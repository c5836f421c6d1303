"""Whose credentials read what? Profiles and roles become logins, logins and Regions become scopes.

Credentials come from where all AWS tools take them (botocore's chain). Roles are assumed with the first profile's
credentials; with roles given, the roles' accounts are read and not the profile's own. Nobody is asked anything: a
profile that wants an MFA code fails with a sentence that says so, as a prompt would tear the screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import botocore.exceptions
from aiobotocore.credentials import AioDeferredRefreshableCredentials
from aiobotocore.session import AioSession

from vpce_tui.collect.aws import Clients, new_session
from vpce_tui.collect.choice import ALL, Choice
from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.errors import UsageError, nearest_names
from vpce_tui.model.coverage import Coverage, Reason
from vpce_tui.model.record import Scope

__all__ = ["Choice", "Identity", "Login", "OpenedLogin", "known_regions", "logins", "opened", "require_known"]

SESSION_NAME: Final = "vpce-tui"
OPTED_OUT: Final = "not-opted-in"

# Regions that cannot be switched off, by partition: where one asks when the chosen Region does not answer.
HOME_REGIONS: Final[Mapping[str, str]] = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Credentials with the name that the person gave them."""

    name: str
    session: AioSession


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
    """Regions that `all` would mean, but that the account has not opted in to: a gap, not an error."""


def logins(choice: Choice, clients: Clients) -> list[Login]:
    """Return the chosen logins. Reads the AWS configuration files, and no network.

    Raises:
        UsageError: A profile does not exist, or a role is no ARN; names the nearest profiles.
    """
    profiles = [profile_login(name) for name in dict.fromkeys(choice.profiles)] or [profile_login(None)]
    if not choice.roles:
        return profiles
    return [role_login(arn, profiles[0], clients, choice) for arn in dict.fromkeys(choice.roles)]


def profile_login(name: str | None) -> Login:
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
    never_prompt(session, name or "default")
    return Login(name or session.profile or "", session)


def never_prompt(session: AioSession, profile: str) -> None:
    """Let a profile that wants an MFA code fail instead of asking for one in the middle of the screen."""

    def refuse(_: str) -> str:
        raise botocore.exceptions.CredentialRetrievalError(
            provider="assume-role", error_msg=f"profile {profile} asks for an MFA code; get session credentials first"
        )

    provider = session.get_component("credential_provider").get_provider("assume-role")
    provider._prompter = refuse  # noqa: SLF001 - botocore offers no other way


class _RoleProvider:
    """Stands where botocore looks for a session's credentials, and gives those of one role."""

    def __init__(self, fetch: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        self._fetch = fetch

    async def load_credentials(self) -> AioDeferredRefreshableCredentials:
        return AioDeferredRefreshableCredentials(refresh_using=self._fetch, method="assume-role")


def role_login(arn: str, base: Login, clients: Clients, choice: Choice) -> Login:
    """Return the login of a role; its credentials are fetched when they are needed, and again before they expire.

    Raises:
        UsageError: `arn` is not a role's.
    """
    if arn.count(":") < 5 or ":role/" not in arn:
        raise UsageError(f"`{arn}` is not the ARN of a role", help="for example arn:aws:iam::111122223333:role/reader")

    async def fetch() -> dict[str, Any]:
        region = first_region(choice, base.session)
        sts = await clients.get(base.session, "sts", region)
        answer = await sts.assume_role(RoleArn=arn, RoleSessionName=SESSION_NAME)
        given = answer["Credentials"]
        return {
            "access_key": given["AccessKeyId"],
            "secret_key": given["SecretAccessKey"],
            "token": given["SessionToken"],
            "expiry_time": given["Expiration"],
        }

    session = new_session(base.session.profile)
    session.register_component("credential_provider", _RoleProvider(fetch))
    return Login(arn, session)


def first_region(choice: Choice, session: AioSession) -> str:
    """Return the Region to ask first: the first that was chosen, else the profile's own, else its partition's home."""
    named = next((region for region in choice.regions if region != ALL), None)
    return named or session.get_config_variable("region") or HOME_REGIONS["aws"]


async def opened(login: Login, choice: Choice, clients: Clients) -> OpenedLogin:
    """Ask who the login is and which Regions it means.

    Raises:
        UsageError: A Region does not exist, or none is chosen.
        ReadError: The login does not work, or AWS cannot be reached.
    """
    region = first_region(choice, login.session)
    who = await identity(login, region, clients)
    names, opted_out = await regions(login, choice, region, clients)
    return OpenedLogin(login, who, tuple(Scope(who.account_id, name) for name in names), opted_out)


async def identity(login: Login, region: str, clients: Clients) -> Identity:
    """Return who the login is. Where the Region does not accept it, its partition's home is asked.

    Raises:
        ReadError: The login does not work.
    """
    home = home_region(login.session, region)
    for asked in dict.fromkeys((region, home)):
        try:
            sts = await clients.get(login.session, "sts", asked)
            answer = await sts.get_caller_identity()
        except Exception as error:
            coverage = failure(error, "sts:GetCallerIdentity")
            if asked == home or not regional(coverage):
                raise ReadError(coverage) from error
        else:
            return Identity(answer["Account"], answer["Arn"])
    raise AssertionError("the last Region answers or raises")


def regional(coverage: Coverage) -> bool:
    """Tell whether another Region could answer better: STS knows no one in a Region that is off."""
    return coverage.reason in (Reason.REGION_OFF, Reason.UNREACHABLE) or coverage.code == "InvalidClientTokenId"


def home_region(session: AioSession, region: str) -> str:
    """Return the Region of the same partition that cannot be switched off, or `region` if the partition has none."""
    try:
        partition = session.get_partition_for_region(region)
    except botocore.exceptions.UnknownRegionError:
        return region
    return HOME_REGIONS.get(str(partition), region)


async def regions(
    login: Login, choice: Choice, first: str, clients: Clients
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the Regions to read, and those of `all` that the account has not opted in to.

    Raises:
        UsageError: A Region does not exist; names the nearest.
        ReadError: `all` was asked, and DescribeRegions failed.
    """
    if ALL in choice.regions:
        return await every_region(login, first, clients)
    names = tuple(dict.fromkeys(choice.regions))
    if not names:
        own = login.session.get_config_variable("region")
        if not own:
            raise UsageError("no Region is chosen", help="give --region, or set one with `aws configure set region`")
        return (own,), ()
    if clients.settings.endpoint_url is None:
        require_known(names, await known_regions(login.session))
    return names, ()


async def every_region(login: Login, first: str, clients: Clients) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the Regions that the account uses, and those it has not opted in to, each in order.

    Raises:
        ReadError: DescribeRegions failed.
    """
    try:
        ec2 = await clients.get(login.session, "ec2", first)
        answer = await ec2.describe_regions(AllRegions=True)
    except Exception as error:
        raise ReadError(failure(error, "ec2:DescribeRegions")) from error
    status = {region["RegionName"]: region.get("OptInStatus") for region in answer.get("Regions", ())}
    on = tuple(sorted(name for name, opted in status.items() if opted != OPTED_OUT))
    return on, tuple(sorted(name for name, opted in status.items() if opted == OPTED_OUT))


async def known_regions(session: AioSession) -> list[str]:
    """Return every Region of every partition that botocore knows."""
    partitions = await asyncio.gather(
        *(session.get_available_regions("ec2", partition) for partition in session.get_available_partitions())
    )
    return [name for names in partitions for name in names]


def require_known(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse the first name that is no Region.

    Raises:
        UsageError: Names the nearest Regions.
    """
    for name in names:
        if name not in known:
            nearest = nearest_names(name, known)
            advice = f"did you mean {nearest}?" if nearest else "for example eu-west-1, or `all`"
            raise UsageError(f"there is no Region `{name}`", help=advice)
