"""Which addresses does a name have inside a VPC, and why these?

The private DNS of an endpoint is a zone of AWS's that only its own VPC sees (D2), and only with both DNS attributes on
(D1); its names may be wildcards (D4). A VPC's own zones and rules come before public DNS, the most specific first. Own
name servers (DHCP options) may or may not ask Amazon's: both answers are then possible, and the trace is certain only
where both lead to the same verdict (D9). Names of endpoints themselves (`vpce-….vpce.amazonaws.com`) are public and
have private addresses (D3). Everything else has public addresses: of a prefix list where the service has one.
Source: VPC User Guide, "DNS attributes for your VPC"; PrivateLink Guide, "Private DNS names"; Amazon S3 User Guide,
"AWS PrivateLink for Amazon S3"; Route 53 Developer Guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vpce_tui.model.record import Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import PUBLIC_SPACE, Address, Block, parse_address, parse_blocks, without
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import AddEndpoint, Edit, SetPrivateDns, SetVpcAttribute
from vpce_tui.reach.services import (
    GLOBAL_HOSTS,
    covers,
    hosts,
    is_dualstack,
    region_of_host,
    service_name,
    service_of_host,
)
from vpce_tui.reach.steps import Direction, Outcome, Stage, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.reach.zones import ZoneAnswer, own_answer
from vpce_tui.resources.dhcp_options import DhcpOptions, option_values
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.relations import effective_route_table, prefix_list_cidrs, service_prefix_lists
from vpce_tui.resources.resolver_rule import ResolverRuleAssociation
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_attribute import VpcAttribute
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

_MAX_ALIASES = 8
_AMAZON_SERVERS = ("amazonprovideddns", "169.254.169.253", "fd00:ec2::253")
_VPCE_HOST = re.compile(r"(?:^|\.)(?P<id>vpce-[0-9a-z]+)-[0-9a-z]+(?:-(?P<zone>[a-z0-9-]+))?\.(?P<rest>.+\.vpce\..+)$")
_INTERNAL = re.compile(r"^ip-(\d+)-(\d+)-(\d+)-(\d+)\.(?:ec2|[a-z0-9-]+\.compute)\.internal$")


@dataclass(frozen=True, slots=True)
class Target:
    """One address that a client may connect to."""

    address: Address
    interface: NetworkInterface | None = None
    """Whose address it should be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The addresses that a name has, if it is answered this way."""

    targets: tuple[Target, ...] = ()
    blocks: tuple[Block, ...] = ()
    """Where not single addresses but whole blocks are the service's."""
    exact: bool = True
    """The name's addresses lie all over the blocks; else they are somewhere in them, nobody knows where."""
    key: str = ""
    """What the blocks are, for remembering."""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name resolves to from one subnet."""

    host: str
    answers: tuple[Answer, ...]
    """The likeliest first; several where it is not known which holds; none where the name has no answer."""
    steps: tuple[Step, ...] = ()
    doubt: str = ""
    """Why any of the answers may be the one."""
    doubt_code: str = ""
    doubt_about: str = ""
    ipv6: Answer | None = None
    """The answer to a question for IPv6 addresses, where a client asks that too."""
    edits: tuple[Edit, ...] = ()
    """Changes that would make the name private."""
    not_evaluated: tuple[str, ...] = ()


def resolve(world: World, spot: Spot, host: str) -> Resolution:
    """Return what a host name resolves to for an interface at `spot`."""
    name = host.lower().rstrip(".")
    key = ("name", spot.vpc_id, spot.subnet.subnet_id, _has_ipv6(spot.interface), name)
    return world.remember(key, lambda: _resolve(world, spot, name))


def _has_ipv6(interface: NetworkInterface | None) -> bool:
    return interface is not None and (bool(interface.ipv6_addresses) or bool(interface.ipv6_address))


def _resolve(world: World, spot: Spot, host: str) -> Resolution:
    internal = _INTERNAL.match(host)
    if internal:
        found = parse_address(".".join(internal.groups()))
        if found is not None:
            answer = Answer((Target(found),), text=f"{host} is {found}")
            return Resolution(host, (answer,), (_step(Outcome.PASS, answer.text, spot.vpc_id),))
    attribute = _Attributes.of(world, spot)
    amazon = _by_amazon(world, spot, host, attribute)
    servers = _custom_servers(world, spot)
    left_out = [*amazon.not_evaluated, *attribute.left_out]
    if isinstance(servers, Absent):
        left_out.append("dhcpOptions")
    elif servers and amazon.answers:
        amazon = _with_custom_servers(world, spot, host, amazon, servers)
    if attribute.support is False and not servers:
        text = f"enableDnsSupport of {spot.vpc_id} is off: Amazon's DNS server answers nothing"
        edits = (SetVpcAttribute(vpc_id=spot.vpc_id, attribute="enableDnsSupport"),)
        step = _step(Outcome.BLOCK, text, spot.vpc_id, Code.VPCE_DNS_SUPPORT_OFF, edits)
        amazon = replace(amazon, steps=(step, *amazon.steps))
    return replace(amazon, not_evaluated=tuple(dict.fromkeys(left_out)))


@dataclass(frozen=True, slots=True)
class _Attributes:
    """The DNS attributes of a VPC; None for one that was not read."""

    support: bool | None
    hostnames: bool | None
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, world: World, spot: Spot) -> _Attributes:
        found = world.topology.find(VpcAttribute, spot.vpc_id, spot.scope)
        if isinstance(found, Absent):
            return cls(None, None, ("vpcAttributes",))
        support = found.enable_dns_support.value if found.enable_dns_support else None
        hostnames = found.enable_dns_hostnames.value if found.enable_dns_hostnames else None
        return cls(support, hostnames, ("vpcAttributes",) if support is None or hostnames is None else ())

    @property
    def private_dns_works(self) -> bool:
        """Private DNS can only be turned on with both attributes on: what was not read is taken to be on."""
        return self.support is not False and self.hostnames is not False


def _custom_servers(world: World, spot: Spot) -> tuple[str, ...] | Absent:
    """Return the name servers of the VPC that are not Amazon's, or what was not read."""
    vpc = world.topology.find(Vpc, spot.vpc_id, spot.scope)
    if isinstance(vpc, Absent):
        return vpc
    if vpc.dhcp_options_id in (None, "default"):
        return ()
    options = world.topology.find(DhcpOptions, vpc.dhcp_options_id, spot.scope)
    if isinstance(options, Absent):
        return options
    own = {str(Address(block.version, block.first + 2)) for block in world.vpc_blocks(spot.vpc_id, spot.scope)}
    servers = option_values(options, "domain-name-servers")
    return tuple(server for server in servers if server.lower() not in (*_AMAZON_SERVERS, *own))


