"""Are records that come straight from an answer those that its dictionaries would give?"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collect.documents import Author
from tests.collect.test_xml import REFERENCE, output_shape
from vpce_tui.collect.answers import record_lists
from vpce_tui.collect.xml import Ec2Parser, iso_timestamp, without_elements
from vpce_tui.model.decoding import RecordError, to_members, to_record
from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.vpc import Vpc

LISTS = record_lists(RESOURCES)
LISTED = [resource for resource in RESOURCES if LISTS.get(f"{resource.read.operation}Result", ("", None))[1]]


def parser(**lists: tuple[str, type[Record]]) -> Any:
    return Ec2Parser(lists or LISTS, timestamp_parser=iso_timestamp)


def sent(record: Record) -> list[str]:
    return [name for name in record.__struct_fields__ if getattr(record, name) is not NOT_SENT]


def as_record(item: Any, record_type: type[Record]) -> Any:
    if isinstance(item, Record):
        return item
    try:
        return to_record(item, record_type)
    except RecordError as error:
        return str(error)


@pytest.mark.parametrize("resource", LISTED, ids=lambda resource: resource.name)
@given(seed=st.integers(0, 2**32), oddity=st.sampled_from([0.0, 0.0, 0.02]))
@settings(max_examples=15, deadline=None)
def test_records_are_those_of_botocores_dictionaries(resource: Any, seed: int, oddity: float) -> None:
    shape = output_shape(resource.read.operation)
    body = Author(Random(seed), oddity).document(resource.read.operation, shape)
    key = resource.read.result_key
    try:
        wanted = without_elements(REFERENCE._parse_body_as_xml({"body": body}, shape))
    except Exception as error:
        with pytest.raises(type(error)):
            parser()._parse_body_as_xml({"body": body}, shape)
        return
    found = parser()._parse_body_as_xml({"body": body}, shape)

    assert found.keys() == wanted.keys()
    assert {name: found[name] for name in found if name != key} == {
        name: wanted[name] for name in wanted if name != key
    }
    if isinstance(wanted.get(key), list):
        records = [as_record(item, resource.record) for item in found[key]]
        assert records == [as_record(item, resource.record) for item in wanted[key]]
        for record, item in zip(records, wanted[key], strict=True):
            if isinstance(record, Record):
                assert sent(record) == sent(to_record(item, resource.record))
                assert to_members(record) == to_members(to_record(item, resource.record))


def test_most_lists_come_as_records_at_once() -> None:
    names = {resource.name for resource in LISTED}

    assert {"network-interfaces", "vpc-endpoints", "subnets", "security-groups", "route-tables"} <= names
    assert "instances" not in names  # they lie in reservations
    assert "managed-prefix-list-entries" not in names  # their parent's id is put into them
    assert len(names) > 30


class Small(Record, frozen=True, kw_only=True):
    """A VPC of an older version of this program."""

    identity = ("vpc_id",)
    withheld = frozenset({"OwnerId"})

    vpc_id: str


def vpcs(*items: str) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f"<DescribeVpcsResponse><requestId>r</requestId><vpcSet>{inside}</vpcSet></DescribeVpcsResponse>".encode()


def test_members_that_a_record_does_not_know_are_kept_and_secrets_are_not() -> None:
    made = parser(DescribeVpcsResult=("Vpcs", Small))
    body = vpcs("<vpcId>vpc-1</vpcId><state>available</state><ownerId>1</ownerId>")
    answer = made._parse_body_as_xml({"body": body}, output_shape("DescribeVpcs"))
    record = to_record(answer["Vpcs"][0], Small)

    assert record.unknown_members == {"/State": "available"}
    assert answer["ResponseMetadata"] == {"RequestId": "r"}


def test_an_item_without_its_id_leaves_the_page_to_the_lenient_way() -> None:
    body = vpcs("<vpcId>vpc-1</vpcId>", "<vpcId></vpcId>")
    answer = parser()._parse_body_as_xml({"body": body}, output_shape("DescribeVpcs"))

    assert answer["Vpcs"] == [{"VpcId": "vpc-1"}, {"VpcId": ""}]


def test_a_usual_page_holds_records() -> None:
    answer = parser()._parse_body_as_xml({"body": vpcs("<vpcId>vpc-1</vpcId>")}, output_shape("DescribeVpcs"))

    assert answer["Vpcs"] == [Vpc(vpc_id="vpc-1")]
