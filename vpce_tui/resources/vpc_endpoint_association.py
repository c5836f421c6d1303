"""Which resources does a Resource or ServiceNetwork endpoint give access to?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Link, Read, Resource, member
from vpce_tui.resources.shapes import DnsEntry, Tag


class VpcEndpointAssociation(Record, frozen=True, kw_only=True):
    identity = ("id",)

    id: str
    vpc_endpoint_id: str | None = None
    service_network_arn: str | None = None
    service_network_name: str | None = None
    associated_resource_accessibility: str | None = None
    failure_reason: str | None = None
    failure_code: str | None = None
    dns_entry: DnsEntry | None = None
    private_dns_entry: DnsEntry | None = None
    associated_resource_arn: str | None = None
    resource_configuration_group_arn: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=VpcEndpointAssociation,
    name="vpc-endpoint-associations",
    title="VPC endpoint associations",
    read=Read("DescribeVpcEndpointAssociations", "VpcEndpointAssociations", page_size=100),
    columns=(
        member("ID", "id"),
        member("ENDPOINT", "vpc_endpoint_id"),
        member("RESOURCE", "associated_resource_arn"),
        member("ACCESSIBILITY", "associated_resource_accessibility"),
        member("FAILURE", "failure_reason", wide=True),
    ),
    links=(Link("endpoint", "vpc-endpoints", lambda record: (record.vpc_endpoint_id,)),),
)
