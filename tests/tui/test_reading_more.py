"""Can one read a Region or a profile that was not asked for at first, beside what is read?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fake_api import FakeEc2, World, access_key_id
from tests.tui.driver import Driver, exploring
from vpce_tui.collect.choice import Choice
from vpce_tui.errors import UnreadableError, VpceTuiError
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.live_source import ScreenLiveSource, Together

DEV, PROD = "111122223333", "444455556666"


@pytest.fixture
def fake() -> Iterator[FakeEc2]:
    places = [(DEV, "eu-west-1"), (DEV, "us-west-2"), (PROD, "eu-west-1")]
    world = World({place: {"Vpcs": [{"VpcId": f"vpc-{'-'.join(place)}"}]} for place in places})
    with FakeEc2(world) as running:
        yield running


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(
        "".join(
            f"[profile {name}]\naws_access_key_id={access_key_id(account)}\naws_secret_access_key=x\nregion=eu-west-1\n"
            for name, account in (("dev", DEV), ("prod", PROD))
        )
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))


async def command(driver: Driver, line: str) -> None:
    await driver.press("colon")
    await driver.write(line)
    await driver.press("enter")
    await driver.read_to_end()


async def test_a_region_and_a_profile_are_read_as_well_and_again_with_the_others(fake: FakeEc2) -> None:
    source = ScreenLiveSource(Choice(("dev",), ("eu-west-1",)), fake.url)
    async with exploring(source, size=(80, 24)) as driver:
        assert driver.screen.topology.count(Vpc) == 1
        await command(driver, "region us-west-2")
        assert {scope.region for scope in driver.screen.topology.scopes} == {"eu-west-1", "us-west-2"}
        await command(driver, "profile prod")
        assert driver.screen.topology.count(Vpc) == 3
        before = len(fake.calls)
        await driver.press("R")
        await driver.read_to_end()
        again = {call.region for call in fake.calls[before:] if call.action == "DescribeVpcs"}
        assert again == {"eu-west-1", "us-west-2"}


def test_several_readers_end_as_one_when_the_last_has_ended() -> None:
    together = Together()
    told: list[VpceTuiError | None] = []
    together.ended = told.append
    first, second = together.one_more(), together.one_more()
    first(None)
    assert told == []
    second(None)
    assert told == [None]
    together.all_begin()
    problem = UnreadableError("no login")
    first(problem)
    second(None)
    assert told == [None, problem]
