"""What would a real request carry, if this caller asked for this over this path?

Out of caller, endpoint, resource and path come the keys that AWS would put into the request context, each with its
origin and why. Keys that such a request does not carry are named too, since a missing key decides as often as
a present one; a key that it may carry with a value not known here is called unknown and left out. Edits come
last and win. Pure: the time is an argument.
Source: IAM User Guide, "AWS global condition context keys", "AWS STS and VPC endpoint policies".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from vpce_tui.policy.context_derivation import DERIVATIONS, Asked, absent, families_told_whole, owner_of
from vpce_tui.policy.context_keys import find_key
from vpce_tui.policy.principals import read_principal
from vpce_tui.policy.request import AuthorizationRequest, ContextValue
from vpce_tui.policy.request_facts import (
    CallerFacts,
    DerivedKey,
    DerivedRequest,
    EndpointFacts,
    OnBehalf,
    Origin,
    Presence,
    RequestPath,
    ResourceFacts,
)

_ON_NOBODYS_BEHALF: Final = OnBehalf()


def derived_context(
    *,
    action: str,
    caller: CallerFacts,
    resource: ResourceFacts,
    path: RequestPath,
    region: str,
    now: datetime,
    endpoint: EndpointFacts | None = None,
    source_address: str | None = None,
    on_behalf: OnBehalf = _ON_NOBODYS_BEHALF,
    edits: Mapping[str, ContextValue | None] | None = None,
) -> DerivedRequest:
    """Return the request that AWS would see, with its complete context.

    `source_address` is the interface's address for a path through an endpoint, else the public address. `now` without
    an offset is UTC. `edits` replace keys or, with None, take them away; keys are compared without regard to case.

    Raises:
        RequestError: The action, a key or a value of an edit cannot be one.
        ValueError: The path leads through an endpoint and none is given.
    """
    if path is RequestPath.ENDPOINT and endpoint is None:
        raise ValueError("a path through an endpoint needs the endpoint")
    who = None if path is RequestPath.UNSIGNED else caller.principal
    principal = read_principal(who, caller.role_arn)
    asked = Asked(action, caller, principal, resource, path, region, now, endpoint, source_address, on_behalf)
    keys = {key.key.lower(): key for derive in DERIVATIONS for key in derive(asked)}
    keys |= {key.key.lower(): key for key in _edited(edits or {}, keys)}
    ordered = tuple(sorted(keys.values(), key=lambda key: key.key.lower()))
    context: dict[str, ContextValue] = {
        key.key: (list(key.values) if key.is_list else key.values[0])
        for key in ordered
        if key.presence is Presence.PRESENT
    }
    request = AuthorizationRequest(action, resource.arn, who, owner_of(resource), context)
    return DerivedRequest(request, ordered, families_told_whole(asked))


def _edited(edits: Mapping[str, ContextValue | None], derived: Mapping[str, DerivedKey]) -> Iterator[DerivedKey]:
    for key, value in edits.items():
        before = derived.get(key.lower())
        name = before.key if before else key
        instead = f" in place of {', '.join(before.values)}" if before and before.values else ""
        if value is None:
            yield absent(name, f"taken away by hand{instead}", Origin.EDIT)
            continue
        known = find_key(key)
        is_list = isinstance(value, (list, tuple)) or (known is not None and known.multivalued)
        items = value if isinstance(value, (list, tuple)) else [value]
        texts = tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)
        yield DerivedKey(name, texts, f"set by hand{instead}", Origin.EDIT, is_list=is_list)
