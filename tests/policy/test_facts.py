"""Conditions, actions and resources match as AWS's pages say, one line of facts/ at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.policy.builders import document, request
from vpce_tui.policy.reasons import Outcome
from vpce_tui.policy.statement import StatementRules, compiled_statements

FOLDER = Path(__file__).parent / "facts"
OUTCOMES = {True: Outcome.MATCHED, False: Outcome.NOT_MATCHED, None: Outcome.UNKNOWN}
CONDITION_KEYS = {"says", "condition", "context", "met", "source", "version"}
ELEMENT_KEYS = {
    "says",
    "statement",
    "action",
    "resource",
    "met",
    "source",
    "context",
    "version",
    "shortArns",
    "wildcardOnly",
}


def facts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


CONDITIONS = facts("conditions.jsonl")
ELEMENTS = facts("elements.jsonl")


@pytest.mark.parametrize("fact", CONDITIONS, ids=lambda fact: fact["says"])
def test_conditions(fact: dict[str, Any]) -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": fact["condition"]}
    policy = document(statement, version=fact.get("version", "2012-10-17"))
    match = compiled_statements(policy)[0].match(request(context=fact["context"]), StatementRules(has_principals=False))

    assert match.outcome is OUTCOMES[fact["met"]], [each.text for each in match.failures]


@pytest.mark.parametrize("fact", ELEMENTS, ids=lambda fact: fact["says"])
def test_actions_and_resources(fact: dict[str, Any]) -> None:
    given = fact["statement"]
    statement = {"Effect": "Allow", **given}
    if "NotAction" not in given:
        statement.setdefault("Action", "*")
    if "NotResource" not in given:
        statement.setdefault("Resource", "*")
    policy = document(statement, version=fact.get("version", "2012-10-17"))
    asked = request(action=fact["action"], resource=fact["resource"], context=fact.get("context"))
    rules = StatementRules(
        has_principals=False, short_arns=fact.get("shortArns", False), wildcard_only=fact.get("wildcardOnly", False)
    )
    match = compiled_statements(policy)[0].match(asked, rules)

    assert match.outcome is OUTCOMES[fact["met"]], [each.text for each in match.elements]


@pytest.mark.parametrize(("rows", "keys"), [(CONDITIONS, CONDITION_KEYS), (ELEMENTS, ELEMENT_KEYS)])
def test_facts_have_a_source_and_no_unknown_key(rows: list[dict[str, Any]], keys: set[str]) -> None:
    assert all(set(row) <= keys and row["source"] for row in rows)
    assert len({row["says"] for row in rows}) == len(rows)
