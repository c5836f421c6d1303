"""Which further VPCs may use a security group?"""

from vpce_tui.model.record import Record
from vpce_tui.model.resource import Link, Read, Resource, member


class SecurityGroupVpcAssociation(Record, frozen=True, kw_only=True):
    identity = ("group_id", "vpc_id")

    group_id: str
    vpc_id: str
    vpc_owner_id: str | None = None
    state: str | None = None
    state_reason: str | None = None
    group_owner_id: str | None = None


RESOURCE = Resource(
    record=SecurityGroupVpcAssociation,
    name="security-group-vpc-associations",
    title="security group associations",
    read=Read("DescribeSecurityGroupVpcAssociations", "SecurityGroupVpcAssociations"),
    columns=(
        member("GROUP", "group_id"),
        member("VPC", "vpc_id"),
        member("STATE", "state"),
    ),
    links=(
        Link("group", "security-groups", lambda record: (record.group_id,)),
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
    ),
)
