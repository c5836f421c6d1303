"""Do calls wait their turn, and no longer?"""

from __future__ import annotations

import pytest

from vpce_tui.collect.throttle import EC2_RATE, Rate, Throttle, rate_of


class Clock:
    """A clock that stands still unless told, and remembers how long each sleeper would have slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def throttle(clock: Clock) -> Throttle:
    return Throttle(now=clock, sleep=clock.sleep)


async def test_a_full_bucket_lets_pass_at_once_then_each_waits_a_step_longer(throttle: Throttle, clock: Clock) -> None:
    for _ in range(5):
        await throttle.take("vpcs", Rate(3, 2))

    assert clock.slept == [0.5, 1.0]


async def test_tokens_come_back_with_time_but_never_more_than_fit(throttle: Throttle, clock: Clock) -> None:
    await throttle.take("vpcs", Rate(2, 1))
    clock.now = 100.0
    for _ in range(3):
        await throttle.take("vpcs", Rate(2, 1))

    assert clock.slept == [1.0]


async def test_buckets_are_apart(throttle: Throttle, clock: Clock) -> None:
    for key in ("vpcs", "subnets", "vpcs of another account"):
        await throttle.take(key, Rate(1, 1))

    assert clock.slept == []


def test_we_take_four_fifths_of_ec2s_quota_and_half_of_that_without_pages() -> None:
    assert rate_of("ec2", paged=True) == EC2_RATE == Rate(80, 16)
    assert rate_of("ec2", paged=False) == Rate(40, 8)
    assert rate_of("route53", paged=True) == Rate(4, 4)


async def test_an_hour_asleep_fills_the_bucket_once_and_no_more(throttle: Throttle, clock: Clock) -> None:
    rate = Rate(80, 16)
    for _ in range(100):
        await throttle.take("vpcs", rate)
    assert clock.slept[-1] == 20 / 16

    clock.slept.clear()
    clock.now += 3600  # the lid was closed with calls waiting
    for _ in range(200):
        await throttle.take("vpcs", rate)

    assert len(clock.slept) == 200 - 80
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[-1] == 120 / 16


async def test_a_clock_that_goes_back_takes_nothing_from_anyone(throttle: Throttle, clock: Clock) -> None:
    clock.now = 7200.0
    await throttle.take("vpcs", Rate(3, 1))
    clock.now = 0.0
    for _ in range(3):
        await throttle.take("vpcs", Rate(3, 1))

    assert clock.slept == [1.0]
