"""Which policies does a request meet, as far as they were read: from AWS, or from a snapshot or directory?

Each layer answers with its documents, how their reading ended, and what of it is missing. Three things are told apart:
a layer that nobody asked for, one that could not be read, and one of which AWS said that there is nothing. A layer that
misses a part may still deny; its Allow holds only if what is missing does not deny.
Source: IAM User Guide, "Policy evaluation logic"; Organizations User Guide, "SCP evaluation", "RCPs".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from vpce_tui.model.coverage import COMPLETE
from vpce_tui.model.record import NOT_SENT, arn_scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.aws_owned import ACCOUNT, ORGANIZATION, belongs_to_aws
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.known_control import control_layer, find_control_policies, membership_of, organization_of
from vpce_tui.policy.known_layer import KnownLayer, State, add_document, best_of, ended, layer_of, parsed, why_not
from vpce_tui.policy.layers import BOUNDARY, IDENTITY, RCP, RESOURCE, SCP
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.policy.request_facts import CallerFacts, Membership, ResourceFacts
from vpce_tui.policy.situation import Policies
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, default_document
from vpce_tui.resources.resource_policy import ResourcePolicy, policy_holder
from vpce_tui.resources.role import RoleDetail, by_account_and_name, by_instance_profile


@dataclass(frozen=True, slots=True)
class KnownPolicies:
    """Every layer but the endpoint's and the session's; no call gives the policy of a session."""

    identity: KnownLayer
    boundary: KnownLayer
    resource: KnownLayer
    scp: KnownLayer
    rcp: KnownLayer

    @property
    def layers(self) -> tuple[KnownLayer, ...]:
        return (self.identity, self.boundary, self.resource, self.scp, self.rcp)

    @property
    def policies(self) -> Policies:
        """The documents that were read, as the evaluator takes them."""
        return Policies(
            identity=self.identity.documents,
            resource=self.resource.documents[0] if self.resource.documents else None,
            scps=self.scp.levels,
            rcps=self.rcp.levels,
            boundary=self.boundary.documents,
        )


def known_policies(
    topology: Topology, principal: str | None, resource: str, resource_account: str | None
) -> KnownPolicies:
    """Return what is known of the policies between a caller and a resource. O(policies of both)."""
    caller = read_principal(principal)
    role = find_role(topology, principal)
    owner = arn_scope(resource)[0] or resource_account or ""
    reaches = caller.account and not caller.service_linked and caller.kind is not CallerKind.ACCOUNT
    return KnownPolicies(
        _identity(topology, principal, role),
        _boundary(topology, principal, role),
        resource_policy(topology, resource),
        control_layer(topology, caller.account or "", SCP) if reaches else KnownLayer(SCP, State.NONE, says=_NO_SCP),
        control_layer(topology, owner, RCP),
    )


_WITHOUT_POLICIES: Final = (CallerKind.ANONYMOUS, CallerKind.SERVICE, CallerKind.IDENTITY_PROVIDER)
_NO_SCP: Final = "service control policies do not reach this caller"


def caller_facts(topology: Topology, principal: str | None) -> CallerFacts:
    """Return what was read about a caller: its role's whole ARN, id and tags, and its organization."""
    caller = read_principal(principal)
    role = find_role(topology, principal)
    session = (principal or "").rpartition("/")[2] if caller.kind is CallerKind.ROLE_SESSION else ""
    return CallerFacts(
        principal,
        role.arn if role is not None and role.role_id else None,
        membership_of(topology, caller.account),
        f"{role.role_id}:{session}" if role is not None and role.role_id and session else None,
        tuple(role.tag_pairs.items()) if role is not None and role.tags is not NOT_SENT else None,
    )


def resource_facts(topology: Topology, arn: str, account_id: str | None) -> ResourceFacts:
    """Return what is known about a resource: whose it is, and that account's organization."""
    if belongs_to_aws(arn):
        return ResourceFacts(arn, ACCOUNT, Membership(ORGANIZATION, (f"{ORGANIZATION}/",)))
    owner = arn_scope(arn)[0] or account_id
    return ResourceFacts(arn, owner or None, membership_of(topology, owner))


def find_role(topology: Topology, principal: str | None) -> RoleDetail | None:
    """Return the role that a principal is or is a session of, as it was read; None where nobody asked."""
    caller = read_principal(principal)
    if caller.kind not in (CallerKind.ROLE, CallerKind.ROLE_SESSION):
        return None
    return best_of(topology.indexed(RoleDetail, by_account_and_name, f"{caller.account}/{caller.role_name}"))


def is_role(principal: str) -> bool:
    """Say whether a principal is a role or a session of one, whose policies can be read."""
    return read_principal(principal).kind in (CallerKind.ROLE, CallerKind.ROLE_SESSION)


def find_resource_policy(topology: Topology, holder_arn: str) -> ResourcePolicy | None:
    """Return the policy of a resource as it was read; None where nobody asked."""
    return best_of(topology.indexed(ResourcePolicy, _by_resource, holder_arn))


def role_of_profile(topology: Topology, profile_arn: str) -> RoleDetail | None:
    """Return the role of an instance profile as it was read; None where no role is known to be in it."""
    return best_of(topology.indexed(RoleDetail, by_instance_profile, profile_arn))


