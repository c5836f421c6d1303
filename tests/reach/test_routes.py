"""Which route wins, and what do its targets do?"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.reach.asking import ask, codes, told
from vpce_tui.demo.build import S3_CIDRS, Builder, acl_entry, allow, route
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.reach import Verdict, explain_routes, routing
from vpce_tui.reach.routing import overlaps, shadows
from vpce_tui.reach.world import World
from vpce_tui.resources.internet_gateway import InternetGateway
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.relations import prefix_list_cidrs
from vpce_tui.resources.route_table import Route, RouteTable, target
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute

OK, NO, UNKNOWN = Verdict.REACHABLE, Verdict.NOT_REACHABLE, Verdict.UNKNOWN


@dataclass(frozen=True)
class Case:
    says: str
    routes: tuple[Route, ...]
    address: str
    want: str


PROPAGATED = "EnableVgwRoutePropagation"
CASES = [
    Case("the longest prefix wins", (route("0.0.0.0/0", "nat-1"), route("8.8.0.0/16", "tgw-1")), "8.8.8.8", "tgw-1"),
    Case("order does not matter", (route("8.8.0.0/16", "tgw-1"), route("0.0.0.0/0", "nat-1")), "8.8.8.8", "tgw-1"),
    Case("the VPC is local", (route("0.0.0.0/0", "nat-1"),), "10.1.9.9", "local"),
    Case("a route inside the VPC beats local", (route("10.1.2.0/24", "vpce-1"),), "10.1.2.9", "vpce-1"),
    Case("IPv4 says nothing about IPv6", (route("0.0.0.0/0", "nat-1"),), "2001:db8::1", ""),
    Case("IPv6 by its own", (route("::/0", "eigw-1"),), "2001:db8::1", "eigw-1"),
    Case(
        "a static route beats a propagated one",
        (route("8.8.0.0/16", "vgw-1", origin=PROPAGATED), route("8.8.0.0/16", "tgw-1")),
        "8.8.8.8",
        "tgw-1",
    ),
    Case(
        "a more specific propagated route beats a static one",
        (route("8.8.8.0/24", "vgw-1", origin=PROPAGATED), route("8.8.0.0/16", "tgw-1")),
        "8.8.8.8",
        "vgw-1",
    ),
    Case(
        "local beats every propagated route", (route("10.1.2.0/24", "vgw-1", origin=PROPAGATED),), "10.1.2.9", "local"
    ),
    Case(
        "a blackhole wins as well",
        (route("0.0.0.0/0", "nat-1"), route("8.8.0.0/16", "tgw-1", state="blackhole")),
        "8.8.8.8",
        "tgw-1",
    ),
    Case(
        "a filtered route is not there",
        (route("0.0.0.0/0", "nat-1"), route("8.8.0.0/16", "eni-1", state="filtered")),
        "8.8.8.8",
        "nat-1",
    ),
    Case("nothing holds the address", (route("8.0.0.0/8", "nat-1"),), "9.9.9.9", ""),
    Case("host bits do not matter", (route("8.8.8.8/16", "nat-1"),), "8.8.1.1", "nat-1"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_winning_route(case: Case) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    table = build.route_table(*case.routes)

    told_routes = explain_routes(World(build.topology()), table, build.scope, case.address)

    winners = [target(item.route) for item in told_routes if item.wins]
    assert winners == ([case.want] if case.want else []), told_routes
    assert all(item.text for item in told_routes)


def test_each_losing_route_says_why() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    listed = build.prefix_list("8.8.0.0/16")
    table = build.route_table(
        route("8.8.0.0/16", "tgw-1"),
        route(listed.prefix_list_id, "nat-1"),
        route("0.0.0.0/0", "igw-1"),
        route("9.0.0.0/8", "nat-1"),
        route("::/0", "eigw-1"),
        route("8.8.0.0/16", "vgw-1", origin=PROPAGATED),
        route("nonsense", "nat-1"),
    )

    reasons = {item.block: item.code for item in explain_routes(World(build.topology()), table, build.scope, "8.8.8.8")}

    assert reasons["0.0.0.0/0"] == "MORE_SPECIFIC_ROUTE"
    assert reasons["9.0.0.0/8"] == "CANNOT_ROUTE"
    assert reasons["::/0"] == "CANNOT_ROUTE"
    assert reasons["nonsense"] == "VPCE_MALFORMED_RECORD"
    priorities = [item.code for item in explain_routes(World(build.topology()), table, build.scope, "8.8.8.8")]
    assert priorities.count("HIGHER_PRIORITY_ROUTE") == 2


def test_a_gateway_endpoints_route_tells_which_share_others_take() -> None:
    build = Builder()
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    build.add_routes(build.main_table(), route("52.216.0.0/16", "nat-1"))
    table = build.main_table()
    own = next(item for item in table.routes if item.destination_prefix_list_id)

    found = shadows(World(build.topology()), table, build.scope, own)

    size = 2 * 65536 + 8 * 256 + 65536
    assert [(target(item.by), round(item.share, 3)) for item in found] == [("nat-1", round(65536 / size, 3))]
    assert found[0].block == "52.216.0.0/16" or found[0].block.startswith("52.216.0.0")


def test_overlapping_blocks_are_found_in_pairs() -> None:
    assert overlaps(["10.0.0.0/16", "10.0.1.0/24", "10.1.0.0/16", "fd00::/8", "x"]) == (("10.0.0.0/16", "10.0.1.0/24"),)


# --- targets ---------------------------------------------------------------------------------------------------------


def public_world(build: Builder, **nat: object) -> tuple[NetworkInterface, NatGateway]:
    """Build a private client behind a NAT gateway in a public subnet."""
    build.vpc("10.1.0.0/16")
    gateway = build.internet_gateway()
    public = build.subnet(table=build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id)))
    made = build.nat_gateway(subnet=public, **nat)  # type: ignore[arg-type]
    private = build.subnet(table=build.route_table(route("0.0.0.0/0", made.nat_gateway_id)))
    return build.network_interface(subnet=private), made


def test_a_client_behind_a_nat_gateway_reaches_the_internet() -> None:
    build = Builder()
    client, nat = public_world(build)

    found = ask(build, client, "8.8.8.8")

    assert found.verdict is OK, told(found)
    assert found.via is not None
    assert (found.via.kind, found.via.id) == ("natGateway", nat.nat_gateway_id)


@pytest.mark.parametrize(("state", "want"), [("failed", NO), ("deleted", NO), ("pending", UNKNOWN), ("Available", OK)])
def test_the_nat_gateways_own_state_counts(state: str, want: Verdict) -> None:
    build = Builder()
    client, _ = public_world(build, state=state)

    assert ask(build, client, "8.8.8.8").verdict is want


def test_a_nat_gateway_translates_no_other_protocols() -> None:
    build = Builder()
    client, _ = public_world(build)

    assert codes(ask(build, client, "8.8.8.8", protocol="107")) == ["PROTOCOL_RESTRICTION"]
    assert ask(build, client, "8.8.8.8", protocol="icmp").verdict is OK


def test_a_nat_gateway_is_no_destination() -> None:
    build = Builder()
    client, nat = public_world(build)

    found = ask(build, client, nat.nat_gateway_addresses[0].private_ip or "")

    assert codes(found) == ["NGW_DEST_ADDRESS_PRESERVATION"], told(found)


def test_the_acl_of_the_nat_gateways_subnet_is_asked_four_times() -> None:
    build = Builder()
    client, nat = public_world(build)
    subnet = build._get(Subnet, nat.subnet_id or "")
    out = acl_entry(100, egress=True, protocol="-1")
    acl = build.network_acl(out, acl_entry(100, ports=443), subnets=(subnet,))

    found = ask(build, client, "8.8.8.8")
    assert codes(found) == ["SUBNET_ACL_RESTRICTION"], told(found)

    build.change(acl, entries=(out, acl_entry(100, ports=443), acl_entry(110, ports=(1024, 65535))))
    assert ask(build, client, "8.8.8.8").verdict is OK


def test_a_nat_gateway_in_a_subnet_without_internet_leads_nowhere() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    nat = build.nat_gateway(subnet=build.subnet())
    client = build.network_interface(
        subnet=build.subnet(table=build.route_table(route("0.0.0.0/0", nat.nat_gateway_id)))
    )

    assert codes(ask(build, client, "8.8.8.8")) == ["NO_ROUTE_TO_DESTINATION"]


def test_a_regional_nat_gateway_needs_an_address_in_the_clients_zone() -> None:
    build = Builder()
    build.vpc()
    nat = build.regional_nat_gateway(zones="a")
    table = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
    near = build.network_interface(subnet=build.subnet(zone="a", table=table))
    far = build.network_interface(subnet=build.subnet(zone="b", table=table))

    assert ask(build, near, "8.8.8.8").verdict is OK
    assert codes(ask(build, far, "8.8.8.8")) == ["REGIONAL_NGW_ROUTE_AZ_RESTRICTION"]


@pytest.mark.parametrize("destination", ["10.200.0.9", "192.168.7.7", "100.64.0.9"])
def test_a_regional_nat_gateway_does_not_lead_to_private_addresses(destination: str) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    nat = build.regional_nat_gateway()
    table = build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
    client = build.network_interface(subnet=build.subnet(table=table))

    assert ask(build, client, destination).verdict is NO
    assert ask(build, client, "8.8.8.8").verdict is OK


def test_a_regional_nat_gateway_follows_its_own_table() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    own = build.route_table(route("0.0.0.0/0", build.internet_gateway().internet_gateway_id))
    bare = build.route_table()
    tables = {
        nat.route_table_id: build.route_table(route("0.0.0.0/0", nat.nat_gateway_id))
        for nat in (
            build.regional_nat_gateway(route_table_id=table_id)
            for table_id in (own.route_table_id, bare.route_table_id, "rtb-0unread")
        )
    }
    clients = {key: build.network_interface(subnet=build.subnet(table=table)) for key, table in tables.items()}

    assert ask(build, clients[own.route_table_id], "8.8.8.8").verdict is OK
    assert codes(ask(build, clients[own.route_table_id], "192.168.7.7")) == [
        "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"
    ]
    assert codes(ask(build, clients[bare.route_table_id], "8.8.8.8")) == ["NO_ROUTE_TO_DESTINATION"]
    assert ask(build, clients["rtb-0unread"], "8.8.8.8").verdict is UNKNOWN
    assert ask(build, clients["rtb-0unread"], "192.168.7.7").verdict is UNKNOWN


@pytest.mark.parametrize(
    ("public_ip", "destination", "want"),
    [
        (True, "8.8.8.8", ""),
        (False, "8.8.8.8", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"),
        (True, "192.168.7.7", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"),
        (True, "100.64.0.9", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS"),
    ],
)
def test_what_an_internet_gateway_drops(public_ip: bool, destination: str, want: str) -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    table = build.route_table(route("0.0.0.0/0", build.internet_gateway().internet_gateway_id))
    client = build.network_interface(subnet=build.subnet(table=table), public_ip=public_ip)

    found = ask(build, client, destination)

    assert codes(found) == ([want] if want else []), told(found)


def test_an_internet_gateway_that_is_not_attached() -> None:
    build = Builder()
    other = build.internet_gateway(vpc=build.vpc())
    build.vpc()
    table = build.route_table(route("0.0.0.0/0", other.internet_gateway_id))
    client = build.network_interface(subnet=build.subnet(table=table), public_ip=True)

    assert codes(ask(build, client, "8.8.8.8")) == ["BAD_STATE_ATTACHMENT"]


def test_a_public_address_of_an_interface_that_is_known_is_judged_to_its_groups() -> None:
    build = Builder()
    build.vpc()
    table = build.route_table(route("0.0.0.0/0", build.internet_gateway().internet_gateway_id))
    subnet = build.subnet(table=table)
    client = build.network_interface(subnet=subnet, public_ip=True)
    closed = build.network_interface(subnet=subnet, public_ip="203.0.113.77")
    open_group = build.security_group(allow(cidr=f"{client.association.public_ip}/32" if client.association else ""))
    build.network_interface(subnet=subnet, public_ip="203.0.113.78", groups=(open_group,))

    assert closed.vpc_id
    assert codes(ask(build, client, "203.0.113.77", fixes=False)) == ["SG_REFERENCES_NOT_PRESERVED"]
    assert ask(build, client, "203.0.113.78").verdict is OK


def test_ipv6_goes_out_by_an_egress_only_gateway() -> None:
    build = Builder()
    build.vpc(ipv6_cidr="2001:db8:1::/56")
    gateway = build.egress_only_internet_gateway()
    table = build.route_table(route("::/0", gateway.egress_only_internet_gateway_id))
    subnet = build.subnet(ipv6_cidr="2001:db8:1:1::/64", table=table)
    group = build.security_group(egress=(allow(cidr="::/0"),))
    acl = (acl_entry(101, egress=True, cidr="::/0", protocol="-1"), acl_entry(101, cidr="::/0", protocol="-1"))
    build.network_acl(*acl, subnets=(subnet,))
    client = build.network_interface(subnet=subnet, ipv6="2001:db8:1:1::7", groups=(group,))
    only_ipv4 = build.network_interface(subnet=subnet)

    found = ask(build, client, "2600:1f00::1")

    assert found.verdict is OK, told(found)
    assert codes(ask(build, only_ipv4, "2600:1f00::1")) == ["UNASSOCIATED_COMPONENT"]


def test_an_address_that_nobody_owns_is_dropped() -> None:
    build = Builder()
    build.vpc("10.1.0.0/16")
    client = build.network_interface(subnet=build.subnet("10.1.1.0/24"))
    build.subnet("10.1.2.0/24")

    for address in ("10.1.1.99", "10.1.2.99", "10.1.77.1"):
        assert codes(ask(build, client, address)) == ["VPCE_NO_INTERFACE_AT_ADDRESS"], address
    assert ask(build, client, "10.1.0.2", protocol="udp", port=53).verdict is OK
    assert ask(build, client, "169.254.169.254", port=80).verdict is OK


def test_a_peering_carries_only_the_two_vpcs_addresses() -> None:
    build = Builder()
    hub, spoke = build.vpc("10.50.0.0/16"), build.vpc("10.60.0.0/16")
    peering = build.peering(hub, spoke)
    build.add_routes(build.main_table(spoke), route("0.0.0.0/0", peering.vpc_peering_connection_id))
    client = build.network_interface(subnet=build.subnet(vpc=spoke))

    assert codes(ask(build, client, "8.8.8.8")) == ["PCX_REQUIRES_ADDRESS_IN_VPC_CIDR"]


def test_overlapping_vpcs_send_the_packet_to_the_wrong_interface() -> None:
    build = Builder()
    theirs = build.vpc("10.1.0.0/16")
    wanted = build.network_interface(subnet=build.subnet("10.1.1.0/24", vpc=theirs), address="10.1.1.9")
    ours = build.vpc("10.1.0.0/16")
    subnet = build.subnet("10.1.1.0/24", vpc=ours)
    client = build.network_interface(subnet=subnet, address="10.1.1.8")
    build.network_interface(subnet=subnet, address="10.1.1.9")

    assert codes(ask(build, client, wanted)) == ["VPCE_OVERLAPPING_ADDRESS"]


def test_a_gateway_load_balancer_endpoint_that_is_gone_blocks() -> None:
    build = Builder()
    build.vpc()
    firewall = build.gateway_load_balancer_endpoint(state="deleted")
    table = build.route_table(route("0.0.0.0/0", firewall.vpc_endpoint_id))
    client = build.network_interface(subnet=build.subnet(table=table))

    assert "BAD_STATE" in codes(ask(build, client, "8.8.8.8"))


@pytest.mark.parametrize(("check", "want"), [(True, NO), (False, UNKNOWN)])
def test_an_instance_as_next_hop_must_not_check_addresses(check: bool, want: Verdict) -> None:
    build = Builder()
    build.vpc()
    appliance = build.network_interface(source_dest_check=check)
    table = build.route_table(route("0.0.0.0/0", appliance.network_interface_id))
    client = build.network_interface(subnet=build.subnet(table=table))

    assert ask(build, client, "8.8.8.8").verdict is want


@pytest.mark.parametrize(
    ("routes", "up", "address", "want"),
    [
        (("192.168.0.0/16",), True, "192.168.1.1", OK),
        (("192.168.0.0/16",), True, "172.16.1.1", NO),
        (("192.168.0.0/16",), False, "192.168.1.1", OK),
        (("192.168.0.0/16",), False, "172.16.1.1", NO),
        ((), True, "192.168.1.1", OK),
        ((), False, "192.168.1.1", NO),
    ],
)
def test_a_vpn_takes_what_it_has_a_route_for(routes: tuple[str, ...], up: bool, address: str, want: Verdict) -> None:
    build = Builder()
    build.vpc()
    gateway = build.vpn_gateway()
    build.vpn_connection(gateway, *routes, up=up)
    build.add_routes(build.main_table(), route("0.0.0.0/0", gateway.vpn_gateway_id))
    client = build.network_interface()

    found = ask(build, client, address)

    assert found.verdict is want, told(found)
    assert want is NO or "onPremises" in found.not_evaluated


# --- transit gateways ------------------------------------------------------------------------------------------------


def spokes(build: Builder) -> tuple[NetworkInterface, NetworkInterface]:
    """Build two VPCs that a transit gateway joins by propagation."""
    gateway = build.transit_gateway()
    table = build.transit_gateway_table(gateway)
    group: list[NetworkInterface] = []
    for cidr in ("10.60.0.0/16", "10.70.0.0/16"):
        vpc = build.vpc(cidr)
        subnet = build.subnet(vpc=vpc)
        build.transit_gateway_attachment(gateway, vpc, subnet, table=table, propagates_to=(table,))
        build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
        server = build.security_group(allow(cidr="10.0.0.0/8"))
        group.append(build.network_interface(subnet=subnet, groups=(server,)))
    return group[0], group[1]


def test_propagated_routes_join_two_vpcs() -> None:
    build = Builder()
    one, two = spokes(build)

    assert ask(build, one, two).verdict is OK


def test_propagations_stand_in_for_routes_where_a_source_has_only_static_ones() -> None:
    build = Builder()
    one, two = spokes(build)
    for record in list(build.topology().records(TransitGatewayRoute)):
        build.drop(record)

    assert ask(build, one, two).verdict is OK


def test_routes_that_were_not_read_leave_a_missing_route_open() -> None:
    build = Builder()
    one, _ = spokes(build)

    assert ask(build, one, "10.99.0.1").verdict is NO
    assert ask(build, one, "10.99.0.1", unread=(TransitGatewayRoute,)).verdict is UNKNOWN


def test_a_static_blackhole_beats_a_propagated_route() -> None:
    build = Builder()
    one, two = spokes(build)
    from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable

    table = next(build.topology().records(TransitGatewayRouteTable))
    build.transit_gateway_route(table, f"{two.private_ip_address}/32")

    assert "TGW_RTB_BAD_STATE_ROUTE" in codes(ask(build, one, two))


def test_an_attachment_without_table() -> None:
    build = Builder()
    gateway = build.transit_gateway()
    vpc = build.vpc("10.60.0.0/16")
    subnet = build.subnet(vpc=vpc)
    build.transit_gateway_attachment(gateway, vpc, subnet)
    build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
    client = build.network_interface(subnet=subnet)

    assert codes(ask(build, client, "10.99.0.1")) == ["TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION"]


def test_two_transit_gateways_that_are_peered_pass_a_packet_on() -> None:
    from vpce_tui.resources.transit_gateway_attachment import (
        TransitGatewayAttachment,
        TransitGatewayAttachmentAssociation,
    )
    from vpce_tui.resources.transit_gateway_route import TransitGatewayRouteAttachment

    build = Builder()
    ends: list[NetworkInterface] = []
    tables = []
    cidrs = ("10.60.0.0/16", "10.70.0.0/16")
    for account, region, cidr in (("111122223333", "eu-west-1", cidrs[0]), ("444455556666", "us-east-1", cidrs[1])):
        build.scope = Scope(account, region)
        gateway = build.transit_gateway()
        table = build.transit_gateway_table(gateway)
        vpc = build.vpc(cidr)
        subnet = build.subnet(vpc=vpc)
        build.transit_gateway_attachment(gateway, vpc, subnet, table=table, propagates_to=(table,))
        build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
        group = build.security_group(allow(cidr="10.0.0.0/8"))
        ends.append(build.network_interface(subnet=subnet, groups=(group,)))
        tables.append(table)
        build.add(
            TransitGatewayAttachment(
                transit_gateway_attachment_id="tgw-attach-0peering",
                transit_gateway_id=gateway.transit_gateway_id,
                resource_type="peering",
                state="available",
                association=TransitGatewayAttachmentAssociation(
                    transit_gateway_route_table_id=table.transit_gateway_route_table_id, state="associated"
                ),
            )
        )
        build.add(
            TransitGatewayRoute(
                transit_gateway_route_table_id=table.transit_gateway_route_table_id,
                destination_cidr_block=cidrs[1] if cidr == cidrs[0] else cidrs[0],
                type="static",
                state="active",
                transit_gateway_attachments=(
                    TransitGatewayRouteAttachment(
                        transit_gateway_attachment_id="tgw-attach-0peering", resource_type="peering"
                    ),
                ),
            )
        )

    assert ask(build, ends[0], ends[1]).verdict is OK
    for record in list(build.topology().records(TransitGatewayRoute)):
        if (
            record.transit_gateway_route_table_id == tables[1].transit_gateway_route_table_id
            and record.type == "static"
        ):
            build.drop(record)
    assert "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT" in codes(ask(build, ends[0], ends[1])), "the way back is missing"


def test_routes_that_form_a_loop_end() -> None:
    build = Builder()
    gateway = build.transit_gateway()
    table = build.transit_gateway_table(gateway)
    vpc = build.vpc("10.60.0.0/16")
    subnet = build.subnet(vpc=vpc)
    attachment = build.transit_gateway_attachment(gateway, vpc, subnet, table=table)
    build.transit_gateway_route(table, "10.0.0.0/8", attachment)
    build.add_routes(build.main_table(vpc), route("10.0.0.0/8", gateway.transit_gateway_id))
    client = build.network_interface(subnet=subnet)

    assert "VPCE_ROUTING_LOOP" in codes(ask(build, client, "10.99.0.1"))


def test_central_egress_through_a_transit_gateway() -> None:
    build = Builder()
    client, nat = public_world(build)
    hub_table = next(
        item for item in build.topology().records(RouteTable) if any(r.nat_gateway_id for r in item.routes)
    )
    assert client.vpc_id == hub_table.vpc_id
    from vpce_tui.resources.vpc import Vpc

    hub = build._get(Vpc, client.vpc_id or "")
    entry = build._get(Subnet, client.subnet_id or "")
    gateway = build.transit_gateway()
    table = build.transit_gateway_table(gateway)
    attachment = build.transit_gateway_attachment(gateway, hub, entry, table=table, propagates_to=(table,))
    build.transit_gateway_route(table, "0.0.0.0/0", attachment)
    spoke = build.vpc("10.60.0.0/16")
    subnet = build.subnet(vpc=spoke)
    build.transit_gateway_attachment(gateway, spoke, subnet, table=table, propagates_to=(table,))
    build.add_routes(build.main_table(spoke), route("0.0.0.0/0", gateway.transit_gateway_id))
    asker = build.network_interface(subnet=subnet)

    without = ask(build, asker, "8.8.8.8")
    assert codes(without) == ["VPCE_NO_INTERFACE_AT_ADDRESS"] or without.verdict is NO, told(without)

    public = next(
        item
        for item in build.topology().records(RouteTable)
        if any((r.gateway_id or "").startswith("igw-") for r in item.routes)
    )
    build.add_routes(public, route("10.60.0.0/16", gateway.transit_gateway_id))
    found = ask(build, asker, "8.8.8.8")
    assert found.verdict is OK, told(found)
    assert found.via is not None
    assert found.via.id == nat.nat_gateway_id


# --- what was not read -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unread", "want"),
    [(RouteTable, UNKNOWN), (NatGateway, UNKNOWN), (Subnet, None), (InternetGateway, OK)],
)
def test_an_unread_type_is_unknown_only_where_it_decides(unread: type[Record], want: Verdict | None) -> None:
    build = Builder()
    client, _ = public_world(build)
    if want is None:
        from vpce_tui.errors import UnknownAnswerError

        with pytest.raises(UnknownAnswerError):
            ask(build, client, "8.8.8.8", unread=(unread,))
        return

    found = ask(build, client, "8.8.8.8", unread=(unread,))

    assert found.verdict is want, told(found)


def test_an_unread_list_of_a_gateway_endpoint_does_not_cloud_private_addresses() -> None:
    build = Builder()
    build.vpc()
    build.gateway_endpoint("s3", tables=(build.main_table(),))
    client = build.network_interface(subnet=build.subnet())
    server = build.network_interface(subnet=build.subnet(), groups=(build.security_group(allow()),))
    lists = (PrefixList, PrefixListEntry)

    assert ask(build, client, server, unread=lists).verdict is OK
    assert ask(build, client, S3_CIDRS[0].replace("0/15", "1"), unread=lists).verdict is UNKNOWN


def test_a_dangling_target_is_unknown() -> None:
    build = Builder()
    build.vpc()
    build.add_routes(build.main_table(), route("8.0.0.0/8", "nat-0gone"), route("9.0.0.0/8", "pcx-0gone"))
    build.add_routes(build.main_table(), route("11.0.0.0/8", "eni-0gone"), route("12.0.0.0/8", "new-0kind"))
    client = build.network_interface()

    for address in ("8.8.8.8", "9.9.9.9", "11.1.1.1", "12.1.1.1"):
        assert ask(build, client, address).verdict is UNKNOWN, address


def test_a_malformed_route_leaves_the_table_undecided() -> None:
    build = Builder()
    build.vpc()
    build.add_routes(build.main_table(), route("8.8.8.0/99", "nat-1"))
    client = build.network_interface()

    found = ask(build, client, "8.8.8.8")

    assert found.verdict is UNKNOWN
    assert codes(found) == ["VPCE_MALFORMED_RECORD"]


def test_a_list_of_a_thousand_blocks_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    build = Builder()
    build.vpc()
    listed = build.prefix_list(*(f"11.{number // 256}.{number % 256}.0/24" for number in range(1000)))
    build.add_routes(build.main_table(), route(listed.prefix_list_id, "tgw-1"))
    client = build.network_interface()
    scope, world, table = Scope("111122223333", "eu-west-1"), World(build.topology()), build.main_table()
    opened: list[str] = []

    def opening(topology: Topology, list_id: str, scope: Scope) -> tuple[str, ...] | Absent:
        opened.append(list_id)
        return prefix_list_cidrs(topology, list_id, scope)

    monkeypatch.setattr(routing, "prefix_list_cidrs", opening)
    for address, wins in (("11.3.7.9", [False, True]), ("11.3.7.10", [False, True]), ("12.0.0.1", [False, False])):
        assert [item.wins for item in explain_routes(world, table, scope, address)] == wins

    assert opened == [listed.prefix_list_id]
    assert client.vpc_id
