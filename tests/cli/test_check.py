"""Does `vpce-tui check` answer in text, JSON, JUnit XML and SARIF, and in its exit code?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from vpce_tui.cli.main import run
from vpce_tui.demo.build import Builder
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.snapshot import save

HOLDS = '[[expect]]\nname = "app reaches s3"\nfrom = { subnet = "app-a" }\nto = "s3"\n'
FAILS = (
    '[[expect]]\nname = "app reaches <sqs> & \\u001b[31mmore"\nseverity = "medium"\n'
    'from = { subnet = "app-a" }\nto = "sqs"\n'
)
EMPTY = '[[never]]\nname = "nobody"\nfrom = { subnet = "nowhere" }\nto = "internet"\n'


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Check = Callable[..., Outcome]


@pytest.fixture
def check(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Check:
    """Run the command over a network of one VPC with a gateway endpoint for S3 and no other way out."""

    def call(text: str, *words: str, unread: bool = False) -> Outcome:
        builder = Builder()
        vpc = builder.vpc(name="app")
        subnet = builder.subnet(vpc=vpc, name="app-a")
        builder.gateway_endpoint("s3", vpc=vpc, tables=(builder.main_table(vpc),))
        builder.instance(subnet=subnet)
        source, rules = tmp_path / "network.jsonl.gz", tmp_path / "network.toml"
        save(str(source), builder.topology(unread=(RouteTable,) if unread else ()), created="", version="0.1.0")
        rules.write_text(text)
        code = run(("check", "--expect", str(rules), "--source", str(source), *words))
        told = capsysbinary.readouterr()
        return Outcome(int(code), told.out.decode(), told.err.decode())

    return call


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        (HOLDS, (), 0),
        (FAILS, (), 1),
        (HOLDS + FAILS, (), 1),
        (EMPTY, (), 2),
        (EMPTY + "may_be_empty = true\n", (), 0),
        (FAILS + EMPTY, (), 1),
        (FAILS, ("--fail-on", "medium"), 1),
        (FAILS, ("--fail-on", "high"), 0),
        (FAILS + EMPTY, ("--fail-on", "high"), 2),
        ("[[expect]]\n", (), 2),
        (HOLDS.replace('"s3"', '"no-such-service"'), (), 2),
    ],
)
def test_the_exit_code_is_the_answer(check: Check, text: str, words: tuple[str, ...], code: int) -> None:
    outcome = check(text, *words)
    assert outcome.code == code, outcome


def test_what_was_not_read_and_decides_is_unknown(check: Check) -> None:
    outcome = check(HOLDS, unread=True)
    assert outcome.code == 4
    assert outcome.out.startswith("? app reaches s3")


def test_the_text_says_what_holds_and_what_does_not(check: Check) -> None:
    lines = check(HOLDS + FAILS + EMPTY).out.splitlines()
    assert lines[0] == "● app reaches s3"
    assert lines[1] == "    holds for 1 interface"
    assert lines[2] == r"✗ app reaches <sqs> & \x1b[31mmore"
    assert "NO_ROUTE_TO_DESTINATION" in lines[3]
    assert lines[-3:] == [
        "▲ nobody",
        "    no interface has subnet nowhere: nothing was checked",
        "3 expectations: 1 held, 1 checked nothing, 1 failed",
    ]


def test_json_has_every_answer_with_its_evidence(check: Check) -> None:
    outcome = check(HOLDS + FAILS + EMPTY, "--json")
    told = json.loads(outcome.out)
    assert told["format"] == "vpce-tui/check/1"
    assert told["source"] == "network.jsonl.gz"
    assert told["summary"] == {"holds": 1, "unknown": 0, "empty": 1, "fails": 1}
    assert [(result["kind"], result["line"], result["outcome"]) for result in told["results"]] == [
        ("expect", 1, "holds"),
        ("expect", 5, "fails"),
        ("never", 10, "empty"),
    ]
    (evidence,) = told["results"][1]["evidence"]
    assert evidence["subject"].startswith("eni-")
    assert evidence["code"] == "NO_ROUTE_TO_DESTINATION"
    assert outcome.out == check(HOLDS + FAILS + EMPTY, "--format", "json").out


def test_junit_counts_and_names_every_case(check: Check) -> None:
    root = ET.fromstring(check(HOLDS + FAILS + EMPTY, "--format", "junit").out)
    assert root.tag == "testsuites"
    (suite,) = root
    for element in (root, suite):
        assert {key: element.get(key) for key in ("tests", "failures", "errors")} == {
            "tests": "3",
            "failures": "1",
            "errors": "1",
        }
    assert [case.get("name") for case in suite] == ["app reaches s3", r"app reaches <sqs> & \x1b[31mmore", "nobody"]
    assert [[(child.tag, child.get("type")) for child in case] for case in suite] == [
        [],
        [("failure", "fails")],
        [("error", "empty")],
    ]
    assert all(case.get("line") and case.get("classname", "").startswith("vpce-tui.") for case in suite)
    assert "NO_ROUTE_TO_DESTINATION" in (suite[1][0].text or "")


def test_junit_shows_what_is_unknown_as_an_error(check: Check) -> None:
    root = ET.fromstring(check(HOLDS, "--format", "junit", unread=True).out)
    assert [child.get("type") for child in root[0][0]] == ["unknown"]


def sarif_problems(log: dict[str, Any]) -> list[str]:
    """Return what SARIF 2.1.0 requires and the log does not keep."""
    problems = []
    if log.get("version") != "2.1.0" or "sarif-schema-2.1.0" not in log.get("$schema", ""):
        problems.append("version")
    for run_ in log["runs"]:
        driver = run_["tool"]["driver"]
        rules = [rule["id"] for rule in driver["rules"]]
        if not driver["name"] or len(set(rules)) != len(rules):
            problems.append("driver")
        for result in run_["results"]:
            if not result["message"]["text"] or result["level"] not in ("none", "note", "warning", "error"):
                problems.append("result")
            if rules[result["ruleIndex"]] != result["ruleId"]:
                problems.append("ruleIndex")
            place = result["locations"][0]["physicalLocation"]
            if place["region"]["startLine"] < 1 or " " in place["artifactLocation"]["uri"]:
                problems.append("location")
    return problems


def test_sarif_has_what_does_not_hold_at_its_line(check: Check) -> None:
    log = json.loads(check(HOLDS + FAILS + EMPTY, "--format", "sarif").out)
    assert sarif_problems(log) == []
    results = log["runs"][0]["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("vpce-tui/expect", "warning"),
        ("vpce-tui/never", "warning"),
    ]
    assert [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results] == [5, 10]
    assert len({result["partialFingerprints"]["expectation/v1"] for result in results}) == 2


def test_sarif_calls_severe_failures_errors_and_knows_them_again(check: Check) -> None:
    severe = FAILS.replace("medium", "critical")
    results = [
        json.loads(check(text, "--format", "sarif").out)["runs"][0]["results"][0]
        for text in (severe, f"# moved\n{severe}")
    ]
    assert [result["level"] for result in results] == ["error", "error"]
    assert results[0]["partialFingerprints"] == results[1]["partialFingerprints"]


def test_sarif_of_what_holds_has_no_results(check: Check) -> None:
    log = json.loads(check(HOLDS, "--format", "sarif").out)
    assert sarif_problems(log) == []
    assert log["runs"][0]["results"] == []


def test_the_answer_goes_to_a_file_where_asked(check: Check, tmp_path: Path) -> None:
    outcome = check(FAILS, "--format", "junit", "-o", str(tmp_path / "report.xml"))
    assert (outcome.code, outcome.out) == (1, "")
    assert ET.parse(tmp_path / "report.xml").getroot().tag == "testsuites"


def test_the_schema_for_editors_can_be_had(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(("check", "--schema")) == 0
    assert json.loads(capsysbinary.readouterr().out)["title"] == "vpce-tui expectations"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--expect", "nowhere.toml", "--demo"), 3, "cannot read `nowhere.toml`"),
        (("--demo",), 2, "--expect"),
        (("--expect", "-", "--source", "-"), 2, "both read stdin"),
        (("--expect", "x.toml", "--demo", "--fail-on", "terrible"), 2, "terrible"),
    ],
)
def test_a_wrong_command_line_is_told(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, says: str
) -> None:
    assert run(("check", *words)) == code
    assert says in capsys.readouterr().err