def session_of_profile(topology: Topology, profile_arn: str, session: str) -> str | None:
    """Return the session that a machine with an instance profile calls as.

    The role is the one that the profile holds, where that was read; else it is taken to be named like the profile, as
    the console names them. None where the ARN names no account or no profile.
    """
    role = role_of_profile(topology, profile_arn)
    parts = profile_arn.split(":", 5)
    name = (role.arn if role is not None else profile_arn).rpartition("/")[2]
    if len(parts) != 6 or not parts[4] or "/" not in profile_arn or not name:
        return None
    return f"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{name}/{session}"


def _identity(topology: Topology, principal: str | None, role: RoleDetail | None) -> KnownLayer:
    if role is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(IDENTITY, State.NONE, says="this caller has no identity policies")
        return KnownLayer(IDENTITY)
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    if role.role_policy_list is NOT_SENT:
        missing.append("its inline policies were not read")
    if role.attached_managed_policies is NOT_SENT:
        missing.append("which policies are attached was not read")
    for inline in role.role_policy_list:
        add_document(documents, missing, inline.policy_document, inline.policy_name or "inline")
    for attached in role.attached_managed_policies:
        add_document(documents, missing, *_managed(topology, attached.policy_arn or ""))
    if not documents and role.role_policy_list is NOT_SENT and role.attached_managed_policies is NOT_SENT:
        return KnownLayer(IDENTITY, State.UNREAD, coverage=ended(role), says=why_not(ended(role)))
    return layer_of(IDENTITY, documents, missing, ended(role), f"{role.role_name or role.arn} has no policies")


def _boundary(topology: Topology, principal: str | None, role: RoleDetail | None) -> KnownLayer:
    if role is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(BOUNDARY, State.NONE, says="this caller has no boundary")
        return KnownLayer(BOUNDARY)
    if role.permissions_boundary is None:
        if role.role_id is None:
            return KnownLayer(BOUNDARY, State.UNREAD, coverage=ended(role), says=why_not(ended(role)))
        return KnownLayer(BOUNDARY, State.NONE, coverage=ended(role), says="the role has no boundary")
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    arn = role.permissions_boundary.permissions_boundary_arn or ""
    add_document(documents, missing, *_managed(topology, arn))
    if not documents:
        policy = best_of(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
        how = ended(policy) if policy is not None else ended(role)
        return KnownLayer(BOUNDARY, State.UNREAD, coverage=how, says=f"{missing[0]}: {why_not(how)}")
    return layer_of(BOUNDARY, documents, missing, ended(role), "")


def _by_arn(policy: ManagedPolicyDetail) -> Iterable[str]:
    return (policy.arn,)


def _managed(topology: Topology, arn: str) -> tuple[str | None, str]:
    """Return (text, name) of a managed policy; no text where it was not read."""
    policy = best_of(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
    return (default_document(policy) if policy is not None else None), arn.rpartition("/")[2] or arn


def resource_policy(topology: Topology, arn: str) -> KnownLayer:
    """Return what is known of the policy that a request to a resource meets."""
    if ":role/" in arn and ":iam:" in arn:
        return _trust_policy(find_role(topology, arn))
    holder = policy_holder(arn)
    if holder is None:
        return KnownLayer(RESOURCE, says="whether such a resource has a policy of its own is not known here")
    policy = find_resource_policy(topology, holder.arn)
    if policy is None:
        return KnownLayer(RESOURCE)
    how, block = ended(policy), policy.public_access_block_configuration
    if policy.policy:
        documents: list[PolicyDocument] = []
        missing: list[str] = []
        add_document(documents, missing, policy.policy, holder.arn.rpartition(":")[2])
        restricts = block is not None and bool(block.restrict_public_buckets)
        return replace(layer_of(RESOURCE, documents, missing, how, ""), restricts_public=restricts)
    if not how.complete:
        return KnownLayer(RESOURCE, State.UNREAD, coverage=how, says=why_not(how))
    return KnownLayer(RESOURCE, State.NONE, coverage=how, says=f"{holder.arn} has no policy")


def _by_resource(policy: ResourcePolicy) -> Iterable[str]:
    return (policy.resource_arn,)


def _trust_policy(role: RoleDetail | None) -> KnownLayer:
    if role is None:
        return KnownLayer(RESOURCE)
    if not role.assume_role_policy_document:
        return KnownLayer(RESOURCE, State.UNREAD, coverage=ended(role), says=why_not(ended(role)))
    found = parsed(role.assume_role_policy_document, f"trust policy of {role.role_name}")
    if isinstance(found, str):
        return KnownLayer(RESOURCE, State.UNREAD, coverage=ended(role), says=found)
    return KnownLayer(RESOURCE, State.READ, (found,), coverage=COMPLETE if role.was_read else ended(role))


__all__ = [
    "KnownLayer",
    "KnownPolicies",
    "State",
    "caller_facts",
    "find_control_policies",
    "find_resource_policy",
    "find_role",
    "is_role",
    "known_policies",
    "membership_of",
    "organization_of",
    "resource_facts",
    "resource_policy",
    "role_of_profile",
    "session_of_profile",
]
