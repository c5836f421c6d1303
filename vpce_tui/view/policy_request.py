"""What is asked of an endpoint's policy: by whom, for what, over which path, and what would such a request carry?

An `Ask` is what a person typed; the context follows from it, from the endpoint and from the path, but for the keys that
were edited. What is not known (whether an account is in an organization, say) stays unknown until somebody sets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from vpce_tui.model.partitions import partition
from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.policy.callers import Caller, caller_behind
from vpce_tui.policy.context_keys import find_key
from vpce_tui.policy.known import caller_facts, membership_of, resource_facts
from vpce_tui.policy.lint import LintContext
from vpce_tui.policy.request import ContextValue
from vpce_tui.policy.request_building import derived_context
from vpce_tui.policy.request_facts import DerivedRequest, EndpointFacts, OnBehalf, RequestPath
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface, addresses, public_addresses
from vpce_tui.resources.relations import endpoints_for_subnet
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, is_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

Edits = Mapping[str, tuple[str, ...] | None]
"""Keys as they were typed; None takes a key away."""

FORWARDING_SERVICE: Final = "cloudformation.amazonaws.com"
CALLING_SERVICE: Final = "cloudtrail.amazonaws.com"
"""Services taken for a call on somebody's behalf, and for a service's own, where none is named."""
_VIA_INTERNET: Final = (RequestPath.INTERNET, RequestPath.FORWARDED)
_ENDPOINT_PATHS: Final = (RequestPath.ENDPOINT, RequestPath.UNSIGNED)
_WITHOUT_POLICY: Final = ("GatewayLoadBalancer",)


@dataclass(frozen=True, slots=True)
class Setting:
    """The endpoint that requests are tried on, and where they come from."""

    endpoint: VpcEndpoint
    scope: Scope
    supported: bool | None
    """Whether the service supports endpoint policies; None where that was not read."""
    interface: NetworkInterface | None = None
    instance: Instance | None = None
    vpc_account_id: str | None = None
    topology: Topology = field(default_factory=Topology, compare=False, repr=False)
    """What was read: policies of callers and of resources, and organizations, may be in it."""
    came_from: str = "AWS"
    """Where the topology comes from, as people call it."""

    @property
    def account_id(self) -> str:
        """The account of the endpoint."""
        return self.endpoint.owner_id or self.scope.account_id

    @property
    def region(self) -> str:
        """The Region that requests go to: the service's, which may be another than the endpoint's."""
        return self.endpoint.service_region or self.scope.region

    @property
    def type(self) -> str:
        return endpoint_type(self.endpoint).lower()

    @property
    def lint_context(self) -> LintContext:
        return LintContext(
            endpoint_type=self.type,
            service=self.endpoint.service_name,
            policy_supported=self.supported,
            endpoint_id=self.endpoint.vpc_endpoint_id,
            vpc_id=self.endpoint.vpc_id,
            region=self.region,
        )

    @property
    def facts(self) -> EndpointFacts:
        return EndpointFacts(
            self.endpoint.vpc_endpoint_id,
            self.endpoint.vpc_id or "",
            self.account_id or None,
            self.vpc_account_id,
            membership_of(self.topology, self.account_id),
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """One question as it was typed; nothing of it need be valid."""

    principal: str = ""
    action: str = ""
    resource: str = ""
    resource_account: str = ""
    """The account that owns the resource; an account in its ARN outweighs it."""
    path: RequestPath = RequestPath.ENDPOINT
    source: str = ""
    """The caller's address in the VPC."""
    public: str = ""
    """The caller's public address, for paths that pass no endpoint."""
    service: str = ""
    """The service that calls on the caller's behalf, or as itself."""
    edits: tuple[tuple[str, tuple[str, ...] | None], ...] = ()

    def with_edit(self, key: str, values: tuple[str, ...] | None) -> Ask:
        """Return the question with a key set, or taken away with None."""
        kept = tuple(pair for pair in self.edits if pair[0].lower() != key.lower())
        return replace(self, edits=(*kept, (key, values)))

    def without_edit(self, key: str) -> Ask:
        """Return the question with a key derived again."""
        return replace(self, edits=tuple(pair for pair in self.edits if pair[0].lower() != key.lower()))

    def field_text(self, name: str) -> str:
        """Return what stands in a field of the form; `source` is the address that this path shows."""
        text: str = getattr(self, self._member(name))
        return text

    def with_field(self, name: str, text: str) -> Ask:
        """Return the question with other text in a field of the form."""
        changed: dict[str, Any] = {self._member(name): text}
        return replace(self, **changed)

    def _member(self, name: str) -> str:
        if name == "account":
            return "resource_account"
        return "public" if name == "source" and self.is_over_internet else name

    @property
    def caller(self) -> str:
        """Who makes the call on this path."""
        if self.path is RequestPath.SERVICE and not self.principal.endswith((".amazonaws.com", ".amazonaws.com.cn")):
            return self.service or CALLING_SERVICE
        return self.principal.strip()

    @property
    def passes_endpoint(self) -> bool:
        return self.path in _ENDPOINT_PATHS

    @property
    def is_over_internet(self) -> bool:
        return self.path in _VIA_INTERNET


