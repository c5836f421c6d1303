"""What holds for all policies and requests, and that the fast evaluator agrees with the slow one."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy import reference
from tests.policy.strategies import ACTION_VALUES, RESOURCE_VALUES, cases, documents, statements
from vpce_tui.policy import simulate

many_examples = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
some_examples = settings(many_examples, max_examples=120)
LISTS = ("identity", "endpoint", "boundary")


def decision(case: dict[str, Any]) -> str:
    result = simulate(case)
    assert "error" not in result, result
    return str(result["decision"])


def layer_documents(case: dict[str, Any]) -> list[dict[str, Any]]:
    """Every document of a case, control policies included."""
    policies = case["policies"]
    found = [entry["policy"] for layer in LISTS for entry in policies[layer]]
    found += [entry["policy"] for layer in ("scps", "rcps") for level in policies[layer] for entry in level["policies"]]
    return found + [policies[layer] for layer in ("resource", "session") if policies[layer]]


@many_examples
@given(cases())
def test_the_evaluator_agrees_with_the_reference(case: dict[str, Any]) -> None:
    assert decision(case) == reference.decide(case)


@some_examples
@given(cases(), st.data())
def test_an_added_deny_never_opens(case: dict[str, Any], data: st.DataObject) -> None:
    found = layer_documents(case)
    if not found:
        return
    before = decision(case)
    changed = copy.deepcopy(case)
    number = data.draw(st.integers(0, len(found) - 1))
    added = data.draw(statements(principal=True))
    layer_documents(changed)[number]["Statement"].append({**added, "Effect": "Deny"})

    assert before == "allowed" or decision(changed) != "allowed"


@some_examples
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_statements_never_matters(case: dict[str, Any], random: Any) -> None:
    before = simulate(case)
    changed = copy.deepcopy(case)
    for policy in layer_documents(changed):
        random.shuffle(policy["Statement"])
    after = simulate(changed)

    assert (after["decision"], after["blockedBy"]) == (before["decision"], before["blockedBy"])


@some_examples
@given(cases(), st.sampled_from(ACTION_VALUES), st.sampled_from(RESOURCE_VALUES), st.data())
def test_a_widened_allow_never_closes(case: dict[str, Any], action: str, resource: str, data: st.DataObject) -> None:
    changed = copy.deepcopy(case)
    allows = [
        statement
        for policy in layer_documents(changed)
        for statement in policy["Statement"]
        if statement["Effect"] == "Allow"
    ]
    if not allows:
        return
    statement = data.draw(st.sampled_from(allows))
    for element, value in (("Action", action), ("Resource", resource)):
        if element in statement:
            statement[element] = [*reference.many(statement[element]), value]

    assert decision(case) != "allowed" or decision(changed) == "allowed"


@some_examples
@given(cases(), documents(principal=True))
def test_an_endpoint_policy_never_grants(case: dict[str, Any], policy: dict[str, Any]) -> None:
    without = copy.deepcopy(case)
    without["policies"]["endpoint"] = []
    within = copy.deepcopy(case)
    within["policies"]["endpoint"] = [{"name": "vpce-1", "policy": policy}]

    assert decision(without) == "allowed" or decision(within) != "allowed"


@some_examples
@given(cases())
def test_an_answer_explains_itself(case: dict[str, Any]) -> None:
    result = simulate(case)

    assert bool(result["blockedBy"]) is (result["decision"] != "allowed")
    denying = {each["layer"] for each in result["layers"] if each["decision"] == "explicitDeny"}
    assert bool(denying) is (result["decision"] == "explicitDeny")
    assert denying <= set(result["blockedBy"])
    assert {each["layer"] for each in result["matchedStatements"] if each["effect"] == "Deny"} == denying
    assert not (set(result["notEvaluated"]) & {each["layer"] for each in result["layers"]})
    assert all(each["text"] for each in result["layers"] + result["nearMisses"])
