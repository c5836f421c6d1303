"""What do the words and signs in the cells of a matrix mean?"""

from __future__ import annotations

from vpce_tui.view.matrix import NO_WAY_SIGN, WAYS
from vpce_tui.view.text import UNICODE_SIGNS, Signs
from vpce_tui.view.trace_signs import spaced

_TOLD = ("interfaceEndpoint", "gatewayEndpoint", "natGateway", "internetGateway")
"""The ways that a reader has to be told; the others are rare, and called as AWS begins their ids."""


def legend(signs: Signs = UNICODE_SIGNS) -> list[tuple[str, str]]:
    """Return (word or sign, what it means) in the order in which they are told."""
    ways = [(WAYS[kind], spaced(kind).replace("nat ", "NAT ")) for kind in _TOLD]
    return [
        *ways,
        (NO_WAY_SIGN, "no way there"),
        (signs.not_usable, "blocked"),
        (signs.unknown, "unknown"),
        (signs.warning, "interfaces of the subnet differ"),
        (signs.not_applicable, "no interface to ask for"),
    ]
