"""Does each record's AWS CLI command exist, ask for this record, and survive a shell?"""

from __future__ import annotations

import shlex
from functools import cache
from typing import Any, get_args

import msgspec
import pytest
from botocore import xform_name
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.resource import Resource
from vpce_tui.resources import BY_NAME, RESOURCES
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.aws_cli import Access, aws_commands, kebab

HERE = Scope("111122223333", "eu-west-1")
THERE = Scope("444455556666", "us-east-1")

IDS: dict[str, tuple[dict[str, str], str]] = {
    "vpcs": ({"VpcId": "vpc-1"}, "ec2 describe-vpcs --vpc-ids vpc-1"),
    "vpc-attributes": ({"VpcId": "vpc-1"}, "ec2 describe-vpc-attribute --vpc-id vpc-1 --attribute enableDnsSupport"),
    "subnets": ({"SubnetId": "subnet-1"}, "ec2 describe-subnets --subnet-ids subnet-1"),
    "vpc-endpoints": ({"VpcEndpointId": "vpce-1"}, "ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-1"),
    "security-groups": ({"GroupId": "sg-1"}, "ec2 describe-security-groups --group-ids sg-1"),
    "vpc-endpoint-associations": (
        {"Id": "a-1", "VpcEndpointId": "vpce-1"},
        "ec2 describe-vpc-endpoint-associations --vpc-endpoint-ids vpce-1",
    ),
    "vpc-endpoint-services": (
        {"ServiceName": "com.amazonaws.eu-west-1.s3", "ServiceId": "vpce-svc-1"},
        "ec2 describe-vpc-endpoint-services --service-names com.amazonaws.eu-west-1.s3",
    ),
    "vpc-endpoint-connections": (
        {"ServiceId": "vpce-svc-1", "VpcEndpointId": "vpce-1"},
        (
            "ec2 describe-vpc-endpoint-connections"
            " --filters Name=service-id,Values=vpce-svc-1 Name=vpc-endpoint-id,Values=vpce-1"
        ),
    ),
    "managed-prefix-list-entries": (
        {"Cidr": "10.0.0.0/8", "~field": "pl-1"},
        "ec2 get-managed-prefix-list-entries --prefix-list-id pl-1",
    ),
    "transit-gateway-routes": (
        {"DestinationCidrBlock": "10.1.0.0/16", "~field": "tgw-rtb-1"},
        (
            "ec2 search-transit-gateway-routes --transit-gateway-route-table-id tgw-rtb-1"
            " --filters Name=route-search.exact-match,Values=10.1.0.0/16"
        ),
    ),
    "availability-zones": (
        {"ZoneName": "eu-west-1a"},
        "ec2 describe-availability-zones --zone-names eu-west-1a",
    ),
    "resolver-rules": (
        {"Id": "rslvr-rr-1"},
        "route53resolver get-resolver-rule --resolver-rule-id rslvr-rr-1",
    ),
}


def record_of(resource: Resource[Any], given_members: dict[str, str]) -> Record:
    found = dict(given_members)
    field = found.pop("~field", None)
    parent = resource.read.parent
    extra = {parent.field: field} if parent is not None and field is not None else {}
    named = {name_of_field(resource, key): value for key, value in extra.items()}
    record: Record = to_record(found | named, resource.record)
    return record


def name_of_field(resource: Resource[Any], field: str) -> str:
    return next(each.encode_name for each in msgspec.structs.fields(resource.record) if each.name == field)


@pytest.mark.parametrize("name", IDS)
def test_a_record_is_asked_for_by_what_the_operation_takes(name: str) -> None:
    given_members, wanted = IDS[name]
    [first, *_] = aws_commands([(HERE, record_of(BY_NAME[name], given_members))])
    assert first == f"aws {wanted} --region eu-west-1"


@cache
def service_model(service: str) -> Any:
    return Session().get_service_model(service)


OTHERS = {"--region", "--profile", "--endpoint-url", "--max-items"}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_type_gives_a_command_whose_options_the_service_model_knows(resource: Resource[Any]) -> None:
    texts = [each for each in msgspec.structs.fields(resource.record) if str in (each.type, *get_args(each.type))]
    record = to_record({each.encode_name: f"x-{each.name}" for each in texts}, resource.record)
    commands = aws_commands([(HERE, record)], Access("prod", "http://127.0.0.1:5000"))
    assert len(commands) == (1 if resource.name.startswith("resolver") else len(resource.read.variants))
    for command in commands:
        aws, service, operation, *words = shlex.split(command)
        assert (aws, service) == ("aws", resource.read.service)
        model = service_model(service)
        operations = {xform_name(found, "-"): found for found in model.operation_names}
        inputs = model.operation_model(operations[operation]).input_shape.members
        known = {f"--{xform_name(name, '-')}" for name in inputs} | OTHERS
        assert {word for word in words if word.startswith("--")} <= known, command
        identity = [f"x-{name}" for name in record.identity]
        asks_for_one = resource.name != "vpc-block-public-access-options"
        assert not asks_for_one or any(part in command for part in (*identity, "x-vpc_endpoint_id", "x-vpc_id")), (
            command
        )


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_names_are_spelled_as_the_cli_spells_them(resource: Resource[Any]) -> None:
    assert kebab(resource.read.operation) == xform_name(resource.read.operation, "-")
    if resource.read.parent is not None:
        assert kebab(resource.read.parent.parameter) == xform_name(resource.read.parent.parameter, "-")


def test_marked_records_of_one_list_share_a_command_and_others_do_not() -> None:
    interfaces = [(HERE, NetworkInterface(network_interface_id=f"eni-{n}")) for n in range(3)]
    endpoint = (HERE, VpcEndpoint(vpc_endpoint_id="vpce-1"))
    elsewhere = (THERE, NetworkInterface(network_interface_id="eni-9"))
    assert aws_commands([*interfaces, endpoint, elsewhere]) == [
        "aws ec2 describe-network-interfaces --network-interface-ids eni-0 eni-1 eni-2 --region eu-west-1",
        "aws ec2 describe-vpc-endpoints --vpc-endpoint-ids vpce-1 --region eu-west-1",
        "aws ec2 describe-network-interfaces --network-interface-ids eni-9 --region us-east-1",
    ]


def test_a_profile_and_an_endpoint_url_stand_in_the_command() -> None:
    [command] = aws_commands([(HERE, VpcEndpoint(vpc_endpoint_id="vpce-1"))], Access("my prod", "http://[::1]:5000"))
    assert command.endswith("--region eu-west-1 --profile 'my prod' --endpoint-url 'http://[::1]:5000'")


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1))
def test_whatever_a_file_says_an_id_is_the_shell_gets_one_word(record_id: str) -> None:
    [command] = aws_commands([(HERE, VpcEndpoint(vpc_endpoint_id=record_id))])
    assert shlex.split(command)[4] == record_id


def test_the_shorthand_of_a_filter_quotes_its_own_signs() -> None:
    resource = BY_NAME["vpc-endpoint-service-permissions"]
    record = record_of(resource, {"Principal": "a,b", "~field": "vpce-svc-1"})
    [command] = aws_commands([(HERE, record)])
    assert shlex.split(command)[6] == 'Name=principal,Values="a,b"'
