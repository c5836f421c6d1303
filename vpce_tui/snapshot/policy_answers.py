"""Which identity and resource policies does an answer hold, and whose are they?

`iam get-account-authorization-details` and `lambda list-functions` name everything and are whole lists; `iam get-role`,
`iam get-user`, `lambda get-function`, `lambda get-function-configuration` and `organizations describe-organization`
name what they are about. The answers that hold a resource's policy seldom name the resource, so it is looked for in
this order: a member beside the policy (`ARN`, `ResourceArn`, `QueueArn`, `TopicArn`); the policy itself, where all its
statements name one bucket, queue, topic, secret, table or function, as S3 demands of a bucket's; an ARN's last part in
the file's path, for a key its id together with account and Region. An answer whose resource shows nowhere is left out.
IAM's documents may be objects or JSON text, also in the URL encoding that the API itself sends.
Source: AWS CLI Command Reference, the commands named; S3 User Guide, "Bucket policies".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from vpce_tui.model.resource import Resource
from vpce_tui.resources.function import RESOURCE as FUNCTIONS
from vpce_tui.resources.group import RESOURCE as GROUPS
from vpce_tui.resources.managed_policy import RESOURCE as MANAGED_POLICIES
from vpce_tui.resources.organization import ORGANIZATION_RESOURCE as ORGANIZATIONS
from vpce_tui.resources.resource_policy import RESOURCE as RESOURCE_POLICIES
from vpce_tui.resources.resource_policy import policy_holder
from vpce_tui.resources.role import RESOURCE as ROLES
from vpce_tui.resources.user import RESOURCE as USERS
from vpce_tui.snapshot.answers import Members, plain

ONLY_ASKED: Final = "only what was asked for was read"
_KEYS: Final = frozenset(
    {
        *("RoleDetailList", "UserDetailList", "GroupDetailList", "Role", "User", "Organization"),
        *("ResourcePolicy", "Policy", "Attributes", "Policies", "Functions", "FunctionArn", "Configuration"),
    }
)
_KEY_ID: Final = re.compile(r"(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})")
_REGION_IN_PATH: Final = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-[0-9]")
_ACCOUNT_IN_PATH: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class PolicyItems:
    """Records of one type that an answer holds."""

    resource: Resource[Any]
    items: list[Any]
    partial: str = ONLY_ASKED
    """Why there may be more; empty for a whole list."""


def policy_items(answer: Members, path: Path) -> Iterator[PolicyItems]:
    """Yield what an answer holds of policies; nothing for an answer of any other kind."""
    if not answer.keys() & _KEYS:
        return
    if "RoleDetailList" in answer:
        yield PolicyItems(ROLES, [_role(each) for each in _list(answer["RoleDetailList"])], "")
    if "UserDetailList" in answer:
        yield PolicyItems(USERS, [_inline(each, "UserPolicyList") for each in _list(answer["UserDetailList"])], "")
    if "GroupDetailList" in answer:
        yield PolicyItems(GROUPS, [_inline(each, "GroupPolicyList") for each in _list(answer["GroupDetailList"])], "")
    details = [each for each in _list(answer.get("Policies")) if isinstance(each, Mapping)]
    if "RoleDetailList" in answer or any("PolicyVersionList" in each for each in details):
        yield PolicyItems(MANAGED_POLICIES, [_managed(each) for each in details], "")
    role, organization = plain(answer.get("Role")), plain(answer.get("Organization"))
    if isinstance(role, Mapping) and "RoleId" in role:
        yield PolicyItems(ROLES, [_role({name: role[name] for name in role if name in _ROLE_MEMBERS})])
    user = plain(answer.get("User"))
    if isinstance(user, Mapping) and "UserId" in user:
        yield PolicyItems(USERS, [{name: user[name] for name in user if name in _USER_MEMBERS}])
    yield from _functions(answer)
    if isinstance(organization, Mapping) and "MasterAccountId" in organization:
        yield PolicyItems(ORGANIZATIONS, [organization])
    found = _resource_policy(answer, path)
    if found is not None:
        yield PolicyItems(RESOURCE_POLICIES, [found])


_ROLE_MEMBERS: Final = frozenset(
    {"Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "PermissionsBoundary", "Tags"}
    | {"RoleLastUsed"}
)
_USER_MEMBERS: Final = frozenset({"Path", "UserName", "UserId", "Arn", "CreateDate", "PermissionsBoundary", "Tags"})


def _functions(answer: Members) -> Iterator[PolicyItems]:
    """Yield the functions of a list, of `get-function`, or of `get-function-configuration`, which is one itself."""
    whole = [each for each in _list(answer.get("Functions")) if _is_function(each)]
    if whole or ("Functions" in answer and plain(answer["Functions"]) == []):
        yield PolicyItems(FUNCTIONS, whole, "")
    configuration = plain(answer.get("Configuration"))
    if _is_function(configuration):
        yield PolicyItems(FUNCTIONS, [configuration])
    if "FunctionArn" in answer and "Role" in answer:
        members = {name: plain(value) for name, value in answer.items() if name != "ResponseMetadata"}
        yield PolicyItems(FUNCTIONS, [members])


def _is_function(value: Any) -> bool:
    return isinstance(value, Mapping) and "FunctionArn" in value and "Role" in value


def _list(value: Any) -> list[Any]:
    found = plain(value)
    return found if isinstance(found, list) else []


def _role(role: Any) -> Any:
    if not isinstance(role, Mapping):
        return role
    changes: dict[str, Any] = {"AssumeRolePolicyDocument": _text(role.get("AssumeRolePolicyDocument"))}
    if isinstance(role.get("InstanceProfileList"), list):
        changes["InstanceProfileList"] = [_profile(each) for each in role["InstanceProfileList"]]
    return {**_inline(role, "RolePolicyList"), **changes}


def _inline(holder: Any, member: str) -> Any:
    """Return a role, user or group with its inline policies as JSON text."""
    inline = holder.get(member) if isinstance(holder, Mapping) else None
    if not isinstance(inline, list):
        return holder
    return {**holder, member: [_with_text(each, "PolicyDocument") for each in inline]}


def _profile(profile: Any) -> Any:
    if not isinstance(profile, Mapping) or not isinstance(profile.get("Roles"), list):
        return profile
    return {**profile, "Roles": [_with_text(each, "AssumeRolePolicyDocument") for each in profile["Roles"]]}


def _managed(policy: Mapping[str, Any]) -> Any:
    versions = policy.get("PolicyVersionList")
    if not isinstance(versions, list):
        return policy
    return {**policy, "PolicyVersionList": [_with_text(each, "Document") for each in versions]}


def _with_text(value: Any, member: str) -> Any:
    return {**value, member: _text(value.get(member))} if isinstance(value, Mapping) else value


def _text(document: Any) -> Any:
    """Return a document as JSON text."""
    if isinstance(document, Mapping):
        return json.dumps(document, ensure_ascii=False)
    return unquote(document) if isinstance(document, str) and document.startswith("%7B") else document


def _resource_policy(answer: Members, path: Path) -> dict[str, Any] | None:
    attributes = plain(answer.get("Attributes"))
    members = {name: plain(answer[name]) for name in _NAMING & answer.keys()}
    beside = attributes if isinstance(attributes, Mapping) else members
    text = beside.get("Policy") if beside is attributes else plain(answer.get("Policy") or answer.get("ResourcePolicy"))
    named = next((beside[name] for name in sorted(_NAMING) if isinstance(beside.get(name), str)), "")
    if beside is attributes and policy_holder(named) is None:
        return None
    if text is None and beside is attributes:
        return {"ResourceArn": named}  # a queue without a policy has no such attribute
    if not isinstance(text, str):
        return None
    holder = policy_holder(named) if named else None
    arn = holder.arn if holder is not None else _named_in(text) or _key_in(path)
    return {"ResourceArn": arn, "Policy": text} if arn else None


_NAMING: Final = frozenset({"ARN", "ResourceArn", "QueueArn", "TopicArn", "KeyArn"})


def _named_in(text: str) -> str:
    """Return the one resource that every statement of a policy names; empty where there is no such one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    found: set[str] = set()
    for statement in statements if isinstance(statements, list) else [statements]:
        named = (statement.get("Resource") or statement.get("NotResource")) if isinstance(statement, Mapping) else None
        for value in named if isinstance(named, list) else [named]:
            # Whatever stands behind a bucket's name is of that bucket: `arn:aws:s3:::app-data*` is of many.
            holder = policy_holder(value) if isinstance(value, str) else None
            found.add(holder.arn if holder is not None else "")
    return found.pop() if len(found) == 1 else ""


def _key_in(path: Path) -> str:
    """Return the ARN of the key whose id, account and Region stand in a path."""
    parts = (path.stem, *reversed(path.parent.parts))
    key = next((match[0] for name in parts if (match := _KEY_ID.search(name))), "")
    region = next((name for name in parts if _REGION_IN_PATH.fullmatch(name)), "")
    account = next((name for name in parts if _ACCOUNT_IN_PATH.fullmatch(name)), "")
    return f"arn:aws:kms:{region}:{account}:key/{key}" if key and region and account else ""
