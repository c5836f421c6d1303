"""Can one get from "it hangs" to the rule that blocks, follow it, try a change, and take the answer along?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.asking import demo, go, in_sight, lines, said, top, write
from tests.tui.driver import Driver
from vpce_tui.demo.ids import an_id
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.screens.ask import AskScreen
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.screens.trace import TraceScreen
from vpce_tui.tui.screens.workload import WorkloadScreen


class Presses:
    """Counts keys as a tired person presses them."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.count = 0

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await self._driver.press(*keys)


@pytest.mark.parametrize(
    ("letters", "goal", "rule", "code"),
    [
        ("qua", "ssm", "app-quarantine", "SG_HAS_NO_RULES"),
        ("vau", "s3", "app-locked", "ENI_SG_RULES_MISMATCH"),
        ("exp", "s3", "app-exports", "SUBNET_ACL_RESTRICTION"),
    ],
)
async def test_from_it_hangs_to_the_rule_that_blocks_in_under_ten_keys(
    letters: str, goal: str, rule: str, code: str
) -> None:
    async with demo((80, 24)) as driver:
        presses = Presses(driver)
        await presses.press("t", *letters, "enter", *goal, "enter")
        assert presses.count < 10
        assert "NOT REACHABLE" in said(driver, "#verdict")
        seen = " ".join(" ".join(line.split()) for line in in_sight(driver, "#trace"))
        assert rule in seen
        assert code in seen
        assert "fix: allow tcp" in seen
        assert "$ aws ec2" in seen


async def trace_of(driver: Driver, name: str, goal: str) -> TraceScreen:
    await go(driver, NetworkInterface, "eni", name)
    await driver.press("t")
    await write(driver, goal)
    await driver.press("enter")
    return top(driver, TraceScreen)


async def test_on_an_interface_only_the_goal_is_asked() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "ssm")
        assert "● REACHABLE" in said(driver, "#verdict")
        assert "app-1" in said(driver, "#verdict")


async def test_on_an_endpoint_only_the_client_is_asked() -> None:
    async with demo() as driver:
        await go(driver, VpcEndpoint, "vpce", "hub-ssm")
        await driver.press("t")
        assert an_id("vpce", "hub-ssm") in str(top(driver, AskScreen).query_one("Vertical").border_title)
        await write(driver, "app-reports-1")
        await driver.press("enter")
        assert "NOT REACHABLE" in said(driver, "#verdict")
        assert "hub-ssm" in said(driver, "#verdict")


async def test_a_client_that_is_none_is_refused_where_it_was_typed() -> None:
    async with demo() as driver:
        await go(driver, VpcEndpoint, "vpce", "hub-ssm")
        await driver.press("t")
        await write(driver, "nobody-knows-it")
        await driver.press("enter")
        assert isinstance(driver.app.screen, AskScreen)
        assert "`nobody-knows-it` is no interface, instance or address" in said(driver, "#told")
        await driver.press("backspace")
        assert "take" in said(driver, "#told")


async def test_on_a_subnet_its_own_clients_are_offered() -> None:
    async with demo() as driver:
        await go(driver, Subnet, "subnet", "app-reports-a")
        await driver.press("t")
        offered = [line for line in lines(driver, "#choices") if "eni-" in line]
        assert len(offered) == 1
        assert "app-reports-1" in offered[0]


async def test_escape_goes_back_step_by_step() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "ssm")
        await driver.press("escape")
        assert isinstance(driver.app.screen, ExplorerScreen)
        await driver.press("t", "escape")
        assert isinstance(driver.app.screen, ExplorerScreen)


async def test_what_was_asked_lately_is_offered_first() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "10.2.10.4:5432")
        await driver.press("escape", "t")
        assert "10.2.10.4:5432" in lines(driver, "#choices")[0]


