"""Which attachment does a transit gateway's route table send a packet to?

The table that the incoming attachment is associated with decides: the longest block, static routes before propagated
ones. Routes come from SearchTransitGatewayRoutes; where a source has static routes and propagations instead, a VPC's
propagation announces its blocks. A table whose routes were not all read decides nothing: a longer one may be missing.
Source: Transit Gateway Guide, "Route evaluation order".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Block, parse_block
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Stage
from vpce_tui.reach.walk import Walk
from vpce_tui.reach.world import World
from vpce_tui.resources.relations import prefix_list_cidrs
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation


@dataclass(frozen=True, slots=True)
class TransitRoute:
    block: Block
    attachment_id: str
    static: bool
    blackhole: bool
    written: str


def _by_attachment(
    record: TransitGatewayRouteTableAssociation | TransitGatewayRouteTablePropagation,
) -> Iterable[str]:
    return (record.transit_gateway_attachment_id,)


def _by_table(record: TransitGatewayRoute | TransitGatewayRouteTablePropagation) -> Iterable[str]:
    return (record.transit_gateway_route_table_id,)


def associated_table(walk: Walk, gateway_id: str, attachment_id: str, scope: Scope) -> str | None:
    """Return the table that decides for packets from an attachment; write why there is none.

    Both ends of a peering list the same attachment, each with a table of its own gateway.
    """
    world = walk.world
    for record in world.topology.indexed(TransitGatewayRouteTableAssociation, _by_attachment, attachment_id):
        table = world.topology.find(TransitGatewayRouteTable, record.transit_gateway_route_table_id, scope)
        elsewhere = isinstance(table, TransitGatewayRouteTable) and table.transit_gateway_id not in (gateway_id, None)
        if not elsewhere and (record.state or "associated").lower() in ("associated", "associating"):
            return record.transit_gateway_route_table_id
    attachment = world.topology.find(TransitGatewayAttachment, attachment_id, scope)
    if isinstance(attachment, TransitGatewayAttachment):
        association = attachment.association
        if association is not None and association.transit_gateway_route_table_id:
            return association.transit_gateway_route_table_id
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION,
            f"{attachment_id} is associated with no route table of its transit gateway",
            component=attachment_id,
        )
        return None
    if world.complete(TransitGatewayRouteTableAssociation, scope):
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION,
            f"{attachment_id} is associated with no route table of its transit gateway",
            component=attachment_id,
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.TGW_RTB_ROUTES_ARE_UNKNOWN,
            f"the route table of {attachment_id} was not read",
            component=attachment_id,
        )
    return None


def choose_transit_route(walk: Walk, table_id: str, scope: Scope) -> TransitRoute | None:
    """Return the route that a transit gateway's table takes; write why there is none."""
    world = walk.world
    entries = world.remember(("transit table", table_id), lambda: _entries(world, table_id, scope))
    known = world.remember(("transit routes known", table_id), lambda: _routes_known(world, table_id, scope))
    for entry in entries:
        if entry.block.holds(walk.packet.destination) and (known or entry.block.size == 1):
            return entry
    if known:
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT,
            f"{table_id} has no route for {walk.packet.destination}",
            component=table_id,
            fix=f"add a route for {walk.packet.destination} to {table_id}, or let its VPC's attachment propagate to it",
        )
    else:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.TGW_RTB_ROUTES_ARE_UNKNOWN,
            f"the routes of {table_id} were not read to their end",
            component=table_id,
        )
    return None


def _routes_known(world: World, table_id: str, scope: Scope) -> bool:
    """Say whether all routes of a table are known: from the search, or as static routes and what VPCs propagate."""
    topology = world.topology
    owners = [found for found, table in topology.located(TransitGatewayRouteTable) if table.record_id == table_id]
    return any(_known_in(world, table_id, owner) for owner in owners or [scope])


def _known_in(world: World, table_id: str, scope: Scope) -> bool:
    coverage = world.topology.coverage(TransitGatewayRoute, scope)
    if coverage.complete:
        return True
    # Recordings that asked for static routes only say so: the propagated ones follow from the propagations.
    only_static = coverage.progress is Progress.FAILED and coverage.reason is Reason.NOT_ASKED
    if not only_static or not world.complete(TransitGatewayRouteTablePropagation, scope):
        return False
    return all(
        (item.resource_type or "vpc").lower() == "vpc" and bool(world.vpc_blocks(item.resource_id or "", scope))
        for item in world.topology.indexed(TransitGatewayRouteTablePropagation, _by_table, table_id)
    )


def _entries(world: World, table_id: str, scope: Scope) -> tuple[TransitRoute, ...]:
    """Return a table's routes in the order they are tried: longest block, then static before propagated."""
    found: dict[tuple[Block, str], TransitRoute] = {}
    for route in world.topology.indexed(TransitGatewayRoute, _by_table, table_id):
        for written in _destinations(world, route, scope):
            block = parse_block(written)
            if block is None:
                continue
            attachment_id = next(
                (item.transit_gateway_attachment_id or "" for item in route.transit_gateway_attachments), ""
            )
            blackhole = (route.state or "active").lower() == "blackhole"
            static = (route.type or "static").lower() == "static"
            found[block, attachment_id] = TransitRoute(block, attachment_id, static, blackhole, written)
    for propagation in world.topology.indexed(TransitGatewayRouteTablePropagation, _by_table, table_id):
        if (propagation.resource_type or "vpc").lower() != "vpc":
            continue
        if (propagation.state or "enabled").lower() not in ("enabled", "enabling"):
            continue
        for block in world.vpc_blocks(propagation.resource_id or "", scope):
            key = (block, propagation.transit_gateway_attachment_id)
            found.setdefault(
                key, TransitRoute(block, propagation.transit_gateway_attachment_id, False, False, str(block))
            )
    return tuple(sorted(found.values(), key=lambda entry: (-entry.block.length, not entry.static, entry.written)))


def _destinations(world: World, route: TransitGatewayRoute, scope: Scope) -> tuple[str, ...]:
    if route.destination_cidr_block:
        return (route.destination_cidr_block,)
    if not route.prefix_list_id:
        return ()
    listed = prefix_list_cidrs(world.topology, route.prefix_list_id, scope)
    return () if isinstance(listed, Absent) else listed
