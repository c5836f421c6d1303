"""Who is the caller, and which names does a policy know it by?

An assumed-role session is known by its own ARN, its role's ARN and its account; a federated
session by its own ARN and the ARN of the user that asked for it. A session's ARN does not show
the role's path, so the role is compared by account and name unless `aws:PrincipalArn` gives
the whole ARN.
Source: IAM User Guide, "AWS JSON policy elements: Principal"; "IAM identifiers".
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final


class CallerKind(enum.Enum):
    """What sort of caller a request has."""

    ANONYMOUS = "anonymous"
    SERVICE = "AWS service"
    ROOT = "root user"
    USER = "IAM user"
    ROLE = "IAM role"
    ROLE_SESSION = "role session"
    FEDERATED_SESSION = "federated user session"
    IDENTITY_PROVIDER = "identity provider"
    ACCOUNT = "account"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller taken apart. `account` and `role_name` are None where they do not apply."""

    kind: CallerKind
    name: str
    """As the request gives it; empty for an unsigned request."""
    account: str | None = None
    partition: str = "aws"
    role_name: str | None = None
    role_arn: str | None = None
    """The role's whole ARN where it is known, path included."""
    user_arn: str | None = None
    """For a federated session: the user it was asked for by."""
    service_linked: bool = False


ANONYMOUS = Principal(CallerKind.ANONYMOUS, "")
COGNITO_IDENTITY: Final = "cognito-identity.amazonaws.com"
"""An identity provider whose name looks like a service's."""


def read_principal(name: str | None, principal_arn: str | None = None) -> Principal:
    """Take a principal apart; `principal_arn` is the request's `aws:PrincipalArn`, if any."""
    if not name:
        return ANONYMOUS
    parts = name.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn":
        return _from_arn(name, parts, principal_arn)
    if name.isdigit() and len(name) == 12:
        return Principal(CallerKind.ACCOUNT, name, account=name)
    if name == COGNITO_IDENTITY:
        return Principal(CallerKind.IDENTITY_PROVIDER, name)
    if name.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return Principal(CallerKind.SERVICE, name)
    if "." in name:
        return Principal(CallerKind.IDENTITY_PROVIDER, name)
    return Principal(CallerKind.OTHER, name)


def _from_arn(name: str, parts: list[str], principal_arn: str | None) -> Principal:
    _, partition, service, _, account, resource = parts
    kind, _, rest = resource.partition("/")
    if service == "iam" and resource == "root":
        return Principal(CallerKind.ROOT, name, account, partition)
    if service == "iam" and kind == "user":
        return Principal(CallerKind.USER, name, account, partition)
    if service == "iam" and kind == "role":
        role_name = rest.rpartition("/")[2]
        linked = rest.startswith("aws-service-role/")
        return Principal(CallerKind.ROLE, name, account, partition, role_name, name, service_linked=linked)
    if service == "iam" and kind in ("oidc-provider", "saml-provider"):
        return Principal(CallerKind.IDENTITY_PROVIDER, name, account, partition)
    if service == "sts" and kind == "assumed-role":
        return _session(name, partition, account, rest.partition("/")[0], principal_arn)
    if service == "sts" and kind == "federated-user":
        user = f"arn:{partition}:iam::{account}:user/{rest}"
        return Principal(CallerKind.FEDERATED_SESSION, name, account, partition, user_arn=user)
    return Principal(CallerKind.OTHER, name, account or None, partition)


def _session(name: str, partition: str, account: str, role_name: str, principal_arn: str | None) -> Principal:
    role_arn = None
    prefix = f"arn:{partition}:iam::{account}:role/"
    if principal_arn and principal_arn.startswith(prefix) and principal_arn.rpartition("/")[2] == role_name:
        role_arn = principal_arn
    path = role_arn[len(prefix) :] if role_arn else ""
    # IAM keeps this prefix for service-linked roles: no one else can create a role of such a name.
    linked = path.startswith("aws-service-role/") or role_name.startswith("AWSServiceRoleFor")
    return Principal(CallerKind.ROLE_SESSION, name, account, partition, role_name, role_arn, service_linked=linked)
