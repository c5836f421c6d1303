"""What does a simulation case, given as JSON, come to?

A case holds a request and the policies it meets; the answer is in the format `vpce-tui/simulation/1`. A
case that cannot be read is answered with `{"id": …, "error": …}`, never with an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vpce_tui.policy.case_reader import CaseError, read_case, unknown_keys
from vpce_tui.policy.decision import EvaluationResult, evaluate
from vpce_tui.policy.document import PolicyDocumentError
from vpce_tui.policy.json_text import JsonError, LineIndex, Node, parse_json, plain_value
from vpce_tui.policy.request import RequestError

FORMAT: Final = "vpce-tui/simulation/1"


def simulate_text(text: str) -> dict[str, Any]:
    """Answer one case given as JSON text; a case that cannot be read gives `{"id": …, "error": …}`."""
    try:
        node = parse_json(text)
    except JsonError as error:
        line, column = LineIndex(text).position(error.offset)
        return {"id": None, "error": f"not JSON at line {line} column {column}: expected {error.expected}"}
    duplicate = _duplicate_key(node)
    case = plain_value(node)
    if duplicate:
        return {"id": _id(case), "error": f"`{duplicate}` stands twice in one object"}
    return simulate(case)


def simulate(case: object) -> dict[str, Any]:
    """Answer one case given as plain values; a case that cannot be read gives `{"id": …, "error": …}`."""
    try:
        request, policies = read_case(case)
    except (CaseError, RequestError, PolicyDocumentError) as error:
        return {"id": _id(case), "error": str(error)}
    answer = result_json(_id(case), evaluate(request, policies))
    answer["warnings"] += [f"the case's key `{key}` is not known and was not looked at" for key in unknown_keys(case)]
    return answer


def _id(case: object) -> Any:
    return case.get("id") if isinstance(case, Mapping) else None


def _duplicate_key(node: Node) -> str:
    """Return a key that an object outside of policies repeats; policies report their own."""
    if isinstance(node.value, tuple):
        seen: set[str] = set()
        for member in node.value:
            if member.key in seen:
                return member.key
            seen.add(member.key)
            found = _duplicate_key(member.node)
            if found:
                return found
    elif isinstance(node.value, list):
        return next((found for item in node.value if (found := _duplicate_key(item))), "")
    return ""


def result_json(case_id: object, result: EvaluationResult) -> dict[str, Any]:
    """Return a result in the format `vpce-tui/simulation/1`."""
    return {
        "format": FORMAT,
        "id": case_id,
        "decision": str(result.decision),
        "blockedBy": list(result.blocked_by),
        "layers": [{"layer": x.layer, "decision": str(x.decision), "text": x.text} for x in result.layers],
        "matchedStatements": [
            {
                "layer": x.layer,
                "policy": x.policy,
                "sid": x.sid,
                "index": x.index,
                "effect": x.effect,
                "lines": list(x.lines),
            }
            | ({"level": x.level} if x.level else {})
            for x in result.matched_statements
        ],
        "nearMisses": [
            {
                "layer": x.layer,
                "policy": x.policy,
                "sid": x.sid,
                "index": x.index,
                "element": x.element,
                "key": x.key or None,
                "text": x.text,
                "lacking": x.lacking,
                "lines": list(x.lines),
            }
            for x in result.near_misses
        ],
        "missingContextValues": list(result.missing_context_values),
        "warnings": list(result.warnings),
        "notEvaluated": list(result.not_evaluated),
    }


__all__ = ["FORMAT", "CaseError", "result_json", "simulate", "simulate_text"]
