"""Which policy documents stand in a record that was read on demand?"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.model.record import Record
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.managed_policy import ManagedPolicyDetail
from vpce_tui.resources.organization import ControlPolicies
from vpce_tui.resources.resource_policy import ResourcePolicy
from vpce_tui.resources.role import RoleDetail
from vpce_tui.resources.user import UserDetail


def documents(record: Record) -> Iterator[str]:
    """Yield the text of every policy that a record holds; what could not be read is left out."""
    found: list[str | None] = []
    match record:
        case RoleDetail():
            found = [record.assume_role_policy_document, *(each.policy_document for each in record.role_policy_list)]
        case UserDetail():
            found = [each.policy_document for each in record.user_policy_list]
        case GroupDetail():
            found = [each.policy_document for each in record.group_policy_list]
        case ManagedPolicyDetail():
            found = [version.document for version in record.policy_version_list]
        case ResourcePolicy():
            found = [record.policy]
        case ControlPolicies():
            for level in record.levels:
                policies = (*level.service_control_policies, *level.resource_control_policies)
                found += [each.content for each in policies]
    yield from (text for text in found if text)
