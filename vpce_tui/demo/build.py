"""How is a world of AWS resources made up, saying only what matters?

A Builder makes records the way the API would describe them and keeps them, so that one line is one thing that a reader
needs to know: a VPC comes with its main route table, default ACL, default group, DHCP options and DNS attributes; a
subnet with its own block; an interface with an address of its own. Ids and addresses are never used twice and depend
only on the order of the calls, so that a world is the same in every run and nothing passes by coincidence.
"""

from __future__ import annotations

from collections.abc import Iterable

from vpce_tui.demo.build_endpoints import Endpoints
from vpce_tui.demo.build_filters import S3_CIDRS
from vpce_tui.demo.build_gateways import Gateways
from vpce_tui.demo.build_networks import zone_prefix
from vpce_tui.demo.build_transit import Transit
from vpce_tui.demo.build_zones import Zones
from vpce_tui.demo.parts import acl_entry, allow, route
from vpce_tui.demo.shelf import DEMO_SCOPE, events_of
from vpce_tui.model.record import Record, Scope
from vpce_tui.model.topology import Topology

__all__ = ["DEMO_SCOPE", "S3_CIDRS", "Builder", "acl_entry", "allow", "events_of", "route", "topology", "zone_prefix"]


class Builder(Endpoints, Gateways, Transit, Zones):
    """Makes records and keeps them by scope. Where a VPC or subnet is not given, the latest one is meant."""


def topology(*records: Record, scope: Scope = DEMO_SCOPE, unread: Iterable[type[Record]] = ()) -> Topology:
    """Return a topology of just these records: every list read to its end but the `unread` ones."""
    builder = Builder(scope)
    for record in records:
        builder.add(record)
    return builder.topology(unread=unread)
