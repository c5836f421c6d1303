"""What does AWS say about a service that endpoints can reach?

`VpcEndpointPolicySupported` tells a policy that restricts from one that has no effect. The list is read by name, for
the services in use, in the service's own Region: one unknown name in `ServiceNames` fails the whole call, and S3 and
DynamoDB come twice, once for each type.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Column, Read, Resource, member
from vpce_tui.resources.shapes import ServiceTypeDetail, Tag


class PrivateDnsDetails(Shape, frozen=True, kw_only=True):
    private_dns_name: str | None = None


class ServiceDetail(Record, frozen=True, kw_only=True):
    identity = ("service_name", "service_id")

    service_name: str
    service_id: str | None = None
    service_type: tuple[ServiceTypeDetail, ...] = NOT_SENT
    service_region: str | None = None
    availability_zone_ids: tuple[str, ...] = NOT_SENT
    availability_zones: tuple[str, ...] = NOT_SENT
    owner: str | None = None
    base_endpoint_dns_names: tuple[str, ...] = NOT_SENT
    private_dns_name: str | None = None
    private_dns_names: tuple[PrivateDnsDetails, ...] = NOT_SENT
    vpc_endpoint_policy_supported: bool | None = None
    acceptance_required: bool | None = None
    manages_vpc_endpoints: bool | None = None
    payer_responsibility: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    private_dns_name_verification_state: str | None = None
    supported_ip_address_types: tuple[str, ...] = NOT_SENT


RESOURCE = Resource(
    record=ServiceDetail,
    name="vpc-endpoint-services",
    title="VPC endpoint services",
    read=Read("DescribeVpcEndpointServices", "ServiceDetails"),
    columns=(
        member("SERVICE", "service_name"),
        Column("TYPE", lambda record: " ".join(kind.service_type or "" for kind in record.service_type)),
        member("OWNER", "owner"),
        member("POLICY", "vpc_endpoint_policy_supported"),
        member("PRIVATE DNS", "private_dns_name"),
        member("ZONES", "availability_zones", wide=True),
        member("ACCEPTANCE", "acceptance_required", wide=True),
    ),
)
