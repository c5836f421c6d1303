"""Which NAT gateways are there?

A regional NAT gateway (`AvailabilityMode` is `regional`) has no subnet of its own.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class NatGatewayAddress(Shape, frozen=True, kw_only=True):
    allocation_id: str | None = None
    network_interface_id: str | None = None
    private_ip: str | None = None
    public_ip: str | None = None
    association_id: str | None = None
    is_primary: bool | None = None
    failure_message: str | None = None
    status: str | None = None
    availability_zone: str | None = None
    availability_zone_id: str | None = None


class ProvisionedBandwidth(Shape, frozen=True, kw_only=True):
    provision_time: Timestamp | None = None
    provisioned: str | None = None
    request_time: Timestamp | None = None
    requested: str | None = None
    status: str | None = None


class NatGatewayAttachedAppliance(Shape, frozen=True, kw_only=True):
    type: str | None = None
    appliance_arn: str | None = None
    vpc_endpoint_id: str | None = None
    attachment_state: str | None = None
    modification_state: str | None = None
    failure_code: str | None = None
    failure_message: str | None = None


class NatGateway(Record, frozen=True, kw_only=True):
    identity = ("nat_gateway_id",)

    create_time: Timestamp | None = None
    delete_time: Timestamp | None = None
    failure_code: str | None = None
    failure_message: str | None = None
    nat_gateway_addresses: tuple[NatGatewayAddress, ...] = NOT_SENT
    nat_gateway_id: str
    provisioned_bandwidth: ProvisionedBandwidth | None = None
    state: str | None = None
    subnet_id: str | None = None
    vpc_id: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    connectivity_type: str | None = None
    availability_mode: str | None = None
    auto_scaling_ips: str | None = None
    auto_provision_zones: str | None = None
    attached_appliances: tuple[NatGatewayAttachedAppliance, ...] = NOT_SENT
    route_table_id: str | None = None


def _interface_ids(gateway: NatGateway) -> list[str | None]:
    return [address.network_interface_id for address in gateway.nat_gateway_addresses]


RESOURCE = Resource(
    record=NatGateway,
    name="nat-gateways",
    title="NAT gateways",
    read=Read("DescribeNatGateways", "NatGateways"),
    columns=(
        label_column(),
        member("ID", "nat_gateway_id"),
        member("STATE", "state"),
        member("KIND", "connectivity_type"),
        member("SUBNET", "subnet_id"),
        member("VPC", "vpc_id"),
        Column("PUBLIC", lambda record: " ".join(address.public_ip or "" for address in record.nat_gateway_addresses)),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnet", "subnets", lambda record: (record.subnet_id,)),
        Link(
            "network interfaces",
            "network-interfaces",
            lambda record: [address.network_interface_id for address in record.nat_gateway_addresses],
        ),
    ),
)
