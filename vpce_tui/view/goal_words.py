"""What did somebody type who wants to reach something: a destination, perhaps with a port and a protocol?

`10.2.0.7:5432`, `db.internal:5432/tcp`, `[fd00::7]:443`, `10.2.0.7/icmp`, `dns.corp:53/udp`; anything else is the
destination alone.
"""

from __future__ import annotations

import re
from typing import Final

from vpce_tui.errors import UsageError
from vpce_tui.reach import Flow

_PROTOCOL: Final = re.compile(r"^(?P<rest>.+)/(?P<protocol>tcp|udp|icmp|any|all)$", re.IGNORECASE)
_PORT: Final = re.compile(r"^(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:\s]+)):(?P<port>\d{1,6})$")


def flow_of(source: str, words: str) -> Flow:
    """Return the question that the words ask.

    Raises:
        UsageError: The port is none.
    """
    goal, protocol, port = words.strip(), "tcp", None
    if found := _PROTOCOL.match(goal):
        goal, protocol = found["rest"], found["protocol"].lower()
    if found := _PORT.match(goal):
        goal, port = found["six"] or found["host"], int(found["port"])
        if port > 65535:
            raise UsageError(f"`{port}` is no port", help="ports go from 0 to 65535")
    return Flow(source, goal, protocol=protocol, port=port)
