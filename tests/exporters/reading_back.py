"""Read what a format wrote, by means that share nothing with the writer: which tables with which cells stand there?"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from html.parser import HTMLParser

Tables = dict[str, list[list[str]]]
"""Title of a section → its rows, the heading first; sections without rows are left out."""


def of_json(text: str) -> Tables:
    found: Tables = {}
    for section in json.loads(text)["sections"]:
        keys = [column["key"] for column in section["columns"]]
        rows = [[row[key] for key in keys] for row in section["rows"]]
        if rows:
            found[section["title"]] = [[column["title"] for column in section["columns"]], *rows]
    return found


def of_csv(text: str) -> Tables:
    """Blocks stand behind an empty line: a title alone, a heading, rows. The apostrophe before a formula is kept."""
    found: Tables = {}
    blocks: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        if row:
            blocks[-1].append(row)
        else:
            blocks.append([])
    for (title,), *rows in blocks[1:]:
        if len(rows) > 1:
            found[title] = rows
    return found


def of_markdown(text: str) -> Tables:
    found: Tables = {}
    title = ""
    for line in text.split("\n"):
        if line.startswith("## "):
            title = _unescaped(line[3:])
        elif line.startswith("| ") and not line.startswith("| --- "):
            found.setdefault(title, []).append([_unescaped(cell.strip(" ")) for cell in _cells(line)])
    return found


def _cells(line: str) -> list[str]:
    cells, cell, escaped = [], "", False
    for character in line:
        if character == "|" and not escaped:
            cells.append(cell)
            cell = ""
        else:
            cell += character
        escaped = character == "\\" and not escaped
    return cells[1:]


def _unescaped(text: str) -> str:
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", _reference, text))


def _reference(found: re.Match[str]) -> str:
    """A character that was escaped must not begin an entity of its own."""
    return "&amp;" if found[1] == "&" else found[1]


class Page(HTMLParser):
    """What a browser would make of a page: elements, attributes, tables."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tables: Tables = {}
        self.text = ""
        self._title = ""
        self._rows: list[list[str]] = []
        self._words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th", "h2"):
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)
        if tag == "h2":
            self._title = "".join(self._words)
        elif tag in ("td", "th"):
            self._rows[-1].append("".join(self._words))
        elif tag == "table":
            self.tables[self._title] = self._rows

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if "style" not in self.open:
            self.text += data


def of_html(text: str) -> Tables:
    return Page(text).tables


def mermaid_nodes(text: str) -> list[tuple[str, ...]]:
    """Return the lines of every node's label, entities read."""
    labels = re.findall(r'^\s+\w*n\d+[\[({/]+"([^"]*)"[\])}/]+(?::::\w+)?$', text, re.MULTILINE)
    return [tuple(_entities(line) for line in label.split("<br/>")) for label in labels]


def _entities(text: str) -> str:
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def dot_nodes(text: str) -> list[tuple[str, ...]]:
    """Return the lines of every node's label, by DOT's own rule: a backslash keeps what follows in the string."""
    labels = re.findall(r'^\s+\w*n\d+ \[label="((?:[^"\\]|\\.)*)", shape', text, re.MULTILINE)
    return [_dot_lines(label) for label in labels]


def _dot_lines(label: str) -> tuple[str, ...]:
    lines, escaped = [""], False
    for character in label:
        if escaped and character == "n":
            lines.append("")
        elif escaped or character != "\\":
            lines[-1] += character
        escaped = character == "\\" and not escaped
    return tuple(lines)