async def test_an_id_that_does_not_exist_is_told_and_nothing_breaks() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "vpce-00000000000000000/tcp")
        assert "cannot trace" in said(driver, "#verdict")
        assert any("vpce-00000000000000000" in line for line in lines(driver, "#trace"))
        assert said(driver, "#hints").split() == ["Esc", "back", "t", "other", "goal", "?", "keys"]
        await driver.press("question_mark")
        assert not any("copy the trace" in line for line in lines(driver, "#help"))
        await driver.press("escape")
        await driver.press("w", "y", "n", "escape")
        assert isinstance(driver.app.screen, ExplorerScreen)


async def test_enter_on_a_hop_goes_to_its_record_and_back_comes_back() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-quarantined-1", "ssm")
        before = lines(driver, "#trace")
        await driver.press("enter")
        assert isinstance(driver.app.screen, ExplorerScreen)
        assert driver.screen.here is not None
        assert driver.screen.here.record_type is SecurityGroup
        assert driver.screen.here.record_id == an_id("sg", "app-quarantine")
        await driver.press("left_square_bracket")
        screen = top(driver, TraceScreen)
        assert lines(driver, "#trace") == before
        assert screen._cursor_line() == screen._page.first_trouble if screen._page else False
        await driver.press("escape")
        assert isinstance(driver.app.screen, ExplorerScreen)


async def test_n_walks_from_trouble_to_trouble() -> None:
    async with demo() as driver:
        screen = await trace_of(driver, "batch-1", "monitoring")
        assert screen._page is not None
        troubles = screen._page.troubles
        assert len(troubles) > 1
        await driver.press("home", "n")
        assert screen._cursor_line() == next(at for at in troubles if at > 0)
        await driver.press("end", "N")
        assert screen._cursor_line() == troubles[-1]


async def test_the_trace_is_copied_as_text_and_as_json() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-reports-1", "ssm")
        await driver.press("y")
        assert driver.app.clipboard.startswith("✗ NOT REACHABLE")
        assert "SUBNET_ACL_RESTRICTION" in driver.app.clipboard
        await driver.press("c")
        assert json.loads(driver.app.clipboard)["format"] == "vpce-tui/trace/1"


async def test_enter_on_a_fix_copies_its_command() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-quarantined-1", "ssm")
        at = next(n for n, line in enumerate(lines(driver, "#trace")) if "$ aws" in line)
        screen = top(driver, TraceScreen)
        await driver.press(*["down"] * (at - (screen._cursor_line() or 0)), "enter")
        assert driver.app.clipboard.startswith("aws ec2 authorize-security-group-egress --group-id sg-")
        assert driver.app.clipboard.endswith("}]'")


@pytest.mark.parametrize(("name", "begins"), [("trace.txt", "✗ NOT REACHABLE"), ("trace.json", "{")])
async def test_the_trace_is_saved_and_never_over_a_file_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, begins: str
) -> None:
    monkeypatch.chdir(tmp_path)
    async with demo() as driver:
        await trace_of(driver, "app-reports-1", "ssm")
        for _ in range(2):
            await driver.press("e")
            await write(driver, name)
            await driver.press("enter")
        assert (tmp_path / name).read_text().startswith(begins)
        assert any("cannot save" in notice for notice in driver.notices())


async def test_a_what_if_takes_a_fix_and_tells_who_gains() -> None:
    async with demo((160, 48)) as driver:
        await trace_of(driver, "app-reports-1", "ssm")
        await driver.press("w", "enter")
        verdict = said(driver, "#verdict")
        assert "what if" in verdict
        assert "without it: ✗ NOT REACHABLE" in verdict
        assert "● REACHABLE" in verdict
        text = lines(driver, "#trace")
        at = next(n for n, line in enumerate(text) if line.startswith("gains:"))
        assert any("app-reports-a" in line and "ssm" in line and "→ if" in line for line in text[at:])
        await driver.press("escape")
        assert said(driver, "#verdict").startswith("✗ NOT REACHABLE")


