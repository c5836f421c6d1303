"""What do commands say of a folder of answers in which something is missing?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.reach import recorded
from tests.reach.recorded import Recording
from vpce_tui.cli.main import run

HERE = "111122223333/eu-west-1"
Json = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A VPC with two interfaces that reach each other; nothing else was recorded."""
    made = Recording(tmp_path / "answers", HERE)
    made.put("Vpcs", recorded.vpc("vpc-1", "10.40.0.0/16"))
    made.put("Subnets", recorded.subnet("subnet-1", "vpc-1", "10.40.1.0/24"))
    made.put("RouteTables", recorded.table("rtb-1", "vpc-1", main=True, GatewayId="10.40.0.0/16 to local"))
    made.put("NetworkAcls", recorded.acl("acl-1", "vpc-1", "subnet-1"))
    made.put("SecurityGroups", recorded.group("sg-1", "vpc-1", recorded.permission()))
    made.put(
        "NetworkInterfaces", *(recorded.interface(n, "subnet-1", "vpc-1", f"10.40.1.{n}", ["sg-1"]) for n in (4, 5))
    )
    made.put("VpcEndpoints")
    made.topology()
    return tmp_path / "answers"


def test_a_snapshot_of_a_folder_without_some_lists_says_so(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "a.jsonl.gz")

    assert run(["snapshot", "-o", file, "--source", str(folder)]) == 4
    assert "and 34 more: the source holds nothing about them" in capsys.readouterr().err
    assert run(["export", "csv", "-o", str(tmp_path / "a.csv"), "--source", file]) == 4
    assert run(["trace", "--from", "eni-4", "--to", "eni-5", "--source", file]) == 0
    assert run(["trace", "--from", "eni-6", "--to", "eni-5", "--source", file]) == 2


def test_nobody_was_asked_where_the_interfaces_were_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--source", str(folder)]
    (folder / HERE / "NetworkInterfaces.json").unlink()

    assert run(["matrix", *asked]) == 4
    assert "not everybody was asked: the network interfaces of 111122223333/eu-west-1" in capsys.readouterr().err
    assert run(["workload", "session-manager", "--subnet", "subnet-1", *asked]) == 4
    assert run(["trace", "--from", "eni-4", "--to", "eni-5", *asked]) == 4
    (folder / HERE / "NetworkInterfaces.json").write_text('{"NetworkInterfaces": []}')
    assert run(["workload", "session-manager", "--subnet", "subnet-1", *asked]) == 2
    assert run(["trace", "--from", "eni-4", "--to", "eni-5", *asked]) == 2


@pytest.mark.parametrize(
    "url", ["not-a-url", "127.0.0.1:5000", "http://", "http://host:99999", "ftp://host", "http://[x"]
)
def test_an_endpoint_that_is_no_url_is_a_usage_error(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["list", "vpcs", "--endpoint-url", url]) == 2
    assert f"--endpoint-url `{url}` is no URL" in capsys.readouterr().err


def test_what_the_cli_wrote_instead_of_an_answer_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "\nAn error occurred (UnauthorizedOperation) when calling the DescribeNatGateways operation: You are not\n"
    (folder / HERE / "nat.json").write_text(said)

    assert run(["list", "vpcs", "--source", str(folder), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "nat.json` is not JSON: line 2, column 1: it holds what AWS said" in told.err
    assert "remove the file, and its list counts as not read" in told.err


def test_a_list_prints_whole_records(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / HERE / "Vpcs.json"
    written: Json = json.loads(file.read_text())
    written["Vpcs"][0]["FutureMember"] = {"A": [1, None, {"B": "\x1b[31m"}]}
    file.write_text(json.dumps(written))

    assert run(["list", "vpcs", "--source", str(folder), "--json"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == written["Vpcs"]
    assert "\x1b" not in printed
