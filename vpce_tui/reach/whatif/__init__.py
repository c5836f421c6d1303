"""What would a topology look like after a change?

`apply` returns a copy with one edit made the way AWS would make it: a gateway endpoint's association brings its route,
a new interface endpoint its interfaces with free addresses and its private names. Nothing is ever written to AWS.
"""

from __future__ import annotations

from vpce_tui.model.topology import Topology
from vpce_tui.reach.edits import Edit
from vpce_tui.reach.patched import Patch
from vpce_tui.reach.whatif import endpoints, filters, routes
from vpce_tui.reach.whatif.making import make

__all__ = ["apply", "apply_all"]

_ROOMS = (endpoints, filters, routes)
"""Where edits are made: each registers those of its kind when it is loaded."""


def apply(edit: Edit, topology: Topology) -> Topology:
    """Return a copy of the topology with the edit made.

    Raises:
        UnknownIdError: The edit names a record that the topology does not hold.
    """
    patch = Patch(topology)
    make(edit, patch)
    return patch.topology()


def apply_all(changes: list[Edit] | tuple[Edit, ...], topology: Topology) -> Topology:
    """Return a copy with all the edits made, in order."""
    for edit in changes:
        topology = apply(edit, topology)
    return topology
