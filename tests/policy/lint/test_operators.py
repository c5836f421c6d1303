"""Condition operators and keys: what the lint says of them, and when it keeps silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.lint.cases import (
    ACCOUNT,
    ERROR,
    IDENTITY,
    INFO,
    ORG,
    RCP,
    RESOURCE,
    WARNING,
    Case,
    allow,
    check_case,
    deny,
)
from vpce_tui.policy import AuthorizationRequest, PolicyDocument
from vpce_tui.policy.conditions import compile_condition
from vpce_tui.policy.lint import LintContext
from vpce_tui.policy.lint.subject import Subject
from vpce_tui.policy.reasons import Outcome


def when(*pairs: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"condition": dict(pairs)}


PATHS = {"aws:PrincipalOrgPaths": f"{ORG}/r-ab12/*"}
VPCE = {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"

CASES = [
    Case(
        "IfExists on a negated network key spares nobody",
        "if-exists-on-deny",
        WARNING,
        (deny(**when(("StringNotEqualsIfExists", VPCE))),),
        RESOURCE,
    ),
    Case(
        "without IfExists nobody expects that",
        "if-exists-on-deny",
        None,
        (deny(**when(("StringNotEquals", VPCE))),),
        RESOURCE,
    ),
    Case(
        "on the organization it is what AWS recommends",
        "if-exists-on-deny",
        None,
        (deny(**when(("StringNotEqualsIfExists", {"aws:PrincipalOrgID": ORG}))),),
        RCP,
    ),
    Case(
        "IfExists adds nothing to ForAnyValue",
        "if-exists-with-for-any-value",
        WARNING,
        (allow(**when(("ForAnyValue:StringLikeIfExists", PATHS))),),
    ),
    Case(
        "it does to a single value",
        "if-exists-with-for-any-value",
        None,
        (allow(**when(("StringEqualsIfExists", {"aws:PrincipalOrgID": ORG}))),),
    ),
    Case(
        "a star is no wildcard under StringEquals",
        "equals-with-wildcard",
        WARNING,
        (allow(**when(("StringEquals", {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/app-*"}))),),
    ),
    Case(
        "under StringLike it is",
        "equals-with-wildcard",
        None,
        (allow(**when(("StringLike", {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/app-*"}))),),
    ),
    Case(
        "an escaped star is meant as a character",
        "equals-with-wildcard",
        None,
        (allow(**when(("StringEquals", {"aws:PrincipalTag/glob": "a${*}b"}))),),
    ),
    Case(
        "ForAllValues lets requests without the key in",
        "for-all-values-on-allow",
        WARNING,
        (allow(**when(("ForAllValues:StringLike", PATHS))),),
    ),
    Case(
        "not where presence is asked for too",
        "for-all-values-on-allow",
        None,
        (allow(**when(("ForAllValues:StringLike", PATHS), ("Null", {"aws:PrincipalOrgPaths": "false"}))),),
    ),
    Case("ForAnyValue does not", "for-all-values-on-allow", None, (allow(**when(("ForAnyValue:StringLike", PATHS))),)),
    Case(
        "a request without tags may be meant",
        "for-all-values-on-allow",
        INFO,
        (allow(principal=None, **when(("ForAllValues:StringEquals", {"aws:TagKeys": ["team"]}))),),
        IDENTITY,
    ),
    Case(
        "in a Deny it is right", "for-all-values-on-allow", None, (deny(**when(("ForAllValues:StringNotLike", PATHS))),)
    ),
    Case(
        "ForAnyValue with Not leaves a hole in a Deny",
        "for-any-value-not-on-deny",
        WARNING,
        (deny(**when(("ForAnyValue:StringNotLike", PATHS))),),
        RCP,
    ),
    Case(
        "another Deny for the absent key closes it",
        "for-any-value-not-on-deny",
        None,
        (deny(**when(("ForAnyValue:StringNotLike", PATHS))), deny(**when(("Null", {"aws:PrincipalOrgPaths": "true"})))),
        RCP,
    ),
    Case(
        "of tags it is right: one wrong tag is one too many",
        "for-any-value-not-on-deny",
        None,
        (deny(principal=None, **when(("ForAnyValue:StringNotEquals", {"aws:TagKeys": ["team"]}))),),
        IDENTITY,
    ),
    Case("several values need a set operator", "set-operator", WARNING, (allow(**when(("StringLike", PATHS))),)),
    Case("with one it is fine", "set-operator", None, (allow(**when(("ForAnyValue:StringLike", PATHS))),)),
    Case(
        "a single value needs none",
        "set-operator",
        INFO,
        (allow(**when(("ForAnyValue:StringEquals", VPCE))),),
        RESOURCE,
    ),
    Case(
        "a word is no number", "malformed-value", ERROR, (allow(**when(("NumericLessThan", {"s3:max-keys": "ten"}))),)
    ),
    Case("a number is one", "malformed-value", None, (allow(**when(("NumericLessThan", {"s3:max-keys": 10}))),)),
    Case(
        "a network takes no wildcard",
        "malformed-value",
        ERROR,
        (allow(**when(("IpAddress", {"aws:VpcSourceIp": "10.0.*"}))),),
    ),
    Case(
        "nor is maybe a truth value",
        "malformed-value",
        ERROR,
        (allow(**when(("Bool", {"aws:SecureTransport": "maybe"}))),),
    ),
    Case(
        "a variable is filled in later",
        "malformed-value",
        None,
        (allow(**when(("ArnLike", {"aws:PrincipalArn": "${aws:PrincipalTag/arn}"}))),),
    ),
    Case("a name is no ARN", "malformed-value", WARNING, (allow(**when(("ArnLike", {"aws:PrincipalArn": "app"}))),)),
    Case("half a Null is none", "malformed-value", ERROR, (allow(**when(("Null", {"aws:SourceVpce": "no"}))),)),
    Case(
        "an address is no string",
        "operator-type",
        WARNING,
        (allow(**when(("StringEquals", {"aws:VpcSourceIp": "10.0.0.1"}))),),
    ),
    Case(
        "a string is no address",
        "operator-type",
        WARNING,
        (allow(**when(("IpAddress", {"aws:SourceVpc": "10.0.0.0/8"}))),),
    ),
    Case("an ARN is a string too", "operator-type", None, (allow(**when(("StringLike", {"aws:PrincipalArn": ROLE}))),)),
    Case(
        "seconds are numbers",
        "operator-type",
        None,
        (allow(**when(("NumericLessThan", {"aws:EpochTime": 1795348800}))),),
    ),
    Case(
        "the caller's ARN is never a session's",
        "session-in-principal-arn",
        WARNING,
        (allow(**when(("ArnLike", {"aws:PrincipalArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/app/*"}))),),
    ),
    Case(
        "it is the role's", "session-in-principal-arn", None, (allow(**when(("ArnLike", {"aws:PrincipalArn": ROLE}))),)
    ),
    Case(
        "a misspelt global key",
        "unknown-key",
        WARNING,
        (allow(**when(("StringEquals", {"aws:SourceVPCEndpoint": "x"}))),),
    ),
    Case("case is free", "unknown-key", None, (allow(**when(("StringEquals", {"AWS:sourcevpce": "vpce-1"}))),)),
    Case(
        "tags have names of their own",
        "unknown-key",
        None,
        (allow(**when(("StringEquals", {"aws:PrincipalTag/Team": "x"}))),),
    ),
    Case(
        "a misspelt key of a service", "unknown-key", WARNING, (allow(**when(("StringEquals", {"s3:prefixes": "x"}))),)
    ),
    Case(
        "a key that is open-ended",
        "unknown-key",
        None,
        (allow(**when(("StringEquals", {"s3:ExistingObjectTag/a": "x"}))),),
    ),
    Case(
        "a key of an identity provider",
        "unknown-key",
        None,
        (allow(**when(("StringEquals", {"token.actions.githubusercontent.com:sub": "x"}))),),
    ),
    Case(
        "a key that is like no other is noted",
        "unknown-key",
        INFO,
        (allow(**when(("StringEquals", {"s3:Zebra": "x"}))),),
    ),
    Case("a key without a service", "unknown-key", ERROR, (allow(**when(("StringEquals", {"prefix": "x"}))),)),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_operators_and_keys(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize("prefix", ["", "ForAllValues:", "ForAnyValue:"])
@pytest.mark.parametrize("name", ["StringEquals", "StringNotLike", "ArnLike", "NotIpAddress", "Bool", "Null"])
@pytest.mark.parametrize("suffix", ["", "IfExists"])
def test_the_lint_and_the_evaluator_agree_on_absent_keys(prefix: str, name: str, suffix: str) -> None:
    operator = prefix + name + suffix
    document = PolicyDocument.from_object(
        {"Version": "2012-10-17", "Statement": [allow(condition={operator: {"aws:SourceVpce": "true"}})]}
    )
    statement = document.statements[0]
    use = next(Subject(document, LintContext()).uses)
    match = compile_condition(statement.conditions[0], statement).match(
        AuthorizationRequest("s3:GetObject", "arn:aws:s3:::a/b", None)
    )

    assert use.holds_when_absent is (match.outcome is Outcome.MATCHED)
