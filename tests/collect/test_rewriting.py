"""Is EC2's XML rewritten without a loss, quickly where it is usual, and refused where it is not?"""

from __future__ import annotations

import json
from functools import partial
from random import Random
from typing import Any

import pytest
from botocore.model import ListShape, Shape, StructureShape
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collect.documents import Author
from tests.collect.test_xml import OPERATIONS, REFERENCE, output_shape
from vpce_tui.collect import rewriting
from vpce_tui.collect.answers import NO_LISTS
from vpce_tui.collect.characters import UnusualError
from vpce_tui.collect.rewriting import _TEXT, Rewriter, portions
from vpce_tui.collect.runs import List, Shapes, Structure
from vpce_tui.collect.xml import AnswerReader, iso_timestamp

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'


def rewriter(operation: str = "DescribeVpcs") -> Rewriter:
    return Rewriter(output_shape(operation), iso_timestamp)


def vpc_document(inside: str) -> bytes:
    return f"{HEAD}\n    <vpcSet>\n        <item>{inside}</item>\n    </vpcSet>\n</DescribeVpcsResponse>".encode()


def vpc(inside: str) -> Any:
    return json.loads(rewriter().rewritten(vpc_document(inside)))["Vpcs"][0]


TEXTS = [
    ("plain", "plain"),
    (" blanks around ", " blanks around "),
    ("  ", "  "),
    ("", ""),
    ('a "quote" and a \\ backslash', 'a "quote" and a \\ backslash'),
    ("&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos;", "<a> & \"b\" 'c'"),
    ("&amp;lt; &amp;#13; &#38;lt;", "&lt; &#13; &lt;"),
    ("&#13;&#x1F600;&#34;&#92;", '\r\U0001f600"\\'),
    ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ("line\r\nends\rhere", "line\nends\nhere"),
    ("5 > 4", "5 > 4"),
    (" >4", " >4"),
    ("true", "true"),
    ("7", "7"),
    ('},{"a":"b"}', '},{"a":"b"}'),
    ("日本語 \U0001f600 \x7f\x85", "日本語 \U0001f600 \x7f\x85"),
]


@pytest.mark.parametrize(("wire", "meant"), TEXTS, ids=[repr(wire) for wire, _ in TEXTS])
def test_a_text_means_what_it_says(wire: str, meant: str) -> None:
    assert vpc(f"<vpcId>{wire}</vpcId><state>x</state>") == {"VpcId": meant, "State": "x"}


REFUSED = {
    "a repeated member": "<vpcId>a</vpcId><vpcId>b</vpcId>",
    "a repeated member that is empty": "<vpcId/><vpcId></vpcId>",
    "a comment": "<vpcId>a<!-- b --></vpcId>",
    "a comment between": "<vpcId>a</vpcId><!-- b --><state>c</state>",
    "character data": "<vpcId><![CDATA[a]]></vpcId>",
    "an instruction": "<vpcId>a<?b?></vpcId>",
    "the end of character data": "<vpcId>a]]>b</vpcId>",
    "an attribute": '<vpcId a="b">c</vpcId>',
    "a prefix": "<e:vpcId>a</e:vpcId>",
    "an element in a text": "<vpcId>a<b/></vpcId>",
    "a text behind an element": "<vpcId><b/>a</vpcId>",
    "text between elements": "<vpcId>a</vpcId>b<state>c</state>",
    "text that would be JSON": "},{<vpcId>a</vpcId>",
    "an end that is another's": "<vpcId>a</state>",
    "an end too many": "</item><vpcId>a</vpcId>",
    "a control character": "<vpcId>a\x01b</vpcId>",
    "a control character that is not kept": "<unknown>a\x01b</unknown>",
    "a control character in a reference": "<vpcId>&#1;</vpcId>",
    "half of a character": "<vpcId>&#xD800;</vpcId>",
    "no character": "<vpcId>\uffff</vpcId>",
    "an entity that nobody declared": "<vpcId>&nbsp;</vpcId>",
    "an ampersand alone": "<vpcId>a & b</vpcId>",
    "an entity that nobody declared, not kept": "<unknown>&nbsp;</unknown>",
    "elements without end": "<a>" * 100_000 + "</a>" * 100_000,
    "a blank in a tag": "<vpcId >a</vpcId>",
}


@pytest.mark.parametrize("says", REFUSED)
def test_what_is_unusual_or_no_xml_is_left_to_botocore(says: str) -> None:
    reader = AnswerReader(output_shape("DescribeVpcs"), NO_LISTS)

    with pytest.raises(UnusualError):
        reader.read(vpc_document(REFUSED[says]))


ENDS = {
    "nothing": b"",
    "no root": b"text",
    "no end": HEAD.encode(),
    "an end in the middle": vpc_document("<vpcId>a</vpcId>")[:-30],
    "a second root": vpc_document("<vpcId>a</vpcId>") + b"<a>b</a>",
    "a text behind the end": vpc_document("<vpcId>a</vpcId>") + b"b",
    "a text before the first element": HEAD.encode() + b"a<vpcSet/></DescribeVpcsResponse>",
    "not UTF-8": vpc_document("<vpcId>a</vpcId>").replace(b">a<", b">\xff<"),
    "a document type": b"<!DOCTYPE a>" + vpc_document("<vpcId>a</vpcId>"),
}


