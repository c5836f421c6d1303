"""Documents as a whole, limits of the API, policies of single services: what the lint says, and when it is silent."""

from __future__ import annotations

from dataclasses import replace
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
    S3,
    SCP,
    STS,
    WARNING,
    Case,
    allow,
    check_case,
    deny,
    findings,
)
from vpce_tui.policy.lint import CHECKS, LintContext, PolicyKind, lint


def when(**operators: dict[str, Any]) -> dict[str, Any]:
    return {"condition": operators}


BUCKET = "arn:aws:s3:::app-data"
OFFICE = {"aws:SourceIp": "203.0.113.0/24"}
VPCE_1 = {"aws:SourceVpce": "vpce-0aaaaaaaaaaaaaaaa"}
VPCE_2 = {"aws:SourceVpce": "vpce-0bbbbbbbbbbbbbbbb"}
OUR_ORG = {"StringEquals": {"aws:PrincipalOrgID": ORG}}
LAYERS = allow(action="s3:GetObject", resource="arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*")
PACKAGES = allow(action="s3:GetObject", resource="arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*")
FILES = allow(action="s3:GetObject", resource="arn:aws:s3:::aws-ssm-eu-west-1/*")
FEDERATED = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]

TEAM = "arn:aws:s3:::app-data/${aws:PrincipalTag/team"
MALFORMED = "malformed-variable"
VARIABLES = [
    Case("a default without a space", MALFORMED, WARNING, (allow(resource=f"{TEAM},'all'}}/*"),)),
    Case("a default without quotes", MALFORMED, WARNING, (allow(resource=f"{TEAM}, all}}/*"),)),
    Case("no key", MALFORMED, WARNING, (deny(**when(StringLike={"s3:prefix": "home/${}/*"})),), RESOURCE),
    Case("a default as AWS reads it", MALFORMED, None, (allow(resource=f"{TEAM}, 'all'}}/${{*}}"),)),
    Case("no variables", MALFORMED, None, (allow(resource=f"{TEAM},'all'}}/*"),), version="2008-10-17"),
]
DOCUMENTS = [
    Case("an element that no policy has", "grammar", ERROR, (allow() | {"Resources": "*"},)),
    Case(
        "an operator that no policy has", "grammar", ERROR, (allow(**when(StringMatches={"aws:SourceVpc": "vpc-1"})),)
    ),
    Case("a letter that looks like another", "grammar", ERROR, (allow(action="s3:Get\u041ebject"),)),
    Case("an empty list", "grammar", ERROR, (allow(action=[]),)),
    Case("a well-formed policy", "grammar", None, (allow(),)),
    Case("more than 20,480 characters", "too-long", ERROR, (allow(resource=[f"{BUCKET}/{n:06}" for n in range(700)]),)),
    Case("nearly as many", "too-long", INFO, (allow(resource=[f"{BUCKET}/{n:06}" for n in range(420)]),)),
    Case("few", "too-long", None, (allow(resource=[f"{BUCKET}/{n:06}" for n in range(100)]),)),
    Case(
        "other policies have other limits",
        "too-long",
        None,
        (allow(resource=[f"{BUCKET}/{n:06}" for n in range(700)]),),
        RESOURCE,
    ),
    Case(
        "a variable without a Version",
        "variables-without-version",
        WARNING,
        (allow(resource=BUCKET + "/${aws:username}/*"),),
        version=None,
    ),
    Case(
        "one in a condition",
        "variables-without-version",
        WARNING,
        (allow(**when(StringLike={"s3:prefix": "home/${aws:username}/*"})),),
        version="2008-10-17",
    ),
    Case(
        "with today's Version it is one",
        "variables-without-version",
        None,
        (allow(resource=BUCKET + "/${aws:username}/*"),),
    ),
    Case(
        "a dollar sign alone is none",
        "variables-without-version",
        None,
        (allow(resource=BUCKET + "/${x}/*"),),
        version=None,
    ),
    Case(
        "one Deny spares the office, one the endpoint",
        "contradicting-denies",
        ERROR,
        (deny(**when(NotIpAddress=OFFICE)), deny(**when(StringNotEquals=VPCE_1))),
        RESOURCE,
    ),
    Case(
        "one Deny spares both",
        "contradicting-denies",
        None,
        (deny(**when(NotIpAddress=OFFICE, StringNotEquals=VPCE_1)),),
        RESOURCE,
    ),
    Case(
        "two Denies spare two endpoints",
        "contradicting-denies",
        ERROR,
        (deny(**when(StringNotEquals=VPCE_1)), deny(**when(StringNotEquals=VPCE_2))),
        RESOURCE,
    ),
    Case(
        "they are about different buckets",
        "contradicting-denies",
        None,
        (
            deny(resource=BUCKET, **when(StringNotEquals=VPCE_1)),
            deny(resource="arn:aws:s3:::b", **when(StringNotEquals=VPCE_2)),
        ),
        RESOURCE,
    ),
    Case(
        "they spare one endpoint in common",
        "contradicting-denies",
        None,
        (
            deny(**when(StringNotEquals=VPCE_1)),
            deny(**when(StringNotEquals={"aws:SourceVpce": [*VPCE_1.values(), *VPCE_2.values()]})),
        ),
        RESOURCE,
    ),
    Case("a Sid twice", "duplicate-sid", WARNING, (allow(sid="A"), deny(sid="A", action="s3:DeleteBucket"))),
    Case("two Sids", "duplicate-sid", None, (allow(sid="A"), deny(sid="B", action="s3:DeleteBucket"))),
    Case(
        "the same in other words",
        "duplicate-statement",
        INFO,
        (allow(action=["s3:Get*", "s3:List*"]), allow(action=["s3:LIST*", "s3:get*"])),
    ),
    Case("not the same", "duplicate-statement", None, (allow(action="s3:Get*"), allow(action="s3:List*"))),
    Case(
        "beside an Allow of everything others are idle",
        "allow-without-effect",
        WARNING,
        (allow(), allow(action="s3:GetObject")),
    ),
    Case("a Deny is not idle", "allow-without-effect", None, (allow(), deny(action="s3:DeleteBucket"))),
    Case(
        "an Allow with a condition is not of everything",
        "allow-without-effect",
        None,
        (allow(**when(**OUR_ORG)), allow(action="s3:GetObject")),
    ),
    Case("an endpoint policy grants nothing", "limits-only", INFO, (allow(action="s3:GetObject"),)),
    Case("of AWS's default nothing is said", "limits-only", None, (allow(),), version=None),
]

