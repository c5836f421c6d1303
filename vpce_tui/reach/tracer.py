"""Can this reach that, and if not, why not and what would help?

A trace resolves the words of a question, asks what the destination's name means there, judges the path to its addresses
both ways, and says what it did not evaluate. Certain blocks make it not reachable; what was not read and decides makes
it unknown; what was not read and does not decide is noted as not evaluated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from vpce_tui.model.topology import Topology
from vpce_tui.reach.addresses import parse_address
from vpce_tui.reach.answers import Answer, Resolution, Target
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AssociateEndpoint, Edit, RemoveRoute
from vpce_tui.reach.fixes import with_fixes
from vpce_tui.reach.flow import Destination, Flow
from vpce_tui.reach.judging import Judged, best, judge
from vpce_tui.reach.names import resolve, service_host
from vpce_tui.reach.packets import protocol_name
from vpce_tui.reach.path import Path
from vpce_tui.reach.private_dns import endpoint_answer
from vpce_tui.reach.public_dns import endpoints_unread, gateway_service_blocks, new_endpoint
from vpce_tui.reach.question import Question, ask
from vpce_tui.reach.services import region_of_host, service_name, service_of_host
from vpce_tui.reach.sources import source_steps
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Trace, TracedFlow, verdict_of
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World, world_of
from vpce_tui.resources.network_interface import addresses
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type, service_label

POLICY_LAYERS = ("endpointPolicy", "resourcePolicy", "identityPolicy", "serviceControlPolicy")
"""What a trace without an action never evaluates."""


def trace(flow: Flow, topology: Topology, *, fixes: bool = True) -> Trace:
    """Return whether the flow's source reaches its destination, step by step.

    Args:
        flow: Who, what, protocol and ports, in the words of the command line.
        topology: What is known; nothing else is asked.
        fixes: Try what each block proposes on a copy of the topology, and offer what made the block disappear. Costs
            another trace for each proposal.

    Raises:
        UnknownIdError: A word names what does not exist.
        UnknownAnswerError: A word names what was not read.
        UsageError: A word cannot be understood, or means several things.
    """
    found = trace_in(world_of(topology), flow)
    return with_fixes(found, topology, lambda changed: trace_in(World(changed), flow)) if fixes else found


def trace_in(world: World, flow: Flow) -> Trace:
    """Return the trace of a flow without trying fixes; see `trace` for what is raised."""
    return answer(world, ask(world, flow))


def answer(world: World, question: Question, *, brief: bool = False) -> Trace:
    """Return the trace of a question.

    A brief one has the same verdict, way, blocks and unknowns; it leaves out warnings that cost further paths, and what
    may be edited to make a name private.
    """
    resolution = _meaning(world, question)
    own_steps = source_steps(world, question)
    name_steps = list(resolution.steps)
    judged = [judge(world, question, item, brief=brief) for item in resolution.answers]
    if not judged:
        return _trace(question, None, (*name_steps, *own_steps), resolution.not_evaluated)
    shown = best(judged)
    if resolution.doubt:
        name_steps.append(_doubt(resolution, judged))
    if resolution.ipv6 is not None and not brief:
        name_steps += _dualstack(world, question, resolution, shown)
    path_steps = shown.path.steps
    if any(step.verdict is Outcome.UNKNOWN for step in resolution.steps):
        path_steps = tuple(_open(step) for step in path_steps)
    if not brief:
        edits = new_endpoint(world, question.start, resolution.host) if resolution.lacks_endpoint else resolution.edits
        path_steps = tuple(_with_edits(step, edits) for step in path_steps)
    steps = (*name_steps, *own_steps, *path_steps, *shown.notes, *_wrong_way(question, shown.path))
    if not brief:
        steps = (*steps, *_beside_endpoint(world, question, resolution, shown.path))
    return _trace(question, shown.path, steps, (*resolution.not_evaluated, *shown.path.not_evaluated))


def _trace(question: Question, path: Path | None, steps: Sequence[Step], not_evaluated: Sequence[str]) -> Trace:
    number = question.flow.protocol_number
    flow = TracedFlow(
        source=question.source.interface.network_interface_id,
        source_address=str(question.source.address),
        destination=question.destination.words,
        destination_address=str(path.address) if path and path.exact else "",
        protocol="any" if number is None else protocol_name(number).removeprefix("protocol "),
        port=question.port if question.port is not None else question.flow.port,
        source_port=question.flow.source_port,
    )
    return Trace(
        verdict=verdict_of(tuple(steps)),
        flow=flow,
        via=path.via if path else None,
        steps=tuple(steps),
        not_evaluated=tuple(dict.fromkeys((*not_evaluated, *POLICY_LAYERS))),
    )


def _doubt(resolution: Resolution, judged: Sequence[Judged]) -> Step:
    """Return the step of a name that may be answered in several ways: it decides only where they differ."""
    agree = len({item.verdict for item in judged}) == 1
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.NAME,
        component=resolution.doubt_about,
        verdict=Outcome.WARN if agree else Outcome.UNKNOWN,
        code=resolution.doubt_code,
        text=f"{resolution.doubt}{'; either answer leads to the same' if agree else ''}",
    )


def _dualstack(world: World, question: Question, resolution: Resolution, shown: Judged) -> list[Step]:
    """Return a warning where the IPv6 addresses of a name do not go the way of its IPv4 addresses."""
    assert resolution.ipv6 is not None
    other = judge(world, question, resolution.ipv6)
    if shown.path.via is not None and other.path.via == shown.path.via and other.verdict == shown.verdict:
        return []
    trouble = other.path.first_trouble
    way = f"through {other.path.via.id}" if other.path.via else "nowhere"
    text = f"{resolution.host} has IPv6 addresses too, which go {way}"
    return [
        Step(
            direction=Direction.FORWARD,
            stage=Stage.NAME,
            component=shown.path.via.id if shown.path.via else "",
            verdict=Outcome.WARN,
            code=Code.VPCE_DUALSTACK_BYPASS,
            text=f"{text}: {trouble.text}" if trouble else text,
            fix="give the endpoint dualstack addresses, or let the client use the IPv4 host",
        )
    ]


def _open(step: Step) -> Step:
    """Let a block on the way to an address that the name may not have decide nothing."""
    return msgspec.structs.replace(step, verdict=Outcome.UNKNOWN) if step.verdict is Outcome.BLOCK else step


def _with_edits(step: Step, edits: tuple[Edit, ...]) -> Step:
    """Let a block on the public path also try what would make the name private."""
    if not edits or step.verdict is not Outcome.BLOCK or step.stage not in (Stage.ROUTE, Stage.TRANSIT):
        return step
    return msgspec.structs.replace(step, edits=(*edits, *step.edits))


# --- what the destination's words mean -------------------------------------------------------------------------------


def _meaning(world: World, question: Question) -> Resolution:
    """Return the addresses that the destination's words mean for this client."""
    destination, start = question.destination, question.start
    if destination.address is not None:
        return Resolution(destination.words, (Answer((Target(destination.address),)),))
    if destination.interface is not None:
        return _interface(question, destination)
    if destination.endpoint is not None:
        return _endpoint(world, start, destination.endpoint)
    if destination.host:
        return resolve(world, start, destination.host)
    host = service_host(world, start, destination.service, destination.region)
    return resolve(world, start, host) if host else _customer_service(world, start, destination)


