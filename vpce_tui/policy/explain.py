"""How is an answer told: layer by layer, by the statements that matched and by those that nearly did?

Near misses come closest first: a statement that lacks one thing before one that lacks two. A
statement for another service's actions is no near miss.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from vpce_tui.policy.catalogue import is_wildcard_only
from vpce_tui.policy.conditions import absent_keys
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.layers import BOUNDARY, ENDPOINT, IDENTITY, RCP, RESOURCE, SESSION, Found, LayerFindings
from vpce_tui.policy.principal_match import Closeness
from vpce_tui.policy.reasons import ElementMatch, Outcome, Reason, some
from vpce_tui.policy.request import AuthorizationRequest
from vpce_tui.policy.situation import Grant, Situation

MOST_NEAR_MISSES: Final = 10
_NAMES: Final = {
    "endpoint": "the endpoint policy",
    "identity": "the caller's identity policies",
    "resource": "the resource policy",
    "scp": "the service control policies",
    "rcp": "the resource control policies",
    "boundary": "the permissions boundary",
    "session": "the session policy",
}


_OF_ONE_DOCUMENT: Final = (ENDPOINT, RESOURCE, BOUNDARY, SESSION)


class LayerResult(msgspec.Struct, frozen=True):
    """One layer's own decision, whatever the others say, and a sentence on it."""

    layer: str
    decision: EvalDecision
    text: str


class MatchedStatement(msgspec.Struct, frozen=True):
    """A statement that applied to the request, and where it stands."""

    layer: str
    policy: str
    """The policy's name; empty for one without."""
    sid: str | None
    index: int
    effect: str
    lines: tuple[int, int]
    level: str = ""
    """For control policies: where in the organization the policy is attached."""


class NearMiss(msgspec.Struct, frozen=True):
    """One thing that kept an Allow statement from applying."""

    layer: str
    policy: str
    sid: str | None
    index: int
    element: str
    key: str
    """The context key, where `element` is Condition."""
    text: str
    lacking: int
    """How many things the statement lacked in all; 1 is the closest."""
    lines: tuple[int, int]


def layer_result(findings: LayerFindings, situation: Situation) -> LayerResult:
    """Return what a layer comes to by itself, and why in a sentence."""
    hopeful, worst = findings.hopeful, findings.worst
    name = _NAMES[findings.layer]
    if hopeful.deny:
        text = f"denied by {_where(findings.denies)} in {name}{_for_want_of_a_key(findings.denies)}"
        return LayerResult(findings.layer, EvalDecision.EXPLICIT_DENY, text)
    if (worst.deny, worst.allow) != (hopeful.deny, hopeful.allow):
        text = f"not decided: {_where(findings.unknown)} in {name} holds what is not known here"
        return LayerResult(findings.layer, EvalDecision.UNKNOWN, text)
    if hopeful.allow:
        return LayerResult(findings.layer, EvalDecision.ALLOWED, _allowed_text(findings, hopeful.closeness, situation))
    text = f"nothing in {name} allows the request"
    if findings.layer in _OF_ONE_DOCUMENT and not any(each.effect == "Allow" for each in findings.unmatched):
        text += ": there is no Allow in it"
    levels = [level for level in findings.levels_without_allow if level]
    if levels:
        text += f" at {some(tuple(levels))}"
    if findings.layer == RCP:
        text += "; AWS attaches RCPFullAWSAccess at every level: was it left out?"
    return LayerResult(findings.layer, EvalDecision.IMPLICIT_DENY, text)


def _for_want_of_a_key(denies: Sequence[Found]) -> str:
    """Return the absent key that makes each of these Denies apply, in words; empty where one applies without."""
    absent = [
        [each for each in found.match.elements if each.key and each.reason is Reason.KEY_MISSING and not _is_null(each)]
        for found in denies
    ]
    if not all(absent):
        return ""
    first = absent[0][0]
    return f": {first.operator} holds where {first.key} is absent"


def _is_null(match: ElementMatch) -> bool:
    return match.operator.lower() == "null"


def layer_results(
    layers: Iterable[LayerFindings], situation: Situation, blocked_by: Collection[str]
) -> Iterator[LayerResult]:
    """Yield what each layer comes to; where one lacks an Allow that the request does not need, with why it does not."""
    for findings in layers:
        result = layer_result(findings, situation)
        needless = "" if result.layer in blocked_by else _why_needless(result.layer, blocked_by)
        if result.decision is EvalDecision.IMPLICIT_DENY and needless:
            result = msgspec.structs.replace(result, text=f"{result.text}; {needless}")
        yield result


def _why_needless(layer: str, blocked_by: Collection[str]) -> str:
    if layer == RESOURCE:
        return "" if IDENTITY in blocked_by else "the caller's own policies do"
    if layer == IDENTITY:
        return "the resource policy does"
    return "the resource policy allows it to this very caller, whom this does not limit"


def _allowed_text(findings: LayerFindings, closeness: Closeness, situation: Situation) -> str:
    name = _NAMES[findings.layer]
    if not findings.allows:
        return "the account's root user may do everything in its own account"
    text = f"allowed by {_where(findings.allows)} in {name}"
    if findings.layer == RESOURCE and closeness is Closeness.ACCOUNT and "identity" in situation.layers:
        text += "; it names the account, whose identity policies decide"
    return text


