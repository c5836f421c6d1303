"""Which transit gateways are there?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class EncryptionSupport(Shape, frozen=True, kw_only=True):
    encryption_state: str | None = None
    state_message: str | None = None


class TransitGatewayOptions(Shape, frozen=True, kw_only=True):
    amazon_side_asn: int | None = None
    transit_gateway_cidr_blocks: tuple[str, ...] = NOT_SENT
    auto_accept_shared_attachments: str | None = None
    default_route_table_association: str | None = None
    association_default_route_table_id: str | None = None
    default_route_table_propagation: str | None = None
    propagation_default_route_table_id: str | None = None
    vpn_ecmp_support: str | None = None
    dns_support: str | None = None
    security_group_referencing_support: str | None = None
    multicast_support: str | None = None
    encryption_support: EncryptionSupport | None = None


class TransitGateway(Record, frozen=True, kw_only=True):
    identity = ("transit_gateway_id",)

    transit_gateway_id: str
    transit_gateway_arn: str | None = None
    state: str | None = None
    owner_id: str | None = None
    description: str | None = None
    creation_time: Timestamp | None = None
    options: TransitGatewayOptions | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=TransitGateway,
    name="transit-gateways",
    title="transit gateways",
    read=Read("DescribeTransitGateways", "TransitGateways"),
    columns=(
        label_column(),
        member("ID", "transit_gateway_id"),
        member("STATE", "state"),
        member("OWNER", "owner_id"),
        member("ASN", "options.amazon_side_asn"),
    ),
)
