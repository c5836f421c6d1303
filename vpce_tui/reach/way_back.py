"""Does the reply come back?

Security groups know the flow and network ACLs do not; routes need not lead the way that the request came. A reply goes
from the destination to the last NAT gateway, and from each to the one before it, the last time to the client. What
leaves through a gateway that knows nothing of the flow, or in a way that nobody can follow, does not come back.
Source: VPC User Guide, "Security group connection tracking", "Network ACL rules", "NAT gateways".
"""

from __future__ import annotations

from dataclasses import dataclass

from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edge import edge_route, incoming_edge
from vpce_tui.reach.gateways import follow
from vpce_tui.reach.internet import PUBLIC_WAYS
from vpce_tui.reach.leaving import set_out
from vpce_tui.reach.packets import Packet
from vpce_tui.reach.ports import PortSet
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.walk import Arrival, Spot, Walk
from vpce_tui.reach.world import World


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one sender: the client, then each NAT gateway."""

    spot: Spot
    packet: Packet
    ports: PortSet
    """What replies are sent to."""


def walk_back(
    world: World, forward: Walk, legs: list[Leg], arrival: Arrival, packet: Packet
) -> tuple[list[Step], list[str]]:
    """Judge the reply, leg by leg, from the destination back to the client."""
    if arrival.kind in ("stopped", "reserved", "nat"):
        return [], []
    steps: list[Step] = []
    left_out: list[str] = []
    last = legs[-1]
    reply = forward.packet.reply(last.ports)
    if reply is None:
        return [], []
    if arrival.kind == "interface" and arrival.spot is not None:
        walk = Walk(
            world=world,
            packet=reply,
            direction=Direction.RETURN,
            follow=follow,
            source=arrival.interface,
            stateful=True,
        )
        back = set_out(walk, arrival.spot)
        steps += walk.steps
        left_out += walk.not_evaluated
        if back.kind == "internet" and _went_public(forward, back):
            # Both ends have public addresses: the reply comes in again where the packet went out.
            entering = packet.reply(walk.packet.ports) if len(legs) == 1 else last.packet.reply(walk.packet.ports)
            steps += _enter(world, last.spot, entering)
            steps += incoming_edge(world, last.spot, last.packet.source, Direction.RETURN)
        else:
            steps += _comes_back(back, last.spot, reply)
    else:
        entering = last.packet.reply(last.ports)
        steps += _enter(world, arrival.exit_spot or last.spot, entering)
        if arrival.kind == "internet" and arrival.via is not None and arrival.exit_spot is not None:
            steps += edge_route(world, arrival.exit_spot, arrival.via.id, last.packet.source)
    for place in range(len(legs) - 1, 0, -1):
        client = legs[place - 1]
        answer = client.packet.reply(client.ports)
        if answer is None:
            break
        walk = Walk(world=world, packet=answer, direction=Direction.RETURN, follow=follow, source=None, stateful=True)
        back = set_out(walk, legs[place].spot)
        steps += walk.steps
        left_out += walk.not_evaluated
        steps += _comes_back(back, client.spot, answer)
    return steps, left_out


def _went_public(forward: Walk, back: Arrival) -> bool:
    """Say whether a flow went through the internet, and its reply does so by a gateway that lets it in again."""
    there = forward.via is not None and forward.via.kind in PUBLIC_WAYS
    return there and back.via is not None and back.via.kind == "internetGateway"


def _enter(world: World, spot: Spot, reply: Packet | None) -> list[Step]:
    """Return the step of a reply that comes into a subnet from a gateway."""
    if reply is None:
        return []
    walk = Walk(world=world, packet=reply, direction=Direction.RETURN, follow=follow, source=None, stateful=True)
    walk.acl(spot.scope, spot.subnet, egress=False)
    return walk.steps


def _comes_back(back: Arrival, spot: Spot, reply: Packet) -> list[Step]:
    """Return a step where the reply does not come to the client's interface, or nobody can tell.

    A reply that was stopped has told why.
    """
    client, found = spot.interface, back.interface
    if client is None or back.kind == "stopped":
        return []
    name = client.network_interface_id
    if back.kind == "interface" and found is not None:
        if found.network_interface_id == name:
            return []
        text = f"the reply comes to {found.network_interface_id} instead of {name}: their networks overlap"
        return [astray(Direction.RETURN, Outcome.BLOCK, found.network_interface_id, text)]
    through = back.via.id if back.via else ""
    certain = back.kind in ("nat", "gatewayEndpoint") or (back.kind == "internet" and reply.destination.version == 4)
    text = f"the reply leaves through {through}, and {'does not come' if certain else 'may not come'} back to {name}"
    outcome = Outcome.BLOCK if certain else Outcome.UNKNOWN
    return [astray(Direction.RETURN, outcome, through, text, Code.VPCE_REPLY_ASTRAY)]


def astray(
    direction: Direction, outcome: Outcome, component: str, text: str, code: str = Code.VPCE_OVERLAPPING_ADDRESS
) -> Step:
    """Return a step of a packet that comes to something else than it should."""
    return Step(direction=direction, stage=Stage.ROUTE, component=component, verdict=outcome, code=code, text=text)
