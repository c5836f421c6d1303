"""Principals, actions and resources: what the lint says of them, and when it keeps silent."""

from __future__ import annotations

import pytest

from tests.policy.lint.cases import (
    ACCOUNT,
    ERROR,
    GATEWAY,
    IDENTITY,
    INFO,
    INTERFACE,
    RESOURCE,
    S3,
    SCP,
    WARNING,
    Case,
    allow,
    check_case,
    deny,
    findings,
)
from vpce_tui.policy.lint import LintContext

ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
BUCKET = "arn:aws:s3:::app-data"
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"
CHINA = LintContext(region="cn-north-1")
EUROPE = LintContext(region="eu-west-1")


def aws(*names: str) -> dict[str, list[str]]:
    return {"AWS": list(names)}


PRINCIPALS = [
    Case("an endpoint policy needs a Principal", "principal-missing", ERROR, (allow(principal=None),)),
    Case("a star is one", "principal-missing", None, (allow(),)),
    Case("an identity policy needs none", "principal-missing", None, (allow(principal=None),), IDENTITY),
    Case("an identity policy takes none", "principal-not-allowed", ERROR, (allow(),), IDENTITY),
    Case("nor does an SCP", "principal-not-allowed", ERROR, (deny(),), SCP),
    Case("a bucket policy does", "principal-not-allowed", None, (allow(),), RESOURCE),
    Case(
        "at a gateway an account is its root user",
        "gateway-principal",
        ERROR,
        (allow(principal=aws(ACCOUNT)),),
        GATEWAY,
    ),
    Case(
        "at a gateway a root ARN is too",
        "gateway-principal",
        ERROR,
        (allow(principal=aws(f"arn:aws:iam::{ACCOUNT}:root")),),
        GATEWAY,
    ),
    Case("at a gateway a role is not documented", "gateway-principal", WARNING, (allow(principal=aws(ROLE)),), GATEWAY),
    Case("at a gateway a star is right", "gateway-principal", None, (allow(principal=aws("*")),), GATEWAY),
    Case(
        "at an interface endpoint an account is all of it",
        "gateway-principal",
        None,
        (allow(principal=aws(ACCOUNT)),),
        INTERFACE,
    ),
    Case("of an endpoint not known it is worth a note", "gateway-principal", INFO, (allow(principal=aws(ACCOUNT)),)),
    Case("a role's name is no principal", "invalid-principal", ERROR, (allow(principal=aws("app")),)),
    Case(
        "part of an ARN takes no wildcard",
        "invalid-principal",
        ERROR,
        (allow(principal=aws(f"arn:aws:iam::{ACCOUNT}:role/*")),),
    ),
    Case("a group is none", "invalid-principal", ERROR, (allow(principal=aws(f"arn:aws:iam::{ACCOUNT}:group/g")),)),
    Case("eleven digits are no account", "invalid-principal", ERROR, (allow(principal=aws("11112222333")),)),
    Case(
        "a role, a session and an account are",
        "invalid-principal",
        None,
        (allow(principal=aws(ROLE, ACCOUNT, f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-1")),),
    ),
    Case(
        "an internal id means a deleted role",
        "deleted-principal",
        WARNING,
        (allow(principal=aws("AROAEXAMPLEFEATURESTR")),),
    ),
    Case("a role is not deleted", "deleted-principal", None, (allow(principal=aws(ROLE)),)),
    Case(
        "services do not pass an endpoint",
        "service-principal",
        WARNING,
        (allow(principal={"Service": "logs.amazonaws.com"}),),
    ),
    Case(
        "they do write to buckets",
        "service-principal",
        None,
        (allow(principal={"Service": "logs.amazonaws.com"}),),
        RESOURCE,
    ),
    Case("an Allow for all others", "not-principal", ERROR, (allow(not_principal=aws(ROLE)),), RESOURCE),
    Case("a Deny for all others", "not-principal", WARNING, (deny(not_principal=aws(ROLE)),), RESOURCE),
    Case(
        "a Deny for all but whom it lists in full",
        "not-principal",
        INFO,
        (deny(not_principal=aws(ROLE, ACCOUNT, f"arn:aws:sts::{ACCOUNT}:assumed-role/app/i-1")),),
        RESOURCE,
    ),
    Case("a Deny for all", "not-principal", None, (deny(),), RESOURCE),
]

ACTIONS = [
    Case("a misspelt action", "unknown-action", WARNING, (allow(action="s3:GetObjects"),)),
    Case("an API call that is no action", "unknown-action", WARNING, (allow(action="s3:HeadObject"),)),
    Case("a pattern that fits nothing", "unknown-action", WARNING, (allow(action="s3:Fetch*"),)),
    Case("a pattern that fits something", "unknown-action", None, (allow(action=["s3:Get*", "S3:list?ucket", "*"]),)),
    Case("a prefix of no service", "unknown-action", WARNING, (allow(action="dynamo:GetItem"),)),
    Case("a wildcard in the prefix", "unknown-action", WARNING, (allow(action="s*:GetObject"),)),
    Case("in NotAction it matters as much", "unknown-action", WARNING, (deny(not_action="s3:GetObjets"),)),
    Case("case is free", "unknown-action", None, (allow(action=["S3:GETOBJECT", "sts:assumerole"]),)),
    Case(
        "a queue is not read through S3's endpoint",
        "other-service",
        WARNING,
        (allow(action=["s3:GetObject", "sqs:SendMessage"]),),
        S3,
    ),
    Case(
        "S3 has several prefixes",
        "other-service",
        None,
        (allow(action=["s3:GetObject", "s3express:CreateSession"]),),
        S3,
    ),
    Case(
        "ECR's two endpoints have one prefix",
        "other-service",
        None,
        (allow(action="ecr:GetAuthorizationToken"),),
        LintContext(service="ecr.dkr"),
    ),
    Case(
        "of a service not known nothing is said",
        "other-service",
        None,
        (allow(action="sqs:SendMessage"),),
        LintContext(service="io.spotinst.vpce.x"),
    ),
    Case("a policy of Denies allows nothing", "allows-nothing", ERROR, (deny(action="s3:DeleteBucket"),)),
    Case("nor does one for another service", "allows-nothing", ERROR, (allow(action="sqs:*"),), S3),
    Case("one Allow is enough", "allows-nothing", None, (deny(action="s3:DeleteBucket"), allow()), S3),
    Case("an SCP may only deny", "allows-nothing", None, (deny(principal=None),), SCP),
]

RESOURCES = [
    Case("a name is no ARN", "invalid-arn", ERROR, (allow(resource="app-data/*"),)),
    Case("the service takes no wildcard", "invalid-arn", ERROR, (allow(resource=f"arn:aws:*:eu-west-1:{ACCOUNT}:x"),)),
    Case("a bucket has no Region", "invalid-arn", ERROR, (allow(resource=f"arn:aws:s3:eu-west-1:{ACCOUNT}:app-data"),)),
    Case(
        "an access point has one",
        "invalid-arn",
        None,
        (allow(resource=f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/a"),),
    ),
    Case("an account has twelve digits", "invalid-arn", ERROR, (allow(resource="arn:aws:sqs:eu-west-1:1111:q"),)),
    Case(
        "colons in a variable cut nothing", "invalid-arn", None, (allow(resource=["*", BUCKET + "/${aws:username}/*"]),)
    ),
    Case(
        "identity policies complete short ARNs",
        "invalid-arn",
        None,
        (allow(principal=None, resource="arn:aws:s3"),),
        IDENTITY,
    ),
    Case("China is another partition", "foreign-partition", WARNING, (allow(resource=BUCKET),), CHINA),
    Case("Europe is not", "foreign-partition", None, (allow(resource=BUCKET),), EUROPE),
    Case(
        "objects are not in a bucket's ARN",
        "action-without-resource",
        WARNING,
        (allow(action="s3:GetObject", resource=BUCKET),),
    ),
    Case(
        "a bucket is not in its objects' ARN",
        "action-without-resource",
        WARNING,
        (allow(action="s3:ListBucket", resource=BUCKET + "/*"),),
    ),
    Case(
        "with both ARNs both are fine",
        "action-without-resource",
        None,
        (allow(action=["s3:GetObject", "s3:ListBucket"], resource=[BUCKET, BUCKET + "/*"]),),
    ),
    Case(
        "a star at the end reaches objects too",
        "action-without-resource",
        None,
        (allow(action=["s3:GetObject", "s3:ListBucket"], resource=BUCKET + "*"),),
    ),
    Case(
        "objects of an access point",
        "action-without-resource",
        None,
        (allow(action="s3:GetObject", resource=f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/a/object/*"),),
    ),
    Case(
        "an action on nothing in particular",
        "action-without-resource",
        WARNING,
        (allow(action="s3:ListAllMyBuckets", resource=BUCKET),),
    ),
    Case("it needs a star", "action-without-resource", None, (allow(action="s3:ListAllMyBuckets", resource="*"),)),
    Case(
        "a queue is no topic",
        "action-without-resource",
        WARNING,
        (allow(action="sns:Publish", resource=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"),),
    ),
    Case(
        "patterns of other services fit",
        "action-without-resource",
        None,
        (
            allow(action="logs:PutLogEvents", resource=f"arn:aws:logs:*:{ACCOUNT}:log-group:/aws/x:*"),
            allow(
                action="secretsmanager:GetSecretValue",
                resource=f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-??????",
            ),
            allow(action="sts:AssumeRole", resource=f"arn:aws:iam::{ACCOUNT}:role/team/*"),
            allow(action="kms:Decrypt", resource=f"arn:aws:kms:*:{ACCOUNT}:key/*"),
            allow(action="sqs:SendMessage", resource=f"arn:aws:sqs:eu-west-1:{ACCOUNT}:*"),
            allow(action="dynamodb:Query", resource=[TABLE, TABLE + "/index/*"]),
            allow(action="ecr:BatchGetImage", resource=f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/app/*"),
        ),
    ),
    Case(
        "a recovery point of a backup is a resource of any service",
        "action-without-resource",
        None,
        (allow(action="backup:DescribeRecoveryPoint", resource="arn:aws:ec2:eu-west-1::snapshot/snap-1"),),
    ),
    Case(
        "everything on a bucket, nothing on its objects",
        "bucket-or-objects",
        WARNING,
        (allow(action="s3:*", resource=BUCKET),),
    ),
    Case(
        "everything on objects, no listing", "bucket-or-objects", INFO, (allow(action="s3:*", resource=BUCKET + "/*"),)
    ),
    Case("everything on both", "bucket-or-objects", None, (allow(action="s3:*", resource=[BUCKET, BUCKET + "/*"]),)),
    Case("strangers may have a bucket of such a name", "lookalike-bucket", WARNING, (allow(resource=[BUCKET + "*"]),)),
    Case("objects of one bucket are its owner's", "lookalike-bucket", None, (allow(resource=[BUCKET + "/*"]),)),
    Case(
        "the owner may be pinned",
        "lookalike-bucket",
        None,
        (allow(resource=BUCKET + "*", condition={"StringEquals": {"aws:ResourceAccount": ACCOUNT}}),),
    ),
    Case(
        "names of AWS's own buckets hold the Region",
        "lookalike-bucket",
        None,
        (allow(resource="arn:aws:s3:::prod-*-starport-layer-bucket/*"),),
    ),
    Case("all buckets are all buckets", "lookalike-bucket", None, (allow(resource=["arn:aws:s3:::*", "*"]),)),
    Case("a Deny may reach wide", "lookalike-bucket", None, (deny(resource=BUCKET + "*"),)),
    Case(
        "an index is not in its table's ARN",
        "table-without-indexes",
        INFO,
        (allow(action="dynamodb:Query", resource=TABLE),),
    ),
    Case("a Deny leaves it open", "table-without-indexes", WARNING, (deny(action="dynamodb:*", resource=TABLE),)),
    Case(
        "with its indexes it is fine",
        "table-without-indexes",
        None,
        (allow(action="dynamodb:Query", resource=[TABLE, TABLE + "/index/*"]),),
    ),
    Case("an item is in the table", "table-without-indexes", None, (allow(action="dynamodb:GetItem", resource=TABLE),)),
    Case("S3's endpoint reaches no table", "other-service-resource", WARNING, (allow(resource=TABLE),), S3),
    Case(
        "STS's endpoint is about roles",
        "other-service-resource",
        None,
        (allow(resource=ROLE),),
        LintContext(service="sts"),
    ),
]


@pytest.mark.parametrize("case", [*PRINCIPALS, *ACTIONS, *RESOURCES], ids=lambda case: f"{case.check}: {case.says}")
def test_elements(case: Case) -> None:
    check_case(case)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("s3:GetObjects", "s3:GetObject"),
        ("s3:HeadObject", "s3:GetObject"),
        ("s3:ListObjectsV2", "s3:ListBucket"),
        ("dynamobd:GetItem", "dynamodb:GetItem"),
        ("sts:AsumeRole", "sts:AssumeRole"),
    ],
)
def test_the_fix_names_the_action_that_was_meant(wrong: str, meant: str) -> None:
    fixes = [each.fix for each in findings(allow(action=wrong)) if each.check == "unknown-action"]

    assert len(fixes) == 1
    assert meant in fixes[0]


def test_each_action_is_pointed_at_by_itself() -> None:
    found = [
        each
        for each in findings(allow(action=["s3:GetObject", "s3:Nope", "s3:Neither"]))
        if each.check == "unknown-action"
    ]

    assert [each.line for each in found] == [8, 9]
