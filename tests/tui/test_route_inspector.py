"""Does the route inspector show, as one types, which route wins, why the others lose, and what is shadowed?"""

from __future__ import annotations

from tests.demo.looking import world
from tests.tui.asking import demo, go, lines, top
from vpce_tui.demo.build import Builder, route
from vpce_tui.demo.ids import an_id
from vpce_tui.model.record import Record
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.tui.screens.explorer import ExplorerScreen
from vpce_tui.tui.screens.routes import RoutesScreen
from vpce_tui.view.inspect.routes import routes
from vpce_tui.view.lines import Subject
from vpce_tui.view.route_question import route_answer
from vpce_tui.view.text import plain


def about(record_type: type[Record], prefix: str, name: str) -> Subject:
    record = world().find(record_type, an_id(prefix, name))
    assert isinstance(record, record_type)
    scope = world().scope_of(record)
    assert scope is not None
    return Subject(record, scope, world())


def answer(subject: Subject, words: str) -> list[str]:
    return [plain(line.cells) for line in route_answer(subject, words)]


def page(subject: Subject) -> list[str]:
    return [plain(line.cells) for line in routes(subject)]


# Marks


def test_an_endpoints_route_that_another_shadows_is_marked_with_the_share() -> None:
    text = page(about(RouteTable, "rtb", "app-uploads"))
    [mark] = [line for line in text if "▲" in line]
    assert "% of it goes to nat-" in mark
    assert "52.216.0.0/15" in mark


def test_prefix_lists_that_overlap_and_lead_apart_are_marked() -> None:
    text = page(about(RouteTable, "rtb", "analytics-feeds"))
    assert any("▲" in line and "overlap" in line and "52.216.0.0/15" in line for line in text)


def test_a_table_without_trouble_has_no_mark() -> None:
    assert not [line for line in page(about(RouteTable, "rtb", "app-private")) if "▲" in line]


def test_a_table_names_the_subnets_that_use_it_and_why() -> None:
    named = page(about(RouteTable, "rtb", "app-uploads"))
    assert any("app-uploads" in line and "explicit: the subnet names it" in line for line in named[1:])
    by_default = page(about(RouteTable, "rtb", "app-main"))
    assert any("app-legacy-a" in line and "main: the subnet names none" in line for line in by_default)


def test_a_gateway_endpoint_names_the_subnets_without_its_route() -> None:
    text = page(about(VpcEndpoint, "vpce", "app-s3"))
    assert text[0].endswith("subnets of the VPC without the endpoint's route")
    end = text.index("")
    missing = "\n".join(text[1:end])
    assert an_id("rtb", "app-tasks-b") in missing
    assert "app-tasks-b" in missing
    assert "app-legacy-a" in missing
    assert "(main)" in missing
    assert an_id("rtb", "app-private") not in missing
    assert text[0].startswith(f"{end - 1} ")


def test_a_gateway_endpoint_that_every_subnet_uses_names_none() -> None:
    build = Builder()
    build.vpc()
    tables = [build.route_table(subnets=(build.subnet(),)) for _ in range(2)]
    whole, part = (
        build.gateway_endpoint(service, tables=used) for service, used in (("s3", tables), ("dynamodb", tables[:1]))
    )
    topology = build.topology()
    [scope] = topology.scopes
    assert "without" not in page(Subject(whole, scope, topology))[0]
    assert page(Subject(part, scope, topology))[0] == "1 subnet of the VPC without the endpoint's route"


# The answer


def test_the_winner_stands_first_and_each_loser_says_why() -> None:
    text = answer(about(RouteTable, "rtb", "app-uploads"), "52.216.8.8")
    rows = [line for line in text if "→" in line]
    assert rows[0].startswith("  ● 52.216.0.0/15")
    assert "wins" in rows[0]
    assert len([row for row in rows if "wins" in row]) == 1
    assert all("loses to" in row or "does not hold" in row or "for IPv" in row for row in rows[1:])
    assert any("0.0.0.0/0" in row and "MORE_SPECIFIC_ROUTE" in row for row in rows)


