"""Does an edge route table lead packets elsewhere that come in from outside?

A route table that is associated with a gateway decides for packets that come in through it: usually to the VPC itself,
sometimes to an appliance first.
Source: VPC User Guide, "Gateway route tables".
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.reach import routing
from vpce_tui.reach.addresses import Address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.route_table import RouteTable, destination, target


def _by_gateway(table: RouteTable) -> Iterable[str]:
    return [association.gateway_id for association in table.associations if association.gateway_id]


def _by_attached_vpc(gateway: InternetGateway) -> Iterable[str]:
    return [attachment.vpc_id for attachment in gateway.attachments if attachment.vpc_id]


def incoming_edge(world: World, spot: Spot, address: Address, direction: Direction) -> list[Step]:
    """Return a step where the own table of a VPC's internet gateway does not deliver straight into the VPC."""
    for gateway in world.topology.indexed(InternetGateway, _by_attached_vpc, spot.vpc_id):
        found = edge_route(world, spot, gateway.internet_gateway_id, address, direction)
        if found:
            return found
    return []


def edge_route(
    world: World, spot: Spot, gateway_id: str, address: Address, direction: Direction = Direction.RETURN
) -> list[Step]:
    """Return a step where a gateway's own route table does not deliver a packet straight into the VPC."""
    for table in world.topology.indexed(RouteTable, _by_gateway, gateway_id, spot.scope):
        winner = routing.choose(world, table, spot.scope, address).winner
        if winner is None or target(winner.route) == "local":
            continue
        return [
            Step(
                direction=direction,
                stage=Stage.ROUTE,
                component=table.route_table_id,
                rule=destination(winner.route),
                verdict=Outcome.UNKNOWN,
                code=Code.INGRESS_RTB_TRAFFIC_REDIRECTION,
                text=f"{table.route_table_id} of {gateway_id} sends {_WHAT[direction]} to {target(winner.route)} "
                "first, whose rules were not read",
            )
        ]
    return []


_WHAT = {Direction.FORWARD: "what comes in", Direction.RETURN: "replies"}
