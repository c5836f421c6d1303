"""How does a trace read: the verdict, then each hop with the rule that decided it, then what to do?"""

from __future__ import annotations

from vpce_tui.model.record import Record
from vpce_tui.reach import Direction, Outcome, Stage, Step, Trace, Verdict
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.inspect.routes import TARGET_TYPES
from vpce_tui.view.lines import Line, Target, counted
from vpce_tui.view.text import UNICODE_SIGNS, Run, Signs, StyleName

STAGE_LABELS = {
    Stage.NAME: "name",
    Stage.SOURCE: "source",
    Stage.SECURITY_GROUP_EGRESS: "sg out",
    Stage.ROUTE: "route",
    Stage.NETWORK_ACL_EGRESS: "acl out",
    Stage.TRANSIT: "transit",
    Stage.NETWORK_ACL_INGRESS: "acl in",
    Stage.SECURITY_GROUP_INGRESS: "sg in",
    Stage.ENDPOINT_STATE: "endpoint",
    Stage.ENDPOINT_POLICY: "policy",
    Stage.RESOURCE_POLICY: "resource",
    Stage.IDENTITY_POLICY: "identity",
}

_OUTCOME_STYLES: dict[Outcome, StyleName] = {
    Outcome.PASS: "good",
    Outcome.BLOCK: "bad",
    Outcome.UNKNOWN: "unknown",
    Outcome.WARN: "warn",
}

_VERDICTS: dict[Verdict, tuple[str, StyleName]] = {
    Verdict.REACHABLE: ("REACHABLE", "good"),
    Verdict.NOT_REACHABLE: ("NOT REACHABLE", "bad"),
    Verdict.UNKNOWN: ("UNKNOWN", "unknown"),
}

_TYPES: dict[str, type[Record]] = {
    **TARGET_TYPES,
    "vpc": Vpc,
    "subnet": Subnet,
    "rtb": RouteTable,
    "acl": NetworkAcl,
    "sg": SecurityGroup,
    "pl": ManagedPrefixList,
    "tgw-attach": TransitGatewayAttachment,
    "tgw-rtb": TransitGatewayRouteTable,
}
"""What the first part of a component's id says about its type."""


def component_target(component: str) -> Target | None:
    """Return the record that a step's component names, or None where the id does not tell its type."""
    for prefix in sorted(_TYPES, key=len, reverse=True):
        if component.startswith(f"{prefix}-"):
            return Target(_TYPES[prefix], component)
    return None


def headline(trace: Trace, signs: Signs = UNICODE_SIGNS) -> list[Run]:
    """Return the question and the verdict in one line."""
    flow = trace.flow
    word, style = _VERDICTS[trace.verdict]
    source = f"{flow.source} ({flow.source_address})" if flow.source_address != flow.source else flow.source
    goal = (
        flow.destination
        if flow.destination_address in ("", flow.destination)
        else f"{flow.destination} ({flow.destination_address})"
    )
    port = f":{flow.port}" if flow.port is not None else ""
    runs: list[Run] = [
        (source, "accent"),
        (" → ", "muted"),
        (f"{goal}{port} {flow.protocol}", "accent"),
        ("   ", "plain"),
    ]
    runs.append((f"{_verdict_sign(trace.verdict, signs)} {word}", style))
    told = [counted(len(trace.blockers), "blocker")] * bool(trace.blockers)
    told += [counted(len(trace.unknowns), "unknown")] * bool(trace.unknowns)
    if told:
        runs.append((f"   {', '.join(told)}", "muted"))
    return runs


def trace_lines(trace: Trace, signs: Signs = UNICODE_SIGNS) -> list[Line]:
    """Return the page: headline, hops in the order a packet meets them, and what was not evaluated."""
    lines = [Line(headline(trace, signs))]
    if trace.via is not None:
        via = f"  via {_spaced(trace.via.kind)} {trace.via.id}".rstrip()
        lines.append(Line([(via, "muted")], component_target(trace.via.id)))
    lines.append(Line([]))
    for step in trace.steps:
        lines.extend(_step_lines(step, signs))
    if trace.not_evaluated:
        lines += [
            Line([]),
            Line(
                [
                    (f" {signs.not_applicable} not evaluated: ", "muted"),
                    (", ".join(map(_spaced, trace.not_evaluated)), "muted"),
                ]
            ),
        ]
    return lines


def _step_lines(step: Step, signs: Signs) -> list[Line]:
    style = _OUTCOME_STYLES[step.verdict]
    label = STAGE_LABELS.get(step.stage, str(step.stage))
    label = f"{label} (back)" if step.direction is Direction.RETURN else label
    rule = f"  [{step.rule}]" if step.rule and step.rule not in step.text else ""
    runs: list[Run] = [
        (f" {_outcome_sign(step.verdict, signs)} ", style),
        (f"{label:<15}", "key"),
        (f"{step.component:<12}" if step.component else "", "accent"),
        (" " if step.component else "", "plain"),
        (step.text, "plain" if step.verdict in (Outcome.PASS, Outcome.WARN) else style),
        (rule, "muted"),
    ]
    if step.code:
        runs.append((f"  {step.code}", "muted"))
    lines = [Line(runs, component_target(step.component))]
    if step.fix:
        words, _, command = step.fix.partition("\n")
        lines.append(
            Line([("     fix: ", "good"), (words, "plain"), ("   (tried on a copy: removes this blocker)", "muted")])
        )
        lines += [Line([(f"       {part}", "muted")]) for part in command.split("\n") if part]
    return lines


def _verdict_sign(verdict: Verdict, signs: Signs) -> str:
    return {
        Verdict.REACHABLE: signs.usable,
        Verdict.NOT_REACHABLE: signs.not_usable,
        Verdict.UNKNOWN: signs.unknown,
    }[verdict]


def _outcome_sign(outcome: Outcome, signs: Signs) -> str:
    return {
        Outcome.PASS: signs.usable,
        Outcome.BLOCK: signs.not_usable,
        Outcome.UNKNOWN: signs.unknown,
        Outcome.WARN: signs.warning,
    }[outcome]


def _spaced(word: str) -> str:
    """Return a name in camel case as words: `natGateway` is `nat gateway`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in word)
