"""Which keys does a request carry, going by its caller, its path, its resource and the services in between?

Each derivation yields what it can tell: a key with its value, a key that such a request does not carry, or a key
whose value cannot be known here. A later derivation's word on a key replaces an earlier one's.
Source: IAM User Guide, "AWS global condition context keys", "AWS STS and VPC endpoint policies".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from vpce_tui.model.partitions import partition
from vpce_tui.policy.context_keys import endpoint_key_services
from vpce_tui.policy.principals import CallerKind, Principal
from vpce_tui.policy.request_facts import (
    CallerFacts,
    DerivedKey,
    EndpointFacts,
    Membership,
    OnBehalf,
    Origin,
    Presence,
    RequestPath,
    ResourceFacts,
)

_UNSIGNED: Final = "nobody signed the request"
_TEMPORARY: Final = frozenset({CallerKind.ROLE_SESSION, CallerKind.FEDERATED_SESSION})
_TYPES: Final = {
    CallerKind.ROOT: "Account",
    CallerKind.ACCOUNT: "Account",
    CallerKind.USER: "User",
    CallerKind.ROLE: "AssumedRole",
    CallerKind.ROLE_SESSION: "AssumedRole",
    CallerKind.FEDERATED_SESSION: "FederatedUser",
    CallerKind.ANONYMOUS: "Anonymous",
}
_NO_RESOURCE_KEYS: Final = frozenset({"ec2:createvpcendpoint", "ec2:acceptvpcendpointconnections"})
"""Actions without aws:ResourceAccount and its kin; the actions of EBS (`ebs:`) are others."""
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is known about one request."""

    action: str
    caller: CallerFacts
    principal: Principal
    resource: ResourceFacts
    path: RequestPath
    region: str
    now: datetime
    endpoint: EndpointFacts | None
    source_address: str | None
    on_behalf: OnBehalf

    @property
    def service(self) -> str:
        return self.action.partition(":")[0].lower()

    @property
    def through_endpoint(self) -> bool:
        return self.path in (RequestPath.ENDPOINT, RequestPath.UNSIGNED) and self.endpoint is not None


def owner_of(resource: ResourceFacts) -> str | None:
    parts = resource.arn.split(":", 5)
    in_arn = parts[4] if len(parts) == 6 and _ACCOUNT.fullmatch(parts[4]) else None
    return resource.account_id or in_arn


def _present(key: str, value: str | tuple[str, ...], why: str, origin: Origin) -> DerivedKey:
    if isinstance(value, tuple):
        return DerivedKey(key, value, why, origin, is_list=True)
    return DerivedKey(key, (value,), why, origin)


def absent(key: str, why: str, origin: Origin) -> DerivedKey:
    return DerivedKey(key, (), why, origin, Presence.ABSENT)


def _unknown(key: str, why: str, origin: Origin) -> DerivedKey:
    return DerivedKey(key, (), why, origin, Presence.UNKNOWN)


def _value_or_unknown(key: str, value: str | None, why: str, origin: Origin, missing: str) -> DerivedKey:
    return _present(key, value, why, origin) if value is not None else _unknown(key, missing, origin)


def _network(asked: Asked) -> Iterator[DerivedKey]:
    if asked.through_endpoint and asked.endpoint is not None:
        yield from _through_endpoint(asked, asked.endpoint)
        return
    why = {
        RequestPath.FORWARDED: "a service that calls on the caller's behalf does not pass the endpoint on",
        RequestPath.SERVICE: "a service calls over its own network",
    }.get(asked.path, "the request passes no endpoint")
    for key in ("aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp", *_SOME_SERVICES):
        yield absent(key, why, Origin.PATH)
    if asked.path is RequestPath.SERVICE:
        yield absent("aws:SourceIp", why, Origin.PATH)
    else:
        said = "the caller's public address"
        if asked.path is RequestPath.FORWARDED:
            said += ", which a service that calls on the caller's behalf keeps"
        yield _value_or_unknown(
            "aws:SourceIp", asked.source_address, said, Origin.PATH, "the public address is not known here"
        )


_SOME_SERVICES: Final = ("aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths")


def _through_endpoint(asked: Asked, endpoint: EndpointFacts) -> Iterator[DerivedKey]:
    yield absent("aws:SourceIp", "a request through an endpoint has no public address", Origin.PATH)
    yield _present("aws:SourceVpc", endpoint.vpc_id, "the VPC of the endpoint, not of the caller", Origin.ENDPOINT)
    yield _present("aws:SourceVpce", endpoint.vpc_endpoint_id, "the endpoint that the request passes", Origin.ENDPOINT)
    yield _value_or_unknown(
        "aws:VpcSourceIp",
        asked.source_address,
        "the caller's address inside the VPC",
        Origin.PATH,
        "the caller's address is not known here",
    )
    support = endpoint_key_services()
    set_here = support.set_by(asked.action)
    for derived in _about_endpoint(asked, endpoint):
        if derived.key.lower() in set_here:
            yield derived
        else:
            why = f"{asked.service} does not set this key for {asked.action} (as of {support.date})"
            yield absent(derived.key, why, Origin.ENDPOINT)


