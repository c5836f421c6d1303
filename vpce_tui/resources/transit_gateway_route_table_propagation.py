"""Which attachments announce their routes to a transit gateway route table?"""

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Link, Parent, Read, Resource, member
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable


class TransitGatewayRouteTablePropagation(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_route_table_id", "transit_gateway_attachment_id")

    transit_gateway_route_table_id: str
    transit_gateway_attachment_id: str
    resource_id: str | None = None
    resource_type: str | None = None
    state: str | None = None
    transit_gateway_route_table_announcement_id: str | None = None


RESOURCE = Resource(
    record=TransitGatewayRouteTablePropagation,
    name="transit-gateway-route-table-propagations",
    title="transit gateway propagations",
    read=Read(
        "GetTransitGatewayRouteTablePropagations",
        "TransitGatewayRouteTablePropagations",
        parent=Parent(TransitGatewayRouteTable, "TransitGatewayRouteTableId", field="transit_gateway_route_table_id"),
    ),
    columns=(
        member("TABLE", "transit_gateway_route_table_id"),
        member("ATTACHMENT", "transit_gateway_attachment_id"),
        member("TYPE", "resource_type"),
        member("RESOURCE", "resource_id"),
        member("STATE", "state"),
    ),
    links=(
        Link("route table", "transit-gateway-route-tables", lambda record: (record.transit_gateway_route_table_id,)),
        Link("attachment", "transit-gateway-attachments", lambda record: (record.transit_gateway_attachment_id,)),
    ),
)
