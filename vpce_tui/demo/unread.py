"""Which lists could not be read in the demo world, and what would AWS have said?

A switched-off Region, an account whose route tables are refused and a partner who shows no zones: the screen has to
tell "not read" from "does not exist".
"""

from __future__ import annotations

from typing import Final

from vpce_tui.demo.accounts import NETWORK_OFF, PARTNER, STAGING
from vpce_tui.model.coverage import Coverage, Progress, Reason
from vpce_tui.model.record import Record, Scope
from vpce_tui.resources.hosted_zone import HostedZoneSummary, ResourceRecordSet
from vpce_tui.resources.route_table import RouteTable

READ_AT: Final = "2026-11-20T09:30:00Z"

READ: Final = Coverage(Progress.COMPLETE, read_at=READ_AT)

_REGION_OFF: Final = Coverage(
    Progress.FAILED,
    Reason.REGION_OFF,
    code="AuthFailure",
    message="AWS was not able to validate the provided access credentials",
    help="the Region ap-south-2 is switched off for this account: enable it, or leave it out with --region",
    read_at=READ_AT,
)


def forbidden(code: str, role: str, scope: Scope, action: str) -> Coverage:
    """Return how a reading ended that AWS refused."""
    caller = f"arn:aws:sts::{scope.account_id}:assumed-role/{role}/vpce-tui"
    return Coverage(
        Progress.FAILED,
        Reason.FORBIDDEN,
        code=code,
        message=(
            f"User: {caller} is not authorized to perform: {action} because no identity-based policy allows the action"
        ),
        help=f"allow {action} for {caller}",
        read_at=READ_AT,
    )


_REFUSED: Final[dict[tuple[type[Record], Scope], Coverage]] = {
    (RouteTable, STAGING): forbidden("UnauthorizedOperation", "AuditWithoutRoutes", STAGING, "ec2:DescribeRouteTables"),
    (HostedZoneSummary, PARTNER): forbidden("AccessDenied", "PartnerView", PARTNER, "route53:ListHostedZonesByVPC"),
    (ResourceRecordSet, PARTNER): forbidden("AccessDenied", "PartnerView", PARTNER, "route53:ListResourceRecordSets"),
}


def coverage_of(record_type: type[Record], scope: Scope) -> Coverage:
    """Return how the reading of a list ended; a list that did not end well has no records."""
    if scope == NETWORK_OFF:
        return _REGION_OFF
    return _REFUSED.get((record_type, scope), READ)
