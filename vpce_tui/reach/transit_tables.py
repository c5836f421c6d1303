"""Which attachment does a transit gateway's route table send a packet to?

The table that the incoming attachment is associated with decides: the longest block; for the same block static routes
before propagated ones, and those by what they come from. Routes come from SearchTransitGatewayRoutes; where a source
has static routes and propagations instead, a VPC's propagation announces its blocks. A table whose routes were not all
read decides nothing: a longer one may be missing. Whom a gateway is shared with sees neither its tables nor what they
are associated with: only its owner's lists tell that there are none.
Source: Transit Gateway Guide, "Route evaluation order", "Share your transit gateway".
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
from vpce_tui.resources.transit_gateway import TransitGateway
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation

_PREFERENCE = ("static", "vpc", "direct-connect-gateway", "connect", "vpn", "peering", "tgw-peering")
"""Which of several routes for one block is taken: the first kind here; anything else comes last."""


@dataclass(frozen=True, slots=True)
class TransitRoute:
    block: Block
    attachment_id: str
    kind: str
    """`static`, or what a propagated route comes from: `vpc`, `vpn`, …"""
    blackhole: bool
    written: str

    @property
    def preference(self) -> int:
        return _PREFERENCE.index(self.kind) if self.kind in _PREFERENCE else len(_PREFERENCE)


@dataclass(frozen=True, slots=True)
class TransitTable:
    """A transit gateway's table, its routes in the order they are tried."""

    routes: tuple[TransitRoute, ...]
    unread: tuple[str, ...]
    """Prefix lists of its routes that were not read."""


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
    owner = _owner_of(world, gateway_id, scope)
    for record in world.topology.indexed(TransitGatewayRouteTableAssociation, _by_attachment, attachment_id):
        table = world.topology.find(TransitGatewayRouteTable, record.transit_gateway_route_table_id, scope)
        elsewhere = isinstance(table, TransitGatewayRouteTable) and table.transit_gateway_id not in (gateway_id, None)
        if not elsewhere and (record.state or "associated").lower() in ("associated", "associating"):
            return record.transit_gateway_route_table_id
    attachment = world.topology.find(TransitGatewayAttachment, attachment_id, owner)
    found = isinstance(attachment, TransitGatewayAttachment)
    association = attachment.association if isinstance(attachment, TransitGatewayAttachment) else None
    if association is not None and association.transit_gateway_route_table_id:
        return association.transit_gateway_route_table_id
    if world.complete(TransitGatewayRouteTableAssociation, owner) or (found and owner == scope):
        text = f"{attachment_id} is associated with no route table of its transit gateway"
        walk.blocks(Stage.TRANSIT, Code.TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION, text, component=attachment_id)
    else:
        text = f"the route table of {attachment_id} was not read"
        walk.cannot_tell(Stage.TRANSIT, Code.TGW_RTB_ROUTES_ARE_UNKNOWN, text, component=attachment_id)
    return None


def _owner_of(world: World, gateway_id: str, scope: Scope) -> Scope:
    """Return the scope whose lists hold a transit gateway's tables."""
    gateway = world.topology.find(TransitGateway, gateway_id, scope)
    owner = gateway.owner_id if isinstance(gateway, TransitGateway) else None
    return Scope(owner, scope.region) if owner and owner.isdecimal() and scope.account_id.isdecimal() else scope


