"""What was already worked out about a topology?

A topology never changes, so whatever is computed from it alone (a compiled route table, an ACL's order, the private
names of a VPC) holds for every trace on it. A World keeps these; the latest one is kept for the next question, so that
a matrix of a hundred thousand cells compiles each table once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.addresses import Address, Block, in_any, is_public, parse_address, parse_block, parse_blocks
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.relations import by_address, by_vpc
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

T = TypeVar("T")
R = TypeVar("R", bound=Record)


class World:
    """One topology and what is known from it."""

    __slots__ = ("_known", "_latest_client", "topology")

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._known: dict[Hashable, Any] = {}
        self._latest_client: tuple[Hashable, dict[Hashable, Any]] = (None, {})

    def remember(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """Return what stands under the key, worked out when first asked for."""
        known = self._known
        if key in known:
            found: T = known[key]
            return found
        made = known[key] = work_out()
        return made

    def remember_for(self, client: Hashable, key: Hashable, work_out: Callable[[], T]) -> T:
        """Return what stands under the key for a client, until another client is asked about.

        What is true of one client only would fill the memory of a matrix if it were kept for each.
        """
        latest, known = self._latest_client
        if latest != client:
            known = {}
            self._latest_client = (client, known)
        if key in known:
            found: T = known[key]
            return found
        made = known[key] = work_out()
        return made

    def complete(self, record_type: type[Record], scope: Scope) -> bool:
        """Say whether the list of this type was read to its end in this scope."""
        return self.topology.coverage(record_type, scope).complete

    def says(self, record_type: type[Record], scope: Scope) -> str:
        """Return why a list is not complete, for people."""
        return self.topology.coverage(record_type, scope).says

    def because(self, record_type: type[Record], scope: Scope) -> str:
        """Return the same to stand behind that it was not read: ` (no permission)`; empty if nobody asked."""
        return self.topology.coverage(record_type, scope).because

    def scope_of(self, record: Record, otherwise: Scope) -> Scope:
        """Return the scope a record stands in."""
        return self.remember(
            ("scope", type(record), record.record_id), lambda: self.topology.scope_of(record) or otherwise
        )

    def vpc_scope(self, vpc_id: str, otherwise: Scope) -> Scope:
        """Return the scope that a VPC was read in."""

        def look() -> Scope:
            vpc = self.topology.find(Vpc, vpc_id, otherwise)
            return (self.topology.scope_of(vpc) or otherwise) if isinstance(vpc, Vpc) else otherwise

        return self.remember(("vpc scope", vpc_id, otherwise), look)

    def owner_of_vpc(self, vpc_id: str, scope: Scope) -> Scope | None:
        """Return the scope whose lists hold everything in a VPC: its owner's; None where nothing of it was read.

        Whom it is shared with sees the shared subnets and the own interfaces alone.
        """

        def look() -> Scope | None:
            vpc = self.topology.find(Vpc, vpc_id, scope)
            owners = [vpc.owner_id] if isinstance(vpc, Vpc) else [subnet.owner_id for subnet, _ in self.subnets(vpc_id)]
            if not owners:
                return None
            owner = next((owner for owner in owners if owner), "")
            if owner.isdecimal() and scope.account_id.isdecimal() and owner != scope.account_id:
                found = Scope(owner, scope.region)
                return scope if self._is_filed_elsewhere(vpc_id, found, scope) else found
            return scope

        return self.remember(("owner of", vpc_id, scope), look)

    def _is_filed_elsewhere(self, vpc_id: str, owner: Scope, scope: Scope) -> bool:
        """Say whether an owner's own lists were filed under another account: nothing there is that other account's."""
        if owner in self.topology.scopes or not self.topology.indexed(RouteTable, by_vpc, vpc_id, scope):
            return False
        interfaces = self.topology.indexed(NetworkInterface, by_vpc, vpc_id, scope)
        return all(interface.owner_id in (None, owner.account_id) for interface in interfaces)

    def vpc_blocks(self, vpc_id: str, scope: Scope) -> tuple[Block, ...]:
        """Return the address blocks of a VPC; empty where it was not read."""

        def look() -> tuple[Block, ...]:
            vpc = self.topology.find(Vpc, vpc_id, scope)
            return parse_blocks(cidrs(vpc)) if isinstance(vpc, Vpc) else ()

        return self.remember(("vpc blocks", vpc_id), look)

    def subnets(self, vpc_id: str) -> tuple[tuple[Subnet, tuple[Block, ...]], ...]:
        """Return the subnets of a VPC with their blocks."""

        def look() -> tuple[tuple[Subnet, tuple[Block, ...]], ...]:
            found = {subnet.subnet_id: subnet for subnet in self.topology.indexed(Subnet, by_vpc, vpc_id)}
            return tuple((subnet, subnet_blocks(subnet)) for subnet in found.values())

        return self.remember(("subnets", vpc_id), look)

    def subnet_at(self, vpc_id: str, address: Address) -> Subnet | None:
        """Return the subnet of the VPC that holds an address."""

        def look() -> Subnet | None:
            return next((subnet for subnet, blocks in self.subnets(vpc_id) if in_any(address, blocks)), None)

        return self.remember(("at", vpc_id, address), look)

    def interface_at(self, vpc_id: str, address: Address) -> NetworkInterface | None:
        """Return the interface of the VPC that owns a private address, or a block that was delegated to it."""
        return self.remember(("interface at", vpc_id, address), lambda: self._interface_at(vpc_id, address))

    def _interface_at(self, vpc_id: str, address: Address) -> NetworkInterface | None:
        for interface in self.topology.indexed(NetworkInterface, by_address, str(address)):
            if self._vpc_of(interface) == vpc_id and owns(interface, address):
                return interface
        for interface, blocks in self._delegated(vpc_id):
            if in_any(address, blocks):
                return interface
        return None

    def _vpc_of(self, interface: NetworkInterface) -> str | None:
        """Return the VPC of an interface, of its subnet where its own record does not say."""
        if interface.vpc_id is not None:
            return interface.vpc_id
        subnet = self.topology.find(Subnet, interface.subnet_id)
        return subnet.vpc_id if isinstance(subnet, Subnet) else None

    def public_owner(self, address: Address, vpc_id: str) -> NetworkInterface | None:
        """Return the interface that is reached through the internet at an address, by somebody in a VPC.

        A public IPv4 address is mapped to it; an IPv6 address that the internet routes is its own, in another VPC.
        """
        for interface in self.topology.indexed(NetworkInterface, by_address, str(address)):
            own = owns(interface, address)
            if not own if address.version == 4 else own and is_public(address) and interface.vpc_id != vpc_id:
                return interface
        return None

    def _delegated(self, vpc_id: str) -> tuple[tuple[NetworkInterface, tuple[Block, ...]], ...]:
        def look() -> dict[str, list[tuple[NetworkInterface, tuple[Block, ...]]]]:
            found: dict[str, list[tuple[NetworkInterface, tuple[Block, ...]]]] = {}
            for interface in self.topology.records(NetworkInterface):
                if interface.ipv4_prefixes or interface.ipv6_prefixes:
                    texts = [prefix.ipv4_prefix or "" for prefix in interface.ipv4_prefixes]
                    texts += [prefix.ipv6_prefix or "" for prefix in interface.ipv6_prefixes]
                    found.setdefault(interface.vpc_id or "", []).append((interface, parse_blocks(texts)))
            return found

        return tuple(self.remember("delegated", look).get(vpc_id, ()))

    def endpoints_of(self, vpc_id: str) -> tuple[VpcEndpoint, ...]:
        """Return the endpoints of a VPC, of every scope, each once."""

        def look() -> tuple[VpcEndpoint, ...]:
            found = self.topology.indexed(VpcEndpoint, by_vpc, vpc_id)
            return tuple({endpoint.vpc_endpoint_id: endpoint for endpoint in found}.values())

        return self.remember(("endpoints", vpc_id), look)


def subnet_blocks(subnet: Subnet) -> tuple[Block, ...]:
    """Return the blocks of a subnet that are in use."""
    texts = [subnet.cidr_block or ""]
    texts += [
        block.ipv6_cidr_block or ""
        for block in subnet.ipv6_cidr_block_association_set
        if block.ipv6_cidr_block_state is None
        or (block.ipv6_cidr_block_state.state or "associated").lower() in ("associated", "associating")
    ]
    return parse_blocks(texts)


def owns(interface: NetworkInterface, address: Address) -> bool:
    """Say whether the address is one of the interface's own, not a public one mapped to it."""
    if any(parse_address(text) == address for text in addresses(interface)):
        return True
    prefixes = [prefix.ipv4_prefix for prefix in interface.ipv4_prefixes]
    prefixes += [prefix.ipv6_prefix for prefix in interface.ipv6_prefixes]
    return any((block := parse_block(text or "")) is not None and block.holds(address) for text in prefixes)


_latest: list[World] = []


def world_of(topology: Topology) -> World:
    """Return the World of a topology; the latest one is kept, so that asking again costs nothing."""
    if _latest and _latest[0].topology is topology:
        return _latest[0]
    made = World(topology)
    _latest[:] = [made]
    return made
