"""How do addresses become other addresses without the network becoming another network?

Each bit of an address is kept or turned, which depends on the salt and on the bits before it alone. So any two
addresses share exactly as many leading bits afterwards as before, and a block becomes a block of the same length. Three
kinds of bits are never turned, so that what an address means stays the same:

- those that lead to a range with a meaning of its own: a private address stays private, a public one public;
- those within ranges that are nobody's secret: link-local, loopback, multicast, and blocks given as known to everybody;
- those that lead to the addresses that AWS reserves at either end of a VPC's or a subnet's block.

Source: J. Xu and others, "Prefix-Preserving IP Address Anonymization" (2002) for the principle; IANA's registries of
special-purpose addresses; VPC User Guide, "Subnet sizing".
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from typing import Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_Node = tuple[int, int, int]
"""A prefix: IP version, how many bits, and the bits as a number."""

OWN_MEANING: Final = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15"),
    *("2000::/3", "64:ff9b::/96", "fd00::/8"),
)
"""Ranges that addresses stay in, turned within them."""

NOBODYS: Final = (
    *("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "::/16"),
    *("fe80::/10", "ff00::/8", "fd00:ec2::/32"),
)
"""Ranges that stay as they are."""

_BITS: Final = {4: 32, 6: 128}
_RESERVED_BITS: Final = 2
"""AWS reserves the first four addresses of a subnet (and the last): the router, the resolver and one for later."""


class AddressMap:
    """Turns addresses and blocks; the same salt and the same known blocks turn them the same way."""

    def __init__(
        self, salt: bytes, *, kept: Iterable[Network] = (), with_reserved_ends: Iterable[Network] = ()
    ) -> None:
        self._salt = salt
        self._turned: dict[_Node, int] = {}
        self._kept: set[_Node] = set()
        self._texts: dict[str, str] = {}
        for text in OWN_MEANING:
            self._lead_to(ipaddress.ip_network(text))
        for network in (*map(ipaddress.ip_network, NOBODYS), *kept):
            self._lead_to(network)
            self._kept.add(_node(network))
        for network in with_reserved_ends:
            self._keep_ends(network)

    def text(self, text: str) -> str:
        """Return what an address or a block, as text, becomes; anything else stays. A block keeps its host bits' place.

        The address is spelled the shortest way, as AWS does.
        """
        found = self._texts.get(text)
        if found is None:
            found = self._texts[text] = self._read(text)
        return found

    def _read(self, text: str) -> str:
        address, slash, length = text.partition("/")
        try:
            parsed = ipaddress.ip_address(address)
            bits = int(length) if slash else _BITS[parsed.version]
        except ValueError:
            return text
        if not 0 <= bits <= _BITS[parsed.version] or "%" in address:
            return text
        turned = self._bits(parsed.version, int(parsed), _significant(parsed.version, int(parsed), bits))
        return f"{type(parsed)(turned)}{slash}{length}"

    def prefix(self, version: int, prefix: int, length: int) -> int:
        """Return what the first `length` bits of an address, as a number, become."""
        rest = _BITS[version] - length
        return self._bits(version, prefix << rest, length) >> rest

    def _bits(self, version: int, address: int, length: int) -> int:
        """Return the address with its first `length` bits turned and the others as they are."""
        width = _BITS[version]
        turned = 0
        for depth in range(length):
            node = (version, depth, address >> (width - depth))
            if node in self._kept:
                break
            flip = self._turned.get(node)
            if flip is None:
                flip = self._turned[node] = self._flip(node)
            if flip:
                turned |= 1 << (width - depth - 1)
        return address ^ turned

    def _flip(self, node: _Node) -> int:
        version, depth, prefix = node
        text = b"%d/%d/%d" % (version, depth, prefix)
        return hashlib.blake2b(text, key=self._salt, digest_size=1).digest()[0] & 1

    def _lead_to(self, network: Network) -> None:
        """Keep the bits on the way to a block, so that no address enters or leaves it."""
        first, width = int(network.network_address), _BITS[network.version]
        for depth in range(network.prefixlen):
            self._turned[network.version, depth, first >> (width - depth)] = 0

    def _keep_ends(self, network: Network) -> None:
        """Keep, within a block, the bits on the way to its first addresses and to its last one."""
        width = _BITS[network.version]
        first, last = int(network.network_address), int(network.broadcast_address)
        ends = [*range(first, min(first + (1 << _RESERVED_BITS), last + 1)), last]
        for address in ends:
            for depth in range(network.prefixlen, width):
                self._turned[network.version, depth, address >> (width - depth)] = 0


def _node(network: Network) -> _Node:
    width = _BITS[network.version]
    return (network.version, network.prefixlen, int(network.network_address) >> (width - network.prefixlen))


def _significant(version: int, address: int, length: int) -> int:
    """Return how many bits to turn: those of the block, or all where the text has bits set behind them."""
    rest = _BITS[version] - length
    return length if address & ((1 << rest) - 1) == 0 else _BITS[version]
