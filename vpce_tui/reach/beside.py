"""Does a path pass a gateway endpoint by that a reader would expect it to take?"""

from __future__ import annotations

from vpce_tui.reach.answers import Resolution
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AssociateEndpoint, Edit, RemoveRoute
from vpce_tui.reach.path import Path
from vpce_tui.reach.question import Question
from vpce_tui.reach.services import region_of_host, service_name, service_of_host
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.world import World
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type


def wrong_way(question: Question, path: Path) -> tuple[Step, ...]:
    """Return a block where a gateway endpoint was asked for and the path does not go through it."""
    endpoint = question.destination.endpoint
    if endpoint is None or not is_type(endpoint, "Gateway") or path.via is None:
        return ()
    if path.via.id == endpoint.vpc_endpoint_id:
        return ()
    return (
        Step(
            direction=Direction.FORWARD,
            stage=Stage.ROUTE,
            component=endpoint.vpc_endpoint_id,
            verdict=Outcome.BLOCK,
            code=Code.VPCE_ENDPOINT_BYPASSED,
            text=f"{question.start.subnet.subnet_id} goes to {path.address} through {path.via.id}, not through "
            f"{endpoint.vpc_endpoint_id}",
            edits=_towards(endpoint, path),
        ),
    )


def beside_endpoint(world: World, question: Question, resolution: Resolution, path: Path) -> tuple[Step, ...]:
    """Return a warning where the VPC has a gateway endpoint for the service and the subnet's path passes it by."""
    start = question.start
    label = service_of_host(resolution.host)
    if not label or path.via is None or path.via.kind in ("gatewayEndpoint", "interfaceEndpoint"):
        return ()
    if region_of_host(resolution.host) != start.scope.region:
        return ()
    wanted = service_name(label, start.scope.region)
    for endpoint in world.endpoints_of(start.vpc_id):
        if endpoint.service_name == wanted and is_type(endpoint, "Gateway"):
            text = (
                f"{start.subnet.subnet_id} goes to {label} through {path.via.id} although {start.vpc_id} has "
                f"{endpoint.vpc_endpoint_id}: {_why_beside(world, endpoint, path)}"
            )
            return (
                Step(
                    direction=Direction.FORWARD,
                    stage=Stage.ROUTE,
                    component=endpoint.vpc_endpoint_id,
                    verdict=Outcome.WARN,
                    code=Code.VPCE_ENDPOINT_BYPASSED,
                    text=text,
                    edits=_towards(endpoint, path)[:1],
                ),
            )
    return ()


def _why_beside(world: World, endpoint: VpcEndpoint, path: Path) -> str:
    """Return why a path passes a gateway endpoint by: its table has no route to it, or a preferred one."""
    step = next((step for step in path.steps if step.stage is Stage.ROUTE and step.component.startswith("rtb-")), None)
    table = world.topology.find(RouteTable, step.component) if step is not None else None
    if step is None or not isinstance(table, RouteTable):
        return "no route leads to it"
    if any(target(route) == endpoint.vpc_endpoint_id for route in table.routes):
        return f"the route of {table.route_table_id} for {step.rule} is preferred to its own"
    return "its route table is not associated with it"


def _towards(endpoint: VpcEndpoint, path: Path) -> tuple[Edit, ...]:
    """Return what could lead a path through a gateway endpoint: its association, or a route out of its way."""
    for step in path.steps:
        if step.stage is Stage.ROUTE and step.component.startswith("rtb-"):
            return (
                AssociateEndpoint(vpc_endpoint_id=endpoint.vpc_endpoint_id, route_table_id=step.component),
                RemoveRoute(route_table_id=step.component, destination=step.rule),
            )
    return ()
