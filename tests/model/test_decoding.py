"""Nothing that AWS sends is lost, and nothing that it sends makes the reading fail."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from tests.record_strategies import items
from vpce_tui.model.decoding import MAX_DEPTH, TOO_DEEP, RecordError, to_members, to_record, to_records
from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.resources.hosted_zone import ResourceRecordSet
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.transit_gateway_route import TransitGatewayRoute
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpn_connection import VpnConnection

ROUND_TRIPS: dict[str, dict[str, Any]] = {
    "only the id": {"VpcId": "vpc-1"},
    "a list that was sent empty": {"VpcId": "vpc-1", "Tags": []},
    "a member that is new": {"VpcId": "vpc-1", "Weather": "fine"},
    "a new member in a nested shape": {"VpcId": "vpc-1", "EncryptionControl": {"Mode": "monitor", "Mood": "calm"}},
    "a new member in an item of a list": {"VpcId": "vpc-1", "Tags": [{"Key": "a"}, {"Key": "b", "Colour": 1}]},
    "a string where a number was, and the reverse": {"VpcId": "vpc-1", "OwnerId": 111122223333, "IsDefault": "yes"},
    "an item that does not fit": {"VpcId": "vpc-1", "Tags": [{"Key": "a"}, "b", {"Key": "c"}]},
    "two items that do not fit": {"VpcId": "vpc-1", "Tags": ["a", {"Key": "b"}, 7]},
    "a strange item before one with a new member": {"VpcId": "vpc-1", "Tags": ["a", {"Key": "b", "Colour": 1}]},
    "only items that do not fit": {"VpcId": "vpc-1", "Tags": ["a", 3]},
    "strange items in a list within a strange list": {
        "VpcId": "vpc-1",
        "EncryptionControl": {"Tags": [4, {"Key": "x", "More": [1]}, 5]},
        "Tags": [[], {"Key": "y"}],
    },
    "an object where a list was": {"VpcId": "vpc-1", "Tags": {"Key": "a"}},
    "members with signs that a pointer uses": {"VpcId": "vpc-1", "a/b": 1, "~c": 2, "!0": 3, "~1": 4, "": 5},
    "a member that looks like our own bookkeeping": {"VpcId": "vpc-1", "~unknownMembers": {"": 1, "/x": 2}},
    "a number beyond 64 bits": {"VpcId": "vpc-1", "OwnerId": 2**63},
}


@pytest.mark.parametrize("item", ROUND_TRIPS.values(), ids=ROUND_TRIPS.keys())
def test_a_record_gives_its_members_back(item: dict[str, Any]) -> None:
    record = to_record(item, Vpc)

    written = msgspec.json.decode(msgspec.json.encode(to_members(record)))
    assert written == item
    assert to_record(written, Vpc) == record


@settings(max_examples=300, deadline=None)
@given(items())
def test_random_items_of_every_type_survive_the_way_to_a_file_and_back(
    item: tuple[type[Record], dict[str, Any]],
) -> None:
    record_type, members = item
    record = to_record(members, record_type)
    text = msgspec.json.encode(to_members(record))

    assert to_record(msgspec.json.decode(text), record_type) == record
    assert msgspec.json.encode(to_members(to_record(msgspec.json.decode(text), record_type))) == text


def test_an_unknown_member_does_not_hide_the_known_ones() -> None:
    record = to_record({"VpcId": "vpc-1", "CidrBlock": "10.7.0.0/16", "Weather": "fine"}, Vpc)

    assert record.cidr_block == "10.7.0.0/16"
    assert record.unknown_members == {"/Weather": "fine"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"IsDefault": "true"}, {"is_default": True}),
        ({"IsDefault": "False"}, {"is_default": False}),
        ({"IsDefault": "yes"}, {"is_default": None}),
        ({"OwnerId": 111122223333}, {"owner_id": "111122223333"}),
        ({"OwnerId": True}, {"owner_id": None}),
        ({"OwnerId": [1]}, {"owner_id": None}),
    ],
)
def test_what_a_recorder_wrote_in_another_type_is_read_as_what_it_says_and_given_back_as_sent(
    sent: dict[str, Any], read: dict[str, Any]
) -> None:
    record = to_record({"VpcId": "vpc-1"} | sent, Vpc)

    assert {name: getattr(record, name) for name in read} == read
    assert to_members(record) == {"VpcId": "vpc-1"} | sent


@pytest.mark.parametrize(
    ("sent", "read"),
    [("443", 443), ("-1", -1), ("", None), ("ssh", None), (" 443", None), ("4.5", None), ("9" * 30, None)],
)
def test_a_port_that_was_written_as_text(sent: str, read: int | None) -> None:
    group = {"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": 6, "FromPort": sent}]}
    record = to_record(group, SecurityGroup)

    assert record.ip_permissions[0].from_port == read
    assert record.ip_permissions[0].ip_protocol == "6"
    assert to_members(record) == group


def test_a_list_that_was_not_sent_is_told_from_an_empty_one() -> None:
    assert to_record({"VpcId": "vpc-1"}, Vpc).tags is NOT_SENT
    assert to_record({"VpcId": "vpc-1", "Tags": []}, Vpc).tags is not NOT_SENT
    assert to_record({"VpcId": "vpc-1", "New": 1}, Vpc).tags is NOT_SENT


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({}, "no `VpcId`"),
        ({"VpcId": ""}, "no `VpcId`"),
        ({"VpcId": None}, "no `VpcId`"),
        ({"VpcId": 7}, "no `VpcId`"),
        ({"VpcId": {"a": 1}, "Weather": "fine"}, "no `VpcId`"),
        ("vpc-1", "expected an object, found str"),
        (None, "expected an object, found NoneType"),
        ([], "expected an object, found list"),
    ],
)
def test_what_has_no_id_is_no_record(raw: object, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        to_record(raw, Vpc)


def test_a_part_of_the_identity_that_aws_may_leave_out_is_not_asked_for() -> None:
    route = to_record(
        {"TransitGatewayRouteTableId": "tgw-rtb-1", "PrefixListId": "pl-1", "New": 1}, TransitGatewayRoute
    )
    name = to_record({"HostedZoneId": "Z1", "Name": "a.test.", "Type": "A", "New": 1}, ResourceRecordSet)

    assert route.record_id == "tgw-rtb-1//pl-1"
    assert name.record_id == "Z1/a.test./A/"


@pytest.mark.parametrize("strange", [{}, {"Weather": "fine"}], ids=["known members only", "with an unknown member"])
def test_withheld_members_are_never_kept_wherever_they_stand(strange: dict[str, Any]) -> None:
    secret = "s3cr3t"
    tunnel = {"OutsideIpAddress": "198.51.100.7", "PreSharedKey": secret}
    record = to_record(
        {
            "VpnConnectionId": "vpn-1",
            "CustomerGatewayConfiguration": f"<xml>{secret}</xml>",
            "PreSharedKeyArn": f"arn:{secret}",
            "Options": {"TunnelOptions": [tunnel, [tunnel], "x"]},
            "~unknownMembers": {"/PreSharedKey": "x", "PreSharedKey": secret},
            **strange,
        },
        VpnConnection,
    )

    assert record.options is not None
    assert record.options.tunnel_options[0].outside_ip_address == "198.51.100.7"
    assert secret not in msgspec.json.encode(to_members(record)).decode()
    assert secret not in repr(record)


def test_bookkeeping_from_outside_is_not_believed() -> None:
    record = to_record({"VpcId": "vpc-1", "~unknownMembers": {"no pointer": 1}}, Vpc)

    assert to_members(record) == {"VpcId": "vpc-1", "~unknownMembers": {"no pointer": 1}}


def test_what_is_nested_too_deeply_is_cut_off_and_the_rest_kept() -> None:
    deep: Any = "bottom"
    for _ in range(400):
        deep = {"a": [deep]}
    record = to_record({"VpcId": "vpc-1", "CidrBlock": "10.9.0.0/16", "Deep": deep}, Vpc)
    text = json.dumps(to_members(record))

    assert record.cidr_block == "10.9.0.0/16"
    assert TOO_DEEP in json.loads(text)["Deep"]["a"][0]["a"][0].__repr__()
    assert text.count("[") <= MAX_DEPTH


def test_a_whole_list_becomes_records() -> None:
    found = to_records([{"NetworkInterfaceId": "eni-1"}, {"NetworkInterfaceId": "eni-2"}], NetworkInterface)

    assert [record.record_id for record in found] == ["eni-1", "eni-2"]
