"""May this principal do that over this path?

The network's answer and the policies' answer in one trace: the path says which endpoint a request goes through, and so
which endpoint policy it meets and which of `aws:SourceVpce`, `aws:SourceVpc`, `aws:VpcSourceIp` and `aws:SourceIp` it
carries. Layers that nobody gave stay in `notEvaluated`; a layer that was given and does not allow blocks.
This is the one room where reach and policy meet.
Source: IAM User Guide, "AWS global condition context keys"; PrivateLink Guide, "Control access to VPC endpoints using
endpoint policies".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from vpce_tui.errors import UsageError
from vpce_tui.model.record import arn_scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.decision import EvaluationResult, evaluate
from vpce_tui.policy.document import PolicyDocument, PolicyDocumentError
from vpce_tui.policy.grants import EvalDecision
from vpce_tui.policy.request import AuthorizationRequest, ContextValue, RequestError
from vpce_tui.policy.situation import Policies
from vpce_tui.reach.addresses import parse_address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.internet import public_address_of
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Trace, verdict_of
from vpce_tui.reach.tracer import trace
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

_STAGES = {
    "endpoint": Stage.ENDPOINT_POLICY,
    "resource": Stage.RESOURCE_POLICY,
    "identity": Stage.IDENTITY_POLICY,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked of the policies, and the policies that are known besides the endpoint's own."""

    action: str
    """`s3:GetObject`."""
    resource: str = "*"
    principal: str | None = None
    """An ARN, or None for an unsigned request."""
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    """Further context keys; they win over what the path gives."""
    identity: tuple[PolicyDocument, ...] = ()
    resource_policy: PolicyDocument | None = None


def trace_access(flow: Flow, topology: Topology, access: Access, *, fixes: bool = True) -> Trace:
    """Return the trace of a flow with the policies' answer to an action over its path.

    Raises:
        UsageError: The action or a context key cannot be one; see also `trace`.
    """
    found = trace(flow, topology, fixes=fixes)
    endpoint = _endpoint(found, topology)
    steps: list[Step] = []
    documents: tuple[PolicyDocument, ...] = ()
    if endpoint is not None:
        documents, told = _endpoint_policy(endpoint, topology)
        steps += told
    policies = Policies(
        identity=access.identity,
        resource=access.resource_policy,
        endpoint=documents,
        endpoint_type=endpoint_type(endpoint).lower() if endpoint else None,
    )
    result = evaluate(_request(access, found, endpoint, topology), policies)
    steps += _layer_steps(result, access, endpoint)
    answered = {step.stage for step in steps}
    left_out = tuple(layer for layer in found.not_evaluated if layer not in {str(stage) for stage in answered})
    if endpoint is None:
        left_out = tuple(layer for layer in left_out if layer != Stage.ENDPOINT_POLICY)
    every = (*found.steps, *steps)
    return msgspec.structs.replace(found, steps=every, verdict=verdict_of(every), not_evaluated=left_out)


def _endpoint(found: Trace, topology: Topology) -> VpcEndpoint | None:
    if found.via is None or found.via.kind not in ("interfaceEndpoint", "gatewayEndpoint"):
        return None
    endpoint = topology.find(VpcEndpoint, found.via.id)
    return None if isinstance(endpoint, Absent) else endpoint


def _endpoint_policy(endpoint: VpcEndpoint, topology: Topology) -> tuple[tuple[PolicyDocument, ...], tuple[Step, ...]]:
    """Return the endpoint's policy, or a step that says why there is none to evaluate."""
    name = endpoint.vpc_endpoint_id
    details = [detail for detail in topology.records(ServiceDetail) if detail.service_name == endpoint.service_name]
    if details and all(detail.vpc_endpoint_policy_supported is False for detail in details):
        text = f"{endpoint.service_name} does not support endpoint policies: {name} lets everything pass"
        return (), (_step(Stage.ENDPOINT_POLICY, name, Outcome.PASS, text),)
    if not endpoint.policy_document:
        text = f"the policy of {name} was not read"
        return (), (_step(Stage.ENDPOINT_POLICY, name, Outcome.UNKNOWN, text, Code.VPCE_NOT_READ),)
    try:
        return (PolicyDocument.parse(endpoint.policy_document, name),), ()
    except PolicyDocumentError as error:
        text = f"the policy of {name} cannot be read: {error}"
        return (), (_step(Stage.ENDPOINT_POLICY, name, Outcome.UNKNOWN, text, Code.VPCE_MALFORMED_RECORD),)


