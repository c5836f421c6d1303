"""Which lists does an answer hold, and of whom does it speak?

An answer is recognised by its top-level key, whatever its file is called. Two calls share the key `PrefixLists`: an
item with `Cidrs` is DescribePrefixLists', one with `State`, `MaxEntries` and the like DescribeManagedPrefixLists'.
Answers about one resource (`Entries`, `Routes`, `Associations`, …) name it beside the list, or the file's path does.
Recorders wrap such answers in a list, each with the id of its resource: any list of answers is looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Parent, Resource
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.instance import RESOURCE as INSTANCES
from vpce_tui.resources.managed_prefix_list import RESOURCE as MANAGED_PREFIX_LISTS
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.prefix_list import RESOURCE as PREFIX_LISTS
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route import RESOURCE as TRANSIT_GATEWAY_ROUTES
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_propagation import RESOURCE as PROPAGATIONS
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import RESOURCE as VPC_ATTRIBUTES
from vpce_tui.resources.vpc_endpoint_service_configuration import ServiceConfiguration
from vpce_tui.snapshot.answers import Members, is_object, plain
from vpce_tui.snapshot.policy_answers import policy_items


@dataclass(frozen=True, slots=True)
class Part:
    """One answer's share of a list."""

    resource: Resource[Any]
    items: Any
    """The list, undecoded where it may be long."""
    parent_id: str = ""
    """The resource that the answer is about, for calls that ask about one; empty if nothing says."""
    more: bool = False
    """The answer says that another page follows."""
    partial: str = ""
    """Why the list is not all there is, although no page is missing."""


_BY_KEY: Final[dict[str, Resource[Any]]] = {
    resource.read.result_key.split(".")[0]: resource for resource in RESOURCES if resource.read.result_key
}
_ATTRIBUTE_KEYS: Final = frozenset(VPC_ATTRIBUTES.file_keys)
_MANAGED_ONLY: Final = frozenset({"State", "MaxEntries", "PrefixListArn", "OwnerId", "Version", "AddressFamily"})
_MAX_WRAPPING: Final = 3

_WRAPPERS: Final[Mapping[str, Resource[Any]]] = {
    "TransitGatewayPropagations": PROPAGATIONS,
    "TransitGatewayStaticRoutes": TRANSIT_GATEWAY_ROUTES,
}
"""Recorders' keys whose list of answers may be empty: there was no resource to ask about."""
_PARTIAL: Final[Mapping[str, str]] = {"TransitGatewayStaticRoutes": "only static routes were asked for"}
"""Recorders' keys for answers that leave some of the list out: routes that attachments announce are not static."""

_BY_ATTACHMENT: Final = "TransitGatewayAttachmentPropagations"
"""The same propagations, asked about an attachment: the items name the tables, the attachment stands beside them."""


def _id_pattern(shape: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9A-Za-z])({shape})(?![0-9A-Za-z])")


# A digit is asked for, so that a file called `pl-entries.json` names no list.
_ID_IN_PATH: Final[Mapping[type[Record], re.Pattern[str]]] = {
    Vpc: _id_pattern("vpc-(?=[a-z]*[0-9])[0-9A-Za-z]+"),
    ManagedPrefixList: _id_pattern("pl-(?=[a-z]*[0-9])[0-9A-Za-z]+"),
    TransitGatewayAttachment: _id_pattern("tgw-attach-(?=[a-z]*[0-9])[0-9A-Za-z]+"),
    TransitGatewayRouteTable: _id_pattern("tgw-rtb-(?=[a-z]*[0-9])[0-9A-Za-z]+"),
    ServiceConfiguration: _id_pattern("vpce-svc-(?=[a-z]*[0-9])[0-9A-Za-z]+"),
    HostedZoneSummary: _id_pattern("Z[0-9A-Z]{7,32}"),
}


def parts_of(answer: Members, path: Path) -> list[Part]:
    """Return the lists of an answer; none if no top-level key is known.

    `path` is asked for ids that the answer does not name.
    """
    return list(_parts(answer, path, "", 0))


def _parts(answer: Members, path: Path, wrapped_in: str, depth: int) -> Iterator[Part]:
    if answer.keys() & _ATTRIBUTE_KEYS:
        vpc_id = _parent_id(answer, Parent(Vpc, "VpcId"), path)
        members = {name: plain(value) for name, value in answer.items() if name in _ATTRIBUTE_KEYS}
        yield Part(VPC_ATTRIBUTES, [{"VpcId": vpc_id} | members], vpc_id)
    more = _has_more(answer)
    for found in policy_items(answer, path):
        yield Part(found.resource, found.items, more=more and not found.partial, partial=found.partial)
    for key, value in answer.items():
        resource = _BY_KEY.get(key)
        inner = _wrapped(key, value, resource) if depth < _MAX_WRAPPING else []
        if inner:
            for members in inner:
                yield from _parts(members, path, key, depth + 1)
        elif key in _WRAPPERS and plain(value) == []:
            yield Part(_WRAPPERS[key], [])
        elif key == _BY_ATTACHMENT:
            yield from _about_attachment(answer, path, more=more)
        elif key == "PrefixLists":
            yield from _prefix_lists(value, path, more=more)
        elif resource is INSTANCES:
            yield Part(resource, _instances(value), more=more)
        elif resource is not None and resource.read.parent is not None:
            yield from _about_one(resource, answer, path, _PARTIAL.get(wrapped_in, ""))
        elif resource is not None:
            yield Part(resource, value, more=more)


