"""Which addresses stand for whole blocks of them?

A service's addresses are blocks, and judging each address is out of the question. Addresses that the source's groups,
the network ACLs and the route tables on the way all treat alike share one fate: the blocks are cut where any of these
draws a border, pieces that are treated alike are put together, and one address stands for them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach import network_acls, routing, security_groups
from vpce_tui.reach.addresses import Address, Block, parse_block, parse_blocks, pieces, representative
from vpce_tui.reach.packets import Packet
from vpce_tui.reach.ports import PortSet
from vpce_tui.reach.security_groups import OtherEnd
from vpce_tui.reach.transit_tables import transit_table
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.relations import (
    EffectiveRouteTable,
    effective_route_table,
    network_acl_of,
    prefix_list_cidrs,
)
from vpce_tui.resources.route_table import RouteTable, target
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet

Met = tuple[Scope, Subnet | None]
"""What judges on the way: a subnet with its scope, or a table that no subnet uses."""


class Kind(NamedTuple):
    """Addresses that share one fate."""

    address: Address
    """One of them."""
    size: int
    """How many there are."""
    piece: Block
    """The largest piece of them."""


def kinds(
    world: World,
    start: Spot,
    blocks: Sequence[Block],
    key: str,
    packet: Packet,
    ports: PortSet,
    beyond: Mapping[str, Met],
) -> tuple[Kind, ...]:
    """Return the kinds of addresses in the blocks, the most frequent first.

    `key` says what the blocks are: with the filters, the groups and the traffic it names the answer for remembering.
    `beyond` is what else is known to judge them on their way: see `met_beyond`.
    """
    groups = tuple(group.group_id or "" for group in start.interface.groups) if start.interface else ()
    traffic = (packet.protocol, packet.ports, packet.icmp, ports)
    # Subnets with the same tables and ACLs treat every address alike, whatever else tells them apart.
    filters = world.remember(
        ("filters", start.subnet.subnet_id, start.scope, start.vpc_id),
        lambda: tuple(_filters(world, place) for place in _places(world, start)),
    )
    return world.remember(
        ("kinds", key, start.scope, filters, groups, traffic, tuple(beyond)),
        lambda: _kinds(world, start, blocks, packet, ports, beyond),
    )


def met_beyond(world: World, start: Spot, paths: Sequence[Mapping[str, Met]]) -> dict[str, Met]:
    """Return what judges packets on their paths behind the source's subnet and those of its NAT gateways.

    Where they go on through a transit gateway, or a regional NAT gateway, only walking there tells.
    """
    near = world.remember(
        ("near", start.subnet.subnet_id, start.scope),
        lambda: {place.subnet.subnet_id for place in _places(world, start)},
    )
    return {name: met for path in paths for name, met in path.items() if name not in near}


def _filters(world: World, place: Spot) -> tuple[str, str]:
    """Return the ids of a place's route table and ACL, empty where they were not read."""
    table, acl = _table(world, place), _acl(world, place)
    return (table.table.route_table_id if table else "", acl.network_acl_id if acl else "")


def _kinds(
    world: World, start: Spot, blocks: Sequence[Block], packet: Packet, ports: PortSet, beyond: Mapping[str, Met]
) -> tuple[Kind, ...]:
    places = [*_places(world, start), *(Spot(met[0], "", met[1]) for met in beyond.values() if met[1] is not None)]
    tables = {name: met[0] for name, met in beyond.items() if met[1] is None}
    cuts = [block for place in places for block in _borders(world, place)]
    cuts += [block for name, scope in tables.items() for block in _table_borders(world, name, scope)]
    cuts += _group_borders(world, start)
    alike: dict[object, list[Block]] = {}
    for piece in pieces(blocks, cuts):
        address = representative(piece)
        fate = (
            _group_fate(world, start, packet.to(address)),
            *(_fate(world, place, packet.to(address), ports) for place in places),
            *(_table_fate(world, name, scope, address) for name, scope in tables.items()),
        )
        alike.setdefault(fate, []).append(piece)
    found = []
    for together in alike.values():
        largest = max(together, key=lambda piece: piece.size)
        found.append(Kind(representative(largest), sum(piece.size for piece in together), largest))
    return tuple(sorted(found, key=lambda kind: -kind.size))


