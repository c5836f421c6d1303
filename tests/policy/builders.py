"""Builders of policies, requests and cases: a test says only what matters to it."""

from __future__ import annotations

from typing import Any

from vpce_tui.policy import AuthorizationRequest, Policies, PolicyDocument, PolicyLevel

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app-role"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/app-role/i-0abc"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/ann"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OBJECT = "arn:aws:s3:::app-data/reports/q3.csv"


def allow(**elements: Any) -> dict[str, Any]:
    """An Allow statement on everything but for the elements given; `not_action` drops Action, and so on."""
    return _statement("Allow", elements)


def deny(**elements: Any) -> dict[str, Any]:
    return _statement("Deny", elements)


def _statement(effect: str, elements: dict[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": effect, "Action": "*", "Resource": "*"}
    for name, value in elements.items():
        element = "".join(word.capitalize() for word in name.split("_"))
        if element.startswith("Not"):
            statement.pop(element.removeprefix("Not"), None)
        statement[element] = value
    return statement


def document(*statements: dict[str, Any], version: str | None = "2012-10-17", name: str = "p") -> PolicyDocument:
    body: dict[str, Any] = {"Version": version} if version else {}
    return PolicyDocument.from_object({**body, "Statement": list(statements)}, name)


def levels(*statements_by_level: tuple[dict[str, Any], ...]) -> tuple[PolicyLevel, ...]:
    return tuple(
        PolicyLevel(f"level-{number}", (document(*statements, name=f"cp-{number}"),))
        for number, statements in enumerate(statements_by_level)
    )


def request(
    *,
    principal: str | None = SESSION,
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    account: str | None = ACCOUNT,
    context: dict[str, Any] | None = None,
) -> AuthorizationRequest:
    return AuthorizationRequest(action, resource, principal, account, context or {})


def policies(
    *,
    identity: tuple[dict[str, Any], ...] | None = None,
    resource: tuple[dict[str, Any], ...] | None = None,
    endpoint: tuple[dict[str, Any], ...] | None = None,
    boundary: tuple[dict[str, Any], ...] | None = None,
    session: tuple[dict[str, Any], ...] | None = None,
    **more: Any,
) -> Policies:
    """Policies with one document a layer, given as its statements."""
    single = {"identity": identity, "endpoint": endpoint, "boundary": boundary, "session": session}
    given: dict[str, Any] = {
        layer: (document(*statements, name=layer),) for layer, statements in single.items() if statements is not None
    }
    if resource is not None:
        given["resource"] = document(*resource, name="resource")
    return Policies(**given, **more)
