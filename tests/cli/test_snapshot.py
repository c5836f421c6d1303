"""Does `vpce-tui snapshot` keep its contract: writing, verifying, redacting, and being interrupted?"""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vpce_tui import snapshot
from vpce_tui.cli.interrupts import Interrupts
from vpce_tui.cli.main import run
from vpce_tui.errors import ExitCode

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
from vpce_tui.cli.commands import snapshot as command
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


@pytest.mark.parametrize("more", [[], ["--redact", "all"]], ids=["plain", "redacted"])
@pytest.mark.parametrize("number", [0, 60])
def test_ctrl_c_leaves_a_valid_file_of_what_was_read(tmp_path: Path, number: int, more: list[str]) -> None:
    path = tmp_path / "part.jsonl.gz"
    done = subprocess.run(
        [sys.executable, "-c", SENDER, str(path), str(number), *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr
    assert "what was read so far is in" in done.stderr
    assert "Traceback" not in done.stderr
    found = snapshot.verify(path)
    assert found.intact
    assert not number or found.records
    assert [entry.name for entry in tmp_path.iterdir()] == ["part.jsonl.gz"]


def test_an_interrupt_waits_for_the_line_that_is_being_written() -> None:
    interrupts, done = Interrupts(), []
    with interrupts.caught():
        with interrupts.held():
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(100):
                time.sleep(0)
            done.append("written")
        done.append("never")
    assert done == ["written"]
    assert interrupts.came


def test_an_interrupt_between_two_lines_is_heard_at_once() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 0

    before = signal.getsignal(signal.SIGINT)
    interrupts = Interrupts()
    with interrupts.caught():
        os.kill(os.getpid(), signal.SIGINT)
        for _ in endless():
            pass
    assert interrupts.came
    assert signal.getsignal(signal.SIGINT) == before
