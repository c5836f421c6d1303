"""`vpce-tui simulate` tells one case from many, whatever their text holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from vpce_tui.cli.main import run

OPEN: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def case(name: str, *, sid: str = "") -> dict[str, Any]:
    statement = {**OPEN["Statement"][0], "Sid": sid}  # type: ignore[dict-item]
    return {
        "id": name,
        "request": {
            "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::b/k", "accountId": "111122223333"},
            "principal": "arn:aws:iam::111122223333:user/ann",
            "context": {},
        },
        "policies": {"identity": [{"name": "p", "policy": {**OPEN, "Statement": [statement]}}]},
    }


def answers(
    text: str, folder: Path, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, list[dict[str, Any]]]:
    path = folder / "cases"
    path.write_bytes(text.encode())
    code = run(["simulate", str(path), "--json", *words])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def lines(*cases: dict[str, Any]) -> list[str]:
    return [json.dumps(each, ensure_ascii=False) for each in cases]


def test_the_first_line_may_be_the_broken_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answers("\n".join(['{"id": "a"', *lines(case("b"))]), tmp_path, capsys)

    assert [each.get("decision", "error") for each in found] == ["error", "allowed"]
    assert code == 2


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\u2029"])
def test_a_line_ends_at_a_line_feed_alone(mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answers("\n".join(lines(case("a", sid=f"x{mark}y"), case("b"))), tmp_path, capsys)

    assert [each["id"] for each in found] == ["a", "b"]
    assert found[0]["matchedStatements"][0]["sid"] == f"x{mark}y"
    assert code == 0


def test_lines_may_end_as_on_windows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answers("\r\n".join([*lines(case("a"), case("b")), ""]), tmp_path, capsys)

    assert ([each["id"] for each in found], code) == (["a", "b"], 0)


@pytest.mark.parametrize("indent", [None, 2])
def test_one_case_may_stand_on_many_lines(
    indent: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = answers(json.dumps(case("a"), indent=indent), tmp_path, capsys)

    assert ([each["id"] for each in found], code) == (["a"], 0)


def test_a_broken_case_on_many_lines_is_one_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answers(json.dumps(case("a"), indent=2)[:-2], tmp_path, capsys)

    assert (len(found), code) == (1, 2)
    assert "not JSON at line" in found[0]["error"]


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1e-999", "0.1234567890123456789"])
def test_a_number_that_no_machine_holds_is_taken_as_its_text(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(case("a")).replace('"context": {}', f'"context": {{"s3:x": {number}}}')
    wanted = f'"Condition": {{"StringEquals": {{"s3:x": {number}}}}}, "Sid"'
    code, found = answers(text.replace('"Sid"', wanted), tmp_path, capsys)

    assert ([each.get("decision", each) for each in found], code) == (["allowed"], 0)


def test_a_statement_that_lacks_two_things_is_not_said_to_lack_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = case("far")
    far["policies"]["identity"][0]["policy"]["Statement"][0] |= {
        "Resource": "arn:aws:s3:::other/*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }
    near = case("near")
    near["policies"]["identity"][0]["policy"]["Statement"][0]["Resource"] = "arn:aws:s3:::other/*"
    path = tmp_path / "cases"
    path.write_text("\n".join(lines(far, near)))

    assert run(["simulate", str(path)]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  ~")]
    assert ["would match but for" in line for line in told] == [False, False, True]
