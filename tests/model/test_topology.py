"""A lookup that finds nothing says how sure it is; a shared resource is found wherever it was read."""

from __future__ import annotations

from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, subnet, topology_of, vpc
from vpce_tui.model.coverage import COMPLETE, NOT_READ, READING, Coverage, Progress, Reason
from vpce_tui.model.events import ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.relations import by_vpc
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

NEIGHBOUR = Scope("444455556666", "eu-west-1")


def absent(found: Record | Absent) -> Absent:
    assert isinstance(found, Absent)
    return found


class TestFind:
    def test_a_record_is_found_with_and_without_its_scope(self) -> None:
        topology = topology_of(listed([vpc(1)]))

        assert topology.find(Vpc, "vpc-0001", IRELAND) == vpc(1)
        assert topology.find(Vpc, "vpc-0001") == vpc(1)

    def test_an_absence_is_certain_where_the_list_was_read_to_its_end(self) -> None:
        missing = absent(topology_of(listed([vpc(1)])).find(Vpc, "vpc-9", IRELAND))

        assert missing.certain
        assert not missing
        assert missing.says == "vpc-9 is not in what was read"

    def test_an_absence_from_a_list_that_failed_is_not_certain_and_says_why(self) -> None:
        missing = absent(topology_of(listed([vpc(1)], coverage=FORBIDDEN)).find(Vpc, "vpc-9", IRELAND))

        assert not missing.certain
        assert missing.says == "vpc-9 was not read (no permission (UnauthorizedOperation))"

    def test_an_absence_from_a_list_that_is_being_read_is_not_certain(self) -> None:
        topology = topology_of([ReadStarted(Vpc, IRELAND)])

        assert absent(topology.find(Vpc, "vpc-9", IRELAND)).coverage == READING
        assert not absent(topology.find(Vpc, "vpc-9")).certain

    def test_an_absence_from_a_list_that_nobody_read_is_not_certain(self) -> None:
        assert absent(Topology().find(Vpc, "vpc-9")).coverage == NOT_READ
        assert absent(Topology().find(Vpc, "vpc-9", IRELAND)).says == "vpc-9 was not read"

    def test_without_a_scope_it_is_certain_only_if_every_scope_was_read(self) -> None:
        both = topology_of(listed([vpc(1)]) + listed([vpc(2)], VIRGINIA))
        one_opened = topology_of([*listed([vpc(1)]), ScopeOpened(VIRGINIA)])

        assert absent(both.find(Vpc, "vpc-9")).certain
        assert not absent(one_opened.find(Vpc, "vpc-9")).certain
        assert absent(one_opened.find(Vpc, "vpc-9", IRELAND)).certain

    def test_a_shared_resource_is_found_in_its_owners_list(self) -> None:
        topology = topology_of(listed([vpc(1)]) + listed([vpc(2)], NEIGHBOUR))

        assert topology.find(Vpc, "vpc-0002", IRELAND) == vpc(2)

    def test_of_two_copies_ones_own_comes_first_then_one_of_the_same_region(self) -> None:
        far, near, own = (vpc(1, State=name) for name in ("far", "near", "own"))
        two = listed([far], VIRGINIA) + listed([near], NEIGHBOUR)

        assert topology_of(two).find(Vpc, "vpc-0001", IRELAND) == near
        assert topology_of(two + listed([own])).find(Vpc, "vpc-0001", IRELAND) == own

    def test_no_id_at_all_finds_nothing(self) -> None:
        assert absent(topology_of(listed([vpc(1)])).find(Vpc, None, IRELAND)).record_id == ""


class TestScopeOf:
    def test_it_is_where_the_record_was_read(self) -> None:
        topology = topology_of(listed([vpc(1)]) + listed([vpc(2)], VIRGINIA))

        assert topology.scope_of(vpc(2)) == VIRGINIA
        assert topology.scope_of(vpc(9)) is None

    def test_of_a_shared_resource_it_is_the_owners(self) -> None:
        shared = subnet(1, OwnerId="444455556666")
        topology = topology_of(listed([shared]) + listed([shared], NEIGHBOUR))

        assert topology.scope_of(shared) == NEIGHBOUR
        assert topology_of(listed([shared])).scope_of(shared) == IRELAND


