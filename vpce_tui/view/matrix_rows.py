"""How do the rows of a matrix stand in a table: under their VPC, with how many more a grouped row stands for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vpce_tui.reach.questions import Cell
from vpce_tui.view.lines import counted
from vpce_tui.view.matrix import Change, MatrixRow, cell_run, cell_says
from vpce_tui.view.names import Names
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, StyleName
from vpce_tui.view.trace_signs import arrow
from vpce_tui.view.tree import Node


@dataclass(frozen=True, slots=True)
class VpcHeading:
    """The row above the rows of a VPC."""

    vpc_id: str
    text: str


def row_id(row: MatrixRow) -> str:
    return f"{row.scope}|{row.record_id}"


def matrix_nodes(rows: Iterable[MatrixRow], names: Names) -> list[Node]:
    """Return the rows as nodes, each VPC's below its heading; `rows` are sorted already."""
    nodes: list[Node] = []
    place: object = None
    for row in rows:
        if (row.scope, row.vpc_id) != place:
            place = (row.scope, row.vpc_id)
            text = f"{names.of(row.vpc_id)} {row.vpc_id or 'VPC not read'}  {row.scope}".strip()
            nodes.append(Node(f"{row.scope}|{row.vpc_id}|vpc", VpcHeading(row.vpc_id, text)))
        nodes.append(Node(row_id(row), row))
    return nodes


def name_runs(node: Node) -> list[Run]:
    """Return the first cell of a row."""
    if isinstance(node.item, VpcHeading):
        return [(node.item.text, "heading")]
    row: MatrixRow = node.item
    runs: list[Run] = [(f"  {row.name or row.record_id}", "plain")]
    if row.also:
        runs.append((f" +{row.also}", "accent"))
    runs.append((f"  {row.zone.rpartition('-')[2]}  {row.cidr}", "muted"))
    return runs


def cell_at(row: MatrixRow, service: str) -> Cell | None:
    return next((cell for cell in row.cells if cell.service == service), None)


def service_run(
    node: Node, service: str, changed: Mapping[tuple[str, str], Change] | None, signs: Signs = UNICODE_SIGNS
) -> Run:
    """Return the word of a cell; with `changed` what it becomes, and the unchanged ones dimmed."""
    if isinstance(node.item, VpcHeading):
        return "", "plain"
    cell = cell_at(node.item, service)
    if cell is None:
        return "", "plain"
    word, style = cell_run(cell, signs)
    if changed is None:
        return word, style
    change = changed.get((node.id, service))
    if change is None:
        return word, "muted"
    after, _ = cell_run(change.after, signs)
    meaning: StyleName = "good" if change.gains else "bad" if change.loses else "warn"
    return f"{word}{arrow(signs)}{after}", meaning


def footer(node: Node | None, service: str, change: Change | None, signs: Signs = UNICODE_SIGNS) -> str:
    """Return what is said about the cell under the cursor."""
    if node is None or isinstance(node.item, VpcHeading):
        return "move to a subnet; left and right choose the service"
    cell = cell_at(node.item, service)
    if cell is None:
        return ""
    row: MatrixRow = node.item
    more = f" and {counted(row.also, 'row')} alike" if row.also else ""
    told = f"{row.name or row.record_id}{more} {arrow(signs)} {cell_says(cell, signs)}"
    if change is not None:
        told += f"   after the change: {cell_says(change.after, signs)}"
    return told
