"""Which calls read a type, and what do their answers hold?"""

from __future__ import annotations

from typing import Any

import pytest
from botocore.model import StructureShape

from tests.fake_api.models import service_model
from vpce_tui.collect.aws import READING
from vpce_tui.collect.plan import PlannedCall, items, needed, planned_calls, shards
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Parent, Read, Resource
from vpce_tui.resources import BY_NAME, RESOURCES
from vpce_tui.resources.hosted_zone import HostedZoneOwner, HostedZoneSummary
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint

SCOPE = Scope("111122223333", "eu-west-1")


def plan(resource: Resource[Any], *parents: Record) -> list[PlannedCall]:
    return list(planned_calls(resource, SCOPE, parents))


def endpoint(number: int, service: str | None, region: str | None = None) -> VpcEndpoint:
    return VpcEndpoint(vpc_endpoint_id=f"vpce-{number}", service_name=service, service_region=region)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_operation_only_reads_and_takes_what_it_is_given(resource: Resource[Any]) -> None:
    assert resource.read.operation.startswith(READING)
    parent_type = needed(resource)
    parents = [bare(parent_type)] if parent_type else []
    shape = service_model(resource.read.service).operation_model(resource.read.operation).input_shape
    assert isinstance(shape, StructureShape)

    for planned in plan(resource, *parents):
        given = set(planned.call.parameters)
        assert given <= set(shape.members)
        assert set(shape.required_members) <= given


def bare(record_type: type[Record]) -> Record:
    """A record with nothing but an id."""
    members: dict[str, Any] = dict.fromkeys(record_type.identity, "id-1")
    return record_type(**members)


def test_each_vpc_is_asked_twice_for_its_attributes() -> None:
    calls = plan(BY_NAME["vpc-attributes"], Vpc(vpc_id="vpc-1"), Vpc(vpc_id="vpc-2"))

    assert {(call.call.parameters["VpcId"], call.call.parameters["Attribute"]) for call in calls} == {
        ("vpc-1", "enableDnsSupport"),
        ("vpc-1", "enableDnsHostnames"),
        ("vpc-2", "enableDnsSupport"),
        ("vpc-2", "enableDnsHostnames"),
    }


def test_a_zone_of_two_vpcs_is_asked_once() -> None:
    zones = [HostedZoneSummary(vpc_id=vpc, hosted_zone_id="Z1") for vpc in ("vpc-1", "vpc-2")]

    (planned,) = plan(BY_NAME["resource-record-sets"], *zones)

    assert planned.call.parameters == {"HostedZoneId": "Z1"}
    assert planned.members == {"HostedZoneId": "Z1"}


def test_records_are_asked_of_the_accounts_own_zones_alone() -> None:
    owners = {
        "Zown": HostedZoneOwner(owning_account=SCOPE.account_id),
        "Zunsaid": None,
        "Zshared": HostedZoneOwner(owning_account="444455556666"),
        "Zservice": HostedZoneOwner(owning_service="vpce.amazonaws.com"),
    }
    zones = [HostedZoneSummary(vpc_id="vpc-1", hosted_zone_id=zone, owner=owner) for zone, owner in owners.items()]

    asked = [planned.call.parameters["HostedZoneId"] for planned in plan(BY_NAME["resource-record-sets"], *zones)]

    assert asked == ["Zown", "Zunsaid"]


def test_zones_are_asked_for_the_scopes_own_region() -> None:
    (planned,) = plan(BY_NAME["hosted-zones"], Vpc(vpc_id="vpc-1"))

    assert planned.call.parameters == {"VPCId": "vpc-1", "VPCRegion": "eu-west-1"}
    assert planned.members == {"VPCId": "vpc-1"}


