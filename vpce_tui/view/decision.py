"""How does the answer of a policy evaluation read?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_SIGNS = {"allowed": "●", "explicitDeny": "✗", "implicitDeny": "✗", "unknown": "?"}
_VERBS = {"Allow": "allows", "Deny": "denies"}
_WORDS = {
    "allowed": "ALLOWED",
    "explicitDeny": "DENIED by a statement (explicit deny)",
    "implicitDeny": "DENIED for want of an Allow (implicit deny)",
    "unknown": "UNKNOWN",
}


def decision_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of one result in the format `vpce-tui/simulation/1`, or of a case that could not be read."""
    name = result.get("id")
    if "error" in result:
        yield f"? {name or 'case'}: cannot be read: {result['error']}"
        return
    decision = result["decision"]
    blocked = f"   blocked by {', '.join(result['blockedBy'])}" if result["blockedBy"] else ""
    yield f"{_SIGNS[decision]} {name or 'request'}: {_WORDS[decision]}{blocked}"
    for layer in result["layers"]:
        yield f"  {_SIGNS.get(layer['decision'], '·')} {layer['layer']:<10} {layer['text']}"
    for match in result["matchedStatements"]:
        first, last = match["lines"]
        yield f"  = {_statement(match)} {_VERBS.get(match['effect'], match['effect'])} it, lines {first}-{last}"
    for miss in result["nearMisses"]:
        alone = miss.get("lacking", 1) == 1
        verb = "would match but for" if alone else "does not match, for one thing by"
        yield f"  ~ {_statement(miss)} {verb} {miss['key'] or miss['element']}: {miss['text']}"
    if result["missingContextValues"]:
        yield f"  missing from the context: {', '.join(result['missingContextValues'])}"
    for warning in result["warnings"]:
        yield f"  ▲ {warning}"
    if result.get("notEvaluated"):
        yield f"  · not evaluated: {', '.join(result['notEvaluated'])}"


def _statement(entry: Mapping[str, Any]) -> str:
    level = f" at {entry['level']}" if entry.get("level") else ""
    label = entry.get("sid") or f"statement {entry['index'] + 1}"
    return f"{entry['layer']} policy {entry['policy']}{level}, {label},"
