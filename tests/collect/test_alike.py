"""Are items that look alike read together as each would be read alone?"""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from botocore.model import ListShape
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.collect.documents import Author
from tests.collect.test_answers import LISTED, LISTS, as_record, sent
from tests.collect.test_xml import REFERENCE, output_shape
from vpce_tui.collect.alike import MOST_LOOKS, AlikeItems, Taken
from vpce_tui.collect.characters import UnusualError, readable
from vpce_tui.collect.columns import TRIED
from vpce_tui.collect.looks import STEADY_AFTER
from vpce_tui.collect.rewriting import root
from vpce_tui.collect.xml import AnswerReader, iso_timestamp, without_elements
from vpce_tui.model.decoding import to_members, to_record
from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc import Vpc

OTHER_TEXTS = (
    "x",
    "eni-2",
    "true",
    "7",
    "tail ",
    "a ] b > c",
    "-",
    "été",
    "2024-05-17T08:30:00.000Z",
    "TRUE",
    "10.0.0.1",
)
ODD_TEXTS = ("a &amp; b", " blank first", "&#13;", 'a \\ b "c"', "two\nlines", "\x01", "&unknown;", "]]>", "")


LONG = [
    resource
    for resource in LISTED
    if isinstance(output_shape(resource.read.operation).members[resource.read.result_key], ListShape)
]


def items_of(operation: str, key: str, enough: int = 2) -> AlikeItems:
    shape = output_shape(operation)
    return AlikeItems(shape, key, LISTS[shape.name][1], iso_timestamp, enough=enough)


def reader(operation: str, enough: int = 2) -> AnswerReader:
    """A reader that learns looks from lists that are too short for it in life."""
    shape = output_shape(operation)
    made = AnswerReader(shape, LISTS)
    made._alike = items_of(operation, LISTS[shape.name][0], enough)
    return made


def vpcs(*items: str, beside: str = "<requestId>r</requestId>", behind: str = "<nextToken>t</nextToken>") -> bytes:
    inside = "".join(f"\n  <item>{item}</item>" for item in items)
    return f"<DescribeVpcsResponse>{beside}<vpcSet>{inside}\n</vpcSet>{behind}</DescribeVpcsResponse>".encode()


def vpc(number: int, more: str = "<state>available</state>") -> str:
    return f"<vpcId>vpc-{number}</vpcId>{more}"


def taken(body: bytes, items: AlikeItems | None = None) -> Taken | None:
    document = readable(body)
    return (items or items_of("DescribeVpcs", "Vpcs")).taken(document, root(document).end())


def long_document(random: Random, oddity: float, operation: str, key: str) -> bytes:
    """A list of a few kinds of items, again and again, with other texts in them."""
    author, shape = Author(random, oddity), output_shape(operation)
    member = shape.members[key]
    assert isinstance(member, ListShape)
    kinds = [author.inside(member.member, 0) for _ in range(random.randint(1, 3))]
    others = OTHER_TEXTS if oddity == 0 else OTHER_TEXTS + ODD_TEXTS

    def again(kind: str) -> str:
        share = random.choice([0.0, 0.2])
        return re.sub(
            r">([^<>&\s]+)</",
            lambda text: f">{random.choice(others) if random.random() < share else text[1]}</",
            kind,
        )

    blanks = random.choice(["", "\n    "])
    items = "".join(f"{blanks}<item>{again(random.choice(kinds))}</item>" for _ in range(random.randint(2, 12)))
    tag = member.serialization.get("name", key)
    token = random.choice(["", "<nextToken>a token</nextToken>", "<nextToken/>"])
    return (
        f"<{operation}Response>\n<requestId>r</requestId><{tag}>{items}</{tag}>{token}</{operation}Response>".encode()
    )


@pytest.mark.parametrize("resource", LONG, ids=lambda resource: resource.name)
@given(seed=st.integers(0, 2**32), oddity=st.sampled_from([0.0, 0.0, 0.05]))
@example(seed=342, oddity=0.05)  # a moment that is two lines of text
@settings(max_examples=15, deadline=None)
def test_records_are_those_of_botocores_dictionaries(resource: Any, seed: int, oddity: float) -> None:
    operation, key = resource.read.operation, resource.read.result_key
    random, shape, made = Random(seed), output_shape(operation), reader(operation)
    for _ in range(2):  # what the first page taught is used on the second
        body = long_document(random, oddity, operation, key)
        try:
            found = made.read(body)
        except UnusualError:
            continue
        wanted = without_elements(REFERENCE._parse_body_as_xml({"body": body}, shape))
        assert {**found, key: []} == {**wanted, key: []}
        records = [as_record(item, resource.record) for item in found[key]]
        assert records == [as_record(item, resource.record) for item in wanted[key]]
        for record, item in zip(records, wanted[key], strict=True):
            if isinstance(record, Record):
                assert sent(record) == sent(to_record(item, resource.record))
                assert to_members(record) == to_members(to_record(item, resource.record))


