"""The lines of the page on reach: a verdict, a name, the way, or the first reason why not."""

from __future__ import annotations

from typing import Final

from vpce_tui.errors import VpceTuiError
from vpce_tui.reach import Trace, Verdict
from vpce_tui.reach.clients import ClientClass, is_client
from vpce_tui.reach.questions import Reached, services_in_use, what_can_it_reach, who_can_reach
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.labels import interface_owner, name_of
from vpce_tui.view.lines import Line, Subject, Target, counted, heading, said
from vpce_tui.view.names import Names
from vpce_tui.view.text import Run, Signs
from vpce_tui.view.trace_signs import VERDICTS, spaced, verdict_sign
from vpce_tui.view.workload import clients_of_subnet, deciding_step

MOST_CLASSES: Final = 400
"""Classes of clients that a page lists for an endpoint; the rest is counted."""

_ORDER: Final = {Verdict.REACHABLE: 0, Verdict.UNKNOWN: 1, Verdict.NOT_REACHABLE: 2}


def reaching_lines(subject: Subject, signs: Signs) -> list[Line]:
    """Return who reaches an endpoint: the clients of its own VPC first, then those of others that do, then the rest."""
    endpoint = subject.record
    assert isinstance(endpoint, VpcEndpoint)
    try:
        found = list(who_can_reach(endpoint, subject.topology))
    except VpceTuiError as error:
        return [said(error.message, "unknown")]
    counts = {verdict: sum(one.clients.size for one in found if one.trace.verdict is verdict) for verdict in Verdict}
    told = f"{counts[Verdict.REACHABLE]:,} of {sum(counts.values()):,} interfaces reach it"
    lines = [Line([("who can reach it", "heading"), (f"   {told}", "muted")])]
    names = Names(subject.topology)
    own = [one for one in found if one.clients.example.vpc_id == endpoint.vpc_id]
    others = [one for one in found if one.clients.example.vpc_id != endpoint.vpc_id]
    for title, chosen in (("in its VPC", own), ("from elsewhere", others)):
        if chosen:
            lines += [Line([]), heading(title)]
            ordered = sorted(chosen, key=lambda one: (_ORDER[one.trace.verdict], names.of(one.clients.subnet_id)))
            lines += [_client_line(one, names, signs) for one in ordered[:MOST_CLASSES]]
            if len(ordered) > MOST_CLASSES:
                lines.append(said(f"and {len(ordered) - MOST_CLASSES:,} kinds of clients more", "muted"))
    return lines


def _client_line(one: Reached, names: Names, signs: Signs) -> Line:
    clients = one.clients
    example = clients.example
    who = name_of(example) or interface_owner(example) or example.network_interface_id
    more = f" +{clients.size - 1}" if clients.size > 1 else ""
    runs: list[Run] = [
        _sign(one.trace, signs),
        (f"{names.short(clients.subnet_id):<20} ", "plain"),
        (f"{who[:28]}{more}", "accent"),
        (f"  {_way_or_reason(one.trace)}", "muted"),
    ]
    return Line(runs, Target(NetworkInterface, example.network_interface_id))


def reached_lines(subject: Subject, signs: Signs) -> list[Line]:
    """Return what an interface, or each kind of client in a subnet, reaches of the services in use."""
    record = subject.record
    if isinstance(record, Subnet):
        classes = clients_of_subnet(subject.topology, record.subnet_id, subject.scope)
        if not classes:
            return [said("no interface stands in this subnet that could open a connection", "muted")]
        lines: list[Line] = []
        for clients in classes:
            lines += [Line([])] * bool(lines) + [_class_heading(clients)]
            lines += _service_lines(subject, clients.example, signs)
        return lines
    assert isinstance(record, NetworkInterface)
    if not is_client(record):
        return [said("this interface answers for AWS; it opens no connections of its own", "muted")]
    return [heading("what it can reach"), *_service_lines(subject, record, signs)]


def _class_heading(clients: ClientClass) -> Line:
    example = clients.example
    name = name_of(example) or interface_owner(example)
    alike = f"   {counted(clients.size, 'interface')} alike" if clients.size > 1 else ""
    runs: list[Run] = [(f"{name} {example.network_interface_id}".strip(), "heading"), (alike, "muted")]
    return Line(runs, Target(NetworkInterface, example.network_interface_id))


def _service_lines(subject: Subject, interface: NetworkInterface, signs: Signs) -> list[Line]:
    services = services_in_use(subject.topology)
    try:
        found = list(what_can_it_reach(interface, subject.topology, services))
    except VpceTuiError as error:
        return [said(error.message, "unknown")]
    return [
        Line(
            [_sign(trace, signs), (f"{service:<20} ", "accent"), (_way_or_reason(trace), "muted")],
            Target(VpcEndpoint, trace.via.id) if trace.via is not None and trace.via.id.startswith("vpce-") else None,
        )
        for service, trace in found
    ]


def _sign(trace: Trace, signs: Signs) -> Run:
    return f"  {verdict_sign(trace.verdict, signs)} ", VERDICTS[trace.verdict][1]


def _way_or_reason(trace: Trace) -> str:
    step = deciding_step(trace)
    if step is not None:
        return f"{step.text}  {step.code}".rstrip()
    return f"{spaced(trace.via.kind)} {trace.via.id}".rstrip() if trace.via is not None else ""
