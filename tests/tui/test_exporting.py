"""Does `e` write what the file's ending says, and `S` a picture?"""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.tui.driver import Driver, exploring
from vpce_tui.demo.build import Builder
from vpce_tui.errors import UsageError
from vpce_tui.reach import Flow, Trace, trace
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.exporting import write_trace_as
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.tui.widgets.prompt import Prompt

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def two_vpcs() -> tuple[Builder, Vpc, VpcEndpoint]:
    builder = Builder()
    vpc = builder.vpc(name="app")
    builder.subnet(vpc=vpc, name="app-a")
    endpoint = builder.gateway_endpoint("s3", vpc=vpc)
    builder.vpc(name="other")
    return builder, vpc, endpoint


async def save_as(driver: Driver, path: Path) -> None:
    await driver.press("e")
    driver.screen.query_one(Prompt).value = str(path)
    await driver.press("enter")


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [
        (".md", "# VPC endpoint report"),
        (".html", "<!DOCTYPE html>"),
        (".csv", "VPC endpoint report"),
        (".json", '{\n"format": "vpce-tui/report/1"'),
        (".mmd", "flowchart LR"),
        (".dot", "digraph"),
        (".tf", "# VPC endpoint report: import blocks for 1 VPC endpoints"),
    ],
)
async def test_the_ending_of_the_file_chooses_the_format(tmp_path: Path, ending: str, beginning: str) -> None:
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await save_as(driver, tmp_path / f"report{ending}")
    assert (tmp_path / f"report{ending}").read_text().startswith(beginning)


async def test_a_snapshot_is_still_what_the_suggested_name_makes(tmp_path: Path) -> None:
    builder, vpc, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await save_as(driver, tmp_path / "all.jsonl.gz")
    assert vpc.vpc_id in gzip.decompress((tmp_path / "all.jsonl.gz").read_bytes()).decode()


async def test_a_drawing_is_of_the_vpc_under_the_cursor(tmp_path: Path) -> None:
    builder, vpc, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await driver.go_to(Vpc, vpc.vpc_id, builder.scope)
        await save_as(driver, tmp_path / "app.mmd")
    drawn = (tmp_path / "app.mmd").read_text()
    assert "app-a" in drawn
    assert "other" not in drawn


async def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await driver.press("e")
        driver.screen.query_one(Prompt).value = "~/report.csv"
        await driver.press("enter")
    assert os.listdir(tmp_path) == ["report.csv"]


async def test_an_ending_that_no_format_has_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await save_as(driver, tmp_path / "report.pdf")
        assert "names no format" in driver.notices()[-1]
        assert ".html" in driver.notices()[-1]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_endings_stand_in_the_bottom_line_while_a_file_is_named(size: tuple[int, int]) -> None:
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events), size) as driver:
        before = driver.shown("#hints")
        await driver.press("e")
        assert ".jsonl.gz snapshot  .md .html .csv .json report  .mmd .dot drawing  .tf" in driver.shown("#hints")
        await driver.press("escape")
        assert driver.shown("#hints") == before


async def test_s_saves_a_picture_of_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await driver.press("S")
        assert "saved" in driver.notices()[-1]
    (name,) = os.listdir(tmp_path)
    assert name.endswith(".svg")
    assert ET.fromstring((tmp_path / name).read_text()).tag.endswith("svg")


async def test_a_report_says_which_source_it_comes_from(tmp_path: Path) -> None:
    builder, _, _ = two_vpcs()
    async with exploring(IteratedSource("test", builder.events)) as driver:
        await save_as(driver, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["facts"]["Source"] == "test"


@pytest.mark.parametrize("ending", [".md", ".html", ".csv", ".json", ".mmd", ".dot"])
def test_a_trace_is_written_in_every_format_that_shows_traces(tmp_path: Path, ending: str) -> None:
    found = a_trace()
    write_trace_as(str(tmp_path / f"trace{ending}"), found, "test", NOW)
    assert found.flow.source in (tmp_path / f"trace{ending}").read_text()


@pytest.mark.parametrize("ending", [".tf", ".pdf", ".jsonl.gz"])
def test_a_format_that_shows_no_traces_is_refused(tmp_path: Path, ending: str) -> None:
    with pytest.raises(UsageError, match="shows traces"):
        write_trace_as(str(tmp_path / f"trace{ending}"), a_trace(), "test", NOW)


def a_trace() -> Trace:
    builder, _, _ = two_vpcs()
    instance, _ = builder.instance()
    return trace(Flow(instance.instance_id, "s3"), builder.topology())
