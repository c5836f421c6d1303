"""Which Regions does a login mean, and which of them has its account not opted in to?

A name that no partition has is told with the nearest ones. What an account has switched off is known before any list of
it fails: one call says so, which Regions that are always on do not need.
Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions"; EC2 API Reference, DescribeRegions.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import botocore.exceptions
from aiobotocore.session import AioSession

from vpce_tui.collect.aws import Clients
from vpce_tui.collect.choice import ALL, Choice
from vpce_tui.collect.failures import ReadError, failure
from vpce_tui.errors import UsageError, nearest_names

OPTED_OUT: Final = "not-opted-in"

# Regions that cannot be switched off, by partition: where one asks when the chosen Region does not answer.
HOME_REGIONS: Final[Mapping[str, str]] = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
}

# Regions that every account has. Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions":
# those from before March 20, 2019. No later one belongs here, and nothing but a call is spared by the list.
ON_BY_DEFAULT: Final = frozenset(
    {
        *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"),
        *("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"),
        *("ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2"),
    }
)


def first_region(choice: Choice, session: AioSession) -> str:
    """Return the Region to ask first: the first that was chosen, else the profile's own, else its partition's home."""
    named = next((region for region in choice.regions if region != ALL), None)
    return named or session.get_config_variable("region") or HOME_REGIONS["aws"]


def sts_region(session: AioSession, region: str) -> str:
    """Return where STS knows this login for sure: a Region that may be off knows nobody."""
    return region if region in ON_BY_DEFAULT else home_region(session, region)


def home_region(session: AioSession, region: str) -> str:
    """Return the Region of the same partition that cannot be switched off, or `region` if the partition has none."""
    try:
        partition = session.get_partition_for_region(region)
    except botocore.exceptions.UnknownRegionError:
        return region
    return HOME_REGIONS.get(str(partition), region)


async def chosen_regions(session: AioSession, choice: Choice, clients: Clients) -> tuple[str, ...]:
    """Return the names of the Regions that are asked for, or `all` alone. Asks nothing of any network.

    Raises:
        UsageError: A Region does not exist, names the nearest; or none is chosen.
    """
    if ALL in choice.regions:
        return (ALL,)
    own = session.get_config_variable("region")
    names = tuple(dict.fromkeys(choice.regions)) or ((str(own),) if own else ())
    if not names:
        raise UsageError("no Region is chosen", help="give --region, or set one with `aws configure set region`")
    if clients.settings.endpoint_url is None:
        require_known(names, await known_regions(session))
    return names


async def regions(
    session: AioSession, chosen: Sequence[str], first: str, clients: Clients
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of the chosen Regions to read, and those that the account has not opted in to.

    Raises:
        ReadError: `all` was asked, and DescribeRegions failed.
    """
    if ALL in chosen:
        return await every_region(session, first, clients)
    off = await switched_off(session, [name for name in chosen if name not in ON_BY_DEFAULT], first, clients)
    return tuple(name for name in chosen if name not in off), tuple(name for name in chosen if name in off)


async def switched_off(session: AioSession, doubtful: Sequence[str], first: str, clients: Clients) -> frozenset[str]:
    """Return those of the doubtful Regions that the account has not opted in to, before any list of theirs fails.

    Where that cannot be asked they are read, and tell by themselves.
    """
    if not doubtful:
        return frozenset()
    try:
        status = await opt_in_status(session, first, clients)
    except ReadError:
        return frozenset()
    return frozenset(name for name in doubtful if status.get(name) == OPTED_OUT)


async def opt_in_status(session: AioSession, first: str, clients: Clients) -> dict[str, str]:
    """Return `OptInStatus` of every Region of the partition, in this session's account.

    Raises:
        ReadError: DescribeRegions failed.
    """
    asked, at = sts_region(session, first), ""
    try:
        ec2 = await clients.get(session, "ec2", asked)
        at = str(ec2.meta.endpoint_url)
        answer = await ec2.describe_regions(AllRegions=True)
    except Exception as error:
        raise ReadError(failure(error, "ec2:DescribeRegions", at=at)) from error
    return {region["RegionName"]: str(region.get("OptInStatus")) for region in answer.get("Regions", ())}


async def every_region(session: AioSession, first: str, clients: Clients) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the Regions that the account uses, and those it has not opted in to, each in order.

    Raises:
        ReadError: DescribeRegions failed.
    """
    status = await opt_in_status(session, first, clients)
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
