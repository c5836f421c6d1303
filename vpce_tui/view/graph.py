"""What is drawn of a VPC, of an endpoint's neighbourhood or of a trace: which boxes, and which lines between them?

A graph is nodes in groups and edges, without any drawing language; Mermaid and Graphviz render the same value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Direction, Trace
from vpce_tui.resources.relations import EffectiveRouteTable, by_vpc, effective_route_table
from vpce_tui.resources.route_table import RouteTable, destination, target
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type, short_service
from vpce_tui.view.lines import state_style
from vpce_tui.view.report_parts import Selection
from vpce_tui.view.text import StyleName
from vpce_tui.view.trace_signs import OUTCOME_STYLES, stage_label

MOST_DESTINATIONS = 3
"""Of the routes to one target; the label counts the others."""

_SHARED = ("pcx-", "tgw-")
"""Targets that belong to no VPC, so that they join the drawings of several."""


@dataclass(frozen=True, slots=True)
class Node:
    key: str
    """Unique in the graph; an AWS id where there is one."""
    kind: str
    """What is drawn: `subnet`, `routeTable`, `endpoint`, `gateway`, `securityGroup`, `service`, `step`, `end`."""
    lines: tuple[str, ...]
    """The label, line by line, as AWS or a person wrote it."""
    group: str = ""
    style: StyleName = "plain"


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    label: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Graph:
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...] = ()


class _Drawing:
    """Collects what is drawn; a node, a group or an edge that is there already stays as it is."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.nodes: dict[str, Node] = {}
        self.edges: dict[tuple[str, str, str], Edge] = {}
        self.groups: dict[str, Group] = {}

    def node(self, key: str, kind: str, *lines: str, group: str = "", style: StyleName = "plain") -> None:
        told = tuple(dict.fromkeys(line for line in lines if line))
        self.nodes.setdefault(key, Node(key, kind, told or (key,), group, style))

    def edge(self, source: str, goal: str, label: str = "", *, dashed: bool = False) -> None:
        self.edges.setdefault((source, goal, label), Edge(source, goal, label, dashed))

    def graph(self, title: str) -> Graph:
        known = [edge for edge in self.edges.values() if edge.source in self.nodes and edge.target in self.nodes]
        return Graph(title, tuple(self.nodes.values()), tuple(known), tuple(self.groups.values()))


def topology_graph(topology: Topology, chosen: Selection) -> Graph:
    """Return the selected VPCs whole and the selected endpoints with their neighbours; all VPCs if none is named."""
    drawing = _Drawing(topology)
    whole = chosen.asked_vpcs if chosen.endpoint_ids else chosen.vpc_ids
    for scope, vpc in topology.located(Vpc):
        if vpc.vpc_id in whole or not (chosen.vpc_ids or chosen.endpoint_ids):
            _draw_vpc(drawing, vpc, scope)
    for scope, endpoint in topology.located(VpcEndpoint):
        if endpoint.vpc_endpoint_id in chosen.endpoint_ids:
            _draw_neighbours(drawing, endpoint, scope)
    return drawing.graph(", ".join((*whole, *chosen.endpoint_ids)) or "all VPCs")


def _draw_vpc(drawing: _Drawing, vpc: Vpc, scope: Scope) -> None:
    topology = drawing.topology
    _group(drawing, vpc)
    for subnet in topology.indexed(Subnet, by_vpc, vpc.vpc_id):
        _draw_subnet(drawing, subnet, scope)
    for table in topology.indexed(RouteTable, by_vpc, vpc.vpc_id):
        _draw_table(drawing, table)
    for endpoint in topology.indexed(VpcEndpoint, by_vpc, vpc.vpc_id):
        _draw_endpoint(drawing, endpoint)


def _group(drawing: _Drawing, vpc: Vpc) -> str:
    label = " ".join(part for part in (vpc.name_tag, vpc.vpc_id, *cidrs(vpc)) if part)
    drawing.groups.setdefault(vpc.vpc_id, Group(vpc.vpc_id, label))
    return vpc.vpc_id


def _home(drawing: _Drawing, vpc_id: str | None) -> str:
    """Return the group of a VPC, which may not have been read."""
    if not vpc_id:
        return ""
    found = drawing.topology.find(Vpc, vpc_id)
    if isinstance(found, Vpc):
        return _group(drawing, found)
    drawing.groups.setdefault(vpc_id, Group(vpc_id, f"{vpc_id} (not read)"))
    return vpc_id


def _draw_subnet(drawing: _Drawing, subnet: Subnet, scope: Scope) -> None:
    place = " ".join(part for part in (subnet.cidr_block, subnet.availability_zone_id) if part)
    group = _home(drawing, subnet.vpc_id)
    drawing.node(subnet.subnet_id, "subnet", subnet.name_tag, subnet.subnet_id, place, group=group)
    effective = effective_route_table(drawing.topology, subnet, scope)
    if isinstance(effective, EffectiveRouteTable):
        _draw_table(drawing, effective.table)
        drawing.edge(subnet.subnet_id, effective.table.route_table_id, "" if effective.explicit else "main")


