"""Does an edge route table lead replies elsewhere?

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
from vpce_tui.resources.route_table import RouteTable, destination, target


def _by_gateway(table: RouteTable) -> Iterable[str]:
    return [association.gateway_id for association in table.associations if association.gateway_id]


def edge_route(world: World, spot: Spot, gateway_id: str, address: Address) -> list[Step]:
    """Return a step where a gateway's own route table does not deliver a reply straight into the VPC."""
    for table in world.topology.indexed(RouteTable, _by_gateway, gateway_id, spot.scope):
        winner = routing.choose(world, table, spot.scope, address).winner
        if winner is None or target(winner.route) == "local":
            continue
        return [
            Step(
                direction=Direction.RETURN,
                stage=Stage.ROUTE,
                component=table.route_table_id,
                rule=destination(winner.route),
                verdict=Outcome.UNKNOWN,
                code=Code.INGRESS_RTB_TRAFFIC_REDIRECTION,
                text=f"{table.route_table_id} of {gateway_id} sends replies to {target(winner.route)} first, whose "
                "rules were not read",
            )
        ]
    return []
