"""How do records look as a table of plain lines?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Column
from vpce_tui.view.text import cell_width, fit, printable

GAP = "  "


def table_lines(records: Sequence[Record], columns: Sequence[Column[Any]]) -> Iterator[str]:
    """Yield a heading and one line a record, columns as wide as their widest cell; nothing is cut short."""
    rows = [[printable(column.value(record)) for column in columns] for record in records]
    widths = [
        max((cell_width(cell) for cell in (column.title, *(row[at] for row in rows))), default=0)
        for at, column in enumerate(columns)
    ]
    for row in ([column.title for column in columns], *rows):
        yield GAP.join(fit(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
