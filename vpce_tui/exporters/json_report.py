"""A report as JSON, for programs: `vpce-tui/report/1`.

Each section is a list of objects; texts stand as AWS sent them, in ASCII with escapes, so that no terminal obeys them.
Traces stand a second time, whole, in the format of `vpce-tui trace --json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from vpce_tui.exporters.exporter import Exporter
from vpce_tui.view.report import Report
from vpce_tui.view.report_parts import Section

FORMAT: Final = "vpce-tui/report/1"


def render(report: Report) -> Iterator[str]:
    """Yield one JSON object, a line for each row."""
    yield f'{{\n"format": {json.dumps(FORMAT)},\n"title": {json.dumps(report.title)},\n'
    yield f'"facts": {json.dumps(dict(report.facts))},\n"sections": ['
    for number, section in enumerate(report.sections):
        yield "," if number else ""
        yield from _section(section)
    traces = ",\n".join(json.dumps(trace.members()) for trace in report.traces)
    yield f'\n],\n"traces": [{traces}]\n}}\n'


def _section(section: Section) -> Iterator[str]:
    head: dict[str, Any] = {
        "key": section.key,
        "title": section.title,
        "says": section.says,
        "columns": [{"key": column.key, "title": column.title} for column in section.columns],
    }
    yield f'\n{json.dumps(head)[:-1]}, "rows": ['
    keys = [column.key for column in section.columns]
    yield ",".join(
        f"\n{json.dumps({key: cell.text for key, cell in zip(keys, row, strict=True)})}" for row in section.rows
    )
    yield "]}"


EXPORTER = Exporter("json", ".json", "everything for a program", render)
