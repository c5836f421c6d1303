"""How many requests a second does the policy evaluator decide and explain?

    python -m tests.bench.policy_evaluations [RUNS]

Endpoint policy, identity policy and bucket policy are parsed once; every answer is read in full: layers,
matched statements, near misses, missing keys, warnings. Prints the median of RUNS (at least 5).
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

from vpce_tui.policy import AuthorizationRequest, EvaluationResult, Policies, PolicyDocument, evaluate

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


def main(runs: int) -> None:
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
