"""What does an endpoint service of one's own look like, from the provider's side?"""

from vpce_tui.model.record import NOT_SENT, Record, Shape
from vpce_tui.model.resource import Read, Resource, label_column, member
from vpce_tui.resources.shapes import ServiceTypeDetail, Tag


class PrivateDnsNameConfiguration(Shape, frozen=True, kw_only=True):
    state: str | None = None
    type: str | None = None
    value: str | None = None
    name: str | None = None


class SupportedRegionDetail(Shape, frozen=True, kw_only=True):
    region: str | None = None
    service_state: str | None = None


class ServiceConfiguration(Record, frozen=True, kw_only=True):
    identity = ("service_id",)

    service_type: tuple[ServiceTypeDetail, ...] = NOT_SENT
    service_id: str
    service_name: str | None = None
    service_state: str | None = None
    availability_zone_ids: tuple[str, ...] = NOT_SENT
    availability_zones: tuple[str, ...] = NOT_SENT
    acceptance_required: bool | None = None
    manages_vpc_endpoints: bool | None = None
    network_load_balancer_arns: tuple[str, ...] = NOT_SENT
    gateway_load_balancer_arns: tuple[str, ...] = NOT_SENT
    supported_ip_address_types: tuple[str, ...] = NOT_SENT
    base_endpoint_dns_names: tuple[str, ...] = NOT_SENT
    private_dns_name: str | None = None
    private_dns_name_configuration: PrivateDnsNameConfiguration | None = None
    payer_responsibility: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    supported_regions: tuple[SupportedRegionDetail, ...] = NOT_SENT
    remote_access_enabled: bool | None = None


RESOURCE = Resource(
    record=ServiceConfiguration,
    name="vpc-endpoint-service-configurations",
    title="endpoint services of one's own",
    read=Read("DescribeVpcEndpointServiceConfigurations", "ServiceConfigurations"),
    columns=(
        label_column(),
        member("ID", "service_id"),
        member("SERVICE", "service_name"),
        member("STATE", "service_state"),
        member("ACCEPTANCE", "acceptance_required"),
        member("ZONES", "availability_zones", wide=True),
    ),
)
