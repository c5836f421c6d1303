"""Is a request allowed over a path, as far as the policies at hand tell, and what was taken for granted?

Seldom are all policies at hand. Where none of the caller's or of the resource's was given, they are taken to allow and
the answer says so; an Allow of theirs cannot hide a Deny of the endpoint's, which is the question here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from vpce_tui.policy import EvalDecision, EvaluationResult, Policies, PolicyDocument, RequestError, evaluate
from vpce_tui.policy.catalogue import is_wildcard_only
from vpce_tui.policy.compare import DEFAULT_POLICY
from vpce_tui.policy.judgement import Standing, public_access
from vpce_tui.policy.known import KnownPolicies, State
from vpce_tui.policy.layers import IDENTITY, RESOURCE
from vpce_tui.policy.request_facts import DerivedRequest, RequestPath
from vpce_tui.policy.situation import Grant
from vpce_tui.view.lines import counted
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_known import Effective, effective
from vpce_tui.view.policy_request import Ask, Setting, derived

_EVERYTHING: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_IDENTITY_TAKEN: Final = PolicyDocument.from_object({"Statement": [_EVERYTHING]}, "not given")
_RESOURCE_TAKEN: Final = PolicyDocument.from_object({"Statement": [_EVERYTHING | {"Principal": "*"}]}, "not given")
ENDPOINT_UNREAD: Final = "cannot be read"
"""What a note on the endpoint's policy holds where it is no policy, so that it could allow or deny anything."""
_DENIED: Final = (EvalDecision.EXPLICIT_DENY, EvalDecision.IMPLICIT_DENY)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer over one path."""

    path: RequestPath
    decision: EvalDecision
    derived: DerivedRequest | None = None
    result: EvaluationResult | None = None
    """None where the request cannot be one."""
    error: str = ""
    """Why there is no answer."""
    assumed: tuple[str, ...] = ()
    """Layers of which no policy was given and that are taken to allow."""
    open_keys: tuple[str, ...] = ()
    """Keys that policies read, that such a request may carry, and whose value is not known here."""
    endpoint_note: str = ""
    """Why the endpoint's policy was not asked, or what was taken in its place."""
    place: Effective | None = None
    """The policies besides the endpoint's, and where they come from."""
    doubts: tuple[str, ...] = ()
    """Layers of which a part was not read, or that an unread policy could outdo, so that they do not decide."""

    @property
    def is_denied(self) -> bool:
        return self.decision in _DENIED

    @property
    def is_sure(self) -> bool:
        """Whether nothing was assumed and nothing that decides is unknown."""
        return not (self.assumed or self.open_keys or self.doubts) and self.decision is not EvalDecision.UNKNOWN


def verdict(setting: Setting, text: PolicyText | None, ask: Ask, given: Policies, now: datetime) -> Verdict:
    """Answer one question over the path that it names. O(statements)."""
    try:
        request = derived(setting, ask, now)
    except RequestError as error:
        return Verdict(ask.path, EvalDecision.UNKNOWN, error=str(error))
    endpoint, note, is_known = _endpoint_layer(setting, text, ask, given)
    place = effective(setting, ask, given)
    policies = replace(
        place.policies,
        endpoint=endpoint,
        endpoint_type=setting.type if setting.type in ("gateway", "interface") else None,
        wildcard_only_action=given.wildcard_only_action or bool(is_wildcard_only(ask.action.strip())),
    )
    result, assumed = _evaluated(request, policies, place.known)
    decision = result.decision
    public, _ = public_access(result, place.known.resource)
    if decision is EvalDecision.ALLOWED and public is Standing.BLOCKS:
        decision = EvalDecision.IMPLICIT_DENY
    doubts = _doubts(result, place.known)
    if public is Standing.UNDECIDED and RESOURCE not in doubts and RESOURCE in result.findings:
        doubts = (*doubts, RESOURCE)
    lacking_for_sure = set(result.blocked_by) - set(doubts)
    if decision is not EvalDecision.EXPLICIT_DENY and (not is_known or (doubts and not lacking_for_sure)):
        decision = EvalDecision.UNKNOWN
    open_keys = _open_keys(request, result)
    return Verdict(ask.path, decision, request, result, "", assumed, open_keys, note, place, doubts)


def _doubts(result: EvaluationResult, known: KnownPolicies) -> tuple[str, ...]:
    """Return the layers that do not decide: partly read ones, and one that an unread policy could grant in place of."""
    partly = [each.layer for each in known.layers if each.state is State.PARTLY and each.layer in result.findings]
    unread = known.resource.is_open and not known.resource.says
    within_one_account = result.situation.grant in (Grant.SAME_ACCOUNT, Grant.SAME_ACCOUNT_BY_RESOURCE)
    if unread and within_one_account and IDENTITY in result.blocked_by and IDENTITY not in partly:
        partly.append(IDENTITY)
    return tuple(partly)


def _endpoint_layer(
    setting: Setting, text: PolicyText | None, ask: Ask, given: Policies
) -> tuple[tuple[PolicyDocument, ...], str, bool]:
    """Return the endpoint's policies that the request meets, what is to be said of them, and whether they are known."""
    if not ask.passes_endpoint:
        return (), "the request does not pass the endpoint", True
    if setting.supported is False:
        return (), "not supported by this service: everything passes, whatever the document says", True
    if text is None:
        told = "AWS told no policy: taken for the default, which lets everything through"
        return (DEFAULT_POLICY, *given.endpoint), told, True
    if text.document is None:
        return (), f"{ENDPOINT_UNREAD}: {text.problems[0]}", False
    more = f"with {counted(len(given.endpoint), 'more document')} of the case" if given.endpoint else ""
    return (text.document, *given.endpoint), more, True


def _evaluated(
    request: DerivedRequest, policies: Policies, known: KnownPolicies
) -> tuple[EvaluationResult, tuple[str, ...]]:
    """Return the answer, and the layers that had to be taken to allow since nobody gave or read their policies."""
    result = evaluate(request.request, policies)
    assumed = []
    if IDENTITY in result.blocked_by and not known.identity.is_known:
        assumed.append(IDENTITY)
        policies = replace(policies, identity=(_IDENTITY_TAKEN,))
    if RESOURCE in result.blocked_by and not known.resource.is_known:
        assumed.append(RESOURCE)
        policies = replace(policies, resource=_RESOURCE_TAKEN)
    if assumed:
        result = evaluate(request.request, policies)
    return result, tuple(assumed)


def _open_keys(request: DerivedRequest, result: EvaluationResult) -> tuple[str, ...]:
    return tuple(key for key in result.missing_context_values if request.is_open(key))
