"""Which formats can a report be written in?

Adding a format is one new file that ends in EXPORTER, and one line here. Each takes the same `Report`, so that all say
the same, and each escapes other people's text in its own way: after it, nothing that a tag holds is obeyed by a
browser, a spreadsheet, a drawing program or Terraform.
"""

from typing import Final

from vpce_tui.exporters import csv_tables, graphviz, html, json_report, markdown, mermaid, terraform
from vpce_tui.exporters.exporter import Exporter

EXPORTERS: Final[tuple[Exporter, ...]] = (
    markdown.EXPORTER,
    html.EXPORTER,
    csv_tables.EXPORTER,
    json_report.EXPORTER,
    mermaid.EXPORTER,
    graphviz.EXPORTER,
    terraform.EXPORTER,
)

BY_NAME: Final[dict[str, Exporter]] = {exporter.name: exporter for exporter in EXPORTERS}


def exporter_for(path: str) -> Exporter | None:
    """Return the format that a file's ending names, or None."""
    lowered = path.lower()
    return next((exporter for exporter in EXPORTERS if lowered.endswith(exporter.ending)), None)


__all__ = ["BY_NAME", "EXPORTERS", "Exporter", "exporter_for"]
