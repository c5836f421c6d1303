"""What do roles, users and groups of IAM have in common?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Protocol

from vpce_tui.model.record import arn_scope
from vpce_tui.model.resource import Link

if TYPE_CHECKING:
    from vpce_tui.resources.role import AttachedPolicy


class Identity(Protocol):
    """A role, a user or a group."""

    @property
    def arn(self) -> str: ...

    @property
    def attached_managed_policies(self) -> tuple[AttachedPolicy, ...]: ...


def by_account_and_name(identity: Identity) -> Iterable[str]:
    """Key: `account/name`, without the path: so a session's ARN shows a role, and a user names its groups.

    Names are unique in an account, whatever the path.
    """
    return (f"{arn_scope(identity.arn)[0]}/{identity.arn.rpartition('/')[2]}",)


def _attached(identity: Identity) -> list[str | None]:
    return [each.policy_arn for each in identity.attached_managed_policies]


POLICIES: Final[Link[Any]] = Link("policies", "managed-policies", _attached)
"""The managed policies that are attached."""
