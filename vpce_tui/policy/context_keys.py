"""Which global condition keys are there, of which type, when does a request carry them, and what goes wrong with them?

A key that is not carried is not false: positive operators fail on it, negated ones hold. That makes the column
`present` the one to read. Four keys about the endpoint are set by some services only; which, is data with a date.
Source: IAM User Guide, "AWS global condition context keys" (copy of 2026-11-22).
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final


class KeyType(enum.StrEnum):
    """What a key's values are; operators of other types do not fit."""

    STRING = "string"
    ARN = "ARN"
    IP = "IP address"
    BOOL = "true or false"
    DATE = "date"
    NUMERIC = "number"


class KeyOf(enum.StrEnum):
    """What a key tells about."""

    NETWORK = "the network path"
    CALLER = "the caller"
    RESOURCE = "the resource"
    SERVICE = "an AWS service that calls"
    REQUEST = "the request"


@dataclass(frozen=True, slots=True)
class ContextKey:
    """One global condition key. A name that ends in `/` stands for all keys that begin so."""

    name: str
    type: KeyType
    of: KeyOf
    present: str
    """When a request carries it."""
    trap: str = ""
    """What people expect of it in vain; empty where nothing is known."""
    multivalued: bool = False
    always: bool = False
    """Whether every request carries it."""
    system_id: bool = False
    """Whether its values are identifiers that AWS makes, in which a wildcard makes no sense."""


_S, _A, _I, _B, _D, _N = KeyType.STRING, KeyType.ARN, KeyType.IP, KeyType.BOOL, KeyType.DATE, KeyType.NUMERIC
_VIA_ENDPOINT: Final = "only through a VPC endpoint"
_SOME_SERVICES: Final = "through a VPC endpoint of some services only"
_MEMBER: Final = "for signed requests by members of an organization"
_NOT_FEDERATED: Final = "absent for unsigned requests, SAML and OIDC callers of STS, and AWS services"