def test_items_that_look_alike_are_taken_out_and_the_rest_is_left() -> None:
    odd = "<vpcId>vpc-odd</vpcId><state>available &amp; more</state>"
    found = taken(vpcs(vpc(1), vpc(2), odd, vpc(3)))

    assert found is not None
    assert [record and record.vpc_id for record in found.records] == ["vpc-1", "vpc-2", None, "vpc-3"]
    assert found.rest.count("<item>") == found.left == 1
    assert odd in found.rest
    assert "<nextToken>t</nextToken>" in found.rest


def test_the_order_is_that_of_the_page() -> None:
    bodies = [vpc(number) if number % 3 else vpc(number, "<isDefault>true</isDefault>") for number in range(30)]
    bodies[7] = vpc(7, "<state>a &lt; b</state>")
    answer = reader("DescribeVpcs").read(vpcs(*bodies))

    assert [record.vpc_id for record in answer["Vpcs"]] == [f"vpc-{number}" for number in range(30)]
    assert answer["Vpcs"][7].state == "a < b"
    assert answer["NextToken"] == "t"
    assert answer["ResponseMetadata"] == {"RequestId": "r"}


def test_a_list_in_a_list_is_never_taken_for_the_list() -> None:
    inner = "<item><vpcId>vpc-9</vpcId><ownerId>1</ownerId></item>"
    nested = f"<other><vpcSet>{inner}{inner}</vpcSet></other>"

    assert taken(vpcs(vpc(1), vpc(2), beside=nested)) is None
    answer = reader("DescribeVpcs").read(
        vpcs(vpc(1), vpc(2) + nested, vpc(3), vpc(4) + nested).replace(b"\n  <item>", b"<item>")
    )
    assert [record.vpc_id for record in answer["Vpcs"]] == ["vpc-1", "vpc-2", "vpc-3", "vpc-4"]


REFUSED = {
    "a comment between items": vpcs(vpc(1), vpc(2)).replace(b"\n  <item>", b"<!-- c --><item>"),
    "a text between items": vpcs(vpc(1), vpc(2), vpc(3)).replace(b"</item>\n", b"</item>stray\n", 1),
    "a control character": vpcs(vpc(1), vpc(2, "<state>a\x01b</state>"), vpc(3)),
    "an entity that nobody declared": vpcs(vpc(1), vpc(2, "<state>a&e;b</state>"), vpc(3)),
    "an item that does not end": vpcs(vpc(1), vpc(2), vpc(3)).replace(b"</item>\n</vpcSet>", b"\n</vpcSet>"),
    "items in a section of characters": vpcs(vpc(1), vpc(2))
    .replace(b"<vpcSet>", b"<vpcSet><![CDATA[")
    .replace(b"</vpcSet>", b"]]></vpcSet>"),
    "two lists": vpcs(vpc(1), vpc(2)).replace(b"<nextToken>", b"<vpcSet><item/></vpcSet><nextToken>"),
    "an attribute": vpcs(vpc(1), vpc(2), vpc(3)).replace(b"<vpcId>vpc-2", b'<vpcId a="b">vpc-2'),
    "no end": vpcs(vpc(1), vpc(2), vpc(3))[:-5],
    "something behind the end": vpcs(vpc(1), vpc(2), vpc(3)) + b"x",
}


@pytest.mark.parametrize("says", REFUSED)
def test_what_is_unusual_in_one_item_is_unusual_in_many(says: str) -> None:
    made = reader("DescribeVpcs")
    made.read(vpcs(vpc(1), vpc(2), vpc(3)))  # the look is known

    with pytest.raises(UnusualError):
        made.read(REFUSED[says])


def test_a_value_that_is_none_is_left_to_botocore() -> None:
    def subnet(count: str) -> str:
        return f"<item><subnetId>s</subnetId><availableIpAddressCount>{count}</availableIpAddressCount></item>"

    made = reader("DescribeSubnets")
    page = "<DescribeSubnetsResponse><subnetSet>{}</subnetSet></DescribeSubnetsResponse>"
    answer = made.read(page.format(subnet("12") + subnet("250")).encode())
    assert [record.available_ip_address_count for record in answer["Subnets"]] == [12, 250]

    with pytest.raises(UnusualError):
        made.read(page.format(subnet("12") + subnet("many")).encode())


def interfaces(start: int, count: int, status: str = "in-use") -> bytes:
    items = "".join(
        f"<item><networkInterfaceId>eni-{number}</networkInterfaceId><vpcId>vpc-{number % 3}</vpcId>"
        f"<groupSet><item><groupId>sg-{number % 5}</groupId><groupName>web</groupName></item></groupSet>"
        f"<privateIpAddress>10.{number}</privateIpAddress><privateIpAddressesSet><item><privateIpAddress>10.{number}"
        "</privateIpAddress></item></privateIpAddressesSet><ipv6AddressesSet/>"
        f"<requesterManaged>{'true' if number % 2 else 'false'}</requesterManaged>"
        f"<attachment><deviceIndex>{number % 40}</deviceIndex>"
        "<attachTime>2024-05-17T08:30:00.000Z</attachTime></attachment>"
        f"<status>{status}</status><ownerId>111122223333</ownerId><interfaceType>lambda</interfaceType></item>"
        for number in range(start, start + count)
    )
    head = "DescribeNetworkInterfacesResponse"
    return f"<{head}><networkInterfaceSet>{items}</networkInterfaceSet></{head}>".encode()