async def test_a_what_if_understands_a_typed_change_and_tells_who_loses() -> None:
    async with demo((160, 48)) as driver:
        await trace_of(driver, "notebook-1", "ssm")
        await driver.press("w")
        await write(driver, f"delete {an_id('vpce', 'analytics-ssm')}")
        await driver.press("enter")
        assert "✗ NOT REACHABLE" in said(driver, "#verdict")
        assert any(line.startswith("loses:") for line in lines(driver, "#trace"))


async def test_words_that_are_no_change_are_refused_with_an_example() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "ssm")
        await driver.press("w")
        await write(driver, "make it work now please/")
        await driver.press("enter")
        assert any("no change" in notice for notice in driver.notices())
        assert "what if" not in said(driver, "#verdict")


async def test_an_action_asks_the_endpoint_policy_over_this_path() -> None:
    async with demo((160, 48)) as driver:
        await trace_of(driver, "app-1", "s3")
        assert "● REACHABLE" in said(driver, "#verdict")
        await driver.press("a")
        await write(driver, "s3:GetObject prod-us-east-1-starport-layer-bucket/x")
        await driver.press("enter")
        assert "✗ NOT REACHABLE" in said(driver, "#verdict")
        text = " ".join(lines(driver, "#trace"))
        assert "✗ policy" in text
        assert "VPCE_ACCESS_DENIED" in text


async def test_from_a_trace_one_asks_for_another_goal() -> None:
    async with demo() as driver:
        await trace_of(driver, "app-1", "ssm")
        await driver.press("t")
        await write(driver, "dynamodb")
        await driver.press("enter")
        assert "dynamodb" in said(driver, "#verdict")


async def test_a_wide_screen_draws_the_path_above_the_steps() -> None:
    async with demo((160, 48)) as driver:
        await trace_of(driver, "app-reports-1", "ssm")
        assert any(" → ● " in line for line in lines(driver, "#trace")[:8])


async def test_a_resized_screen_keeps_the_cursor_on_its_line_and_fits() -> None:
    async with demo((160, 48)) as driver:
        screen = await trace_of(driver, "app-reports-1", "ssm")
        await driver.pilot.resize_terminal(80, 24)
        await driver.settle()
        assert max(len(line) for line in lines(driver, "#trace")) <= 78
        assert screen._page is not None
        assert not any(" → ● " in line for line in lines(driver, "#trace")[:4])


# Reach pages and workloads


async def test_an_endpoint_says_who_can_reach_it() -> None:
    async with demo((160, 48)) as driver:
        await go(driver, VpcEndpoint, "vpce", "hub-ssm")
        await driver.press("w")
        text = driver.inspector()
        assert "interfaces reach it" in text[0]
        assert any("✗" in line and "app-reports" in line for line in text)
        assert any("●" in line and "app-a" in line for line in text)


async def test_an_interface_says_what_it_can_reach() -> None:
    async with demo((160, 48)) as driver:
        await go(driver, NetworkInterface, "eni", "app-1")
        await driver.press("w")
        text = driver.inspector()
        assert any("● s3" in line and "gateway endpoint" in line for line in text)
        assert any("✗ sns" in line for line in text)


async def test_a_workload_is_asked_of_a_subnet_and_its_members_open_their_trace() -> None:
    async with demo((160, 48)) as driver:
        await go(driver, Subnet, "subnet", "analytics-a")
        await driver.press("W")
        await write(driver, "session")
        await driver.press("enter")
        top(driver, WorkloadScreen)
        text = lines(driver, "#needs")
        assert text[0].startswith("✗ NOT REACHABLE")
        at = next(n for n, line in enumerate(text) if "✗ ssmmessages" in line)
        await driver.press(*["down"] * at, "enter")
        assert "ssmmessages" in said(driver, "#verdict")
        await driver.press("escape", "escape")
        assert isinstance(driver.app.screen, ExplorerScreen)


async def test_a_route_table_has_no_client_and_that_is_said() -> None:
    async with demo() as driver:
        await go(driver, RouteTable, "rtb", "app-main")
        await driver.press("W")
        assert any("no client" in notice for notice in driver.notices())
