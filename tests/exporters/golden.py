"""Write the golden files anew; read the difference before keeping it.

python -m tests.exporters.golden
"""

from __future__ import annotations

from pathlib import Path

from tests.exporters.sample import sample
from vpce_tui.exporters import EXPORTERS, Exporter

FOLDER = Path(__file__).parent / "golden"


def golden_file(exporter: Exporter) -> Path:
    return FOLDER / f"report{exporter.ending}"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for made in EXPORTERS:
        golden_file(made).write_bytes("".join(made.render(sample())).encode())
