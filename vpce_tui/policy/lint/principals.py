"""Does Principal name whom its author means, and will AWS take it?

An endpoint policy must have a Principal. At a gateway endpoint it must be `*`: an account there means its root user
only. Nothing may be abbreviated: no part of an ARN takes a wildcard, and groups are no principals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.document import PrincipalEntry, Statement
from vpce_tui.policy.lint.check import ENDPOINT, LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.subject import Hit, Subject, place_of

_PRINCIPAL_PAGE: Final = 'IAM User Guide, "AWS JSON policy elements: Principal"'
_ENDPOINT_PAGE: Final = 'PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"'
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_ROOT: Final = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:root")
_UNIQUE_ID: Final = re.compile(r"A(?:ROA|IDA|GPA|NPA)[A-Z0-9]{12,}")
_IDENTITY_ARN: Final = re.compile(
    r"arn:[a-z-]+:(?:iam::[0-9]{12}:(?:root|user/.+|role/.+)|sts::[0-9]{12}:(?:assumed-role/.+/.+|federated-user/.+|self))"
)
_WITH_PRINCIPAL: Final = frozenset({PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.RCP})
_WITHOUT_PRINCIPAL: Final = frozenset({PolicyKind.IDENTITY, PolicyKind.SCP})


def principal_missing(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        if statement.principals is None and statement.not_principals is None:
            yield Hit(
                statement.place,
                "the statement has no Principal, which AWS refuses here",
                'add "Principal": "*" and name callers by conditions such as aws:PrincipalArn',
                statement,
            )


def principal_not_allowed(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        for element in ("Principal", "NotPrincipal"):
            if element in statement.places:
                yield Hit(
                    place_of(statement, element),
                    f"this kind of policy takes no {element}: it applies to whom it is attached to",
                    f"leave {element} out",
                    statement,
                )


def gateway_principal(subject: Subject) -> Iterator[Hit]:
    if subject.context.is_interface:
        return
    for statement in subject.statements:
        for entry in statement.principals or ():
            if entry.value == "*" or entry.kind not in ("*", "AWS"):
                continue
            root = bool(_ACCOUNT.fullmatch(entry.value) or _ROOT.fullmatch(entry.value))
            if subject.context.is_gateway:
                yield _at_gateway(statement, entry, root=root)
            elif root:
                yield Hit(
                    entry.place,
                    f"at a gateway endpoint {entry.value} means the account's root user only",
                    "at a gateway endpoint use Principal * with aws:PrincipalAccount",
                    statement,
                    Severity.INFO,
                )


def _at_gateway(statement: Statement, entry: PrincipalEntry, *, root: bool) -> Hit:
    if root:
        return Hit(
            entry.place,
            f"at a gateway endpoint {entry.value} means the account's root user only, none of its roles and users",
            'write "Principal": "*" with StringEquals aws:PrincipalAccount',
            statement,
        )
    return Hit(
        entry.place,
        "the Principal of a gateway endpoint must be `*`; what others do is not documented",
        'write "Principal": "*" with ArnLike aws:PrincipalArn',
        statement,
        Severity.WARNING,
    )


def invalid_principal(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        for entry in (*(statement.principals or ()), *(statement.not_principals or ())):
            wrong = _what_is_wrong(entry) if entry.kind == "AWS" else ""
            if wrong:
                yield Hit(entry.place, wrong, "name an account, a role, a user or a session in full, or `*`", statement)


def _what_is_wrong(entry: PrincipalEntry) -> str:
    value = entry.value
    if value == "*" or _ACCOUNT.fullmatch(value) or _UNIQUE_ID.fullmatch(value):
        return ""
    if "*" in value or "?" in value:
        return f"a principal takes no wildcard but a `*` of its own: `{value}`"
    if ":group/" in value:
        return f"a group is no principal: `{value}`"
    return "" if _IDENTITY_ARN.fullmatch(value) else f"`{value}` is not a principal"


def deleted_principal(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        for entry in (*(statement.principals or ()), *(statement.not_principals or ())):
            if entry.kind == "AWS" and _UNIQUE_ID.fullmatch(entry.value):
                yield Hit(
                    entry.place,
                    f"{entry.value} is an internal id: AWS puts it in place of a role or user that was deleted",
                    "remove it, or write the ARN of the role or user that took its place",
                    statement,
                )


def service_principal(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        for entry in statement.principals or ():
            if entry.kind == "Service":
                yield Hit(
                    entry.place,
                    f"{entry.value} does not call through your endpoint: services use their own networks",
                    "leave it out; in an Allow it admits nobody, in a Deny it hits nobody",
                    statement,
                )


def not_principal(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        if statement.not_principals is None:
            continue
        if statement.effect == "Allow":
            yield Hit(
                place_of(statement, "NotPrincipal"),
                "an Allow with NotPrincipal admits everybody else, unsigned requests included",
                "name whom to admit with Principal",
                statement,
                Severity.ERROR,
            )
        else:
            yield Hit(
                place_of(statement, "NotPrincipal"),
                "a Deny with NotPrincipal spares a role's session only if session, role and account are all listed, "
                "and never a caller with a permissions boundary",
                'write "Principal": "*" with ArnNotLike aws:PrincipalArn',
                statement,
                Severity.INFO if _lists_account_and_caller(statement.not_principals) else None,
            )


def _lists_account_and_caller(entries: tuple[PrincipalEntry, ...]) -> bool:
    """Say whether both an account and somebody of it are listed, as a Deny that spares them must."""
    names = [entry.value for entry in entries]
    accounts = [name for name in names if _ACCOUNT.fullmatch(name) or _ROOT.fullmatch(name)]
    return bool(accounts) and len(accounts) < len(names)


PRINCIPALS: Final = (
    LintCheck(
        "principal-missing",
        "A statement without a Principal",
        Severity.ERROR,
        _ENDPOINT_PAGE,
        principal_missing,
        _WITH_PRINCIPAL,
    ),
    LintCheck(
        "principal-not-allowed",
        "A Principal where the policy takes none",
        Severity.ERROR,
        _PRINCIPAL_PAGE,
        principal_not_allowed,
        _WITHOUT_PRINCIPAL,
    ),
    LintCheck(
        "gateway-principal",
        "A Principal other than * at a gateway endpoint",
        Severity.ERROR,
        _ENDPOINT_PAGE,
        gateway_principal,
        ENDPOINT,
    ),
    LintCheck(
        "invalid-principal",
        "A principal that AWS refuses",
        Severity.ERROR,
        _PRINCIPAL_PAGE,
        invalid_principal,
        _WITH_PRINCIPAL,
    ),
    LintCheck(
        "deleted-principal",
        "A principal that was deleted",
        Severity.WARNING,
        _PRINCIPAL_PAGE,
        deleted_principal,
        _WITH_PRINCIPAL,
    ),
    LintCheck(
        "service-principal",
        "A service as the caller through an endpoint",
        Severity.WARNING,
        _PRINCIPAL_PAGE,
        service_principal,
        ENDPOINT,
    ),
    LintCheck(
        "not-principal",
        "NotPrincipal",
        Severity.WARNING,
        'IAM User Guide, "AWS JSON policy elements: NotPrincipal"',
        not_principal,
        _WITH_PRINCIPAL,
    ),
)
