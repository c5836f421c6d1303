"""Which interfaces or endpoints does a selector mean?

What people build is named and tagged at different levels, so an interface answers for its instance and its subnet, too:
`tag = "tier=app"` chooses the interfaces that carry the tag, those of instances that do, and those in subnets that do.
Names may have stars, and tags stars in their value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from vpce_tui.checks.expectation import Selector
from vpce_tui.errors import MalformedInputError
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology
from vpce_tui.reach.addresses import Block, parse_address, parse_block
from vpce_tui.resources.instance import Instance
from vpce_tui.resources.network_interface import NetworkInterface, addresses
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc import Vpc
from vpce_tui.resources.vpc_endpoint import VpcEndpoint, endpoint_type, short_service

_NEEDS: Final[dict[str, tuple[type[Record], ...]]] = {
    "tag": (Subnet, Instance),
    "name": (Subnet, Instance),
    "subnet": (Subnet,),
    "vpc": (Vpc,),
    "group": (SecurityGroup,),
}
"""The lists that a word asks beside that of what it chooses."""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split("*")), re.DOTALL)


def _like(value: str, wanted: Iterable[str]) -> bool:
    return any(_pattern(text).fullmatch(value) for text in wanted)


def _tagged(record: Record, wanted: Iterable[str]) -> bool:
    """Say whether a record carries one of the tags: `key`, or `key=value` with stars in the value."""
    tags = record.tag_pairs
    for text in wanted if tags else ():
        key, has_value, value = text.partition("=")
        if key in tags and (not has_value or _like(tags[key], (value,))):
            return True
    return False


def select_interfaces(topology: Topology, selector: Selector) -> list[tuple[Scope, NetworkInterface]]:
    """Return the interfaces that a selector means. O(interfaces × words).

    Raises:
        MalformedInputError: A `cidr` is none.
    """
    blocks = [_block(text) for text in selector.words.get("cidr", ())]
    chooser = _Chooser(topology)
    found = []
    for scope, interface in topology.located(NetworkInterface):
        if all(chooser.matches(word, values, scope, interface, blocks) for word, values in selector.words.items()):
            found.append((scope, interface))
    return found


def _block(text: str) -> Block:
    block = parse_block(text)
    if block is None:
        raise MalformedInputError(f"`{text}` is no CIDR block", help="write it as 10.0.0.0/16")
    return block


class _Chooser:
    """Asks records around an interface, each once."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._known: dict[tuple[str, str, tuple[str, ...]], bool] = {}

    def matches(
        self, word: str, wanted: tuple[str, ...], scope: Scope, interface: NetworkInterface, blocks: list[Block]
    ) -> bool:
        match word:
            case "interface":
                return interface.network_interface_id in wanted
            case "instance":
                return bool(interface.attachment) and _instance_id(interface) in wanted
            case "account":
                return (interface.owner_id or scope.account_id) in wanted
            case "region":
                return scope.region in wanted
            case "cidr":
                parsed = (parse_address(text) for text in addresses(interface))
                return any(address is not None and any(block.holds(address) for block in blocks) for address in parsed)
            case "vpc":
                return self._named(Vpc, interface.vpc_id, wanted, scope)
            case "subnet":
                return self._named(Subnet, interface.subnet_id, wanted, scope)
            case "group":
                return any(self._named(SecurityGroup, item.group_id, wanted, scope) for item in interface.groups)
            case "tag":
                return _tagged(interface, wanted) or self._around(interface, scope, word, wanted, _tagged)
            case _:
                return _like(interface.name_tag, wanted) or self._around(interface, scope, word, wanted, _named_like)

    def _named(self, record_type: type[Record], record_id: str | None, wanted: tuple[str, ...], scope: Scope) -> bool:
        """Say whether a record that the interface names has one of these ids or names."""
        if not record_id or record_id in wanted:
            return bool(record_id)
        return self._ask(record_type, record_id, scope, record_type.__name__, wanted, _named_like)

    def _around(
        self,
        interface: NetworkInterface,
        scope: Scope,
        word: str,
        wanted: tuple[str, ...],
        says: Callable[[Record, tuple[str, ...]], bool],
    ) -> bool:
        pairs = ((Subnet, interface.subnet_id), (Instance, _instance_id(interface)))
        return any(
            self._ask(record_type, record_id, scope, word, wanted, says)
            for record_type, record_id in pairs
            if record_id
        )

    def _ask(
        self,
        record_type: type[Record],
        record_id: str,
        scope: Scope,
        word: str,
        wanted: tuple[str, ...],
        says: Callable[[Record, tuple[str, ...]], bool],
    ) -> bool:
        key = (word, record_id, wanted)
        if key not in self._known:
            record = self._topology.find(record_type, record_id, scope)
            self._known[key] = isinstance(record, record_type) and says(record, wanted)
        return self._known[key]


