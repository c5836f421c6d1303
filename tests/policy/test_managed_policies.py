"""Are AWS's own managed policies read, linted and evaluated without a slip? All of them, as moto carries them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from vpce_tui.policy import AuthorizationRequest, EvalDecision, Policies, PolicyDocument, evaluate
from vpce_tui.policy.lint import LintContext, lint
from vpce_tui.policy.lint.context import PolicyKind

ROLE = "arn:aws:iam::111122223333:role/app"


@cache
def documents() -> dict[str, PolicyDocument]:
    """AWS's managed policies by name, read."""
    data: dict[str, Any] = json.loads(aws_managed_policies_data)
    return {name: PolicyDocument.from_object(policy["Document"], name) for name, policy in data.items()}


def decision(name: str, action: str, resource: str) -> EvalDecision:
    request = AuthorizationRequest(action, resource, ROLE, "111122223333", {})
    return evaluate(request, Policies(identity=(documents()[name],))).decision


def test_every_one_of_them_is_a_policy_with_nothing_to_complain_about() -> None:
    assert len(documents()) > 1000
    assert {name: document.problems for name, document in documents().items() if document.problems} == {}


def test_every_one_of_them_can_be_linted_and_none_is_called_unreadable() -> None:
    context = LintContext(kind=PolicyKind.IDENTITY)
    found = {finding.check for document in documents().values() for finding in lint(document, context=context)}

    assert "unreadable" not in found
    assert "version-missing" not in found


def test_every_one_of_them_can_be_evaluated_to_a_decision() -> None:
    request = AuthorizationRequest("s3:GetObject", "arn:aws:s3:::app-data/x", ROLE, "111122223333", {})
    decisions = {evaluate(request, Policies(identity=(document,))).decision for document in documents().values()}

    assert decisions <= {EvalDecision.ALLOWED, EvalDecision.IMPLICIT_DENY, EvalDecision.EXPLICIT_DENY}


def test_they_say_what_their_names_say() -> None:
    bucket, queue = "arn:aws:s3:::app-data/x", "arn:aws:sqs:eu-west-1:111122223333:jobs"

    assert decision("AdministratorAccess", "sqs:SendMessage", queue) is EvalDecision.ALLOWED
    assert decision("AmazonS3ReadOnlyAccess", "s3:GetObject", bucket) is EvalDecision.ALLOWED
    assert decision("AmazonS3ReadOnlyAccess", "s3:PutObject", bucket) is EvalDecision.IMPLICIT_DENY
    assert decision("AWSDenyAll", "s3:GetObject", bucket) is EvalDecision.EXPLICIT_DENY
