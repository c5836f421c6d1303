"""Does an address lie in a network? `IpAddress` and `NotIpAddress`.

Addresses and networks are IPv4 or IPv6 and compared by value; without a prefix a network is one
host. An address of one family never lies in a network of the other.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from vpce_tui.policy.operators.base import ConditionOperator, from_text


@lru_cache(maxsize=1024)
def read_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def read_network(text: str) -> IPv4Network | IPv6Network | None:
    """Return the network that a CIDR names; bits beyond the prefix are ignored, as AWS does."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def _lies_in(address: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version and address in network


IP_ADDRESS: Final = tuple(
    ConditionOperator(name, read_address, from_text(read_network), _lies_in, negated=negated)
    for name, negated in (("IpAddress", False), ("NotIpAddress", True))
)
