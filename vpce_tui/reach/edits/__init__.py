"""Which changes can be tried on a copy of a topology?

Edits are data: a step of a trace may offer one as its fix, a person may choose one in the what-if panel, and `whatif`
alone knows how to apply them. Each says itself in a sentence and as the AWS CLI command that would make it so.
"""

from __future__ import annotations

from vpce_tui.reach.edits.endpoints import (
    AddEndpoint,
    AssociateEndpoint,
    RemoveEndpoint,
    ReplacePolicy,
    SetPrivateDns,
    SetVpcAttribute,
)
from vpce_tui.reach.edits.filters import AddAclEntry, AddGroupRule, RemoveAclEntry, RemoveGroupRule
from vpce_tui.reach.edits.routes import AddRoute, RemoveRoute, UseRouteTable

Edit = (
    AddGroupRule
    | RemoveGroupRule
    | AddAclEntry
    | RemoveAclEntry
    | AddRoute
    | RemoveRoute
    | UseRouteTable
    | AssociateEndpoint
    | SetPrivateDns
    | SetVpcAttribute
    | AddEndpoint
    | RemoveEndpoint
    | ReplacePolicy
)
"""Any change that can be tried."""

__all__ = [
    "AddAclEntry",
    "AddEndpoint",
    "AddGroupRule",
    "AddRoute",
    "AssociateEndpoint",
    "Edit",
    "RemoveAclEntry",
    "RemoveEndpoint",
    "RemoveGroupRule",
    "RemoveRoute",
    "ReplacePolicy",
    "SetPrivateDns",
    "SetVpcAttribute",
    "UseRouteTable",
]
