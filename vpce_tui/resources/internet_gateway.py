"""Which internet gateways are there, and to which VPC are they attached?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import InternetGatewayAttachment, Tag


class InternetGateway(Record, frozen=True, kw_only=True):
    identity = ("internet_gateway_id",)

    attachments: tuple[InternetGatewayAttachment, ...] = NOT_SENT
    internet_gateway_id: str
    owner_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=InternetGateway,
    name="internet-gateways",
    title="internet gateways",
    read=Read("DescribeInternetGateways", "InternetGateways"),
    columns=(
        label_column(),
        member("ID", "internet_gateway_id"),
        Column("VPC", lambda record: " ".join(attachment.vpc_id or "" for attachment in record.attachments)),
        Column("STATE", lambda record: " ".join(attachment.state or "" for attachment in record.attachments)),
    ),
    links=(Link("VPC", "vpcs", lambda record: [attachment.vpc_id for attachment in record.attachments]),),
)
