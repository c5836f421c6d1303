"""What is true of the policies that refuse?"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.looking import (
    endpoint,
    statements,
)
from vpce_tui.resources.vpc_endpoint import endpoint_type


def deny_only() -> bool:
    return {statement["Effect"] for statement in statements("hub-ecr.api")} == {"Deny"}


def organization_only() -> bool:
    (statement,) = statements("app-s3")
    return "aws:ResourceOrgID" in statement["Condition"]["StringEquals"] and "starport" not in str(
        statement["Resource"]
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
    62: source_ip,
    64: principal_by_id,
}
