"""In which organization is an account, and which control policies stand above it, level by level?

DescribeOrganization is for every member. ListParents, ListPoliciesForTarget and DescribePolicy are for the management
account and delegated administrators; elsewhere they are refused, and the control policies stay unread.
Source: Organizations API Reference; Organizations User Guide, "Delegated administrator for AWS Organizations".
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import msgspec

from vpce_tui.collect.api import Api, Call
from vpce_tui.collect.failures import failed
from vpce_tui.collect.policy_asking import Asker, global_region, listed
from vpce_tui.model.coverage import Reason
from vpce_tui.model.decoding import to_record
from vpce_tui.model.record import Scope
from vpce_tui.resources.organization import NONE, ControlPolicies, Organization

IN_NONE: Final = "AWSOrganizationsNotInUseException"
DEEPEST: Final = 8
"""An account stands at most under five OUs and the root (Organizations User Guide, "Quotas")."""
_TYPES: Final = {
    "ServiceControlPolicies": "SERVICE_CONTROL_POLICY",
    "ResourceControlPolicies": "RESOURCE_CONTROL_POLICY",
}
_NOT_ENABLED: Final = ("PolicyTypeNotEnabledException",)


def _call(scope: Scope, operation: str, **parameters: Any) -> Call:
    pages = 20 if operation == "ListPoliciesForTarget" else None
    return Call(operation, "organizations", parameters, pages, global_region(scope.region))


async def read_organization(api: Api, scope: Scope, now: str) -> Organization:
    """Return the organization of the scope's account; its id is `none` where it is in none, and where nobody said."""
    asker = Asker(api, scope)
    answer = await asker.one(_call(scope, "DescribeOrganization"), (IN_NONE,))
    found = (answer or {}).get("Organization") or {}
    record = to_record({**found, "Id": found.get("Id") or NONE}, Organization)
    return msgspec.structs.replace(record, reading=asker.reading(now))


async def read_control_policies(api: Api, scope: Scope, account_id: str, now: str) -> ControlPolicies:
    """Return the control policies of the levels above an account, from the root down; empty with why not."""
    asker = Asker(api, scope)
    chain = await _chain(asker, account_id)
    contents: dict[str, asyncio.Task[Any]] = {}
    levels = [
        {"TargetId": target, "Type": kind, **await _attached(asker, target, contents)}
        for target, kind in reversed(chain or [])
    ]
    record = to_record({"AccountId": account_id, "Levels": levels if chain else None}, ControlPolicies)
    return msgspec.structs.replace(record, reading=asker.reading(now))


async def _chain(asker: Asker, account_id: str) -> list[tuple[str, str]] | None:
    """Return (id, type) of the account and of what stands above it, up to the root; None where that was refused."""
    chain = [(account_id, "ACCOUNT")]
    while chain[-1][1] != "ROOT":
        if len(chain) > DEEPEST:
            asker.fail(failed(Reason.MALFORMED, message=f"no root stands above {account_id}"))
            return None
        parents = listed(await asker.pages(_call(asker.scope, "ListParents", ChildId=chain[-1][0])), "Parents")
        if parents is None:
            return None
        if not parents:
            asker.fail(failed(Reason.OTHER, message=f"nothing stands above {chain[-1][0]}"))
            return None
        chain.append((parents[0]["Id"], parents[0]["Type"]))
    return chain


async def _attached(asker: Asker, target: str, contents: dict[str, asyncio.Task[Any]]) -> dict[str, Any]:
    """Return the policies attached to one target, by kind; a kind that was refused is left out."""
    found: dict[str, Any] = {}
    for member, kind in _TYPES.items():
        call = _call(asker.scope, "ListPoliciesForTarget", TargetId=target, Filter=kind)
        summaries = listed(await asker.pages(call, _NOT_ENABLED), "Policies")
        if summaries is not None:
            found[member] = [
                {"PolicySummary": summary, "Content": await _content(asker, summary["Id"], contents)}
                for summary in summaries
            ]
    return found


async def _content(asker: Asker, policy_id: str, contents: dict[str, asyncio.Task[Any]]) -> Any:
    """Return a policy's text, asked for once however many levels it is attached to."""
    if policy_id not in contents:
        contents[policy_id] = asyncio.create_task(asker.one(_call(asker.scope, "DescribePolicy", PolicyId=policy_id)))
    return ((await contents[policy_id] or {}).get("Policy") or {}).get("Content")
