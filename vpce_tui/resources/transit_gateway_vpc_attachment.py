"""Through which subnets is a VPC attached to a transit gateway?

A zone without a subnet in the attachment cannot send to the transit gateway.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class TransitGatewayVpcAttachmentOptions(Shape, frozen=True, kw_only=True):
    dns_support: str | None = None
    security_group_referencing_support: str | None = None
    ipv6_support: str | None = None
    appliance_mode_support: str | None = None


class TransitGatewayVpcAttachment(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_attachment_id",)

    transit_gateway_attachment_id: str
    transit_gateway_id: str | None = None
    vpc_id: str | None = None
    vpc_owner_id: str | None = None
    state: str | None = None
    subnet_ids: tuple[str, ...] = NOT_SENT
    creation_time: Timestamp | None = None
    options: TransitGatewayVpcAttachmentOptions | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=TransitGatewayVpcAttachment,
    name="transit-gateway-vpc-attachments",
    title="transit gateway VPC attachments",
    read=Read("DescribeTransitGatewayVpcAttachments", "TransitGatewayVpcAttachments"),
    columns=(
        label_column(),
        member("ID", "transit_gateway_attachment_id"),
        member("TRANSIT GATEWAY", "transit_gateway_id"),
        member("VPC", "vpc_id"),
        member("STATE", "state"),
        member("SUBNETS", "subnet_ids"),
    ),
    links=(
        Link("transit gateway", "transit-gateways", lambda record: (record.transit_gateway_id,)),
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnets", "subnets", lambda record: record.subnet_ids),
    ),
)
