"""A directory of AWS's answers becomes lists in scopes, complete only where nothing shows that they are not."""

from __future__ import annotations

import gzip
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from tests.snapshot.worlds import topology_of
from vpce_tui import snapshot
from vpce_tui.errors import MalformedInputError, UnreadableError, UsageError, VpceTuiError
from vpce_tui.model.coverage import Progress, Reason
from vpce_tui.model.events import CollectEvent, Noted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.address import Address
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.prefix_list import PrefixList
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.transit_gateway_route_table_association import TransitGatewayRouteTableAssociation
from vpce_tui.resources.transit_gateway_route_table_propagation import TransitGatewayRouteTablePropagation
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_block_public_access import VpcBlockPublicAccessOptions
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

HERE = "111122223333/eu-west-1"
ZONES = ("eu-west-1a", "us-east-1a")
IRELAND = Scope("111122223333", "eu-west-1")


class Tree:
    """A folder of JSON files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, content: Any) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, indent=4).encode())
        return path

    def events(self, **options: Any) -> list[CollectEvent]:
        return list(snapshot.open_source(self.root, **options))

    def topology(self, **options: str) -> Topology:
        return topology_of(self.events(**options))

    def notes(self) -> str:
        return "\n".join(event.text for event in self.events() if isinstance(event, Noted))

    def scopes(self, **options: str) -> list[str]:
        return [str(event.scope) for event in self.events(**options) if isinstance(event, ScopeOpened)]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "answers")


def ids(topology: Topology, record_type: type[Record], scope: Scope | None = None) -> list[str]:
    return sorted(record.record_id for record in topology.records(record_type, scope))


def vpc(number: int = 1, **members: Any) -> dict[str, Any]:
    return {"VpcId": f"vpc-{number:08d}", "CidrBlock": f"10.{number}.0.0/16"} | members


def subnet(number: int = 1, **members: Any) -> dict[str, Any]:
    return {"SubnetId": f"subnet-{number:08d}", "VpcId": "vpc-00000001"} | members


def never_lies(topology: Topology) -> None:
    """Where the list claims to be complete, its record is there."""
    for record_type, scope in topology.coverages:
        if record_type is Vpc and topology.coverage(Vpc, scope).complete:
            assert topology.count(Vpc) == 1


INSTANCE = {"InstanceId": "i", "Placement": {"AvailabilityZone": "ca-west-1a"}}


class TestRecognising:
    def test_a_file_is_known_by_its_key_whatever_it_is_called(self, tree: Tree) -> None:
        tree.put(f"{HERE}/whatever.json", {"Vpcs": [vpc()], "ResponseMetadata": {"HTTPStatusCode": 200}})
        topology = tree.topology()

        assert ids(topology, Vpc, IRELAND) == ["vpc-00000001"]
        assert topology.coverage(Vpc, IRELAND).complete

    @pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
    def test_every_resource_type_is_known_by_the_key_of_its_call(self, tree: Tree, resource: Any) -> None:
        item = {
            field.encode_name: "x"
            for field in msgspec.structs.fields(resource.record)
            if field.name in resource.record.identity
        } | ({"State": "available"} if resource.record is ManagedPrefixList else {})
        parent = {resource.read.parent.parameter: "x"} if resource.read.parent else {}
        key = resource.read.result_key
        answer: Any
        if key == "Reservations.Instances":
            answer = {"Reservations": [{"Instances": [item]}]}
        elif not key:
            answer = {"EnableDnsSupport": {"Value": True}}
        else:
            answer = {key: item if resource.record is VpcBlockPublicAccessOptions else [item]}
        tree.put(f"{HERE}/a.json", answer | parent)

        assert tree.topology().count(resource.record) == 1

    def test_a_type_without_a_file_is_not_read_and_one_with_an_empty_list_is_empty(self, tree: Tree) -> None:
        tree.put(f"{HERE}/vpcs.json", {"Vpcs": []})
        topology = tree.topology()

        assert topology.find(Vpc, "vpc-1", IRELAND) == Absent(
            Vpc, "vpc-1", certain=True, coverage=topology.coverage(Vpc, IRELAND)
        )
        assert topology.coverage(Subnet, IRELAND).progress is Progress.NOT_READ
        assert not topology.find(Subnet, "subnet-1", IRELAND).certain  # type: ignore[union-attr]

    def test_instances_come_out_of_their_reservations(self, tree: Tree) -> None:
        one, two, three = ({"InstanceId": f"i-{number}"} for number in range(3))
        tree.put(
            f"{HERE}/i.json",
            {"Reservations": [{"OwnerId": "111122223333", "Instances": [one, two]}, {"Instances": [three]}]},
        )

        assert ids(tree.topology(), Instance) == ["i-0", "i-1", "i-2"]

    def test_the_two_calls_that_share_a_key_are_told_apart_by_their_members(self, tree: Tree) -> None:
        aws = {"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["52.218.0.0/17"]}
        own = {"PrefixListId": "pl-2", "State": "create-complete", "MaxEntries": 5, "OwnerId": "111122223333"}
        tree.put(f"{HERE}/a.json", {"PrefixLists": [aws]})
        tree.put(f"{HERE}/b.json", {"PrefixLists": [own]})
        topology = tree.topology()

        assert ids(topology, PrefixList) == ["pl-1"]
        assert ids(topology, ManagedPrefixList) == ["pl-2"]

    @pytest.mark.parametrize(
        ("name", "record_type"), [("managed-prefix-lists.json", ManagedPrefixList), ("PrefixLists.json", PrefixList)]
    )
    def test_of_an_empty_list_under_that_key_the_files_name_decides(
        self, tree: Tree, name: str, record_type: type[Record]
    ) -> None:
        tree.put(f"{HERE}/{name}", {"PrefixLists": []})

        assert [place[0] for place in tree.topology().coverages] == [record_type]

    def test_block_public_access_options_are_one_object(self, tree: Tree) -> None:
        options = {"AwsAccountId": "111122223333", "AwsRegion": "eu-west-1", "InternetGatewayBlockMode": "off"}
        tree.put("a.json", {"VpcBlockPublicAccessOptions": options})

        assert ids(tree.topology(), VpcBlockPublicAccessOptions, IRELAND) == ["111122223333/eu-west-1"]

    def test_arrays_of_answers_and_answers_one_behind_another_are_read(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", [{"Vpcs": [vpc(1)]}, {"Vpcs": [vpc(2)]}])
        tree.put(
            f"{HERE}/b.json", b'{"Subnets": [{"SubnetId": "subnet-1"}]}\n{"Subnets": [{"SubnetId": "subnet-2"}]}\n'
        )
        topology = tree.topology()

        assert topology.count(Vpc) == 2
        assert ids(topology, Subnet) == ["subnet-1", "subnet-2"]

    def test_all_answers_of_a_region_in_one_file_are_read(self, tree: Tree) -> None:
        tree.put(f"{HERE}/all.json", {"Vpcs": {"Vpcs": [vpc()]}, "Subnets": {"Subnets": [subnet()]}})
        topology = tree.topology()

        assert (topology.count(Vpc), topology.count(Subnet)) == (1, 1)

    def test_several_files_of_one_key_are_one_list(self, tree: Tree) -> None:
        for number in (1, 2, 3):
            tree.put(f"{HERE}/vpcs-{number}.json", {"Vpcs": [vpc(number)]})
        topology = tree.topology()

        assert topology.count(Vpc, IRELAND) == 3
        assert topology.coverage(Vpc, IRELAND).complete

    def test_one_file_alone_may_be_the_source(self, tree: Tree) -> None:
        path = tree.put(f"{HERE}/a.json", {"Vpcs": [vpc()]})

        assert ids(snapshot.load(path), Vpc, IRELAND) == ["vpc-00000001"]

    def test_files_of_other_services_are_noted_and_skipped(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc()]})
        tree.put(f"{HERE}/b.json", {"LoadBalancers": [{"SecurityGroups": ["sg-1"], "VpcId": "vpc-9"}]})
        tree.put(f"{HERE}/c.json", [1, 2])
        tree.put(f"{HERE}/d.json", "text")
        tree.put(f"{HERE}/e.json", {"Associations": [{"InstanceId": "i-1", "AssociationId": "of another service"}]})
        tree.put(f"{HERE}/f.txt", b"no JSON")

        assert "b.json` skipped: no known answer under `LoadBalancers`" in tree.notes()
        assert all(f"{name}.json` skipped" in tree.notes() for name in "cde")
        assert "f.txt" not in tree.notes()
        assert {record_type for record_type, _ in tree.topology().coverages} == {Vpc}

    def test_timestamps_stay_what_they_were(self, tree: Tree) -> None:
        made = "2026-01-02T03:04:05+00:00"
        tree.put(f"{HERE}/a.json", {"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "CreationTimestamp": made}]})

        assert next(tree.topology().records(VpcEndpoint)).creation_timestamp == made


class TestAnswersAboutOneResource:
    LISTS: ClassVar[dict[str, Any]] = {
        "PrefixLists": [{"PrefixListId": f"pl-{n}aa", "State": "create-complete"} for n in (1, 2)]
    }

    def test_entries_belong_to_the_list_in_the_files_or_the_folders_name(self, tree: Tree) -> None:
        tree.put(f"{HERE}/lists.json", self.LISTS)
        tree.put(f"{HERE}/pl-1aa-entries.json", {"Entries": [{"Cidr": "10.1.0.0/16"}]})
        tree.put(f"{HERE}/pl-2aa/entries.json", {"Entries": []})
        topology = tree.topology()

        assert ids(topology, PrefixListEntry) == ["pl-1aa/10.1.0.0/16"]
        assert topology.coverage(PrefixListEntry, IRELAND).complete

    def test_they_are_incomplete_while_one_list_has_no_answer(self, tree: Tree) -> None:
        tree.put(f"{HERE}/lists.json", self.LISTS)
        tree.put(f"{HERE}/pl-1aa.json", {"Entries": [{"Cidr": "10.1.0.0/16"}]})
        coverage = tree.topology().coverage(PrefixListEntry, IRELAND)

        assert coverage.reason is Reason.NOT_ASKED
        assert "only 1 of 2 managed prefix lists were asked, not for instance pl-2aa" in coverage.message

    def test_they_are_incomplete_where_the_lists_themselves_were_not_read(self, tree: Tree) -> None:
        tree.put(f"{HERE}/pl-1aa.json", {"Entries": [{"Cidr": "10.1.0.0/16"}]})
        topology = tree.topology()

        assert topology.count(PrefixListEntry) == 1
        assert topology.coverage(PrefixListEntry, IRELAND).reason is Reason.NOT_ASKED

    def test_entries_of_no_known_list_are_skipped_with_a_note(self, tree: Tree) -> None:
        tree.put(f"{HERE}/lists.json", self.LISTS)
        tree.put(f"{HERE}/entries.json", {"Entries": [{"Cidr": "10.1.0.0/16"}]})

        assert tree.topology().count(PrefixListEntry) == 0
        assert "entries.json` skipped" in tree.notes()

    def test_attributes_of_a_vpc_come_in_two_parts(self, tree: Tree) -> None:
        tree.put(f"{HERE}/vpcs.json", {"Vpcs": [vpc(1)]})
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            tree.put(f"{HERE}/{name}.json", {"VpcId": "vpc-00000001", name: {"Value": name == "EnableDnsSupport"}})
        topology = tree.topology()
        [found] = topology.records(VpcAttribute)

        assert found.enable_dns_support is not None
        assert found.enable_dns_hostnames is not None
        assert (found.enable_dns_support.value, found.enable_dns_hostnames.value) == (True, False)
        assert topology.coverage(VpcAttribute, IRELAND).complete

    @pytest.mark.parametrize("missing", ["a VPC", "an attribute", "the VPCs"])
    def test_attributes_are_incomplete_while_something_is_missing(self, tree: Tree, missing: str) -> None:
        both: dict[str, Any] = {"EnableDnsSupport": {"Value": True}, "EnableDnsHostnames": {"Value": True}}
        if missing != "the VPCs":
            tree.put(f"{HERE}/vpcs.json", {"Vpcs": [vpc(1), vpc(2)] if missing == "a VPC" else [vpc(1)]})
        if missing == "an attribute":
            del both["EnableDnsHostnames"]
        tree.put(f"{HERE}/a.json", {"VpcId": "vpc-00000001"} | both)

        assert tree.topology().coverage(VpcAttribute, IRELAND).reason is Reason.NOT_ASKED

    def test_an_attribute_without_a_vpc_takes_it_from_the_files_name(self, tree: Tree) -> None:
        tree.put(f"{HERE}/vpc-00000001.json", {"EnableDnsSupport": {"Value": True}})

        assert ids(tree.topology(), VpcAttribute) == ["vpc-00000001"]

    def test_recorders_wrap_the_answers_of_a_transit_gateway(self, tree: Tree) -> None:
        table, attachment = "tgw-rtb-1aa", "tgw-attach-1"
        tree.put(f"{HERE}/a.json", {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": table}]})
        propagation = {"TransitGatewayAttachmentId": attachment, "ResourceId": "vpc-1", "State": "enabled"}
        answer: dict[str, Any]
        answer = {"TransitGatewayRouteTableId": table, "TransitGatewayRouteTablePropagations": [propagation]}
        tree.put(f"{HERE}/b.json", {"TransitGatewayPropagations": [answer]})
        route = {"DestinationCidrBlock": "0.0.0.0/0", "Type": "static", "TransitGatewayAttachments": []}
        answer = {"TransitGatewayRouteTableId": table, "Routes": [route], "AdditionalRoutesAvailable": False}
        tree.put(f"{HERE}/c.json", {"TransitGatewayStaticRoutes": [answer]})
        topology = tree.topology()

        assert ids(topology, TransitGatewayRouteTablePropagation) == [f"{table}/{attachment}"]
        assert topology.coverage(TransitGatewayRouteTablePropagation, IRELAND).complete
        assert ids(topology, TransitGatewayRoute) == [f"{table}/0.0.0.0/0/"]
        assert topology.coverage(TransitGatewayRoute, IRELAND).message == "only static routes were asked for"

    @pytest.mark.parametrize("wrapped", ["", "TransitGatewayPropagations", "TransitGatewayAttachmentPropagations"])
    def test_propagations_may_be_asked_for_by_attachment(self, tree: Tree, wrapped: str) -> None:
        tree.put(f"{HERE}/a.json", {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1aa"}]})
        item = {"TransitGatewayRouteTableId": "tgw-rtb-1aa", "State": "enabled"}
        answer: Any = {"TransitGatewayAttachmentPropagations": [item]}
        if wrapped:
            answer = {wrapped: [answer | {"TransitGatewayAttachmentId": "tgw-attach-1"}]}
        tree.put(f"{HERE}/tgw-attach-1.json", answer)
        topology = tree.topology()

        assert ids(topology, TransitGatewayRouteTablePropagation) == ["tgw-rtb-1aa/tgw-attach-1"]
        # Of attachments that no file is about nothing is known.
        assert "attachment by attachment" in topology.coverage(TransitGatewayRouteTablePropagation, IRELAND).message

    def test_an_address_without_an_allocation_goes_by_its_public_address(self, tree: Tree) -> None:
        classic = {"PublicIp": "198.51.100.7", "Domain": "standard", "InstanceId": "i-1"}
        nameless = {"Domain": "standard"}
        tree.put(f"{HERE}/a.json", {"Addresses": [classic, {"AllocationId": "eipalloc-1", "PublicIp": "198.51.100.8"}]})
        topology = tree.topology()

        assert ids(topology, Address) == ["198.51.100.7", "eipalloc-1"]
        assert topology.coverage(Address, IRELAND).complete
        tree.put(f"{HERE}/b.json", {"Addresses": [nameless]})
        events = tree.events()
        assert topology_of(events).coverage(Address, IRELAND).reason is Reason.MALFORMED
        assert any(
            "neither `AllocationId` nor `PublicIp`" in event.text for event in events if isinstance(event, Noted)
        )

    def test_a_recorder_that_found_no_table_to_ask_about_knows_everything(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"TransitGatewayRouteTables": []})
        tree.put(f"{HERE}/b.json", {"TransitGatewayPropagations": []})
        tree.put(f"{HERE}/c.json", {"TransitGatewayStaticRoutes": []})
        topology = tree.topology()

        assert topology.coverage(TransitGatewayRouteTablePropagation, IRELAND).complete
        assert topology.coverage(TransitGatewayRoute, IRELAND).complete

    def test_routes_and_associations_belong_to_the_table_in_the_files_name(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1aa"}]})
        tree.put(f"{HERE}/routes-tgw-rtb-1aa.json", {"Routes": [{"DestinationCidrBlock": "10.0.0.0/8"}]})
        tree.put(f"{HERE}/tgw-rtb-1aa.json", {"Associations": [{"TransitGatewayAttachmentId": "tgw-attach-1"}]})
        topology = tree.topology()

        assert topology.coverage(TransitGatewayRoute, IRELAND).complete
        assert ids(topology, TransitGatewayRouteTableAssociation) == ["tgw-rtb-1aa/tgw-attach-1"]
        assert ids(topology, TransitGatewayRouteTable) == ["tgw-rtb-1aa"]

    def test_more_routes_than_one_answer_holds_are_missing(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-1aa"}]})
        answer = {"Routes": [{"DestinationCidrBlock": "10.0.0.0/8"}], "AdditionalRoutesAvailable": True}
        tree.put(f"{HERE}/tgw-rtb-1aa.json", answer)

        assert tree.topology().coverage(TransitGatewayRoute, IRELAND).reason is Reason.TRUNCATED


class TestPages:
    CASES = (
        ("one page without a token", {"v.json": None}, True),
        ("a token and no further page", {"v.json": "t"}, False),
        ("a page and its next", {"v-1.json": "t", "v-2.json": None}, True),
        ("two pages of three", {"v-1.json": "t", "v-2.json": "t"}, False),
        ("a page left out in the middle", {"v-1.json": "t", "v-3.json": None}, False),
        ("the first page left out", {"v-2.json": "t", "v-3.json": None}, False),
        ("the first page without a number", {"v.json": "t", "v-2.json": "t", "v-3.json": None}, True),
        ("the first page without a number, and a blank", {"v.json": "t", "v (2).json": None}, True),
        ("pages counted from nought", {"v-0.json": "t", "v-1.json": None}, True),
        ("pages in natural order", {f"v-{n}.json": "t" * (n < 11) or None for n in range(1, 12)}, True),
        ("two lists without tokens", {"a.json": None, "b.json": None}, True),
        ("lists named by a number that counts nothing", {"v-2025.json": None, "v-2026.json": None}, True),
        ("the last of two names says more", {"a.json": None, "b.json": "t"}, False),
    )

    @pytest.mark.parametrize(("says", "pages", "complete"), CASES, ids=[case[0] for case in CASES])
    def test_a_list_is_complete_if_no_page_is_missing(
        self, tree: Tree, says: str, pages: dict[str, str | None], complete: bool
    ) -> None:
        for number, (name, token) in enumerate(pages.items()):
            tree.put(f"{HERE}/{name}", {"Vpcs": [vpc(number)], "NextToken": token})
        topology = tree.topology()

        assert topology.count(Vpc) == len(pages)
        assert topology.coverage(Vpc, IRELAND).complete is complete, topology.coverage(Vpc, IRELAND)
        assert complete or topology.coverage(Vpc, IRELAND).reason is Reason.TRUNCATED

    def test_pages_in_one_array_are_in_order(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", [{"Vpcs": [vpc(1)], "NextToken": "t"}, {"Vpcs": [vpc(2)]}])
        tree.put(f"{HERE}/b.json", [{"Subnets": [subnet(1)]}, {"Subnets": [subnet(2)], "NextToken": "t"}])
        topology = tree.topology()

        assert topology.coverage(Vpc, IRELAND).complete
        assert not topology.coverage(Subnet, IRELAND).complete


class TestItems:
    def test_one_that_is_no_record_is_noted_and_the_others_kept(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc(1), {"CidrBlock": "10.0.0.0/8"}, 7, vpc(2)]})
        topology = tree.topology()

        assert ids(topology, Vpc) == ["vpc-00000001", "vpc-00000002"]
        assert topology.coverage(Vpc, IRELAND).reason is Reason.MALFORMED
        assert "item 2 of the VPCs is no record: no `VpcId`" in tree.notes()
        assert "item 3 of the VPCs is no record: expected an object, found int" in tree.notes()

    @pytest.mark.parametrize("value", [None, "text", 7, True])
    def test_a_list_that_is_none_is_malformed(self, tree: Tree, value: object) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": value})

        assert tree.topology().coverage(Vpc, IRELAND).reason is Reason.MALFORMED

    def test_of_a_thousand_strange_items_a_few_are_named(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [{}] * 1000})

        assert tree.notes().count("is no record") == 5
        assert "995 more items are no records" in tree.notes()

    def test_unknown_members_are_kept(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc(1, Weather="fine")]})

        assert next(tree.topology().records(Vpc)).unknown_members == {"/Weather": "fine"}

    def test_signs_that_no_file_can_hold_and_huge_numbers_are_replaced(self, tree: Tree) -> None:
        tree.put(
            f"{HERE}/a.json",
            b'{"Vpcs": [{"VpcId": "vpc-1", "State": "a\\ud800b", "X": 1e999, "Y": ' + b"9" * 5000 + b"}]}",
        )
        [found] = tree.topology().records(Vpc)

        assert found.state == "a?b"
        snapshot.save(os.devnull, tree.topology())


class TestScopes:
    PATHS = (
        ("111122223333/eu-west-1/a.json", "111122223333/eu-west-1"),
        ("eu-west-1/111122223333/a.json", "111122223333/eu-west-1"),
        ("aws_configs/us-gov-west-1/a.json", "unknown/us-gov-west-1"),
        ("aws_configs/cn-north-1/a.json", "unknown/cn-north-1"),
        ("x/us-isob-east-1/y/a.json", "unknown/us-isob-east-1"),
        ("eusc-de-east-1/a.json", "unknown/eusc-de-east-1"),
        ("mx-southeast-12/a.json", "unknown/mx-southeast-12"),
        ("my-team-1/a.json", "unknown/unknown"),
        ("1111222233334/a.json", "unknown/unknown"),
        ("444455556666/us-east-1/111122223333/a.json", "111122223333/us-east-1"),
    )

    @pytest.mark.parametrize(("path", "scope"), PATHS)
    def test_folders_named_like_an_account_or_a_region_say_whose_it_is(self, tree: Tree, path: str, scope: str) -> None:
        tree.put(path, {"Vpcs": [vpc()]})

        assert tree.scopes() == [scope]

    def test_the_source_may_be_such_a_folder_itself(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc()]})

        assert ids(snapshot.load(tree.root / HERE), Vpc, IRELAND) == ["vpc-00000001"]

    def test_the_path_counts_before_the_records_and_these_before_what_the_user_names(self, tree: Tree) -> None:
        tree.put("us-east-1/a.json", {"Subnets": [subnet(OwnerId="111122223333", AvailabilityZone="eu-west-1a")]})

        assert tree.scopes(account="444455556666", region="ap-south-1") == ["111122223333/us-east-1"]

    def test_what_the_user_names_counts_where_nothing_else_speaks(self, tree: Tree) -> None:
        tree.put("a.json", {"Vpcs": [vpc()]})

        assert tree.scopes() == ["unknown/unknown"]
        assert tree.scopes(account="444455556666", region="ap-south-1") == ["444455556666/ap-south-1"]

    @pytest.mark.parametrize(
        ("answer", "region"),
        [
            ({"Subnets": [subnet(AvailabilityZone="us-west-2b")]}, "us-west-2"),
            ({"Subnets": [subnet(AvailabilityZone="us-west-2-lax-1a")]}, "us-west-2"),
            ({"Subnets": [subnet(AvailabilityZone="us-east-1-wl1-bos-wlz-1")]}, "us-east-1"),
            ({"Subnets": [subnet(SubnetArn="arn:aws-cn:ec2:cn-north-1:111122223333:subnet/x")]}, "cn-north-1"),
            ({"AvailabilityZones": [{"ZoneName": "x", "RegionName": "il-central-1"}]}, "il-central-1"),
            (
                {"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-north-1.s3"}]},
                "eu-north-1",
            ),
            ({"ServiceDetails": [{"ServiceName": "com.amazonaws.sa-east-1.sqs"}]}, "sa-east-1"),
            (
                {
                    "Reservations": [
                        {"Instances": [{"InstanceId": "i", "Placement": {"AvailabilityZone": "ca-west-1a"}}]}
                    ]
                },
                "ca-west-1",
            ),
        ],
    )
    def test_records_tell_their_region(self, tree: Tree, answer: Any, region: str) -> None:
        tree.put("a.json", answer)

        assert tree.scopes() == [f"unknown/{region}"]

    def test_what_the_files_of_one_folder_say_counts_for_all_of_them(self, tree: Tree) -> None:
        tree.put("vpcs.json", {"Vpcs": [vpc(1, OwnerId="111122223333")]})
        tree.put("subnets.json", {"Subnets": [subnet(1, AvailabilityZone="eu-west-1a")]})
        tree.put("nat.json", {"NatGateways": [{"NatGatewayId": "nat-1", "VpcId": "vpc-00000001"}]})
        tree.put("empty.json", {"SecurityGroups": []})
        topology = tree.topology()

        assert tree.scopes() == ["111122223333/eu-west-1"]
        assert topology.coverage(SecurityGroup, IRELAND).complete

    def test_a_folder_whose_records_say_nothing_follows_the_one_above(self, tree: Tree) -> None:
        tree.put("subnets/a.json", {"Subnets": [subnet(1, OwnerId="111122223333", AvailabilityZone="eu-west-1a")]})
        tree.put("nat/a.json", {"NatGateways": [{"NatGatewayId": "nat-1"}]})

        assert tree.scopes() == ["111122223333/eu-west-1"]

    def test_a_subnet_that_somebody_shares_stays_with_those_who_recorded_it(self, tree: Tree) -> None:
        own, shared = (subnet(n, OwnerId=owner) for n, owner in ((1, "111122223333"), (2, "444455556666")))
        tree.put("eu-west-1/subnets.json", {"Subnets": [own, shared]})
        tree.put("eu-west-1/tables.json", {"RouteTables": [{"RouteTableId": "rtb-1", "OwnerId": "111122223333"}]})
        topology = tree.topology()

        assert topology.count(Subnet, IRELAND) == 2
        assert tree.scopes() == ["111122223333/eu-west-1"]

    def test_two_accounts_in_one_file_are_told_apart(self, tree: Tree) -> None:
        accounts = ("111122223333", "444455556666")
        tree.put("vpcs.json", {"Vpcs": [vpc(n, OwnerId=owner) for n, owner in enumerate(accounts, 1)]})
        tree.put("tables.json", {"RouteTables": [{"RouteTableId": f"rtb-{o}", "OwnerId": o} for o in accounts]})
        tree.put("nat.json", {"NatGateways": [{"NatGatewayId": "nat-2", "VpcId": "vpc-00000002"}]})
        tree.put(
            "subnets.json",
            {"Subnets": [subnet(n, VpcId=f"vpc-0000000{n}", AvailabilityZone="eu-west-1a") for n in (1, 2)]},
        )
        topology = tree.topology()
        other = Scope("444455556666", "eu-west-1")

        assert ids(topology, Vpc, IRELAND) == ["vpc-00000001"]
        assert ids(topology, RouteTable, other) == ["rtb-444455556666"]
        assert ids(topology, NatGateway, other) == ["nat-2"]
        assert ids(topology, Subnet, other) == ["subnet-00000002"]
        assert topology.coverage(NatGateway, IRELAND).complete

    def test_two_regions_in_one_file_are_told_apart(self, tree: Tree) -> None:
        zones = {1: "eu-west-1a", 2: "us-east-1b"}
        tree.put(
            "111122223333/subnets.json",
            {"Subnets": [subnet(n, VpcId=f"vpc-0000000{n}", AvailabilityZone=zone) for n, zone in zones.items()]},
        )
        tree.put("111122223333/vpcs.json", {"Vpcs": [vpc(1), vpc(2)]})
        topology = tree.topology()

        assert ids(topology, Vpc, IRELAND) == ["vpc-00000001"]
        assert ids(topology, Vpc, Scope("111122223333", "us-east-1")) == ["vpc-00000002"]

    def test_an_answer_of_one_region_says_nothing_of_another(self, tree: Tree) -> None:
        for region in ("eu-west-1", "us-east-1"):
            number = int(region == "us-east-1") + 1
            zone, arn = f"{region}a", f"arn:aws:ec2:{region}:111122223333:subnet/subnet-0000000{number}"
            tree.put(f"vpcs-{region}.json", {"Vpcs": [vpc(number, OwnerId="111122223333")]})
            found = subnet(number, VpcId=f"vpc-0000000{number}", AvailabilityZone=zone, SubnetArn=arn)
            tree.put(f"subnets-{region}.json", {"Subnets": [found]})
        tree.put("tables-eu-west-1.json", {"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-00000001"}]})
        tree.put("nat-us-east-1.json", {"NatGateways": []})
        tree.put("acls.json", {"NetworkAcls": []})
        topology, virginia = tree.topology(), Scope("111122223333", "us-east-1")

        assert topology.coverage(RouteTable, IRELAND).complete
        assert topology.coverage(RouteTable, virginia).progress is Progress.NOT_READ
        assert topology.coverage(NatGateway, virginia).complete
        assert topology.coverage(NatGateway, IRELAND).progress is Progress.NOT_READ
        assert topology.coverage(NetworkAcl, IRELAND).progress is Progress.NOT_READ

    def test_a_whole_list_of_one_region_does_not_end_that_of_another(self, tree: Tree) -> None:
        for name, token in (("eu-west-1", "more"), ("us-east-1", None)):
            found = subnet(1 if token else 2, OwnerId="111122223333", AvailabilityZone=f"{name}a")
            tree.put(f"subnets-{name}.json", {"Subnets": [found], "NextToken": token})
        # What one file says of both Regions lets every file count for both.
        both = [{"InstanceId": f"i-{n}", "Placement": {"AvailabilityZone": zone}} for n, zone in enumerate(ZONES)]
        tree.put("instances.json", {"Reservations": [{"Instances": both}]})
        topology = tree.topology()

        assert topology.coverage(Subnet, IRELAND).reason is Reason.TRUNCATED
        assert topology.coverage(Subnet, Scope("111122223333", "us-east-1")).progress is not Progress.NOT_READ

    def test_who_only_shares_a_vpc_was_perhaps_not_asked(self, tree: Tree) -> None:
        owners = ("111122223333", "444455556666")
        tree.put("vpcs.json", {"Vpcs": [vpc(n, OwnerId=owner) for n, owner in enumerate(owners, 1)]})
        other = Scope("444455556666", "eu-west-1")

        assert not tree.topology(region="eu-west-1").coverage(Vpc, other).complete
        # An endpoint is shown to its owner alone.
        tree.put("endpoints.json", {"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "OwnerId": owners[0]}]})
        topology = tree.topology(region="eu-west-1")
        assert topology.scopes == (IRELAND,)
        assert topology.coverage(Vpc, IRELAND).complete

    def test_a_service_of_another_region_is_no_second_region(self, tree: Tree) -> None:
        tree.put("subnets.json", {"Subnets": [subnet(OwnerId="111122223333", AvailabilityZone="eu-west-1a")]})
        names = [f"com.amazonaws.{region}.s3" for region in ("eu-west-1", "us-east-1")]
        tree.put("services.json", {"ServiceDetails": [{"ServiceName": name} for name in names]})

        assert tree.topology().count(ServiceDetail, IRELAND) == 2

    def test_where_the_path_says_whose_it_is_nothing_is_told_apart(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc(1, OwnerId="111122223333"), vpc(2, OwnerId="444455556666")]})

        assert tree.scopes() == ["111122223333/eu-west-1"]

    def test_folders_of_two_accounts_without_their_numbers_stay_apart(self, tree: Tree) -> None:
        for name, owner in (("prod", "111122223333"), ("dev", "444455556666")):
            tree.put(f"{name}/vpcs.json", {"Vpcs": [vpc(1, OwnerId=owner)]})
        tree.put("prod/subnets.json", {"Subnets": []})
        topology = tree.topology(region="eu-west-1")

        assert topology.coverage(Subnet, IRELAND).complete
        assert topology.coverage(Subnet, Scope("444455556666", "eu-west-1")).progress is Progress.NOT_READ

    def test_an_account_or_a_region_that_cannot_be_one_is_refused(self, tree: Tree) -> None:
        tree.put("a.json", {"Vpcs": []})
        for word in ("", "a/b", "a\nb"):
            with pytest.raises(UsageError):
                tree.events(region=word)


class TestOwners:
    @pytest.mark.parametrize(
        "answer",
        [
            {"Vpcs": [vpc(OwnerId="111122223333")]},
            {
                "Reservations": [
                    {"Instances": [{"InstanceId": "i", "NetworkInterfaces": [{"OwnerId": "111122223333"}]}]}
                ]
            },
            {"VpcBlockPublicAccessOptions": {"AwsAccountId": "111122223333", "AwsRegion": "eu-west-1"}},
        ],
    )
    def test_records_tell_their_account(self, tree: Tree, answer: Any) -> None:
        tree.put("a.json", answer)

        assert tree.scopes(region="eu-west-1") == ["111122223333/eu-west-1"]

    def test_a_service_is_no_owner(self, tree: Tree) -> None:
        tree.put("a.json", {"Vpcs": [vpc(OwnerId="amazon")]})

        assert tree.scopes() == ["unknown/unknown"]


class TestFiles:
    BAD = (
        (b"", "is empty, not JSON"),
        (b"  \n", "is empty, not JSON"),
        (b'{"Vpcs": [}', "line 1, column 11: expecting value"),
        (b'{\n  "Vpcs": [\n    {"VpcId": "v"\n', "line 4, column 1: expecting ',' delimiter"),
        (b"{'Vpcs': []}", "line 1, column 2"),
        (b"An error occurred", "line 1, column 1: expecting value"),
        (b"\nAn error occurred (UnauthorizedOperation) when", r"line 2, column 1: .* AWS said .*UnauthorizedOperation"),
        (b"Unable to locate credentials. You can", "line 1, column 1: .* AWS said .*: Unable to locate"),
        (b'{"Vpcs": []}\ntrailing', "line 2, column 1: expecting value"),
        (b'{"a": 1,\n "Vpcs": "\xff"}', "is not text in UTF-8: line 2, column 11"),
        (b"\x00\x01\x02", "is not"),
        (b"\x1f\x8b\x08\x00", "is damaged or cut short"),
        (gzip.compress(b'{"Vpcs": []}')[:-9], "is damaged or cut short"),
        (gzip.compress(b'{"Vpcs": [}'), "line 1, column 11: expecting value"),
        (b"[" * 1_000_000, "is nested too deeply"),
        (b'{"Vpcs": ' + b"[" * 1_000_000, "is nested too deeply"),
        ('{"Vpcs": ['.encode("utf-16"), "line 1, column 11"),
        (b"\xfe\xff\x00{\x00", "is not text in UTF-16"),
    )

    @pytest.mark.parametrize(("content", "says"), BAD, ids=[str(n) for n in range(len(BAD))])
    def test_what_is_not_json_is_an_error_with_file_and_place(self, tree: Tree, content: bytes, says: str) -> None:
        path = tree.put("a.json", content)

        with pytest.raises(MalformedInputError, match=says) as told:
            tree.events()
        assert str(path) in told.value.message

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_texts_with_a_byte_order_mark_and_utf_16_are_read(self, tree: Tree, encoding: str) -> None:
        tree.put(f"{HERE}/a.json", json.dumps({"Vpcs": [vpc(1, State="Zürich")]}, ensure_ascii=False).encode(encoding))

        assert next(tree.topology().records(Vpc)).state == "Zürich"

    def test_gzipped_answers_are_read_in_a_folder_and_alone(self, tree: Tree) -> None:
        alone = tree.put(f"{HERE}/vpcs.json.gz", gzip.compress(b'{"Vpcs": [{"VpcId": "vpc-1"}]}'))

        assert ids(tree.topology(), Vpc, IRELAND) == ["vpc-1"]
        assert ids(snapshot.load(alone), Vpc) == ["vpc-1"]

    def test_a_pipe_called_like_an_answer_is_said_and_not_waited_for(self, tree: Tree) -> None:
        tree.root.mkdir()
        os.mkfifo(tree.root / "a.json")

        with pytest.raises(UnreadableError, match="it is no regular file"):
            snapshot.load(tree.root / "a.json")

    def test_of_a_member_that_comes_twice_the_later_one_counts(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", b'{"Vpcs": [], "Vpcs": [{"VpcId": "vpc-1", "VpcId": "vpc-2"}]}')

        assert ids(tree.topology(), Vpc) == ["vpc-2"]

    def test_nul_bytes_in_a_text_stay_text(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc(1, State="a\0b")]})

        assert next(tree.topology().records(Vpc)).state == "a\0b"

    def test_a_folder_without_answers_could_not_be_read(self, tree: Tree) -> None:
        tree.root.mkdir()
        with pytest.raises(UnreadableError, match=r"it holds no `\*\.json` file"):
            tree.events()
        tree.put("a.json", {"LoadBalancers": []})
        with pytest.raises(UnreadableError, match="none of its JSON files") as told:
            tree.events()
        assert told.value.exit_code == 3

    def test_a_missing_path_could_not_be_read(self, tree: Tree) -> None:
        for name in ("none", "none.json"):
            with pytest.raises(UnreadableError, match="there is no file"):
                list(snapshot.open_source(tree.root / name))

    def test_a_loop_of_links_ends(self, tree: Tree) -> None:
        tree.put(f"{HERE}/a.json", {"Vpcs": [vpc()]})
        (tree.root / "111122223333" / "loop").symlink_to(tree.root)
        (tree.root / "dangling").symlink_to(tree.root / "nowhere")

        assert ids(tree.topology(), Vpc, IRELAND) == ["vpc-00000001"]

    def test_what_is_no_file_is_said(self, tree: Tree) -> None:
        tree.put("a.json", {"Vpcs": []})
        (tree.root / "b.json").symlink_to(tree.root / "nowhere")
        with pytest.raises(UnreadableError, match=r"there is no file .*b\.json"):
            tree.events()
        (tree.root / "b.json").unlink()
        os.mkfifo(tree.root / "b.json")
        with pytest.raises(UnreadableError, match="it is no regular file"):
            tree.events()

    def test_a_folder_called_like_a_file_is_a_folder(self, tree: Tree) -> None:
        tree.put("vpcs.json/a.json", {"Vpcs": [vpc()]})

        assert tree.topology().count(Vpc) == 1

    def test_damage_anywhere_is_an_error_or_a_part_never_a_crash(self, tree: Tree) -> None:
        whole = json.dumps({"Vpcs": [vpc(1, Tags=[{"Key": "ü", "Value": "x"}])], "NextToken": None}).encode()
        for at in range(len(whole)):
            for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :]):
                tree.put("a.json", damaged)
                with suppress(VpceTuiError):
                    never_lies(tree.topology())


def test_a_snapshot_is_told_from_an_answer_by_its_content(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    answer = tree.put("answer.json", {"Vpcs": [vpc()]})
    snapshot.save(tmp_path / "a.json", snapshot.load(answer))
    (tmp_path / "plain.json").write_bytes(gzip.decompress((tmp_path / "a.json").read_bytes()))

    for name in ("answer.json", "a.json", "plain.json"):
        assert ids(snapshot.load(tmp_path / name), Vpc) == ["vpc-00000001"]


def test_interfaces_and_services_of_a_large_answer_take_the_fast_way(tree: Tree) -> None:
    tree.put(f"{HERE}/eni.json", {"NetworkInterfaces": [{"NetworkInterfaceId": f"eni-{n}"} for n in range(2500)]})
    tree.put(f"{HERE}/s.json", {"ServiceDetails": [{"ServiceName": "s"}], "ServiceNames": ["s"]})
    topology = tree.topology()

    assert topology.count(NetworkInterface) == 2500
    assert topology.count(ServiceDetail) == 1
