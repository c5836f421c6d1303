"""Do two policies mean the same, and if not, which statements differ and which requests are decided otherwise?

Statements are compared in their normal form, so that order, case and spelling make no difference. What
statements together come to is asked with requests: which of them are decided otherwise?
Source: IAM User Guide, "IAM JSON policy elements reference"; PrivateLink Guide, "Default endpoint policy".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vpce_tui.policy.decision import EvaluationResult, evaluate
from vpce_tui.policy.document import PolicyDocument, Statement
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.layers import ENDPOINT
from vpce_tui.policy.normal_form import ELEMENTS, NormalStatement, normal_statement
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.situation import Policies

DEFAULT_POLICY: Final = PolicyDocument.from_object(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}, "AWS's default"
)
"""What an endpoint has where nobody gave it a policy (PrivateLink Guide, "Default endpoint policy")."""


def is_default(document: PolicyDocument, service: str | None = None) -> bool:
    """Say whether a policy lets everything through as AWS's default does, in any of its spellings.

    `{"AWS": "*"}` counts as everybody but on STS (`service="sts"`), where it leaves out SAML and OIDC callers.
    """
    if len(document.statements) != 1:
        return False
    statement = normal_statement(document.statements[0])
    everybody = statement.principals[1] == {("*", "*")} or (
        service != "sts" and statement.principals[1] == {("AWS", "*")}
    )
    return (
        everybody
        and statement.principals[0] == "Principal"
        and statement.effect == "Allow"
        and statement.actions == ("Action", frozenset({"*"}))
        and statement.resources == ("Resource", frozenset({"*"}))
        and not statement.conditions
    )


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A statement that both policies have in some form, and the elements in which its meaning differs."""

    before: Statement
    after: Statement
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """How the statements of two policies differ in meaning; all empty where they mean the same."""

    added: tuple[Statement, ...]
    removed: tuple[Statement, ...]
    changed: tuple[StatementChange, ...]

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed)


def diff_policies(before: PolicyDocument, after: PolicyDocument) -> PolicyDiff:
    """Return the statements that were added, removed or changed in meaning; O(statements).

    Statements of equal meaning are left out first. The others are paired by Sid, then by what they are about: the
    same effect and actions, then the same effect and resources, then the same actions.
    """
    old = {normal_statement(each): each for each in reversed(before.statements)}
    new = {normal_statement(each): each for each in reversed(after.statements)}
    gone = sorted(((normal, each) for normal, each in old.items() if normal not in new), key=_position)
    came = sorted(((normal, each) for normal, each in new.items() if normal not in old), key=_position)
    changed: list[StatementChange] = []
    for alike in _ALIKE:
        gone, came = _pair(gone, came, alike, changed)
    changed.sort(key=lambda change: change.after.index)
    return PolicyDiff(tuple(each for _, each in came), tuple(each for _, each in gone), tuple(changed))


_Pair = tuple[NormalStatement, Statement]


def _position(pair: _Pair) -> int:
    return pair[1].index


def _by_sid(pair: _Pair) -> object:
    return pair[1].sid


def _by_actions(pair: _Pair) -> object:
    return (pair[0].effect, pair[0].actions)


def _by_resources(pair: _Pair) -> object:
    return (pair[0].effect, pair[0].resources)


def _by_actions_alone(pair: _Pair) -> object:
    return pair[0].actions


_ALIKE: Final = (_by_sid, _by_actions, _by_resources, _by_actions_alone)


def _pair(
    gone: list[_Pair], came: list[_Pair], alike: object, changed: list[StatementChange]
) -> tuple[list[_Pair], list[_Pair]]:
    """Pair statements that are alike, in their order; return those without a partner."""
    assert callable(alike)
    waiting: dict[object, list[_Pair]] = {}
    for pair in reversed(gone):
        key = alike(pair)
        if key is not None:
            waiting.setdefault(key, []).append(pair)
    taken: set[int] = set()
    left: list[_Pair] = []
    for pair in came:
        partners = waiting.get(alike(pair))
        if not partners:
            left.append(pair)
            continue
        before = partners.pop()
        taken.add(before[1].index)
        changed.append(StatementChange(before[1], pair[1], tuple(_changed_elements(before[0], pair[0]))))
    return [pair for pair in gone if pair[1].index not in taken], left


def _changed_elements(before: NormalStatement, after: NormalStatement) -> Iterator[str]:
    return (name for field, name in ELEMENTS.items() if getattr(before, field) != getattr(after, field))


@dataclass(frozen=True, slots=True)
class DecisionChange:
    """A request that two endpoint policies decide differently."""

    request: AuthorizationRequest
    before: EvaluationResult
    after: EvaluationResult

    @property
    def decisions(self) -> tuple[EvalDecision, EvalDecision]:
        return (self.before.decision, self.after.decision)

    @property
    def endpoint_decisions(self) -> tuple[EvalDecision, EvalDecision]:
        """What the two endpoint policies say by themselves."""
        return (endpoint_decision(self.before), endpoint_decision(self.after))


def endpoint_decision(result: EvaluationResult) -> EvalDecision:
    """Return what the endpoint policy says by itself; allowed where the request met none."""
    for layer in result.layers:
        if layer.layer == ENDPOINT:
            return layer.decision
    return EvalDecision.ALLOWED


def changed_decisions(
    before: PolicyDocument,
    after: PolicyDocument,
    requests: Sequence[AuthorizationRequest],
    policies: Policies | None = None,
) -> tuple[DecisionChange, ...]:
    """Return the requests that are decided otherwise once `after` takes the place of `before`, in their order.

    `policies` are the other policies that the requests meet; without them only what the endpoint policies
    themselves say is compared. O(requests × statements).
    """
    base = policies if policies is not None else Policies()
    old, new = replace(base, endpoint=(before,)), replace(base, endpoint=(after,))
    changes = []
    for request in requests:
        change = DecisionChange(request, evaluate(request, old), evaluate(request, new))
        one, other = change.endpoint_decisions if policies is None else change.decisions
        if one is not other:
            changes.append(change)
    return tuple(changes)
