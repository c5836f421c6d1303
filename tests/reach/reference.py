"""A second, slow answer to "does a packet come there, and its reply back?", straight from the rules.

It walks single packets with every port named, tries the ports where a rule begins or ends one after the other, and
shares nothing with the tracer: no blocks of its own, no sets of ports, nothing remembered. It knows subnets, route
tables, network ACLs, security groups, internet and NAT gateways, peerings and gateway endpoints, of worlds that were
read in full.
Source: VPC User Guide, "How VPC routing works", "Route priority", "Network ACL rules", "Security group rules",
"Middlebox routing"; VPC Peering Guide, "Limitations".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vpce_tui.model.topology import Topology
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import Route, RouteTable
from vpce_tui.resources.security_group import IpPermission, SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.resources.vpc_peering_connection import VpcPeeringConnection

NUMBERS = {"tcp": "6", "udp": "17"}
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


class NobodyKnowsError(Exception):
    """AWS chooses, and does not say how."""


@dataclass(frozen=True)
class Packet:
    source: str
    destination: str
    protocol: str
    source_port: int
    destination_port: int

    def answered(self) -> Packet:
        return Packet(self.destination, self.source, self.protocol, self.destination_port, self.source_port)


@dataclass(frozen=True)
class End:
    """Where a packet came to."""

    interface: NetworkInterface | None
    """None: the world outside."""
    packet: Packet
    senders: tuple[tuple[Subnet, NetworkInterface, Packet], ...]
    """Who sent it on: the client, then each NAT gateway; each with its subnet and the packet as it sent it."""
    through_internet: bool = False


def reaches(topology: Topology, client: NetworkInterface, packet: Packet, client_ports: range) -> bool | None:
    """Say whether some port of the client's gives a connection; None where nobody knows which way it takes."""
    world = _World(topology)
    try:
        ports = [port for port in world.telling_ports() if port in client_ports]
        return any(world.connects(client, replace(packet, source_port=port)) for port in ports)
    except NobodyKnowsError:
        return None


