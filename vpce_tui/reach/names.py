"""Which addresses does a name have inside a VPC, and why these?

The private DNS of an endpoint is a zone of AWS's that only its own VPC sees, and only with both DNS attributes on; its
names may be wildcards. A VPC's own zones and rules come before public DNS, the most specific first. Own name servers
(DHCP options) may or may not ask Amazon's: both answers are then possible, and the trace is certain only where both
lead to the same verdict. Names of endpoints themselves (`vpce-….vpce.amazonaws.com`) are public and have private
addresses. Everything else has public addresses: of a prefix list where the service has one.
Source: VPC User Guide, "DNS attributes for your VPC"; PrivateLink Guide, "Private DNS names"; Amazon S3 User Guide,
"AWS PrivateLink for Amazon S3"; Route 53 Developer Guide.
"""

from __future__ import annotations

import re
from dataclasses import replace

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, parse_address
from vpce_tui.reach.answers import Answer, Attributes, Resolution, Target, name_step
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.edits import SetVpcAttribute
from vpce_tui.reach.private_dns import by_endpoint_host, by_private_dns, private_endpoint, written_private_names
from vpce_tui.reach.public_dns import by_public_dns, has_ipv6, public_answer
from vpce_tui.reach.services import (
    hosts,
    service_name,
)
from vpce_tui.reach.steps import Outcome
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.reach.zones import ZoneAnswer, own_answer
from vpce_tui.resources.dhcp_options import DhcpOptions, option_values
from vpce_tui.resources.hosted_zone import HostedZoneSummary
from vpce_tui.resources.resolver_rule import ResolverRuleAssociation
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import is_type
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

_MAX_ALIASES = 8


_AMAZON_SERVERS = ("amazonprovideddns", "169.254.169.253", "fd00:ec2::253")


_INTERNAL = re.compile(r"^ip-(\d+)-(\d+)-(\d+)-(\d+)\.(?:ec2|[a-z0-9-]+\.compute)\.internal$")


def resolve(world: World, spot: Spot, host: str) -> Resolution:
    """Return what a host name resolves to for an interface at `spot`."""
    name = host.lower().rstrip(".")
    key = ("name", spot.vpc_id, spot.subnet.subnet_id, has_ipv6(spot.interface), name)
    return world.remember(key, lambda: _resolve(world, spot, name))


def _resolve(world: World, spot: Spot, host: str) -> Resolution:
    internal = _INTERNAL.match(host)
    if internal:
        found = parse_address(".".join(internal.groups()))
        if found is not None:
            answer = Answer((Target(found),), text=f"{host} is {found}")
            return Resolution(host, (answer,), (name_step(Outcome.PASS, answer.text, spot.vpc_id),))
    vpc = (spot.vpc_id, spot.scope)
    attribute = world.remember(("DNS attributes", vpc), lambda: Attributes.of(world, spot))
    amazon = _by_amazon(world, spot, host, attribute)
    servers = world.remember(("name servers", vpc), lambda: _custom_servers(world, spot))
    left_out = [*amazon.not_evaluated, *attribute.left_out]
    if isinstance(servers, Absent):
        left_out.append("dhcpOptions")
    elif servers and amazon.answers:
        amazon = _with_custom_servers(world, spot, host, amazon, servers)
    if attribute.support is False and not servers:
        text = f"enableDnsSupport of {spot.vpc_id} is off: Amazon's DNS server answers nothing"
        edits = (SetVpcAttribute(vpc_id=spot.vpc_id, attribute="enableDnsSupport"),)
        step = name_step(Outcome.BLOCK, text, spot.vpc_id, Code.VPCE_DNS_SUPPORT_OFF, edits)
        amazon = replace(amazon, steps=(step, *amazon.steps))
    return replace(amazon, not_evaluated=tuple(dict.fromkeys(left_out)))


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
    if options.dhcp_configurations is NOT_SENT:
        return Absent(DhcpOptions, options.dhcp_options_id, certain=False)
    own = {str(Address(block.version, block.first + 2)) for block in world.vpc_blocks(spot.vpc_id, spot.scope)}
    servers = option_values(options, "domain-name-servers")
    return tuple(server for server in servers if server.lower() not in (*_AMAZON_SERVERS, *own))


def _with_custom_servers(
    world: World, spot: Spot, host: str, amazon: Resolution, servers: tuple[str, ...]
) -> Resolution:
    """Add the public answer: the VPC's own servers may or may not ask Amazon's."""
    public = public_answer(world, spot, host)
    if not amazon.answers or amazon.answers[0] == public or host.endswith((".vpce.amazonaws.com",)):
        return amazon
    return replace(
        amazon,
        answers=(*amazon.answers, public),
        doubt=f"{spot.vpc_id} uses the name servers {', '.join(servers)}: whether they ask Amazon's is not known",
        doubt_code=Code.VPCE_CUSTOM_DNS_SERVERS,
        doubt_about=spot.vpc_id,
    )


