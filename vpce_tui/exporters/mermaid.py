"""A drawing as Mermaid, which GitHub, GitLab and many wikis draw.

Labels are quoted, and every character that Mermaid or the page around it could take for syntax stands as a numeric
entity. Source: Mermaid documentation, "Flowcharts", "Entity codes to escape characters"; "Directives".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vpce_tui.exporters.exporter import DRAWN, Exporter
from vpce_tui.view.graph import Graph, Node
from vpce_tui.view.report import Report
from vpce_tui.view.text import printable

# Percent signs would begin a directive or comment even inside of a label, backslashes a line break. An underscore
# between letters or digits, as in a code, marks nothing.
_SPECIAL = re.compile(r"[\"#<>&`%\\{}\[\]|;*~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")

_SHAPES = {
    "subnet": ("[", "]"),
    "routeTable": ("[/", "/]"),
    "endpoint": ("([", "])"),
    "gateway": ("{{", "}}"),
    "securityGroup": ("[[", "]]"),
    "service": ("((", "))"),
    "end": ("((", "))"),
}
_STYLES = {
    "good": "fill:#e6f4ea,stroke:#1e7e34,color:#0b3d17",
    "bad": "fill:#fde8e8,stroke:#b42318,color:#5c0f0a",
    "warn": "fill:#fff4d6,stroke:#9a6700,color:#4d3400",
    "unknown": "fill:#f1ecff,stroke:#6f42c1,color:#341c66,stroke-dasharray:4",
    "accent": "fill:#e7f0ff,stroke:#1f5fbf,color:#0d2f63",
}


def escaped(text: str) -> str:
    """Return a text that Mermaid shows as it stands inside of quotation marks."""
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", printable(text))


def render(report: Report) -> Iterator[str]:
    """Yield one flowchart of all drawings; several stand in it side by side."""
    yield "flowchart LR\n"
    for number, drawing in enumerate(report.drawings):
        yield from _drawing(drawing, f"d{number}" if number else "")
    for style, look in _STYLES.items():
        yield f"  classDef {style} {look}\n"


def _drawing(drawing: Graph, prefix: str) -> Iterator[str]:
    # Ids are our own: an AWS id, or what a file claims to be one, may hold anything.
    names = {node.key: f"{prefix}n{number}" for number, node in enumerate(drawing.nodes)}
    yield f"  %% {escaped(drawing.title)}\n"
    for number, group in enumerate(drawing.groups):
        yield f'  subgraph {prefix}g{number} ["{escaped(group.label)}"]\n'
        yield from (f"  {_node(node, names)}" for node in drawing.nodes if node.group == group.key)
        yield "  end\n"
    yield from (_node(node, names) for node in drawing.nodes if not node.group)
    for edge in drawing.edges:
        arrow = "-.->" if edge.dashed else "-->"
        label = f'|"{escaped(edge.label)}"|' if edge.label else ""
        yield f"  {names[edge.source]} {arrow}{label} {names[edge.target]}\n"


def _node(node: Node, names: dict[str, str]) -> str:
    left, right = _SHAPES.get(node.kind, ("[", "]"))
    style = f":::{node.style}" if node.style in _STYLES else ""
    label = "<br/>".join(escaped(line) for line in node.lines)
    return f'  {names[node.key]}{left}"{label}"{right}{style}\n'


EXPORTER = Exporter("mermaid", ".mmd", "a drawing for a wiki", render, DRAWN, has_sections=False)
