"""Would AWS allow this request, and why? The public door of the policy evaluator.

Build an `AuthorizationRequest` and the `Policies` it meets, ask `evaluate`, read the `EvaluationResult`.
Documents are parsed once with `PolicyDocument.parse` and used for any number of requests.
Everything here is pure: no file, no clock, no network.
"""

from __future__ import annotations

from vpce_tui.policy.decision import EvaluationResult, evaluate
from vpce_tui.policy.document import (
    Condition,
    PolicyDocument,
    PolicyDocumentError,
    PrincipalEntry,
    Problem,
    Statement,
)
from vpce_tui.policy.explain import LayerResult, MatchedStatement, NearMiss
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.layers import LAYERS, PolicyLevel
from vpce_tui.policy.request import AuthorizationRequest, ContextEntry, RequestError
from vpce_tui.policy.simulate import CaseError, simulate, simulate_text
from vpce_tui.policy.situation import Policies

__all__ = [
    "LAYERS",
    "AuthorizationRequest",
    "CaseError",
    "Condition",
    "ContextEntry",
    "EvalDecision",
    "EvaluationResult",
    "LayerResult",
    "MatchedStatement",
    "NearMiss",
    "Policies",
    "PolicyDocument",
    "PolicyDocumentError",
    "PolicyLevel",
    "PrincipalEntry",
    "Problem",
    "RequestError",
    "Statement",
    "evaluate",
    "simulate",
    "simulate_text",
]