class TestIndexed:
    def test_records_are_found_by_what_a_key_gives(self) -> None:
        topology = topology_of(listed([subnet(1), subnet(2, VpcId="vpc-0002"), subnet(3)]))

        assert topology.indexed(Subnet, by_vpc, "vpc-0001", IRELAND) == (subnet(1), subnet(3))
        assert topology.indexed(Subnet, by_vpc, "vpc-9", IRELAND) == ()
        assert topology.indexed(Subnet, by_vpc, None) == ()

    def test_without_a_scope_all_are_asked(self) -> None:
        topology = topology_of(listed([subnet(1)]) + listed([subnet(2)], VIRGINIA))

        assert topology.indexed(Subnet, by_vpc, "vpc-0001") == (subnet(1), subnet(2))
        assert topology.indexed(Subnet, by_vpc, "vpc-0001", VIRGINIA) == (subnet(2),)

    def test_an_index_knows_nothing_of_later_records(self) -> None:
        events = listed([subnet(1)])
        before = topology_of(events)
        before.indexed(Subnet, by_vpc, "vpc-0001")
        after = topology_of(events + listed([subnet(1), subnet(2)]))

        assert len(before.indexed(Subnet, by_vpc, "vpc-0001")) == 1
        assert len(after.indexed(Subnet, by_vpc, "vpc-0001")) == 2


class TestCoverage:
    def test_gaps_name_every_list_that_was_tried_and_not_finished(self) -> None:
        topology = topology_of(listed([vpc(1)]) + listed([subnet(1)], coverage=FORBIDDEN))

        assert list(topology.gaps()) == [(Subnet, IRELAND, FORBIDDEN)]

    def test_the_worst_coverage_is_the_first_that_is_not_complete(self) -> None:
        topology = topology_of(listed([vpc(1)]) + listed([vpc(2)], VIRGINIA, FORBIDDEN))

        assert topology.worst_coverage(Vpc) == FORBIDDEN
        assert topology_of(listed([vpc(1)])).worst_coverage(Vpc) == COMPLETE
        assert Topology().worst_coverage(Vpc) == NOT_READ

    def test_a_coverage_says_its_reason_in_a_phrase(self) -> None:
        assert COMPLETE.says == "read"
        assert READING.says == "being read"
        assert Coverage(Progress.NOT_READ).says == "not read"
        assert Coverage(Progress.FAILED).says == "failed"
        for reason in Reason:
            assert "None" not in Coverage(Progress.FAILED, reason).says

    def test_scopes_are_those_opened_read_or_spoken_of(self) -> None:
        topology = topology_of([ScopeOpened(VIRGINIA), *listed([vpc(1)]), ReadEnded(Vpc, NEIGHBOUR, FORBIDDEN)])

        assert topology.scopes == (IRELAND, NEIGHBOUR, VIRGINIA)


def test_counting_and_walking_agree() -> None:
    topology = topology_of(listed([vpc(1), vpc(2)]) + listed([vpc(3)], VIRGINIA))

    assert topology.count(Vpc) == len(list(topology.records(Vpc))) == len(list(topology.located(Vpc))) == 3
    assert topology.count(Vpc, IRELAND) == len(list(topology.records(Vpc, IRELAND))) == 2
    assert [scope for scope, _ in topology.located(Vpc)] == [IRELAND, IRELAND, VIRGINIA]


def test_the_gaps_of_one_scope_are_those_of_all_that_are_in_it() -> None:
    here, there = Scope("111122223333", "eu-west-1"), Scope("444455556666", "us-east-1")
    failed = Coverage(Progress.FAILED, Reason.FORBIDDEN)
    found = Topology(
        coverages={(Vpc, here): failed, (Subnet, here): COMPLETE, (Vpc, there): COMPLETE, (Subnet, there): failed}
    )

    for scope in (here, there, Scope("", "")):
        assert list(found.gaps(scope)) == [gap for gap in found.gaps() if gap[1] == scope]
    assert [gap[:2] for gap in found.gaps(there)] == [(Subnet, there)]