def _places(world: World, start: Spot) -> Iterator[Spot]:
    """Yield the source's subnet, and the subnets of the NAT gateways that its table leads to."""
    yield start
    table = _table(world, start)
    if table is None:
        return
    for gateway_id in sorted({target(route) for route in table.table.routes if target(route).startswith("nat-")}):
        gateway = world.topology.find(NatGateway, gateway_id, start.scope)
        if isinstance(gateway, Absent) or not gateway.subnet_id:
            continue
        subnet = world.topology.find(Subnet, gateway.subnet_id, start.scope)
        if isinstance(subnet, Subnet) and subnet.subnet_id != start.subnet.subnet_id:
            yield Spot(start.scope, start.vpc_id, subnet)


def _table(world: World, place: Spot) -> EffectiveRouteTable | None:
    found = world.remember(
        ("effective", place.subnet.subnet_id, place.scope),
        lambda: effective_route_table(world.topology, place.subnet, place.scope),
    )
    return found if isinstance(found, EffectiveRouteTable) else None


def _acl(world: World, place: Spot) -> NetworkAcl | None:
    found = world.remember(
        ("acl", place.subnet.subnet_id, place.scope),
        lambda: network_acl_of(world.topology, place.subnet, place.scope),
    )
    return found if isinstance(found, NetworkAcl) else None


def _borders(world: World, place: Spot) -> Iterator[Block]:
    table, acl = _table(world, place), _acl(world, place)
    if table is not None:
        yield from (item.block for item in routing.compiled(world, table.table, place.scope).candidates)
    if acl is not None:
        for entry in acl.entries:
            block = parse_block(entry.cidr_block or entry.ipv6_cidr_block or "")
            if block is not None:
                yield block


def _table_borders(world: World, table_id: str, scope: Scope) -> Iterator[Block]:
    """Yield the blocks of a table that no subnet uses: a transit gateway's, or a regional NAT gateway's own."""
    table = world.topology.find(RouteTable, table_id, scope)
    if isinstance(table, RouteTable):
        yield from (item.block for item in routing.compiled(world, table, scope).candidates)
    else:
        yield from (item.block for item in transit_table(world, table_id, scope).routes)


def _table_fate(world: World, table_id: str, scope: Scope, address: Address) -> object:
    table = world.topology.find(RouteTable, table_id, scope)
    if isinstance(table, RouteTable):
        winner = routing.choose(world, table, scope, address).winner
        return winner and winner.index
    return next((item for item in transit_table(world, table_id, scope).routes if item.block.holds(address)), None)


def _group_borders(world: World, start: Spot) -> list[Block]:
    found: list[Block] = []
    for identifier in start.interface.groups if start.interface else ():
        group = world.topology.find(SecurityGroup, identifier.group_id, start.scope)
        if isinstance(group, Absent):
            continue
        for permission in group.ip_permissions_egress:
            found += parse_blocks(block.cidr_ip or "" for block in permission.ip_ranges)
            found += parse_blocks(block.cidr_ipv6 or "" for block in permission.ipv6_ranges)
            for item in permission.prefix_list_ids:
                texts = prefix_list_cidrs(world.topology, item.prefix_list_id or "", start.scope)
                found += () if isinstance(texts, Absent) else parse_blocks(texts)
    return found


def _group_fate(world: World, start: Spot, packet: Packet) -> object:
    if start.interface is None:
        return None
    step = security_groups.judge(world, start.scope, start.interface, packet, OtherEnd(packet.destination), egress=True)
    return (step.verdict, step.code)


def _fate(world: World, place: Spot, packet: Packet, ports: PortSet) -> object:
    table, acl = _table(world, place), _acl(world, place)
    route: object = None
    if table is not None:
        choice = routing.choose(world, table.table, place.scope, packet.destination)
        route = (
            choice.winner and choice.winner.index,
            bool(choice.ambiguous),
            bool(choice.undecided),
        )
    if acl is None:
        return route
    reply = packet.reply(ports)
    out = network_acls.answer(acl, packet, egress=True, entries=network_acls.compiled(world, acl, egress=True))
    back = (
        network_acls.answer(acl, reply, egress=False, entries=network_acls.compiled(world, acl, egress=False))
        if reply is not None
        else None
    )
    return (route, out.allowed, out.passes, back and back.allowed, back and back.passes)
