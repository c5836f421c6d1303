"""Whom a Principal names, and how closely: users, roles, sessions, accounts, services and providers."""

from __future__ import annotations

from dataclasses import dataclass
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
    document,
    request,
)
from vpce_tui.policy.principal_match import PrincipalRules, principal_matcher
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.policy.reasons import Reason

CALLER, BEHIND, ACCOUNT_OF, NOBODY = (
    Reason.NAMES_CALLER,
    Reason.NAMES_ROLE,
    Reason.NAMES_ACCOUNT,
    Reason.VALUE,
)
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"


@dataclass(frozen=True)
class Case:
    says: str
    principal: Any
    caller: str | None
    want: Reason
    gateway: bool = False
    action: str = "s3:GetObject"
    context: tuple[tuple[str, str], ...] = ()


CASES = [
    Case("a star names everybody", "*", USER, CALLER),
    Case("a star names an unsigned request", "*", None, CALLER),
    Case("AWS star names a signed caller", {"AWS": "*"}, SESSION, CALLER),
    Case("AWS star on S3 names an unsigned request, too", {"AWS": "*"}, None, CALLER),
    Case("AWS star on STS leaves out OIDC callers", {"AWS": "*"}, OIDC, NOBODY, action="sts:AssumeRoleWithWebIdentity"),
    Case("AWS star on STS leaves out SAML callers", {"AWS": "*"}, SAML, NOBODY, action="sts:AssumeRoleWithSAML"),
    Case("a star on STS names OIDC callers", "*", OIDC, CALLER, action="sts:AssumeRoleWithWebIdentity"),
    Case("a user is named by its ARN", {"AWS": USER}, USER, CALLER),
    Case("a user is not named by another's", {"AWS": f"{USER}2"}, USER, NOBODY),
    Case("names know case", {"AWS": USER.replace("ann", "Ann")}, USER, NOBODY),
    Case("a role is named by its ARN, as a role", {"AWS": ROLE}, ROLE, BEHIND),
    Case("a session is named by its own ARN", {"AWS": SESSION}, SESSION, CALLER),
    Case("a session is not named by another session", {"AWS": f"{SESSION}d"}, SESSION, NOBODY),
    Case("a session is named through its role", {"AWS": ROLE}, SESSION, BEHIND),
    Case("a session is not named through another role", {"AWS": f"{ROLE}-2"}, SESSION, NOBODY),
    Case(
        "a session is not named through a role of another account",
        {"AWS": ROLE.replace("1111", "2222")},
        SESSION,
        NOBODY,
    ),
    Case(
        "a role with a path names its session where the path is not known",
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/team/app-role"},
        SESSION,
        BEHIND,
    ),
    Case(
        "a role with another path does not name the session where the path is known",
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/team/app-role"},
        SESSION,
        NOBODY,
        context=(("aws:PrincipalArn", ROLE),),
    ),
    Case("a federated session is named by its own ARN", {"AWS": FEDERATED}, FEDERATED, CALLER),
    Case("a federated session is named through its user", {"AWS": USER}, FEDERATED, BEHIND),
    Case("an account id names its users' account", {"AWS": ACCOUNT}, USER, ACCOUNT_OF),
    Case("a root ARN names the account", {"AWS": ROOT}, SESSION, ACCOUNT_OF),
    Case("a root ARN names the root user", {"AWS": ROOT}, ROOT, CALLER),
    Case("an account id names the root user", {"AWS": ACCOUNT}, ROOT, CALLER),
    Case("another account is not named", {"AWS": OTHER_ACCOUNT}, SESSION, NOBODY),
    Case("an account does not name an unsigned request", {"AWS": ACCOUNT}, None, NOBODY),
    Case("the closest of several counts", {"AWS": [ACCOUNT, USER]}, USER, CALLER),
    Case("a plain string is read as an AWS principal", USER, USER, CALLER),
    Case("a service is named", {"Service": "logs.amazonaws.com"}, "logs.amazonaws.com", CALLER),
    Case("another service is not", {"Service": "sns.amazonaws.com"}, "logs.amazonaws.com", NOBODY),
    Case("an account does not name a service", {"AWS": ACCOUNT}, "logs.amazonaws.com", NOBODY),
    Case("an identity provider is named", {"Federated": OIDC}, OIDC, CALLER),
    Case("a provider by host name is named", {"Federated": "accounts.google.com"}, "accounts.google.com", CALLER),
    Case(
        "Cognito is named although it looks like a service",
        {"Federated": "cognito-identity.amazonaws.com"},
        "cognito-identity.amazonaws.com",
        CALLER,
    ),
    Case("a partial wildcard is no principal", {"AWS": f"arn:aws:iam::{ACCOUNT}:user/*"}, USER, NOBODY),
    Case("a deleted principal's id names nobody", {"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, USER, NOBODY),
    Case("a gateway endpoint's account is its root user alone", {"AWS": ACCOUNT}, SESSION, NOBODY, gateway=True),
    Case("a gateway endpoint's account is its root user", {"AWS": ROOT}, ROOT, CALLER, gateway=True),
    Case("a gateway endpoint's role is taken at its word", {"AWS": ROLE}, SESSION, BEHIND, gateway=True),
    Case("a gateway endpoint's star names everybody", {"AWS": "*"}, SESSION, CALLER, gateway=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_principal(case: Case) -> None:
    statement = document(allow(principal=case.principal)).statements[0]
    asked = request(principal=case.caller, action=case.action, context=dict(case.context))
    match = principal_matcher(statement).match(asked, PrincipalRules(gateway=case.gateway))

    assert match.reason is case.want, match.text
    assert match.matched is (case.want is not NOBODY)


def test_a_gateway_endpoint_that_names_a_role_is_warned_of() -> None:
    statement = document(allow(principal={"AWS": ROLE})).statements[0]
    match = principal_matcher(statement).match(request(), PrincipalRules(gateway=True))

    assert any("gateway" in warning for warning in match.warnings)


NOT_PRINCIPALS = [
    ("the session, its role and the account spare the session", [SESSION, ROLE, ROOT], SESSION, False),
    ("the session and its role spare the session", [SESSION, ROLE], SESSION, False),
    ("the account does not spare its sessions", [ROOT], SESSION, True),
    ("the account does not spare its users", [ROOT], USER, True),
    ("the account spares its root user", [ACCOUNT], ROOT, False),
    ("the role and the account do not spare a session", [ROLE, ROOT], SESSION, True),
    ("another session does not spare the session", [f"{SESSION}2", ROLE, ROOT], SESSION, True),
    ("a user beside its account is spared", [USER, ROOT], USER, False),
    ("another user and the account do not spare a user", [f"{USER}2", ROOT], USER, True),
    ("the role alone does not spare its session", [ROLE], SESSION, True),
    ("the session alone is not spared without its role", [SESSION], SESSION, True),
    ("another role spares nobody", [f"{ROLE}-2"], SESSION, True),
    ("a user is spared by its own ARN", [USER], USER, False),
    ("a role itself is spared by its ARN", [ROLE], ROLE, False),
    ("another user is denied", [USER], f"{USER}2", True),
    ("an unsigned request is denied", [USER], None, True),
]


@pytest.mark.parametrize(("says", "listed", "caller", "applies"), NOT_PRINCIPALS, ids=[x[0] for x in NOT_PRINCIPALS])
def test_deny_with_not_principal(says: str, listed: list[str], caller: str | None, applies: bool) -> None:
    statement = document(deny(not_principal={"AWS": listed})).statements[0]
    match = principal_matcher(statement).match(request(principal=caller), PrincipalRules())

    assert match.matched is applies, says


def test_deny_with_not_principal_spares_nobody_who_has_a_boundary() -> None:
    statement = document(deny(not_principal={"AWS": [SESSION, ROLE, ROOT]})).statements[0]
    match = principal_matcher(statement).match(request(), PrincipalRules(denied_by_boundary=True))

    assert match.matched


def test_allow_with_not_principal_leaves_out_whom_it_lists() -> None:
    matcher = principal_matcher(document(allow(not_principal={"AWS": USER})).statements[0])

    assert not matcher.match(request(principal=USER), PrincipalRules()).matched
    assert matcher.match(request(principal=None), PrincipalRules()).matched


KINDS = [
    (None, CallerKind.ANONYMOUS, None),
    ("logs.amazonaws.com", CallerKind.SERVICE, None),
    ("s3.amazonaws.com.cn", CallerKind.SERVICE, None),
    (ROOT, CallerKind.ROOT, ACCOUNT),
    (USER, CallerKind.USER, ACCOUNT),
    (ROLE, CallerKind.ROLE, ACCOUNT),
    (SESSION, CallerKind.ROLE_SESSION, ACCOUNT),
    (FEDERATED, CallerKind.FEDERATED_SESSION, ACCOUNT),
    (OIDC, CallerKind.IDENTITY_PROVIDER, ACCOUNT),
    ("accounts.google.com", CallerKind.IDENTITY_PROVIDER, None),
    (ACCOUNT, CallerKind.ACCOUNT, ACCOUNT),
    ("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", CallerKind.OTHER, None),
]


@pytest.mark.parametrize(("name", "kind", "account"), KINDS)
def test_callers_are_told_apart(name: str | None, kind: CallerKind, account: str | None) -> None:
    principal = read_principal(name)

    assert (principal.kind, principal.account) == (kind, account)


@pytest.mark.parametrize(
    ("name", "principal_arn"),
    [
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForECS/s", None),
        (f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", None),
        (
            f"arn:aws:sts::{ACCOUNT}:assumed-role/Custom/s",
            f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/x.amazonaws.com/Custom",
        ),
    ],
)
def test_service_linked_roles_are_known(name: str, principal_arn: str | None) -> None:
    assert read_principal(name, principal_arn).service_linked
    assert not read_principal(SESSION, principal_arn).service_linked
