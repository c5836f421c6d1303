"""Two topologies are compared member by member, and what was not read is never called gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record_strategies import items, members, records
from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, subnet, topology_of, vpc
from vpce_tui.model.coverage import COMPLETE, Coverage
from vpce_tui.model.decoding import to_record
from vpce_tui.model.diff import Change, ChangeKind, MemberChange, Unsure, diff
from vpce_tui.model.record import Record
from vpce_tui.model.topology import Topology
from vpce_tui.resources.dhcp_options import DhcpOptions
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc


def interface(**members: Any) -> NetworkInterface:
    return to_record({"NetworkInterfaceId": "eni-1"} | members, NetworkInterface)


def members_changed(before: Record, after: Record) -> list[MemberChange]:
    found = diff(topology_of(listed([before])), topology_of(listed([after])))
    return [member for change in found.changes for member in change.members]


def summary(before: Topology, after: Topology) -> list[tuple[str, str]]:
    return [(change.kind.value, change.record_id) for change in diff(before, after).changes]


def test_equal_topologies_do_not_differ() -> None:
    found = diff(topology_of(listed([vpc(1)])), topology_of(listed([vpc(1)])))

    assert not found
    assert found.certain


def test_records_are_added_removed_and_changed() -> None:
    before = topology_of(listed([vpc(1), vpc(2), vpc(3)]))
    after = topology_of(listed([vpc(4), vpc(2), vpc(3, State="pending")]))

    assert diff(before, after).changes == [
        Change(
            ChangeKind.CHANGED,
            Vpc,
            IRELAND,
            "vpc-0003",
            (MemberChange("State", None, "pending"),),
            vpc(3, State="pending"),
        ),
        Change(ChangeKind.ADDED, Vpc, IRELAND, "vpc-0004", record=vpc(4)),
        Change(ChangeKind.REMOVED, Vpc, IRELAND, "vpc-0001", record=vpc(1)),
    ]


CHANGES: list[tuple[str, dict[str, Any], dict[str, Any], list[tuple[str, Any, Any]]]] = [
    ("a plain member", {"Status": "in-use"}, {"Status": "available"}, [("Status", "in-use", "available")]),
    ("a member that came", {}, {"Status": "available"}, [("Status", None, "available")]),
    ("a member that went", {"Status": "available"}, {}, [("Status", "available", None)]),
    (
        "a nested member",
        {"Attachment": {"DeviceIndex": 0, "Status": "attached"}},
        {"Attachment": {"DeviceIndex": 1, "Status": "attached"}},
        [("Attachment.DeviceIndex", 0, 1)],
    ),
    (
        "a nested shape that came",
        {},
        {"Association": {"PublicIp": "198.51.100.1"}},
        [("Association", None, {"PublicIp": "198.51.100.1"})],
    ),
    (
        "an item more and an item less",
        {"Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}]},
        {"Groups": [{"GroupId": "sg-2"}, {"GroupId": "sg-3"}]},
        [("Groups", [{"GroupId": "sg-1"}], [{"GroupId": "sg-3"}])],
    ),
    (
        "another order, which means nothing",
        {"Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}]},
        {"Groups": [{"GroupId": "sg-2"}, {"GroupId": "sg-1"}]},
        [],
    ),
    (
        "the same item once more",
        {"AssociatedSubnets": ["a"]},
        {"AssociatedSubnets": ["a", "a"]},
        [("AssociatedSubnets", [], ["a"])],
    ),
    ("a list that was not sent and one that is empty", {}, {"Groups": []}, []),
    ("a list that was not sent", {}, {"AssociatedSubnets": ["a"]}, [("AssociatedSubnets", [], ["a"])]),
    ("an unknown member", {"Mood": "calm"}, {"Mood": "glad"}, [("Mood", "calm", "glad")]),
    ("a nested unknown member", {"Operator": {}}, {"Operator": {"Mood": 1}}, [("Operator.Mood", None, 1)]),
]


@pytest.mark.parametrize(("says", "before", "after", "want"), CHANGES, ids=[case[0] for case in CHANGES])
def test_a_change_names_the_member_in_the_spelling_of_aws(
    says: str, before: dict[str, Any], after: dict[str, Any], want: list[tuple[str, Any, Any]]
) -> None:
    found = members_changed(interface(**before), interface(**after))

    assert found == [MemberChange(*change) for change in want]


def test_the_order_of_name_servers_means_something() -> None:
    def options(*servers: str) -> DhcpOptions:
        values = [{"Value": server} for server in servers]
        configuration = {"Key": "domain-name-servers", "Values": values}
        return to_record({"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [configuration]}, DhcpOptions)

    assert members_changed(options("10.1.0.2", "10.1.0.3"), options("10.1.0.3", "10.1.0.2"))


def test_the_order_within_items_of_a_list_means_nothing() -> None:
    def group(*cidrs: str) -> Record:
        from vpce_tui.resources.security_group import SecurityGroup

        permission = {"IpProtocol": "tcp", "IpRanges": [{"CidrIp": cidr} for cidr in cidrs]}
        return to_record({"GroupId": "sg-1", "IpPermissions": [permission]}, SecurityGroup)

    assert members_changed(group("10.1.0.0/16", "10.2.0.0/16"), group("10.2.0.0/16", "10.1.0.0/16")) == []
    assert members_changed(group("10.1.0.0/16"), group("10.2.0.0/16"))


class TestUnread:
    BOTH = (listed([vpc(1), vpc(2)]), listed([vpc(2), vpc(3)]))

    @pytest.mark.parametrize(
        ("before", "after", "changes", "unsure"),
        [
            (COMPLETE, FORBIDDEN, [("added", "vpc-0003")], (1, 0)),
            (FORBIDDEN, COMPLETE, [("removed", "vpc-0001")], (0, 1)),
            (FORBIDDEN, FORBIDDEN, [], (1, 1)),
        ],
        ids=["later list failed", "earlier list failed", "both failed"],
    )
    def test_a_list_that_was_not_read_to_its_end_decides_nothing(
        self, before: Coverage, after: Coverage, changes: list[tuple[str, str]], unsure: tuple[int, int]
    ) -> None:
        old = topology_of(listed([vpc(1), vpc(2)], coverage=before))
        new = topology_of(listed([vpc(2), vpc(3)], coverage=after))

        assert summary(old, new) == changes
        assert diff(old, new).unsure == [Unsure(Vpc, IRELAND, before, after, *unsure)]
        assert not diff(old, new).certain

    def test_a_scope_or_a_type_that_was_not_read_is_not_gone(self) -> None:
        old = topology_of(listed([vpc(1)]) + listed([vpc(2)], VIRGINIA) + listed([subnet(1)]))
        new = topology_of(listed([vpc(1)]))

        assert summary(old, new) == []
        assert {(item.record_type, item.scope) for item in diff(old, new).unsure} == {
            (Vpc, VIRGINIA),
            (Subnet, IRELAND),
        }

    def test_a_record_on_both_sides_is_compared_whatever_its_list(self) -> None:
        old = topology_of(listed([vpc(1)], coverage=FORBIDDEN))
        new = topology_of(listed([vpc(1, State="pending")], coverage=FORBIDDEN))

        assert summary(old, new) == [("changed", "vpc-0001")]


@settings(max_examples=80, deadline=None)
@given(st.lists(records(), max_size=4), st.lists(records(), max_size=4))
def test_there_and_back_again_is_the_mirror(old: list[Record], new: list[Record]) -> None:
    def topology(found: list[Record]) -> Topology:
        return topology_of([event for record in found for event in listed([record])])

    mirrored = {"added": "removed", "removed": "added", "changed": "changed"}
    there = sorted(summary(topology(old), topology(new)))
    back = sorted((mirrored[kind], record_id) for kind, record_id in summary(topology(new), topology(old)))

    assert there == back
    assert not diff(topology(old), topology(old))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_change_can_be_told_as_json(data: st.DataObject) -> None:
    record_type, item = data.draw(items())
    record, other = to_record(item, record_type), to_record(data.draw(members(record_type)), record_type)
    for change in members_changed(record, other):
        assert json.dumps([change.member, change.before, change.after])
