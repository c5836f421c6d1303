"""From what every layer says by itself, is the request allowed, and which layers are in the way?

A Deny in any layer is final. Guardrails (endpoint policy, RCPs, SCPs) must each allow. Then someone
must grant: in one account the caller's policies or the resource's, across accounts both. A grant to the
caller itself passes by boundary and session policy; a grant to the caller's role does not; a grant to
the account leaves it to the caller's policies.
Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic".
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Final

from vpce_tui.policy.layers import (
    BOUNDARY,
    ENDPOINT,
    IDENTITY,
    LAYERS,
    RCP,
    RESOURCE,
    SCP,
    SERVICE,
    SESSION,
    Side,
)
from vpce_tui.policy.principal_match import Closeness
from vpce_tui.policy.situation import Grant, Situation


class EvalDecision(enum.StrEnum):
    """The answer to a request, as IAM's policy simulator calls it; `unknown` where something decides that is not
    known here.
    """

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"
    UNKNOWN = "unknown"


GUARDRAILS: Final = (ENDPOINT, RCP, SCP)
_ABSENT: Final = Side(deny=False, allow=False)


def decide(situation: Situation, sides: Mapping[str, Side]) -> tuple[EvalDecision, tuple[str, ...]]:
    """Return the decision and every layer that blocks, in the order of `LAYERS`.

    `sides` holds the layers that apply. A layer blocks if it denies, or if it lacks an Allow that is needed.
    """
    denying = {layer for layer, side in sides.items() if side.deny}
    lacking = set(_lacking(situation, sides))
    if situation.refusal:
        lacking.add(SERVICE)
    blocking = tuple(layer for layer in (*LAYERS, SERVICE) if layer in denying | lacking)
    if denying:
        return EvalDecision.EXPLICIT_DENY, blocking
    return (EvalDecision.IMPLICIT_DENY if lacking else EvalDecision.ALLOWED), blocking


def _lacking(situation: Situation, sides: Mapping[str, Side]) -> Iterator[str]:
    """Yield the layers without an Allow that the request needs from them."""
    for layer in GUARDRAILS:
        if layer in sides and not sides[layer].allow:
            yield layer
    resource = sides.get(RESOURCE, _ABSENT)
    grant = situation.grant
    if grant is Grant.ENDPOINT_ONLY:
        return
    if grant is Grant.RESOURCE_ONLY:
        if not resource.allow:
            yield RESOURCE
    elif grant is Grant.CROSS_ACCOUNT:
        if not resource.allow:
            yield RESOURCE
        yield from _caller_lacks(sides)
    else:
        yield from _same_account_lacks(situation, sides, resource)


def _caller_lacks(sides: Mapping[str, Side], *, granted: bool = False) -> Iterator[str]:
    """Yield what the caller's side lacks; `granted` means that its identity policies are not needed."""
    if not granted and not sides[IDENTITY].allow:
        yield IDENTITY
    for layer in (BOUNDARY, SESSION):
        if layer in sides and not sides[layer].allow:
            yield layer


def _same_account_lacks(situation: Situation, sides: Mapping[str, Side], resource: Side) -> Iterator[str]:
    if resource.allow and resource.closeness is Closeness.CALLER:
        return
    if situation.grant is Grant.SAME_ACCOUNT_BY_RESOURCE and not resource.allow:
        yield RESOURCE
    yield from _caller_lacks(sides, granted=resource.allow and resource.closeness is Closeness.ROLE)
