"""What has to be known of a request to derive its context, and what a derived key looks like."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from vpce_tui.policy.catalogue import may_carry
from vpce_tui.policy.context_keys import find_key
from vpce_tui.policy.request import AuthorizationRequest


class RequestPath(enum.StrEnum):
    """How a request reaches the service; that decides which network keys it carries."""

    ENDPOINT = "endpoint"
    INTERNET = "internet"
    """Over an internet or NAT gateway, or from outside of AWS."""
    FORWARDED = "forwarded"
    """Made by a service on the caller's behalf (forward access sessions)."""
    SERVICE = "service"
    """Made by an AWS service as itself."""
    UNSIGNED = "unsigned"
    """Without credentials; through the endpoint where one is given, else over the internet."""


class Presence(enum.StrEnum):
    """Whether a request carries a key."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
    """It may, but with which value cannot be told here; it is left out of the request."""


class Origin(enum.StrEnum):
    """What a key's value or absence was derived from."""

    CALLER = "caller"
    ENDPOINT = "endpoint"
    PATH = "network path"
    SERVICE = "calling service"
    RESOURCE = "resource"
    REQUEST = "request"
    CLOCK = "clock"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class DerivedKey:
    """One key of the request context, with its values, where they come from and why."""

    key: str
    values: tuple[str, ...]
    """Empty unless the key is present."""
    why: str
    origin: Origin
    presence: Presence = Presence.PRESENT
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class DerivedRequest:
    """A request with a complete context, and how each key came to be."""

    request: AuthorizationRequest
    keys: tuple[DerivedKey, ...]
    """Present, absent and unknown keys, sorted by name."""
    told_whole: frozenset[str] = frozenset()
    """Families of keys (`aws:principaltag/`) of which `keys` holds each that the request carries."""

    def find(self, key: str) -> DerivedKey | None:
        """Return what was derived about a key, in any case."""
        lower = key.lower()
        return next((each for each in self.keys if each.key.lower() == lower), None)

    def is_open(self, key: str) -> bool:
        """Say whether the request may carry a key, or another value of it, that is not known here.

        What nothing derives here may be carried, unless requests for the action never do. A key that every request
        carries cannot be absent: taken away, it is not known.
        """
        derived = self.find(key)
        if derived is not None:
            known = find_key(key) if derived.presence is Presence.ABSENT else None
            return derived.presence is Presence.UNKNOWN or (known is not None and known.always)
        head, slash, _ = key.lower().partition("/")
        return head + slash not in self.told_whole and may_carry(self.request.action, key)


@dataclass(frozen=True, slots=True)
class Membership:
    """An account's place in an organization. An empty id means: it is known to be in none."""

    organization_id: str = ""
    paths: tuple[str, ...] = ()
    """`o-…/r-…/ou-…/`; empty where they are not known."""


@dataclass(frozen=True, slots=True)
class CallerFacts:
    """Who asks. What is None is not known."""

    principal: str | None
    """An ARN, a service (`logs.amazonaws.com`), an identity provider, or None for nobody."""
    role_arn: str | None = None
    """Of a role session: the role's whole ARN, as its path does not show in the session's."""
    membership: Membership | None = None
    user_id: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None
    mfa: bool | None = None


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """The endpoint that the request passes."""

    vpc_endpoint_id: str
    vpc_id: str
    account_id: str | None = None
    """The endpoint's account."""
    vpc_account_id: str | None = None
    """The account of the VPC where that differs: a shared VPC."""
    membership: Membership | None = None


@dataclass(frozen=True, slots=True)
class ResourceFacts:
    """What is asked for."""

    arn: str
    account_id: str | None = None
    membership: Membership | None = None
    tags: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """The services a request went through, and the resource that one of them acts for."""

    services: tuple[str, ...] = field(default=())
    """In the order of the calls: `athena.amazonaws.com`, …."""
    source_arn: str | None = None
    source_account: str | None = None
    source_organization_id: str | None = None
