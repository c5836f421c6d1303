"""Does a link lead back to the view that it was made from?"""

from __future__ import annotations

import contextlib
import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vpce_tui.cli.main import looks_like_id
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.errors import UsageError
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.resources.managed_prefix_list_entry import PrefixListEntry
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.deep_links import (
    RecordLink,
    parse_link,
    reopening_command,
    resolve,
    why_absent,
)

HERE = Scope("111122223333", "eu-west-1")

LINKS = {
    "vpce-0abc": RecordLink("vpce-0abc"),
    "vpce-0abc#policy": RecordLink("vpce-0abc", page="policy"),
    "vpce-0abc#nonsense": RecordLink("vpce-0abc#nonsense"),
    "111122223333/eu-west-1/vpc-endpoints/vpce-0abc": RecordLink("vpce-0abc", VpcEndpoint, HERE),
    "111122223333/eu-west-1/vpc-endpoints/vpce-0abc#dns": RecordLink("vpce-0abc", VpcEndpoint, HERE, "dns"),
    "111122223333/eu-west-1/managed-prefix-list-entries/pl-1/10.0.0.0/8": RecordLink(
        "pl-1/10.0.0.0/8", PrefixListEntry, HERE
    ),
    "unknown/eu-west-1/vpcs/vpc-1": RecordLink("vpc-1", Vpc, Scope("unknown", "eu-west-1")),
}


@pytest.mark.parametrize("text", LINKS)
def test_a_link_means_a_record_and_a_page(text: str) -> None:
    assert parse_link(text) == LINKS[text]
    assert parse_link(LINKS[text].text) == LINKS[text]


def test_a_link_to_a_type_that_there_is_none_of_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="vpc-endpoint") as refused:
        parse_link("111122223333/eu-west-1/vpc-endpoint/vpce-0abc")
    assert "vpc-endpoints" in refused.value.help


@settings(max_examples=80, deadline=None)
@given(st.text())
def test_any_text_is_a_link_or_is_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert parse_link(text).record_id in text


@pytest.mark.parametrize("word", ["vpce-0abc", "tgw-attach-0123456789abcdef0", "i-0123abcd", "vpce-svc-0a0a0a0a"])
def test_ids_of_aws_look_like_ids(word: str) -> None:
    assert looks_like_id(word)


@pytest.mark.parametrize("word", ["demo", "lint-policy", "vpce-", "-h", "vpc-endpoints", "doctor", "--view", "a-b"])
def test_other_words_do_not(word: str) -> None:
    assert not looks_like_id(word)


@pytest.fixture
def build() -> Builder:
    return Builder()


def topology_of(build: Builder) -> Topology:
    inventory = Inventory()
    for event in build.events():
        inventory.apply(event)
    return inventory.topology()


def test_a_bare_id_is_found_in_whatever_scope_it_is_in(build: Builder) -> None:
    vpc = build.vpc(name="app")
    assert resolve(RecordLink(vpc.vpc_id), topology_of(build)) == (DEMO_SCOPE, vpc)


def test_a_link_whose_scope_has_it_not_is_found_in_another(build: Builder) -> None:
    vpc = build.vpc(name="app")
    assert resolve(RecordLink(vpc.vpc_id, Vpc, HERE), topology_of(build)) == (DEMO_SCOPE, vpc)


def test_what_is_not_there_is_told_with_the_nearest(build: Builder) -> None:
    vpc = build.vpc(name="app")
    topology = topology_of(build)
    wanted = RecordLink(vpc.vpc_id[:-1] + ("0" if vpc.vpc_id[-1] != "0" else "1"))
    assert resolve(wanted, topology) is None
    told = why_absent(wanted, topology)
    assert "is not in what was read" in told
    assert vpc.vpc_id in told


def test_what_was_not_read_is_not_said_to_be_missing() -> None:
    assert "was not read" in why_absent(RecordLink("vpc-0abc"), Topology())


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(), max_size=3), st.text(), st.text())
def test_the_reopening_command_survives_a_shell(source: list[str], view: str, filter_text: str) -> None:
    words = shlex.split(reopening_command(source, view, filter_text))
    assert words[: 1 + len(source)] == ["vpce-tui", *source]
    assert words[1 + len(source) :] == (["--view", view] if view else []) + (
        ["--filter", filter_text] if filter_text else []
    )
