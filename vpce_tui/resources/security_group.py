"""What is a security group?

The rules stand here as permissions without ids; `security_group_rule` has the same rules with theirs.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, member
from vpce_tui.resources.shapes import Tag, UserIdGroupPair


class IpRange(Shape, frozen=True, kw_only=True):
    description: str | None = None
    cidr_ip: str | None = None


class Ipv6Range(Shape, frozen=True, kw_only=True):
    description: str | None = None
    cidr_ipv6: str | None = None


class PrefixListId(Shape, frozen=True, kw_only=True):
    description: str | None = None
    prefix_list_id: str | None = None


class IpPermission(Shape, frozen=True, kw_only=True):
    ip_protocol: str | None = None
    from_port: int | None = None
    to_port: int | None = None
    user_id_group_pairs: tuple[UserIdGroupPair, ...] = NOT_SENT
    ip_ranges: tuple[IpRange, ...] = NOT_SENT
    ipv6_ranges: tuple[Ipv6Range, ...] = NOT_SENT
    prefix_list_ids: tuple[PrefixListId, ...] = NOT_SENT


class SecurityGroup(Record, frozen=True, kw_only=True):
    identity = ("group_id",)

    group_id: str
    ip_permissions_egress: tuple[IpPermission, ...] = NOT_SENT
    tags: tuple[Tag, ...] = NOT_SENT
    vpc_id: str | None = None
    security_group_arn: str | None = None
    owner_id: str | None = None
    group_name: str | None = None
    description: str | None = None
    ip_permissions: tuple[IpPermission, ...] = NOT_SENT


RESOURCE = Resource(
    record=SecurityGroup,
    name="security-groups",
    title="security groups",
    read=Read("DescribeSecurityGroups", "SecurityGroups"),
    columns=(
        member("NAME", "group_name"),
        member("ID", "group_id"),
        Column("IN", lambda record: str(len(record.ip_permissions))),
        Column("OUT", lambda record: str(len(record.ip_permissions_egress))),
        member("VPC", "vpc_id"),
        member("DESCRIPTION", "description", wide=True),
    ),
    links=(Link("VPC", "vpcs", lambda record: (record.vpc_id,)),),
)
