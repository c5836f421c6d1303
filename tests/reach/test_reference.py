"""Does the tracer say of small worlds what a slow reading of the rules says?"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.reach.asking import told
from tests.reach.reference import Packet, reaches
from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Verdict, trace
from vpce_tui.resources.network_acl import NetworkAclEntry
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import Route
from vpce_tui.resources.security_group import IpPermission, SecurityGroup

BLOCKS = ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.2.0/24", "10.2.0.0/16", "198.51.100.0/24")
SPANS = ((0, 65535), (443, 443), (400, 500), (1024, 65535), (32768, 45000), (40000, 60999), (50000, 65535))
ELSEWHERE = ("8.8.8.8", "52.216.1.1", "10.1.1.200", "10.1.77.1", "10.9.9.9")
ROUTED = ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.1.2.0/24", "10.2.1.0/24", "8.8.8.0/24")


@dataclass(frozen=True)
class Made:
    topology: Topology
    client: NetworkInterface
    interfaces: tuple[NetworkInterface, ...]


def entries() -> st.SearchStrategy[list[NetworkAclEntry]]:
    """Return lists of entries that mostly let pass: of a world where nothing passes there is little to compare."""
    one = st.builds(
        lambda number, allowed, egress, cidr, span, protocol: acl_entry(
            number, allow=allowed, egress=egress, cidr=cidr, ports=None if protocol == "-1" else span, protocol=protocol
        ),
        st.integers(1, 300),
        st.sampled_from([True, True, False]),
        st.booleans(),
        st.sampled_from(BLOCKS),
        st.sampled_from(SPANS),
        st.sampled_from(["tcp", "tcp", "udp", "-1"]),
    )
    return st.lists(one, max_size=5, unique_by=lambda entry: (entry.rule_number, entry.egress)).flatmap(
        lambda drawn: st.booleans().map(lambda opened: drawn + ([*OPEN] if opened else []))
    )


LIKELY = st.sampled_from([True, True, True, True, False])
GONE = "nat-0gone"
OPEN = (acl_entry(500, egress=True, protocol="-1"), acl_entry(500, protocol="-1"))


@st.composite
def worlds(draw: st.DrawFn) -> Made:
    """Draw two VPCs, two subnets and tables in each, gateways, groups that name each other, ACLs, interfaces."""
    build = Builder()
    vpcs = [build.vpc("10.1.0.0/16"), build.vpc("10.2.0.0/16")]
    gateways = [build.internet_gateway(vpc=vpc).internet_gateway_id for vpc in vpcs]
    peering = build.peering(*vpcs, status=draw(st.sampled_from(["active", "active", "active", "deleted"])))
    subnets = [
        build.subnet(vpc=vpc, cidr=f"10.{place}.{number}.0/24")
        for place, vpc in enumerate(vpcs, 1)
        for number in (1, 2)
    ]
    nats = [build.nat_gateway(subnet=subnets[place]).nat_gateway_id for place in (0, 2)]
    lists = [build.prefix_list(block).prefix_list_id for block in ("10.2.0.0/16", "8.8.0.0/16")]
    for place, vpc in enumerate(vpcs):
        targets = (gateways[place], nats[place], peering.vpc_peering_connection_id, GONE)
        other = vpcs[1 - place].cidr_block or ""
        for number, subnet in enumerate(subnets[2 * place : 2 * place + 2]):
            usual = {"0.0.0.0/0": targets[number], other: targets[2]}
            drawn = draw(routes(usual, targets, lists, vpc.cidr_block or ""))
            table = build.route_table(*drawn, vpc=vpc, subnets=(subnet,))
            if draw(st.booleans()):
                build.gateway_endpoint("s3", vpc=vpc, tables=(table,))
    for subnet in subnets:
        if not draw(LIKELY):
            build.network_acl(
                *draw(entries()), vpc=next(vpc for vpc in vpcs if vpc.vpc_id == subnet.vpc_id), subnets=(subnet,)
            )
    interfaces = []
    for place, vpc in enumerate(vpcs):
        groups = [build.security_group(vpc=vpc) for _ in range(2)]
        for subnet in subnets[2 * place : 2 * place + 2]:
            chosen = draw(
                st.lists(st.sampled_from(groups), min_size=1, max_size=2, unique_by=lambda item: item.group_id)
            )
            interfaces.append(build.network_interface(subnet=subnet, groups=chosen, public_ip=draw(st.booleans())))
    every = list(build.topology().records(SecurityGroup))
    for group in every:
        for member in ("ip_permissions", "ip_permissions_egress"):
            build.change(group, **{member: tuple(draw(permissions(every, lists)))})
    client = draw(st.sampled_from(interfaces[:2]))
    return Made(build.topology(), client, tuple(item for item in interfaces if item is not client))


def permissions(groups: list[SecurityGroup], lists: list[str]) -> st.SearchStrategy[list[IpPermission]]:
    spans, protocols = st.sampled_from(SPANS), st.sampled_from(["tcp", "tcp", "udp", "-1"])
    by_block = st.builds(
        lambda span, cidr, protocol: allow(span, cidr=cidr, protocol=protocol),
        spans,
        st.sampled_from(BLOCKS),
        protocols,
    )
    by_group = st.builds(
        lambda span, group, protocol: allow(span, group=group, protocol=protocol),
        spans,
        st.sampled_from(groups),
        protocols,
    )
    by_list = st.builds(
        lambda span, listed, protocol: allow(span, prefix_list=listed, protocol=protocol),
        spans,
        st.sampled_from(lists),
        protocols,
    )
    everything = st.just([allow(protocol="-1")])
    return st.one_of(everything, everything, st.lists(st.one_of(by_block, by_group, by_list), max_size=3))


@st.composite
def routes(draw: st.DrawFn, usual: dict[str, str], targets: tuple[str, ...], lists: list[str], own: str) -> list[Route]:
    """Draw what a subnet usually has, less some of it, and now and then something else."""
    found = {destination: [route(destination, target)] for destination, target in usual.items() if draw(LIKELY)}
    destinations = [cidr for cidr in (*ROUTED, *lists) if cidr != own]
    for destination in draw(st.lists(st.sampled_from(destinations), max_size=3, unique=True)):
        target = draw(st.sampled_from(targets))
        propagated = not destination.startswith("pl-") and draw(st.booleans())
        origin = "EnableVgwRoutePropagation" if propagated else "CreateRoute"
        drawn = route(destination, target, state="blackhole" if target == GONE else "active", origin=origin)
        found[destination] = [drawn, *found.get(destination, ())] if propagated else [drawn]
    return [one for several in found.values() for one in several]


@settings(max_examples=80, deadline=None)
@given(worlds(), st.sampled_from(["tcp", "udp"]), st.sampled_from([443, 8080]), st.data())
def test_the_tracer_says_what_the_rules_say(made: Made, protocol: str, port: int, data: st.DataObject) -> None:
    public = [item.association.public_ip or "" for item in made.interfaces if item.association]
    private = [item.private_ip_address or "" for item in made.interfaces]
    destination = data.draw(st.sampled_from([*private, *private, *public, *ELSEWHERE]))
    packet = Packet(made.client.private_ip_address or "", destination, protocol, 0, port)
    flow = Flow(made.client.network_interface_id, destination, protocol=protocol, port=port)

    found = trace(flow, made.topology, fixes=False)

    note(told(found))
    want = reaches(made.topology, made.client, packet, range(32768, 61000))
    if want is None:
        assert found.verdict is not Verdict.REACHABLE
    else:
        assert found.verdict is (Verdict.REACHABLE if want else Verdict.NOT_REACHABLE)
