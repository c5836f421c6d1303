"""What a request carries, derived from who asks for what over which path."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.policy.builders import (
    ACCOUNT,
    FEDERATED,
    OBJECT,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    deny,
    policies,
)
from vpce_tui.policy import RequestError, evaluate
from vpce_tui.policy.context_keys import ENDPOINT_ONLY
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import (
    CallerFacts,
    DerivedRequest,
    EndpointFacts,
    Membership,
    OnBehalf,
    Origin,
    Presence,
    RequestPath,
    ResourceFacts,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OURS = Membership("o-a1b2c3d4e5", ("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/",))
ENDPOINT = EndpointFacts("vpce-0123456789abcdef0", "vpc-0a1b2c3d4e5f60718", ACCOUNT, membership=OURS)
CALLER = CallerFacts(SESSION, membership=OURS, user_id="AROAEXAMPLE:i-0abc", mfa=False)
RESOURCE = ResourceFacts(OBJECT, ACCOUNT, OURS)
GITHUB = "token.actions.githubusercontent.com"


def derive(**changes: Any) -> DerivedRequest:
    """A role session that reads an object through an endpoint, but for the changes given."""
    facts: dict[str, Any] = {
        "action": "s3:GetObject",
        "caller": CALLER,
        "resource": RESOURCE,
        "path": RequestPath.ENDPOINT,
        "region": "us-east-1",
        "now": NOW,
        "endpoint": ENDPOINT,
        "source_address": "10.20.30.40",
    }
    return derived_context(**(facts | changes))


def presence(derived: DerivedRequest, key: str) -> Presence | None:
    found = derived.find(key)
    return found.presence if found else None


def test_a_request_through_an_endpoint_carries_all_of_this() -> None:
    assert dict(derive().request.context) == {
        "aws:CurrentTime": "2026-11-22T12:00:00Z",
        "aws:EpochTime": "1795348800",
        "aws:MultiFactorAuthPresent": "false",
        "aws:PrincipalAccount": ACCOUNT,
        "aws:PrincipalArn": ROLE,
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"],
        "aws:PrincipalType": "AssumedRole",
        "aws:RequestedRegion": "us-east-1",
        "aws:ResourceAccount": ACCOUNT,
        "aws:ResourceOrgID": "o-a1b2c3d4e5",
        "aws:ResourceOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"],
        "aws:SecureTransport": "true",
        "aws:SourceVpc": "vpc-0a1b2c3d4e5f60718",
        "aws:SourceVpcArn": f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/vpc-0a1b2c3d4e5f60718",
        "aws:SourceVpce": "vpce-0123456789abcdef0",
        "aws:ViaAWSService": "false",
        "aws:VpcSourceIp": "10.20.30.40",
        "aws:VpceAccount": ACCOUNT,
        "aws:VpceOrgID": "o-a1b2c3d4e5",
        "aws:VpceOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"],
        "aws:userid": "AROAEXAMPLE:i-0abc",
        "s3:ResourceAccount": ACCOUNT,
    }


def test_every_key_says_where_it_comes_from_and_absent_ones_why() -> None:
    derived = derive()

    assert all(key.why for key in derived.keys)
    assert all(bool(key.values) is (key.presence is Presence.PRESENT) for key in derived.keys)
    source_ip = derived.find("AWS:SOURCEIP")
    assert source_ip is not None
    assert (source_ip.presence, source_ip.origin) == (Presence.ABSENT, Origin.PATH)
    assert [key.key for key in derived.keys] == sorted((key.key for key in derived.keys), key=str.lower)


@pytest.mark.parametrize(
    ("action", "carried"),
    [
        ("s3:GetObject", {"aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"}),
        ("dynamodb:GetItem", {"aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"}),
        ("sqs:SendMessage", {"aws:VpceOrgID"}),
        ("sns:Publish", set()),
        ("iam:PassRole", set()),
    ],
)
def test_four_keys_are_set_by_some_services_only(action: str, carried: set[str]) -> None:
    four = {"aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"}
    derived = derive(action=action)

    assert set(derived.request.context) & four == carried
    assert {key for key in four if presence(derived, key) is Presence.ABSENT} == four - carried


@pytest.mark.parametrize("path", [RequestPath.INTERNET, RequestPath.FORWARDED, RequestPath.SERVICE])
def test_without_an_endpoint_nothing_of_it_is_carried(path: RequestPath) -> None:
    derived = derive(path=path, source_address="203.0.113.7")

    assert not ENDPOINT_ONLY & {key.lower() for key in derived.request.context}
    assert ("aws:SourceIp" in derived.request.context) is (path is not RequestPath.SERVICE)


def test_a_service_that_calls_on_the_callers_behalf() -> None:
    behalf = OnBehalf(services=("athena.amazonaws.com", "glue.amazonaws.com"))
    derived = derive(path=RequestPath.FORWARDED, on_behalf=behalf, source_address=None)
    context = derived.request.context

    assert context["aws:ViaAWSService"] == "true"
    assert context["aws:CalledVia"] == ["athena.amazonaws.com", "glue.amazonaws.com"]
    assert (context["aws:CalledViaFirst"], context["aws:CalledViaLast"]) == behalf.services
    assert context["aws:PrincipalArn"] == ROLE
    assert presence(derived, "aws:SourceIp") is Presence.UNKNOWN
    assert presence(derive(path=RequestPath.FORWARDED), "aws:CalledVia") is Presence.UNKNOWN


def test_a_service_that_calls_as_itself() -> None:
    behalf = OnBehalf(source_arn="arn:aws:cloudtrail:us-east-1:111122223333:trail/t", source_account=ACCOUNT)
    caller = CallerFacts("cloudtrail.amazonaws.com")
    derived = derive(path=RequestPath.SERVICE, caller=caller, on_behalf=behalf)
    context = derived.request.context

    assert context["aws:PrincipalIsAWSService"] == "true"
    assert context["aws:PrincipalServiceName"] == "cloudtrail.amazonaws.com"
    assert context["aws:PrincipalServiceNamesList"] == ["cloudtrail.amazonaws.com"]
    assert context["aws:SourceAccount"] == ACCOUNT
    assert presence(derived, "aws:SourceOrgID") is Presence.UNKNOWN
    assert "aws:PrincipalOrgID" not in context
    assert context["aws:ViaAWSService"] == "false"


def test_nobody_carries_almost_nothing_but_passes_the_endpoint() -> None:
    derived = derive(path=RequestPath.UNSIGNED)
    of_caller = {
        key: value for key, value in derived.request.context.items() if "Principal" in key or key == "aws:userid"
    }

    assert derived.request.principal is None
    assert of_caller == {
        "aws:PrincipalAccount": "anonymous",
        "aws:PrincipalType": "Anonymous",
        "aws:userid": "anonymous",
    }
    assert derived.request.context["aws:SourceVpce"] == "vpce-0123456789abcdef0"
    elsewhere = derive(path=RequestPath.UNSIGNED, endpoint=None, source_address="203.0.113.7")
    assert elsewhere.request.context["aws:SourceIp"] == "203.0.113.7"


def test_an_oidc_caller_of_sts_has_no_keys_of_a_principal() -> None:
    role = ResourceFacts(ROLE, None, OURS)
    derived = derive(action="sts:AssumeRoleWithWebIdentity", caller=CallerFacts(GITHUB), resource=role)
    context = derived.request.context

    assert not {key for key in context if key.startswith("aws:Principal")}
    assert context["aws:ResourceOrgID"] == "o-a1b2c3d4e5"
    assert context["aws:ResourceAccount"] == ACCOUNT


@pytest.mark.parametrize(
    ("principal", "role_arn", "arn", "kind"),
    [
        (SESSION, None, ROLE, "AssumedRole"),
        (
            SESSION,
            f"arn:aws:iam::{ACCOUNT}:role/team/app-role",
            f"arn:aws:iam::{ACCOUNT}:role/team/app-role",
            "AssumedRole",
        ),
        (USER, None, USER, "User"),
        (ROOT, None, ROOT, "Account"),
        (ACCOUNT, None, ROOT, "Account"),
        (FEDERATED, None, FEDERATED, "FederatedUser"),
    ],
)
def test_the_callers_arn_is_the_roles_and_never_the_sessions(
    principal: str, role_arn: str | None, arn: str, kind: str
) -> None:
    context = derive(caller=CallerFacts(principal, role_arn)).request.context

    assert (context["aws:PrincipalArn"], context["aws:PrincipalType"]) == (arn, kind)
    assert ("aws:username" in context) is (principal == USER)


def test_what_is_not_known_is_left_out_and_said() -> None:
    endpoint = EndpointFacts("vpce-1", "vpc-1")
    derived = derive(
        endpoint=endpoint, caller=CallerFacts(SESSION), resource=ResourceFacts(OBJECT), source_address=None
    )
    unknown = {key.key for key in derived.keys if key.presence is Presence.UNKNOWN}

    assert unknown >= {
        "aws:PrincipalOrgID",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:SourceVpcArn",
        "aws:VpceAccount",
        "aws:VpceOrgID",
        "aws:VpcSourceIp",
        "aws:userid",
    }
    assert not unknown & set(derived.request.context)


def test_an_account_in_no_organization_has_no_organization() -> None:
    derived = derive(caller=replace(CALLER, membership=Membership()))

    assert presence(derived, "aws:PrincipalOrgID") is Presence.ABSENT
    assert "aws:PrincipalOrgPaths" not in derived.request.context


def test_a_shared_vpc_belongs_to_its_own_account() -> None:
    context = derive(endpoint=replace(ENDPOINT, vpc_account_id=OTHER_ACCOUNT), region="cn-north-1").request.context

    assert context["aws:SourceVpcArn"] == f"arn:aws-cn:ec2:cn-north-1:{OTHER_ACCOUNT}:vpc/vpc-0a1b2c3d4e5f60718"
    assert context["aws:VpceAccount"] == ACCOUNT


def test_some_actions_say_nothing_of_the_resource() -> None:
    assert presence(derive(action="ec2:CreateVpcEndpoint"), "aws:ResourceAccount") is Presence.ABSENT
    assert presence(derive(action="ec2:DescribeVpcs"), "aws:ResourceAccount") is Presence.PRESENT


def test_edits_win_and_say_what_they_replace() -> None:
    derived = derive(edits={"AWS:sourcevpce": "vpce-2", "aws:VpceOrgID": None, "aws:TagKeys": "team", "x:Y": True})
    context = derived.request.context

    assert context["aws:SourceVpce"] == "vpce-2"
    assert "aws:VpceOrgID" not in context
    assert context["aws:TagKeys"] == ["team"]
    assert context["x:Y"] == "true"
    edited = derived.find("aws:SourceVpce")
    assert edited is not None
    assert edited.origin is Origin.EDIT
    assert "vpce-0123456789abcdef0" in edited.why


def test_the_time_is_an_argument_of_any_zone() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))

    assert derive(now=elsewhere).request.context == derive().request.context
    assert derive(now=NOW.replace(tzinfo=None)).request.context == derive().request.context


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="endpoint"):
        derive(endpoint=None)
    with pytest.raises(RequestError):
        derive(action="GetObject")


def test_a_derived_request_decides_as_a_real_one_would() -> None:
    only_here = policies(
        identity=(allow(),),
        resource=(
            deny(
                principal="*",
                condition={
                    "StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"},
                    "Bool": {"aws:ViaAWSService": "false"},
                },
            ),
        ),
    )
    decisions = {
        path: evaluate(derive(path=path).request, only_here).allowed
        for path in RequestPath
        if path is not RequestPath.SERVICE
    }

    assert decisions == {
        RequestPath.ENDPOINT: True,
        RequestPath.INTERNET: False,
        RequestPath.FORWARDED: True,
        RequestPath.UNSIGNED: False,
    }
