"""Which endpoint policies has the made-up company, and how is a policy written?

The two defaults are worded as the service words them: that of gateways has an old `Version`, that of interface
endpoints has none, another order of members and line breaks. A reader must compare meanings, not texts.
"""

from __future__ import annotations

import json
from typing import Any, Final

from vpce_tui.demo.accounts import ORGANIZATION

DEFAULT_GATEWAY: Final = (
    '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
)

DEFAULT_INTERFACE: Final = """{
  "Statement": [
    {
      "Action": "*",
      "Effect": "Allow",
      "Principal": "*",
      "Resource": "*"
    }
  ]
}"""


def document(*statements: dict[str, Any]) -> str:
    """Return a policy's text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


DENY_ONLY: Final = document(
    {
        "Sid": "DenyOtherVpcs",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:SourceVpc": "vpc-0d9f6a7c1b2e3f405"}},
    }
)
"""Without any Allow it refuses everything, also what it does not name."""

ORG_ONLY_S3: Final = document(
    {
        "Sid": "OnlyOurPeopleAndOurBuckets",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION, "aws:ResourceOrgID": ORGANIZATION},
        },
    }
)
"""A sound perimeter that leaves out the buckets AWS itself owns: ECR's layers, Amazon Linux's packages, SSM's files."""

SOURCE_IP_S3: Final = document(
    {
        "Sid": "OnlyFromTheOffice",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
    }
)
"""A request through an endpoint carries no public source address, so that nothing matches."""

ROLE_BY_ID_DYNAMODB: Final = document(
    {
        "Sid": "OnlyTheFeatureStore",
        "Effect": "Allow",
        "Principal": {"AWS": "AROAEXAMPLEFEATURESTR"},
        "Action": "dynamodb:*",
        "Resource": "*",
    }
)
"""Gateway endpoints match `*` with aws:PrincipalArn, not a principal's id or ARN."""

OWN_QUEUES: Final = document(
    {
        "Sid": "OwnQueues",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
        "Action": ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        "Resource": "arn:aws:sqs:us-east-1:222233334444:*",
    },
    {
        "Sid": "NothingUnencrypted",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
)
