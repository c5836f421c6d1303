"""Does `vpce-tui matrix` print what scripts rely on, and does `workload` answer for every member?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_trace import Said
from vpce_tui.cli.main import run
from vpce_tui.demo.build import Builder, route
from vpce_tui.demo.ids import an_id
from vpce_tui.reach.workloads import WORKLOADS
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.snapshot import save


@pytest.fixture
def vpce(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: str) -> Said:
        code = int(run(words))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return call


def snapshot(folder: Path, *, table_read: bool = True) -> str:
    """One public subnet whose client reaches everything through an internet gateway."""
    build = Builder()
    vpc = build.vpc(name="app")
    subnet = build.subnet(name="public")
    gateway = build.internet_gateway(vpc=vpc)
    build.route_table(route("0.0.0.0/0", gateway.internet_gateway_id), subnets=(subnet,))
    build.network_interface(public_ip=True, name="web-1")
    path = folder / "world.jsonl.gz"
    unread = () if table_read else (RouteTable,)
    save(str(path), build.topology(unread=unread), created="2026-01-01T00:00:00Z", version="0")
    return str(path)


def test_json_has_rows_with_a_cell_for_each_service(vpce: Any) -> None:
    said = vpce("matrix", "--demo", "--json", "--services", "s3,ssm")
    found = said.json
    assert said.code == 1
    assert (found["format"], found["by"], found["services"]) == ("vpce-tui/matrix/1", "subnet", ["s3", "ssm"])
    for row in found["rows"]:
        assert set(row) >= {"account", "region", "vpc", "subnet", "name", "availabilityZone", "cidr", "cells"}
        assert [cell["service"] for cell in row["cells"]] == ["s3", "ssm"]
        for cell in row["cells"]:
            assert set(cell) >= {"verdict", "via", "reachable", "notReachable", "unknown", "code", "reason", "example"}
            assert cell["verdict"] in ("reachable", "notReachable", "unknown", "mixed", "noClients")
            assert bool(cell["reason"]) == bool(cell["notReachable"] or cell["unknown"])


def test_a_cell_agrees_with_the_trace_of_its_example(vpce: Any) -> None:
    rows = vpce("matrix", "--demo", "--json", "--services", "s3").json["rows"]
    [cell] = next(row["cells"] for row in rows if row["subnet"] == an_id("subnet", "app-tasks-b"))
    trace = vpce("trace", "--demo", "--json", "--from", cell["example"], "--to", "s3")
    assert trace.json["verdict"] == cell["verdict"]
    assert cell["code"] in {step["code"] for step in trace.json["steps"]}


def test_csv_has_a_header_and_a_line_a_cell_that_agree_with_the_json(vpce: Any) -> None:
    words = ("matrix", "--demo", "--services", "s3,kms")
    lines = list(csv.DictReader(io.StringIO(vpce(*words, "--csv").out)))
    rows = vpce(*words, "--json").json["rows"]
    told = [(row["subnet"], cell["service"], cell["verdict"]) for row in rows for cell in row["cells"]]
    assert [(line["subnet"], line["service"], line["verdict"]) for line in lines] == told


def test_the_table_names_the_services_and_explains_its_words_on_stderr(vpce: Any) -> None:
    said = vpce("matrix", "--demo", "--services", "s3,ssm")
    assert said.out.splitlines()[0].split() == ["SUBNET", "s3", "ssm"]
    assert "gw gateway endpoint" in said.err
    assert "gw gateway endpoint" not in said.out


def test_rows_can_be_grouped_and_cut_down_to_trouble(vpce: Any) -> None:
    words = ("matrix", "--demo", "--services", "s3,ssm")
    every, grouped, trouble = (len(vpce(*words, *more).out.splitlines()) for more in ((), ("--group",), ("--trouble",)))
    assert grouped < every
    assert trouble < every


def test_rows_can_be_interfaces(vpce: Any) -> None:
    found = vpce("matrix", "--demo", "--json", "--by", "interface", "--services", "s3").json
    assert found["by"] == "interface"
    assert an_id("eni", "app-1") in {row["interface"] for row in found["rows"]}


def test_exit_codes_tell_all_reached_from_unknown(vpce: Any, tmp_path: Path) -> None:
    assert vpce("matrix", "--source", snapshot(tmp_path), "--services", "s3").code == 0
    (tmp_path / "part").mkdir()
    assert vpce("matrix", "--source", snapshot(tmp_path / "part", table_read=False), "--services", "s3").code == 4


@pytest.mark.parametrize(
    "words",
    [("--services", "s9-nowhere"), ("--json", "--csv"), ("--by", "planet"), ("--source", "nowhere.jsonl")],
)
def test_what_cannot_be_asked_exits_with_2_or_3_and_prints_nothing(vpce: Any, words: tuple[str, ...]) -> None:
    source = () if "--source" in words else ("--demo",)
    said = vpce("matrix", *source, *words)
    assert said.code in (2, 3)
    assert said.out == ""


# Workloads


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_every_workload_answers_for_each_member(vpce: Any, workload: Any) -> None:
    said = vpce("workload", workload.name, "--demo", "--json", "--from", an_id("eni", "bastion-1"))
    found = said.json
    asked = [need["service"] for need in found["needs"] if not need["bucket"]]
    assert asked == [*workload.required, *workload.optional]
    assert len([need for need in found["needs"] if need["bucket"]]) == len(workload.buckets)
    required = {need["verdict"] for need in found["needs"] if need["required"]}
    assert said.code == (1 if "notReachable" in required else 4 if "unknown" in required else 0)
    assert json.dumps(found)


def test_session_manager_from_a_subnet_names_the_missing_service(vpce: Any) -> None:
    said = vpce("workload", "session-manager", "--demo", "--subnet", an_id("subnet", "analytics-a"))
    assert said.code == 1
    [line] = [line for line in said.out.splitlines() if "ssmmessages" in line and "fix:" not in line]
    assert line.strip().startswith("✗")


def test_a_pull_that_the_s3_policy_refuses_is_seen_in_its_bucket(vpce: Any) -> None:
    found = vpce("workload", "ecr-pull", "--demo", "--json", "--from", an_id("eni", "app-1")).json
    [layers] = [need for need in found["needs"] if need["bucket"]]
    assert layers["bucket"] == "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"
    assert (layers["verdict"], layers["code"]) == ("notReachable", "VPCE_ACCESS_DENIED")
    assert found["verdict"] == "notReachable"


@pytest.mark.parametrize(
    "words",
    [
        ("knitting", "--from", an_id("eni", "app-1")),
        ("eks",),
        ("eks", "--subnet", "subnet-0000", "--from", "eni-0"),
        ("eks", "--subnet", an_id("subnet", "hub-endpoints-a")),
    ],
)
def test_a_workload_that_cannot_be_asked_exits_with_2(vpce: Any, words: tuple[str, ...]) -> None:
    assert vpce("workload", "--demo", *words).code == 2
