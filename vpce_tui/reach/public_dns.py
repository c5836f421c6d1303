"""Which addresses does a name have in public DNS, and why is it not private where a reader expects so?

S3 and DynamoDB have the blocks of their prefix lists; every other service has addresses that nobody can list, so all of
the internet's stand for them. Beside the answer stands the reason: private DNS is off, an attribute is off, the host is
a global or legacy one that private DNS does not cover, or the endpoint is in another VPC.
Source: VPC User Guide, "AWS-managed prefix lists"; PrivateLink Guide, "Private DNS names".
"""

from __future__ import annotations

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import PUBLIC_SPACE, without
from vpce_tui.reach.answers import Answer, Attributes, Resolution, name_step
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AddEndpoint, Edit, SetPrivateDns, SetVpcAttribute
from vpce_tui.reach.endpoints import endpoint_of, is_endpoint_interface
from vpce_tui.reach.private_dns import is_inbound_only, private_names
from vpce_tui.reach.service_blocks import gateway_service_blocks, listed_blocks
from vpce_tui.reach.services import (
    GLOBAL_HOSTS,
    is_dualstack,
    region_of_host,
    service_name,
    service_of_host,
)
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import by_vpc, effective_route_table
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type


def has_ipv6(interface: NetworkInterface | None) -> bool:
    return interface is not None and (bool(interface.ipv6_addresses) or bool(interface.ipv6_address))


def by_public_dns(
    world: World,
    spot: Spot,
    host: str,
    private: tuple[VpcEndpoint, str] | None,
    attributes: Attributes,
) -> Resolution:
    """Answer by public DNS, and say why an endpoint that is there does not answer."""
    answer = public_answer(world, spot, host)
    warning = _why_not_private(world, spot, host, private, attributes)
    ipv6 = None
    if is_dualstack(host) and has_ipv6(spot.interface):
        ipv6 = Answer(blocks=PUBLIC_SPACE[6], exact=False, key="public 6", text=f"{host} has IPv6 addresses too")
    unread = endpoints_unread(world, spot) or _trimmed(world, spot, host)
    if unread is not None and warning is None and private is None:
        text, code = unread
        return Resolution(host, (answer,), (name_step(Outcome.UNKNOWN, text, spot.vpc_id, code),), ipv6=ipv6)
    if warning is None:
        step = name_step(Outcome.PASS, answer.text, spot.vpc_id)
        return Resolution(host, (answer,), (step,), ipv6=ipv6, lacks_endpoint=True)
    return Resolution(host, (answer,), (warning,), edits=warning.edits, ipv6=ipv6)


def new_endpoint(world: World, spot: Spot, host: str) -> tuple[Edit, ...]:
    """Return the endpoint that could be created where the VPC has none for an AWS service of its Region.

    It gets the groups of the interface that asks, and so depends on more than the name and the subnet.
    """
    label = service_of_host(host)
    if not label or region_of_host(host) != spot.scope.region or spot.interface is None:
        return ()
    wanted = service_name(label, spot.scope.region)
    if any(endpoint.service_name == wanted for endpoint in world.endpoints_of(spot.vpc_id)):
        return ()
    if label in ("s3", "dynamodb"):
        table = effective_route_table(world.topology, spot.subnet, spot.scope)
        if isinstance(table, Absent):
            return ()
        tables = (table.table.route_table_id,)
        return (AddEndpoint(vpc_id=spot.vpc_id, service_name=wanted, kind="Gateway", route_table_ids=tables),)
    groups = tuple(group.group_id for group in spot.interface.groups if group.group_id)
    subnets = (spot.subnet.subnet_id,)
    return (AddEndpoint(vpc_id=spot.vpc_id, service_name=wanted, subnet_ids=subnets, group_ids=groups),)


