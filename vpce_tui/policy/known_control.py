"""In which organization is an account, as far as was read, and which control policies stand above it?

Source: Organizations User Guide, "SCP evaluation", "RCPs".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Topology
from vpce_tui.policy.document import PolicyDocument
from vpce_tui.policy.known_layer import KnownLayer, State, add_document, best_of, ended, why_not
from vpce_tui.policy.layers import SCP, PolicyLevel
from vpce_tui.policy.request_facts import Membership
from vpce_tui.resources.organization import NONE, ControlLevel, ControlPolicies, ControlPolicy, Organization

_IN_NONE: Final = "the account is in no organization"


def find_control_policies(topology: Topology, account_id: str) -> ControlPolicies | None:
    """Return the control policies above an account as they were read; None where nobody asked."""
    return best_of(topology.indexed(ControlPolicies, _by_account, account_id))


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
    if (own := best_of(told)) is not None:
        return own
    # An account in whose place in the tree somebody could look is in the organization of the one who looked.
    for scope, control in topology.located(ControlPolicies):
        if control.account_id == account_id and control.levels and scope.account_id != account_id:
            return organization_of(topology, scope.account_id)
    return None


def _by_account(control: ControlPolicies) -> Iterable[str]:
    return (control.account_id,)


def control_layer(topology: Topology, account_id: str, layer: str) -> KnownLayer:
    """Return the control policies that reach an account, level by level."""
    organization = organization_of(topology, account_id) if account_id else None
    if organization is not None and organization.was_read:
        if organization.id == NONE:
            return KnownLayer(layer, State.NONE, coverage=ended(organization), says="the account is in no organization")
        if organization.master_account_id == account_id:
            says = "control policies do not reach the management account"
            return KnownLayer(layer, State.NONE, coverage=ended(organization), says=says)
    control = find_control_policies(topology, account_id)
    if control is None:
        return KnownLayer(layer)
    how = ended(control)
    levels: list[PolicyLevel] = []
    missing: list[str] = []
    for level in control.levels:
        attached = _attached(level, layer)
        if attached is NOT_SENT:
            missing.append(f"those of {level.target_id} were not read")
        elif attached:
            documents: list[PolicyDocument] = []
            for policy in attached:
                add_document(documents, missing, policy.content, _policy_name(policy))
            levels.append(PolicyLevel(level.target_id or "", tuple(documents)))
    if not levels:
        if missing or not how.complete:
            return KnownLayer(layer, State.UNREAD, coverage=how, says=why_not(how))
        return KnownLayer(layer, State.NONE, coverage=how, says="none is attached: the kind is not enabled")
    state = State.PARTLY if missing else State.READ
    return KnownLayer(layer, state, levels=tuple(levels), coverage=how, says=", ".join(missing))


def _attached(level: ControlLevel, layer: str) -> tuple[ControlPolicy, ...]:
    return level.service_control_policies if layer == SCP else level.resource_control_policies


def _policy_name(policy: ControlPolicy) -> str:
    summary = policy.policy_summary
    return (summary.name or summary.id or "") if summary is not None else ""
