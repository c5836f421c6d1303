"""Does an endpoint itself take the packet: its state, its protocol, its address family?

States come as `available` where the enum says `Available`: they are compared without regard to case. A state or a type
that is not known here answers unknown, never reachable.
Source: PrivateLink Guide, "Concepts" (states), "Gateway endpoints"; Reachability Analyzer Guide, "Explanation codes".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vpce_tui.model.record import Scope
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.packets import ECHO_REQUEST, ECHO_REQUEST_V6, ICMP, ICMPV6, TCP, UDP, Packet, protocol_name
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type, short_service

_BLOCKING = {
    "pendingacceptance": "waits for its provider to accept it",
    "rejected": "was refused by its provider",
    "expired": "expired before its provider accepted it",
    "failed": "could not be made available",
    "deleting": "is being deleted",
    "deleted": "was deleted",
}
_FIXES = {
    "pendingacceptance": "ask the provider to accept the connection",
    "rejected": "ask the provider why, then delete the endpoint and create it again",
    "expired": "delete the endpoint and create it again",
    "failed": "read its last error, then delete the endpoint and create it again",
}

WITH_INTERFACES = ("interface", "resource", "servicenetwork", "tunnel", "gatewayloadbalancer")
_DESCRIPTION = re.compile(r"^VPC Endpoint Interface (vpce-[0-9a-z]+)")


def by_endpoint_interface(endpoint: VpcEndpoint) -> Iterable[str]:
    """Key: every interface of an endpoint."""
    return endpoint.network_interface_ids


def is_endpoint_interface(interface: NetworkInterface) -> bool:
    """Say whether the interface belongs to an endpoint, by its type or, in old recordings, its description."""
    kind = (interface.interface_type or "").lower()
    return kind in ("vpc_endpoint", "gateway_load_balancer_endpoint") or bool(
        _DESCRIPTION.match(interface.description or "")
    )


def endpoint_of(world: World, interface: NetworkInterface, scope: Scope) -> VpcEndpoint | None:
    """Return the endpoint that an interface belongs to, if it was read."""
    for endpoint in world.topology.indexed(
        VpcEndpoint, by_endpoint_interface, interface.network_interface_id, scope
    ) or world.topology.indexed(VpcEndpoint, by_endpoint_interface, interface.network_interface_id):
        return endpoint
    match = _DESCRIPTION.match(interface.description or "")
    if match:
        found = world.topology.find(VpcEndpoint, match.group(1), scope)
        return found if isinstance(found, VpcEndpoint) else None
    return None


def state_step(endpoint: VpcEndpoint) -> Step:
    """Return the step of an endpoint's state."""
    written = endpoint.state or ""
    state = written.lower()
    name = f"{endpoint.vpc_endpoint_id} ({short_service(endpoint)})"
    detail = endpoint.last_error and (endpoint.last_error.message or endpoint.last_error.code)
    detail = detail or endpoint.failure_reason
    reason = f": {detail}" if detail else ""
    if state == "available":
        return _step(endpoint, Outcome.PASS, "", f"{name} is available")
    if state in _BLOCKING:
        text = f"{name} is {written}: it {_BLOCKING[state]}{reason}"
        return _step(endpoint, Outcome.BLOCK, Code.BAD_STATE, text)
    if state == "partial":
        return _step(endpoint, Outcome.WARN, Code.BAD_STATE, f"{name} is usable in part of its subnets only{reason}")
    if state == "pending":
        text = f"{name} is being set up or changed"
        return _step(endpoint, Outcome.UNKNOWN, Code.VPCE_STATE_IN_TRANSITION, text)
    if not state:
        return _step(endpoint, Outcome.UNKNOWN, Code.VPCE_NOT_READ, f"the record of {name} came without its state")
    return _step(endpoint, Outcome.UNKNOWN, Code.BAD_STATE, f"{name} is in the state `{written}`, not known here")


def advice(endpoint: VpcEndpoint) -> str:
    """Return what a person can do about an endpoint's state; no edit of the own topology could."""
    return _FIXES.get((endpoint.state or "").lower(), "")


def protocol_step(endpoint: VpcEndpoint, packet: Packet) -> Step | None:
    """Return a step where the endpoint does not take the protocol, or nobody can tell; None where it does."""
    kind = endpoint_type(endpoint).lower()
    if packet.protocol in (None, TCP):
        return None
    name = protocol_name(packet.protocol)
    if kind == "gateway":
        if packet.protocol in (ICMP, ICMPV6) and packet.icmp in (ECHO_REQUEST, ECHO_REQUEST_V6):
            return None
        text = f"a gateway endpoint takes TCP and ICMP echo only, not {packet.says}"
        return _step(endpoint, Outcome.BLOCK, Code.VPCE_GATEWAY_PROTOCOL_RESTRICTION, text)
    if packet.protocol == UDP:
        text = f"whether {short_service(endpoint)} offers UDP is its provider's matter"
        return _step(endpoint, Outcome.UNKNOWN, Code.PROTOCOL_RESTRICTION, text)
    text = f"{endpoint.vpc_endpoint_id} takes TCP, and UDP where its service offers it, not {name}"
    return _step(endpoint, Outcome.BLOCK, Code.PROTOCOL_RESTRICTION, text)


def family_step(endpoint: VpcEndpoint, packet: Packet) -> Step | None:
    """Return a step where a gateway endpoint does not take the packet's address family; None where it does."""
    family = (endpoint.ip_address_type or "ipv4").lower()
    if not is_type(endpoint, "Gateway") or family in ("dualstack", f"ipv{packet.destination.version}"):
        return None
    text = f"{endpoint.vpc_endpoint_id} is for {family} only"
    return _step(endpoint, Outcome.BLOCK, Code.VPCE_GATEWAY_PROTOCOL_RESTRICTION, text)


def _step(endpoint: VpcEndpoint, verdict: Outcome, code: str, text: str) -> Step:
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.ENDPOINT_STATE,
        component=endpoint.vpc_endpoint_id,
        verdict=verdict,
        code=code,
        text=text,
        fix=advice(endpoint) if verdict is Outcome.BLOCK and code == Code.BAD_STATE else "",
    )