def _with_custom_servers(
    world: World, spot: Spot, host: str, amazon: Resolution, servers: tuple[str, ...]
) -> Resolution:
    """Add the public answer: the VPC's own servers may or may not ask Amazon's."""
    public = _public(world, spot, host)
    if not amazon.answers or amazon.answers[0] == public or host.endswith((".vpce.amazonaws.com",)):
        return amazon
    return replace(
        amazon,
        answers=(*amazon.answers, public),
        doubt=f"{spot.vpc_id} uses the name servers {', '.join(servers)}: whether they ask Amazon's is not known",
        doubt_code=Code.VPCE_CUSTOM_DNS_SERVERS,
        doubt_about=spot.vpc_id,
    )


# --- Amazon's answer -------------------------------------------------------------------------------------------------


def _by_amazon(world: World, spot: Spot, host: str, attributes: _Attributes, aliases: int = 0) -> Resolution:
    left_out = tuple(
        layer
        for layer, record_type in (("hostedZones", HostedZoneSummary), ("resolverRules", ResolverRuleAssociation))
        if not world.complete(record_type, spot.scope)
    )
    if ".vpce." in host:
        named = _endpoint_host(world, spot, host)
        if named is not None:
            return replace(named, not_evaluated=left_out)
    private = _private_endpoint(world, spot, host)
    own = own_answer(world, spot.vpc_id, spot.scope, host)
    if own is not None and not (private and attributes.private_dns_works and _beats(private[1], own)):
        return replace(_from_zone(world, spot, host, own, attributes, aliases), not_evaluated=left_out)
    if private is not None and attributes.private_dns_works:
        return replace(_from_private_dns(world, spot, host, *private), not_evaluated=left_out)
    return replace(_from_public(world, spot, host, private, attributes), not_evaluated=left_out)


