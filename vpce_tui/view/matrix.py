"""Which subnet, or which interface, reaches which service, and by which way?

The rows of a heat map: a cell is a word of a few letters (`if` interface endpoint, `gw` gateway endpoint, `nat`, `igw`,
`–` no way there, `✗` blocked, `?` unknown, `▲` where interfaces of one row differ), and its colour repeats the word.
Rows are made a subnet at a time, so that a screen can show how far it is and stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from vpce_tui.errors import UnknownAnswerError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import ExplanationCode as Code
from vpce_tui.reach import Outcome, Trace, Verdict
from vpce_tui.reach.clients import ClientClass, client_classes
from vpce_tui.reach.questions import Cell, matrix, services_in_use, what_can_it_reach
from vpce_tui.reach.world import world_of
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs

WAYS: Final = {
    "interfaceEndpoint": "if",
    "gatewayEndpoint": "gw",
    "natGateway": "nat",
    "internetGateway": "igw",
    "egressOnlyInternetGateway": "eigw",
    "transitGateway": "tgw",
    "peering": "pcx",
    "vpnGateway": "vpn",
    "local": "vpc",
}
"""How a service is reached, in a word of a few letters."""
NO_WAY_SIGN: Final = "–"
"""Stands where there is no way; a terminal without it shows a hyphen."""

_NO_WAY: Final = frozenset({Code.NO_ROUTE_TO_DESTINATION, Code.VPCE_NO_ENDPOINT})


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What the clients of one subnet, or one interface, get from each service."""

    scope: Scope
    vpc_id: str
    subnet_id: str
    zone: str
    name: str
    cidr: str
    cells: tuple[Cell, ...]
    interface_id: str = ""
    """Set where a row is an interface."""
    also: int = 0
    """Rows with equal cells that this one stands for, beside itself."""

    @property
    def record_id(self) -> str:
        return self.interface_id or self.subnet_id

    def example_of(self, cell: Cell) -> str:
        """Return the interface to trace for a cell; empty where there is none."""
        return self.interface_id or cell.example

    @property
    def has_trouble(self) -> bool:
        """Say whether some client does not reach some service, or nobody knows."""
        return any(cell.not_reachable or cell.unknown for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far a matrix is: the rows that became known, and the traces made of all."""

    rows: tuple[MatrixRow, ...]
    done: int
    total: int


def services_of(topology: Topology, words: str = "") -> tuple[str, ...]:
    """Return the services of the columns: those named (`s3,ssm`), else those in use."""
    named = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    return named or services_in_use(topology)


def sweep(topology: Topology, services: tuple[str, ...], *, by_interface: bool = False) -> Iterator[Sweep]:
    """Yield the rows of the matrix as they become known. One trace for each class of clients and service."""
    yield from _by_interface(topology, services) if by_interface else _by_subnet(topology, services)


def _by_subnet(topology: Topology, services: tuple[str, ...]) -> Iterator[Sweep]:
    totals = Counter(clients.scope for clients in client_classes(world_of(topology)))
    total = sum(totals.values()) * len(services)
    before = 0
    for scope in topology.scopes:
        told: set[str] = set()
        try:
            for progress in matrix(topology, services, scope=scope):
                if progress.cells:
                    told.add(progress.cells[0].subnet_id)
                    cells = tuple(_asked(topology, scope, cell) for cell in progress.cells)
                    row = _subnet_row(topology, scope, progress.cells[0].subnet_id, cells)
                    yield Sweep((row,), before + progress.done, total)
        except UnknownAnswerError as error:
            # What one scope did not tell leaves its own cells open, not those of the others.
            rows = _unknown_rows(topology, scope, services, told, error.message)
            yield Sweep(rows, before + totals[scope] * len(services), total)
        before += totals[scope] * len(services)


def _asked(topology: Topology, scope: Scope, cell: Cell) -> Cell:
    """Return the cell, open where nobody could be asked because the interfaces were not read."""
    coverage = topology.coverage(NetworkInterface, scope)
    if cell.clients or coverage.complete or coverage.reason is Reason.REGION_OFF:
        return cell
    reason = f"who stands in {cell.subnet_id} was not read ({coverage.says})"
    return replace(cell, reason=reason, code=str(Code.VPCE_NOT_READ))


def _unknown_rows(
    topology: Topology, scope: Scope, services: tuple[str, ...], told: set[str], reason: str
) -> tuple[MatrixRow, ...]:
    """Return rows in which nothing is known, for the subnets of a scope that have not been told."""
    sizes: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for clients in client_classes(world_of(topology), scope):
        sizes[clients.subnet_id] += clients.size
        examples.setdefault(clients.subnet_id, clients.example.network_interface_id)
    return tuple(
        _subnet_row(
            topology,
            scope,
            subnet_id,
            tuple(_unknown_cell(subnet_id, service, size, examples[subnet_id], reason) for service in services),
        )
        for subnet_id, size in sizes.items()
        if subnet_id not in told
    )


def _unknown_cell(subnet_id: str, service: str, count: int, example: str, reason: str) -> Cell:
    return Cell(subnet_id, service, unknown=count, reason=reason, code=str(Code.VPCE_NOT_READ), example=example)


def _by_interface(topology: Topology, services: tuple[str, ...]) -> Iterator[Sweep]:
    classes = client_classes(world_of(topology))
    for number, clients in enumerate(classes, 1):
        # One tuple for all that are alike: a hundred thousand rows of forty cells each would fill the memory.
        cells = _cells_of(topology, clients, services)
        row = _subnet_row(topology, clients.scope, clients.subnet_id, cells)
        rows = tuple(_interface_row(topology, row, member) for member in clients.interface_ids)
        yield Sweep(rows, number * len(services), len(classes) * len(services))


def _cells_of(topology: Topology, clients: ClientClass, services: tuple[str, ...]) -> tuple[Cell, ...]:
    try:
        found = tuple(what_can_it_reach(clients.example, topology, services))
    except UnknownAnswerError as error:
        example = clients.example.network_interface_id
        return tuple(_unknown_cell(clients.subnet_id, service, 1, example, error.message) for service in services)
    return tuple(_cell(clients.subnet_id, service, trace) for service, trace in found)


def _subnet_row(topology: Topology, scope: Scope, subnet_id: str, cells: tuple[Cell, ...]) -> MatrixRow:
    subnet = topology.find(Subnet, subnet_id, scope)
    if isinstance(subnet, Absent):
        return MatrixRow(scope, "", subnet_id, "", "", "", cells)
    zone = subnet.availability_zone_id or subnet.availability_zone or ""
    return MatrixRow(scope, subnet.vpc_id or "", subnet_id, zone, subnet.name_tag, subnet.cidr_block or "", cells)


def _interface_row(topology: Topology, home: MatrixRow, interface_id: str) -> MatrixRow:
    interface = topology.find(NetworkInterface, interface_id, home.scope)
    name = address = ""
    if not isinstance(interface, Absent):
        name, address = interface.name_tag or interface.description or "", interface.private_ip_address or ""
    return MatrixRow(
        home.scope,
        home.vpc_id,
        home.subnet_id,
        home.zone,
        name,
        address,
        home.cells,
        interface_id,
    )


def _cell(subnet_id: str, service: str, trace: Trace) -> Cell:
    trouble = next((step for step in trace.steps if step.verdict is Outcome.BLOCK), None)
    trouble = trouble or next((step for step in trace.steps if step.verdict is Outcome.UNKNOWN), None)
    reached = trace.verdict is Verdict.REACHABLE
    return Cell(
        subnet_id,
        service,
        reachable=int(reached),
        not_reachable=int(trace.verdict is Verdict.NOT_REACHABLE),
        unknown=int(trace.verdict is Verdict.UNKNOWN),
        via=trace.via if reached else None,
        reason=trouble.text if trouble and not reached else "",
        code=str(trouble.code) if trouble and not reached else "",
        example=trace.flow.source,
    )


def cell_run(cell: Cell, signs: Signs = UNICODE_SIGNS) -> Run:
    """Return the word of a cell and the style that repeats it."""
    if not cell.clients:
        return (signs.unknown, "unknown") if cell.reason else (signs.not_applicable, "muted")
    if cell.verdict is Verdict.REACHABLE or (cell.verdict is None and cell.reachable):
        way = WAYS.get(cell.via.kind, cell.via.kind) if cell.via else "yes"
        if cell.verdict is None:
            return f"{way}{signs.warning}", "warn"
        return way, "good" if way in ("if", "gw") else "number"
    if cell.verdict is Verdict.UNKNOWN:
        return signs.unknown, "unknown"
    if cell.code in _NO_WAY and not cell.unknown:
        return ("-" if signs.cursor.isascii() else NO_WAY_SIGN), "bad"
    return signs.not_usable, "bad"


def cell_says(cell: Cell, signs: Signs = UNICODE_SIGNS) -> str:
    """Return one sentence about a cell: how many reach the service, and the first reason of those that do not."""
    word, _ = cell_run(cell, signs)
    if not cell.clients:
        return f"{cell.service} {word}  {cell.reason or f'no interface in {cell.subnet_id} to ask for'}"
    told = [
        f"{count:,} {says}"
        for count, says in (
            (cell.reachable, "reach it"),
            (cell.not_reachable, "do not"),
            (cell.unknown, "unknown"),
        )
        if count
    ]
    counts = f"{', '.join(told)}: " if len(told) > 1 else ""
    via = f"through {cell.via.kind} {cell.via.id}".rstrip() if cell.via else ""
    return f"{cell.service} {word}  {counts}{'; '.join(part for part in (via, cell.reason) if part)}"


def grouped(rows: Iterable[MatrixRow], signs: Signs = UNICODE_SIGNS) -> list[MatrixRow]:
    """Return one row for the rows of a VPC whose cells read alike, with how many more it stands for."""
    found: dict[tuple[object, ...], list[MatrixRow]] = {}
    for row in rows:
        words = tuple(cell_run(cell, signs)[0] for cell in row.cells)
        found.setdefault((row.scope, row.vpc_id, words), []).append(row)
    return [
        MatrixRow(
            first.scope,
            first.vpc_id,
            first.subnet_id,
            first.zone,
            first.name,
            first.cidr,
            first.cells,
            first.interface_id,
            len(alike) - 1,
        )
        for alike in found.values()
        for first in alike[:1]
    ]


def sorted_rows(rows: Iterable[MatrixRow]) -> list[MatrixRow]:
    """Return the rows by account, Region, VPC, zone and name."""
    return sorted(rows, key=lambda row: (row.scope, row.vpc_id, row.zone, row.name, row.record_id))


def verdict_of_rows(rows: Iterable[MatrixRow]) -> Verdict:
    """Return what a matrix amounts to: one client that does not reach a service decides, else one unknown."""
    verdict = Verdict.REACHABLE
    for row in rows:
        for cell in row.cells:
            if cell.not_reachable:
                return Verdict.NOT_REACHABLE
            if cell.unknown:
                verdict = Verdict.UNKNOWN
    return verdict


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that reads otherwise after an edit."""

    row: MatrixRow
    service: str
    before: Cell
    after: Cell

    @property
    def gains(self) -> bool:
        """Say whether more clients reach the service than before; as many by another way is neither gain nor loss."""
        return self.after.reachable > self.before.reachable

    @property
    def loses(self) -> bool:
        return self.after.reachable < self.before.reachable


def changes(before: Iterable[MatrixRow], after: Iterable[MatrixRow]) -> list[Change]:
    """Return the cells that differ in who reaches the service, or how. Rows are matched by what they are about."""
    later = {(row.scope, row.record_id): row for row in after}
    found = []
    for row in before:
        other = later.get((row.scope, row.record_id))
        cells = {cell.service: cell for cell in other.cells} if other else {}
        for cell in row.cells:
            now = cells.get(cell.service)
            if now is not None and _answer(now) != _answer(cell):
                found.append(Change(row, cell.service, cell, now))
    return found


def _answer(cell: Cell) -> tuple[object, ...]:
    return cell.reachable, cell.not_reachable, cell.unknown, cell.via
