"""Can the reader be started, stopped and asked again from another thread, without ever holding it up?"""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from tests.collect.recorder import REGION, Recorder, quick
from tests.fake_api import FakeEc2, Hang, refused
from tests.fake_api.big import ACCOUNT, big_world
from tests.patience import PATIENCE
from vpce_tui.collect.choice import Choice
from vpce_tui.collect.live import GC_THRESHOLDS, LiveSource
from vpce_tui.errors import VpceTuiError
from vpce_tui.model.coverage import Reason
from vpce_tui.model.events import CollectEvent, ReadEnded, ReadStarted
from vpce_tui.model.record import UNKNOWN_ACCOUNT, Record, Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc

SCOPE = Scope(ACCOUNT, REGION)


class Watcher(Recorder):
    """A recorder that another thread can wait on."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def __call__(self, event: CollectEvent) -> None:
        with self.changed:
            super().__call__(event)
            self.changed.notify_all()

    def wait_for(self, predicate: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(predicate, PATIENCE)


def source(
    fake: FakeEc2, recorder: Recorder, *types: type[Record], ended: Callable[[VpceTuiError | None], None] | None = None
) -> LiveSource:
    return LiveSource(Choice(regions=(REGION,)), recorder, settings=quick(fake), record_types=types, ended=ended)


def test_events_come_from_a_thread_of_its_own(ec2: FakeEc2) -> None:
    threads: set[str] = set()
    with LiveSource(
        Choice(regions=(REGION,)),
        lambda _: threads.add(threading.current_thread().name),
        settings=quick(ec2),
        record_types=(Vpc,),
    ) as reader:
        assert reader.wait(PATIENCE)

    assert threads == {"AWS reader"}


def test_reading_can_be_stopped_and_begun_again_and_again() -> None:
    recorder = Watcher()
    with FakeEc2(big_world(5_000)) as ec2, source(ec2, recorder, NetworkInterface, Subnet) as reader:
        ec2.faults.add(Hang(), action="DescribeNetworkInterfaces", page=3)
        ec2.faults.add(Hang(), action="DescribeSubnets")
        for number in (1, 2, 3):
            recorder.wait_for(lambda number=number: len(recorder.records(NetworkInterface)) == 2_000 * number)  # type: ignore[misc]
            reader.cancel()
            assert reader.wait(PATIENCE)
            reader.refresh(SCOPE)

    assert {end.coverage.reason for end in recorder.of(ReadEnded)} == {Reason.CANCELLED}
    assert len(recorder.of(ReadStarted)) == len(recorder.of(ReadEnded)) >= 6


def test_what_was_cancelled_can_be_read_again(ec2: FakeEc2) -> None:
    recorder = Watcher()
    ec2.faults.add(Hang(), action="DescribeVpcs")
    with source(ec2, recorder, Vpc) as reader:
        recorder.wait_for(lambda: bool(recorder.of(ReadStarted)))
        reader.cancel()
        ec2.faults.clear()
        reader.refresh(SCOPE, Vpc)
        assert reader.wait(PATIENCE)

    assert [end.coverage.reason for end in recorder.of(ReadEnded)] == [Reason.CANCELLED, None]


def test_one_list_is_read_again_alone(ec2: FakeEc2, recorder: Recorder) -> None:
    with source(ec2, recorder, Vpc, Subnet) as reader:
        assert reader.wait(PATIENCE)
        before = ec2.actions()
        reader.refresh(SCOPE, Subnet)
        assert reader.wait(PATIENCE)

    assert ec2.actions() - before == {"DescribeSubnets": 1}


def test_everything_is_read_again_with_a_login_that_works_now(ec2: FakeEc2, recorder: Recorder) -> None:
    ec2.faults.add(refused("ExpiredToken"), action="GetCallerIdentity")
    with source(ec2, recorder, Vpc) as reader:
        with pytest.raises(VpceTuiError, match="ExpiredToken"):
            reader.wait(PATIENCE)
        ec2.faults.clear()
        reader.refresh()
        assert reader.wait(PATIENCE)

    assert recorder.coverage(Vpc, SCOPE).complete
    assert recorder.coverage(Vpc, Scope(UNKNOWN_ACCOUNT, REGION)).complete  # no longer a gap


def test_the_end_is_told_once_for_each_reading(ec2: FakeEc2, recorder: Recorder) -> None:
    ends: list[VpceTuiError | None] = []
    with source(ec2, recorder, Vpc, ended=ends.append) as reader:
        assert reader.wait(PATIENCE)
        reader.refresh(SCOPE)
        assert reader.wait(PATIENCE)

    assert ends == [None, None]


def test_a_source_can_be_closed_in_the_middle_of_everything(recorder: Recorder) -> None:
    with FakeEc2(big_world(3_000)) as ec2:
        watcher = Watcher()
        reader = source(ec2, watcher, NetworkInterface)
        reader.start()
        watcher.wait_for(lambda: bool(watcher.records(NetworkInterface)))
        reader.close()
        reader.close()
        reader.refresh()
        reader.cancel()
        assert reader.wait(PATIENCE)

    assert watcher.coverage(NetworkInterface) is not None


def test_the_garbage_collector_is_left_as_it_was(ec2: FakeEc2, recorder: Recorder) -> None:
    before = gc.get_threshold()
    assert before != GC_THRESHOLDS
    with source(ec2, recorder, Vpc) as reader:
        assert reader.wait(PATIENCE)
        assert gc.get_threshold() == GC_THRESHOLDS

    assert gc.get_threshold() == before


def test_a_source_that_was_never_started_can_be_closed(ec2: FakeEc2, recorder: Recorder) -> None:
    source(ec2, recorder, Vpc).close()

    assert ec2.calls == []


def test_importing_the_reader_and_its_settings_imports_no_aws_library() -> None:
    script = "import sys, vpce_tui.collect.live; print({'botocore', 'aiobotocore'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "set()"