def _beats(private_name: str, own: ZoneAnswer) -> bool:
    """Say whether the endpoint's zone is more specific than the VPC's own zone or rule."""
    return len(private_name.removeprefix("*.").split(".")) > len(own.domain.split(".")) or own.domain == "."


def _private_endpoint(world: World, spot: Spot, host: str) -> tuple[VpcEndpoint, str] | None:
    """Return the endpoint of the VPC whose private DNS covers a host, with the name that does."""
    names = world.remember(("private names", spot.vpc_id), lambda: _private_names(world, spot.vpc_id))
    best: tuple[VpcEndpoint, str] | None = None
    for endpoint, name in names:
        if covers(name, host) and (best is None or len(name) > len(best[1])):
            best = (endpoint, name)
    return best


def _private_names(world: World, vpc_id: str) -> tuple[tuple[VpcEndpoint, str], ...]:
    return tuple(
        (endpoint, name)
        for endpoint in world.endpoints_of(vpc_id)
        if endpoint.private_dns_enabled
        and (endpoint.state or "available").lower() not in ("deleting", "deleted")
        and not _inbound_only(endpoint)
        for name in private_names(endpoint)
    )


def private_names(endpoint: VpcEndpoint) -> tuple[str, ...]:
    """Return the private names an endpoint has or would have: of its DNS entries, else the service's usual ones."""
    written = [(entry.dns_name or "").lower() for entry in endpoint.dns_entries]
    private = tuple(name for name in written if name and ".vpce." not in name)
    if private or not endpoint.service_name or ".vpce-svc-" in endpoint.service_name:
        return private
    return hosts(endpoint.service_name, _region_of(endpoint))


def _region_of(endpoint: VpcEndpoint) -> str:
    return endpoint.service_region or region_of_host(endpoint.service_name or "")


def _inbound_only(endpoint: VpcEndpoint) -> bool:
    options = endpoint.dns_options
    return options is not None and bool(options.private_dns_only_for_inbound_resolver_endpoint)


def _from_private_dns(world: World, spot: Spot, host: str, endpoint: VpcEndpoint, name: str) -> Resolution:
    answer = endpoint_answer(world, spot, endpoint)
    if isinstance(answer, Step):
        return Resolution(host, (), (answer,))
    text = f"{host} is {_addresses_text(answer)}, by private DNS of {endpoint.vpc_endpoint_id}"
    steps = [_step(Outcome.PASS, text, endpoint.vpc_endpoint_id)]
    if name.startswith("*.") and ".execute-api." in name:
        warning = f"private DNS of {endpoint.vpc_endpoint_id} takes every API of the Region: public ones answer 403"
        steps = [_step(Outcome.WARN, f"{text}; {warning}", endpoint.vpc_endpoint_id, Code.VPCE_PRIVATE_DNS_WILDCARD)]
    return Resolution(host, (replace(answer, text=text),), tuple(steps))