@pytest.mark.parametrize("says", ENDS)
def test_a_document_that_is_not_whole_is_left_to_botocore(says: str) -> None:
    with pytest.raises(UnusualError):
        rewriter().rewritten(ENDS[says])


def test_elements_that_the_shape_does_not_know_are_left_out() -> None:
    unknown = "<new>1</new><newSet><item><deep>a &amp; b</deep></item>mixed</newSet><empty/>"

    assert vpc(f"{unknown}<vpcId>a</vpcId>{unknown}<state>b</state>{unknown}") == {"VpcId": "a", "State": "b"}


def test_values_that_are_no_strings_are_read_as_botocore_reads_them() -> None:
    inside = "<isDefault>{}</isDefault>"
    assert [vpc(inside.format(word))["IsDefault"] for word in ("true", "false", "TRUE", "", " true", "null")] == [
        True,
        *[False] * 5,
    ]
    count = (
        "<DescribeSubnetsResponse><subnetSet><item><availableIpAddressCount>{}</availableIpAddressCount></item>"
        "</subnetSet></DescribeSubnetsResponse>"
    )
    subnets = rewriter("DescribeSubnets")
    for wire, number in (("4091", 4091), ("0", 0), (" 7 ", 7), ("-1", -1), ("+5", 5), ("007", 7), ("1_0", 10)):
        found = json.loads(subnets.rewritten(count.format(wire).encode()))
        assert found == {"Subnets": [{"AvailableIpAddressCount": number}]}
    for wire in ("1.0", "1e3", "null", "true", "[1]", "many", "", "9" * 30, "&#49;"):
        with pytest.raises(UnusualError):
            subnets.rewritten(count.format(wire).encode())


@given(st.lists(st.text("<>/ab \n", max_size=12), max_size=60))
@settings(max_examples=200, deadline=None)
def test_parting_piece_by_piece_parts_as_at_once(pieces: list[str]) -> None:
    inside = "".join(pieces)

    *parted, last = [_TEXT.split(portion) for portion in portions(inside, 5)]

    assert all(parts[-1] == "" for parts in parted)
    assert [part for parts in parted for part in parts[:-1]] + last == _TEXT.split(inside)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(seed=st.integers(0, 2**32), at_once=st.integers(1, 200))
@settings(max_examples=5, deadline=None)
def test_an_answer_in_portions_is_the_same_answer(operation: str, seed: int, at_once: int) -> None:
    shape = output_shape(operation)
    body = Author(Random(seed), 0.0).document(operation, shape)
    whole = Rewriter(shape, iso_timestamp).rewritten(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rewriting, "portions", partial(portions, at_once=at_once))

        assert Rewriter(shape, iso_timestamp).rewritten(body) == whole


@pytest.mark.parametrize("operation", OPERATIONS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_a_rewriter_that_learned_reads_on_as_one_that_did_not(operation: str, seed: int) -> None:
    shape, random = output_shape(operation), Random(seed)
    learned = AnswerReader(shape, NO_LISTS)
    for _ in range(4):
        body = Author(random, 0.0).document(operation, shape)
        assert (
            learned.read(body)
            == AnswerReader(shape, NO_LISTS).read(body)
            == REFERENCE._parse_body_as_xml({"body": body}, shape)
        )


def test_runs_that_come_again_are_looked_up_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made = rewriter()
    body = vpc_document("<vpcId>vpc-1</vpcId><state>available</state></item><item><vpcId>vpc-2</vpcId><state>a</state>")
    first = made.rewritten(body)
    read: list[str] = []
    step = made.step

    def counted(frames: Any, run: str) -> Any:
        read.append(run)
        return step(frames, run)

    monkeypatch.setattr(made, "step", counted)

    assert made.rewritten(body) == first
    assert len(read) == 1  # the last run


def test_texts_inside_of_runs_are_not_remembered() -> None:
    made = rewriter()
    made.rewritten(vpc_document("<vpcId> 0</vpcId><state>a</state>"))
    known = made.known
    for number in range(50):
        made.rewritten(vpc_document(f"<vpcId> {number}</vpcId><state>a</state>"))

    assert made.known == known


def test_a_rewriter_that_knows_very_much_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "MOST_READ", 3)
    made = rewriter()
    body = vpc_document("<vpcId>a</vpcId><state>b</state>")

    assert made.rewritten(body) == made.rewritten(body) == rewriter().rewritten(body)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_shape_that_is_read_is_unusual(operation: str) -> None:
    shapes, seen = Shapes(iso_timestamp), set()
    waiting: list[Shape] = [output_shape(operation)]
    while waiting:
        shape = waiting.pop()
        if shape.name in seen:
            continue
        seen.add(shape.name)
        node = shapes.node(shape)
        assert isinstance(node, Structure) == isinstance(shape, StructureShape)
        assert isinstance(node, List) == isinstance(shape, ListShape)
        if isinstance(shape, StructureShape):
            waiting += shape.members.values()
        if isinstance(shape, ListShape):
            waiting.append(shape.member)
    root = shapes.node(output_shape(operation))
    assert isinstance(root, Structure)
    assert "requestId" not in root.members  # it would be taken for the answer's own
