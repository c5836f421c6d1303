"""Whose are the records of a file that does not say, and of which Region?

In this order: a folder of the path that is called like an account or a Region; the records themselves; the account and
the Region that the user names; `unknown`. Records are asked for their owner, Availability Zone and ARNs. What the files
of one folder say counts for all of them, so that what refers to each other lands in one scope; a folder whose records
say nothing follows the nearest folder above it that knows.

Where one folder speaks of several accounts or Regions, each record goes to its own, if that was recorded: an account
counts as recorded if it owns a route table, a network ACL or an endpoint, for these are never shown to those a VPC is
shared with. Where none was recorded, owners of VPCs count, then owners of anything, and none of them is sure to have
been asked. What says nothing goes where its VPC is, or where the file's name says, else to the account that owns the
most. A service that is offered in another Region speaks of that Region only where nothing else speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from vpce_tui.model.record import UNKNOWN_ACCOUNT, Record, Scope, arn_scope
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

UNKNOWN_REGION: Final = "unknown"

# By pattern, so that Regions to come are known: us-gov-west-1, cn-north-1, us-isob-east-1, eusc-de-east-1.
_DIRECTION = "(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"
_REGION: Final = rf"[a-z]{{2,4}}(?:-[a-z]{{2,5}})?-{_DIRECTION}-[0-9]{{1,2}}"
_IS_REGION: Final = re.compile(_REGION)
_IS_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ZONE: Final = re.compile(rf"({_REGION})(?:[a-z]|-[a-z0-9-]+)")
_AWS_NAME: Final = re.compile(rf"com\.amazonaws\.(?:vpce\.)?({_REGION})\.")

_NEVER_SHARED: Final = (RouteTable, NetworkAcl, VpcEndpoint)

_ACCOUNT_IN_NAME: Final = re.compile(r"(?<![0-9A-Za-z])([0-9]{12})(?![0-9A-Za-z])")
_REGION_IN_NAME: Final = re.compile(rf"(?<![0-9A-Za-z])({_REGION})(?![0-9A-Za-z])")


def path_scope(folder: Path) -> tuple[str, str]:
    """Return the (account, Region) that the folders of a path are called by, the nearest first; each may be empty."""
    names = list(reversed(folder.parts))
    account = next((name for name in names if _IS_ACCOUNT.fullmatch(name)), "")
    return account, next((name for name in names if _IS_REGION.fullmatch(name)), "")


def name_scope(path: Path) -> tuple[str, str]:
    """Return what tells a file's name from those of other accounts and Regions; each may be empty.

    What stands before a Region may look like a part of it: names of files are compared, not read.
    """
    account, region = _ACCOUNT_IN_NAME.search(path.stem), _REGION_IN_NAME.search(path.stem)
    return account[1] if account else "", region[1] if region else ""


def named_one(path: Path, options: Iterable[str]) -> str:
    """Return the account or the Region of these that a file's own name holds; empty if none or several."""
    found = [name for name in options if re.search(rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])", path.stem)]
    return found[0] if len(found) == 1 else ""


def account_of(record: Record) -> str:
    """Return the account that a record says it belongs to, or an empty string."""
    for name in ("owner_id", "aws_account_id"):
        value = getattr(record, name, None)
        if isinstance(value, str) and _IS_ACCOUNT.fullmatch(value):
            return value
    if isinstance(record, OnDemandRecord):
        named = arn_scope(getattr(record, "arn", None) or record.record_id)[0]
        return named if _IS_ACCOUNT.fullmatch(named) else ""
    # An instance names no owner, its interfaces do.
    owners = [interface.owner_id for interface in getattr(record, "network_interfaces", ())]
    return next((owner for owner in owners if owner and _IS_ACCOUNT.fullmatch(owner)), "")


def region_of(record: Record) -> str:
    """Return the Region that a record says it is in, or an empty string."""
    placement = getattr(record, "placement", None)
    zone = getattr(record, "availability_zone", None) or getattr(placement, "availability_zone", None)
    if isinstance(zone, str) and (match := _ZONE.fullmatch(zone)):
        return match[1]
    for name in ("region_name", "aws_region"):
        value = getattr(record, name, None)
        if isinstance(value, str) and _IS_REGION.fullmatch(value):
            return value
    for name in _arn_fields(type(record)):
        region = arn_scope(getattr(record, name, None) or "")[1]
        if _IS_REGION.fullmatch(region):
            return region
    return _named_region(record)


def _named_region(record: Record) -> str:
    name: str | None = None
    if isinstance(record, ServiceDetail) or (isinstance(record, VpcEndpoint) and not record.service_region):
        name = record.service_name
    elif isinstance(record, PrefixList | ManagedPrefixList):
        name = record.prefix_list_name
    match = _AWS_NAME.match(name or "")
    return match[1] if match else ""


