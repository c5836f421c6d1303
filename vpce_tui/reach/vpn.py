"""Where does a packet go that a route sends to a virtual private gateway?

Out of AWS, through VPN connections or Direct Connect. What a static VPN does not have a route for is dropped; while its
tunnels are down its routes stand, which is a warning: telemetry is of one moment. BGP lives in the tunnels, so that a
dynamic VPN without any has no route at all. What stands behind the customer's router no AWS call tells, so it is noted
as not evaluated.
Source: Site-to-Site VPN Guide, "Route tables and VPN route priority".
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import in_any, parse_blocks
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.steps import Outcome, Stage, Via
from vpce_tui.reach.walk import STOPPED, Arrival, Spot, Walk
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.vpn_connection import VpnConnection
from vpce_tui.resources.vpn_gateway import VpnGateway


def _by_vpn_gateway(connection: VpnConnection) -> Iterable[str]:
    return (connection.vpn_gateway_id,) if connection.vpn_gateway_id else ()


def through_vpn_gateway(walk: Walk, gateway_id: str, spot: Spot, _table: RouteTable) -> Arrival:
    """Leave AWS through a virtual private gateway."""
    gateway = walk.world.topology.find(VpnGateway, gateway_id, spot.scope)
    if isinstance(gateway, Absent):
        walk.cannot_tell(Stage.TRANSIT, Code.VPCE_NOT_READ, gateway.says, component=gateway_id)
        return STOPPED
    attached = any(
        item.vpc_id == spot.vpc_id and (item.state or "attached").lower() in ("attached", "attaching")
        for item in gateway.vpc_attachments
    )
    if not attached:
        walk.blocks(
            Stage.TRANSIT,
            Code.BAD_STATE_ATTACHMENT,
            f"{gateway_id} is not attached to {spot.vpc_id}",
            component=gateway_id,
        )
        return STOPPED
    walk.via = Via("vpnGateway", gateway_id)
    if not walk.world.complete(VpnConnection, spot.scope):
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.VPCE_NOT_READ,
            f"the VPN connections of {gateway_id} were not read",
            component=gateway_id,
        )
        return STOPPED
    return leave_by_vpn(walk, gateway_id, walk.world.topology.indexed(VpnConnection, _by_vpn_gateway, gateway_id))


def leave_by_vpn(walk: Walk, gateway_id: str, connections: Iterable[VpnConnection]) -> Arrival:
    """Leave AWS through whichever of the connections takes the packet."""
    alive = sorted(
        (item for item in connections if (item.state or "available").lower() not in ("deleted", "deleting", "failed")),
        key=lambda item: item.vpn_connection_id,
    )
    if not alive:
        walk.cannot_tell(
            Stage.TRANSIT,
            Code.UNKNOWN_DESTINATION,
            f"{gateway_id} has no VPN connection that was read; whether Direct Connect uses it is not known",
            component=gateway_id,
        )
        return STOPPED
    taking = [item for item in alive if _takes(item, walk)]
    if not taking:
        walk.blocks(
            Stage.TRANSIT,
            Code.NO_ROUTE_TO_DESTINATION,
            f"no VPN connection of {gateway_id} has a static route for {walk.packet.destination}",
            component=alive[0].vpn_connection_id,
        )
        return STOPPED
    up = [item for item in taking if _is_up(item)]
    chosen = (up or [item for item in taking if _is_static(item)] or taking)[0].vpn_connection_id
    if up:
        text = f"{chosen} carries it out of AWS; what happens there is not evaluated"
        walk.tell(Stage.TRANSIT, Outcome.WARN, text, component=chosen)
    elif any(_is_static(item) for item in taking):
        text = f"{chosen} takes it by a static route, but no tunnel was up when it was read"
        walk.tell(Stage.TRANSIT, Outcome.WARN, text, component=chosen, code=Code.BAD_STATE_VPN)
    else:
        text = f"no tunnel of {chosen} is up, so BGP announces no route for {walk.packet.destination}"
        walk.blocks(Stage.TRANSIT, Code.BAD_STATE_VPN, text, component=chosen)
    walk.leaves_out("onPremises")
    return Arrival("outside", walk.via)


def _is_static(connection: VpnConnection) -> bool:
    """Say whether its routes are static; a record without options has static routes or none."""
    if connection.options is None or connection.options.static_routes_only is None:
        return bool(connection.routes)
    return connection.options.static_routes_only


def _takes(connection: VpnConnection, walk: Walk) -> bool:
    if connection.transit_gateway_id or not _is_static(connection):
        # The transit gateway's table has decided already; of BGP, what the other side announces is not in the answer.
        return True
    written = [item.destination_cidr_block or "" for item in connection.routes if _usable(item.state)]
    return in_any(walk.packet.destination, parse_blocks(written))


def _usable(state: str | None) -> bool:
    return (state or "available").lower() in ("available", "pending")


def _is_up(connection: VpnConnection) -> bool:
    """Say whether a tunnel is up; a record without telemetry says nothing against it."""
    return not connection.vgw_telemetry or any(
        (tunnel.status or "").upper() == "UP" for tunnel in connection.vgw_telemetry
    )


def connections_of_gateway(walk: Walk, transit_gateway_id: str, vpn_id: str, scope: Scope) -> list[VpnConnection]:
    """Return the VPN connection of a transit gateway's attachment, as a list of one or none."""
    found = walk.world.topology.find(VpnConnection, vpn_id, scope)
    if isinstance(found, VpnConnection) and found.transit_gateway_id in (transit_gateway_id, None):
        return [found]
    return []
