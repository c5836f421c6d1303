"""Which routes does a transit gateway route table have?

SearchTransitGatewayRoutes gives at most 1,000 routes of a table and no token for more.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Parent, Read, Resource, member
from vpce_tui.resources.transit_gateway_route_table import TransitGatewayRouteTable


class TransitGatewayRouteAttachment(Shape, frozen=True, kw_only=True):
    resource_id: str | None = None
    transit_gateway_attachment_id: str | None = None
    resource_type: str | None = None


class TransitGatewayRoute(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_route_table_id", "destination_cidr_block", "prefix_list_id")

    transit_gateway_route_table_id: str
    destination_cidr_block: str | None = None
    prefix_list_id: str | None = None
    transit_gateway_route_table_announcement_id: str | None = None
    transit_gateway_attachments: tuple[TransitGatewayRouteAttachment, ...] = NOT_SENT
    type: str | None = None
    state: str | None = None


RESOURCE = Resource(
    record=TransitGatewayRoute,
    name="transit-gateway-routes",
    title="transit gateway routes",
    read=Read(
        "SearchTransitGatewayRoutes",
        "Routes",
        parameters={"Filters": [{"Name": "state", "Values": ["active", "blackhole"]}]},
        parent=Parent(TransitGatewayRouteTable, "TransitGatewayRouteTableId", field="transit_gateway_route_table_id"),
    ),
    columns=(
        member("TABLE", "transit_gateway_route_table_id"),
        Column("DESTINATION", lambda record: record.destination_cidr_block or record.prefix_list_id or ""),
        member("TYPE", "type"),
        member("STATE", "state"),
        Column(
            "ATTACHMENT",
            lambda record: " ".join(
                attachment.transit_gateway_attachment_id or "" for attachment in record.transit_gateway_attachments
            ),
        ),
    ),
    links=(
        Link("route table", "transit-gateway-route-tables", lambda record: (record.transit_gateway_route_table_id,)),
    ),
)
