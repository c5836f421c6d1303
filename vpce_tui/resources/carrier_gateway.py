"""Which carrier gateways (Wavelength Zones) are there?"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class CarrierGateway(Record, frozen=True, kw_only=True):
    identity = ("carrier_gateway_id",)

    carrier_gateway_id: str
    vpc_id: str | None = None
    state: str | None = None
    owner_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT


RESOURCE = Resource(
    record=CarrierGateway,
    name="carrier-gateways",
    title="carrier gateways",
    read=Read("DescribeCarrierGateways", "CarrierGateways"),
    columns=(
        label_column(),
        member("ID", "carrier_gateway_id"),
        member("STATE", "state"),
        member("VPC", "vpc_id"),
    ),
    links=(Link("VPC", "vpcs", lambda record: (record.vpc_id,)),),
)
