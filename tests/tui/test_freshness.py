"""Reading again: what changed is marked and listed, a reading can be stopped, and who reads what is always in sight."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.patience import PATIENCE
from tests.snapshot.worlds import FORBIDDEN, IRELAND, VIRGINIA, listed, subnet, vpc
from tests.tui.driver import Driver, GivenSource, exploring
from vpce_tui.collect.call_log import CallLog
from vpce_tui.model.calls import ApiCall
from vpce_tui.model.coverage import COMPLETE, Coverage, Progress, Reason
from vpce_tui.model.events import CollectEvent, Noted, PageRead, ReadEnded, ReadStarted, ScopeOpened
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources import RESOURCES
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.tui.explorer import freshness
from vpce_tui.tui.explorer.heading import Heading
from vpce_tui.tui.explorer.history import Locus
from vpce_tui.tui.file_version import version_of
from vpce_tui.tui.reading import IteratedSource
from vpce_tui.tui.screens.calls import CallsScreen
from vpce_tui.tui.screens.changes import ChangesScreen
from vpce_tui.tui.screens.errors import ErrorsScreen
from vpce_tui.tui.settings import ScreenSettings
from vpce_tui.tui.widgets.text_view import TextView
from vpce_tui.tui.widgets.virtual_table import VirtualTable
from vpce_tui.view.text import UNICODE_SIGNS, cells_width, plain

Events = Iterable[CollectEvent]

OPENED = ScopeOpened(IRELAND, "prod-reader", "arn:aws:sts::111122223333:assumed-role/Reader/me", "prod")


def readings(*each: Events) -> IteratedSource:
    """A source that shows another world each time it is read; the last one stays."""
    left = [list(events) for events in each]

    def events() -> Iterator[CollectEvent]:
        yield OPENED
        yield from left.pop(0) if len(left) > 1 else left[0]

    return IteratedSource("test", events)


async def press_and_read(driver: Driver, *keys: str) -> None:
    await driver.pilot.press(*keys)
    await driver.read_to_end()


def lines(driver: Driver) -> list[str]:
    """The lines of the list on the screen above."""
    return [plain(line.made()) for line in driver.app.screen.query_one(TextView).lines]


def table(driver: Driver) -> list[str]:
    shown = driver.app.screen.query_one(VirtualTable)
    return [shown.render_line(y).text.rstrip() for y in range(1, 1 + len(shown.view))]


FIRST = [*listed([vpc(1, State="pending"), vpc(2), vpc(3)]), *listed([subnet(1), subnet(2)])]
SECOND = [*listed([vpc(1, State="available"), vpc(3), vpc(4)]), *listed([subnet(1)])]


async def test_what_a_re_read_shows_is_marked_in_front_of_its_row() -> None:
    async with exploring(readings(FIRST, SECOND)) as driver:
        assert not any(row[2:].lstrip("▸▾ ")[:1] in "+~" for row in driver.rows() if row.strip())
        await press_and_read(driver, "R")
        rows = "\n".join(driver.rows())

        assert "~ vpc-0001" in rows
        assert "+ vpc-0004" in rows
        assert "▸ vpc-0003" in rows or "  vpc-0003" in rows
        assert "vpc-0002" not in rows
        # What changed below a branch counts there: one VPC came, one went, one differs, a subnet went.
        assert "4 changes" in rows.splitlines()[0]
        assert "4 changes" in driver.shown("#top")
        assert any("1 added, 2 removed, 1 changed" in notice for notice in driver.notices())


async def test_a_mark_fades_and_the_list_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "MARK_SECONDS", 0)
    async with exploring(readings(FIRST, SECOND)) as driver:
        await press_and_read(driver, "R")
        driver.screen.fresh._tick()
        await driver.settle()

        assert "~ vpc-0001" not in "\n".join(driver.rows())
        assert "changes" not in driver.shown("#top")
        assert driver.screen.fresh.changes is not None
        assert driver.screen.fresh.changes.total == 4


async def test_a_re_read_that_brings_nothing_says_so() -> None:
    async with exploring(readings(FIRST)) as driver:
        await press_and_read(driver, "R")

        assert "read again: nothing changed" in driver.notices()


async def test_the_list_of_changes_shows_members_and_leads_to_the_record() -> None:
    async with exploring(readings(FIRST, SECOND)) as driver:
        await press_and_read(driver, "R")
        await driver.press("v")
        assert isinstance(driver.app.screen, ChangesScreen)
        assert [line.split()[:2] for line in lines(driver)] == [
            ["-", "removed"],
            ["~", "changed"],
            ["+", "added"],
            ["-", "removed"],
        ]

        await driver.press("down", "space")
        assert [line.strip() for line in lines(driver)[2:5]] == ["State", '- "pending"'.replace('"', ""), "+ available"]

        await driver.press("enter")
        assert "vpc-0001" in (driver.tree().cursor_id or "")

        await driver.press("left_square_bracket")
        assert isinstance(driver.app.screen, ChangesScreen)


async def test_the_list_of_changes_follows_while_it_is_open() -> None:
    async with exploring(readings(FIRST, SECOND)) as driver:
        await driver.press("v")
        assert lines(driver) == ["r reads again; what differs then is listed here"]
        await press_and_read(driver, "r")

        assert len(lines(driver)) == 4


async def test_what_was_removed_leads_nowhere_and_says_so() -> None:
    async with exploring(readings(FIRST, SECOND)) as driver:
        await press_and_read(driver, "R")
        await driver.press("v", "enter")

        assert "it was removed, so that there is nowhere to go" in driver.notices()


async def test_changes_are_copied_as_json() -> None:
    async with exploring(readings(FIRST, SECOND)) as driver:
        await press_and_read(driver, "R")
        await driver.press("v", "c")
        copied = json.loads(driver.app.clipboard)

        assert [(change["change"], change["id"]) for change in copied][1] == ("changed", "vpc-0001")
        assert copied[1]["members"] == [{"member": "State", "before": "pending", "after": "available"}]


class Stuck:
    """Events that stop in the middle until they are let go."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.times = 0

    def __call__(self) -> Iterator[CollectEvent]:
        self.times += 1
        yield OPENED
        yield ReadStarted(Vpc, IRELAND)
        yield PageRead(Vpc, IRELAND, (vpc(1),))
        if self.times == 1:
            self.go_on.wait(PATIENCE)
        yield PageRead(Vpc, IRELAND, (vpc(2),))
        yield ReadEnded(Vpc, IRELAND, COMPLETE)


