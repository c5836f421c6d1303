"""Which policies does an IAM role have, and whom does it trust?

The shape is that of GetAccountAuthorizationDetails, which gives a role whole; read by itself a role is put together
from GetRole, ListRolePolicies, GetRolePolicy and ListAttachedRolePolicies. Documents are JSON text. IAM is global: a
role stands in the scope that it was asked for from.
Source: IAM API Reference, "RoleDetail".
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.model.record import NOT_SENT, Shape, Timestamp
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.iam import POLICIES
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.shapes import Tag


class PolicyDetail(Shape, frozen=True, kw_only=True):
    policy_name: str | None = None
    policy_document: str | None = None


class AttachedPolicy(Shape, frozen=True, kw_only=True):
    policy_name: str | None = None
    policy_arn: str | None = None


class AttachedPermissionsBoundary(Shape, frozen=True, kw_only=True):
    permissions_boundary_type: str | None = None
    permissions_boundary_arn: str | None = None


class RoleLastUsed(Shape, frozen=True, kw_only=True):
    last_used_date: Timestamp | None = None
    region: str | None = None


class SourceRoleTemplate(Shape, frozen=True, kw_only=True):
    template_arn: str | None = None
    template_minor_version: int | None = None


class InstanceProfileRole(Shape, frozen=True, kw_only=True):
    """A role as an instance profile names it."""

    path: str | None = None
    role_name: str | None = None
    role_id: str | None = None
    arn: str | None = None
    create_date: Timestamp | None = None
    assume_role_policy_document: str | None = None
    description: str | None = None
    max_session_duration: int | None = None
    permissions_boundary: AttachedPermissionsBoundary | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    role_last_used: RoleLastUsed | None = None
    source_role_template: SourceRoleTemplate | None = None


class InstanceProfile(Shape, frozen=True, kw_only=True):
    path: str | None = None
    instance_profile_name: str | None = None
    instance_profile_id: str | None = None
    arn: str | None = None
    create_date: Timestamp | None = None
    roles: tuple[InstanceProfileRole, ...] = NOT_SENT
    tags: tuple[Tag, ...] = NOT_SENT


class RoleDetail(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("arn",)

    path: str | None = None
    role_name: str | None = None
    role_id: str | None = None
    """None where GetRole was refused: then its boundary is not known."""
    arn: str
    create_date: Timestamp | None = None
    assume_role_policy_document: str | None = None
    instance_profile_list: tuple[InstanceProfile, ...] = NOT_SENT
    role_policy_list: tuple[PolicyDetail, ...] = NOT_SENT
    """Inline policies; one without a document could not be read."""
    attached_managed_policies: tuple[AttachedPolicy, ...] = NOT_SENT
    permissions_boundary: AttachedPermissionsBoundary | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    role_last_used: RoleLastUsed | None = None


def by_instance_profile(role: RoleDetail) -> Iterable[str]:
    """Key: the ARN of each instance profile that holds the role."""
    return [profile.arn for profile in role.instance_profile_list if profile.arn]


RESOURCE = Resource(
    record=RoleDetail,
    name="roles",
    title="IAM roles",
    read=Read("GetAccountAuthorizationDetails", "RoleDetailList", service="iam"),
    columns=(
        member("NAME", "role_name"),
        member("ARN", "arn"),
        member("BOUNDARY", "permissions_boundary.permissions_boundary_arn", wide=True),
    ),
    links=(POLICIES,),
)
