"""Layers come together as AWS's evaluation logic says: denies, guardrails, one account and two."""

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

YES, NO, DENIED, UNKNOWN = "allowed", "implicitDeny", "explicitDeny", "unknown"
ALL = (allow(),)
NOTHING = (allow(action="ec2:*"),)
EVERYBODY = (allow(principal="*"),)
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234"
ROLE_2 = f"arn:aws:iam::{ACCOUNT}:role/target"
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
LINKED = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForECS/s"


def to(principal: str) -> tuple[dict[str, Any], ...]:
    return (allow(principal={"AWS": principal}),)


@dataclass(frozen=True)
class Case:
    says: str
    given: dict[str, Any]
    want: str
    blocked: tuple[str, ...] | None = None
    asks: dict[str, Any] = field(default_factory=dict)


def key(principal: str = SESSION, account: str = ACCOUNT) -> dict[str, Any]:
    return {"action": "kms:Decrypt", "resource": KEY, "principal": principal, "account": account}


def assume(principal: str = SESSION, action: str = "sts:AssumeRole") -> dict[str, Any]:
    return {"action": action, "resource": ROLE_2, "principal": principal}


CROSS = {"account": OTHER_ACCOUNT}
TRUST = ({"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": OIDC}},)
IDENTITY_CALLER = {"action": "sts:GetCallerIdentity", "resource": "*"}

