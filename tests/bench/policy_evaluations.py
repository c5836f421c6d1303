"""How many requests a second does the policy evaluator decide and explain, and how long does a large policy take?

    python -m tests.bench.policy_evaluations [RUNS]

Endpoint policy, identity policy and bucket policy are parsed once; every answer is read in full: layers,
matched statements, near misses, missing keys, warnings. Prints the median of RUNS (at least 5).

Then a policy of the largest size that AWS takes, and one of ten thousand statements: medians of CPU milliseconds, and
how many times as long as `json.loads` of the same text that is, the least that anybody could do with it. The panel
answers a request at each keystroke; a frame is 16 ms.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from vpce_tui.demo.build import DEMO_SCOPE, Builder
from vpce_tui.policy import AuthorizationRequest, EvaluationResult, Policies, PolicyDocument, evaluate
from vpce_tui.policy.compare import diff_policies
from vpce_tui.policy.lint import lint
from vpce_tui.view.policy_document import PolicyText
from vpce_tui.view.policy_panel import panel
from vpce_tui.view.policy_request import Ask, Setting

ORG = "o-a1b2c3d4e5"
BUCKET = ["arn:aws:s3:::app-data", "arn:aws:s3:::app-data/*"]
ENDPOINT: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "OurPeopleOurBuckets",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORG, "aws:ResourceOrgID": ORG}},
        },
        {
            "Sid": "ImageLayers",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
        },
    ],
}
IDENTITY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": BUCKET},
        {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "arn:aws:dynamodb:*:111122223333:table/orders*"},
    ],
}
BUCKET_POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "OnlyThroughOurEndpoint",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": BUCKET,
            "Condition": {
                "StringNotEqualsIfExists": {"aws:SourceVpce": "vpce-0123456789abcdef0"},
                "BoolIfExists": {"aws:ViaAWSService": "false", "aws:PrincipalIsAWSService": "false"},
            },
        }
    ],
}
CONTEXT: dict[str, Any] = {
    "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-role",
    "aws:PrincipalOrgID": ORG,
    "aws:ResourceOrgID": ORG,
    "aws:SourceVpce": "vpce-0123456789abcdef0",
    "aws:VpcSourceIp": "10.20.30.40",
    "aws:ViaAWSService": "false",
    "aws:PrincipalIsAWSService": "false",
}
CALLER = "arn:aws:sts::111122223333:assumed-role/app-role/i-0abc"

LARGEST: Final = 128
"""Statements: as many as these have room in AWS's 20,480 characters."""
HOSTILE: Final = 10_000

FIRST_QUESTION: Final = (
    "import time; from vpce_tui.policy import catalogue; began = time.process_time();"
    "catalogue.find_action('s3:GetObject'); print(time.process_time() - began)"
)


def explain(result: EvaluationResult) -> tuple[object, ...]:
    return (
        result.layers,
        result.matched_statements,
        result.near_misses,
        result.missing_context_values,
        result.warnings,
        result.not_evaluated,
    )


def evaluations_per_second(requests: list[AuthorizationRequest], policies: Policies, *, seconds: float) -> float:
    count = 0
    start = time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        for request in requests:
            explain(evaluate(request, policies))
        count += len(requests)
    return count / spent


def policy(statements: int, action: str = "s3:GetObject") -> str:
    def statement(number: int) -> dict[str, Any]:
        resource = f"arn:aws:s3:::bucket-{number}/*"
        return {"Sid": f"S{number}", "Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}

    return json.dumps({"Version": "2012-10-17", "Statement": [statement(n) for n in range(statements)]}, indent=2)


def milliseconds(repeats: int, what: Callable[[], object]) -> float:
    """Return the median of the CPU time that a call takes."""

    def once() -> float:
        began = time.process_time()
        what()
        return (time.process_time() - began) * 1000

    return statistics.median(once() for _ in range(repeats))


def answering(text: str) -> Callable[[], object]:
    """Return a question put to the panel about a policy that stands there already."""
    build = Builder()
    endpoint = build.gateway_endpoint("s3", vpc=build.vpc(name="app"), policy=text)
    place = Setting(endpoint, DEMO_SCOPE, True)
    shown = PolicyText(text, place.lint_context, "vpce")
    caller = "arn:aws:sts::111122223333:assumed-role/app/i-0a"
    ask = replace(Ask(), principal=caller, action="s3:GetObject", resource="arn:aws:s3:::bucket-1/x")
    now = datetime.now(UTC)
    return lambda: panel(place, shown, ask, Policies(), now)


def first_question() -> float:
    """Return the CPU milliseconds of the catalogue's first answer in a process of its own."""
    done = subprocess.run([sys.executable, "-c", FIRST_QUESTION], capture_output=True, text=True, check=True)
    return float(done.stdout) * 1000


def large_policies(repeats: int) -> None:
    for statements in (LARGEST, HOSTILE):
        text, other = policy(statements), policy(statements, "s3:PutObject")
        document, changed = PolicyDocument.parse(text), PolicyDocument.parse(other)
        least = milliseconds(repeats, lambda text=text: json.loads(text))  # type: ignore[misc]
        sys.stdout.write(f"{statements:,} statements, {len(text):,} characters; json.loads {least:.1f} ms\n")
        works: dict[str, Callable[[], object]] = {
            "read": lambda text=text: PolicyDocument.parse(text),  # type: ignore[misc]
            "answer in the panel": answering(text),
            "lint": lambda document=document: lint(document),  # type: ignore[misc]
            "compare": lambda old=document, new=changed: diff_policies(old, new),  # type: ignore[misc]
        }
        for says, work in works.items():
            took = milliseconds(repeats, work)
            sys.stdout.write(f"  {says:<22} {took:9.1f} ms  {took / least:7.1f} ×\n")
    sys.stdout.write(f"the catalogue's first question, in a new process: {first_question():.0f} ms\n")


def main(runs: int) -> None:
    requests_a_second(runs)
    large_policies(runs)


def requests_a_second(runs: int) -> None:
    policies = Policies(
        identity=(PolicyDocument.from_object(IDENTITY, "app"),),
        resource=PolicyDocument.from_object(BUCKET_POLICY, "bucket"),
        endpoint=(PolicyDocument.from_object(ENDPOINT, "vpce-0123456789abcdef0"),),
        endpoint_type="gateway",
    )
    allowed = AuthorizationRequest("s3:GetObject", "arn:aws:s3:::app-data/q3.csv", CALLER, "111122223333", CONTEXT)
    elsewhere = {**CONTEXT, "aws:ResourceOrgID": "o-z9y8x7w6v5"}
    refused = AuthorizationRequest("s3:PutObject", "arn:aws:s3:::app-data/q3.csv", CALLER, "111122223333", elsewhere)
    for name, requests in (("allowed", [allowed]), ("refused", [refused]), ("both", [allowed, refused])):
        assert evaluate(requests[0], policies).allowed is (requests[0] is allowed)
        rates = [evaluations_per_second(requests, policies, seconds=0.5) for _ in range(max(5, runs))]
        sys.stdout.write(f"{name:8} {statistics.median(rates):8,.0f} evaluations/s  (slowest run {min(rates):,.0f})\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
