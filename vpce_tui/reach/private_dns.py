"""Which endpoint of a VPC answers a name, and with which addresses?

Private DNS is a zone that only the endpoint's own VPC sees; the names it holds are the endpoint's DNS entries,
some of them wildcards. The endpoint's own names (`vpce-….vpce.amazonaws.com`) are public: regional, one for each
zone, or below either.
Source: PrivateLink Guide, "Private DNS names" and "DNS names of an interface endpoint"; Amazon S3 User Guide, "AWS
PrivateLink for Amazon S3".
"""

from __future__ import annotations

import re
from dataclasses import replace

from vpce_tui.model.record import NOT_SENT
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, parse_address
from vpce_tui.reach.answers import Answer, Resolution, Target, name_step
from vpce_tui.reach.codes import ExplanationCode as Code
from vpce_tui.reach.services import (
    covers,
    hosts,
    region_of_host,
)
from vpce_tui.reach.steps import Outcome, Step
from vpce_tui.reach.walk import Spot
from vpce_tui.reach.world import World
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, is_type

_VPCE_HOST = re.compile(r"(?:^|\.)(?P<id>vpce-[0-9a-z]+)-[0-9a-z]+(?:-(?P<zone>[a-z0-9-]+))?\.(?P<rest>.+\.vpce\..+)$")


def private_endpoint(world: World, spot: Spot, host: str) -> tuple[VpcEndpoint, str] | None:
    """Return the endpoint of the VPC whose private DNS covers a host, with the name that does."""
    return world.remember(("private endpoint", spot.vpc_id, host), lambda: _private_endpoint(world, spot.vpc_id, host))


def _private_endpoint(world: World, vpc_id: str, host: str) -> tuple[VpcEndpoint, str] | None:
    names = world.remember(("private names", vpc_id), lambda: _private_names(world, vpc_id))
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
        and not is_type(endpoint, "Gateway")  # emulators call private DNS on where there is none
        and (endpoint.state or "available").lower() not in ("deleting", "deleted")
        and not is_inbound_only(endpoint)
        for name in private_names(endpoint)
    )


def private_names(endpoint: VpcEndpoint) -> tuple[str, ...]:
    """Return the private names an endpoint has or would have: of its DNS entries, else the service's usual ones."""
    private = written_private_names(endpoint)
    if private or not endpoint.service_name or ".vpce-svc-" in endpoint.service_name:
        return private
    return hosts(endpoint.service_name, _region_of(endpoint))


def written_private_names(endpoint: VpcEndpoint) -> tuple[str, ...]:
    """Return the private names among an endpoint's DNS entries: those that are not made of its own id."""
    written = ((entry.dns_name or "").lower() for entry in endpoint.dns_entries)
    own = endpoint.vpc_endpoint_id.lower()
    return tuple(name for name in written if name and ".vpce." not in name and not name.startswith((own, f"*.{own}")))


def _region_of(endpoint: VpcEndpoint) -> str:
    return endpoint.service_region or region_of_host(endpoint.service_name or "")


def is_inbound_only(endpoint: VpcEndpoint) -> bool:
    options = endpoint.dns_options
    return options is not None and bool(options.private_dns_only_for_inbound_resolver_endpoint)


def by_private_dns(world: World, spot: Spot, host: str, endpoint: VpcEndpoint, name: str) -> Resolution:
    answer = endpoint_answer(world, spot, endpoint)
    if isinstance(answer, Step):
        return Resolution(host, (), (answer,))
    text = f"{host} is {_addresses_text(answer)}, by private DNS of {endpoint.vpc_endpoint_id}"
    steps = [name_step(Outcome.PASS, text, endpoint.vpc_endpoint_id)]
    if name.startswith("*.") and ".execute-api." in name:
        warning = f"private DNS of {endpoint.vpc_endpoint_id} takes every API of the Region: public ones answer 403"
        steps = [
            name_step(Outcome.WARN, f"{text}; {warning}", endpoint.vpc_endpoint_id, Code.VPCE_PRIVATE_DNS_WILDCARD)
        ]
    return Resolution(host, (replace(answer, text=text),), tuple(steps))


def endpoint_answer(world: World, spot: Spot, endpoint: VpcEndpoint, zone: str = "") -> Answer | Step:
    """Return the addresses of an endpoint's interfaces, those of the client's zone first, or why they are not known."""
    found: list[tuple[bool, Target]] = []
    missing = ""
    if endpoint.network_interface_ids is NOT_SENT:
        missing = f"the record of {endpoint.vpc_endpoint_id} came without its interfaces"
    elif not endpoint.network_interface_ids and endpoint.subnet_ids:
        missing = f"{endpoint.vpc_endpoint_id} stands in {endpoint.subnet_ids[0]}, but its record names no interface"
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
            return name_step(Outcome.UNKNOWN, text, endpoint.vpc_endpoint_id, Code.VPCE_NOT_READ)
        code = Code.VPCE_ZONAL_NAME_WITHOUT_INTERFACE if zone else Code.BAD_STATE
        return name_step(Outcome.BLOCK, text, endpoint.vpc_endpoint_id, code)
    found.sort(key=lambda item: not item[0])
    return Answer(tuple(target for _, target in found))


def _offered(interface: NetworkInterface) -> list[Address]:
    """Return the addresses that a name gives for an interface: IPv4 where it has it."""
    parsed = [address for text in addresses(interface) if (address := parse_address(text)) is not None]
    return [address for address in parsed if address.version == 4][:1] or parsed[:1]


def _addresses_text(answer: Answer) -> str:
    return ", ".join(str(target.address) for target in answer.targets[:4]) or "an address"


def by_endpoint_host(world: World, spot: Spot, host: str) -> Resolution | None:
    """Answer a name of an endpoint itself: regional, zonal, or below either (S3 buckets)."""
    match = _VPCE_HOST.search(host)
    if match is None:
        return None
    endpoint_id, zone = match.group("id"), match.group("zone") or ""
    endpoint = world.topology.find(VpcEndpoint, endpoint_id, spot.scope)
    if isinstance(endpoint, Absent):
        text = f"{host} is a name of {endpoint_id}, which was not read or belongs to another account"
        return Resolution(host, (), (name_step(Outcome.UNKNOWN, text, endpoint_id, Code.UNKNOWN_RESOURCE),))
    answer = endpoint_answer(world, spot, endpoint, zone)
    if isinstance(answer, Step):
        return Resolution(host, (), (answer,))
    only = f", of its interface in {zone} only" if zone else ""
    text = f"{host} is {_addresses_text(answer)}{only}"
    return Resolution(host, (replace(answer, text=text),), (name_step(Outcome.PASS, text, endpoint_id),))
