"""No case, however odd, raises; no policy, however hostile, is more work than its size."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.builders import ACCOUNT, OBJECT, SESSION
from tests.policy.strategies import cases
from tests.work import forget, steps_of
from vpce_tui.policy import simulate, simulate_text

DECISIONS = {"allowed", "explicitDeny", "implicitDeny", "unknown"}
WORDS = [
    "",
    "*",
    "**",
    "arn:",
    "arn:aws:s3:::",
    "${",
    "${}",
    "${a",
    "}",
    "a:b",
    ":",
    "::",
    "Allow",
    "Deny",
    "AWS",
    "Null",
    "true",
    "ForAnyValue:",
    "ForAllValues:Null",
    "StringLike",
    "2012-10-17",
    "\x00",
    "\x1b[31m",
    "é",
    "\ud800",
    "9" * 400,
    "1e999",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "::/129",
    "1.2.3.4/-1",
    "=",
    "a" * 300,
    "ARN:aws:iam::1:root",
    "arn:aws:iam::1:root",
]
KEYS = [
    "Version",
    "Statement",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
    "Sid",
    "AWS",
    "StringEquals",
    "ForAnyValue:StringLikeIfExists",
    "Null",
    "aws:SourceVpce",
    "name",
    "policy",
    "level",
    "policies",
    "id",
    "request",
    "action",
    "resource",
    "arn",
    "accountId",
    "principal",
    "context",
    "identity",
    "endpoint",
    "scps",
    "rcps",
    "boundary",
    "session",
    "wildcardOnlyAction",
    "endpointType",
]
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
)  # floats include NaN and the infinities, which JSON does not have
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
few = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a value, so that one of them can be spoilt."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *places(value[key]))]


def check(result: dict[str, Any]) -> None:
    assert ("error" in result) != (result.get("decision") in DECISIONS), result


@few
@given(anything)
def test_anything_at_all_is_answered(case: Any) -> None:
    check(simulate(case))


@few
@given(cases(), anything, st.data())
def test_a_case_with_one_place_spoilt_is_answered(case: dict[str, Any], spoil: Any, data: st.DataObject) -> None:
    case = copy.deepcopy(case)  # its parts belong to the strategy
    container, key = data.draw(st.sampled_from(places(case)))
    container[key] = spoil

    check(simulate(case))


@few
@given(cases(), st.integers(0, 4000), st.sampled_from(WORDS))
def test_text_with_one_place_spoilt_is_answered(case: dict[str, Any], at: int, spoil: str) -> None:
    text = json.dumps(case)
    at = min(at, len(text))
    check(simulate_text(text[:at] + spoil + text[at + 1 :]))


def hostile(
    *,
    resource: Any = "*",
    action: Any = "*",
    condition: Any = None,
    asked: str = OBJECT,
    context: Any = None,
    times: int = 1,
) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition or {}}
    policy = {"Version": "2012-10-17", "Statement": [statement] * times}
    return {
        "id": "hostile",
        "request": {
            "action": "s3:GetObject",
            "resource": {"arn": asked, "accountId": ACCOUNT},
            "principal": SESSION,
            "context": context or {},
        },
        "policies": {"identity": [{"name": "p", "policy": policy}]},
    }


STARS = "*a" * 2000 + "b"
LONG = "a" * 20_000
HOSTILE: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    (
        "thousands of stars in a resource",
        lambda: hostile(resource=f"arn:aws:s3:::{STARS}", asked=f"arn:aws:s3:::{LONG}"),
    ),
    ("thousands of stars in an action", lambda: hostile(action=f"s3:{STARS}")),
    (
        "question marks between stars",
        lambda: hostile(resource="arn:aws:s3:::" + "*?a" * 3000, asked=f"arn:aws:s3:::{LONG}"),
    ),
    ("stars in both", lambda: hostile(resource="arn:aws:s3:::" + "*a" * 150, asked="arn:aws:s3:::" + "a*" * 150)),
    (
        "stars in a condition",
        lambda: hostile(condition={"StringLike": {"a:b": [STARS] * 20}}, context={"a:b": LONG}),
    ),
    (
        "two long lists",
        lambda: hostile(
            condition={"ForAllValues:StringEquals": {"a:b": [f"x{n}" for n in range(1000)]}},
            context={"a:b": [f"x{n}" for n in range(1000)]},
        ),
    ),
    (
        "variables by the thousand",
        lambda: hostile(
            resource="arn:aws:s3:::" + "${a:b}*" * 2000, context={"a:b": "a"}, asked=f"arn:aws:s3:::{LONG}"
        ),
    ),
    ("spaces without end", lambda: hostile(resource="arn:aws:s3:::${a" + " " * 200_000 + "'}")),
    ("unclosed variables", lambda: hostile(resource="arn:aws:s3:::" + "${a:" * 5000)),
    (
        "a number of many digits",
        lambda: hostile(condition={"NumericEquals": {"a:b": "9" * 20_000}}, context={"a:b": "1e999"}),
    ),
    (
        "a date of many digits",
        lambda: hostile(condition={"DateEquals": {"a:b": "9" * 20_000}}, context={"a:b": "0" * 20_000}),
    ),
    (
        "a fraction of many digits",
        lambda: hostile(
            condition={"DateEquals": {"a:b": f"2026-01-01T00:00:00.{'1' * 20_000}Z"}}, context={"a:b": "2026-01-01"}
        ),
    ),
    ("three thousand statements", lambda: hostile(times=3000)),
    ("three thousand actions", lambda: hostile(action=[f"s3:Get{n}*" for n in range(3000)])),
]


PAIRS = {"stars in both": 300 * 300, "two long lists": 1000 * 1000}
"""Where each part of the policy is held against each part of the request, how many such pairs there are."""


@pytest.mark.parametrize(("says", "make"), HOSTILE, ids=[says for says, _ in HOSTILE])
def test_hostile_sizes_are_a_few_steps_for_each_character(says: str, make: Callable[[], dict[str, Any]]) -> None:
    case = make()
    size = PAIRS.get(says, len(json.dumps(case)))
    forget()
    assert steps_of(lambda: check(simulate(case))) < 30 * size