def test_an_ambiguous_choice_is_told_as_such() -> None:
    text = answer(about(RouteTable, "rtb", "analytics-feeds"), "52.216.8.8")
    assert any("?" in line and "may win" in line for line in text)


def test_a_blackhole_that_wins_is_no_success() -> None:
    text = answer(about(RouteTable, "rtb", "batch-private-a"), "54.1.2.3")
    [winner] = [line for line in text if "wins" in line]
    assert winner.startswith("  ✗")
    assert "blackhole" in winner


def test_an_address_that_no_route_holds_is_dropped() -> None:
    build = Builder()
    build.vpc()
    table = build.route_table(route("192.168.0.0/16", "pcx-0a"))
    topology = build.topology()
    scope = topology.scopes[0]
    text = [plain(line.cells) for line in route_answer(Subject(table, scope, topology), "8.8.8.8")]
    assert any("✗ no route holds 8.8.8.8: dropped" in line for line in text)


def test_a_name_is_resolved_as_a_client_of_the_table_would() -> None:
    subject = about(Subnet, "subnet", "app-a")
    text = answer(subject, "ssm")
    assert any("is 10.0.1" in line for line in text)
    assert any("● 10.0.0.0/8" in line and "tgw-" in line for line in text)
    s3 = answer(subject, "s3")
    assert any("wins" in line and "vpce-" in line for line in s3)


def test_a_block_is_asked_by_its_first_address() -> None:
    text = answer(about(RouteTable, "rtb", "app-private"), "10.0.3.0/24")
    assert any("asked for 10.0.3.0, the first address of 10.0.3.0/24" in line for line in text)


def test_half_a_word_is_an_explanation_and_no_error() -> None:
    for words in ("1", "10.", "10.0.0.", "s", "vpce-", "::", "300.1.1.1", "\x1b[31m", "10.0.0.0/99"):
        assert answer(about(Subnet, "subnet", "app-a"), words)


def test_each_table_of_a_vpc_answers() -> None:
    text = answer(about(Vpc, "vpc", "app"), "10.1.10.5")
    assert len([line for line in text if "wins" in line]) > 3


# The screen


async def test_the_answer_follows_the_letters() -> None:
    async with demo() as driver:
        await go(driver, RouteTable, "rtb", "app-uploads")
        await driver.press("a")
        top(driver, RoutesScreen)
        assert "type an address" in lines(driver, "#answer")[0]
        await driver.write("52.216.8.8")
        assert any("● 52.216.0.0/15" in line for line in lines(driver, "#answer"))
        await driver.press("backspace", "backspace", "backspace", "backspace")
        await driver.write("94.1.1")
        assert not any("● 52.216.0.0/15" in line for line in lines(driver, "#answer"))
        assert max(len(line) for line in lines(driver, "#answer")) <= 78
        await driver.press("escape")
        assert isinstance(driver.app.screen, ExplorerScreen)


async def test_enter_follows_the_winner_to_its_target_and_back_comes_with_the_words() -> None:
    async with demo() as driver:
        await go(driver, RouteTable, "rtb", "app-uploads")
        await driver.press("a")
        await driver.write("52.216.8.8")
        at = next(n for n, line in enumerate(lines(driver, "#answer")) if "● 52.216" in line)
        await driver.press(*["down"] * at, "enter")
        assert driver.screen.here is not None
        assert driver.screen.here.record_type is NatGateway
        await driver.press("left_square_bracket")
        top(driver, RoutesScreen)
        assert any("● 52.216.0.0/15" in line for line in lines(driver, "#answer"))


async def test_a_record_without_routes_is_told_apart() -> None:
    async with demo() as driver:
        await driver.press("a")
        assert any("no route table" in notice for notice in driver.notices())
        await go(driver, NetworkInterface, "eni", "app-1")
        await driver.press("a")
        top(driver, RoutesScreen)
