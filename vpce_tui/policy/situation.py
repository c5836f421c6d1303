"""Which layers decide about this request, and by which rule?

The service, the kind of caller and the two accounts settle which layers apply: control policies pass
over service-linked roles, SCPs bind only principals of an account, and `sts:GetCallerIdentity` asks no
policy but an endpoint's. Role trust policies and KMS key policies must allow even within one account.
Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic", "AWS STS and
VPC endpoint policies"; Organizations User Guide, "SCPs", "RCPs"; KMS Developer Guide, "Key policies".
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import Final

import msgspec

from vpce_tui.policy.catalogue import catalogue_date, rcp_services
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.layers import (
    BOUNDARY,
    ENDPOINT,
    IDENTITY,
    RCP,
    RESOURCE,
    SCP,
    SESSION,
    PolicyLevel,
)
from vpce_tui.policy.principals import CallerKind
from vpce_tui.policy.request import AuthorizationRequest

_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_PRINCIPALS_OF_ACCOUNTS: Final = frozenset(
    {
        CallerKind.ROOT,
        CallerKind.ACCOUNT,
        CallerKind.USER,
        CallerKind.ROLE,
        CallerKind.ROLE_SESSION,
        CallerKind.FEDERATED_SESSION,
        CallerKind.OTHER,
    }
)
_ROOTS: Final = frozenset({CallerKind.ROOT, CallerKind.ACCOUNT})
_READS: Final = ("get", "list", "generate", "simulate")
_GRANT_OPERATIONS: Final = frozenset(
    {
        "creategrant",
        "decrypt",
        "derivesharedsecret",
        "describekey",
        "encrypt",
        "generatedatakey",
        "generatedatakeypair",
        "generatedatakeypairwithoutplaintext",
        "generatedatakeywithoutplaintext",
        "generatemac",
        "getpublickey",
        "reencryptfrom",
        "reencryptto",
        "retiregrant",
        "sign",
        "verify",
        "verifymac",
    }
)
_ROOT_CANNOT: Final = frozenset({"sts:assumerole", "sts:tagsession", "sts:setsourceidentity"})
_ALIAS_CHANGES: Final = frozenset({"kms:createalias", "kms:deletealias", "kms:updatealias"})


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy that a request meets. An empty layer does not apply, but for `identity`:
    a caller without identity policies has no Allow from them.
    """

    identity: tuple[PolicyDocument, ...] = ()
    resource: PolicyDocument | None = None
    endpoint: tuple[PolicyDocument, ...] = ()
    scps: tuple[PolicyLevel, ...] = ()
    rcps: tuple[PolicyLevel, ...] = ()
    boundary: tuple[PolicyDocument, ...] = ()
    session: tuple[PolicyDocument, ...] = ()
    endpoint_type: str | None = None
    """`gateway` or `interface` (case is free); None where it is not known."""
    wildcard_only_action: bool = False
    """The action has no resource-level permissions, so that only a Resource of `*` covers it."""

    @property
    def is_gateway(self) -> bool:
        return (self.endpoint_type or "").lower() == "gateway"


class Grant(enum.Enum):
    """Whose Allow makes a request go through, guardrails aside."""

    ENDPOINT_ONLY = "no policy is asked but the endpoint's"
    RESOURCE_ONLY = "the resource's policy alone"
    SAME_ACCOUNT = "the caller's policies or the resource's"
    SAME_ACCOUNT_BY_RESOURCE = "the resource's policy, which may leave it to the caller's policies"
    CROSS_ACCOUNT = "the caller's policies and the resource's"


class Situation(msgspec.Struct, frozen=True):
    """What is settled before any policy is read."""

    grant: Grant
    layers: frozenset[str]
    """The layers that apply."""
    root: bool
    refusal: str = ""
    """Why the service refuses whatever policies say; empty if it does not."""
    warnings: tuple[str, ...] = ()


