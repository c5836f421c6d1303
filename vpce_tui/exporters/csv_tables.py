"""A report's tables as CSV, for a spreadsheet.

One table is a header and rows; several stand below each other, each under its title, with an empty line between. A cell
that a spreadsheet would take for a formula begins with an apostrophe instead.
Source: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from vpce_tui.exporters.exporter import Exporter
from vpce_tui.view.report import Report
from vpce_tui.view.report_parts import Section
from vpce_tui.view.text import printable

# Full-width forms of the same signs are taken for them by some spreadsheets of East Asian locales.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def escaped(text: str) -> str:
    """Return a text that no spreadsheet computes."""
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown


def render(report: Report) -> Iterator[str]:
    """Yield the tables; the facts stand in front unless one table was chosen."""
    alone = len(report.sections) == 1
    if not alone:
        yield _lines([[report.title], *([label, value] for label, value in report.facts)])
    for section in report.sections:
        yield from _section(section, alone=alone)


def _section(section: Section, *, alone: bool) -> Iterator[str]:
    if not alone:
        yield "\r\n" + _lines([[section.title]])
    yield _lines([[column.title for column in section.columns]])
    for start in range(0, len(section.rows), 500):
        yield _lines([[cell.text for cell in row] for row in section.rows[start : start + 500]])


def _lines(rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([escaped(text) for text in row] for row in rows)
    return written.getvalue()


EXPORTER = Exporter("csv", ".csv", "the tables for a spreadsheet", render)
