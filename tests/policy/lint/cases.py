"""What a lint test is made of: a policy, where it stands, and what one check must say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.policy.builders import allow as allow_by_identity
from tests.policy.builders import deny as deny_by_identity
from vpce_tui.policy import PolicyDocument
from vpce_tui.policy.lint import LintContext, PolicyFinding, PolicyKind, Severity, lint

ORG = "o-a1b2c3d4e5"
ACCOUNT = "111122223333"
GATEWAY = LintContext(endpoint_type="gateway")
INTERFACE = LintContext(endpoint_type="interface")
S3 = LintContext(service="s3")
STS = LintContext(service="sts", endpoint_type="interface")
IDENTITY = LintContext(PolicyKind.IDENTITY)
RESOURCE = LintContext(PolicyKind.RESOURCE)
SCP = LintContext(PolicyKind.SCP)
RCP = LintContext(PolicyKind.RCP)
INFO, WARNING, ERROR = Severity


def allow(**elements: Any) -> dict[str, Any]:
    """An Allow of everything to everybody but for the elements given."""
    return _with_principal(allow_by_identity(**elements))


def deny(**elements: Any) -> dict[str, Any]:
    return _with_principal(deny_by_identity(**elements))


def _with_principal(statement: dict[str, Any]) -> dict[str, Any]:
    if "NotPrincipal" not in statement:
        statement.setdefault("Principal", "*")
    return {name: value for name, value in statement.items() if value is not None}


@dataclass(frozen=True)
class Case:
    """One policy and the severity that one check gives it; None where the check must keep silent."""

    says: str
    check: str
    want: Severity | None
    statements: tuple[dict[str, Any], ...]
    context: LintContext = field(default=LintContext())
    version: str | None = "2012-10-17"


def findings(
    *statements: dict[str, Any],
    context: LintContext = LintContext(),  # noqa: B008 - frozen
    version: str | None = "2012-10-17",
) -> tuple[PolicyFinding, ...]:
    body: dict[str, Any] = {"Version": version} if version else {}
    return lint(PolicyDocument.from_object({**body, "Statement": list(statements)}), context=context)


def check_case(case: Case) -> None:
    found = findings(*case.statements, context=case.context, version=case.version)
    own = [each for each in found if each.check == case.check]
    assert [each.severity for each in own[:1]] == ([case.want] if case.want else []), found
    for each in own:
        assert each.text, each
        assert each.fix, each
        assert each.line > 0, each
