"""What is a network interface, and whose is it?

Trap: the service answers values for `InterfaceType` that its own enum does not have (`nat_gateway`), so the
description is the second witness. Tags are called `TagSet` here.
"""

from vpce_tui.model.record import NOT_SENT, Record, Shape, Timestamp
from vpce_tui.model.resource import Column, Link, Read, Resource, member
from vpce_tui.resources.shapes import GroupIdentifier, OperatorResponse, Tag


class NetworkInterfaceAssociation(Shape, frozen=True, kw_only=True):
    allocation_id: str | None = None
    association_id: str | None = None
    ip_owner_id: str | None = None
    public_dns_name: str | None = None
    public_ip: str | None = None
    customer_owned_ip: str | None = None
    carrier_ip: str | None = None


class AttachmentEnaSrdUdpSpecification(Shape, frozen=True, kw_only=True):
    ena_srd_udp_enabled: bool | None = None


class AttachmentEnaSrdSpecification(Shape, frozen=True, kw_only=True):
    ena_srd_enabled: bool | None = None
    ena_srd_udp_specification: AttachmentEnaSrdUdpSpecification | None = None


class NetworkInterfaceAttachment(Shape, frozen=True, kw_only=True):
    attach_time: Timestamp | None = None
    attachment_id: str | None = None
    delete_on_termination: bool | None = None
    device_index: int | None = None
    network_card_index: int | None = None
    instance_id: str | None = None
    instance_owner_id: str | None = None
    status: str | None = None
    ena_srd_specification: AttachmentEnaSrdSpecification | None = None
    ena_queue_count: int | None = None


class ConnectionTrackingConfiguration(Shape, frozen=True, kw_only=True):
    tcp_established_timeout: int | None = None
    udp_stream_timeout: int | None = None
    udp_timeout: int | None = None


class NetworkInterfaceIpv6Address(Shape, frozen=True, kw_only=True):
    ipv6_address: str | None = None
    public_ipv6_dns_name: str | None = None
    is_primary_ipv6: bool | None = None


class PublicIpDnsNameOptions(Shape, frozen=True, kw_only=True):
    dns_hostname_type: str | None = None
    public_ipv4_dns_name: str | None = None
    public_ipv6_dns_name: str | None = None
    public_dual_stack_dns_name: str | None = None


class NetworkInterfacePrivateIpAddress(Shape, frozen=True, kw_only=True):
    association: NetworkInterfaceAssociation | None = None
    primary: bool | None = None
    private_dns_name: str | None = None
    private_ip_address: str | None = None


class Ipv4PrefixSpecification(Shape, frozen=True, kw_only=True):
    ipv4_prefix: str | None = None


class Ipv6PrefixSpecification(Shape, frozen=True, kw_only=True):
    ipv6_prefix: str | None = None


class NetworkInterface(Record, frozen=True, kw_only=True):
    identity = ("network_interface_id",)

    association: NetworkInterfaceAssociation | None = None
    attachment: NetworkInterfaceAttachment | None = None
    availability_zone: str | None = None
    connection_tracking_configuration: ConnectionTrackingConfiguration | None = None
    description: str | None = None
    groups: tuple[GroupIdentifier, ...] = NOT_SENT
    interface_type: str | None = None
    ipv6_addresses: tuple[NetworkInterfaceIpv6Address, ...] = NOT_SENT
    mac_address: str | None = None
    network_interface_id: str
    outpost_arn: str | None = None
    owner_id: str | None = None
    private_dns_name: str | None = None
    public_dns_name: str | None = None
    public_ip_dns_name_options: PublicIpDnsNameOptions | None = None
    private_ip_address: str | None = None
    private_ip_addresses: tuple[NetworkInterfacePrivateIpAddress, ...] = NOT_SENT
    ipv4_prefixes: tuple[Ipv4PrefixSpecification, ...] = NOT_SENT
    ipv6_prefixes: tuple[Ipv6PrefixSpecification, ...] = NOT_SENT
    requester_id: str | None = None
    requester_managed: bool | None = None
    source_dest_check: bool | None = None
    status: str | None = None
    subnet_id: str | None = None
    tag_set: tuple[Tag, ...] = NOT_SENT
    vpc_id: str | None = None
    deny_all_igw_traffic: bool | None = None
    ipv6_native: bool | None = None
    ipv6_address: str | None = None
    operator: OperatorResponse | None = None
    associated_subnets: tuple[str, ...] = NOT_SENT
    availability_zone_id: str | None = None


def addresses(interface: NetworkInterface) -> tuple[str, ...]:
    """Return every private address of the interface, IPv4 and IPv6, the primary one first."""
    # Lists, not generators: a matrix asks this of every interface several times.
    found = [interface.private_ip_address]
    found += [address.private_ip_address for address in interface.private_ip_addresses]
    found += [address.ipv6_address for address in interface.ipv6_addresses]
    return tuple(dict.fromkeys([address for address in found if address]))


def public_addresses(interface: NetworkInterface) -> tuple[str, ...]:
    """Return the public IPv4 addresses mapped to the interface."""
    found = [interface.association]
    found += [address.association for address in interface.private_ip_addresses]
    public = [association.public_ip for association in found if association is not None and association.public_ip]
    return tuple(dict.fromkeys(public)) if public else ()


RESOURCE = Resource(
    record=NetworkInterface,
    name="network-interfaces",
    title="network interfaces",
    read=Read("DescribeNetworkInterfaces", "NetworkInterfaces"),
    columns=(
        member("ID", "network_interface_id"),
        member("ADDRESS", "private_ip_address"),
        member("TYPE", "interface_type"),
        member("STATUS", "status"),
        member("DESCRIPTION", "description"),
        member("SUBNET", "subnet_id"),
        member("VPC", "vpc_id", wide=True),
        Column("GROUPS", lambda record: " ".join(group.group_id or "" for group in record.groups)),
    ),
    links=(
        Link("VPC", "vpcs", lambda record: (record.vpc_id,)),
        Link("subnet", "subnets", lambda record: (record.subnet_id,)),
        Link("security groups", "security-groups", lambda record: [group.group_id for group in record.groups]),
        Link("instance", "instances", lambda record: (record.attachment and record.attachment.instance_id,)),
    ),
)
