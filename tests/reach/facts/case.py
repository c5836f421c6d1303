"""How is one fact about networks written as a world and a question?

A fact's world is built by a function; its decorator says which rule it stands for, what the answer must be, and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.reach.asking import ask, codes, told
from vpce_tui.demo.build import Builder, allow, route
from vpce_tui.model.record import Record
from vpce_tui.reach import Verdict
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN
Asked = tuple[NetworkInterface, "Record | str"]
Building = Callable[[Builder], Asked]

ANYONE = allow(protocol="-1")
ANYONE_V6 = allow(protocol="-1", cidr="::/0")


@dataclass(frozen=True)
class Case:
    """One fact."""

    rule: str
    says: str
    build: Building
    want: Verdict
    code: str = ""
    decided_by: str = ""
    """The rule of the step with the code: a destination, a number."""
    via: str = ""
    noted: str = ""
    """A layer that must be told as not evaluated."""
    unread: tuple[type[Record], ...] = ()
    flow: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule} {self.says}"


class Facts:
    """Collects the facts of one file."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    def __call__(
        self,
        rule: str,
        says: str,
        want: Verdict,
        *,
        code: str = "",
        decided_by: str = "",
        via: str = "",
        noted: str = "",
        unread: tuple[type[Record], ...] = (),
        **flow: Any,
    ) -> Callable[[Building], Building]:
        def keep(build: Building) -> Building:
            self.cases.append(Case(rule, says, build, want, code, decided_by, via, noted, unread, flow))
            return build

        return keep


def check(case: Case) -> None:
    """Ask a fact's question and compare the answer."""
    build = Builder()
    source, destination = case.build(build)
    found = ask(build, source, destination, unread=case.unread, fixes=False, **case.flow)
    assert found.verdict is case.want, told(found)
    if case.code:
        assert case.code in codes(found), told(found)
    if case.decided_by:
        rules = [step.rule for step in found.steps if not case.code or step.code == case.code]
        assert case.decided_by in rules, told(found)
    if case.via:
        assert found.via is not None, told(found)
        assert found.via.kind == case.via, told(found)
    if case.noted:
        assert case.noted in found.not_evaluated, found.not_evaluated


def public_subnet(build: Builder, *, zone: str = "a", ipv6: str = "") -> Subnet:
    """Make a subnet whose table leads to an internet gateway."""
    gateway = build.internet_gateway().internet_gateway_id
    routes = [route("0.0.0.0/0", gateway)] + ([route("::/0", gateway)] if ipv6 else [])
    return build.subnet(table=build.route_table(*routes), zone=zone, ipv6_cidr=ipv6)


def behind_nat(build: Builder) -> NetworkInterface:
    """Make a private client whose main table leads to a NAT gateway in a public subnet."""
    build.vpc()
    nat = build.nat_gateway(subnet=public_subnet(build))
    build.add_routes(build.main_table(), route("0.0.0.0/0", nat.nat_gateway_id))
    return build.network_interface(subnet=build.subnet(zone="b"))


def two_vpcs(build: Builder) -> tuple[NetworkInterface, NetworkInterface]:
    """Make two peered VPCs with an open interface in each, and no routes between them."""
    ends = []
    for cidr in ("10.60.0.0/16", "10.70.0.0/16"):
        vpc = build.vpc(cidr)
        group = build.security_group(ANYONE, ANYONE_V6, vpc=vpc)
        ends.append(build.network_interface(subnet=build.subnet(vpc=vpc), groups=(group,)))
    return ends[0], ends[1]


def peered(build: Builder, *, there: bool = True, back: bool = True) -> tuple[NetworkInterface, NetworkInterface]:
    """Make two peered VPCs with routes to each other."""
    one, two = two_vpcs(build)
    vpcs = {vpc.vpc_id: vpc for vpc in build.topology().records(Vpc)}
    peering = build.peering(vpcs[one.vpc_id or ""], vpcs[two.vpc_id or ""]).vpc_peering_connection_id
    for wanted, own, cidr in ((there, one, "10.70.0.0/16"), (back, two, "10.60.0.0/16")):
        if wanted:
            build.add_routes(build.main_table(vpcs[own.vpc_id or ""]), route(cidr, peering))
    return one, two


def vpc_of(build: Builder, interface: NetworkInterface) -> Vpc:
    """Return the VPC of an interface as it stands now."""
    return next(vpc for vpc in build.topology().records(Vpc) if vpc.vpc_id == interface.vpc_id)


def group_of(build: Builder, interface: NetworkInterface) -> SecurityGroup:
    """Return the first group of an interface as it stands now."""
    found = build.topology().find(SecurityGroup, interface.groups[0].group_id)
    assert isinstance(found, SecurityGroup)
    return found


def subnet_of(build: Builder, interface: NetworkInterface) -> Subnet:
    """Return the subnet of an interface as it stands now."""
    found = build.topology().find(Subnet, interface.subnet_id)
    assert isinstance(found, Subnet)
    return found


def table_of(build: Builder, interface: NetworkInterface) -> RouteTable:
    """Return the table that an interface's subnet names."""
    return next(
        table
        for table in build.topology().records(RouteTable)
        if any(item.subnet_id == interface.subnet_id for item in table.associations)
    )
