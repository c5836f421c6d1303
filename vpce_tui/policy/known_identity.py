"""Which policies does a caller itself carry, as far as they were read: a role's, or a user's and its groups'?

Source: IAM User Guide, "Policies and permissions", "Permissions boundaries".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Topology
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.known_layer import KnownLayer, State, add_document, best_of, ended, layer_of, why_not
from vpce_tui.policy.layers import BOUNDARY, IDENTITY
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.resources.group import GroupDetail
from vpce_tui.resources.iam import by_account_and_name
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, default_document
from vpce_tui.resources.role import AttachedPolicy, PolicyDetail, RoleDetail
from vpce_tui.resources.user import UserDetail

_WITHOUT_POLICIES: Final = (CallerKind.ANONYMOUS, CallerKind.SERVICE, CallerKind.IDENTITY_PROVIDER)
_ROLES: Final = (CallerKind.ROLE, CallerKind.ROLE_SESSION)

Holder = RoleDetail | UserDetail
"""What carries identity policies and a boundary."""


def find_role(topology: Topology, principal: str | None) -> RoleDetail | None:
    """Return the role that a principal is or is a session of, as it was read; None where nobody asked."""
    caller = read_principal(principal)
    if caller.kind not in _ROLES:
        return None
    return best_of(topology.indexed(RoleDetail, by_account_and_name, f"{caller.account}/{caller.role_name}"))


def find_user(topology: Topology, principal: str | None) -> UserDetail | None:
    """Return the user that a principal is, as it was read; None where nobody asked, and for everybody else."""
    caller = read_principal(principal)
    if caller.kind is not CallerKind.USER:
        return None
    return best_of(
        topology.indexed(UserDetail, by_account_and_name, f"{caller.account}/{caller.name.rpartition('/')[2]}")
    )


def is_role(principal: str) -> bool:
    """Say whether a principal is a role or a session of one."""
    return read_principal(principal).kind in _ROLES


def is_holder(principal: str) -> bool:
    """Say whether a principal is somebody whose policies can be read: a role, a session of one, a user."""
    return read_principal(principal).kind in (*_ROLES, CallerKind.USER)


def find_holder(topology: Topology, principal: str | None) -> Holder | None:
    """Return the role or the user that a principal is, as it was read; None where nobody asked."""
    return find_role(topology, principal) or find_user(topology, principal)


def identity_layer(topology: Topology, principal: str | None) -> KnownLayer:
    """Return the caller's own policies; a user's groups' among them."""
    holder = find_holder(topology, principal)
    if holder is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(IDENTITY, State.NONE, says="this caller has no identity policies")
        return KnownLayer(IDENTITY)
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    if isinstance(holder, RoleDetail):
        inline, name = holder.role_policy_list, holder.role_name
    else:
        inline, name = holder.user_policy_list, holder.user_name
    attached = holder.attached_managed_policies
    _add(topology, documents, missing, inline, attached, "its")
    nothing = inline is NOT_SENT and attached is NOT_SENT
    if isinstance(holder, UserDetail):
        nothing = nothing and holder.group_list is NOT_SENT
        _add_groups(topology, documents, missing, holder, read_principal(principal).account or "")
    if not documents and nothing:
        return KnownLayer(IDENTITY, State.UNREAD, coverage=ended(holder), says=why_not(ended(holder)))
    return layer_of(IDENTITY, documents, missing, ended(holder), f"{name or holder.arn} has no policies")


def _add(
    topology: Topology,
    documents: list[PolicyDocument],
    missing: list[str],
    inline: Sequence[PolicyDetail],
    attached: Sequence[AttachedPolicy],
    whose: str,
) -> None:
    """Add what somebody or a group carries, and what of it is missing."""
    if inline is NOT_SENT:
        missing.append(f"{whose} inline policies were not read")
    if attached is NOT_SENT:
        missing.append(f"{whose} attached policies were not read")
    for each in inline:
        add_document(documents, missing, each.policy_document, each.policy_name or "inline")
    for one in attached:
        add_document(documents, missing, *_managed(topology, one.policy_arn or ""))


def _add_groups(
    topology: Topology, documents: list[PolicyDocument], missing: list[str], user: UserDetail, account_id: str
) -> None:
    if user.group_list is NOT_SENT:
        missing.append("in which groups it is was not read")
    for name in user.group_list:
        group = best_of(topology.indexed(GroupDetail, by_account_and_name, f"{account_id}/{name}"))
        if group is None:
            missing.append(f"the group {name} was not read")
        else:
            inline, attached = group.group_policy_list, group.attached_managed_policies
            _add(topology, documents, missing, inline, attached, f"the group {name}'s")


def boundary_layer(topology: Topology, principal: str | None) -> KnownLayer:
    """Return the caller's permissions boundary."""
    holder = find_holder(topology, principal)
    if holder is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(BOUNDARY, State.NONE, says="this caller has no boundary")
        return KnownLayer(BOUNDARY)
    if holder.permissions_boundary is None:
        its_id = holder.role_id if isinstance(holder, RoleDetail) else holder.user_id
        if its_id is None:
            return KnownLayer(BOUNDARY, State.UNREAD, coverage=ended(holder), says=why_not(ended(holder)))
        kind = "role" if isinstance(holder, RoleDetail) else "user"
        return KnownLayer(BOUNDARY, State.NONE, coverage=ended(holder), says=f"the {kind} has no boundary")
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    arn = holder.permissions_boundary.permissions_boundary_arn or ""
    add_document(documents, missing, *_managed(topology, arn))
    if not documents:
        policy = best_of(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
        how = ended(policy) if policy is not None else ended(holder)
        return KnownLayer(BOUNDARY, State.UNREAD, coverage=how, says=f"{missing[0]}: {why_not(how)}")
    return layer_of(BOUNDARY, documents, missing, ended(holder), "")


def _by_arn(policy: ManagedPolicyDetail) -> Iterable[str]:
    return (policy.arn,)


def _managed(topology: Topology, arn: str) -> tuple[str | None, str]:
    """Return (text, name) of a managed policy; no text where it was not read."""
    policy = best_of(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
    return (default_document(policy) if policy is not None else None), arn.rpartition("/")[2] or arn
