"""Which blocks of addresses do the services have that gateway endpoints lead to?

AWS keeps a prefix list of each, called like the service. Where no list of names was read, the route to a gateway
endpoint tells as well: only AWS makes such a route, for the service's own list.
Source: VPC User Guide, "AWS-managed prefix lists"; PrivateLink Guide, "Gateway endpoints".
"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Block, parse_blocks
from vpce_tui.reach.services import service_name
from vpce_tui.reach.world import World
from vpce_tui.resources.relations import prefix_list_cidrs, service_prefix_lists
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type


def gateway_service_blocks(world: World, scope: Scope, name: str) -> tuple[str, tuple[Block, ...]] | None:
    """Return the prefix list of a gateway service in a scope's Region: its id and blocks; None where not read."""

    def look() -> tuple[str, tuple[Block, ...]] | None:
        named = service_prefix_lists(world.topology, name, scope.region)
        for found_scope, list_id in (*named, *_routed_lists(world, scope, name)):
            texts = prefix_list_cidrs(world.topology, list_id, found_scope)
            if not isinstance(texts, Absent) and (blocks := parse_blocks(texts)):
                return list_id, blocks
        return None

    return world.remember(("gateway service", name, scope), look)


def _routed_lists(world: World, scope: Scope, service: str) -> Iterator[tuple[Scope, str]]:
    """Yield the prefix lists that routes lead to gateway endpoints of the service by; only AWS makes such routes."""
    endpoints = {
        endpoint.vpc_endpoint_id
        for endpoint in world.topology.records(VpcEndpoint, scope)
        if endpoint.service_name == service and is_type(endpoint, "Gateway")
    }
    for table in world.topology.records(RouteTable, scope) if endpoints else ():
        for route in table.routes:
            if route.gateway_id in endpoints and route.destination_prefix_list_id:
                yield scope, route.destination_prefix_list_id


def listed_blocks(world: World, scope: Scope) -> tuple[Block, ...]:
    """Return the blocks that only the gateway services of the Region have."""
    found: list[Block] = []
    for label in ("s3", "dynamodb"):
        listed = gateway_service_blocks(world, scope, service_name(label, scope.region))
        if listed is not None:
            found += listed[1]
    return tuple(block for block in found if block.version == 4)
