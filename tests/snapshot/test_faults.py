"""Whatever happens while a snapshot is written, what stands under its name is a whole snapshot, or nothing."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.snapshot.worlds import listed, subnet, vpc, world
from vpce_tui import snapshot
from vpce_tui.errors import UnreadableError
from vpce_tui.model.events import CollectEvent
from vpce_tui.snapshot.writer import SnapshotWriter

NOBODY = 65534


def in_child(work: Callable[[], None]) -> int:
    """Run `work` in a forked process and return how that ended: its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(99)  # not by raising: the child must not run the rest of the tests
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(points: int) -> Callable[[], None]:
    """Return a function that kills this process with the strongest signal when it is called so many times."""
    left = points

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def large_world() -> Iterator[CollectEvent]:
    yield from world()
    for number in range(40):
        yield from listed(
            [subnet(at, Tags=[{"Key": "Name", "Value": f"{at * 7919:x}"}]) for at in range(number, number + 50)]
        )


def leftovers(folder: Path, name: str) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name != name]


def save_and_die(path: Path, points: int) -> Callable[[], None]:
    """Return what saves a snapshot and is killed at the given point: an event, or a file opened, renamed or removed."""

    def write() -> None:
        kill = killed_after(points)
        watched = {"open", "os.rename", "os.remove", "tempfile.mkstemp"}
        sys.addaudithook(lambda event, _: kill() if event in watched else None)
        snapshot.save(path, (event for event in large_world() if kill() is None))

    return write


def test_a_kill_at_any_point_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl.gz"
    snapshot.save(path, listed([vpc(99)]))
    old = path.read_bytes()
    outcomes = []
    for points in range(200):
        ended = in_child(save_and_die(path, points))
        is_new = path.read_bytes() != old
        outcomes.append((ended, is_new))
        assert ended in (-signal.SIGKILL, 0)
        assert snapshot.verify(path).intact, points
        for name in leftovers(tmp_path, path.name):
            assert name.startswith(".prod.jsonl.gz."), "hidden, and named after the file it was to become"
            assert name.endswith(".tmp")
            (tmp_path / name).unlink()
        if ended == 0:
            break
    assert outcomes[0] == (-signal.SIGKILL, False)
    assert (-signal.SIGKILL, True) in outcomes, "one kill came between the renaming and the end"
    assert outcomes[-1] == (0, True)
    assert len(outcomes) > 100


def test_what_a_killed_writer_left_can_be_read_up_to_there(tmp_path: Path) -> None:
    assert in_child(save_and_die(tmp_path / "prod.jsonl.gz", 60)) == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    found = snapshot.verify(left)
    assert not found.intact
    assert found.records["subnets"] > 0


@pytest.mark.parametrize("limit", [0, 200, 5_000])
def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "prod.jsonl.gz"

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(UnreadableError, match="File too large"):
            snapshot.save(path, large_world())

    assert in_child(write) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl.gz"
    snapshot.save(path, listed([vpc(99)]))
    old = path.read_bytes()

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
        with pytest.raises(UnreadableError):
            snapshot.save(path, large_world())

    assert in_child(write) == 0
    assert path.read_bytes() == old
    assert leftovers(tmp_path, path.name) == []


def test_the_command_line_says_in_one_line_that_the_disk_is_full(tmp_path: Path) -> None:
    path = tmp_path / "demo.jsonl.gz"
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000));"
        "from vpce_tui.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    words = ["snapshot", "--demo", "--quiet", "-o", str(path)]
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, *words], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert done.returncode == 3, done.stderr
    assert done.stderr.strip() == f"error: cannot write `{path}`: File too large"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def shut_folder() -> Iterator[Path]:
    """A folder that may be read and not written, with a snapshot in it, where everybody may get to."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    snapshot.save(folder / "old.jsonl.gz", listed([vpc(99)]))
    (folder / "old.jsonl.gz").chmod(0o644)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["old.jsonl.gz", "new.jsonl.gz"])
def test_a_folder_that_may_not_be_written_is_left_alone(shut_folder: Path, name: str) -> None:
    old = (shut_folder / "old.jsonl.gz").read_bytes()

    def write() -> None:
        if os.geteuid() == 0:
            os.setuid(NOBODY)  # nothing is shut to root
        with pytest.raises(UnreadableError, match="Permission denied"):
            snapshot.save(shut_folder / name, large_world())

    assert in_child(write) == 0
    assert [entry.name for entry in shut_folder.iterdir()] == ["old.jsonl.gz"]
    assert (shut_folder / "old.jsonl.gz").read_bytes() == old


def test_of_two_writers_at_once_the_one_that_ends_last_wins_and_both_were_whole(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl.gz"
    one, other = list(large_world()), listed([vpc(number) for number in range(100)])
    with SnapshotWriter(path) as first:
        with SnapshotWriter(path) as second:
            for at in range(max(len(one), len(other))):
                for writer, events in ((first, one), (second, other)):
                    if at < len(events):
                        writer.write(events[at])
        assert snapshot.verify(path).intact
        assert snapshot.verify(path).records == {"vpcs": 100}
    assert snapshot.verify(path).intact
    assert "subnets" in snapshot.verify(path).records
    assert leftovers(tmp_path, path.name) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_processes_that_write_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl.gz"
    program = (
        "import sys; from tests.snapshot.test_faults import large_world; from vpce_tui import snapshot\n"
        "for _ in range(5): snapshot.save(sys.argv[1], large_world())"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(path)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert snapshot.verify(path).intact
    assert leftovers(tmp_path, path.name) == []
