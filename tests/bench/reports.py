"""How long do the reports of 100,000 network interfaces take, and how much of that is the matrix?

    python -m tests.bench.reports [INTERFACES] [REPEATS]

Prints medians of CPU seconds: making the report's value with and without its matrix, then each format's text. The
topology stands already, as on a screen; the tracer's memory of it does not, as on a screen that was just opened.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

from vpce_tui.demo.world import topology
from vpce_tui.exporters import EXPORTERS, Exporter
from vpce_tui.model.topology import Topology
from vpce_tui.view.report import MATRIX, Origin, Report, report

ORIGIN: Final = Origin("bench", "2026-01-01T00:00:00Z", "0")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def cpu_seconds(what: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    what()
    return time.process_time() - began


def fresh(known: Topology) -> Topology:
    """Return the same tables as another topology, of which nothing was worked out yet."""
    return Topology(known.tables, known.coverages, known.opened)


def main(interfaces: int = 100_000, repeats: int = 3) -> None:
    known = topology(interfaces)
    whole = statistics.median(cpu_seconds(lambda: report(fresh(known), ORIGIN, parts={MATRIX})) for _ in range(repeats))
    tables = statistics.median(cpu_seconds(lambda: report(fresh(known), ORIGIN, parts=())) for _ in range(repeats))
    say(f"{interfaces:,} interfaces, medians of {repeats}, CPU seconds")
    say(f"  the report's value      {whole:6.2f}")
    say(f"  the same without matrix {tables:6.2f}   (the matrix takes {1 - tables / whole:.0%})")
    for exporter in EXPORTERS:
        made = report(known, ORIGIN, parts=exporter.parts)
        seconds, size = rendering(exporter, made, repeats)
        total = seconds + (whole if MATRIX in exporter.parts else tables)
        say(f"  {exporter.name:<10} {seconds:6.2f}  with its value {total:6.2f}   {size / 1e6:5.1f} MB")


def rendering(exporter: Exporter, made: Report, repeats: int) -> tuple[float, int]:
    """Return the median of the seconds that a format's text takes, and its bytes."""
    size = len("".join(exporter.render(made)).encode())
    return statistics.median(cpu_seconds(lambda: "".join(exporter.render(made))) for _ in range(repeats)), size


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
