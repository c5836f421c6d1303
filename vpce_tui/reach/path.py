"""Does a packet reach one address, and its reply come back?

One path, both ways: the groups of the source, the walk there (through NAT gateways as often as there are any), and the
walk back (`way_back`). A block does not end the judging where the rest of the way is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from vpce_tui.model.record import Scope
from vpce_tui.reach import security_groups
from vpce_tui.reach.addresses import Address, is_public
from vpce_tui.reach.arriving import endpoint_groups, reach_interface
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.gateways import follow
from vpce_tui.reach.leaving import set_out
from vpce_tui.reach.packets import Packet
from vpce_tui.reach.ports import MANAGED, PortSet
from vpce_tui.reach.security_groups import OtherEnd, Peer
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Verdict, Via, verdict_of
from vpce_tui.reach.walk import MAX_HOPS, Arrival, Spot, Walk
from vpce_tui.reach.way_back import Leg, astray, walk_back
from vpce_tui.reach.world import World, owns
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_address
from vpce_tui.resources.shapes import GroupIdentifier
from vpce_tui.resources.subnet import Subnet


@dataclass(frozen=True, slots=True)
class Path:
    """How one address is reached, or why not."""

    address: Address
    verdict: Verdict
    steps: tuple[Step, ...]
    via: Via | None
    not_evaluated: tuple[str, ...] = ()
    met: Mapping[str, tuple[Scope, Subnet | None]] = field(default_factory=dict)
    """The subnets on the way there, and the tables of gateways that have no subnet, by id."""
    exact: bool = True
    """False where the address only stands for others that are not known."""

    @property
    def first_trouble(self) -> Step | None:
        """The first step that blocks, else the first that cannot tell."""
        for outcome in (Outcome.BLOCK, Outcome.UNKNOWN):
            for step in self.steps:
                if step.verdict is outcome:
                    return step
        return None


def judge_path(
    world: World, start: Spot, packet: Packet, ports: PortSet, intended: NetworkInterface | None = None
) -> Path:
    """Judge one path both ways.

    `start` is the source interface and its subnet, `ports` are the client's: where replies go to. `intended` is the
    interface that the destination should belong to, where that is known.
    """
    forward = Walk(world=world, packet=packet, direction=Direction.FORWARD, follow=follow, source=start.interface)
    legs = [Leg(start, packet, ports)]
    arrival = set_out(forward, start)
    nat: Via | None = None
    while arrival.kind == "nat" and arrival.spot is not None and len(legs) < MAX_HOPS:
        legs.append(Leg(arrival.spot, forward.packet, MANAGED))
        nat = nat or arrival.via
        forward.source = None
        forward.lost = f"{forward.via.id if forward.via else 'a NAT gateway'} puts its own address in place"
        arrival = set_out(forward, arrival.spot)
    if arrival.kind == "reserved":
        steps = forward.steps
        return Path(packet.destination, verdict_of(steps), tuple(steps), arrival.via, tuple(forward.not_evaluated))
    steps = [_egress(world, start, packet, forward, arrival, intended), *forward.steps]
    steps += _beyond_a_block(world, start, packet, arrival, intended, steps)
    if intended is not None:
        steps += _mismatch(packet.destination, intended, arrival)
    back, left_out = walk_back(world, forward, legs, arrival, packet)
    steps += back
    via = arrival.via or forward.via
    if nat is not None and (via is None or via.kind not in ("gatewayEndpoint", "interfaceEndpoint")):
        via = nat  # what a person calls it: the internet gateway behind it serves the NAT gateway
    noted = tuple(dict.fromkeys((*forward.not_evaluated, *left_out)))
    return Path(packet.destination, verdict_of(steps), tuple(steps), via, noted, forward.met)


def _egress(
    world: World, start: Spot, packet: Packet, forward: Walk, arrival: Arrival, intended: NetworkInterface | None
) -> Step:
    """Judge the source's groups; whom it meets and what the path does to group references the walk has told."""
    assert start.interface is not None
    met = intended or arrival.interface
    owners: tuple[NetworkInterface, ...] = (met,) if met is not None else ()
    if met is None and arrival.kind not in _OUT_OF_SIGHT:
        owners = _owners_of(world, start, packet.destination)
    other_end = owners[0] if len(owners) == 1 else None
    why = forward.lost or forward.one_way
    groups = Peer.LOST if why and other_end is not None else Peer.KEPT
    private = not is_public(packet.destination)
    if other_end is None and private and (owners or not world.complete(NetworkInterface, start.scope)):
        groups = Peer.NOT_KNOWN
    other = OtherEnd(packet.destination, _with_groups(world, start, other_end), groups, why)
    return security_groups.judge(world, start.scope, start.interface, packet, other, egress=True)


