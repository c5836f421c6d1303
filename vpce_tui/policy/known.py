"""Which policies does a request meet, as far as they were read: from AWS, or from a snapshot or directory?

Each layer answers with its documents, how their reading ended, and what of it is missing. Three things are told apart:
a layer that nobody asked for, one that could not be read, and one of which AWS said that there is nothing. A layer that
misses a part may still deny; its Allow holds only if what is missing does not deny.
Source: IAM User Guide, "Policy evaluation logic"; Organizations User Guide, "SCP evaluation", "RCPs".
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeVar

from vpce_tui.model.coverage import COMPLETE, Coverage, Reason
from vpce_tui.model.record import NOT_SENT, arn_scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy.aws_owned import ACCOUNT, ORGANIZATION, belongs_to_aws
from vpce_tui.policy.document import PolicyDocument, PolicyDocumentError
from vpce_tui.policy.layers import BOUNDARY, IDENTITY, RCP, RESOURCE, SCP, PolicyLevel
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.policy.request_facts import CallerFacts, Membership, ResourceFacts
from vpce_tui.policy.situation import Policies
from vpce_tui.resources.managed_policy import ManagedPolicyDetail, default_document
from vpce_tui.resources.on_demand import OnDemandRecord
from vpce_tui.resources.organization import NONE, ControlLevel, ControlPolicies, ControlPolicy, Organization
from vpce_tui.resources.resource_policy import ResourcePolicy, policy_holder
from vpce_tui.resources.role import RoleDetail, by_account_and_name, by_instance_profile

R = TypeVar("R", bound=OnDemandRecord)


class State(enum.Enum):
    """What is known of a layer."""

    NOT_ASKED = "not asked"
    READ = "read"
    PARTLY = "partly read"
    NONE = "none"
    """AWS said that there is nothing, or that it does not apply."""
    UNREAD = "unread"
    """It was asked for, and refused or failed."""


@dataclass(frozen=True, slots=True)
class KnownLayer:
    """One layer of the policies that a request meets."""

    layer: str
    state: State = State.NOT_ASKED
    documents: tuple[PolicyDocument, ...] = ()
    levels: tuple[PolicyLevel, ...] = ()
    """Of control policies, in place of documents."""
    coverage: Coverage = COMPLETE
    """How the reading ended, and when."""
    says: str = ""
    """Why there is nothing, or what is missing."""
    restricts_public: bool = False
    """Of a bucket: Block Public Access lets only its own account and AWS's services use what a public policy allows."""

    @property
    def is_open(self) -> bool:
        """Whether it was not read, or not all of it: what is missing could decide."""
        return self.state in (State.NOT_ASKED, State.UNREAD, State.PARTLY)

    @property
    def is_known(self) -> bool:
        """Whether something is known of it that can be evaluated, be it that there is nothing."""
        return self.state in (State.READ, State.PARTLY, State.NONE)


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
        _control(topology, caller.account or "", SCP) if reaches else KnownLayer(SCP, State.NONE, says=_NO_SCP),
        _control(topology, owner, RCP),
    )


_WITHOUT_POLICIES: Final = (CallerKind.ANONYMOUS, CallerKind.SERVICE, CallerKind.IDENTITY_PROVIDER)
_NO_SCP: Final = "service control policies do not reach this caller"
_IN_NONE: Final = "the account is in no organization"


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
    return _best(topology.indexed(RoleDetail, by_account_and_name, f"{caller.account}/{caller.role_name}"))


def is_role(principal: str) -> bool:
    """Say whether a principal is a role or a session of one, whose policies can be read."""
    return read_principal(principal).kind in (CallerKind.ROLE, CallerKind.ROLE_SESSION)


def find_resource_policy(topology: Topology, holder_arn: str) -> ResourcePolicy | None:
    """Return the policy of a resource as it was read; None where nobody asked."""
    return _best(topology.indexed(ResourcePolicy, _by_resource, holder_arn))


def find_control_policies(topology: Topology, account_id: str) -> ControlPolicies | None:
    """Return the control policies above an account as they were read; None where nobody asked."""
    return _best(topology.indexed(ControlPolicies, _by_account, account_id))


def role_of_profile(topology: Topology, profile_arn: str) -> RoleDetail | None:
    """Return the role of an instance profile as it was read; None where no role is known to be in it."""
    return _best(topology.indexed(RoleDetail, by_instance_profile, profile_arn))


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


