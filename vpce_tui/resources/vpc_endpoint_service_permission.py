"""Who may connect an endpoint to a service of one's own?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Link, Parent, Read, Resource, member
from vpce_tui.resources.shapes import Tag
from vpce_tui.resources.vpc_endpoint_service_configuration import ServiceConfiguration


class AllowedPrincipal(Record, frozen=True, kw_only=True):
    identity = ("service_id", "principal")

    principal_type: str | None = None
    principal: str
    service_permission_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    service_id: str


RESOURCE = Resource(
    record=AllowedPrincipal,
    name="vpc-endpoint-service-permissions",
    title="endpoint service permissions",
    read=Read(
        "DescribeVpcEndpointServicePermissions",
        "AllowedPrincipals",
        parent=Parent(ServiceConfiguration, "ServiceId", field="service_id"),
    ),
    columns=(
        member("SERVICE", "service_id"),
        member("PRINCIPAL", "principal"),
        member("TYPE", "principal_type"),
    ),
    links=(Link("service", "vpc-endpoint-service-configurations", lambda record: (record.service_id,)),),
)
