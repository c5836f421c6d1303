"""Are equal values kept once, and is every record still what it was?"""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.sharing import ENOUGH, MOST_KEPT, Sharing
from vpce_tui.resources.network_interface import (
    NetworkInterface,
    NetworkInterfaceAttachment,
    NetworkInterfacePrivateIpAddress,
)
from vpce_tui.resources.shapes import GroupIdentifier, Tag


def text(value: str) -> str:
    """The same text as another object, as a decoder makes it."""
    return "".join([*value])


def interface(number: int) -> NetworkInterface:
    address = f"10.0.{number // 250}.{number % 250}"
    return NetworkInterface(
        network_interface_id=f"eni-{number:017x}",
        vpc_id=text(f"vpc-{number % 3}"),
        status=text("in-use"),
        description=f"number {number}",
        private_ip_address=address,
        private_ip_addresses=(NetworkInterfacePrivateIpAddress(primary=True, private_ip_address=text(address)),),
        groups=(GroupIdentifier(group_id=text(f"sg-{number % 5}"), group_name=text("web")),),
        attachment=NetworkInterfaceAttachment(attachment_id=f"attach-{number}", status=text("attached")),
        tag_set=(Tag(key=text("Name"), value=f"node {number}"), Tag(key=text("env"), value=text("prod"))),
    )


def shared(count: int) -> list[NetworkInterface]:
    records = [interface(number) for number in range(count)]
    Sharing().share(records)
    return records


def objects(values: Any) -> int:
    return len({id(value) for value in values})


def test_values_that_repeat_are_one_object_and_all_others_stay() -> None:
    records = shared(ENOUGH)

    assert objects(record.vpc_id for record in records) == 3
    assert objects(record.status for record in records) == 1
    assert objects(record.groups for record in records) == 5
    assert objects(record.attachment.status for record in records if record.attachment) == 1
    assert objects(record.tag_set[1].key for record in records) == 1
    assert objects(record.description for record in records) == ENOUGH


def test_an_address_and_its_repetition_in_the_list_are_one_object() -> None:
    assert all(
        record.private_ip_addresses[0].private_ip_address is record.private_ip_address for record in shared(ENOUGH)
    )


def test_what_was_learned_holds_for_the_pages_to_come() -> None:
    sharing = Sharing()
    first, second = [[interface(number) for number in range(ENOUGH)] for _ in range(2)]
    sharing.share(first)
    sharing.share(second)

    assert objects(record.vpc_id for record in (*first, *second)) == 3


def test_a_short_page_is_left_alone_and_teaches_nothing() -> None:
    sharing = Sharing()
    few = [interface(number) for number in range(ENOUGH - 1)]
    sharing.share(few)
    assert objects(record.status for record in few) == ENOUGH - 1

    many = [interface(number) for number in range(ENOUGH)]
    sharing.share(many)
    assert objects(record.status for record in many) == 1


def test_a_field_with_endless_values_does_not_grow_without_end() -> None:
    sharing = Sharing()
    sharing.share([interface(number % 2) for number in range(ENOUGH)])  # here even the ids repeat
    for start in range(0, MOST_KEPT * 2, 10_000):
        sharing.share([interface(number) for number in range(start, start + 10_000)])

    assert sharing.kept < MOST_KEPT * 2 * 20  # fields
    assert sharing.kept > 0


@given(
    st.lists(
        st.builds(
            NetworkInterface,
            network_interface_id=st.text(min_size=1),
            vpc_id=st.none() | st.sampled_from(["vpc-1", "vpc-2"]),
            description=st.none() | st.text(max_size=2),
            groups=st.just(NOT_SENT) | st.just(()) | st.just((GroupIdentifier(group_id="sg-1"),)),
            tag_set=st.just(NOT_SENT)
            | st.lists(st.builds(Tag, key=st.sampled_from("ab"), value=st.text(max_size=1))).map(tuple),
            private_ip_address=st.sampled_from(["10.0.0.1", "10.0.0.2"]),
            private_ip_addresses=st.just(NOT_SENT)
            | st.lists(
                st.builds(
                    NetworkInterfacePrivateIpAddress, private_ip_address=st.sampled_from(["10.0.0.1", "10.0.0.3"])
                )
            ).map(tuple),
        ),
        max_size=12,
    )
)
@settings(max_examples=100, deadline=None)
def test_records_say_what_they_said(some: list[NetworkInterface]) -> None:
    records = [msgspec.structs.replace(record) for record in some * (ENOUGH // max(1, len(some)) + 1)]
    before = [
        (msgspec.to_builtins(record), record.tag_set is NOT_SENT, record.groups is NOT_SENT) for record in records
    ]
    Sharing().share(records)

    assert [(msgspec.to_builtins(r), r.tag_set is NOT_SENT, r.groups is NOT_SENT) for r in records] == before
