"""Which endpoints are connected, or ask to be, to a service of one's own?"""

from vpce_tui.model.record import NOT_SENT, Record, Timestamp
from vpce_tui.model.resource import Link, Read, Resource, member
from vpce_tui.resources.shapes import DnsEntry, PayerResponsibilityEntry, Tag


class VpcEndpointConnection(Record, frozen=True, kw_only=True):
    identity = ("service_id", "vpc_endpoint_id")

    service_id: str
    vpc_endpoint_id: str
    vpc_endpoint_owner: str | None = None
    vpc_endpoint_state: str | None = None
    creation_timestamp: Timestamp | None = None
    dns_entries: tuple[DnsEntry, ...] = NOT_SENT
    network_load_balancer_arns: tuple[str, ...] = NOT_SENT
    gateway_load_balancer_arns: tuple[str, ...] = NOT_SENT
    ip_address_type: str | None = None
    vpc_endpoint_connection_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    vpc_endpoint_region: str | None = None
    payer_responsibilities: tuple[PayerResponsibilityEntry, ...] = NOT_SENT


RESOURCE = Resource(
    record=VpcEndpointConnection,
    name="vpc-endpoint-connections",
    title="endpoint connections",
    read=Read("DescribeVpcEndpointConnections", "VpcEndpointConnections"),
    columns=(
        member("SERVICE", "service_id"),
        member("ENDPOINT", "vpc_endpoint_id"),
        member("OWNER", "vpc_endpoint_owner"),
        member("STATE", "vpc_endpoint_state"),
        member("REGION", "vpc_endpoint_region", wide=True),
    ),
    links=(
        Link("service", "vpc-endpoint-service-configurations", lambda record: (record.service_id,)),
        Link("endpoint", "vpc-endpoints", lambda record: (record.vpc_endpoint_id,)),
    ),
)
