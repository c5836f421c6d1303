"""Every case under cases/ gets the decision that its sources say.

A case is one line in the format of `vpce-tui simulate`, with the expected decision, why, and its sources.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vpce_tui.policy import simulate, simulate_text

FOLDER = Path(__file__).parent / "cases"
KEYS = {
    "id",
    "name",
    "category",
    "request",
    "policies",
    "wildcardOnlyAction",
    "endpointType",
    "expected",
    "blockedBy",
    "why",
    "sources",
}
LINES = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
CASES: list[dict[str, Any]] = [json.loads(line) for line in LINES]


@pytest.mark.parametrize(("case", "line"), zip(CASES, LINES, strict=True), ids=[case["id"] for case in CASES])
def test_the_decision_is_what_the_sources_say(case: dict[str, Any], line: str) -> None:
    result = simulate_text(line)

    assert result.get("decision") == case["expected"], result
    if case["blockedBy"] is not None:
        assert set(result["blockedBy"]) == set(case["blockedBy"]), result
    assert result == simulate(case), "an object and its text are the same case"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_says_why_by_which_source_and_nothing_unknown(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    assert case["why"]
    assert case["sources"]
    assert case["expected"] in ("allowed", "explicitDeny", "implicitDeny", "unknown")


def test_ids_are_given_once() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids))
