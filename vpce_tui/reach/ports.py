"""Which ports of a range do rules let through: none, some, all?

A set of ports is a tuple of inclusive intervals, sorted, that neither touch nor overlap.
Source: VPC User Guide, "Ephemeral ports": what clients of which system choose from; NAT gateways, load balancers and
Lambda functions choose from 1024–65535.
"""

from __future__ import annotations

from typing import Final

PortSet = tuple[tuple[int, int], ...]

NO_PORTS: Final[PortSet] = ()
ALL_PORTS: Final[PortSet] = ((0, 65535),)
LINUX: Final[PortSet] = ((32768, 60999),)
WINDOWS: Final[PortSet] = ((49152, 65535),)
MANAGED: Final[PortSet] = ((1024, 65535),)
"""What Lambda functions, NAT gateways and load balancers choose their source port from."""


def size(ports: PortSet) -> int:
    return sum(last - first + 1 for first, last in ports)


def common(ports: PortSet, first: int, last: int) -> PortSet:
    """Return the ports that also lie in first..last."""
    return tuple((max(low, first), min(high, last)) for low, high in ports if low <= last and first <= high)


def minus(ports: PortSet, first: int, last: int) -> PortSet:
    """Return the ports without those in first..last."""
    left: list[tuple[int, int]] = []
    for low, high in ports:
        if high < first or last < low:
            left.append((low, high))
            continue
        if low < first:
            left.append((low, first - 1))
        if last < high:
            left.append((last + 1, high))
    return tuple(left)


def text(ports: PortSet) -> str:
    """Return the ports as people write them: `443`, `1024–65535`, `80, 443`."""
    return ", ".join(f"{low}" if low == high else f"{low}–{high}" for low, high in ports) or "none"