def situation(request: AuthorizationRequest, policies: Policies) -> Situation:
    """Settle which layers apply to a request and whose Allow it needs."""
    warnings: list[str] = []
    grant = _grant(request, warnings)
    layers = _layers(request, policies, grant, warnings)
    root = request.caller.kind in _ROOTS
    return Situation(grant, frozenset(layers), root, _refusal(request), tuple(warnings))


def _grant(request: AuthorizationRequest, warnings: list[str]) -> Grant:
    if request.action.lower() == "sts:getcalleridentity" and request.caller.kind is not CallerKind.ANONYMOUS:
        return Grant.ENDPOINT_ONLY
    if request.caller.kind not in _PRINCIPALS_OF_ACCOUNTS:
        return Grant.RESOURCE_ONLY
    owner = _owner(request)
    if owner is None:
        warnings.append("the resource's account is not known: it is taken to be the caller's")
    if owner is not None and owner != request.caller.account:
        return Grant.CROSS_ACCOUNT
    return Grant.SAME_ACCOUNT_BY_RESOURCE if _resource_decides(request) else Grant.SAME_ACCOUNT


def _owner(request: AuthorizationRequest) -> str | None:
    """Return the account that owns the resource; AWS's own (`aws`) count as the caller's."""
    parts = request.resource.split(":", 5)
    in_arn = parts[4] if len(parts) == 6 else ""
    if in_arn == "aws":
        return request.caller.account
    if request.account_id:
        return request.account_id
    return in_arn if _ACCOUNT_ID.fullmatch(in_arn) else None


def _resource_decides(request: AuthorizationRequest) -> bool:
    tail = request.resource.split(":", 5)[-1]
    if request.service == "sts":
        return tail.startswith("role/") and ":iam:" in request.resource
    return request.service == "kms" and tail.startswith("key/")


def _layers(request: AuthorizationRequest, policies: Policies, grant: Grant, warnings: list[str]) -> set[str]:
    layers = {ENDPOINT} if policies.endpoint else set()
    if grant is Grant.ENDPOINT_ONLY:
        return layers
    caller = request.caller
    if policies.resource is not None:
        layers.add(RESOURCE)
    if policies.rcps and not caller.service_linked and _rcp_reaches(request, warnings):
        layers.add(RCP)
    if grant is Grant.RESOURCE_ONLY:
        return layers
    layers.add(IDENTITY)
    if policies.scps and not caller.service_linked:
        layers.add(SCP)
    if policies.boundary and caller.kind not in _ROOTS:
        layers.add(BOUNDARY)
    if policies.session and caller.kind not in _ROOTS:
        layers.add(SESSION)
    return layers


def _rcp_reaches(request: AuthorizationRequest, warnings: list[str]) -> bool:
    if request.action.lower() == "kms:retiregrant":
        return False
    if request.service not in rcp_services():
        warnings.append(f"RCPs do not reach {request.service} (as of {catalogue_date()}): they were not evaluated")
        return False
    return True


def may_hold_grant(request: AuthorizationRequest) -> bool:
    """Say whether a grant on a KMS key, which stands in no policy, could allow the request.

    Source: KMS Developer Guide, "Grants in AWS KMS", "Grant operations".
    """
    is_key = request.service == "kms" and request.resource.split(":", 5)[-1].startswith("key/")
    return is_key and request.action_name in _GRANT_OPERATIONS and request.caller.kind is not CallerKind.ANONYMOUS


def _refusal(request: AuthorizationRequest) -> str:
    action = request.action.lower()
    resource = request.resource
    tail = resource.split(":", 5)[-1]
    if action in _ROOT_CANNOT and request.caller.kind is CallerKind.ROOT:
        return "STS lets no root user assume a role"
    if action in _ALIAS_CHANGES and tail.startswith("alias/aws/"):
        return f"KMS keeps {tail} to itself"
    if request.service != "iam" or action.partition(":")[2].startswith(_READS):
        return ""
    if ":iam::aws:policy/" in resource:
        return "nobody but AWS changes an AWS managed policy"
    if tail.startswith("role/aws-reserved/"):
        return f"IAM keeps {tail} to the service that made it"
    return ""