def choose_transit_route(walk: Walk, gateway_id: str, table_id: str, scope: Scope) -> TransitRoute | None:
    """Return the route that a transit gateway's table takes; write why there is none."""
    world, wanted = walk.world, walk.packet.destination
    walk.met[table_id] = (scope, None)
    owner = _owner_of(world, gateway_id, scope)
    table = transit_table(world, table_id, scope)
    known = world.remember(("transit routes known", table_id, owner), lambda: _routes_known(world, table_id, owner))
    taken = [entry for entry in table.routes if entry.block.holds(wanted)]
    best = [entry for entry in taken if (entry.block, entry.preference) == (taken[0].block, taken[0].preference)]
    if best and best[0].block.size == 1 and best[0].kind == "static":
        return best[0]
    if not known or table.unread:
        missing = f"prefix list {table.unread[0]} of {table_id} was" if known else f"the routes of {table_id} were"
        text = f"{missing} not read{'' if known else ' to their end'}"
        walk.cannot_tell(Stage.TRANSIT, Code.TGW_RTB_ROUTES_ARE_UNKNOWN, text, component=table_id)
        return None
    if not best:
        walk.blocks(
            Stage.TRANSIT,
            Code.TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT,
            f"{table_id} has no route for {wanted}",
            component=table_id,
            fix=f"add a route for {wanted} to {table_id}, or let its VPC's attachment propagate to it",
        )
        return None
    if len(best) > 1 and best[0].kind == "vpc":
        both = " and ".join(entry.attachment_id for entry in best)
        text = f"{table_id}: {best[0].written} is announced by {both}, and which is taken cannot be told"
        walk.cannot_tell(Stage.TRANSIT, Code.TGW_RTB_ROUTES_ARE_UNKNOWN, text, component=table_id)
        return None
    return best[0]


def transit_table(world: World, table_id: str, scope: Scope) -> TransitTable:
    """Return a transit gateway's table with its lists opened."""
    return world.remember(("transit table", table_id), lambda: _table(world, table_id, scope))


def _routes_known(world: World, table_id: str, owner: Scope) -> bool:
    """Say whether all routes of a table are known: from the search, or as static routes and what VPCs propagate."""
    topology = world.topology
    owners = [found for found, table in topology.located(TransitGatewayRouteTable) if table.record_id == table_id]
    return any(_known_in(world, table_id, scope) for scope in owners or [owner])


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


def _table(world: World, table_id: str, scope: Scope) -> TransitTable:
    found: dict[tuple[Block, str], TransitRoute] = {}
    unread: dict[str, None] = {}
    for route in world.topology.indexed(TransitGatewayRoute, _by_table, table_id):
        written = _destinations(world, route, scope)
        if written is None:
            unread[route.prefix_list_id or ""] = None
        for text in written or ():
            block = parse_block(text)
            if block is not None:
                made = _route(route, block, text)
                found[block, made.attachment_id] = made
    for propagation in world.topology.indexed(TransitGatewayRouteTablePropagation, _by_table, table_id):
        if (propagation.resource_type or "vpc").lower() != "vpc":
            continue
        if (propagation.state or "enabled").lower() not in ("enabled", "enabling"):
            continue
        attachment_id = propagation.transit_gateway_attachment_id
        for block in world.vpc_blocks(propagation.resource_id or "", scope):
            announced = TransitRoute(block, attachment_id, "vpc", blackhole=False, written=str(block))
            found.setdefault((block, attachment_id), announced)
    order = sorted(found.values(), key=lambda entry: (-entry.block.length, entry.preference, entry.attachment_id))
    return TransitTable(tuple(order), tuple(sorted(unread)))


def _route(route: TransitGatewayRoute, block: Block, written: str) -> TransitRoute:
    attachments = sorted(route.transit_gateway_attachments, key=lambda item: item.transit_gateway_attachment_id or "")
    first = next(iter(attachments), None)
    static = (route.type or "static").lower() == "static"
    return TransitRoute(
        block,
        (first.transit_gateway_attachment_id or "") if first else "",
        "static" if static else ((first.resource_type or "") if first else "").lower(),
        blackhole=(route.state or "active").lower() == "blackhole",
        written=written,
    )


def _destinations(world: World, route: TransitGatewayRoute, scope: Scope) -> tuple[str, ...] | None:
    """Return a route's blocks as written; None where its prefix list was not read."""
    if route.destination_cidr_block:
        return (route.destination_cidr_block,)
    if not route.prefix_list_id:
        return ()
    listed = prefix_list_cidrs(world.topology, route.prefix_list_id, scope)
    return None if isinstance(listed, Absent) else listed