def _request(access: Access, found: Trace, endpoint: VpcEndpoint | None, topology: Topology) -> AuthorizationRequest:
    context: dict[str, ContextValue] = {"aws:SecureTransport": "true", **_path_context(found, endpoint, topology)}
    account, _ = arn_scope(access.principal or "")
    if account:
        context["aws:PrincipalAccount"] = account
    owner, region = arn_scope(access.resource)
    if owner:
        context["aws:ResourceAccount"] = owner
    if region:
        context["aws:RequestedRegion"] = region
    given = {key.lower() for key in access.context}
    context = {key: value for key, value in context.items() if key.lower() not in given}
    try:
        return AuthorizationRequest(
            access.action, access.resource, access.principal, owner or None, {**context, **access.context}
        )
    except RequestError as error:
        raise UsageError(str(error), help="give the action as service:Name, such as s3:GetObject") from None


def _path_context(found: Trace, endpoint: VpcEndpoint | None, topology: Topology) -> dict[str, ContextValue]:
    """Return the context keys that the path decides; through an endpoint there is no `aws:SourceIp`."""
    if endpoint is not None:
        keys: dict[str, ContextValue] = {
            "aws:SourceVpce": endpoint.vpc_endpoint_id,
            "aws:VpcSourceIp": found.flow.source_address,
        }
        if endpoint.vpc_id:
            keys["aws:SourceVpc"] = endpoint.vpc_id
        if endpoint.owner_id:
            keys["aws:VpceAccount"] = endpoint.owner_id
        return keys
    public = _public_source(found, topology)
    return {"aws:SourceIp": public} if public else {}


def _public_source(found: Trace, topology: Topology) -> str:
    """Return the public address that the service sees, where the path leads out through one."""
    if found.via is None:
        return ""
    if found.via.kind == "natGateway":
        gateway = topology.find(NatGateway, found.via.id)
        if isinstance(gateway, NatGateway):
            return next((item.public_ip for item in gateway.nat_gateway_addresses if item.public_ip), "")
    interface = topology.find(NetworkInterface, found.flow.source)
    private = parse_address(found.flow.source_address)
    if found.via.kind == "internetGateway" and isinstance(interface, NetworkInterface) and private is not None:
        public = public_address_of(interface, private)
        return str(public) if public else ""
    return ""


def _layer_steps(result: EvaluationResult, access: Access, endpoint: VpcEndpoint | None) -> Sequence[Step]:
    """Return a step for each layer that was given."""
    steps = []
    names = {
        "endpoint": endpoint.vpc_endpoint_id if endpoint else "",
        "resource": access.resource,
        "identity": access.principal or "",
    }
    for layer in result.layers:
        stage = _STAGES.get(layer.layer)
        if stage is None or (layer.layer == "identity" and not access.identity):
            continue
        steps.append(_layer_step(stage, names[layer.layer], layer.decision, layer.text, result, access))
    return steps


def _layer_step(
    stage: Stage, component: str, decision: EvalDecision, text: str, result: EvaluationResult, access: Access
) -> Step:
    if decision is EvalDecision.ALLOWED:
        return _step(stage, component, Outcome.PASS, text)
    if decision is EvalDecision.UNKNOWN:
        missing = ", ".join(result.missing_context_values)
        detail = f" (not known: {missing})" if missing else ""
        return _step(stage, component, Outcome.UNKNOWN, f"{text}{detail}", Code.VPCE_NOT_READ)
    if decision is EvalDecision.IMPLICIT_DENY and stage is Stage.RESOURCE_POLICY and not access.identity:
        # In one account an identity policy may allow alone; nobody gave one, so this layer does not decide.
        return _step(stage, component, Outcome.UNKNOWN, f"{text}; an identity policy could", Code.VPCE_NOT_READ)
    if decision is EvalDecision.IMPLICIT_DENY and result.allowed:
        return _step(stage, component, Outcome.PASS, f"{text}; another policy does")
    nearest = next((miss.text for miss in result.near_misses if str(stage).startswith(miss.layer)), "")
    detail = f" (nearest: {nearest})" if nearest else ""
    return _step(stage, component, Outcome.BLOCK, f"{text}{detail}", Code.VPCE_ACCESS_DENIED)


def _step(stage: Stage, component: str, verdict: Outcome, text: str, code: str = "") -> Step:
    return Step(direction=Direction.FORWARD, stage=stage, component=component, verdict=verdict, code=code, text=text)
