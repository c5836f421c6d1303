"""Which way does a packet leave a subnet?

Inside its subnet a packet goes straight to its destination. Else the subnet's ACL is asked, and the route that the
subnet's table chooses says what it goes on through. A route that is ambiguous, or could be beaten by one that was not
read, decides nothing.
Source: VPC User Guide, "How VPC routing works"; the order of evaluation in Reachability Analyzer's path details.
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach import remedies, routing
from vpce_tui.reach.arriving import arrive
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import Edit, RemoveRoute
from vpce_tui.reach.reserved import meet_reserved
from vpce_tui.reach.steps import Stage
from vpce_tui.reach.walk import MAX_HOPS, STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.relations import EffectiveRouteTable, effective_route_table
from vpce_tui.resources.route_table import Route, RouteTable, destination, target


def set_out(walk: Walk, spot: Spot) -> Arrival:
    """Follow the packet from an interface: inside the subnet directly, else by ACL and route table."""
    met = meet_reserved(walk, spot)
    if met is not None:
        return met
    here = walk.world.subnet_at(spot.vpc_id, walk.packet.destination)
    if here is not None and here.subnet_id == spot.subnet.subnet_id:
        walk.passes(
            Stage.ROUTE,
            f"{walk.packet.destination} is in the same subnet {here.subnet_id}: neither routes nor ACLs apply",
            component=here.subnet_id,
        )
        return arrive(walk, spot.scope, spot.vpc_id, here)
    walk.acl(spot.scope, spot.subnet, egress=True)
    return route_from(walk, spot)


def route_from(walk: Walk, spot: Spot) -> Arrival:
    """Follow the route that the subnet's table chooses."""
    effective = walk.world.remember(
        ("effective", spot.subnet.subnet_id, spot.scope),
        lambda: effective_route_table(walk.world.topology, spot.subnet, spot.scope),
    )
    if isinstance(effective, Absent):
        walk.cannot_tell(
            Stage.ROUTE,
            Code.VPCE_NOT_READ,
            f"the {effective.says}",
            component=spot.subnet.subnet_id,
        )
        return STOPPED
    return _route_by(walk, effective, spot)


def _route_by(walk: Walk, effective: EffectiveRouteTable, spot: Spot) -> Arrival:
    """Follow the route that a table chooses for the packet."""
    table = effective.table
    walk.hops += 1
    place = (table.route_table_id, str(walk.packet.destination))
    if walk.hops > MAX_HOPS or place in walk.seen:
        walk.blocks(
            Stage.ROUTE,
            Code.VPCE_ROUTING_LOOP,
            f"the packet comes back to {table.route_table_id}: the routes form a loop",
            component=table.route_table_id,
        )
        return STOPPED
    walk.seen.add(place)
    if table.routes is NOT_SENT:
        walk.cannot_tell(
            Stage.ROUTE,
            Code.VPCE_NOT_READ,
            f"the record of {table.route_table_id} came without its routes",
            component=table.route_table_id,
        )
        return STOPPED
    choice = routing.choose(walk.world, table, spot.scope, walk.packet.destination)
    if not _is_decided(walk, choice, table):
        return STOPPED
    if choice.winner is None:
        walk.blocks(
            Stage.ROUTE,
            Code.NO_ROUTE_TO_DESTINATION,
            f"{table.route_table_id} of {spot.subnet.subnet_id} has no route for {walk.packet.destination}",
            component=table.route_table_id,
            edits=remedies.for_missing_route(walk.world, table, spot.scope, walk.packet.destination),
        )
        return STOPPED
    leads_to = _take(walk, choice.winner, table, explicit=effective.explicit)
    return walk.follow(walk, leads_to, spot, table) if leads_to else STOPPED


def _is_decided(walk: Walk, choice: routing.Choice, table: RouteTable) -> bool:
    """Say whether the table's choice is certain; write why not."""
    if choice.undecided:
        listed = choice.undecided[0].destination_prefix_list_id
        walk.cannot_tell(
            Stage.ROUTE,
            Code.VPCE_NOT_READ,
            f"prefix list {listed} was not read, and its route to {target(choice.undecided[0])} could win",
            component=table.route_table_id,
            rule=listed or "",
        )
        return False
    if choice.malformed:
        walk.cannot_tell(
            Stage.ROUTE,
            Code.VPCE_MALFORMED_RECORD,
            f"a route of {table.route_table_id} has the malformed destination `{destination(choice.malformed[0])}`",
            component=table.route_table_id,
        )
        return False
    if choice.ambiguous and choice.winner:
        other = choice.ambiguous[0]
        walk.cannot_tell(
            Stage.ROUTE,
            Code.VPCE_AMBIGUOUS_PREFIX_LISTS,
            f"prefix lists {destination(choice.winner.route)} and {destination(other.route)} overlap: AWS sends "
            f"{walk.packet.destination} to {target(choice.winner.route)} or to {target(other.route)}",
            component=table.route_table_id,
            rule=destination(choice.winner.route),
        )
        return False
    return True


def _take(walk: Walk, winner: routing.Candidate, table: RouteTable, *, explicit: bool) -> str:
    """Return what the winning route leads to; an empty string where it drops the packet or nobody can tell."""
    route, where = winner.route, _where(winner)
    leads_to = target(route)
    name = table.route_table_id if explicit else f"{table.route_table_id}, the VPC's main table"
    component, rule = table.route_table_id, destination(route)
    if leads_to and routing.is_active(route):
        walk.passes(Stage.ROUTE, f"{name}: {where} leads to {leads_to}", component=component, rule=rule)
        return leads_to
    if routing.is_blackhole(route):
        text = f"{name}: {where} leads to {leads_to or 'nothing'}, which is gone (blackhole)"
        edits = _against_blackhole(table, route)
        walk.blocks(Stage.ROUTE, Code.BAD_STATE_ROUTE, text, component=component, rule=rule, edits=edits)
        return ""
    if routing.is_active(route):
        text = f"{name}: the target of {where} is of a kind not known here"
    else:
        text = f"{name}: {where} is in the state `{route.state}`, not known here"
    walk.cannot_tell(Stage.ROUTE, Code.UNSUPPORTED_COMPONENT, text, component=component, rule=rule)
    return ""


def _where(winner: routing.Candidate) -> str:
    if winner.from_list:
        return f"{winner.block} of {winner.route.destination_prefix_list_id}"
    return str(winner.block)


def _against_blackhole(table: RouteTable, route: Route) -> tuple[Edit, ...]:
    return (RemoveRoute(route_table_id=table.route_table_id, destination=destination(route)),)
