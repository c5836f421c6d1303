"""Where does a packet go from an interface, hop by hop?

A Walk follows one packet through subnets, routes and gateways, and writes a step for everything it meets. A blocked
hop does not end it where the way on is known, so that one trace names every blocker; where the way on is not known it
ends. Each gateway's own rules stand in `gateways` and `transit`; here is what they share: leaving a subnet, finding the
owner of an address inside a VPC, and arriving.
Source: VPC User Guide, "How VPC routing works"; the order of evaluation in Reachability Analyzer's path details.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach import network_acls, remedies, routing, security_groups
from vpce_tui.reach.addresses import LINK_LOCAL, Address, in_any
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import Edit, RemoveRoute
from vpce_tui.reach.endpoints import endpoint_of, is_endpoint_interface, protocol_step, state_step
from vpce_tui.reach.packets import Packet
from vpce_tui.reach.security_groups import OtherEnd, Peer
from vpce_tui.reach.steps import Stage, Via
from vpce_tui.reach.telling import Telling
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import EffectiveRouteTable, effective_route_table
from vpce_tui.resources.route_table import Route, RouteTable, destination, target
from vpce_tui.resources.subnet import Subnet

MAX_HOPS = 16
"""More hops than any sound network needs; a loop ends here."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An interface, or a gateway's place, that a packet leaves from."""

    scope: Scope
    vpc_id: str
    subnet: Subnet
    interface: NetworkInterface | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a walk ended."""

    kind: str
    """`interface`, `internet`, `gatewayEndpoint`, `nat`, `outside`, `reserved`, or `stopped`."""
    via: Via | None = None
    interface: NetworkInterface | None = None
    spot: Spot | None = None
    """Where a reply, or the packet after a NAT gateway, sets out from."""
    exit_spot: Spot | None = None
    """Where the packet left the VPC for good: replies come in here."""


STOPPED = Arrival("stopped")


Follow = Callable[["Walk", str, Spot, RouteTable], Arrival]
"""Goes on through the target of a route: a gateway, an interface, or `local`."""


@dataclass(slots=True, kw_only=True)
class Walk(Telling):
    """One packet on its way."""

    world: World
    packet: Packet
    follow: Follow
    source: NetworkInterface | None
    """Whose groups the packet carries with it; None where its origin is not an interface that was read."""
    stateful: bool = False
    """Security groups know the flow already: it is a reply, or comes from a NAT gateway's table of flows."""
    lost: str = ""
    """Why groups of the source are no longer known to the destination."""
    group_lookup_failed: bool = False
    via: Via | None = None
    """The last gateway that carried it out of its VPC."""
    hops: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)

    # --- leaving a subnet --------------------------------------------------------------------------------------------

    def set_out(self, spot: Spot) -> Arrival:
        """Follow the packet from an interface: inside the subnet directly, else by ACL and route table.

        Amazon's DNS server and the link-local addresses are AWS's own: no route leads there, nothing filters.
        """
        if in_any(self.packet.destination, LINK_LOCAL) or is_reserved(
            self.world, spot.vpc_id, spot.scope, self.packet.destination
        ):
            self.passes(
                Stage.ROUTE, f"{self.packet.destination} is AWS's own inside every VPC: nothing routes or filters it"
            )
            return Arrival("reserved", Via("local", spot.vpc_id))
        here = self.world.subnet_at(spot.vpc_id, self.packet.destination)
        if here is not None and here.subnet_id == spot.subnet.subnet_id:
            self.passes(
                Stage.ROUTE,
                f"{self.packet.destination} is in the same subnet {here.subnet_id}: neither routes nor ACLs apply",
                component=here.subnet_id,
            )
            return self.arrive(spot.scope, spot.vpc_id, here)
        self.acl(spot.scope, spot.subnet, egress=True)
        return self.route_from(spot)

    def acl(self, scope: Scope, subnet: Subnet, *, egress: bool, packet: Packet | None = None) -> None:
        """Ask a subnet's ACL about the packet."""
        self.steps.append(
            network_acls.judge(
                self.world, scope, subnet, packet or self.packet, egress=egress, direction=self.direction
            )
        )

    def route_from(self, spot: Spot) -> Arrival:
        """Follow the route that the subnet's table chooses."""
        effective = self.world.remember(
            ("effective", spot.subnet.subnet_id, spot.scope),
            lambda: effective_route_table(self.world.topology, spot.subnet, spot.scope),
        )
        if isinstance(effective, Absent):
            self.cannot_tell(
                Stage.ROUTE,
                Code.VPCE_NOT_READ,
                f"the route table of {spot.subnet.subnet_id} was not read ({effective.coverage.says})",
                component=spot.subnet.subnet_id,
            )
            return STOPPED
        return self.route_by(effective, spot)

    def route_by(self, effective: EffectiveRouteTable, spot: Spot) -> Arrival:
        """Follow the route that a table chooses for the packet."""
        table = effective.table
        self.hops += 1
        place = (table.route_table_id, str(self.packet.destination))
        if self.hops > MAX_HOPS or place in self.seen:
            self.blocks(
                Stage.ROUTE,
                Code.VPCE_ROUTING_LOOP,
                f"the packet comes back to {table.route_table_id}: the routes form a loop",
                component=table.route_table_id,
            )
            return STOPPED
        self.seen.add(place)
        choice = routing.choose(self.world, table, spot.scope, self.packet.destination)
        if not self._decided(choice, table):
            return STOPPED
        winner = choice.winner
        if winner is None:
            self._no_route(table, spot)
            return STOPPED
        return self._take(winner, table, spot, explicit=effective.explicit)

    def _decided(self, choice: routing.Choice, table: RouteTable) -> bool:
        """Say whether the table's choice is certain; write why not."""
        if choice.undecided:
            listed = choice.undecided[0].destination_prefix_list_id
            self.cannot_tell(
                Stage.ROUTE,
                Code.VPCE_NOT_READ,
                f"prefix list {listed} was not read, and its route to {target(choice.undecided[0])} could win",
                component=table.route_table_id,
                rule=listed or "",
            )
            return False
        if choice.malformed:
            self.cannot_tell(
                Stage.ROUTE,
                Code.VPCE_MALFORMED_RECORD,
                f"a route of {table.route_table_id} has the malformed destination `{destination(choice.malformed[0])}`",
                component=table.route_table_id,
            )
            return False
        if choice.ambiguous and choice.winner:
            other = choice.ambiguous[0]
            self.cannot_tell(
                Stage.ROUTE,
                Code.VPCE_AMBIGUOUS_PREFIX_LISTS,
                f"prefix lists {destination(choice.winner.route)} and {destination(other.route)} overlap: AWS sends "
                f"{self.packet.destination} to {target(choice.winner.route)} or to {target(other.route)}",
                component=table.route_table_id,
                rule=destination(choice.winner.route),
            )
            return False
        return True

    def _no_route(self, table: RouteTable, spot: Spot) -> None:
        self.blocks(
            Stage.ROUTE,
            Code.NO_ROUTE_TO_DESTINATION,
            f"{table.route_table_id} of {spot.subnet.subnet_id} has no route for {self.packet.destination}",
            component=table.route_table_id,
            edits=remedies.for_missing_route(self.world, table, spot.scope, self.packet.destination),
        )

    def _take(self, winner: routing.Candidate, table: RouteTable, spot: Spot, *, explicit: bool) -> Arrival:
        """Follow one route."""
        route, where = winner.route, _where(winner)
        leads_to = target(route)
        how = "" if explicit else ", the VPC's main table"
        if routing.is_blackhole(route):
            self.blocks(
                Stage.ROUTE,
                Code.BAD_STATE_ROUTE,
                f"{table.route_table_id}{how}: {where} leads to {leads_to or 'nothing'}, which is gone (blackhole)",
                component=table.route_table_id,
                rule=destination(route),
                edits=_against_blackhole(table, route),
            )
            return STOPPED
        if not leads_to:
            self.cannot_tell(
                Stage.ROUTE,
                Code.UNSUPPORTED_COMPONENT,
                f"{table.route_table_id}: the target of {where} is of a kind not known here",
                component=table.route_table_id,
                rule=destination(route),
            )
            return STOPPED
        self.passes(
            Stage.ROUTE,
            f"{table.route_table_id}{how}: {where} leads to {leads_to}",
            component=table.route_table_id,
            rule=destination(route),
        )
        return self.follow(self, leads_to, spot, table)

    # --- arriving ----------------------------------------------------------------------------------------------------

    def deliver(self, scope: Scope, vpc_id: str, entered_from: Subnet | None) -> Arrival:
        """Deliver inside a VPC: find the subnet and the owner of the destination."""
        subnet = self.world.subnet_at(vpc_id, self.packet.destination)
        if subnet is None:
            if not self.world.complete(Subnet, scope):
                why = self.world.says(Subnet, scope)
                self.cannot_tell(
                    Stage.ROUTE,
                    Code.VPCE_NOT_READ,
                    f"the subnet of {self.packet.destination} was not read ({why})",
                    component=vpc_id,
                )
            else:
                self.blocks(
                    Stage.ROUTE,
                    Code.VPCE_NO_INTERFACE_AT_ADDRESS,
                    f"no subnet of {vpc_id} holds {self.packet.destination}: it is dropped inside the VPC",
                    component=vpc_id,
                )
            return STOPPED
        if entered_from is None or entered_from.subnet_id != subnet.subnet_id:
            self.acl(scope, subnet, egress=False)
        return self.arrive(scope, vpc_id, subnet)

    def arrive(self, scope: Scope, vpc_id: str, subnet: Subnet) -> Arrival:
        """Arrive at the owner of the destination inside its subnet."""
        owner = self.world.interface_at(vpc_id, self.packet.destination)
        if owner is None:
            if self.world.complete(NetworkInterface, scope):
                self.blocks(
                    Stage.ROUTE,
                    Code.VPCE_NO_INTERFACE_AT_ADDRESS,
                    f"no interface in {subnet.subnet_id} owns {self.packet.destination}: it is dropped there",
                    component=subnet.subnet_id,
                )
            else:
                why = self.world.says(NetworkInterface, scope)
                self.cannot_tell(
                    Stage.ROUTE,
                    Code.VPCE_NOT_READ,
                    f"the interface that owns {self.packet.destination} was not read ({why})",
                    component=subnet.subnet_id,
                )
            return STOPPED
        return self.reach_interface(scope, vpc_id, subnet, owner)

    def reach_interface(self, scope: Scope, vpc_id: str, subnet: Subnet, owner: NetworkInterface) -> Arrival:
        """Come to an interface: its groups, and the endpoint behind it."""
        self.enter_groups(scope, owner)
        if (owner.status or "").lower() == "available" and not self.stateful:
            self.blocks(
                Stage.ROUTE,
                Code.BAD_STATE,
                f"{owner.network_interface_id} has {self.packet.destination} and is attached to nothing",
                component=owner.network_interface_id,
            )
        via = self.via or Via("local", vpc_id)
        if is_endpoint_interface(owner) and not self.stateful:
            via = self._enter_endpoint(scope, owner) or via
        elif is_nat_interface(owner) and not self.stateful:
            self.blocks(
                Stage.ROUTE,
                Code.NGW_DEST_ADDRESS_PRESERVATION,
                f"{self.packet.destination} belongs to a NAT gateway, which takes no connections of its own",
                component=owner.network_interface_id,
            )
        return Arrival("interface", via, owner, Spot(scope, vpc_id, subnet, owner))

    def enter_groups(self, scope: Scope, owner: NetworkInterface) -> None:
        """Ask the groups of the interface that a first packet comes to."""
        if self.stateful:
            return
        if self.lost:
            groups = Peer.LOST
        elif self.source is None and self.group_lookup_failed:
            groups = Peer.NOT_KNOWN
        else:
            groups = Peer.KEPT
        other = OtherEnd(self.packet.source, self.source, groups, self.lost)
        group_ids = self._endpoint_groups(scope, owner)
        self.steps.append(
            security_groups.judge(self.world, scope, owner, self.packet, other, egress=False, group_ids=group_ids)
        )

    def _endpoint_groups(self, scope: Scope, owner: NetworkInterface) -> tuple[str, ...] | None:
        """Return the groups of the endpoint for an interface whose own list was not sent."""
        if owner.groups or not is_endpoint_interface(owner):
            return None
        endpoint = endpoint_of(self.world, owner, scope)
        return tuple(group.group_id for group in endpoint.groups if group.group_id) if endpoint else None

    def _enter_endpoint(self, scope: Scope, owner: NetworkInterface) -> Via | None:
        endpoint = endpoint_of(self.world, owner, scope)
        if endpoint is None:
            self.cannot_tell(
                Stage.ENDPOINT_STATE,
                Code.UNKNOWN_RESOURCE,
                f"the endpoint of {owner.network_interface_id} was not read",
                component=owner.network_interface_id,
            )
            return Via("interfaceEndpoint")
        self.steps.append(state_step(endpoint))
        refusal = protocol_step(endpoint, self.packet)
        if refusal is not None:
            self.steps.append(refusal)
        if (endpoint.vpc_endpoint_type or "").lower() not in ("interface", "resource", "servicenetwork", ""):
            self.cannot_tell(
                Stage.ENDPOINT_STATE,
                Code.UNSUPPORTED_COMPONENT,
                f"what an endpoint of type {endpoint.vpc_endpoint_type} does with the packet is not known here",
                component=endpoint.vpc_endpoint_id,
            )
        return Via("interfaceEndpoint", endpoint.vpc_endpoint_id)


def is_nat_interface(interface: NetworkInterface) -> bool:
    """Say whether the interface is a NAT gateway's; the enum and real answers spell the type differently."""
    kind = (interface.interface_type or "").replace("_", "").lower()
    return kind == "natgateway" or (interface.description or "").startswith("Interface for NAT Gateway ")


def is_reserved(world: World, vpc_id: str, scope: Scope, address: Address) -> bool:
    """Say whether the address is the Amazon DNS server's: the base of the VPC's primary block plus two."""
    blocks = world.vpc_blocks(vpc_id, scope)
    return bool(blocks) and blocks[0].version == address.version and address.value == blocks[0].first + 2


def _where(winner: routing.Candidate) -> str:
    if winner.from_list:
        return f"{winner.block} of {winner.route.destination_prefix_list_id}"
    return str(winner.block)


def _against_blackhole(table: RouteTable, route: Route) -> tuple[Edit, ...]:
    return (RemoveRoute(route_table_id=table.route_table_id, destination=destination(route)),)
