"""A report as Markdown, for a ticket or a pull request.

Tables are GitHub's. Text is escaped so that no tag can become a link, an image, HTML, a heading or another column.
Source: GitHub Flavored Markdown Spec, "Backslash escapes", "Tables (extension)", "Autolinks (extension)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpce_tui.exporters.exporter import Exporter
from vpce_tui.view.report import Report
from vpce_tui.view.report_parts import Section
from vpce_tui.view.text import printable

# An underscore between letters or digits, as in a code, marks nothing.
_SPECIAL = re.compile(r"([\\`*{}\[\]<>#|~!@&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_LINE_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=])")
# GitHub makes links of these without any brackets; a character reference keeps the words and breaks the pattern.
_AUTOLINK = re.compile(r"(?i)\b(https?|ftp)(:)(?=//)|\b(www)(\.)")


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it stands, on one line."""
    shown = _SPECIAL.sub(r"\\\1", printable(text))
    shown = _LINE_START.sub(lambda found: f"\\{found[3]}" if found[3] else f"{found[1]}\\{found[2]}", shown)
    return _AUTOLINK.sub(lambda found: f"{found[1] or found[3]}&#{ord(found[2] or found[4])};", shown)


def render(report: Report) -> Iterator[str]:
    """Yield the report, a section at a time."""
    yield f"# {escaped(report.title)}\n\n"
    for label, value in report.facts:
        yield f"- **{escaped(label)}**: {escaped(value)}\n"
    for section in report.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"\n## {escaped(section.title)}\n"
    if section.says:
        yield f"\n{escaped(section.says)}\n"
    if not section.rows:
        yield f"\n{escaped(section.empty)}\n"
        return
    yield f"\n| {' | '.join(escaped(column.title) for column in section.columns)} |\n"
    yield f"| {' | '.join('---' for _ in section.columns)} |\n"
    for row in section.rows:
        yield f"| {' | '.join(escaped(cell.text) for cell in row)} |\n"


EXPORTER = Exporter("markdown", ".md", "a report for a ticket", render)
