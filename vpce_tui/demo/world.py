"""The demo world: five accounts of a made-up company, read as a live reading would come.

`events` is the source that screens, tests and screenshots share. It is the same every time; with `interfaces` it adds
VPCs full of ordinary workloads until there are that many network interfaces, made while they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final

from vpce_tui.demo.accounts import ACCOUNT_NAMES, NETWORK_OFF, SCOPES
from vpce_tui.demo.analytics import build_analytics, build_batch
from vpce_tui.demo.app import build_app
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.data import build_data
from vpce_tui.demo.details import describe_services, fill_in, log_flows
from vpce_tui.demo.eks import build_eks
from vpce_tui.demo.europe import build_europe
from vpce_tui.demo.filler import Filler, plan_filler
from vpce_tui.demo.hub import build_hub
from vpce_tui.demo.inspection import build_inspection
from vpce_tui.demo.names import build_names
from vpce_tui.demo.partner import build_partner
from vpce_tui.demo.staging import build_staging
from vpce_tui.demo.transit import build_peering, build_transit
from vpce_tui.demo.unread import coverage_of
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface

DEFAULT_PAGE: Final = 1000

Lists = Mapping[tuple[type[Record], Scope], tuple[Record, ...]]

_ROLES: Final = {"staging": "AuditWithoutRoutes", "payments-partner": "PartnerView"}


@cache
def base_lists() -> Lists:
    """Return every list of the hand-made world. Built once, in about 15 ms."""
    world = WorldBuilder()
    for build in (
        build_hub,
        build_inspection,
        build_app,
        build_eks,
        build_data,
        build_analytics,
        build_batch,
        build_staging,
        build_partner,
        build_europe,
        build_transit,
        build_peering,
        build_names,
        describe_services,
        log_flows,
        fill_in,
    ):
        build(world)
    return {
        (resource.record, scope): tuple(world.held(resource.record, scope).values())
        for resource in RESOURCES
        for scope in SCOPES
        if coverage_of(resource.record, scope).complete
    }


def base_interfaces() -> int:
    """Return how many network interfaces the hand-made world has."""
    return sum(len(records) for (record_type, _), records in base_lists().items() if record_type is NetworkInterface)


def events(interfaces: int = 0, seed: int = 0) -> Iterator[CollectEvent]:
    """Yield the demo world as events: the scopes first, then pages of all lists, one scope's after another's in turn.

    Args:
        interfaces: How many network interfaces there shall be in all; fewer than the hand-made ones change nothing.
        seed: Another seed makes other filler; the hand-made world stays.

    Raises:
        UsageError: More interfaces than the filler's address space holds.
    """
    filler = plan_filler(max(0, interfaces - base_interfaces()), seed)
    for scope in SCOPES:
        yield _opened(scope)
    readings = [_reading(scope, filler) for scope in SCOPES]
    while readings:
        for reading in list(readings):
            event = next(reading, None)
            if event is None:
                readings.remove(reading)
            else:
                yield event
    yield from _asked_for()


def _asked_for() -> Iterator[CollectEvent]:
    """Yield what is read only on demand: policies of callers and of resources, and what stands above the accounts.

    It comes last, and is made only then: nothing on the first screen needs it.
    """
    from vpce_tui.demo.guardrails import guardrails
    from vpce_tui.demo.held_policies import held_policies
    from vpce_tui.demo.identities import identities
    from vpce_tui.resources.on_demand import SOME

    for scope, record in (*guardrails(), *identities(), *held_policies()):
        yield PageRead(type(record), scope, (record,))
        yield ReadEnded(type(record), scope, SOME)


def topology(interfaces: int = 0, seed: int = 0) -> Topology:
    """Return what is known once all events have come."""
    inventory = Inventory()
    for event in events(interfaces, seed):
        inventory.apply(event)
    return inventory.topology()


def _opened(scope: Scope) -> ScopeOpened:
    name = ACCOUNT_NAMES[scope.account_id]
    role = _ROLES.get(name, "ReadOnly")
    return ScopeOpened(
        scope,
        profile=name,
        caller_arn=f"arn:aws:sts::{scope.account_id}:assumed-role/{role}/vpce-tui",
        account_name=name,
    )


def _reading(scope: Scope, filler: Filler) -> Iterator[CollectEvent]:
    for resource in RESOURCES:
        yield ReadStarted(resource.record, scope)
        coverage = coverage_of(resource.record, scope)
        if coverage.complete:
            for page in _pages(resource, scope, filler):
                yield PageRead(resource.record, scope, page)
        yield ReadEnded(resource.record, scope, coverage)


def _pages(resource: Resource[Record], scope: Scope, filler: Filler) -> Iterator[tuple[Record, ...]]:
    """Yield the pages as the API cuts them."""
    records = _records(resource.record, scope, filler)
    size = resource.read.page_size or DEFAULT_PAGE
    while page := tuple(islice(records, size)):
        yield page


def _records(record_type: type[Record], scope: Scope, filler: Filler) -> Iterator[Record]:
    yield from base_lists()[record_type, scope]
    if scope != NETWORK_OFF:
        yield from filler.records(record_type, scope)
