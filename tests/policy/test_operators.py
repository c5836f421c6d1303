"""Every condition operator that AWS documents is there, under every name it may have."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vpce_tui.policy.operators import OPERATORS, ConditionOperator, find_operator

DOCUMENTED = {
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
}


def test_all_documented_operators_are_there_once() -> None:
    assert sorted(operator.name for operator in OPERATORS) == sorted(DOCUMENTED)


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_an_operator_is_negated_where_its_name_says_so(operator: ConditionOperator) -> None:
    assert operator.negated is ("Not" in operator.name)


@pytest.mark.parametrize("name", sorted(DOCUMENTED - {"Null"}))
@pytest.mark.parametrize("set_operator", ["", "ForAllValues:", "forAnyValue:"])
@pytest.mark.parametrize("suffix", ["", "IfExists", "ifexists"])
def test_operators_are_found_under_every_name(name: str, set_operator: str, suffix: str) -> None:
    found = find_operator(f"{set_operator}{name}{suffix}")

    assert found is not None
    assert (found.operator.name, found.if_exists) == (name, bool(suffix))
    assert found.set_operator.lower() == set_operator.rstrip(":").lower()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "IfExists",
        "ForAnyValue:",
        "ForAnyValue:ForAllValues:Bool",
        "NullIfExists",
        "StringMatches",
        "Bool ",
        "StringEqual\u0455",
    ],
)
def test_other_names_are_not_operators(name: str) -> None:
    assert find_operator(name) is None


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(OPERATORS),
    st.text(max_size=12) | st.text(alphabet="0123456789-:.TZ+eE/*%", max_size=24),
    st.text(max_size=12) | st.text(alphabet="0123456789-:.TZ+eE/*%", max_size=24),
)
@example(OPERATORS[12], "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
def test_operators_answer_any_text(operator: ConditionOperator, mine: str, wanted: str) -> None:
    value, prepared = operator.read(mine), operator.prepare(((wanted, True),))

    assert value is None or prepared is None or operator.holds(value, prepared) in (True, False)
