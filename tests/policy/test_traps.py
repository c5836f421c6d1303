"""The places where AWS's rules surprise people come out as AWS documents them, each with its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.policy.builders import (
    ACCOUNT,
    FEDERATED,
    OTHER_ACCOUNT,
    ROLE,
    ROOT,
    SESSION,
    USER,
    allow,
    deny,
    levels,
    policies,
    request,
)
from vpce_tui.policy import evaluate

YES, NO, DENIED = "allowed", "implicitDeny", "explicitDeny"
ALL = (allow(),)
OPEN = (allow(principal="*"),)
ELSEWHERE = (allow(action="ec2:*"),)
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"
TARGET = f"arn:aws:iam::{ACCOUNT}:role/target"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/orders"
LINKED = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
EP = "AWS PrivateLink Guide, vpc-endpoints-access"
STS = "IAM User Guide, reference_sts_vpc_endpoint_policies"
PRINCIPAL = "IAM User Guide, reference_policies_elements_principal"
NOT_PRINCIPAL = "IAM User Guide, reference_policies_elements_notprincipal"
LOGIC = "IAM User Guide, reference_policies_evaluation-logic_policy-eval-denyallow"
CROSS = "IAM User Guide, reference_policies_evaluation-logic-cross-account"
RCPS = "Organizations User Guide, orgs_manage_policies_rcps"
SCPS = "Organizations User Guide, orgs_manage_policies_scps"
KEYS = "IAM User Guide, reference_policies_condition-keys"
KMS = "KMS Developer Guide, key-policies"
DDB = "DynamoDB Developer Guide, rbac-examples"
PEER = "undocumented by AWS: as cloud-copilot/iam-simulate"


@dataclass(frozen=True)
class Case:
    says: str
    source: str
    given: dict[str, Any]
    want: str
    blocked: tuple[str, ...] | None = None
    asks: dict[str, Any] = field(default_factory=dict)


def gateway(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"identity": ALL, "endpoint": statements, "endpoint_type": "gateway"}


def interface(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"identity": ALL, "endpoint": statements, "endpoint_type": "interface"}


def to(*principals: str, **elements: Any) -> dict[str, Any]:
    return allow(principal={"AWS": list(principals)}, **elements)


def web_identity(principal: Any, **context: Any) -> dict[str, Any]:
    return {
        "principal": principal,
        "action": "sts:AssumeRoleWithWebIdentity",
        "resource": TARGET,
        "context": {"aws:FederatedProvider": OIDC, **context},
    }


def trust(kind: str, name: str, action: str = "sts:AssumeRoleWithWebIdentity") -> tuple[dict[str, Any], ...]:
    return ({"Effect": "Allow", "Action": action, "Principal": {kind: name}},)


def asks(action: str, resource: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "resource": resource, **more}


BY_OIDC = web_identity(OIDC)
TRUSTED = trust("Federated", OIDC)
ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}

ENDPOINTS = [
    Case("gateway: the account's id is its root user", EP, gateway(to(ACCOUNT)), YES, (), {"principal": ROOT}),
    Case("gateway: the account's id is no user", EP, gateway(to(ACCOUNT)), NO, ("endpoint",), {"principal": USER}),
    Case("gateway: the root ARN is no session", EP, gateway(to(ROOT)), NO, ("endpoint",)),
    Case("gateway: a user's ARN is taken at its word", EP, gateway(to(USER)), YES, (), {"principal": USER}),
    Case(
        "gateway: a Deny of the account's id spares its users",
        EP,
        gateway(*OPEN, deny(principal={"AWS": ACCOUNT})),
        YES,
    ),
    Case("gateway: {AWS: *} is everybody", EP, gateway(to("*")), YES),
    Case("interface: the account's id is all its principals", EP, interface(to(ACCOUNT)), YES),
    Case("interface: the role's ARN covers its sessions", PRINCIPAL, interface(to(ROLE)), YES),
    Case("interface: a session's ARN is one session", PRINCIPAL, interface(to(f"{SESSION}x")), NO, ("endpoint",)),
    Case("interface: a pattern of roles names nobody", PRINCIPAL, interface(to(f"arn:aws:iam::{ACCOUNT}:role/*")), NO),
    Case("interface: a deleted principal's id names nobody", PRINCIPAL, interface(to("AROAEXAMPLE")), NO),
    Case("interface: another account's id does not", EP, interface(to(OTHER_ACCOUNT)), NO, ("endpoint",)),
    Case(
        "interface: a canonical user names nobody", PRINCIPAL, interface(allow(principal={"CanonicalUser": "79a5"})), NO
    ),
    Case(
        "the role's path is part of its ARN",
        KEYS,
        interface(to(ROLE)),
        NO,
        ("endpoint",),
        {"context": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/team/app-role"}},
    ),
    Case(
        "the role with its path covers the session",
        KEYS,
        interface(to(f"arn:aws:iam::{ACCOUNT}:role/team/app-role")),
        YES,
        (),
        {"context": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/team/app-role"}},
    ),
    Case("a Deny in the endpoint policy is final", EP, interface(*OPEN, deny(principal="*")), DENIED, ("endpoint",)),
    Case("an endpoint policy of no statement lets nothing pass", EP, interface(), NO, ("endpoint",)),
]

FEDERATION = [
    Case("STS endpoint: * is federated callers, too", STS, {"resource": TRUSTED, "endpoint": OPEN}, YES, (), BY_OIDC),
    Case(
        "STS endpoint: {AWS: *} is not",
        STS,
        {"resource": TRUSTED, "endpoint": (to("*"),)},
        NO,
        ("endpoint",),
        BY_OIDC,
    ),
    Case(
        "STS endpoint: nor where the request is given as unsigned",
        STS,
        {"resource": TRUSTED, "endpoint": (to("*"),)},
        NO,
        ("endpoint",),
        web_identity(None),
    ),
    Case(
        "an unsigned request is known by the provider that vouches for it",
        STS,
        {"resource": TRUSTED, "endpoint": OPEN},
        YES,
        (),
        web_identity(None),
    ),
    Case(
        "Cognito is an identity provider, not a service",
        STS,
        {"resource": trust("Federated", "cognito-identity.amazonaws.com"), "endpoint": (to("*"),)},
        NO,
        ("endpoint",),
        web_identity("cognito-identity.amazonaws.com"),
    ),
    Case(
        "STS endpoint: a SAML caller has no organization",
        STS,
        {
            "resource": trust("Federated", SAML, "sts:AssumeRoleWithSAML"),
            "endpoint": (allow(principal="*", condition=ORG),),
        },
        NO,
        ("endpoint",),
        {**web_identity(SAML), "action": "sts:AssumeRoleWithSAML"},
    ),
    Case(
        "STS endpoint: the role's organization is there for all",
        STS,
        {
            "resource": TRUSTED,
            "endpoint": (allow(principal="*", condition={"StringEquals": {"aws:ResourceOrgID": "o-1"}}),),
        },
        YES,
        (),
        web_identity(OIDC, **{"aws:ResourceOrgID": "o-1"}),
    ),
    Case(
        "a trust policy of another provider",
        PRINCIPAL,
        {"resource": trust("Federated", SAML)},
        NO,
        ("resource",),
        BY_OIDC,
    ),
    Case(
        "a trust policy is asked even in one account",
        LOGIC,
        {"identity": ALL, "resource": trust("AWS", f"{ROLE}2", "sts:AssumeRole")},
        NO,
        ("resource",),
        asks("sts:AssumeRole", TARGET),
    ),
    Case(
        "a service assumes a role by its trust policy alone",
        LOGIC,
        {"resource": trust("Service", "ec2.amazonaws.com", "sts:AssumeRole")},
        YES,
        (),
        asks("sts:AssumeRole", TARGET, principal="ec2.amazonaws.com"),
    ),
    Case(
        "GetCallerIdentity cannot be denied by identity policies or SCPs",
        STS,
        {"identity": (deny(),), "scps": levels((deny(),))},
        YES,
        (),
        asks("sts:GetCallerIdentity", "*"),
    ),
    Case(
        "GetCallerIdentity is stopped by an endpoint policy",
        STS,
        {"identity": ALL, "endpoint": (allow(principal="*", action="sts:AssumeRole"),)},
        NO,
        ("endpoint",),
        asks("sts:GetCallerIdentity", "*"),
    ),
    Case(
        "GetCallerIdentity wants a signature",
        STS,
        {},
        NO,
        ("resource",),
        asks("sts:GetCallerIdentity", "*", principal=None),
    ),
]

CALLERS = [
    Case(
        "an unsigned request is let in by a public bucket",
        PRINCIPAL,
        {"resource": (to("*"),)},
        YES,
        (),
        {"principal": None, "context": {"aws:PrincipalAccount": "anonymous"}},
    ),
    Case(
        "an unsigned request's account is the word anonymous",
        KEYS,
        {
            "resource": OPEN,
            "endpoint": (allow(principal="*", condition={"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}),),
        },
        NO,
        ("endpoint",),
        {"principal": None, "context": {"aws:PrincipalAccount": "anonymous"}},
    ),
    Case(
        "an account does not cover unsigned requests",
        PRINCIPAL,
        {"resource": (to(ACCOUNT),)},
        NO,
        None,
        {"principal": None},
    ),
    Case(
        "SCPs pass over unsigned requests",
        SCPS,
        {"resource": OPEN, "scps": levels((deny(),))},
        YES,
        (),
        {"principal": None},
    ),
    Case(
        "RCPs do not",
        RCPS,
        {"resource": OPEN, "rcps": levels((allow(), deny(principal="*")))},
        DENIED,
        ("rcp",),
        {"principal": None},
    ),
    Case(
        "a service is let in by the resource policy alone",
        PRINCIPAL,
        {"resource": (allow(principal={"Service": ["logs.amazonaws.com"]}),), "scps": levels((deny(),))},
        YES,
        (),
        {"principal": "logs.amazonaws.com"},
    ),
    Case(
        "a service-linked role's own ARN passes by SCPs and RCPs",
        SCPS,
        {"identity": ALL, "scps": levels((deny(),)), "rcps": levels((deny(),))},
        YES,
        (),
        {"principal": LINKED},
    ),
    Case(
        "a level of SCPs without FullAWSAccess",
        SCPS,
        {"identity": ALL, "scps": levels(ALL, (deny(action="a:b"),))},
        NO,
        ("scp",),
    ),
    Case(
        "an SCP's Allow may have a condition",
        SCPS,
        {"identity": ALL, "scps": levels((allow(condition=ORG),))},
        NO,
        ("scp",),
    ),
    Case(
        "an SCP's Allow may name resources",
        SCPS,
        {"identity": ALL, "scps": levels((allow(resource="arn:aws:s3:::app-data/*"),))},
        YES,
    ),
    Case(
        "an SCP's Allow may leave out actions",
        SCPS,
        {"identity": ALL, "scps": levels((allow(not_action="s3:*"),))},
        NO,
        ("scp",),
    ),
    Case(
        "NotPrincipal of the role alone denies its sessions",
        NOT_PRINCIPAL,
        {"identity": ALL, "resource": (deny(not_principal={"AWS": ROLE}),)},
        DENIED,
    ),
    Case(
        "NotPrincipal of everybody denies a caller with a boundary",
        PEER,
        {"identity": ALL, "boundary": ALL, "resource": (deny(not_principal="*"),)},
        DENIED,
        ("resource",),
    ),
    Case(
        "NotPrincipal of everybody denies nobody else",
        NOT_PRINCIPAL,
        {"identity": ALL, "resource": (deny(not_principal="*"),)},
        YES,
    ),
    Case(
        "* with aws:PrincipalArn passes by boundary and session policy",
        LOGIC,
        {
            "resource": (allow(principal="*", condition={"ArnEquals": {"aws:PrincipalArn": ROLE}}),),
            "boundary": ELSEWHERE,
            "session": ELSEWHERE,
        },
        YES,
        (),
        {"context": {"aws:PrincipalArn": ROLE}},
    ),
    Case(
        "a federated session's own ARN is the closest name",
        LOGIC,
        {"resource": (to(FEDERATED),), "session": ELSEWHERE},
        YES,
        (),
        {"principal": FEDERATED},
    ),
    Case(
        "an account of another partition has another number",
        PRINCIPAL,
        {"resource": (to(f"arn:aws-cn:iam::{OTHER_ACCOUNT}:root"),)},
        NO,
    ),
    Case(
        "across accounts the boundary limits a grant to the session",
        CROSS,
        {"identity": ALL, "boundary": ELSEWHERE, "resource": (to(SESSION),)},
        NO,
        ("boundary",),
        {"account": OTHER_ACCOUNT},
    ),
]

SERVICES = [
    Case(
        "a key policy without the account ignores identity policies",
        KMS,
        {"identity": ALL, "resource": (to(f"{USER}2"),)},
        NO,
        ("resource",),
        asks("kms:Decrypt", KEY),
    ),
    Case("without a key policy nobody may", KMS, {"identity": ALL}, NO, ("resource",), asks("kms:Decrypt", KEY)),
    Case(
        "a key policy's account delegates",
        KMS,
        {"identity": ALL, "resource": (to(ROOT),)},
        YES,
        (),
        asks("kms:Decrypt", KEY),
    ),
    Case(
        "a key policy that names the role needs no identity policy",
        KMS,
        {"resource": (to(ROLE),)},
        YES,
        (),
        asks("kms:Decrypt", KEY),
    ),
    Case(
        "across accounts the key policy is not enough",
        KMS,
        {"resource": (to(ROLE),)},
        NO,
        ("identity",),
        asks("kms:Decrypt", KEY, account=OTHER_ACCOUNT),
    ),
    Case(
        "an alias of AWS's own cannot be moved",
        PEER,
        {"identity": ALL},
        NO,
        ("service",),
        asks("kms:UpdateAlias", KEY.replace("key/1234", "alias/aws/s3")),
    ),
    Case(
        "one's own alias needs no key policy",
        KMS,
        {"identity": ALL},
        YES,
        (),
        asks("kms:UpdateAlias", KEY.replace("key/1234", "alias/mine")),
    ),
    Case(
        "an AWS managed policy cannot be changed",
        PEER,
        {"identity": ALL},
        NO,
        ("service",),
        asks("iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ),
    Case(
        "it can be read",
        PEER,
        {"identity": ALL},
        YES,
        (),
        asks("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ),
    Case(
        "a reserved role cannot be changed",
        PEER,
        {"identity": ALL},
        NO,
        ("service",),
        asks("iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/R"),
    ),
    Case(
        "a table's ARN does not cover its index",
        DDB,
        interface(allow(principal="*", resource=TABLE)),
        NO,
        ("endpoint",),
        asks("dynamodb:Query", f"{TABLE}/index/by-date"),
    ),
    Case(
        "nor its stream",
        DDB,
        interface(allow(principal="*", resource=TABLE)),
        NO,
        ("endpoint",),
        asks("dynamodb:GetRecords", f"{TABLE}/stream/2026"),
    ),
    Case(
        "its index has an ARN of its own",
        DDB,
        interface(allow(principal="*", resource=f"{TABLE}/index/*")),
        YES,
        (),
        asks("dynamodb:Query", f"{TABLE}/index/by-date"),
    ),
    Case(
        "RCPs spare a grant's retirement",
        RCPS,
        {"identity": ALL, "resource": (to(ROOT),), "rcps": levels((deny(),))},
        YES,
        (),
        asks("kms:RetireGrant", KEY),
    ),
]

CASES = [*ENDPOINTS, *FEDERATION, *CALLERS, *SERVICES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_trap(case: Case) -> None:
    result = evaluate(request(**case.asks), policies(**case.given))

    assert result.decision == case.want, [(each.layer, each.text) for each in result.layers]
    if case.blocked is not None:
        assert result.blocked_by == case.blocked


def test_every_trap_has_its_source_and_its_own_name() -> None:
    assert all(case.source for case in CASES)
    assert len({case.says for case in CASES}) == len(CASES)
