"""How are one IAM user and its groups read: inline and attached policies, and the user's boundary?

What one call refuses the others may still give, so a user and a group are kept in parts, with their first refusal.
Source: IAM API Reference, "GetUser", "ListUserPolicies", "ListAttachedUserPolicies", "ListGroupsForUser",
"ListGroupPolicies", "ListAttachedGroupPolicies".
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api
from vpce_tui.collect.policy_asking import Asker, iam_call, inline_policies, listed
from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Scope
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.user import UserDetail

_KEPT: Final = ("Path", "UserName", "UserId", "CreateDate", "PermissionsBoundary", "Tags")
_GROUP_KEPT: Final = ("Path", "GroupName", "GroupId", "Arn", "CreateDate")

Group = Mapping[str, Any]
"""A group as ListGroupsForUser tells it."""


def user_of_principal(principal: str) -> str:
    """Return the ARN of the IAM user that a principal is; empty for anybody else."""
    parts = principal.strip().split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or parts[2] != "iam":
        return ""
    kind, _, rest = parts[5].partition("/")
    return principal.strip() if kind == "user" and rest else ""


async def read_user(api: Api, scope: Scope, arn: str, now: str) -> tuple[UserDetail, list[Group]]:
    """Return what is known of a user, and its groups as they were listed."""
    asker = Asker(api, scope)
    name = arn.rpartition("/")[2]
    told, inline, attached, member_of = await asyncio.gather(
        asker.one(iam_call(scope, "GetUser", UserName=name)),
        asker.pages(iam_call(scope, "ListUserPolicies", UserName=name)),
        asker.pages(iam_call(scope, "ListAttachedUserPolicies", UserName=name)),
        asker.pages(iam_call(scope, "ListGroupsForUser", UserName=name)),
    )
    user = (told or {}).get("User") or {}
    members: dict[str, Any] = {"Arn": user.get("Arn") or arn, "UserName": name}
    members |= {member: user[member] for member in _KEPT if user.get(member) is not None}
    members["AttachedManagedPolicies"] = listed(attached, "AttachedPolicies")
    groups = listed(member_of, "Groups")
    if groups is not None:
        members["GroupList"] = [group["GroupName"] for group in groups]
    names = listed(inline, "PolicyNames")
    if names is not None:
        calls = [iam_call(scope, "GetUserPolicy", UserName=name, PolicyName=each) for each in names]
        members["UserPolicyList"] = await inline_policies(asker, calls)
    return msgspec.structs.replace(to_record(members, UserDetail), reading=asker.reading(now)), groups or []


async def read_group(api: Api, scope: Scope, group: Group, now: str) -> GroupDetail:
    """Return a group with its policies."""
    asker = Asker(api, scope)
    name = group["GroupName"]
    members: dict[str, Any] = {member: group[member] for member in _GROUP_KEPT if group.get(member) is not None}
    inline, attached = await asyncio.gather(
        asker.pages(iam_call(scope, "ListGroupPolicies", GroupName=name)),
        asker.pages(iam_call(scope, "ListAttachedGroupPolicies", GroupName=name)),
    )
    members["AttachedManagedPolicies"] = listed(attached, "AttachedPolicies")
    names = listed(inline, "PolicyNames")
    if names is not None:
        calls = [iam_call(scope, "GetGroupPolicy", GroupName=name, PolicyName=each) for each in names]
        members["GroupPolicyList"] = await inline_policies(asker, calls)
    return msgspec.structs.replace(to_record(members, GroupDetail), reading=asker.reading(now))