def endpoint_answer(world: World, spot: Spot, endpoint: VpcEndpoint, zone: str = "") -> Answer | Step:
    """Return the addresses of an endpoint's interfaces, those of the client's zone first, or why they are not known."""
    found: list[tuple[bool, Target]] = []
    missing = ""
    for interface_id in endpoint.network_interface_ids:
        interface = world.topology.find(NetworkInterface, interface_id, spot.scope)
        if isinstance(interface, Absent):
            missing = interface.says
            continue
        subnet = world.topology.find(Subnet, interface.subnet_id, spot.scope)
        where = subnet.availability_zone if isinstance(subnet, Subnet) else interface.availability_zone
        if zone and where != zone:
            continue
        found += [(where == spot.subnet.availability_zone, Target(item, interface)) for item in _offered(interface)]
    if not found:
        text = missing or f"{endpoint.vpc_endpoint_id} has no interface{f' in {zone}' if zone else ''}"
        if missing:
            return _step(Outcome.UNKNOWN, text, endpoint.vpc_endpoint_id, Code.VPCE_NOT_READ)
        code = Code.VPCE_ZONAL_NAME_WITHOUT_INTERFACE if zone else Code.BAD_STATE
        return _step(Outcome.BLOCK, text, endpoint.vpc_endpoint_id, code)
    found.sort(key=lambda item: not item[0])
    return Answer(tuple(target for _, target in found))


def _offered(interface: NetworkInterface) -> list[Address]:
    """Return the addresses that a name gives for an interface: IPv4 where it has it."""
    parsed = [address for text in addresses(interface) if (address := parse_address(text)) is not None]
    return [address for address in parsed if address.version == 4][:1] or parsed[:1]


def _addresses_text(answer: Answer) -> str:
    return ", ".join(str(target.address) for target in answer.targets[:4]) or "an address"


def _endpoint_host(world: World, spot: Spot, host: str) -> Resolution | None:
    """Answer a name of an endpoint itself: regional, zonal, or below either (S3 buckets)."""
    match = _VPCE_HOST.search(host)
    if match is None:
        return None
    endpoint_id, zone = match.group("id"), match.group("zone") or ""
    endpoint = world.topology.find(VpcEndpoint, endpoint_id, spot.scope)
    if isinstance(endpoint, Absent):
        text = f"{host} is a name of {endpoint_id}, which was not read or belongs to another account"
        return Resolution(host, (), (_step(Outcome.UNKNOWN, text, endpoint_id, Code.UNKNOWN_RESOURCE),))
    answer = endpoint_answer(world, spot, endpoint, zone)
    if isinstance(answer, Step):
        return Resolution(host, (), (answer,))
    only = f", of its interface in {zone} only" if zone else ""
    text = f"{host} is {_addresses_text(answer)}{only}"
    return Resolution(host, (replace(answer, text=text),), (_step(Outcome.PASS, text, endpoint_id),))


# --- the VPC's own zones and rules -----------------------------------------------------------------------------------


def _from_zone(
    world: World, spot: Spot, host: str, own: ZoneAnswer, attributes: _Attributes, aliases: int
) -> Resolution:
    match own.kind:
        case "addresses":
            found = [address for value in own.values if (address := parse_address(value)) is not None]
            targets = tuple(Target(address, world.interface_at(spot.vpc_id, address)) for address in found)
            answer = Answer(targets, text=f"{host} is {', '.join(own.values)}, by the private zone {own.domain}")
            if not targets:
                text = f"the private zone {own.domain} answers {host} with `{', '.join(own.values)}`, no address"
                return Resolution(host, (), (_step(Outcome.UNKNOWN, text, own.component, Code.VPCE_MALFORMED_RECORD),))
            return Resolution(host, (answer,), (_step(Outcome.PASS, answer.text, own.component),))
        case "name" if aliases < _MAX_ALIASES:
            other = own.values[0] if own.values else ""
            first = _step(
                Outcome.PASS, f"{host} is an alias of {other}, by the private zone {own.domain}", own.component
            )
            inner = _by_amazon(world, spot, other, attributes, aliases + 1)
            return replace(inner, host=host, steps=(first, *inner.steps))
        case "noSuchName":
            text = (
                f"the private zone {own.domain} of {spot.vpc_id} has no record for {host}, so the name does not exist: "
                "a private zone hides public names below it"
            )
            return Resolution(host, (), (_step(Outcome.BLOCK, text, own.component, Code.VPCE_NAME_NOT_FOUND),))
        case "forwarded":
            text = f"names below {own.domain} are asked of {', '.join(own.values)}: the answer is not known"
            code = Code.VPCE_NAME_FORWARDED
        case _:
            text = f"the records of the private zone {own.domain} were not read"
            code = Code.VPCE_NOT_READ
    # Whatever is answered, it need not be one of the two: that the two agree proves nothing.
    return Resolution(host, (), (_step(Outcome.UNKNOWN, text, own.component, code),))


