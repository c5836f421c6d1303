"""What do the differences between two topologies mean: who reaches which service now, or no longer, and by which hop?

Only what can have changed is traced: the cells of Regions in which something differs that a trace reads. Both sides
are traced with the same rules, subnet by service, as the matrix does; of each cell that differs one interface is traced
once more on both sides, to name the hop that decides. Cells whose subnet, or whose clients, are on one side only have
no change to tell: the records themselves do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vpce_tui.errors import VpceTuiError
from vpce_tui.model.diff import Change, ChangeKind, Diff
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Trace, Verdict
from vpce_tui.reach.clients import client_classes
from vpce_tui.reach.questions import Cell, matrix, services_in_use
from vpce_tui.reach.steps import Outcome, Step, Via
from vpce_tui.reach.tracer import trace_in
from vpce_tui.reach.world import World, world_of
from vpce_tui.resources.availability_zone import AvailabilityZone
from vpce_tui.resources.flow_log import FlowLog
from vpce_tui.resources.stale_security_group import StaleSecurityGroup
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

MOST_TRACES: Final = 20_000
"""About six seconds; beyond that the reader is told how to ask for it all the same."""

MOST_EXAMPLES: Final = 300
"""Cells whose deciding hop is looked for; a change that closes more of them is named by the first."""

MIXED: Final = "mixed"
"""The verdict of a cell whose clients differ."""

_UNTRACED_TYPES: Final = (FlowLog, AvailabilityZone, StaleSecurityGroup)
_UNTRACED_MEMBERS: Final = frozenset(
    {
        *("Tags", "TagSet", "CreationTimestamp", "CreationTime", "CreateTime", "LaunchTime", "AvailableIpAddressCount"),
        *("MacAddress", "ClientToken", "UsageOperationUpdateTime", "LastUpdatedTimestamp", "RequesterId"),
    }
)


@dataclass(frozen=True, slots=True)
class Side:
    """What a cell was at one of the two moments."""

    verdict: str
    """`reachable`, `notReachable`, `unknown`, or `mixed`."""
    via: Via | None = None
    reason: str = ""
    code: str = ""

    def members(self) -> dict[str, Any]:
        via = {"kind": self.via.kind, "id": self.via.id} if self.via else None
        return {"verdict": self.verdict, "via": via, "reason": self.reason, "code": self.code}


@dataclass(frozen=True, slots=True)
class Hop:
    """The step that makes the difference."""

    side: str
    """`before` or `after`: the moment at which it stands in the way."""
    component: str
    rule: str
    text: str
    code: str

    def members(self) -> dict[str, str]:
        names = ("side", "component", "rule", "text", "code")
        return {name: str(getattr(self, name)) for name in names}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A subnet whose clients reach a service otherwise than before."""

    scope: Scope
    subnet_id: str
    service: str
    before: Side
    after: Side
    hop: Hop | None = None

    @property
    def verdict_changed(self) -> bool:
        """Else only the way there is another."""
        return self.before.verdict != self.after.verdict

    def members(self) -> dict[str, Any]:
        """Return the change with the member names of `vpce-tui diff --json`."""
        return {
            "scope": str(self.scope),
            "subnet": self.subnet_id,
            "service": self.service,
            "before": self.before.members(),
            "after": self.after.members(),
            "hop": self.hop.members() if self.hop else None,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """How far the comparison is, and what was found since the last word."""

    done: int
    """Traces made."""
    total: int
    changes: tuple[CellChange, ...] = ()
    note: str = ""
    """Why nothing is compared, where that is so."""


def compared_cells(
    before: Topology, after: Topology, found: Diff, *, most_traces: int = MOST_TRACES
) -> Iterator[Compared]:
    """Yield the cells that differ, and between them how far the comparison is.

    One side is traced to its end, then the other: what is remembered of a topology serves all its traces. Until then
    the other side is taken to need as many.
    """
    scopes = touched_scopes(before, after, found)
    if not scopes:
        yield Compared(0, 0, note="" if not found.changes else "nothing that differs is read by a trace")
        return
    services = {scope: sorted({*services_in_use(before, scope), *services_in_use(after, scope)}) for scope in scopes}
    old_world = world_of(before)
    first = _traces_needed(old_world, services)
    if 2 * first > most_traces:
        yield Compared(0, 2 * first, note=f"who reaches what was not compared: it takes about {2 * first:,} traces")
        return
    done, old = 0, dict[tuple[Scope, str, str], Cell]()
    for scope in scopes:
        for progress in matrix(before, services[scope], scope=scope):
            old |= {(scope, cell.subnet_id, cell.service): cell for cell in progress.cells}
            yield Compared(done + progress.done, 2 * first)
        done += _traces_needed(old_world, {scope: services[scope]})
    new_world = world_of(after)
    examples = _Examples(old_world, new_world)
    total = first + _traces_needed(new_world, services)
    for scope in scopes:
        for progress in matrix(after, services[scope], scope=scope):
            yield Compared(done + progress.done, total, tuple(_changes(scope, old, progress.cells, examples)))
        done += _traces_needed(new_world, {scope: services[scope]})


def _traces_needed(world: World, services: Mapping[Scope, Sequence[str]]) -> int:
    return sum(len(client_classes(world, scope)) * len(wanted) for scope, wanted in services.items())


def touched_scopes(before: Topology, after: Topology, found: Diff) -> list[Scope]:
    """Return the scopes, known on both sides, whose traces can have changed.

    A Region's VPCs may be joined across accounts, so that a change in one account can close a way in another; Regions
    are apart unless a peering joins some.
    """
    regions = {change.scope.region for change in found.changes if _is_traced(change)}
    regions |= {
        unsure.scope.region
        for unsure in found.unsure
        if unsure.before.complete != unsure.after.complete and unsure.record_type not in _UNTRACED_TYPES
    }
    if regions and any(map(_joins_regions, (before, after))):
        regions = {scope.region for scope in after.scopes}
    known = set(before.scopes)
    return [scope for scope in after.scopes if scope.region in regions and scope in known]


def _is_traced(change: Change) -> bool:
    if change.record_type in _UNTRACED_TYPES:
        return False
    if change.kind is not ChangeKind.CHANGED:
        return True
    return any(member.member.partition(".")[0] not in _UNTRACED_MEMBERS for member in change.members)


def _joins_regions(topology: Topology) -> bool:
    for peering in topology.records(VpcPeeringConnection):
        ends = (peering.accepter_vpc_info, peering.requester_vpc_info)
        if len({end.region for end in ends if end is not None}) > 1:
            return True
    return any(item.resource_type == "peering" for item in topology.records(TransitGatewayAttachment))


def _changes(
    scope: Scope, old: Mapping[tuple[Scope, str, str], Cell], cells: tuple[Cell, ...], examples: _Examples
) -> Iterator[CellChange]:
    for cell in cells:
        earlier = old.get((scope, cell.subnet_id, cell.service))
        if earlier is None or not earlier.clients or not cell.clients:
            continue
        before, after = _side(earlier), _side(cell)
        if before.verdict != after.verdict or (after.verdict == Verdict.REACHABLE and before.via != after.via):
            yield CellChange(
                scope, cell.subnet_id, cell.service, before, after, examples.hop(earlier, cell, before, after)
            )


def _side(cell: Cell) -> Side:
    verdict = str(cell.verdict) if cell.verdict is not None else MIXED
    return Side(verdict, cell.via, cell.reason, cell.code)


class _Examples:
    """Traces of one interface of a cell, on both sides, for the hop that decides."""

    def __init__(self, before: World, after: World) -> None:
        self._worlds = {"before": before, "after": after}
        self._left = MOST_EXAMPLES

    def hop(self, earlier: Cell, later: Cell, before: Side, after: Side) -> Hop | None:
        """Return the step that stands in the way now, or stood there; where only the way is another, where it parts."""
        side = "before" if after.verdict == Verdict.REACHABLE != before.verdict else "after"
        cell = earlier if side == "before" else later
        self._left -= 1
        if self._left < 0:
            return Hop(side, "", "", cell.reason, cell.code) if cell.reason else None
        found = self._trace(side, cell.example, cell.service)
        other = self._trace("after" if side == "before" else "before", cell.example, cell.service)
        step = _parting(found, other) if before.verdict == after.verdict else _deciding(found, other)
        return Hop(side, step.component, step.rule, step.text, str(step.code)) if step is not None else None

    def _trace(self, side: str, interface_id: str, service: str) -> Trace | None:
        try:
            return trace_in(self._worlds[side], Flow(interface_id, service))
        except VpceTuiError:
            return None  # the interface stands on the other side only


def _deciding(found: Trace | None, other: Trace | None) -> Step | None:
    """Return the first step that does not let it pass and that the other side does not have alike."""
    if found is None:
        return None
    alike = {_key(step) for step in other.steps} if other is not None else set()
    refusing = [step for outcome in (Outcome.BLOCK, Outcome.UNKNOWN) for step in found.steps if step.verdict is outcome]
    return next((step for step in refusing if _key(step) not in alike), refusing[0] if refusing else None)


def _parting(found: Trace | None, other: Trace | None) -> Step | None:
    """Return the first step at which another thing, or another rule of it, has its say than on the other side."""
    if found is None or other is None:
        return None
    alike = {(step.direction, step.stage, step.component, step.rule) for step in other.steps}
    return next(
        (step for step in found.steps if (step.direction, step.stage, step.component, step.rule) not in alike), None
    )


def _key(step: Step) -> tuple[str, ...]:
    return (step.direction, step.stage, step.component, step.verdict, step.code)
