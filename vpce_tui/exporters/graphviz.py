"""A drawing as Graphviz DOT: `dot -Tsvg report.dot`.

Labels are quoted strings; a quotation mark and a backslash inside are escaped, so that no text ends the string or means
one of DOT's own escapes. Source: Graphviz documentation, "DOT Language", "escString".
"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.exporters.exporter import DRAWN, Exporter
from vpce_tui.view.graph import Graph, Node
from vpce_tui.view.report import Report
from vpce_tui.view.text import printable

_SHAPES = {
    "subnet": "box",
    "routeTable": "parallelogram",
    "endpoint": "oval",
    "gateway": "hexagon",
    "securityGroup": "component",
    "service": "doublecircle",
    "end": "doublecircle",
}
_COLOURS = {
    "good": ("#1e7e34", "#e6f4ea"),
    "bad": ("#b42318", "#fde8e8"),
    "warn": ("#9a6700", "#fff4d6"),
    "unknown": ("#6f42c1", "#f1ecff"),
    "accent": ("#1f5fbf", "#e7f0ff"),
}


def quoted(*lines: str) -> str:
    """Return a DOT string of several lines."""
    # printable() spells control characters with backslashes, which are escaped like any other.
    shown = (printable(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(shown) + '"'


def render(report: Report) -> Iterator[str]:
    """Yield one directed graph of all drawings."""
    title = "; ".join(drawing.title for drawing in report.drawings)
    yield f"digraph vpce_tui {{\n  label={quoted(title)}; rankdir=LR; compound=true;\n"
    yield '  node [fontname="Helvetica", fontsize=10]; edge [fontname="Helvetica", fontsize=9];\n'
    for number, drawing in enumerate(report.drawings):
        yield from _drawing(drawing, f"d{number}" if number else "")
    yield "}\n"


def _drawing(drawing: Graph, prefix: str) -> Iterator[str]:
    names = {node.key: f"{prefix}n{number}" for number, node in enumerate(drawing.nodes)}
    for number, group in enumerate(drawing.groups):
        yield f"  subgraph cluster_{prefix}{number} {{\n    label={quoted(group.label)};\n"
        yield from (f"  {_node(node, names)}" for node in drawing.nodes if node.group == group.key)
        yield "  }\n"
    yield from (_node(node, names) for node in drawing.nodes if not node.group)
    for edge in drawing.edges:
        looks = [f"label={quoted(edge.label)}"] * bool(edge.label) + ["style=dashed"] * edge.dashed
        yield f"  {names[edge.source]} -> {names[edge.target]}{_looks(looks)};\n"


def _looks(looks: list[str]) -> str:
    return f" [{', '.join(looks)}]" if looks else ""


def _node(node: Node, names: dict[str, str]) -> str:
    looks = [f"label={quoted(*node.lines)}", f"shape={_SHAPES.get(node.kind, 'box')}"]
    if node.style in _COLOURS:
        line, fill = _COLOURS[node.style]
        looks.append(f'style=filled, color="{line}", fillcolor="{fill}"')
    return f"  {names[node.key]}{_looks(looks)};\n"


EXPORTER = Exporter("graphviz", ".dot", "a drawing for Graphviz", render, DRAWN, has_sections=False)