def _instance_id(interface: NetworkInterface) -> str:
    return (interface.attachment.instance_id or "") if interface.attachment else ""


def _named_like(record: Record, wanted: tuple[str, ...]) -> bool:
    names = (record.name_tag, getattr(record, "group_name", None) or "")
    return any(name and _like(name, wanted) for name in names)


def select_endpoints(topology: Topology, selector: Selector) -> list[tuple[Scope, VpcEndpoint]]:
    """Return the endpoints that a selector means."""
    return [
        (scope, endpoint)
        for scope, endpoint in topology.located(VpcEndpoint)
        if all(_endpoint_matches(topology, word, values, scope, endpoint) for word, values in selector.words.items())
    ]


def _endpoint_matches(
    topology: Topology, word: str, wanted: tuple[str, ...], scope: Scope, endpoint: VpcEndpoint
) -> bool:
    match word:
        case "id":
            return endpoint.vpc_endpoint_id in wanted
        case "service":
            return _like(short_service(endpoint), wanted) or _like(endpoint.service_name or "", wanted)
        case "type":
            return _like(endpoint_type(endpoint).lower(), [value.lower() for value in wanted])
        case "tag":
            return _tagged(endpoint, wanted)
        case "account":
            return (endpoint.owner_id or scope.account_id) in wanted
        case "region":
            return scope.region in wanted
        case "vpc":
            found = topology.find(Vpc, endpoint.vpc_id, scope)
            return endpoint.vpc_id in wanted or (isinstance(found, Vpc) and _named_like(found, wanted))
        case _:
            return _like(endpoint.name_tag, wanted)


def unread_for(
    topology: Topology, selector: Selector, record_type: type[Record]
) -> Iterator[tuple[type[Record], Scope]]:
    """Yield the lists that were not read to their end and could hold more of what the selector means."""
    words = selector.words
    if _all_found(topology, record_type, words.get("interface") or words.get("id") or ()):
        return
    accounts, regions = words.get("account"), words.get("region") or _regions(topology, words)
    types = {record_type, *(needed for word in words for needed in _NEEDS.get(word, ()))}
    for scope in topology.scopes:
        if (accounts and scope.account_id not in accounts) or (regions and scope.region not in regions):
            continue
        for needed in sorted(types, key=lambda each: each.__name__):
            if not topology.coverage(needed, scope).complete:
                yield needed, scope


def _all_found(topology: Topology, record_type: type[Record], ids: Iterable[str]) -> bool:
    found = [isinstance(topology.find(record_type, record_id), record_type) for record_id in ids]
    return bool(found) and all(found)


def _regions(topology: Topology, words: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the Regions of the VPCs or subnets that the selector names by id; empty where it names none, or by name.

    Accounts are not narrowed: interfaces in a shared VPC belong to the accounts that it is shared with.
    """
    for word, record_type in (("subnet", Subnet), ("vpc", Vpc)):
        ids = words.get(word, ())
        if _all_found(topology, record_type, ids):
            return {scope.region for scope, record in topology.located(record_type) if record.record_id in ids}
    return set()
