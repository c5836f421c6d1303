"""Is the demo world one world: does everything that is named exist, and does everything stand where it may?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from itertools import pairwise

import pytest

from vpce_tui.demo.accounts import NETWORK_OFF, PARTNER, SCOPES, STAGING, UNREAD_ACCOUNT
from vpce_tui.demo.analytics import DELETED_NAT
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.staging import AWKWARD
from vpce_tui.demo.world import base_interfaces, events, topology
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.events import PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import BY_NAME, RESOURCES
from vpce_tui.resources.dhcp_options import DhcpOptions
from vpce_tui.resources.hosted_zone import HostedZoneSummary, ResourceRecordSet
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface, addresses, public_addresses
from vpce_tui.resources.route_table import Route, RouteTable, is_main, target
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.vpc import Vpc, cidrs
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

DANGLING = {
    an_id("dopt", "corp-shared"),  # the DHCP options of an account that is not read
    an_id("sg", "old-billing"),  # scenario 35: a group behind a deleted peering
    DELETED_NAT,  # scenario 45: a deleted NAT gateway
}
"""What is meant to be missing."""


@pytest.fixture(scope="module", params=[0, 5000], ids=["by hand", "with filler"])
def world(request: pytest.FixtureRequest) -> Topology:
    return topology(request.param)


def located_links(world: Topology) -> Iterator[tuple[Record, str, str]]:
    """Yield each record with the name of a list and the id of a record in it that it refers to."""
    for resource in RESOURCES:
        for record in world.records(resource.record):
            for link in resource.links:
                yield from ((record, link.target, found) for found in link.ids(record) if found)


def test_every_link_leads_to_a_record_or_is_meant_to_dangle(world: Topology) -> None:
    services = {record.service_name for record in world.records(ServiceDetail)}
    wanted = {
        (target_name, found)
        for _, target_name, found in located_links(world)
        if target_name != "vpc-endpoint-services" and found not in DANGLING
    }
    missing = {(name, found) for name, found in wanted if not world.find(BY_NAME[name].record, found)}

    assert not missing
    asked = {found for _, name, found in located_links(world) if name == "vpc-endpoint-services"}
    assert asked - services == {"com.amazonaws.us-east-1.teleport"}, "only the invented service is not described"


def test_every_route_leads_to_something(world: Topology) -> None:
    known = {record.record_id for resource in RESOURCES for record in world.records(resource.record)}
    for table in world.records(RouteTable):
        for route in table.routes:
            goal = target(route)
            assert goal == "local" or goal in known or goal in DANGLING, (table.name_tag, goal)
            listed = route.destination_prefix_list_id
            assert listed is None or world.find(ManagedPrefixList, listed), listed


def test_a_route_is_a_blackhole_exactly_where_its_target_is_gone(world: Topology) -> None:
    routes: list[Route] = [route for table in world.records(RouteTable) for route in table.routes]

    assert {target(route) for route in routes if route.state != "active"} == {DELETED_NAT}
    assert all(route.state == "blackhole" for route in routes if target(route) in DANGLING)


def test_every_group_named_by_a_rule_exists_or_is_meant_to_be_gone(world: Topology) -> None:
    for rule in world.records(SecurityGroupRule):
        named = rule.referenced_group_info.group_id if rule.referenced_group_info else None
        assert named is None or named in DANGLING or world.find(SecurityGroup, named), rule


def test_a_group_and_its_rules_say_the_same(world: Topology) -> None:
    rules = Counter((rule.group_id, bool(rule.is_egress)) for rule in world.records(SecurityGroupRule))
    for group in world.records(SecurityGroup):
        for is_egress, permissions in ((False, group.ip_permissions), (True, group.ip_permissions_egress)):
            peers = sum(
                len(permission.ip_ranges)
                + len(permission.ipv6_ranges)
                + len(permission.prefix_list_ids)
                + len(permission.user_id_group_pairs)
                for permission in permissions
            )
            assert rules[group.group_id, is_egress] == peers, group.group_name


def test_every_address_lies_in_its_subnet_and_belongs_to_one_interface(world: Topology) -> None:
    owners: dict[str, str] = {}
    for interface in world.records(NetworkInterface):
        subnet = world.find(Subnet, interface.subnet_id)
        assert isinstance(subnet, Subnet)
        blocks = [ip_network(subnet.cidr_block or "")]
        blocks += [ip_network(block.ipv6_cidr_block or "") for block in subnet.ipv6_cidr_block_association_set]
        for address in addresses(interface):
            assert any(ip_address(address) in block for block in blocks), (interface.name_tag, address)
            offset = int(ip_address(address)) - int(ip_network(subnet.cidr_block or "").network_address)
            assert ":" in address or offset >= 4, "AWS keeps the first four addresses"
        for address in (*addresses(interface), *public_addresses(interface)):
            assert owners.setdefault(address, interface.network_interface_id) == interface.network_interface_id


def test_an_instance_says_of_its_interface_what_the_interface_says(world: Topology) -> None:
    for instance in world.records(Instance):
        (attached,) = instance.network_interfaces
        interface = world.find(NetworkInterface, attached.network_interface_id)
        assert isinstance(interface, NetworkInterface)
        assert interface.attachment is not None
        assert interface.attachment.instance_id == instance.instance_id
        assert instance.private_ip_address == attached.private_ip_address == interface.private_ip_address
        assert instance.subnet_id == attached.subnet_id == interface.subnet_id
        assert [group.group_id for group in instance.security_groups] == [group.group_id for group in interface.groups]


def test_subnets_lie_in_their_vpc_and_beside_each_other(world: Topology) -> None:
    for vpc in world.records(Vpc):
        blocks = [ip_network(block) for block in cidrs(vpc)]
        subnets = [subnet for subnet in world.records(Subnet) if subnet.vpc_id == vpc.vpc_id]
        networks = [ip_network(subnet.cidr_block or "") for subnet in subnets]
        assert all(any(network.subnet_of(block) for block in blocks if block.version == 4) for network in networks)  # type: ignore[arg-type]
        assert not any(one.overlaps(two) for at, one in enumerate(networks) for two in networks[:at]), vpc.name_tag


def test_vpcs_do_not_overlap(world: Topology) -> None:
    blocks = sorted(ip_network(block) for vpc in world.records(Vpc) for block in cidrs(vpc) if ":" not in block)
    assert not any(one.overlaps(two) for one, two in pairwise(blocks))


def test_a_subnet_has_as_many_free_addresses_as_its_interfaces_leave(world: Topology) -> None:
    taken = Counter(interface.subnet_id for interface in world.records(NetworkInterface))
    for subnet in world.records(Subnet):
        if subnet.owner_id != UNREAD_ACCOUNT:
            size = ip_network(subnet.cidr_block or "").num_addresses
            assert subnet.available_ip_address_count == size - 5 - taken[subnet.subnet_id], subnet.name_tag


def test_every_vpc_has_its_default_resources(world: Topology) -> None:
    mains = Counter(table.vpc_id for table in world.records(RouteTable) if is_main(table))
    acls = Counter(acl.vpc_id for acl in world.records(NetworkAcl) if acl.is_default)
    groups = Counter(group.vpc_id for group in world.records(SecurityGroup) if group.group_name == "default")
    for scope, vpc in world.located(Vpc):
        if vpc.owner_id == UNREAD_ACCOUNT:
            continue
        assert mains[vpc.vpc_id] == (0 if scope == STAGING else 1)
        assert acls[vpc.vpc_id] == groups[vpc.vpc_id] == 1
        attribute = world.find(VpcAttribute, vpc.vpc_id, scope)
        assert isinstance(attribute, VpcAttribute)
        assert attribute.enable_dns_support is not None
        assert attribute.enable_dns_hostnames is not None
        assert world.find(DhcpOptions, vpc.dhcp_options_id, scope)


def test_a_subnet_names_one_table_at_most_and_stands_in_one_acl(world: Topology) -> None:
    named = Counter(
        association.subnet_id
        for table in world.records(RouteTable)
        for association in table.associations
        if association.subnet_id
    )
    listed = Counter(association.subnet_id for acl in world.records(NetworkAcl) for association in acl.associations)
    for subnet in world.records(Subnet):
        assert named[subnet.subnet_id] <= 1
        assert listed[subnet.subnet_id] == (0 if subnet.owner_id == UNREAD_ACCOUNT else 1), subnet.name_tag


def test_an_endpoint_has_one_interface_in_each_of_its_subnets_and_one_subnet_a_zone(world: Topology) -> None:
    for endpoint in world.records(VpcEndpoint):
        interfaces = [world.find(NetworkInterface, found) for found in endpoint.network_interface_ids]
        places = [interface.subnet_id for interface in interfaces if isinstance(interface, NetworkInterface)]
        zones = [interface.availability_zone for interface in interfaces if isinstance(interface, NetworkInterface)]
        assert places == list(endpoint.subnet_ids), endpoint.name_tag
        assert len(set(zones)) == len(zones), endpoint.name_tag
        for interface in interfaces:
            assert isinstance(interface, NetworkInterface)
            assert interface.description == f"VPC Endpoint Interface {endpoint.vpc_endpoint_id}"
            assert [group.group_id for group in interface.groups] == [group.group_id for group in endpoint.groups]


def test_gateway_endpoints_and_route_tables_name_each_other(world: Topology) -> None:
    from_endpoints = {
        (endpoint.vpc_endpoint_id, table_id)
        for endpoint in world.records(VpcEndpoint)
        for table_id in endpoint.route_table_ids
    }
    from_tables = {
        (target(route), table.route_table_id)
        for table in world.records(RouteTable)
        for route in table.routes
        if route.destination_prefix_list_id and target(route).startswith("vpce-")
    }
    assert from_endpoints == from_tables


def test_transit_gateway_routes_lead_to_attachments_and_zones_have_records(world: Topology) -> None:
    attachments = {
        attachment.transit_gateway_attachment_id
        for route in world.records(TransitGatewayRoute)
        for attachment in route.transit_gateway_attachments
    }
    assert attachments
    assert all(world.find(BY_NAME["transit-gateway-attachments"].record, found) for found in attachments)
    zones = {zone.hosted_zone_id for zone in world.records(HostedZoneSummary)}
    assert zones == {record.hosted_zone_id for record in world.records(ResourceRecordSet)}


def test_all_types_of_endpoints_and_an_unheard_of_one_are_there(world: Topology) -> None:
    kinds = {endpoint_type(endpoint) for endpoint in world.records(VpcEndpoint)}
    assert kinds >= {"Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork", "Tunnel", "Wormhole"}


def test_awkward_names_are_there_to_be_borne(world: Topology) -> None:
    names = {interface.name_tag for interface in world.records(NetworkInterface)}
    assert names >= set(AWKWARD.values())


def test_every_record_survives_the_way_to_a_file_and_back(world: Topology) -> None:
    for resource in RESOURCES:
        for record in world.records(resource.record):
            assert to_record(to_members(record), type(record)) == record


def test_gaps_are_the_region_that_is_off_the_refused_tables_and_the_partners_zones(world: Topology) -> None:
    gaps = {(record_type.__name__, scope) for record_type, scope, _ in world.gaps() if scope != NETWORK_OFF}
    assert gaps == {("RouteTable", STAGING), ("HostedZoneSummary", PARTNER), ("ResourceRecordSet", PARTNER)}
    off = [coverage for _, scope, coverage in world.gaps() if scope == NETWORK_OFF]
    assert len(off) == len(RESOURCES)
    assert {coverage.says for coverage in off} == {"Region off (AuthFailure)"}


def test_events_open_every_scope_first_and_interleave_lists_as_a_live_reading_does() -> None:
    seen = list(events(2000))
    opened = [event.scope for event in seen if isinstance(event, ScopeOpened)]
    assert opened == list(SCOPES)
    assert all(isinstance(event, ScopeOpened) for event in seen[: len(SCOPES)])
    open_lists: set[tuple[type[Record], Scope]] = set()
    scopes_in_order = []
    for event in seen[len(SCOPES) :]:
        assert isinstance(event, ReadStarted | PageRead | ReadEnded)
        if event.record_type.on_demand:
            continue
        place = (event.record_type, event.scope)
        scopes_in_order.append(event.scope)
        match event:
            case ReadStarted():
                open_lists.add(place)
            case PageRead():
                assert place in open_lists
                assert 0 < len(event.records) <= 1000
            case ReadEnded():
                open_lists.remove(place)
    assert not open_lists
    assert len(set(scopes_in_order[: len(SCOPES)])) == len(SCOPES)


@pytest.mark.parametrize("interfaces", [0, 2500])
def test_the_world_is_the_same_every_time(interfaces: int) -> None:
    assert list(events(interfaces)) == list(events(interfaces))


def test_another_seed_changes_the_filler_and_nothing_else() -> None:
    one, other = topology(1000, seed=0), topology(1000, seed=1)
    by_hand = {vpc.vpc_id for vpc in topology().records(Vpc)}
    ours = {vpc.vpc_id for vpc in one.records(Vpc)}
    theirs = {vpc.vpc_id for vpc in other.records(Vpc)}
    assert ours & theirs == by_hand
    assert ours != theirs


def test_fewer_interfaces_than_the_hand_made_ones_change_nothing() -> None:
    assert topology(3).count(NetworkInterface) == base_interfaces() == topology().count(NetworkInterface)
