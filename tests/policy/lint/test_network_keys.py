"""Conditions on the network path: what the lint says of them, and when it keeps silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policy.lint.cases import (
    ACCOUNT,
    ERROR,
    IDENTITY,
    INFO,
    RCP,
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


def when(**operators: dict[str, Any]) -> dict[str, Any]:
    return {"condition": operators}


OFFICE = {"aws:SourceIp": "203.0.113.0/24"}
MY_VPCE = {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}
NOT_FORWARDED = {"aws:ViaAWSService": "false"}
NOT_SERVICE = {"aws:PrincipalIsAWSService": "false"}
KNOWN = LintContext(vpc_id="vpc-0aaaaaaaaaaaaaaaa", endpoint_id="vpce-0a1b2c3d4e5f60718")

CASES = [
    Case("an Allow by public address admits nobody", "source-ip", ERROR, (allow(**when(IpAddress=OFFICE)),)),
    Case("a Deny unless by public address hits everybody", "source-ip", ERROR, (deny(**when(NotIpAddress=OFFICE)),)),
    Case("IfExists does not help such a Deny", "source-ip", ERROR, (deny(**when(NotIpAddressIfExists=OFFICE)),)),
    Case("an Allow with IfExists restricts nothing", "source-ip", WARNING, (allow(**when(IpAddressIfExists=OFFICE)),)),
    Case("a Deny by public address hits nobody", "source-ip", WARNING, (deny(**when(IpAddress=OFFICE)),)),
    Case(
        "an address inside the VPC is fine",
        "source-ip",
        None,
        (allow(**when(IpAddress={"aws:VpcSourceIp": "10.0.0.0/8"})),),
    ),
    Case("a test for presence is fine", "source-ip", None, (allow(**when(Null={"aws:SourceIp": "true"})),)),
    Case(
        "a bucket policy by address hits endpoints",
        "source-ip-without-endpoints",
        WARNING,
        (deny(**when(NotIpAddress=OFFICE)),),
        RESOURCE,
    ),
    Case(
        "one that spares an endpoint does not",
        "source-ip-without-endpoints",
        None,
        (deny(**when(NotIpAddressIfExists=OFFICE, StringNotEqualsIfExists=MY_VPCE)),),
        RESOURCE,
    ),
    Case(
        "one that spares services may be meant so",
        "source-ip-without-endpoints",
        INFO,
        (deny(principal=None, **when(NotIpAddress=OFFICE, Bool=NOT_FORWARDED)),),
        IDENTITY,
    ),
    Case(
        "a private network is no public address",
        "source-ip-without-endpoints",
        WARNING,
        (allow(principal=None, **when(IpAddress={"aws:SourceIp": "10.1.0.0/16"})),),
        IDENTITY,
    ),
    Case(
        "a public network is one",
        "source-ip-without-endpoints",
        None,
        (allow(principal=None, **when(IpAddress=OFFICE)),),
        IDENTITY,
    ),
    Case(
        "a bucket policy for one endpoint locks out services",
        "deny-without-carve-outs",
        WARNING,
        (deny(action="s3:*", **when(StringNotEquals=MY_VPCE)),),
        RESOURCE,
    ),
    Case(
        "with one of two carve-outs it is worth a note",
        "deny-without-carve-outs",
        INFO,
        (deny(action="s3:*", **when(StringNotEquals=MY_VPCE, BoolIfExists=NOT_FORWARDED)),),
        RESOURCE,
    ),
    Case(
        "with both it is fine",
        "deny-without-carve-outs",
        None,
        (deny(action="s3:*", **when(StringNotEquals=MY_VPCE, BoolIfExists=NOT_FORWARDED | NOT_SERVICE)),),
        RESOURCE,
    ),
    Case(
        "an SCP needs only the first, for it binds no service",
        "deny-without-carve-outs",
        None,
        (deny(principal=None, **when(StringNotEquals=MY_VPCE, BoolIfExists=NOT_FORWARDED)),),
        SCP,
    ),
    Case(
        "an RCP needs both",
        "deny-without-carve-outs",
        WARNING,
        (deny(action="s3:*", **when(StringNotEquals={"aws:VpceOrgID": "o-a1b2c3d4e5"})),),
        RCP,
    ),
    Case(
        "a Deny that only looks at requests through endpoints locks nobody out",
        "deny-without-carve-outs",
        None,
        (deny(action="s3:*", **when(StringNotEquals=MY_VPCE, Null={"aws:SourceVpce": "false"})),),
        RESOURCE,
    ),
    Case(
        "a Deny through an endpoint is no lock-out",
        "deny-without-carve-outs",
        None,
        (deny(action="s3:*", **when(StringEquals=MY_VPCE)),),
        RESOURCE,
    ),
    Case(
        "queues set no account of the endpoint",
        "unsupported-endpoint-key",
        WARNING,
        (allow(action="sqs:*", **when(StringEquals={"aws:VpceAccount": ACCOUNT})),),
        RESOURCE,
    ),
    Case(
        "buckets do",
        "unsupported-endpoint-key",
        None,
        (allow(action="s3:*", **when(StringEquals={"aws:VpceAccount": ACCOUNT})),),
        RESOURCE,
    ),
    Case(
        "queues set the organization of the endpoint",
        "unsupported-endpoint-key",
        None,
        (allow(action="sqs:*", **when(StringEquals={"aws:VpceOrgID": "o-a1b2c3d4e5"})),),
        RESOURCE,
    ),
    Case(
        "iam:PassRole sets none, though IAM does",
        "unsupported-endpoint-key",
        WARNING,
        (allow(principal=None, action="iam:PassRole", **when(StringEquals={"aws:VpceAccount": ACCOUNT})),),
        IDENTITY,
    ),
    Case(
        "other actions of IAM set it",
        "unsupported-endpoint-key",
        None,
        (allow(principal=None, action="iam:GetRole", **when(StringEquals={"aws:VpceAccount": ACCOUNT})),),
        IDENTITY,
    ),
    Case(
        "in an endpoint policy the endpoint's service counts",
        "unsupported-endpoint-key",
        WARNING,
        (allow(**when(StringEquals={"aws:SourceVpcArn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"})),),
        LintContext(service="com.amazonaws.eu-west-1.dynamodb"),
    ),
    Case(
        "of a service not known nothing is said",
        "unsupported-endpoint-key",
        None,
        (allow(**when(StringEquals={"aws:SourceVpcArn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"})),),
    ),
    Case(
        "a key that is tested for presence may be absent",
        "unsupported-endpoint-key",
        None,
        (
            deny(
                action="sqs:*", **when(StringNotEquals={"aws:VpceAccount": ACCOUNT}, Null={"aws:VpceAccount": "false"})
            ),
        ),
        RESOURCE,
    ),
    Case(
        "the VPC of the endpoint is the same for all",
        "fixed-by-endpoint",
        INFO,
        (allow(**when(StringEquals={"aws:SourceVpc": "vpc-0bbbbbbbbbbbbbbbb"})),),
    ),
    Case(
        "another VPC than the endpoint's never fits",
        "fixed-by-endpoint",
        ERROR,
        (allow(**when(StringEquals={"aws:SourceVpc": "vpc-0bbbbbbbbbbbbbbbb"})),),
        KNOWN,
    ),
    Case("its own endpoint always fits", "fixed-by-endpoint", INFO, (allow(**when(StringEquals=MY_VPCE)),), KNOWN),
    Case(
        "in a bucket policy it does decide", "fixed-by-endpoint", None, (allow(**when(StringEquals=MY_VPCE)),), RESOURCE
    ),
    Case(
        "a VPC in a bucket policy is the endpoint's",
        "source-vpc-of-endpoint",
        INFO,
        (allow(**when(StringEquals={"aws:SourceVpc": "vpc-0bbbbbbbbbbbbbbbb"})),),
        RESOURCE,
    ),
    Case(
        "an endpoint needs no such note",
        "source-vpc-of-endpoint",
        None,
        (allow(**when(StringEquals=MY_VPCE)),),
        RESOURCE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_network_keys(case: Case) -> None:
    check_case(case)


def test_a_finding_points_at_the_key_in_the_text() -> None:
    found = [each for each in findings(allow(**when(IpAddress=OFFICE)), context=S3) if each.check == "source-ip"]

    assert [(each.line, each.column, each.statement, each.label) for each in found] == [(10, 11, 0, "statement 1")]
