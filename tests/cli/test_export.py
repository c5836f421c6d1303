"""Does `vpce-tui export` write what was asked, where it was asked, and say what is wrong with a question?"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from vpce_tui.cli.main import run
from vpce_tui.demo.build import Builder
from vpce_tui.snapshot import save


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class World(NamedTuple):
    """A snapshot of two VPCs, the first with an endpoint and an instance, and the ids in it."""

    path: str
    vpc: str
    other: str
    endpoint: str
    instance: str


@pytest.fixture
def world(tmp_path: Path) -> World:
    path = tmp_path / "network.jsonl.gz"
    builder = Builder()
    vpc = builder.vpc(name="app")
    subnet = builder.subnet(vpc=vpc, name="app-a")
    table = builder.main_table(vpc)
    endpoint = builder.gateway_endpoint("s3", vpc=vpc, tables=(table,), name="door")
    instance, _ = builder.instance(subnet=subnet, name="web")
    other = builder.vpc(name="other")
    builder.subnet(vpc=other, name="other-a")
    save(str(path), builder.topology(), created="2026-01-02T03:04:05Z", version="0.1.0")
    return World(str(path), vpc.vpc_id, other.vpc_id, endpoint.vpc_endpoint_id, instance.instance_id)


@pytest.fixture
def export(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Outcome]:
    """Run the command in this process."""

    def call(*words: str) -> Outcome:
        code = run(("export", *words))
        told = capsysbinary.readouterr()
        return Outcome(int(code), told.out.decode(), told.err.decode())

    return call


def in_a_shell(*words: str, stdin: bytes = b"", encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "vpce_tui", *words],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )


def sections(outcome: Outcome) -> dict[str, list[dict[str, str]]]:
    return {section["key"]: section["rows"] for section in json.loads(outcome.out)["sections"]}


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("markdown", "# VPC endpoint report"),
        ("html", "<!DOCTYPE html>"),
        ("csv", "VPC endpoint report"),
        ("json", "{"),
        ("mermaid", "flowchart LR"),
        ("graphviz", "digraph"),
        ("terraform", "# VPC endpoint report"),
        ("HTML", "<!DOCTYPE html>"),
    ],
)
def test_each_format_goes_to_stdout(export: Callable[..., Outcome], world: World, name: str, beginning: str) -> None:
    outcome = export(name, "--source", world.path)
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith(beginning)
    assert world.endpoint in outcome.out


def test_the_ending_of_the_file_chooses_the_format(
    export: Callable[..., Outcome], world: World, tmp_path: Path
) -> None:
    outcome = export("-o", str(tmp_path / "report.md"), "--source", world.path)
    assert (outcome.code, outcome.out) == (0, "")
    assert (tmp_path / "report.md").read_text().startswith("# VPC endpoint report")
    assert "wrote a report for a ticket" in outcome.err


def test_a_format_named_wins_over_the_ending(export: Callable[..., Outcome], world: World, tmp_path: Path) -> None:
    assert export("csv", "-o", str(tmp_path / "report.txt"), "--source", world.path).code == 0
    assert (tmp_path / "report.txt").read_text().startswith("VPC endpoint report")


def test_a_report_of_one_vpc_speaks_of_no_other(export: Callable[..., Outcome], world: World) -> None:
    found = sections(export("json", "--source", world.path, "--vpc", world.vpc))
    assert [row["vpc"] for row in found["vpcs"]] == [world.vpc]
    assert {row["vpc"] for key in ("subnets", "matrix") for row in found[key]} == {world.vpc}
    assert world.other not in export("mermaid", "--source", world.path, "--vpc", world.vpc).out


def test_a_drawing_of_an_endpoint_shows_its_neighbours_alone(export: Callable[..., Outcome], world: World) -> None:
    drawn = export("mermaid", "--source", world.path, "--endpoint", world.endpoint).out
    assert world.endpoint in drawn
    assert "app-a" in drawn
    assert "com.amazonaws." in drawn
    assert "other" not in drawn


def test_a_drawing_with_a_trace_alone_is_of_the_trace(export: Callable[..., Outcome], world: World) -> None:
    drawn = export("graphviz", "--source", world.path, "--trace", world.instance, "s3").out
    assert "sg out" in drawn
    assert "app-a" not in drawn


def test_traces_stand_in_the_report_as_the_trace_command_gives_them(
    export: Callable[..., Outcome], world: World
) -> None:
    outcome = export("json", "--source", world.path, "--trace", world.instance, "s3", "--trace", world.instance, "sqs")
    report = json.loads(outcome.out)
    assert [trace["verdict"] for trace in report["traces"]] == ["reachable", "notReachable"]
    assert [len(trace["steps"]) for trace in report["traces"]] == [
        len(sections(outcome)[key]) for key in ("trace1", "trace2")
    ]


def test_one_chosen_section_of_csv_is_one_table(export: Callable[..., Outcome], world: World) -> None:
    outcome = export("csv", "--only", "endpoints", "--source", world.path)
    (row,) = csv.DictReader(io.StringIO(outcome.out, newline=""))
    assert (row["Endpoint"], row["Name"], row["Type"]) == (world.endpoint, "door", "Gateway")


def test_what_was_not_read_is_in_the_report_and_in_the_exit_code(export: Callable[..., Outcome]) -> None:
    outcome = export("json", "--only", "gaps", "--demo")
    assert outcome.code == 4
    assert "not read in 555566667777/us-east-1" in outcome.err
    assert any("hosted zones" in row["lists"] for row in sections(outcome)["gaps"])


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("pdf",), 2, "there is no format `pdf`"),
        (("markdwon",), 2, "did you mean `markdown`"),
        ((), 2, "which format?"),
        (("-o", "report.pdf"), 2, "html (.html)"),
        (("terraform", "--only", "gaps"), 2, "no sections"),
        (("csv", "--only", "nothing"), 2, "nothing"),
        (("csv", "--vpc", "vpc-0nothere"), 2, "there is no VPC `vpc-0nothere`"),
        (("csv", "--endpoint", "vpce-0nothere"), 2, "there is no VPC endpoint `vpce-0nothere`"),
        (("csv", "--trace", "i-0nothere", "s3"), 2, "there is no instance `i-0nothere`"),
        (("csv", "-o", "no/such/folder/a.csv"), 2, "there is no folder"),
    ],
)
def test_what_cannot_be_asked_is_told(
    export: Callable[..., Outcome],
    world: World,
    words: tuple[str, ...],
    code: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = export(*words, "--source", world.path)
    assert (outcome.code, outcome.out) == (code, "")
    assert says in outcome.err


def test_the_encoding_of_the_terminal_does_not_matter(world: World) -> None:
    done = in_a_shell("export", "markdown", "--source", world.path, encoding="ascii")
    assert done.returncode == 0, done.stderr
    assert "✗" in done.stdout.decode()


def test_every_command_of_the_pipeline_reads_a_snapshot_from_stdin(world: World, tmp_path: Path) -> None:
    """`vpce-tui snapshot -o - | vpce-tui … --source -`: each gets the same bytes."""
    made = in_a_shell("snapshot", "-o", "-", "--quiet", "--source", world.path)
    assert made.returncode == 0, made.stderr
    rules = tmp_path / "rules.toml"
    rules.write_text(f'[[expect]]\nname = "x"\nfrom = {{ instance = "{world.instance}" }}\nto = "s3"\n')
    for words in (
        ("list", "vpcs", "--json"),
        ("trace", "--from", world.instance, "--to", "s3", "--json"),
        ("matrix", "--services", "s3", "--json"),
        ("check", "--expect", str(rules), "--json"),
        ("export", "json"),
    ):
        done = in_a_shell(*words, "--source", "-", stdin=made.stdout)
        assert done.returncode == 0, (words, done.stderr)
        assert json.loads(done.stdout), words
