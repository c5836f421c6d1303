"""What fills the demo world up to any number of interfaces? VPCs of teams with ordinary workloads.

A plan says how many interfaces each VPC gets; a VPC's skeleton (subnets, tables, groups, endpoints) is built when the
first of its lists is asked for, and its workloads' interfaces are made one by one while they are read. No address is
given twice: every VPC has a block of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from vpce_tui.demo.accounts import APP, APP_EU, DATA, NETWORK_EU
from vpce_tui.demo.base import WorldBuilder
from vpce_tui.demo.build import allow, route
from vpce_tui.demo.details import FILLER_SERVICES, fill_in
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.workloads import instances, interfaces
from vpce_tui.errors import UsageError
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.availability_zone import AvailabilityZone
from vpce_tui.resources.dhcp_options import DhcpOptions
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList

BLOCK: Final = IPv4Network("10.128.0.0/9")
VPC_PREFIX: Final = 19
MOST_VPCS: Final = 2 ** (VPC_PREFIX - BLOCK.prefixlen)

SIZES: Final = (420, 1900, 140, 3600, 760, 2600, 60, 1200)
"""Interfaces a VPC, in turn: a few big ones and many small ones, as accounts have them."""

SCOPES: Final = (APP, DATA, APP_EU, APP, NETWORK_EU)
TEAMS: Final = ("orders", "search", "pricing", "media", "crm", "identity", "shipping", "loyalty", "content", "ads")

FIXED: Final = 13
"""Interfaces of a skeleton: a NAT gateway, three endpoints and a balancer in three zones."""
_SMALLEST: Final = 3 * FIXED
"""A VPC with fewer interfaces has workloads only."""

_SHARED_TYPES: Final = (AvailabilityZone, DhcpOptions, PrefixList, ManagedPrefixList, PrefixListEntry)
"""Lists that the hand-made world has for the whole account."""


@dataclass(frozen=True, slots=True)
class VpcPlan:
    """One filler VPC before it is made."""

    number: int
    scope: Scope
    name: str
    cidr: str
    interfaces: int
    first: int
    """The number, over the whole filler, of its first workload."""

    @property
    def furnished(self) -> bool:
        return self.interfaces >= _SMALLEST

    @property
    def workloads(self) -> int:
        return self.interfaces - FIXED if self.furnished else self.interfaces


class Filler:
    """All filler VPCs; their records by list."""

    def __init__(self, plans: tuple[VpcPlan, ...]) -> None:
        self.plans = plans
        self._skeletons: dict[int, WorldBuilder] = {}

    def records(self, record_type: type[Record], scope: Scope) -> Iterator[Record]:
        """Yield one list's records, VPC by VPC."""
        if record_type in _SHARED_TYPES:
            return
        for plan in self.plans:
            if plan.scope == scope:
                yield from self._skeleton(plan).held(record_type, scope).values()
                if record_type is NetworkInterface:
                    yield from interfaces(plan.name, plan.scope, plan.cidr, plan.first, plan.workloads)
                elif record_type is Instance:
                    yield from instances(plan.name, plan.scope, plan.cidr, plan.first, plan.workloads)

    def _skeleton(self, plan: VpcPlan) -> WorldBuilder:
        if plan.number not in self._skeletons:
            self._skeletons[plan.number] = skeleton(plan)
        return self._skeletons[plan.number]


def plan_filler(count: int, seed: int = 0) -> Filler:
    """Return filler with exactly `count` interfaces.

    Raises:
        UsageError: They do not fit into the filler's address space.
    """
    plans: list[VpcPlan] = []
    blocks = BLOCK.subnets(new_prefix=VPC_PREFIX)
    first, left = 0, count
    while left:
        number = len(plans)
        if number == MOST_VPCS:
            raise UsageError(f"`{count}` interfaces are more than the demo world holds", help="ask for fewer")
        share = min(left, SIZES[(number + seed) % len(SIZES)])
        name = f"{TEAMS[(number + seed) % len(TEAMS)]}-{number + 1}"
        plan = VpcPlan(number, SCOPES[(number + seed) % len(SCOPES)], name, str(next(blocks)), share, first)
        plans.append(plan)
        first += plan.workloads
        left -= share
    return Filler(tuple(plans))


def skeleton(plan: VpcPlan) -> WorldBuilder:
    """Return everything of a filler VPC but its workloads."""
    # The hand-made world needs fewer than a hundred public addresses.
    world = WorldBuilder(key=plan.name, first_public_address=1000 + plan.number)
    world.enter(plan.scope)
    vpc = world.vpc(plan.cidr, name=plan.name)
    thirds = list(IPv4Network(plan.cidr).subnets(new_prefix=21))
    small = list(thirds[3].subnets(new_prefix=24))
    gateway = world.internet_gateway(vpc=vpc, name=plan.name).internet_gateway_id
    public = world.route_table(route("0.0.0.0/0", gateway), vpc=vpc, name=f"{plan.name}-public")
    private = world.route_table(vpc=vpc, name=f"{plan.name}-private")
    publics = []
    for number, zone in enumerate("abc"):
        world.subnet(str(thirds[number]), vpc=vpc, zone=zone, name=f"{plan.name}-{zone}", table=private)
        publics.append(
            world.subnet(str(small[number]), vpc=vpc, zone=zone, name=f"{plan.name}-public-{zone}", table=public)
        )
    world.gateway_endpoint("s3", vpc=vpc, tables=[private], name=f"{plan.name}-s3")
    balancer = world.security_group(allow(443), vpc=vpc, name=f"{plan.name}-balancer")
    world.security_group(allow(8080, group=balancer), vpc=vpc, name=f"{plan.name}-workload")
    if plan.furnished:
        nat = world.nat_gateway(subnet=publics[0], name=f"{plan.name}-nat").nat_gateway_id
        world.add_routes(private, route("0.0.0.0/0", nat))
        endpoints = world.security_group(allow(443, cidr=plan.cidr), vpc=vpc, name=f"{plan.name}-endpoints")
        places = [world.named_subnet(f"{plan.name}-{zone}") for zone in "abc"]
        for service in FILLER_SERVICES:
            world.interface_endpoint(service, subnets=places, groups=[endpoints], name=f"{plan.name}-{service}")
        for number, subnet in enumerate(publics):
            world.load_balancer(f"{plan.name}-{'abc'[number]}", subnet, balancer)
    taken = {an_id("subnet", f"{plan.name}-{zone}"): len(range(at, plan.workloads, 3)) for at, zone in enumerate("abc")}
    fill_in(world, taken)
    return world
