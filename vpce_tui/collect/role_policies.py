"""How is one IAM role read: its inline and attached policies, its boundary, its trust policy?

By the calls that ask about one role; GetAccountAuthorizationDetails would list all of an account. What one call refuses
the others may still give, so a role is kept in parts, and its first refusal with it.
Source: IAM API Reference, "GetRole", "ListRolePolicies", "ListAttachedRolePolicies", "GetPolicyVersion".
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api
from vpce_tui.collect.failures import failed
from vpce_tui.collect.policy_asking import Asker, iam_call, inline_policies, listed, policy_text
from vpce_tui.model.coverage import Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Scope, arn_scope
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.role import RoleDetail

_KEPT: Final = ("Path", "RoleName", "RoleId", "CreateDate", "PermissionsBoundary", "Tags", "RoleLastUsed")
_PROFILE_KEPT: Final = ("Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate")


async def read_role_of_profile(api: Api, scope: Scope, profile_arn: str, now: str) -> RoleDetail:
    """Return the role that an instance profile holds.

    Where GetInstanceProfile is refused, the role is taken to be named like its profile, as the console does; then no
    profile stands in the record.
    """
    asker = Asker(api, scope)
    name = profile_arn.rpartition("/")[2]
    answer = await asker.one(iam_call(scope, "GetInstanceProfile", InstanceProfileName=name))
    if answer is None:
        return await read_role(api, scope, _role_arn(profile_arn, name), now)
    profile = answer.get("InstanceProfile") or {}
    roles = profile.get("Roles") or ()
    if not roles:
        asker.fail(failed(Reason.OTHER, message=f"the instance profile {name} holds no role"))
        return RoleDetail(arn=_role_arn(profile_arn, name), reading=asker.reading(now))
    kept = {member: profile[member] for member in _PROFILE_KEPT if member in profile}
    return await read_role(api, scope, roles[0]["Arn"], now, profile=kept)


def _role_arn(like: str, name: str) -> str:
    partition = like.split(":")[1] if like.count(":") >= 5 else "aws"
    return f"arn:{partition}:iam::{arn_scope(like)[0]}:role/{name}"


def role_of_principal(principal: str) -> str:
    """Return the ARN of the role that a principal is, or is a session of; a session's role without its path.

    Empty for anybody else: users, services, identity providers.
    """
    parts = principal.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        return ""
    kind, _, rest = parts[5].partition("/")
    if parts[2] == "iam" and kind == "role" and rest:
        return principal
    return _role_arn(principal, rest.partition("/")[0]) if parts[2] == "sts" and kind == "assumed-role" else ""


async def read_role(
    api: Api, scope: Scope, arn: str, now: str, *, profile: Mapping[str, Any] | None = None
) -> RoleDetail:
    """Return a role with the names of its policies and the documents of the inline ones."""
    asker = Asker(api, scope)
    name = arn.rpartition("/")[2]
    told, inline, attached = await asyncio.gather(
        asker.one(iam_call(scope, "GetRole", RoleName=name)),
        asker.pages(iam_call(scope, "ListRolePolicies", RoleName=name)),
        asker.pages(iam_call(scope, "ListAttachedRolePolicies", RoleName=name)),
    )
    role = (told or {}).get("Role") or {}
    members: dict[str, Any] = {"Arn": role.get("Arn") or arn, "RoleName": name}
    members |= {member: role[member] for member in _KEPT if role.get(member) is not None}
    members["AssumeRolePolicyDocument"] = policy_text(role.get("AssumeRolePolicyDocument"))
    members["InstanceProfileList"] = [dict(profile)] if profile else None
    members["AttachedManagedPolicies"] = listed(attached, "AttachedPolicies")
    names = listed(inline, "PolicyNames")
    if names is not None:
        asked = [iam_call(scope, "GetRolePolicy", RoleName=name, PolicyName=each) for each in names]
        members["RolePolicyList"] = await inline_policies(asker, asked)
    return msgspec.structs.replace(to_record(members, RoleDetail), reading=asker.reading(now))


async def read_managed_policy(api: Api, scope: Scope, arn: str, now: str) -> ManagedPolicyDetail:
    """Return a managed policy with the version that counts."""
    asker = Asker(api, scope)
    told = await asker.one(iam_call(scope, "GetPolicy", PolicyArn=arn))
    members: dict[str, Any] = {**((told or {}).get("Policy") or {}), "Arn": arn}
    members.pop("Tags", None)
    version_id = members.get("DefaultVersionId")
    if version_id:
        answer = await asker.one(iam_call(scope, "GetPolicyVersion", PolicyArn=arn, VersionId=version_id))
        version = (answer or {}).get("PolicyVersion")
        if version:
            document = policy_text(version.get("Document"))
            members["PolicyVersionList"] = [{**version, "Document": document}]
    return msgspec.structs.replace(to_record(members, ManagedPolicyDetail), reading=asker.reading(now))
