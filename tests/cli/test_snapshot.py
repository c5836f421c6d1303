"""Does `vpce-tui snapshot` keep its contract: writing, verifying, redacting, and being interrupted?"""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fake_api.big import ACCOUNT, REGION, big_world
from tests.fake_api.calls import access_key_id
from tests.fake_api.faults import Hang
from tests.fake_api.server import FakeEc2
from tests.patience import PATIENCE
from vpce_tui import snapshot
from vpce_tui.cli.interrupts import Interrupts
from vpce_tui.cli.main import run
from vpce_tui.errors import ExitCode
from vpce_tui.model.events import Noted
from vpce_tui.resources.network_interface import NetworkInterface

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("snapshots") / "demo.jsonl.gz"
    assert run(["snapshot", "-o", str(path), "--demo", "--quiet"]) == ExitCode.UNKNOWN
    return path


def test_a_file_that_was_written_whole_is_intact(demo_file: Path, capsys: Captured) -> None:
    assert run(["snapshot", "verify", str(demo_file)]) == ExitCode.DONE
    told = capsys.readouterr().out
    assert "intact" in told
    assert "asked for: --demo" in told
    assert told.count("not in it in full") == 3, "one line for each reason, not one for each list"


def test_a_verification_in_json_names_everything(demo_file: Path, capsys: Captured) -> None:
    assert run(["snapshot", "verify", str(demo_file), "--json"]) == ExitCode.DONE
    found = json.loads(capsys.readouterr().out)
    assert found["format"] == "vpce-tui/verification/1"
    assert found["intact"] is True
    assert found["problems"] == []
    assert found["records"]["vpcs"] > 5
    assert {"type", "scope", "progress", "says"} == set(found["incomplete"][0])


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_told_from_a_whole_one(
    demo_file: Path, tmp_path: Path, capsys: Captured, part: float
) -> None:
    whole = demo_file.read_bytes()
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(whole[: int(len(whole) * part)])
    assert run(["snapshot", "verify", str(cut)]) == ExitCode.USAGE
    assert "problem: it ends before its end" in capsys.readouterr().out


def test_a_file_that_was_changed_is_damaged(demo_file: Path, tmp_path: Path, capsys: Captured) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(gzip.decompress(demo_file.read_bytes()).replace(b"10.0.0.0/16", b"10.9.0.0/16", 1))
    assert run(["snapshot", "verify", str(changed), "--json"]) == ExitCode.USAGE
    found = json.loads(capsys.readouterr().out)
    assert found["intact"] is False
    assert "checksum" in found["problems"][0]


WRONG = [
    ("a file that is not there", ["snapshot", "verify", "nowhere.gz"], ExitCode.UNREADABLE, "there is no file"),
    ("a file that is no snapshot", ["snapshot", "verify", "README.md"], ExitCode.USAGE, "no snapshot"),
    ("no file to write", ["snapshot", "--demo"], ExitCode.USAGE, "-o FILE"),
    ("a command that is none", ["snapshot", "verfy", "x"], ExitCode.USAGE, "verfy"),
    ("options before the word", ["snapshot", "-o", "x", "verify", "y"], ExitCode.USAGE, "behind the word"),
    ("nothing to redact", ["snapshot", "-o", "x", "--demo", "--redact", "nmes"], ExitCode.USAGE, "`names`"),
    ("Parquet as one file", ["snapshot", "-o", "x", "--demo", "--format", "parquet"], ExitCode.USAGE, "--partition"),
    ("partitions of a file", ["snapshot", "-o", "x", "--demo", "--partition"], ExitCode.USAGE, "--format parquet"),
    (
        "Parquet on stdout",
        ["snapshot", "-o", "-", "--demo", "--format", "parquet", "--partition"],
        ExitCode.USAGE,
        "-o FOLDER",
    ),
    (
        "Parquet among other things",
        ["snapshot", "-o", ".", "--demo", "--format", "parquet", "--partition"],
        ExitCode.USAGE,
        "not empty",
    ),
    ("SQL for nowhere", ["snapshot", "sql"], ExitCode.USAGE, "--location"),
    ("a seed for nothing", ["snapshot", "-o", "x", "--demo", "--redact-seed", "1"], ExitCode.USAGE, "--redact"),
]


