"""A request gets the decision that AWS's pages say, one line of facts/decisions.jsonl at a time.

A line says only what matters: what it leaves out is a role session that reads an object of its own account, with an
empty context. A layer is given as the statements of each of its policies, control policies level by level.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.policy.builders import ACCOUNT, OBJECT, SESSION
from vpce_tui.policy import simulate

FILE: Final = Path(__file__).parent / "facts" / "decisions.jsonl"
FACTS: Final[list[dict[str, Any]]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
KEYS: Final = {
    "says",
    "want",
    "blockedBy",
    "action",
    "resource",
    "owner",
    "principal",
    "context",
    "endpointType",
    "wildcardOnly",
    "version",
    "policies",
    "source",
}
Statements = list[dict[str, Any]]


def case_of(fact: dict[str, Any]) -> dict[str, Any]:
    """Return a fact as a case for `simulate`."""
    version = fact.get("version", "2012-10-17")
    head = {"Version": version} if version else {}
    given = fact["policies"]

    def named(layer: str, policies: list[Statements]) -> list[dict[str, Any]]:
        return [
            {"name": f"{layer}-{number}", "policy": {**head, "Statement": statements}}
            for number, statements in enumerate(policies)
        ]

    def levels(layer: str) -> list[dict[str, Any]]:
        return [
            {"level": f"level-{number}", "policies": named(layer, policies)}
            for number, policies in enumerate(given.get(layer, ()))
        ]

    def single(layer: str) -> dict[str, Any] | None:
        return {**head, "Statement": given[layer][0]} if layer in given else None

    return {
        "id": fact["says"],
        "request": {
            "action": fact.get("action", "s3:GetObject"),
            "resource": {"arn": fact.get("resource", OBJECT), "accountId": fact.get("owner", ACCOUNT)},
            "principal": fact.get("principal", SESSION),
            "context": fact.get("context", {}),
        },
        "policies": {
            **{layer: named(layer, given.get(layer, [])) for layer in ("identity", "endpoint", "boundary")},
            **{layer: single(layer) for layer in ("resource", "session")},
            **{layer: levels(layer) for layer in ("scps", "rcps")},
        },
        "wildcardOnlyAction": fact.get("wildcardOnly", False),
        "endpointType": fact.get("endpointType"),
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["says"])
def test_the_decision_is_what_the_source_says(fact: dict[str, Any]) -> None:
    answer = simulate(case_of(fact))

    assert answer.get("decision") == fact["want"], answer
    assert "blockedBy" not in fact or set(answer["blockedBy"]) == set(fact["blockedBy"]), answer


def test_facts_have_a_source_a_name_of_their_own_and_no_unknown_key() -> None:
    assert all(set(fact) <= KEYS and fact["source"] for fact in FACTS)
    assert len({fact["says"] for fact in FACTS}) == len(FACTS)
