"""Which addresses does a block hold, and what is left of blocks that others cut into?

Addresses and blocks are plain integers with their IP version: comparing two integers is what a trace does most, and
`ipaddress` objects cost ten times as much. Texts are parsed once and remembered.
Source: RFC 1918, RFC 6598, RFC 3927, RFC 6052; VPC User Guide, "VPC CIDR blocks" and "Configure route tables".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from vpce_tui.resources.relations import PLAIN_IPV4


@lru_cache(maxsize=65_536)
def _spelled(version: int, value: int) -> str:
    return str(ipaddress.IPv4Address(value) if version == 4 else ipaddress.IPv6Address(value))


class Address(NamedTuple):
    """One IP address."""

    version: int
    value: int

    def __str__(self) -> str:
        return _spelled(self.version, self.value)


class Block(NamedTuple):
    """The addresses from `first` to `last`, both included; `length` is the prefix length where it is a CIDR block."""

    version: int
    first: int
    last: int
    length: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def holds(self, address: Address) -> bool:
        return self.version == address.version and self.first <= address.value <= self.last

    def __str__(self) -> str:
        start = str(Address(self.version, self.first))
        return f"{start}/{self.length}" if self.length >= 0 else f"{start}–{Address(self.version, self.last)}"


@lru_cache(maxsize=65_536)
def parse_address(text: str) -> Address | None:
    """Return the address that the text spells, or None."""
    if PLAIN_IPV4.fullmatch(text):
        first, second, third, fourth = text.split(".")
        return Address(4, int(first) << 24 | int(second) << 16 | int(third) << 8 | int(fourth))
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return Address(found.version, int(found))


@lru_cache(maxsize=65_536)
def parse_block(text: str) -> Block | None:
    """Return the block that the text spells, or None for what is none. Bits beyond the prefix are ignored."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return Block(network.version, int(network.network_address), int(network.broadcast_address), network.prefixlen)


def parse_blocks(texts: Iterable[str]) -> tuple[Block, ...]:
    """Return the blocks of those texts that spell one."""
    return tuple(block for text in texts if (block := parse_block(text)) is not None)


def in_any(address: Address, blocks: Iterable[Block]) -> bool:
    """Say whether one of the blocks holds the address."""
    version, value = address
    for block in blocks:  # noqa: SIM110 - asked millions of times for a matrix, and half as slow as any()
        if block[0] == version and block[1] <= value <= block[2]:
            return True
    return False


PRIVATE: Final = parse_blocks(("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
CARRIER_GRADE: Final = parse_blocks(("100.64.0.0/10",))
LINK_LOCAL: Final = parse_blocks(("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"))
NAT64: Final = parse_blocks(("64:ff9b::/96",))[0]
"""What stands for IPv4 addresses in IPv6, those in its last 32 bits."""
_NOT_PUBLIC: Final = (
    *PRIVATE,
    *CARRIER_GRADE,
    *LINK_LOCAL,
    *parse_blocks(("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/3", "4000::/2", "8000::/1")),
)


def is_private(address: Address) -> bool:
    """Say whether the address is one of RFC 1918 or a unique local IPv6 address."""
    if address.version == 6:
        return address.value >> 121 == 0x7E  # fc00::/7
    return in_any(address, PRIVATE)


def is_public(address: Address) -> bool:
    """Say whether the internet routes the address; blocks kept for documentation count as public."""
    return not in_any(address, _NOT_PUBLIC)


def without(blocks: Iterable[Block], removed: Iterable[Block]) -> tuple[Block, ...]:
    """Return what is left of `blocks` where `removed` is taken out; pieces need not be CIDR blocks."""
    left = list(blocks)
    for hole in removed:
        kept: list[Block] = []
        for block in left:
            if block.version != hole.version or hole.last < block.first or block.last < hole.first:
                kept.append(block)
                continue
            if block.first < hole.first:
                kept.append(Block(block.version, block.first, hole.first - 1, -1))
            if hole.last < block.last:
                kept.append(Block(block.version, hole.last + 1, block.last, -1))
        left = kept
    return tuple(left)


def pieces(blocks: Sequence[Block], cuts: Iterable[Block]) -> tuple[Block, ...]:
    """Cut `blocks` at the borders of `cuts`, so that each piece lies wholly inside or outside each cut.

    O((blocks + cuts) log cuts). An uncut block stays as it is.
    """
    borders: dict[int, list[int]] = {4: [], 6: []}
    for cut in cuts:
        borders[cut.version] += (cut.first, cut.last + 1)
    for version in borders:
        borders[version] = sorted(set(borders[version]))
    found: list[Block] = []
    for block in blocks:
        start = block.first
        for border in borders[block.version]:
            if start < border <= block.last:
                found.append(Block(block.version, start, border - 1, -1))
                start = border
        found.append(block if start == block.first else Block(block.version, start, block.last, -1))
    return tuple(found)


def representative(block: Block) -> Address:
    """Return an address that stands for a block: its second one, as the first often has a meaning of its own."""
    return Address(block.version, min(block.first + 1, block.last))


PUBLIC_SPACE: Final = {
    4: without(parse_blocks(("0.0.0.0/0",)), _NOT_PUBLIC),
    6: parse_blocks(("2000::/3",)),
}
"""Every address that the internet routes, by IP version."""
