"""Nothing seen in a list that was not read to its end is never called none."""

from __future__ import annotations

import pytest

from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.events import ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.coverage import counted_seen, summary
from vpce_tui.view.explorer import Place
from vpce_tui.view.row_labels import label
from vpce_tui.view.text import UNICODE_SIGNS, plain

SCOPE = Scope("111122223333", "eu-west-1")
COMPLETE = Coverage(Progress.COMPLETE)
READING = Coverage(Progress.READING)
FORBIDDEN = Coverage(Progress.FAILED, Reason.FORBIDDEN)
NOT_READ = Coverage(Progress.NOT_READ)


@pytest.mark.parametrize(
    ("count", "coverage", "says"),
    [
        (0, COMPLETE, "0 VPCs"),
        (1, COMPLETE, "1 VPC"),
        (0, READING, "? VPCs"),
        (3, READING, "at least 3 VPCs"),
        (0, FORBIDDEN, "? VPCs"),
        (1, FORBIDDEN, "at least 1 VPC"),
        (0, NOT_READ, "? VPCs"),
        (2, NOT_READ, "at least 2 VPCs"),
    ],
)
def test_a_count_says_what_it_is_worth(count: int, coverage: Coverage, says: str) -> None:
    assert counted_seen(count, "VPC", coverage) == says


def test_a_scope_that_has_only_just_been_opened_has_no_zero() -> None:
    topology = Topology(opened={SCOPE: ScopeOpened(SCOPE)})
    place = Place(None, str(SCOPE), SCOPE)

    assert plain(label(place, topology, UNICODE_SIGNS)).strip() == "111122223333 eu-west-1  ? VPCs"


@pytest.mark.parametrize(
    ("coverages", "is_reading", "says"),
    [
        ({}, True, ["reading"]),
        ({}, False, []),
        ({(Vpc, SCOPE): READING}, True, ["reading 1 list"]),
        ({(Vpc, SCOPE): FORBIDDEN}, True, ["reading", "▲ 1 list not read"]),
    ],
)
def test_the_top_line_says_that_something_is_still_to_come(
    coverages: dict[tuple[type, Scope], Coverage], is_reading: bool, says: list[str]
) -> None:
    topology = Topology(opened={SCOPE: ScopeOpened(SCOPE)}, coverages=coverages)

    assert [words for words, _ in summary(topology, UNICODE_SIGNS, is_reading=is_reading)] == says
