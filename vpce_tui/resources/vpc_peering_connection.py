"""Which VPCs are peered, and does the peering work?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class Ipv6CidrBlock(Shape, frozen=True, kw_only=True):
    ipv6_cidr_block: str | None = None


class CidrBlock(Shape, frozen=True, kw_only=True):
    cidr_block: str | None = None


class VpcPeeringConnectionOptionsDescription(Shape, frozen=True, kw_only=True):
    allow_dns_resolution_from_remote_vpc: bool | None = None
    allow_egress_from_local_classic_link_to_remote_vpc: bool | None = None
    allow_egress_from_local_vpc_to_remote_classic_link: bool | None = None


class VpcPeeringConnectionVpcInfo(Shape, frozen=True, kw_only=True):
    cidr_block: str | None = None
    ipv6_cidr_block_set: tuple[Ipv6CidrBlock, ...] = NOT_SENT
    cidr_block_set: tuple[CidrBlock, ...] = NOT_SENT
    owner_id: str | None = None
    peering_options: VpcPeeringConnectionOptionsDescription | None = None
    vpc_id: str | None = None
    region: str | None = None


class VpcPeeringConnectionStateReason(Shape, frozen=True, kw_only=True):
    code: str | None = None
    message: str | None = None


class VpcPeeringConnection(Record, frozen=True, kw_only=True):
    identity = ("vpc_peering_connection_id",)

    accepter_vpc_info: VpcPeeringConnectionVpcInfo | None = None
    expiration_time: Timestamp | None = None
    requester_vpc_info: VpcPeeringConnectionVpcInfo | None = None
    status: VpcPeeringConnectionStateReason | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    vpc_peering_connection_id: str


RESOURCE = Resource(
    record=VpcPeeringConnection,
    name="vpc-peering-connections",
    title="VPC peering connections",
    read=Read("DescribeVpcPeeringConnections", "VpcPeeringConnections"),
    columns=(
        label_column(),
        member("ID", "vpc_peering_connection_id"),
        member("STATUS", "status.code"),
        member("REQUESTER", "requester_vpc_info.vpc_id"),
        member("ACCEPTER", "accepter_vpc_info.vpc_id"),
    ),
    links=(
        Link("requester VPC", "vpcs", lambda record: (record.requester_vpc_info and record.requester_vpc_info.vpc_id,)),
        Link("accepter VPC", "vpcs", lambda record: (record.accepter_vpc_info and record.accepter_vpc_info.vpc_id,)),
    ),
)