def endpoints_unread(world: World, spot: Spot) -> tuple[str, str] | None:
    """Return why an endpoint could answer that was not read: the list is incomplete, or the VPC another account's."""
    owner = spot.subnet.owner_id or ""
    if owner.isdecimal() and spot.scope.account_id.isdecimal() and owner != spot.scope.account_id:
        owner_scope = Scope(owner, spot.scope.region)
        if world.complete(VpcEndpoint, owner_scope):
            return None
        text = f"{spot.subnet.subnet_id} is shared by account {owner}, whose endpoints were not read"
        return text, Code.VPCE_SHARED_SUBNET
    if world.complete(VpcEndpoint, spot.scope):
        return world.remember(("endpoints named", spot.vpc_id, spot.scope), lambda: _unlisted(world, spot))
    why = world.because(VpcEndpoint, spot.scope)
    return f"the endpoints of {spot.vpc_id} were not read{why}, and one could answer this name", Code.VPCE_NOT_READ


def _unlisted(world: World, spot: Spot) -> tuple[str, str] | None:
    """Return the interface of an endpoint that the list of endpoints does not hold: it was recorded with a filter."""
    for interface in world.topology.indexed(NetworkInterface, by_vpc, spot.vpc_id, spot.scope):
        if is_endpoint_interface(interface) and endpoint_of(world, interface, spot.scope) is None:
            name = interface.network_interface_id
            text = f"{name} is an endpoint's that is not in what was read, and that could answer this name"
            return text, Code.VPCE_NOT_READ
    return None


def _trimmed(world: World, spot: Spot, host: str) -> tuple[str, str] | None:
    """Return why an endpoint of the host's service could answer: its record does not tell of private DNS."""
    label = service_of_host(host)
    wanted = service_name(label, region_of_host(host) or spot.scope.region) if label else ""
    for endpoint in world.remember("endpoints without VPC", lambda: _homeless(world)):
        if endpoint.service_name in (wanted, None):
            return f"the record of {endpoint.vpc_endpoint_id} came without its VPC", Code.VPCE_NOT_READ
    for endpoint in _own_endpoints(world, spot, host):
        if endpoint.private_dns_enabled is None:
            text = f"the record of {endpoint.vpc_endpoint_id} came without its private DNS, which could answer {host}"
            return text, Code.VPCE_NOT_READ
    return None


def _homeless(world: World) -> tuple[VpcEndpoint, ...]:
    """Return the endpoints with interfaces whose records came without their VPC."""
    return tuple(
        endpoint
        for endpoint in world.topology.records(VpcEndpoint)
        if endpoint.vpc_id is None and not is_type(endpoint, "Gateway")
    )


def _own_endpoints(world: World, spot: Spot, host: str) -> list[VpcEndpoint]:
    """Return the VPC's endpoints with interfaces for the service of a host."""
    label = service_of_host(host)
    wanted = service_name(label, region_of_host(host) or spot.scope.region) if label else ""
    return [
        endpoint
        for endpoint in world.endpoints_of(spot.vpc_id)
        if wanted and endpoint.service_name == wanted and not is_type(endpoint, "Gateway")
    ]


def _why_not_private(
    world: World,
    spot: Spot,
    host: str,
    private: tuple[VpcEndpoint, str] | None,
    attributes: Attributes,
) -> Step | None:
    """Return the warning of a name that a reader would expect to be private."""
    if private is not None:
        off = "enableDnsSupport" if attributes.support is False else "enableDnsHostnames"
        code = Code.VPCE_DNS_SUPPORT_OFF if attributes.support is False else Code.VPCE_DNS_HOSTNAMES_OFF
        text = (
            f"{host} has public addresses: {off} of {spot.vpc_id} is off, so private DNS of "
            f"{private[0].vpc_endpoint_id} does not work"
        )
        edits = (SetVpcAttribute(vpc_id=spot.vpc_id, attribute=off),)
        return name_step(Outcome.WARN, text, spot.vpc_id, code, edits)
    label, region = service_of_host(host), region_of_host(host)
    if not label:
        return None
    wanted = service_name(label, region or spot.scope.region)
    own = _own_endpoints(world, spot, host)
    if own and (not region or f".{region}.queue." in f".{host}"):
        return _uncovered(host, own[0])
    for endpoint in own:
        if is_inbound_only(endpoint) and endpoint.private_dns_enabled:
            text = (
                f"{host} has public addresses inside {spot.vpc_id}: private DNS of {endpoint.vpc_endpoint_id} is for "
                "the inbound resolver only"
            )
            change = SetPrivateDns(vpc_endpoint_id=endpoint.vpc_endpoint_id, inbound_resolver_only=False)
            return name_step(Outcome.WARN, text, endpoint.vpc_endpoint_id, Code.VPCE_INBOUND_RESOLVER_ONLY, (change,))
    for endpoint in own:
        if endpoint.private_dns_enabled is False:
            text = f"{host} has public addresses: private DNS of {endpoint.vpc_endpoint_id} is off"
            change = SetPrivateDns(vpc_endpoint_id=endpoint.vpc_endpoint_id)
            return name_step(Outcome.WARN, text, endpoint.vpc_endpoint_id, Code.VPCE_PRIVATE_DNS_OFF, (change,))
    if own:
        return None
    return _elsewhere(world, spot, host, wanted)


