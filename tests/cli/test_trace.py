"""Does `vpce-tui trace` keep to its contract: members, exit codes, and what it says about words it does not know?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from vpce_tui.cli.main import run
from vpce_tui.demo.ids import an_id
from vpce_tui.demo.planted import PLANTED, SOUND, Planted
from vpce_tui.reach import Direction, Outcome, Stage

EXIT = {"reachable": 0, "notReachable": 1, "unknown": 4}


@dataclass
class Said:
    """What a command printed and returned."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def vpce(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: str) -> Said:
        code = int(run(words))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


def some_of(verdict: str) -> Planted:
    return next(planted for planted in PLANTED if planted.verdict == verdict and planted.question is not None)


@pytest.mark.parametrize("verdict", ["reachable", "notReachable", "unknown"])
def test_the_exit_code_is_the_verdict(vpce: Any, verdict: str) -> None:
    question = some_of(verdict).question
    assert question is not None
    said = vpce("trace", "--demo", "--json", *question.words)
    assert (said.code, said.json["verdict"]) == (EXIT[verdict], verdict)


def test_what_works_in_the_demo_world_exits_with_0(vpce: Any) -> None:
    assert vpce("trace", "--demo", *SOUND[0].words).code == 0


def test_json_has_the_members_of_the_contract(vpce: Any) -> None:
    question = some_of("notReachable").question
    assert question is not None
    found = vpce("trace", "--demo", "--json", *question.words).json
    assert found["format"] == "vpce-tui/trace/1"
    assert set(found) >= {"format", "verdict", "flow", "via", "steps", "blockers", "unknowns", "notEvaluated"}
    assert set(found["flow"]) >= {"source", "sourceAddress", "destination", "destinationAddress", "protocol", "port"}
    for step in found["steps"]:
        assert set(step) >= {"direction", "stage", "component", "rule", "verdict", "code", "text", "fix"}
        assert step["direction"] in set(Direction)
        assert step["stage"] in set(Stage)
        assert step["verdict"] in set(Outcome)
        assert step["text"]
    assert found["blockers"] == [at for at, step in enumerate(found["steps"]) if step["verdict"] == "block"]
    assert "identityPolicy" in found["notEvaluated"]


def test_the_text_names_the_same_blockers_as_the_json(vpce: Any) -> None:
    question = some_of("notReachable").question
    assert question is not None
    text = vpce("trace", "--demo", *question.words).out
    found = vpce("trace", "--demo", "--json", *question.words).json
    assert text.startswith("✗ NOT REACHABLE")
    for at in found["blockers"]:
        assert found["steps"][at]["text"] in text


def test_a_fix_is_printed_with_its_command(vpce: Any) -> None:
    said = vpce("trace", "--demo", "--from", an_id("eni", "app-reports-1"), "--to", "ssm")
    assert "fix: allow tcp" in said.out
    assert "$ aws ec2 create-network-acl-entry" in said.out


def test_each_step_is_one_line_where_nobody_looks(vpce: Any) -> None:
    said = vpce("trace", "--demo", "--from", an_id("eni", "app-1"), "--to", "ssm")
    found = vpce("trace", "--demo", "--from", an_id("eni", "app-1"), "--to", "ssm", "--json").json
    lines = said.out.splitlines()
    for step in found["steps"]:
        assert any(step["text"] in line for line in lines)


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "eni-0000000000000dead", "--to", "s3"),
        ("--from", "10.255.255.1", "--to", "s3"),
        ("--from", "app-1", "--to", "s3"),
        ("--from", an_id("eni", "app-1"), "--to", "s4"),
        ("--from", an_id("eni", "app-1"), "--to", "vpce-0000000000000dead"),
        ("--from", an_id("eni", "app-1"), "--to", "s3", "--protocol", "smoke"),
        ("--from", an_id("eni", "app-1"), "--to", "s3", "--port", "65536"),
        ("--from", an_id("eni", "app-1"), "--to", "s3", "--resource", "arn:aws:s3:::x"),
        ("--from", an_id("eni", "app-1"), "--to", "s3", "--action", "read"),
        ("--from", an_id("eni", "app-1"), "--to", "s3", "--action", "s3:GetObject", "--context", "aws:SourceIp"),
        ("--from", an_id("eni", "app-1")),
    ],
)
def test_words_that_mean_nothing_exit_with_2_and_nothing_on_stdout(vpce: Any, words: tuple[str, ...]) -> None:
    said = vpce("trace", "--demo", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")


def test_an_unknown_id_suggests_the_nearest(vpce: Any) -> None:
    right = an_id("eni", "app-1")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    said = vpce("trace", "--demo", "--from", wrong, "--to", "s3")
    assert right in said.err


def test_with_an_action_the_endpoint_policy_is_asked_too(vpce: Any) -> None:
    words = ("--from", an_id("eni", "app-1"), "--to", "s3", "--action", "s3:GetObject")
    bucket = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/x"
    said = vpce("trace", "--demo", "--json", *words, "--resource", bucket)
    [policy] = [step for step in said.json["steps"] if step["stage"] == "endpointPolicy"]
    assert (said.code, policy["verdict"]) == (1, "block")
    assert "endpointPolicy" not in said.json["notEvaluated"]
    assert vpce("trace", "--demo", *words[:4]).code == 0


def test_a_context_key_on_the_command_line_reaches_the_policy(vpce: Any) -> None:
    words = (
        "--from",
        an_id("eni", "app-1"),
        "--to",
        "s3",
        "--action",
        "s3:GetObject",
        "--resource",
        "arn:aws:s3:::b/x",
    )
    org = ("--context", "aws:PrincipalOrgID=o-a1b2c3d4e5", "--context", "aws:ResourceOrgID=o-a1b2c3d4e5")

    def verdict(*more: str) -> str:
        steps = vpce("trace", "--demo", "--json", *words, *more).json["steps"]
        return str(next(step["verdict"] for step in steps if step["stage"] == "endpointPolicy"))

    assert (verdict(), verdict(*org)) == ("unknown", "pass")  # whose organization it is was not read