def _best(found: Iterable[R]) -> R | None:
    """Return the record that was read last, of several scopes' copies; one that was read before one that was not."""
    return max(found, key=lambda each: (each.was_read, each.reading.read_at if each.reading else ""), default=None)


def _ended(record: OnDemandRecord) -> Coverage:
    return record.reading or COMPLETE


def _identity(topology: Topology, principal: str | None, role: RoleDetail | None) -> KnownLayer:
    if role is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(IDENTITY, State.NONE, says="this caller has no identity policies")
        return KnownLayer(IDENTITY)
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    if role.role_policy_list is NOT_SENT:
        missing.append("its inline policies")
    if role.attached_managed_policies is NOT_SENT:
        missing.append("the list of its attached policies")
    for inline in role.role_policy_list:
        _add(documents, missing, inline.policy_document, inline.policy_name or "inline")
    for attached in role.attached_managed_policies:
        _add(documents, missing, *_managed(topology, attached.policy_arn or ""))
    if not documents and role.role_policy_list is NOT_SENT and role.attached_managed_policies is NOT_SENT:
        return KnownLayer(IDENTITY, State.UNREAD, coverage=_ended(role), says=_why(_ended(role)))
    return _layer(IDENTITY, documents, missing, _ended(role), f"{role.role_name or role.arn} has no policies")