# --- public DNS ------------------------------------------------------------------------------------------------------


def _from_public(
    world: World,
    spot: Spot,
    host: str,
    private: tuple[VpcEndpoint, str] | None,
    attributes: _Attributes,
) -> Resolution:
    """Answer by public DNS, and say why an endpoint that is there does not answer."""
    answer = _public(world, spot, host)
    warning = _why_not_private(world, spot, host, private, attributes)
    ipv6 = None
    if is_dualstack(host) and _has_ipv6(spot.interface):
        ipv6 = Answer(blocks=PUBLIC_SPACE[6], exact=False, key="public 6", text=f"{host} has IPv6 addresses too")
    unread = _endpoints_unread(world, spot)
    if unread is not None and warning is None and private is None:
        text, code = unread
        return Resolution(host, (answer,), (_step(Outcome.UNKNOWN, text, spot.vpc_id, code),), ipv6=ipv6)
    if warning is None:
        edits = _new_endpoint(world, spot, host)
        return Resolution(host, (answer,), (_step(Outcome.PASS, answer.text, spot.vpc_id),), ipv6=ipv6, edits=edits)
    return Resolution(host, (answer,), (warning,), edits=warning.edits, ipv6=ipv6)


def _new_endpoint(world: World, spot: Spot, host: str) -> tuple[Edit, ...]:
    """Return the endpoint that could be created where the VPC has none for an AWS service of its Region."""
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


def _endpoints_unread(world: World, spot: Spot) -> tuple[str, str] | None:
    """Return why an endpoint could answer that was not read: the list is incomplete, or the VPC another account's."""
    owner = spot.subnet.owner_id or ""
    if owner.isdecimal() and spot.scope.account_id.isdecimal() and owner != spot.scope.account_id:
        owner_scope = Scope(owner, spot.scope.region)
        if world.complete(VpcEndpoint, owner_scope):
            return None
        text = f"{spot.subnet.subnet_id} is shared by account {owner}, whose endpoints were not read"
        return text, Code.VPCE_SHARED_SUBNET
    if world.complete(VpcEndpoint, spot.scope):
        return None
    why = world.says(VpcEndpoint, spot.scope)
    return f"the endpoints of {spot.vpc_id} were not read ({why}), and one could answer this name", Code.VPCE_NOT_READ


def _why_not_private(
    world: World,
    spot: Spot,
    host: str,
    private: tuple[VpcEndpoint, str] | None,
    attributes: _Attributes,
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
        return _step(Outcome.WARN, text, spot.vpc_id, code, edits)
    label, region = service_of_host(host), region_of_host(host)
    if not label:
        return None
    wanted = service_name(label, region or spot.scope.region)
    own = [
        endpoint
        for endpoint in world.endpoints_of(spot.vpc_id)
        if endpoint.service_name == wanted and not is_type(endpoint, "Gateway")
    ]
    if own and (not region or f".{region}.queue." in f".{host}"):
        return _uncovered(host, own[0])
    for endpoint in own:
        if _inbound_only(endpoint) and endpoint.private_dns_enabled:
            text = (
                f"{host} has public addresses inside {spot.vpc_id}: private DNS of {endpoint.vpc_endpoint_id} is for "
                "the inbound resolver only"
            )
            change = SetPrivateDns(vpc_endpoint_id=endpoint.vpc_endpoint_id, inbound_resolver_only=False)
            return _step(Outcome.WARN, text, endpoint.vpc_endpoint_id, Code.VPCE_INBOUND_RESOLVER_ONLY, (change,))
    for endpoint in own:
        if not endpoint.private_dns_enabled:
            text = f"{host} has public addresses: private DNS of {endpoint.vpc_endpoint_id} is off"
            change = SetPrivateDns(vpc_endpoint_id=endpoint.vpc_endpoint_id)
            return _step(Outcome.WARN, text, endpoint.vpc_endpoint_id, Code.VPCE_PRIVATE_DNS_OFF, (change,))
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
    """Return the warning that another VPC has the endpoint, whose private DNS this VPC does not see (D2)."""
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
        if endpoint.service_name == service and endpoint.private_dns_enabled
    )