def _where(found: Iterable[Found]) -> str:
    # The same policy may be attached to several levels of an organization.
    return some(tuple(dict.fromkeys(map(_label, found))))


def _label(found: Found) -> str:
    label = found.match.statement.label
    return f"{label} of {found.policy.name}" if found.policy.name else label


def matched_statements(layers: Iterable[LayerFindings]) -> Iterator[MatchedStatement]:
    for findings in layers:
        for found in findings.matched:
            statement = found.match.statement
            yield MatchedStatement(
                findings.layer,
                found.policy.name,
                statement.sid,
                statement.index,
                statement.effect,
                statement.lines,
                findings.levels[found.level],
            )


def could_have_allowed(layer: str, situation: Situation, blocked_by: Collection[str]) -> bool:
    """Say whether an Allow in a layer would have helped: it blocks, or could grant in place of one that does.

    Within one account the resource policy could where the caller's policies do not.
    """
    instead = layer == RESOURCE and IDENTITY in blocked_by and situation.grant is Grant.SAME_ACCOUNT
    return layer in blocked_by or instead


def near_misses(layers: Iterable[LayerFindings]) -> list[NearMiss]:
    """Return what Allow statements of these layers lacked, the closest first, at most `MOST_NEAR_MISSES`."""
    misses = [
        miss
        for findings in layers
        if not (findings.denies and findings.hopeful.allow)
        for found in (*findings.unmatched, *findings.unknown)
        if found.effect == "Allow" and _is_near(found)
        for miss in _misses(findings, found)
    ]
    misses.sort(key=lambda miss: miss.lacking)
    return misses[:MOST_NEAR_MISSES]


def _is_near(found: Found) -> bool:
    """A statement whose actions are of other services was not meant for this request."""
    action = found.match.elements[0]
    if action.matched or action.element == "NotAction":
        return True
    service = action.found[0].partition(":")[0].lower()
    return any(value.partition(":")[0].lower() == service for value in action.wanted)


def _misses(findings: LayerFindings, found: Found) -> Iterator[NearMiss]:
    failures = found.match.failures
    statement = found.match.statement
    for failure in failures:
        yield NearMiss(
            findings.layer,
            found.policy.name,
            statement.sid,
            statement.index,
            failure.element,
            failure.key,
            failure.text,
            len(failures),
            statement.lines,
        )


def missing_context_values(layers: Iterable[LayerFindings], request: AuthorizationRequest) -> list[str]:
    """Return absent keys that conditions read of statements which otherwise are about this request."""
    keys: dict[str, str] = {}
    for findings in layers:
        for group in (findings.matched, findings.unknown, findings.unmatched):
            for found in group:
                if found.match.compiled.conditions and _is_about_request(found.match.elements):
                    for condition in found.match.compiled.conditions:
                        for key in absent_keys(condition, request):
                            keys.setdefault(key.lower(), key)
    return list(keys.values())


def _is_about_request(elements: Iterable[ElementMatch]) -> bool:
    return all(each.outcome is Outcome.MATCHED for each in elements if each.element != "Condition")


def warnings(layers: Iterable[LayerFindings], situation: Situation, request: AuthorizationRequest) -> list[str]:
    """Return each warning once, in the order of the layers."""
    texts: dict[str, None] = dict.fromkeys(situation.warnings)
    for findings in layers:
        name = _NAMES[findings.layer]
        policies: dict[int, Found] = {}
        for group in (findings.matched, findings.unknown, findings.unmatched):
            for found in group:
                policies.setdefault(id(found.policy), found)
                for text in _statement_warnings(findings, found, request):
                    texts.setdefault(f"{name}, {_label(found)}: {text}")
        for found in policies.values():
            texts.update((f"{name} {found.policy.name}, {problem}", None) for problem in found.policy.problems)
    if "*" in request.resource and not is_wildcard_only(request.action):
        texts.setdefault("the resource is a pattern: an Allow counts if it covers some of it, a Deny if it covers all")
    return list(texts)


_PLAIN_TEXT: Final = "without Version 2012-10-17 `${…}` is plain text"
_THROUGH_ENDPOINT: Final = ("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip")


def _statement_warnings(findings: LayerFindings, found: Found, request: AuthorizationRequest) -> Iterator[str]:
    action, resource = found.match.elements[:2]
    if not action.matched:
        return
    yield from found.match.warnings
    statement = found.match.statement
    if not statement.variables and any("${" in value for value in resource.wanted):
        yield _PLAIN_TEXT
    if not resource.matched:
        return
    for condition in found.match.compiled.conditions:
        if condition.key == "aws:sourceip" and any(key in request.entries for key in _THROUGH_ENDPOINT):
            yield "aws:SourceIp is absent from requests through a VPC endpoint: aws:VpcSourceIp is there instead"
        if condition.key == "aws:principalarn" and any(":assumed-role/" in v for v in condition.condition.values):
            yield "aws:PrincipalArn is the role's ARN, never the session's"
        if not statement.variables and any("${" in value for value in condition.condition.values):
            yield _PLAIN_TEXT
    if findings.layer not in (ENDPOINT, RESOURCE, RCP) and (statement.principals or statement.not_principals):
        yield "Principal has no meaning here and is ignored"
