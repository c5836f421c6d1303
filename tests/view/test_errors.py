"""What could not be read is told one by one, and a scope that failed as a whole once."""

from __future__ import annotations

from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, subnet, topology_of, vpc
from vpce_tui.model.calls import ApiCall
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import ReadEnded, ScopeOpened
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.user import UserDetail
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.errors import gap_lines, gap_text, gaps_of, headline
from vpce_tui.view.text import plain

NO_LOGIN = Coverage(Progress.FAILED, Reason.NO_LOGIN, message="no keys")
THROTTLED = Coverage(Progress.FAILED, Reason.THROTTLED, "RequestLimitExceeded", "slow down")


def test_nothing_failed() -> None:
    topology = topology_of(listed([vpc(1)]))

    assert gaps_of(topology) == []
    assert headline([]) == "everything that was asked for was read"
    assert gap_lines([]) == []


def test_nothing_failed_so_far_is_not_everything_read() -> None:
    assert headline([], reading=2) == "nothing failed so far; 2 lists still being read"


def test_long_details_are_wrapped_below_their_label() -> None:
    topology = topology_of(listed([vpc(1)], coverage=Coverage(Progress.FAILED, Reason.FORBIDDEN, message="no " * 30)))
    gaps = gaps_of(topology)
    texts = [plain(line.cells) for line, _ in gap_lines(gaps, {gaps[0].key}, width=40)]
    words = [text for text in texts if text.strip().startswith("no ") or "AWS's words" in text]

    assert len(words) > 1
    assert all(len(text.rstrip()) <= 40 for text in words)
    assert all(gap is gaps[0] for line, gap in gap_lines(gaps, {gaps[0].key}, width=40)[1:])


def test_a_scope_that_failed_for_one_reason_is_one_entry() -> None:
    gaps = gaps_of(topology_of(ReadEnded(resource.record, VIRGINIA, NO_LOGIN) for resource in RESOURCES))

    assert [(gap.title, gap.phrase, gap.permission) for gap in gaps] == [("every list", "no login", "")]
    assert headline(gaps) == "1 scope was not read: 1 no login"


def test_a_scope_that_failed_for_two_reasons_is_told_list_by_list() -> None:
    topology = topology_of(
        ReadEnded(resource.record, VIRGINIA, THROTTLED if resource.record is Vpc else NO_LOGIN)
        for resource in RESOURCES
    )

    assert len(gaps_of(topology)) == len(RESOURCES)


def test_the_commonest_reason_stands_first_and_counts_are_told() -> None:
    topology = topology_of(
        [
            *listed([vpc(1)], coverage=THROTTLED),
            *listed([subnet(1)], coverage=FORBIDDEN),
            *listed([subnet(2)], VIRGINIA, FORBIDDEN),
        ]
    )
    gaps = gaps_of(topology)

    assert [(gap.phrase, gap.scope, gap.record_type) for gap in gaps] == [
        ("no permission", IRELAND, Subnet),
        ("no permission", VIRGINIA, Subnet),
        ("throttled", IRELAND, Vpc),
    ]
    assert headline(gaps) == "3 lists were not read: 2 no permission, 1 throttled"
    assert next(plain(line.cells) for line, _ in gap_lines(gaps)) == "no permission  2"


def test_of_what_is_read_by_many_calls_the_one_that_was_refused_is_named() -> None:
    refused = Coverage(
        Progress.FAILED, Reason.FORBIDDEN, "AccessDenied", "no", "allow iam:ListUserPolicies for this role"
    )
    (gap,) = gaps_of(topology_of([ReadEnded(UserDetail, VIRGINIA, refused)]))
    odd = Coverage(Progress.FAILED, Reason.FORBIDDEN, "AccessDenied", "no", "ask whoever may allow it")
    (unnamed,) = gaps_of(topology_of([ReadEnded(UserDetail, VIRGINIA, odd)]))

    assert (gap.permission, unnamed.permission) == ("iam:ListUserPolicies", "")


def test_the_missing_permission_the_words_and_the_request_are_told() -> None:
    calls = [
        ApiCall(2, "ec2", "DescribeSubnets", IRELAND, request_id="answered"),
        ApiCall(1, "ec2", "DescribeSubnets", IRELAND, outcome="UnauthorizedOperation", request_id="refused"),
        ApiCall(0, "ec2", "DescribeSubnets", VIRGINIA, outcome="UnauthorizedOperation", request_id="elsewhere"),
    ]
    topology = topology_of([ScopeOpened(IRELAND, "prod"), *listed([subnet(1)], coverage=FORBIDDEN)])
    (gap,) = gaps_of(topology, calls)

    assert (gap.permission, gap.request_id, gap.profile) == ("ec2:DescribeSubnets", "refused", "prod")
    assert gap_text([gap]).splitlines() == [
        "subnets in 111122223333/eu-west-1",
        "  reason      no permission",
        "  AWS's code  UnauthorizedOperation",
        "  AWS's words not you",
        "  missing     ec2:DescribeSubnets",
        "  when        2026-01-02T03:04:05Z",
        "  request id  refused",
    ]


def test_no_permission_is_missing_where_something_else_is_wrong() -> None:
    (gap,) = gaps_of(topology_of(listed([vpc(1)], coverage=THROTTLED)))

    assert gap.permission == ""


def test_words_of_others_come_through_the_clipboard_harmless() -> None:
    wild = Coverage(Progress.FAILED, Reason.OTHER, "X", "\x1b]0;owned\x07\u202e")
    text = gap_text(gaps_of(topology_of(listed([vpc(1)], coverage=wild))))

    assert all(character.isprintable() or character == "\n" for character in text)
