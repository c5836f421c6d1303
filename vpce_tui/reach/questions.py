"""What can it reach, who can reach this, and who reaches what?

Questions about many flows at once. Each is a generator, so that a worker can show how far it is and stop it between two
traces; interfaces that every filter and route treats alike are judged once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.clients import ClientClass, client_classes
from vpce_tui.reach.flow import Destination, Flow, Source, primary_address, resolve_destination
from vpce_tui.reach.question import question_from
from vpce_tui.reach.steps import Outcome, Trace, Verdict, Via
from vpce_tui.reach.tracer import answer
from vpce_tui.reach.world import World, world_of
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type, service_label

ALWAYS_ASKED = ("s3", "dynamodb")


@dataclass(frozen=True, slots=True)
class Reached:
    """What clients of one class get."""

    clients: ClientClass
    destination: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether the clients of a subnet reach a service; how many do, how many do not."""

    subnet_id: str
    service: str
    reachable: int = 0
    not_reachable: int = 0
    unknown: int = 0
    via: Via | None = None
    """How the first that reach it do, or would."""
    reason: str = ""
    """Why the first that do not reach it do not."""
    code: str = ""
    example: str = ""
    """An interface to trace for the reason: one that does not reach it where there is one."""

    @property
    def verdict(self) -> Verdict | None:
        """What all the clients have in common; None where they differ, or there are none."""
        counts = {
            Verdict.REACHABLE: self.reachable,
            Verdict.NOT_REACHABLE: self.not_reachable,
            Verdict.UNKNOWN: self.unknown,
        }
        found = [verdict for verdict, count in counts.items() if count]
        return found[0] if len(found) == 1 else None

    @property
    def clients(self) -> int:
        return self.reachable + self.not_reachable + self.unknown


@dataclass(frozen=True, slots=True)
class MatrixProgress:
    """How far a matrix is, and the cells that became known since the last word."""

    done: int
    """Traces made."""
    total: int
    cells: tuple[Cell, ...] = ()


def services_in_use(topology: Topology, scope: Scope | None = None) -> tuple[str, ...]:
    """Return the labels of AWS's services that have endpoints, and S3 and DynamoDB, sorted."""
    found = {
        service_label(endpoint.service_name)
        for endpoint in topology.records(VpcEndpoint, scope)
        if endpoint.service_name
        and ".vpce-svc-" not in endpoint.service_name
        and not is_type(endpoint, "GatewayLoadBalancer")
    }
    return tuple(sorted({*found, *ALWAYS_ASKED}))


def what_can_it_reach(
    interface: NetworkInterface, topology: Topology, services: Iterable[str] | None = None
) -> Iterator[tuple[str, Trace]]:
    """Yield each service with the trace from an interface to it; by default those in use in its scope."""
    world = world_of(topology)
    scope = world.scope_of(interface, topology.scopes[0])
    source = _source(scope, interface)
    for service in services_in_use(topology, scope) if services is None else services:
        yield service, _trace(world, source, service, _destination(world, service, scope.region))


def who_can_reach(
    endpoint: VpcEndpoint, topology: Topology, *, port: int | None = None, scope: Scope | None = None
) -> Iterator[Reached]:
    """Yield each class of clients with the trace to an endpoint, of one scope or of all."""
    world = world_of(topology)
    destination = Destination(endpoint.vpc_endpoint_id, endpoint=endpoint)
    for clients in client_classes(world, scope):
        source = _source(clients.scope, clients.example)
        found = _trace(world, source, endpoint.vpc_endpoint_id, destination, port)
        yield Reached(clients, endpoint.vpc_endpoint_id, found)


def matrix(
    topology: Topology, services: Iterable[str] | None = None, *, scope: Scope | None = None
) -> Iterator[MatrixProgress]:
    """Yield the cells of subnets × services as they become known, a subnet at a time.

    A subnet without clients gets cells that count nobody.
    """
    world = world_of(topology)
    wanted = tuple(services_in_use(topology, scope) if services is None else services)
    by_subnet: dict[tuple[Scope, str], list[ClientClass]] = {
        (found, subnet.subnet_id): [] for found, subnet in topology.located(Subnet) if scope is None or found == scope
    }
    classes = client_classes(world, scope)
    for clients in classes:
        by_subnet.setdefault((clients.scope, clients.subnet_id), []).append(clients)
    total, done = len(classes) * len(wanted), 0
    for (found, subnet_id), present in by_subnet.items():
        cells = _cells(world, found, subnet_id, wanted, present)
        done += len(present) * len(wanted)
        yield MatrixProgress(done, total, cells)


def _cells(
    world: World, scope: Scope, subnet_id: str, services: Sequence[str], present: Iterable[ClientClass]
) -> tuple[Cell, ...]:
    """Return a subnet's cells; client by client, as a client's traces have most in common."""
    tallies = [_Tally() for _ in services]
    destinations = [_destination(world, service, scope.region) for service in services]
    for clients in present:
        source = _source(scope, clients.example)
        for service, destination, tally in zip(services, destinations, tallies, strict=True):
            tally.add(clients, _trace(world, source, service, destination, brief=True))
    return tuple(tally.cell(subnet_id, service) for service, tally in zip(services, tallies, strict=True))


@dataclass(slots=True)
class _Tally:
    """A cell that is being counted."""

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    via: Via | None = None
    reason: str = ""
    code: str = ""
    example: str = ""

    def add(self, clients: ClientClass, found: Trace) -> None:
        self.counts[found.verdict] += clients.size
        if found.verdict is Verdict.REACHABLE:
            self.via = self.via or found.via
            self.example = self.example or clients.example.network_interface_id
        elif not self.reason:
            self.reason, self.code = _reason(found)
            self.example = clients.example.network_interface_id

    def cell(self, subnet_id: str, service: str) -> Cell:
        return Cell(
            subnet_id,
            service,
            self.counts[Verdict.REACHABLE],
            self.counts[Verdict.NOT_REACHABLE],
            self.counts[Verdict.UNKNOWN],
            self.via,
            self.reason,
            self.code,
            self.example,
        )


def _reason(found: Trace) -> tuple[str, str]:
    for outcome in (Outcome.BLOCK, Outcome.UNKNOWN):
        for step in found.steps:
            if step.verdict is outcome:
                return step.text, str(step.code)
    return "", ""


def _destination(world: World, service: str, region: str) -> Destination:
    return world.remember(("destination", service, region), lambda: resolve_destination(world, service, region))


def _source(scope: Scope, interface: NetworkInterface) -> Source:
    return Source(interface, scope, primary_address(interface))


def _trace(
    world: World,
    source: Source,
    words: str,
    destination: Destination,
    port: int | None = None,
    *,
    brief: bool = False,
) -> Trace:
    flow = Flow(source.interface.network_interface_id, words, port=port)
    return answer(world, question_from(world, flow, source, destination), brief=brief)
