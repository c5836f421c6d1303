"""Does an endpoint policy of STS let through what people forget?

Callers by SAML and OIDC (roles for service accounts of EKS, deployments from GitHub) are no AWS principals: they
have none of aws:PrincipalOrgID, aws:PrincipalAccount, aws:PrincipalArn and aws:PrincipalIsAWSService, and only a bare
`*` names them. `sts:GetCallerIdentity` needs no permission anywhere but here.
Source: IAM User Guide, "AWS STS and VPC endpoint policies".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.context_keys import NOT_FOR_FEDERATED
from vpce_tui.policy.document import Statement
from vpce_tui.policy.lint.check import ENDPOINT, LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import ConditionUse, Hit, Subject, place_of
from vpce_tui.policy.patterns import pattern

_PAGE: Final = 'IAM User Guide, "AWS STS and VPC endpoint policies"'
_FEDERATED: Final = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
_IDENTITY: Final = "sts:GetCallerIdentity"


def is_for(subject: Subject, service: str) -> bool:
    """Say whether an endpoint policy is for a service: by what is known, else by the actions that it allows."""
    if subject.kind is not PolicyKind.ENDPOINT:
        return False
    if subject.context.service is not None:
        return service in subject.context.prefixes
    named = (value.lower().partition(":")[0] for each in subject.allows for value in each.actions or ())
    return any(prefix == service for prefix in named)


def covers_action(statement: Statement, action: str) -> bool:
    """Say whether Action or NotAction takes an action in."""
    wanted = action.lower()
    values = statement.actions if statement.actions is not None else statement.not_actions
    hit = any(value in ("*", "*:*") or pattern(value.lower()).matches(wanted) for value in values or ())
    return hit if statement.actions is not None else not hit


def without_caller_identity(subject: Subject) -> Iterator[Hit]:
    if not is_for(subject, "sts") or not any(True for _ in subject.allows):
        return
    if any(covers_action(each, _IDENTITY) and _covers_any_resource(each) for each in subject.allows):
        return
    yield Hit(
        subject.start,
        f"{_IDENTITY} is not allowed, which no other policy can make up for: the AWS CLI and Terraform call it first",
        f'add an Allow of {_IDENTITY} on Resource "*"',
    )


def _covers_any_resource(statement: Statement) -> bool:
    return "*" in (statement.resources or ()) or statement.not_resources is not None


def federated_left_out(subject: Subject) -> Iterator[Hit]:
    if not is_for(subject, "sts"):
        return
    for action in _FEDERATED:
        covering = [each for each in subject.allows if covers_action(each, action)]
        if not covering:
            continue
        hindered = [_hindrance(subject, each) for each in covering]
        if all(hindered):
            text, use = hindered[0] or ("", None)
            yield _hit(action, text, use, covering[0])
            return
        for statement in subject.denies:
            denying = _denied_by(subject, statement, action)
            if denying is not None:
                yield _hit(action, f"{denying.condition.key} is absent", denying, statement)
                return


def _hit(action: str, text: str, use: ConditionUse | None, statement: Statement) -> Hit:
    return Hit(
        use.condition.place if use else place_of(statement, "Principal"),
        f"SAML and OIDC callers ({action}: EKS service accounts, GitHub) are refused: {text} in their requests",
        "let them through in a statement of their own: Principal *, the two AssumeRoleWith… actions, and "
        "StringEquals aws:ResourceOrgID instead of keys of the principal",
        statement,
    )


def _hindrance(subject: Subject, statement: Statement) -> tuple[str, ConditionUse | None] | None:
    """Return what keeps an Allow from federated callers, or None where nothing does."""
    if statement.principals and not any(entry.kind in ("*", "Federated") for entry in statement.principals):
        return 'Principal {"AWS": …} means callers that sign with AWS credentials, which do not stand', None
    for use in subject.uses_of(statement):
        if use.key in NOT_FOR_FEDERATED and not use.holds_when_absent:
            return f"{use.condition.key} is absent", use
    return None


def _denied_by(subject: Subject, statement: Statement, action: str) -> ConditionUse | None:
    """Return the condition by which a Deny hits federated callers for want of a key, or None."""
    if not covers_action(statement, action):
        return None
    if statement.principals and not any(entry.kind in ("*", "Federated") for entry in statement.principals):
        return None
    uses = [use for use in subject.uses_of(statement) if use.key in NOT_FOR_FEDERATED]
    others = [use for use in subject.uses_of(statement) if use.key not in NOT_FOR_FEDERATED]
    # Another condition may be what spares them; only a Deny on the caller alone is sure to hit them.
    if not uses or others or not all(use.holds_when_absent for use in uses):
        return None
    return uses[0]


STS: Final = (
    LintCheck(
        "sts-caller-identity",
        "An STS endpoint without GetCallerIdentity",
        Severity.WARNING,
        _PAGE,
        without_caller_identity,
        ENDPOINT,
    ),
    LintCheck(
        "sts-federated-callers",
        "An STS endpoint that refuses SAML and OIDC callers",
        Severity.WARNING,
        _PAGE,
        federated_left_out,
        ENDPOINT,
    ),
)