def _interface(question: Question, destination: Destination) -> Resolution:
    assert destination.interface is not None
    parsed = [found for text in addresses(destination.interface) if (found := parse_address(text)) is not None]
    if not parsed:
        name = destination.interface.network_interface_id
        step = _name_step(Outcome.BLOCK, name, f"{name} has no address", Code.UNASSOCIATED_COMPONENT)
        return Resolution(destination.words, (), (step,))
    chosen = next((found for found in parsed if found.version == question.source.address.version), parsed[0])
    return Resolution(destination.words, (Answer((Target(chosen, destination.interface),)),))


def _endpoint(world: World, start: Spot, endpoint: VpcEndpoint) -> Resolution:
    name = endpoint.vpc_endpoint_id
    if not is_type(endpoint, "Gateway"):
        found = endpoint_answer(world, start, endpoint)
        return Resolution(name, (), (found,)) if isinstance(found, Step) else Resolution(name, (found,))
    scope = world.scope_of(endpoint, start.scope)
    listed = gateway_service_blocks(world, scope, endpoint.service_name or "")
    if listed is None:
        text = f"the prefix list of {endpoint.service_name} was not read"
        return Resolution(name, (), (_name_step(Outcome.UNKNOWN, name, text, Code.VPCE_NOT_READ),))
    family = (endpoint.ip_address_type or "ipv4").lower()
    blocks = tuple(block for block in listed[1] if family in ("dualstack", f"ipv{block.version}"))
    return Resolution(name, (Answer(blocks=blocks or listed[1], key=f"{listed[0]} {family}"),))


def _customer_service(world: World, start: Spot, destination: Destination) -> Resolution:
    """Look for an endpoint of a service that has no host name of its own."""
    own = [item for item in world.endpoints_of(start.vpc_id) if item.service_name == destination.service]
    own.sort(key=lambda item: (item.state or "").lower() != "available")
    if own:
        return replace(_endpoint(world, start, own[0]), host=destination.service)
    unread = endpoints_unread(world, start)
    if unread is None:
        text = f"{start.vpc_id} has no endpoint for {service_label(destination.service)}"
        step = _name_step(Outcome.BLOCK, start.vpc_id, text, Code.VPCE_NO_ENDPOINT)
    else:
        step = _name_step(Outcome.UNKNOWN, start.vpc_id, *unread)
    return Resolution(destination.service, (), (step,))


def _name_step(verdict: Outcome, component: str, text: str, code: str) -> Step:
    return Step(
        direction=Direction.FORWARD, stage=Stage.NAME, component=component, verdict=verdict, code=code, text=text
    )


def _wrong_way(question: Question, path: Path) -> tuple[Step, ...]:
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


def _beside_endpoint(world: World, question: Question, resolution: Resolution, path: Path) -> tuple[Step, ...]:
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
