"""Which Elastic IP addresses are there, and what are they mapped to?

Addresses from EC2-Classic, and partial answers of emulators, have no allocation id: their public address names them.
"""

from vpce_tui.model.record import NOT_SENT, Record
from vpce_tui.model.resource import Column, Link, Read, Resource, label_column, member
from vpce_tui.resources.shapes import Tag


class Address(Record, frozen=True, kw_only=True):
    identity = ("allocation_id",)
    identity_else = "public_ip"

    allocation_id: str | None = None
    association_id: str | None = None
    domain: str | None = None
    network_interface_id: str | None = None
    network_interface_owner_id: str | None = None
    private_ip_address: str | None = None
    tags: tuple[Tag, ...] = NOT_SENT
    public_ipv4_pool: str | None = None
    network_border_group: str | None = None
    customer_owned_ip: str | None = None
    customer_owned_ipv4_pool: str | None = None
    carrier_ip: str | None = None
    subnet_id: str | None = None
    service_managed: str | None = None
    instance_id: str | None = None
    public_ip: str | None = None


RESOURCE = Resource(
    record=Address,
    name="addresses",
    title="Elastic IP addresses",
    read=Read("DescribeAddresses", "Addresses", page_size=None),
    columns=(
        label_column(),
        Column("ID", lambda record: record.record_id),
        member("PUBLIC", "public_ip"),
        member("PRIVATE", "private_ip_address"),
        member("INTERFACE", "network_interface_id"),
        member("INSTANCE", "instance_id"),
    ),
    links=(Link("interface", "network-interfaces", lambda record: (record.network_interface_id,)),),
)
