"""What does a filter see of a packet?

Protocol numbers are IANA's; None is a packet whose protocol was not specified: only rules for all protocols match it.
ICMP has a type and a code where TCP and UDP have ports.
Source: IANA "Protocol Numbers", "ICMP Parameters"; EC2 API Reference, IpPermission and IcmpTypeCode.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vpce_tui.reach.addresses import Address
from vpce_tui.reach.ports import NO_PORTS, PortSet
from vpce_tui.reach.ports import text as ports_text

ICMP: Final = 1
TCP: Final = 6
UDP: Final = 17
ICMPV6: Final = 58

PROTOCOL_NUMBERS: Final = {
    "icmp": ICMP,
    "tcp": TCP,
    "udp": UDP,
    "icmpv6": ICMPV6,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "sctp": 132,
}
_NAMES: Final = {number: name for name, number in PROTOCOL_NUMBERS.items()}

ECHO_REQUEST: Final = (8, 0)
ECHO_REPLY: Final = (0, 0)
ECHO_REQUEST_V6: Final = (128, 0)
ECHO_REPLY_V6: Final = (129, 0)

_REPLIES: Final = {
    (ICMP, 8): ECHO_REPLY,
    (ICMP, 13): (14, 0),
    (ICMP, 15): (16, 0),
    (ICMP, 17): (18, 0),
    (ICMPV6, 128): ECHO_REPLY_V6,
}
"""The ICMP messages that are answered, and with what."""


_TRANSLATED: Final = {
    (ICMPV6, *ECHO_REQUEST_V6): ECHO_REQUEST,
    (ICMPV6, *ECHO_REPLY_V6): ECHO_REPLY,
    (ICMP, *ECHO_REQUEST): ECHO_REQUEST_V6,
    (ICMP, *ECHO_REPLY): ECHO_REPLY_V6,
}
"""The ICMP messages that a translator between the IP versions passes on, and as what (RFC 7915)."""


def protocol_name(protocol: int | None) -> str:
    """Return `tcp`, `udp`, …, the number of others, or `any protocol`."""
    return "any protocol" if protocol is None else _NAMES.get(protocol, f"protocol {protocol}")


@dataclass(frozen=True, slots=True)
class Packet:
    """What filters and routers look at."""

    source: Address
    destination: Address
    protocol: int | None
    ports: PortSet = NO_PORTS
    """The destination ports it may have: one, or the range that a reply goes to."""
    icmp: tuple[int, int] | None = None
    """(type, code) of ICMP."""

    @property
    def has_ports(self) -> bool:
        return self.protocol in (TCP, UDP)

    def to(self, destination: Address) -> Packet:
        return Packet(self.source, destination, self.protocol, self.ports, self.icmp)

    def with_ports(self, ports: PortSet) -> Packet:
        return Packet(self.source, self.destination, self.protocol, ports, self.icmp)

    def coming_from(self, source: Address) -> Packet:
        return Packet(source, self.destination, self.protocol, self.ports, self.icmp)

    def in_family(self, version: int) -> Packet:
        """Return the packet as it is in an IP version: ICMP has other numbers for its messages there."""
        if self.protocol != (ICMPV6 if version == 4 else ICMP):
            return self
        echo = _TRANSLATED.get((self.protocol, *self.icmp)) if self.icmp else None
        return Packet(self.source, self.destination, ICMP if version == 4 else ICMPV6, self.ports, echo)

    def reply(self, ports: PortSet) -> Packet | None:
        """Return the answer, sent to these ports of the client; None where nothing is answered."""
        if self.protocol in (ICMP, ICMPV6):
            answer = _REPLIES.get((self.protocol or 0, self.icmp[0])) if self.icmp else None
            return Packet(self.destination, self.source, self.protocol, NO_PORTS, answer) if answer else None
        return Packet(self.destination, self.source, self.protocol, ports if self.has_ports else NO_PORTS)

    @property
    def says(self) -> str:
        """The protocol and port for people: `tcp 443`, `icmp type 8 code 0`."""
        name = protocol_name(self.protocol)
        if self.icmp is not None:
            return f"{name} type {self.icmp[0]} code {self.icmp[1]}"
        return f"{name} {ports_text(self.ports)}" if self.ports else name
