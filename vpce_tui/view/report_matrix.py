"""How does a report tell which subnet reaches which service, and why some do not?

A table of subnets × services in words of a few letters, and a table of reasons with an interface to trace for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.questions import Cell as Reach
from vpce_tui.reach.questions import matrix, services_in_use
from vpce_tui.resources.subnet import Subnet
from vpce_tui.view.matrix import cell_run, cell_says
from vpce_tui.view.matrix_legend import legend
from vpce_tui.view.report_parts import Cell, Column, Field, Section, Selection, table
from vpce_tui.view.text import UNICODE_SIGNS as SIGNS


def matrix_sections(topology: Topology, chosen: Selection) -> tuple[Section, ...]:
    """Return the table and its reasons. Costs a trace for each class of interfaces and service."""
    services = services_in_use(topology)
    subnets = {subnet.subnet_id: subnet for subnet in topology.records(Subnet) if chosen.has_vpc(subnet.vpc_id)}
    rows: dict[str, dict[str, Reach]] = {}
    for scope in _scopes(topology, chosen):
        for progress in matrix(topology, services, scope=scope):
            for cell in progress.cells:
                if cell.subnet_id in subnets:
                    known = rows.setdefault(cell.subnet_id, {}).get(cell.service)
                    # A shared subnet is judged once for each account that sees it: the one with clients speaks.
                    if known is None or not known.clients:
                        rows[cell.subnet_id][cell.service] = cell
    ways = Section(
        key="matrix",
        title="Who reaches which service",
        says=", ".join(f"{word}: {meaning}" for word, meaning in legend(SIGNS)),
        columns=(
            Column("vpc", "VPC"),
            Column("subnet", "Subnet"),
            Column("name", "Name"),
            *(Column(_key(service), service) for service in services),
        ),
        rows=tuple(
            (
                Cell(subnets[subnet_id].vpc_id or ""),
                Cell(subnet_id, "accent"),
                Cell(subnets[subnet_id].name_tag),
                *(shown(cells[service]) for service in services),
            )
            for subnet_id, cells in rows.items()
        ),
        empty="No subnet was read.",
    )
    return ways, _reasons((subnets[key], cell) for key, cells in rows.items() for cell in cells.values())


def _key(service: str) -> str:
    """Return the column's key: the label, unless a service is called like one of the other columns."""
    return f"service {service}" if service in ("vpc", "subnet", "name") else service


def _scopes(topology: Topology, chosen: Selection) -> list[Scope | None]:
    """Return the scopes that the selection stands in; None, which is all, where nothing was selected."""
    if not chosen.vpc_ids:
        return [None]
    return list(dict.fromkeys(scope for scope, subnet in topology.located(Subnet) if chosen.has_vpc(subnet.vpc_id)))


def shown(cell: Reach) -> Cell:
    """Return a cell's word as the matrix of the screen has it, with its reason."""
    word, style = cell_run(cell)
    return Cell(word, style, cell_says(cell))


def _reasons(cells: Iterable[tuple[Subnet, Reach]]) -> Section:
    """Return the reasons, those of one VPC with one code together: their sentences differ in ids and addresses only."""
    grouped: dict[tuple[str, str, str], list[Reach]] = {}
    for subnet, cell in cells:
        if cell.reason:
            sign = SIGNS.not_usable if cell.not_reachable else SIGNS.unknown
            grouped.setdefault((subnet.vpc_id or "", sign, cell.code), []).append(cell)
    says = "The first reason of each kind; a trace of the interface named tells all of them." if grouped else ""
    empty = "Every subnet with an interface reaches every service that has an endpoint."
    return table("reasons", "Why not", _REASON_FIELDS, grouped.items(), says=says, empty=empty)


_Reasons = tuple[tuple[str, str, str], list[Reach]]
"""VPC, sign and code, and the cells that they hold for."""

_REASON_FIELDS: Sequence[Field[_Reasons]] = (
    Field("vpc", "VPC", lambda row: Cell(row[0][0])),
    Field("verdict", "Verdict", lambda row: Cell(row[0][1], "bad" if row[0][1] == SIGNS.not_usable else "unknown")),
    Field("code", "Code", lambda row: Cell(row[0][2])),
    Field("subnets", "Subnets", lambda row: Cell(str(len({cell.subnet_id for cell in row[1]})))),
    Field("services", "Services", lambda row: Cell(" ".join(dict.fromkeys(cell.service for cell in row[1])))),
    Field("reason", "For example", lambda row: Cell(row[1][0].reason)),
    Field("example", "Trace this", lambda row: Cell(row[1][0].example)),
    Field("exampleService", "to", lambda row: Cell(row[1][0].service)),
)
