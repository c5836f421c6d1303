"""Does an S3 endpoint policy also let through what AWS's own services read from AWS's own buckets?

Image layers of ECR come by URLs that an AWS account presigned, packages of Amazon Linux by unsigned requests, and
files of Systems Manager out of buckets in no organization of yours. A condition on the caller's or the
resource's organization or account refuses all three. Each is tried on the policy as a request.
Source: S3 and ECR User Guides, "VPC endpoints"; AWS's examples of data perimeter policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vpce_tui.model.partitions import partition
from vpce_tui.policy.compare import endpoint_decision
from vpce_tui.policy.decision import evaluate
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.lint.check import ENDPOINT, LintCheck
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.sts import covers_action, is_for
from vpce_tui.policy.lint.subject import ConditionUse, Hit, Subject, in_words
from vpce_tui.policy.operators.ip_address import read_network
from vpce_tui.policy.request import AuthorizationRequest, ContextValue
from vpce_tui.policy.situation import Policies
from vpce_tui.policy.statement import compiled_statements

_PERIMETER_KEYS: Final = frozenset(
    {
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:resourceaccount",
        "s3:resourceaccount",
    }
)
_REGION: Final = re.compile(
    r"(?<![a-z])[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)[a-z]*-[0-9](?![0-9])"
)
_MOST_REGIONS: Final = 3
_AWS_ACCOUNT: Final = "000000000001"
"""Stands for an account of AWS; no customer has it."""


@dataclass(frozen=True, slots=True)
class OwnBucket:
    """A bucket of AWS's that workloads read through the endpoint, and as whom they read it."""

    what: str
    name: str
    """With `{region}` for the Region."""
    caller: str
    """`aws`: signed by an AWS account; `nobody`: unsigned; `you`: signed by the workload's own role."""


BUCKETS: Final = (
    OwnBucket("image layers of ECR", "prod-{region}-starport-layer-bucket", "aws"),
    OwnBucket("packages of Amazon Linux", "al2023-repos-{region}-de612dc2", "nobody"),
    OwnBucket("files of Systems Manager", "aws-ssm-{region}", "you"),
)


def misses_aws_buckets(subject: Subject) -> Iterator[Hit]:
    if not is_for(subject, "s3") or not any(covers_action(each, "s3:GetObject") for each in subject.allows):
        return
    regions = _regions(subject)
    own = _own_values(subject)
    missing = [bucket for bucket in BUCKETS if not _passes(subject, bucket, regions, own)]
    if not missing:
        return
    refused = [_request(bucket, region, own) for bucket in missing for region in regions]
    perimeter = next((use for use in subject.uses if _is_in_the_way(subject, use, refused)), None)
    # A perimeter with not one way out of it was written without these in mind.
    forgotten = perimeter is not None and all(bucket in missing for bucket in BUCKETS if bucket.caller != "you")
    arns = in_words([f"arn:aws:s3:::{bucket.name.replace('{region}', regions[0])}/*" for bucket in missing])
    why = f": they do not meet {perimeter.condition.key}" if perimeter and forgotten else ""
    yield Hit(
        perimeter.condition.place if perimeter else subject.start,
        f"{in_words([bucket.what for bucket in missing])} are refused{why}",
        f"if workloads here need them, allow s3:GetObject to Principal * on {arns}",
        perimeter.statement if perimeter else None,
        Severity.WARNING if forgotten else Severity.INFO,
    )


def _is_in_the_way(subject: Subject, use: ConditionUse, refused: list[AuthorizationRequest]) -> bool:
    """Say whether a condition on organization or account stands in a statement that is about a refused request."""
    if use.key not in _PERIMETER_KEYS:
        return False
    about = compiled_statements(subject.document)[use.statement.index].resource
    return any(about.match(each, wildcard_only=False, absent_covers=False).matched for each in refused)


def _regions(subject: Subject) -> list[str]:
    if subject.context.region:
        return [subject.context.region]
    found: dict[str, None] = {}
    for statement in subject.statements:
        for value in statement.resources or ():
            found.update(dict.fromkeys(_REGION.findall(value)))
            if len(found) >= _MOST_REGIONS:
                return list(found)[:_MOST_REGIONS]
    return list(found) or ["us-east-1"]


def _own_values(subject: Subject) -> dict[str, ContextValue]:
    """Return a caller and a network that the policy's own Allows are made for, as far as they can be told."""
    own: dict[str, ContextValue] = {
        "aws:SourceVpc": subject.context.vpc_id or "vpc-00000000000000000",
        "aws:SourceVpce": subject.context.endpoint_id or "vpce-00000000000000000",
        "aws:VpcSourceIp": "10.0.0.10",
    }
    spelling = {key.lower(): key for key in (*own, "aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn")}
    seen: set[str] = set()
    for use in subject.uses:
        # A Deny is made to spare what its negated conditions name, an Allow to admit what its others name.
        wanted = use.negated if use.statement.effect == "Deny" else not use.negated
        if use.key in spelling and use.key not in seen and wanted and use.condition.values and not use.is_null:
            seen.add(use.key)
            own[spelling[use.key]] = _example(use)
    return own


def _example(use: ConditionUse) -> str:
    value = use.condition.values[0].replace("*", "x").replace("?", "x")
    network = read_network(use.condition.values[0])
    return str(network.network_address) if network is not None else value


def _passes(subject: Subject, bucket: OwnBucket, regions: list[str], own: dict[str, ContextValue]) -> bool:
    policies = Policies(endpoint=(subject.document,), endpoint_type=subject.context.endpoint_type)
    return any(
        endpoint_decision(evaluate(_request(bucket, region, own), policies)) is EvalDecision.ALLOWED
        for region in regions
    )


def _request(bucket: OwnBucket, region: str, own: dict[str, ContextValue]) -> AuthorizationRequest:
    network = {key: value for key, value in own.items() if not key.startswith("aws:Principal")}
    context: dict[str, ContextValue] = {
        **network,
        "aws:ResourceAccount": _AWS_ACCOUNT,
        "s3:ResourceAccount": _AWS_ACCOUNT,
        "aws:RequestedRegion": region,
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
    }
    principal: str | None = None
    if bucket.caller == "aws":
        principal = f"arn:{partition(region)}:iam::{_AWS_ACCOUNT}:role/ecr"
        context |= {
            "aws:PrincipalAccount": _AWS_ACCOUNT,
            "aws:PrincipalArn": principal,
            "aws:PrincipalIsAWSService": "false",
        }
    elif bucket.caller == "you":
        principal = str(own.get("aws:PrincipalArn", f"arn:{partition(region)}:iam::111122223333:role/workload"))
        context |= {
            "aws:PrincipalAccount": "111122223333",
            "aws:PrincipalArn": principal,
            "aws:PrincipalIsAWSService": "false",
        }
        context |= {key: value for key, value in own.items() if key.startswith("aws:Principal")}
    else:
        context |= {"aws:PrincipalAccount": "anonymous", "aws:PrincipalType": "Anonymous"}
    arn = f"arn:{partition(region)}:s3:::{bucket.name.replace('{region}', region)}/object"
    return AuthorizationRequest("s3:GetObject", arn, principal, _AWS_ACCOUNT, context)


AWS_BUCKETS: Final = (
    LintCheck(
        "aws-owned-buckets",
        "An S3 endpoint policy that refuses buckets of AWS",
        Severity.WARNING,
        "S3 and ECR User Guides; AWS's data perimeter policy examples",
        misses_aws_buckets,
        ENDPOINT,
    ),
)