def _by_amazon(world: World, spot: Spot, host: str, attributes: Attributes, aliases: int = 0) -> Resolution:
    left_out = tuple(
        layer
        for layer, record_type in (("hostedZones", HostedZoneSummary), ("resolverRules", ResolverRuleAssociation))
        if not world.complete(record_type, spot.scope)
    )
    if ".vpce." in host:
        named = by_endpoint_host(world, spot, host)
        if named is not None:
            return replace(named, not_evaluated=left_out)
    private = private_endpoint(world, spot, host)
    own = world.remember(
        ("own answer", spot.vpc_id, spot.scope, host), lambda: own_answer(world, spot.vpc_id, spot.scope, host)
    )
    if own is not None and not (private and attributes.private_dns_works and _beats(private[1], own)):
        return replace(_from_zone(world, spot, host, own, attributes, aliases), not_evaluated=left_out)
    if private is not None and attributes.private_dns_works:
        return replace(by_private_dns(world, spot, host, *private), not_evaluated=left_out)
    return replace(by_public_dns(world, spot, host, private, attributes), not_evaluated=left_out)


def _beats(private_name: str, own: ZoneAnswer) -> bool:
    """Say whether the endpoint's zone is more specific than the VPC's own zone or rule."""
    return len(private_name.removeprefix("*.").split(".")) > len(own.domain.split(".")) or own.domain == "."


def _from_zone(
    world: World, spot: Spot, host: str, own: ZoneAnswer, attributes: Attributes, aliases: int
) -> Resolution:
    match own.kind:
        case "addresses":
            found = [address for value in own.values if (address := parse_address(value)) is not None]
            targets = tuple(Target(address, world.interface_at(spot.vpc_id, address)) for address in found)
            answer = Answer(targets, text=f"{host} is {', '.join(own.values)}, by the private zone {own.domain}")
            if not targets:
                text = f"the private zone {own.domain} answers {host} with `{', '.join(own.values)}`, no address"
                return Resolution(
                    host, (), (name_step(Outcome.UNKNOWN, text, own.component, Code.VPCE_MALFORMED_RECORD),)
                )
            return Resolution(host, (answer,), (name_step(Outcome.PASS, answer.text, own.component),))
        case "name" if aliases < _MAX_ALIASES:
            other = own.values[0] if own.values else ""
            first = name_step(
                Outcome.PASS, f"{host} is an alias of {other}, by the private zone {own.domain}", own.component
            )
            inner = _by_amazon(world, spot, other, attributes, aliases + 1)
            return replace(inner, host=host, steps=(first, *inner.steps))
        case "noSuchName":
            text = (
                f"the private zone {own.domain} of {spot.vpc_id} has no record for {host}, so the name does not exist: "
                "a private zone hides public names below it"
            )
            return Resolution(host, (), (name_step(Outcome.BLOCK, text, own.component, Code.VPCE_NAME_NOT_FOUND),))
        case "forwarded":
            text = f"names below {own.domain} are asked of {', '.join(own.values)}: the answer is not known"
            code = Code.VPCE_NAME_FORWARDED
        case "cutShort":
            text = f"not all private zones and rules of {spot.vpc_id} were read, and one could answer {host}"
            code = Code.VPCE_NOT_READ
        case "ruleNotRead":
            text = f"{own.component} is a Resolver rule of {spot.vpc_id} that was not read: it could forward {host}"
            code = Code.VPCE_NOT_READ
        case _:
            text = f"not all records of the private zone {own.domain} were read, and none that was is of {host}"
            code = Code.VPCE_NOT_READ
    # Whatever is answered, it need not be one of the two: that the two agree proves nothing.
    return Resolution(host, (), (name_step(Outcome.UNKNOWN, text, own.component, code),))


def service_host(world: World, spot: Spot, service: str, region: str) -> str:
    """Return the host that clients of a service ask for: the endpoint's, that of AWS's details, else the usual one."""
    return world.remember(
        ("host", spot.vpc_id, service, region), lambda: _service_host(world, spot.vpc_id, service, region)
    )


def _service_host(world: World, vpc_id: str, service: str, region: str) -> str:
    wanted = service_name(service, region)
    for endpoint in world.endpoints_of(vpc_id):
        if endpoint.service_name == wanted and not is_type(endpoint, "Gateway"):
            written = written_private_names(endpoint)
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
