"""What does a managed policy say?

The shape is that of GetAccountAuthorizationDetails; read by itself a policy is put together from GetPolicy and
GetPolicyVersion, with its default version alone, the one that counts.
Source: IAM API Reference, "ManagedPolicyDetail".
"""

from __future__ import annotations

from vpce_tui.model.record import NOT_SENT, Shape, Timestamp
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.on_demand import OnDemandRecord


class PolicyVersion(Shape, frozen=True, kw_only=True):
    document: str | None = None
    version_id: str | None = None
    is_default_version: bool | None = None
    create_date: Timestamp | None = None


class ManagedPolicyDetail(OnDemandRecord, frozen=True, kw_only=True):
    identity = ("arn",)

    policy_name: str | None = None
    policy_id: str | None = None
    arn: str
    path: str | None = None
    default_version_id: str | None = None
    attachment_count: int | None = None
    permissions_boundary_usage_count: int | None = None
    is_attachable: bool | None = None
    description: str | None = None
    create_date: Timestamp | None = None
    update_date: Timestamp | None = None
    policy_version_list: tuple[PolicyVersion, ...] = NOT_SENT


def default_document(policy: ManagedPolicyDetail) -> str | None:
    """Return the text of the version that counts, or None where it was not read."""
    for version in policy.policy_version_list:
        if version.is_default_version or version.version_id == policy.default_version_id:
            return version.document
    return None


RESOURCE = Resource(
    record=ManagedPolicyDetail,
    name="managed-policies",
    title="managed policies",
    read=Read("GetAccountAuthorizationDetails", "Policies", service="iam"),
    columns=(
        member("NAME", "policy_name"),
        member("ARN", "arn"),
        member("VERSION", "default_version_id"),
        member("DESCRIPTION", "description", wide=True),
    ),
)
