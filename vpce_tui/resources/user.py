"""Which policies does an IAM user have, and in which groups is it?

The shape is that of GetAccountAuthorizationDetails; read by itself a user is put together from GetUser,
ListUserPolicies, GetUserPolicy, ListAttachedUserPolicies and ListGroupsForUser. Documents are JSON text.
Source: IAM API Reference, "UserDetail".
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT, Timestamp
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.iam import POLICIES
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.role import AttachedPermissionsBoundary, AttachedPolicy, PolicyDetail
from vpce_tui.resources.shapes import Tag


class UserDetail(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("arn",)

    path: str | None = None
    user_name: str | None = None
    user_id: str | None = None
    """None where GetUser was refused: then its boundary is not known."""
    arn: str
    create_date: Timestamp | None = None
    user_policy_list: tuple[PolicyDetail, ...] = NOT_SENT
    """Inline policies; one without a document could not be read."""
    group_list: tuple[str, ...] = NOT_SENT
    """The names of its groups, all of the same account."""
    attached_managed_policies: tuple[AttachedPolicy, ...] = NOT_SENT
    permissions_boundary: AttachedPermissionsBoundary | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=UserDetail,
    name="users",
    title="IAM users",
    read=Read("GetAccountAuthorizationDetails", "UserDetailList", service="iam"),
    columns=(
        member("NAME", "user_name"),
        member("GROUPS", "group_list"),
        member("ARN", "arn"),
        member("BOUNDARY", "permissions_boundary.permissions_boundary_arn", wide=True),
    ),
    links=(POLICIES,),
)
