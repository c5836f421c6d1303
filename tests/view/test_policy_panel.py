"""Does the policy panel say what decides: by layer, by line, by path and by key?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.work import LINEAR, growth, steps_of
from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.model.inventory import Inventory
from vpce_tui.model.topology import Topology
from vpce_tui.policy import EvalDecision, Policies, PolicyDocument, PolicyDocumentError, simulate
from vpce_tui.policy.lint import LintContext
from vpce_tui.policy.request_facts import RequestPath
from vpce_tui.resources.instance import IamInstanceProfile
from vpce_tui.view.inspect.policy import policy as inspect_policy
from vpce_tui.view.inspect.policy_lines import OPENS_FINDINGS
from vpce_tui.view.lines import Line, Subject
from vpce_tui.view.policy_case import (
    ask_from,
    ask_object,
    case_of,
    read_policies,
    read_saved_case,
    with_layer,
)
from vpce_tui.view.policy_changes import change_lines, changes, diff_lines
from vpce_tui.view.policy_document import PolicyText, editable
from vpce_tui.view.policy_panel import Panel, panel
from vpce_tui.view.policy_request import Ask, Setting, settings_for, typed_values
from vpce_tui.view.policy_suggestions import (
    action_note,
    first_ask,
    offered_actions,
    offered_keys,
    principals,
    resources,
)
from vpce_tui.view.text import ASCII_SIGNS, plain

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ORG = "o-a1b2c3d4e5"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "*", "Resource": "*"} | members


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def setting(document: str = "", *, service: str = "s3", supported: bool | None = True, gateway: bool = True) -> Setting:
    build = Builder()
    vpc = build.vpc(name="app")
    if gateway:
        endpoint = build.gateway_endpoint(service, vpc=vpc, policy=document or None)
    else:
        endpoint = build.interface_endpoint(service, subnets=(build.subnet(vpc=vpc),), policy=document or None)
    return Setting(endpoint, DEMO_SCOPE, supported)


def text_of(document: str, place: Setting | None = None) -> PolicyText:
    return PolicyText(document, place.lint_context if place else LintContext(), "vpce")


def ask(**members: Any) -> Ask:
    return Ask(
        **{
            "principal": "arn:aws:sts::111122223333:assumed-role/app/i-0a",
            "action": "s3:GetObject",
            "resource": "arn:aws:s3:::app-data/q3.csv",
            "resource_account": "111122223333",
            "source": "10.0.1.5",
            "public": "203.0.113.9",
        }
        | members
    )


def asked(document: str, question: Ask, given: Policies | None = None, *, supported: bool | None = True) -> Panel:
    place = setting(document, supported=supported)
    return panel(place, text_of(document, place), question, given or Policies(), NOW)


def told(lines: tuple[Line, ...] | list[Line]) -> str:
    return "\n".join(plain(line.cells) for line in lines)


def signs(found: Panel) -> dict[str, str]:
    return {str(each.path): each.sign for each in found.paths}


# Decisions


def test_an_allow_is_marked_and_says_what_was_taken_for_granted() -> None:
    document = policy(statement(Sid="Read", Action="s3:GetObject"))
    found = asked(document, ask())
    assert found.verdict.decision is EvalDecision.ALLOWED
    assert plain(found.headline) == "✓ ALLOWED if the identity policies do"
    assert "allowed by Read" in told(found.answer)
    assert "none given: taken to allow" in told(found.answer)
    assert not found.verdict.is_sure
    [head] = text_of(document).heads
    assert (found.marks[head].sign, found.marks[head].note) == ("✓", "allows this request")


def test_a_deny_of_the_endpoint_stands_whatever_the_others_may_say() -> None:
    document = policy(statement(), statement("Deny", Sid="NoReads", Action="s3:GetObject"))
    found = asked(document, ask())
    assert plain(found.headline) == "✗ DENIED by a statement of the endpoint policy"
    first, second = sorted(text_of(document).heads)
    assert (found.marks[first].sign, found.marks[second].sign) == ("✓", "✗")


def test_the_nearest_miss_stands_at_the_line_that_missed_with_its_reason() -> None:
    document = policy(statement(Action="s3:GetObject", Resource="arn:aws:s3:::other/*"))
    found = asked(document, ask())
    text = text_of(document)
    [line] = [number for number, mark in found.marks.items() if mark.sign == "≈" and mark.note]
    assert '"Resource"' in text.lines[line - 1]
    shown = plain(text.cells(line, found.marks))
    assert shown.startswith("≈")
    assert "arn:aws:s3:::app-data/q3.csv is not covered by arn:aws:s3:::other/*" in shown


def test_a_key_whose_value_is_not_known_makes_the_answer_unknown_until_it_is_set() -> None:
    document = policy(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": ORG}}))
    found = asked(document, ask())
    assert plain(found.headline).startswith("? DENIED")
    assert "aws:PrincipalOrgID says otherwise (not known here)" in plain(found.headline)
    assert signs(found)["endpoint"] == "?"
    assert asked(document, ask().with_edit("aws:principalorgid", (ORG,))).verdict.decision is EvalDecision.ALLOWED
    other = asked(document, ask().with_edit("aws:PrincipalOrgID", ("o-other",)))
    assert plain(other.headline) == "✗ DENIED: nothing in the endpoint policy allows it"


def test_a_deny_that_reads_no_unknown_key_is_no_matter_of_that_key() -> None:
    document = policy(
        statement(Condition={"StringEquals": {"aws:PrincipalOrgID": ORG}}), statement("Deny", Action="s3:*")
    )
    assert signs(asked(document, ask()))["endpoint"] == "✗"


def test_each_path_has_its_own_decision_at_a_glance() -> None:
    document = policy(statement("Deny"))
    assert signs(asked(document, ask())) == {
        "endpoint": "✗",
        "internet": "✓",
        "forwarded": "✓",
        "service": "✓",
        "unsigned": "✗",
    }


def test_a_bucket_policy_that_wants_the_endpoint_refuses_the_internet() -> None:
    place = setting(policy(statement()))
    deny = statement("Deny", Condition={"StringNotEquals": {"aws:SourceVpce": place.endpoint.vpc_endpoint_id}})
    given = with_layer(Policies(), "resource", (PolicyDocument.from_object({"Statement": [statement(), deny]}),))
    found = panel(place, text_of(policy(statement()), place), ask(), given, NOW)
    assert signs(found) == {"endpoint": "✓", "internet": "✗", "forwarded": "✗", "service": "✗", "unsigned": "✓"}


def test_a_service_without_endpoint_policies_says_so_and_lets_pass() -> None:
    found = asked(policy(statement("Deny")), ask(), supported=False)
    assert found.verdict.decision is EvalDecision.ALLOWED
    assert "not supported by this service: everything passes" in told(found.answer)


def test_a_policy_that_cannot_be_read_gives_unknown_with_the_place_and_not_a_guess() -> None:
    place = setting()
    found = panel(place, text_of('{"Statement": ['), ask(), Policies(), NOW)
    assert found.verdict.decision is EvalDecision.UNKNOWN
    assert "line 1 column 16" in told(found.answer)
    assert signs(found)["internet"] == "✓"


def test_an_empty_policy_allows_nothing() -> None:
    assert asked("{}", ask()).verdict.decision is EvalDecision.IMPLICIT_DENY


@pytest.mark.parametrize("action", ["", "GetObject", "s3:", "s3: Get"])
def test_what_is_no_request_yet_is_told_and_never_raised(action: str) -> None:
    found = asked(policy(statement()), ask(action=action))
    assert plain(found.headline).startswith("? no request yet")
    assert found.keys == ()


def test_given_identity_policies_are_asked_in_place_of_the_assumption() -> None:
    given = with_layer(Policies(), "identity", (PolicyDocument.from_object({"Statement": []}, "app"),))
    found = asked(policy(statement()), ask(), given)
    assert plain(found.headline) == (
        "? UNKNOWN: nothing in the identity policies allows it, and the resource policy, which could, was not read"
    )


# Keys


def test_keys_are_derived_edited_or_not_known_and_those_that_the_policy_reads_come_first() -> None:
    document = policy(statement(Condition={"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:PrincipalTag/team": "x"}}))
    found = asked(document, ask().with_edit("aws:RequestedRegion", ("us-east-1",)))
    keys = {key.key: key for key in found.keys}
    assert [key.key for key in found.keys][:2] == ["aws:SourceVpc", "aws:principaltag/team"]
    assert keys["aws:RequestedRegion"].is_edited
    assert not keys["aws:SourceVpc"].is_edited
    assert "the VPC of the endpoint" in plain(keys["aws:SourceVpc"].cells)
    assert "not carried" in plain(keys["aws:SourceIp"].cells)


def test_an_edit_can_take_a_key_away_and_be_taken_back() -> None:
    question = ask().with_edit("aws:SourceVpce", None)
    assert "aws:sourcevpce" not in asked(policy(statement()), question).verdict.derived.request.entries  # type: ignore[union-attr]
    assert question.without_edit("AWS:SourceVpce") == ask()


VALUES = [
    ("one value", "aws:SourceVpce", "vpce-1", ("vpce-1",)),
    ("a comma in a single-valued key", "aws:PrincipalTag/team", "a, b", ("a, b",)),
    ("a multivalued key", "aws:PrincipalOrgPaths", "o-1/r-1/, o-1/r-2/", ("o-1/r-1/", "o-1/r-2/")),
    ("a JSON list", "aws:PrincipalTag/team", '["a", "b, c"]', ("a", "b, c")),
    ("a broken list is a text", "aws:PrincipalTag/team", '["a"', ('["a"',)),
]


@pytest.mark.parametrize(("says", "key", "typed", "want"), VALUES, ids=[case[0] for case in VALUES])
def test_what_is_typed_for_a_key(says: str, key: str, typed: str, want: tuple[str, ...]) -> None:
    assert typed_values(key, typed) == want


# The document


def test_a_policy_in_one_line_is_laid_out_and_its_size_is_that_of_the_text_aws_has() -> None:
    one_line = json.dumps({"Statement": [statement(Sid=f"S{n}") for n in range(180)]})
    text = text_of(one_line)
    assert len(text.lines) > 180
    assert len(one_line) < 20_480 < len(text.text)
    assert "too-long" not in {finding.check for finding in text.findings}


def test_statements_are_numbered_and_fold_into_their_first_line() -> None:
    text = text_of(policy(statement(), statement("Deny")))
    first, second = sorted(text.heads)
    assert plain(text.cells(second, {})).split()[:2] == [str(second), "2"]
    assert text.levels[first - 1] == 1
    assert set(text.levels[first : second - 1]) == {2}


def test_a_finding_marks_its_line_and_is_told_on_demand_with_its_fix() -> None:
    document = policy(statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    text = text_of(document, setting(document))
    [line] = [line for line, found in text.findings_by_line.items() if any(each.check == "source-ip" for each in found)]
    assert "▲" in plain(text.cells(line, {}))
    assert "fix:" in told(text.on_demand(line, {}))


def test_signs_are_ascii_where_the_terminal_is() -> None:
    document = policy(statement("Deny"))
    place = setting(document)
    found = panel(place, text_of(document, place), ask(), Policies(), NOW, ASCII_SIGNS)
    assert signs(found)["endpoint"] == "x"
    assert plain(found.headline).isascii()


@pytest.mark.parametrize(
    "text", ["", "[", "{}", "null", '{"Statement": 5}', "{" * 200, '{"Statement": [{}, {}]}', "\x1b[2J"]
)
def test_no_text_is_too_broken_to_be_shown(text: str) -> None:
    shown = text_of(text)
    assert [plain(shown.cells(line, {})) for line in range(1, len(shown.lines) + 1)]
    assert shown.findings
    assert plain(shown.summary())


def test_an_editor_gets_nothing_that_a_terminal_would_obey_and_the_meaning_stays() -> None:
    document = '{"Statement": [{"Sid": "a\u202eb\x9bc\U000e0001", "Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    text = text_of(document)
    spelled = editable(text)
    assert spelled.isascii()
    assert json.loads(spelled) == json.loads(document)


@hypothesis_settings(max_examples=60, deadline=None)
@hypothesis_given(
    st.text(max_size=60), st.sampled_from(["principal", "action", "resource", "account", "source", "service"])
)
def test_nothing_that_is_typed_raises(typed: str, name: str) -> None:
    document = policy(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": ORG}}))
    place = setting(document)
    question = ask().with_field(name, typed)
    assert panel(place, text_of(document, place), question, Policies(), NOW).paths
    offered_actions(typed)
    action_note(typed)
    resources(place, typed, None)


# The inspector's page


def page(document: str, opened: frozenset[str] = frozenset()) -> str:
    place = setting(document)
    return told(inspect_policy(Subject(place.endpoint, DEMO_SCOPE, Topology(), opened)))


def test_the_inspectors_page_counts_findings_and_opens_them() -> None:
    document = policy(statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    assert "findings ▸" in page(document)
    assert "fix:" not in page(document)
    assert "fix:" in page(document, frozenset({OPENS_FINDINGS}))


@pytest.mark.parametrize("text", ["[", '{"Statement": 5}', "\x1b[2J", "[" * 300])
def test_the_inspectors_page_says_where_a_text_is_no_policy(text: str) -> None:
    assert "this is no policy: line 1 column" in page(text)


# What may be typed


def test_actions_are_completed_and_a_wrong_one_is_answered_with_the_nearest() -> None:
    assert "s3:GetObject" in offered_actions("s3:getobj")
    assert offered_actions("s3:GetObject") == ()
    assert "s3:GetObject" in plain(action_note("s3:GetObjekt"))
    assert action_note("s3:GetObject") == []


def test_context_keys_are_offered_those_of_the_action_first() -> None:
    assert offered_keys("s3:ListBucket", "s3:pre") == ("s3:prefix",)
    assert offered_keys("s3:GetObject", "aws:SourceVp") == ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn")
    assert offered_keys("s3:GetObject", "") == ()


def test_shapes_of_arns_are_filled_in_with_what_is_known() -> None:
    place = setting(service="sqs", gateway=False)
    assert f"arn:aws:sqs:{place.region}:{place.account_id}:QueueName" in resources(place, "sqs:SendMessage", None)


def test_resources_and_callers_that_the_policy_names_are_offered_first() -> None:
    role = "arn:aws:iam::111122223333:role/reader"
    document = policy(
        statement(Resource="arn:aws:s3:::app-data/*", Condition={"ArnEquals": {"aws:PrincipalArn": role}}),
        statement(Action="s3:ListBucket", Resource="arn:aws:s3:::app-data"),
    )
    place, read = setting(document), text_of(document).document
    assert resources(place, "s3:GetObject", read)[0] == "arn:aws:s3:::app-data/example"
    assert resources(place, "s3:ListBucket", read)[0] == "arn:aws:s3:::app-data"
    assert role in principals(place, read)


def test_the_first_question_is_about_what_the_policy_names() -> None:
    document = policy(statement(Action=["s3:*", "s3:PutObject"], Resource="arn:aws:s3:::app-data/*"))
    place = setting(document)
    first = first_ask(place, text_of(document, place))
    assert (first.action, first.resource) == ("s3:PutObject", "arn:aws:s3:::app-data/example")


def test_an_interface_is_tried_on_the_endpoints_that_serve_it_as_its_own_role() -> None:
    build = Builder()
    vpc = build.vpc(name="app")
    subnet = build.subnet(vpc=vpc)
    profile = "arn:aws:iam::111122223333:instance-profile/web"
    instance, interface = build.instance(subnet=subnet)
    build.add(msgspec.structs.replace(instance, iam_instance_profile=IamInstanceProfile(arn=profile)))
    endpoint = build.gateway_endpoint("s3", vpc=vpc, tables=(build.main_table(vpc),), policy=policy(statement()))
    inventory = Inventory()
    for event in build.events():
        inventory.apply(event)
    [place] = settings_for(inventory.topology(), interface, DEMO_SCOPE)
    assert place.endpoint.vpc_endpoint_id == endpoint.vpc_endpoint_id
    first = first_ask(place, None)
    assert first.principal == f"arn:aws:sts::111122223333:assumed-role/web/{instance.instance_id}"
    assert first.source == interface.private_ip_address


# Files


def test_a_saved_case_is_answered_alike_by_simulate_and_comes_back_as_it_was() -> None:
    document = policy(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": ORG}}))
    place = setting(document)
    text = text_of(document, place)
    question = ask().with_edit("aws:PrincipalOrgID", (ORG,)).with_edit("aws:SourceVpc", None)
    identity = PolicyDocument.from_object({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, "app")
    given = with_layer(Policies(), "identity", (identity,))
    found = panel(place, text, question, given, NOW)
    assert found.verdict.derived is not None
    case = case_of("case", found.verdict.derived, given, text.document, place.type)
    assert simulate(case)["decision"] == found.verdict.decision == "allowed"
    loaded = read_saved_case(json.dumps(case), place, NOW)
    again = panel(place, text, loaded.ask, loaded.given, NOW)
    assert again.verdict.derived is not None
    assert again.verdict.derived.request == found.verdict.derived.request
    assert dict(loaded.ask.edits) == dict(question.edits)
    assert loaded.endpoint is not None


PASTED = [
    ("one policy", {"Statement": []}, 1),
    ("a list", [{"Statement": []}, {"Statement": []}], 2),
    ("aws iam get-role-policy", {"RoleName": "a", "PolicyName": "b", "PolicyDocument": {"Statement": []}}, 1),
    ("aws s3api get-bucket-policy", {"Policy": '{"Statement": []}'}, 1),
    ("aws iam get-policy-version", {"PolicyVersion": {"Document": {"Statement": []}, "VersionId": "v1"}}, 1),
]


@pytest.mark.parametrize(("says", "pasted", "count"), PASTED, ids=[case[0] for case in PASTED])
def test_policies_are_found_in_what_is_pasted(says: str, pasted: object, count: int) -> None:
    assert len(read_policies(json.dumps(pasted), "x")) == count


def test_a_pasted_text_that_is_no_policy_is_refused_with_its_place() -> None:
    with pytest.raises(PolicyDocumentError, match="line 2 column 1"):
        read_policies('{"Statement": [\n', "x")


def test_a_recent_request_survives_its_file_and_damage_is_left_out() -> None:
    question = (
        ask(path=RequestPath.INTERNET).with_edit("aws:PrincipalOrgPaths", ("a", "b")).with_edit("aws:userid", None)
    )
    assert ask_from(json.loads(json.dumps(ask_object(question, "vpce-1")))) == ("vpce-1", question)
    whole = ask_object(question, "vpce-1")
    damages: list[dict[str, object]] = [
        {"path": "tunnel"},
        {"principal": 5},
        {"edits": []},
        {"edits": {"a": [1]}},
        {"edits": {"": None}},
    ]
    for damage in damages:
        assert ask_from(whole | damage) is None
    assert ask_from([]) is None


# Changes


def test_an_edit_tells_which_recent_requests_it_would_decide_otherwise() -> None:
    before, after = policy(statement()), policy(statement(), statement("Deny", Action="s3:PutObject"))
    place = setting(before)
    asks = [ask(), ask(action="s3:PutObject"), ask(action="s3:PutObject", path=RequestPath.INTERNET)]
    found = changes(place, text_of(before), text_of(after), asks, Policies(), NOW)
    assert [change.ask for change in found] == [asks[1]]
    assert "✓ → ✗  s3:PutObject" in told(change_lines(found, len(asks)))
    broken = changes(place, text_of(before), text_of("{"), asks[:1], Policies(), NOW)
    assert "✓ → ?" in told(change_lines(broken, 1))


def test_policies_are_compared_by_meaning() -> None:
    before = PolicyDocument.parse(policy(statement(Sid="A", Action=["s3:PutObject", "s3:getobject"])))
    same = PolicyDocument.parse(policy(statement(Action=["s3:GetObject", "s3:PutObject"])))
    other = PolicyDocument.parse(policy(statement(Sid="A", Action="s3:GetObject"), statement("Deny")))
    assert "they mean the same" in told(diff_lines(before, same, ("old", "new")))
    lines = told(diff_lines(before, other, ("old", "new")))
    assert "1 statement more" in lines
    assert "- Action: s3:PutObject, s3:getobject" in lines
    assert "+ Action: s3:GetObject" in lines


def asking(statements: int) -> Callable[[], object]:
    """Return a second question about a policy of so many statements."""
    document = policy(*(statement(Sid=f"S{n}", Resource=f"arn:aws:s3:::bucket-{n}/*") for n in range(statements)))
    place = setting(document)
    text = text_of(document, place)
    panel(place, text, ask(), Policies(), NOW)
    return lambda: panel(place, text, replace(ask(), resource="arn:aws:s3:::bucket-0/x"), Policies(), NOW)


def test_the_panel_answers_a_policy_of_the_largest_size_in_the_work_of_a_few_small_ones() -> None:
    """130 statements are as many as AWS's limit of 20,480 characters leaves room for."""
    assert steps_of(asking(130)) < 10 * steps_of(asking(1))


