"""Does Ctrl+C stop the reader at any moment, with an end for every list that had begun?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.collect.recorder import REGION, quick
from tests.collect.test_live import Watcher
from tests.fake_api import FakeEc2, Hang, Quota, World, refused
from tests.fake_api.big import ACCOUNT, big_world
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice
from vpce_tui.collect.live import LiveSource
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import PageRead, ReadEnded, ReadStarted
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute


@dataclass
class Moment:
    """When to stop: as soon as `come` says so."""

    says: str
    come: Callable[[FakeEc2, Watcher], bool]
    faults: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    world: Callable[[], World] = lambda: big_world(30)
    types: tuple[Any, ...] = (Vpc, Subnet)
    settings: dict[str, Any] = field(default_factory=dict)
    quota: Quota | None = None
    ends: Reason | None = Reason.CANCELLED
    """What the lists that had begun end with; None where some may be done."""


def asked(action: str, times: int = 1) -> Callable[[FakeEc2, Watcher], bool]:
    return lambda fake, _: fake.actions()[action] >= times


def pages(count: int) -> Callable[[FakeEc2, Watcher], bool]:
    return lambda _, watcher: len(watcher.of(PageRead)) >= count


MOMENTS = [
    Moment("at once", lambda *_: True, ends=None),
    Moment("while it is asked who calls", asked("GetCallerIdentity"), [(Hang(), {"action": "GetCallerIdentity"})]),
    Moment(
        "while answers are waited for",
        lambda fake, _: fake.hung == 2,
        [(Hang(), {"action": "DescribeVpcs"}), (Hang(), {"action": "DescribeSubnets"})],
    ),
    Moment(
        "in the pause before another try",
        lambda fake, _: fake.actions()["DescribeVpcs"] >= 1 and fake.actions()["DescribeSubnets"] >= 1,
        [(refused("RequestLimitExceeded"), {"action": action}) for action in ("DescribeVpcs", "DescribeSubnets")],
        settings={"longest_pause_seconds": 600, "attempts": 10},
    ),
    Moment(
        "between pages",
        pages(2),
        [(Hang(), {"page": 4, "action": "DescribeNetworkInterfaces"})],
        world=lambda: big_world(5_000),
        types=(NetworkInterface,),
    ),
    Moment(
        "while a long list is read in parts",
        lambda fake, _: fake.hung >= 2,
        [(Hang(), {"filtered": True, "action": "DescribeNetworkInterfaces"})],
        world=lambda: big_world(9_000),
        types=(NetworkInterface, Subnet),
        ends=None,
    ),
    Moment(
        "while a call waits for its turn",
        lambda fake, _: fake.actions()["DescribeVpcAttribute"] >= 30,
        world=lambda: World({(ACCOUNT, REGION): {"Vpcs": [{"VpcId": f"vpc-{number}"} for number in range(300)]}}),
        types=(VpcAttribute,),
    ),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.says)
@pytest.mark.parametrize("how", ["cancel", "close"])
def test_stopping_ends_every_list_that_had_begun(moment: Moment, how: str) -> None:
    watcher = Watcher()
    with FakeEc2(moment.world(), quota=moment.quota) as fake:
        for fault, where in moment.faults:
            fake.faults.add(fault, **where)
        settings = quick(fake, **moment.settings)
        source = LiveSource(Choice(regions=(REGION,)), watcher, settings=settings, record_types=moment.types)
        source.start()
        came = threading.Event()
        waiter = threading.Thread(target=until, args=(lambda: moment.come(fake, watcher), came))
        waiter.start()
        assert came.wait(PATIENCE), moment.says
        waiter.join()
        if how == "cancel":
            source.cancel()
            try:
                assert source.wait(PATIENCE), "it goes on reading"
            except VpceTuiError as error:
                raise AssertionError("stopping is no failure") from error
        source.close()

    assert not any(thread.name == "AWS reader" for thread in threading.enumerate())
    started = [(event.record_type, event.scope) for event in watcher.of(ReadStarted)]
    ended = [(event.record_type, event.scope) for event in watcher.of(ReadEnded)]
    assert sorted(map(repr, started)) == sorted(map(repr, ended))
    if moment.ends is not None:
        unfinished = {end.coverage.reason for end in watcher.of(ReadEnded) if end.record_type in moment.types}
        assert unfinished <= {moment.ends}


def until(condition: Callable[[], bool], came: threading.Event) -> None:
    """Set `came` as soon as a condition holds that another thread brings about."""
    pause, end = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            came.set()
            return
        pause.wait(0.001)
