"""`vpce-tui lint-policy`: what it prints, in both formats, and with which exit code it ends."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from vpce_tui.cli.main import run
from vpce_tui.errors import ExitCode

DEFAULT = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
BY_ADDRESS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Office",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        }
    ],
}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write(policy: Any) -> str:
        path = tmp_path / "policy.json"
        path.write_text(policy if isinstance(policy, str) else json.dumps(policy, indent=2), "utf-8")
        return str(path)

    return write


def test_a_policy_without_mistakes(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint-policy", write(DEFAULT)]) == ExitCode.DONE
    assert capsys.readouterr().out == "● nothing found\n"


def test_a_finding_names_file_line_and_column(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(BY_ADDRESS)

    assert run(["lint-policy", path]) == ExitCode.NEGATIVE
    out = capsys.readouterr().out
    assert f"{path}:12:11: ✗ error source-ip\n" in out
    assert "    Office: a request through an endpoint carries no aws:SourceIp: this Allow never applies\n" in out
    assert "    fix: use aws:VpcSourceIp" in out
    assert out.endswith("1 error, 2 notes\n")


def test_json_has_the_same_findings(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["lint-policy", write(BY_ADDRESS), "--json", "--service", "s3", "--endpoint-type", "Gateway"])
    answer = json.loads(capsys.readouterr().out)

    assert code == ExitCode.NEGATIVE
    assert {key: answer[key] for key in ("format", "kind", "endpointType", "service")} == {
        "format": "vpce-tui/lint/1",
        "kind": "endpoint",
        "endpointType": "gateway",
        "service": "s3",
    }
    finding = next(each for each in answer["findings"] if each["check"] == "source-ip")
    assert (finding["severity"], finding["line"], finding["column"]) == ("error", 12, 11)
    assert (finding["statement"], finding["label"]) == (0, "Office")
    assert finding["text"]
    assert finding["fix"]


@pytest.mark.parametrize(
    ("fail_on", "code"), [("info", ExitCode.NEGATIVE), ("warning", ExitCode.NEGATIVE), ("error", ExitCode.DONE)]
)
def test_the_threshold_decides_the_exit_code(write: Any, fail_on: str, code: ExitCode) -> None:
    misspelt = {"Statement": [DEFAULT["Statement"][0] | {"Action": "s3:GetObjects"}]}

    assert run(["lint-policy", write(misspelt), "--fail-on", fail_on]) == code


def test_the_kind_decides_what_is_looked_for(write: Any) -> None:
    identity = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}

    assert run(["lint-policy", write(identity), "--kind", "identity"]) == ExitCode.DONE
    assert run(["lint-policy", write(identity)]) == ExitCode.NEGATIVE


def test_a_policy_from_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(DEFAULT).encode())))

    assert run(["lint-policy", "-"]) == ExitCode.DONE
    assert "nothing found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('{"Statement": [\n  {"Effect": "Allow" "Action": "*"}]}', "line 2 column 22", "expected a comma or }"),
        ('{"Statement": [\n\n  {"Effect": "Maybe", "Action": "*"}]}', "line 3 column 14", '"Allow" or "Deny"'),
        ('{"Version": "2012-10-17"}', "line 1 column 1", "expected a Statement"),
        ("", "line 1 column 1", "expected a value"),
        ('{"Statement": [], "Statement": []}', "line 1 column 19", "each key once"),
    ],
)
def test_a_file_that_is_no_policy(
    write: Any, capsys: pytest.CaptureFixture[str], text: str, line: str, expected: str
) -> None:
    assert run(["lint-policy", write(text)]) == ExitCode.USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert line in captured.err
    assert expected in captured.err


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")

    assert run(["lint-policy", str(tmp_path / "none")]) == ExitCode.UNREADABLE
    assert run(["lint-policy", str(tmp_path / "bytes")]) == ExitCode.USAGE


def test_a_very_wrong_file_is_answered_in_a_few_lines(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint-policy", write({"Statement": [{"Effect": 1}] * 1000})]) == ExitCode.USAGE
    err = capsys.readouterr().err
    assert len(err.splitlines()) < 30
    assert "more" in err


def test_no_terminal_obeys_what_a_policy_holds(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = {"Statement": [DEFAULT["Statement"][0] | {"Sid": "\x1b[2J\u202e", "Action": "s3:\x1b]0;x\x07"}]}
    path = write(hostile)
    for options in ([], ["--json"]):
        run(["lint-policy", path, *options])
        assert not {"\x1b", "\x07", "\u202e"} & set(capsys.readouterr().out)


def test_wrong_words_are_a_usage_error(write: Any) -> None:
    assert run(["lint-policy", write(DEFAULT), "--kind", "bucket"]) == ExitCode.USAGE
    assert run(["lint-policy"]) == ExitCode.USAGE
