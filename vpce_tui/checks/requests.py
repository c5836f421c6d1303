"""Does an endpoint's policy let through what it shall, and nothing that it shall not?

Only the endpoint's policy is asked: it is the one that an endpoint's owner writes. The context of each request is
derived for the path through that endpoint; a key that decides and cannot be told makes the answer unknown.
"Outside of an organization" is asked as several callers: a role of another organization's account, of an account in no
organization, nobody at all, and whom the policy itself names of accounts that were not read.
Source: PrivateLink Guide, "Control access to VPC endpoints using endpoint policies"; IAM User Guide, "AWS global
condition context keys".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Final

from vpce_tui.checks.expectation import Evidence, Expectation, Kind, Outcome
from vpce_tui.errors import MalformedInputError
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Topology
from vpce_tui.policy import EvalDecision, Policies, PolicyDocument, PolicyDocumentError, RequestError, evaluate
from vpce_tui.policy.layers import ENDPOINT
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import (
    CallerFacts,
    DerivedRequest,
    EndpointFacts,
    Membership,
    RequestPath,
    ResourceFacts,
)
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

STRANGER_ACCOUNT: Final = "999900009999"
"""An account that AWS has given to nobody we know of; a policy that names it names it on purpose."""
_ROLE: Final = "arn:aws:iam::{account}:role/somebody"
_OTHER_ORGANIZATIONS: Final = ("o-zzzzzzzzzz", "o-yyyyyyyyyy")
_PRINCIPAL: Final = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):[A-Za-z-]+/[A-Za-z0-9+=,.@_/-]+")
_ACCOUNT: Final = re.compile(r"(?<![0-9A-Za-z-])[0-9]{12}(?![0-9A-Za-z-])")


@dataclass(frozen=True, slots=True)
class _Caller:
    """One who asks, and how that is told."""

    facts: CallerFacts
    says: str

    @property
    def path(self) -> RequestPath:
        return RequestPath.UNSIGNED if self.facts.principal is None else RequestPath.ENDPOINT


def judge_requests(
    expectation: Expectation, scope: Scope, endpoint: VpcEndpoint, topology: Topology, now: datetime
) -> Iterator[Evidence]:
    """Yield what the endpoint's policy says to each request of the expectation.

    Raises:
        MalformedInputError: A key of the context, or an action, cannot be one.
    """
    name = endpoint.vpc_endpoint_id
    document, reason = _policy(endpoint, topology)
    if document is None and reason:
        yield Evidence(name, "its policy", Outcome.UNKNOWN, reason, name)
        return
    ours = {each.account_id for each in topology.scopes}
    callers = _callers(expectation, document, ours)
    for action, resource, caller in product(expectation.actions, expectation.resources, callers):
        asked = f"{action} on {resource} by {caller.says}"
        if document is None:
            text = f"{endpoint.service_name} does not support endpoint policies: everything passes"
            yield Evidence(name, asked, _expected(expectation, allowed=True), text, name)
            continue
        made = _request(expectation, scope, endpoint, topology, action, resource, caller, now)
        outcome, text = _answer(expectation, endpoint, document, made)
        yield Evidence(name, asked, outcome, text, name)


def _policy(endpoint: VpcEndpoint, topology: Topology) -> tuple[PolicyDocument | None, str]:
    """Return the policy; None with a reason where it cannot be told, and without one where there can be none."""
    service = endpoint.service_name or ""
    told = {
        detail.vpc_endpoint_policy_supported
        for detail in topology.records(ServiceDetail)
        if detail.service_name == service
    }
    if ".vpce-svc-" in service or is_type(endpoint, "GatewayLoadBalancer") or told - {None} == {False}:
        return None, ""
    if not endpoint.policy_document:
        return None, f"the policy of {endpoint.vpc_endpoint_id} was not read"
    try:
        return PolicyDocument.parse(endpoint.policy_document, endpoint.vpc_endpoint_id), ""
    except PolicyDocumentError as error:
        return None, f"the policy of {endpoint.vpc_endpoint_id} cannot be read: {error}"


def _callers(expectation: Expectation, document: PolicyDocument | None, ours: set[str]) -> list[_Caller]:
    if expectation.outside:
        return list(_strangers(expectation.outside, document, ours))
    membership = Membership(expectation.inside) if expectation.inside else None
    if not expectation.principals:
        return [_Caller(CallerFacts(None), "nobody (unsigned)")]
    return [_Caller(CallerFacts(name, membership=membership), name) for name in expectation.principals]


def _strangers(organization: str, document: PolicyDocument | None, ours: set[str]) -> Iterator[_Caller]:
    other = next(each for each in _OTHER_ORGANIZATIONS if each != organization)
    elsewhere = Membership(other, (f"{other}/r-zzzz/ou-zzzz-zzzzzzzz/",))
    role = _ROLE.format(account=STRANGER_ACCOUNT)
    yield _Caller(CallerFacts(role, membership=elsewhere), f"a role of {STRANGER_ACCOUNT}, in another organization")
    for name in _named_strangers(document.text if document is not None else "", ours):
        yield _Caller(CallerFacts(name, membership=elsewhere), f"{name}, in another organization")
    yield _Caller(CallerFacts(role, membership=Membership()), f"a role of {STRANGER_ACCOUNT}, in no organization")
    yield _Caller(CallerFacts(None), "nobody (unsigned)")


def _named_strangers(text: str, ours: set[str]) -> list[str]:
    """Return principals of the foreign accounts that a policy names: as it names them, a role, the root user."""
    named = [match[0] for match in _PRINCIPAL.finditer(text) if match[1] not in ours]
    for account in dict.fromkeys(_ACCOUNT.findall(text)):
        if account not in ours:
            named += [_ROLE.format(account=account), f"arn:aws:iam::{account}:root"]
    return list(dict.fromkeys(named))


def _request(
    expectation: Expectation,
    scope: Scope,
    endpoint: VpcEndpoint,
    topology: Topology,
    action: str,
    resource: str,
    caller: _Caller,
    now: datetime,
) -> DerivedRequest:
    vpc = topology.find(Vpc, endpoint.vpc_id, scope)
    facts = EndpointFacts(
        endpoint.vpc_endpoint_id,
        endpoint.vpc_id or "",
        endpoint.owner_id or scope.account_id,
        vpc.owner_id if isinstance(vpc, Vpc) else None,
    )
    try:
        return derived_context(
            action=action,
            caller=caller.facts,
            resource=ResourceFacts(resource, expectation.resource_account or None),
            path=caller.path,
            region=endpoint.service_region or scope.region,
            now=now,
            endpoint=facts,
            edits=dict(expectation.context),
        )
    except RequestError as error:
        raise MalformedInputError(f"the request of `{expectation.name}` cannot be made: {error}") from None


def _answer(
    expectation: Expectation, endpoint: VpcEndpoint, document: PolicyDocument, made: DerivedRequest
) -> tuple[Outcome, str]:
    kind = endpoint_type(endpoint).lower()
    policies = Policies(endpoint=(document,), endpoint_type=kind if kind in ("gateway", "interface") else None)
    result = evaluate(made.request, policies)
    layer = next((each for each in result.layers if each.layer == ENDPOINT), None)
    decision = layer.decision if layer is not None else EvalDecision.UNKNOWN
    text = layer.text if layer is not None else "the endpoint's policy does not apply to this request"
    undecided = [key for key in result.missing_context_values if made.is_open(key)]
    # A Deny that applies is final, whatever else the request may carry.
    if decision is EvalDecision.UNKNOWN or (undecided and decision is not EvalDecision.EXPLICIT_DENY):
        told = f"; not known: {', '.join(undecided)}" if undecided else ""
        return Outcome.UNKNOWN, f"{text}{told}"
    near = next((f"; nearest: {miss.text}" for miss in result.near_misses if miss.layer == ENDPOINT), "")
    return _expected(expectation, allowed=decision is EvalDecision.ALLOWED), f"{text}{near}"


def _expected(expectation: Expectation, *, allowed: bool) -> Outcome:
    return Outcome.HOLDS if allowed is (expectation.kind is Kind.ALLOW) else Outcome.FAILS
