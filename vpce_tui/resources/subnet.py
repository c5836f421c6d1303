"""What is a subnet?

Which route table it uses is not in the record: see `resources.relations.effective_route_table`.
"""

import msgspec

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import BlockPublicAccessStates, Tag


class SubnetCidrBlockState(Shape, frozen=True, kw_only=True):
    state: str | None = None
    status_message: str | None = None


class SubnetIpv6CidrBlockAssociation(Shape, frozen=True, kw_only=True):
    association_id: str | None = None
    ipv6_cidr_block: str | None = None
    ipv6_cidr_block_state: SubnetCidrBlockState | None = None
    ipv6_address_attribute: str | None = None
    ip_source: str | None = None


class PrivateDnsNameOptionsOnLaunch(Shape, frozen=True, kw_only=True):
    hostname_type: str | None = None
    enable_resource_name_dns_a_record: bool | None = None
    enable_resource_name_dns_aaaa_record: bool | None = msgspec.field(
        default=None, name="EnableResourceNameDnsAAAARecord"
    )


class Subnet(Record, frozen=True, kw_only=True):
    identity = ("subnet_id",)

    availability_zone_id: str | None = None
    enable_lni_at_device_index: int | None = None
    map_customer_owned_ip_on_launch: bool | None = None
    customer_owned_ipv4_pool: str | None = None
    owner_id: str | None = None
    assign_ipv6_address_on_creation: bool | None = None
    ipv6_cidr_block_association_set: tuple[SubnetIpv6CidrBlockAssociation, ...] = NOT_SENT
    tags: tuple[Tag, ...] = NOT_SENT
    subnet_arn: str | None = None
    outpost_arn: str | None = None
    enable_dns64: bool | None = None
    ipv6_native: bool | None = None
    private_dns_name_options_on_launch: PrivateDnsNameOptionsOnLaunch | None = None
    block_public_access_states: BlockPublicAccessStates | None = None
    type: str | None = None
    subnet_id: str
    state: str | None = None
    vpc_id: str | None = None
    cidr_block: str | None = None
    available_ip_address_count: int | None = None
    availability_zone: str | None = None
    default_for_az: bool | None = None
    map_public_ip_on_launch: bool | None = None


RESOURCE = Resource(
    record=Subnet,
    name="subnets",
    title="subnets",
    read=Read("DescribeSubnets", "Subnets"),
    columns=(
        label_column(),
        member("ID", "subnet_id"),
        member("CIDR", "cidr_block"),
        member("ZONE", "availability_zone"),
        member("ZONE ID", "availability_zone_id", wide=True),
        member("FREE", "available_ip_address_count"),
        member("VPC", "vpc_id"),
    ),
    links=(Link("VPC", "vpcs", lambda record: (record.vpc_id,)),),
)
