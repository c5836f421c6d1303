"""What is true of the policies that refuse?"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.looking import (
    endpoint,
    held_statements,
    statements,
    world,
)
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type


def deny_only() -> bool:
    return {statement["Effect"] for statement in statements("hub-ecr.api")} == {"Deny"}


def organization_only() -> bool:
    (statement,) = statements("app-s3")
    return "aws:ResourceOrgID" in statement["Condition"]["StringEquals"] and "starport" not in str(
        statement["Resource"]
    )


def stale_endpoint() -> bool:
    (statement,) = held_statements("arn:aws:s3:::shop-invoices")
    wanted = statement["Condition"]["StringNotEquals"]["aws:SourceVpce"]
    (other,) = held_statements("arn:aws:s3:::shop-orders")
    now = other["Condition"]["StringNotEquals"]["aws:SourceVpce"]
    return (
        statement["Effect"] == "Deny"
        and not world().find(VpcEndpoint, wanted)
        and now == endpoint("app-s3").vpc_endpoint_id
    )


def source_ip() -> bool:
    return all("aws:SourceIp" in statement["Condition"]["IpAddress"] for statement in statements("data-s3"))


def principal_by_id() -> bool:
    (statement,) = statements("analytics-dynamodb")
    return endpoint_type(endpoint("analytics-dynamodb")) == "Gateway" and statement["Principal"]["AWS"].startswith(
        "AROA"
    )


CONDITIONS: dict[int, Callable[[], bool]] = {
    59: deny_only,
    60: organization_only,
    61: stale_endpoint,
    62: source_ip,
    64: principal_by_id,
}
