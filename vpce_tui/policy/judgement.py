"""What does each layer mean for a request when some layers, or parts of them, were not read?

The evaluator takes what it is given for everything there is. Here stands beside each layer's answer what was not read
and could say otherwise: a block counts only where nothing unread, and no context key that is not known here, could lift
it; what passes says on which unread part that rests. A layer that nobody read blocks nothing and is not evaluated.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from vpce_tui.policy.catalogue import is_wildcard_only, rcp_services
from vpce_tui.policy.conditions import CompiledCondition, absent_keys
from vpce_tui.policy.context_keys import POSSIBLE_VALUES
from vpce_tui.policy.decision import EvaluationResult, evaluate
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.explain import LayerResult, could_have_allowed
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.known import KnownLayer, KnownPolicies, State
from vpce_tui.policy.layers import IDENTITY, RCP, RESOURCE, SESSION, Found, LayerFindings
from vpce_tui.policy.principals import CallerKind
from vpce_tui.policy.publicity import Publicity, publicity
from vpce_tui.policy.reasons import Outcome
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.request_facts import DerivedRequest
from vpce_tui.policy.situation import Grant, may_hold_grant


class Standing(enum.Enum):
    """What a layer does to a request."""

    PASSES = "passes"
    BLOCKS = "blocks"
    UNDECIDED = "undecided"
    """What was not read, or a key that is not known here, decides."""
    UNREAD = "unread"
    """It was asked for and could not be read; the answer is without it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One layer's part in the answer."""

    layer: str
    standing: Standing
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer with what it does not rest on."""

    result: EvaluationResult
    judgements: tuple[Judgement, ...]
    """Of the layers that are known or were asked for, in AWS's order of evaluation."""
    not_evaluated: tuple[str, ...]
    """Layers that may apply and of which nothing was read."""


def judge(
    request: DerivedRequest, known: KnownPolicies, endpoint: tuple[PolicyDocument, ...], endpoint_type: str | None
) -> Judged:
    """Return what each layer means for a request, given the policies that are known."""
    asked = request.request
    policies = replace(
        known.policies,
        endpoint=endpoint,
        endpoint_type=endpoint_type if endpoint_type in ("gateway", "interface") else None,
        wildcard_only_action=bool(is_wildcard_only(asked.action)),
    )
    result = evaluate(asked, policies)
    layers = {each.layer: each for each in known.layers}
    judgements = [
        _judgement(each, result, layers, request)
        for each in result.layers
        if each.layer not in layers or layers[each.layer].is_known
    ]
    judgements += _without_documents(result, layers)
    judgements += [
        Judgement(each.layer, Standing.UNREAD, f"{_NAMES[each.layer]} could not be read: {each.says}")
        for each in known.layers
        if each.state is State.UNREAD
    ]
    return Judged(result, tuple(judgements), tuple(_not_evaluated(asked, known)))


_NAMES: Final = {
    "identity": "the caller's identity policies",
    "resource": "the resource policy",
    "scp": "the service control policies",
    "rcp": "the resource control policies",
    "boundary": "the permissions boundary",
}


def _not_evaluated(request: AuthorizationRequest, known: KnownPolicies) -> Iterator[str]:
    for each in known.layers:
        out_of_reach = each.layer == RCP and request.service not in rcp_services()
        if each.state in (State.NOT_ASKED, State.UNREAD) and not out_of_reach:
            yield each.layer
    if request.caller.kind in (CallerKind.ROLE, CallerKind.ROLE_SESSION, CallerKind.FEDERATED_SESSION):
        yield SESSION


def _judgement(
    told: LayerResult, result: EvaluationResult, layers: Mapping[str, KnownLayer], request: DerivedRequest
) -> Judgement:
    own = layers.get(told.layer)
    findings = result.findings.get(told.layer)
    keys = open_keys(findings, request) if findings is not None else ()
    rests_on = f" (not known: {', '.join(keys)})" if keys else ""
    missing = f" ({own.says})" if own is not None and own.state is State.PARTLY else ""
    if told.decision is EvalDecision.UNKNOWN or keys:
        return Judgement(told.layer, Standing.UNDECIDED, f"{told.text}{rests_on}{missing}")
    if told.layer == RESOURCE and told.decision is EvalDecision.ALLOWED:
        standing, why = public_access(result, layers[RESOURCE])
        if why:
            return Judgement(RESOURCE, standing, f"{told.text}, but {why}{missing}")
    if told.decision is EvalDecision.ALLOWED:
        return Judgement(told.layer, Standing.UNDECIDED if missing else Standing.PASSES, f"{told.text}{missing}")
    if told.decision is EvalDecision.EXPLICIT_DENY:
        return Judgement(told.layer, Standing.BLOCKS, told.text)
    if not could_have_allowed(told.layer, result.situation, result.blocked_by):
        return Judgement(told.layer, Standing.PASSES, told.text)
    if missing:
        return Judgement(told.layer, Standing.UNDECIDED, f"{told.text}{missing}")
    other = _could_grant_instead(told.layer, result, layers)
    if other:
        return Judgement(told.layer, Standing.UNDECIDED, f"{told.text}; {other}")
    return Judgement(told.layer, Standing.BLOCKS, f"{told.text}{_nearest(told.layer, result)}")