_KEYS: Final = (
    ContextKey(
        "aws:SourceIp",
        _I,
        KeyOf.NETWORK,
        "unless the request comes through a VPC endpoint",
        "through an endpoint an Allow on it never applies and a Deny unless it matches always does; public addresses",
    ),
    ContextKey(
        "aws:VpcSourceIp",
        _I,
        KeyOf.NETWORK,
        _VIA_ENDPOINT,
        "networks of VPCs overlap: pair it with aws:SourceVpc or aws:SourceVpce",
    ),
    ContextKey(
        "aws:SourceVpc",
        _S,
        KeyOf.NETWORK,
        _VIA_ENDPOINT,
        "the VPC of the endpoint, not of the caller; lost when a service calls on; ids are unique to a Region only",
        system_id=True,
    ),
    ContextKey(
        "aws:SourceVpce",
        _S,
        KeyOf.NETWORK,
        _VIA_ENDPOINT,
        "lost when a service calls on the caller's behalf",
        system_id=True,
    ),
    ContextKey("aws:SourceVpcArn", _A, KeyOf.NETWORK, _SOME_SERVICES, "the VPC of the endpoint, not of the caller"),
    ContextKey("aws:VpceAccount", _S, KeyOf.NETWORK, _SOME_SERVICES, "the endpoint's account", system_id=True),
    ContextKey(
        "aws:VpceOrgPaths",
        _S,
        KeyOf.NETWORK,
        f"{_SOME_SERVICES}, and the endpoint's account is in an organization",
        "ForAnyValue:StringNotLike in a Deny does not apply to requests without an endpoint",
        multivalued=True,
    ),
    ContextKey(
        "aws:VpceOrgID",
        _S,
        KeyOf.NETWORK,
        f"{_SOME_SERVICES}, and the endpoint's account is in an organization",
        system_id=True,
    ),
    ContextKey("aws:SecureTransport", _B, KeyOf.NETWORK, "always", always=True),
    ContextKey(
        "aws:Ec2InstanceSourceVpc", _S, KeyOf.NETWORK, "for requests with an EC2 instance's role", system_id=True
    ),
    ContextKey("aws:Ec2InstanceSourcePrivateIPv4", _I, KeyOf.NETWORK, "for requests with an EC2 instance's role"),
    ContextKey(
        "aws:PrincipalArn",
        _A,
        KeyOf.CALLER,
        "for signed requests",
        "of a role session it is the role's ARN with its path, never the session's; "
        "a root ARN is the root user only; " + _NOT_FEDERATED,
    ),
    ContextKey(
        "aws:PrincipalAccount",
        _S,
        KeyOf.CALLER,
        "always but for federated callers of STS; `anonymous` for unsigned requests",
        "a presigned URL carries the signer's account, for layers of ECR that of an AWS account",
        system_id=True,
    ),
    ContextKey("aws:PrincipalOrgID", _S, KeyOf.CALLER, _MEMBER, _NOT_FEDERATED, system_id=True),
    ContextKey("aws:PrincipalOrgPaths", _S, KeyOf.CALLER, _MEMBER, _NOT_FEDERATED, multivalued=True),
    ContextKey("aws:PrincipalTag/", _S, KeyOf.CALLER, "where the caller has the tag"),
    ContextKey("aws:PrincipalType", _S, KeyOf.CALLER, "always", always=True),
    ContextKey("aws:userid", _S, KeyOf.CALLER, "always", always=True),
    ContextKey("aws:username", _S, KeyOf.CALLER, "for IAM users only", "a role session has none"),
    ContextKey("aws:FederatedProvider", _S, KeyOf.CALLER, "for sessions of an identity provider"),
    ContextKey("aws:TokenIssueTime", _D, KeyOf.CALLER, "with temporary credentials"),
    ContextKey("aws:MultiFactorAuthAge", _N, KeyOf.CALLER, "with temporary credentials after MFA"),
    ContextKey(
        "aws:MultiFactorAuthPresent",
        _B,
        KeyOf.CALLER,
        "with temporary credentials",
        "absent with long-term keys: a Deny on false needs BoolIfExists to meet them",
    ),
    ContextKey("aws:SourceIdentity", _S, KeyOf.CALLER, "where a role session was given one"),
    ContextKey("aws:AssumedRoot", _B, KeyOf.CALLER, "for root sessions by sts:AssumeRoot"),
    ContextKey("aws:SignInSessionArn", _A, KeyOf.CALLER, "for sessions of a sign-in"),
    ContextKey("aws:ChatbotSourceArn", _A, KeyOf.CALLER, "for sessions of a chat application"),
    ContextKey(
        "aws:PrincipalIsAWSService",
        _B,
        KeyOf.SERVICE,
        "for signed requests",
        "true for service principals only; absent, not false, for unsigned requests and federated callers of STS",
    ),
    ContextKey("aws:PrincipalServiceName", _S, KeyOf.SERVICE, "when an AWS service calls as itself"),
    ContextKey(
        "aws:PrincipalServiceNamesList", _S, KeyOf.SERVICE, "when an AWS service calls as itself", multivalued=True
    ),
    ContextKey(
        "aws:ViaAWSService",
        _B,
        KeyOf.SERVICE,
        "always",
        "true where a service calls on the caller's behalf, which has no network keys of the endpoint",
        always=True,
    ),
    ContextKey(
        "aws:CalledVia",
        _S,
        KeyOf.SERVICE,
        "when a service calls on the caller's behalf",
        "the order of several services cannot be tested",
        multivalued=True,
    ),
    ContextKey("aws:CalledViaFirst", _S, KeyOf.SERVICE, "when a service calls on the caller's behalf"),
    ContextKey("aws:CalledViaLast", _S, KeyOf.SERVICE, "when a service calls on the caller's behalf"),
    ContextKey("aws:CalledViaAWSMCP", _S, KeyOf.SERVICE, "for calls by way of an AWS MCP server"),
    ContextKey("aws:ViaAWSMCPService", _B, KeyOf.SERVICE, "for calls by way of an AWS MCP server"),
    ContextKey("aws:IsMcpServiceAction", _B, KeyOf.SERVICE, "for calls by way of an AWS MCP server"),
    ContextKey("aws:SourceArn", _A, KeyOf.SERVICE, "when an AWS service acts for a resource"),
    ContextKey("aws:SourceAccount", _S, KeyOf.SERVICE, "when an AWS service acts for a resource", system_id=True),
    ContextKey("aws:SourceOrgID", _S, KeyOf.SERVICE, "when an AWS service acts for a resource", system_id=True),
    ContextKey("aws:SourceOrgPaths", _S, KeyOf.SERVICE, "when an AWS service acts for a resource", multivalued=True),
    ContextKey(
        "aws:ResourceAccount",
        _S,
        KeyOf.RESOURCE,
        "for most actions",
        "buckets that AWS itself owns fail it; absent for EBS, ec2:CreateVpcEndpoint and some others",
        system_id=True,
    ),
    ContextKey(
        "aws:ResourceOrgID",
        _S,
        KeyOf.RESOURCE,
        "for most actions, where the owner is in an organization",
        "buckets that AWS itself owns fail it",
        system_id=True,
    ),
    ContextKey(
        "aws:ResourceOrgPaths",
        _S,
        KeyOf.RESOURCE,
        "for most actions, where the owner is in an organization",
        multivalued=True,
    ),
    ContextKey("aws:ResourceTag/", _S, KeyOf.RESOURCE, "where the action supports it and the resource has the tag"),
    ContextKey("aws:RequestTag/", _S, KeyOf.REQUEST, "where the request sets the tag"),
    ContextKey("aws:TagKeys", _S, KeyOf.REQUEST, "where the request sets tags", multivalued=True),
    ContextKey("aws:RequestedRegion", _S, KeyOf.REQUEST, "always", always=True),
    ContextKey("aws:CurrentTime", _D, KeyOf.REQUEST, "always", always=True),
    ContextKey("aws:EpochTime", _D, KeyOf.REQUEST, "always", always=True),
    ContextKey("aws:Referer", _S, KeyOf.REQUEST, "where the client sends it", "any client can send anything"),
    ContextKey("aws:UserAgent", _S, KeyOf.REQUEST, "where the client sends it", "any client can send anything"),
)

