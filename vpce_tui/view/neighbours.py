"""Which rows of the panes belong to the record under the cursor?

An endpoint lights up its subnets, interfaces and VPC; a subnet or interface the endpoints that serve it.
"""

from __future__ import annotations

from collections.abc import Iterator

from vpce_tui.model.record import Record
from vpce_tui.model.topology import Absent
from vpce_tui.resources.network_interface import NetworkInterface
from vpce_tui.resources.relations import endpoints_for_subnet, subnets_of_table
from vpce_tui.resources.route_table import RouteTable
from vpce_tui.resources.subnet import Subnet
from vpce_tui.resources.vpc_endpoint import VpcEndpoint
from vpce_tui.view.explorer import record_node_id
from vpce_tui.view.lines import Subject


def related_ids(subject: Subject) -> frozenset[str]:
    """Return the ids of the rows, in either tree, that belong to the record."""
    return frozenset(
        record_node_id(record_type, record_id, subject.scope) for record_type, record_id in _related(subject)
    )


def _related(subject: Subject) -> Iterator[tuple[type[Record], str]]:
    record, topology, scope = subject.record, subject.topology, subject.scope
    if isinstance(record, VpcEndpoint):
        yield from ((Subnet, subnet_id) for subnet_id in record.subnet_ids)
        yield from ((NetworkInterface, interface_id) for interface_id in record.network_interface_ids)
        for table_id in record.route_table_ids:
            table = topology.find(RouteTable, table_id, scope)
            if not isinstance(table, Absent):
                yield from ((Subnet, subnet.subnet_id) for subnet, _ in subnets_of_table(topology, table, scope))
    elif isinstance(record, Subnet | NetworkInterface):
        subnet = topology.find(Subnet, record.subnet_id, scope)
        if not isinstance(subnet, Absent):
            for endpoint in endpoints_for_subnet(topology, subnet, scope):
                yield VpcEndpoint, endpoint.vpc_endpoint_id
