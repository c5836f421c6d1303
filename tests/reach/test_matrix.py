"""Does a cell of the matrix say what tracing its clients one by one says?

The matrix shares between traces whatever they have in common. Here every trace is made in a World of its own, so that
nothing is shared, and the cell must not differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import given, settings

from tests.reach.test_properties import Made, networks
from vpce_tui.demo import world as demo
from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Outcome, Trace, Verdict
from vpce_tui.reach.clients import ClientClass, client_classes
from vpce_tui.reach.questions import Cell, matrix, services_in_use
from vpce_tui.reach.tracer import trace_in
from vpce_tui.reach.world import World

SERVICES = ("dynamodb", "ecr.api", "kms", "s3", "ssm", "sts")


def cells(topology: Topology, services: Sequence[str]) -> list[Cell]:
    return [cell for progress in matrix(topology, services) for cell in progress.cells]


def traced(interface_id: str, service: str, topology: Topology) -> Trace:
    """Trace without anything that was known before."""
    return trace_in(World(topology), Flow(interface_id, service))


def one_by_one(cell: Cell, classes: Sequence[ClientClass], topology: Topology) -> Cell:
    """Return the cell as single traces tell it."""
    present = [clients for clients in classes if clients.subnet_id == cell.subnet_id]
    found = [(clients, traced(clients.example.network_interface_id, cell.service, topology)) for clients in present]
    reached = [(clients, trace) for clients, trace in found if trace.verdict is Verdict.REACHABLE]
    others = [(clients, trace) for clients, trace in found if trace.verdict is not Verdict.REACHABLE]
    reason, code = _first_trouble(others[0][1]) if others else ("", "")
    examples = [clients.example.network_interface_id for clients, _ in (*others, *reached)]
    sizes = dict.fromkeys(Verdict, 0)
    for clients, trace in found:
        sizes[trace.verdict] += clients.size
    return Cell(
        cell.subnet_id,
        cell.service,
        reachable=sizes[Verdict.REACHABLE],
        not_reachable=sizes[Verdict.NOT_REACHABLE],
        unknown=sizes[Verdict.UNKNOWN],
        via=reached[0][1].via if reached else None,
        reason=reason,
        code=code,
        example=examples[0] if examples else "",
    )


def _first_trouble(trace: Trace) -> tuple[str, str]:
    for outcome in (Outcome.BLOCK, Outcome.UNKNOWN):
        for step in trace.steps:
            if step.verdict is outcome:
                return step.text, str(step.code)
    return "", ""


@cache
def demo_topology() -> Topology:
    return demo.topology()


def sample() -> Iterator[Cell]:
    """Yield some hundred cells of the demo world, of every verdict, spread over subnets and services."""
    topology = demo_topology()
    taken = [cell for cell in cells(topology, services_in_use(topology)) if cell.clients]
    yield from taken[::11]


def test_a_cell_of_the_demo_world_says_what_its_clients_traces_say() -> None:
    classes = client_classes(World(demo_topology()))
    seen = list(sample())

    for cell in seen:
        assert cell == one_by_one(cell, classes, demo_topology())
    assert {cell.verdict for cell in seen} >= set(Verdict)


@given(networks())
@settings(max_examples=40, deadline=None)
def test_a_cell_of_any_network_says_what_its_clients_traces_say(made: Made) -> None:
    classes = client_classes(World(made.topology))

    for cell in cells(made.topology, SERVICES):
        assert cell == one_by_one(cell, classes, made.topology)


@pytest.mark.parametrize("refused", [(), (1,), (1, 2), (1, 2, 3)], ids=lambda zones: f"{len(zones)} of 3 refuse")
def test_endpoint_addresses_that_differ_make_the_same_cell(refused: tuple[int, ...]) -> None:
    """An endpoint whose interfaces are not all reached: the first that is decides, in the matrix as in a trace."""
    build = Builder()
    build.vpc("10.1.0.0/16")
    places = [build.subnet(f"10.1.{number}.0/24", zone="abc"[number - 1]) for number in (1, 2, 3)]
    egress = [allow(cidr=f"10.1.{number}.0/24") for number in (1, 2, 3) if number not in refused]
    build.interface_endpoint("ssm", subnets=places, groups=(build.security_group(allow(cidr="10.1.0.0/16")),))
    for place in (*places, build.subnet("10.1.4.0/24")):
        for groups in ((build.security_group(egress=egress),), (build.security_group(),)):
            build.network_interface(subnet=place, groups=groups)
    topology = build.topology()
    classes = client_classes(World(topology))

    for cell in cells(topology, ("ssm", "s3")):
        assert cell == one_by_one(cell, classes, topology)


def test_subnets_of_one_table_share_an_answer_and_a_nat_gateways_own_subnet_has_another() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    gateway = build.internet_gateway()
    public = build.subnet("10.1.1.0/24", table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    nat = build.nat_gateway(subnet=public)
    table = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
    for place in (public, *(build.subnet(f"10.1.{number}.0/24", table=table) for number in (2, 3))):
        build.network_interface(subnet=place)
    topology = build.topology()
    classes = client_classes(World(topology))

    for cell in cells(topology, SERVICES):
        assert cell == one_by_one(cell, classes, topology)
