"""Which rows and columns of a matrix does a filter text mean?

Words are joined by blanks and must all hold. The name of a service keeps its column; `way:nat` keeps rows in which
one of the columns kept is reached that way (the cell's word, or `none`, `blocked`, `unknown`); every other word must
stand in the row's names, ids, zone or address block. `!` before a word turns it around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from vpce_tui.view.matrix import MatrixRow, cell_run
from vpce_tui.view.names import Names
from vpce_tui.view.text import ASCII_SIGNS

_WAYS: Final = {"none": "-", "blocked": ASCII_SIGNS.not_usable, "unknown": ASCII_SIGNS.unknown}
"""What stands for the signs of cells, as one types it."""


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """A filter text, told apart by the services there are."""

    services: tuple[str, ...]
    """The columns to keep."""
    ways: tuple[tuple[str, bool], ...] = ()
    """A cell's word in ASCII signs, and whether it shall not occur."""
    words: tuple[tuple[str, bool], ...] = ()
    """A text in lower case, and whether it shall not stand in the row."""

    @classmethod
    def parse(cls, text: str, services: Sequence[str]) -> MatrixFilter:
        """Return the filter that a text means; without the name of a service it keeps every column."""
        kept: list[str] = []
        dropped: list[str] = []
        ways: list[tuple[str, bool]] = []
        words: list[tuple[str, bool]] = []
        for part in text.lower().split():
            inverse = part.startswith("!") and len(part) > 1
            word = part[1:] if inverse else part
            if word in services:
                (dropped if inverse else kept).append(word)
            elif word.startswith("way:") and len(word) > len("way:"):
                way = word.removeprefix("way:")
                ways.append((_WAYS.get(way, way), inverse))
            else:
                words.append((word, inverse))
        chosen = tuple(service for service in services if (not kept or service in kept) and service not in dropped)
        return cls(chosen, tuple(ways), tuple(words))

    def rows(self, rows: Sequence[MatrixRow], names: Names) -> list[MatrixRow]:
        """Return the rows that it keeps, each with the columns that it keeps."""
        narrowed = (replace(row, cells=tuple(c for c in row.cells if c.service in self.services)) for row in rows)
        return [row for row in narrowed if self._keeps(row, names)]

    def _keeps(self, row: MatrixRow, names: Names) -> bool:
        places = (row.name, row.record_id, row.subnet_id, row.vpc_id, names.of(row.vpc_id), row.zone, row.cidr)
        text = f"{' '.join(places)} {row.scope}".lower()
        found = {cell_run(cell, ASCII_SIGNS)[0].rstrip(ASCII_SIGNS.warning) for cell in row.cells}
        return all((word in text) != inverse for word, inverse in self.words) and all(
            (way in found) != inverse for way, inverse in self.ways
        )
