"""Changes as marks and as a list: a mark in front of the row, a count behind the branches above it."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.snapshot.worlds import IRELAND, VIRGINIA, subnet, vpc
from vpce_tui.model.changes import Changes, SeenChange
from vpce_tui.model.diff import Change, ChangeKind, MemberChange
from vpce_tui.model.record import Record
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.changes import MOST_VALUE, Marks, change_key, change_lines, change_members, headline
from vpce_tui.view.text import plain

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
STATE = MemberChange("State", "pending", "available")


def seen(
    kind: ChangeKind, record: Record, number: int = 1, *members: MemberChange, at: str = "2026-01-02T11:59:30+00:00"
) -> SeenChange:
    return SeenChange(Change(kind, type(record), IRELAND, record.record_id, members, record), at, number)


ADDED = seen(ChangeKind.ADDED, subnet(1), 2)
CHANGED = seen(ChangeKind.CHANGED, vpc(1), 1, STATE)
REMOVED = seen(ChangeKind.REMOVED, subnet(2), 3)


def test_a_row_has_the_sign_of_its_change() -> None:
    marks = Marks([REMOVED, ADDED, CHANGED])

    assert marks.sign(Subnet, "subnet-0001", IRELAND) == ("+ ", "good")
    assert marks.sign(Vpc, "vpc-0001", IRELAND) == ("~ ", "warn")
    assert marks.sign(Vpc, "vpc-0001", VIRGINIA) is None
    assert marks.sign(None, "a group", None) is None


def test_what_is_new_and_changed_since_is_new_all_the_same() -> None:
    newer = seen(ChangeKind.CHANGED, subnet(1), 3)

    assert Marks([newer, ADDED]).sign(Subnet, "subnet-0001", IRELAND) == ("+ ", "good")


def test_a_branch_counts_what_changed_below_it_also_what_is_gone() -> None:
    marks = Marks([REMOVED, ADDED, CHANGED])

    assert marks.below("vpc-0001", IRELAND) == ("  2 changes", "accent")
    assert marks.below(str(IRELAND), IRELAND) == ("  3 changes", "accent")
    assert marks.below("subnet-0001", IRELAND) is None


def test_nothing_is_marked_without_a_change() -> None:
    assert not Marks()
    assert len(Marks([ADDED, CHANGED])) == 2


def test_the_list_says_what_where_and_when() -> None:
    lines = change_lines(Changes((ADDED, CHANGED), 2), NOW)

    assert [plain(line.cells) for line, _ in lines] == [
        "+ added   subnets  subnet-0001  111122223333/eu-west-1  30 s ago",
        "~ changed VPCs  vpc-0001  State  111122223333/eu-west-1  30 s ago",
    ]


def test_an_opened_change_shows_its_members_before_and_after() -> None:
    lines = change_lines(Changes((CHANGED,), 1), NOW, {change_key(CHANGED)})

    assert [plain(line.cells).strip() for line, _ in lines][1:] == ["State", "- pending", "+ available"]


def test_a_long_value_is_cut_on_the_screen_and_whole_in_the_copy() -> None:
    long = seen(ChangeKind.CHANGED, vpc(1), 1, MemberChange("PolicyDocument", None, "x" * 5000))
    lines = change_lines(Changes((long,), 1), NOW, {change_key(long)})

    assert max(len(plain(line.cells)) for line, _ in lines) < MOST_VALUE + 20
    assert change_members(long)["members"][0]["after"] == "x" * 5000


def test_a_time_that_is_none_is_left_out() -> None:
    lines = change_lines(Changes((seen(ChangeKind.ADDED, vpc(1), at=""),), 1), NOW)

    assert plain(lines[0][0].cells) == "+ added   VPCs  vpc-0001  111122223333/eu-west-1"


def test_the_headline_counts_also_what_is_not_listed() -> None:
    assert headline(Changes()) == "nothing has changed since the first reading"
    assert headline(Changes((ADDED, CHANGED), 2)) == "2 changes since the first reading: 1 added, 1 changed"
    assert headline(Changes((ADDED,), 7, 3)) == (
        "7 changes since the first reading: 1 added among the newest 1; "
        "3 records more arrived different and were not compared"
    )
