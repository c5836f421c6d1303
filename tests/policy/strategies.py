"""Cases for property tests, over a vocabulary small enough that statements often meet requests."""

from __future__ import annotations

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


def some(values: list[Any], least: int = 1) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=3, unique=True)


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    block: dict[str, Any] = {}
    for _ in range(draw(st.sampled_from([0, 0, 1, 1, 2]))):
        key = draw(st.sampled_from(sorted(KEYS)))
        if draw(st.integers(0, 7)) == 0:
            block.setdefault("Null", {})[key] = draw(st.sampled_from(["true", "false"]))
            continue
        prefix = draw(st.sampled_from(["", "", "", "ForAllValues:", "ForAnyValue:"]))
        suffix = draw(st.sampled_from(["", "", "IfExists"]))
        block.setdefault(prefix + draw(st.sampled_from(OPERATORS)) + suffix, {})[key] = draw(some(WANTED[key]))
    return block


@st.composite
def principals(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return "*"
    extra = draw(st.sampled_from([{}, {"Service": "logs.amazonaws.com"}, {"Federated": OIDC}]))
    return {"AWS": draw(some(PRINCIPAL_VALUES)), **extra}


@st.composite
def statements(draw: st.DrawFn, *, principal: bool) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    statement[draw(st.sampled_from(["Action", "Action", "Action", "NotAction"]))] = draw(some(ACTION_VALUES))
    statement[draw(st.sampled_from(["Resource", "Resource", "Resource", "NotResource"]))] = draw(some(RESOURCE_VALUES))
    if principal:
        statement[draw(st.sampled_from(["Principal", "Principal", "Principal", "NotPrincipal"]))] = draw(principals())
    block = draw(conditions())
    return {**statement, "Condition": block} if block else statement


@st.composite
def documents(draw: st.DrawFn, *, principal: bool = False) -> dict[str, Any]:
    version = draw(st.sampled_from(["2012-10-17", "2012-10-17", "2008-10-17", None]))
    body: dict[str, Any] = {"Version": version} if version else {}
    return {**body, "Statement": draw(st.lists(statements(principal=principal), min_size=1, max_size=3))}


def named(*, principal: bool = False) -> st.SearchStrategy[list[dict[str, Any]]]:
    entry = documents(principal=principal).map(lambda policy: {"name": "p", "policy": policy})
    return st.lists(entry, max_size=2)


OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}


def levels() -> st.SearchStrategy[list[dict[str, Any]]]:
    full = {"name": "Full", "policy": OPEN}
    entries = documents().map(lambda policy: {"name": "p", "policy": policy})
    level = st.lists(entries, max_size=1).map(lambda more: {"level": "l", "policies": [full, *more]})
    return st.lists(level, max_size=2)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A whole case in the format of `vpce-tui simulate`."""
    action = draw(st.sampled_from(ACTIONS))
    keys = draw(st.sets(st.sampled_from(sorted(KEYS)), max_size=6))
    context = {key: draw(st.sampled_from(KEYS[key])) for key in sorted(keys - {"aws:PrincipalArn"})}
    caller = draw(st.sampled_from(PRINCIPALS))
    if caller and "aws:PrincipalArn" in keys:
        context["aws:PrincipalArn"] = ROLE if caller == SESSION else USER
    return {
        "id": "generated",
        "request": {
            "action": action,
            "resource": {
                "arn": RESOURCES[action],
                "accountId": draw(st.sampled_from([ACCOUNT, ACCOUNT, OTHER_ACCOUNT])),
            },
            "principal": caller,
            "context": context,
        },
        "policies": {
            "identity": draw(named()),
            "resource": draw(st.none() | documents(principal=True)),
            "endpoint": draw(named(principal=True)),
            "scps": draw(levels()),
            "rcps": draw(levels()),
            "boundary": draw(named()),
            "session": draw(st.none() | documents()),
        },
        "wildcardOnlyAction": draw(st.sampled_from([False, False, False, True])),
        "endpointType": draw(st.sampled_from(["gateway", "interface", None])),
    }
