"""What stands in a report that goes into a ticket, whatever its format?

One value holds it all: facts, sections of plain cells, the chosen traces and a drawing. Every format renders this value
and nothing else, so that no two can disagree. Cells hold texts as AWS or a person wrote them: a format escapes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Outcome, Trace, trace
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.graph import Graph, topology_graph, trace_graph
from vpce_tui.view.report_matrix import matrix_sections
from vpce_tui.view.report_parts import Cell, Column, Section, Selection
from vpce_tui.view.report_tables import endpoint_section, gap_section, scope_section, subnet_section, vpc_section
from vpce_tui.view.text import UNICODE_SIGNS, StyleName, plain
from vpce_tui.view.trace import headline
from vpce_tui.view.trace_signs import stage_label

MATRIX = "matrix"
DRAWING = "drawing"

_OUTCOMES: dict[Outcome, tuple[str, StyleName]] = {
    Outcome.PASS: (f"{UNICODE_SIGNS.usable} passes", "good"),
    Outcome.BLOCK: (f"{UNICODE_SIGNS.not_usable} blocks", "bad"),
    Outcome.UNKNOWN: (f"{UNICODE_SIGNS.unknown} unknown", "unknown"),
    Outcome.WARN: (f"{UNICODE_SIGNS.warning} passes, but", "warn"),
}

_STEP_COLUMNS = (
    Column("outcome", "Outcome"),
    Column("stage", "Stage"),
    Column("component", "Component"),
    Column("rule", "Rule"),
    Column("text", "Why"),
    Column("code", "Code"),
    Column("fix", "Fix"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report comes from; a pure function cannot know."""

    source: str
    """The name of the source, as a person would say it: a file's name, `demo`, `live AWS`."""
    created: str
    """When, ISO 8601 in UTC."""
    version: str
    """Of this program."""
    notes: tuple[str, ...] = ()
    """What the source noted while it was read."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """Label and value, for the head of the report."""
    sections: tuple[Section, ...]
    """In the order of reading."""
    traces: tuple[Trace, ...] = ()
    """The chosen traces as values; each has a section, too."""
    drawings: tuple[Graph, ...] = ()
    endpoints: tuple[tuple[Scope, VpcEndpoint], ...] = field(default=(), repr=False)
    """The endpoints of the report as records, for formats that need them whole."""

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)


def report(
    topology: Topology,
    origin: Origin,
    selection: Selection | None = None,
    flows: Sequence[Flow] = (),
    *,
    parts: Collection[str] = (MATRIX, DRAWING),
) -> Report:
    """Return the report of a topology, or of what was selected in it.

    Args:
        topology: What is known.
        origin: Where it comes from.
        selection: The VPCs and endpoints to speak of; without it, all.
        flows: The traces to include.
        parts: `MATRIX` (costs a trace for each class of interfaces and service) and `DRAWING`, where wanted.

    Raises:
        UnknownIdError: The selection or a flow names what does not exist.
        UnknownAnswerError: It names what was not read.
    """
    chosen = (selection or Selection()).resolved(topology)
    traces = tuple(trace(flow, topology) for flow in flows)
    sections = [
        scope_section(topology),
        vpc_section(topology, chosen),
        subnet_section(topology, chosen),
        endpoint_section(topology, chosen),
        *(matrix_sections(topology, chosen) if MATRIX in parts else ()),
        *(trace_section(found, number) for number, found in enumerate(traces, 1)),
        gap_section(topology),
        note_section(origin.notes),
    ]
    return Report(
        title="VPC endpoint report",
        facts=_facts(topology, origin, chosen),
        sections=tuple(section for section in sections if section is not None),
        traces=traces,
        drawings=_drawings(topology, chosen, traces, explicit=selection is not None) if DRAWING in parts else (),
        endpoints=tuple((scope, record) for scope, record in topology.located(VpcEndpoint) if chosen.takes(record)),
    )


def trace_report(found: Trace, origin: Origin) -> Report:
    """Return the report of one trace that was made already: its steps and its drawing, nothing else."""
    return Report(
        title="VPC endpoint trace",
        facts=(("Source", origin.source), ("Made", f"{origin.created} by vpce-tui {origin.version}")),
        sections=(trace_section(found),),
        traces=(found,),
        drawings=(trace_graph(found),),
    )


def trace_section(found: Trace, number: int = 1) -> Section:
    """Return a trace as a section: its headline, then a row a step."""
    via = f", via {found.via.kind} {found.via.id}".rstrip() if found.via is not None else ""
    missing = f". Not evaluated: {', '.join(found.not_evaluated)}" if found.not_evaluated else ""
    return Section(
        key=f"trace{number}",
        title=f"Trace: {found.flow.source} to {found.flow.destination}",
        says=f"{plain(headline(found)).strip()}{via}{missing}",
        columns=_STEP_COLUMNS,
        rows=tuple(
            (
                Cell(*_OUTCOMES[step.verdict]),
                Cell(stage_label(step)),
                Cell(step.component),
                Cell(step.rule),
                Cell(step.text),
                Cell(str(step.code), "muted"),
                Cell(step.fix, "good" if step.fix else "plain"),
            )
            for step in found.steps
        ),
    )


def note_section(notes: Iterable[str]) -> Section:
    """Return what the source noted."""
    return Section(
        key="notes",
        title="Notes of the source",
        columns=(Column("note", "Note"),),
        rows=tuple((Cell(note),) for note in notes),
        empty="The source noted nothing.",
    )


def _facts(topology: Topology, origin: Origin, chosen: Selection) -> tuple[tuple[str, str], ...]:
    about = ", ".join((*chosen.asked_vpcs, *chosen.endpoint_ids)) or "everything that was read"
    counts = (("VPCs", Vpc), ("Subnets", Subnet), ("Endpoints", VpcEndpoint), ("Interfaces", NetworkInterface))
    return (
        ("Source", origin.source),
        ("Made", f"{origin.created} by vpce-tui {origin.version}"),
        ("About", about),
        *((title, f"{topology.count(record_type):,} read") for title, record_type in counts),
        ("Lists not read to their end", f"{_unread_lists(topology):,} of {len(topology.scopes) * len(RESOURCES):,}"),
    )


def _unread_lists(topology: Topology) -> int:
    return sum(
        not topology.coverage(resource.record, scope).complete for scope in topology.scopes for resource in RESOURCES
    )


def _drawings(topology: Topology, chosen: Selection, traces: Sequence[Trace], *, explicit: bool) -> tuple[Graph, ...]:
    """Return the drawings: of each trace where only these were asked for, else of the selection too."""
    drawn = [trace_graph(found) for found in traces]
    if explicit or not traces:
        drawn.insert(0, topology_graph(topology, chosen))
    return tuple(drawn)
