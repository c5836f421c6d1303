"""Which route tables does a transit gateway have?"""

from vpce_tui.model.record import NOT_SENT, Record, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class TransitGatewayRouteTable(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_route_table_id",)

    transit_gateway_route_table_id: str
    transit_gateway_id: str | None = None
    state: str | None = None
    default_association_route_table: bool | None = None
    default_propagation_route_table: bool | None = None
    creation_time: Timestamp | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=TransitGatewayRouteTable,
    name="transit-gateway-route-tables",
    title="transit gateway route tables",
    read=Read("DescribeTransitGatewayRouteTables", "TransitGatewayRouteTables"),
    columns=(
        label_column(),
        member("ID", "transit_gateway_route_table_id"),
        member("TRANSIT GATEWAY", "transit_gateway_id"),
        member("STATE", "state"),
        member("DEFAULT", "default_association_route_table"),
    ),
    links=(Link("transit gateway", "transit-gateways", lambda record: (record.transit_gateway_id,)),),
)