def _about_endpoint(asked: Asked, endpoint: EndpointFacts) -> Iterator[DerivedKey]:
    owner = endpoint.vpc_account_id or endpoint.account_id
    arn = f"arn:{partition(asked.region)}:ec2:{asked.region}:{owner}:vpc/{endpoint.vpc_id}" if owner else None
    not_known = "the endpoint's account is not known here"
    yield _value_or_unknown("aws:SourceVpcArn", arn, "the VPC of the endpoint", Origin.ENDPOINT, not_known)
    yield _value_or_unknown(
        "aws:VpceAccount", endpoint.account_id, "the endpoint's account", Origin.ENDPOINT, not_known
    )
    yield from _organization("aws:VpceOrgID", "aws:VpceOrgPaths", endpoint.membership, "the endpoint", Origin.ENDPOINT)


def _organization(
    id_key: str, paths_key: str, membership: Membership | None, whose: str, origin: Origin
) -> Iterator[DerivedKey]:
    if membership is None:
        for key in (id_key, paths_key):
            yield _unknown(key, f"whether {whose}'s account is in an organization is not known here", origin)
    elif not membership.organization_id:
        for key in (id_key, paths_key):
            yield absent(key, f"{whose}'s account is in no organization", origin)
    else:
        yield _present(id_key, membership.organization_id, f"the organization of {whose}'s account", origin)
        if membership.paths:
            yield _present(paths_key, membership.paths, f"where {whose}'s account stands in it", origin)
        else:
            yield _unknown(paths_key, f"where {whose}'s account stands in its organization is not known here", origin)


_CALLER_KEYS: Final = (
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalIsAWSService",
)


def _caller(asked: Asked) -> Iterator[DerivedKey]:
    principal, facts = asked.principal, asked.caller
    origin = Origin.CALLER
    if principal.kind in _TYPES:
        yield _present("aws:PrincipalType", _TYPES[principal.kind], "what sort of caller it is", origin)
    else:
        yield _unknown("aws:PrincipalType", "AWS does not document it for this sort of caller", origin)
    if principal.kind is CallerKind.ANONYMOUS:
        yield _present("aws:PrincipalAccount", "anonymous", _UNSIGNED, origin)
        yield _present("aws:userid", "anonymous", _UNSIGNED, origin)
        for key in _CALLER_KEYS:
            yield absent(key, _UNSIGNED, origin)
    elif principal.kind is CallerKind.IDENTITY_PROVIDER:
        for key in ("aws:PrincipalAccount", *_CALLER_KEYS):
            yield absent(key, "SAML and OIDC callers are not yet AWS principals", origin)
        yield _present("aws:FederatedProvider", principal.name, "the provider that vouches for the caller", origin)
    elif principal.kind is CallerKind.SERVICE:
        for key in ("aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"):
            yield absent(key, "a service is a member of no organization", origin)
    else:
        yield from _signed(principal, facts)


def _signed(principal: Principal, facts: CallerFacts) -> Iterator[DerivedKey]:
    origin = Origin.CALLER
    yield _present("aws:PrincipalIsAWSService", "false", "the caller is no service", origin)
    yield _value_or_unknown(
        "aws:PrincipalAccount", principal.account, "the caller's account", origin, "the caller's ARN names no account"
    )
    yield _present("aws:PrincipalArn", *_principal_arn(principal), origin)
    yield from _organization("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", facts.membership, "the caller", origin)
    user_id = facts.user_id or (principal.account if principal.kind is CallerKind.ROOT else None)
    yield _value_or_unknown("aws:userid", user_id, "the caller's id", origin, "the caller's id is not known here")
    if principal.kind is CallerKind.USER:
        yield _present("aws:username", principal.name.rpartition("/")[2], "the user's name", origin)
    else:
        yield absent("aws:username", "only IAM users have it", origin)
    if principal.kind in _TEMPORARY:
        mfa = None if facts.mfa is None else str(facts.mfa).lower()
        yield _value_or_unknown(
            "aws:MultiFactorAuthPresent",
            mfa,
            "temporary credentials say whether MFA was used",
            origin,
            "whether the session began with MFA is not known here",
        )
        yield _unknown("aws:TokenIssueTime", "when the session began is not known here", origin)
    elif principal.kind in (CallerKind.USER, CallerKind.ROOT):
        for key in ("aws:MultiFactorAuthPresent", "aws:TokenIssueTime"):
            yield absent(key, "long-term credentials do not carry it", origin)
    for name, value in facts.tags or ():
        yield _present(f"aws:PrincipalTag/{name}", value, "a tag of the caller", origin)


