"""What does `e` write, by the ending of the file that a person names?

A snapshot holds everything; a report, too. A drawing is of what the cursor is on: an endpoint's neighbourhood, a VPC,
or the VPC that the record stands in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from vpce_tui import __version__
from vpce_tui.errors import UsageError
from vpce_tui.exporters import EXPORTERS, exporter_for
from vpce_tui.exporters.writing import write_file
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Trace
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot import save
from vpce_tui.view.report import DRAWING, Origin, report, trace_report
from vpce_tui.view.report_parts import Selection

SNAPSHOT_ENDINGS = (".jsonl.gz", ".jsonl", ".gz")


def write_as(
    path: str, topology: Topology, source: str, notes: Sequence[str], record: Record | None, now: datetime
) -> str:
    """Write what the path's ending says, and return a few words about what was written.

    Raises:
        UsageError: No format has this ending, or the path cannot be one.
        UnreadableError: It cannot be written.
    """
    created = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    path = os.path.expanduser(path.strip())
    exporter = exporter_for(path)
    if exporter is None:
        if not path.lower().endswith(SNAPSHOT_ENDINGS):
            endings = " ".join(exporter.ending for exporter in EXPORTERS)
            raise UsageError(f"`{path}` names no format", help=f"end it with .jsonl.gz (a snapshot) or {endings}")
        save(path, topology, created=created, version=__version__)
        return "a snapshot"
    selection = _around(record) if DRAWING in exporter.parts else None
    made = report(topology, Origin(source, created, __version__, tuple(notes)), selection, parts=exporter.parts)
    write_file(path, exporter.render(made))
    return exporter.says


def write_trace_as(path: str, found: Trace, source: str, now: datetime) -> str:
    """Write a trace in the format that the path's ending names, and return a few words about what was written.

    Raises:
        UsageError: No format has this ending, or it shows no traces.
        UnreadableError: It cannot be written.
    """
    path = os.path.expanduser(path.strip())
    exporter = exporter_for(path)
    if exporter is None or not (exporter.has_sections or DRAWING in exporter.parts):
        endings = [each.ending for each in EXPORTERS if each.has_sections or DRAWING in each.parts]
        raise UsageError(f"`{path}` names no format that shows traces", help=f"end it with {' '.join(endings)}")
    origin = Origin(source, now.strftime("%Y-%m-%dT%H:%M:%SZ"), __version__)
    write_file(path, exporter.render(trace_report(found, origin)))
    return exporter.says


def _around(record: Record | None) -> Selection | None:
    if isinstance(record, VpcEndpoint):
        return Selection(endpoint_ids=(record.vpc_endpoint_id,))
    vpc_id = getattr(record, "vpc_id", None)
    return Selection(vpc_ids=(vpc_id,)) if isinstance(vpc_id, str) and vpc_id else None
