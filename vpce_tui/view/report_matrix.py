"""How does a report tell which subnet reaches which service, and why some do not?

A table of subnets × services in words of a few letters, and a table of reasons with an interface to trace for each.
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.questions import Cell as Reach
from vpce_tui.reach.questions import matrix, services_in_use
from vpce_tui.resources.subnet import Subnet
from vpce_tui.view.matrix import cell_run, cell_says
from vpce_tui.view.report_parts import Cell, Column, Section, Selection
from vpce_tui.view.text import UNICODE_SIGNS as SIGNS

LEGEND = (
    "if: interface endpoint, gw: gateway endpoint, nat: NAT gateway, igw: internet gateway, –: no way there, "
    f"{SIGNS.not_usable}: blocked, {SIGNS.unknown}: unknown, {SIGNS.warning}: interfaces of the subnet differ, "
    f"{SIGNS.not_applicable}: no interface to ask for"
)


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
    table = Section(
        key="matrix",
        title="Who reaches which service",
        says=LEGEND,
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
    return table, _reasons((subnets[key], cell) for key, cells in rows.items() for cell in cells.values())


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
    return Section(
        key="reasons",
        title="Why not",
        says="The first reason of each kind; a trace of the interface named tells all of them." if grouped else "",
        columns=(
            Column("vpc", "VPC"),
            Column("verdict", "Verdict"),
            Column("code", "Code"),
            Column("subnets", "Subnets"),
            Column("services", "Services"),
            Column("reason", "For example"),
            Column("example", "Trace this"),
            Column("exampleService", "to"),
        ),
        rows=tuple(
            (
                Cell(vpc_id),
                Cell(sign, "bad" if sign == SIGNS.not_usable else "unknown"),
                Cell(code),
                Cell(str(len({cell.subnet_id for cell in found}))),
                Cell(" ".join(dict.fromkeys(cell.service for cell in found))),
                Cell(found[0].reason),
                Cell(found[0].example),
                Cell(found[0].service),
            )
            for (vpc_id, sign, code), found in grouped.items()
        ),
        empty="Every subnet with an interface reaches every service that has an endpoint.",
    )
