"""What does somebody want to know: from whom, to what, with which protocol and port?

`Flow` holds the words of the command line; `resolve_source` and `resolve_destination` find what they mean in a
topology.
A WHO is an interface, an instance, or an address that an interface owns; a WHAT is a service, a host name, an endpoint,
an interface, an instance or an address. An id that no record has is a usage error where every list that could hold it
was read, else the question has no answer yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from vpce_tui.errors import UnknownAnswerError, UnknownIdError, UsageError, nearest_names
from vpce_tui.model.coverage import Reason
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Absent
from vpce_tui.reach.addresses import Address, parse_address
from vpce_tui.reach.packets import ECHO_REQUEST, ECHO_REQUEST_V6, ICMP, ICMPV6, PROTOCOL_NUMBERS, TCP, UDP
from vpce_tui.reach.ports import LINUX, MANAGED, WINDOWS, PortSet
from vpce_tui.reach.services import KNOWN_LABELS, region_of_host, service_name, service_of_host, usual_ports
from vpce_tui.reach.world import World, owns
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.relations import by_address, by_instance
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, service_label, short_service
from vpce_tui.resources.vpc_endpoint_service import ServiceDetail

R = TypeVar("R", bound=Record)

_SERVICE = re.compile(r"^(?:cn\.)?com\.amazonaws\.|^aws\.[a-z]|^api\.aws\.")
_LABEL = re.compile(r"^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$")
_HOST = re.compile(r"^(?:[a-z0-9_*][a-z0-9_-]*\.)+[a-z0-9][a-z0-9-]*\.?$")


@dataclass(frozen=True, slots=True)
class Flow:
    """The words of a question."""

    source: str
    destination: str
    protocol: str = "tcp"
    """A protocol's name or number, or `any`: not specified."""
    port: int | None = None
    """The destination port; for ICMP its type."""
    source_port: int | None = None
    """The client's port; for ICMP the code."""

    def __post_init__(self) -> None:
        self.protocol_number  # noqa: B018 - refuses a protocol that is none
        limit = 255 if self.is_icmp else 65535
        for name, value in (("port", self.port), ("source port", self.source_port)):
            if value is not None and not 0 <= value <= limit:
                raise UsageError(f"`{value}` is no {name}", help=f"give a number from 0 to {limit}")

    @property
    def protocol_number(self) -> int | None:
        """The number of the protocol; None for `any`."""
        return _protocol_number(self.protocol)

    @property
    def is_icmp(self) -> bool:
        return self.protocol.strip().lower() in ("icmp", "icmpv6", "1", "58")

    def icmp_message(self, version: int) -> tuple[int, int]:
        """Return the ICMP type and code: what was asked, else an echo request."""
        if self.port is None:
            return ECHO_REQUEST if version == 4 else ECHO_REQUEST_V6
        return (self.port, self.source_port or 0)

    def number_for(self, version: int) -> int | None:
        """Return the protocol's number for an IP version: ICMP has one for each."""
        number = self.protocol_number
        return ICMPV6 if number == ICMP and version == 6 else number


@lru_cache(maxsize=256)
def _protocol_number(protocol: str) -> int | None:
    word = protocol.strip().lower()
    if word in ("any", "all", "-1"):
        return None
    number = PROTOCOL_NUMBERS.get(word, int(word) if word.isdecimal() else -1)
    if not 0 <= number <= 255:
        raise UsageError(f"`{protocol}` is no protocol", help="give tcp, udp, icmp, any, or a number from 0 to 255")
    return number


@dataclass(frozen=True, slots=True)
class Source:
    """Who sends."""

    interface: NetworkInterface
    scope: Scope
    address: Address
    """The address that was asked about, or the interface's primary one."""
    asked_for_address: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """What is to be reached; one of the fields tells how."""

    words: str
    service: str = ""
    """The full name of an endpoint service."""
    region: str = ""
    host: str = ""
    endpoint: VpcEndpoint | None = None
    interface: NetworkInterface | None = None
    address: Address | None = None


def resolve_source(world: World, words: str) -> Source:
    """Return who the words of `--from` mean.

    Raises:
        UnknownIdError: Nothing has this id or address, and every list that could was read.
        UnknownAnswerError: It was not read.
        UsageError: Several interfaces own the address, in networks that overlap.
    """
    wanted = words.strip()
    address = parse_address(wanted)
    if address is not None:
        interface = _owner(world, wanted, address)
        own = address if owns(interface, address) else primary_address(interface)
        return Source(interface, _scope(world, interface), own, asked_for_address=True)
    interface = resolve_interface(world, wanted)
    return Source(interface, _scope(world, interface), primary_address(interface))


def resolve_interface(world: World, words: str) -> NetworkInterface:
    """Return the interface of an interface's or instance's id; see `resolve_source` for what is raised."""
    if words.startswith("eni-"):
        return _find(world, NetworkInterface, "network interface", words)
    if words.startswith("i-"):
        found = sorted(
            world.topology.indexed(NetworkInterface, by_instance, words),
            key=lambda item: (item.attachment.device_index or 0) if item.attachment else 0,
        )
        if found:
            return found[0]
        _find(world, Instance, "instance", words)
        raise UnknownAnswerError(f"the network interfaces of `{words}` were not read")
    raise UsageError(
        f"`{words}` is no interface, instance or address", help="give eni-…, i-… or an address that an interface owns"
    )


