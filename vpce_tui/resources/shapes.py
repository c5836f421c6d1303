"""Shapes that stand in records of several types."""

from vpce_tui.model.record import Shape


class BlockPublicAccessStates(Shape, frozen=True, kw_only=True):
    internet_gateway_block_mode: str | None = None


class DnsEntry(Shape, frozen=True, kw_only=True):
    dns_name: str | None = None
    hosted_zone_id: str | None = None


class GroupIdentifier(Shape, frozen=True, kw_only=True):
    group_id: str | None = None
    group_name: str | None = None


class InternetGatewayAttachment(Shape, frozen=True, kw_only=True):
    state: str | None = None
    vpc_id: str | None = None


class OperatorResponse(Shape, frozen=True, kw_only=True):
    managed: bool | None = None
    principal: str | None = None
    hidden_by_default: bool | None = None


class PayerResponsibilityEntry(Shape, frozen=True, kw_only=True):
    scope: str | None = None
    payer_responsibility_type: str | None = None


class ServiceTypeDetail(Shape, frozen=True, kw_only=True):
    service_type: str | None = None


class Tag(Shape, frozen=True, kw_only=True):
    key: str | None = None
    value: str | None = None


class UserIdGroupPair(Shape, frozen=True, kw_only=True):
    description: str | None = None
    user_id: str | None = None
    group_name: str | None = None
    group_id: str | None = None
    vpc_id: str | None = None
    vpc_peering_connection_id: str | None = None
    peering_status: str | None = None
