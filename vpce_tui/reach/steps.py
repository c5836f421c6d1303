"""What does a trace say, step by step?

A trace is a value: its steps in the order a packet meets them, the blockers and unknowns among them, and what was not
evaluated at all. A block is certain: nothing that was not read could undo it. The members' names are the contract's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import msgspec

from vpce_tui.reach.edits import Edit

TRACE_FORMAT: Final = "vpce-tui/trace/1"


class Verdict(StrEnum):
    """What a trace answers."""

    REACHABLE = "reachable"
    NOT_REACHABLE = "notReachable"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What one step answers."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    BLOCK = "block"
    UNKNOWN = "unknown"
    WARN = "warn"
    """It passes, and a reader should know something about how."""


class Direction(StrEnum):
    FORWARD = "forward"
    RETURN = "return"


class Stage(StrEnum):
    NAME = "name"
    SOURCE = "source"
    SECURITY_GROUP_EGRESS = "securityGroupEgress"
    ROUTE = "route"
    NETWORK_ACL_EGRESS = "networkAclEgress"
    TRANSIT = "transit"
    NETWORK_ACL_INGRESS = "networkAclIngress"
    SECURITY_GROUP_INGRESS = "securityGroupIngress"
    ENDPOINT_STATE = "endpointState"
    ENDPOINT_POLICY = "endpointPolicy"
    RESOURCE_POLICY = "resourcePolicy"
    IDENTITY_POLICY = "identityPolicy"
    PERMISSIONS_BOUNDARY = "permissionsBoundary"
    SERVICE_CONTROL_POLICY = "serviceControlPolicy"
    RESOURCE_CONTROL_POLICY = "resourceControlPolicy"


class Step(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """One thing that a packet meets."""

    direction: Direction
    stage: Stage
    component: str = ""
    """The id of what judges: a group, a table, an ACL, a gateway, an endpoint, a VPC."""
    rule: str = ""
    """The rule that decided: its id, its number, or the destination of a route."""
    verdict: Outcome
    code: str = ""
    text: str
    fix: str = ""
    """What helps: with `edits` a change that was tried on a copy and removed this block, else advice that no copy can
    try (ask a provider, add a zone to an attachment); empty where nothing is known."""
    edits: tuple[Edit, ...] = ()
    """What may be tried against this block, the gentlest first; in a finished trace only what was found to help."""

    def members(self) -> dict[str, Any]:
        """Return the step with the contract's member names."""
        return {
            "direction": str(self.direction),
            "stage": str(self.stage),
            "component": self.component,
            "rule": self.rule,
            "verdict": str(self.verdict),
            "code": str(self.code),
            "text": self.text,
            "fix": self.fix,
        }


class Via(msgspec.Struct, frozen=True):
    """How the destination is reached, or would be."""

    kind: str
    """`interfaceEndpoint`, `gatewayEndpoint`, `natGateway`, `internetGateway`, `local`, `peering`, …"""
    id: str = ""


class TracedFlow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The flow as it was understood."""

    source: str
    source_address: str
    destination: str
    destination_address: str
    protocol: str
    port: int | None = None
    source_port: int | None = None


class Trace(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The answer to "can this reach that?"."""

    verdict: Verdict
    flow: TracedFlow
    via: Via | None
    steps: tuple[Step, ...]
    not_evaluated: tuple[str, ...] = ()
    format: str = TRACE_FORMAT

    @property
    def blockers(self) -> tuple[int, ...]:
        """Indexes of the steps that block."""
        return tuple(index for index, step in enumerate(self.steps) if step.verdict is Outcome.BLOCK)

    @property
    def unknowns(self) -> tuple[int, ...]:
        """Indexes of the steps that cannot tell."""
        return tuple(index for index, step in enumerate(self.steps) if step.verdict is Outcome.UNKNOWN)

    @property
    def blocking_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.verdict is Outcome.BLOCK)

    @property
    def unknown_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.verdict is Outcome.UNKNOWN)

    def members(self) -> dict[str, Any]:
        """Return the trace as the contract's JSON object."""
        return {
            "format": self.format,
            "verdict": str(self.verdict),
            "flow": msgspec.to_builtins(self.flow),
            "via": msgspec.to_builtins(self.via) if self.via else None,
            "steps": [step.members() for step in self.steps],
            "blockers": list(self.blockers),
            "unknowns": list(self.unknowns),
            "notEvaluated": list(self.not_evaluated),
        }


def verdict_of(steps: list[Step] | tuple[Step, ...]) -> Verdict:
    """Return what steps amount to: one block decides, else one unknown leaves it open."""
    outcomes = {step.verdict for step in steps}
    if Outcome.BLOCK in outcomes:
        return Verdict.NOT_REACHABLE
    return Verdict.UNKNOWN if Outcome.UNKNOWN in outcomes else Verdict.REACHABLE
