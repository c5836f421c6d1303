"""Does what somebody begins to type find what they mean?"""

from __future__ import annotations

import pytest

from tests.demo.looking import world
from vpce_tui.demo.ids import an_id
from vpce_tui.errors import UsageError
from vpce_tui.reach import Flow
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.access_words import likely_principal, parse_access
from vpce_tui.view.choices import Choice, goal_choices, narrowed, source_choices
from vpce_tui.view.goal_words import flow_of


def names(choices: list[Choice]) -> list[str]:
    return [choice.name for choice in choices]


def some(*words: str) -> list[Choice]:
    return [Choice.of(f"eni-{at}", word) for at, word in enumerate(words)]


def test_exact_comes_before_beginning_before_word_before_inside() -> None:
    choices = some("mys3", "web-s3", "s3-control", "s3")
    assert names(narrowed(choices, "S3")) == ["s3", "s3-control", "web-s3", "mys3"]


def test_letters_in_order_find_what_nothing_holds_whole() -> None:
    assert names(narrowed(some("app-web-1", "data-etl-1"), "aw1")) == ["app-web-1"]
    assert narrowed(some("app-web-1"), "xyz") == []


def test_without_words_all_stand_in_their_order() -> None:
    assert names(narrowed(some("b", "a"), "  ")) == ["b", "a"]


def test_an_interface_is_found_by_id_name_and_address() -> None:
    choices = source_choices(world(), None, None)
    wanted = an_id("eni", "app-reports-1")
    for words in (wanted, "reports-1", "10.1.50.4"):
        assert narrowed(choices, words)[0].value == wanted


def test_sources_of_a_subnet_are_its_own_clients() -> None:
    subnet = world().find(Subnet, an_id("subnet", "app-reports-a"))
    assert isinstance(subnet, Subnet)
    scope = world().scope_of(subnet)
    assert names(source_choices(world(), subnet, scope)) == ["app-reports-1"]


def test_sources_for_an_endpoint_are_no_endpoints_themselves() -> None:
    endpoint = next(iter(world().records(VpcEndpoint)))
    found = {choice.value for choice in source_choices(world(), endpoint, None)}
    owned = {eni for one in world().records(VpcEndpoint) for eni in one.network_interface_ids}
    assert found
    assert not found & owned


def test_a_subnet_without_clients_offers_those_of_its_vpc() -> None:
    subnet = world().find(Subnet, an_id("subnet", "hub-endpoints-a"))
    assert isinstance(subnet, Subnet)
    found = source_choices(world(), subnet, world().scope_of(subnet))
    vpcs = {
        record.vpc_id
        for choice in found
        if isinstance(record := world().find(NetworkInterface, choice.value), NetworkInterface)
    }
    assert vpcs == {subnet.vpc_id}


def test_goals_begin_with_what_was_asked_lately_then_services_in_use() -> None:
    found = goal_choices(world(), None, ("10.9.9.9:22",))
    assert found[0].value == "10.9.9.9:22"
    assert narrowed(found, "s3")[0].value == "s3"
    assert any(choice.value == "braket" for choice in found)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("s3", ("s3", "tcp", None)),
        ("10.2.0.7:5432", ("10.2.0.7", "tcp", 5432)),
        ("dns.corp.internal:53/udp", ("dns.corp.internal", "udp", 53)),
        ("10.2.0.7/icmp", ("10.2.0.7", "icmp", None)),
        ("[fd00::7]:443", ("fd00::7", "tcp", 443)),
        ("fd00::7", ("fd00::7", "tcp", None)),
    ],
)
def test_a_goal_may_carry_its_port_and_protocol(words: str, wanted: tuple[str, str, int | None]) -> None:
    assert flow_of("eni-1", words) == Flow("eni-1", wanted[0], protocol=wanted[1], port=wanted[2])


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        flow_of("eni-1", "10.2.0.7:99999")


def test_an_action_may_carry_its_resource_and_who_asks() -> None:
    assert parse_access("s3:GetObject").resource == "*"
    assert parse_access("s3:GetObject app-data/q3.csv").resource == "arn:aws:s3:::app-data/q3.csv"
    asked = parse_access("sqs:SendMessage arn:aws:sqs:us-east-1:1:q as arn:aws:iam::1:role/r", "arn:aws:iam::1:role/d")
    assert (asked.resource, asked.principal) == ("arn:aws:sqs:us-east-1:1:q", "arn:aws:iam::1:role/r")
    assert parse_access("s3:GetObject as arn:aws:iam::1:role/r").resource == "*"
    assert parse_access("s3:GetObject", "arn:aws:iam::1:role/d").principal == "arn:aws:iam::1:role/d"


@pytest.mark.parametrize("words", ["", "s3", "get it", "s3:GetObject a b c"])
def test_what_asks_for_no_action_is_refused(words: str) -> None:
    with pytest.raises(UsageError):
        parse_access(words)


def test_who_asks_is_the_role_of_the_instance_or_nobody_known() -> None:
    assert likely_principal(world(), "eni-0000") is None