def _about_one(resource: Resource[Any], answer: Members, path: Path, partial: str) -> Iterator[Part]:
    """Yield the list of an answer about one resource; not one of another service that happens to share the key."""
    parent, key = resource.read.parent, resource.read.result_key
    assert parent is not None
    parent_id = _parent_id(answer, parent, path)
    items = answer[key]
    wire_name = parent_member(resource)
    named = parent_id or (wire_name and any(wire_name in item for item in _objects(items)))
    if named:
        yield Part(resource, items, parent_id, _has_more(answer), partial)


def _about_attachment(answer: Members, path: Path, *, more: bool) -> Iterator[Part]:
    attachment_id = _parent_id(answer, Parent(TransitGatewayAttachment, "TransitGatewayAttachmentId"), path)
    items = plain(answer[_BY_ATTACHMENT])
    if attachment_id and isinstance(items, list):
        named = [item | {"TransitGatewayAttachmentId": attachment_id} for item in items if isinstance(item, dict)]
        yield Part(PROPAGATIONS, named, more=more, partial="they were asked for attachment by attachment")


def parent_member(resource: Resource[Any]) -> str:
    """Return the member of a record that names the resource its answer is about; empty if it is not kept."""
    parent = resource.read.parent
    field = parent.field if parent is not None else ""
    return next((known.encode_name for known in msgspec.structs.fields(resource.record) if known.name == field), "")


def _wrapped(key: str, value: Any, resource: Resource[Any] | None) -> list[Members]:
    """Return the answers that stand under a key in place of items.

    Either `{"Vpcs": {"Vpcs": […]}}`, or under a recorder's own key a list of answers which each name their resource.
    """
    if key == "ResponseMetadata" or (resource is not None and not is_object(value)):
        return []
    found = _objects(value)
    return [members for members in found if key in members or _names_its_resource(members)]


def _names_its_resource(members: Members) -> bool:
    if members.keys() & _ATTRIBUTE_KEYS:
        return "VpcId" in members
    if _BY_ATTACHMENT in members:
        return True
    parents = (_BY_KEY[key].read.parent for key in members if key in _BY_KEY)
    return any(parent is not None and parent.parameter in members for parent in parents)


def _objects(value: Any) -> list[Members]:
    """Return the objects of a list, or the one object, with their own members undecoded."""
    if isinstance(value, msgspec.Raw):
        try:
            value = _OBJECTS.decode(value)
        except (ValueError, RecursionError):
            return []
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


_OBJECTS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(list[dict[str, msgspec.Raw]] | dict[str, msgspec.Raw])


def _has_more(answer: Members) -> bool:
    """Tell whether the answer says that it is not the last: a token, or a flag of the calls that have none."""
    token = any(plain(answer.get(name)) for name in ("NextToken", "nextToken", "NextMarker"))
    return token or any(plain(answer.get(name)) is True for name in ("IsTruncated", "AdditionalRoutesAvailable"))


def _parent_id(answer: Members, parent: Parent, path: Path) -> str:
    """Return the id that stands beside the list, else in the file's name, else in the nearest folder's."""
    beside = plain(answer.get(parent.parameter))
    if isinstance(beside, str) and beside:
        return beside
    pattern = _ID_IN_PATH.get(parent.record_type)
    for name in (path.stem, *reversed(path.parent.parts)):
        if pattern is not None and (match := pattern.search(name)):
            return match[1]
    return ""


def _prefix_lists(value: Any, path: Path, *, more: bool) -> Iterator[Part]:
    items = plain(value)
    if not isinstance(items, list) or not items:
        managed_by_name = "managed" in path.stem.lower()
        yield Part(MANAGED_PREFIX_LISTS if managed_by_name else PREFIX_LISTS, items, more=more)
        return
    managed = [item for item in items if isinstance(item, dict) and _is_managed(item)]
    others = [item for item in items if not (isinstance(item, dict) and _is_managed(item))]
    if managed:
        yield Part(MANAGED_PREFIX_LISTS, managed, more=more)
    if others:
        yield Part(PREFIX_LISTS, others, more=more)


def _is_managed(item: Mapping[str, Any]) -> bool:
    return "Cidrs" not in item and bool(_MANAGED_ONLY & item.keys())


def _instances(value: Any) -> Any:
    reservations = plain(value)
    if not isinstance(reservations, list):
        return reservations
    found: list[Any] = []
    for reservation in reservations:
        inside = reservation.get("Instances") if isinstance(reservation, dict) else None
        found.extend(inside if isinstance(inside, list) else [reservation])
    return found
