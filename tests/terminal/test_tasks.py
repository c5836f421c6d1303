"""What an engineer does in an incident, in a real terminal of 80×24, each in at most ten key presses.

A key press is a key; a name that one has from a log or a colleague and pastes counts as one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo.looking import world
from tests.terminal.terminal import VPCE_TUI, SlowLink, Terminal
from vpce_tui.demo.ids import an_id
from vpce_tui.snapshot import load

MOST_KEYS = 10


class Engineer:
    """Somebody at a terminal, whose key presses are counted."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.keys = 0

    def press(self, *keys: str) -> None:
        self.keys += len(keys)
        self.terminal.press(*keys)

    def paste(self, text: str) -> None:
        self.keys += 1
        self.terminal.type(text)

    def sees(self, *texts: str) -> str:
        """Wait until all of this is on the screen, and return the screen's text."""
        terminal = self.terminal
        terminal.wait_until(lambda: all(text in terminal.text for text in texts), f"{texts} on the screen")
        assert self.keys <= MOST_KEYS
        return terminal.text


@pytest.fixture
def engineer(tmp_path: Path) -> Engineer:  # type: ignore[misc]
    with Terminal([*VPCE_TUI, "demo"], cwd=tmp_path, env=private(tmp_path)) as terminal:
        terminal.wait_for("partner")
        terminal.wait_quiet()
        yield Engineer(terminal)


def private(folder: Path) -> dict[str, str]:
    """Return an environment whose config and state are the test's own."""
    return {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}


def test_find_the_endpoint_that_owns_a_host_name(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("https://sqs.us-east-1.amazonaws.com/333344445555/orders")
    engineer.press("enter")
    shown = engineer.sees(an_id("vpce", "data-sqs"), "private dns")
    assert "glue" not in shown


def test_see_why_an_interface_cannot_reach_ssm(engineer: Engineer) -> None:
    engineer.press("/")
    engineer.paste(an_id("eni", "app-quarantined-1"))
    engineer.press("enter", "t", "s", "s", "m", "enter")
    shown = engineer.sees("NOT REACHABLE", "SG_HAS_NO_RULES")
    assert an_id("sg", "app-quarantine") in shown


def test_find_which_subnets_miss_the_s3_gateway_route(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("app-s3")
    engineer.press("enter", "u")
    engineer.sees("6 subnets of the VPC without the endpoint's route", "app-tasks-b", "app-legacy-a")


def test_see_which_subnets_pay_for_nat_to_s3(engineer: Engineer) -> None:
    engineer.press("m", "/")
    engineer.paste("s3 way:nat")
    engineer.press("enter")
    shown = engineer.sees("/s3 way:nat", "nat")
    assert "app-tasks-b" not in shown


def test_compare_two_endpoint_policies(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("data-s3")
    engineer.press("enter", "P")
    engineer.sees("OnlyFromTheOffice")
    engineer.press("D")
    engineer.sees(f"{an_id('vpce', 'data-s3')} against AWS's default", "1 statement changed", "aws:SourceIp")
    engineer.press("/")
    engineer.paste("analytics-s3")
    engineer.press("enter")
    engineer.sees(f"{an_id('vpce', 'data-s3')} against {an_id('vpce', 'analytics-s3')}", "aws:SourceIp")


def test_export_what_is_on_the_screen(engineer: Engineer, tmp_path: Path) -> None:
    engineer.press("e", "enter")
    engineer.sees("saved a snapshot")
    [path] = tmp_path.glob("vpce-tui-*.jsonl.gz")
    assert load(str(path)).scopes == world().scopes


def test_see_where_an_address_would_go_and_why_not_elsewhere(engineer: Engineer) -> None:
    engineer.press("/")
    engineer.paste("app-quarantined-1")
    engineer.press("enter", "a")
    engineer.paste("52.216.8.8")
    engineer.sees("wins", an_id("vpce", "app-s3"), "MORE_SPECIFIC_ROUTE")


def test_see_what_was_not_read_and_the_permission_that_is_missing(engineer: Engineer) -> None:
    engineer.press("4", "/")
    engineer.paste("DescribeRouteTables")
    engineer.press("enter")
    engineer.sees("ec2:DescribeRouteTables")


def test_see_what_session_manager_lacks_from_here(engineer: Engineer) -> None:
    engineer.press("/")
    engineer.paste("notebook-1")
    engineer.press("enter", "W", "enter")
    shown = engineer.sees("NOT REACHABLE", "ssmmessages")
    assert "Session Manager" in shown


def test_see_who_reaches_an_endpoint(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("hub-sqs")
    engineer.press("enter", "w")
    engineer.sees("who can reach it", "0 of 76 interfaces reach it")


def test_try_a_request_through_an_endpoint(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("data-s3")
    engineer.press("enter", "P")
    engineer.sees("endpoint", "Statement", "Tab pane")


def test_go_from_an_endpoint_to_its_security_group_and_back(engineer: Engineer) -> None:
    engineer.press("2", "/")
    engineer.paste("hub-sqs")
    engineer.press("enter", "s", "enter")
    engineer.sees(an_id("sg", "hub-default"))
    engineer.press("[")
    engineer.sees("hub-sqs › security")


def test_over_a_slow_line_the_rule_that_blocks_is_found_as_well(tmp_path: Path) -> None:
    link = SlowLink(round_trip_seconds=0.1, bytes_per_second=20_000)
    env = {**private(tmp_path), "SSH_CONNECTION": "127.0.0.1 50000 127.0.0.1 22"}
    with Terminal([*VPCE_TUI, "demo"], cwd=tmp_path, env=env, link=link) as terminal:
        terminal.wait_for("partner")
        engineer = Engineer(terminal)
        engineer.press("/")
        engineer.paste(an_id("eni", "app-quarantined-1"))
        engineer.press("enter", "t", "s", "s", "m", "enter")
        engineer.sees("NOT REACHABLE", "SG_HAS_NO_RULES")
