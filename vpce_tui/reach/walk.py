"""What is one packet on its way, and what has it met?

A Walk carries the packet, what is still known of its origin, and the steps it met. `leaving` takes it out of a subnet
by the route that the subnet's table chooses, `follow` through the route's target, `arriving` to whoever owns its
destination. A blocked hop does not end a walk where the way on is known, so that one trace names every blocker; where
the way on is not known it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from vpce_tui.model.record import Scope
from vpce_tui.reach import network_acls
from vpce_tui.reach.packets import Packet
from vpce_tui.reach.steps import Outcome, Via
from vpce_tui.reach.telling import Telling
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
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

Fork = TypeVar("Fork", bound="Walk")


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
    doubt: str = ""
    """Why nobody can tell whether they are."""
    one_way: str = ""
    """Why the destination's groups are not known to the source, even where the source's are known there."""
    via: Via | None = None
    """The last gateway that carried it out of its VPC."""
    met: dict[str, tuple[Scope, Subnet | None]] = field(default_factory=dict)
    """What judged it by its destination, by id: subnets, and tables of gateways that have no subnet."""
    hops: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)

    def acl(self, scope: Scope, subnet: Subnet, *, egress: bool) -> None:
        """Ask a subnet's ACL about the packet; what it lets pass of several ports is all that goes on."""
        self.met[subnet.subnet_id] = (scope, subnet)
        found = network_acls.judge(self.world, scope, subnet, self.packet, egress=egress, direction=self.direction)
        self.steps.append(found.step)
        if found.step.verdict is Outcome.WARN:
            self.packet = self.packet.with_ports(found.passing)

    def fork(self: Fork) -> Fork:
        """Return a copy that goes its own way from here."""
        return replace(self, steps=list(self.steps), not_evaluated=list(self.not_evaluated), seen=set(self.seen))

    def take_over(self, other: Walk) -> None:
        """Go on where a fork has come to."""
        for name in ("packet", "lost", "doubt", "one_way", "via", "hops", "seen", "steps", "not_evaluated"):
            setattr(self, name, getattr(other, name))