GLOBAL_KEYS: Final[Mapping[str, ContextKey]] = MappingProxyType({key.name.lower(): key for key in _KEYS})
"""Every global key by its name in lower case."""

ENDPOINT_ONLY: Final = frozenset(
    {
        "aws:vpcsourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourcevpcarn",
        "aws:vpceaccount",
        "aws:vpceorgpaths",
        "aws:vpceorgid",
    }
)
"""Keys that only requests through an endpoint carry, in lower case."""

NOT_FOR_FEDERATED: Final = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
    }
)
"""Keys that SAML and OIDC callers of STS do not have (IAM User Guide, "AWS STS and VPC endpoint policies")."""


POSSIBLE_VALUES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"s3:tlsversion": ("1.2", "1.3")})
"""Keys, in lower case, of which requests may carry these values alone. AWS's endpoints take no older TLS since 2024.
Source: AWS Security Blog, "TLS 1.2 to become the minimum TLS protocol level for all AWS API endpoints".
"""


def find_key(name: str) -> ContextKey | None:
    """Return what is known about a global key, in any case, tags included; None for keys of services and others."""
    lower = name.lower()
    head, slash, _ = lower.partition("/")
    return GLOBAL_KEYS.get(head + slash)


@dataclass(frozen=True, slots=True)
class EndpointKeyServices:
    """Which services set which of the four keys about the endpoint, and since when this was true."""

    source: str
    date: str
    services: Mapping[str, frozenset[str]]
    """Service prefix → keys in lower case."""
    exceptions: Mapping[str, frozenset[str]]
    """The same for single actions, in lower case, that differ from their service."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys that only some services set."""
        return frozenset[str]().union(*self.services.values())

    def set_by(self, action: str) -> frozenset[str]:
        """Return the keys that requests for an action carry through an endpoint; `s3` and `s3:*` ask for a service."""
        lower = action.lower()
        return self.exceptions.get(lower, self.services.get(lower.partition(":")[0], frozenset()))


@cache
def endpoint_key_services() -> EndpointKeyServices:
    """Return which services set aws:SourceVpcArn, aws:VpceAccount, aws:VpceOrgPaths and aws:VpceOrgID."""
    data = json.loads((files("vpce_tui.policy") / "data" / "endpoint_keys.json").read_text("utf-8"))
    return EndpointKeyServices(
        data["source"],
        data["date"],
        MappingProxyType({name: _lower(keys) for name, keys in data["services"].items()}),
        MappingProxyType({name.lower(): _lower(keys) for name, keys in data["exceptions"].items()}),
    )


def _lower(keys: list[str]) -> frozenset[str]:
    return frozenset(key.lower() for key in keys)
