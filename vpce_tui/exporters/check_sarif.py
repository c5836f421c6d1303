"""The answers to expectations as SARIF 2.1.0, which code-scanning services show beside the file of expectations.

Only what does not hold is a result; it stands at the line of its entry. An expectation that is unknown is a warning.
Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from vpce_tui.checks.expectation import Kind, Outcome, Result, Severity
from vpce_tui.view.expectations import evidence_says
from vpce_tui.view.text import printable

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_TOLD: Final = 20
"""Pieces of evidence in one message; the count of the others follows."""

_RULES: Final = {
    Kind.EXPECT: "The network does not let through what it should",
    Kind.NEVER: "The network lets through what it never should",
    Kind.ALLOW: "An endpoint policy does not allow what it should",
    Kind.DENY: "An endpoint policy allows what it should not",
}
# GitHub ranks alerts by a number from 0 to 10, as CVSS does.
_SCORES: Final = {
    Severity.INFORMATIONAL: "0.0",
    Severity.LOW: "2.0",
    Severity.MEDIUM: "5.0",
    Severity.HIGH: "8.0",
    Severity.CRITICAL: "9.5",
}


def sarif(results: Sequence[Result], file: str, version: str) -> str:
    """Return the log; `file` is the path of the expectations, `version` this program's."""
    kinds = list(Kind)
    rules = [
        {
            "id": f"vpce-tui/{kind}",
            "name": f"{kind.capitalize()}Expectation",
            "shortDescription": {"text": _RULES[kind]},
        }
        for kind in kinds
    ]
    driver = {"name": "vpce-tui", "version": version, "rules": rules}
    bad = [_result(result, file, kinds) for result in results if result.outcome is not Outcome.HOLDS]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": bad}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(result: Result, file: str, kinds: list[Kind]) -> dict[str, Any]:
    expectation = result.expectation
    lines = [f"{expectation.name}: {result.says}"]
    lines += [f"{found.outcome}: {evidence_says(found)}" for found in result.evidence[:MOST_TOLD]]
    if len(result.evidence) > MOST_TOLD:
        lines.append(f"and {len(result.evidence) - MOST_TOLD:,} more")
    key = f"{expectation.kind}/{expectation.name}"
    return {
        "ruleId": f"vpce-tui/{expectation.kind}",
        "ruleIndex": kinds.index(expectation.kind),
        "level": _level(result),
        "message": {"text": "\n".join(map(printable, lines))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(file.replace("\\", "/"), safe="/:")},
                    "region": {"startLine": max(1, expectation.line)},
                }
            }
        ],
        # So that a service knows an alert again although its line or its evidence has changed.
        "partialFingerprints": {"expectation/v1": hashlib.sha256(key.encode(errors="replace")).hexdigest()},
        "properties": {
            "outcome": str(result.outcome),
            "severity": str(expectation.severity),
            "security-severity": _SCORES[expectation.severity],
        },
    }


def _level(result: Result) -> str:
    if result.outcome is not Outcome.FAILS:
        return "warning"
    return "error" if result.expectation.severity.rank >= Severity.HIGH.rank else "warning"
