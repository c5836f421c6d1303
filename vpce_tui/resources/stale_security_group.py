"""Which groups have rules that refer to a group or a peering that is gone?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Link, Parent, Read, Resource, member
from vpce_tui.resources.shapes import UserIdGroupPair
from vpce_tui.resources.vpc import Vpc


class StaleIpPermission(Shape, frozen=True, kw_only=True):
    from_port: int | None = None
    ip_protocol: str | None = None
    ip_ranges: tuple[str, ...] = NOT_SENT
    prefix_list_ids: tuple[str, ...] = NOT_SENT
    to_port: int | None = None
    user_id_group_pairs: tuple[UserIdGroupPair, ...] = NOT_SENT


class StaleSecurityGroup(Record, frozen=True, kw_only=True):
    identity = ("group_id",)

    description: str | None = None
    group_id: str
    group_name: str | None = None
    stale_ip_permissions: tuple[StaleIpPermission, ...] = NOT_SENT
    stale_ip_permissions_egress: tuple[StaleIpPermission, ...] = NOT_SENT
    vpc_id: str | None = None


RESOURCE = Resource(
    record=StaleSecurityGroup,
    name="stale-security-groups",
    title="stale security groups",
    read=Read(
        "DescribeStaleSecurityGroups",
        "StaleSecurityGroupSet",
        page_size=255,
        parent=Parent(Vpc, "VpcId", field="vpc_id"),
    ),
    columns=(
        member("NAME", "group_name"),
        member("ID", "group_id"),
        member("VPC", "vpc_id"),
    ),
    links=(
        Link("group", "security-groups", lambda record: (record.group_id,)),
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
    ),
)
