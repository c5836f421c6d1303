"""A report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere.

It follows the reader's light or dark preference and prints on white paper. A content security policy in its head
forbids a browser to fetch or run anything, should an escape ever be missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from vpce_tui.exporters.exporter import Exporter
from vpce_tui.exporters.html_style import STYLE
from vpce_tui.view.report import Report
from vpce_tui.view.report_parts import Cell, Section
from vpce_tui.view.text import printable

LONG = 40
"""Characters from which on a cell may wrap; ids and addresses stay on one line."""

_ID = re.compile(r"[^a-z0-9-]+")


def escaped(text: str) -> str:
    """Return a text that is safe in an element and in a quoted attribute."""
    return escape(printable(text), quote=True)


def render(report: Report) -> Iterator[str]:
    """Yield the page, a section at a time."""
    title = escaped(report.title)
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<dl>\n"
    )
    for label, value in report.facts:
        yield f"<div><dt>{escaped(label)}</dt><dd>{escaped(value)}</dd></div>\n"
    yield '</dl>\n<nav aria-label="Sections"><ul>\n'
    for section in report.sections:
        count = f" <small>{len(section.rows):,}</small>" if section.rows else ""
        yield f'<li><a href="#{_anchor(section)}">{escaped(section.title)}</a>{count}</li>\n'
    yield "</ul></nav>\n</header>\n<main>\n"
    for section in report.sections:
        yield from _section(section)
    yield "</main>\n</body>\n</html>\n"


def _anchor(section: Section) -> str:
    return f"s-{_ID.sub('-', section.key.lower())}"


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="{_anchor(section)}">\n<h2>{escaped(section.title)}</h2>\n'
    if section.says:
        yield f"<p>{escaped(section.says)}</p>\n"
    if not section.rows:
        yield f'<p class="muted">{escaped(section.empty)}</p>\n</section>\n'
        return
    yield '<div class="table"><table>\n<thead><tr>'
    yield "".join(f'<th scope="col">{escaped(column.title)}</th>' for column in section.columns)
    yield "</tr></thead>\n<tbody>\n"
    for row in section.rows:
        yield f"<tr>{''.join(map(_cell, row))}</tr>\n"
    yield "</tbody>\n</table></div>\n</section>\n"


def _cell(cell: Cell) -> str:
    classes = [cell.style] * (cell.style != "plain") + ["long"] * (len(cell.text) > LONG)
    look = f' class="{" ".join(classes)}"' if classes else ""
    why = f' title="{escaped(cell.why)}"' if cell.why else ""
    return f"<td{look}{why}>{escaped(cell.text)}</td>"


EXPORTER = Exporter("html", ".html", "a report for a browser and for paper", render)