def _owner(world: World, words: str, address: Address) -> NetworkInterface:
    found = {
        item.network_interface_id: item for item in world.topology.indexed(NetworkInterface, by_address, str(address))
    }
    if len(found) > 1:
        private = {key: item for key, item in found.items() if owns(item, address)}
        found = private or found
    if len(found) > 1:
        names = " or ".join(f"`{key}` in {item.vpc_id}" for key, item in sorted(found.items()))
        raise UsageError(f"several interfaces own {words}", help=f"name one: {names}")
    if found:
        return next(iter(found.values()))
    _raise_unknown(world, NetworkInterface, "interface with the address", words, ())
    raise AssertionError  # unreachable: the line above raises


def _find(world: World, record_type: type[R], kind: str, record_id: str) -> R:
    found = world.topology.find(record_type, record_id)
    if isinstance(found, Absent):
        _raise_unknown(
            world, record_type, kind, record_id, (record.record_id for record in world.topology.records(record_type))
        )
        raise AssertionError  # unreachable: the line above raises
    return found


def _raise_unknown(world: World, record_type: type[Record], kind: str, wanted: str, known: Iterable[str]) -> None:
    coverages = ((scope, world.topology.coverage(record_type, scope)) for scope in world.topology.scopes)
    # In a Region that is switched off there is nothing that could be meant.
    unread = [scope for scope, found in coverages if not found.complete and found.reason is not Reason.REGION_OFF]
    if unread:
        nearest = nearest_names(wanted, known)
        raise UnknownAnswerError(
            f"there may be a {kind} `{wanted}`, but the list was not read to its end in {unread[0]}"
            f"{f' and {len(unread) - 1} more' if len(unread) > 1 else ''}",
            help=f"did you mean {nearest}?" if nearest else "",
        )
    raise UnknownIdError(kind, wanted, known)


def _scope(world: World, interface: NetworkInterface) -> Scope:
    scopes = world.topology.scopes
    return world.scope_of(interface, scopes[0] if scopes else Scope("", ""))


def primary_address(interface: NetworkInterface) -> Address:
    """Return the first address of an interface that can be read.

    Raises:
        UsageError: It has none, so that nothing can be asked about it.
    """
    for text in addresses(interface):
        found = parse_address(text)
        if found is not None:
            return found
    raise UsageError(f"{interface.network_interface_id} has no address", help="choose an interface that has one")


def resolve_destination(world: World, words: str, region: str) -> Destination:
    """Return what the words of `--to` mean for a client in a Region; see `resolve_source` for what is raised."""
    wanted = words.strip()
    lowered = wanted.lower()
    address = parse_address(wanted)
    if address is not None:
        return Destination(wanted, address=address)
    if lowered.startswith("vpce-") and "." not in lowered:
        return Destination(wanted, endpoint=_find(world, VpcEndpoint, "VPC endpoint", lowered))
    if lowered.startswith(("eni-", "i-")) and re.fullmatch(r"(?:eni|i)-[0-9a-z]+", lowered):
        return Destination(wanted, interface=resolve_interface(world, lowered))
    if _SERVICE.match(lowered):
        return Destination(wanted, service=lowered, region=region_of_host(lowered) or region)
    known = _labels(world)
    if lowered in known:
        return Destination(wanted, service=service_name(lowered, region), region=region)
    if _is_host(lowered, known):
        return Destination(wanted, host=lowered.rstrip("."))
    if lowered.startswith("vpce-svc-"):
        return Destination(wanted, service=f"com.amazonaws.vpce.{region}.{lowered}", region=region)
    raise UnknownIdError("service, host, endpoint, interface or address", words, sorted(known))


def _is_host(words: str, known: frozenset[str]) -> bool:
    """Say whether words are a host name, and not a mistyped address or the mistyped label of a service."""
    if _HOST.match(words) is None or words.rstrip(".").rpartition(".")[2].isdecimal():
        return False
    return words.rstrip(".").count(".") > 1 or not nearest_names(words, known)


def _labels(world: World) -> frozenset[str]:
    def look() -> frozenset[str]:
        found = {short_service(endpoint) for endpoint in world.topology.records(VpcEndpoint)}
        found |= {service_label(detail.service_name) for detail in world.topology.records(ServiceDetail)}
        return KNOWN_LABELS | {label for label in found if _LABEL.match(label)}

    return world.remember("labels", look)


def port_of(flow: Flow, destination: Destination) -> int | None:
    """Return the destination port: what was asked, else the service's own, else 443; None for protocols without."""
    if flow.protocol_number not in (TCP, UDP):
        return None
    if flow.port is not None:
        return flow.port
    service = destination.service or (destination.endpoint.service_name if destination.endpoint else "") or ""
    if not service and destination.host:
        service = service_of_host(destination.host)
    return usual_ports(service)[0] if service else 443


def client_ports(world: World, interface: NetworkInterface, scope: Scope, source_port: int | None) -> PortSet:
    """Return the ports that a client at the interface sends from: its own, or its system's ephemeral range."""
    if source_port is not None:
        return ((source_port, source_port),)
    kind = (interface.interface_type or "interface").lower()
    if kind in ("lambda", "nat_gateway", "natgateway", "load_balancer", "network_load_balancer", "api_gateway_managed"):
        return MANAGED
    if (interface.description or "").startswith(("AWS Lambda VPC ENI", "ELB ", "Interface for NAT Gateway")):
        return MANAGED
    attached = interface.attachment and interface.attachment.instance_id
    instance = world.topology.find(Instance, attached, scope) if attached else None
    if isinstance(instance, Instance) and (instance.platform or "").lower() == "windows":
        return WINDOWS
    return LINUX