def test_twice_as_many_statements_are_twice_the_work_for_the_panel() -> None:
    assert growth(asking, 60) < LINEAR


def test_a_case_with_several_endpoint_policies_is_tried_on_all_of_them() -> None:
    place = setting(policy(statement()))
    case = {
        "id": "two",
        "request": {
            "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::app-data/x", "accountId": "111122223333"},
            "principal": "arn:aws:iam::111122223333:role/app",
            "context": {"aws:SourceVpce": place.endpoint.vpc_endpoint_id},
        },
        "policies": {
            "identity": [
                {"name": "all", "policy": {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}}
            ],
            "endpoint": [
                {"name": "first", "policy": {"Statement": [statement()]}},
                {"name": "second", "policy": {"Statement": [statement("Deny", Action="s3:GetObject")]}},
            ],
        },
    }
    loaded = read_saved_case(json.dumps(case), place, NOW)
    assert loaded.endpoint is not None
    shown = PolicyText(loaded.endpoint.text, place.lint_context, loaded.endpoint.name)

    found = panel(place, shown, loaded.ask, loaded.given, NOW)

    assert plain(found.headline).startswith("✗ DENIED by a statement of the endpoint policy")
    assert "with 1 more document of the case" in told(found.answer)
    assert found.verdict.derived is not None
    saved = case_of("two", found.verdict.derived, loaded.given, shown.document, place.type)
    assert [each["name"] for each in saved["policies"]["endpoint"]] == ["first", "second"]
    assert simulate(saved)["decision"] == "explicitDeny"
