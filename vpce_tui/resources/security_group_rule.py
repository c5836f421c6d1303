"""Which id does a rule of a security group have?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, member, text
from vpce_tui.resources.shapes import Tag


class ReferencedSecurityGroup(Shape, frozen=True, kw_only=True):
    group_id: str | None = None
    peering_status: str | None = None
    user_id: str | None = None
    vpc_id: str | None = None
    vpc_peering_connection_id: str | None = None


class SecurityGroupRule(Record, frozen=True, kw_only=True):
    identity = ("security_group_rule_id",)

    security_group_rule_id: str
    group_id: str | None = None
    group_owner_id: str | None = None
    is_egress: bool | None = None
    ip_protocol: str | None = None
    from_port: int | None = None
    to_port: int | None = None
    cidr_ipv4: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    referenced_group_info: ReferencedSecurityGroup | None = None
    description: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    security_group_rule_arn: str | None = None


RESOURCE = Resource(
    record=SecurityGroupRule,
    name="security-group-rules",
    title="security group rules",
    read=Read("DescribeSecurityGroupRules", "SecurityGroupRules"),
    columns=(
        member("ID", "security_group_rule_id"),
        member("GROUP", "group_id"),
        member("EGRESS", "is_egress"),
        member("PROTOCOL", "ip_protocol"),
        member("FROM", "from_port"),
        member("TO", "to_port"),
        Column(
            "PEER",
            lambda record: (
                record.cidr_ipv4
                or record.cidr_ipv6
                or record.prefix_list_id
                or text(record.referenced_group_info and record.referenced_group_info.group_id)
            ),
        ),
    ),
    links=(Link("group", "security-groups", lambda record: (record.group_id,)),),
)