class _World:
    def __init__(self, topology: Topology) -> None:
        self.topology = topology

    def telling_ports(self) -> list[int]:
        """Return a port on either side of every border that an ACL draws, and the ends of what clients choose from."""
        found = {32768, 60999, 1024, 65535}
        for acl in self.topology.records(NetworkAcl):
            for entry in acl.entries:
                if entry.port_range is not None:
                    first, last = entry.port_range.from_ or 0, entry.port_range.to or 0
                    found |= {first - 1, first, last, last + 1}
        return sorted(port for port in found if 0 <= port <= 65535)

    # --- one connection ----------------------------------------------------------------------------------------------

    def connects(self, client: NetworkInterface, packet: Packet) -> bool:
        """Say whether a first packet comes to its destination, and the answer back, for one port of the client."""
        return any(
            self.answered(end) and self.admitted(client, packet, end)
            for end in self.forward(self.subnet_of(client), client, packet, (), reply=False)
        )

    def admitted(self, client: NetworkInterface, packet: Packet, end: End) -> bool:
        """Say whether the groups at both ends let a first packet pass."""
        straight = len(end.senders) == 1 and not end.through_internet
        met = end.interface if straight else None
        if not self.groups_allow(client, packet, packet.destination, met, egress=True):
            return False
        if end.interface is None:
            return True
        if end.interface.interface_type == "nat_gateway":
            return False
        return self.groups_allow(
            end.interface, end.packet, end.packet.source, client if straight else None, egress=False
        )

    def answered(self, end: End) -> bool:
        """Say whether the answer comes back, through each NAT gateway, to the client."""
        subnet, sender, sent = end.senders[-1]
        answer = end.packet.answered()
        if end.interface is None:
            arrived = self.acl_allows(subnet, sent.answered(), egress=False)
        else:
            arrived = self.comes_to(sender, subnet, end, answer)
        for place in range(len(end.senders) - 1, 0, -1):
            if not arrived:
                return False
            client_subnet, client, sent = end.senders[place - 1]
            nat_subnet, nat, _ = end.senders[place]
            back = End(nat, sent, ((client_subnet, client, sent),))
            arrived = self.comes_to(client, client_subnet, back, sent.answered(), nat_subnet)
        return arrived

    def comes_to(
        self,
        sender: NetworkInterface,
        subnet: Subnet,
        end: End,
        answer: Packet,
        start: Subnet | None = None,
    ) -> bool:
        assert end.interface is not None
        for back in self.forward(start or self.subnet_of(end.interface), end.interface, answer, (), reply=True):
            if len(back.senders) > 1:
                return False  # a NAT gateway knows nothing of the flow
            if back.through_internet and end.through_internet:
                came_in = end.senders[-1][2].answered()
                return self.acl_allows(subnet, came_in, egress=False)
            if back.interface is not None and not back.through_internet:
                return back.interface.network_interface_id == sender.network_interface_id
        return False

    # --- one packet --------------------------------------------------------------------------------------------------

    def forward(
        self,
        subnet: Subnet,
        sender: NetworkInterface,
        packet: Packet,
        before: tuple[tuple[Subnet, NetworkInterface, Packet], ...],
        *,
        reply: bool,
    ) -> Iterator[End]:
        """Yield where a packet comes to: nowhere, one place, or behind a NAT gateway one for each port it chooses."""
        senders = (*before, (subnet, sender, packet))
        if sender.network_interface_id in [known.network_interface_id for _, known, _ in before]:
            return  # a NAT gateway whose own subnet leads back to it
        if _inside(packet.destination, subnet.cidr_block or ""):
            yield from self.arrive(subnet, subnet, packet, senders)
            return
        if not self.acl_allows(subnet, packet, egress=True):
            return
        route = self.route(subnet, packet.destination)
        if route is None or route.state == "blackhole":
            return
        target = route.gateway_id or route.nat_gateway_id or route.vpc_peering_connection_id or ""
        if target == "local":
            yield from self.arrive(subnet, None, packet, senders, vpc_id=subnet.vpc_id or "")
        elif target.startswith("igw-"):
            yield from self.internet(sender, packet, senders, reply=reply)
        elif target.startswith("nat-"):
            yield from self.translate(subnet, target, packet, senders, reply=reply)
        elif target.startswith("pcx-"):
            yield from self.peer(subnet, target, packet, senders)
        elif target.startswith("vpce-"):
            endpoint = self.topology.find(VpcEndpoint, target)
            if isinstance(endpoint, VpcEndpoint) and packet.protocol == "tcp":
                yield End(None, packet, senders)

    def arrive(
        self,
        origin: Subnet | None,
        same: Subnet | None,
        packet: Packet,
        senders: tuple[tuple[Subnet, NetworkInterface, Packet], ...],
        vpc_id: str = "",
        *,
        through_internet: bool = False,
    ) -> Iterator[End]:
        wanted = same.vpc_id if same is not None else vpc_id
        for subnet in self.topology.records(Subnet):
            if subnet.vpc_id == wanted and _inside(packet.destination, subnet.cidr_block or ""):
                crosses = origin is None or origin.subnet_id != subnet.subnet_id
                if crosses and not self.acl_allows(subnet, packet, egress=False):
                    return
        for interface in self.topology.records(NetworkInterface):
            if interface.vpc_id == wanted and interface.private_ip_address == packet.destination:
                yield End(interface, packet, senders, through_internet)

    def internet(
        self,
        sender: NetworkInterface,
        packet: Packet,
        senders: tuple[tuple[Subnet, NetworkInterface, Packet], ...],
        *,
        reply: bool,
    ) -> Iterator[End]:
        public = sender.association.public_ip if sender.association else None
        if not public or any(_inside(packet.destination, block) for block in PRIVATE):
            return
        for interface in self.topology.records(NetworkInterface):
            if interface.association and interface.association.public_ip == packet.destination and not reply:
                inside = replace(packet, source=public, destination=interface.private_ip_address or "")
                yield from self.arrive(
                    None, None, inside, senders, vpc_id=interface.vpc_id or "", through_internet=True
                )
                return
        yield End(None, packet, senders, through_internet=True)

    def translate(
        self,
        subnet: Subnet,
        gateway_id: str,
        packet: Packet,
        senders: tuple[tuple[Subnet, NetworkInterface, Packet], ...],
        *,
        reply: bool,
    ) -> Iterator[End]:
        gateway = self.topology.find(NatGateway, gateway_id)
        if not isinstance(gateway, NatGateway) or gateway.vpc_id != subnet.vpc_id or gateway.state != "available":
            return
        place = self.topology.find(Subnet, gateway.subnet_id)
        own = self.topology.find(NetworkInterface, gateway.nat_gateway_addresses[0].network_interface_id)
        assert isinstance(place, Subnet)
        assert isinstance(own, NetworkInterface)
        if place.subnet_id != subnet.subnet_id and not self.acl_allows(place, packet, egress=False):
            return
        for port in self.telling_ports():
            if port >= 1024:
                sent = replace(packet, source=own.private_ip_address or "", source_port=port)
                yield from self.forward(place, own, sent, senders, reply=reply)

    def peer(
        self,
        subnet: Subnet,
        peering_id: str,
        packet: Packet,
        senders: tuple[tuple[Subnet, NetworkInterface, Packet], ...],
    ) -> Iterator[End]:
        peering = self.topology.find(VpcPeeringConnection, peering_id)
        assert isinstance(peering, VpcPeeringConnection)
        assert peering.status is not None
        sides = [peering.requester_vpc_info, peering.accepter_vpc_info]
        other = next((side.vpc_id or "" for side in sides if side and side.vpc_id != subnet.vpc_id), "")
        carried = self.in_vpc(packet.destination, other) and self.in_vpc(packet.source, subnet.vpc_id or "")
        if peering.status.code == "active" and carried:
            yield from self.arrive(None, None, packet, senders, vpc_id=other)

    # --- the rules ---------------------------------------------------------------------------------------------------

    def subnet_of(self, interface: NetworkInterface) -> Subnet:
        found = self.topology.find(Subnet, interface.subnet_id)
        assert isinstance(found, Subnet)
        return found

    def in_vpc(self, address: str, vpc_id: str) -> bool:
        vpc = self.topology.find(Vpc, vpc_id)
        return isinstance(vpc, Vpc) and _inside(address, vpc.cidr_block or "")

    def route(self, subnet: Subnet, destination: str) -> Route | None:
        """Return the route for an address by the subnet's own table, else the VPC's main one."""
        tables = [table for table in self.topology.records(RouteTable) if table.vpc_id == subnet.vpc_id]
        own = [table for table in tables if any(item.subnet_id == subnet.subnet_id for item in table.associations)]
        main = [table for table in tables if any(item.main for item in table.associations)]
        found: list[tuple[int, int, Route]] = []
        local = [route.destination_cidr_block or "" for route in (own or main)[0].routes if route.gateway_id == "local"]
        for route in (own or main)[0].routes:
            for block in self.blocks(route):
                network = ipaddress.ip_network(block)
                propagated = route.origin == "EnableVgwRoutePropagation"
                kept = not propagated or not any(network.subnet_of(ipaddress.ip_network(one)) for one in local)  # type: ignore[arg-type]
                if _inside(destination, block) and kept:
                    kind = 2 if propagated else 1 if route.destination_prefix_list_id else 0
                    found.append((-network.prefixlen, kind, route))
        found.sort(key=lambda item: item[:2])
        if not found:
            return None
        listed = {_target(route) for _, kind, route in found if kind == 1}
        if found[0][1] == 1 and len(listed) > 1:
            raise NobodyKnowsError
        return found[0][2]

    def blocks(self, route: Route) -> list[str]:
        if route.destination_prefix_list_id:
            return self.listed(route.destination_prefix_list_id)
        return [route.destination_cidr_block or ""]

    def listed(self, list_id: str) -> list[str]:
        return [item.cidr for item in self.topology.records(PrefixListEntry) if item.prefix_list_id == list_id]

    def acl_allows(self, subnet: Subnet, packet: Packet, *, egress: bool) -> bool:
        """Say what the first entry says that matches, in the order of the numbers; none refuses."""
        acls = [acl for acl in self.topology.records(NetworkAcl) if acl.vpc_id == subnet.vpc_id]
        own = [acl for acl in acls if any(item.subnet_id == subnet.subnet_id for item in acl.associations)]
        other = packet.destination if egress else packet.source
        for entry in sorted(own[0].entries, key=lambda item: item.rule_number or 0):
            if bool(entry.egress) is not egress or not _inside(other, entry.cidr_block or ""):
                continue
            if entry.protocol == "-1":
                return entry.rule_action == "allow"
            span = entry.port_range
            if entry.protocol != NUMBERS[packet.protocol] or span is None:
                continue
            if (span.from_ or 0) <= packet.destination_port <= (span.to or 0):
                return entry.rule_action == "allow"
        return False

    def groups_allow(
        self, interface: NetworkInterface, packet: Packet, other: str, met: NetworkInterface | None, *, egress: bool
    ) -> bool:
        """Say whether any rule of any group of the interface allows the packet."""
        own = {group.group_id for group in interface.groups}
        if not own:
            return True
        for group in self.topology.records(SecurityGroup):
            if group.group_id in own:
                rules = group.ip_permissions_egress if egress else group.ip_permissions
                if any(self.rule_allows(rule, packet, other, met) for rule in rules):
                    return True
        return False

    def rule_allows(self, rule: IpPermission, packet: Packet, other: str, met: NetworkInterface | None) -> bool:
        if rule.ip_protocol != "-1":
            if rule.ip_protocol != packet.protocol:
                return False
            if not (rule.from_port or 0) <= packet.destination_port <= (rule.to_port or 0):
                return False
        blocks = [item.cidr_ip or "" for item in rule.ip_ranges]
        for item in rule.prefix_list_ids:
            blocks += self.listed(item.prefix_list_id or "")
        carried = {group.group_id for group in met.groups} if met is not None else set()
        named = {pair.group_id for pair in rule.user_id_group_pairs}
        return any(_inside(other, block) for block in blocks) or bool(carried & named)


def _target(route: Route) -> str:
    return route.gateway_id or route.nat_gateway_id or route.vpc_peering_connection_id or ""


def _inside(address: str, block: str) -> bool:
    return bool(block) and ipaddress.ip_address(address) in ipaddress.ip_network(block)