def _public(world: World, spot: Spot, host: str) -> Answer:
    """Return the public addresses of a host: a prefix list's where the service has one, else anywhere."""
    label, region = service_of_host(host), region_of_host(host) or _global_region(host)
    if label in ("s3", "dynamodb", "s3express") and region in ("", spot.scope.region):
        found = gateway_service_blocks(world, spot.scope, service_name(label, spot.scope.region))
        if found is not None:
            list_id, blocks = found
            listed = ", ".join(str(block) for block in blocks[:3]) + (", …" if len(blocks) > 3 else "")
            text = f"{host} has public addresses of {service_name(label, spot.scope.region)}: {listed}"
            return Answer(blocks=blocks, key=list_id, text=text)
    taken = world.remember(("listed", spot.scope), lambda: _listed_blocks(world, spot.scope))
    blocks = world.remember(("public", spot.scope), lambda: without(PUBLIC_SPACE[4], taken))
    text = f"{host} has public addresses, of which any may be answered"
    return Answer(blocks=blocks, exact=False, key="public 4", text=text)


def _global_region(host: str) -> str:
    return "us-east-1" if host in GLOBAL_HOSTS else ""


def gateway_service_blocks(world: World, scope: Scope, name: str) -> tuple[str, tuple[Block, ...]] | None:
    """Return the prefix list of a gateway service in a scope's Region: its id and blocks; None where not read."""

    def look() -> tuple[str, tuple[Block, ...]] | None:
        for found_scope, list_id in service_prefix_lists(world.topology, name, scope.region):
            texts = prefix_list_cidrs(world.topology, list_id, found_scope)
            if not isinstance(texts, Absent) and (blocks := parse_blocks(texts)):
                return list_id, blocks
        return None

    return world.remember(("gateway service", name, scope), look)


def _listed_blocks(world: World, scope: Scope) -> tuple[Block, ...]:
    """Return the blocks that only the gateway services of the Region have."""
    found: list[Block] = []
    for label in ("s3", "dynamodb"):
        listed = gateway_service_blocks(world, scope, service_name(label, scope.region))
        if listed is not None:
            found += listed[1]
    return tuple(block for block in found if block.version == 4)


def service_host(world: World, spot: Spot, service: str, region: str) -> str:
    """Return the host that clients of a service ask for: the endpoint's, that of AWS's details, else the usual one."""
    wanted = service_name(service, region)
    for endpoint in world.endpoints_of(spot.vpc_id):
        if endpoint.service_name == wanted and not is_type(endpoint, "Gateway"):
            written = [entry.dns_name or "" for entry in endpoint.dns_entries if ".vpce." not in (entry.dns_name or "")]
            if written:
                return _without_star(min(written, key=lambda name: (name.startswith("*"), len(name))))
    for detail in world.remember(("details", wanted), lambda: _details(world, wanted)):
        names = [detail.private_dns_name or "", *(item.private_dns_name or "" for item in detail.private_dns_names)]
        plain = [name for name in names if name and not name.startswith("*")] or [name for name in names if name]
        if plain:
            return _without_star(plain[0])
    if ".vpce-svc-" in wanted:
        return ""
    return _without_star(hosts(service, region)[0])


def _details(world: World, name: str) -> tuple[ServiceDetail, ...]:
    return tuple(record for record in world.topology.records(ServiceDetail) if record.service_name == name)


def _without_star(name: str) -> str:
    return f"any{name[1:]}" if name.startswith("*") else name


def _step(verdict: Outcome, text: str, component: str, code: str = "", edits: tuple[Edit, ...] = ()) -> Step:
    return Step(
        direction=Direction.FORWARD,
        stage=Stage.NAME,
        component=component,
        verdict=verdict,
        code=code,
        text=text,
        edits=edits,
    )
