"""Is this request allowed, by which statements, and if not, what is in the way?

`evaluate` holds every statement of every layer against the request, once. The answer carries all
that a reader may ask next: each layer's own decision, all layers that block, the statements that
matched with their lines, the statements that nearly did, the context keys that were missing, and a
warning wherever AWS leaves the outcome undocumented.
Source: IAM User Guide, "Policy evaluation logic"; AWS PrivateLink Guide, "Control access to VPC endpoints
using endpoint policies".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec

from vpce_tui.policy import explain
from vpce_tui.policy.catalogue import is_wildcard_only
from vpce_tui.policy.grants import EvalDecision, decide
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
    LayerFindings,
    PolicyLevel,
    examine,
)
from vpce_tui.policy.principal_match import PrincipalRules
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.situation import Policies, Situation, may_hold_grant, situation
from vpce_tui.policy.statement import StatementRules


class EvaluationResult(msgspec.Struct, frozen=True, dict=True):
    """The answer to one request. What explains it is worked out when it is first read."""

    request: AuthorizationRequest
    decision: EvalDecision
    blocked_by: tuple[str, ...]
    """Every layer that denies or lacks an Allow that is needed, in AWS's order of evaluation; empty if allowed."""
    situation: Situation
    findings: Mapping[str, LayerFindings]
    """Every statement of the layers that apply, by layer."""

    @property
    def allowed(self) -> bool:
        return self.decision is EvalDecision.ALLOWED

    @cached_property
    def layers(self) -> tuple[explain.LayerResult, ...]:
        """Each layer's own decision and one sentence, in AWS's order of evaluation."""
        results = list(explain.layer_results(self.findings.values(), self.situation, self.blocked_by))
        if self.situation.refusal:
            results.append(explain.LayerResult(SERVICE, EvalDecision.IMPLICIT_DENY, self.situation.refusal))
        return tuple(results)

    @cached_property
    def matched_statements(self) -> tuple[explain.MatchedStatement, ...]:
        """Every statement that applied to the request, Deny and Allow, layer by layer."""
        return tuple(explain.matched_statements(self.findings.values()))

    @cached_property
    def near_misses(self) -> tuple[explain.NearMiss, ...]:
        """What kept Allow statements from applying where one would have helped, the closest first; empty if allowed."""
        helping = (
            each
            for layer, each in self.findings.items()
            if explain.could_have_allowed(layer, self.situation, self.blocked_by)
        )
        return tuple(explain.near_misses(helping))

    @cached_property
    def missing_context_values(self) -> tuple[str, ...]:
        """Context keys that statements otherwise about this request read and that it does not carry."""
        return tuple(explain.missing_context_values(self.findings.values(), self.request))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Where the answer stands on ground that AWS does not document, or on a likely mistake."""
        told = explain.warnings(self.findings.values(), self.situation, self.request)
        if self.decision is EvalDecision.IMPLICIT_DENY and may_hold_grant(self.request):
            told.append("a grant on the key may allow what no policy allows: grants are not looked at here")
        return tuple(told)

    @property
    def not_evaluated(self) -> tuple[str, ...]:
        """Layers that do not apply to this request, or of which no policy was given."""
        return tuple(layer for layer in LAYERS if layer not in self.findings)


def evaluate(request: AuthorizationRequest, policies: Policies) -> EvaluationResult:
    """Decide a request by the policies that it meets; O(statements × conditions).

    Never raises for what policies hold: what cannot be decided is `unknown`, never `allowed`.
    """
    settled = situation(request, policies)
    findings = {layer: _examine(layer, request, policies, settled) for layer in LAYERS if layer in settled.layers}
    decision, blocked_by = decide(settled, {layer: each.hopeful for layer, each in findings.items()})
    if any(each.unknown for each in findings.values()):
        worst, blocked_at_worst = decide(settled, {layer: each.worst for layer, each in findings.items()})
        if decision is EvalDecision.ALLOWED and worst is not EvalDecision.ALLOWED:
            decision, blocked_by = EvalDecision.UNKNOWN, blocked_at_worst
    return EvaluationResult(request, decision, blocked_by, settled, findings)


def _examine(layer: str, request: AuthorizationRequest, policies: Policies, settled: Situation) -> LayerFindings:
    rules = _rules(
        layer,
        gateway=policies.is_gateway,
        boundary=bool(policies.boundary),
        wildcard_only=policies.wildcard_only_action or _is_wildcard_only(request),
    )
    always = layer == IDENTITY and settled.root
    return examine(layer, _levels(layer, policies), request, rules, always_allows=always)


def _is_wildcard_only(request: AuthorizationRequest) -> bool:
    """Say whether a request for `*` asks for an action that is known to act on nothing else."""
    return request.resource == "*" and bool(is_wildcard_only(request.action))


def _levels(layer: str, policies: Policies) -> tuple[PolicyLevel, ...]:
    if layer == SCP:
        return policies.scps
    if layer == RCP:
        return policies.rcps
    if layer == RESOURCE:
        return (PolicyLevel("", (policies.resource,) if policies.resource is not None else ()),)
    if layer == ENDPOINT:
        return (PolicyLevel("", policies.endpoint),)
    if layer == IDENTITY:
        return (PolicyLevel("", policies.identity),)
    return (PolicyLevel("", policies.boundary if layer == BOUNDARY else policies.session),)


@lru_cache(maxsize=128)
def _rules(layer: str, *, gateway: bool, boundary: bool, wildcard_only: bool) -> StatementRules:
    if layer == ENDPOINT:
        rules = PrincipalRules(gateway=gateway, absent_matches=True, denied_by_boundary=boundary)
        return StatementRules(has_principals=True, wildcard_only=wildcard_only, principal=rules)
    if layer == RESOURCE:
        rules = PrincipalRules(denied_by_boundary=boundary)
        return StatementRules(
            has_principals=True, absent_resource_covers=True, wildcard_only=wildcard_only, principal=rules
        )
    short_arns = layer in (IDENTITY, BOUNDARY, SESSION)
    return StatementRules(has_principals=False, short_arns=short_arns, wildcard_only=wildcard_only)