PUBLIC_ACCESS_BLOCKED: Final = (
    "Block Public Access (RestrictPublicBuckets) keeps what a public policy allows within the bucket's own account"
)
PUBLIC_ACCESS_UNREAD: Final = (
    "Block Public Access, which was not read, may keep what a public policy allows within the bucket's own account"
)
_PUBLICITY_NOT_JUDGED: Final = (
    "Block Public Access is on, and whether AWS takes this policy for public is not judged here"
)


def public_access(result: EvaluationResult, resource: KnownLayer) -> tuple[Standing, str]:
    """Return what Block Public Access does to what a bucket's policy allows, and that in words; passes without any.

    It concerns callers from outside of the bucket's account alone, but no AWS service.
    """
    outside = result.situation.grant in (Grant.RESOURCE_ONLY, Grant.CROSS_ACCOUNT)
    if resource.restricts_public is False or not outside or result.request.caller.kind is CallerKind.SERVICE:
        return Standing.PASSES, ""
    found = {publicity(each) for each in resource.documents} - {Publicity.NOT_PUBLIC}
    if not found:
        return Standing.PASSES, ""
    if resource.restricts_public is None:
        return Standing.UNDECIDED, PUBLIC_ACCESS_UNREAD
    if Publicity.PUBLIC in found:
        return Standing.BLOCKS, PUBLIC_ACCESS_BLOCKED
    return Standing.UNDECIDED, _PUBLICITY_NOT_JUDGED


def _could_grant_instead(layer: str, result: EvaluationResult, layers: Mapping[str, KnownLayer]) -> str:
    """Return what was not read and could allow in the place of this layer; empty where nothing could.

    Within one account an Allow on either side is enough; across accounts, and for keys and roles, it is not.
    """
    if layer == RESOURCE and result.situation.grant is Grant.SAME_ACCOUNT and layers[IDENTITY].is_open:
        return "an identity policy, which was not read, could"
    if layer in (RESOURCE, IDENTITY) and may_hold_grant(result.request):
        return "a grant on the key, of which none was read, could"
    may_grant = result.situation.grant in (Grant.SAME_ACCOUNT, Grant.SAME_ACCOUNT_BY_RESOURCE)
    if layer == IDENTITY and may_grant and layers[RESOURCE].is_open and not layers[RESOURCE].says:
        return "the resource's own policy, which was not read, could"
    return ""


def _nearest(layer: str, result: EvaluationResult) -> str:
    nearest = next((miss.text for miss in result.near_misses if miss.layer == layer), "")
    return f" (nearest: {nearest})" if nearest else ""


def _without_documents(result: EvaluationResult, layers: Mapping[str, KnownLayer]) -> Iterator[Judgement]:
    """Yield a block where a policy is needed and AWS said that there is none."""
    resource = layers[RESOURCE]
    if resource.state is State.NONE and RESOURCE in result.blocked_by and RESOURCE not in result.findings:
        yield Judgement(RESOURCE, Standing.BLOCKS, f"{resource.says}, and this caller needs one that allows it")


def open_keys(findings: LayerFindings, request: DerivedRequest) -> tuple[str, ...]:
    """Return the keys not known here on which a layer's own decision rests.

    What other statements settle for certain rests on none.
    """
    keys = {id(found): _keys_of(found, request) for found in (*findings.matched, *findings.unmatched)}
    denies = [found for found in findings.denies if not keys[id(found)]]
    if denies:
        return ()
    settled = {found.level for found in findings.allows if not keys[id(found)]}
    deciding: dict[str, None] = {}
    for found in (*findings.matched, *findings.unmatched):
        if found.effect == "Deny" or found.level not in settled:
            deciding.update(dict.fromkeys(keys[id(found)]))
    return tuple(deciding)


def _keys_of(found: Found, request: DerivedRequest) -> tuple[str, ...]:
    """Return the unknown keys that settle whether a statement applies; none where something known settles it."""
    conditions = found.match.compiled.conditions
    if not conditions:
        return ()
    read = [
        key
        for each in conditions
        for key in absent_keys(each, request.request)
        if request.is_open(key) and not _makes_no_difference(each, key, request.request)
    ]
    in_the_way = [each for each in found.match.elements if each.outcome is not Outcome.MATCHED]
    opened = {key.lower() for key in read}
    if not read or any(each.key.lower() not in opened for each in in_the_way):
        return ()
    return tuple(_as_derived(key, request) for key in read)


def _makes_no_difference(condition: CompiledCondition, key: str, request: AuthorizationRequest) -> bool:
    """Say whether a condition comes to the same with each value that an absent key can have."""
    values = POSSIBLE_VALUES.get(key.lower(), ())
    if not values or condition.key != key.lower():
        return False
    carrying = (replace(request, context={**request.context, key: value}) for value in values)
    return all(condition.match(each).outcome is condition.match(request).outcome for each in carrying)


def _as_derived(key: str, request: DerivedRequest) -> str:
    derived = request.find(key)
    return derived.key if derived is not None else key
