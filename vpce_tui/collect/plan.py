"""Which calls read a resource type in a scope, and which records are in their answers?

Most types are one call. Some are one call for each record of another type, their parent: the attributes of each VPC,
the entries of each prefix list. Endpoint services are asked by name, for those that endpoints use, in the service's
own Region: by `ServiceNames` one unknown name would fail the whole call, and the full list lacks some services. Zones'
records are asked only of zones that the account owns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Answer, Call
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Parent, Resource
from vpce_tui.resources.hosted_zone import HostedZoneSummary, ResourceRecordSet
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

# The most values that one filter takes (EC2 User Guide, "List and filter your resources"); also fits lists of ids.
MOST_VALUES: Final = 200

SHARDS: Final = 8
"""How many parts a long list is read in: at 80 ms a page eight keep the parser busy all the time."""
SHARD_AFTER_PAGES: Final = 3
"""Shorter lists are done before parts would be."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call, and what its answer's records do not say themselves."""

    call: Call
    members: Mapping[str, Any]
    """Put into each record that lacks them: the id of the parent that was asked about."""


Plan = Callable[[Resource[Any], Scope, Sequence[Any]], Iterator[PlannedCall]]


def needed(resource: Resource[Any]) -> type[Record] | None:
    """Return the type whose records must be known before this one can be read."""
    if resource.record is ServiceDetail:
        return VpcEndpoint
    return resource.read.parent.record_type if resource.read.parent else None


def planned_calls(resource: Resource[Any], scope: Scope, parents: Sequence[Record]) -> Iterator[PlannedCall]:
    """Yield the calls that read `resource` in `scope`; `parents` are the records of the type it needs."""
    plan = SPECIAL_PLANS.get(resource.record)
    if plan is not None:
        yield from plan(resource, scope, parents)
    elif resource.read.parent is None:
        yield PlannedCall(call_of(resource, scope, {}), {})
    else:
        yield from calls_of_parents(resource, scope, resource.read.parent, parents)


def call_of(resource: Resource[Any], scope: Scope, more: Mapping[str, Any], *, region: str = "") -> Call:
    """Return the resource's call with `more` parameters beside its own."""
    read = resource.read
    parameters = {**read.parameters, **more}
    if read.operation == "ListHostedZonesByVPC":
        parameters["VPCRegion"] = scope.region
    # MaxResults never goes together with ids: EC2 refuses the pair.
    page_size = None if read.parent and read.parent.as_list else read.page_size
    return Call(read.operation, read.service, parameters, page_size, region)


def calls_of_parents(
    resource: Resource[Any], scope: Scope, parent: Parent, parents: Iterable[Record]
) -> Iterator[PlannedCall]:
    """Yield one call for each parent and variant, each parent's id once."""
    ids = dict.fromkeys(parent_id(parent, record) for record in parents if parent.when is None or parent.when(record))
    for variant in resource.read.variants:
        if parent.as_list:
            for batch in batched(ids, MOST_VALUES):
                yield PlannedCall(call_of(resource, scope, {parent.parameter: batch, **variant}), {})
        else:
            for one in ids:
                members = {wire_name(resource.record, parent.field): one} if parent.field else {}
                yield PlannedCall(call_of(resource, scope, {parent.parameter: one, **variant}), members)


def parent_id(parent: Parent, record: Record) -> str:
    """Return the id to ask by: the field that the answer's records will have it in, else the first of its identity."""
    field = parent.field if hasattr(record, parent.field) else record.identity[0]
    return str(getattr(record, field))


def wire_name(record_type: type[Record], field: str) -> str:
    """Return how the API spells a field."""
    return next(known.encode_name for known in msgspec.structs.fields(record_type) if known.name == field)


def services_in_use(resource: Resource[Any], scope: Scope, endpoints: Sequence[VpcEndpoint]) -> Iterator[PlannedCall]:
    """Yield calls for the services of `endpoints`, in each service's own Region."""
    names_by_region: dict[str, set[str]] = defaultdict(set)
    for endpoint in endpoints:
        if endpoint.service_name:
            names_by_region[endpoint.service_region or scope.region].add(endpoint.service_name)
    for region, names in sorted(names_by_region.items()):
        for batch in batched(sorted(names), MOST_VALUES):
            filters = [{"Name": "service-name", "Values": batch}]
            other = "" if region == scope.region else region
            yield PlannedCall(call_of(resource, scope, {"Filters": filters}, region=other), {})


def owned_zones(resource: Resource[Any], scope: Scope, zones: Sequence[HostedZoneSummary]) -> Iterator[PlannedCall]:
    """Yield calls for the records of the account's own zones.

    A VPC also answers from zones that others shared with it and from those of AWS's services; Route 53 refuses to list
    what is in them.
    """
    parent = resource.read.parent
    assert parent is not None
    yield from calls_of_parents(resource, scope, parent, (zone for zone in zones if _is_own(zone, scope.account_id)))


def _is_own(zone: HostedZoneSummary, account_id: str) -> bool:
    owner = zone.owner
    return owner is None or (not owner.owning_service and owner.owning_account in (None, account_id))


def needed_by_shards(resource: Resource[Any]) -> type[Record] | None:
    """Return the type by whose records a very long list is read in parts, if it can be."""
    return Subnet if resource.record is NetworkInterface else None


def shards(resource: Resource[Any], scope: Scope, subnets: Iterable[Record]) -> list[PlannedCall]:
    """Return calls that together read a whole list, at the same time instead of page after page.

    Every interface stands in a subnet that the account sees, its own or one shared with it, so that lists by subnets
    leave none out. Empty where nothing would be gained.
    """
    ids = sorted(subnet.record_id for subnet in subnets)
    size = min(MOST_VALUES, -(-len(ids) // SHARDS)) or 1
    filters = [[{"Name": "subnet-id", "Values": batch}] for batch in batched(ids, size)]
    return [PlannedCall(call_of(resource, scope, {"Filters": one}), {}) for one in filters] if len(filters) > 1 else []


SPECIAL_PLANS: Final[dict[type[Record], Plan]] = {ServiceDetail: services_in_use, ResourceRecordSet: owned_zones}


def items(answer: Answer, result_key: str, members: Mapping[str, Any]) -> list[Any]:
    """Return an answer's records as they came, completed by `members`.

    The key's dots go through lists; an empty key means that the answer itself is the record.
    """
    if not result_key:
        return [{**members, **{name: value for name, value in answer.items() if name != "ResponseMetadata"}}]
    found: list[Any] = [answer]
    for step in result_key.split("."):
        found = [inner for item in found for inner in as_list(item.get(step))]
    return [{**members, **item} if members and isinstance(item, Mapping) else item for item in found]


def batched(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the ids in lists of `size`."""
    everything = list(ids)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, one object as a list of one, nothing as none."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
