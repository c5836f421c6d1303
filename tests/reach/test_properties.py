"""What holds for every network, whatever it looks like?"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.demo.build import Builder, acl_entry, allow, route
from vpce_tui.model.topology import Topology
from vpce_tui.reach import Flow, Trace, Verdict, trace
from vpce_tui.reach.addresses import Address, parse_block, pieces, without
from vpce_tui.reach.edits import AddAclEntry, AddGroupRule, RemoveRoute
from vpce_tui.reach.ports import ALL_PORTS, common, minus, size
from vpce_tui.reach.routing import choose
from vpce_tui.reach.whatif import apply
from vpce_tui.reach.world import World
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable, destination
from vpce_tui.resources.security_group import SecurityGroup

BLOCKS = st.sampled_from(
    ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.4/32", "10.1.2.0/24", "192.0.2.0/24"]
)
PORTS = st.sampled_from([443, 80, (0, 65535), (400, 500), (1024, 65535), (32768, 50000)])
PROTOCOLS = st.sampled_from(["tcp", "udp", "-1"])
RULES = st.lists(
    st.builds(lambda port, cidr, protocol: allow(port, cidr=cidr, protocol=protocol), PORTS, BLOCKS, PROTOCOLS),
    max_size=4,
)
ENTRIES = st.lists(
    st.builds(
        lambda number, allowed, egress, cidr, ports, protocol: acl_entry(
            number, allow=allowed, egress=egress, cidr=cidr, ports=ports, protocol=protocol
        ),
        st.integers(1, 400),
        st.booleans(),
        st.booleans(),
        BLOCKS,
        PORTS,
        st.sampled_from(["tcp", "-1"]),
    ),
    max_size=6,
    unique_by=lambda entry: (entry.rule_number, entry.egress),
)
TARGETS = st.sampled_from(["nat", "igw", "blackhole", "tgw-0unknown"])
ROUTES = st.lists(
    st.tuples(st.sampled_from(["0.0.0.0/0", "8.0.0.0/8", "8.8.8.0/24", "10.0.0.0/8", "52.0.0.0/8"]), TARGETS),
    max_size=4,
    unique_by=lambda item: item[0],
)
DESTINATIONS = st.sampled_from(["endpoint", "ssm", "s3", "sqs", "8.8.8.8", "10.1.1.200", "10.9.9.9"])


@dataclass(frozen=True)
class Made:
    topology: Topology
    client: NetworkInterface
    endpoint_id: str
    build: Builder

    def ask(self, what: str, topology: Topology | None = None) -> Trace:
        words = self.endpoint_id if what == "endpoint" else what
        return trace(Flow(self.client.network_interface_id, words), topology or self.topology, fixes=False)


@st.composite
def networks(draw: st.DrawFn) -> Made:
    build = Builder()
    build.vpc("10.1.0.0/16")
    gateway = build.internet_gateway()
    public = build.subnet("10.1.9.0/24", table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    nat = build.nat_gateway(subnet=public)
    named = {"nat": nat.nat_gateway_id, "igw": gateway.internet_gateway_id}
    own = [
        route(
            cidr,
            named.get(kind, "nat-0gone" if kind == "blackhole" else kind),
            state="blackhole" if kind == "blackhole" else "active",
        )
        for cidr, kind in draw(ROUTES)
    ]
    table = build.route_table(*own)
    subnet = build.subnet("10.1.1.0/24", table=table)
    build.network_acl(*draw(ENTRIES), subnets=(subnet,))
    if draw(st.booleans()):
        build.gateway_endpoint("s3", tables=(table,))
    groups = [build.security_group(*draw(RULES), egress=draw(RULES)) for _ in range(2)]
    endpoint_subnet = build.subnet("10.1.2.0/24", zone="b") if draw(st.booleans()) else subnet
    endpoint = build.interface_endpoint(
        "ssm", subnets=(endpoint_subnet,), groups=(groups[1],), private_dns=draw(st.booleans())
    )
    client = build.network_interface(subnet=subnet, groups=(groups[0],), public_ip=draw(st.booleans()))
    return Made(build.topology(), client, endpoint.vpc_endpoint_id, build)


def rank(verdict: Verdict) -> int:
    return (Verdict.NOT_REACHABLE, Verdict.UNKNOWN, Verdict.REACHABLE).index(verdict)


SOME = settings(max_examples=60, deadline=None)


@SOME
@given(networks(), DESTINATIONS, BLOCKS, st.booleans())
def test_another_allowing_rule_never_blocks(made: Made, what: str, cidr: str, egress: bool) -> None:
    before = made.ask(what)
    for group in made.topology.records(SecurityGroup):
        edit = AddGroupRule(group_id=group.group_id, egress=egress, protocol="-1", cidr=cidr)
        after = made.ask(what, apply(edit, made.topology))
        assert rank(after.verdict) >= rank(before.verdict)


@SOME
@given(networks(), DESTINATIONS)
def test_allowing_everything_first_in_the_acls_never_blocks(made: Made, what: str) -> None:
    before = made.ask(what)
    topology = made.topology
    for acl in list(topology.records(NetworkAcl)):
        for egress in (True, False):
            topology = apply(
                AddAclEntry(
                    network_acl_id=acl.network_acl_id, rule_number=0, egress=egress, cidr="0.0.0.0/0", protocol="-1"
                ),
                topology,
            )

    after = made.ask(what, topology)

    assert rank(after.verdict) >= rank(before.verdict)
    assert "SUBNET_ACL_RESTRICTION" not in {step.code for step in after.steps}


@SOME
@given(networks(), st.sampled_from(["8.8.8.8", "52.216.1.1", "10.9.9.9", "10.1.2.4"]))
def test_without_the_winning_route_the_next_best_decides(made: Made, address: str) -> None:
    table = next(
        item
        for item in made.topology.records(RouteTable)
        if any(link.subnet_id == made.client.subnet_id for link in item.associations)
    )
    wanted = Address(4, int.from_bytes(bytes(int(part) for part in address.split(".")), "big"))
    scope = made.build.scope
    winner = choose(World(made.topology), table, scope, wanted).winner
    if winner is None:
        return
    edit = RemoveRoute(route_table_id=table.route_table_id, destination=destination(winner.route))
    changed = apply(edit, made.topology)
    after_table = changed.find(RouteTable, table.route_table_id)
    assert isinstance(after_table, RouteTable)

    after = choose(World(changed), after_table, scope, wanted).winner

    holders = [
        block
        for item in table.routes
        if item != winner.route and (block := parse_block(destination(item))) is not None and block.holds(wanted)
    ]
    lists = [item for item in after_table.routes if item.destination_prefix_list_id]
    if after is None:
        assert not holders
    else:
        assert after.route != winner.route
        assert after.block.holds(wanted)
        assert lists or after.block.length == max(block.length for block in holders)


@SOME
@given(networks(), DESTINATIONS)
def test_the_order_of_records_never_matters(made: Made, what: str) -> None:
    before = made.ask(what)
    for table in made.build._records.values():
        items = list(table.items())
        table.clear()
        table.update(reversed(items))

    assert made.ask(what, made.build.topology()) == before


@SOME
@given(networks(), DESTINATIONS)
def test_the_verdict_is_what_the_steps_say(made: Made, what: str) -> None:
    found = made.ask(what)

    if found.blockers:
        assert found.verdict is Verdict.NOT_REACHABLE
    elif found.unknowns:
        assert found.verdict is Verdict.UNKNOWN
    else:
        assert found.verdict is Verdict.REACHABLE
    assert all(step.text and (step.verdict == "pass" or step.code) for step in found.steps)


@SOME
@given(networks(), DESTINATIONS)
def test_what_was_not_read_never_turns_a_verdict_into_its_opposite(made: Made, what: str) -> None:
    whole = made.ask(what)
    for unread in (RouteTable, NetworkAcl, SecurityGroup):
        partial = made.ask(what, made.build.topology(unread=(unread,)))
        opposites = {whole.verdict, partial.verdict}
        assert opposites != {Verdict.REACHABLE, Verdict.NOT_REACHABLE}, (unread.__name__, whole, partial)


@SOME
@given(networks(), DESTINATIONS)
def test_every_fix_that_is_offered_removes_its_block(made: Made, what: str) -> None:
    words = made.endpoint_id if what == "endpoint" else what
    found = trace(Flow(made.client.network_interface_id, words), made.topology)

    for step in found.blocking_steps:
        for edit in step.edits:
            assert step.fix
            after = made.ask(what, apply(edit, made.topology))
            assert not any(
                (other.stage, other.component, other.direction) == (step.stage, step.component, step.direction)
                for other in after.blocking_steps
            )


INTERVALS = st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(INTERVALS, max_size=8))
def test_ports_taken_away_and_ports_kept_make_up_the_whole(cuts: list[tuple[int, int]]) -> None:
    left, taken = ALL_PORTS, 0
    for first, last in cuts:
        taken += size(common(left, first, last))
        left = minus(left, first, last)

    assert size(left) + taken == 65536
    assert all(not common(left, first, last) for first, last in cuts)


NETWORKS = st.tuples(st.integers(0, 255), st.integers(8, 32)).map(
    lambda pair: parse_block(f"10.{pair[0]}.0.0/{pair[1]}")
)


@given(st.lists(NETWORKS, max_size=6))
def test_pieces_are_the_whole_and_lie_inside_or_outside_each_cut(cuts: list[object]) -> None:
    whole = parse_block("10.0.0.0/8")
    assert whole is not None
    blocks = [cut for cut in cuts if cut is not None]

    found = pieces((whole,), blocks)  # type: ignore[arg-type]

    assert sum(piece.size for piece in found) == whole.size
    for piece in found:
        for cut in blocks:
            inside = cut.first <= piece.first and piece.last <= cut.last  # type: ignore[attr-defined]
            outside = piece.last < cut.first or cut.last < piece.first  # type: ignore[attr-defined]
            assert inside or outside
    rest = without((whole,), blocks)  # type: ignore[arg-type]
    assert all(piece.size > 0 for piece in rest)