CASES = [
    # one account
    Case("nothing allows", {}, NO, ("identity",)),
    Case("the identity policy allows", {"identity": ALL}, YES, ()),
    Case("the resource policy allows the user", {"resource": to(USER)}, YES, (), {"principal": USER}),
    Case("the resource policy allows another", {"resource": to(f"{USER}2")}, NO, ("identity",), {"principal": USER}),
    Case("the account in a resource policy only delegates", {"resource": to(ROOT)}, NO, ("identity",)),
    Case("the account and the identity policy allow", {"resource": to(ACCOUNT), "identity": ALL}, YES),
    Case("a deny in the identity policy is final", {"identity": (allow(), deny())}, DENIED, ("identity",)),
    Case("a deny in the resource policy is final", {"identity": ALL, "resource": (deny(principal="*"),)}, DENIED),
    Case("a deny of the account counts", {"identity": ALL, "resource": (deny(principal={"AWS": ROOT}),)}, DENIED),
    Case(
        "a deny of another account does not",
        {"identity": ALL, "resource": (deny(principal={"AWS": OTHER_ACCOUNT}),)},
        YES,
    ),
    Case(
        "a resource statement without Principal matches nobody",
        {"identity": ALL, "resource": (deny(),)},
        YES,
    ),
    # boundary and session policy
    Case("a boundary limits the identity policy", {"identity": ALL, "boundary": NOTHING}, NO, ("boundary",)),
    Case("a session policy limits the identity policy", {"identity": ALL, "session": NOTHING}, NO, ("session",)),
    Case(
        "boundary and session policy both block",
        {"identity": ALL, "boundary": NOTHING, "session": NOTHING},
        NO,
        ("boundary", "session"),
    ),
    Case("a boundary grants nothing", {"boundary": ALL}, NO, ("identity",)),
    Case("a session policy grants nothing", {"session": ALL}, NO, ("identity",)),
    Case(
        "a grant to the user passes by the boundary",
        {"resource": to(USER), "boundary": NOTHING},
        YES,
        (),
        {"principal": USER},
    ),
    Case(
        "a grant to the session passes by boundary and session policy",
        {"resource": to(SESSION), "boundary": NOTHING, "session": NOTHING},
        YES,
    ),
    Case(
        "a grant to the role does not pass by the boundary",
        {"resource": to(ROLE), "boundary": NOTHING},
        NO,
        ("boundary",),
    ),
    Case(
        "a grant to the role does not pass by the session policy",
        {"resource": to(ROLE), "session": NOTHING},
        NO,
        ("session",),
    ),
    Case("a grant to the role is a grant", {"resource": to(ROLE), "boundary": ALL, "session": ALL}, YES),
    Case(
        "a grant to the federated session passes by both",
        {"resource": to(FEDERATED), "boundary": NOTHING, "session": NOTHING},
        YES,
        (),
        {"principal": FEDERATED},
    ),
    Case(
        "a grant to the user of a federated session passes by neither",
        {"resource": to(USER), "session": NOTHING},
        NO,
        ("session",),
        {"principal": FEDERATED},
    ),
    Case(
        "a grant to all with aws:PrincipalArn passes by both",
        {
            "resource": (allow(principal="*", condition={"ArnEquals": {"aws:PrincipalArn": ROLE}}),),
            "boundary": NOTHING,
            "session": NOTHING,
        },
        YES,
        (),
        {"context": {"aws:PrincipalArn": ROLE}},
    ),
    Case(
        "a deny in the boundary is final, whoever grants",
        {"resource": to(USER), "boundary": (deny(),)},
        DENIED,
        ("boundary",),
        {"principal": USER},
    ),
    Case(
        "a deny in the session policy is final", {"resource": to(SESSION), "session": (deny(),)}, DENIED, ("session",)
    ),
    Case(
        "NotPrincipal with Deny hits a caller with a boundary",
        {"identity": ALL, "boundary": ALL, "resource": (deny(not_principal={"AWS": USER}),)},
        DENIED,
        ("resource",),
        {"principal": USER},
    ),
    # two accounts
    Case("across accounts the identity policy is not enough", {"identity": ALL}, NO, ("resource",), CROSS),
    Case("across accounts the resource policy is not enough", {"resource": to(SESSION)}, NO, ("identity",), CROSS),
    Case("across accounts a star is not enough, either", {"resource": EVERYBODY}, NO, ("identity",), CROSS),
    Case("across accounts both are", {"identity": ALL, "resource": to(ROOT)}, YES, (), CROSS),
    Case(
        "across accounts a grant to the session does not pass by its session policy",
        {"identity": ALL, "resource": to(SESSION), "session": NOTHING},
        NO,
        ("session",),
        CROSS,
    ),
    Case(
        "across accounts a grant to the user does not pass by its boundary",
        {"identity": ALL, "resource": to(USER), "boundary": NOTHING},
        NO,
        ("boundary",),
        {**CROSS, "principal": USER},
    ),
    Case(
        "without an account id the ARN's account decides",
        {"identity": ALL},
        NO,
        ("resource",),
        {"account": None, "action": "sqs:SendMessage", "resource": f"arn:aws:sqs:eu-west-1:{OTHER_ACCOUNT}:q"},
    ),
    Case("without any account the resource is the caller's", {"identity": ALL}, YES, (), {"account": None}),
    # root
    Case("root may do everything in its account", {}, YES, (), {"principal": ROOT}),
    Case("root is not bound by a boundary", {"boundary": NOTHING}, YES, (), {"principal": ROOT}),
    Case("root is bound by SCPs", {"scps": levels((allow(), deny()))}, DENIED, ("scp",), {"principal": ROOT}),
    Case(
        "root is bound by a bucket's deny",
        {"resource": (deny(principal="*"),)},
        DENIED,
        ("resource",),
        {"principal": ROOT},
    ),
    Case("root needs the other account's policy", {}, NO, ("resource",), {**CROSS, "principal": ROOT}),
    Case(
        "root of an account that the other account names is allowed",
        {"resource": to(ROOT)},
        YES,
        (),
        {**CROSS, "principal": ROOT},
    ),
    # control policies
    Case("every level of SCPs allows", {"identity": ALL, "scps": levels(ALL, ALL, ALL)}, YES),
    Case("one level of SCPs does not", {"identity": ALL, "scps": levels(ALL, NOTHING, ALL)}, NO, ("scp",)),
    Case("a level without SCPs does not allow", {"identity": ALL, "scps": levels(ALL, ())}, NO, ("scp",)),
    Case(
        "one deny among the SCPs is final", {"identity": ALL, "scps": levels(ALL, (allow(), deny()))}, DENIED, ("scp",)
    ),
    Case("SCPs grant nothing", {"scps": levels(ALL)}, NO, ("identity",)),
    Case(
        "SCPs bind grants of the resource policy, too", {"resource": to(SESSION), "scps": levels(NOTHING)}, NO, ("scp",)
    ),
    Case(
        "RCPs let pass what they do not deny", {"identity": ALL, "rcps": levels((allow(), deny(action="ec2:*")))}, YES
    ),
    Case("a level without RCPFullAWSAccess does not allow", {"identity": ALL, "rcps": levels(ALL, ())}, NO, ("rcp",)),
    Case(
        "one deny among the RCPs is final",
        {"identity": ALL, "rcps": levels(ALL, (deny(principal="*"),))},
        DENIED,
        ("rcp",),
    ),
    Case(
        "SCPs pass over service-linked roles",
        {"identity": ALL, "scps": levels((deny(),))},
        YES,
        (),
        {"principal": LINKED},
    ),
    Case(
        "RCPs pass over service-linked roles",
        {"identity": ALL, "rcps": levels((deny(),))},
        YES,
        (),
        {"principal": LINKED},
    ),
    Case(
        "RCPs do not reach SNS",
        {"identity": ALL, "rcps": levels((deny(),))},
        YES,
        (),
        {"action": "sns:Publish", "resource": f"arn:aws:sns:eu-west-1:{ACCOUNT}:t"},
    ),
    Case(
        "RCPs do not reach kms:RetireGrant",
        {"identity": ALL, "resource": to(ROOT), "rcps": levels((deny(),))},
        YES,
        (),
        {**key(), "action": "kms:RetireGrant"},
    ),
    # endpoint
    Case("an endpoint policy grants nothing", {"endpoint": EVERYBODY}, NO, ("identity",)),
    Case(
        "an endpoint policy must allow",
        {"identity": ALL, "endpoint": (allow(action="s3:PutObject", principal="*"),)},
        NO,
        ("endpoint",),
    ),
    Case(
        "an endpoint policy denies",
        {"identity": ALL, "endpoint": (allow(principal="*"), deny(principal="*"))},
        DENIED,
        ("endpoint",),
    ),
    Case(
        "an endpoint policy binds root",
        {"endpoint": (allow(action="s3:PutObject", principal="*"),)},
        NO,
        ("endpoint",),
        {"principal": ROOT},
    ),
    Case(
        "an interface endpoint's account covers its sessions",
        {"identity": ALL, "endpoint": to(ACCOUNT), "endpoint_type": "Interface"},
        YES,
    ),
    Case(
        "a gateway endpoint's account does not",
        {"identity": ALL, "endpoint": to(ACCOUNT), "endpoint_type": "Gateway"},
        NO,
        ("endpoint",),
    ),
    Case("an endpoint statement without Principal is taken to mean everybody", {"identity": ALL, "endpoint": ALL}, YES),
    # kinds of denies
    Case(
        "a deny is told over what is lacking, and both block",
        {"identity": ALL, "endpoint": NOTHING, "resource": (deny(principal="*"),)},
        DENIED,
        ("endpoint", "resource"),
    ),
    Case(
        "every layer that denies blocks",
        {"identity": (deny(),), "scps": levels((deny(),)), "resource": to(USER)},
        DENIED,
        ("scp", "identity"),
        {"principal": USER},
    ),
    # unsigned, services, providers
    Case("an unsigned request needs a public resource", {"identity": ALL}, NO, ("resource",), {"principal": None}),
    Case("an unsigned request may have a public resource", {"resource": EVERYBODY}, YES, (), {"principal": None}),
    Case("an unsigned request is nobody's account", {"resource": to(ROOT)}, NO, ("resource",), {"principal": None}),
    Case(
        "SCPs do not bind an unsigned request",
        {"resource": EVERYBODY, "scps": levels((deny(),))},
        YES,
        (),
        {"principal": None},
    ),
    Case(
        "RCPs bind an unsigned request",
        {"resource": EVERYBODY, "rcps": levels((deny(principal="*"),))},
        DENIED,
        ("rcp",),
        {"principal": None},
    ),
    Case(
        "an endpoint policy binds an unsigned request",
        {"resource": EVERYBODY, "endpoint": NOTHING},
        NO,
        ("endpoint",),
        {"principal": None},
    ),
    Case(
        "a service needs the resource policy alone",
        {"resource": (allow(principal={"Service": "logs.amazonaws.com"}),), "scps": levels((deny(),))},
        YES,
        (),
        {"principal": "logs.amazonaws.com"},
    ),
    Case(
        "a service without the resource policy is refused",
        {"identity": ALL},
        NO,
        ("resource",),
        {"principal": "logs.amazonaws.com"},
    ),
    Case(
        "an OIDC caller needs the trust policy alone",
        {"resource": TRUST},
        YES,
        (),
        assume(OIDC, "sts:AssumeRoleWithWebIdentity"),
    ),
    Case(
        "an OIDC caller is not let through by a stranger's trust policy",
        {"resource": to(ROOT)},
        NO,
        ("resource",),
        assume(OIDC, "sts:AssumeRoleWithWebIdentity"),
    ),
    # KMS and STS
    Case("a key policy must allow even in one account", {"identity": ALL}, NO, ("resource",), key()),
    Case(
        "a key policy leaves it to the account's identity policies",
        {"identity": ALL, "resource": to(ROOT)},
        YES,
        (),
        key(),
    ),
    Case("a key policy that names the account grants nobody", {"resource": to(ROOT)}, NO, ("identity",), key()),
    Case("a key policy that names the role is enough", {"resource": to(ROLE)}, YES, (), key()),
    Case(
        "a key policy that names another does not delegate",
        {"identity": ALL, "resource": to(f"{USER}2")},
        NO,
        ("resource",),
        key(),
    ),
    Case(
        "a key of another account needs both",
        {"identity": ALL, "resource": to(ROOT)},
        YES,
        (),
        key(account=OTHER_ACCOUNT),
    ),
    Case("listing keys asks no key policy", {"identity": ALL}, YES, (), {"action": "kms:ListKeys", "resource": "*"}),
    Case(
        "an alias asks no key policy",
        {"identity": ALL},
        YES,
        (),
        {"action": "kms:CreateAlias", "resource": f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/mine"},
    ),
    Case(
        "an AWS managed alias stays as it is",
        {"identity": ALL},
        NO,
        ("service",),
        {"action": "kms:DeleteAlias", "resource": f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/aws/s3"},
    ),
    Case("a trust policy must allow even in one account", {"identity": ALL}, NO, ("resource",), assume()),
    Case(
        "a trust policy leaves it to the account's identity policies",
        {"identity": ALL, "resource": to(ROOT)},
        YES,
        (),
        assume(),
    ),
    Case("a trust policy that names the user is enough", {"resource": to(USER)}, YES, (), assume(USER)),
    Case(
        "a trust policy needs no Resource", {"resource": TRUST}, YES, (), assume(OIDC, "sts:AssumeRoleWithWebIdentity")
    ),
    Case(
        "federation tokens ask the identity policy",
        {"identity": ALL},
        YES,
        (),
        {"action": "sts:GetFederationToken", "resource": f"arn:aws:sts::{ACCOUNT}:federated-user/x"},
    ),
    Case("GetCallerIdentity needs no permission", {}, YES, (), IDENTITY_CALLER),
    Case(
        "GetCallerIdentity cannot be denied by policies",
        {"identity": (deny(),), "scps": levels((deny(),)), "session": (deny(),)},
        YES,
        (),
        IDENTITY_CALLER,
    ),
    Case(
        "GetCallerIdentity is denied by an endpoint policy without it",
        {"endpoint": (allow(action="sts:AssumeRole", principal="*"),)},
        NO,
        ("endpoint",),
        IDENTITY_CALLER,
    ),
    # IAM
    Case(
        "an AWS managed policy stays as it is",
        {"identity": ALL},
        NO,
        ("service",),
        {"action": "iam:DeletePolicy", "resource": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    Case(
        "an AWS managed policy may be read",
        {"identity": ALL},
        YES,
        (),
        {"action": "iam:GetPolicy", "resource": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    Case(
        "a reserved role stays as it is",
        {"identity": ALL},
        NO,
        ("service",),
        {
            "action": "iam:PassRole",
            "resource": f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_1",
        },
    ),
    Case(
        "a reserved role may be read",
        {"identity": ALL},
        YES,
        (),
        {
            "action": "iam:GetRole",
            "resource": f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_A_1",
        },
    ),
    # what is not known
    Case(
        "an unknown Deny decides nothing",
        {"identity": (allow(), deny(condition={"StringResembles": {"a:b": "c"}}))},
        UNKNOWN,
        ("identity",),
    ),
    Case(
        "an unknown Allow decides nothing",
        {"identity": (allow(condition={"StringResembles": {"a:b": "c"}}),)},
        UNKNOWN,
        ("identity",),
    ),
    Case(
        "an unknown statement beside a sure Allow does not matter",
        {"identity": (allow(), allow(condition={"StringResembles": {"a:b": "c"}}))},
        YES,
    ),
    Case(
        "an unknown statement beside a sure Deny does not matter",
        {"identity": (allow(condition={"StringResembles": {"a:b": "c"}}), deny())},
        DENIED,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_decision(case: Case) -> None:
    result = evaluate(request(**case.asks), policies(**case.given))

    assert result.decision == case.want, [(each.layer, each.text) for each in result.layers]
    assert result.allowed is (case.want == YES)
    if case.blocked is not None:
        assert set(result.blocked_by) == set(case.blocked)
