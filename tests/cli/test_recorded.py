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


def test_a_snapshot_answers_as_the_folder_does_and_says_what_one_region_lacks(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = str(tmp_path / "a.jsonl.gz"), str(tmp_path / "a.csv")

    assert run(["snapshot", "-o", file, "--source", str(folder)]) == 0
    assert run(["export", "csv", "-o", report, "--source", file]) == 0
    assert run(["trace", "--from", "eni-4", "--to", "eni-5", "--source", file]) == 0
    assert run(["trace", "--from", "eni-6", "--to", "eni-5", "--source", file]) == 2
    assert run(["export", "csv", "--vpc", "vpc-2", "--source", file]) == 2
    virginia = folder / "111122223333" / "us-east-1"
    virginia.mkdir()
    (virginia / "s.json").write_text('{"Subnets": []}')
    capsys.readouterr()
    assert run(["snapshot", "-o", file, "--source", str(folder)]) == 4
    told = capsys.readouterr().err
    assert (
        "not read in 111122223333/us-east-1: VPCs, VPC endpoints, network interfaces, route tables and 2 more" in told
    )
    assert run(["export", "csv", "-o", report, "--source", file]) == 4
    assert run(["trace", "--from", "eni-6", "--to", "eni-5", "--source", file]) == 4
    assert run(["export", "csv", "--vpc", "vpc-2", "--source", str(folder)]) == 4


def test_nobody_was_asked_where_the_interfaces_were_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--source", str(folder)]
    (folder / HERE / "NetworkInterfaces.json").unlink()

    assert run(["matrix", *asked]) == 4
    assert "not everybody was asked: the network interfaces of 111122223333/eu-west-1" in capsys.readouterr().err
    assert run(["matrix", "--json", "--services", "s3", *asked]) == 4
    [row] = json.loads(capsys.readouterr().out)["rows"]
    assert row["cells"][0]["verdict"] == "unknown"
    assert "was not read" in row["cells"][0]["reason"]
    assert run(["workload", "session-manager", "--subnet", "subnet-1", *asked]) == 4
    assert run(["trace", "--from", "eni-4", "--to", "eni-5", *asked]) == 4
    (folder / HERE / "NetworkInterfaces.json").write_text('{"NetworkInterfaces": []}')
    assert run(["matrix", "--json", "--services", "s3", *asked]) == 0
    assert '"verdict": "noClients"' in capsys.readouterr().out
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
