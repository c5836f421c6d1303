"""What is attached to a transit gateway, and which of its tables does it use?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class TransitGatewayAttachmentAssociation(Shape, frozen=True, kw_only=True):
    transit_gateway_route_table_id: str | None = None
    transit_gateway_policy_table_id: str | None = None
    state: str | None = None


class TransitGatewayAttachment(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_attachment_id",)

    transit_gateway_attachment_id: str
    transit_gateway_id: str | None = None
    transit_gateway_owner_id: str | None = None
    resource_owner_id: str | None = None
    resource_type: str | None = None
    resource_id: str | None = None
    state: str | None = None
    association: TransitGatewayAttachmentAssociation | None = None
    creation_time: Timestamp | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=TransitGatewayAttachment,
    name="transit-gateway-attachments",
    title="transit gateway attachments",
    read=Read("DescribeTransitGatewayAttachments", "TransitGatewayAttachments"),
    columns=(
        label_column(),
        member("ID", "transit_gateway_attachment_id"),
        member("TRANSIT GATEWAY", "transit_gateway_id"),
        member("TYPE", "resource_type"),
        member("RESOURCE", "resource_id"),
        member("STATE", "state"),
        member("TABLE", "association.transit_gateway_route_table_id"),
    ),
    links=(Link("transit gateway", "transit-gateways", lambda record: (record.transit_gateway_id,)),),
)
