"""Can everything be done by typing: commands, tables, marks, copies, links, bookmarks, accounts and Regions?"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.command import CommandInput

from tests.tui.driver import Driver, GivenSource, exploring
from tests.tui.test_explorer import World
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.events import CollectEvent, PageRead, ReadEnded, ReadStarted
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.availability_zone import AvailabilityZone
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.app import VpceApp
from vpce_tui.tui.clipboard import MOST_BYTES
from vpce_tui.tui.places import PlacesFile
from vpce_tui.tui.screens.records import RecordsScreen
from vpce_tui.tui.screens.scopes import ScopesScreen
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.tui.widgets.inspector import Inspector
from vpce_tui.tui.widgets.prompt import Prompt
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.text import plain

THERE = Scope("444455556666", "us-west-2")


@pytest.fixture
def world() -> World:
    return World()


@asynccontextmanager
async def opened(
    source: GivenSource,
    *,
    view: str = "",
    filter_text: str = "",
    words: tuple[str, ...] = ("demo",),
    places: Path | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[Driver]:
    """Run the app as the command line starts it."""
    app = VpceApp(
        source,
        settings=ScreenSettings(view=view, filter=filter_text),
        source_words=words,
        places_path=(lambda: places) if places is not None else None,
    )
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.read_to_end()
        await settled(driver)
        yield driver


async def settled(driver: Driver) -> None:
    """Wait until a table that was opened is laid out and has its rows."""
    await driver.settle()
    screen = driver.app.screen
    if isinstance(screen, RecordsScreen):
        await driver.until(lambda: bool(screen.query_one(VirtualTable).size) and screen._rows is not None)


async def command(driver: Driver, line: str) -> None:
    await driver.press("colon")
    await driver.write(line)
    await driver.press("enter")
    await settled(driver)


def table(driver: Driver) -> list[str]:
    """The rows of the table of records as they are drawn, the header first."""
    widget = driver.app.screen.query_one(VirtualTable)
    return [text for y in range(widget.size.height) if (text := widget.render_line(y).text.rstrip())]


def is_back(driver: Driver) -> bool:
    """Is the explorer itself shown?"""
    return driver.app.screen_stack[-1] is driver.screen


def told(driver: Driver, widget: str = "#verdict") -> str:
    return str(driver.app.screen.query_one(widget).render())


# The command line


async def test_a_command_opens_the_table_of_a_type_and_enter_goes_to_the_record_and_back(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "subnet")
        assert isinstance(driver.app.screen, RecordsScreen)
        assert "subnets  1 / 2" in told(driver)
        assert [row.split()[0].lstrip("›") for row in table(driver)[1:]] == ["app-a", "data-a"]
        await driver.press("down", "enter")
        assert is_back(driver)
        assert world.data.subnet_id in (driver.tree().cursor_id or "")
        await driver.press("left_square_bracket")
        assert isinstance(driver.app.screen, RecordsScreen)
        assert table(driver)[2].startswith("›data-a")


async def test_tab_completes_and_what_completes_it_is_shown(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("colon")
        await driver.write("mat")
        assert "matrix" in driver.shown("#hints")
        assert "which subnet reaches which service" in driver.shown("#hints")
        await driver.press("tab")
        assert driver.screen.query_one(Prompt).value == ":matrix"
        await driver.press("escape")
        assert "keys" in driver.shown("#hints")


async def test_words_are_completed_too_and_tab_goes_through_them(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("colon")
        await driver.write("find vpce-")
        seen = set()
        for _ in range(2):
            await driver.press("tab")
            seen.add(driver.screen.query_one(Prompt).value)
        assert seen == {f":find {endpoint.vpc_endpoint_id}" for endpoint in (world.ssm, world.s3)}


async def test_backspace_on_the_colon_leaves_the_command_line(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("colon", "a", "backspace", "backspace")
        assert not driver.screen.query_one(Prompt).is_asking


async def test_up_brings_back_what_was_typed_before_and_begins_so(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "page json")
        await command(driver, "link")
        await driver.press("colon", "up", "up")
        assert driver.screen.query_one(Prompt).value == ":page json"
        await driver.press("down")
        assert driver.screen.query_one(Prompt).value == ":link"
        await driver.press("escape", "colon", "p", "up")
        assert driver.screen.query_one(Prompt).value == ":page json"


async def test_an_unknown_command_is_told_with_the_nearest(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "matrx")
        assert driver.notices() == ["there is no command `:matrx`: did you mean `matrix` or `mark` or `marks`?"]


async def test_a_command_that_takes_no_words_says_so_and_one_that_needs_them_too(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "matrix now")
        await command(driver, "find")
        assert driver.notices() == ["`:matrix` takes no words", "say which: :find ID"]


async def test_find_goes_by_id_by_name_and_asks_where_several_fit(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, f"find {world.data.subnet_id}")
        assert (driver.tree().cursor_id or "").endswith(world.data.subnet_id)
        await command(driver, "find ssm-endpoint")
        assert driver.panes() == ["endpoints"]
        await command(driver, "find -a")
        assert "which?" in str(driver.app.screen.query_one("Vertical").border_title)
        await driver.write("app")
        await driver.press("enter")
        assert (driver.tree().cursor_id or "").endswith(world.app.subnet_id)
        await command(driver, "find vpc-0dead")
        assert "vpc-0dead is not in what was read" in driver.notices()[-1]


@pytest.mark.parametrize(
    ("line", "screen"),
    [
        ("matrix", "MatrixScreen"),
        ("routes 10.0.0.1", "RoutesScreen"),
        ("trace web s3", "TraceScreen"),
        ("workload session-manager", "WorkloadScreen"),
        ("help", "HelpScreen"),
        ("trace", "AskScreen"),
    ],
)
async def test_questions_can_be_typed(world: World, line: str, screen: str) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        await command(driver, line.replace("web", world.instance.network_interface_id))
        assert type(driver.app.screen).__name__ == screen, driver.notices()


async def test_a_page_a_filter_and_an_export_can_be_typed(world: World, tmp_path: Path) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "filter app-a")
        assert "1 of" in driver.shown("#hints")
        await driver.press("n")
        await command(driver, "page json")
        assert any(world.app.subnet_id in line for line in driver.inspector())
        goal = tmp_path / "out.csv"
        await command(driver, f"export {goal}")
        assert goal.exists()


async def test_the_help_lists_the_commands_and_runs_the_chosen_one(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("question_mark")
        view = driver.app.screen.query_one("#help", TextView)
        lines = [plain(line.made()) for line in view.lines]
        assert any("matrix m" in line and "which subnet reaches which service" in line for line in lines)
        assert any(line.split() == ["subnet", "sn", "subnets", "(subnets)"] for line in lines)
        assert view.move_cursor("|:subnets")
        await driver.press("enter")
        assert isinstance(driver.app.screen, RecordsScreen)


async def test_the_palette_offers_commands_too(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        titles = [command.title for command in driver.app.get_system_commands(driver.app.screen)]
        assert any(":vpc-endpoints" in title for title in titles)
        assert any("(t)" in title for title in titles)


async def test_what_is_pasted_into_the_palette_is_one_line_without_what_a_terminal_obeys(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        driver.app._clipboard = '{\n "a": "\x1b[31m"\n}'
        await driver.press("ctrl+p", "ctrl+v")
        assert driver.app.screen.query_one(CommandInput).value == "{"
        driver.app._clipboard = "app\x1b[31m\nmore"
        await driver.press("ctrl+v")
        assert driver.app.screen.query_one(CommandInput).value == "{app[31m"


async def test_a_command_can_be_typed_on_a_screen_above_and_back_opens_that_again(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("m")
        await command(driver, "subnets")
        assert isinstance(driver.app.screen, RecordsScreen)
        await driver.press("escape", "left_square_bracket")
        assert type(driver.app.screen).__name__ == "MatrixScreen"
        await driver.press("colon", "escape")
        assert type(driver.app.screen).__name__ == "MatrixScreen"
        await command(driver, f"find {world.app.subnet_id}")
        assert is_back(driver)
        assert (driver.tree().cursor_id or "").endswith(world.app.subnet_id)


# Tables


async def test_a_table_is_sorted_by_number_and_the_order_stays_for_the_type(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    async with opened(world.source(), places=places) as driver:
        await command(driver, "subnets")
        await driver.press("1", "1")
        assert [row.split()[0].lstrip("›") for row in table(driver)[1:]] == ["data-a", "app-a"]
        assert "NAME↓" in table(driver)[0]
        await driver.press("escape")
        await command(driver, "subnets")
        assert "NAME↓" in table(driver)[0]
    async with opened(world.source(), places=places) as driver:
        await command(driver, "subnets")
        assert "NAME↓" in table(driver)[0]


async def test_a_table_is_sorted_by_a_typed_column_and_s_goes_on_to_the_next(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "subnets")
        await command(driver, "sort -cidr")
        assert "CIDR↓" in table(driver)[0]
        await driver.press("minus")
        assert "CIDR↑" in table(driver)[0]
        await driver.press("s")
        assert "ZONE↑" in table(driver)[0]
        await command(driver, "sort colour")
        assert "there is no column `colour`" in driver.notices()[-1]


async def test_a_table_is_filtered_letter_by_letter_with_a_count_and_escape_shows_all(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "subnets")
        await driver.press("slash")
        await driver.write("data")
        assert "1 / 1 of 2 match" in told(driver)
        await driver.press("enter", "escape")
        assert "1 of 2 match" not in told(driver)
        assert isinstance(driver.app.screen, RecordsScreen)
        await driver.press("escape")
        assert is_back(driver)


async def test_a_type_and_a_filter_are_typed_at_once_and_counts_filter(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "vpce svc:ssm")
        assert len(table(driver)) == 2
        assert "available 1" in told(driver)
        await driver.press("escape", "g")
        await driver.write("gateway")
        await driver.press("enter")
        assert [world.s3.vpc_endpoint_id in row for row in table(driver)[1:]] == [True]


async def test_another_type_takes_the_tables_place(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "subnets")
        await command(driver, "vpce")
        assert "VPC endpoints" in told(driver)
        await driver.press("escape")
        assert is_back(driver)


async def test_a_table_follows_what_is_read_again_and_keeps_cursor_marks_and_order(world: World) -> None:
    source = world.source()
    async with exploring(source, size=(80, 24)) as driver:
        await command(driver, "subnets")
        await driver.press("1", "down", "M")
        assert "1 marked" in told(driver)
        fresh = world.build.subnet(vpc=world.vpc, name="aaa")
        assert source.report is not None
        for event in reading(Subnet, world.app, world.data, fresh):
            source.report(event)
        driver.app.reading._end(None)
        await driver.settle()
        names = [row.split()[0].lstrip("›◆") for row in table(driver)[1:]]
        assert names == ["aaa", "app-a", "data-a"]
        assert table(driver)[3].startswith("◆")
        assert "3 / 3" in told(driver)


def reading(record_type: type[Record], *records: Record, scope: Scope = DEMO_SCOPE) -> list[CollectEvent]:
    return [
        ReadStarted(record_type, scope),
        PageRead(record_type, scope, records),
        ReadEnded(record_type, scope, COMPLETE),
    ]


async def test_of_two_records_of_one_id_the_one_in_the_rows_own_scope_is_followed() -> None:
    zone = AvailabilityZone(zone_name="eu-west-1a", zone_id="euw1-az1")
    events = [event for scope in (DEMO_SCOPE, THERE) for event in reading(AvailabilityZone, zone, scope=scope)]
    async with exploring(GivenSource([*World().build.events(), *events]), size=(80, 24)) as driver:
        await command(driver, "az")
        await driver.press("end", "enter")
        here = driver.screen.here
        assert here is not None
        assert (here.record_id, here.scope) == ("eu-west-1a", THERE)


async def test_a_filter_stays_in_force_when_everything_is_read_again(world: World) -> None:
    source = world.source()
    async with exploring(source, size=(80, 24)) as driver:
        await command(driver, "filter data")
        assert source.report is not None
        renamed = Subnet(subnet_id=world.app.subnet_id, vpc_id=world.vpc.vpc_id, tags=world.data.tags)
        for event in reading(Subnet, renamed, world.data):
            source.report(event)
        driver.app.reading._end(None)
        await driver.settle()
        shown = [row for row in driver.rows() if "data-a" in row]
        assert len(shown) == 2
        assert "2 of" in driver.shown("#hints")


# Marks and copies


async def test_marked_rows_are_copied_together_in_all_forms_and_escape_drops_the_marks(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.go_to(Subnet, world.app.subnet_id, DEMO_SCOPE)
        await driver.press("M", "V")
        assert "2 marked" in driver.shown("#hints")
        both = [world.app.subnet_id, world.data.subnet_id]
        await driver.press("y")
        assert driver.app.clipboard.split() == both
        await driver.press("Y")
        assert [arn.rpartition("/")[2] for arn in driver.app.clipboard.split()] == both
        await driver.press("c")
        assert [one["SubnetId"] for one in json.loads(driver.app.clipboard)] == both
        await driver.press("C")
        assert shlex.split(driver.app.clipboard)[:6] == ["aws", "ec2", "describe-subnets", "--subnet-ids", *both]
        await driver.press("O")
        assert driver.app.clipboard.count("SubnetDetails:subnetId=subnet-") == 2
        await driver.press("escape", "y")
        assert driver.app.clipboard == world.data.subnet_id


async def test_only_records_are_marked_not_the_rows_over_them(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.press("home", "M")
        assert driver.tree().picked == frozenset()
        await driver.press("home", "V", "down", "V")
        assert len(driver.tree().picked) == 1


async def test_marks_stay_on_their_records_while_others_arrive_before_them(world: World) -> None:
    source = world.source()
    async with exploring(source, size=(80, 24)) as driver:
        await driver.go_to(Subnet, world.data.subnet_id, DEMO_SCOPE)
        await driver.press("M")
        assert source.report is not None
        fresh = [world.build.subnet(vpc=world.vpc, name=f"aa-{n}") for n in range(5)]
        source.report(PageRead(Subnet, DEMO_SCOPE, tuple(fresh)))
        driver.app.reading._end(None)
        await driver.settle()
        await driver.press("y")
        assert driver.app.clipboard == world.data.subnet_id
        [marked] = [row for row in driver.rows() if row.startswith("◆")]
        assert "data-a" in marked


async def test_a_text_too_long_for_the_terminal_goes_into_a_file_and_that_is_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with exploring(world.source(), size=(80, 24)) as driver:
        driver.app.put_on_clipboard("x" * (MOST_BYTES + 1), "everything")
        await driver.settle()
        told_of = driver.notices()[-1]
    written = Path(told_of.rpartition(" ")[2])
    assert written.parent == tmp_path
    assert os.stat(written).st_size == MOST_BYTES + 2


async def test_the_console_link_of_the_overview_is_a_hyperlink(world: World) -> None:
    async with exploring(world.source()) as driver:
        await driver.go_to(VpcEndpoint, world.s3.vpc_endpoint_id, DEMO_SCOPE)
        text = driver.screen.query_one(Inspector).text
        at = next(number for number, line in enumerate(driver.inspector()) if line.strip().startswith("console"))
        links = {segment.style.link for segment in text.render_line(at) if segment.style is not None}
        console = f"https://{DEMO_SCOPE.region}.console.aws.amazon.com/vpcconsole/home?region={DEMO_SCOPE.region}"
        assert links == {f"{console}#EndpointDetails:vpcEndpointId={world.s3.vpc_endpoint_id}"}


# Links


async def test_a_view_named_on_the_command_line_is_shown(world: World) -> None:
    link = f"{DEMO_SCOPE}/vpc-endpoints/{world.s3.vpc_endpoint_id}#policy"
    async with opened(world.source(), view=link) as driver:
        assert driver.panes() == ["inspector"]
        assert any("AWS's default" in line for line in driver.inspector())


async def test_a_bare_id_is_shown_and_the_link_command_leads_back_to_the_same_view(world: World) -> None:
    async with opened(world.source(), view=world.ssm.vpc_endpoint_id, words=("open", "/tmp/a b.gz")) as driver:
        await driver.press("d")
        await command(driver, "link")
        words = shlex.split(driver.app.clipboard)
        assert words[:3] == ["vpce-tui", "open", "/tmp/a b.gz"]
        view = words[words.index("--view") + 1]
    async with opened(world.source(), view=view) as driver:
        assert driver.panes() == ["inspector"]
        assert any(f"ssm.{DEMO_SCOPE.region}.amazonaws.com" in line for line in driver.inspector())


async def test_a_filter_named_on_the_command_line_holds_and_stands_in_the_link(world: World) -> None:
    async with opened(world.source(), filter_text="app-a") as driver:
        assert driver.tree().model.is_filtered
        await driver.press("n")
        await command(driver, "link")
        assert driver.app.clipboard.endswith("--filter app-a")


async def test_a_table_is_a_view_as_well(world: World) -> None:
    async with opened(world.source(), view=":vpce", filter_text="svc:ssm") as driver:
        assert isinstance(driver.app.screen, RecordsScreen)
        assert len(table(driver)) == 2
        await driver.press("K")
        assert shlex.split(driver.app.clipboard) == [
            "vpce-tui",
            "demo",
            "--view",
            ":vpc-endpoints",
            "--filter",
            "svc:ssm",
        ]


@pytest.mark.parametrize(
    ("view", "told"),
    [("vpce-0dead", "vpce-0dead is not in what was read"), ("1/2/nonsense/x", "there is no resource type `nonsense`")],
)
async def test_a_view_that_never_comes_is_told(world: World, view: str, told: str) -> None:
    async with opened(world.source(), view=view) as driver:
        assert told in driver.notices()[-1]


async def test_a_view_that_comes_late_does_not_move_a_reader_who_moves(world: World) -> None:
    async with opened(world.source(), view=world.vpc.vpc_id) as driver:
        assert world.vpc.vpc_id in (driver.tree().cursor_id or "")
    early = World()
    source = early.source()
    async with opened(source) as driver:
        driver.screen.linking.begin("subnet-0late", "")
        await driver.press("down")
        before = driver.tree().cursor_id
        assert source.report is not None
        source.report(PageRead(Subnet, DEMO_SCOPE, (Subnet(subnet_id="subnet-0late", vpc_id=early.vpc.vpc_id),)))
        driver.app.reading._end(None)
        await driver.settle()
        assert driver.tree().cursor_id == before
        assert "`:find subnet-0late` goes there" in driver.notices()[-1]


# Bookmarks and recents


async def test_a_bookmark_is_kept_and_leads_back_in_another_session(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    async with opened(world.source(), places=places) as driver:
        await driver.go_to(Subnet, world.data.subnet_id, DEMO_SCOPE)
        await driver.press("B")
        await command(driver, f"find {world.ssm.vpc_endpoint_id}")
        await command(driver, "bookmark my endpoint")
    async with opened(world.source(), places=places) as driver:
        await command(driver, "bookmarks my endpoint")
        assert driver.panes() == ["endpoints"]
        await driver.press("apostrophe")
        await driver.write("data")
        await driver.press("enter")
        assert (driver.tree().cursor_id or "").endswith(world.data.subnet_id)
        await driver.press("left_square_bracket")
        assert driver.panes() == ["endpoints"]


async def test_a_bookmark_of_what_is_not_there_is_told_and_can_be_forgotten(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    async with opened(world.source(), places=places) as driver:
        await driver.go_to(Subnet, world.data.subnet_id, DEMO_SCOPE)
        await command(driver, "bookmark here")
    async with opened(GivenSource(Builder().events()), places=places) as driver:
        await command(driver, "bookmarks here")
        assert world.data.subnet_id in driver.notices()[-1]
        await command(driver, "forget here")
    assert PlacesFile(places).now.bookmarks == []


async def test_bookmarks_are_dropped_in_their_list_and_the_last_closes_it(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    async with opened(world.source(), places=places) as driver:
        for record in (world.data, world.app):
            await driver.go_to(Subnet, record.subnet_id, DEMO_SCOPE)
            await driver.press("B")
        await driver.press("apostrophe")
        assert "Del forget" in told(driver, "#told")
        await driver.write("app-b")
        await driver.press("left", "delete")
        assert [mark.name for mark in PlacesFile(places).now.bookmarks] == ["data-a", "app-a"], "a letter was deleted"
        await driver.press("delete")
        await settled(driver)
        assert [mark.name for mark in PlacesFile(places).now.bookmarks] == ["data-a"]
        await driver.press(*["backspace"] * 4, "delete")
        await settled(driver)
        assert PlacesFile(places).now.bookmarks == []
        assert is_back(driver)
        await driver.press("apostrophe")
        assert "no view is bookmarked yet" in driver.notices()[-1]


async def test_records_visited_are_listed_the_latest_first(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    async with opened(world.source(), places=places) as driver:
        await command(driver, f"find {world.data.subnet_id}")
        await command(driver, f"find {world.ssm.vpc_endpoint_id}")
    assert [spot.link.rpartition("/")[2] for spot in PlacesFile(places).now.recents] == [
        world.ssm.vpc_endpoint_id,
        world.data.subnet_id,
    ]
    async with opened(world.source(), places=places) as driver:
        await driver.press("quotation_mark", "down", "enter")
        assert (driver.tree().cursor_id or "").endswith(world.data.subnet_id)


async def test_a_table_with_its_filter_is_bookmarked(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "vpce svc:ssm")
        await driver.press("B", "escape", "escape", "apostrophe", "enter")
        assert isinstance(driver.app.screen, RecordsScreen)
        assert "svc:ssm" in told(driver)


async def test_a_broken_file_of_places_is_told(world: World, tmp_path: Path) -> None:
    places = tmp_path / "places.json"
    places.write_text("{")
    async with opened(world.source(), places=places) as driver:
        await driver.press("apostrophe")
        assert any("could not be read" in notice for notice in driver.notices())


# Accounts and Regions


def two_scopes() -> tuple[World, GivenSource]:
    world = World()
    other = Builder(THERE)
    other.vpc(name="elsewhere")
    return world, GivenSource([*world.build.events(), *other.events()])


async def test_one_region_can_be_shown_alone_and_all_again() -> None:
    _, source = two_scopes()
    async with exploring(source, size=(80, 24)) as driver:
        before = [row for row in driver.rows() if row]
        await command(driver, f"region {THERE.region}")
        rows = [row for row in driver.rows() if row]
        assert THERE.account_id in rows[0]
        assert "elsewhere" in rows[1]
        assert not any(DEMO_SCOPE.account_id in row for row in rows)
        await command(driver, "vpcs")
        assert len(table(driver)) == 2
        await driver.press("escape")
        await command(driver, "region all")
        assert len([row for row in driver.rows() if row]) == len(before)


async def test_accounts_and_regions_are_chosen_in_a_list_and_filters_go_with_them() -> None:
    world, source = two_scopes()
    async with exploring(source, size=(80, 24)) as driver:
        await driver.press("A")
        assert isinstance(driver.app.screen, ScopesScreen)
        await driver.press("space", "enter")
        assert driver.screen.scoping.chosen == {DEMO_SCOPE}
        assert not any("elsewhere" in row for row in driver.rows())
        await command(driver, "filter elsewhere")
        assert "0 of" in driver.shown("#hints")
        await driver.press("escape")
        assert any(world.vpc.vpc_id in row for row in driver.rows())
        await driver.press("A", "a")
        assert any("elsewhere" in row for row in driver.rows())


async def test_what_means_no_account_is_told_and_a_file_reads_no_more(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await command(driver, "account nobody")
        assert "no account or Region that was read is meant by `nobody`" in driver.notices()[-1]
        await command(driver, "region eu-north-1")
        assert "eu-north-1 was not read" in driver.notices()[-1]


async def test_endpoints_of_a_chosen_region_stand_alone_by_vpc_and_by_service() -> None:
    world, source = two_scopes()
    async with exploring(source) as driver:
        await command(driver, f"account {THERE.account_id}")
        assert not any(world.s3.vpc_endpoint_id in row for row in driver.rows("endpoints"))
        await driver.press("b")
        assert not any(world.s3.vpc_endpoint_id in row for row in driver.rows("endpoints"))
        await command(driver, f"account {DEMO_SCOPE.account_id}")
        assert any(world.s3.vpc_endpoint_id in row for row in driver.rows("endpoints"))
        assert "only" in str(driver.tree("endpoints").border_title)


async def test_a_record_of_the_topology_is_found_by_its_type(world: World) -> None:
    async with exploring(world.source(), size=(80, 24)) as driver:
        await driver.go_to(Vpc, world.vpc.vpc_id, DEMO_SCOPE)
        await command(driver, "copy cli")
        assert (
            driver.app.clipboard == f"aws ec2 describe-vpcs --vpc-ids {world.vpc.vpc_id} --region {DEMO_SCOPE.region}"
        )
