"""Mistakes of endpoint policies, and of a bucket's."""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.planted.entry import Planted, ask, ids

POLICIES: Final = (
    Planted(
        59,
        "ECR refuses everybody, but only inside the company's VPCs",
        ids("vpce hub-ecr.api"),
        "The policy of the hub's ecr.api endpoint has a Deny and no Allow, so that it allows nothing.",
    ),
    Planted(
        60,
        "Image layers and packages are denied through the S3 gateway endpoint",
        ids("vpce app-s3"),
        "The policy admits only the organization's buckets; ECR's layers and Amazon Linux's packages are in AWS's own.",
    ),
    Planted(
        61,
        "The shop's servers may not read their own invoices",
        ("arn:aws:s3:::shop-invoices", *ids("vpce app-s3")),
        "The bucket's policy wants an endpoint in aws:SourceVpce that another one has taken the place of since.",
        ask("app-1", "s3", action="s3:GetObject", resource="arn:aws:s3:::shop-invoices/2026/11.pdf"),
        "notReachable",
        "VPCE_ACCESS_DENIED",
    ),
    Planted(
        62,
        "A list of source addresses refuses everybody",
        ids("vpce data-s3"),
        "The policy asks for aws:SourceIp, which never matches a request that comes through a gateway endpoint.",
    ),
    Planted(
        64,
        "The feature store is denied its own tables",
        ids("vpce analytics-dynamodb"),
        "The policy of a gateway endpoint names a principal by id instead of `*` with aws:PrincipalArn.",
    ),
)
