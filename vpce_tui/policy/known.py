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
from vpce_tui.policy.callers import caller_behind, find_function, role_of_profile, session_of_profile
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.known_control import control_layer, find_control_policies, membership_of, organization_of
from vpce_tui.policy.known_identity import boundary_layer, find_role, find_user, identity_layer, is_holder, is_role
from vpce_tui.policy.known_layer import KnownLayer, State, add_document, best_of, ended, layer_of, parsed, why_not
from vpce_tui.policy.layers import RCP, RESOURCE, SCP
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.policy.request_facts import CallerFacts, Membership, ResourceFacts
from vpce_tui.policy.situation import Policies
from vpce_tui.resources.resource_policy import ResourcePolicy, policy_holder, restricts_public
from vpce_tui.resources.role import RoleDetail


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
    owner = owner_of(topology, resource, resource_account) or ""
    reaches = caller.account and not caller.service_linked and caller.kind is not CallerKind.ACCOUNT
    return KnownPolicies(
        identity_layer(topology, principal),
        boundary_layer(topology, principal),
        resource_policy(topology, resource),
        control_layer(topology, caller.account or "", SCP) if reaches else KnownLayer(SCP, State.NONE, says=_NO_SCP),
        control_layer(topology, owner, RCP),
    )


_NO_SCP: Final = "service control policies do not reach this caller"


def caller_facts(topology: Topology, principal: str | None) -> CallerFacts:
    """Return what was read about a caller: its role's whole ARN, its id and tags, and its organization."""
    caller = read_principal(principal)
    role, user = find_role(topology, principal), find_user(topology, principal)
    session = (principal or "").rpartition("/")[2] if caller.kind is CallerKind.ROLE_SESSION else ""
    user_id = user.user_id if user is not None else None
    if role is not None and role.role_id and session:
        user_id = f"{role.role_id}:{session}"
    holder = role or user
    return CallerFacts(
        principal,
        role.arn if role is not None and role.role_id else None,
        membership_of(topology, caller.account),
        user_id,
        tuple(holder.tag_pairs.items()) if holder is not None and holder.tags is not NOT_SENT else None,
    )


def owner_of(topology: Topology, arn: str, given: str | None = None) -> str | None:
    """Return whose a resource is: as its ARN says, as was read of a bucket, or as it was given; None if nothing says.

    What AWS said of a bucket outweighs what somebody typed.
    """
    holder = policy_holder(arn)
    policy = find_resource_policy(topology, holder.arn) if holder is not None else None
    return arn_scope(arn)[0] or (policy.resource_account if policy is not None else None) or given or None


def resource_facts(topology: Topology, arn: str, account_id: str | None) -> ResourceFacts:
    """Return what is known about a resource: whose it is, and that account's organization."""
    if belongs_to_aws(arn):
        return ResourceFacts(arn, ACCOUNT, Membership(ORGANIZATION, (f"{ORGANIZATION}/",)))
    owner = owner_of(topology, arn, account_id)
    return ResourceFacts(arn, owner, membership_of(topology, owner))


def find_resource_policy(topology: Topology, holder_arn: str) -> ResourcePolicy | None:
    """Return the policy of a resource as it was read; None where nobody asked."""
    return best_of(topology.indexed(ResourcePolicy, _by_resource, holder_arn))


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
    how = ended(policy)
    if policy.policy:
        documents: list[PolicyDocument] = []
        missing: list[str] = []
        add_document(documents, missing, policy.policy, holder.arn.rpartition(":")[2])
        restricts = restricts_public(policy) if holder.service == "s3" else False
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
    "caller_behind",
    "caller_facts",
    "find_control_policies",
    "find_function",
    "find_resource_policy",
    "find_role",
    "find_user",
    "is_holder",
    "is_role",
    "known_policies",
    "membership_of",
    "organization_of",
    "owner_of",
    "resource_facts",
    "resource_policy",
    "role_of_profile",
    "session_of_profile",
]
