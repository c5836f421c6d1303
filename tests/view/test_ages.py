"""Ages are told in words that change seldom and are never younger than the data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, topology_of, vpc
from vpce_tui.model.coverage import Coverage, Progress
from vpce_tui.view.ages import age_words, data_age, wait_words

NOW = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "want"),
    [
        (0, "just now"),
        (4.9, "just now"),
        (5, "5 s ago"),
        (19.9, "15 s ago"),
        (59, "55 s ago"),
        (60, "1 min ago"),
        (7199, "119 min ago"),
        (7200, "2 h ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 d ago"),
        (-3, "just now"),
    ],
)
def test_age(seconds: float, want: str) -> None:
    assert age_words(seconds) == want


@pytest.mark.parametrize(
    ("seconds", "want"),
    [(0, "5 s"), (0.1, "5 s"), (5, "5 s"), (5.1, "10 s"), (55, "55 s"), (56, "1 min"), (61, "2 min")],
)
def test_wait(seconds: float, want: str) -> None:
    assert wait_words(seconds) == want


def read(ago: timedelta) -> Coverage:
    return Coverage(Progress.COMPLETE, read_at=(NOW - ago).isoformat())


CASES = [
    ("one list's age", [listed([vpc(1)], coverage=read(timedelta(seconds=12)))], "read 10 s ago"),
    (
        "lists of one reading have one age, the older",
        [
            listed([vpc(1)], coverage=read(timedelta(seconds=50))),
            listed([vpc(2)], VIRGINIA, read(timedelta(seconds=20))),
        ],
        "read 50 s ago",
    ),
    (
        "the oldest and the youngest where they differ",
        [listed([vpc(1)], coverage=read(timedelta(hours=3))), listed([vpc(2)], VIRGINIA, read(timedelta(seconds=20)))],
        "read 20 s to 3 h ago",
    ),
    ("nothing where no list was read to its end", [listed([vpc(1)], coverage=FORBIDDEN)], ""),
    ("nothing where the source does not say when", [listed([vpc(1)])], ""),
    (
        "nothing where it says what is no time",
        [listed([vpc(1)], coverage=Coverage(Progress.COMPLETE, read_at="x"))],
        "",
    ),
    (
        "a time without a zone is UTC",
        [listed([vpc(1)], coverage=Coverage(Progress.COMPLETE, read_at="2026-01-02T11:58:00"))],
        "read 2 min ago",
    ),
]


@pytest.mark.parametrize(("lists", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_data_age(lists: list[list[object]], want: str) -> None:
    assert data_age(topology_of(event for events in lists for event in events), NOW) == want  # type: ignore[misc]


def test_a_scope_has_its_own_age() -> None:
    lists = [
        *listed([vpc(1)], coverage=read(timedelta(hours=3))),
        *listed([vpc(2)], VIRGINIA, read(timedelta(seconds=20))),
    ]
    topology = topology_of(lists)

    assert data_age(topology, NOW, IRELAND) == "read 3 h ago"
    assert data_age(topology, NOW, VIRGINIA) == "read 20 s ago"