@pytest.mark.parametrize("key", ["x", "ctrl+c"])
async def test_a_reading_can_be_stopped_while_it_waits_and_begun_again(key: str) -> None:
    from vpce_tui.tui.app import VpceApp

    stuck = Stuck()
    app = VpceApp(IteratedSource("test", stuck))
    async with app.run_test(size=(160, 48)) as pilot:
        driver = Driver(app, pilot)
        while not any("vpc-0001" in row for row in driver.rows()):
            await pilot.pause(0.001)
        await press_and_read(driver, key)

        coverage = driver.screen.topology.coverage(Vpc, IRELAND)
        assert (coverage.progress, coverage.reason) == (Progress.FAILED, Reason.CANCELLED)
        assert "stopped: 1 list not read to the end; r or R reads again" in driver.notices()

        stuck.go_on.set()
        await press_and_read(driver, "R")
        assert driver.screen.topology.coverage(Vpc, IRELAND).complete
        assert any("vpc-0002" in row for row in driver.rows())


async def test_stopping_while_nothing_is_read_says_so() -> None:
    async with exploring(readings(FIRST)) as driver:
        await driver.press("x")

        assert any(notice.startswith("nothing is being read") for notice in driver.notices())


async def test_one_type_of_one_scope_is_read_again() -> None:
    asked: list[tuple[Scope | None, type[Record] | None]] = []

    class Source(GivenSource):
        def refresh(self, scope: Scope | None = None, record_type: type[Record] | None = None) -> str:
            asked.append((scope, record_type))
            return "not now"

    async with exploring(Source([OPENED, *FIRST])) as driver:
        await driver.go_to(Vpc, "vpc-0002", IRELAND)
        await driver.press("ctrl+r", "r", "R")

        assert asked == [(IRELAND, Vpc), (IRELAND, None), (None, None)]


class Watched(GivenSource):
    """A live source that counts what it is asked to read again."""

    is_live = True

    def __init__(self, events: Events) -> None:
        super().__init__(events)
        self.news = True

    def has_news(self) -> bool:
        return self.news


