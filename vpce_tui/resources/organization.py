"""In which organization is an account, and which control policies stand above it?

Any member may ask which organization it is in; policies and places are for the management account and delegated
administrators. No call gives an account's control policies level by level, so that record is ours: put together from
ListParents, ListPoliciesForTarget and DescribePolicy, whose shapes stand in it.
Source: Organizations API Reference, "DescribeOrganization", "ListPoliciesForTarget".
"""

from __future__ import annotations

from typing import Final

from vpce_tui.model.record import NOT_SENT, Shape
from vpce_tui.model.resource import Read, Resource, member
from vpce_tui.resources.on_demand import OnDemandRecord

NONE: Final = "none"
"""The id of the organization of an account that is in none."""


class PolicyTypeSummary(Shape, frozen=True, kw_only=True):
    type: str | None = None
    status: str | None = None


class Organization(OnDemandRecord, frozen=True, kw_only=True):
    """The organization of the account of the scope it stands in."""

    identity = ("id",)

    id: str
    arn: str | None = None
    feature_set: str | None = None
    master_account_arn: str | None = None
    master_account_id: str | None = None
    master_account_email: str | None = None
    available_policy_types: tuple[PolicyTypeSummary, ...] = NOT_SENT


class PolicySummary(Shape, frozen=True, kw_only=True):
    id: str | None = None
    arn: str | None = None
    name: str | None = None
    description: str | None = None
    type: str | None = None
    aws_managed: bool | None = None


class ControlPolicy(Shape, frozen=True, kw_only=True):
    policy_summary: PolicySummary | None = None
    content: str | None = None
    """None where DescribePolicy was refused."""


class ControlLevel(Shape, frozen=True, kw_only=True):
    """What is attached to the root, one OU, or the account itself."""

    ordered = frozenset({"service_control_policies", "resource_control_policies"})

    target_id: str | None = None
    type: str | None = None
    """ROOT, ORGANIZATIONAL_UNIT or ACCOUNT."""
    service_control_policies: tuple[ControlPolicy, ...] = NOT_SENT
    resource_control_policies: tuple[ControlPolicy, ...] = NOT_SENT


class ControlPolicies(OnDemandRecord, frozen=True, kw_only=True):
    """The levels from the root down to one account."""

    identity = ("account_id",)
    ordered = frozenset({"levels"})

    account_id: str
    levels: tuple[ControlLevel, ...] = NOT_SENT


ORGANIZATION_RESOURCE = Resource(
    record=Organization,
    name="organizations",
    title="organizations",
    read=Read("DescribeOrganization", "Organization", page_size=None, service="organizations"),
    columns=(member("ID", "id"), member("MANAGEMENT ACCOUNT", "master_account_id"), member("FEATURES", "feature_set")),
)

CONTROL_POLICIES_RESOURCE = Resource(
    record=ControlPolicies,
    name="control-policies",
    title="control policies",
    read=Read("ListPoliciesForTarget", "ControlPolicies", page_size=None, service="organizations"),
    columns=(member("ACCOUNT", "account_id"),),
)