@cache
def _arn_fields(record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields with the record's own ARN or that of something that must be in the same Region."""
    return tuple(
        known.name
        for known in msgspec.structs.fields(record_type)
        if known.name.endswith("_arn") and not known.name.startswith(("deliver", "log_destination", "certificate"))
    )


@dataclass(slots=True)
class Testimony:
    """What the records of some files say."""

    certain_owners: Counter[str] = field(default_factory=Counter)
    vpc_owners: Counter[str] = field(default_factory=Counter)
    owners: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    """The Regions that something stands in."""
    offers: Counter[str] = field(default_factory=Counter)
    """The Regions that services are offered in."""

    def hear(self, records: Iterable[Record]) -> None:
        for record in records:
            if region := region_of(record):
                (self.offers if isinstance(record, ServiceDetail) else self.places)[region] += 1
            if account := account_of(record):
                self.owners[account] += 1
                if isinstance(record, _NEVER_SHARED):
                    self.certain_owners[account] += 1
                elif isinstance(record, Vpc):
                    self.vpc_owners[account] += 1

    @property
    def accounts(self) -> Counter[str]:
        """The accounts that were recorded, with how much speaks for each."""
        return self.certain_owners or self.vpc_owners or self.owners

    @property
    def regions(self) -> Counter[str]:
        """The Regions that were recorded, with how much speaks for each."""
        return self.places or self.offers

    def add(self, other: Testimony) -> None:
        self.certain_owners.update(other.certain_owners)
        self.vpc_owners.update(other.vpc_owners)
        self.owners.update(other.owners)
        self.places.update(other.places)
        self.offers.update(other.offers)


class Whose:
    """Decides on the scope of every record under a root, once all have been heard."""

    def __init__(self, root: Path, account: str | None, region: str | None) -> None:
        self._root = root
        self._asked = (account or UNKNOWN_ACCOUNT, region or UNKNOWN_REGION)
        self._own: dict[Path, Testimony] = {}
        self._below: dict[Path, Testimony] = {}
        self._vpcs: dict[str, Counter[tuple[str, str]]] = {}
        self._candidates: dict[Path, tuple[list[str], list[str]]] = {}

    def hear(self, folder: Path, records: Iterable[Record]) -> None:
        """Take in what the records of one file in `folder` say."""
        records = tuple(records)
        said = Testimony()
        said.hear(records)
        self._own.setdefault(folder, Testimony()).add(said)
        for above in (folder, *folder.parents):
            self._below.setdefault(above, Testimony()).add(said)
            if above == self._root:
                break
        for record in records:
            vpc_id = getattr(record, "vpc_id", None)
            if isinstance(vpc_id, str):
                self._vpcs.setdefault(vpc_id, Counter())[account_of(record), region_of(record)] += 1

    def scope(self, folder: Path) -> Scope:
        """Return the scope of the records in `folder` that say nothing themselves."""
        accounts, regions = self._of_folder(folder)
        return Scope(accounts[0], regions[0])

    def is_one(self, folder: Path) -> bool:
        """Tell whether everything in `folder` belongs to one scope."""
        return all(len(options) == 1 for options in self._of_folder(folder))

    def is_recorded(self, folder: Path, scope: Scope) -> bool:
        """Tell whether the account's own lists are in `folder`, and not only what it shares with another account."""
        accounts, _ = self._of_folder(folder)
        return len(accounts) == 1 or scope.account_id in self._said_of(folder)[0].certain_owners

    def scope_by_name(self, path: Path) -> Scope | None:
        """Return the scope that a file's name tells, where its folder speaks of several."""
        account, region = (
            options[0] if len(options) == 1 else named_one(path, options) for options in self._of_folder(path.parent)
        )
        return Scope(account, region) if account and region else None

    def scope_of(self, record: Record, path: Path) -> Scope:
        """Return the scope of one record of a file."""
        accounts, regions = self._of_folder(path.parent)
        return Scope(
            self._chosen(accounts, account_of(record), record, 0, path),
            self._chosen(regions, region_of(record), record, 1, path),
        )

    def _chosen(self, options: list[str], own: str, record: Record, side: int, path: Path) -> str:
        if own in options:
            return own
        # What stands in a VPC is where the VPC is: a NAT gateway names no owner, a VPC no zone.
        counted = self._vpcs.get(getattr(record, "vpc_id", None) or "", Counter())
        neighbours: Counter[str] = Counter()
        for pair, times in counted.items():
            neighbours[pair[side]] += times
        near = next((name for name in ranked(neighbours) if name in options), "")
        return near or named_one(path, options) or options[0]

    def _of_folder(self, folder: Path) -> tuple[list[str], list[str]]:
        """Return the accounts and the Regions that records in `folder` may belong to, the likeliest first."""
        known = self._candidates.get(folder)
        if known is None:
            account, region = path_scope(folder)
            owners, places = self._said_of(folder)
            accounts = owners.accounts or Counter({self._asked[0]: 1})
            regions = places.regions or Counter({self._asked[1]: 1})
            known = self._candidates[folder] = (
                [account] if account else ranked(accounts),
                [region] if region else ranked(regions),
            )
        return known

    def _said_of(self, folder: Path) -> tuple[Testimony, Testimony]:
        """Return what tells of a folder's accounts, and of its Regions: its own files, else the nearest around them."""
        heard = [self._own.get(folder, Testimony())]
        for above in (folder, *folder.parents):
            heard.append(self._below.get(above, Testimony()))
            if above == self._root:
                break
        nothing = Testimony()
        return (
            next((said for said in heard if said.accounts), nothing),
            next((said for said in heard if said.regions), nothing),
        )


def ranked(counted: Mapping[str, int]) -> list[str]:
    """Return the names, the one counted most often first, equals by name."""
    return sorted(counted, key=lambda name: (-counted[name], name))
