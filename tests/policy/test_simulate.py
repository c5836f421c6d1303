"""Cases are read strictly; one that cannot be read is answered, not raised."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from vpce_tui.policy import simulate, simulate_text

OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}
CASE: dict[str, Any] = {
    "id": "a",
    "request": {
        "action": "s3:GetObject",
        "resource": {"arn": "arn:aws:s3:::b/k", "accountId": "111122223333"},
        "principal": "arn:aws:iam::111122223333:user/ann",
        "context": {"aws:SecureTransport": True, "aws:TagKeys": ["a"]},
    },
    "policies": {
        "identity": [{"name": "mine", "policy": OPEN}],
        "resource": None,
        "endpoint": [],
        "scps": [{"level": "root", "policies": [{"name": "FullAWSAccess", "policy": OPEN}]}],
        "rcps": [],
        "boundary": None,
        "session": None,
    },
    "wildcardOnlyAction": False,
    "endpointType": None,
}


def changed(path: str, value: Any) -> dict[str, Any]:
    case = copy.deepcopy(CASE)
    *steps, last = path.split(".")
    place: Any = case
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return case


def test_the_answer_has_the_format_s_keys() -> None:
    result = simulate(CASE)

    assert list(result) == [
        "format",
        "id",
        "decision",
        "blockedBy",
        "layers",
        "matchedStatements",
        "nearMisses",
        "missingContextValues",
        "warnings",
        "notEvaluated",
    ]
    assert (result["format"], result["id"], result["decision"], result["blockedBy"]) == (
        "vpce-tui/simulation/1",
        "a",
        "allowed",
        [],
    )
    assert [(each["layer"], each["decision"]) for each in result["layers"]] == [
        ("scp", "allowed"),
        ("identity", "allowed"),
    ]
    assert result["layers"][1]["text"] == "allowed by statement 1 of mine in the caller's identity policies"
    mine = {"layer": "identity", "policy": "mine", "sid": None, "index": 0, "effect": "Allow", "lines": [4, 9]}
    full = {**mine, "layer": "scp", "policy": "FullAWSAccess", "level": "root"}
    assert result["matchedStatements"] == [full, mine]
    assert result["notEvaluated"] == ["endpoint", "rcp", "resource", "boundary", "session"]
    assert json.loads(json.dumps(result)) == result


def test_a_near_miss_has_the_format_s_keys() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:ViaAWSService": "true"}},
    }
    result = simulate(changed("policies.identity", [{"name": "p", "policy": {"Statement": [statement]}}]))

    assert result["nearMisses"] == [
        {
            "layer": "identity",
            "policy": "p",
            "sid": None,
            "index": 0,
            "element": "Condition",
            "key": "aws:ViaAWSService",
            "text": "the request does not carry aws:ViaAWSService (wanted Bool true)",
            "lacking": 1,
            "lines": [3, 12],
        }
    ]
    assert result["missingContextValues"] == ["aws:ViaAWSService"]


GOOD = [
    ("policies as JSON text", changed("policies.identity.0.policy", json.dumps(OPEN))),
    ("no context", changed("request.context", KeyError)),
    ("no layers but one", changed("policies", {"identity": [{"name": "p", "policy": OPEN}]})),
    ("no flags", changed("wildcardOnlyAction", KeyError)),
    ("a resource policy", changed("policies.resource", OPEN)),
    ("a resource policy with its name", changed("policies.resource", {"name": "bucket", "policy": OPEN})),
    ("a session policy", changed("policies.session", OPEN)),
    ("several session policies", changed("policies.session", [{"name": "s", "policy": OPEN}])),
    ("a policy without a name", changed("policies.identity", [{"policy": OPEN}])),
    ("an interface endpoint", changed("endpointType", "Interface")),
    ("an unknown account", changed("request.resource.accountId", None)),
    ("an empty account", changed("request.resource.accountId", "")),
    ("a key of another program", changed("reviewedBy", "someone")),
    ("a resource policy in a list", changed("policies.resource", [{"name": "bucket", "policy": OPEN}])),
    ("a resource policy as JSON text", changed("policies.resource", json.dumps(OPEN))),
    ("a session policy in a list", changed("policies.session", [{"name": "s", "policy": json.dumps(OPEN)}])),
    ("a resource policy of an empty list", changed("policies.resource", [])),
    ("one statement without its list", changed("policies.identity.0.policy", {"Statement": OPEN["Statement"][0]})),
]


@pytest.mark.parametrize(("says", "case"), GOOD, ids=[row[0] for row in GOOD])
def test_cases_may_leave_out_what_does_not_apply(says: str, case: dict[str, Any]) -> None:
    assert simulate(case).get("decision") == "allowed", (says, simulate(case))


BAD = [
    ("no request", changed("request", KeyError), "the case has no `request`"),
    ("no policies", changed("policies", KeyError), "the case has no `policies`"),
    ("a request of text", changed("request", "x"), "request is not an object"),
    ("no action", changed("request.action", KeyError), "request has no `action`"),
    ("an action of a number", changed("request.action", 5), "request.action is not a text"),
    ("an action without a service", changed("request.action", "GetObject"), "service:Name"),
    ("no resource", changed("request.resource", KeyError), "request has no `resource`"),
    ("a resource of text", changed("request.resource", "arn"), "request.resource is not an object"),
    ("no ARN", changed("request.resource", {}), "request.resource has no `arn`"),
    ("a principal of a list", changed("request.principal", []), "request.principal is not a text"),
    ("a context of a list", changed("request.context", []), "request.context is not an object"),
    ("a context value of null", changed("request.context", {"a:b": None}), "`a:b`"),
    ("an unknown key", changed("endpointtype", "gateway"), "unknown key `endpointtype`"),
    ("an unknown key of the request", changed("request.region", "x"), "unknown key `region`"),
    ("an unknown layer", changed("policies.scp", []), "unknown key `scp`"),
    (
        "an unknown key of a policy",
        changed("policies.identity", [{"name": "x", "policy": OPEN, "arn": "y"}]),
        "unknown key `arn`",
    ),
    ("policies of an object", changed("policies.identity", OPEN), "policies.identity is not a list"),
    ("a bare document in a list", changed("policies.identity", [OPEN]), "unknown key"),
    ("a level without policies", changed("policies.scps", [{"level": "x"}]), "no `policies`"),
    ("a level of text", changed("policies.scps", ["x"]), "policies.scps[0] is not an object"),
    ("two resource policies", changed("policies.resource", [{"policy": OPEN}, {"policy": OPEN}]), "a resource has one"),
    ("a policy of a number", changed("policies.resource", 5), "neither an object nor JSON text"),
    (
        "a policy that is none",
        changed("policies.identity.0.policy", {"Statement": 5}),
        "`mine`: line 2 column 16: Statement is a number",
    ),
    ("a policy that is no JSON", changed("policies.resource", "{"), "line 1 column 2"),
    ("a flag of text", changed("wildcardOnlyAction", "no"), "wildcardOnlyAction is neither true nor false"),
    ("an endpoint type of its own", changed("endpointType", "tunnel"), "neither gateway nor interface"),
]


@pytest.mark.parametrize(("says", "case", "error"), BAD, ids=[row[0] for row in BAD])
def test_a_malformed_case_is_answered_with_its_error(says: str, case: dict[str, Any], error: str) -> None:
    result = simulate(case)

    assert set(result) == {"id", "error"}, says
    assert result["id"] == "a"
    assert error in result["error"]


@pytest.mark.parametrize("case", [None, 5, "x", [], [CASE]])
def test_what_is_no_case_has_no_id(case: object) -> None:
    assert simulate(case)["id"] is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "line 1 column 1"),
        ('{"id": "a"', "line 1 column 11"),
        ("[" * 100_000, "at most 64 levels"),
        ('{"id": "a", "id": "b"}', "`id` stands twice"),
    ],
)
def test_text_that_is_no_case_is_answered_with_its_place(text: str, error: str) -> None:
    assert error in simulate_text(text)["error"]


def test_a_duplicate_key_inside_a_policy_is_told() -> None:
    text = json.dumps(CASE).replace('"Effect": "Allow"', '"Effect": "Deny", "Effect": "Allow"', 1)

    assert "`Effect` stands twice" in simulate_text(text)["error"]


def test_a_key_that_is_not_known_is_warned_of() -> None:
    assert "reviewedBy" in simulate(changed("reviewedBy", "someone"))["warnings"][-1]
