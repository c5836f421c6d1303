"""Can one explore by keyboard alone: see what streams in, move, follow, filter, go back, copy, save?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events

from tests.tui.driver import GivenSource, exploring
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.errors import UnreadableError
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Scope
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.snapshot import load
from vpce_tui.tui.screens.trouble import TroubleScreen


class World:
    """One VPC with two subnets, an interface endpoint for SSM and a gateway endpoint for S3."""

    def __init__(self) -> None:
        build = self.build = Builder()
        self.vpc = build.vpc(name="app")
        self.app = build.subnet(vpc=self.vpc, name="app-a")
        self.data = build.subnet(vpc=self.vpc, name="data-a")
        self.instance = build.network_interface(subnet=self.app, description="web server")
        self.ssm = build.interface_endpoint("ssm", subnets=(self.data,), name="ssm-endpoint")
        self.s3 = build.gateway_endpoint("s3", tables=(build.main_table(self.vpc),), name="s3-endpoint")

    def source(self) -> GivenSource:
        return GivenSource(self.build.events())


@pytest.fixture
def world() -> World:
    return World()


async def test_what_streams_in_stands_in_its_tree(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("down", "right", "down", "right")
        rows = driver.rows()
        assert str(DEMO_SCOPE.account_id) in rows[0]
        assert world.vpc.vpc_id in rows[1]
        assert "app-a" in rows[2]
        assert world.instance.network_interface_id in rows[3]
        assert "web server" in rows[3]
        assert any("s3" in row and "1 table" in row for row in driver.rows("endpoints"))


async def test_a_subnet_says_how_packets_leave_it(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        [row] = [row for row in driver.rows() if "app-a" in row]
        assert row.split()[-3:] == ["s3", "1", "if"]


async def test_a_subnet_shows_its_table_its_acl_and_the_endpoints_that_serve_it(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        lines = "\n".join(driver.inspector())
        table = world.build.main_table(world.vpc).route_table_id
        for wanted in (table, "main", "network ACL", world.ssm.vpc_endpoint_id, world.s3.vpc_endpoint_id):
            assert wanted in lines
        assert driver.tree("endpoints").marks == {
            f"{DEMO_SCOPE}|vpc-endpoints/{world.ssm.vpc_endpoint_id}",
            f"{DEMO_SCOPE}|vpc-endpoints/{world.s3.vpc_endpoint_id}",
        }


async def test_an_endpoint_shows_and_marks_what_belongs_to_it(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(VpcEndpoint, world.ssm.vpc_endpoint_id, DEMO_SCOPE)
        lines = "\n".join(driver.inspector())
        [interface_id] = world.ssm.network_interface_ids
        group_id = world.ssm.groups[0].group_id or "?"
        for wanted in (interface_id, world.data.subnet_id, group_id, world.vpc.vpc_id):
            assert wanted in lines
        assert f"{DEMO_SCOPE}|subnets/{world.data.subnet_id}" in driver.tree().marks
        await driver.press("d")
        assert any(f"ssm.{DEMO_SCOPE.region}.amazonaws.com" in line for line in driver.inspector()), driver.inspector()


async def test_enter_on_a_neighbour_goes_there_and_brackets_go_back_and_forward(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.go_to(VpcEndpoint, world.ssm.vpc_endpoint_id, DEMO_SCOPE)
        await driver.press("enter")
        text = driver.screen.query_one("#inspector").query_one("#page")
        at = next(n for n, line in enumerate(driver.inspector()) if world.data.subnet_id in line)
        await driver.press(*["down"] * at, "enter")
        assert text.has_focus is False
        assert "data-a" in driver.shown("#top")
        await driver.press("left_square_bracket")
        assert "ssm-endpoint" in driver.shown("#top")
        await driver.press("right_square_bracket")
        assert "data-a" in driver.shown("#top")


async def test_a_prefix_list_opens_into_its_blocks_on_demand(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(RouteTable, world.build.main_table(world.vpc).route_table_id, DEMO_SCOPE)
        await driver.press("u")
        closed = driver.inspector()
        at = next(n for n, line in enumerate(closed) if "pl-" in line)
        await driver.press("3", *["down"] * at, "enter")
        opened = driver.inspector()
        assert len(opened) > len(closed)
        assert "/" in opened[at + 1]
        await driver.press("enter")
        assert driver.inspector() == closed


async def test_the_policy_page_tells_default_own_and_unsupported_apart(world: World) -> None:
    build = world.build
    own = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
    limited = build.interface_endpoint("sqs", subnets=(world.app,), policy=own)
    custom = build.interface_endpoint("com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", subnets=(world.app,))
    async with exploring(GivenSource(build.events())) as driver:
        for endpoint, wanted in (
            (world.s3, "AWS's default"),
            (limited, "a policy of one's own"),
            (custom, "not supported"),
        ):
            await driver.go_to(VpcEndpoint, endpoint.vpc_endpoint_id, DEMO_SCOPE)
            await driver.press("p")
            assert any(wanted in line for line in driver.inspector()), driver.inspector()[:6]
        await driver.go_to(VpcEndpoint, limited.vpc_endpoint_id, DEMO_SCOPE)
        assert any(line.split()[-2:] == ["1", "{"] for line in driver.inspector())


async def test_a_filter_keeps_matches_with_their_ancestors_and_escape_drops_it(world: World) -> None:
    async with exploring(world.source()) as driver:
        before = len(driver.tree().model)
        await driver.press("slash")
        await driver.write("web")
        await driver.press("enter")
        rows = [row for row in driver.rows() if row.strip()]
        assert len(rows) == 4
        assert world.instance.network_interface_id in rows[-1]
        await driver.press("n", "escape")
        assert len(driver.tree().model) >= before
        assert not driver.tree().model.is_filtered
        assert (driver.tree().cursor_id or "").endswith(world.instance.network_interface_id)


async def test_enter_goes_from_an_ancestor_that_is_only_shown_with_its_match_to_the_match(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("g", "slash")
        await driver.write(world.instance.network_interface_id)
        await driver.press("enter", "y")
        assert driver.app.clipboard == world.instance.network_interface_id


async def test_the_last_letter_may_be_told_after_enter(world: World) -> None:
    wanted = world.instance.network_interface_id
    async with exploring(world.source()) as driver:
        await driver.press("g")
        finding = driver.screen.finding
        finding.typed("filter", "network", wanted[:-1])
        finding.answered("filter", "network", wanted)
        finding.typed("filter", "network", wanted)
        await driver.settle()
        assert (driver.tree().cursor_id or "").endswith(wanted)


async def test_what_arrives_above_does_not_move_the_cursor_off_its_record(world: World) -> None:
    source = world.source()
    async with exploring(source) as driver:
        await driver.go_to(Subnet, world.data.subnet_id, DEMO_SCOPE)
        assert source.report is not None
        more = Builder(DEMO_SCOPE)
        for _ in range(30):
            vpc = more.vpc(name="a")
            source.report(PageRead(Vpc, DEMO_SCOPE, (vpc,)))
        await driver.settle()
        assert driver.tree().cursor_id == f"{DEMO_SCOPE}|subnets/{world.data.subnet_id}"


async def test_records_gone_after_a_completed_read_leave_the_tree_but_not_after_a_failed_one(world: World) -> None:
    source = world.source()
    failed = Coverage(Progress.FAILED, Reason.THROTTLED, "RequestLimitExceeded")
    row = f"{DEMO_SCOPE}|network-interfaces/{world.instance.network_interface_id}"
    async with exploring(source) as driver:
        assert source.report is not None
        for coverage, stays in ((failed, True), (COMPLETE, False)):
            source.report(ReadStarted(NetworkInterface, DEMO_SCOPE))
            source.report(ReadEnded(NetworkInterface, DEMO_SCOPE, coverage))
            driver.app.reading._end(None)
            await driver.settle()
            assert (row in driver.tree().model) is stays


async def test_a_record_whose_parents_were_not_read_is_shown_below_placeholders() -> None:
    scope = Scope("111122223333", "us-east-1")
    interface = NetworkInterface(network_interface_id="eni-1", vpc_id="vpc-1", subnet_id="subnet-1")
    events: list[CollectEvent] = [
        ScopeOpened(scope),
        PageRead(NetworkInterface, scope, (interface,)),
        ReadEnded(NetworkInterface, scope, COMPLETE),
        ReadEnded(Subnet, scope, Coverage(Progress.FAILED, Reason.FORBIDDEN, "UnauthorizedOperation")),
    ]
    async with exploring(GivenSource(events)) as driver:
        await driver.go_to(NetworkInterface, "eni-1", scope)
        rows = driver.rows()
        assert "vpc-1  not read" in rows[1]
        assert "subnet-1  not read" in rows[2]
        assert "eni-1" in rows[3]
        assert any("no permission (UnauthorizedOperation)" in line for line in driver.inspector())


async def test_the_screen_says_what_was_not_read_and_why(world: World) -> None:
    events: list[CollectEvent] = [
        *world.build.events(),
        ReadEnded(
            SecurityGroup,
            DEMO_SCOPE,
            Coverage(
                Progress.FAILED, Reason.FORBIDDEN, "UnauthorizedOperation", help="allow ec2:DescribeSecurityGroups"
            ),
        ),
    ]
    async with exploring(GivenSource(events)) as driver:
        assert "1 list not read" in driver.shown("#top")
        lines = [
            "".join(text for text, _ in line.made())
            for line in driver.screen.query_one("#coverage").lines  # type: ignore[attr-defined]
        ]
        assert any("security groups: no permission (UnauthorizedOperation)" in line for line in lines)
        assert any("allow ec2:DescribeSecurityGroups" in line for line in lines)


async def test_a_source_that_cannot_be_read_at_all_is_told_and_the_program_stays() -> None:
    error = UnreadableError("there is no profile `prdo`", help="did you mean `prod`?")
    async with exploring(GivenSource(error=error)) as driver:
        assert any("did you mean `prod`?" in notice for notice in driver.notices())
        await driver.press("tab")
        assert driver.app.is_running


async def test_text_from_aws_is_shown_literally(world: World) -> None:
    evil = "\x1b]0;owned\x07[red]not markup[/red]\u202etxt"
    vpc = world.build.vpc(name=evil)
    async with exploring(GivenSource(world.build.events())) as driver:
        await driver.go_to(Vpc, vpc.vpc_id, DEMO_SCOPE)
        [row] = [row for row in driver.rows() if vpc.vpc_id in row]
        assert r"\x1b]0;owned\x07[red]not markup[/red]\u202etxt" in row
        assert "\x1b" not in "".join(driver.rows())
        assert "\x1b" not in driver.shown("#top")
        await driver.press("y", "i")


async def test_keys_that_cannot_act_say_why(world: World) -> None:
    async with exploring(world.source()) as driver:
        for keys, wanted in (
            ("y", "no record is under the cursor"),
            ("p", "no record is under the cursor"),
            ("left_square_bracket", "no view before"),
            ("right_square_bracket", "no view after"),
            ("n", "no filter is set"),
        ):
            await driver.press(keys)
            assert wanted in driver.notices()[-1]
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        await driver.press("p")
        assert "only endpoints carry" in driver.notices()[-1]


async def test_r_reads_this_scope_again_and_a_source_that_cannot_says_why(world: World) -> None:
    source = world.source()
    async with exploring(source) as driver:
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        await driver.press("r")
        await driver.press("R")
        assert source.refreshed == [DEMO_SCOPE, None]
        source.refusal = "a file does not change"
        await driver.press("r")
        assert "a file does not change" in driver.notices()[-1]


async def test_copying_uses_the_clipboard_of_the_terminal(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(VpcEndpoint, world.s3.vpc_endpoint_id, DEMO_SCOPE)
        await driver.press("y")
        assert driver.app.clipboard == world.s3.vpc_endpoint_id
        await driver.press("Y")
        assert driver.app.clipboard == (
            f"arn:aws:ec2:{DEMO_SCOPE.region}:{DEMO_SCOPE.account_id}:vpc-endpoint/{world.s3.vpc_endpoint_id}"
        )
        await driver.press("c")
        assert '"VpcEndpointId"' in driver.app.clipboard


async def test_what_is_saved_opens_again(world: World, tmp_path: Path) -> None:
    path = tmp_path / "saved.jsonl.gz"
    async with exploring(world.source()) as driver:
        await driver.press("e")
        prompt = driver.screen.query_one("#prompt")
        prompt.value = str(path)  # type: ignore[attr-defined]
        await driver.press("enter")
        assert str(path) in driver.notices()[-1]
        assert set(load(path).tables) == set(driver.screen.topology.tables)


async def test_a_file_that_cannot_be_written_is_told(world: World, tmp_path: Path) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("e")
        driver.screen.query_one("#prompt").value = str(tmp_path / "no" / "folder")  # type: ignore[attr-defined]
        await driver.press("enter")
        assert "folder" in driver.notices()[-1]
        assert driver.app.is_running


async def test_endpoints_can_stand_below_their_service(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("b")
        rows = driver.rows("endpoints")
        assert any(row.strip().startswith("▾ ssm") or "▾ ssm" in row for row in rows)
        await driver.press("b")
        assert any("Gateway" in row for row in driver.rows("endpoints"))


async def test_help_lists_the_keys_and_runs_one(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.press("question_mark")
        help_screen = driver.app.screen
        view = help_screen.query_one("#help")
        lines = ["".join(text for text, _ in line.made()) for line in view.lines]  # type: ignore[attr-defined]
        at = next(n for n, line in enumerate(lines) if "endpoints by VPC or by service" in line)
        await driver.press(*["down"] * at, "enter")
        assert driver.app.screen is driver.screen
        assert any("▾ ssm" in row for row in driver.rows("endpoints"))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (20, 5), (200, 60)], ids=str)
async def test_no_size_is_too_small(world: World, size: tuple[int, int]) -> None:
    async with exploring(world.source(), size=size) as driver:
        await driver.press("down", "right", "2", "down", "3", "u", "4", "1", "question_mark", "escape")
        await driver.press("slash", "escape")
        assert driver.app.is_running


async def test_a_narrow_screen_shows_one_pane_and_where_it_stands(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.go_to(NetworkInterface, world.instance.network_interface_id, DEMO_SCOPE)
        assert "app › app-a" in driver.shown("#top")
        assert driver.panes() == ["network"]
        await driver.press("space")
        assert driver.panes() == ["inspector"]


async def test_moving_in_a_pane_that_was_just_opened_keeps_its_first_rows_in_sight(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.pilot.press("2", "down", "down")
        await driver.settle()
        assert world.vpc.vpc_id in driver.rows("endpoints")[0]


async def test_the_palette_finds_a_record_by_address(world: World) -> None:
    from vpce_tui.tui.palette import matching

    topology = world.build.topology()
    found = [record.record_id for _, record in matching(topology, world.instance.private_ip_address or "?")]
    assert found[0] == world.instance.network_interface_id


async def test_keys_that_arrive_at_once_are_taken_in_the_order_typed(world: World) -> None:
    """A slow link delivers several keys in one piece."""
    async with exploring(world.source(), size=(80, 24)) as driver:
        for key in ("slash", *"web", "enter", "n", "space"):
            character = {"slash": "/", "space": " "}.get(key, key if len(key) == 1 else None)
            driver.app.post_message(events.Key(key, character))
        await driver.settle()
        assert (driver.tree().cursor_id or "").endswith(world.instance.network_interface_id)
        assert driver.panes() == ["inspector"]
        assert driver.notices() == []


async def test_a_page_that_fails_is_told_and_the_program_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> frozenset[str]:
        raise LookupError("a record nobody thought of")

    monkeypatch.setattr("vpce_tui.tui.explorer.inspecting.related_ids", broken)
    async with exploring(world.source()) as driver:
        driver.screen.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        while not isinstance(panel := driver.app.screen, TroubleScreen):  # its text is written to a file first
            await asyncio.sleep(0)
            await driver.pilot.pause()
        assert "LookupError: a record nobody thought of" in panel.trouble.text
        assert driver.app.is_running
