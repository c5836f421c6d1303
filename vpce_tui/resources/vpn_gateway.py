"""Which virtual private gateways are there, and to which VPC are they attached?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class VpcAttachment(Shape, frozen=True, kw_only=True):
    vpc_id: str | None = None
    state: str | None = None


class VpnGateway(Record, frozen=True, kw_only=True):
    identity = ("vpn_gateway_id",)

    amazon_side_asn: int | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    vpn_gateway_id: str
    state: str | None = None
    type: str | None = None
    availability_zone: str | None = None
    vpc_attachments: tuple[VpcAttachment, ...] = NOT_SENT


RESOURCE = Resource(
    record=VpnGateway,
    name="vpn-gateways",
    title="VPN gateways",
    read=Read("DescribeVpnGateways", "VpnGateways", page_size=None),
    columns=(
        label_column(),
        member("ID", "vpn_gateway_id"),
        member("STATE", "state"),
        Column("VPC", lambda record: " ".join(attachment.vpc_id or "" for attachment in record.vpc_attachments)),
    ),
    links=(Link("VPC", "vpcs", lambda record: [attachment.vpc_id for attachment in record.vpc_attachments]),),
)
