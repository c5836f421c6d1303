"""Policies that are as they should be: the lint may add notes, but must not raise its voice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.lint.cases import ACCOUNT, GATEWAY, IDENTITY, INTERFACE, ORG, RCP, RESOURCE, SCP, allow, deny
from tests.work import LINEAR, growth
from vpce_tui.policy import PolicyDocument
from vpce_tui.policy.catalogue import actions
from vpce_tui.policy.lint import LintContext, PolicyKind, Severity, lint

S3_GATEWAY = LintContext(service="com.amazonaws.eu-west-1.s3", endpoint_type="Gateway", region="eu-west-1")
BUCKET = "arn:aws:s3:::app-data"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app-role"
OUR_PEOPLE = {"aws:PrincipalOrgID": ORG}
OUR_THINGS = {"aws:ResourceOrgID": ORG}


def policy(*statements: dict[str, Any], version: str | None = "2012-10-17") -> str:
    return json.dumps({**({"Version": version} if version else {}), "Statement": list(statements)}, indent=2)


def unsigned(*buckets: str) -> dict[str, Any]:
    return allow(sid="Unsigned", action="s3:GetObject", resource=[f"arn:aws:s3:::{name}/*" for name in buckets])


SANE: list[tuple[str, LintContext, str]] = [
    ("AWS's default of an interface endpoint", INTERFACE, policy(allow(), version=None)),
    ("AWS's default of a gateway endpoint", GATEWAY, policy(allow(), version="2008-10-17")),
    (
        "AWS's default in one line",
        LintContext(),
        '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"}}',
    ),
    (
        "a perimeter at S3's gateway with ways out for AWS's own buckets",
        S3_GATEWAY,
        policy(
            allow(sid="OurPeopleAndThings", condition={"StringEquals": OUR_PEOPLE | OUR_THINGS}),
            allow(
                sid="ServicesForUs",
                condition={"StringEquals": OUR_THINGS, "Bool": {"aws:PrincipalIsAWSService": "true"}},
            ),
            unsigned(
                "al2023-repos-eu-west-1-de612dc2", "amazonlinux-2-repos-eu-west-1", "packages.eu-west-1.amazonaws.com"
            ),
            allow(sid="Layers", action="s3:GetObject", resource="arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"),
            allow(
                sid="Files",
                action=["s3:GetObject"],
                resource=["arn:aws:s3:::aws-ssm-eu-west-1/*", "arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*"],
                condition={"StringEquals": OUR_PEOPLE},
            ),
        ),
    ),
    (
        "one bucket at S3's gateway",
        S3_GATEWAY,
        policy(
            allow(action="s3:ListBucket", resource=BUCKET),
            allow(action=["s3:GetObject", "s3:PutObject"], resource=BUCKET + "/*"),
        ),
    ),
    (
        "one table at DynamoDB's gateway",
        LintContext(service="dynamodb", endpoint_type="gateway"),
        policy(
            allow(
                action=["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"],
                resource=[TABLE, TABLE + "/index/*"],
                condition={"ArnLike": {"aws:PrincipalArn": ROLE}},
            )
        ),
    ),
    (
        "STS for the organization's roles, GitHub and whoami",
        LintContext(service="sts", endpoint_type="interface"),
        policy(
            allow(
                action=["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                condition={"StringEquals": OUR_PEOPLE | OUR_THINGS},
            ),
            allow(action=["sts:GetCallerIdentity"]),
            allow(
                action=["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"],
                condition={"StringEquals": OUR_THINGS},
            ),
        ),
    ),
    (
        "secrets of one role through an interface endpoint",
        LintContext(service="secretsmanager", endpoint_type="interface"),
        policy(
            allow(
                principal={"AWS": [ROLE]},
                action=["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
                resource=f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:app/db-*",
            ),
            deny(action="*", condition={"Bool": {"aws:SecureTransport": "false"}}),
        ),
    ),
    (
        "keys by way of the organization",
        LintContext(service="kms", endpoint_type="interface"),
        policy(
            allow(
                action="kms:*",
                condition={"StringEquals": OUR_PEOPLE | OUR_THINGS, "StringLike": {"kms:ViaService": "s3.eu-west-1.*"}},
            )
        ),
    ),
    (
        "a bucket policy for one network with ways out for services",
        RESOURCE,
        policy(
            deny(
                sid="OnlyOurNetworks",
                action="s3:*",
                resource=[BUCKET, BUCKET + "/*"],
                condition={
                    "NotIpAddressIfExists": {"aws:SourceIp": ["203.0.113.0/24"]},
                    "StringNotEqualsIfExists": {"aws:SourceVpc": ["vpc-0123456789abcdef0"]},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
                    "ArnNotLikeIfExists": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/*"]},
                },
            ),
            allow(principal={"AWS": ROLE}, action=["s3:GetObject"], resource=BUCKET + "/*"),
            allow(
                principal={"Service": "logging.s3.amazonaws.com"},
                action="s3:PutObject",
                resource=BUCKET + "/logs/*",
                condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
            ),
        ),
    ),
    (
        "an RCP that keeps strangers out",
        RCP,
        policy(
            deny(
                action=[
                    "s3:*",
                    "sqs:*",
                    "kms:*",
                    "secretsmanager:*",
                    "sts:AssumeRole",
                    "sts:DecodeAuthorizationMessage",
                ],
                condition={
                    "StringNotEqualsIfExists": OUR_PEOPLE | {"aws:ResourceTag/dp:exclude:identity": "true"},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            ),
            deny(
                action=["s3:*", "sqs:*", "kms:*"],
                condition={
                    "StringNotEqualsIfExists": {"aws:SourceOrgID": ORG},
                    "Null": {"aws:SourceAccount": "false"},
                    "Bool": {"aws:PrincipalIsAWSService": "true"},
                },
            ),
        ),
    ),
    (
        "an RCP for the organization's endpoints",
        RCP,
        policy(
            deny(
                action=["s3:*", "kms:*"],
                condition={
                    "NotIpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"},
                    "StringNotEqualsIfExists": {"aws:VpceOrgID": ORG, "aws:PrincipalTag/dp:exclude:network": "true"},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
                },
            )
        ),
    ),
    (
        "an SCP that keeps people off other organizations' things",
        SCP,
        policy(
            deny(
                principal=None,
                not_action=["iam:GetPolicy", "iam:PassRole", "ec2:CreateVpcEndpoint", "ecr:GetAuthorizationToken"],
                condition={"StringNotEqualsIfExists": OUR_THINGS},
            )
        ),
    ),
    ("FullAWSAccess", SCP, policy(allow(principal=None))),
    (
        "an identity policy for one's own folder",
        IDENTITY,
        policy(
            allow(
                principal=None,
                action="s3:ListBucket",
                resource=BUCKET,
                condition={"StringLike": {"s3:prefix": ["home/${aws:username}/*"]}},
            ),
            allow(
                principal=None, action=["s3:GetObject*", "s3:PutObject"], resource=BUCKET + "/home/${aws:username}/*"
            ),
            allow(principal=None, action=["s3:ListAllMyBuckets", "s3:GetBucketLocation", "sts:GetCallerIdentity"]),
            deny(
                principal=None,
                not_action=["iam:ChangePassword", "sts:GetSessionToken"],
                condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            ),
        ),
    ),
]


@pytest.mark.parametrize(("context", "text"), [each[1:] for each in SANE], ids=[each[0] for each in SANE])
def test_a_sane_policy_is_at_most_worth_a_note(context: LintContext, text: str) -> None:
    assert [each for each in lint(text, context=context) if each.severity is not Severity.INFO] == []


@pytest.mark.parametrize("text", [each[2] for each in SANE[:3]])
def test_of_the_default_nothing_is_said_at_all(text: str) -> None:
    assert lint(text) == ()


HOSTILE: dict[str, Callable[[int], str]] = {
    "many statements": lambda size: policy(
        *(allow(sid=f"S{n}", action=f"s3:Get{n}*", resource=f"{BUCKET}{n}*") for n in range(size))
    ),
    "many wrong actions": lambda size: policy(allow(action=[f"ec2:DescribeInst{n}" for n in range(size)])),
    "many denies": lambda size: policy(
        *(deny(condition={"StringNotEquals": {"aws:SourceVpce": f"vpce-{n}"}}) for n in range(size))
    ),
    "many wrong keys": lambda size: policy(
        allow(condition={"StringEquals": {f"aws:SourceVpx{n}": "x*" for n in range(size)}})
    ),
    "stars without end": lambda size: policy(allow(action="s3:" + "*a" * size, resource="arn:aws:s3:::" + "*?" * size)),
    "many tables": lambda size: policy(allow(action="dynamodb:Query", resource=[f"{TABLE}{n}" for n in range(size)])),
    "many actions on many queues": lambda size: policy(
        allow(
            action=[action.full_name for action in actions("ec2")[:size]],
            resource=[f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q{n}" for n in range(size)],
        )
    ),
    "braces without end": lambda size: policy(allow(resource=BUCKET + "/" + "${" * size), version=None),
    "a literal between stars": lambda size: policy(allow(condition={"StringLike": {"s3:prefix": ["*" + "a*" * size]}})),
    "look-alikes": lambda size: policy(
        allow(action="s3:Get\u041ebject\u202e" * size, principal={"AWS": "\u0430rn:aws:iam::1:root" * size})
    ),
}


@pytest.mark.parametrize("kind", [PolicyKind.ENDPOINT, PolicyKind.RESOURCE])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_hostile_policies_are_twice_the_work_to_lint(text: Callable[[int], str], kind: PolicyKind) -> None:
    def linting(size: int) -> Callable[[], object]:
        document = PolicyDocument.parse(text(size))
        return lambda: lint(document, context=LintContext(kind, service="s3"))

    assert growth(linting, 100) < LINEAR


ONE_VALUE = ("stars without end", "braces without end", "a literal between stars")
"""Here a search within one text could grow with its square: of this size that would take hours."""


@pytest.mark.parametrize("says", HOSTILE)
def test_hostile_policies_of_any_size_are_linted(says: str) -> None:
    document = PolicyDocument.parse(HOSTILE[says](200_000 if says in ONE_VALUE else 4_000))
    assert isinstance(lint(document, context=LintContext(PolicyKind.RESOURCE)), tuple)


_WORDS = st.sampled_from(
    [
        "*",
        "s3:*",
        "s3:GetObject",
        "s3:Get?bject",
        "sts:AssumeRole",
        "",
        ":",
        "arn:aws:s3:::b/*",
        "arn",
        "arn:::::",
        "${a}",
        "\x1b[2J",
    ]
)
_OPERATORS = st.sampled_from(
    [
        "StringEquals",
        "StringNotLikeIfExists",
        "ForAllValues:StringLike",
        "ForAnyValue:ArnNotEquals",
        "Null",
        "Bool",
        "IpAddress",
        "X",
    ]
)
_KEYS = st.sampled_from(
    ["aws:SourceIp", "aws:SourceVpc", "aws:VpceOrgID", "aws:PrincipalOrgPaths", "s3:prefix", "", ":", "x"]
)
_STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": st.lists(_WORDS, max_size=3)},
    optional={
        "Resource": st.one_of(_WORDS, st.lists(_WORDS, max_size=3)),
        "Principal": st.one_of(_WORDS, st.dictionaries(st.sampled_from(["AWS", "Service"]), _WORDS, max_size=2)),
        "Condition": st.dictionaries(
            _OPERATORS, st.dictionaries(_KEYS, st.lists(_WORDS, max_size=2), max_size=2), max_size=2
        ),
    },
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_STATEMENTS, max_size=3), st.sampled_from(list(PolicyKind)), st.sampled_from([None, "s3", "sts", "nope"])
)
def test_whatever_a_policy_holds_the_lint_answers(statements: list[Any], kind: PolicyKind, service: str | None) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    lines = text.count("\n") + 1

    for finding in lint(text, context=LintContext(kind, endpoint_type="gateway", service=service)):
        assert 1 <= finding.line <= lines
        assert finding.text
        assert finding.fix
