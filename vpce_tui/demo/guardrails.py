"""Which control policies stand above the made-up company's accounts?

Service control policies at the root, at the OUs and at one account, a resource control policy at the root. They are
known for the company's accounts; the partner's organization tells nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vpce_tui.demo.accounts import (
    APP,
    DATA,
    MANAGEMENT_ACCOUNT,
    NETWORK,
    ORGANIZATION,
    PARTNER,
    PARTNERS_ORGANIZATION,
    STAGING,
)
from vpce_tui.demo.policies import document
from vpce_tui.demo.unread import forbidden
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.organization import ControlLevel, ControlPolicies, ControlPolicy, Organization, PolicySummary

PARTNERS_MANAGEMENT: Final = "888899990000"
ROOT: Final = "r-a1b2"
_OUS: Final = {
    NETWORK: ("ou-a1b2-infra111",),
    APP: ("ou-a1b2-prod2222",),
    DATA: ("ou-a1b2-prod2222",),
    STAGING: ("ou-a1b2-test3333",),
}

_EVERYTHING: Final = document({"Effect": "Allow", "Action": "*", "Resource": "*"})
_RCP_EVERYTHING: Final = document({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})


def _denying(sid: str, action: list[str], **more: Any) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Deny", "Action": action, "Resource": "*", **more}


_STAY: Final = document(_denying("NobodyLeaves", ["organizations:LeaveOrganization"]))
_KEEP: Final = document(
    _denying("KeysAndLogsStay", ["kms:ScheduleKeyDeletion", "kms:DisableKey", "logs:DeleteLogGroup"])
)
_NO_MAIL: Final = document(_denying("NoMailFromData", ["ses:*", "sns:Publish"]))
_TEST_ONLY: Final = document(
    {
        "Sid": "WhatIsForTests",
        "Effect": "Allow",
        "Action": ["ec2:*", "ecr:*", "s3:*", "logs:*", "ssm:*", "ssmmessages:*", "ec2messages:*", "sts:*"],
        "Resource": "*",
    }
)
"""In place of FullAWSAccess: what is not in it is refused."""
_OUR_PEOPLE: Final = document(
    {
        "Sid": "OurPeopleOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
        "Resource": "*",
        "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    }
)


def guardrails() -> Iterator[tuple[Scope, Record]]:
    """Yield the organization of each account, and the control policies above it."""
    for scope in _OUS:
        yield scope, _organization(ORGANIZATION, MANAGEMENT_ACCOUNT)
    # The network account is the delegated administrator: it may look at all of them.
    for scope in _OUS:
        levels = tuple(_level(target, kind) for target, kind in _chain(scope))
        yield NETWORK, ControlPolicies(account_id=scope.account_id, levels=levels)
    yield PARTNER, _organization(PARTNERS_ORGANIZATION, PARTNERS_MANAGEMENT)
    refused = forbidden("AccessDeniedException", "PartnerView", PARTNER, "organizations:ListParents")
    yield PARTNER, ControlPolicies(account_id=PARTNER.account_id, reading=refused)


def _organization(organization_id: str, management: str) -> Organization:
    arn = f"arn:aws:organizations::{management}"
    return Organization(
        id=organization_id,
        arn=f"{arn}:organization/{organization_id}",
        feature_set="ALL",
        master_account_arn=f"{arn}:account/{organization_id}/{management}",
        master_account_id=management,
    )


def _chain(scope: Scope) -> list[tuple[str, str]]:
    units = [(unit, "ORGANIZATIONAL_UNIT") for unit in _OUS[scope]]
    return [(ROOT, "ROOT"), *units, (scope.account_id, "ACCOUNT")]


_ATTACHED: Final[dict[str, dict[str, str]]] = {
    ROOT: {"FullAWSAccess": _EVERYTHING, "NobodyLeaves": _STAY},
    "ou-a1b2-prod2222": {"FullAWSAccess": _EVERYTHING, "KeysAndLogsStay": _KEEP},
    "ou-a1b2-test3333": {"TestsOnly": _TEST_ONLY},
    DATA.account_id: {"FullAWSAccess": _EVERYTHING, "NoMailFromData": _NO_MAIL},
}


def _level(target: str, kind: str) -> ControlLevel:
    attached = _ATTACHED.get(target, {"FullAWSAccess": _EVERYTHING})
    resource = {"RCPFullAWSAccess": _RCP_EVERYTHING, **({"OurPeopleOnly": _OUR_PEOPLE} if target == ROOT else {})}
    return ControlLevel(
        target_id=target,
        type=kind,
        service_control_policies=tuple(_policy(*each, "SERVICE_CONTROL_POLICY") for each in attached.items()),
        resource_control_policies=tuple(_policy(*each, "RESOURCE_CONTROL_POLICY") for each in resource.items()),
    )


def _policy(name: str, text: str, kind: str) -> ControlPolicy:
    managed = name.endswith("FullAWSAccess")
    return ControlPolicy(
        policy_summary=PolicySummary(
            id=f"p-{name}" if managed else f"p-{name.lower()[:8]}", name=name, type=kind, aws_managed=managed
        ),
        content=text,
    )
