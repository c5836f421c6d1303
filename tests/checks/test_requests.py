"""Do requests through endpoints hold or fail as the endpoints' policies say?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from vpce_tui.checks.expectation import Outcome, Result
from vpce_tui.checks.expectation_file import read_expectations
from vpce_tui.checks.judging import judge
from vpce_tui.demo.build import Builder
from vpce_tui.errors import MalformedInputError
from vpce_tui.model.topology import Topology

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ORG = "o-a1b2c3d4e5"
EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
OURS_ONLY = {**EVERYTHING, "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORG}}}
OURS_BY_DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": ORG}},
}
PARTNER = "arn:aws:iam::777788889999:role/team/partner"
A_FRIEND = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::777788889999:root"},
    "Action": "s3:*",
    "Resource": "*",
}


def network(*statements: Any, policy: str | None = None, service: str = "s3", supported: bool = True) -> Topology:
    builder = Builder()
    vpc = builder.vpc(name="app")
    builder.subnet(vpc=vpc)
    builder.service_detail(service, vpc_endpoint_policy_supported=supported)
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    if service == "s3":
        endpoint = builder.gateway_endpoint("s3", vpc=vpc, name="door", policy=document)
    else:
        endpoint = builder.interface_endpoint(service, name="door", policy=document)
    if policy is not None:
        builder.change(endpoint, policy_document=policy or None)
    return builder.topology()


def entry(kind: str, more: str = "", action: str = "s3:GetObject", endpoint: str = 'name = "door"') -> str:
    resource = '"arn:aws:s3:::data/x"'
    return f'[[{kind}]]\nname = "x"\nendpoint = {{ {endpoint} }}\naction = "{action}"\nresource = {resource}\n{more}\n'


def ask(text: str, topology: Topology) -> Result:
    (result,) = judge(read_expectations(text), topology, NOW)
    return result


OUTSIDE = entry("deny", f'outside = "{ORG}"')
INSIDE = f'principal = "arn:aws:iam::111122223333:role/app"\ninside = "{ORG}"'


@dataclass(frozen=True)
class Case:
    says: str
    entry: str
    topology: Topology
    want: Outcome
    words: str = ""


CASES = [
    Case(
        "an open policy lets strangers through",
        OUTSIDE,
        network(EVERYTHING),
        Outcome.FAILS,
        "3 of 3 fail.*999900009999",
    ),
    Case("an organization's condition keeps them out", OUTSIDE, network(OURS_ONLY), Outcome.HOLDS),
    Case("a Deny for all others does as well", OUTSIDE, network(EVERYTHING, OURS_BY_DENY), Outcome.HOLDS),
    Case(
        "whom the policy itself names is asked, too",
        OUTSIDE,
        network(OURS_ONLY, {**A_FRIEND, "Principal": "*", "Condition": {"ArnEquals": {"aws:PrincipalArn": PARTNER}}}),
        Outcome.FAILS,
        "1 of 6 fail.*role/team/partner",
    ),
    Case(
        "an account that the policy itself names is asked, too",
        OUTSIDE,
        network(OURS_ONLY, A_FRIEND),
        Outcome.FAILS,
        "777788889999",
    ),
    Case("one's own are let through", entry("allow", INSIDE), network(OURS_ONLY), Outcome.HOLDS),
    Case(
        "whether they are in the organization decides",
        entry("allow", 'principal = "arn:aws:iam::111122223333:role/app"'),
        network(OURS_ONLY),
        Outcome.UNKNOWN,
        "not known: aws:PrincipalOrgID",
    ),
    Case(
        "the context may tell it",
        entry(
            "allow",
            f'principal = "arn:aws:iam::111122223333:role/app"\ncontext = {{ "aws:PrincipalOrgID" = "{ORG}" }}',
        ),
        network(OURS_ONLY),
        Outcome.HOLDS,
    ),
    Case("nobody at all is nobody of ours", entry("deny"), network(OURS_ONLY), Outcome.HOLDS),
    Case(
        "an action that is not allowed is denied",
        entry("deny", INSIDE, "s3:PutObject"),
        network(A_FRIEND),
        Outcome.HOLDS,
    ),
    Case("which fails where it should be allowed", entry("allow", INSIDE), network(A_FRIEND), Outcome.FAILS, "nearest"),
    Case(
        "the endpoint's own id is known",
        entry("allow", INSIDE),
        network({**EVERYTHING, "Condition": {"StringLike": {"aws:SourceVpce": "vpce-*"}}}),
        Outcome.HOLDS,
    ),
    Case("a policy that was not told is unknown", OUTSIDE, network(policy=""), Outcome.UNKNOWN, "was not read"),
    Case("one that cannot be read is unknown", OUTSIDE, network(policy="{"), Outcome.UNKNOWN, "cannot be read"),
    Case(
        "a service without endpoint policies lets everybody through",
        OUTSIDE,
        network(OURS_ONLY, service="sqs", supported=False),
        Outcome.FAILS,
        "does not support endpoint policies",
    ),
    Case("no such endpoint checks nothing", entry("deny", endpoint='service = "sns"'), network(), Outcome.EMPTY),
    Case(
        "a full service name chooses",
        entry("deny", endpoint='service = "com.amazonaws.*.s3"'),
        network(),
        Outcome.HOLDS,
    ),
    Case("a type chooses in any case", entry("deny", endpoint='type = "gateway"'), network(), Outcome.HOLDS),
    Case("a VPC's name chooses", entry("deny", endpoint='vpc = "app"'), network(), Outcome.HOLDS),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_request(case: Case) -> None:
    result = ask(case.entry, case.topology)
    assert result.outcome is case.want, result
    assert re.search(case.words, f"{result.says} {[found.text for found in result.evidence]}"), result


def test_a_context_key_that_cannot_be_one_is_an_error_of_the_file() -> None:
    with pytest.raises(MalformedInputError, match="cannot be made"):
        ask(entry("deny", 'context = { "" = "x" }'), network(EVERYTHING))


def test_each_action_and_resource_is_asked_of_each_caller() -> None:
    text = entry("deny", f'outside = "{ORG}"').replace('"s3:GetObject"', '["s3:GetObject", "s3:PutObject"]')
    result = ask(text, network(EVERYTHING))
    assert result.asked == len(result.evidence) == 6
    assert len({found.question for found in result.evidence}) == 6


def test_an_added_deny_never_lets_more_through() -> None:
    for statements in ((EVERYTHING,), (OURS_ONLY,), (OURS_ONLY, A_FRIEND)):
        before = ask(OUTSIDE, network(*statements))
        after = ask(OUTSIDE, network(*statements, json.loads(json.dumps({**EVERYTHING, "Effect": "Deny"}))))
        assert after.outcome is Outcome.HOLDS
        assert len(after.evidence) <= len(before.evidence)
