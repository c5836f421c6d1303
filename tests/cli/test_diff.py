"""`vpce-tui diff` keeps its contract: what it reads, what it prints, its exit codes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from vpce_tui import snapshot
from vpce_tui.cli.main import run
from vpce_tui.demo import world
from vpce_tui.errors import ExitCode
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.vpc import Vpc

Captured = pytest.CaptureFixture[str]
HERE = Scope("111122223333", "eu-west-1")


def whole(*vpcs: Vpc) -> Iterable[CollectEvent]:
    return [ReadStarted(Vpc, HERE), PageRead(Vpc, HERE, vpcs), ReadEnded(Vpc, HERE, COMPLETE)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small files: `one`, an equal `same`, `two`, the demo world, and that after its gateways failed."""
    monkeypatch.chdir(tmp_path)
    snapshot.save("one.gz", whole(Vpc(vpc_id="vpc-1"), Vpc(vpc_id="vpc-2")), created="2026-01-01T00:00:00Z")
    snapshot.save("same.gz", whole(Vpc(vpc_id="vpc-2"), Vpc(vpc_id="vpc-1")), created="2026-02-01T00:00:00Z")
    snapshot.save("two.gz", whole(Vpc(vpc_id="vpc-2", state="pending"), Vpc(vpc_id="vpc-3")))
    snapshot.save("demo.gz", world.events())
    snapshot.save("failed.gz", map(with_failed_gateways, world.events()))
    answers = tmp_path / "answers" / "111122223333" / "eu-west-1"
    answers.mkdir(parents=True)
    (answers / "vpcs.json").write_text('{"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}]}')
    return tmp_path


def with_failed_gateways(event: CollectEvent) -> CollectEvent:
    if not isinstance(event, PageRead) or event.record_type is not NatGateway:
        return event
    failed: tuple[Record, ...] = tuple(msgspec.structs.replace(record, state="failed") for record in event.records)
    return PageRead(NatGateway, event.scope, failed)


CODES = [
    ("equal files", ["one.gz", "same.gz"], ExitCode.DONE),
    ("files that differ", ["one.gz", "two.gz"], ExitCode.NEGATIVE),
    ("a file and a directory of the same answers", ["one.gz", "answers"], ExitCode.DONE),
    ("equal worlds of which not all was read", ["demo.gz", "demo"], ExitCode.UNKNOWN),
    ("worlds that differ, of which not all was read", ["demo", "failed.gz"], ExitCode.NEGATIVE),
    ("a file that is not there", ["one.gz", "nowhere.gz"], ExitCode.UNREADABLE),
    ("a file and one answer of the same", ["one.gz", "answers/111122223333/eu-west-1/vpcs.json"], ExitCode.DONE),
    ("stdin twice", ["-", "-"], ExitCode.USAGE),
    ("one source only", ["one.gz"], ExitCode.USAGE),
    ("a source by option", ["one.gz", "two.gz", "--source", "x"], ExitCode.USAGE),
    ("a profile for nothing", ["one.gz", "two.gz", "--profile", "prod"], ExitCode.USAGE),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("says", "words", "code"), CODES, ids=[case[0] for case in CODES])
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_the_exit_code_answers(says: str, words: list[str], code: ExitCode, as_json: bool, capsys: Captured) -> None:
    assert run(["diff", *words, *(["--json"] if as_json else [])]) == code, says
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    if code in (ExitCode.DONE, ExitCode.NEGATIVE, ExitCode.UNKNOWN):
        assert captured.out
        assert not as_json or json.loads(captured.out)["differs"] is (code is ExitCode.NEGATIVE)
    else:
        assert captured.err.startswith("error: ")


@pytest.mark.usefixtures("folder")
def test_the_text_names_records_and_what_they_mean(capsys: Captured) -> None:
    run(["diff", "demo", "failed.gz"])
    told = capsys.readouterr().out
    assert told.startswith("5 records differ: 5 changed\n")
    assert "What it means" in told
    assert "State  available → failed" in told


@pytest.mark.usefixtures("folder")
def test_the_json_names_the_cells_with_the_hop(capsys: Captured) -> None:
    run(["diff", "demo", "failed.gz", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["before"], found["after"]) == ("demo", "failed.gz")
    cell = found["cells"][0]
    assert {"scope", "subnet", "service", "before", "after", "hop"} == set(cell)
    assert cell["before"]["verdict"] == "reachable"
    assert cell["after"]["verdict"] == "notReachable"
    assert cell["hop"]["component"].startswith("nat-")


@pytest.mark.usefixtures("folder")
def test_records_alone_are_told_without_tracing(capsys: Captured) -> None:
    run(["diff", "demo", "failed.gz", "--json", "--records-only"])
    found = json.loads(capsys.readouterr().out)
    assert len(found["changes"]) == 5
    assert found["cells"] == []


@pytest.mark.usefixtures("folder")
def test_one_side_may_come_from_stdin(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path("two.gz").read_bytes())))
    assert run(["diff", "one.gz", "-", "--json"]) == ExitCode.NEGATIVE
    kinds = [(change["kind"], change["id"]) for change in json.loads(capsys.readouterr().out)["changes"]]
    assert kinds == [("changed", "vpc-2"), ("added", "vpc-3"), ("removed", "vpc-1")]


@pytest.mark.usefixtures("folder")
def test_a_name_of_somebody_elses_cannot_steer_the_terminal(capsys: Captured) -> None:
    snapshot.save("evil.gz", whole(Vpc(vpc_id="vpc-1\x1b[2J", state="\x1b]0;owned\x07")))
    run(["diff", "one.gz", "evil.gz"])
    assert "\x1b" not in capsys.readouterr().out
    run(["diff", "one.gz", "evil.gz", "--json"])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_a_redacted_file_differs_from_another_redacted_alike_as_the_originals_do(capsys: Captured) -> None:
    for name in ("demo", "failed"):
        words = ["--redact", "all", "--redact-seed", "x", "--quiet"]
        run(["snapshot", "-o", f"{name}-r.gz", "--source", f"{name}.gz", *words])
    found = []
    for sides in (("demo.gz", "failed.gz"), ("demo-r.gz", "failed-r.gz")):
        capsys.readouterr()
        run(["diff", *sides, "--json"])
        members = json.loads(capsys.readouterr().out)
        found.append(
            (
                sorted((change["kind"], change["id"]) for change in members["changes"]),
                sorted((cell["subnet"], cell["service"], cell["after"]["code"]) for cell in members["cells"]),
            )
        )
    assert found[0] == found[1]
    assert found[0][1]
