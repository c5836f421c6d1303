"""Does a bucket belong to AWS itself? Whole names only: anybody may own a bucket whose name merely begins alike.

Such a bucket is in no customer's account and in no customer's organization, so that a condition on either never holds.
Source: the guides of ECR, Systems Manager, Amazon Linux, EMR and CloudFormation on VPC endpoints, read on 2026-11-22.
"""

from __future__ import annotations

import re
from typing import Final

_REGION: Final = "[a-z]{2}(?:-[a-z]+)+-[0-9]"
_NAMES: Final = re.compile(
    rf"prod-{_REGION}-starport-layer-bucket|al2023-repos-{_REGION}-de612dc2|amazonlinux-2-repos-{_REGION}"
    rf"|(?:aws|amazon)-ssm-{_REGION}|patch-baseline-snapshot-{_REGION}|(?:repo|packages)\.{_REGION}\.(?:emr\.)?amazonaws"
    rf"\.com|cloudformation-waitcondition-{_REGION}|cloudformation-custom-resource-response-[a-z]+[0-9]"
)

ACCOUNT: Final = "an account of AWS's own"
ORGANIZATION: Final = "an organization of AWS's own"
"""Stand for what is not published; no condition asks for these words."""


def belongs_to_aws(arn: str) -> bool:
    """Say whether an S3 ARN is of a bucket that AWS is known to own, or of an object in one."""
    parts = arn.split(":", 5)
    return len(parts) == 6 and parts[2] == "s3" and bool(_NAMES.fullmatch(parts[5].partition("/")[0]))