def _uncovered(host: str, endpoint: VpcEndpoint) -> Step:
    covered = ", ".join(private_names(endpoint)) or "no name"
    legacy = ".queue." in f".{host}"
    code = Code.VPCE_LEGACY_HOST_NOT_COVERED if legacy else Code.VPCE_GLOBAL_HOST_NOT_COVERED
    kind = "a legacy host" if legacy else "the global host"
    text = f"{host} is {kind}: private DNS of {endpoint.vpc_endpoint_id} covers {covered} only"
    advice = "let the client use the Regional host (newer SDKs do; AWS_STS_REGIONAL_ENDPOINTS=regional for STS)"
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.NAME,
        component=endpoint.vpc_endpoint_id,
        verdict=Outcome.WARN,
        code=code,
        text=text,
        fix=advice,
    )


def _elsewhere(world: World, spot: Spot, host: str, service: str) -> Step | None:
    """Return the warning that another VPC has the endpoint, whose private DNS this VPC does not see."""
    others = world.remember(("private DNS elsewhere", service), lambda: _holders(world, service))
    for endpoint in others:
        if endpoint.vpc_id != spot.vpc_id:
            text = (
                f"{host} has public addresses in {spot.vpc_id}: private DNS of {endpoint.vpc_endpoint_id} is seen in "
                f"{endpoint.vpc_id} only"
            )
            fix = "share a private zone with an alias to the endpoint, or a Route 53 Profile, with this VPC"
            return Step(
                direction=Direction.FORWARD,
                stage=Stage.NAME,
                component=endpoint.vpc_endpoint_id,
                verdict=Outcome.WARN,
                code=Code.VPCE_PRIVATE_DNS_ELSEWHERE,
                text=text,
                fix=fix,
            )
    return None


def _holders(world: World, service: str) -> tuple[VpcEndpoint, ...]:
    return tuple(
        endpoint
        for endpoint in world.topology.records(VpcEndpoint)
        if endpoint.service_name == service
        and endpoint.private_dns_enabled
        and endpoint.vpc_id
        and not is_type(endpoint, "Gateway")
    )


def public_answer(world: World, spot: Spot, host: str) -> Answer:
    """Return the public addresses of a host: a prefix list's where the service has one, else anywhere."""
    return world.remember(("public answer", spot.scope, host), lambda: _public_answer(world, spot, host))


def _public_answer(world: World, spot: Spot, host: str) -> Answer:
    label, region = service_of_host(host), region_of_host(host) or _global_region(host)
    if label in ("s3", "dynamodb", "s3express") and region in ("", spot.scope.region):
        found = gateway_service_blocks(world, spot.scope, service_name(label, spot.scope.region))
        if found is not None:
            list_id, blocks = found
            listed = ", ".join(str(block) for block in blocks[:3]) + (", …" if len(blocks) > 3 else "")
            text = f"{host} has public addresses of {service_name(label, spot.scope.region)}: {listed}"
            return Answer(blocks=blocks, key=list_id, text=text)
    taken = world.remember(("listed", spot.scope), lambda: listed_blocks(world, spot.scope))
    blocks = world.remember(("public", spot.scope), lambda: without(PUBLIC_SPACE[4], taken))
    text = f"{host} has public addresses, of which any may be answered"
    return Answer(blocks=blocks, exact=False, key="public 4", text=text)


def _global_region(host: str) -> str:
    return "us-east-1" if host in GLOBAL_HOSTS else ""