LIMITS = [
    Case(
        "an account takes no wildcard",
        "wildcard-on-identifier",
        ERROR,
        (allow(**when(StringLike={"aws:PrincipalAccount": "1111*"})),),
    ),
    Case(
        "not even as a character",
        "wildcard-on-identifier",
        ERROR,
        (allow(**when(StringEquals={"aws:SourceVpc": "vpc-*"})),),
    ),
    Case(
        "nor is it a number",
        "wildcard-on-identifier",
        ERROR,
        (allow(**when(NumericEquals={"aws:PrincipalAccount": ACCOUNT})),),
    ),
    Case(
        "in full it is fine",
        "wildcard-on-identifier",
        None,
        (allow(**when(StringEquals={"aws:PrincipalAccount": ACCOUNT})),),
    ),
    Case(
        "a bucket policy may",
        "wildcard-on-identifier",
        None,
        (allow(**when(StringLike={"aws:PrincipalAccount": "1111*"})),),
        RESOURCE,
    ),
    Case(
        "a wildcard beside five characters",
        "short-literal",
        ERROR,
        (allow(**when(StringLike={"s3:prefix": "home/*"})),),
    ),
    Case("beside six", "short-literal", None, (allow(**when(StringLike={"s3:prefix": "homes/*"})),)),
    Case("six behind it will do", "short-literal", None, (allow(**when(StringLike={"s3:prefix": "a/*/report"})),)),
    Case(
        "five on either side will not",
        "short-literal",
        ERROR,
        (allow(**when(StringLike={"s3:prefix": "abcde*fghij"})),),
    ),
    Case("a variable counts", "short-literal", None, (allow(**when(StringLike={"s3:prefix": "${aws:username}*"})),)),
    Case(
        "an operator for ARNs may",
        "short-literal",
        None,
        (allow(**when(ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/a*"})),),
    ),
    Case(
        "an account id with a wildcard in it",
        "mixed-account",
        ERROR,
        (allow(**when(ArnLike={"aws:PrincipalArn": "arn:aws:iam::1111*:role/app"})),),
    ),
    Case("the same in a resource", "mixed-account", ERROR, (allow(resource="arn:aws:sqs:eu-west-1:1111????3333:q"),)),
    Case(
        "an id or a wildcard",
        "mixed-account",
        None,
        (allow(resource=["arn:aws:sqs:eu-west-1:*:q", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"]),),
    ),
]

SERVICES = [
    Case("STS without GetCallerIdentity", "sts-caller-identity", WARNING, (allow(action="sts:AssumeRole"),), STS),
    Case(
        "STS with it on one role only",
        "sts-caller-identity",
        WARNING,
        (allow(action="sts:*", resource=f"arn:aws:iam::{ACCOUNT}:role/a"),),
        STS,
    ),
    Case("STS with it", "sts-caller-identity", None, (allow(action=["sts:AssumeRole", "sts:GetCallerIdentity"]),), STS),
    Case("S3 needs none", "sts-caller-identity", None, (allow(action="s3:GetObject"),), S3),
    Case("STS for an organization refuses GitHub", "sts-federated-callers", WARNING, (allow(**when(**OUR_ORG)),), STS),
    Case(
        "STS for those who sign refuses GitHub", "sts-federated-callers", WARNING, (allow(principal={"AWS": "*"}),), STS
    ),
    Case(
        "a Deny of others refuses GitHub too",
        "sts-federated-callers",
        WARNING,
        (allow(), deny(**when(StringNotEquals={"aws:PrincipalOrgID": ORG}))),
        STS,
    ),
    Case(
        "a Deny that asks for the key does not",
        "sts-federated-callers",
        None,
        (allow(), deny(**when(StringNotEquals={"aws:PrincipalOrgID": ORG}, Null={"aws:PrincipalOrgID": "false"}))),
        STS,
    ),
    Case(
        "a Deny that also looks at the resource may spare GitHub",
        "sts-federated-callers",
        None,
        (allow(), deny(**when(StringNotEquals={"aws:PrincipalOrgID": ORG, "aws:ResourceOrgID": ORG}))),
        STS,
    ),
    Case(
        "roles of the organization let GitHub in",
        "sts-federated-callers",
        None,
        (allow(**when(**OUR_ORG)), allow(action=FEDERATED, **when(StringEquals={"aws:ResourceOrgID": ORG}))),
        STS,
    ),
    Case("known by its actions", "sts-federated-callers", WARNING, (allow(action="sts:*", **when(**OUR_ORG)),)),
    Case("for an organization only, ECR and yum fail", "aws-owned-buckets", WARNING, (allow(**when(**OUR_ORG)),), S3),
    Case(
        "by the resource's organization too",
        "aws-owned-buckets",
        WARNING,
        (allow(**when(StringEquals={"aws:ResourceOrgID": ORG})),),
        S3,
    ),
    Case(
        "by a Deny too",
        "aws-owned-buckets",
        WARNING,
        (allow(), deny(**when(StringNotEquals={"aws:ResourceAccount": ACCOUNT}))),
        S3,
    ),
    Case(
        "for one role it may be meant",
        "aws-owned-buckets",
        INFO,
        (allow(**when(ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/backup"})),),
        S3,
    ),
    Case(
        "with all carve-outs they work",
        "aws-owned-buckets",
        None,
        (allow(**when(**OUR_ORG)), LAYERS, PACKAGES, FILES),
        S3,
    ),
    Case("with one of them the author knows", "aws-owned-buckets", INFO, (allow(**when(**OUR_ORG)), LAYERS), S3),
    Case(
        "one bucket only may be meant",
        "aws-owned-buckets",
        INFO,
        (allow(action="s3:*", resource=[BUCKET, BUCKET + "/*"]),),
        S3,
    ),
    Case("everything lets them through", "aws-owned-buckets", None, (allow(),), S3),
    Case(
        "a condition on the network does not harm",
        "aws-owned-buckets",
        None,
        (allow(**when(StringEquals={"aws:SourceVpc": "vpc-1"}, IpAddress={"aws:VpcSourceIp": "10.20.0.0/16"})),),
        S3,
    ),
    Case(
        "a table has no such buckets",
        "aws-owned-buckets",
        None,
        (allow(**when(**OUR_ORG)),),
        LintContext(service="dynamodb"),
    ),
]

CONTROL = [
    Case(
        "an SCP that only denies needs another",
        "scp-needs-allow",
        INFO,
        (deny(principal=None, action="s3:DeleteBucket"),),
        SCP,
    ),
    Case("an SCP of a list takes the rest away", "scp-needs-allow", INFO, (allow(principal=None, action="s3:*"),), SCP),
    Case("FullAWSAccess is full", "scp-needs-allow", None, (allow(principal=None),), SCP),
    Case("an RCP allows nothing", "rcp-allow", ERROR, (allow(action="s3:*"),), RCP),
    Case("but for AWS's own", "rcp-allow", None, (allow(),), RCP),
    Case("an RCP names everybody", "rcp-principal", ERROR, (deny(principal={"AWS": ACCOUNT}, action="s3:*"),), RCP),
    Case("with a star", "rcp-principal", None, (deny(action="s3:*"),), RCP),
    Case("RCPs do not reach topics", "rcp-service", WARNING, (deny(action="sns:Publish"),), RCP),
    Case("they reach queues", "rcp-service", None, (deny(action="sqs:SendMessage"),), RCP),
]

ALL = [*VARIABLES, *DOCUMENTS, *LIMITS, *SERVICES, *CONTROL]


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.check}: {case.says}")
def test_documents(case: Case) -> None:
    check_case(case)


def test_where_policies_are_not_supported_nothing_else_is_said() -> None:
    context = LintContext(policy_supported=False)

    assert [each.check for each in findings(deny(action="x"), context=context)] == ["not-supported"]
    assert [each.check for each in lint("no policy", context=context)] == ["not-supported"]
    # Of a bucket policy it says nothing.
    elsewhere = replace(context, kind=PolicyKind.RESOURCE)
    assert "not-supported" not in {each.check for each in findings(deny(action="x"), context=elsewhere)}


WITHOUT_POLICIES = [
    ("transfer.server", None, True),
    ("com.amazonaws.eu-west-1.email-smtp", None, True),
    ("com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0", None, True),
    ("io.example.vpce.eu-west-1.vpce-svc-0123456789abcdef0", None, True),
    ("transfer.server", True, False),
    ("s3", None, False),
    (None, None, False),
]


@pytest.mark.parametrize(("service", "told", "silent"), WITHOUT_POLICIES)
def test_a_service_that_is_known_to_take_no_policies_needs_no_telling(
    service: str | None, told: bool | None, silent: bool
) -> None:
    context = LintContext(service=service, policy_supported=told)

    assert ("not-supported" in {each.check for each in findings(allow(), context=context)}) is silent


def test_a_perimeter_is_not_blamed_for_buckets_that_its_statement_is_not_about() -> None:
    own = allow(action="s3:*", resource=f"{BUCKET}*", condition={"StringEquals": {"aws:ResourceAccount": ACCOUNT}})

    (found,) = [each for each in findings(own, context=S3) if each.check == "aws-owned-buckets"]
    assert (found.severity, "aws:ResourceAccount" in found.text) == (INFO, False)


def test_text_that_is_no_policy_gives_every_place() -> None:
    found = lint('{"Statement": [{"Action": "*"}, {"Effect": "Maybe", "Effect": "Allow", "Action": 5}]}')

    assert {each.check for each in found} == {"unreadable"}
    assert len(found) >= 3
    assert {(each.line, each.fix) for each in lint("[")} == {
        (1, "AWS expects a value: an object, a list, a string in double quotes, a number, true, false or null")
    }


def test_checks_have_ids_of_their_own_and_say_where_their_rule_comes_from() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(check.source and check.title for check in CHECKS)


def test_every_check_has_a_case_for_and_a_case_against() -> None:
    from tests.policy.lint import test_elements, test_network_keys, test_operators

    cases = [
        *ALL,
        *test_elements.PRINCIPALS,
        *test_elements.ACTIONS,
        *test_elements.RESOURCES,
        *test_network_keys.CASES,
        *test_operators.CASES,
    ]
    for check in CHECKS:
        wanted = {case.want is not None for case in cases if case.check == check.id}
        assert wanted == {True, False}, check.id


def test_findings_come_in_the_order_of_the_text() -> None:
    found = findings(
        allow(action="s3:Nope", resource="x"), deny(action="s3:Neither"), allow(principal=None), context=S3
    )
    places = [(each.line, each.column) for each in found]

    assert places == sorted(places)
    assert not any(each.check == "unknown-action" for each in findings(allow(principal=None), context=IDENTITY))
