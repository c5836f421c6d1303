"""How is a matrix written for other programs: as JSON, as CSV, as plain text?

JSON has one object a row with its cells; CSV one line a cell, so that a spreadsheet can pivot it. A text that a
spreadsheet would run as a formula is quoted with an apostrophe: names come from other people.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from vpce_tui.reach.questions import Cell
from vpce_tui.view.matrix import MatrixRow, cell_run
from vpce_tui.view.text import UNICODE_SIGNS, Signs, cell_width, printable

FORMAT: Final = "vpce-tui/matrix/1"

CSV_HEADER: Final = (
    "account",
    "region",
    "vpc",
    "subnet",
    "interface",
    "name",
    "availabilityZone",
    "cidr",
    "service",
    "verdict",
    "viaKind",
    "viaId",
    "reachable",
    "notReachable",
    "unknown",
    "code",
    "reason",
    "example",
)

_NAME: Final = 40
"""Characters of a name in the table."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def matrix_members(rows: Iterable[MatrixRow], services: tuple[str, ...], *, by_interface: bool) -> dict[str, Any]:
    """Return the matrix as one JSON object."""
    return {
        "format": FORMAT,
        "by": "interface" if by_interface else "subnet",
        "services": list(services),
        "rows": [_row_members(row) for row in rows],
    }


def _row_members(row: MatrixRow) -> dict[str, Any]:
    return {
        "account": row.scope.account_id,
        "region": row.scope.region,
        "vpc": row.vpc_id,
        "subnet": row.subnet_id,
        "interface": row.interface_id,
        "name": row.name,
        "availabilityZone": row.zone,
        "cidr": row.cidr,
        "cells": [_cell_members(cell, row.example_of(cell)) for cell in row.cells],
    }


def _cell_members(cell: Cell, example: str) -> dict[str, Any]:
    return {
        "service": cell.service,
        "verdict": verdict_word(cell),
        "via": {"kind": cell.via.kind, "id": cell.via.id} if cell.via else None,
        "reachable": cell.reachable,
        "notReachable": cell.not_reachable,
        "unknown": cell.unknown,
        "code": cell.code,
        "reason": cell.reason,
        "example": example,
    }


def verdict_word(cell: Cell) -> str:
    """Return `reachable`, `notReachable`, `unknown`; `mixed` where clients differ, `noClients` where there are none."""
    if not cell.clients:
        return "unknown" if cell.reason else "noClients"
    return "mixed" if cell.verdict is None else str(cell.verdict)


def csv_rows(rows: Iterable[MatrixRow]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the CSV form behind `CSV_HEADER`, one a cell."""
    for row in rows:
        scope = (row.scope.account_id, row.scope.region)
        lead = (*scope, row.vpc_id, row.subnet_id, row.interface_id, row.name, row.zone, row.cidr)
        for cell in row.cells:
            via = (cell.via.kind, cell.via.id) if cell.via else ("", "")
            counts = (str(cell.reachable), str(cell.not_reachable), str(cell.unknown))
            texts = (
                *lead,
                cell.service,
                verdict_word(cell),
                *via,
                *counts,
                cell.code,
                cell.reason,
                row.example_of(cell),
            )
            yield tuple(_harmless(text) for text in texts)


def csv_text(rows: Iterable[MatrixRow]) -> str:
    """Return the whole CSV form with its header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    writer.writerows(csv_rows(rows))
    return buffer.getvalue()


def _harmless(text: str) -> str:
    shown = printable(text)
    return f"'{shown}" if text.startswith(_FORMULA) else shown


def matrix_text(rows: Iterable[MatrixRow], services: tuple[str, ...], signs: Signs = UNICODE_SIGNS) -> Iterator[str]:
    """Yield the lines of a table: rows under their VPC, a column for each service."""
    rows = list(rows)
    titles = [printable(_title(row)) for row in rows]
    first = max([10, *(cell_width(title) + 2 for title in titles)])
    widths = [max(5, len(service)) for service in services]
    header = "  ".join(service.ljust(width) for service, width in zip(services, widths, strict=True))
    yield f"{'SUBNET':<{first}}  {header}".rstrip()
    place: object = None
    for row, title in zip(rows, titles, strict=True):
        if (row.scope, row.vpc_id) != place:
            place = (row.scope, row.vpc_id)
            yield printable(f"{row.vpc_id or 'VPC not read'}  {row.scope}")
        words = [cell_run(cell, signs)[0] for cell in row.cells]
        cells = "  ".join(word + " " * (width - cell_width(word)) for word, width in zip(words, widths, strict=True))
        yield f"  {title}{' ' * (first - 2 - cell_width(title))}  {cells}".rstrip()


def _title(row: MatrixRow) -> str:
    more = f"  and {row.also} alike" if row.also else ""
    name = row.name if len(row.name) <= _NAME else f"{row.name[: _NAME - 1]}…"
    return f"{row.record_id}  {name}".rstrip() + more