def test_services_are_asked_by_filter_each_once_in_its_own_region() -> None:
    calls = plan(
        BY_NAME["vpc-endpoint-services"],
        endpoint(1, "com.amazonaws.eu-west-1.sqs"),
        endpoint(2, "com.amazonaws.eu-west-1.sqs"),
        endpoint(3, "com.amazonaws.eu-west-1.s3", "eu-west-1"),
        endpoint(4, "com.amazonaws.vpce.us-east-1.vpce-svc-1", "us-east-1"),
        endpoint(5, None),
    )

    asked = [(call.call.region, call.call.parameters["Filters"][0]["Values"]) for call in calls]
    assert asked == [
        ("", ["com.amazonaws.eu-west-1.s3", "com.amazonaws.eu-west-1.sqs"]),
        ("us-east-1", ["com.amazonaws.vpce.us-east-1.vpce-svc-1"]),
    ]
    assert all("ServiceNames" not in call.call.parameters for call in calls)


def test_a_filter_takes_two_hundred_values_at_most() -> None:
    calls = plan(BY_NAME["vpc-endpoint-services"], *(endpoint(number, f"service-{number}") for number in range(450)))

    assert [len(call.call.parameters["Filters"][0]["Values"]) for call in calls] == [200, 200, 50]


def test_without_endpoints_no_service_is_asked() -> None:
    assert plan(BY_NAME["vpc-endpoint-services"]) == []


def test_ids_never_go_with_a_page_size() -> None:
    parent = Parent(Vpc, "VpcIds", as_list=True, when=lambda vpc: vpc.vpc_id != "vpc-2")
    resource = Resource(Vpc, "vpcs", "VPCs", Read("DescribeVpcs", "Vpcs", parent=parent))

    (planned,) = plan(resource, *(Vpc(vpc_id=f"vpc-{number}") for number in (1, 2, 3)))

    assert planned.call.parameters == {"VpcIds": ["vpc-1", "vpc-3"]}
    assert planned.call.page_size is None


@pytest.mark.parametrize(("subnets", "sizes"), [(0, []), (1, []), (2, [1, 1]), (8, [1] * 8), (20, [3] * 6 + [2])])
def test_a_long_list_is_read_in_eight_parts_at_most(subnets: int, sizes: list[int]) -> None:
    records = [Subnet(subnet_id=f"subnet-{number}") for number in range(subnets)]

    parts = shards(BY_NAME["network-interfaces"], SCOPE, records)

    assert [len(part.call.parameters["Filters"][0]["Values"]) for part in parts] == sizes
    values = [value for part in parts for value in part.call.parameters["Filters"][0]["Values"]]
    assert len(values) in (0, len(set(values)), subnets)


def test_parts_stay_within_what_a_filter_takes() -> None:
    records = [Subnet(subnet_id=f"subnet-{number}") for number in range(2_000)]

    parts = shards(BY_NAME["network-interfaces"], SCOPE, records)

    assert [len(part.call.parameters["Filters"][0]["Values"]) for part in parts] == [200] * 10


ITEMS: list[tuple[str, dict[str, Any], str, dict[str, Any], list[Any]]] = [
    ("a list", {"Vpcs": [{"VpcId": "1"}]}, "Vpcs", {}, [{"VpcId": "1"}]),
    ("no list", {}, "Vpcs", {}, []),
    ("one object", {"Options": {"State": "on"}}, "Options", {}, [{"State": "on"}]),
    ("lists in lists", {"A": [{"B": [1, 2]}, {}, {"B": [3]}]}, "A.B", {}, [1, 2, 3]),
    ("the answer itself", {"VpcId": "1", "ResponseMetadata": {}}, "", {}, [{"VpcId": "1"}]),
    ("the parent's id is added", {"E": [{"Cidr": "c"}]}, "E", {"ListId": "pl"}, [{"ListId": "pl", "Cidr": "c"}]),
    ("the record's own word counts", {"E": [{"ListId": "own"}]}, "E", {"ListId": "pl"}, [{"ListId": "own"}]),
    ("what is no object stays", {"E": ["text"]}, "E", {"ListId": "pl"}, ["text"]),
]


@pytest.mark.parametrize(("answer", "key", "added", "found"), [row[1:] for row in ITEMS], ids=[row[0] for row in ITEMS])
def test_records_are_found_in_an_answer(
    answer: dict[str, Any], key: str, added: dict[str, Any], found: list[Any]
) -> None:
    assert items(answer, key, added) == found
