"""What does a question mean in a topology: who sends from where, and which packets?"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from vpce_tui.errors import UnknownAnswerError
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import NAT64, Address, parse_address
from vpce_tui.reach.flow import Destination, Flow, Source, client_ports, port_of, resolve_destination, resolve_source
from vpce_tui.reach.packets import ICMP, ICMPV6, Packet
from vpce_tui.reach.ports import NO_PORTS, PortSet
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import addresses
from vpce_tui.resources.subnet import Subnet


@dataclass(frozen=True, slots=True)
class Question:
    """A flow whose words were found in a topology."""

    flow: Flow
    source: Source
    destination: Destination
    start: Spot
    port: int | None
    ports: PortSet
    """The client's ports."""

    @property
    def client(self) -> Hashable:
        """Names whom the question is about."""
        return _client(self.source)

    @property
    def traffic(self) -> Hashable:
        """Names the packets that are asked about, but for their destination."""
        return (self.flow.protocol, self.flow.port, self.flow.source_port, self.port, self.ports)

    @property
    def _asks_dns64(self) -> bool:
        """The client has no IPv4 address, and its name server answers names that have no other with NAT64's."""
        by_name = self.destination.address is None and self.destination.interface is None
        has_ipv4 = any(":" not in text for text in addresses(self.source.interface))
        return by_name and not has_ipv4 and bool(self.start.subnet.enable_dns64)

    def packet(self, address: Address) -> Packet | None:
        """Return the first packet to an address, or None where the source has no address of its family."""
        own = self.source.address
        if own.version != address.version:
            if address.version == 4 and self._asks_dns64:
                return self.packet(Address(6, NAT64.first | address.value))
            others = (parse_address(text) for text in addresses(self.source.interface))
            found = next((other for other in others if other is not None and other.version == address.version), None)
            if found is None:
                return None
            own = found
        number = self.flow.number_for(address.version)
        icmp = self.flow.icmp_message(address.version) if number in (ICMP, ICMPV6) else None
        ports = ((self.port, self.port),) if self.port is not None else NO_PORTS
        return Packet(own, address, number, ports, icmp)


def ask(world: World, flow: Flow) -> Question:
    """Return what the words of a flow mean in a topology.

    Raises:
        UnknownIdError: A word names what does not exist.
        UnknownAnswerError: A word names what was not read.
        UsageError: A word cannot be understood, or means several things.
    """
    source = resolve_source(world, flow.source)
    destination = resolve_destination(world, flow.destination, source.scope.region)
    return question_from(world, flow, source, destination)


def question_from(world: World, flow: Flow, source: Source, destination: Destination) -> Question:
    """Return the question of a source and a destination that are known already."""
    own_port = None if flow.is_icmp else flow.source_port
    start, ports = world.remember_for(
        _client(source), ("start", own_port), lambda: (_start(world, source), _ports(world, source, own_port))
    )
    return Question(flow, source, destination, start, port_of(flow, destination), ports)


def _client(source: Source) -> Hashable:
    return (source.interface.network_interface_id, source.address, source.scope)


def _start(world: World, source: Source) -> Spot:
    interface = source.interface
    subnet = world.topology.find(Subnet, interface.subnet_id, source.scope)
    if isinstance(subnet, Absent):
        raise UnknownAnswerError(f"{subnet.says}, where {interface.network_interface_id} is")
    return Spot(source.scope, interface.vpc_id or subnet.vpc_id or "", subnet, interface)


def _ports(world: World, source: Source, own_port: int | None) -> PortSet:
    return client_ports(world, source.interface, source.scope, own_port)
