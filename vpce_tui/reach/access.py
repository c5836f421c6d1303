"""May this principal do that over this path?

The network's answer and the policies' answer in one trace: the path says which endpoint a request goes through, and so
which endpoint policy it meets and which of `aws:SourceVpce`, `aws:SourceVpc`, `aws:VpcSourceIp` and `aws:SourceIp` it
carries. The policies of the caller and of the resource are those that were read, or given; layers of which nothing is
known stay in `notEvaluated`, and a layer that is known and does not allow blocks.
This is the one room where reach and policy meet.
Source: IAM User Guide, "AWS global condition context keys"; PrivateLink Guide, "Control access to VPC endpoints using
endpoint policies".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import msgspec

from vpce_tui.errors import UsageError
from vpce_tui.model.record import arn_scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.anybody import refuses_everybody
from vpce_tui.policy.document import PolicyDocument, PolicyDocumentError
from vpce_tui.policy.judgement import Judgement, Standing, judge
from vpce_tui.policy.known import (
    KnownLayer,
    KnownPolicies,
    State,
    caller_facts,
    known_policies,
    membership_of,
    resource_facts,
)
from vpce_tui.policy.principals import CallerKind, read_principal
from vpce_tui.policy.request import ContextValue, RequestError
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import DerivedRequest, EndpointFacts, RequestPath
from vpce_tui.reach.addresses import parse_address
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.flow import Flow
from vpce_tui.reach.internet import public_address_of
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step, Trace, verdict_of
from vpce_tui.reach.tracer import POLICY_LAYERS, trace
from vpce_tui.resources.nat_gateway import NatGateway
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

_STAGES: Final = {
    "endpoint": Stage.ENDPOINT_POLICY,
    "resource": Stage.RESOURCE_POLICY,
    "identity": Stage.IDENTITY_POLICY,
    "boundary": Stage.PERMISSIONS_BOUNDARY,
    "scp": Stage.SERVICE_CONTROL_POLICY,
    "rcp": Stage.RESOURCE_CONTROL_POLICY,
    "service": Stage.RESOURCE_POLICY,
}
_LAYER_NAMES: Final = {layer: str(stage) for layer, stage in _STAGES.items()} | {"session": "sessionPolicy"}
_TOLD_IN_ORDER: Final = ("resource", "identity", "boundary", "session", "scp", "rcp")
_OUTCOMES: Final = {
    Standing.PASSES: (Outcome.PASS, ""),
    Standing.BLOCKS: (Outcome.BLOCK, Code.VPCE_ACCESS_DENIED),
    Standing.UNDECIDED: (Outcome.UNKNOWN, Code.VPCE_NOT_READ),
    Standing.UNREAD: (Outcome.WARN, Code.VPCE_NOT_READ),
}
_NOBODY: Final = "who asks is not known, and an unsigned request is looked at instead:"
_TIMES: Final = ("aws:CurrentTime", "aws:EpochTime")


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
    at: datetime | None = None
    """When the request is made; None leaves the keys that tell the time out."""
    identity: tuple[PolicyDocument, ...] = ()
    """In place of those that were read."""
    resource_policy: PolicyDocument | None = None
    note: str = ""
    """What is to be said of who asks: why nobody is known, or what the principal rests on.

    With a note and no principal somebody asks who is not known: then only what refuses everybody is certain to block.
    """


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
    known = _with_given(known_policies(topology, access.principal, access.resource, None), access)
    kind = endpoint_type(endpoint).lower() if endpoint else None
    request = _request(access, found, endpoint, topology)
    answer = judge(request, known, documents, kind)
    certain = {layer for layer, findings in answer.result.findings.items() if refuses_everybody(findings, request)}
    if access.note:
        steps.append(_about_caller(access))
    steps += [_layer_step(each, access, endpoint, is_certain=each.layer in certain) for each in answer.judgements]
    left_out = [] if endpoint is None or any(each.stage is Stage.ENDPOINT_POLICY for each in steps) else ["endpoint"]
    left_out += [layer for layer in _TOLD_IN_ORDER if layer in answer.not_evaluated]
    others = tuple(layer for layer in found.not_evaluated if layer not in POLICY_LAYERS)
    every = (*found.steps, *steps)
    not_evaluated = (*others, *(_LAYER_NAMES[layer] for layer in left_out))
    return msgspec.structs.replace(found, steps=every, verdict=verdict_of(every), not_evaluated=not_evaluated)


def _with_given(known: KnownPolicies, access: Access) -> KnownPolicies:
    """Return the layers with those in place that somebody gave."""
    changes: dict[str, KnownLayer] = {}
    if access.identity:
        changes["identity"] = KnownLayer("identity", State.READ, access.identity)
    if access.resource_policy is not None:
        changes["resource"] = KnownLayer("resource", State.READ, (access.resource_policy,))
    return replace(known, **changes)


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


def _request(access: Access, found: Trace, endpoint: VpcEndpoint | None, topology: Topology) -> DerivedRequest:
    """Return the request as it arrives over the traced path; what is given wins over what the path says."""
    principal = access.principal
    source = found.flow.source_address if endpoint is not None else _public_source(found, topology)
    # No clock is read here; without a moment the keys that tell it are not carried.
    edits: dict[str, ContextValue | None] = dict.fromkeys(_TIMES) if access.at is None else {}
    try:
        return derived_context(
            action=access.action,
            caller=caller_facts(topology, principal),
            resource=resource_facts(topology, access.resource, None),
            path=_path_of(principal, endpoint),
            region=_region(access, found, endpoint, topology),
            now=access.at or datetime(1970, 1, 1, tzinfo=UTC),
            endpoint=_endpoint_facts(endpoint, topology) if endpoint is not None else None,
            source_address=source or None,
            edits={**edits, **access.context},
        )
    except RequestError as error:
        raise UsageError(str(error), help="give the action as service:Name, such as s3:GetObject") from None


def _path_of(principal: str | None, endpoint: VpcEndpoint | None) -> RequestPath:
    kind = read_principal(principal).kind
    if kind is CallerKind.ANONYMOUS:
        return RequestPath.UNSIGNED
    if kind is CallerKind.SERVICE:
        return RequestPath.SERVICE
    return RequestPath.ENDPOINT if endpoint is not None else RequestPath.INTERNET


def _endpoint_facts(endpoint: VpcEndpoint, topology: Topology) -> EndpointFacts:
    scope = topology.scope_of(endpoint)
    owner = endpoint.owner_id or (scope.account_id if scope is not None and scope.account_id.isdecimal() else None)
    vpc = topology.find(Vpc, endpoint.vpc_id, scope)
    vpc_owner = vpc.owner_id if isinstance(vpc, Vpc) else None
    return EndpointFacts(
        endpoint.vpc_endpoint_id, endpoint.vpc_id or "", owner, vpc_owner, membership_of(topology, owner)
    )


def _region(access: Access, found: Trace, endpoint: VpcEndpoint | None, topology: Topology) -> str:
    """Return the Region that the request goes to: the endpoint's service's, the resource's, or the interface's own."""
    if endpoint is not None and endpoint.service_region:
        return endpoint.service_region
    record = endpoint or topology.find(NetworkInterface, found.flow.source)
    scope = None if isinstance(record, Absent) else topology.scope_of(record)
    return arn_scope(access.resource)[1] or (scope.region if scope is not None else "")


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


def _about_caller(access: Access) -> Step:
    """Return the step that says what the principal rests on, or that nobody knows who asks."""
    if access.principal:
        return _step(Stage.IDENTITY_POLICY, access.principal, Outcome.WARN, access.note)
    return _step(Stage.IDENTITY_POLICY, "", Outcome.UNKNOWN, f"{_NOBODY} {access.note}", Code.VPCE_NOT_READ)


def _layer_step(judged: Judgement, access: Access, endpoint: VpcEndpoint | None, *, is_certain: bool) -> Step:
    """Return the step of one layer. One that could not be read only warns: the trace is without it and says so.

    `is_certain` says that the layer refuses everybody.
    """
    component = {
        "endpoint": endpoint.vpc_endpoint_id if endpoint else "",
        "resource": access.resource,
        "rcp": access.resource,
    }.get(judged.layer, access.principal or "")
    outcome, code = _OUTCOMES[judged.standing]
    if outcome is Outcome.BLOCK and access.note and access.principal is None and not is_certain:
        outcome, code = Outcome.UNKNOWN, Code.VPCE_NOT_READ
    return _step(_STAGES.get(judged.layer, Stage.IDENTITY_POLICY), component, outcome, judged.text, code)


def _step(stage: Stage, component: str, verdict: Outcome, text: str, code: str = "") -> Step:
    return Step(direction=Direction.FORWARD, stage=stage, component=component, verdict=verdict, code=code, text=text)
