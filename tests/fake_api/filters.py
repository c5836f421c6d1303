"""Does a record pass a request's filters?

A filter's name is a member's name with dashes (`vpc-id` is `VpcId`), dots step
into structures (`attachment.vpc-id`), `tag:Key` asks a tag. Values may hold `*`
and `?`; one of a filter's values must match, and every filter.
Source: EC2 User Guide, "List and filter your resources".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from tests.fake_api.errors import ApiError
from tests.fake_api.models import members, record_shape

# Filters whose names are not their members'.
ALIASES = {"vpc-endpoint-state": "state", "service-type": "service-type.service-type", "opt-in-status": "opt-in-status"}

Path = tuple[str, ...]


def passes(action: str, record: Mapping[str, Any], filters: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether `record` passes all `filters`.

    Raises:
        ApiError: `InvalidParameterValue`, the operation's records have no such member.
    """
    return all(passes_one(action, record, given["Name"], given.get("Values", [])) for given in filters)


def passes_one(action: str, record: Mapping[str, Any], name: str, wanted: Sequence[str]) -> bool:
    if name.startswith("tag:"):
        found = [tag["Value"] for tag in record.get("Tags", record.get("TagSet", [])) if tag["Key"] == name[4:]]
    elif name == "tag-key":
        found = [tag["Key"] for tag in record.get("Tags", record.get("TagSet", []))]
    else:
        found = [text(value) for value in values_at(record, member_path(action, name))]
    return any(fnmatchcase(value, literal_brackets(pattern)) for value in found for pattern in wanted)


def literal_brackets(pattern: str) -> str:
    """Keep `[` a plain character: AWS knows `*` and `?` alone."""
    return pattern.replace("[", "[[]")


@cache
def member_path(action: str, name: str) -> Path:
    """Return the members to step through, the shallowest that fit the filter's name."""
    wanted = [squashed(part) for part in ALIASES.get(name, name).split(".")]
    paths = sorted(member_paths(record_shape(action), 3), key=len)
    for path in paths:
        if [squashed(part) for part in path[-len(wanted) :]] == wanted:
            return path
    raise ApiError("InvalidParameterValue", f"The filter '{name}' is invalid")


def member_paths(shape: Shape, depth: int) -> Iterator[Path]:
    inner = shape.member if isinstance(shape, ListShape) else shape
    if not isinstance(inner, StructureShape):
        yield ()
        return
    if depth:
        for name, member in members(inner).items():
            yield from ((name, *rest) for rest in member_paths(member, depth - 1))


def squashed(name: str) -> str:
    """`vpc-id` and `VpcId` give `vpcid`; a plural loses its s."""
    return re.sub(r"s$", "", name.replace("-", "").lower())


def values_at(value: Any, path: Path) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from values_at(item, path)
    elif not path:
        yield value
    elif path[0] in value:
        yield from values_at(value[path[0]], path[1:])


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
