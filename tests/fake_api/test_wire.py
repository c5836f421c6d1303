"""Does a stock client read from the fake what the world holds?"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.fake_api import FakeEc2, Quota, World, access_key_id, html_proxy, refused
from tests.fake_api.big import big_world
from tests.fake_api.faults import CutMidBody, Hang, RepeatToken, Reset, malformed
from tests.fake_api.models import operation
from tests.fake_api.render import envelope, renderer
from tests.patience import PATIENCE

ACCOUNT = "111122223333"
OTHER = "444455556666"
IRELAND = (ACCOUNT, "eu-west-1")
VPC = "vpc-0aaa"


def world() -> World:
    subnets = [
        {"SubnetId": f"subnet-{number}", "VpcId": VPC if number < 6 else "vpc-0bbb", "Tags": [tag("n", str(number))]}
        for number in range(12)
    ]
    return World(
        {
            IRELAND: {
                "Vpcs": [{"VpcId": VPC, "IsDefault": False, "Tags": [tag("Name", "<a & b>\r\n'\"")]}],
                "Subnets": subnets,
                "VpcEndpoints": [
                    {"VpcEndpointId": "vpce-1", "CreationTimestamp": datetime(2024, 5, 17, 8, 30, tzinfo=UTC)}
                ],
                "GetManagedPrefixListEntries": {"pl-1": [{"Cidr": "10.0.0.0/8"}], "pl-2": []},
                "ServiceDetails": [{"ServiceName": "com.amazonaws.eu-west-1.sqs", "ServiceRegion": "eu-west-1"}],
                "DescribeVpcAttribute": {VPC: {"EnableDnsHostnames": True}},
                "ResolverRules": [{"Id": "rslvr-rr-1", "DomainName": "corp.example."}],
                "HostedZoneSummaries": {VPC: [{"HostedZoneId": "Z1", "Name": "corp.example.", "Owner": {}}]},
                "ResourceRecordSets": {"Z1": [{"Name": "db.corp.example.", "Type": "A", "TTL": 60}]},
            },
            (OTHER, "us-east-1"): {"Vpcs": [{"VpcId": "vpc-0ccc"}]},
        }
    )


def tag(key: str, value: str) -> dict[str, str]:
    return {"Key": key, "Value": value}


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    with FakeEc2(world()) as running:
        yield running


SESSION = botocore.session.Session()  # one for all, as each would read EC2's model anew


def client(
    fake: FakeEc2,
    service: str = "ec2",
    *,
    account: str = ACCOUNT,
    region: str = "eu-west-1",
    read_timeout: float = PATIENCE,
) -> Any:
    return SESSION.create_client(
        service,
        region_name=region,
        endpoint_url=fake.url,
        aws_access_key_id=access_key_id(account),
        aws_secret_access_key="made-up",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=read_timeout, connect_timeout=PATIENCE),
    )


def test_records_come_back_as_they_were_put(fake: FakeEc2) -> None:
    ec2 = client(fake)

    assert ec2.describe_vpcs()["Vpcs"] == world().get(IRELAND, "Vpcs")
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == world().get(IRELAND, "VpcEndpoints")
    assert ec2.describe_instances()["Reservations"] == []


def test_the_key_and_the_signature_tell_account_and_region(fake: FakeEc2) -> None:
    assert client(fake, account=OTHER, region="us-east-1").describe_vpcs()["Vpcs"] == [{"VpcId": "vpc-0ccc"}]
    assert [call.scope for call in fake.calls] == [(OTHER, "us-east-1")]


def test_pages_follow_one_another_to_the_end(fake: FakeEc2) -> None:
    pages = list(client(fake).get_paginator("describe_subnets").paginate(PaginationConfig={"PageSize": 5}))

    assert [len(page["Subnets"]) for page in pages] == [5, 5, 2]
    assert [call.page for call in fake.calls] == [1, 2, 3]
    assert "NextToken" not in pages[-1]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([{"Name": "vpc-id", "Values": [VPC]}], 6),
        ([{"Name": "vpc-id", "Values": [VPC, "vpc-0bbb"]}], 12),
        ([{"Name": "vpc-id", "Values": ["vpc-*"]}], 12),
        ([{"Name": "vpc-id", "Values": [VPC]}, {"Name": "tag:n", "Values": ["7"]}], 0),
        ([{"Name": "tag:n", "Values": ["1?"]}], 2),
    ],
)
def test_filters_leave_what_fits(fake: FakeEc2, filters: list[dict[str, Any]], found: int) -> None:
    assert len(client(fake).describe_subnets(Filters=filters)["Subnets"]) == found


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("describe_subnets", {"SubnetIds": ["subnet-1"], "MaxResults": 5}, "InvalidParameterCombination"),
    ("describe_subnets", {"SubnetIds": ["subnet-nowhere"]}, "InvalidSubnetID.NotFound"),
    ("describe_subnets", {"MaxResults": 1001}, "InvalidParameterValue"),
    ("describe_route_tables", {"MaxResults": 101}, "InvalidParameterValue"),
    ("describe_subnets", {"NextToken": "bm90IGEgdG9rZW4="}, "InvalidNextToken"),
    ("describe_subnets", {"Filters": [{"Name": "no-such-thing", "Values": ["1"]}]}, "InvalidParameterValue"),
    ("describe_vpc_attribute", {"VpcId": "vpc-9", "Attribute": "enableDnsSupport"}, "InvalidVpcID.NotFound"),
    ("describe_vpc_endpoint_services", {"ServiceNames": ["com.amazonaws.us-east-1.sqs"]}, "InvalidServiceName"),
]


@pytest.mark.parametrize(("method", "parameters", "code"), REFUSED)
def test_what_aws_refuses_is_refused(fake: FakeEc2, method: str, parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as refusal:
        getattr(client(fake), method)(**parameters)

    assert refusal.value.response["Error"]["Code"] == code


def test_a_token_holds_for_its_own_list_alone(fake: FakeEc2) -> None:
    ec2 = client(fake)
    token = ec2.describe_subnets(MaxResults=5)["NextToken"]

    with pytest.raises(ClientError, match="InvalidNextToken"):
        ec2.describe_subnets(MaxResults=5, NextToken=token, Filters=[{"Name": "vpc-id", "Values": [VPC]}])


def test_lists_of_a_parent_come_by_the_parents_id(fake: FakeEc2) -> None:
    ec2 = client(fake)

    assert ec2.get_managed_prefix_list_entries(PrefixListId="pl-1")["Entries"] == [{"Cidr": "10.0.0.0/8"}]
    assert ec2.get_managed_prefix_list_entries(PrefixListId="pl-2")["Entries"] == []


def test_attributes_regions_and_zones_have_sensible_defaults(fake: FakeEc2) -> None:
    ec2 = client(fake)

    support = ec2.describe_vpc_attribute(VpcId=VPC, Attribute="enableDnsSupport")
    names = ec2.describe_vpc_attribute(VpcId=VPC, Attribute="enableDnsHostnames")
    assert (support["EnableDnsSupport"], names["EnableDnsHostnames"]) == ({"Value": True}, {"Value": True})
    assert [region["RegionName"] for region in ec2.describe_regions()["Regions"]] == ["eu-west-1"]
    assert ec2.describe_availability_zones()["AvailabilityZones"][0]["ZoneId"] == "euw1-az1"


def test_services_are_found_by_name_and_named(fake: FakeEc2) -> None:
    name = "com.amazonaws.eu-west-1.sqs"
    answer = client(fake).describe_vpc_endpoint_services(Filters=[{"Name": "service-name", "Values": [name]}])

    assert answer["ServiceNames"] == [name]
    assert [detail["ServiceName"] for detail in answer["ServiceDetails"]] == [name]


def test_sts_says_who_calls_and_gives_a_roles_credentials(fake: FakeEc2) -> None:
    sts = client(fake, "sts")

    assert sts.get_caller_identity()["Account"] == ACCOUNT
    role = sts.assume_role(RoleArn=f"arn:aws:iam::{OTHER}:role/path/reader", RoleSessionName="me")
    assert OTHER in role["Credentials"]["AccessKeyId"]


def test_route_53_and_its_resolver_list_names(fake: FakeEc2) -> None:
    route53 = client(fake, "route53")
    zones = route53.list_hosted_zones_by_vpc(VPCId=VPC, VPCRegion="eu-west-1")["HostedZoneSummaries"]
    sets = route53.list_resource_record_sets(HostedZoneId="Z1")["ResourceRecordSets"]
    rules = client(fake, "route53resolver").list_resolver_rules()["ResolverRules"]

    assert [zone["HostedZoneId"] for zone in zones] == ["Z1"]
    assert [(one["Name"], one["TTL"]) for one in sets] == [("db.corp.example.", 60)]
    assert [rule["DomainName"] for rule in rules] == ["corp.example."]
    with pytest.raises(ClientError, match="NoSuchHostedZone"):
        route53.list_resource_record_sets(HostedZoneId="Z2")


def test_a_region_that_the_account_has_not_is_refused(fake: FakeEc2) -> None:
    with pytest.raises(ClientError, match="AuthFailure"):
        client(fake, region="ap-east-1").describe_vpcs()


def test_a_change_of_the_world_is_seen_at_once(fake: FakeEc2) -> None:
    ec2 = client(fake)
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1
    fake.world.put(IRELAND, "Vpcs", [])
    assert ec2.describe_vpcs()["Vpcs"] == []


def test_a_quota_throttles_each_action_alone_and_calls_without_pages_at_half() -> None:
    with FakeEc2(world(), quota=Quota(capacity=2, refill=0)) as fake:
        ec2 = client(fake)
        ec2.describe_vpcs(MaxResults=5)
        ec2.describe_vpcs(MaxResults=5)
        with pytest.raises(ClientError, match="RequestLimitExceeded"):
            ec2.describe_vpcs(MaxResults=5)
        assert ec2.describe_subnets()["Subnets"]
        with pytest.raises(ClientError, match="RequestLimitExceeded"):
            ec2.describe_subnets()
        assert fake.quota is not None
        assert fake.quota.refused == 2


def test_answers_are_indented_as_ec2_indents_them() -> None:
    shape = operation("ec2", "DescribeVpcs").output_shape
    assert shape is not None
    inside = renderer(shape, 1)({"Vpcs": [{"VpcId": "vpc-1", "Tags": []}]})

    assert envelope("DescribeVpcs", inside).decode().splitlines()[2:] == [
        "    <requestId>00000000-0000-4000-8000-000000000000</requestId>",
        "    <vpcSet>",
        "        <item>",
        "            <vpcId>vpc-1</vpcId>",
        "            <tagSet/>",
        "        </item>",
        "    </vpcSet>",
        "</DescribeVpcsResponse>",
    ]


def test_a_fault_meets_the_calls_it_was_scripted_for(fake: FakeEc2) -> None:
    fake.faults.add(refused("UnauthorizedOperation"), action="DescribeVpcs", times=1)
    fake.faults.add(refused("ExpiredToken"), action="DescribeSubnets", page=2)
    ec2 = client(fake)

    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        ec2.describe_vpcs()
    assert ec2.describe_vpcs()["Vpcs"]
    token = ec2.describe_subnets(MaxResults=5)["NextToken"]
    with pytest.raises(ClientError, match="ExpiredToken"):
        ec2.describe_subnets(MaxResults=5, NextToken=token)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Hang(), "ReadTimeoutError"),
        (Reset(), "ConnectionClosedError|EndpointConnectionError|HTTPClientError"),
        (CutMidBody(), "ResponseParserError|ResponseStreamingError|HTTPClientError|ConnectionClosedError"),
        (malformed(), "ResponseParserError"),
        (html_proxy(), "ResponseParserError"),
        (refused("InternalError"), "ClientError"),
    ],
)
def test_connections_fail_in_every_way(fake: FakeEc2, fault: Any, error: str) -> None:
    fake.faults.add(fault, action="DescribeSubnets")

    with pytest.raises(Exception) as failure:  # noqa: PT011
        client(fake, read_timeout=0.2 if fault == Hang() else PATIENCE).describe_subnets()

    assert re.fullmatch(error, type(failure.value).__name__)
    assert client(fake).describe_vpcs()["Vpcs"]


def test_a_token_can_be_made_to_repeat(fake: FakeEc2) -> None:
    fake.faults.add(RepeatToken(), action="DescribeSubnets")
    ec2 = client(fake)
    first = ec2.describe_subnets(MaxResults=5)["NextToken"]

    assert ec2.describe_subnets(MaxResults=5, NextToken=first)["NextToken"] == first


def test_a_member_that_no_shape_has_is_the_tests_own_mistake() -> None:
    with (
        pytest.raises(ValueError, match="has no member 'VpcIdd'"),
        FakeEc2(World({IRELAND: {"Vpcs": [{"VpcIdd": "vpc-1"}]}})) as fake,
        pytest.raises(ClientError, match="FakeIsBroken"),
    ):
        client(fake).describe_vpcs()


def test_a_key_of_several_operations_is_refused() -> None:
    with pytest.raises(ValueError, match="say DescribePrefixLists or DescribeManagedPrefixLists"):
        World({IRELAND: {"PrefixLists": []}})


def test_the_big_world_is_of_one_piece() -> None:
    lists = big_world(9_000).contents[ACCOUNT, "eu-west-1"]
    interfaces = {eni["NetworkInterfaceId"]: eni for eni in lists["NetworkInterfaces"]}
    subnets = {subnet["SubnetId"]: subnet["VpcId"] for subnet in lists["Subnets"]}
    groups = {group["GroupId"]: group["VpcId"] for group in lists["SecurityGroups"]}
    tables = {table["RouteTableId"] for table in lists["RouteTables"]}

    assert len(interfaces) == 9_000
    assert len({(eni["VpcId"], eni["PrivateIpAddress"]) for eni in interfaces.values()}) == 9_000
    for eni in interfaces.values():
        assert subnets[eni["SubnetId"]] == eni["VpcId"]
        assert groups[eni["Groups"][0]["GroupId"]] == eni["VpcId"]
    for endpoint in lists["VpcEndpoints"]:
        assert set(endpoint.get("SubnetIds", ())) <= subnets.keys()
        assert set(endpoint.get("NetworkInterfaceIds", ())) <= interfaces.keys()
        assert set(endpoint.get("RouteTableIds", ())) <= tables


def test_a_big_world_can_be_served_from_the_command_line() -> None:
    command = [sys.executable, "-m", "tests.fake_api", "--interfaces", "50"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with pytest.raises(urllib.error.HTTPError, match="403") as refusal:
            urllib.request.urlopen(url)  # not signed
        refusal.value.close()
        process.terminate()

    assert process.returncode == 0
