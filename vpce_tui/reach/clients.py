"""Which interfaces would every trace judge alike?

A filter sees of a client its subnet, its groups, its kind of ephemeral ports, whether it has public or IPv6 addresses,
and its own address where somebody wrote a rule or route for less than the whole subnet. Clients that share all of this
are one class: one of them is judged for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vpce_tui.model.record import Scope
from vpce_tui.reach.addresses import Block, parse_address, parse_block
from vpce_tui.reach.arriving import is_nat_interface
from vpce_tui.reach.endpoints import is_endpoint_interface
from vpce_tui.reach.flow import client_ports
from vpce_tui.reach.world import World, subnet_blocks
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface, addresses, public_addresses
from vpce_tui.resources.relations import PLAIN_IPV4
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet


@dataclass(frozen=True, slots=True)
class ClientClass:
    """Interfaces that every trace judges alike."""

    scope: Scope
    subnet_id: str
    example: NetworkInterface
    interface_ids: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.interface_ids)


def is_client(interface: NetworkInterface) -> bool:
    """Say whether the interface may open connections: endpoints and NAT gateways do not of their own.

    One without an address that can be read sends nothing: recordings may hold such, or addresses that are none.
    """
    return not is_endpoint_interface(interface) and not is_nat_interface(interface) and _has_address(interface)


def _has_address(interface: NetworkInterface) -> bool:
    # The first half answers for nearly all, and a matrix asks about a hundred thousand.
    return PLAIN_IPV4.fullmatch(interface.private_ip_address or "") is not None or any(
        parse_address(text) is not None for text in addresses(interface)
    )


def client_classes(world: World, scope: Scope | None = None) -> tuple[ClientClass, ...]:
    """Return the classes of all clients, of one scope or of all, in the order of their first interfaces."""
    return world.remember(("classes", scope), lambda: _classes(world, scope))


def _classes(world: World, scope: Scope | None) -> tuple[ClientClass, ...]:
    narrow = world.remember("narrow", lambda: _narrow_blocks(world))
    members: dict[object, list[str]] = {}
    examples: dict[object, tuple[Scope, NetworkInterface]] = {}
    for found_scope, interface in world.topology.located(NetworkInterface):
        if (scope is not None and found_scope != scope) or not is_client(interface):
            continue
        key = _key(world, found_scope, interface, narrow)
        if key not in members:
            members[key] = []
            examples[key] = (found_scope, interface)
        members[key].append(interface.network_interface_id)
    return tuple(
        ClientClass(examples[key][0], examples[key][1].subnet_id or "", examples[key][1], tuple(ids))
        for key, ids in members.items()
    )


def _key(world: World, scope: Scope, interface: NetworkInterface, narrow: dict[str, tuple[Block, ...]]) -> object:
    special = narrow.get(interface.subnet_id or "", ())
    own = [parse_address(text) for text in addresses(interface)] if special else []
    return (
        scope,
        interface.subnet_id,
        tuple(group.group_id for group in interface.groups),
        interface.status,
        client_ports(world, interface, scope, None),
        bool(public_addresses(interface)),
        bool(interface.ipv6_addresses) or bool(interface.ipv6_address),
        bool(interface.deny_all_igw_traffic),
        tuple(
            index
            for index, block in enumerate(special)
            if any(address is not None and block.holds(address) for address in own)
        ),
    )


def _narrow_blocks(world: World) -> dict[str, tuple[Block, ...]]:
    """Return, by subnet, the blocks that rules and routes name inside it. O(blocks × distinct subnet sizes)."""
    homes: dict[tuple[int, int, int], list[str]] = {}
    for subnet in world.topology.records(Subnet):
        for block in subnet_blocks(subnet):
            homes.setdefault((block.version, block.length, block.first), []).append(subnet.subnet_id)
    lengths = {(version, length) for version, length, _ in homes}
    found: dict[str, set[Block]] = {}
    for block in set(_written_blocks(world)):
        width = 32 if block.version == 4 else 128
        for version, length in lengths:
            if version == block.version and length < block.length:
                first = block.first >> (width - length) << (width - length)
                for subnet_id in homes.get((version, length, first), ()):
                    found.setdefault(subnet_id, set()).add(block)
    return {subnet_id: tuple(sorted(blocks)) for subnet_id, blocks in found.items()}


def _written_blocks(world: World) -> Iterator[Block]:
    for text in _written(world):
        block = parse_block(text) if text else None
        if block is not None:
            yield block


def _written(world: World) -> Iterable[str | None]:
    topology = world.topology
    for group in topology.records(SecurityGroup):
        for permission in (*group.ip_permissions, *group.ip_permissions_egress):
            yield from (item.cidr_ip for item in permission.ip_ranges)
            yield from (item.cidr_ipv6 for item in permission.ipv6_ranges)
    for acl in topology.records(NetworkAcl):
        for entry in acl.entries:
            yield entry.cidr_block
            yield entry.ipv6_cidr_block
    for table in topology.records(RouteTable):
        for route in table.routes:
            yield route.destination_cidr_block
            yield route.destination_ipv6_cidr_block
    for listed in topology.records(PrefixListEntry):
        yield listed.cidr
