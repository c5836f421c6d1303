"""Which names does Route 53 Resolver forward elsewhere, for which VPCs?"""

import msgspec

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Link, Read, Resource, member


class TargetAddress(Shape, frozen=True, kw_only=True):
    ip: str | None = None
    port: int | None = None
    ipv6: str | None = None
    protocol: str | None = None
    server_name_indication: str | None = None


class ResolverRule(Record, frozen=True, kw_only=True):
    identity = ("id",)

    id: str
    creator_request_id: str | None = None
    arn: str | None = None
    domain_name: str | None = None
    status: str | None = None
    status_message: str | None = None
    rule_type: str | None = None
    name: str | None = None
    target_ips: tuple[TargetAddress, ...] = NOT_SENT
    resolver_endpoint_id: str | None = None
    owner_id: str | None = None
    share_status: str | None = None
    creation_time: str | None = None
    modification_time: str | None = None
    delegation_record: str | None = None


class ResolverRuleAssociation(Record, frozen=True, kw_only=True):
    identity = ("id",)

    id: str
    resolver_rule_id: str | None = None
    name: str | None = None
    vpc_id: str | None = msgspec.field(default=None, name="VPCId")
    status: str | None = None
    status_message: str | None = None


RESOLVER_RULE_RESOURCE = Resource(
    record=ResolverRule,
    name="resolver-rules",
    title="Resolver rules",
    read=Read("ListResolverRules", "ResolverRules", page_size=100, service="route53resolver"),
    columns=(
        member("ID", "id"),
        member("DOMAIN", "domain_name"),
        member("TYPE", "rule_type"),
        member("STATUS", "status"),
        Column("TARGETS", lambda record: " ".join(address.ip or "" for address in record.target_ips)),
    ),
)


RESOLVER_RULE_ASSOCIATION_RESOURCE = Resource(
    record=ResolverRuleAssociation,
    name="resolver-rule-associations",
    title="Resolver rule associations",
    read=Read("ListResolverRuleAssociations", "ResolverRuleAssociations", page_size=100, service="route53resolver"),
    columns=(
        member("ID", "id"),
        member("RULE", "resolver_rule_id"),
        member("VPC", "vpc_id"),
        member("STATUS", "status"),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("rule", "resolver-rules", lambda record: (record.resolver_rule_id,)),
    ),
)
