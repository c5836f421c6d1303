"""What hangs together without an id saying so, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.snapshot.worlds import FORBIDDEN, IRELAND, listed, topology_of
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.events import CollectEvent, ReadEnded
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.relations import (
    EffectiveRouteTable,
    by_address,
    by_group,
    by_instance,
    by_prefix_list,
    by_rule_group,
    by_service,
    by_subnet,
    by_vpc,
    canonical_address,
    effective_route_table,
    endpoints_for_subnet,
    network_acl_of,
    prefix_list_cidrs,
    subnets_of_table,
)
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group_rule import SecurityGroupRule
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

OWNER = Scope("444455556666", "eu-west-1")


def subnet(name: str = "a", **members: Any) -> Subnet:
    return to_record({"SubnetId": f"subnet-{name}", "VpcId": "vpc-1"} | members, Subnet)


def table(name: str, *subnets: str, main: bool = False, state: str = "associated") -> RouteTable:
    associations: list[dict[str, Any]] = [
        {"SubnetId": f"subnet-{name}", "AssociationState": {"State": state}} for name in subnets
    ]
    associations += [{"Main": True}] if main else []
    return to_record({"RouteTableId": f"rtb-{name}", "VpcId": "vpc-1", "Associations": associations}, RouteTable)


def acl(name: str, *subnets: str, default: bool = False) -> NetworkAcl:
    associations = [{"SubnetId": f"subnet-{name}"} for name in subnets]
    members = {"NetworkAclId": f"acl-{name}", "VpcId": "vpc-1", "IsDefault": default, "Associations": associations}
    return to_record(members, NetworkAcl)


def endpoint(name: str, kind: str, *tables: str, vpc_id: str = "vpc-1") -> VpcEndpoint:
    members = {"VpcEndpointId": f"vpce-{name}", "VpcEndpointType": kind, "VpcId": vpc_id}
    return to_record(members | {"RouteTableIds": [f"rtb-{name}" for name in tables]}, VpcEndpoint)


def world(*lists: list[CollectEvent]) -> Topology:
    return topology_of([event for events in lists for event in events])


class TestEffectiveRouteTable:
    def test_the_table_that_names_the_subnet_decides(self) -> None:
        topology = world(listed([subnet()]), listed([table("main", main=True), table("own", "a")]))

        assert effective_route_table(topology, subnet(), IRELAND) == EffectiveRouteTable(
            table("own", "a"), explicit=True
        )

    def test_else_the_main_table_of_its_vpc_does(self) -> None:
        topology = world(listed([table("main", main=True), table("other", "b")]))

        assert effective_route_table(topology, subnet(), IRELAND) == EffectiveRouteTable(
            table("main", main=True), explicit=False
        )

    def test_an_association_that_failed_does_not_count(self) -> None:
        topology = world(listed([table("main", main=True), table("own", "a", state="failed")]))
        effective = effective_route_table(topology, subnet(), IRELAND)

        assert isinstance(effective, EffectiveRouteTable)
        assert effective.table.route_table_id == "rtb-main"

    def test_a_main_table_does_not_decide_while_tables_are_unread_for_one_could_name_the_subnet(self) -> None:
        topology = world(listed([table("main", main=True)], coverage=FORBIDDEN))
        effective = effective_route_table(topology, subnet(), IRELAND)

        assert isinstance(effective, Absent)
        assert not effective.certain
        assert effective.coverage == FORBIDDEN

    def test_an_explicit_table_decides_even_while_others_are_unread(self) -> None:
        topology = world(listed([table("own", "a")], coverage=FORBIDDEN))

        assert isinstance(effective_route_table(topology, subnet(), IRELAND), EffectiveRouteTable)

    def test_of_a_shared_subnet_the_owners_tables_decide(self) -> None:
        shared = subnet(OwnerId="444455556666")
        mine = listed([table("mine", main=True)])
        topology = world(mine, listed([table("theirs", "a")], OWNER))
        effective = effective_route_table(topology, shared, IRELAND)

        assert isinstance(effective, EffectiveRouteTable)
        assert effective.table.route_table_id == "rtb-theirs"

    def test_of_a_shared_subnet_ones_own_complete_list_says_nothing(self) -> None:
        shared = subnet(OwnerId="444455556666")
        effective = effective_route_table(world(listed([table("mine", main=True)])), shared, IRELAND)

        assert isinstance(effective, Absent)
        assert not effective.certain

    def test_subnets_of_a_table_are_those_that_name_it_and_for_the_main_table_the_rest(self) -> None:
        main, own = table("main", main=True), table("own", "a")
        topology = world(listed([subnet("a"), subnet("b")]), listed([main, own]))

        assert subnets_of_table(topology, own, IRELAND) == [(subnet("a"), True)]
        assert subnets_of_table(topology, main, IRELAND) == [(subnet("b"), False)]


class TestNetworkAcl:
    def test_the_one_that_lists_the_subnet_else_the_default_one(self) -> None:
        topology = world(listed([acl("default", default=True), acl("own", "a")]))

        assert network_acl_of(topology, subnet("a"), IRELAND) == acl("own", "a")
        assert network_acl_of(topology, subnet("b"), IRELAND) == acl("default", default=True)

    def test_the_default_one_does_not_decide_while_others_are_unread(self) -> None:
        topology = world(listed([acl("default", default=True)], coverage=FORBIDDEN))

        assert isinstance(network_acl_of(topology, subnet("a"), IRELAND), Absent)


def test_a_gateway_endpoint_serves_the_subnets_of_its_tables_and_an_interface_endpoint_the_whole_vpc() -> None:
    endpoints = [
        endpoint("gateway", "Gateway", "own"),
        endpoint("other", "gateway", "main"),
        endpoint("interface", "Interface"),
        endpoint("far", "Interface", vpc_id="vpc-2"),
    ]
    topology = world(listed([table("main", main=True), table("own", "a")]), listed(endpoints))

    def served(name: str) -> list[str]:
        return [found.vpc_endpoint_id for found in endpoints_for_subnet(topology, subnet(name), IRELAND)]

    assert served("a") == ["vpce-gateway", "vpce-interface"]
    assert served("b") == ["vpce-other", "vpce-interface"]


class TestPrefixLists:
    AWS = listed([PrefixList(prefix_list_id="pl-1", cidrs=("52.218.0.0/17", "3.5.64.0/21"))])
    OWN = listed([ManagedPrefixList(prefix_list_id="pl-2"), ManagedPrefixList(prefix_list_id="pl-3")])

    @staticmethod
    def entries(coverage: Coverage = COMPLETE, scope: Scope = IRELAND) -> list[CollectEvent]:
        found = [PrefixListEntry(prefix_list_id="pl-2", cidr=cidr) for cidr in ("10.1.0.0/16", "10.2.0.0/16")]
        return listed(found, scope, coverage)

    def test_the_blocks_come_from_whichever_call_gave_them(self) -> None:
        topology = world(self.AWS, self.OWN, self.entries())

        assert prefix_list_cidrs(topology, "pl-1", IRELAND) == ("52.218.0.0/17", "3.5.64.0/21")
        assert prefix_list_cidrs(topology, "pl-2", IRELAND) == ("10.1.0.0/16", "10.2.0.0/16")

    def test_a_list_that_is_known_to_be_empty_is_empty(self) -> None:
        assert prefix_list_cidrs(world(self.OWN, self.entries()), "pl-3", IRELAND) == ()

    def test_a_list_that_nobody_knows_is_not_read(self) -> None:
        found = prefix_list_cidrs(world(self.OWN, self.entries()), "pl-9", IRELAND)

        assert isinstance(found, Absent)
        assert not found.certain

    def test_another_accounts_copy_serves_as_well(self) -> None:
        assert prefix_list_cidrs(world(self.entries(scope=OWNER)), "pl-2", IRELAND) == ("10.1.0.0/16", "10.2.0.0/16")

    def test_entries_whose_reading_broke_off_decide_nothing(self) -> None:
        found = prefix_list_cidrs(world(self.entries(FORBIDDEN)), "pl-2", IRELAND)

        assert isinstance(found, Absent)
        assert found.coverage == FORBIDDEN

    def test_entries_count_where_only_other_lists_were_left_out(self) -> None:
        not_asked = Coverage(Progress.FAILED, Reason.NOT_ASKED)
        topology = world(self.OWN, self.entries(not_asked))

        assert prefix_list_cidrs(topology, "pl-2", IRELAND) == ("10.1.0.0/16", "10.2.0.0/16")
        assert isinstance(prefix_list_cidrs(topology, "pl-3", IRELAND), Absent)

    def test_entries_of_no_list_read_to_the_end_are_none(self) -> None:
        topology = world(self.OWN, [ReadEnded(PrefixListEntry, IRELAND, COMPLETE)])

        assert prefix_list_cidrs(topology, "pl-2", IRELAND) == ()


INTERFACE = to_record(
    {
        "NetworkInterfaceId": "eni-1",
        "VpcId": "vpc-1",
        "SubnetId": "subnet-a",
        "PrivateIpAddress": "10.1.0.5",
        "PrivateIpAddresses": [
            {"PrivateIpAddress": "10.1.0.5", "Association": {"PublicIp": "198.51.100.5"}},
            {"PrivateIpAddress": "10.1.0.6"},
        ],
        "Ipv6Addresses": [{"Ipv6Address": "2001:0DB8:0000::0005"}],
        "Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
        "Attachment": {"InstanceId": "i-1"},
    },
    NetworkInterface,
)
BARE = NetworkInterface(network_interface_id="eni-2")

KEYS: list[tuple[str, Any, Record, list[str]]] = [
    ("VPC", by_vpc, INTERFACE, ["vpc-1"]),
    ("no VPC", by_vpc, BARE, []),
    ("subnet", by_subnet, INTERFACE, ["subnet-a"]),
    ("address", by_address, INTERFACE, ["10.1.0.5", "10.1.0.6", "2001:db8::5", "198.51.100.5"]),
    ("no address", by_address, BARE, []),
    ("group", by_group, INTERFACE, ["sg-1", "sg-2"]),
    ("instance", by_instance, INTERFACE, ["i-1"]),
    ("no instance", by_instance, BARE, []),
    ("service", by_service, VpcEndpoint(vpc_endpoint_id="vpce-1", service_name="s"), ["s"]),
    ("a rule's group", by_rule_group, SecurityGroupRule(security_group_rule_id="sgr-1", group_id="sg-1"), ["sg-1"]),
    ("prefix list", by_prefix_list, PrefixListEntry(prefix_list_id="pl-1", cidr="10.0.0.0/8"), ["pl-1"]),
]


@pytest.mark.parametrize(("says", "key", "record", "want"), KEYS, ids=[case[0] for case in KEYS])
def test_keys_give_what_a_record_is_found_by(says: str, key: Any, record: Record, want: list[str]) -> None:
    assert list(key(record)) == want


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("10.1.0.5", "10.1.0.5"),
        ("255.249.199.0", "255.249.199.0"),
        ("10.1.0.256", "10.1.0.256"),
        ("10.1.0.5\n", "10.1.0.5\n"),
        ("2001:0DB8:0:0::5", "2001:db8::5"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_addresses_have_one_spelling(address: str, want: str) -> None:
    assert canonical_address(address) == want
