"""Is the fast parser equal to botocore's, to the last field, whatever comes?"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from aiobotocore.parsers import AioEC2QueryParser
from botocore.model import ServiceModel, StructureShape
from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collect.documents import TIMESTAMPS, Author
from tests.fake_api.models import service_model
from vpce_tui.collect.xml import Ec2Parser, ResponseParsers, iso_timestamp, without_elements
from vpce_tui.resources import RESOURCES

OPERATIONS = sorted({resource.read.operation for resource in RESOURCES if resource.read.service == "ec2"})
FAST = Ec2Parser(timestamp_parser=iso_timestamp)
REFERENCE: Any = AioEC2QueryParser(timestamp_parser=iso_timestamp)


def output_shape(operation: str) -> StructureShape:
    shape = service_model("ec2").operation_model(operation).output_shape
    assert isinstance(shape, StructureShape)
    return shape


def outcome(parser: Any, body: bytes, shape: Any) -> Any:
    """What a parser makes of a body: the value, or the kind of error."""
    try:
        return without_elements(parser._parse_body_as_xml({"body": body}, shape))
    except Exception as error:
        return type(error)


@pytest.mark.parametrize("operation", [*OPERATIONS, "DescribeRegions"])
@given(seed=st.integers(0, 2**32), oddity=st.sampled_from([0.0, 0.02, 0.3]))
@settings(max_examples=25, deadline=None)
def test_any_document_is_read_as_botocore_reads_it(operation: str, seed: int, oddity: float) -> None:
    shape = output_shape(operation)
    body = Author(Random(seed), oddity).document(operation, shape)

    assert outcome(FAST, body, shape) == outcome(REFERENCE, body, shape)


@given(cut=st.integers(0, 10_000), seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_a_body_that_was_cut_is_read_as_botocore_reads_it(cut: int, seed: int) -> None:
    shape = output_shape("DescribeSubnets")
    body = Author(Random(seed), 0.1).document("DescribeSubnets", shape)
    body = body[: len(body) - cut % len(body)]

    assert outcome(FAST, body, shape) == outcome(REFERENCE, body, shape)


def vpcs(inside: str, head: str = "") -> bytes:
    return f"{head}<DescribeVpcsResponse>{inside}</DescribeVpcsResponse>".encode()


ODD_BODIES = {
    "an empty list": vpcs("<vpcSet/>"),
    "no list at all": vpcs(""),
    "an empty item": vpcs("<vpcSet><item/></vpcSet>"),
    "an item of text": vpcs("<vpcSet><item>text</item></vpcSet>"),
    "a list twice": vpcs("<vpcSet><item/></vpcSet><vpcSet><item/></vpcSet>"),
    "two request ids": vpcs("<requestId>1</requestId><requestId>2</requestId>"),
    "a declared entity": vpcs("<vpcSet><item><vpcId>&e;</vpcId></item></vpcSet>", '<!DOCTYPE a [<!ENTITY e "vpc-1">]>'),
    "an entity that nobody declared": vpcs("<vpcSet><item><vpcId>&e;</vpcId></item></vpcSet>"),
    "an integer that is none": b"<DescribeSubnetsResponse><subnetSet><item><availableIpAddressCount>many"
    b"</availableIpAddressCount></item></subnetSet></DescribeSubnetsResponse>",
    "bytes that are no UTF-8": vpcs("<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>").replace(b"vpc-1", b"\xff"),
    "a control character": vpcs("<vpcSet><item><vpcId>\x01</vpcId></item></vpcSet>"),
    "another encoding declared": vpcs(
        "<vpcSet><item><vpcId>é</vpcId></item></vpcSet>", '<?xml version="1.0" encoding="ISO-8859-1"?>'
    ),
    "a comment first": vpcs("<vpcSet><item><vpcId>v</vpcId></item></vpcSet>", "<!-- first -->"),
    "a prefix for the namespace": b'<DescribeVpcsResponse xmlns:e="urn:ec2"><e:vpcSet><e:item><e:vpcId>v</e:vpcId>'
    b"</e:item></e:vpcSet></DescribeVpcsResponse>",
    "nothing": b"",
    "blanks": b"  \n",
}


@pytest.mark.parametrize("says", ODD_BODIES)
def test_an_odd_body_is_read_as_botocore_reads_it(says: str) -> None:
    body = ODD_BODIES[says]
    shape = output_shape("DescribeSubnets" if b"Subnets" in body else "DescribeVpcs")

    assert outcome(FAST, body, shape) == outcome(REFERENCE, body, shape)


def test_a_flattened_list_is_left_to_botocore() -> None:
    model = ServiceModel(
        {
            "metadata": {"protocol": "ec2", "apiVersion": "1"},
            "operations": {},
            "shapes": {
                "Answer": {"type": "structure", "members": {"Names": {"shape": "Names", "locationName": "name"}}},
                "Names": {"type": "list", "member": {"shape": "Name"}, "flattened": True},
                "Name": {"type": "string"},
            },
        }
    )
    shape = model.shape_for("Answer")
    body = b"<AnyResponse><name>a</name><name>b</name></AnyResponse>"

    assert outcome(FAST, body, shape) == outcome(REFERENCE, body, shape) == {"Names": ["a", "b"]}


def test_a_text_that_comes_twice_gives_both_texts() -> None:
    body = vpcs("<vpcSet><item><vpcId>vpc-1</vpcId><vpcId>vpc-2</vpcId></item></vpcSet>")

    assert FAST._parse_body_as_xml({"body": body}, output_shape("DescribeVpcs")) == {
        "Vpcs": [{"VpcId": ["vpc-1", "vpc-2"]}]
    }


def test_a_page_of_something_else_is_an_error_and_not_an_empty_list() -> None:
    page = b"<html><head><title>Sign in</title></head><body>Please sign in</body></html>"
    shape = output_shape("DescribeVpcs")

    assert outcome(REFERENCE, page, shape) == {}  # what botocore would take it for
    assert outcome(FAST, page, shape) is ResponseParserError
    assert outcome(FAST, b"<!DOCTYPE html>" + page, shape) is ResponseParserError
    assert outcome(FAST, b"<Other/>", shape) is ResponseParserError


@pytest.mark.parametrize(
    ("wire", "printed"),
    [
        ("2024-05-17T08:30:00.000Z", "2024-05-17T08:30:00+00:00"),
        ("2024-05-17T08:30:00.123Z", "2024-05-17T08:30:00.123000+00:00"),
        ("2024-05-17T08:30:00+02:00", "2024-05-17T08:30:00+02:00"),
        ("1715934600", "2024-05-17T08:30:00+00:00"),
        ("never", "never"),
        ("", ""),
    ],
)
def test_timestamps_are_the_text_that_the_aws_cli_prints(wire: str, printed: str) -> None:
    assert iso_timestamp(wire) == printed


@pytest.mark.parametrize("wire", [wire for wire in TIMESTAMPS if wire[:1].isdigit() and "-" in wire])
def test_timestamps_mean_what_botocore_reads(wire: str) -> None:
    assert iso_timestamp(wire) == parse_timestamp(wire).isoformat()


def test_only_ec2_gets_the_fast_parser() -> None:
    parsers = ResponseParsers()

    assert isinstance(parsers.create_parser("ec2"), Ec2Parser)
    assert parsers.create_parser("ec2") is parsers.create_parser("ec2")
    assert not isinstance(parsers.create_parser("query"), Ec2Parser)
    assert not isinstance(parsers.create_parser("rest-xml"), Ec2Parser)


def test_the_usual_answer_takes_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the fidelity above would compare botocore with itself."""
    shape = output_shape("DescribeVpcs")
    body = vpcs("<requestId>r</requestId><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>")
    monkeypatch.setattr(AioEC2QueryParser, "_parse_xml_string_to_dom", None)

    assert outcome(FAST, body, shape) == {
        "Vpcs": [{"VpcId": "vpc-1"}],
        "ResponseMetadata": {"RequestId": "r"},
    }


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_that_is_read_can_be_compiled(operation: str) -> None:
    assert FAST.reader(output_shape(operation)) is not None
