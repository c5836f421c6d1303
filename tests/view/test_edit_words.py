"""Is a typed change understood as it says itself, and is what cannot be a change refused?"""

from __future__ import annotations

import pytest

from tests.demo.looking import world
from vpce_tui.demo.planted import PLANTED
from vpce_tui.errors import UsageError
from vpce_tui.reach import Flow, edits, trace
from vpce_tui.reach.edits import Edit
from vpce_tui.view.edit_words import FORMS, parse_edit

EDITS: tuple[Edit, ...] = (
    edits.AddGroupRule(group_id="sg-0a", egress=False, from_port=443, to_port=443, cidr="10.0.1.0/24"),
    edits.AddGroupRule(group_id="sg-0a", egress=True, from_port=1024, to_port=65535, peer_group_id="sg-0b"),
    edits.AddGroupRule(group_id="sg-0a", egress=True, from_port=443, to_port=443, prefix_list_id="pl-0c"),
    edits.AddGroupRule(group_id="sg-0a", egress=False, protocol="-1", cidr="fd00::/64"),
    edits.AddAclEntry(
        network_acl_id="acl-0a", rule_number=90, egress=False, cidr="10.0.0.0/8", from_port=1024, to_port=65535
    ),
    edits.AddAclEntry(
        network_acl_id="acl-0a", rule_number=5, egress=True, cidr="0.0.0.0/0", protocol="-1", allow=False
    ),
    edits.RemoveAclEntry(network_acl_id="acl-0a", rule_number=90, egress=True),
    edits.AddRoute(route_table_id="rtb-0a", destination="0.0.0.0/0", target="nat-0b"),
    edits.RemoveRoute(route_table_id="rtb-0a", destination="pl-0b"),
    edits.UseRouteTable(subnet_id="subnet-0a", route_table_id="rtb-0b"),
    edits.AssociateEndpoint(vpc_endpoint_id="vpce-0a", route_table_id="rtb-0b"),
    edits.AssociateEndpoint(vpc_endpoint_id="vpce-0a", route_table_id="rtb-0b", associated=False),
    edits.SetPrivateDns(vpc_endpoint_id="vpce-0a", enabled=False),
    edits.SetVpcAttribute(vpc_id="vpc-0a", attribute="enableDnsHostnames"),
    edits.RemoveEndpoint(vpc_endpoint_id="vpce-0a"),
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.says)
def test_an_edit_is_understood_from_its_own_words(edit: Edit) -> None:
    assert parse_edit(edit.says) == edit


def test_a_new_endpoint_names_its_vpc_and_its_groups() -> None:
    made = parse_edit(
        "create an interface endpoint for com.amazonaws.eu-west-1.ssm in subnet-0a of vpc-0b with groups sg-0c"
    )
    assert made == edits.AddEndpoint(
        vpc_id="vpc-0b",
        service_name="com.amazonaws.eu-west-1.ssm",
        subnet_ids=("subnet-0a",),
        group_ids=("sg-0c",),
    )
    gateway = parse_edit("create a gateway endpoint for com.amazonaws.eu-west-1.s3 in rtb-0a, rtb-0b of vpc-0b")
    assert isinstance(gateway, edits.AddEndpoint)
    assert (gateway.kind, gateway.route_table_ids) == ("Gateway", ("rtb-0a", "rtb-0b"))


def test_an_address_alone_is_a_block_of_one() -> None:
    made = parse_edit("  allow TCP 443 from 10.0.1.7  in sg-0a ")
    assert isinstance(made, edits.AddGroupRule)
    assert (made.cidr, made.protocol) == ("10.0.1.7/32", "tcp")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "make it work",
        "allow tcp 443 from 10.0.0.999/24 in sg-0a",
        "allow tcp 70000 from 10.0.0.0/8 in sg-0a",
        "allow tcp 500-400 from 10.0.0.0/8 in sg-0a",
        "deny tcp 443 from 10.0.0.0/8 in sg-0a",
        "route everything to nat-0a in rtb-0b",
        "create an interface endpoint for com.amazonaws.eu-west-1.ssm in subnet-0a",
        "let subnet-… use rtb-…",
    ],
)
def test_what_is_no_change_is_refused_in_words(words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_edit(words)
    assert caught.value.help


def test_the_forms_that_are_offered_are_understood_once_their_ids_are_filled_in() -> None:
    for form in FORMS:
        sentence = form.split("    ")[0].replace("…", "0a").replace("REGION", "eu-west-1")
        parse_edit(sentence)


def test_fixes_that_the_demo_worlds_traces_offer_can_be_typed() -> None:
    typed = 0
    for planted in PLANTED:
        if planted.question is None:
            continue
        flow = Flow(planted.question.source, planted.question.destination, port=planted.question.port)
        for step in trace(flow, world()).steps:
            for edit in step.edits:
                if not isinstance(edit, edits.AddEndpoint | edits.SetPrivateDns):
                    typed += 1
                    assert parse_edit(edit.says) == edit, edit.says
    assert typed > 5
