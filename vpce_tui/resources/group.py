"""Which policies does an IAM group give to its users?

The shape is that of GetAccountAuthorizationDetails; read by itself a group is put together from ListGroupPolicies,
GetGroupPolicy and ListAttachedGroupPolicies. A group has no boundary and is no principal.
Source: IAM API Reference, "GroupDetail".
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT, Timestamp
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.iam import POLICIES
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.role import AttachedPolicy, PolicyDetail


class GroupDetail(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("arn",)

    path: str | None = None
    group_name: str | None = None
    group_id: str | None = None
    arn: str
    create_date: Timestamp | None = None
    group_policy_list: tuple[PolicyDetail, ...] = NOT_SENT
    """Inline policies; one without a document could not be read."""
    attached_managed_policies: tuple[AttachedPolicy, ...] = NOT_SENT


RESOURCE = Resource(
    record=GroupDetail,
    name="groups",
    title="IAM groups",
    read=Read("GetAccountAuthorizationDetails", "GroupDetailList", service="iam"),
    columns=(member("NAME", "group_name"), member("ARN", "arn")),
    links=(POLICIES,),
)