@pytest.mark.parametrize(("says", "words", "code", "told"), WRONG, ids=[case[0] for case in WRONG])
def test_what_cannot_be_is_told_with_its_code(
    says: str,
    words: list[str],
    code: ExitCode,
    told: str,
    capsys: Captured,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# no snapshot")
    assert run(words) == code, says
    captured = capsys.readouterr()
    assert told in captured.err
    assert "Traceback" not in captured.err


def test_a_redacted_copy_is_a_snapshot_without_what_was_hidden(
    demo_file: Path, tmp_path: Path, capsys: Captured
) -> None:
    copy = tmp_path / "copy.jsonl.gz"
    words = [
        "snapshot",
        "-o",
        str(copy),
        "--source",
        str(demo_file),
        "--redact",
        "all",
        "--redact-seed",
        "x",
        "--quiet",
    ]
    assert run(words) == ExitCode.UNKNOWN
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    text = gzip.decompress(copy.read_bytes()).decode()
    for hidden in (
        "222233334444",
        "payments",
        "checkout",
        "billing",
        "10.1.10.7",
        "o-a1b2c3d4e5",
        "AuditWithoutRoutes",
    ):
        assert hidden not in text, hidden
    assert json.loads(text.splitlines()[0])["asked"] == ["--source", "--redact accounts,ips,names,policies,tags"]
    capsys.readouterr()
    assert run(["snapshot", "verify", str(copy)]) == ExitCode.DONE
    again = tmp_path / "again.jsonl.gz"
    run([*words[:2], str(again), *words[3:]])
    assert gzip.decompress(again.read_bytes()).splitlines()[1:-1] == text.encode().splitlines()[1:-1]


def test_help_names_what_can_be_redacted(capsys: Captured) -> None:
    from vpce_tui.snapshot.redact import Redaction

    run(["snapshot", "--help"])
    assert ",".join(Redaction) in "".join(capsys.readouterr().out.split())


SENDER = """
import os, signal, sys
from vpce_tui.cli import sources
from vpce_tui.cli import snapshot_writing as command
from vpce_tui.cli.main import run
from vpce_tui.demo.world import events

def interrupted(source, types=None):
    for number, event in enumerate(events()):
        yield event
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGINT)

command.events = interrupted
sys.exit(run(["snapshot", "-o", sys.argv[1], "--demo", *sys.argv[3:]]))
"""


@pytest.mark.parametrize(
    "more",
    [[], ["--redact", "all"], ["--format", "parquet", "--partition"]],
    ids=["plain", "redacted", "parquet"],
)
@pytest.mark.parametrize("number", [0, 60])
def test_ctrl_c_leaves_a_valid_file_of_what_was_read(tmp_path: Path, number: int, more: list[str]) -> None:
    path = tmp_path / "part"
    done = subprocess.run(
        [sys.executable, "-c", SENDER, str(path), str(number), *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr
    assert "what was read so far is in" in done.stderr
    assert "Traceback" not in done.stderr
    found = snapshot.verify(path)
    assert found.intact
    assert not number or found.records
    assert [entry.name for entry in tmp_path.iterdir()] == ["part"]
    notes = [event.text for event in snapshot.open_source(path) if isinstance(event, Noted)]
    assert "the reading was interrupted" in notes[-1]


class Watched(list[Any]):
    """Calls as they arrive; so many set the event."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.arrived = threading.Event()
        self._number = number

    def append(self, call: Any) -> None:
        super().append(call)
        if len(self) >= self._number:
            self.arrived.set()


@pytest.mark.parametrize("number", [1, 12, 30])
@pytest.mark.parametrize("form", [[], ["--format", "parquet", "--partition"]], ids=["jsonl", "parquet"])
def test_ctrl_c_while_aws_is_read_leaves_a_valid_part_or_nothing(tmp_path: Path, form: list[str], number: int) -> None:
    keys = {"AWS_ACCESS_KEY_ID": access_key_id(ACCOUNT), "AWS_SECRET_ACCESS_KEY": "made-up"}
    with FakeEc2(big_world(1_200), default_account=ACCOUNT) as fake:
        fake.faults.add(Hang(), action="DescribeNetworkInterfaces")
        fake.calls = calls = Watched(number)
        command = ["-m", "vpce_tui", "snapshot", "-o", str(tmp_path / "part"), "--region", REGION, *form]
        with subprocess.Popen(
            [sys.executable, *command, "--endpoint-url", fake.url],
            env=os.environ | keys,
            stderr=subprocess.PIPE,
            text=True,
        ) as reading:
            assert calls.arrived.wait(PATIENCE)
            reading.send_signal(signal.SIGINT)
            _, told = reading.communicate(timeout=PATIENCE)

    assert reading.returncode == ExitCode.INTERRUPTED, told
    assert "Traceback" not in told
    left = [entry for entry in tmp_path.iterdir() if entry.name.startswith((".", "part"))]
    assert left in ([], [tmp_path / "part"]), told
    if left:
        assert snapshot.verify(left[0]).intact
        topology = snapshot.load(left[0])
        assert not any(topology.coverage(NetworkInterface, scope).complete for scope in topology.scopes)


def test_an_interrupt_waits_for_what_is_being_written() -> None:
    interrupts, done = Interrupts(), []
    with interrupts.held():
        for number in interrupts.heard_in(range(3)):
            os.kill(os.getpid(), signal.SIGINT)
            done.append(number)
    assert done == [0], "it is heard before the next event"
    assert interrupts.came


def test_an_interrupt_while_an_event_is_waited_for_is_heard_at_once_and_closes_the_source() -> None:
    closed = []

    def endless() -> Iterator[int]:
        try:
            yield 0
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                time.sleep(0)
        finally:
            closed.append(True)

    before = signal.getsignal(signal.SIGINT)
    interrupts = Interrupts()
    with interrupts.held():
        assert list(interrupts.heard_in(endless())) == [0]
    assert interrupts.came
    assert closed
    assert signal.getsignal(signal.SIGINT) == before


def test_whoever_insists_ends_what_may_not_be_interrupted() -> None:
    interrupts = Interrupts()
    with interrupts.held():
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


class TestParquet:
    def test_what_is_written_is_a_source_like_any_other(self, tmp_path: Path, capsys: Captured) -> None:
        lake = str(tmp_path / "lake")
        words = ["snapshot", "-o", lake, "--format", "parquet", "--partition", "--demo", "--quiet"]
        assert run(words) == ExitCode.UNKNOWN
        capsys.readouterr()
        assert run(["list", "vpc-endpoints", "--json", "--demo"]) == run(
            ["list", "vpc-endpoints", "--json", "--source", lake]
        )
        demo, again = capsys.readouterr().out.split("\n]\n")[:2]
        assert demo == again
        assert run(["snapshot", "verify", lake, "--json"]) == ExitCode.DONE
        found = json.loads(capsys.readouterr().out)
        assert found["header"]["format"] == "vpce-tui/parquet/1"
        assert found["header"]["asked"] == ["--demo"]
        assert found["records"]["vpcs"] > 5

    def test_a_damaged_file_in_it_is_told_with_its_name(self, tmp_path: Path, capsys: Captured) -> None:
        lake = tmp_path / "lake"
        run(["snapshot", "-o", str(lake), "--format", "parquet", "--partition", "--demo", "--quiet"])
        damaged = next((lake / "vpcs").rglob("*.parquet"))
        damaged.write_bytes(b"PAR1")
        capsys.readouterr()
        for words in (["list", "vpcs", "--source", str(lake)], ["snapshot", "verify", str(lake)]):
            assert run(words) == ExitCode.USAGE
            assert f"`{damaged}` is damaged" in capsys.readouterr().err

    def test_a_list_reads_the_files_of_its_type_alone(self, tmp_path: Path, capsys: Captured) -> None:
        lake = tmp_path / "lake"
        run(["snapshot", "-o", str(lake), "--format", "parquet", "--partition", "--demo", "--quiet"])
        for other in (lake / "subnets").rglob("*.parquet"):
            other.write_bytes(b"PAR1")
        capsys.readouterr()
        assert run(["list", "vpc-endpoints", "--source", str(lake)]) == run(["list", "vpc-endpoints", "--demo"])

    def test_it_can_be_redacted(self, tmp_path: Path) -> None:
        lake = tmp_path / "lake"
        words = ["snapshot", "-o", str(lake), "--format", "parquet", "--partition", "--demo", "--quiet"]
        assert run([*words, "--redact", "all", "--redact-seed", "x"]) == ExitCode.UNKNOWN
        folders = [str(path.relative_to(lake)) for path in lake.rglob("*")]
        text = "".join(map(str, snapshot.open_source(lake)))
        for hidden in ("222233334444", "payments", "checkout", "10.1.10.7", "AuditWithoutRoutes"):
            assert hidden not in text, hidden
            assert not any(hidden in folder for folder in folders), hidden

    def test_the_sql_is_data_on_stdout(self, tmp_path: Path, capsys: Captured) -> None:
        assert run(["snapshot", "sql", "--location", "s3://audit/lake", "--engine", "athena"]) == ExitCode.DONE
        assert "LOCATION 's3://audit/lake/subnets/'" in capsys.readouterr().out