async def test_watching_reads_scope_by_scope_and_leaves_those_without_a_login_alone() -> None:
    expired = Coverage(Progress.FAILED, Reason.EXPIRED_LOGIN)
    source = Watched([*listed([vpc(1)]), *listed([vpc(2)], VIRGINIA, expired)])
    async with exploring(source, settings=ScreenSettings(watch_seconds=30)) as driver:
        assert "watching, next in 30 s" in driver.shown("#top")
        driver.screen.fresh._look()
        await driver.settle()

        assert source.refreshed == [IRELAND]
        assert "watching" in driver.shown("#top")


async def test_a_file_that_has_not_changed_is_not_read_again() -> None:
    source = Watched(FIRST)
    source.is_live, source.news = False, False
    async with exploring(source, settings=ScreenSettings(watch_seconds=30)) as driver:
        driver.screen.fresh._look()
        await driver.settle()
        assert source.refreshed == []

        source.news = True
        driver.screen.fresh._look()
        await driver.settle()
        assert source.refreshed == [None]


def test_a_file_has_news_when_it_was_written_again(tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    path.write_text("one")
    source = IteratedSource("file", list, version=lambda: version_of(str(path)))
    ended = threading.Event()
    source.start(lambda _: None, lambda _: ended.set())
    assert ended.wait(PATIENCE)
    assert not source.has_news()

    path.write_text("another")
    assert source.has_news()


def test_a_directory_has_news_when_a_file_below_it_comes(tmp_path: Path) -> None:
    folder = tmp_path / "answers" / "eu-west-1"
    folder.mkdir(parents=True)
    before = version_of(str(tmp_path))
    (folder / "vpcs.json").write_text("{}")

    assert version_of(str(tmp_path)) != before
    assert version_of(str(tmp_path / "nothing here")) == ()


# Errors


FAILING = [
    OPENED,
    *listed([vpc(1)]),
    *listed([subnet(1)], coverage=FORBIDDEN),
    *(
        ReadEnded(resource.record, VIRGINIA, Coverage(Progress.FAILED, Reason.NO_LOGIN, message="no keys"))
        for resource in RESOURCES
    ),
    Noted("something to know"),
]


async def test_errors_are_a_list_that_opens() -> None:
    source = GivenSource(FAILING)
    source.calls = CallLog()
    source.calls.add(ApiCall(0, "ec2", "DescribeSubnets", IRELAND, outcome="UnauthorizedOperation", request_id="req-7"))
    async with exploring(source) as driver:
        await driver.press("E")
        assert isinstance(driver.app.screen, ErrorsScreen)
        assert driver.app.screen.query_one("#told").render().plain == (  # type: ignore[union-attr]
            "1 scope and 1 list were not read: 1 no login, 1 no permission"
        )
        assert [line for line in lines(driver) if line] == [
            "no login  1",
            "✗ every list  444455556666/us-east-1  no keys",
            "no permission  1",
            "✗ subnets  111122223333/eu-west-1  prod-reader  ec2:DescribeSubnets",
            "notes of the source",
            "  something to know",
        ]

        await driver.press("down", "down", "down", "enter")
        opened = "\n".join(lines(driver))
        assert "not you" in opened
        assert "missing     ec2:DescribeSubnets" in opened
        assert "request id  req-7" in opened

        await driver.press("y")
        assert "subnets in 111122223333/eu-west-1" in driver.app.clipboard
        assert "req-7" in driver.app.clipboard

        await driver.press("enter")
        assert "not you" not in "\n".join(lines(driver))

        await driver.press("r")
        assert source.refreshed == [IRELAND]


async def test_enter_in_the_pane_of_what_was_read_opens_the_errors() -> None:
    async with exploring(GivenSource(FAILING)) as driver:
        await driver.press("4", "enter")

        assert isinstance(driver.app.screen, ErrorsScreen)


async def test_errors_are_followed_while_the_list_is_open() -> None:
    source = readings([*FIRST, *listed([subnet(9)], VIRGINIA, FORBIDDEN)], FIRST)
    async with exploring(source) as driver:
        await driver.press("E")
        assert any("444455556666/us-east-1" in line for line in lines(driver))
        driver.screen.fresh.refresh(None)
        await driver.read_to_end()
        assert any("444455556666/us-east-1" in line for line in lines(driver)), "what was not read again stays"

        assert source._report is not None
        for event in listed([subnet(9)], VIRGINIA):
            source._report(event)
        assert source._ended is not None
        source._ended(None)
        await driver.settle()
        assert lines(driver) == []


# Calls


def call(number: int, operation: str = "DescribeVpcs", milliseconds: float = 20, **more: object) -> ApiCall:
    return ApiCall(1_700_000_000 + number, "ec2", operation, IRELAND, milliseconds=milliseconds, **more)  # type: ignore[arg-type]


async def test_calls_are_listed_sorted_and_added_up_while_more_are_made() -> None:
    source = GivenSource([OPENED, *FIRST])
    log = source.calls = CallLog()
    log.add(call(1, milliseconds=20, records=3))
    log.add(call(2, "DescribeSubnets", milliseconds=900, records=5, attempts=3, throttled=2, request_id="req-2"))
    async with exploring(source) as driver:
        await driver.press("L")
        screen = driver.app.screen
        assert isinstance(screen, CallsScreen)
        assert "DescribeSubnets" in table(driver)[0], "the newest first"
        told = str(screen.query_one("#told").render())
        assert "2 calls; 460 ms on average, 900 at most; 2 tried again; 2 times throttled" in told

        log.add(call(3, milliseconds=70))
        screen._show()
        await driver.settle()
        assert len(table(driver)) == 3
        await driver.press("s")
        assert "DescribeSubnets" in table(driver)[0], "the slowest first"
        await driver.press("s")
        assert " 20 " in table(driver)[0], "the other way around"

        await driver.press("tab")
        assert sorted(row.split()[:3] for row in table(driver)) == [
            ["ec2:DescribeVpcs", "2", "45"],
            ["›ec2:DescribeSubnets", "1", "900"],
        ]
        await driver.press("tab", "slash")
        await driver.write("subnets")
        await driver.press("enter")
        assert len(table(driver)) == 1
        await driver.press("y")
        assert driver.app.clipboard == "req-2"
        await driver.press("c")
        assert [entry["operation"] for entry in json.loads(driver.app.clipboard)][1] == "DescribeSubnets"


async def test_a_file_has_no_calls_and_says_so() -> None:
    async with exploring(readings(FIRST)) as driver:
        await driver.press("L")

        assert driver.app.screen is driver.screen
        assert "no calls are made: this is not read from AWS" in driver.notices()


# Where one is


@pytest.mark.parametrize("key", ["v", "E"])
async def test_a_screen_above_says_whose_account_is_read_as_whom(key: str) -> None:
    async with exploring(readings(FIRST), size=(80, 24)) as driver:
        await driver.go_to(Subnet, "subnet-0001", IRELAND)
        await driver.press(key)
        where = str(driver.app.screen.query_one("#where").render())

        assert all(word in where for word in ("111122223333", "eu-west-1", "prod-reader", "read-only"))


@given(
    width=st.integers(66, 200),
    profile=st.sampled_from(["p", "prod-reader", "arn:aws:iam::111122223333:role/" + "long/" * 9 + "Reader"]),
    name=st.sampled_from(["", "the shop's production account"]),
    fresh=st.lists(st.sampled_from([("read 15 s ago", "muted"), ("12 changes", "accent")]), max_size=2),
    is_single=st.booleans(),
    page=st.sampled_from(["network", "inspector"]),
)
@settings(max_examples=80, deadline=None)
def test_the_top_line_always_says_account_region_login_and_read_only(
    width: int, profile: str, name: str, fresh: list[tuple[str, str]], is_single: bool, page: str
) -> None:
    topology = Topology(opened={IRELAND: ScopeOpened(IRELAND, profile, "", name)})
    heading = Heading(
        topology,
        "live",
        is_live=True,
        signs=UNICODE_SIGNS,
        pane=page,
        locus=Locus(Vpc, "vpc-0123456789abcdef0", IRELAND),
        subject=None,
        is_single=is_single,
        fresh=fresh,  # type: ignore[arg-type]
    )
    cells = heading.cells(width)
    line = plain(cells)

    assert cells_width(cells) <= width
    assert "111122223333 eu-west-1" in line
    assert profile.rpartition(":role/")[2][:20] in line
    assert "read-only" in line


@pytest.mark.parametrize(
    ("is_live", "is_reading", "says"),
    [(True, True, "asking AWS who we are"), (False, True, "opening"), (True, False, "no account read")],
)
def test_before_any_account_is_known_the_top_line_says_what_is_waited_for(
    is_live: bool, is_reading: bool, says: str
) -> None:
    heading = Heading(
        Topology(),
        "live",
        is_live=is_live,
        signs=UNICODE_SIGNS,
        pane="network",
        locus=None,
        subject=None,
        is_single=True,
        is_reading=is_reading,
    )

    assert says in plain(heading.cells(80))
