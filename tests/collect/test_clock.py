"""Is a wrong clock told as such, and is a sleep noticed?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import botocore.exceptions as aws
import pytest

from vpce_tui.collect.clock import SleepWatch, clock_trouble
from vpce_tui.collect.failures import failure
from vpce_tui.collect.keys import LOGIN_REASONS
from vpce_tui.collect.told import MENDABLE
from vpce_tui.collect.watch import AWAKE, RENEWED, Watch
from vpce_tui.model.coverage import Reason

HERE = datetime(2026, 3, 1, 10, 0, 0, tzinfo=UTC)


def answer(code: str, theirs: datetime | None, message: str = "") -> dict[str, Any]:
    headers = {} if theirs is None else {"date": format_datetime(theirs, usegmt=True)}
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPHeaders": headers}}


@pytest.mark.parametrize(
    ("code", "behind", "says"),
    [
        ("RequestTimeTooSkewed", timedelta(minutes=20), "clock is 20 minutes behind AWS's"),
        ("SignatureDoesNotMatch", timedelta(hours=-3), "clock is 3 hours ahead of AWS's"),
        ("InvalidSignatureException", timedelta(days=400), "clock is 400 days behind AWS's"),
        ("AuthFailure", timedelta(minutes=61), "clock is 61 minutes behind AWS's"),
        ("RequestExpired", timedelta(minutes=6), "clock is 6 minutes behind AWS's"),
        ("RequestExpired", timedelta(seconds=20), ""),
        ("AuthFailure", timedelta(minutes=4), ""),
        ("AccessDenied", timedelta(hours=1), ""),
    ],
)
def test_the_difference_to_aws_is_told_where_it_can_be_the_reason(code: str, behind: timedelta, says: str) -> None:
    told = clock_trouble(code, answer(code, HERE + behind), HERE)

    assert says in told
    assert bool(says) == bool(told)


def test_both_times_are_told() -> None:
    told = clock_trouble("RequestExpired", answer("RequestExpired", HERE + timedelta(hours=1)), HERE)

    assert "(here 2026-03-01 10:00:00 UTC, there 2026-03-01 11:00:00 UTC)" in told


@pytest.mark.parametrize("date", ["", "yesterday", "Sun, 99 Foo 2026 99:99:99 GMT"])
def test_an_answer_without_a_date_blames_the_clock_only_where_aws_does(date: str) -> None:
    response = {"ResponseMetadata": {"HTTPHeaders": {"date": date}}}

    assert clock_trouble("RequestTimeTooSkewed", response, HERE)
    assert not clock_trouble("AuthFailure", response, HERE)


def test_a_wrong_clock_is_a_reason_of_its_own_with_what_to_do_and_awss_words() -> None:
    theirs = HERE + timedelta(minutes=15)
    error = aws.ClientError(answer("SignatureDoesNotMatch", theirs, "Signature expired"), "DescribeVpcs")  # type: ignore[arg-type]

    coverage = failure(error, "ec2:DescribeVpcs", now=HERE)

    assert coverage.reason is Reason.CLOCK_SKEW
    assert "15 minutes behind" in coverage.message
    assert "AWS says: Signature expired" in coverage.message
    assert "timedatectl" in coverage.help


def test_a_signature_that_is_wrong_by_a_right_clock_is_a_matter_of_the_keys() -> None:
    error = aws.ClientError(answer("SignatureDoesNotMatch", HERE), "DescribeVpcs")  # type: ignore[arg-type]

    assert failure(error, "ec2:DescribeVpcs", now=HERE).reason is Reason.EXPIRED_LOGIN


class Clock:
    """A clock on the wall that a test turns."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


def test_only_a_wait_that_took_far_too_long_was_a_sleep() -> None:
    clock = Clock()
    watch = SleepWatch(clock)
    told = []
    for passed in (2, 30, 3_600, 2, -3_600, 2):  # a clock that is set back is no sleep
        clock.time += passed
        told.append(watch.overslept(2))

    assert told == [False, False, True, False, False, False]


def test_after_a_sleep_all_that_time_mends_is_read_once_nothing_else_is() -> None:
    clock = Clock()
    watch = Watch(clock, lambda: ())
    clock.time += 3_600

    assert watch.look(2, busy=True, waits_for_login=False) is None
    assert watch.look(2, busy=False, waits_for_login=False) is AWAKE
    assert watch.look(2, busy=False, waits_for_login=False) is None
    assert AWAKE.reasons == MENDABLE
    assert AWAKE.drops_connections


def test_reading_goes_on_when_a_file_changes_while_a_login_is_waited_for() -> None:
    states = iter([(("a", 1, 1),), (("a", 1, 1),), (("a", 2, 1),), (("a", 2, 1),)])
    watch = Watch(Clock(), lambda: next(states))

    assert watch.look(2, busy=False, waits_for_login=False) is None  # the files are not even looked at
    looks = [watch.look(2, busy=False, waits_for_login=True) for _ in range(4)]

    assert looks == [None, None, RENEWED, None]
    assert RENEWED.reasons == LOGIN_REASONS