def _principal_arn(principal: Principal) -> tuple[str, str]:
    """Return aws:PrincipalArn and why it is that."""
    if principal.kind is CallerKind.ROLE_SESSION:
        if principal.role_arn:
            return principal.role_arn, "the role's ARN, never the session's"
        arn = f"arn:{principal.partition}:iam::{principal.account}:role/{principal.role_name}"
        return arn, "the role's ARN, never the session's; taken to have no path, which the session's ARN does not show"
    if principal.kind is CallerKind.ACCOUNT:
        return f"arn:{principal.partition}:iam::{principal.account}:root", "the account's root user"
    return principal.name, "the caller's ARN"


def _services(asked: Asked) -> Iterator[DerivedKey]:
    origin = Origin.SERVICE
    forwarded = asked.path is RequestPath.FORWARDED
    yield _present(
        "aws:ViaAWSService",
        "true" if forwarded else "false",
        "a service calls on the caller's behalf" if forwarded else "no service calls on the caller's behalf",
        origin,
    )
    via = asked.on_behalf.services if forwarded else ()
    if forwarded and via:
        yield _present("aws:CalledVia", via, "the services that the request went through", origin)
        yield _present("aws:CalledViaFirst", via[0], "the first of them", origin)
        yield _present("aws:CalledViaLast", via[-1], "the last of them", origin)
    for key in () if via else ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"):
        make = _unknown if forwarded else absent
        yield make(key, "which service is not known here" if forwarded else "the caller calls directly", origin)
    yield from _as_service(asked)


def _as_service(asked: Asked) -> Iterator[DerivedKey]:
    origin, behalf = Origin.SERVICE, asked.on_behalf
    if asked.principal.kind is not CallerKind.SERVICE:
        for key in ("aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", *_SOURCE_KEYS):
            yield absent(key, "no service calls as itself", origin)
        return
    name = asked.principal.name
    yield _present("aws:PrincipalIsAWSService", "true", "a service calls as itself", origin)
    yield _present("aws:PrincipalServiceName", name, "the service that calls", origin)
    yield _present("aws:PrincipalServiceNamesList", (name,), "the names of the service that calls", origin)
    values = (behalf.source_arn, behalf.source_account, behalf.source_organization_id)
    for key, value in zip(_SOURCE_KEYS, values, strict=True):
        yield _value_or_unknown(
            key, value, "the resource that the service acts for", origin, "what the service acts for is not known here"
        )


_SOURCE_KEYS: Final = ("aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID")


def _resource(asked: Asked) -> Iterator[DerivedKey]:
    origin, resource = Origin.RESOURCE, asked.resource
    if asked.action.lower() in _NO_RESOURCE_KEYS or asked.service == "ebs":
        for key in ("aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"):
            yield absent(key, f"{asked.action} does not set it", origin)
        return
    owner = owner_of(resource)
    missing = "the resource's account is not known here"
    yield _value_or_unknown("aws:ResourceAccount", owner, "the account that owns the resource", origin, missing)
    if asked.service == "s3":
        yield _value_or_unknown("s3:ResourceAccount", owner, "the account that owns the bucket", origin, missing)
    yield from _organization("aws:ResourceOrgID", "aws:ResourceOrgPaths", resource.membership, "the resource", origin)
    for name, value in resource.tags or ():
        yield _present(f"aws:ResourceTag/{name}", value, "a tag of the resource", origin)


def _request(asked: Asked) -> Iterator[DerivedKey]:
    moment = asked.now.astimezone(UTC) if asked.now.tzinfo else asked.now.replace(tzinfo=UTC)
    yield _present("aws:RequestedRegion", asked.region, "the Region that the request goes to", Origin.REQUEST)
    yield _present("aws:SecureTransport", "true", "clients use TLS unless told otherwise", Origin.REQUEST)
    yield _present("aws:CurrentTime", moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "the time of the request", Origin.CLOCK)
    yield _present("aws:EpochTime", str(int(moment.timestamp())), "the time of the request", Origin.CLOCK)


def _keys(asked: Asked) -> Iterator[DerivedKey]:
    """Yield what KMS tells of who uses a key, and by way of which service."""
    if asked.service != "kms":
        return
    if asked.principal.account:
        yield _present("kms:CallerAccount", asked.principal.account, "the caller's account", Origin.CALLER)
    if asked.path in (RequestPath.FORWARDED, RequestPath.SERVICE):
        yield _unknown(
            "kms:ViaService", "which service uses the key, and in which Region, is not known", Origin.SERVICE
        )
    else:
        yield absent("kms:ViaService", "no service uses the key for the caller", Origin.SERVICE)


def families_told_whole(asked: Asked) -> frozenset[str]:
    """Return the families of keys of which everything is known, in lower case; a session may bring tags of its own."""
    whole = set()
    if asked.caller.tags is not None and asked.principal.kind not in (*_TEMPORARY, CallerKind.ROLE):
        whole.add("aws:principaltag/")
    if asked.resource.tags is not None:
        whole.add("aws:resourcetag/")
    return frozenset(whole)


DERIVATIONS: Final[tuple[Callable[[Asked], Iterator[DerivedKey]], ...]] = (
    _network,
    _caller,
    _services,
    _resource,
    _keys,
    _request,
)
"""In this order: what a later one says about a key replaces what an earlier one said."""
