"""Which gateways let IPv6 out and nothing in?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import InternetGatewayAttachment, Tag


class EgressOnlyInternetGateway(Record, frozen=True, kw_only=True):
    identity = ("egress_only_internet_gateway_id",)

    attachments: tuple[InternetGatewayAttachment, ...] = NOT_SENT
    egress_only_internet_gateway_id: str
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=EgressOnlyInternetGateway,
    name="egress-only-internet-gateways",
    title="egress-only internet gateways",
    read=Read("DescribeEgressOnlyInternetGateways", "EgressOnlyInternetGateways", page_size=255),
    columns=(
        label_column(),
        member("ID", "egress_only_internet_gateway_id"),
        Column("VPC", lambda record: " ".join(attachment.vpc_id or "" for attachment in record.attachments)),
        Column("STATE", lambda record: " ".join(attachment.state or "" for attachment in record.attachments)),
    ),
    links=(Link("VPC", "vpcs", lambda record: [attachment.vpc_id for attachment in record.attachments]),),
)