_OUT_OF_SIGHT = ("internet", "gatewayEndpoint", "outside")
"""Where a walk ends that met no interface, so that no group of anybody's is at the other end."""


def _with_groups(world: World, start: Spot, interface: NetworkInterface | None) -> NetworkInterface | None:
    """Return an endpoint's interface with the groups of its endpoint, where its own were not sent."""
    if interface is None or interface.groups:
        return interface
    group_ids = endpoint_groups(world, world.scope_of(interface, start.scope), interface)
    if not group_ids:
        return interface
    groups = tuple(GroupIdentifier(group_id=group_id) for group_id in group_ids)
    return msgspec.structs.replace(interface, groups=groups)


def _owners_of(world: World, start: Spot, address: Address) -> tuple[NetworkInterface, ...]:
    """Return who owns an address: the one of the source's VPC, else those of others, whose blocks may overlap."""
    own = world.interface_at(start.vpc_id, address)
    if own is not None:
        return (own,)
    found = world.topology.indexed(NetworkInterface, by_address, str(address))
    return tuple({item.network_interface_id: item for item in found if owns(item, address)}.values())


def _mismatch(address: Address, intended: NetworkInterface, arrival: Arrival) -> list[Step]:
    """Return a step where the path leads to something else than the interface that was meant."""
    name, found = intended.network_interface_id, arrival.interface
    if found is not None and found.network_interface_id != name:
        text = f"{address} is {found.network_interface_id} here, not {name}: their networks overlap"
        return [astray(Direction.FORWARD, Outcome.BLOCK, found.network_interface_id, text)]
    if found is not None or arrival.via is None or arrival.kind not in _OUT_OF_SIGHT:
        return []
    if arrival.kind == "outside":
        text = f"{arrival.via.id} carries it out of AWS; whether it comes to {name} from there is not known"
        code = Code.UNKNOWN_DESTINATION
        return [astray(Direction.FORWARD, Outcome.UNKNOWN, arrival.via.id, text, code)]
    text = f"{arrival.via.id} carries {address} out of the VPC, and not to {name}"
    return [astray(Direction.FORWARD, Outcome.BLOCK, arrival.via.id, text)]


def _beyond_a_block(
    world: World,
    start: Spot,
    packet: Packet,
    arrival: Arrival,
    intended: NetworkInterface | None,
    steps: list[Step],
) -> list[Step]:
    """Judge what stands before the destination although the walk was blocked on its way there.

    Only behind a certain block: behind an unknown the packet may come with another source, and a block of that
    imagined packet would be no certain one.
    """
    if arrival.kind != "stopped" or intended is None or verdict_of(steps) is not Verdict.NOT_REACHABLE:
        return []
    if any(step.verdict is Outcome.UNKNOWN for step in steps) or _was_judged(steps):
        return []
    if not owns(intended, packet.destination):  # the packet would come there translated
        return []
    scope = world.scope_of(intended, start.scope)
    subnet = world.topology.find(Subnet, intended.subnet_id, scope)
    if not isinstance(subnet, Subnet):
        return []
    rest = Walk(world=world, packet=packet, direction=Direction.FORWARD, follow=follow, source=start.interface)
    rest.acl(scope, subnet, egress=False)
    reach_interface(rest, scope, intended.vpc_id or "", subnet, intended)
    return rest.steps


def _was_judged(steps: list[Step]) -> bool:
    return any(step.stage is Stage.SECURITY_GROUP_INGRESS for step in steps)
