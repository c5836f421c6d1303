"""What would a person call the record of this id?

Steps, cells and edits name records by id alone. `Names` looks up the names that people gave them, so that a line may
say `app-reports` beside `acl-05d3…`; a record without a name, or that was not read, keeps its id.
"""

from __future__ import annotations

from vpce_tui.model.record import Record
from vpce_tui.model.topology import Absent, Topology
from vpce_tui.resources.managed_prefix_list import ManagedPrefixList
from vpce_tui.resources.network_acl import NetworkAcl
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.security_group import SecurityGroup
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.transit_gateway_attachment import TransitGatewayAttachment
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable
from vpce_tui.resources.vpc import Vpc
from vpce_tui.view.inspect.routes import TARGET_TYPES
from vpce_tui.view.labels import name_of
from vpce_tui.view.lines import Target

_TYPES: dict[str, type[Record]] = {
    **TARGET_TYPES,
    "vpc": Vpc,
    "subnet": Subnet,
    "rtb": RouteTable,
    "acl": NetworkAcl,
    "sg": SecurityGroup,
    "pl": ManagedPrefixList,
    "tgw-attach": TransitGatewayAttachment,
    "tgw-rtb": TransitGatewayRouteTable,
}
"""What the first part of an id says about its type."""

SHORT_ID = 11
"""Characters that tell an id from its neighbours on one screen: `acl-05d3808`."""


def component_target(component: str) -> Target | None:
    """Return the record that an id names, or None where the id does not tell its type."""
    for prefix in sorted(_TYPES, key=len, reverse=True):
        if component.startswith(f"{prefix}-"):
            return Target(_TYPES[prefix], component)
    return None


class Names:
    """The names of the records of one topology, or of none."""

    def __init__(self, topology: Topology | None = None) -> None:
        self._topology = topology
        self._known: dict[str, str] = {}

    def of(self, record_id: str) -> str:
        """Return the name that a person gave the record, or an empty string."""
        if record_id not in self._known:
            self._known[record_id] = self._look_up(record_id)
        return self._known[record_id]

    def short(self, record_id: str) -> str:
        """Return the name, else the beginning of the id."""
        known = self.of(record_id)
        if known or len(record_id) <= SHORT_ID + 1 or component_target(record_id) is None:
            return known or record_id
        prefix = component_target(record_id)
        room = SHORT_ID if prefix is None else max(SHORT_ID, record_id.rfind("-") + 6)
        return record_id if len(record_id) <= room + 1 else f"{record_id[:room]}…"

    def _look_up(self, record_id: str) -> str:
        wanted = component_target(record_id)
        if self._topology is None or wanted is None:
            return ""
        found = self._topology.find(wanted.record_type, record_id)
        return "" if isinstance(found, Absent) else name_of(found)
