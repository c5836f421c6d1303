"""What stands at the far end of a VPN connection?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class CustomerGateway(Record, frozen=True, kw_only=True):
    identity = ("customer_gateway_id",)

    certificate_arn: str | None = None
    device_name: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    bgp_asn_extended: str | None = None
    customer_gateway_id: str
    state: str | None = None
    type: str | None = None
    ip_address: str | None = None
    bgp_asn: str | None = None


RESOURCE = Resource(
    record=CustomerGateway,
    name="customer-gateways",
    title="customer gateways",
    read=Read("DescribeCustomerGateways", "CustomerGateways", page_size=None),
    columns=(
        label_column(),
        member("ID", "customer_gateway_id"),
        member("STATE", "state"),
        member("ADDRESS", "ip_address"),
        member("ASN", "bgp_asn"),
    ),
)
