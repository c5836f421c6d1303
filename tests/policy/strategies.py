"""Cases for property tests, over a vocabulary small enough that statements often meet requests.

A case draws a hundred times: strategies are made once, not anew for each draw.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.policy.builders import ACCOUNT, FEDERATED, OTHER_ACCOUNT, ROLE, ROOT, SESSION, USER

OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"
LINKED = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForECS/s"
ACTIONS = ["s3:GetObject", "s3:ListBucket", "kms:Decrypt", "sts:AssumeRole", "sts:GetCallerIdentity", "sns:Publish"]
RESOURCES = {
    "s3:GetObject": "arn:aws:s3:::app-data/team/red:1",
    "s3:ListBucket": "arn:aws:s3:::app-data",
    "kms:Decrypt": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1",
    "sts:AssumeRole": f"arn:aws:iam::{ACCOUNT}:role/target",
    "sts:GetCallerIdentity": f"arn:aws:iam::{ACCOUNT}:user/ann",
    "sns:Publish": f"arn:aws:sns:eu-west-1:{ACCOUNT}:t",
}
ACTION_VALUES = ["*", "s3:*", "S3:getobject", "s3:Get?bject", "*:GetObject", "kms:D*t", "sts:*", "s3:", "sns:Publish"]
RESOURCE_VALUES = [
    "*",
    "arn:aws:s3:::app-data",
    "arn:aws:s3:::app-data*",
    "arn:aws:s3:::*/team/*",
    "arn:*:s3:::app-dat?/*:1",
    "arn:aws:*:::app-data",
    "arn:aws:s3:::app-data/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::app-data/${aws:PrincipalTag/team, 'team'}/*",
    "arn:aws:kms:*:*:key/*",
    "arn:aws:iam::*:role/t*t",
    "arn:aws:iam:*:role/target",
    "app-data",
]
PRINCIPAL_VALUES = [USER, ROLE, SESSION, FEDERATED, ROOT, ACCOUNT, OTHER_ACCOUNT, "*"]
PRINCIPALS = [USER, ROLE, SESSION, FEDERATED, ROOT, LINKED, OIDC, "logs.amazonaws.com", None]
KEYS: dict[str, list[Any]] = {
    "aws:SourceVpce": ["vpce-1", "vpce-2", "VPCE-1"],
    "aws:PrincipalTag/team": ["team", "*", "red"],
    "aws:TagKeys": [["a"], ["a", "b"], [], "a", ""],
    "s3:max-keys": ["10", "10.0", "9", "x"],
    "aws:CurrentTime": ["2026-11-22T12:00:00Z", "1795348800", "soon"],
    "aws:SecureTransport": ["true", "False", "x"],
    "aws:VpcSourceIp": ["10.1.2.3", "2001:db8::1", "x"],
    "aws:PrincipalArn": [ROLE, USER],
    "k:binary": ["QmluYXJ5", "QQ==", "*"],
}
WANTED = {
    "aws:SourceVpce": ["vpce-1", "vpce-*", "vpce-?", "${aws:PrincipalTag/team}"],
    "aws:PrincipalTag/team": ["team", "t*m", "${*}", "red"],
    "aws:TagKeys": ["a", "b", "?"],
    "s3:max-keys": ["10", "9", "y"],
    "aws:CurrentTime": ["2026-11-22T12:00:00Z", "2026-11-22", "y"],
    "aws:SecureTransport": ["true", "false"],
    "aws:VpcSourceIp": ["10.1.0.0/16", "10.1.2.3", "2001:db8::/32", "y"],
    "aws:PrincipalArn": [ROLE, "arn:aws:iam::*:user/*", "arn:aws:*:role/app-role", "${aws:PrincipalArn}"],
    "k:binary": ["QmluYXJ5", "!"],
}
OPERATORS = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
]


def some(values: list[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    """Draw one of some values; one that stands there more often is drawn more often."""
    return st.sampled_from(values)


HOW_MANY_CONDITIONS = one_of(0, 0, 1, 1, 2)
A_KEY = st.sampled_from(sorted(KEYS))
IS_NULL = one_of(True, False, False, False, False, False, False, False)
TRUTH = one_of("true", "false")
PREFIX = one_of("", "", "", "ForAllValues:", "ForAnyValue:")
SUFFIX = one_of("", "", "IfExists")
AN_OPERATOR = st.sampled_from(OPERATORS)
WANTED_VALUES = {key: some(values) for key, values in WANTED.items()}
IS_ANYBODY = st.booleans()
OTHER_PRINCIPALS = one_of({}, {"Service": "logs.amazonaws.com"}, {"Federated": OIDC})
SOME_PRINCIPALS = some(PRINCIPAL_VALUES)
EFFECT = one_of("Allow", "Allow", "Deny")
SOME_ACTIONS = some(ACTION_VALUES)
SOME_RESOURCES = some(RESOURCE_VALUES)
ACTION_ELEMENT, RESOURCE_ELEMENT, PRINCIPAL_ELEMENT = (
    one_of(name, name, name, f"Not{name}") for name in ("Action", "Resource", "Principal")
)
VERSION = one_of("2012-10-17", "2012-10-17", "2008-10-17", None)
AN_ACTION = st.sampled_from(ACTIONS)
SOME_KEYS = st.sets(A_KEY, max_size=6)
VALUES = {key: st.sampled_from(values) for key, values in KEYS.items()}
A_CALLER = st.sampled_from(PRINCIPALS)
AN_OWNER = one_of(ACCOUNT, ACCOUNT, OTHER_ACCOUNT)
IS_WILDCARD_ONLY = one_of(False, False, False, True)
ENDPOINT_TYPE = one_of("gateway", "interface", None)


@cache
@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    block: dict[str, Any] = {}
    for _ in range(draw(HOW_MANY_CONDITIONS)):
        key = draw(A_KEY)
        if draw(IS_NULL):
            block.setdefault("Null", {})[key] = draw(TRUTH)
            continue
        prefix, suffix = draw(PREFIX), draw(SUFFIX)
        block.setdefault(prefix + draw(AN_OPERATOR) + suffix, {})[key] = draw(WANTED_VALUES[key])
    return block


@cache
@st.composite
def principals(draw: st.DrawFn) -> Any:
    if draw(IS_ANYBODY):
        return "*"
    extra = draw(OTHER_PRINCIPALS)
    return {"AWS": draw(SOME_PRINCIPALS), **extra}


@cache
@st.composite
def statements(draw: st.DrawFn, *, principal: bool) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": draw(EFFECT)}
    statement[draw(ACTION_ELEMENT)] = draw(SOME_ACTIONS)
    statement[draw(RESOURCE_ELEMENT)] = draw(SOME_RESOURCES)
    if principal:
        statement[draw(PRINCIPAL_ELEMENT)] = draw(principals())
    block = draw(conditions())
    return {**statement, "Condition": block} if block else statement


@cache
def a_few_statements(*, principal: bool) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(statements(principal=principal), min_size=1, max_size=3)


@cache
@st.composite
def documents(draw: st.DrawFn, *, principal: bool = False) -> dict[str, Any]:
    version = draw(VERSION)
    body: dict[str, Any] = {"Version": version} if version else {}
    return {**body, "Statement": draw(a_few_statements(principal=principal))}


@cache
def perhaps_a_document(*, principal: bool = False) -> st.SearchStrategy[dict[str, Any] | None]:
    return st.none() | documents(principal=principal)


@cache
def named(*, principal: bool = False) -> st.SearchStrategy[list[dict[str, Any]]]:
    entry = documents(principal=principal).map(lambda policy: {"name": "p", "policy": policy})
    return st.lists(entry, max_size=2)


OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}


@cache
def levels() -> st.SearchStrategy[list[dict[str, Any]]]:
    full = {"name": "Full", "policy": OPEN}
    entries = documents().map(lambda policy: {"name": "p", "policy": policy})
    level = st.lists(entries, max_size=1).map(lambda more: {"level": "l", "policies": [full, *more]})
    return st.lists(level, max_size=2)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A whole case in the format of `vpce-tui simulate`."""
    action = draw(AN_ACTION)
    keys = draw(SOME_KEYS)
    context = {key: draw(VALUES[key]) for key in sorted(keys - {"aws:PrincipalArn"})}
    caller = draw(A_CALLER)
    if caller and "aws:PrincipalArn" in keys:
        context["aws:PrincipalArn"] = ROLE if caller == SESSION else USER
    return {
        "id": "generated",
        "request": {
            "action": action,
            "resource": {
                "arn": RESOURCES[action],
                "accountId": draw(AN_OWNER),
            },
            "principal": caller,
            "context": context,
        },
        "policies": {
            "identity": draw(named()),
            "resource": draw(perhaps_a_document(principal=True)),
            "endpoint": draw(named(principal=True)),
            "scps": draw(levels()),
            "rcps": draw(levels()),
            "boundary": draw(named()),
            "session": draw(perhaps_a_document()),
        },
        "wildcardOnlyAction": draw(IS_WILDCARD_ONLY),
        "endpointType": draw(ENDPOINT_TYPE),
    }