def derived(setting: Setting, ask: Ask, now: datetime) -> DerivedRequest:
    """Return the request that AWS would see.

    Raises:
        RequestError: The action, the resource or an edited key cannot be one.
    """
    behalf = OnBehalf((ask.service or FORWARDING_SERVICE,)) if ask.path is RequestPath.FORWARDED else OnBehalf()
    edits: dict[str, ContextValue | None] = {
        key: None if values is None else values[0] if len(values) == 1 else list(values) for key, values in ask.edits
    }
    return derived_context(
        action=ask.action.strip(),
        caller=caller_facts(setting.topology, ask.caller or None),
        resource=resource_facts(setting.topology, ask.resource.strip(), _owner(ask)),
        path=ask.path,
        region=setting.region,
        now=now,
        endpoint=setting.facts if ask.passes_endpoint else None,
        source_address=(ask.public if ask.is_over_internet else ask.source).strip() or None,
        on_behalf=behalf,
        edits=edits,
    )


def _owner(ask: Ask) -> str | None:
    return arn_account(ask.resource) or ask.resource_account.strip() or None


def arn_account(arn: str) -> str:
    """Return the account that an ARN names; empty where it names none."""
    parts = arn.strip().split(":", 5)
    return parts[4] if len(parts) == 6 and len(parts[4]) == 12 and parts[4].isdecimal() else ""


def typed_values(key: str, text: str) -> tuple[str, ...]:
    """Return the values that were typed for a key: a JSON list; for keys of many values also `a, b`; else one."""
    stripped = text.strip()
    if stripped.startswith("["):
        try:
            values = json.loads(stripped)
        except ValueError:
            values = None
        if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
            return tuple(values)
    known = find_key(key)
    if known is not None and known.multivalued:
        return tuple(part for each in stripped.split(",") if (part := each.strip())) or ("",)
    return (stripped,)


def shown_values(values: tuple[str, ...], *, is_list: bool) -> str:
    """Return values as `typed_values` reads them back."""
    if not is_list and len(values) == 1 and not values[0].startswith("["):
        return values[0]
    if is_list and values and not any("," in value or value.startswith("[") for value in values):
        return ", ".join(values)
    return json.dumps(list(values), ensure_ascii=False)


def settings_for(topology: Topology, record: object, scope: Scope) -> tuple[Setting, ...]:
    """Return the settings that a record gives: an endpoint one, an interface one for each endpoint that serves it.

    Endpoints with a policy of their own come before those with none that could be read.
    """
    if isinstance(record, VpcEndpoint):
        return (_setting(topology, record, topology.scope_of(record) or scope),)
    if not isinstance(record, NetworkInterface):
        return ()
    instance_id = record.attachment.instance_id if record.attachment else None
    instance = topology.find(Instance, instance_id, scope) if instance_id else None
    found = sorted(_endpoints_of(topology, record, scope), key=_worth)
    return tuple(
        replace(
            _setting(topology, endpoint, topology.scope_of(endpoint) or scope),
            interface=record,
            instance=instance if isinstance(instance, Instance) else None,
        )
        for endpoint in found
    )


def _endpoints_of(topology: Topology, interface: NetworkInterface, scope: Scope) -> Iterator[VpcEndpoint]:
    own = [
        endpoint
        for endpoint in topology.records(VpcEndpoint)
        if interface.network_interface_id in endpoint.network_interface_ids
    ]
    if own:
        yield from own
        return
    subnet = topology.find(Subnet, interface.subnet_id, scope)
    if isinstance(subnet, Subnet):
        yield from endpoints_for_subnet(topology, subnet, scope)


def _worth(endpoint: VpcEndpoint) -> tuple[bool, bool, str]:
    kinds = [is_type(endpoint, kind) for kind in ("Gateway", "Interface")]
    return (not endpoint.policy_document, not any(kinds), endpoint.service_name or "")


def _setting(topology: Topology, endpoint: VpcEndpoint, scope: Scope) -> Setting:
    vpc = topology.find(Vpc, endpoint.vpc_id, scope)
    owner = vpc.owner_id if isinstance(vpc, Vpc) else None
    return Setting(endpoint, scope, supports_policy(topology, endpoint), vpc_account_id=owner, topology=topology)


def supports_policy(topology: Topology, endpoint: VpcEndpoint) -> bool | None:
    """Return whether the endpoint's service supports endpoint policies; None where it was not read."""
    name = endpoint.service_name or ""
    # Services of customers and partners, and endpoints without a service, never support endpoint policies.
    if ".vpce-svc-" in name or any(is_type(endpoint, kind) for kind in _WITHOUT_POLICY):
        return False
    details = [detail for detail in topology.records(ServiceDetail) if detail.service_name == name]
    told = {detail.vpc_endpoint_policy_supported for detail in details} - {None}
    return told == {True} if told else None


def source_addresses(setting: Setting) -> tuple[str, str]:
    """Return the private and the public address of the interface that asks; empty where there is none."""
    interface = setting.interface
    if interface is None:
        return "", ""
    return next(iter(addresses(interface)), ""), next(iter(public_addresses(interface)), "")


def caller_of(setting: Setting) -> Caller:
    """Return what is known of who calls from the interface; nobody where there is no interface."""
    return caller_behind(setting.topology, setting.interface)


def role_of(setting: Setting) -> str:
    """Return whom the instance or function behind the interface calls as; empty where that is not known."""
    return caller_of(setting).principal or ""


def first_principal(setting: Setting) -> str:
    """Return who asks until somebody types another: the interface's own role, else one made up."""
    made_up = f"arn:{partition(setting.region)}:sts::{setting.account_id}:assumed-role/app/session"
    return role_of(setting) or made_up


def found_endpoint(topology: Topology, setting: Setting) -> VpcEndpoint | None:
    """Return the setting's endpoint as it is now, or None if it is gone."""
    found = topology.find(VpcEndpoint, setting.endpoint.vpc_endpoint_id, setting.scope)
    return None if isinstance(found, Absent) else found
