"""`--watch` waits politely: after a reading's end, longer while throttled, not at all without a login."""

from __future__ import annotations

import pytest

from tests.snapshot.worlds import IRELAND, VIRGINIA, listed, topology_of, vpc
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.tui.watching import LONGEST_SECONDS, Watch, readable_scopes


def failed(reason: Reason) -> Coverage:
    return Coverage(Progress.FAILED, reason)


def known(ireland: Coverage = COMPLETE, virginia: Coverage = COMPLETE) -> Topology:
    return topology_of([*listed([vpc(1)], coverage=ireland), *listed([vpc(2)], VIRGINIA, virginia)])


def watching(seconds: float = 20) -> Watch:
    return Watch(seconds, is_live=True)


def test_the_next_reading_is_due_so_long_after_the_last_ended() -> None:
    watch = watching()
    watch.ended(100, known())

    assert (watch.is_due(119), watch.is_due(120)) == (False, True)
    assert watch.says(100) == "watching, next in 20 s"
    assert watch.says(111) == "watching, next in 10 s"
    assert watch.says(111, briefly=True) == "next in 10 s"


def test_nothing_is_due_while_a_reading_is_under_way() -> None:
    watch = watching()
    watch.ended(100, known())
    watch.begun()

    assert not watch.is_due(1000)
    assert watch.says(1000) == "watching"


@pytest.mark.parametrize(
    ("asked", "is_live", "seconds", "said"), [(2, True, 10, True), (2, False, 2, False), (30, True, 30, False)]
)
def test_the_wait_is_never_shorter_than_polite_and_that_is_said(
    asked: float, is_live: bool, seconds: float, said: bool
) -> None:
    watch = Watch(asked, is_live=is_live)

    assert watch.seconds == seconds
    assert bool(watch.note) is said


def test_without_watching_nothing_is_ever_due_or_said() -> None:
    watch = watching(0)
    watch.ended(100, known())

    assert (watch.is_due(1e9), watch.says(1e9), watch.note) == (False, "", "")


def test_while_throttled_the_wait_doubles_and_then_is_the_old_again() -> None:
    watch, throttled = watching(), known(failed(Reason.THROTTLED))
    watch.ended(0, throttled)
    assert (watch.wait_seconds, watch.says(0)) == (40, "watching, throttled, next in 40 s")
    watch.ended(0, throttled)
    assert watch.wait_seconds == 80

    for _ in range(20):
        watch.ended(0, throttled)
    assert watch.wait_seconds == LONGEST_SECONDS

    watch.ended(0, known())
    assert watch.wait_seconds == 20


def test_a_wait_longer_than_the_longest_is_what_was_asked_for() -> None:
    watch = watching(3600)
    watch.ended(0, known(failed(Reason.THROTTLED)))

    assert watch.wait_seconds == 3600


def test_watching_pauses_when_no_login_works_and_goes_on_when_one_does() -> None:
    watch, expired = watching(), failed(Reason.EXPIRED_LOGIN)
    watch.ended(0, known(expired, expired))
    assert (watch.is_due(1e9), watch.says(0)) == (
        False,
        "watching paused: no login works; log in again, then press R",
    )

    watch.ended(50, known(expired))
    assert watch.is_due(70)


def test_a_reading_that_was_cancelled_pauses_the_watching() -> None:
    watch = watching()
    watch.ended(0, known(), was_cancelled=True)

    assert (watch.is_due(1e9), watch.says(0)) == (False, "watching paused: cancelled; r or R goes on")


def test_only_scopes_with_a_login_are_read_again() -> None:
    unknown = Scope("unknown", "eu-west-1")
    topology = topology_of(
        [*listed([vpc(1)]), *listed([vpc(2)], VIRGINIA, failed(Reason.EXPIRED_LOGIN)), *listed([vpc(3)], unknown)]
    )

    assert readable_scopes(topology) == [IRELAND]