def _draw_table(drawing: _Drawing, table: RouteTable) -> None:
    if table.route_table_id in drawing.nodes:
        return
    group = _home(drawing, table.vpc_id)
    drawing.node(table.route_table_id, "routeTable", table.name_tag, table.route_table_id, group=group)
    ways: dict[tuple[str, bool], list[str]] = {}
    for route in table.routes:
        goal = target(route)
        if goal and goal != "local":
            ways.setdefault((goal, (route.state or "active").lower() != "active"), []).append(destination(route))
    for (goal, dead), destinations in ways.items():
        shown = ", ".join(destinations[:MOST_DESTINATIONS])
        more = len(destinations) - MOST_DESTINATIONS
        label = f"{shown} and {more} more" if more > 0 else shown
        _draw_target(drawing, goal, group)
        drawing.edge(table.route_table_id, goal, f"{label} (blackhole)" if dead else label, dashed=dead)


def _draw_target(drawing: _Drawing, goal: str, group: str) -> None:
    if goal.startswith("vpce-"):
        endpoint = drawing.topology.find(VpcEndpoint, goal)
        if isinstance(endpoint, VpcEndpoint):
            _draw_endpoint(drawing, endpoint)
            return
    drawing.node(goal, "gateway", goal, group="" if goal.startswith(_SHARED) else group)


def _draw_endpoint(drawing: _Drawing, endpoint: VpcEndpoint) -> None:
    key = endpoint.vpc_endpoint_id
    style = state_style(endpoint.state)
    state = "" if style == "good" else (endpoint.state or "state not told")
    words = (short_service(endpoint), f"{endpoint_type(endpoint)} endpoint", key, state)
    drawing.node(key, "endpoint", *words, group=_home(drawing, endpoint.vpc_id), style=style)
    for subnet_id in endpoint.subnet_ids:
        drawing.edge(key, subnet_id, "interface in", dashed=True)
    if is_type(endpoint, "Gateway"):
        for table_id in endpoint.route_table_ids:
            drawing.edge(key, table_id, "associated", dashed=True)


def _draw_neighbours(drawing: _Drawing, endpoint: VpcEndpoint, scope: Scope) -> None:
    """Draw an endpoint with its service, its subnets, groups and tables, and the subnets that these tables serve."""
    topology, key = drawing.topology, endpoint.vpc_endpoint_id
    _draw_endpoint(drawing, endpoint)
    service = endpoint.service_name or short_service(endpoint)
    drawing.node(f"service {service}", "service", service)
    drawing.edge(key, f"service {service}", "leads to")
    served = {
        subnet.subnet_id: subnet
        for subnet in topology.indexed(Subnet, by_vpc, endpoint.vpc_id)
        if subnet.subnet_id in endpoint.subnet_ids or _uses(topology, subnet, scope, endpoint.route_table_ids)
    }
    for subnet in served.values():
        group = _home(drawing, subnet.vpc_id)
        drawing.node(
            subnet.subnet_id, "subnet", subnet.name_tag, subnet.subnet_id, subnet.cidr_block or "", group=group
        )
    for table_id in endpoint.route_table_ids:
        found = topology.find(RouteTable, table_id, scope)
        name = found.name_tag if isinstance(found, RouteTable) else "not read"
        drawing.node(table_id, "routeTable", name, table_id, group=_home(drawing, endpoint.vpc_id))
        for subnet in served.values():
            if _uses(topology, subnet, scope, (table_id,)):
                drawing.edge(subnet.subnet_id, table_id)
    for item in endpoint.groups:
        if item.group_id:
            group_record = topology.find(SecurityGroup, item.group_id, scope)
            name = (group_record.group_name or "") if isinstance(group_record, SecurityGroup) else "not read"
            drawing.node(item.group_id, "securityGroup", name, item.group_id, group=_home(drawing, endpoint.vpc_id))
            drawing.edge(item.group_id, key, "guards", dashed=True)


def _uses(topology: Topology, subnet: Subnet, scope: Scope, table_ids: Iterable[str]) -> bool:
    effective = effective_route_table(topology, subnet, scope)
    return isinstance(effective, EffectiveRouteTable) and effective.table.route_table_id in tuple(table_ids)


def trace_graph(found: Trace) -> Graph:
    """Return a trace as a path: from the source through each step to the destination, and dashed back."""
    flow = found.flow
    port = f" {flow.port}" if flow.port is not None else ""
    nodes = [Node("source", "end", (flow.source, flow.source_address), style="accent")]
    edges: list[Edge] = []
    last = "source"
    steps = [(f"step{number}", step) for number, step in enumerate(found.steps, 1)]
    goal = Node(
        "destination",
        "end",
        tuple(
            dict.fromkeys((flow.destination, flow.destination_address or flow.destination, f"{flow.protocol}{port}"))
        ),
        style="accent",
    )
    for way, end in ((Direction.FORWARD, "destination"), (Direction.RETURN, "source")):
        back = way is Direction.RETURN
        for key, step in steps:
            if step.direction is way:
                rule = f"rule {step.rule}" if step.rule else ""
                words = [f"{step.verdict}: {stage_label(step)}", step.component, rule, str(step.code)]
                lines = tuple(word for word in words if word)
                nodes.append(Node(key, "step", lines, style=OUTCOME_STYLES[step.verdict]))
                edges.append(Edge(last, key, dashed=back))
                last = key
        if last != "destination":
            edges.append(Edge(last, end, dashed=back))
        last = "destination"
    return Graph(f"{flow.source} to {flow.destination}: {found.verdict}", (*nodes, goal), tuple(edges))
