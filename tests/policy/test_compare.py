"""Two policies compared by meaning: equal in other words, statements that differ, requests that change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.builders import ACCOUNT, allow, deny, document, request
from tests.policy.builders import policies as given_policies
from tests.work import LINEAR, growth
from vpce_tui.policy import EvalDecision, PolicyDocument
from vpce_tui.policy.compare import DEFAULT_POLICY, changed_decisions, diff_policies, is_default
from vpce_tui.policy.normal_form import normal_statement


def one(version: str | None = "2012-10-17", **elements: Any) -> PolicyDocument:
    return document(allow(**elements), version=version)


def when(operator: str, key: str, *values: Any) -> dict[str, Any]:
    return {operator: {key: list(values)}}


SAME = {
    "a string and a list of one": (one(action="s3:GetObject"), one(action=["s3:GetObject"])),
    "actions in another case": (one(action="s3:GetObject"), one(action="S3:getobject")),
    "actions in another order, one twice": (
        one(action=["s3:GetObject", "s3:PutObject", "s3:GetObject"]),
        one(action=["s3:PutObject", "s3:GetObject"]),
    ),
    "an action that another covers": (one(action=["s3:*", "s3:GetObject"]), one(action="s3:*")),
    "all actions in two spellings": (one(action="*:*"), one(action=["*", "s3:GetObject"])),
    "a resource beside all": (one(resource=["*", "arn:aws:s3:::a"]), one(resource="*")),
    "another Sid": (one(sid="A"), one(sid="B")),
    "an account in two spellings": (
        one(principal={"AWS": ACCOUNT}),
        one(principal={"AWS": [f"arn:aws:iam::{ACCOUNT}:root"]}),
    ),
    "keys and operators in another case": (
        one(condition=when("StringEquals", "aws:SourceVpce", "vpce-1")),
        one(condition=when("stringequals", "AWS:sourcevpce", "vpce-1")),
    ),
    "two operators that do the same": (
        one(condition=when("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::1:role/a*")),
        one(condition=when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::1:role/a*")),
    ),
    "a pattern without a wildcard": (
        one(condition=when("StringLike", "s3:prefix", "a")),
        one(condition=when("StringEquals", "s3:prefix", "a")),
    ),
    "a host with and without its prefix": (
        one(condition=when("IpAddress", "aws:VpcSourceIp", "10.0.0.1")),
        one(condition=when("IpAddress", "aws:VpcSourceIp", "10.0.0.1/32")),
    ),
    "a number in two spellings": (
        one(condition=when("NumericLessThan", "s3:max-keys", "10")),
        one(condition=when("NumericLessThan", "s3:max-keys", 10.0)),
    ),
    "a truth value in two spellings": (
        one(condition=when("Bool", "aws:SecureTransport", True)),
        one(condition=when("Bool", "aws:SecureTransport", "TRUE")),
    ),
    "IfExists on a negated operator": (
        one(condition=when("StringNotEquals", "aws:SourceVpce", "vpce-1")),
        one(condition=when("StringNotEqualsIfExists", "aws:SourceVpce", "vpce-1")),
    ),
    "a Version that changes nothing": (one(version=None), one()),
    "the same statement twice": (document(allow(), allow()), one()),
    "statements in another order": (
        document(allow(action="s3:GetObject"), deny(action="s3:PutObject")),
        document(deny(action="s3:PutObject"), allow(action="s3:GetObject")),
    ),
}

DIFFERENT = {
    "another effect": (one(), document(deny()), ("Effect",)),
    "another action": (one(sid="A", action="s3:GetObject"), one(sid="A", action="s3:PutObject"), ("Action",)),
    "Action and NotAction": (one(sid="A", action="s3:GetObject"), one(sid="A", not_action="s3:GetObject"), ("Action",)),
    "resources in another case": (one(resource="arn:aws:s3:::a"), one(resource="arn:aws:s3:::A"), ("Resource",)),
    "everybody, and everybody who signs": (one(principal="*"), one(principal={"AWS": "*"}), ("Principal",)),
    "a condition": (one(), one(condition=when("StringEquals", "aws:SourceVpce", "vpce-1")), ("Condition",)),
    "IfExists": (
        one(condition=when("StringEquals", "aws:SourceVpce", "vpce-1")),
        one(condition=when("StringEqualsIfExists", "aws:SourceVpce", "vpce-1")),
        ("Condition",),
    ),
    "a variable that becomes text": (
        one(resource="arn:aws:s3:::a/${aws:username}"),
        one(resource="arn:aws:s3:::a/${aws:username}", version=None),
        ("Version",),
    ),
}


@pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME)
def test_the_same_in_other_words_is_no_difference(before: PolicyDocument, after: PolicyDocument) -> None:
    assert diff_policies(before, after).same
    assert diff_policies(after, before).same


@pytest.mark.parametrize(("before", "after", "elements"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_change_names_its_elements(before: PolicyDocument, after: PolicyDocument, elements: tuple[str, ...]) -> None:
    diff = diff_policies(before, after)

    assert [change.elements for change in diff.changed] == [elements]
    assert (diff.added, diff.removed) == ((), ())


def test_statements_come_and_go() -> None:
    before = document(allow(sid="Kept"), deny(sid="Gone", action="s3:DeleteBucket", resource="arn:aws:s3:::a"))
    after = document(allow(action="sqs:*", resource="arn:aws:sqs:::q", sid="New"), allow(sid="Kept"))
    diff = diff_policies(before, after)

    assert [each.sid for each in diff.added] == ["New"]
    assert [each.sid for each in diff.removed] == ["Gone"]
    assert diff.changed == ()


def test_a_statement_is_recognised_by_its_sid_before_its_contents() -> None:
    before = document(allow(sid="A", action="s3:GetObject"), allow(sid="B", action="s3:PutObject"))
    after = document(
        allow(sid="B", action="s3:GetObjectAcl"), allow(sid="A", action="s3:GetObject", resource="arn:aws:s3:::a")
    )
    changes = diff_policies(before, after).changed

    assert [(change.before.sid, change.after.sid, change.elements) for change in changes] == [
        ("B", "B", ("Action",)),
        ("A", "A", ("Resource",)),
    ]


@pytest.mark.parametrize(
    ("elements", "service", "default"),
    [
        ({"principal": "*"}, None, True),
        ({"principal": {"AWS": "*"}}, "s3", True),
        ({"principal": {"AWS": ["*"]}, "action": ["*"]}, None, True),
        ({"principal": {"AWS": "*"}}, "sts", False),
        ({"principal": "*", "action": "s3:*"}, "s3", False),
        ({"principal": "*", "condition": {"Bool": {"aws:SecureTransport": "true"}}}, None, False),
        ({}, None, False),
    ],
)
def test_the_default_in_its_spellings(elements: dict[str, Any], service: str | None, default: bool) -> None:
    for version in (None, "2008-10-17", "2012-10-17"):
        assert is_default(one(version=version, **elements), service) is default
    assert is_default(DEFAULT_POLICY, service)
    assert not is_default(document(allow(principal="*"), allow(principal="*", action="s3:*")))


READ = request(action="s3:GetObject")
WRITE = request(action="s3:PutObject")


def test_requests_that_are_decided_otherwise() -> None:
    changes = changed_decisions(DEFAULT_POLICY, one(principal="*", action="s3:Get*"), [READ, WRITE])

    assert [change.request for change in changes] == [WRITE]
    assert changes[0].endpoint_decisions == (EvalDecision.ALLOWED, EvalDecision.IMPLICIT_DENY)


def test_what_other_policies_refuse_anyway_does_not_change() -> None:
    reader = given_policies(identity=(allow(action="s3:Get*"),))

    assert changed_decisions(DEFAULT_POLICY, one(principal="*", action="s3:Get*"), [READ, WRITE], reader) == ()
    changes = changed_decisions(DEFAULT_POLICY, one(principal="*", action="s3:Put*"), [READ, WRITE], reader)
    assert [change.decisions for change in changes] == [(EvalDecision.ALLOWED, EvalDecision.IMPLICIT_DENY)]


def test_twice_as_many_statements_are_twice_the_work_to_compare() -> None:
    def comparing(statements: int) -> Callable[[], object]:
        before = document(*(allow(action=f"s3:A{n}") for n in range(statements)))
        after = document(*(allow(action=f"s3:B{n}") for n in range(statements)))
        diff = diff_policies(before, after)
        assert len(diff.changed) + len(diff.added) == statements
        return lambda: diff_policies(before, after)

    assert growth(comparing, 500) < LINEAR


_ACTIONS = st.lists(
    st.sampled_from(["s3:*", "s3:GetObject", "S3:getobject", "s3:Get*", "*", "sqs:*"]), min_size=1, max_size=3
)
_RESOURCES = st.lists(st.sampled_from(["*", "arn:aws:s3:::app-data/*", "arn:aws:s3:::*"]), min_size=1, max_size=2)
_OPERATORS = st.sampled_from(
    [
        "StringEquals",
        "StringLike",
        "StringNotEquals",
        "StringNotEqualsIfExists",
        "StringEqualsIfExists",
        "ForAllValues:StringLike",
        "ForAllValues:StringLikeIfExists",
    ]
)
_CONDITIONS = st.one_of(
    st.none(),
    st.builds(
        when,
        _OPERATORS,
        st.sampled_from(["aws:SourceVpce", "aws:sourceVPCE", "aws:PrincipalOrgID"]),
        st.sampled_from(["a", "b"]),
    ),
)


def _statement(effect: str, action: list[str], resource: list[str], condition: dict[str, Any] | None) -> dict[str, Any]:
    statement = {"Effect": effect, "Principal": "*", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


_STATEMENTS = st.builds(_statement, st.sampled_from(["Allow", "Deny"]), _ACTIONS, _RESOURCES, _CONDITIONS)


@settings(max_examples=200, deadline=None)
@given(_STATEMENTS, _STATEMENTS, st.sampled_from([{}, {"aws:SourceVpce": "a"}, {"aws:PrincipalOrgID": "b"}]))
def test_statements_of_one_meaning_decide_alike(
    one_statement: dict[str, Any], other_statement: dict[str, Any], context: dict[str, Any]
) -> None:
    one_document, other = document(one_statement), document(other_statement)
    if normal_statement(one_document.statements[0]) == normal_statement(other.statements[0]):
        asked = [
            request(context=context),
            request(action="s3:PutObject", context=context),
            request(action="sqs:X", resource="*", context=context),
        ]

        assert changed_decisions(one_document, other, asked) == ()


def _respelled(statement: dict[str, Any]) -> dict[str, Any]:
    other = dict(reversed(statement.items())) | {"Sid": "Respelled"}
    other["Action"] = [action.swapcase() for action in reversed(statement["Action"])] * 2
    other["Resource"] = [*reversed(statement["Resource"]), statement["Resource"][0]]
    if "Condition" in statement:
        other["Condition"] = {
            operator.lower(): {key.upper(): values * 2 for key, values in keys.items()}
            for operator, keys in statement["Condition"].items()
        }
    return other


@settings(max_examples=100, deadline=None)
@given(st.lists(_STATEMENTS, min_size=1, max_size=3), st.sampled_from([{}, {"aws:SourceVpce": "a"}]))
def test_another_spelling_is_the_same_policy(statements: list[dict[str, Any]], context: dict[str, Any]) -> None:
    before, after = document(*statements), document(*map(_respelled, reversed(statements)))

    assert diff_policies(before, after).same
    assert changed_decisions(before, after, [request(context=context), request(action="sqs:X", context=context)]) == ()
