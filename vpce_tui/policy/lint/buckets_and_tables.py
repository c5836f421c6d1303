"""Are buckets named with their objects, tables with their indexes, and nobody else's buckets with one's own?

A bucket is not its objects and a table not its indexes. A wildcard in a bucket's name also takes in buckets of
strangers, as anybody may choose a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vpce_tui.policy.document import Statement
from vpce_tui.policy.lint.check import LintCheck
from vpce_tui.policy.lint.context import PolicyKind
from vpce_tui.policy.lint.finding import Severity
from vpce_tui.policy.lint.resources import PARTS, S3_FREE_FORMS, arn_parts
from vpce_tui.policy.lint.subject import Hit, Subject, place_of
from vpce_tui.policy.patterns import pattern

_RESOURCE_PAGE: Final = 'IAM User Guide, "IAM JSON policy elements: Resource"'
_OWNER_KEYS: Final = frozenset(
    {"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"}
)
_AWS_OWNED: Final = (
    "starport-layer-bucket",
    "amazonlinux",
    "al2023-repos",
    "aws-ssm-",
    "aws-windows-downloads-",
    "amazon-ssm-",
    "patch-baseline-snapshot-",
    "aws-patch-manager-",
    "cloudformation-waitcondition-",
    "cloudformation-custom-resource-response-",
    "amazoncloudwatch-agent",
    "aws-codedeploy-",
    "elasticbeanstalk",
    "packages.",
    "repo.",
    "assets-",
    "dcv-license",
    "elasticmapreduce",
    "aws-mgn-",
    "aws-elastic-disaster-recovery-",
)
"""Stretches of the names of buckets that AWS owns and that carry a Region or an account in their name."""


def bucket_or_objects(subject: Subject) -> Iterator[Hit]:
    """Yield statements for all of S3 that name only buckets, or only objects."""
    for statement in subject.statements:
        if statement.resources is None or statement.actions is None:
            continue
        if not any(value.lower() == "s3:*" for value in statement.actions):
            continue
        tails = [
            parts[5] for value in statement.resources if len(parts := arn_parts(value)) == PARTS and parts[2] == "s3"
        ]
        if not tails or len(tails) != len(statement.resources) or any(tail.startswith(S3_FREE_FORMS) for tail in tails):
            continue
        if all("/" not in tail and not tail.endswith("*") for tail in tails):
            yield Hit(
                place_of(statement, "Resource"),
                "these are buckets; their objects are resources of their own, which the statement does not cover",
                "add the same ARNs with /* behind them",
                statement,
            )
        elif all("/" in tail for tail in tails):
            yield Hit(
                place_of(statement, "Resource"),
                "these are objects; listing them is done on the bucket, which the statement does not cover",
                "add the ARNs of the buckets, without /*",
                statement,
                Severity.INFO,
            )


def lookalike_bucket(subject: Subject) -> Iterator[Hit]:
    for statement in subject.allows:
        if statement.resources is None or subject.keys_of(statement) & _OWNER_KEYS:
            continue
        for index, value in enumerate(statement.resources):
            name = _open_bucket_name(value)
            if name:
                yield Hit(
                    place_of(statement, "Resource", index),
                    f"`{name}` also takes in buckets of strangers: anybody may choose such a name",
                    "write the names in full, or add StringEquals aws:ResourceAccount or aws:ResourceOrgID",
                    statement,
                )


def _open_bucket_name(value: str) -> str:
    """Return a bucket's name that wildcards leave open and that is not all wildcard or AWS's; else an empty text."""
    if "*" not in value and "?" not in value:
        return ""
    parts = arn_parts(value)
    if len(parts) != PARTS or parts[2] != "s3" or parts[3] or parts[4]:
        return ""
    name = parts[5].partition("/")[0]
    if not set(name) & set("*?") or not name.strip("*?"):
        return ""
    # A variable in the name is told by its own value, mostly an account or a user.
    return "" if "${" in value.partition("/")[0] or any(each in name for each in _AWS_OWNED) else name


_INDEX_ACTIONS: Final = ("dynamodb:query", "dynamodb:scan")


def table_without_indexes(subject: Subject) -> Iterator[Hit]:
    for statement in subject.statements:
        if statement.resources is None or not _reads_indexes(statement):
            continue
        covered = _tables_with_indexes(statement.resources)
        for index, value in enumerate(statement.resources):
            parts = arn_parts(value)
            if len(parts) != PARTS or parts[2] != "dynamodb" or not parts[5].startswith("table/"):
                continue
            if "/" in parts[5][6:] or parts[5].endswith("*") or covered is None or parts[5] in covered:
                continue
            yield Hit(
                place_of(statement, "Resource", index),
                f"queries on an index of {parts[5]} act on {parts[5]}/index/NAME, which the statement does not cover",
                f"add {value}/index/* if the table has indexes",
                statement,
                Severity.WARNING if statement.effect == "Deny" else Severity.INFO,
            )


def _reads_indexes(statement: Statement) -> bool:
    patterns = [value.lower() for value in statement.actions or () if value.lower().startswith(("dynamodb:", "*"))]
    return any(each == "*" or pattern(each).matches(action) for each in patterns for action in _INDEX_ACTIONS)


def _tables_with_indexes(resources: tuple[str, ...]) -> set[str] | None:
    """Return the tables of which indexes are named; None where a wildcard may name those of any."""
    tables: set[str] = set()
    for value in resources:
        tail = arn_parts(value)[-1]
        table, _, rest = tail.partition("/index/")
        if not rest and "*" in tail:
            return None
        if "*" in table or "?" in table:
            return None
        if rest:
            tables.add(table)
    return tables


BUCKETS_AND_TABLES: Final = (
    LintCheck(
        "bucket-or-objects",
        "Buckets without their objects, or the reverse",
        Severity.WARNING,
        _RESOURCE_PAGE,
        bucket_or_objects,
    ),
    LintCheck(
        "lookalike-bucket",
        "A bucket name that strangers can fit into",
        Severity.WARNING,
        "S3 User Guide, bucket names are global",
        lookalike_bucket,
        frozenset({PolicyKind.ENDPOINT, PolicyKind.IDENTITY}),
    ),
    LintCheck(
        "table-without-indexes",
        "A table without its indexes",
        Severity.INFO,
        "DynamoDB Developer Guide, resource-based policies",
        table_without_indexes,
    ),
)