def read_interfaces(count: int, a_page: int = 1000) -> list[NetworkInterface]:
    made = reader("DescribeNetworkInterfaces")
    return [
        record
        for start in range(0, count, a_page)
        for record in made.read(interfaces(start, a_page))["NetworkInterfaces"]
    ]


def objects(values: Any) -> int:
    return len({id(value) for value in values})


def test_every_field_says_what_its_item_says() -> None:
    for number, record in enumerate(read_interfaces(600, 300)):
        assert record.network_interface_id == f"eni-{number}"
        assert record.vpc_id == f"vpc-{number % 3}"
        assert record.groups[0].group_id == f"sg-{number % 5}"
        assert record.private_ip_address == record.private_ip_addresses[0].private_ip_address == f"10.{number}"
        assert record.requester_managed is (number % 2 == 1)
        assert record.attachment is not None
        assert record.attachment.device_index == number % 40
        assert record.attachment.attach_time == "2024-05-17T08:30:00+00:00"
        assert record.ipv6_addresses is not NOT_SENT
        assert record.tag_set is NOT_SENT


def test_equal_values_are_kept_once_over_all_pages() -> None:
    records = read_interfaces(600, 300)

    assert objects(record.vpc_id for record in records) == 3
    assert objects(record.groups for record in records) == 5
    assert objects(record.attachment for record in records) == 40
    assert all(record.private_ip_address is record.private_ip_addresses[0].private_ip_address for record in records)


def test_what_is_different_each_time_is_not_kept_for_long() -> None:
    made = reader("DescribeNetworkInterfaces")
    for start in range(0, TRIED + 4_000, 2_000):
        made.read(interfaces(start, 2_000))
    assert made._alike is not None
    kept = made._alike._kept

    assert not kept["network_interface_id",].is_worth_it
    assert kept["network_interface_id",].size == 0
    assert kept["vpc_id",].size == 3


def test_what_nearly_all_items_say_is_learned_and_the_others_are_read_as_well() -> None:
    made = reader("DescribeNetworkInterfaces")
    for start in range(0, STEADY_AFTER, 1_000):
        made.read(interfaces(start, 1_000))
    assert made._alike is not None
    assert made._alike._looks[0].is_narrow

    for status, start in (("in-use", 0), ("available", 7), ("in-use", 14)):
        (*_, last) = records = made.read(interfaces(start, 10, status))["NetworkInterfaces"]
        assert [record.network_interface_id for record in records] == [f"eni-{start + number}" for number in range(10)]
        assert {record.status for record in records} == {status}
        assert (last.owner_id, last.interface_type) == ("111122223333", "lambda")
        assert last.attachment.device_index == (start + 9) % 40
        assert last.attachment.attach_time == "2024-05-17T08:30:00+00:00"


def test_a_page_of_one_kind_is_not_taken_for_the_rule() -> None:
    made = reader("DescribeNetworkInterfaces")
    made.read(interfaces(0, STEADY_AFTER // 2))
    made.read(interfaces(0, STEADY_AFTER // 2, "available"))
    assert made._alike is not None
    statuses = {
        record.status
        for status in ("in-use", "available", "other")
        for record in made.read(interfaces(0, 5, status))["NetworkInterfaces"]
    }

    assert made._alike._looks[0].is_narrow
    assert statuses == {"in-use", "available", "other"}


def test_no_more_looks_are_kept_than_are_of_use() -> None:
    items = items_of("DescribeVpcs", "Vpcs")
    for number in range(400):
        members = "".join(f"<unknown{bit}>x</unknown{bit}>" for bit in range(9) if number >> bit & 1)
        taken(vpcs(vpc(1, members), vpc(2, members)), items)

    assert 1 < len(items._looks) <= MOST_LOOKS


def test_a_list_whose_items_all_look_different_is_given_up() -> None:
    items = items_of("DescribeVpcs", "Vpcs")
    page = vpcs(*(vpc(number, f"<u{number}>x</u{number}>") for number in range(500)))
    found = [taken(page.replace(b"<u", b"<u%d" % turn).replace(b"</u", b"</u%d" % turn), items) for turn in range(10)]

    assert found[0] is not None
    assert found[-1] is None


def test_short_lists_teach_nothing() -> None:
    assert taken(vpcs(vpc(1), vpc(2)), items_of("DescribeVpcs", "Vpcs", enough=3)) is None


def test_records_of_one_look_are_of_their_type_and_frozen() -> None:
    answer = reader("DescribeVpcs").read(vpcs(vpc(1), vpc(2)))

    assert answer["Vpcs"] == [Vpc(vpc_id="vpc-1", state="available"), Vpc(vpc_id="vpc-2", state="available")]
    with pytest.raises(AttributeError):
        answer["Vpcs"][0].state = "gone"
