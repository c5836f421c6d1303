"""What is a network ACL?

API answers list every subnet of the ACL under `Associations`, those of the default one too.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class NetworkAclAssociation(Shape, frozen=True, kw_only=True):
    network_acl_association_id: str | None = None
    network_acl_id: str | None = None
    subnet_id: str | None = None


class IcmpTypeCode(Shape, frozen=True, kw_only=True):
    code: int | None = None
    type: int | None = None


class PortRange(Shape, frozen=True, kw_only=True):
    from_: int | None = None
    to: int | None = None


class NetworkAclEntry(Shape, frozen=True, kw_only=True):
    cidr_block: str | None = None
    egress: bool | None = None
    icmp_type_code: IcmpTypeCode | None = None
    ipv6_cidr_block: str | None = None
    port_range: PortRange | None = None
    protocol: str | None = None
    rule_action: str | None = None
    rule_number: int | None = None


class NetworkAcl(Record, frozen=True, kw_only=True):
    identity = ("network_acl_id",)

    associations: tuple[NetworkAclAssociation, ...] = NOT_SENT
    entries: tuple[NetworkAclEntry, ...] = NOT_SENT
    is_default: bool | None = None
    network_acl_id: str
    tags: tuple[Tag, ...] = NOT_SENT
    vpc_id: str | None = None
    owner_id: str | None = None


RESOURCE = Resource(
    record=NetworkAcl,
    name="network-acls",
    title="network ACLs",
    read=Read("DescribeNetworkAcls", "NetworkAcls"),
    columns=(
        label_column(),
        member("ID", "network_acl_id"),
        member("DEFAULT", "is_default"),
        Column("SUBNETS", lambda record: str(len(record.associations))),
        Column("RULES", lambda record: str(len(record.entries))),
        member("VPC", "vpc_id"),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnets", "subnets", lambda record: [association.subnet_id for association in record.associations]),
    ),
)