def _boundary(topology: Topology, principal: str | None, role: RoleDetail | None) -> KnownLayer:
    if role is None:
        if read_principal(principal).kind in _WITHOUT_POLICIES:
            return KnownLayer(BOUNDARY, State.NONE, says="this caller has no boundary")
        return KnownLayer(BOUNDARY)
    if role.permissions_boundary is None:
        if role.role_id is None:
            return KnownLayer(BOUNDARY, State.UNREAD, coverage=_ended(role), says=_why(_ended(role)))
        return KnownLayer(BOUNDARY, State.NONE, coverage=_ended(role), says="the role has no boundary")
    documents: list[PolicyDocument] = []
    missing: list[str] = []
    arn = role.permissions_boundary.permissions_boundary_arn or ""
    _add(documents, missing, *_managed(topology, arn))
    if not documents:
        policy = _best(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
        ended = _ended(policy) if policy is not None else _ended(role)
        return KnownLayer(BOUNDARY, State.UNREAD, coverage=ended, says=f"{missing[0]}: {_why(ended)}")
    return _layer(BOUNDARY, documents, missing, _ended(role), "")


def _by_arn(policy: ManagedPolicyDetail) -> Iterable[str]:
    return (policy.arn,)


def _managed(topology: Topology, arn: str) -> tuple[str | None, str]:
    """Return (text, name) of a managed policy; no text where it was not read."""
    policy = _best(topology.indexed(ManagedPolicyDetail, _by_arn, arn))
    return (default_document(policy) if policy is not None else None), arn.rpartition("/")[2] or arn


def _add(documents: list[PolicyDocument], missing: list[str], text: str | None, name: str) -> None:
    found = parsed(text, name) if text else f"{name} was not read"
    if isinstance(found, str):
        missing.append(found)
    else:
        documents.append(found)


@lru_cache(maxsize=512)
def parsed(text: str, name: str) -> PolicyDocument | str:
    """Return a policy read, or why it cannot be; each text once, for panels ask again at every keystroke."""
    try:
        return PolicyDocument.parse(text, name)
    except PolicyDocumentError as error:
        return f"{name} is no policy: {error.problems[0]}"


def _layer(
    layer: str, documents: list[PolicyDocument], missing: list[str], ended: Coverage, if_none: str
) -> KnownLayer:
    if missing:
        says = ", ".join(missing) + (f" ({_why(ended)})" if not ended.complete else "")
        return KnownLayer(layer, State.PARTLY, tuple(documents), coverage=ended, says=says)
    if not documents:
        return KnownLayer(layer, State.NONE, coverage=ended, says=if_none)
    return KnownLayer(layer, State.READ, tuple(documents), coverage=ended)


def _why(ended: Coverage) -> str:
    """Return why something was not read, in a few words: the missing permission, or AWS's words."""
    permission = ended.help.removeprefix("allow ").partition(" ")[0] if ended.help.startswith("allow ") else ""
    if ended.reason is Reason.FORBIDDEN and permission:
        return f"not permitted: {permission}"
    return "not in the source" if ended.complete else ended.message or ended.says


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
    ended, block = _ended(policy), policy.public_access_block_configuration
    if policy.policy:
        documents: list[PolicyDocument] = []
        missing: list[str] = []
        _add(documents, missing, policy.policy, holder.arn.rpartition(":")[2])
        restricts = block is not None and bool(block.restrict_public_buckets)
        return replace(_layer(RESOURCE, documents, missing, ended, ""), restricts_public=restricts)
    if not ended.complete:
        return KnownLayer(RESOURCE, State.UNREAD, coverage=ended, says=_why(ended))
    return KnownLayer(RESOURCE, State.NONE, coverage=ended, says=f"{holder.arn} has no policy")


def _by_resource(policy: ResourcePolicy) -> Iterable[str]:
    return (policy.resource_arn,)


def _trust_policy(role: RoleDetail | None) -> KnownLayer:
    if role is None:
        return KnownLayer(RESOURCE)
    if not role.assume_role_policy_document:
        return KnownLayer(RESOURCE, State.UNREAD, coverage=_ended(role), says=_why(_ended(role)))
    found = parsed(role.assume_role_policy_document, f"trust policy of {role.role_name}")
    if isinstance(found, str):
        return KnownLayer(RESOURCE, State.UNREAD, coverage=_ended(role), says=found)
    return KnownLayer(RESOURCE, State.READ, (found,), coverage=COMPLETE if role.was_read else _ended(role))


# Organizations


def membership_of(topology: Topology, account_id: str | None) -> Membership | None:
    """Return an account's place in an organization, or None where it is not known."""
    if not account_id:
        return None
    own = organization_of(topology, account_id)
    if own is None or not own.was_read:
        return None
    if own.id == NONE:
        return Membership()
    control = find_control_policies(topology, account_id)
    above = [level.target_id or "" for level in control.levels if level.type != "ACCOUNT"] if control else []
    return Membership(own.id, (f"{'/'.join([own.id, *above])}/",) if above else ())


def organization_of(topology: Topology, account_id: str) -> Organization | None:
    """Return the organization that an account is in, as it or the management account said; None where nobody did."""
    told = (
        record
        for scope, record in topology.located(Organization)
        if account_id in (scope.account_id, record.master_account_id)
    )
    if (own := _best(told)) is not None:
        return own
    # An account in whose place in the tree somebody could look is in the organization of the one who looked.
    for scope, control in topology.located(ControlPolicies):
        if control.account_id == account_id and control.levels and scope.account_id != account_id:
            return organization_of(topology, scope.account_id)
    return None


def _by_account(control: ControlPolicies) -> Iterable[str]:
    return (control.account_id,)


def _control(topology: Topology, account_id: str, layer: str) -> KnownLayer:
    """Return the control policies that reach an account, level by level."""
    organization = organization_of(topology, account_id) if account_id else None
    if organization is not None and organization.was_read:
        if organization.id == NONE:
            return KnownLayer(
                layer, State.NONE, coverage=_ended(organization), says="the account is in no organization"
            )
        if organization.master_account_id == account_id:
            says = "control policies do not reach the management account"
            return KnownLayer(layer, State.NONE, coverage=_ended(organization), says=says)
    control = find_control_policies(topology, account_id)
    if control is None:
        return KnownLayer(layer)
    ended = _ended(control)
    levels: list[PolicyLevel] = []
    missing: list[str] = []
    for level in control.levels:
        attached = _attached(level, layer)
        if attached is NOT_SENT:
            missing.append(f"those of {level.target_id}")
        elif attached:
            documents: list[PolicyDocument] = []
            for policy in attached:
                _add(documents, missing, policy.content, _policy_name(policy))
            levels.append(PolicyLevel(level.target_id or "", tuple(documents)))
    if not levels:
        if missing or not ended.complete:
            return KnownLayer(layer, State.UNREAD, coverage=ended, says=_why(ended))
        return KnownLayer(layer, State.NONE, coverage=ended, says="none is attached: the kind is not enabled")
    state = State.PARTLY if missing else State.READ
    return KnownLayer(layer, state, levels=tuple(levels), coverage=ended, says=", ".join(missing))


def _attached(level: ControlLevel, layer: str) -> tuple[ControlPolicy, ...]:
    return level.service_control_policies if layer == SCP else level.resource_control_policies


def _policy_name(policy: ControlPolicy) -> str:
    summary = policy.policy_summary
    return (summary.name or summary.id or "") if summary is not None else ""
